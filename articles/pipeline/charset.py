"""Bytes to text, when what they say about themselves may be missing or wrong.

Never fails: in the last resort every byte becomes some character.
"""

from __future__ import annotations

import codecs
import re

_BOMS = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF32_LE, "utf-32-le"),
    (codecs.BOM_UTF32_BE, "utf-32-be"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)
_HEADER = re.compile(r"charset\s*=\s*[\"']?\s*([\w.:-]+)", re.I)
_META = re.compile(rb"<meta[^>]{0,300}?charset\s*=\s*[\"']?\s*([\w.:-]+)", re.I)
_XML = re.compile(rb"^\s*<\?xml[^>]{0,200}?encoding\s*=\s*[\"']([\w.:-]+)", re.I)
#: Names browsers read as a larger set, as the WHATWG Encoding Standard lists them.
_WIDER = {"iso8859-1": "cp1252", "ascii": "cp1252", "gb2312": "gb18030", "gbk": "gb18030",
          "iso8859-9": "cp1254", "shift_jis": "cp932", "euc_kr": "cp949"}  # fmt: skip


def decode_html(raw: bytes, content_type: str = "") -> str:
    """Decode a page: byte order mark, then UTF-8 if it is valid, header, meta, Windows-1252."""
    return _decode(raw, content_type, _META.search(raw[:4096]) or _XML.search(raw[:400]))


def decode_text(raw: bytes, content_type: str = "") -> str:
    """Decode plain text: byte order mark, then UTF-8 if it is valid, header, Windows-1252."""
    return _decode(raw, content_type, None)


def _decode(raw: bytes, content_type: str, within: re.Match[bytes] | None) -> str:
    for bom, name in _BOMS:
        if raw.startswith(bom):
            return raw[len(bom) :].decode(name, "replace")
    # Valid UTF-8 with letters beyond ASCII is hardly ever anything else, whatever
    # the declarations say; they lie more often than that.
    if wide := _utf16_without_bom(raw):
        return raw.decode(wide, "replace")
    declared = [name for name in (_declared(content_type), within and within[1].decode()) if name]
    if any(name.startswith(("iso2022", "hz", "utf_7")) for name in map(_known, declared)):
        return raw.decode(_known(declared[0]) or "utf-8", "replace")
    if not _is_cut(raw):
        return raw.decode("utf-8")
    for name in declared:
        known = _known(name)
        if known and known not in ("utf-8", "utf-16", "utf-32", "utf-7"):
            return raw.decode(known, "replace")
    mostly = raw.decode("utf-8", "replace")
    broken = mostly.count("�")
    return (
        mostly if broken * 20 < len(mostly) and _has_utf8(raw) else raw.decode("cp1252", "replace")
    )


def _is_cut(raw: bytes) -> bool:
    """Whether ``raw`` is not valid UTF-8."""
    try:
        raw.decode("utf-8")
    except UnicodeDecodeError:
        return True
    return False


def _has_utf8(raw: bytes) -> bool:
    """Whether a character of two or more bytes in UTF-8 occurs in ``raw``."""
    return bool(re.search(rb"[\xc3-\xf4][\x80-\xbf]", raw))


def _declared(content_type: str) -> str:
    found = _HEADER.search(content_type)
    return found.group(1) if found else ""


def _known(name: str) -> str:
    """The codec for a declared name, "" where there is no such text encoding."""
    try:
        info = codecs.lookup(name)
    except (LookupError, ValueError):
        return ""
    if not getattr(info, "_is_text_encoding", True):
        return ""
    return _WIDER.get(info.name, info.name)


def _utf16_without_bom(raw: bytes) -> str:
    head = raw[:64]
    if len(head) >= 8 and head[:1] == b"<":
        if not any(head[1::2]):
            return "utf-16-le"
    elif len(head) >= 8 and head[:2] == b"\x00<" and not any(head[::2]):
        return "utf-16-be"
    return ""
