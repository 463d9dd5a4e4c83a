"""Everything a reader marked and wrote, to take along: JSON-LD, Markdown, CSV, HTML.

What others wrote goes along only as answers to the reader's notes; what the reader answered to
others is told with their words as long as the reader may see them.
"""

from __future__ import annotations

import base64
import csv
import hashlib
import io
import re
from collections.abc import Callable
from dataclasses import dataclass
from itertools import groupby
from pathlib import Path
from uuid import UUID

from django.conf import settings
from django.contrib.staticfiles import finders
from django.db.models import Prefetch, Q
from django.template.loader import render_to_string
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.html import format_html
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy

from annotations.access import visible_to
from annotations.export_markdown import markdown_files, zipped
from annotations.jsonld import (
    Json,
    annotation_json,
    collection_facts,
    dumped,
    iri,
    presentable,
    presentable_replies,
    reply_json,
    source_url,
    step_json,
    whole_collection,
)
from annotations.models import Annotation, Collection, CollectionItem, Reply
from articles.models import Article
from newsdesk.lib.markdown import to_html
from readers.models import User


@dataclass(frozen=True, slots=True)
class Material:
    """What is written out. ``seen`` are others' annotations that the reader may see."""

    user: User
    annotations: list[Annotation]
    answers: list[Reply]
    collections: list[Collection]
    seen: set[UUID]

    def by_article(self) -> list[tuple[Article, list[Annotation]]]:
        """Return the reader's annotations by article, in the order of the text."""
        return [
            (article, list(some))
            for article, some in groupby(self.annotations, key=lambda one: one.article)
        ]


@dataclass(frozen=True, slots=True)
class Export:
    """A file to send: its name, its type and its bytes."""

    name: str
    content_type: str
    body: bytes


def gather(user: User) -> Material:
    """Return everything of ``user``. Nine SQL queries, however much there is."""
    shown = presentable_replies(Reply.objects.filter(Q(hidden=None) | Q(author=user)))
    own = presentable(Annotation.objects.filter(author=user)).prefetch_related(
        Prefetch("replies", queryset=shown, to_attr="shown_replies")
    )
    annotations: list[Annotation] = list(
        own.order_by("article__headline", "article", "start", "created")
    )
    answers = list(
        presentable_replies(Reply.objects.filter(author=user).exclude(annotation__author=user))
        .select_related("annotation__article__outlet")
        .order_by("created")
    )
    steps = CollectionItem.objects.select_related("annotation__article")
    collections: list[Collection] = list(
        Collection.objects.filter(owner=user)
        .select_related("owner")
        .prefetch_related(Prefetch("items", queryset=steps, to_attr="steps"))
    )
    others = {reply.annotation_id for reply in answers}
    others |= {
        item.annotation_id
        for collection in collections
        for item in vars(collection)["steps"]
        if item.annotation_id
    }
    seen = set(visible_to(user).filter(pk__in=others).values_list("pk", flat=True))
    return Material(user, annotations, answers, collections, seen)


# --- JSON-LD ----------------------------------------------------------------------------


def _json_ld(material: Material) -> Export:
    items = [annotation_json(one, context=False) for one in material.annotations]
    replies = [
        reply
        for one in material.annotations
        for reply in vars(one)["shown_replies"]
        if reply.author_id == material.user.pk
    ]
    items += [reply_json(one, context=False) for one in (*replies, *material.answers)]
    told = whole_collection(
        f"{iri('container')}?export={timezone.now():%Y-%m-%d}",
        _("Notes of %(name)s") % {"name": material.user.byline},
        items,
        {"creator": {"type": "Person", "name": material.user.byline}},
    )
    if collections := [_collection_json(one, material) for one in material.collections]:
        # Further things of the same file, as JSON-LD 1.1 names them.
        told["@included"] = collections
    return Export("newsdesk-notes.jsonld", "application/ld+json", dumped(told))


def _collection_json(collection: Collection, material: Material) -> Json:
    items: list[Json | str] = []
    for step in vars(collection)["steps"]:
        step.collection = collection
        if step.annotation_id not in material.seen:
            step.annotation = None
        if step.text:
            items.append(step_json(step, context=False))
        if step.annotation:
            items.append(iri("annotation", step.annotation_id))
    told = whole_collection(
        iri("collection", collection.pk),
        collection.title,
        items,  # type: ignore[arg-type]  # a page may hold names, too
        collection_facts(collection),
    )
    del told["@context"]
    return told


# --- CSV --------------------------------------------------------------------------------

#: What spreadsheets take for the beginning of a formula: at a cell's start, and where one that
#: parts cells by something else would begin one.
_FORMULA_FIRST = re.compile(r"\s*[=+\-@＝＋－＠]|[\t\r]")
_FORMULA_WITHIN = re.compile(r"([;\t\r\n])(\s{0,20})([=+\-@＝＋－＠])")
_COLUMNS = (
    *("id", "article", "outlet", "address", "published", "passage", "note", "kind", "tags"),
    *("color", "visibility", "group", "created", "modified", "link"),
)


