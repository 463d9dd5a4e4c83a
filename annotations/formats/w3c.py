"""Reads Web Annotations: one, an array, a page or a collection.

After the Web Annotation Data Model, https://www.w3.org/TR/annotation-model/. Takes JSON as that
recommendation writes it, not any JSON-LD; nothing a document refers to is fetched.
"""

from __future__ import annotations

import html
import re
from collections.abc import Iterator
from datetime import date
from typing import Any

import nh3

from annotations.formats import tidying
from annotations.formats.incoming import (
    COLORS,
    LONGEST_NOTE,
    LONGEST_PASSAGE,
    BadItem,
    Incoming,
    NotReadable,
    Review,
    address,
    line,
    moment,
    name,
    position,
    words,
)

#: What each kind of note is for; both ways.
PURPOSES = {
    "comment": "commenting",
    "question": "questioning",
    "fact-check": "assessing",
    "correction": "editing",
    "background": "describing",
}
_KINDS = {purpose: kind for kind, purpose in PURPOSES.items()}
_RATINGS = {"false", "mostly-false", "mixed", "mostly-true", "true", "misleading", "unproven"}
_MOST_BODIES = 100
_DEEPEST = 10


def annotations_in(told: Any) -> tuple[list[Any], tuple[str, ...]]:
    """Return the annotations a document holds, and remarks on it.

    Raises ``NotReadable`` when it holds none by its shape.
    """
    if isinstance(told, list):
        return told, ()
    if not isinstance(told, dict):
        raise NotReadable("unknown-format")
    types = _types(told)
    if "AnnotationCollection" in types:
        first = told.get("first")
        page = first if isinstance(first, dict) else told
        if not isinstance(page.get("items"), list):
            raise NotReadable("pages-elsewhere")
        return page["items"], ("pages-elsewhere",) if page.get("next") else ()
    if "AnnotationPage" in types:
        items = told.get("items")
        if not isinstance(items, list):
            raise NotReadable("unknown-format")
        return items, ("pages-elsewhere",) if told.get("next") else ()
    if "Annotation" in types or "target" in told:
        return [told], ()
    raise NotReadable("unknown-format")


def read_annotation(told: Any) -> Incoming:
    """Read one annotation; raises :class:`BadItem`."""
    if not isinstance(told, dict):
        # A page of IRIs names annotations without holding them.
        raise BadItem("only-named" if isinstance(told, str) else "no-object")
    if "Annotation" not in _types(told):
        raise BadItem("no-annotation")
    target = _only(told.get("target"))
    bodies = _bodies(told)
    note, tags, purposes, review = _said(bodies)
    motivations = _strings(told.get("motivation"))
    kinds = [_KINDS[one] for one in (*motivations, *purposes) if one in _KINDS]
    given = name(told.get("id") or told.get("@id"))
    via = tuple(filter(None, map(name, _strings(told.get("via"))[:20])))
    return Incoming(
        **_aimed(target),
        note=note,
        tags=tags,
        kind=kinds[0] if kinds else "comment",
        origin=given,
        canonical=_canonical(told.get("canonical")),
        via=tuple(dict.fromkeys((*via, given))) if given else via,
        audience=tuple(filter(None, map(_iri, _listed(told.get("audience"))[:20]))),
        created=moment(told.get("created")),
        modified=moment(told.get("modified")),
        author=_author(told.get("creator")),
        is_reply="replying" in motivations,
        review=review,
    )


def _canonical(value: object) -> str:
    if value is None:
        return ""
    # It has to be kept as it is, or the annotation not at all.
    if not (kept := name(value)):
        raise BadItem("bad-canonical")
    return kept


def _author(creator: object) -> str:
    first = next(iter(_listed(creator)), None)
    if isinstance(first, dict):
        return line(first.get("name"), 200) or line(first.get("nickname"), 200)
    return line(first, 200)


# --- What it is about -------------------------------------------------------------------


def _only(target: Any) -> Any:
    for _depth in range(_DEEPEST):
        if isinstance(target, list):
            if len(target) > 1:
                raise BadItem("several-targets")
            target = target[0] if target else None
        elif isinstance(target, dict) and "items" in target:
            target = target["items"]
        else:
            break
    return target


def _aimed(target: Any) -> dict[str, Any]:
    """Source, selectors, state and colour of a target, as fields of :class:`Incoming`."""
    if isinstance(target, str):
        return {"source": _source(target)}
    if not isinstance(target, dict):
        raise BadItem("no-target")
    if "source" not in target:
        return {"source": _source(target), "title": _title(target)}
    found: dict[str, Any] = {
        "source": _source(target["source"]),
        "title": _title(target["source"]),
        "cached": _cached(target.get("state")),
    }
    classes = [COLORS[one] for one in _strings(target.get("styleClass")) if one in COLORS]
    if classes:
        found["color"] = classes[0]
    return found | _selected(target.get("selector"))


def _source(source: Any) -> str:
    iri = address(_iri(source))
    if not iri:
        raise BadItem("no-source")
    return iri


def _title(source: Any) -> str:
    if not isinstance(source, dict):
        return ""
    return next((text for key in ("dc:title", "title") if (text := line(source.get(key), 500))), "")


def _cached(state: Any) -> str:
    for one in _listed(state)[:_DEEPEST]:
        if isinstance(one, dict):
            for cached in _listed(one.get("cached"))[:_DEEPEST]:
                if iri := address(_iri(cached)):
                    return iri
    return ""


