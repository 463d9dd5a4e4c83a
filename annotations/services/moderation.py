"""Reporting notes and replies, hiding them, showing them again, and taking each of it back.

Who may do so is asked in :mod:`annotations.access`. Every step locks the note or reply first,
so that of two moderators at once one does it and the other is told that it is done.
"""

from __future__ import annotations

from django.db import transaction
from django.db.models import Exists, OuterRef, QuerySet
from django.utils import timezone

from annotations.models import Annotation, ModerationAct, Reply, Report
from readers.models import User

Target = Annotation | Reply

#: Open reports of people without an account that one note can have: more tell nothing new.
MOST_ANONYMOUS = 5


class NotUndoable(Exception):
    """The act is taken back already, something came after it, or what it was about is gone."""


@transaction.atomic
def report(target: Target, by: User | None, kind: str, reason: str = "") -> Report:
    """Report a note or reply; ``by`` is None for somebody without an account.

    A reader's open report of the same thing takes the new words. Beyond ``MOST_ANONYMOUS``
    open ones without an account, the last of them is returned as it is.
    """
    _lock(target)
    still_open = _open(target).filter(by=by)
    if by is None:
        if still_open.count() >= MOST_ANONYMOUS:
            return still_open.order_by("-made", "-pk")[0]
    elif known := still_open.first():
        known.kind, known.reason = kind, reason
        known.save(update_fields=["kind", "reason"])
        return known
    note, answer = _sides(target)
    return Report.objects.create(annotation=note, reply=answer, by=by, kind=kind, reason=reason)


@transaction.atomic
def hide(target: Target, by: User, reason: str) -> ModerationAct | None:
    """Hide a note or reply from all but its author, and settle its reports.

    Returns None if it is hidden already.
    """
    stored = _lock(target)
    if stored.hidden is not None:
        return None
    _set_hidden(stored, True)
    return _log(stored, ModerationAct.Act.HIDE, by, reason)


@transaction.atomic
def show(target: Target, by: User, reason: str = "") -> ModerationAct | None:
    """Show a hidden note or reply again, and settle its reports.

    Returns None if it is not hidden.
    """
    stored = _lock(target)
    if stored.hidden is None:
        return None
    _set_hidden(stored, False)
    return _log(stored, ModerationAct.Act.SHOW, by, reason)


@transaction.atomic
def dismiss(target: Target, by: User, reason: str = "") -> ModerationAct | None:
    """Settle the open reports of a note or reply and leave it as it is.

    Returns None if no report is open.
    """
    stored = _lock(target)
    if not _open(stored).exists():
        return None
    return _log(stored, ModerationAct.Act.DISMISS, by, reason)


@transaction.atomic
def undo(act: ModerationAct, by: User) -> None:
    """Take an act back, and open the reports it settled again.

    Only the last act about a note or reply that stands can be taken back: else
    :class:`NotUndoable`. Reports whose reader has reported anew meanwhile stay settled.
    """
    target = act.annotation or act.reply
    if target is None:
        raise NotUndoable
    stored = _lock(target)
    last = stored.moderation.filter(undone=None).order_by("-made", "-pk").first()
    if last is None or last.pk != act.pk:
        raise NotUndoable
    last.undone, last.undone_by = timezone.now(), by
    last.save(update_fields=["undone", "undone_by"])
    if last.act != ModerationAct.Act.DISMISS:
        _set_hidden(stored, last.act == ModerationAct.Act.SHOW)
    anew = _open(stored).filter(by=OuterRef("by"))
    last.reports.exclude(Exists(anew)).update(settled=None, settled_by=None, act=None)


def _lock(target: Target) -> Target:
    """Return the row as it stands, locked until the transaction ends."""
    if isinstance(target, Reply):
        return Reply.objects.select_for_update().get(pk=target.pk)
    return Annotation.objects.select_for_update().get(pk=target.pk)


def _sides(target: Target) -> tuple[Annotation | None, Reply | None]:
    return (None, target) if isinstance(target, Reply) else (target, None)


def _open(target: Target) -> QuerySet[Report]:
    note, answer = _sides(target)
    return Report.objects.filter(annotation=note, reply=answer, settled=None)


def _set_hidden(target: Target, is_hidden: bool) -> None:
    """Hide or show a locked row; its words and their dates stay as they are."""
    since = timezone.now() if is_hidden else None
    type(target)._default_manager.filter(pk=target.pk).update(hidden=since)


def _log(target: Target, act: ModerationAct.Act, by: User, reason: str) -> ModerationAct:
    """Write an act into the trail and settle all open reports with it."""
    note, answer = _sides(target)
    words = target.note or (note.exact if note else "")
    made = ModerationAct.objects.create(
        act=act,
        by=by,
        annotation=note,
        reply=answer,
        author_name=target.author.byline[:200],
        words=words[:300],
        reason=reason,
    )
    _open(target).update(settled=timezone.now(), settled_by=by, act=made)
    return made
