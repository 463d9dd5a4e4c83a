"""What readers decide about who said what, each step with its line in the log.

A decision is made on the quotation as the article stands now. Rows are locked in one order
for everybody who writes here: the article, the person, the quotation. The article's lock also
keeps a new version from being stored between a decision and its being carried over.
"""

from __future__ import annotations

from uuid import UUID

from django.db import transaction
from django.utils import timezone

from articles.models import Article, Correction, Person, Quote
from articles.quotes import Person as NamedPerson
from articles.services.people import people_for
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
    _lock_article(quote_id)
    speaker = _kept(person.pk) if person else None
    return _assign(_lock(quote_id), by, seen, speaker)


@transaction.atomic
def assign_name(quote_id: UUID, by: User, name: str, *, seen: str = "") -> Quote:
    """Say that whoever has ``name`` said it; the desk comes to know them if it does not.

    Names mean whom they mean in articles: see :func:`articles.services.people.people_for`.
    """
    _lock_article(quote_id)
    [[person]] = people_for([[NamedPerson(name, (), (), ())]])
    return _assign(_lock(quote_id), by, seen, _kept(person.pk))


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

    At most nine SQL queries.
    """
    _lock_article(quote_id)
    step = Correction.objects.filter(quote__uuid=quote_id, undone=None).first()
    speaker = _kept(step.before_speaker_id) if step and step.before_speaker_id else None
    quote = _lock(quote_id)
    if seen and seen != quote.state:
        raise Overtaken(quote)
    if step is None or step.after_status != quote.status:
        raise NothingToUndo(quote)
    now = timezone.now()
    # Whoever undoes at the same time finds it undone.
    if not Correction.objects.filter(pk=step.pk, undone=None).update(undone=now, undone_by=by):
        raise NothingToUndo(quote)
    quote.status, quote.speaker = Status(step.before_status), speaker
    if not quote.is_decided:
        # What is automatic again is no longer somebody's decision about an earlier version.
        quote.carried_from = None
    quote.save(update_fields=["status", "speaker", "carried_from"])
    return quote


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
    now; when somebody decided just the same, nothing is left to do. Two SQL queries.
    """
    before = quote.speaker
    if (quote.status, quote.speaker_id) == (status, speaker.pk if speaker else None):
        return quote
    if seen and seen != quote.state:
        raise Overtaken(quote)
    Correction.objects.create(
        quote=quote,
        by=by,
        before_status=quote.status,
        before_speaker=before,
        after_status=status,
        after_speaker=speaker,
    )
    quote.status, quote.speaker = status, speaker
    quote.save(update_fields=["status", "speaker"])
    return quote


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


def _lock(quote_id: UUID) -> Quote:
    """Lock article and quotation; raises :class:`Outdated` unless its version is the newest.

    Two SQL queries.
    """
    article = _lock_article(quote_id)
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
