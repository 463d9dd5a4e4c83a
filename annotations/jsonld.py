"""Annotations, answers and collections in W3C Web Annotation JSON-LD.

After the Web Annotation Data Model, https://www.w3.org/TR/annotation-model/. The models know
nothing of it. Offsets are code points of the revision that the target's state names.
"""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Sequence
from datetime import UTC, datetime
from typing import Any

from django.conf import settings
from django.db.models import QuerySet
from django.urls import reverse

from annotations.anchoring.selectors import TextPositionSelector, TextQuoteSelector
from annotations.claim_review import claim_review
from annotations.formats.w3c import PURPOSES
from annotations.models import Annotation, Collection, CollectionItem, FactCheck, Group, Reply
from readers.models import User

ANNO = "http://www.w3.org/ns/anno.jsonld"
LDP = "http://www.w3.org/ns/ldp.jsonld"
#: Everybody, as ActivityStreams names them.
EVERYBODY = "https://www.w3.org/ns/activitystreams#Public"
MEDIA_TYPE = f'application/ld+json; profile="{ANNO}"'
#: What the desk's colours look like elsewhere.
_SHADES = {
    "yellow": "#fdf0a6",
    "green": "#cdeec4",
    "blue": "#cbe3fb",
    "pink": "#fbd3e0",
    "violet": "#e2d6fa",
}
_LANGUAGE = re.compile(r"[A-Za-z]{2,3}(-[A-Za-z0-9]{2,8})*")

Json = dict[str, Any]


def presentable(annotations: QuerySet[Annotation]) -> QuerySet[Annotation]:
    """Annotations with all at hand that their JSON-LD tells. Three SQL queries when evaluated."""
    return annotations.select_related(
        "author", "group", "revision", "article__outlet", "fact_check__claimant"
    ).prefetch_related("fact_check__sources", "fact_check__claimant__external_ids")


def presentable_replies(replies: QuerySet[Reply]) -> QuerySet[Reply]:
    """Replies with all at hand that their JSON-LD tells. One SQL query when evaluated."""
    return replies.select_related("author", "annotation__author", "annotation__group")


# --- Addresses --------------------------------------------------------------------------


def iri(name: str, *args: object) -> str:
    """Return the whole address of one of the interface's resources."""
    return f"{settings.BASE_URL}{reverse(f'annotations:api-{name}', args=args)}"


def annotation_iri(one: Annotation | Reply) -> str:
    """Return what an annotation or a reply is called."""
    return iri("annotation", one.pk)


def group_iri(group: Group) -> str:
    """Return the container of a group's notes, which stands for the group."""
    return iri("group", group.slug)


def source_url(annotation: Annotation) -> str:
    """Return the article's own address, or the desk's page where it has none."""
    article = annotation.article
    return article.url or f"{settings.BASE_URL}{article.get_absolute_url()}"


# --- One annotation ---------------------------------------------------------------------


def annotation_json(one: Annotation, *, context: bool = True) -> Json:
    """Return an annotation; ``context`` is left out within a page."""
    told: Json = {"@context": ANNO} if context else {}
    told |= {
        "id": annotation_iri(one),
        "type": "Annotation",
        "motivation": _motivation(one),
        "creator": _person(one.author),
        "created": _time(one.created),
        "modified": _time(one.modified),
        "generator": _generator(),
        "stylesheet": {"type": "CssStylesheet", "value": _style(one.color)},
        "target": _target(one),
    }
    if bodies := _bodies(one):
        told["body"] = bodies
    if audience := _audience(one):
        told["audience"] = audience
    return told | _names(one)


def reply_json(one: Reply, *, context: bool = True) -> Json:
    """Return a reply: an annotation of an annotation."""
    told: Json = {"@context": ANNO} if context else {}
    told |= {
        "id": annotation_iri(one),
        "type": "Annotation",
        "motivation": "replying",
        "creator": _person(one.author),
        "created": _time(one.created),
        "modified": _time(one.modified),
        "generator": _generator(),
        "body": [_textual(one.note, "replying")],
        "target": annotation_iri(one.annotation),
    }
    if audience := _audience(one.annotation):
        told["audience"] = audience
    if one.annotation.visibility == Annotation.Visibility.PUBLIC and settings.NOTE_RIGHTS:
        told["rights"] = settings.NOTE_RIGHTS
    return told


def any_json(one: Annotation | Reply, *, context: bool = True) -> Json:
    """Return an annotation or a reply."""
    if isinstance(one, Reply):
        return reply_json(one, context=context)
    return annotation_json(one, context=context)


def _motivation(one: Annotation) -> str:
    if one.kind == Annotation.Kind.COMMENT and not one.note:
        return "highlighting"
    return PURPOSES[one.kind]


def _bodies(one: Annotation) -> list[Json]:
    bodies = [_textual(one.note, PURPOSES[one.kind])] if one.note else []
    bodies += [{"type": "TextualBody", "value": tag, "purpose": "tagging"} for tag in one.tags]
    if found := fact_check_of(one):
        bodies.append(
            {
                "type": "SpecificResource",
                "source": _within_annotation(claim_review_json(found)),
                "purpose": "assessing",
            }
        )
    return bodies


def _textual(markdown: str, purpose: str) -> Json:
    return {
        "type": "TextualBody",
        "value": markdown,
        "format": "text/markdown",
        "purpose": purpose,
    }


