"""Answering annotations."""

from __future__ import annotations

from django.db import transaction

from annotations.models import Annotation, Reply
from readers.models import User


class ReplyOvertaken(Exception):
    """The reply has been changed meanwhile; ``stored`` is how it stands now."""

    def __init__(self, stored: Reply) -> None:
        super().__init__(f"{stored.pk} is at version {stored.version}")
        self.stored = stored


def reply(annotation: Annotation, author: User, note: str, *, repeating: bool = False) -> Reply:
    """Answer an annotation; the same words twice in a row are one reply, if not ``repeating``."""
    last = None if repeating else annotation.replies.order_by("-created", "-id").first()
    if last and (last.author_id, last.note) == (author.pk, note):
        return last
    return Reply.objects.create(annotation=annotation, author=author, note=note)


@transaction.atomic
def change_reply(one: Reply, note: str, *, seen: int) -> Reply:
    """Change a reply; raises :class:`ReplyOvertaken` when it is not at version ``seen``."""
    stored = Reply.objects.select_for_update(of=("self",)).get(pk=one.pk)
    if stored.version != seen:
        raise ReplyOvertaken(stored)
    if stored.note != note:
        stored.note, stored.version = note, stored.version + 1
        stored.save(update_fields=["note", "version", "modified"])
    return stored
