"""Words for what people are: offices, jobs and kin, alone and as titles before names."""

from __future__ import annotations

from articles.quotes.wordlist import word_list, word_set

#: Heads of phrases that describe one person.
ROLE_NOUNS = word_set(
    """
    president chancellor minister premier governor senator congressman congresswoman
    representative mayor councilman councilwoman councillor councilor secretary ambassador envoy
    spokesman spokeswoman spokesperson leader chairman chairwoman chair chief director executive
    manager adviser advisor strategist aide official candidate nominee contender challenger
    incumbent attorney lawyer judge justice prosecutor sheriff officer detective commissioner
    general colonel captain lieutenant sergeant major admiral commander soldier marine veteran
    professor teacher lecturer scholar historian scientist researcher economist analyst expert
    pollster consultant lobbyist activist organizer organiser advocate campaigner author writer
    novelist poet columnist commentator journalist reporter correspondent editor host anchor
    presenter broadcaster producer actor actress singer musician rapper artist comedian
    filmmaker photographer designer architect engineer doctor physician nurse surgeon
    psychologist psychiatrist therapist dentist pharmacist farmer fisherman rancher worker
    driver pilot builder plumber electrician carpenter mechanic baker chef cook waiter waitress
    owner founder co-founder investor banker broker trader businessman businesswoman
    entrepreneur billionaire millionaire mogul tycoon developer landlord tenant resident
    neighbor neighbour voter citizen immigrant refugee student pupil graduate principal dean
    superintendent librarian priest pastor bishop archbishop cardinal pope rabbi imam reverend
    minister nun monk king queen prince princess emperor duke duchess lord lady baron sultan
    sheikh emir dictator lawmaker legislator politician statesman diplomat negotiator mediator
    mother father son daughter brother sister wife husband widow widower uncle aunt cousin
    nephew niece grandfather grandmother grandson granddaughter stepfather stepmother fiance
    girlfriend boyfriend friend colleague partner ally rival opponent critic supporter donor
    backer surrogate operative insider source witness victim survivor suspect defendant
    plaintiff man woman boy girl teenager teen child person speaker whip treasurer comptroller
    controller auditor inspector inspector-general clerk coroner firefighter paramedic coach
    player captain quarterback athlete runner swimmer champion trainer referee fan star hero
    deputy assistant member head boss vice-president co-chair co-author republican democrat
    conservative liberal socialist hispanic pundit blogger whistleblower demonstrator protester
    protestor marcher organist guard ranger trooper agent spy delegate elector registrar
    freshman vicar curate canon provost warden trustee steward guide keeper curator
    counterpart predecessor successor coxswain skipper helmsman mate bosun sailor mariner
    lifeguard postmaster postman postwoman stationmaster harbourmaster headteacher headmaster
    headmistress caretaker cleaner porter butcher grocer florist barber hairdresser tailor
    shopkeeper bookseller innkeeper publican barman barmaid bartender brewer miller mason
    welder joiner roofer plasterer decorator gardener forester shepherd beekeeper vet
    veterinarian midwife optician radiographer surveyor geologist biologist botanist zoologist
    chemist physicist mathematician astronomer archaeologist climatologist hydrologist
    meteorologist ecologist ornithologist epidemiologist virologist sociologist criminologist
    anthropologist linguist philosopher theologian statistician actuary accountant bookkeeper
    bailiff magistrate barrister solicitor notary ombudsman ombudswoman registrar archivist
    conductor composer violinist pianist guitarist drummer bassist choreographer dancer
    sculptor painter illustrator cartoonist playwright screenwriter translator interpreter
    bystander passer-by onlooker witness shopper commuter passenger pedestrian cyclist motorist
    docker stevedore miner trawlerman roommate classmate teammate bandmate flatmate housemate
    stepson stepdaughter fiancee ex-wife ex-husband godfather godmother godson goddaughter
    bride groom bridegroom goalkeeper striker midfielder defender winger batsman bowler
    wicketkeeper pitcher catcher sprinter cellist rower jockey boxer golfer
    frontman frontwoman showrunner cameraman camerawoman newsreader weatherman
    pilot stewardess courier dispatcher locksmith blacksmith watchmaker jeweller jeweler
    undertaker gravedigger verger sexton choirmaster rector deacon abbot abbess prior prioress
    ayatollah prelate nuncio consul attache taoiseach
    underboss gangster hacker
    """
)
#: Plural heads whose members may be named in the article.
_IRREGULAR_PLURALS = {
    "men": "man",
    "women": "woman",
    "spokesmen": "spokesman",
    "congressmen": "congressman",
    "wives": "wife",
    "children": "child",
    "people": "person",
    "businessmen": "businessman",
    "attorneys": "attorney",
    "secretaries": "secretary",
    "countrymen": "countryman",
    "ladies": "lady",
    "allies": "ally",
    "deputies": "deputy",
    "judiciary": "judge",
}
#: Heads of government and state: what "the two leaders" may be.
LEADERS = word_set(
    """
    president chancellor premier prime governor king queen emperor sultan emir dictator leader
    chairman mayor minister pope
    """
)
#: Titles that stand before a name; values give the bearer's gender where they tell it.
TITLES: dict[str, str] = dict.fromkeys(
    word_list(
        """
        president chancellor premier prime minister governor gov. gov senator sen. sen sens.
        rep. rep reps. congressman congresswoman representative mayor councilman councilwoman
        councilor cllr councillor secretary ambassador envoy general gen. gen colonel col.
        captain capt. lieutenant lt. sergeant sgt. major maj. admiral adm. commander cmdr. judge
        justice sheriff officer detective det. chief director chairman chairwoman chair
        professor prof. prof dr. dr doctor rev. reverend father pastor bishop archbishop
        cardinal pope rabbi imam king queen prince princess duke duchess lord lady baron sir
        dame sheikh emir sultan ayatollah emperor speaker leader majority minority whip attorney
        solicitor spokesman spokeswoman spokesperson state house senate deputy vice first acting
        interim former ex-president lawmaker mr. mr mrs. mrs ms. ms miss mx. hon. superintendent
        supt. commissioner inspector constable pfc. cpl. pvt. brig. treasurer comptroller
        assemblyman assemblywoman alderman alderwoman delegate del. counsel counselor press
        foreign defense defence interior finance health education trade energy justice labor
        labour co-chair co-founder founder ceo coach manager strategist adviser advisor aide
        mp mp. mep msp ms. m.p. alderman ald. baroness viscount viscountess earl count countess
        marquess archduke corporal private brigadier constable pc dci canon provost vicar rector
        deacon abbot sister brother madame mme. mme mlle. monsieur frau herr señor señora signor
        signora taoiseach headteacher headmaster skipper counsellor consul nurse cllr. fr. br.
        nominee candidate correspondent host anchor editor author actor actress singer comedian
        columnist reporter analyst economist historian pollster businessman billionaire mogul
        campaign special envoy
        """
    ),
    "",
) | {
    "mr.": "m", "mr": "m", "sir": "m", "king": "m", "prince": "m", "duke": "m", "lord": "m",
    "congressman": "m", "councilman": "m", "chairman": "m", "spokesman": "m", "father": "m",
    "businessman": "m", "assemblyman": "m", "alderman": "m", "actor": "m", "emperor": "m",
    "mrs.": "f", "mrs": "f", "ms.": "f", "ms": "f", "miss": "f", "queen": "f", "princess": "f",
    "duchess": "f", "lady": "f", "dame": "f", "congresswoman": "f", "councilwoman": "f",
    "chairwoman": "f", "spokeswoman": "f", "assemblywoman": "f", "alderwoman": "f",
    "actress": "f",
}  # fmt: skip
#: Titles that only ever stand before a person's name.
HARD_TITLES = word_set(
    """
    president cllr chancellor premier governor gov. senator sen. rep. congressman congresswoman
    mayor councilman councilwoman councilor councillor ambassador general gen. colonel col.
    captain capt. lieutenant lt. sergeant sgt. maj. adm. cmdr. judge justice sheriff detective
    det. professor prof. dr. rev. reverend pastor bishop archbishop cardinal pope rabbi imam
    king queen prince princess duke duchess lord lady sir dame sheikh emir ayatollah mr. mrs.
    ms. miss mr mrs ms dr sen rep gov minister secretary speaker commissioner spokesman
    spokeswoman constable inspector attorney chief director envoy assemblyman assemblywoman
    """
)
#: Courtesy titles, which are no role of their bearer.
COURTESY = word_set("mr. mr mrs. mrs ms. ms miss mx. sir dame dr. dr lord lady hon.")

