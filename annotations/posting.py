"""Writes of the Web Annotation Protocol: what a program may create, replace and delete.

A passage is looked for on the article as the desk stored it, and must stand there; see
:mod:`annotations.locating`. Written it is as readers write, by :mod:`annotations.services`, and
what is replaced keeps its history.
"""

from __future__ import annotations

from typing import Any

from django.db import transaction
from django.utils.http import parse_etags
from django.utils.translation import gettext as _

from annotations import services
from annotations.access import visible_to
from annotations.formats.files import load_json
from annotations.formats.incoming import BadItem, Incoming, NotReadable
from annotations.formats.w3c import read_annotation
from annotations.importing import REASONS, found_in, own_id
from annotations.jsonld import (
    EVERYBODY,
    any_json,
    etag,
    fact_check_of,
    group_iri,
    presentable,
    presentable_replies,
)
from annotations.locating import Finder, Place, articles_at
from annotations.models import Annotation, Group, Membership, Reply
from annotations.services import NOTHING_FOUND, Finding, Names, Selection
from readers.models import User

_POSTERS = (Membership.Role.OWNER, Membership.Role.MEMBER)


class Refused(ValueError):
    """What was sent cannot be done; says why, and with which HTTP status."""

    def __init__(self, detail: str, status: int = 422) -> None:
        super().__init__(detail)
        self.detail, self.status = detail, status


def parse(raw: bytes) -> Incoming:
    """Read a posted annotation; raises :class:`Refused`, 400 for what is no JSON."""
    try:
        return read_annotation(load_json(raw.decode("utf-8-sig")))
    except UnicodeDecodeError:
        raise Refused(str(REASONS["no-utf8"]), 400) from None
    except NotReadable as problem:
        raise Refused(str(REASONS[problem.reason]), 400) from None
    except (BadItem, RecursionError) as problem:
        raise Refused(str(REASONS[getattr(problem, "reason", "unreadable")])) from None


def version_tag(one: Annotation | Reply) -> str:
    """Return the entity tag of an annotation as it stands."""
    return etag(any_json(one), one.version)


# --- Creating ---------------------------------------------------------------------------


@transaction.atomic
def create(user: User, told: Incoming) -> Annotation | Reply:
    """Store a new annotation, or a reply where its target is one; raises :class:`Refused`.

    It is for its author alone unless its audience says otherwise. About ten SQL queries.
    """
    if told.is_reply or own_id(told.source):
        return _reply(user, told)
    article = articles_at([told.source]).get(told.source)
    if article is None:
        raise Refused(
            _("There is no article at %(url)s on this desk. Bring it in first.")
            % {"url": told.source}
        )
    if told.is_page_note and not told.note:
        raise Refused(str(REASONS["nothing-said"]))
    made = _write(user, told, _sure(Finder(article).find(told)))
    return presentable(Annotation.objects.filter(pk=made.pk)).get()


def _write(user: User, told: Incoming, place: Place) -> Annotation:
    visibility, group = _audience(user, told)
    written: dict[str, Any] = {
        "color": told.color or Annotation.Color.YELLOW,
        "note": told.note,
        "kind": told.kind,
        "tags": told.tags,
        "visibility": visibility,
        "group": group,
        "finding": found_in(told.review) if told.review else None,
        "names": Names(told.canonical, told.via),
    }
    if place.start is None or place.end is None:
        return services.annotate_page(place.revision, user, **written)
    words = Selection(place.start, place.end, place.words)
    return services.annotate(place.revision, user, words, **written)


def _sure(place: Place | None) -> Place:
    if place is None:
        raise Refused(
            _(
                "The quoted words are not in the article as the desk has stored it, in none of "
                "its versions."
            )
        )
    if not place.is_sure:
        raise Refused(
            _(
                "It is not certain which passage is meant. Send its words as they stand, with "
                "the words before and after it. The nearest are: “%(words)s”"
            )
            % {"words": place.words[:300]}
        )
    return place


def _reply(user: User, told: Incoming) -> Reply:
    parent = None
    if key := own_id(told.source):
        parent = visible_to(user).filter(pk=key).select_related("group").first()
    if parent is None:
        raise Refused(str(REASONS["no-parent"]))
    if parent.group and not may_post_to(user, parent.group):
        raise Refused(_("You may read the notes of this group, and not post to it."), 403)
    if told.canonical:
        # It would have to be kept for ever, and an answer has no place for it.
        raise Refused(_("An answer to a note cannot have a canonical address."))
    if not told.note:
        raise Refused(_("An answer needs words."))
    reply = services.reply(parent, user, told.note, repeating=True)
    return presentable_replies(Reply.objects.filter(pk=reply.pk)).get()


