"""The words and sentences that invented news is made of."""

from __future__ import annotations


def _split(text: str) -> tuple[str, ...]:
    return tuple(text.split())


def _listed(text: str) -> tuple[str, ...]:
    return tuple(text.split(", "))


def _lines(text: str) -> tuple[str, ...]:
    """Each line; one that begins further in goes on from the line before."""
    joined = text.strip().replace("\n        ", " ")
    return tuple(line.strip() for line in joined.split("\n"))


PLACE_STARTS = _split(
    "ald bar bren cald corr dray elm fen gorl hal ist jar kest lor mar nor orv pell quar rost"
    " sal tess ulv ves wend yar zel thorn brack stran mere hollow grim ash oster varn"
)
PLACE_ENDS = _split(
    "ford wick ham bury mouth stead by haven ness mere holt combe dale gate minster port wold"
    " field cliff thorpe beck marsh"
)
NAME_STARTS = _split(
    "Ach Ball Corv Dess Ell Farr Gauth Halv Ing Jarr Kess Lind Marv Nyg Orm Pell Quarr Rosk Sund"
    " Terv Ulm Vass Wend Yarr Zell Bram Crev Dorn Esk Falk Grev Hask Jast Korv Larn Mork Narv"
    " Oss Prav Rend Strav Torv Venn Wesk Brev Kald Sorr Tamm Vold Harg"
)
NAME_ENDS = _split(
    "erberg ard ik ane ell ow ery quist mann sen ovic ander ette aldi more wick by ington stad"
    " holm ert inska auer eaux ini escu ari onen dal gate"
)
# He and she in turn.
GIVEN = _split(
    "Adam Alice Albert Anna Anton Barbara Arthur Beatrice Benjamin Carla Bruno Caroline Carl"
    " Catherine Charles Clara Conrad Claudia Daniel Deborah David Diana Edgar Edith Edward Eleanor"
    " Emil Elena Eric Emma Felix Esther Francis Eva Frank Florence Frederick Frances George Grace"
    " Gregory Hannah Harold Helen Henry Ingrid Hugo Irene Ivan Jane Jacob Janet James Joanna John"
    " Judith Jonas Julia Julian Karen Karl Katherine Leo Laura Lewis Linda Louis Louise Martin Lucy"
    " Matthew Margaret Michael Maria Nathan Martha Nicholas Monica Oliver Nina Oscar Nora Patrick"
    " Olga Paul Patricia Peter Paula Philip Rachel Ralph Rebecca Richard Rosa Robert Ruth Samuel"
    " Sarah Simon Sofia Stephen Susan Theodore Teresa Thomas Ursula Victor Vera Walter Victoria"
)
ROLES = _lines(
    """Finance Minister
    Deputy Finance Minister
    Interior Minister
    Health Minister
    Transport Minister
    Justice Minister
    Foreign Minister
    Prime Minister
    President
    Senator
    Governor
    Mayor
    Attorney General
    opposition leader
    spokesman
    council leader
    union leader
    professor
    analyst
    campaigner
    harbour master
    chief economist
    Defence Secretary
    Education Secretary
    Judge
    General"""
)
LISTS: dict[str, tuple[str, ...]] = {
    "noun": _split(
        "levy bridge harbour budget inquiry tariff ferry pension court railway library hospital"
        " clinic reservoir dam tunnel airport border treaty ceasefire subsidy election ballot"
        " referendum coalition committee cabinet senate parliament assembly commission tribunal"
        " verdict appeal audit contract tender licence permit quota embargo sanction reform bill"
        " amendment charter constitution census survey report leak memo archive school college"
        " university syllabus curriculum exam strike walkout picket wage bonus mortgage rent lease"
        " eviction shelter flood drought wildfire storm landslide quarry mine refinery pipeline"
        " turbine reactor battery grid tram cycleway motorway roundabout bypass ferryboat"
        " lighthouse"
        " sawmill shipyard brewery bakery market auction museum gallery theatre orchestra stadium"
        " fishery orchard vineyard forest meadow wetland estuary island peninsula barracks convoy"
        " garrison patrol radar satellite surveillance database algorithm passport visa quarantine"
        " vaccine screening ward surgery midwife ambulance helpline lottery casino tax excise duty"
        " surcharge voucher rebate pact summit envoy consulate embassy delegation motion filibuster"
    ),
    "adj": _split(
        "abrupt absurd ambitious ample angry awkward bitter blunt bold brief broad brisk brittle"
        " careful careless cautious cheap civil clumsy coastal costly crude curious daring decent"
        " deliberate dense dubious eager early earnest elderly empty exact fair faint fierce flawed"
        " fragile frank generous genuine grave grim harsh hasty hidden honest hostile humble idle"
        " informal jarring keen lavish lawful lenient local lonely modest muddled narrow noisy"
        " obscure obvious odd patient petty plain pointless polite private prudent quiet rapid rare"
        " reckless reluctant remote rigid rural scarce secret severe shabby shallow sober solid"
        " sparse stale steady stern strange strict stubborn sudden tense thorough timid tough vague"
        " vital weary wise worn"
    ),
    "past": _split(
        "abandoned accepted adopted amended announced approved audited backed blocked cancelled"
        " challenged closed condemned confirmed contested criticised cut debated deferred delayed"
        " denied derailed diluted disputed drafted endorsed enforced examined expanded exposed"
        " extended financed frozen halted hardened hastened imposed inspected launched leaked"
        " lifted"
        " mocked moved negotiated opposed overturned passed postponed praised published questioned"
        " quashed ratified redrawn rejected renamed repealed reopened restored reversed revised"
        " scrapped settled shelved softened suspended tested tightened trimmed undermined unveiled"
        " upheld vetoed weighed welcomed withdrawn"
    ),
    "verb": _split(
        "abandon accept adopt amend approve audit back block cancel challenge close condemn contest"
        " cut debate defer delay deny dilute dispute draft endorse enforce examine expand expose"
        " extend finance freeze halt impose inspect launch lift move negotiate oppose overturn pass"
        " postpone praise publish question quash ratify reject rename repeal reopen restore reverse"
        " revise scrap settle shelve soften suspend test tighten trim undermine unveil uphold veto"
        " weigh welcome withdraw"
    ),
    "group": _listed(
        "ministers, councillors, residents, dockworkers, teachers, nurses, farmers, anglers, "
        "shopkeepers, commuters, pensioners, students, magistrates, engineers, inspectors, "
        "lawmakers, pilots, ferrymen, translators, accountants, firefighters, librarians, "
        "tenants, landlords, beekeepers, welders, surveyors, volunteers"
    ),
    "day": _split("Monday Tuesday Wednesday Thursday Friday Saturday Sunday"),
    "season": _listed(
        "the spring, the summer, the autumn, the winter, Easter, harvest time, the end of the "
        "month, the next session, the new school year, midsummer, the first frost, the turn of "
        "the year"
    ),
    "body": _listed(
        "the harbour board, the audit office, the electoral commission, the upper house, the "
        "lower house, the county council, the port authority, the teachers’ union, the central "
        "bank, the water company, the constitutional court, the police authority, the "
        "broadcasting council, the chamber of commerce, the farmers’ league, the statistics "
        "office, the road agency, the coastguard, the border service, the tenants’ association"
    ),
}
TITLES = _lines(
    """{place} {noun} {past} after {adj} {noun} row
    {place} council to {verb} {noun} by {season}
    Why the {place} {noun} was {past}
    {adj} {noun} divides {place} and {place}
    {noun} vote in {place} set for {day}
    {number} {group} protest over {noun} in {place}
    {place} court asked to {verb} {adj} {noun}
    What the {noun} means for {place} {group}
    {body} warns {place} of {adj} {noun}
    {place} {noun}: {adj} questions, {adj} answers"""
)
OPENINGS = _lines(
    """{place} – The {adj} {noun} that {body} had promised to {verb} was {past} on {day}, to the
        surprise of {group} in {place}.
    Plans to {verb} the {noun} in {place} were {past} late on {day}, hours before {group} were
        to be heard.
    A {adj} dispute over the {noun} of {place} widened on {day} when {body} {past} the {noun}
        that {group} rely on.
    More than {number} {group} filled the square of {place} on {day} to ask that the {adj}
        {noun} be {past}.
    The government will {verb} its {adj} {noun} by {season}, {number} days later than {group} in
        {place} were told.
    {place} – A {noun} nobody had wanted to {verb} became the talk of {place} on {day}, and
        {body} said little.
    The {noun} between {place} and {place} stayed closed on {day} after {group} {past} a {adj}
        {noun}."""
)
NARRATIVE = _lines(
    """The {noun} had been {past} in {season}, and {group} had waited {number} days for word.
    By {day} evening {number} {group} had signed a petition against the {adj} {noun}.
    In {place}, where the {noun} employs {number} people, shops closed early.
    A {adj} report by {body} put the cost at {number} crowns for every household in {place}.
    The {noun} was last {past} {number} weeks ago, after a {adj} hearing in {place}.
    Few {group} in {place} expect the {noun} to be {past} before {season}.
    Earlier drafts of the {noun} spoke of {number} places; the one {past} on {day} names {number}.
    Trains between {place} and {place} ran {number} minutes late while {group} blocked the {noun}.
    The {adj} {noun} covers {number} acres between {place} and the river.
    Officials in {place} counted {number} objections, most of them from {group}.
    Neither {body} nor {body} would say who had {past} the {noun}.
    The {noun} is the {adj} remainder of a plan {past} under the previous government.
    On {day} the {noun} was {past} by {number} votes to {number}, with {group} in the gallery.
    A second {noun}, in {place}, is to be {past} once {group} have been heard.
    What began as a {adj} quarrel about a {noun} has reached {body}.
    {place} lost {number} of its {group} in ten years, and its {noun} is {adj}.
    Letters seen by {group} show that the {noun} was {past} without a {adj} word.
    The {adj} weather kept {number} {group} from reaching the {noun} at {place}.
    At the {noun} in {place} the lights went out at dusk and {group} talked on.
    Under the rules {body} may {verb} a {noun} only when {number} {group} ask for it.
    Rents near the {noun} rose by {number} crowns while wages stayed {adj}.
    A {adj} crowd of {group} followed the debate from the steps of the {noun}.
    The {noun} in {place} has been {past}, reopened and {past} again since {season}.
    Ballot papers for the {noun} will be printed in {place} and counted in {place}.
    Its critics hold that the {adj} {noun} helps {group} less than {group}.
    Its friends answer that a {noun} so {adj} has never been {past} before.
    The file holds {number} pages, {number} of them about the {adj} {noun}.
    {group} from {place} to {place} have been told to {verb} the {noun} themselves.
    Two of the {number} {group} on the panel thought the {noun} too {adj}.
    No {noun} of this kind has been {past} in {place} since the {adj} flood.
    The {adj} {noun} will be discussed again in {place} on {day}, behind closed doors.
    Prices at the {noun} fell by a {adj} margin once the {noun} was {past}."""
)
CLAIMS = _lines(
    """we will not {verb} the {noun} before {season}
    nobody in {place} asked us to {verb} this {adj} {noun}
    the {noun} is {adj}, and everybody in {place} knows it
    I have seen {number} {group} leave because of one {adj} {noun}
    if they {verb} the {noun}, {group} will pay for it
    this is a {adj} answer to a {adj} question
    you cannot {verb} a {noun} with a {noun}
    we owe {group} a {noun} that is {adj} and {adj}
    there were {number} chances to {verb} it, and they took none
    my {noun} was {past} without a {adj} word to anyone
    the {noun} will be {past} when {group} are ready for it
    what happened in {place} was {adj}, and it must not happen in {place}
    let them {verb} the {noun} and see what {group} say
    a {adj} {noun} is better than no {noun} at all
    I would {verb} it again, in {place} or anywhere
    we asked for a {noun} and were given a {adj} {noun}
    that {noun} has cost {place} {number} jobs
    it took {group} {number} days to {verb} what took us an hour"""
)
PARTS = _lines(
    """{adj} and {adj}
    a {adj} {noun} for {group}
    the most {adj} {noun} in living memory
    neither {adj} nor {adj}
    a {noun} in all but name
    too {adj} for {place}"""
)
SAYING = _split("said said said added argued insisted warned")
INTRODUCED = _lines(
    """“{claim},” said {role} {name}. “{more}.”
    “{claim},” {name}, the {role}, said in {place}.
    {role} {name} called the {noun} “{part}” and left it at that.
    {name}, {role} in {place}, said: “{claim}. {more}.”
    “{claim},” {role} {name} said on the steps of the {noun}. “{more}.”
    Speaking in {place}, {role} {name} described the {noun} as “{part}”."""
)
AGAIN = _lines(
    """“{claim},” {surname} said.
    {surname} said the {noun} was “{part}”. “{claim}.”
    “{claim},” said {surname}. “{more}.”
    But {surname} said: “{claim}.”
    Asked about the {noun}, {surname} said: “{claim}.”"""
)
