"""Feeds in many encodings that are declared, not declared or declared falsely."""

from __future__ import annotations

import codecs
import json

import pytest

from articles.pipeline.charset import decode_feed
from articles.pipeline.feed import parse_feed

TEXTS = {
    "utf-8": "Grüße aus Kœln: „Nein“ 市議会 мэр",
    "iso-8859-1": "Der Bürgermeister grüßt schöne Straßen in Düsseldorf",
    "iso-8859-15": "Der Bürgermeister grüßt für 20 € schöne Straßen",
    "windows-1252": "L’été où Noël déçu a été créé – à Besançon",
    "windows-1251": "Совет города проголосовал в понедельник за закрытие старого моста",
    "koi8-r": "Совет города проголосовал в понедельник за закрытие старого моста",
    "shift_jis": "市議会は月曜日、古い港の橋を閉鎖することを決めた。カフェ",
    "euc-jp": "市議会は月曜日、古い港の橋を閉鎖することを決めた。カフェ",
    "gb18030": "市议会星期一投票决定关闭旧港口大桥，市长说。",
}


def document(text: str, declared: str = "") -> str:
    encoding = f' encoding="{declared}"' if declared else ""
    return (
        f'<?xml version="1.0"{encoding}?><rss version="2.0"><channel><title>{text}</title>'
        f"<item><title>{text}</title><guid>1</guid></item></channel></rss>"
    )


def header(declared: str) -> str:
    return f"text/xml; charset={declared}" if declared else "text/xml"


def titles(raw: bytes, content_type: str = "") -> set[str]:
    feed = parse_feed(raw, "", content_type)
    return {feed.title, *(entry.title for entry in feed.entries)}


@pytest.mark.parametrize("encoding", TEXTS)
@pytest.mark.parametrize("where", ["header", "declaration", "both"])
def test_a_true_declaration_anywhere_is_followed(encoding: str, where: str) -> None:
    text = TEXTS[encoding]
    raw = document(text, encoding if where != "header" else "").encode(encoding)

    assert titles(raw, header(encoding if where != "declaration" else "")) == {text}
    assert decode_feed(raw, header(encoding if where != "declaration" else ""))[1] == ""


#: Browsers read these as one, and only the € tells them apart.
LATIN = {"iso-8859-1", "windows-1252", "iso-8859-15", "us-ascii"}
LIES = [
    (encoding, lie)
    for encoding in TEXTS
    for lie in ("utf-8", "iso-8859-1", "windows-1252", "us-ascii", "no-such")
    if not {lie, encoding} <= LATIN
]


@pytest.mark.parametrize(("encoding", "lie"), LIES)
@pytest.mark.parametrize("where", ["header", "declaration"])
def test_of_two_declarations_the_one_that_fits_is_followed(
    encoding: str, lie: str, where: str
) -> None:
    text = TEXTS[encoding]
    told, other = (encoding, lie) if where == "header" else (lie, encoding)

    assert titles(document(text, other).encode(encoding), header(told)) == {text}


@pytest.mark.parametrize("encoding", [name for name in TEXTS if name != "iso-8859-15"])
def test_without_a_declaration_the_encoding_is_seen_from_the_bytes(encoding: str) -> None:
    text = TEXTS[encoding]
    raw = document(text).encode(encoding)

    assert titles(raw) == {text}
    assert decode_feed(raw)[1] == ""


@pytest.mark.parametrize("encoding", [name for name in TEXTS if name[:3] not in ("iso", "utf")])
def test_with_two_false_declarations_the_encoding_is_seen_from_the_bytes(encoding: str) -> None:
    text = TEXTS[encoding]
    raw = document(text, "utf-8").encode(encoding)

    assert titles(raw, header("utf-8")) == {text}
    assert decode_feed(raw, header("utf-8"))[1] == "UTF-8"


@pytest.mark.parametrize("declared", ["iso-8859-1", "windows-1251", "shift_jis", "gb2312"])
def test_what_is_valid_utf_8_is_utf_8_whatever_is_said(declared: str) -> None:
    raw = document(TEXTS["utf-8"], declared).encode()

    assert titles(raw, header(declared)) == {TEXTS["utf-8"]}
    assert decode_feed(raw)[1] == declared


@pytest.mark.parametrize("declared", ["", "utf-8", "iso-8859-1", "utf-16"])
@pytest.mark.parametrize(
    ("encoding", "mark"),
    [
        ("utf-8", codecs.BOM_UTF8),
        ("utf-16-le", codecs.BOM_UTF16_LE),
        ("utf-16-be", codecs.BOM_UTF16_BE),
        ("utf-32-le", codecs.BOM_UTF32_LE),
        ("utf-32-be", codecs.BOM_UTF32_BE),
        ("utf-16-le", b""),
        ("utf-16-be", b""),
    ],
)
def test_the_wide_encodings_are_read_with_and_without_a_mark(
    encoding: str, mark: bytes, declared: str
) -> None:
    text = TEXTS["utf-8"]

    assert titles(mark + document(text, declared).encode(encoding)) == {text}
    assert titles(mark + document(text).encode(encoding), header(declared)) == {text}


@pytest.mark.parametrize("declared", ["", "iso-2022-jp", "utf-8"])
def test_japanese_in_seven_bits_is_read(declared: str) -> None:
    text = "市議会は月曜日、古い港の橋を閉鎖"

    assert titles(document(text, declared).encode("iso-2022-jp")) == {text}


def test_seven_bit_unicode_is_never_read_as_such() -> None:
    # Markup hidden in UTF-7 is plain text to everybody else.
    raw = document("+ADw-script+AD4-", "utf-7").encode()

    assert titles(raw, header("utf-7")) == {"+ADw-script+AD4-"}


@pytest.mark.parametrize("extra", [b"\xff", b"\xc3", b"\xe2\x82"])
def test_one_broken_character_does_not_make_utf_8_something_else(extra: bytes) -> None:
    text = TEXTS["utf-8"] * 3
    raw = document(text).encode().replace(b"</title>", extra + b"</title>", 1)

    assert {entry.title for entry in parse_feed(raw).entries} == {text}


def test_a_feed_cut_within_a_character_is_still_utf_8() -> None:
    raw = document("Straße").encode()[: document("").encode().index(b"<title>") + 7 + 5]
    text, _said = decode_feed(raw)

    assert text.endswith("Stra\ufffd")


@pytest.mark.parametrize("name", ["koi8-r", "windows-1252"])
def test_a_json_feed_in_another_encoding_is_read(name: str) -> None:
    text = TEXTS[name]
    feed = {"version": "https://jsonfeed.org/version/1.1", "title": text, "items": []}
    raw = json.dumps(feed, ensure_ascii=False).encode(name)

    assert parse_feed(raw, "", f"application/feed+json; charset={name}").title == text
    assert parse_feed(raw).title == text