def safe_cell(text: str) -> str:
    """Return text that no spreadsheet runs as a formula: an apostrophe goes before it."""
    within = _FORMULA_WITHIN.sub(r"\1\2'\3", text)
    return f"'{within}" if _FORMULA_FIRST.match(text) else within


def _csv(material: Material) -> Export:
    out = io.StringIO(newline="")
    # Excel reads UTF-8 only where a mark says so.
    out.write("\ufeff")
    writer = csv.writer(out, quoting=csv.QUOTE_ALL)
    writer.writerow(_COLUMNS)
    for one in material.annotations:
        writer.writerow([safe_cell(cell) for cell in _cells(one)])
    return Export("newsdesk-notes.csv", "text/csv; charset=utf-8", out.getvalue().encode())


def _cells(one: Annotation) -> list[str]:
    article = one.article
    return [
        str(one.pk),
        article.headline,
        article.outlet.name if article.outlet else "",
        article.url or "",
        article.published.isoformat() if article.published else "",
        one.exact,
        one.note,
        one.kind,
        ", ".join(one.tags),
        one.color,
        one.visibility,
        one.group.name if one.group else "",
        one.created.isoformat(),
        one.modified.isoformat(),
        f"{settings.BASE_URL}{one.get_absolute_url()}",
    ]


# --- HTML -------------------------------------------------------------------------------


def _html(material: Material) -> Export:
    articles = [
        {
            "article": article,
            "source": source_url(some[0]),
            "notes": [_note(one) for one in some],
        }
        for article, some in material.by_article()
    ]
    answers = [
        {
            "reply": reply,
            "drawn": mark_safe(to_html(reply.note)),
            "words": _words_answered(reply) if reply.annotation_id in material.seen else "",
        }
        for reply in material.answers
    ]
    context = {
        "head": _head(),
        "owner": material.user.byline,
        "made": timezone.now(),
        "articles": articles,
        "answers": answers,
        "base_url": settings.BASE_URL,
    }
    page = render_to_string("annotations/export_page.html", context)
    return Export("newsdesk-notes.html", "text/html; charset=utf-8", page.encode())


def _note(one: Annotation) -> dict[str, object]:
    return {
        "one": one,
        "drawn": mark_safe(to_html(one.note)),
        "link": f"{settings.BASE_URL}{one.get_absolute_url()}",
        "replies": [
            {"by": reply.author.byline, "drawn": mark_safe(to_html(reply.note))}
            for reply in vars(one)["shown_replies"]
        ],
    }


def _words_answered(reply: Reply) -> str:
    return reply.annotation.exact or reply.annotation.note


def _head() -> SafeString:
    """The page's style, and a policy that allows nothing else; the page needs no other file."""
    found = finders.find("css/export.css")
    style = Path(str(found)).read_text(encoding="utf-8")
    digest = base64.b64encode(hashlib.sha256(style.encode()).digest()).decode()
    policy = format_html(
        '<meta http-equiv="Content-Security-Policy" content="{}">',
        f"default-src 'none'; style-src 'sha256-{digest}'",
    )
    # Our own file, of which the hash above is made.
    return mark_safe(f"{policy}\n<style>{style}</style>")


# --- All of them ------------------------------------------------------------------------


def _markdown(material: Material) -> Export:
    return Export("newsdesk-notes.zip", "application/zip", zipped(markdown_files(material)))


@dataclass(frozen=True, slots=True)
class Format:
    """A format to export in, and how it is told of."""

    label: str | Promise
    about: str | Promise
    write: Callable[[Material], Export]


FORMATS: dict[str, Format] = {
    "jsonld": Format(
        pgettext_lazy("format", "Web Annotations (JSON-LD)"),
        gettext_lazy(
            "Everything, in the W3C’s format: for other annotation programs, for another desk, "
            "and for keeping."
        ),
        _json_ld,
    ),
    "markdown": Format(
        pgettext_lazy("format", "Markdown (zip)"),
        gettext_lazy("A file for each article, for Obsidian and other programs for notes."),
        _markdown,
    ),
    "csv": Format(
        pgettext_lazy("format", "Table (CSV)"),
        gettext_lazy("A row for each note, for spreadsheets."),
        _csv,
    ),
    "html": Format(
        pgettext_lazy("format", "Web page (HTML)"),
        gettext_lazy("One page that needs nothing else, for reading and printing."),
        _html,
    ),
}


def export(user: User, kind: str) -> Export:
    """Return everything of ``user`` in one of :data:`FORMATS`; KeyError for another."""
    return FORMATS[kind].write(gather(user))
