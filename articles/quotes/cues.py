"""The lexicon of verbs and phrases that say somebody is speaking.

A cue is looked up by its inflected form. Classes, from surest to weakest:

``say``    reports words as such and may follow them inverted ("said Ruiz");
``tell``   reports words and takes the hearer as object ("told reporters");
``judge``  puts words to somebody or something ("called the plan", "described");
``act``    often governs quoted words without being speech ("raised", "promised").
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache

from articles.quotes.wordlist import word_list, word_set

_SAY = word_list(
    """
    say add ask reply respond answer note write continue explain recall declare state tweet
    argue warn conclude insist announce claim comment concede admit acknowledge agree observe
    remark joke quip contend assert maintain report shout yell cry exclaim whisper mutter murmur
    explain demand post chant lament muse opine predict protest retort respond begin stress
    emphasize emphasise propose suggest testify vow pledge boast brag complain confess counter
    interject object recount reiterate repeat reveal snap scoff sing read counsel allege affirm
    caution confirm deny disclose elaborate exhort implore intone marvel order plead point
    proclaim pronounce rail rejoin relate scream sigh sneer speculate stipulate summarize
    thunder tease theorize urge venture volunteer wonder gush fume deadpan bellow crow bark
    growl grumble demur elaborate inquire text email message blog clarify interrupt assure hint
    signal reason fret
    """
)
_TELL = word_list("tell inform remind advise notify reassure promise brief")
_JUDGE = word_list(
    """
    call describe label brand dub blast slam denounce condemn criticize criticise attack dismiss
    praise hail laud applaud accuse characterize characterise refer liken compare mock ridicule
    deride decry lambast lambaste rip tout deem term paint portray cast depict rebuke assail
    bash chide scold berate thank blame defend reject welcome cite quote invoke echo express
    voice complain speak talk discuss highlight tag rate rank hammer knock pan trash skewer
    excoriate castigate chastise rule title entitle bemoan lament recommend endorse trumpet
    reference extol commend
    """
)
_ACT = word_list(
    """
    promise raise pledge vow call want seek urge issue pose believe think feel know consider
    find see hope fear doubt question worry understand realize decide encourage use offer make
    give mention plan propose push advocate support oppose suggest show face threaten commit
    celebrate appeal press address deliver release publish tap close open go come need expect
    learn hear prefer favor favour admire regard view treat insinuate imply indicate recognize
    recognise envision envisage imagine remember tell warn require prohibit sign conclude
    """
)

#: Words whose test for a verb is remembered; texts use the same few again and again.
_REMEMBERED = 8192

_IRREGULAR = {
    "say": "says said saying",
    "tell": "tells told telling",
    "write": "writes wrote writing written",
    "begin": "begins began beginning begun",
    "sing": "sings sang singing sung",
    "read": "reads read reading",
    "speak": "speaks spoke speaking spoken",
    "cast": "casts cast casting",
    "think": "thinks thought thinking",
    "feel": "feels felt feeling",
    "know": "knows knew knowing known",
    "find": "finds found finding",
    "see": "sees saw seeing seen",
    "make": "makes made making",
    "give": "gives gave giving given",
    "show": "shows showed showing shown",
    "go": "goes went going gone",
    "come": "comes came coming",
    "seek": "seeks sought seeking",
    "hear": "hears heard hearing",
    "understand": "understands understood understanding",
    "deny": "denies denied denying",
    "reply": "replies replied replying",
    "cry": "cries cried crying",
    "decry": "decries decried decrying",
    "testify": "testifies testified testifying",
    "notify": "notifies notified notifying",
    "worry": "worries worried worrying",
    "clarify": "clarifies clarified clarifying",
    "marvel": "marvels marveled marvelled marveling",
    "label": "labels labeled labelled labeling labelling",
    "signal": "signals signaled signalled signaling",
    "refer": "refers referred referring",
    "commit": "commits committed committing",
    "admit": "admits admitted admitting",
    "plan": "plans planned planning",
    "pan": "pans panned panning",
    "tap": "taps tapped tapping",
    "rip": "rips ripped ripping",
    "dub": "dubs dubbed dubbing",
    "tag": "tags tagged tagging",
    "snap": "snaps snapped snapping",
    "brag": "brags bragged bragging",
    "quip": "quips quipped quipping",
    "fret": "frets fretted fretting",
    "demur": "demurs demurred demurring",
    "confer": "confers conferred conferring",
    "crow": "crows crowed crowing",
}
_SIBILANT = ("s", "x", "z", "ch", "sh")


def _forms(lemma: str) -> list[str]:
    """The inflected forms of an English verb, the plain form first."""
    if lemma in _IRREGULAR:
        return [lemma, *_IRREGULAR[lemma].split()]
    stem = lemma[:-1] if lemma.endswith("e") else lemma
    third = lemma + ("es" if lemma.endswith(_SIBILANT) else "s")
    return [lemma, third, stem + "ed", stem + "ing"]


@dataclass(frozen=True, slots=True)
class Cue:
    """One inflected form: its lemma, its class, and whether it is a participle."""

    lemma: str
    kind: str
    ing: bool
    plain: bool


def _lexicon() -> dict[str, Cue]:
    found: dict[str, Cue] = {}
    for kind, lemmas in (("say", _SAY), ("tell", _TELL), ("judge", _JUDGE), ("act", _ACT)):
        for lemma in lemmas:
            for form in _forms(lemma):
                plain = form == lemma and lemma not in {"read", "cast"}
                cue = Cue(lemma, kind, form.endswith("ing") and form != "sing", plain)
                found.setdefault(form, cue)
    return found


#: Every known form of a cue verb.
CUES: dict[str, Cue] = _lexicon()

#: Say-verbs that stand before their subject after a quotation ("added the mayor").
INVERTING = frozenset(
    form for form, cue in CUES.items() if cue.kind == "say" and not cue.ing and not cue.plain
)

#: Forms that are nouns or adjectives more often than cues when nothing marks a verb.
NOUNY = word_set(
    """
    report reports state states post posts order orders point points note notes claim claims
    answer answers question questions comment comments view views plan plans call calls need
    needs show shows use uses face faces read address attack attacks cast rank ranks rate rates
    term terms object objects text message messages email hope hopes fear fears doubt doubts
    press support supports push issue issues signal signals reason reasons offer offers demand
    demands warning meaning feeling finding findings thought meeting hearing opening closing
    following experience sign signs blame knock favor praise brief cite reply response protest
    protests quote quotes talk talks joke jokes appeal appeals release suggested tap taps paint
    pan blog feel thinking tag cry tweets chants references mocks quips promises pledges vows
    rules rule titles title emails remarks worries likes
    """
)

#: Nouns that stand for speech when somebody owns them ("his claim that").
NOUN_CUES = word_set(
    """
    claim claims statement suggestion assertion argument promise pledge allegation warning remark
    comment comments remarks contention accusation call calls belief vow demand message tweet
    words description prediction declaration admission complaint response reply insistence
    """
)
NOUN_CUE = Cue("noun", "noun", False, False)

#: Auxiliaries and copulas; what a subject is followed by when no cue verb is.
AUXILIARIES = word_set(
    """
    is are was were be been being am 's 're 've 'd 'll has have had having does do did doing
    will would can could may might must shall should won't can't didn't doesn't isn't wasn't
    don't wouldn't hasn't haven't couldn't aren't weren't hadn't shouldn't cannot 'm got
    """
)

#: Past forms outside the lexicon that do not end in -ed.
IRREGULAR_PAST = word_set(
    """
    took met came got stood held left won lost kept ran sent put set brought bought built caught
    chose drew drove fell flew fought grew hit led let meant paid rose sat sold shot spent
    struck swore taught threw woke wore became broke ate beat bet bit blew drank forgot hung hid
    laid lay lent quit rode rang sank shook shut slept slid spun stole stuck swept swung tore
    withdrew withstood undertook upheld overcame cut made gave went said wrote saw told thought
    knew found felt heard
    """
)


# Cues that are nouns or adjectives as often are finite only right after a subject, and
# participles in -ing never are.
_FINITE = (
    AUXILIARIES
    | IRREGULAR_PAST
    | {form for form, cue in CUES.items() if not cue.ing and form not in NOUNY}
)


@lru_cache(maxsize=_REMEMBERED)
def is_finite(word: str) -> bool:
    """Whether a lower-case word looks like a verb with a subject, wherever it stands."""
    return word in _FINITE or (word not in CUES and len(word) > 4 and word.endswith("ed"))


@lru_cache(maxsize=_REMEMBERED)
def can_be_finite(word: str) -> bool:
    """Whether a lower-case word right after a subject looks like its verb."""
    if is_finite(word):
        return True
    if word in CUES:
        return not CUES[word].ing
    return len(word) > 3 and word.endswith("s") and not word.endswith("ss")