def may_post_to(user: User, group: Group) -> bool:
    """Return whether a reader may post notes to a group. One SQL query."""
    return Membership.objects.filter(user=user, group=group, role__in=_POSTERS).exists()


def _audience(user: User, told: Incoming) -> tuple[str, Group | None]:
    """For whom a note is meant; for its author alone where nothing is said that the desk knows."""
    if EVERYBODY in told.audience:
        return Annotation.Visibility.PUBLIC, None
    for membership in Membership.objects.filter(user=user).select_related("group"):
        if group_iri(membership.group) in told.audience:
            if membership.role not in _POSTERS:
                raise Refused(_("You may read the notes of this group, and not post to it."), 403)
            return Annotation.Visibility.GROUP, membership.group
    return Annotation.Visibility.PRIVATE, None


# --- Replacing and deleting -------------------------------------------------------------


def _locked(one: Annotation | Reply, if_match: str) -> Annotation | Reply:
    """The row as it stands, until the transaction ends; 412 if the client has seen another."""
    now: Annotation | Reply | None
    if isinstance(one, Reply):
        Reply.objects.select_for_update().filter(pk=one.pk).first()
        now = presentable_replies(Reply.objects.filter(pk=one.pk)).first()
    else:
        Annotation.objects.select_for_update().filter(pk=one.pk).first()
        now = presentable(Annotation.objects.filter(pk=one.pk)).first()
    tags = parse_etags(if_match)
    if now is None or (tags != ["*"] and version_tag(now) not in tags):
        raise Refused(_("It was changed since you read it. Read it again."), 412)
    return now


@transaction.atomic
def delete(one: Annotation | Reply, if_match: str) -> None:
    """Delete an annotation or a reply that is still the one ``if_match`` names."""
    _locked(one, if_match).delete()


@transaction.atomic
def replace(
    user: User, one: Annotation | Reply, told: Incoming, if_match: str
) -> Annotation | Reply:
    """Give an annotation or a reply a new state; the passage it is about stays.

    Raises :class:`Refused`: 412 when it is not the one ``if_match`` names, 409 for what cannot
    be changed. The same state again changes nothing.
    """
    now = _locked(one, if_match)
    if isinstance(now, Reply):
        return _replace_reply(now, told)
    names = _names(now, told)
    _same_target(now, told)
    if now.is_page_note and not told.note:
        raise Refused(str(REASONS["nothing-said"]))
    visibility, group = now.visibility, now.group
    if told.audience:
        visibility, group = _audience(user, told)
    is_mark = not (told.note or now.note) and told.kind == Annotation.Kind.COMMENT
    services.change(
        now,
        color=told.color or now.color,
        note=told.note,
        # A highlight says of what kind it is only by its words.
        kind=None if is_mark else told.kind,
        tags=told.tags,
        visibility=visibility,
        group=group,
        finding=_finding(now, told),
        names=names,
    )
    return presentable(Annotation.objects.filter(pk=now.pk)).get()


def _replace_reply(now: Reply, told: Incoming) -> Reply:
    if own_id(told.source) != now.annotation_id:
        raise Refused(_("What a note is about cannot be changed. Delete it and make another."), 409)
    if not told.note:
        raise Refused(_("An answer needs words."))
    services.change_reply(now, told.note, seen=now.version)
    return presentable_replies(Reply.objects.filter(pk=now.pk)).get()


def _names(now: Annotation, told: Incoming) -> Names:
    """What it is called elsewhere: that may be said later on, and not be changed."""
    if now.canonical and told.canonical != now.canonical:
        raise Refused(_("“canonical” is set and cannot be changed."), 409)
    given = tuple(one for one in told.via if own_id(one) != now.pk)
    if now.via and given and given != tuple(now.via):
        raise Refused(_("“via” is set and cannot be changed."), 409)
    via = tuple(now.via) if now.via or now.origin else given
    return Names(told.canonical, via)


def _same_target(now: Annotation, told: Incoming) -> None:
    article = articles_at([told.source]).get(told.source)
    same = article is not None and article.pk == now.article_id
    if same and article is not None:
        if told.is_page_note or now.is_page_note:
            same = told.is_page_note and now.is_page_note
        elif told.exact != now.exact or (told.start is not None and told.start != now.start):
            place = Finder(article).find(told)
            same = place is not None and place.words == now.exact
    if not same:
        raise Refused(_("What a note is about cannot be changed. Delete it and make another."), 409)


def _finding(now: Annotation, told: Incoming) -> Finding | None:
    """What it found by now; None where that is what is stored already."""
    known = read_annotation(any_json(now)).review if fact_check_of(now) else None
    if told.review == known:
        return None
    return found_in(told.review) if told.review else NOTHING_FOUND
