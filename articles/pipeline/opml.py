"""Lists of feeds as OPML, in and out (OPML 2.0, opml.org/spec2.opml).

Reads what other readers write, which is often not quite OPML; a bad outline is
reported and the rest is read.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass

from lxml import etree

from articles.text.normal import one_line

#: Most bytes and most feeds read of one list.
MAX_BYTES = 5_000_000
MAX_OUTLINES = 20_000


class NotOpml(ValueError):
    """The bytes are no OPML; the message is one plain sentence for the reader."""


@dataclass(frozen=True, slots=True)
class Outline:
    """One feed of a list; ``folders`` are the names it stands under, outermost first."""

    title: str
    xml_url: str
    html_url: str = ""
    folders: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class OpmlResult:
    """The feeds of a list in its order, and what could not be read of it."""

    outlines: tuple[Outline, ...]
    warnings: tuple[str, ...] = ()
    title: str = ""


def parse_opml(raw: bytes) -> OpmlResult:
    """Read an OPML list; a feed that stands in it twice is kept once per folder.

    Raises :class:`NotOpml` where there is no outline at all. External entities
    are not loaded and inner ones not expanded.
    """
    root = _parse(raw[:MAX_BYTES])
    warnings = ["The list is longer than is read."] if len(raw) > MAX_BYTES else []
    found: dict[tuple[str, tuple[str, ...]], Outline] = {}
    folders: list[str] = []
    total = 0
    for event, element in etree.iterwalk(root, events=("start", "end")):
        if not isinstance(element.tag, str) or etree.QName(element).localname.lower() != "outline":
            continue
        attributes = {name.lower(): one_line(str(value)) for name, value in element.attrib.items()}
        is_feed = "xmlurl" in attributes or attributes.get("type", "").lower() in ("rss", "atom")
        if event == "end":
            if not is_feed:
                folders.pop()
            continue
        total += 1
        if not is_feed:
            folders.append(attributes.get("text") or attributes.get("title") or "")
        elif outline := _outline(attributes, folders, warnings):
            found.setdefault((outline.xml_url, outline.folders), outline)
        if len(found) >= MAX_OUTLINES:
            warnings.append(f"Only the first {MAX_OUTLINES} feeds were read.")
            break
    if not total:
        raise NotOpml("This list has no outlines in it, so it names no feeds.")
    return OpmlResult(tuple(found.values()), tuple(warnings), _title(root))


def write_opml(title: str, outlines: Iterable[Outline]) -> bytes:
    """Write a list as OPML 2.0 in UTF-8, folders nested, in the order given."""
    root = etree.Element("opml", version="2.0")
    head = etree.SubElement(root, "head")
    etree.SubElement(head, "title").text = _writable(title)
    body = etree.SubElement(root, "body")
    places: dict[tuple[str, ...], etree._Element] = {(): body}
    for outline in outlines:
        for depth in range(1, len(outline.folders) + 1):
            path = outline.folders[:depth]
            if path not in places:
                name = _writable(path[-1])
                places[path] = etree.SubElement(places[path[:-1]], "outline", text=name, title=name)
        name = _writable(outline.title or outline.xml_url)
        element = etree.SubElement(places[outline.folders], "outline", type="rss", text=name)
        element.set("title", name)
        element.set("xmlUrl", _writable(outline.xml_url))
        if outline.html_url:
            element.set("htmlUrl", _writable(outline.html_url))
    written = etree.tostring(root, xml_declaration=True, encoding="UTF-8", pretty_print=True)
    return bytes(written)


def _parse(raw: bytes) -> etree._Element:
    if not raw.strip():
        raise NotOpml("The list is empty.")
    parser = etree.XMLParser(
        recover=True, resolve_entities=False, no_network=True, load_dtd=False, huge_tree=False
    )
    try:
        root = etree.fromstring(raw.lstrip(b"\xef\xbb\xbf \t\r\n"), parser)
    except (etree.XMLSyntaxError, ValueError) as error:
        raise NotOpml("This is not an OPML list.") from error
    if root is None:
        raise NotOpml("This is not an OPML list.")
    return root


def _outline(attributes: dict[str, str], folders: list[str], warnings: list[str]) -> Outline | None:
    url = attributes.get("xmlurl", "")
    url = re.sub(r"^feed:(?://)?(?=https?:)", "", url)
    url = re.sub(r"^feed://", "http://", url)
    title = attributes.get("title") or attributes.get("text") or ""
    if not re.match(r"https?://[^/\s]+\S*$", url, re.I):
        said = f"the address “{url[:100]}”" if url else "no address"
        warnings.append(f"“{title[:100] or 'An outline without a name'}” has {said}; left out.")
        return None
    html_url = attributes.get("htmlurl", "")
    return Outline(
        title=title[:500] or url,
        xml_url=url,
        html_url=html_url if html_url.lower().startswith(("http://", "https://")) else "",
        folders=tuple(folder for folder in folders if folder),
    )


def _title(root: etree._Element) -> str:
    found = next((element for element in root.iter("title", "{*}title")), None)
    return one_line("".join(found.itertext())) if found is not None else ""


def _writable(text: str) -> str:
    return one_line(text)
