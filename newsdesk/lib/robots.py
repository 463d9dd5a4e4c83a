"""What a site's robots.txt lets a crawler fetch, read as RFC 9309 says.

    answer for /robots.txt -> rules of the groups that name us, or else of those for everybody
                           -> the longest rule that matches a path decides

Pure: nothing is fetched and no file is opened. No bytes make anything here raise, and both
reading and asking take time in proportion to what they are given, so that a file may be
as hostile as any page.
"""

from __future__ import annotations

import functools
import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

PRODUCT: Final = "Newsdesk"
"""Our product token, which the User-Agent header begins with."""

MAX_BYTES: Final = 500 * 1024
"""How much of a file is read, as RFC 9309, 2.5, asks at least."""

MAX_PATTERN: Final = 8_000
"""Longest path of a rule; longer than any address that is fetched."""

MAX_RULES: Final = 5_000
"""Rules kept of one file: the longest real ones have some hundreds, and every path is held against
all of them."""

MAX_DELAY: Final = 60.0
"""Seconds between two requests that a file may ask for at most."""

_TOKEN = re.compile(rb"\*(?=\s|\Z)|[A-Za-z_-]+")
_SPECIAL = re.compile(rb"%[0-9A-Fa-f]{2}|[^!-~]|[$*]")
_UNRESERVED = frozenset(b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-._~")
_ENCODED_DELIMITER = re.compile(rb"%(?:2F|3A|3F|40|5B|5D)")
_SECONDS = re.compile(rb"\d{1,9}(?:\.\d{0,9})?\Z")


@dataclass(frozen=True, slots=True)
class Rule:
    """One line of a group.

    Attributes:
        allows: Whether it allows what it matches.
        parts: The path between its wildcards, normalised; the first begins a matching path and
            the others follow in order.
        ends: Whether a matching path ends with the last part.
        length: Octets of the path as written, normalised: the longest of several rules decides.
    """

    allows: bool
    parts: tuple[bytes, ...]
    ends: bool
    length: int

    def matches(self, path: bytes) -> bool:
        """Whether a normalised path falls under this rule; linear in the length of the path."""
        first, *others = self.parts
        if not path.startswith(first):
            return False
        position = len(first)
        if not others:
            return position == len(path) or not self.ends
        *middle, last = others
        # The earliest place for each part leaves the most room for the next, so nothing is
        # ever tried twice.
        for part in middle:
            found = path.find(part, position)
            if found < 0:
                return False
            position = found + len(part)
        if self.ends:
            return len(path) - len(last) >= position and path.endswith(last)
        return path.find(last, position) >= 0


@dataclass(frozen=True, slots=True)
class Robots:
    """What one site allows one crawler.

    Attributes:
        rules: Those that apply, the longest first and of equals those that allow.
        delay: Seconds the site wants between two requests, at most `MAX_DELAY`; None if it does
            not say.
    """

    rules: tuple[Rule, ...] = ()
    delay: float | None = None

    def allows(self, path: str) -> bool:
        """Whether a path with its query, such as ``/news?page=2``, may be fetched."""
        asked = _normalise(path.encode("utf-8", "replace")[: 2 * MAX_PATTERN] or b"/")
        if asked.partition(b"?")[0] == b"/robots.txt":
            return True
        return next((rule.allows for rule in self.rules if rule.matches(asked)), True)


ALLOW_ALL: Final = Robots()
"""What holds where there is no file."""

DISALLOW_ALL: Final = Robots((Rule(allows=False, parts=(b"/",), ends=False, length=1),))
"""What holds, for the time being, where a site cannot say: RFC 9309, 2.3.1.4."""


def read_answer(status: int | None, body: bytes, product: str = PRODUCT) -> Robots:
    """What an answer to a request for /robots.txt means: RFC 9309, 2.3.1.

    Args:
        status: Its status after redirects; None if no answer came.
        body: Its body.
        product: The product token to look for.

    Returns:
        `DISALLOW_ALL` for 500 and above and for no answer, `ALLOW_ALL` for 400 to 499 and for
        redirects that led nowhere, and otherwise what the body says.
    """
    if status is None or status >= 500:
        return DISALLOW_ALL
    if status >= 300:
        return ALLOW_ALL
    return parse(body, product)


def parse(data: bytes, product: str = PRODUCT) -> Robots:
    """Read the rules for one product token.

    Groups that name the token in any letter case count together; only if there are none, those
    for ``*`` do. Lines that make no sense are passed over. A Crawl-delay, which the RFC does not
    know, belongs to the group it stands in; of several the longest counts.
    """
    own = product.lower().encode("ascii", "replace")
    rules: dict[bytes, set[Rule]] = {own: set(), b"*": set()}
    delays: dict[bytes, list[float]] = {own: [], b"*": []}
    named: set[bytes] = set()
    seen: set[bytes] = set()
    heading = False
    for key, value in _records(data):
        if key == b"user-agent":
            named = named if heading else set()
            heading = True
            token = _TOKEN.match(value)
            if token and token[0].lower() in rules:
                named.add(token[0].lower())
                seen.add(token[0].lower())
            continue
        # Only a rule ends the list of agents; a Sitemap among them, say, does not.
        heading = False
        if key == b"crawl-delay":
            for name in named if _SECONDS.match(value) else ():
                delays[name].append(min(float(value), MAX_DELAY))
        elif named and (rule := _rule(key == b"allow", value)):
            for name in named:
                if len(rules[name]) < MAX_RULES:
                    rules[name].add(rule)
    chosen = own if own in seen else b"*"
    ordered = sorted(rules[chosen], key=lambda rule: (-rule.length, not rule.allows, rule.parts))
    return Robots(tuple(ordered), max(delays[chosen], default=None))


def _records(data: bytes) -> Iterator[tuple[bytes, bytes]]:
    """Key in lower case and value of each line that matters."""
    lines = data[:MAX_BYTES].removeprefix(b"\xef\xbb\xbf").splitlines()
    if len(data) > MAX_BYTES and lines:
        lines.pop()  # cut off in the middle, it would say something else
    for line in lines:
        key, colon, value = line.partition(b"#")[0].partition(b":")
        key = key.strip().lower()
        if colon and key in (b"user-agent", b"allow", b"disallow", b"crawl-delay"):
            yield key, value.strip()


def _rule(allows: bool, value: bytes) -> Rule | None:
    """A rule for a path; None for an empty one, which says nothing."""
    if not value or len(value) > MAX_PATTERN:
        return None
    ends = value.endswith(b"$")
    normal = _normalise(value.removesuffix(b"$"), wildcards=True)
    parts = re.split(rb"\*+", normal)
    return Rule(allows, tuple(parts), ends, len(normal) + ends)


def _normalise(path: bytes, *, wildcards: bool = False) -> bytes:
    """The one spelling in which paths are compared: RFC 9309, 2.2.2.

    Unreserved characters stand for themselves, and everything outside ASCII and the two
    wildcards, where they are not meant as such, is percent-encoded. In a query, delimiters that
    mean nothing there are taken as equal to their encoded forms.
    """
    spell = functools.partial(_spell, wildcards=wildcards)
    place, mark, query = _SPECIAL.sub(spell, path).partition(b"?")
    return place + mark + _ENCODED_DELIMITER.sub(lambda code: _octet(code[0]), query)


def _spell(found: re.Match[bytes], *, wildcards: bool) -> bytes:
    """One character of a path, encoded or not as its kind asks."""
    text = found[0]
    if len(text) == 1:
        return text if wildcards and text == b"*" else b"%%%02X" % text[0]
    plain = _octet(text)
    return plain if plain[0] in _UNRESERVED else text.upper()


def _octet(code: bytes) -> bytes:
    """What a percent-encoding such as ``%2F`` stands for."""
    return bytes([int(code[1:], 16)])