def _target(one: Annotation) -> Json:
    source: Json = {"id": source_url(one), "type": "Text", "format": "text/html"}
    if _LANGUAGE.fullmatch(one.article.language):
        source["language"] = one.article.language
    source["dc:title"] = one.revision.headline
    one.revision.article = one.article
    target: Json = {
        "type": "SpecificResource",
        "source": source,
        "state": {
            "type": "TimeState",
            "sourceDate": _time(one.revision.fetched),
            "cached": f"{settings.BASE_URL}{one.revision.get_absolute_url()}",
        },
    }
    if one.start is not None and one.end is not None:
        target["selector"] = [
            TextPositionSelector(one.start, one.end).to_json(),
            TextQuoteSelector(one.exact, one.prefix, one.suffix).to_json(),
        ]
        target["styleClass"] = one.color
    return target


def _names(one: Annotation) -> Json:
    named: Json = {}
    if one.canonical:
        named["canonical"] = one.canonical
    via = one.via or ([one.origin] if one.origin.startswith(("http://", "https://")) else [])
    if via:
        named["via"] = via[0] if len(via) == 1 else via
    if settings.NOTE_RIGHTS and one.visibility == Annotation.Visibility.PUBLIC:
        named["rights"] = settings.NOTE_RIGHTS
    return named


def _audience(one: Annotation) -> Json | None:
    if one.visibility == Annotation.Visibility.PUBLIC:
        return {"id": EVERYBODY, "type": "as:Collection"}
    if one.group:
        return {
            "id": group_iri(one.group),
            "type": "schema:Audience",
            "schema:name": str(one.group),
        }
    return None


def _person(user: User) -> Json:
    return {"type": "Person", "name": user.byline}


def _generator() -> Json:
    return {
        "id": f"{settings.BASE_URL}/",
        "type": "Software",
        "name": "Newsdesk",
        "homepage": f"{settings.BASE_URL}/",
    }


def _style(color: str) -> str:
    return f".{color} {{ background-color: {_SHADES[color]}; }}"


def _time(when: datetime) -> str:
    return when.astimezone(UTC).isoformat().replace("+00:00", "Z")


# --- Fact checks ------------------------------------------------------------------------


def fact_check_of(one: Annotation) -> FactCheck | None:
    """Return an annotation's fact check, if it has one."""
    found: FactCheck | None = getattr(one, "fact_check", None)
    return found


def claim_review_json(check: FactCheck, *, shared_at: str = "") -> Json:
    """Return a fact check as schema.org's ClaimReview, as shown at a link of its own if any."""
    one = check.annotation
    return claim_review(
        check,
        url=shared_at or f"{settings.BASE_URL}{one.get_absolute_url()}",
        appeared=source_url(one),
        name="" if shared_at else iri("claim-review", one.pk),
    )


def _within_annotation(told: Any) -> Any:
    """JSON-LD of schema.org in the words of the Web Annotation context, which has a prefix."""
    if isinstance(told, list):
        return [_within_annotation(one) for one in told]
    if not isinstance(told, dict):
        return told
    own = {"@id": "id", "@type": "type"}
    return {
        own.get(key, f"schema:{key}"): (
            f"schema:{value}" if key == "@type" else _within_annotation(value)
        )
        for key, value in told.items()
        if key != "@context"
    }


# --- Collections and pages --------------------------------------------------------------


def step_json(item: CollectionItem, *, context: bool = True) -> Json:
    """Return the text of a collection's step: an annotation that describes its passage.

    Its annotation has to be one the reader may see, or None.
    """
    collection = item.collection
    base = iri("collection", collection.pk)
    told: Json = {"@context": ANNO} if context else {}
    return told | {
        "id": f"{base}#text-{item.position}",
        "type": "Annotation",
        "motivation": "describing",
        "creator": _person(collection.owner),
        "created": _time(collection.created),
        "modified": _time(collection.modified),
        "body": [_textual(item.text, "describing")],
        "target": annotation_iri(item.annotation) if item.annotation else base,
    }


def collection_facts(collection: Collection) -> Json:
    """Return what a collection tells of itself besides its contents."""
    facts: Json = {
        "creator": _person(collection.owner),
        "created": _time(collection.created),
        "modified": _time(collection.modified),
    }
    if collection.introduction:
        facts["summary"] = collection.introduction
    return facts


def whole_collection(
    address: str, label: str, items: Sequence[Json], facts: Json | None = None
) -> Json:
    """Return an AnnotationCollection with one page that holds everything."""
    told: Json = {
        "@context": ANNO,
        "id": address,
        "type": "AnnotationCollection",
        "label": label,
        **(facts or {}),
        "total": len(items),
    }
    if items:
        told["first"] = {
            "id": f"{address}{'&' if '?' in address else '?'}page=0",
            "type": "AnnotationPage",
            "partOf": address,
            "startIndex": 0,
            "items": list(items),
        }
    return told


def dumped(told: Json) -> bytes:
    """Return JSON as sent: UTF-8, readable."""
    return json.dumps(told, ensure_ascii=False, indent=2).encode()


def etag(told: Json, version: int | None = None) -> str:
    """Return the strong entity tag of what is sent; ``version`` makes it tell its number."""
    mark = hashlib.sha256(dumped(told)).hexdigest()[:20]
    return f'"{version}-{mark}"' if version is not None else f'"{mark}"'