def _selected(selector: Any) -> dict[str, Any]:
    quote: dict[str, Any] = {}
    place: dict[str, Any] = {}
    seen = False
    for one in _selectors(selector):
        seen = True
        if "TextQuoteSelector" in _types(one):
            quote = quote or one
        elif "TextPositionSelector" in _types(one):
            place = place or one
    start, end = position(place)
    exact = words(quote.get("exact"), LONGEST_PASSAGE)
    if seen and not exact.strip() and start is None:
        raise BadItem("no-words")
    return {
        "exact": exact,
        "prefix": _context(quote.get("prefix"))[-200:],
        "suffix": _context(quote.get("suffix"))[:200],
        "start": start,
        "end": end,
    }


def _context(value: Any) -> str:
    return words(value, LONGEST_PASSAGE)


def _selectors(selector: Any) -> Iterator[dict[str, Any]]:
    """The selectors there are, the outer ones first, each before what refines it."""
    level = _listed(selector)
    for _depth in range(_DEEPEST):
        inner: list[Any] = []
        for one in level[:_MOST_BODIES]:
            if isinstance(one, dict):
                yield one
                inner += _listed(one.get("refinedBy"))
        level = inner


# --- What it says -----------------------------------------------------------------------


def _bodies(told: dict[str, Any]) -> list[Any]:
    if "bodyValue" in told:
        if "body" in told or not isinstance(told["bodyValue"], str):
            raise BadItem("bad-body")
        return [{"type": "TextualBody", "value": told["bodyValue"], "format": "text/plain"}]
    bodies: list[Any] = []
    for body in _listed(told.get("body")):
        if isinstance(body, dict) and isinstance(body.get("items"), list):
            # Of a choice the first is the one to show.
            chosen = body["items"][:1] if "Choice" in _types(body) else body["items"]
            bodies += chosen
        else:
            bodies.append(body)
    if len(bodies) > _MOST_BODIES:
        raise BadItem("too-long")
    return bodies


def _said(bodies: list[Any]) -> tuple[str, tuple[str, ...], list[str], Review | None]:
    """Note, tags, purposes and finding of an annotation's bodies."""
    parts: list[str] = []
    tags: list[str] = []
    purposes: list[str] = []
    review = None
    for body in bodies:
        purpose = _strings(body.get("purpose")) if isinstance(body, dict) else []
        inner = body["source"] if isinstance(body, dict) and "source" in body else body
        if found := _review(inner):
            review = found
        elif "tagging" in purpose:
            tags.append(_text(inner) or _label(inner))
            continue
        elif text := _text(inner) or _link(inner):
            parts.append(text)
        purposes += purpose
    note = "\n\n".join(parts)
    if len(note) > LONGEST_NOTE:
        raise BadItem("too-long")
    return note, tidying.cut(tags), purposes, review


def _text(body: Any) -> str:
    """The Markdown of a textual body; empty for another."""
    if not isinstance(body, dict) or not isinstance(body.get("value"), str):
        return ""
    text = words(body["value"], LONGEST_NOTE)
    if "html" in line(next(iter(_strings(body.get("format"))), ""), 50).lower():
        text = html.unescape(
            nh3.clean(re.sub(r"(?i)<(?:br|/p|/div)\b[^<>]*>", "\n", text), tags=set())
        )
    return text.strip()


def _link(body: Any) -> str:
    """A body that lies elsewhere, as a link."""
    iri = address(_iri(body))
    return f"<{iri}>" if iri and not set("<>") & set(iri) else ""


def _label(body: Any) -> str:
    if isinstance(body, str):
        return line(body.rstrip("/").rpartition("/")[2], 50)
    return line(body.get("label"), 50) if isinstance(body, dict) else ""


def _review(body: Any) -> Review | None:
    if not isinstance(body, dict) or not {"schema:ClaimReview", "ClaimReview"} & set(_types(body)):
        return None
    rating = _part(body, "reviewRating")
    code = line(_at(rating, "alternateName"), 30).lower().replace(" ", "-")
    claim = words(_at(body, "claimReviewed"), 2_000).strip()
    if code not in _RATINGS or not claim:
        return None
    claimed = _part(body, "itemReviewed")
    sources = [
        (iri, line(_at(one, "name"), 300))
        for one in _listed(_at(body, "citation"))[:50]
        if isinstance(one, dict) and (iri := address(_at(one, "url")))
    ]
    try:
        day = date.fromisoformat(line(_at(claimed, "datePublished"), 10))
    except ValueError:
        day = None
    by = line(_at(_part(claimed, "author"), "name"), 200)
    return Review(claim, code, by, day, tuple(sources))


def _at(told: dict[str, Any], key: str) -> Any:
    return told.get(f"schema:{key}", told.get(key))


def _part(told: dict[str, Any], key: str) -> dict[str, Any]:
    part = _at(told, key)
    return part if isinstance(part, dict) else {}


# --- Shapes -----------------------------------------------------------------------------


def _listed(value: Any) -> list[Any]:
    if value is None:
        return []
    return value if isinstance(value, list) else [value]


def _strings(value: Any) -> list[str]:
    return [one.removeprefix("oa:") for one in _listed(value) if isinstance(one, str)]


def _types(told: dict[str, Any]) -> list[str]:
    return _strings(told.get("type", told.get("@type")))


def _iri(value: Any) -> str:
    if isinstance(value, dict):
        value = value.get("id", value.get("@id"))
    return value if isinstance(value, str) else ""
