"""Why the program took somebody for a quotation's speaker, in plain words.

Nothing of it is stored: the text is read again when somebody asks.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import lru_cache

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as _lazy

from articles.models import Quote
from articles.quotes import Quote as FoundQuote
from articles.quotes import analyse

#: Longest text that is read again for it, in characters; takes about a fifth of a second.
LONGEST = 200_000

#: Features of the choice (``articles/quotes/weights.json``) that readers can make sense of.
_PHRASES = {
    "after_touching": _lazy("“%(cue)s” right after the words"),
    "after_near": _lazy("“%(cue)s” soon after the words"),
    "after_far": _lazy("“%(cue)s” later in the same sentence"),
    "before_touching": _lazy("“%(cue)s” right before the words"),
    "before_that": _lazy("“%(cue)s that” right before the words"),
    "before_colon": _lazy("“%(cue)s” and a colon before the words"),
    "before_near": _lazy("“%(cue)s” shortly before the words"),
    "before_middle": _lazy("“%(cue)s” before the words"),
    "before_far": _lazy("“%(cue)s” earlier in the same sentence"),
    "closing_attribution": _lazy("“%(cue)s” closes the sentence"),
    "comma_to_cue": _lazy("a comma leads on to “%(cue)s”"),
    "pattern_source": _lazy("named as the source (“%(cue)s”)"),
    "pattern_agent": _lazy("named with “by”"),
    "kind_noun": _lazy("a word for what somebody says stands before it (“%(cue)s”)"),
    "carry_sentence": _lazy("same sentence as the quotation before"),
    "carry_block": _lazy("same paragraph as the quotation before"),
    "carry_next": _lazy("the quotation right after it says who speaks"),
    "carry_unclosed": _lazy("goes on from the paragraph before, whose marks were left open"),
    "carry_previous_block": _lazy("follows a quotation in the paragraph before"),
    "carry_two_blocks": _lazy("follows a quotation two paragraphs before"),
    "introduced_by_colon": _lazy("a colon leads up to the words"),
    "previous_sentence_cue": _lazy("the sentence before says who speaks"),
    "previous_sentence_subject": _lazy("the sentence before is about this person"),
    "previous_block_cue": _lazy("the paragraph before says who speaks"),
    "previous_block_subject": _lazy("the paragraph before is about this person"),
    "next_sentence_cue": _lazy("the next sentence says who spoke"),
    "dash_name": _lazy("a dash and the name follow the words"),
    "label": _lazy("the name and a colon stand before the words"),
    "possessor": _lazy("whose words they are stands right before them"),
    "own_subject": _lazy("the sentence is about this person"),
    "interview": _lazy("an interview, question and answer in turn"),
    "cue_between": _lazy("but another verb of speaking stands between"),
    "quote_between": _lazy("but another quotation stands between"),
    "semicolon_between": _lazy("but a semicolon stands between"),
    "conjunction_between": _lazy("but another clause stands between"),
    "carry_gap": _lazy("but with other sentences between"),
}
_AGAINST = frozenset(
    {"cue_between", "quote_between", "semicolon_between", "conjunction_between", "carry_gap"}
)
_TAKEN_FOR = frozenset({"pronoun", "role"})


def reasons_for(quote: Quote, text: str, excluded: Sequence[str] = ()) -> list[str]:
    """Return what told most for the speaker, strongest first; empty where that is unknown.

    ``excluded`` are names that are not looked for, as when the article came in. Reads
    ``text`` again, in time linear in its length; no query.
    """
    if quote.speaker is None or len(text) > LONGEST:
        return []
    place = (quote.start, quote.end)
    read = _read(text, tuple(excluded))
    found = next((one for one in read if (one.start, one.end) == place), None)
    if found is None:
        return []
    told = [
        str(_PHRASES[name]) % {"cue": found.cue}
        # What tells against comes last, however strong.
        for name in sorted(found.reasons, key=_AGAINST.__contains__)
        if name in _PHRASES and (found.cue or "%(cue)s" not in str(_PHRASES[name]))
    ]
    if found.speaker_form in _TAKEN_FOR and found.speaker_start is not None:
        words = text[found.speaker_start : found.speaker_end]
        meant = {"words": words, "name": quote.speaker.name}
        told.append(_("“%(words)s” is taken to mean %(name)s") % meant)
    return told


@lru_cache(maxsize=16)
def _read(text: str, excluded: tuple[str, ...]) -> tuple[FoundQuote, ...]:
    return analyse(text, exclude_names=excluded).quotes
