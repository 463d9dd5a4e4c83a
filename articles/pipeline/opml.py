"""Lists of feeds as OPML, in and out (OPML 2.0, opml.org/spec2.opml).

Reads what other readers write, which is often not quite OPML; a bad outline is
reported and the rest is read.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass, field

from lxml import etree

from articles.pipeline.charset import decode_feed
from articles.pipeline.mend import character
from articles.pipeline.remarks import NAMELESS, Code, Remark, remark
from articles.text.normal import one_line

#: Most bytes and most feeds read of one list.
MAX_BYTES = 5_000_000
MAX_OUTLINES = 20_000
#: Most outlines looked at, folders and useless ones included, and most reported one by one.
_MAX_SEEN = 100_000
_MAX_REPORTED = 500
#: Deepest folder told apart, longest name in characters, most attributes of an outline read.
_MAX_FOLDERS = 20
_MAX_NAME = 500
_MAX_FOLDER_NAME = 200
_MAX_ADDRESS = 2_000
_MAX_ATTRIBUTES = 40

_DECLARATION = re.compile(r"\s*<\?xml[^>]{0,200}\?>")
_NOT_WRITABLE = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")
_AMPERSAND = re.compile(r"&(?!(?:amp|lt|gt|quot|apos|#\d{1,7}|#x[\da-f]{1,6});)", re.I)
_NUMERIC = re.compile(r"&#(\d{1,7}|x[\da-f]{1,6});", re.I)
#: The names readers give a feed's address and its site's, in lower case.
_FEED_ADDRESS = ("xmlurl", "url", "feedurl", "rssurl", "xml_url")
_SITE_ADDRESS = ("htmlurl", "siteurl", "weburl", "html_url")
_FEED_TYPES = frozenset(["rss", "atom", "feed", "rdf", "rss1", "rss2", "atom10", "jsonfeed"])


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
class LeftOut:
    """An outline that could not be used: its name, the address as given, and why."""

    title: str
    address: str
    code: Code
    folders: tuple[str, ...] = ()

    @property
    def remark(self) -> Remark:
        """What there is to say of it."""
        args = {"address": self.address[:100]} if self.code is Code.OUTLINE_ODD_ADDRESS else {}
        return Remark(self.code, {"title": self.title or NAMELESS, **args})

    def __str__(self) -> str:
        return str(self.remark)


@dataclass(frozen=True, slots=True)
class OpmlResult:
    """The feeds of a list in its order, and what could not be read of it.

    ``left_out`` has the outlines that are of no use, at most 500 of them; ``remarks`` are of
    the whole list.
    """

    outlines: tuple[Outline, ...]
    remarks: tuple[Remark, ...] = ()
    title: str = ""
    left_out: tuple[LeftOut, ...] = ()

    @property
    def warnings(self) -> tuple[str, ...]:
        """All there is to say, as plain English sentences."""
        return (*map(str, self.left_out), *map(str, self.remarks))


@dataclass(slots=True)
class _Reading:
    """What has been read of a list so far."""

    found: dict[tuple[str, tuple[str, ...]], Outline] = field(default_factory=dict)
    left_out: list[LeftOut] = field(default_factory=list)
    useless: int = 0
    seen: int = 0
    folders: list[str] = field(default_factory=list)
    is_cut: bool = False

    def path(self) -> tuple[str, ...]:
        return tuple(filter(None, self.folders[:_MAX_FOLDERS]))

    def reject(self, title: str, address: str, code: Code) -> None:
        self.useless += 1
        if len(self.left_out) < _MAX_REPORTED:
            self.left_out.append(LeftOut(title[:100], address[:200], code, self.path()))


def parse_opml(raw: bytes) -> OpmlResult:
    """Read an OPML list; a feed that stands in it twice is kept once per folder.

    Raises :class:`NotOpml` where there is no outline at all. External entities
    are not loaded and inner ones not expanded.
    """
    root = _parse(raw[:MAX_BYTES])
    reading = _Reading()
    _walk(root, reading)
    if not reading.seen:
        raise NotOpml("This list has no outlines in it, so it names no feeds.")
    remarks = [Remark(Code.LIST_TOO_LONG)] if len(raw) > MAX_BYTES else []
    if (more := reading.useless - len(reading.left_out)) > 0:
        remarks.append(remark(Code.MORE_LEFT_OUT, n=more))
    if reading.is_cut:
        remarks.append(remark(Code.MORE_FEEDS, most=len(reading.found)))
    return OpmlResult(
        tuple(reading.found.values()), tuple(remarks), _title(root), tuple(reading.left_out)
    )


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
    if not raw.strip(b"\x00 \t\r\n\xef\xbb\xbf"):
        raise NotOpml("The list is empty.")
    text, _false_declaration = decode_feed(raw)
    text = _NOT_WRITABLE.sub("", text.lstrip("\ufeff\x00 \t\r\n"))
    text = _AMPERSAND.sub("&amp;", _DECLARATION.sub("", text, count=1))
    text = _NUMERIC.sub(lambda found: character(found[1]), text)
    parser = etree.XMLParser(
        recover=True, resolve_entities=False, no_network=True, load_dtd=False, huge_tree=False,
        remove_comments=True, remove_pis=True, encoding="utf-8",
    )  # fmt: skip
    try:
        root = etree.fromstring(text.encode("utf-8", "replace"), parser)
    except (etree.XMLSyntaxError, ValueError) as error:
        raise NotOpml("This is not an OPML list.") from error
    if root is None:
        raise NotOpml("This is not an OPML list.")
    return root


def _walk(root: etree._Element, reading: _Reading) -> None:
    """Read every outline under ``root``; an outline without an address is a folder."""
    entered: list[bool] = []
    for event, element in etree.iterwalk(root, events=("start", "end")):
        if not _is_outline(element):
            continue
        if event == "end":
            if entered.pop():
                reading.folders.pop()
            continue
        reading.seen += 1
        attributes = _attributes(element)
        is_feed = "xmlurl" in attributes or _is_feed(attributes)
        entered.append(not is_feed)
        if is_feed:
            _take_in(attributes, reading)
        else:
            name = attributes.get("text") or attributes.get("title") or ""
            reading.folders.append(name[:_MAX_FOLDER_NAME])
        if len(reading.found) >= MAX_OUTLINES or reading.seen >= _MAX_SEEN:
            reading.is_cut = True
            break


def _is_outline(element: etree._Element) -> bool:
    tag = element.tag
    return isinstance(tag, str) and tag.rpartition("}")[2].lower() == "outline"


def _attributes(element: etree._Element) -> dict[str, str]:
    """The outline's attributes by their names in lower case."""
    names = element.keys()[:_MAX_ATTRIBUTES]  # looking one up takes time for each there is
    return {name.lower(): one_line(str(element.get(name))[:5_000]) for name in names}


