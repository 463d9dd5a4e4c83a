"""Closed lists of English words that shape the reading of a sentence. Lower case."""

from __future__ import annotations

from articles.quotes.wordlist import word_set

PRONOUNS = {
    "he": "m",
    "she": "f",
    "they": "p",
    "i": "i",
    "we": "w",
    "who": "r",
    "it": "n",
    "you": "y",
}
#: Possessives that stand for a person before a noun ("his statement").
POSSESSIVES = {"his": "m", "her": "f", "their": "p"}

DETERMINERS = word_set(
    """
    the a an one another this that these those some many several other two three four five six
    seven eight nine ten both all his her their its our my no any each every few most more
    dozens hundreds thousands numerous various certain such half
    """
)
PREPOSITIONS = word_set(
    """
    of in on at to for from with by about against after before during under over between among
    through into onto toward towards upon within without via per despite like near since until
    till across along around behind beyond except inside outside off out up amid as than
    regarding concerning following alongside
    """
)
CONJUNCTIONS = word_set("and but or nor yet so then plus")
SUBORDINATORS = word_set(
    """
    that because while when if although though whereas where whether after before since as until
    unless once how why what which whom whose than
    """
)
RELATIVES = word_set("who that which whom whose where")
ADVERBS = word_set(
    """
    also then later recently often once repeatedly never still just now even again further
    reportedly always sometimes earlier previously already both either not n't only soon
    afterwards afterward meanwhile instead thus too first finally once ever almost rather quite
    more previously thereafter famously all each today yesterday tonight largely
    """
)
DAYS = word_set(
    """
    monday tuesday wednesday thursday friday saturday sunday mon tue wed thu fri sat sun
    """
)
MONTHS = word_set(
    """
    january february march april may june july august september october november december jan.
    feb. mar. apr. jun. jul. aug. sept. sep. oct. nov. dec.
    """
)
TIMES = DAYS | MONTHS | word_set("today yesterday tonight tomorrow week month year night day")

#: Words that are capitalised at a sentence's start without being part of a name.
STARTERS = (
    DETERMINERS
    | PREPOSITIONS
    | CONJUNCTIONS
    | SUBORDINATORS
    | ADVERBS
    | word_set(
        """
        he she they we i it you who whoever him them us me there here however instead meanwhile
        moreover furthermore additionally asked speaking according according perhaps maybe
        indeed nevertheless nonetheless still although today yesterday tonight now then not
        nobody everyone everybody someone somebody anyone nothing something everything yes no oh
        well ok okay please thanks thank let's let do does did is are was were will would can
        could should may might must have has had be been being am if unless despite given last
        next early late earlier later ahead asked told said says recent previously responding
        referring citing noting calling writing adding reached amid back under only just even
        much very too so such why how what when where which whose while whereas former current
        longtime senior top veteran fellow special acting interim deputy local state federal
        national american new old good great big long many people men women officials critics
        supporters opponents protesters police voters republicans democrats conservatives
        liberals investigators prosecutors lawmakers experts analysts sources reporters read
        watch see click editor's photo image video update correction look because asked think
        never always more less most first second third finally both either neither like unlike
        whether once after before since until among between through during our my your his her
        their its these those that this don't it's i'm we're you're they're he's she's that's
        there's what's i've we've can't won't didn't doesn't isn't
        """
    )
)

