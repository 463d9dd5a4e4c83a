"""Articles as stories with marked quotations: what the program's weights are learned from.

The format is that of ``articles/quotes/training/story.py``.
"""

from __future__ import annotations

from articles.models import Person, Quote, Revision
from articles.quotes.training.story import MarkedQuote, Story

# What parts the names of a story's head, or its marks, stands for nothing in a name.
_NOT_IN_NAMES = str.maketrans(dict.fromkeys("|⟦⟧⟨⟩", " "))
#: Forms whose words may well mean the person whom a reader named instead.
_MEANING_OTHERS = frozenset({"pronoun", "role", "group"})


def as_story(revision: Revision) -> Story:
    """Return a revision as a story, the headline first; no query if its rows are prefetched.

    What a reader said is no quotation stays plain. ``write_story`` raises ``BadStory`` for a
    text that has the format's own marks in it.
    """
    headline = " ".join(revision.headline.split())
    shift = len(headline) + 2
    quotes = [quote for quote in revision.quotes.all() if quote.status in Quote.SHOWN]
    spans = [(quote.start, quote.end) for quote in quotes]
    people = [quote.speaker for quote in quotes if quote.speaker]
    people += [mention.person for mention in revision.mentions.all()]
    return Story(
        name=revision.article.slug,
        register=_line(revision.article.section) or "news",
        # A break within a paragraph is a space there, so that offsets stay.
        text=f"{headline}\n\n" + "\n\n".join(
            block.replace("\n", " ") for block in revision.text.split("\n\n")
        ),
        quotes=tuple(_marked(quote, spans, shift) for quote in quotes),
        people=tuple(dict.fromkeys(_name(person) for person in people)),
    )  # fmt: skip


def _name(person: Person) -> str:
    return _line(person.name)


def _line(words: str) -> str:
    return " ".join(words.translate(_NOT_IN_NAMES).split())


def _marked(quote: Quote, spans: list[tuple[int, int]], shift: int) -> MarkedQuote:
    mention = _mention(quote, spans)
    return MarkedQuote(
        start=quote.start + shift,
        end=quote.end + shift,
        partial=quote.kind == Quote.Kind.PARTIAL,
        continues=quote.continues,
        speaker=_name(quote.speaker) if quote.speaker else None,
        mention=(mention[0] + shift, mention[1] + shift) if mention else None,
    )


def _mention(quote: Quote, spans: list[tuple[int, int]]) -> tuple[int, int] | None:
    """The mention that carries the attribution, unless it names somebody else than the speaker."""
    start, end = quote.speaker_start, quote.speaker_end
    if start is None or end is None:
        return None
    if quote.status == Quote.Status.CORRECTED and quote.speaker_form not in _MEANING_OTHERS:
        return None
    # Words within a quotation cannot be marked in the format.
    return None if any(low < end and start < high for low, high in spans) else (start, end)