def _is_feed(attributes: dict[str, str]) -> bool:
    """Whether an outline without ``xmlUrl`` means to be a feed."""
    if attributes.get("type", "").lower() in _FEED_TYPES:
        return True
    # "url" alone may also be a bookmark or an included list, which have their own type.
    named = any(attributes.get(name) for name in _FEED_ADDRESS)
    return named and not attributes.get("type")


def _take_in(attributes: dict[str, str], reading: _Reading) -> None:
    """Keep the feed, or say why it is left out."""
    given = next((attributes[name] for name in _FEED_ADDRESS if attributes.get(name)), "")
    url = feed_address(given)
    title = attributes.get("title") or attributes.get("text") or ""
    if not given:
        return reading.reject(title, "", Code.OUTLINE_WITHOUT_ADDRESS)
    if len(url) > _MAX_ADDRESS:
        return reading.reject(title, given, Code.OUTLINE_LONG_ADDRESS)
    if not url:
        return reading.reject(title, given, Code.OUTLINE_ODD_ADDRESS)
    html_url = next((attributes[name] for name in _SITE_ADDRESS if attributes.get(name)), "")
    is_web = html_url.lower().startswith(("http://", "https://")) and len(html_url) <= _MAX_ADDRESS
    folders = reading.path() or _category(attributes.get("category", ""))
    outline = Outline(
        title=title[:_MAX_NAME] or url,
        xml_url=url,
        html_url=html_url if is_web else "",
        folders=folders,
    )
    reading.found.setdefault((url, folders), outline)
    return None


def feed_address(given: str) -> str:
    """Return the web address that ``given`` means, "" where it is none.

    ``feed:`` addresses, which browsers once handed to feed readers, name an http or
    https one; an address without a scheme is taken for https.
    """
    url = re.sub(r"^feed:(?://)?(?=https?:)", "", given.strip(), flags=re.I)
    url = re.sub(r"^feed:(?://)?(?=[^/\s:]+\.)", "http://", url, flags=re.I)
    if re.match(r"(?:www\.|[a-z0-9-]+(?:\.[a-z0-9-]+)+/)", url, re.I):
        url = f"https://{url}"
    return url if re.match(r"https?://[^/\s?#]+[^\s]*$", url, re.I) else ""


def _category(written: str) -> tuple[str, ...]:
    """The folders that a ``category`` names: the first of a list, parted at its slashes."""
    first = written.split(",")[0].strip().strip("/")
    return tuple(
        part.strip()[:_MAX_FOLDER_NAME] for part in first.split("/")[:_MAX_FOLDERS] if part.strip()
    )


def _title(root: etree._Element) -> str:
    found = next((element for element in root.iter("title", "{*}title")), None)
    return one_line("".join(found.itertext()))[:_MAX_NAME] if found is not None else ""


def _writable(text: str) -> str:
    return one_line(text)
