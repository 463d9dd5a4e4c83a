"""What articles lays over a revision's text: quotations with speakers, and people named."""

from __future__ import annotations

from collections.abc import Iterable

from django.utils.translation import gettext as _

from articles.models import Mention, Quote
from articles.text.render import Mark

#: Quotations stand outside mentions: a name may be within quoted words.
QUOTE_RANK, MENTION_RANK = -20, 20
#: An attribution at least this sure is shown without a question mark.
SURE = 0.6


def quote_marks(quotes: Iterable[Quote], *, deciding: bool = False) -> list[Mark]:
    """Return a mark for each quotation, carrying its speaker's name for the style sheet.

    For those who may decide (``deciding``) marks carry what a decision needs, and what was
    said to be no quotation is marked as such; for others it is plain text.
    """
    return [
        _quote_mark(quote, deciding=deciding)
        for quote in quotes
        if deciding or quote.status in Quote.SHOWN
    ]


def _quote_mark(quote: Quote, *, deciding: bool) -> Mark:
    if quote.status == Quote.Status.DISMISSED:
        dismissed = [
            ("class", "not-quote"),
            ("id", f"q-{quote.start}"),
            ("data-quote", str(quote.uuid)),
            ("data-state", quote.state),
            ("title", _("Not a quotation, says a reader")),
        ]
        return Mark(quote.start, quote.end, "span", tuple(dismissed), QUOTE_RANK)
    speaker = quote.speaker.name if quote.speaker else ""
    attrs = [
        ("class", f"quote quote-{quote.kind}" + ("" if is_sure(quote) else " quote-unsure")),
        ("id", f"q-{quote.start}"),
        ("data-quote", str(quote.uuid)),
        ("data-form", quote.speaker_form),
    ]
    if speaker:
        attrs.append(("data-speaker", speaker))
    if quote.continues:
        attrs.append(("data-continues", "1"))
    if deciding:
        attrs.append(("data-state", quote.state))
    unnamed = _("Nobody named") if quote.is_decided else _("Speaker unknown")
    attrs.append(("title", speaker or unnamed))
    return Mark(quote.start, quote.end, "span", tuple(attrs), QUOTE_RANK)


def mention_marks(mentions: Iterable[Mention]) -> list[Mark]:
    """Return a mark for each stretch that means somebody; one for a group of several."""
    names: dict[tuple[int, int], list[str]] = {}
    for mention in mentions:
        names.setdefault((mention.start, mention.end), []).append(mention.person.name)
    return [
        Mark(
            start,
            end,
            "span",
            (
                ("class", "mention"),
                ("data-person", ", ".join(people)),
                ("title", ", ".join(people)),
            ),
            MENTION_RANK,
        )
        for (start, end), people in names.items()
    ]


def is_sure(quote: Quote) -> bool:
    """Whether the attribution can be shown without a question mark."""
    return quote.status != Quote.Status.AUTOMATIC or (
        quote.speaker_id is not None and quote.confidence >= SURE
    )
