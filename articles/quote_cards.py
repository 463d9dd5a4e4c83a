"""What is told of one quotation: who said it, how sure that is, why, and what can be done."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

from django.utils.formats import date_format
from django.utils.timezone import localtime
from django.utils.translation import gettext as _

from articles import correction_queries, reasons
from articles.models import Correction, Person, Quote
from articles.text.sentences import sentences

#: How far the sentences before and after a quotation are looked for, in characters.
_REACH = 1_500


@dataclass(frozen=True, slots=True)
class Context:
    """The sentence a quotation stands in, with the one before and the one after."""

    before: str
    words: str
    after: str


@dataclass(frozen=True, slots=True)
class Card:
    """One quotation as it is shown; ``choices`` are there for those who may decide."""

    quote: Quote
    sureness: str
    context: Context
    may_decide: bool
    step: Correction | None = None
    choices: list[Person] = field(default_factory=list)
    reasons: list[str] = field(default_factory=list)

    @property
    def is_current(self) -> bool:
        """Whether it stands in the article as it is now."""
        return self.quote.revision_id == self.quote.revision.article.current_id

    @property
    def is_dismissed(self) -> bool:
        """Whether a reader said that it is no quotation."""
        return self.quote.status == Quote.Status.DISMISSED

    @property
    def can_undo(self) -> bool:
        """Whether there is a step to take back."""
        return self.step is not None and self.step.after_status == self.quote.status

    @property
    def can_confirm(self) -> bool:
        """Whether nobody has said yet that the speaker is right."""
        return not self.quote.is_decided

    @property
    def was_changed(self) -> bool:
        """Whether a reader decided about an earlier version of these words."""
        return not self.quote.is_decided and self.quote.carried_from_id is not None


def cards_for(quotes: Sequence[Quote], *, may_decide: bool, why: bool = False) -> list[Card]:
    """Return cards for quotations that have their article at hand; ``why`` reads texts again.

    One SQL query, and three more where there is something to decide.
    """
    steps = correction_queries.last_steps(quotes)
    choices = (
        correction_queries.choices_of(quote.revision_id for quote in quotes) if may_decide else {}
    )
    return [
        Card(
            quote=quote,
            sureness=sureness(quote, steps.get(quote.pk), named=may_decide),
            context=context_of(quote.revision.text, quote.start, quote.end),
            may_decide=may_decide and quote.revision_id == quote.revision.article.current_id,
            step=steps.get(quote.pk),
            choices=choices.get(quote.revision_id, []),
            reasons=_reasons(quote) if why else [],
        )
        for quote in quotes
    ]


def _reasons(quote: Quote) -> list[str]:
    if quote.status not in {Quote.Status.AUTOMATIC, Quote.Status.CONFIRMED}:
        return []
    if quote.carried_from_id is not None and not quote.is_decided:
        # The speaker is the one a reader gave, not the program's.
        return []
    article = quote.revision.article
    excluded = [name for name in (*article.bylines, article.image_credit) if name]
    return reasons.reasons_for(quote, quote.revision.text, excluded)


def sureness(quote: Quote, step: Correction | None = None, *, named: bool = False) -> str:
    """Say in words how sure the speaker is; ``named`` tells which reader decided."""
    if not quote.is_decided:
        if quote.speaker_id is None:
            return _("no speaker found")
        return _("found automatically, %(percent)d%% sure") % {
            # Nobody who has not asked is quite sure.
            "percent": min(round(100 * quote.confidence), 99)
        }
    if step is None:
        return quote.get_status_display()
    told = {
        "name": step.by.byline if step.by and named else _("a reader"),
        # Translators: how a date is written; see Django's date formats.
        "date": date_format(localtime(step.made), _("j F Y")),
    }
    if quote.status == Quote.Status.CONFIRMED:
        return _("confirmed by %(name)s, %(date)s") % told
    if quote.status == Quote.Status.CORRECTED:
        return _("corrected by %(name)s, %(date)s") % told
    return _("not a quotation, says %(name)s, %(date)s") % told


def context_of(text: str, start: int, end: int) -> Context:
    """The sentences round ``start:end``; no further than :data:`_REACH` characters away."""
    low = max(0, start - _REACH)
    high = min(len(text), end + _REACH)
    bounds = sentences(text, low, high)
    before = [bound for bound in bounds if bound[0] <= start]
    after = [bound for bound in bounds if bound[1] >= end]
    # The sentence that holds the first words, and one more; the same at the end.
    first = before[-2:][0][0] if before else start
    last = after[:2][-1][1] if after else end
    return Context(text[first:start], text[start:end], text[end:last])