#: Words that make a capitalised run an organisation, an office, a thing or a place.
ORGANISATION = word_set(
    """
    committee commission party university college institute institution school department agency
    bureau council association union federation foundation center centre court congress senate
    house parliament ministry office administration corp. corp corporation inc. inc co. company
    ltd ltd. llc group bank fund times post journal news herald tribune press network radio
    television tv magazine review today police army navy force forces guard church temple
    hospital museum club league team airlines street avenue road bridge airport park stadium
    building tower hall act bill amendment day war games project campaign coalition alliance
    society trust board authority service services laboratory observatory forum initiative
    action reserve treasury twitter facebook google apple microsoft amazon youtube instagram
    reddit capitol kremlin pentagon hill states nations nation america americans republic
    kingdom cabinet assembly legislature conference convention summit caucus organization
    organisation international national state united county city town district region province
    island islands river lake mountain mountains valley beach bay ocean sea coast square plaza
    center room garden library academy studio studios pictures records book books prize award
    awards cup bowl championship olympics festival week month weekly daily gazette chronicle
    examiner observer guardian globe sun mirror telegraph independent economist politico
    breitbart reuters bloomberg associated fox wall sunday saturday affairs security defense
    defence intelligence energy education justice health treaty agreement accord plan deal
    system program programme policy rights law laws constitution supreme federal democratic
    republican republicans democrats democrat labour labor conservative liberal conservatives
    green greens socialist communist progressive tea foreign homeland internal revenue public
    social medicare medicaid obamacare brexit internet web site blog report reports study poll
    survey index dashboard editor correspondent show live night morning evening late sports
    network networks partners associates holdings industries technologies systems solutions
    motors electric oil gas railway railroad transit hotel resort casino restaurant cafe bar inn
    village heights hills springs falls creek forest woods high elementary middle tribe
    christmas easter thanksgiving ramadan halloween eve jews muslims christians catholics islam
    christianity bible quran god lord heaven holocaust i. ii. world east west north south
    eastern western northern southern central upper lower great red white black blue yellow
    electoral grand jury universe debates debate relations presidential rights matter lives bowl
    inc nfl nba accord accords gardens garden botanical historic schoolhouse magazine harbour
    harbor port quay quays pier levy
    """
)
#: Upper-case or capitalised words that describe people by nation, party or creed.
DESCRIPTORS = word_set(
    """
    republican democratic democrat gop american russian ukrainian british french german italian
    spanish portuguese polish hungarian czech greek turkish israeli palestinian iranian iraqi
    syrian saudi egyptian chinese japanese korean indian pakistani afghan canadian mexican
    brazilian argentine argentinian chilean colombian venezuelan cuban australian african asian
    european swedish norwegian danish finnish dutch belgian swiss austrian irish scottish welsh
    english romanian bulgarian serbian croatian albanian georgian armenian kenyan nigerian
    ethiopian somali sudanese libyan tunisian moroccan algerian indonesian malaysian filipino
    philippine vietnamese thai burmese taiwanese latino latina hispanic jewish muslim christian
    catholic conservative liberal progressive libertarian independent labour tory socialist
    communist green soviet western eastern northern southern texan californian north south arab
    kurdish lebanese jordanian qatari yemeni emirati kuwaiti cypriot maltese icelandic estonian
    latvian lithuanian belarusian moldovan slovak slovenian bosnian kosovar macedonian ghanaian
    ugandan rwandan congolese zimbabwean black white native
    """
)
PLACES = word_set(
    """
    alabama alaska arizona arkansas california colorado connecticut delaware florida georgia
    hawaii idaho illinois indiana iowa kansas kentucky louisiana maine maryland massachusetts
    michigan minnesota mississippi missouri montana nebraska nevada ohio oklahoma oregon
    pennsylvania tennessee texas utah vermont virginia washington wisconsin wyoming dakota
    carolina jersey hampshire mexico york rhode afghanistan albania algeria argentina armenia
    australia austria azerbaijan bahrain bangladesh belarus belgium bolivia bosnia brazil
    britain bulgaria cambodia cameroon canada chile china colombia congo croatia cuba cyprus
    czechia denmark ecuador egypt england eritrea estonia ethiopia europe finland france germany
    ghana greece greenland guatemala haiti honduras hungary iceland india indonesia iran iraq
    ireland israel italy jamaica japan kazakhstan kenya korea kosovo kuwait kyrgyzstan latvia
    lebanon liberia libya lithuania luxembourg macedonia malaysia mali malta moldova mongolia
    montenegro morocco mozambique myanmar namibia nepal netherlands nicaragua niger nigeria
    norway oman pakistan palestine panama paraguay peru philippines poland portugal qatar
    romania russia rwanda scotland senegal serbia singapore slovakia slovenia somalia spain
    sudan sweden switzerland syria taiwan tajikistan tanzania thailand tunisia turkey
    turkmenistan uganda ukraine uruguay uzbekistan venezuela vietnam wales yemen zambia zimbabwe
    arabia emirates africa asia crimea chechnya gaza moscow kyiv kiev london paris berlin
    brussels rome madrid vienna geneva beijing shanghai tokyo seoul delhi mumbai islamabad kabul
    tehran baghdad damascus beirut jerusalem cairo nairobi lagos istanbul ankara athens warsaw
    budapest prague riyadh jeddah doha dubai havana caracas bogota lima ottawa toronto montreal
    vancouver sydney melbourne canberra auckland boston chicago philadelphia phoenix houston
    dallas austin denver seattle portland detroit cleveland cincinnati columbus pittsburgh
    baltimore atlanta miami orlando tampa charlotte raleigh nashville memphis louisville
    indianapolis milwaukee minneapolis omaha tulsa albuquerque tucson sacramento oakland
    francisco angeles diego vegas orleans brooklyn manhattan queens bronx queensland ontario
    quebec bavaria catalonia siberia u.s. u.k. u.n. us uk eu un usa d.c. n.y. n.c. s.c. n.j.
    n.h. calif. fla. ala. ariz. ark. colo. conn. del. ga. ill. ind. kan. ky. la. md. mass. mich.
    minn. miss. mo. mont. neb. nev. okla. ore. pa. tenn. tex. vt. va. wash. wis. wyo. fla tex
    mass.
    """
)
#: What a quoted title follows ("the film “Ash”", "CBS's “Early Desk”").
TITLE_WORDS = word_set(
    """
    book film movie show series song album play novel magazine newspaper website podcast
    documentary article essay poem video memoir musical episode episodes program programme blog
    titled entitled headlined column single track hit painting game videogame exhibition host
    host's host, star author director comedy drama sitcom site hashtag anthem report pamphlet
    headline headlines broadcast podcasts
    biography ballad opera programs shows books films movies songs
    """
)
#: What goes before words that are named, not said ("so-called “hubs”").
MENTION_WORDS = word_set(
    """
    so-called term terms word words phrase phrases slogan known nicknamed nickname dubbed called
    alias name named labelled labeled motto spelled means meaning titled expression moniker
    acronym hashtag verb noun adjective
    """
)

#: What somebody's quoted words are called: "his “never” remark".
SAID_NOUNS = word_set(
    """
    remark remarks comment comments line claim claims pledge promise statement jibe quip insult
    insults warning boast slur taunt retort reply answer tweet
    """
)
