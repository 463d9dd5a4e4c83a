"""Bytes to text, when what they say about themselves may be missing or wrong.

Never fails: in the last resort every byte becomes some character.
"""

from __future__ import annotations

import codecs
import re

from charset_normalizer import from_bytes

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

#: A character of two or more bytes in UTF-8.
_WIDE_UTF8 = re.compile(
    rb"[\xc2-\xdf][\x80-\xbf]|[\xe0-\xef][\x80-\xbf]{2}|[\xf0-\xf4][\x80-\xbf]{3}"
)
#: How ISO-2022-JP switches to Japanese, and nothing else that is ASCII does.
_JAPANESE = re.compile(rb"\x1b\$[@B]")
_BEYOND_ASCII = re.compile(r"[A-Za-z]?[^\x00-\x7f]+[A-Za-z]?")
_BEYOND_ASCII_BYTES = re.compile(rb"[\x20-\x7e]{0,2}[\x80-\xff][\x20\x30-\xff]*")
_KANA = re.compile("[\u3041-\u30fe]")
_LETTER = re.compile(r"[^\x00-\x7f]")
#: What text read in a wrong encoding is full of: controls, holes, rows of accented Latin
#: letters, signs within words, capitals after small letters, half-width katakana.
_IMPLAUSIBLE = re.compile(
    "[\x80-\x9f\ufffd\ue000-\uf8ff\uff61-\uff9f]|(?<=[\u00c0-\u024f]{2})[\u00c0-\u024f]|"
    "(?<=[^\\W\\d_])[¡-©«-´¶-¹»-¿×÷](?=[^\\W\\d_])|"
    "(?<=[a-zа-яёα-ω])[А-ЯЁΑ-ΩÀ-ÖØ-Þ]|[\u2500-\u25a0]|"
    "[‚†‡ˆ‰ƒ˜Œ]|(?<=[a-z])[\u3400-\u9fff]+(?=[a-z])|"
    "(?<=[A-Za-z])[\u0370-\u05ff]|(?<=[\u0370-\u05ff])[A-Za-z]"
)
#: Share of such faults that honest text stays below.
_FEW_FAULTS = 0.12
_GUESSED = ("cp1251", "koi8_r", "cp932", "gb18030", "euc_jp", "big5", "cp949", "cp1253", "cp1255",
            "cp1256", "iso8859_5", "cp1252", "cp1250", "cp1254")  # fmt: skip
_LATIN = ("cp1252", "cp1250", "cp1254")


def decode_html(raw: bytes, content_type: str = "") -> str:
    """Decode a page: byte order mark, then UTF-8 if it is valid, header, meta, Windows-1252."""
    return _decode(raw, content_type, _META.search(raw[:4096]) or _XML.search(raw[:400]))


def decode_feed(raw: bytes, content_type: str = "") -> tuple[str, str]:
    """Decode an XML or JSON feed; returns its text and the encoding it falsely declares.

    Order: byte order mark, UTF-16 by its zeros, UTF-8 if it is valid (or nearly, as
    where it was cut), then whichever of XML declaration and header gives the more
    plausible text, then the encoding the bytes look like, then Windows-1252. A
    declaration that was followed, or was missing, gives an empty string.
    """
    within = _XML.search(raw[:2_000].lstrip(b"\x00\xef\xbb\xbf \t\r\n"))
    declared = [within[1].decode() if within else "", _declared(content_type)]
    text, used = _decode_feed(raw, [name for name in declared if name])
    said = next((name for name in declared if name), "")
    if not said or _stands_for(said, used) or raw.isascii():
        return text, ""
    return text, "UTF-8" if _known(said) == "utf-8" else said[:40]


def _decode_feed(raw: bytes, declared: list[str]) -> tuple[str, str]:
    """The text of a feed and the name of the codec that gave it."""
    for bom, name in _BOMS:
        if raw.startswith(bom):
            return raw[len(bom) :].decode(name, "replace"), name
    if wide := _utf16_without_bom(raw):
        return raw.decode(wide, "replace"), wide
    codecs_named = list(dict.fromkeys(filter(None, map(_known, declared))))
    for name in codecs_named:
        if name.startswith(("iso2022", "hz")):  # these look like ASCII, and so like UTF-8
            return raw.decode(name, "replace"), name
    if _JAPANESE.search(raw) and raw.isascii():
        return raw.decode("iso2022_jp_ext", "replace"), "iso2022_jp"
    try:
        return raw.decode("utf-8"), "utf-8"
    except UnicodeDecodeError:
        text = raw.decode("utf-8", "replace")
    broken = text.count("\ufffd")
    whole = len(_WIDE_UTF8.findall(raw))
    if whole >= 10 * broken or (broken == 1 and text.endswith("\ufffd")):
        return text, "utf-8"
    narrow = [name for name in codecs_named if not name.startswith("utf")]
    read = [(name, raw.decode(name, "replace")) for name in narrow]
    faults = [_faults(text) for _name, text in read]
    if read and min(faults) <= _FEW_FAULTS:
        name, text = read[faults.index(min(faults))]
        return text, name
    name = _looks_like(raw) or "cp1252"
    return raw.decode(name, "replace"), name


def _faults(text: str) -> float:
    """How many of the letters beyond ASCII in ``text`` stand as letters do not, from 0 to 1."""
    sample = " ".join(_BEYOND_ASCII.findall(text[:400_000]))[:20_000]
    letters = len(_LETTER.findall(sample))
    # A handful of letters says little: the declaration gets the benefit of the doubt.
    return len(_IMPLAUSIBLE.findall(sample)) / (letters + 5)


def _looks_like(raw: bytes) -> str:
    """The codec that the bytes beyond ASCII look like, "" for a Latin or unknown one."""
    sample = b" ".join(_BEYOND_ASCII_BYTES.findall(raw[:400_000]))[:8_000]
    for name in ("cp932", "euc_jp"):  # kana is what tells Japanese from Chinese
        text = sample.decode(name, "replace")
        if len(_KANA.findall(text)) > len(_LETTER.findall(text)) * 0.25:
            return name
    best = from_bytes(sample, cp_isolation=list(_GUESSED)).best()
    if best is None or best.encoding in _LATIN:
        return ""
    return _WIDER.get(best.encoding, best.encoding)


def _stands_for(declared: str, used: str) -> bool:
    """Whether a declaration is true of bytes that were read as ``used``."""
    known = _known(declared)
    wide = known[:6] in ("utf-16", "utf-32") and used[:6] == known[:6]
    return wide or known in (used, "utf-8" if used == "utf-8-sig" else used)


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
    if not getattr(info, "_is_text_encoding", True) or info.name in _NO_CHARSETS:
        return ""
    return _WIDER.get(info.name, info.name)


#: What Python calls an encoding of text, but no document is in; some cannot even replace.
_NO_CHARSETS = frozenset(
    ["idna", "punycode", "unicode-escape", "raw-unicode-escape", "unicode_escape",
     "raw_unicode_escape", "undefined", "mbcs", "oem", "utf-7"]
)  # fmt: skip


def _utf16_without_bom(raw: bytes) -> str:
    head = raw[:64]
    if len(head) >= 8 and head[:1] == b"<":
        if not any(head[1::2]):
            return "utf-16-le"
    elif len(head) >= 8 and head[:2] == b"\x00<" and not any(head[::2]):
        return "utf-16-be"
    return ""
