"""What readers decide about who said what, each step with its line in the log.

A decision is made on the quotation as the article stands now. Rows are locked in one order
for everybody who writes here: the article, the person, the quotation. The article's lock also
keeps a new version from being stored between a decision and its being carried over.
"""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.db import transaction
from django.utils import timezone

from articles.models import Article, Correction, Person, Quote, Revision
from articles.said_rows import Named
from articles.services.people import people_for
from articles.services.sayings import look_again
from readers.models import User

Status = Quote.Status


class NotDecided(Exception):
    """The step was not made; ``quote`` is the quotation as it stands."""

    def __init__(self, quote: Quote) -> None:
        super().__init__(str(quote.uuid))
        self.quote = quote


class Overtaken(NotDecided):
    """Somebody else decided while this reader was looking."""


class Outdated(NotDecided):
    """The article has a later version than the one this quotation stands in."""


class NothingToUndo(NotDecided):
    """No step was made here, or every one is undone."""


@transaction.atomic
def confirm(quote_id: UUID, by: User, *, seen: str = "") -> Quote:
    """Say that the speaker is right, or rightly unknown; see :func:`_decide`."""
    quote = _lock(quote_id)
    if seen and seen.partition(".")[2] != quote.state.partition(".")[2]:
        # It is another speaker by now than the one who is said to be right.
        raise Overtaken(quote)
    status = quote.status if _has_speaker_decided(quote) else Status.CONFIRMED
    return _decide(quote, by, seen, Status(status), quote.speaker)


@transaction.atomic
def assign(quote_id: UUID, by: User, person: Person | None, *, seen: str = "") -> Quote:
    """Say that ``person`` said it, None for nobody who is named; see :func:`_decide`.

    Where the program had found the same speaker, this confirms it.
    """
    quote = _lock(quote_id, person.pk if person else None)
    return _assign(quote, by, seen, _kept(person.pk) if person else None)


@transaction.atomic
def assign_name(quote_id: UUID, by: User, name: str, *, seen: str = "") -> Quote:
    """Say that whoever has ``name`` said it; the desk comes to know them if it does not.

    Names mean whom they mean in articles: see :func:`articles.services.people.people_for`.
    """
    _lock_article(quote_id)
    [[meant]] = people_for([[Named(name, [], [])]])
    return _assign(_lock(quote_id, meant.pk), by, seen, _kept(meant.pk))


@transaction.atomic
def dismiss(quote_id: UUID, by: User, *, seen: str = "") -> Quote:
    """Say that these words are no quotation; see :func:`_decide`."""
    quote = _lock(quote_id)
    return _decide(quote, by, seen, Status.DISMISSED, quote.speaker)


@transaction.atomic
def restore(quote_id: UUID, by: User, *, seen: str = "") -> Quote:
    """Bring a dismissed quotation back as it was before; see :func:`_decide`."""
    quote = _lock(quote_id)
    if quote.status != Status.DISMISSED:
        return quote
    step = quote.corrections.filter(undone=None, after_status=Status.DISMISSED).first()
    before = Status(step.before_status) if step else Status.AUTOMATIC
    return _decide(quote, by, seen, before, quote.speaker)


@transaction.atomic
def undo(quote_id: UUID, by: User, *, seen: str = "") -> Quote:
    """Take back the last step that is not undone; raises :class:`NotDecided`.

    Steps that one click made in several paragraphs are taken back together. At most twelve SQL
    queries.
    """
    _lock_article(quote_id)
    step = Correction.objects.filter(quote__uuid=quote_id, undone=None).first()
    quote = _lock(quote_id, step.before_speaker_id if step else None)
    speaker = _kept(step.before_speaker_id) if step and step.before_speaker_id else None
    if seen and seen != quote.state:
        raise Overtaken(quote)
    if step is None or step.after_status != quote.status:
        raise NothingToUndo(quote)
    steps = _made_together(step, quote)
    # Whoever undoes at the same time waits for the article, and finds it undone.
    Correction.objects.filter(pk__in=[one.pk for one in steps]).update(
        undone=timezone.now(), undone_by=by
    )
    quote.status, quote.speaker = Status(step.before_status), speaker
    _set(quote.revision, [one.quote_id for one in steps], quote.status, speaker)
    return quote


def _made_together(step: Correction, quote: Quote) -> list[Correction]:
    """The step with those made by the same click, as far as none came after them.

    Two SQL queries.
    """
    together = Correction.objects.filter(
        made=step.made, by=step.by, quote__revision=quote.revision_id, undone=None
    )
    last = (
        Correction.objects.filter(quote__in=together.values("quote"), undone=None)
        .order_by("quote_id", "-made", "-pk")
        .distinct("quote_id")
    )
    return [one for one in last if one.made == step.made and one.by_id == step.by_id]


