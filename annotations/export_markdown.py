"""Notes as a folder of Markdown files: one for each article, one for each collection.

Made for Obsidian and its kin: properties at the top, tags, passages as quotations with an
anchor, links between files. The words of articles are escaped; a reader's own notes are
Markdown and stay as they are.
"""

from __future__ import annotations

import io
import json
import re
import unicodedata
import zipfile
from collections.abc import Mapping
from datetime import UTC, datetime
from typing import TYPE_CHECKING
from uuid import UUID

from django.conf import settings
from django.utils.translation import gettext as _

from annotations.jsonld import fact_check_of, source_url
from annotations.models import Annotation, Collection, Reply
from articles.models import Article

if TYPE_CHECKING:
    from annotations.exporting import Material

_LONGEST_NAME = 90
#: What no file may be called by on one system or another, and what Obsidian's links take ill.
_NOT_IN_NAMES = re.compile(r'[\x00-\x1f\x7f<>:"/\\|?*#^\[\]]+')
_RESERVED = re.compile(r"(?i)(?:con|prn|aux|nul|com\d|lpt\d)(?:\.|$)")
_SPECIAL = re.compile(r"([\\`*_\[\]<>~$^|]|(?<!\S)#|%(?=%)|(?<=%)%|=(?==)|(?<==)=)")
_LINE_START = re.compile(r"^([ \t]*)([-+>#]|\d+(?=[.)]))", re.MULTILINE)


def markdown_files(material: Material) -> dict[str, str]:
    """Return the files' contents by their names, which are unique whatever system they are on."""
    names: dict[str, str] = {}
    places: dict[UUID, str] = {}
    files: dict[str, str] = {}
    for article, some in material.by_article():
        name = _free(names, _file_name(article.headline, article.published or article.created))
        places |= {one.pk: name for one in some}
        files[f"{name}.md"] = _article_file(article, some)
    for collection in material.collections:
        name = _free(names, _file_name(collection.title))
        files[f"{name}.md"] = _collection_file(collection, material, places)
    if material.answers:
        files[f"{_free(names, _file_name(_('Answers to others')))}.md"] = _answers(material)
    return files


def zipped(files: Mapping[str, str]) -> bytes:
    """Return a zip archive of files in one folder."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, text in files.items():
            archive.writestr(f"Newsdesk/{name}", text)
    return out.getvalue()


def escaped(words: str) -> str:
    """Return words of an article as Markdown that shows them as they are."""
    return _LINE_START.sub(r"\1\\\2", _SPECIAL.sub(r"\\\1", words))


def _quoted(words: str) -> str:
    return "\n".join(f"> {line}".rstrip() for line in escaped(words).split("\n"))


# --- Files ------------------------------------------------------------------------------


def _article_file(article: Article, some: list[Annotation]) -> str:
    tags = dict.fromkeys(tag for one in some for tag in one.tags)
    properties: dict[str, object] = {"title": article.headline, "source": source_url(some[0])}
    if article.outlet:
        properties["outlet"] = article.outlet.name
    if article.bylines:
        properties["author"] = [str(name) for name in article.bylines]
    if article.published:
        properties["published"] = article.published.astimezone(UTC).date().isoformat()
    properties["tags"] = [tag_name(tag) for tag in tags]
    parts = [_front(properties), f"# {escaped(' '.join(article.headline.split()))}"]
    parts += [_passage(one) for one in some]
    return "\n\n".join(parts) + "\n"


def _passage(one: Annotation) -> str:
    parts = [f"{_quoted(one.exact)}\n^{_anchor(one)}"] if one.exact else []
    if one.kind != Annotation.Kind.COMMENT:
        parts.append(f"**{one.get_kind_display()}**")
    if check := fact_check_of(one):
        parts.append(f"{escaped(check.claim)}: **{check.get_rating_display()}**")
        parts.append("\n".join(f"- <{source.url}>" for source in check.sources.all()))
    if one.note:
        parts.append(one.note)
    if one.tags:
        parts.append(" ".join(f"#{tag_name(tag)}" for tag in one.tags))
    replies: list[Reply] = vars(one)["shown_replies"]
    for reply in replies:
        lines = "\n".join(f"> {line}".rstrip() for line in reply.note.split("\n"))
        parts.append(f"> [!quote] {escaped(reply.author.byline)}\n{lines}")
    link = f"{settings.BASE_URL}{one.get_absolute_url()}"
    parts.append(f"[{one.created.astimezone(UTC):%Y-%m-%d %H:%M}]({link})")
    return "\n\n".join(filter(None, parts))


def _collection_file(collection: Collection, material: Material, places: Mapping[UUID, str]) -> str:
    parts = [_front({"title": collection.title}), f"# {escaped(collection.title)}"]
    parts.append(collection.introduction)
    for step in vars(collection)["steps"]:
        parts.append(step.text)
        one = step.annotation if step.annotation_id in material.seen else None
        if one and one.pk in places:
            parts.append(f"{_quoted(one.exact or one.note)}")
            anchor = f"#^{_anchor(one)}" if one.exact else ""
            parts.append(f"[[{places[one.pk]}{anchor}]]")
        elif one:
            parts.append(f"{_quoted(one.exact or one.note)}")
            parts.append(f"<{settings.BASE_URL}{one.get_absolute_url()}>")
    return "\n\n".join(filter(None, parts)) + "\n"


def _answers(material: Material) -> str:
    parts = [f"# {_('Answers to others')}"]
    for reply in material.answers:
        if reply.annotation_id in material.seen:
            parts.append(_quoted(reply.annotation.exact or reply.annotation.note))
        parts.append(reply.note)
        parts.append(f"{reply.created.astimezone(UTC):%Y-%m-%d %H:%M}")
    return "\n\n".join(parts) + "\n"


# --- Names ------------------------------------------------------------------------------


def _front(properties: Mapping[str, object]) -> str:
    # Every JSON value is one of YAML, whatever stands in it.
    lines = [f"{key}: {json.dumps(value, ensure_ascii=False)}" for key, value in properties.items()]
    return "\n".join(["---", *lines, "---"])


def tag_name(tag: str) -> str:
    """Return a tag as Obsidian knows one: letters, digits, - and _, and not digits alone."""
    name = re.sub(r"[^\w/-]+", "-", tag).strip("-/") or "_"
    return f"{name}_" if name.isdecimal() else name


def _anchor(one: Annotation) -> str:
    return one.pk.hex[:12]


def _file_name(title: str, when: datetime | None = None) -> str:
    plain = unicodedata.normalize("NFC", _NOT_IN_NAMES.sub(" ", title))
    plain = "".join(one for one in plain if one.isprintable())
    plain = " ".join(plain.split())[:_LONGEST_NAME].strip(" .")
    if when:
        return f"{when.astimezone(UTC):%Y-%m-%d} {plain}".strip()
    return f"_{plain}" if _RESERVED.match(plain) else plain or _("Untitled")


def _free(names: dict[str, str], name: str) -> str:
    """The name, or the name with a number: on some systems case makes no difference."""
    free, number = name, 2
    while free.casefold() in names:
        free, number = f"{name} {number}", number + 1
    names[free.casefold()] = free
    return free
