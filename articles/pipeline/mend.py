"""A feed's text mended so that a strict reader of XML takes it.

Most feeds that are not well-formed fail in a handful of ways: text around the feed,
characters and references that XML does not know, prefixes nobody declared, an end
that never came. Those are mended here, each with a reason for the feed's owner; what
else is wrong is left as it is. Linear in the size of the input. Nothing is expanded
but short entities the feed itself declares, a bounded number of times.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from html import escape
from html.entities import html5

from articles.pipeline.feed_types import NotAFeed
from articles.pipeline.remarks import Code, Remark, remark

#: Deepest nesting read, and most tags and attributes; feeds have far fewer.
MAX_DEPTH = 200
MAX_TAGS = 600_000
_MAX_ATTRIBUTES = 200
#: Longest start of the text in which the outermost element is looked for, in characters.
_MAX_PROLOG = 200_000
#: More declared entities or uses of them than any honest feed has, and longest value.
_MAX_ENTITIES = 300
_MAX_ENTITY_USES = 10_000
_MAX_ENTITY_VALUE = 100

_ROOT = re.compile(r"<((?:[\w.-]+:)?(?:rss|feed|rdf|channel))(?=[\s/>])", re.I)
_FORBIDDEN = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")
_CONTROLS = bytes(code for code in range(32) if code not in b"\t\n\r")
_OPENER = re.compile(r"<!\[CDATA\[|<!--")
_LESS_THAN = re.compile(r"<(?![/!?A-Za-z_:])")
_PAGE = re.compile(r"<(?:html|head|body)(?=[\s>])", re.I)
_ENTITY = re.compile(r"<!ENTITY\s+(\w{1,60})\s+(?:\"([^\"<&%]*)\"|'([^'<&%]*)')\s*>", re.I)
_AMPERSAND = re.compile(
    r"&(?!(?:amp|lt|gt|quot|apos);)(?:#(\d{1,7}|[xX][\da-fA-F]{1,6});|(\w{1,60});)?"
)
_TAG = re.compile(r"<(/?)([A-Za-z_][\w.:-]*+)([^<>]*+)>")
_ITEM_END = re.compile(r"</(?:[\w.-]+:)?(?:item|entry)\s*>", re.I)
_PREFIXES: Mapping[str, str] = {
    "atom": "http://www.w3.org/2005/Atom",
    "content": "http://purl.org/rss/1.0/modules/content/",
    "dc": "http://purl.org/dc/elements/1.1/",
    "dcterms": "http://purl.org/dc/terms/",
    "feedburner": "http://rssnamespace.org/feedburner/ext/1.0",
    "georss": "http://www.georss.org/georss",
    "itunes": "http://www.itunes.com/dtds/podcast-1.0.dtd",
    "media": "http://search.yahoo.com/mrss/",
    "rdf": "http://www.w3.org/1999/02/22-rdf-syntax-ns#",
    "slash": "http://purl.org/rss/1.0/modules/slash/",
    "sy": "http://purl.org/rss/1.0/modules/syndication/",
    "thr": "http://purl.org/syndication/thread/1.0",
    "wfw": "http://wellformedweb.org/CommentAPI/",
    "xhtml": "http://www.w3.org/1999/xhtml",
}
#: What U+0080 to U+009F were meant to be: the characters Windows-1252 has there.
_CP1252 = {code: bytes([code]).decode("cp1252", "ignore") or None for code in range(0x80, 0xA0)}
_CP1252[0x85] = "…"
_C1 = re.compile(rb"\xc2[\x80-\x9f]")


@dataclass(slots=True)
class Mended:
    """A feed's text from its outermost element on, and what was wrong with it.

    ``faults`` end the sentence "The feed is not well-formed: ...".
    """

    text: str
    faults: list[Remark] = field(default_factory=list)


def mend(text: str) -> Mended | None:
    """Return the feed that stands in ``text``, mended; None where no feed begins in it.

    Raises :class:`NotAFeed` for what is made to hurt its reader.
    """
    faults: list[Remark] = []
    data = text.encode("utf-8", "replace")  # in which a search is many times quicker
    if len(data.translate(None, _CONTROLS)) != len(data) or "\ufffe" in text or "\uffff" in text:
        text = _FORBIDDEN.sub("", text)
        faults.append(Remark(Code.BAD_CHARACTERS))
    if _C1.search(data):
        text = text.translate(_CP1252)
    found = _prolog(text)
    if found is None:
        return None
    start, root, entities, junk = found
    if junk:
        faults.append(Remark(Code.TEXT_BEFORE))
    pieces = _split(text[start:])
    prefixes = _prefixes(pieces)
    pieces = _ended(pieces, root, faults)
    _references(pieces, entities, faults)
    mended = "".join(piece for _is_markup, piece in pieces)
    return Mended(_declared(mended, root, prefixes, faults), faults)


def _prolog(text: str) -> tuple[int, str, dict[str, str], bool] | None:
    """Where the outermost element starts, its name, declared entities, whether junk comes first."""
    at, junk, limit = 0, False, min(len(text), _MAX_PROLOG)
    entities: dict[str, str] = {}
    while at < limit:
        if found := _ROOT.match(text, at):
            return at, found.group(1), entities, junk
        if text.startswith(("<!--", "<?"), at):
            close = "?>" if text[at + 1] == "?" else "-->"
            end = text.find(close, at, limit)
            if end < 0:
                return _found_later(text, at, limit, entities)
            at = end + len(close)
        elif text[at : at + 9].upper() == "<!DOCTYPE":
            at, entities = _doctype(text, at, limit)
        elif text[at].isspace() or text[at] == "\ufeff":
            at += 1
        elif _PAGE.match(text, at):
            return None
        else:
            junk = True
            at = text.find("<", at + 1, limit)
            if at < 0:
                return None
    return None


def _found_later(
    text: str, at: int, limit: int, entities: dict[str, str]
) -> tuple[int, str, dict[str, str], bool] | None:
    """What :func:`_prolog` returns where a comment or instruction has no end."""
    found = _ROOT.search(text, at, limit)
    return (found.start(), found.group(1), entities, True) if found else None


def _doctype(text: str, start: int, limit: int) -> tuple[int, dict[str, str]]:
    """Where a document type ends, and the plain entities it declares."""
    root = _ROOT.search(text, start + 9, limit)
    within = text[start : root.start() if root else limit]
    if len(re.findall("<!ENTITY", within, re.I)) > _MAX_ENTITIES:
        raise NotAFeed("The answer declares XML entities as an attack does and was refused.")
    bracket, close = within.find("["), within.find(">")
    if bracket < 0 or (0 <= close < bracket):
        return start + (close + 1 if close >= 0 else len(within)), {}
    end = within.rfind("]")
    close = within.find(">", end) if end >= 0 else -1
    values = {
        name: double or single
        for name, double, single in _ENTITY.findall(within)
        if len(double or single) <= _MAX_ENTITY_VALUE
    }
    return start + (close + 1 if close >= 0 else len(within)), values


def _split(text: str) -> list[tuple[bool, str]]:
    """Part ``text`` into markup (true) and CDATA sections and comments (false)."""
    pieces, at = [], 0
    while opener := _OPENER.search(text, at):
        comment = opener.group() == "<!--"
        close = text.find("-->" if comment else "]]>", opener.end())
        if close < 0:
            break
        pieces.append((True, text[at : opener.start()]))
        if not comment:
            pieces.append((False, text[opener.start() : close + 3]))
        at = close + 3
    pieces.append((True, text[at : opener.start() if opener else len(text)]))
    return pieces


def _prefixes(pieces: list[tuple[bool, str]]) -> set[str]:
    """The prefixes of the elements.

    Raises :class:`NotAFeed` for elements nested too deep, too many of them, or with
    too many attributes.
    """
    depth = tags = 0
    names: set[str] = set()
    for is_markup, piece in pieces:
        if not is_markup:
            continue
        for closing, name, rest in _TAG.findall(piece):
            tags += 1
            if closing:
                depth = max(0, depth - 1)
                continue
            names.add(name)
            if rest[-1:] != "/":
                depth += 1
                if depth > MAX_DEPTH:
                    raise NotAFeed("The answer is nested deeper than any feed and was refused.")
            if len(rest) > 1_000 and rest.count("=") > _MAX_ATTRIBUTES:
                raise NotAFeed(
                    "The answer has more attributes in one tag than any feed and was refused."
                )
    if tags > MAX_TAGS:
        raise NotAFeed("The answer has more elements than any feed and was refused.")
    return {name.partition(":")[0] for name in names if ":" in name}


def _ended(
    pieces: list[tuple[bool, str]], root: str, faults: list[Remark]
) -> list[tuple[bool, str]]:
    """Cut what follows the end of the feed; where the end is missing, what is incomplete."""
    close = re.compile(rf"</{re.escape(root)}\s*>", re.I)
    for number, (is_markup, piece) in enumerate(pieces):
        if is_markup and (found := close.search(piece)):
            after = [piece[found.end() :], *(text for _is, text in pieces[number + 1 :])]
            if any(text.strip() for text in after):
                faults.append(Remark(Code.TEXT_AFTER))
            return [*pieces[:number], (True, piece[: found.start()] + f"</{root}>")]
    last = _last_item(pieces)
    if last is None:
        return pieces
    faults.append(Remark(Code.CUT_OFF))
    number, end = last
    kept = [*pieces[:number], (True, pieces[number][1][:end])]
    return [*kept, (True, _closers(kept, root))]


def _last_item(pieces: list[tuple[bool, str]]) -> tuple[int, int] | None:
    """The number of the piece in which the last whole entry ends, and where in it."""
    for number in range(len(pieces) - 1, -1, -1):
        is_markup, piece = pieces[number]
        ends = [found.end() for found in _ITEM_END.finditer(piece)] if is_markup else []
        if ends:
            return number, ends[-1]
    return None


def _closers(pieces: list[tuple[bool, str]], root: str) -> str:
    """The end tags of the channel, where it is open, and of the outermost element."""
    channel = ""
    for is_markup, piece in pieces:
        for closing, name, rest in _TAG.findall(piece) if is_markup else ():
            if name.lower().rpartition(":")[2] == "channel" and not rest.endswith("/"):
                channel = "" if closing else name
    return f"</{channel}></{root}>" if channel and channel != root else f"</{root}>"


def _references(
    pieces: list[tuple[bool, str]], entities: Mapping[str, str], faults: list[Remark]
) -> None:
    """Replace, in the markup, references that XML does not know and bare ampersands."""
    unknown: dict[str, None] = {}
    bare = uses = 0

    def mended(found: re.Match[str]) -> str:
        nonlocal bare, uses
        number, name = found.groups()
        if number:
            return character(number)
        if name in entities:
            uses += 1
            if uses > _MAX_ENTITY_USES:
                raise NotAFeed("The answer uses XML entities as an attack does and was refused.")
            return escape(entities[name])
        if name and (meant := html5.get(f"{name};")):
            unknown.setdefault(f"&{name};")
            return escape(meant)
        bare += 1
        return "&amp;" + found.group()[1:]

    for at, (is_markup, piece) in enumerate(pieces):
        if is_markup and "&" in piece:
            pieces[at] = (True, _AMPERSAND.sub(mended, piece))
        if is_markup and _LESS_THAN.search(piece):
            pieces[at] = (True, _LESS_THAN.sub("&lt;", pieces[at][1]))
            faults.append(Remark(Code.BARE_LESS_THAN))
    if unknown:
        faults.append(remark(Code.UNKNOWN_ENTITIES, names=", ".join(list(unknown)[:3])))
    if bare:
        faults.append(Remark(Code.BARE_AMPERSAND))


def character(digits: str) -> str:
    """What a numeric reference stands for, written as XML; nothing where XML has no such."""
    code = int(digits[1:], 16) if digits[0] in "xX" else int(digits)
    if 0x80 <= code < 0xA0:
        return _CP1252[code] or ""
    if code > 0x10FFFF or _FORBIDDEN.match(chr(code)):
        return ""
    return f"&#{code};"


def _declared(text: str, root: str, prefixes: set[str], faults: list[Remark]) -> str:
    """Declare the usual prefixes that the feed uses and does not declare."""
    missing = sorted(
        prefix
        for prefix in prefixes & _PREFIXES.keys()
        if not re.search(rf"\sxmlns:{prefix}\s*=", text)
    )
    if not missing:
        return text
    faults.append(remark(Code.UNDECLARED, names=", ".join(missing)))
    names = "".join(f' xmlns:{prefix}="{_PREFIXES[prefix]}"' for prefix in missing)
    end = len(root) + 1
    return text[:end] + names + text[end:]