def _assign(quote: Quote, by: User, seen: str, speaker: Person | None) -> Quote:
    is_same = quote.speaker_id == (speaker.pk if speaker else None)
    if is_same and _has_speaker_decided(quote):
        status = Status(quote.status)
    else:
        status = Status.CONFIRMED if is_same else Status.CORRECTED
    return _decide(quote, by, seen, status, speaker)


def _has_speaker_decided(quote: Quote) -> bool:
    return quote.status in {Status.CONFIRMED, Status.CORRECTED}


def _decide(
    quote: Quote, by: User, seen: str, status: Quote.Status, speaker: Person | None
) -> Quote:
    """Give a locked quotation its status and speaker, and write the step down.

    ``seen`` is the state its reader saw. Raises :class:`Overtaken` when it has another one
    now; when somebody decided just the same, nothing is left to do. Who said it holds for
    all paragraphs the quotation runs over. Five SQL queries.
    """
    if (quote.status, quote.speaker_id) == (status, speaker.pk if speaker else None):
        return quote
    if seen and seen != quote.state:
        raise Overtaken(quote)
    run = [quote] if Status.DISMISSED in {status, quote.status} else _run(quote)
    steps = [
        Correction(
            quote=one,
            by=by,
            before_status=one.status,
            before_speaker_id=one.speaker_id,
            after_status=status,
            after_speaker=speaker,
        )
        for one in run
    ]
    made = Correction.objects.bulk_create(steps)
    # One moment for all of them, by which they are undone together.
    Correction.objects.filter(pk__in=[one.pk for one in made]).update(made=made[0].made)
    _set(quote.revision, [one.pk for one in run], status, speaker)
    quote.status, quote.speaker = status, speaker
    return quote


def _set(
    revision: Revision, quotes: list[int], status: Quote.Status, speaker: Person | None
) -> None:
    changes: dict[str, Any] = {"status": status, "speaker": speaker}
    if status == Status.AUTOMATIC:
        # It is no longer somebody's decision about an earlier version.
        changes["carried_from"] = None
    Quote.objects.filter(pk__in=quotes).update(**changes)
    look_again(revision)


def _run(quote: Quote) -> list[Quote]:
    """The quotation with its other paragraphs that stand as it does. One SQL query."""
    neighbours = list(
        Quote.objects.filter(revision=quote.revision_id).defer("text").order_by("start")
    )
    at = next(at for at, one in enumerate(neighbours) if one.pk == quote.pk)
    first = last = at
    while first and neighbours[first].continues:
        first -= 1
    while last + 1 < len(neighbours) and neighbours[last + 1].continues:
        last += 1
    others = neighbours[first:at] + neighbours[at + 1 : last + 1]
    return [quote, *(one for one in others if one.state == quote.state)]


def _lock_article(quote_id: UUID) -> Article:
    """Lock the quotation's article until the transaction ends; ``Quote.DoesNotExist``."""
    article = (
        Article.objects.select_for_update(no_key=True, of=("self",))
        .only("slug", "current")
        .filter(revisions__quotes__uuid=quote_id)
        .first()
    )
    if article is None:
        raise Quote.DoesNotExist
    return article


def _lock(quote_id: UUID, *people: int | None) -> Quote:
    """Lock article, people, and quotation; :class:`Outdated` unless its version is the newest.

    Whoever speaks in it now is locked with ``people``, in one order for everybody: people who
    are merged at the same time take all their quotations along. Four SQL queries.
    """
    article = _lock_article(quote_id)
    speakers = set(people)
    speakers |= set(Quote.objects.filter(uuid=quote_id).values_list("speaker", flat=True))
    list(
        Person.objects.select_for_update(no_key=True)
        .filter(pk__in=[pk for pk in speakers if pk])
        .order_by("pk")
        .only("pk")
    )
    quote = (
        Quote.objects.select_for_update(no_key=True, of=("self",))
        .select_related("revision", "speaker")
        .defer("revision__text", "revision__spans")
        .get(uuid=quote_id)
    )
    quote.revision.article = article
    if quote.revision_id != article.current_id:
        raise Outdated(quote)
    return quote


def _kept(person_id: int) -> Person:
    """Lock a person, or whoever they were merged into, against being merged just now."""
    person = Person.objects.select_for_update(no_key=True).get(pk=person_id)
    return person if person.merged_into_id is None else _kept(person.merged_into_id)
