"""Headers as servers really send them, sense and nonsense."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from newsdesk.lib.headers import (
    DAY,
    Headers,
    Validators,
    cache_lifetime,
    content_type,
    read_validators,
    retry_after,
)

NOW = datetime(2031, 5, 6, 12, 0, 0, tzinfo=UTC)


@pytest.mark.parametrize(
    ("value", "seconds"),
    [
        ("0", 0),
        ("120", 120),
        (" 120 ", 120),
        ("0090", 90),
        ("86401", DAY),
        ("9" * 5_000, DAY),
        ("Tue, 06 May 2031 12:05:00 GMT", 300),
        ("Tuesday, 06-May-31 12:05:00 GMT", 300),
        ("Tue May  6 12:05:00 2031", 300),
        ("Tue, 06 May 2031 14:05:00 +0200", 300),
        ("Tue, 06 May 2031 11:00:00 GMT", 0),
        ("Fri, 31 Dec 9999 23:59:59 GMT", DAY),
        ("", None),
        ("-5", None),
        ("+5", None),
        ("1.5", None),
        ("1e9", None),
        ("120 seconds", None),
        ("١٢٠", None),
        ("soon", None),
        ("tomorrow at noon", None),
        ("Tue, 99 May 2031 12:05:00 GMT", None),
        ("\x00", None),
        ("x" * 10_000, None),
    ],
)
def test_retry_after_reads_seconds_and_dates_and_ignores_nonsense(
    value: str, seconds: int | None
) -> None:
    assert retry_after(Headers([("retry-after", value)]), NOW) == seconds


def test_retry_after_is_none_when_absent_and_reads_plain_mappings() -> None:
    assert retry_after({}, NOW) is None
    assert retry_after({"RETRY-AFTER": "7"}, NOW) == 7


@pytest.mark.parametrize(
    ("fields", "seconds"),
    [
        ([], None),
        ([("Cache-Control", "max-age=300")], 300),
        ([("Cache-Control", "public, Max-Age = 300, must-revalidate")], 300),
        ([("Cache-Control", 'max-age="300"')], 300),
        ([("Cache-Control", "max-age=300"), ("Age", "100")], 200),
        ([("Cache-Control", "max-age=300"), ("Age", "1000")], 0),
        ([("Cache-Control", "max-age=604800"), ("Age", "590000")], 14_800),
        ([("Cache-Control", "max-age=31536000")], DAY),
        ([("Cache-Control", "max-age=300, max-age=5")], 300),
        ([("Cache-Control", "no-cache, max-age=300")], 0),
        ([("Cache-Control", "no-store")], 0),
        ([("Cache-Control", "max-age=-1")], None),
        ([("Cache-Control", "max-age=soon")], None),
        ([("Cache-Control", 'x="max-age=5", ;;=,, max-age=60')], 60),
        ([("Expires", "Tue, 06 May 2031 12:10:00 GMT")], 600),
        (
            [
                ("Expires", "Tue, 06 May 2031 12:10:00 GMT"),
                ("Date", "Tue, 06 May 2031 12:09:00 GMT"),
            ],
            60,
        ),
        ([("Expires", "Tue, 06 May 2031 11:10:00 GMT")], 0),
        ([("Expires", "0")], 0),
        ([("Expires", "-1")], 0),
        ([("Cache-Control", "max-age=60"), ("Expires", "0")], 60),
    ],
)
def test_cache_lifetime_follows_cache_control_then_expires(
    fields: list[tuple[str, str]], seconds: int | None
) -> None:
    assert cache_lifetime(Headers(fields), NOW) == seconds


@pytest.mark.parametrize(
    ("value", "kind", "charset"),
    [
        ("text/html; charset=UTF-8", "text/html", "utf-8"),
        ("Text/XML;charset='ISO-8859-1'", "text/xml", "iso-8859-1"),
        ('text/html; a=b; charset="utf-8"; c=d', "text/html", "utf-8"),
        ("application/rss+xml", "application/rss+xml", ""),
        ("text/html;", "text/html", ""),
        ("text/html; charset=", "text/html", ""),
        ("text/html; charset=<script>", "text/html", ""),
        ("html", "", ""),
        ("a/b/c; charset=utf-8", "", "utf-8"),
        ("", "", ""),
    ],
)
def test_content_type_is_taken_apart(value: str, kind: str, charset: str) -> None:
    assert content_type(Headers([("Content-Type", value)])) == (kind, charset)


@pytest.mark.parametrize(
    "etag", ['"a"', 'W/"a"', "unquoted", '"', '"a" "b"', '"caf\xc3\xa9"', '"a\tb"', '""']
)
def test_validators_go_back_as_they_came(etag: str) -> None:
    kept = read_validators(Headers([("ETag", etag), ("Last-Modified", "yesterday or so")]))
    assert kept == Validators(etag, "yesterday or so")
    assert kept.request_headers() == {
        "If-None-Match": etag,
        "If-Modified-Since": "yesterday or so",
    }


@pytest.mark.parametrize("etag", ["", "a\r\nX: y", "a\x00", "\u2026", "x" * 1_025])
def test_a_validator_that_cannot_be_returned_exactly_is_dropped(etag: str) -> None:
    assert read_validators(Headers([("ETag", etag)])) == Validators()
    assert Validators(etag=etag).request_headers() == {}


def test_headers_are_found_in_any_case_and_joined_when_repeated() -> None:
    headers = Headers([("Link", "<a>"), ("LINK", "<b>"), ("X", "1")])
    assert headers["link"] == "<a>, <b>"
    assert headers.all("Link") == ("<a>", "<b>")
    assert "x" in headers and "y" not in headers
    assert list(headers) == ["Link", "X"]
    assert headers.get("y") is None


@given(st.text(), st.sampled_from(["Retry-After", "Cache-Control", "Expires", "Age", "Date"]))
def test_no_header_value_makes_a_reader_raise(value: str, name: str) -> None:
    headers = Headers([(name, value), ("Expires", "Tue, 06 May 2031 12:10:00 GMT")])
    for seconds in (retry_after(headers, NOW), cache_lifetime(headers, NOW)):
        assert seconds is None or 0 <= seconds <= DAY
    content_type(Headers([("Content-Type", value)]))
