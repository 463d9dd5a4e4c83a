"""Passages to copy: as Markdown, as a plain citation, as BibTeX and as CSL-JSON.

Knows nothing of models; what is cited comes as :class:`Citation`.
"""

from __future__ import annotations

import json
import re
import unicodedata
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import date

from django.utils.formats import date_format
from django.utils.translation import gettext as _

from articles.text.words import words as words_of


@dataclass(frozen=True, slots=True)
class Citation:
    """What is cited: words of an article, with where they stand and who passed them on."""

    #: The words; empty for the article as a whole.
    words: str
    headline: str
    authors: Sequence[str]
    outlet: str
    published: date | None
    language: str
    #: Who said the words, if it is known.
    speaker: str
    #: The publisher's page, or the desk's where there is none.
    url: str
    #: The version of the article, and when the desk read it.
    version: int
    read: date
    #: The note in Markdown, its author, and the text of a collection before the passage.
    note: str = ""
    note_by: str = ""
    lead_in: str = ""


@dataclass(frozen=True, slots=True)
class Cited:
    """All that one link shows: one passage, or several under a title."""

    citations: Sequence[Citation]
    #: The shared page's own address.
    link: str
    title: str = ""
    introduction: str = ""


def markdown(cited: Cited) -> str:
    """Return everything as CommonMark: quotations, sources, notes."""
    parts = [f"# {_md(cited.title)}"] if cited.title else []
    parts += [cited.introduction] if cited.introduction else []
    for one in cited.citations:
        parts += [one.lead_in] if one.lead_in else []
        if one.words:
            parts.append("\n".join(f"> {_md(line)}".rstrip() for line in one.words.split("\n")))
        parts.append(_md_source(one))
        if one.note:
            by = _md(one.note_by)
            parts.append(_("Note by %(name)s:") % {"name": by} if by else _("Note:"))
            parts.append(one.note)
    parts.append(f"<{cited.link}>")
    return "\n\n".join(parts) + "\n"


def _md_source(one: Citation) -> str:
    headline = f"[{_md(one.headline)}](<{_angled(one.url)}>)"
    told = [_md(part) for part in (one.speaker, *_by(one), one.outlet, _day(one.published)) if part]
    who, rest = (told[:1], told[1:]) if one.speaker else ([], told)
    return "— " + ", ".join([*who, headline, *rest, _version(one)])


def plain(cited: Cited) -> str:
    """Return one citation a line, as in a list of sources."""
    lines = [cited.title, ""] if cited.title else []
    for one in cited.citations:
        words = f"“{_line(one.words).strip('“”')}”" if one.words else ""
        said = f"{words} ({one.speaker})." if words and one.speaker else f"{words}."
        source = ". ".join(
            part
            for part in (
                ", ".join(one.authors),
                one.headline,
                ", ".join(part for part in (one.outlet, _day(one.published)) if part),
                _version(one).capitalize(),
            )
            if part
        )
        lines.append(f"{said + ' ' if words else ''}{source}. {one.url}")
    return "\n".join([*lines, cited.link]) + "\n"


def bibtex(cited: Cited) -> str:
    """Return one ``@misc`` entry for each article, its quoted words in ``note``."""
    entries, keys = [], set[str]()
    for one in cited.citations:
        key = base = _key(one)
        number = 1
        while key in keys:
            number += 1
            key = f"{base}-{number}"
        keys.add(key)
        words = f"“{_line(one.words).strip('“”')}” " if one.words else ""
        fields = {
            "title": f"{{{_tex(one.headline)}}}",
            "author": " and ".join(_tex_name(name) for name in one.authors),
            "howpublished": _tex(one.outlet),
            "year": str(one.published.year) if one.published else "",
            "month": _MONTHS[one.published.month - 1] if one.published else "",
            "day": str(one.published.day) if one.published else "",
            "url": _tex_url(one.url),
            "urldate": one.read.isoformat(),
            "language": _tex(one.language),
            "note": _tex(f"{words}{_version(one)}. {cited.link}"),
        }
        body = ",\n".join(f"  {name} = {{{told}}}" for name, told in fields.items() if told)
        entries.append(f"@misc{{{key},\n{body}\n}}")
    return "\n\n".join(entries) + "\n"


