"""What response headers say: a case-insensitive mapping and readers for the few that matter here.

Nothing in this module raises for what a server sent: a header that makes no sense counts as
absent. Times are whole seconds; `now` is an aware datetime given by the caller.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from typing import Final

DAY: Final = 86_400
"""Cap, in seconds, on any waiting time a server may ask for."""

MAX_VALIDATOR: Final = 1_024
"""Longest validator kept; a longer one is treated as absent, which only costs a full answer."""

_TOKEN = re.compile(r"[!#$%&'*+.^_`|~0-9A-Za-z-]+")
_DIRECTIVE = re.compile(
    r"\s*(?P<name>[!#$%&'*+.^_`|~0-9A-Za-z-]+)"
    r"(?:\s*=\s*(?:\"(?P<quoted>(?:[^\"\\]|\\.)*)\"|(?P<plain>[^,;]*)))?\s*(?:[,;]|\Z)"
)


class Headers(Mapping[str, str]):
    """Immutable header fields, found by name in any letter case.

    A field sent several times reads as its values joined by a comma and a space (RFC 9110,
    5.3); `all` gives them apart.
    """

    __slots__ = ("_fields",)

    def __init__(self, fields: Iterable[tuple[str, str]] = ()) -> None:
        self._fields: dict[str, tuple[str, list[str]]] = {}
        for name, value in fields:
            self._fields.setdefault(name.lower(), (name, []))[1].append(value)

    def __getitem__(self, name: str) -> str:
        return ", ".join(self._fields[name.lower()][1])

    def __contains__(self, name: object) -> bool:
        return isinstance(name, str) and name.lower() in self._fields

    def __iter__(self) -> Iterator[str]:
        return (name for name, _ in self._fields.values())

    def __len__(self) -> int:
        return len(self._fields)

    def __repr__(self) -> str:
        return f"Headers({dict(self)!r})"

    def all(self, name: str) -> tuple[str, ...]:
        """Every value sent under a name, in order; empty if there is none."""
        return tuple(self._fields.get(name.lower(), ("", []))[1])


@dataclass(frozen=True, slots=True)
class Validators:
    """What a server gave to ask later whether anything changed, byte for byte as it sent it.

    The two belong together: a new full answer replaces both, even if it has neither. Characters
    are the bytes received, one for one (Latin-1).
    """

    etag: str = ""
    last_modified: str = ""

    def request_headers(self) -> dict[str, str]:
        """The conditional headers that return these validators."""
        pairs = (("If-None-Match", self.etag), ("If-Modified-Since", self.last_modified))
        return {name: value for name, value in pairs if _returnable(value)}


def read_validators(headers: Mapping[str, str]) -> Validators:
    """The validators of an answer; one that could not be sent back as it came is left out."""
    kept = [_get(headers, name) or "" for name in ("ETag", "Last-Modified")]
    return Validators(*(value if _returnable(value) else "" for value in kept))


def content_type(headers: Mapping[str, str]) -> tuple[str, str]:
    """Media type and charset in lower case, each empty if absent or malformed."""
    kind, _, parameters = (_get(headers, "Content-Type") or "").partition(";")
    kind = kind.strip().lower()
    main, _, sub = kind.partition("/")
    if not _TOKEN.fullmatch(main) or not _TOKEN.fullmatch(sub):
        kind = ""
    charset = _directives(parameters).get("charset", "").strip(" '\"").lower()
    return kind, charset if _TOKEN.fullmatch(charset) else ""


def retry_after(headers: Mapping[str, str], now: datetime) -> int | None:
    """Seconds a server asks to be left alone, at most `DAY`; None if it says nothing usable.

    Understands both forms of RFC 9110, 10.2.3: a number of seconds and a date, of which one in
    the past gives 0.
    """
    value = (_get(headers, "Retry-After") or "").strip()
    if value.isascii() and value.isdigit():
        return _whole(value)
    moment = _read_date(value)
    if moment is None:
        return None
    return _capped((moment - now).total_seconds())


def cache_lifetime(headers: Mapping[str, str], now: datetime) -> int | None:
    """Seconds an answer may be taken as fresh, at most `DAY`; None if it does not say.

    Reads Cache-Control, then Expires (against Date, or `now`), less Age: RFC 9111, 4.2, as a
    private cache. `no-store` and `no-cache` give 0, and so does an Expires that is not a date.
    """
    directives = _directives(_get(headers, "Cache-Control") or "")
    if "no-store" in directives or "no-cache" in directives:
        return 0
    age = (_get(headers, "Age") or "").strip()
    spent = _whole(age, cap=365 * DAY) if age.isascii() and age.isdigit() else 0
    max_age = directives.get("max-age", "").strip()
    if max_age.isascii() and max_age.isdigit():
        # The cap comes last: a lifetime of a week that is two days old still has days to go.
        return _capped(_whole(max_age, cap=365 * DAY) - spent)
    expires = _get(headers, "Expires")
    if expires is None:
        return None
    until = _read_date(expires)
    if until is None:
        return 0
    since = _read_date(_get(headers, "Date") or "") or now
    return _capped((until - since).total_seconds() - spent)


def _get(headers: Mapping[str, str], name: str) -> str | None:
    """A header from `Headers` or from a plain mapping in any letter case, first value only."""
    if isinstance(headers, Headers):
        values = headers.all(name)
        return values[0] if values else None
    return next((value for key, value in headers.items() if key.lower() == name.lower()), None)


def _directives(text: str) -> dict[str, str]:
    """Names, in lower case, and values of a list such as Cache-Control; the first of each wins."""
    found: dict[str, str] = {}
    position = 0
    text = text[:2_000]
    while position < len(text):
        match = _DIRECTIVE.match(text, position)
        if match is None:
            # Skip a malformed item up to the next separator.
            following = re.search(r"[,;]", text[position:])
            position = position + following.end() if following else len(text)
            continue
        value = match["quoted"] if match["quoted"] is not None else match["plain"] or ""
        found.setdefault(match["name"].lower(), value)
        position = match.end()
    return found


def _read_date(text: str) -> datetime | None:
    """An HTTP date in any of its three forms; one without a zone is in UTC."""
    if not 6 <= len(text) <= 100:
        return None
    try:
        moment = parsedate_to_datetime(text)
        moment = moment if moment.tzinfo else moment.replace(tzinfo=UTC)
        return moment.astimezone(UTC)
    except (ValueError, TypeError, IndexError, OverflowError):
        return None


def _whole(digits: str, cap: int = DAY) -> int:
    """A run of ASCII digits as a number no larger than `cap`."""
    digits = digits.lstrip("0") or "0"
    return cap if len(digits) > len(str(cap)) else min(int(digits), cap)


def _capped(seconds: float) -> int:
    """Whole seconds between 0 and `DAY`."""
    return int(min(max(seconds, 0), DAY))


def _returnable(value: str) -> bool:
    """Whether a validator can stand in a request header as it is."""
    return (
        0 < len(value) <= MAX_VALIDATOR
        and all(char == "\t" or " " <= char <= "~" or "\x80" <= char <= "\xff" for char in value)
        and value == value.strip(" \t")
    )
