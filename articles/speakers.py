"""Who speaks in an article, and how much."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

from articles.drawing import is_sure
from articles.models import Person, Quote


@dataclass(slots=True)
class SpeakerShare:
    """One speaker's part of the quoted words; ``person`` is None for the unattributed."""

    person: Person | None
    words: int = 0
    percent: int = 0
    quotes: list[Quote] = field(default_factory=list)


def speaker_shares(quotes: Sequence[Quote]) -> list[SpeakerShare]:
    """Return speakers with their share of quoted words, most first, the unattributed last.

    What a reader said is no quotation is left out. Each quotation gets ``sure``: whether its
    attribution needs no question mark.
    """
    shares: dict[int | None, SpeakerShare] = {}
    total = 0
    for quote in quotes:
        if quote.status not in Quote.SHOWN:
            continue
        quote.sure = is_sure(quote)  # type: ignore[attr-defined]
        share = shares.setdefault(quote.speaker_id, SpeakerShare(quote.speaker))
        words = len(quote.text.split())
        share.words, total = share.words + words, total + words
        share.quotes.append(quote)
    for share in shares.values():
        share.percent = round(100 * share.words / total) if total else 0
    return sorted(shares.values(), key=lambda share: (share.person is None, -share.words))