def csl_json(cited: Cited) -> str:
    """Return the list of items that citation managers read (citationstyles.org, 1.0.2)."""
    items = []
    for number, one in enumerate(cited.citations, 1):
        item: dict[str, object] = {
            "id": f"{cited.link}#{number}",
            "type": "article-newspaper",
            "title": one.headline,
            "author": [{"literal": name} for name in one.authors],
            "container-title": one.outlet,
            "issued": _parts(one.published),
            "accessed": _parts(one.read),
            "URL": one.url,
            "language": one.language,
            "version": str(one.version),
            "annote": _line(one.words),
            "note": _line(one.note),
        }
        items.append({name: told for name, told in item.items() if told})
    return json.dumps(items, ensure_ascii=False, indent=2) + "\n"


#: What ``?format=`` may ask for: how it is made, its type, and the end of its file's name.
FORMATS: dict[str, tuple[Callable[[Cited], str], str, str]] = {
    "markdown": (markdown, "text/markdown", "md"),
    "text": (plain, "text/plain", "txt"),
    "bibtex": (bibtex, "application/x-bibtex", "bib"),
    "csl": (csl_json, "application/vnd.citationstyles.csl+json", "json"),
}

_MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
_TEX = {
    "\\": r"\textbackslash{}",
    **{mark: f"\\{mark}" for mark in "&%$#_{}"},
    "~": r"\textasciitilde{}",
    "^": r"\textasciicircum{}",
}


def _by(one: Citation) -> Iterable[str]:
    if one.authors:
        yield _("by %(names)s") % {"names": ", ".join(one.authors)}


def _version(one: Citation) -> str:
    told = {"number": one.version, "day": _day(one.read)}
    return _("version %(number)s as read on %(day)s") % told


def _day(day: date | None) -> str:
    # Translators: how a date is written; see Django's date formats.
    return date_format(day, _("j F Y")) if day else ""


def _line(text: str) -> str:
    return " ".join(text.split())


def _md(text: str) -> str:
    """Text with Markdown's marks made harmless."""
    escaped = re.sub(r"([\\`*_\[\]<>&#~|!])", r"\\\1", text)
    return re.sub(r"^(\s*)([-+=]|\d+(?=[.)]))", r"\1\\\2", escaped)


def _angled(url: str) -> str:
    return re.sub(r"[<>\\\s]", lambda found: f"%{ord(found[0]):02X}", url)


def _tex(text: str) -> str:
    return "".join(_TEX.get(letter, letter) for letter in _line(text))


def _tex_url(url: str) -> str:
    # Commands that print addresses take them as they are; braces alone would break the entry.
    return url.replace("{", "%7B").replace("}", "%7D").replace("\\", "%5C")


def _tex_name(name: str) -> str:
    # "and" and commas part names; braces keep one whole.
    written = _tex(name)
    return f"{{{written}}}" if re.search(r"\band\b|,", written) else written


def _key(one: Citation) -> str:
    """A key such as "courier2026harbour"."""
    year = str(one.published.year) if one.published else ""
    first = next(
        (word for a, b in words_of(one.headline) if len(word := one.headline[a:b]) > 3), ""
    )
    plain_letters = unicodedata.normalize("NFKD", f"{one.outlet.split(' ')[-1]}{year}{first}")
    return (
        re.sub(r"[^a-z0-9]", "", plain_letters.encode("ascii", "ignore").decode().lower())
        or "article"
    )


def _parts(day: date | None) -> dict[str, list[list[int]]]:
    return {"date-parts": [[day.year, day.month, day.day]]} if day else {}