_ABBREVIATED = {
    "sen.": "senator", "sen": "senator", "sens.": "senator", "rep.": "representative",
    "rep": "representative", "gov.": "governor", "gov": "governor", "gen.": "general",
    "col.": "colonel", "capt.": "captain", "lt.": "lieutenant", "sgt.": "sergeant",
    "prof.": "professor", "rev.": "reverend", "det.": "detective", "adm.": "admiral",
    "dr.": "doctor", "maj.": "major", "cmdr.": "commander", "supt.": "superintendent",
    "ceo": "executive", "congressman": "representative", "congresswoman": "representative",
    "spokesperson": "spokesman", "spokeswoman": "spokesman", "chairwoman": "chairman",
    "chair": "chairman", "advisor": "adviser", "premier": "minister", "lawmaker": "legislator",
    "attorney": "lawyer", "justice": "judge", "reverend": "pastor", "physician": "doctor",
    "mogul": "businessman",
    "billionaire": "businessman", "tycoon": "businessman", "organiser": "organizer",
    "candidate": "nominee", "councilor": "councillor", "cllr": "councillor", "cllr.": "councillor",
}  # fmt: skip
#: Short forms of titles, without their full stop.
WRITTEN_SHORT = word_set("cllr sen rep gov prof")

_GENDERED = {
    "man": "m", "woman": "f", "boy": "m", "girl": "f", "mother": "f", "father": "m", "son": "m",
    "daughter": "f", "brother": "m", "sister": "f", "wife": "f", "husband": "m", "widow": "f",
    "actress": "f", "king": "m", "queen": "f", "congressman": "m", "congresswoman": "f",
    "spokeswoman": "f", "businesswoman": "f", "chairwoman": "f", "councilwoman": "f",
    "grandmother": "f", "grandfather": "m", "aunt": "f", "uncle": "m", "niece": "f",
    "nephew": "m", "prince": "m", "princess": "f", "waitress": "f", "nun": "f", "monk": "m",
}  # fmt: skip


_HEADS = {word: word for word in ROLE_NOUNS} | _ABBREVIATED
_PLURAL_HEADS = {f"{word}s": head for word, head in _HEADS.items()} | {
    plural: _HEADS.get(single, "") for plural, single in _IRREGULAR_PLURALS.items()
}
#: Every word that :func:`role_head` or :func:`plural_head` knows.
ROLE_WORDS = frozenset(_HEADS) | frozenset(_PLURAL_HEADS)


def role_gender(word: str) -> str:
    """``m``, ``f`` or nothing: what a role noun or title tells of its bearer."""
    return _GENDERED.get(word) or TITLES.get(word, "")


def role_head(word: str) -> str:
    """The singular role noun a lower-case word stands for, or nothing."""
    return _HEADS.get(word, "")


def plural_head(word: str) -> str:
    """The singular of a plural role noun ("presidents" gives "president"), or nothing."""
    return _PLURAL_HEADS.get(word, "")
