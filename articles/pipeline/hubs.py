"""WebSub: where a feed's hub is, and whether a delivery comes from it.

After W3C WebSub (Recommendation of 23 January 2018): section 4 for discovery, section 7.1
for signatures. Pure: asks nobody, and remembers nothing.
"""

from __future__ import annotations

import hashlib
import hmac
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from articles.pipeline.feed_types import ParsedFeed
from articles.pipeline.structure import safe_link

#: Most of a Link header that is read, in characters, and longest address.
_MAX_HEADER = 8_000
_MAX_URL = 2_000
_METHODS = {
    "sha1": hashlib.sha1,
    "sha256": hashlib.sha256,
    "sha384": hashlib.sha384,
    "sha512": hashlib.sha512,
}
_TARGET = re.compile(r"[\s,]*+<([^<>]*)>")
_NAME = r"[!#$%&'*+.^_`|~0-9A-Za-z-]"
_PARAMETER = re.compile(
    rf"\s*+;\s*+(?:({_NAME}++)\s*+(?:=\s*+(?:\"((?:[^\"\\]|\\.)*+)\"|([^\s;,\"]*+)))?)?"
)


@dataclass(frozen=True, slots=True)
class HeaderLink:
    """One link of a ``Link`` header: its target as written, and its relations in lower case."""

    target: str
    relations: tuple[str, ...]


def find_hub(link_headers: Sequence[str], feed: ParsedFeed) -> tuple[str, str] | None:
    """Return the hub to subscribe at and the topic to name there; None where there is no hub.

    ``link_headers`` are the values of the answer's ``Link`` fields, in order. What they say
    goes before what the feed itself says, each of hub and topic for itself; the first
    of several counts. The topic is the feed's ``rel=self``, else where it was fetched.
    """
    links = [link for header in link_headers for link in parse_links(header)]
    hub = next(_targets(links, "hub", feed.feed_url), "") or next(iter(feed.hubs), "")
    topic = next(_targets(links, "self", feed.feed_url), "") or feed.self_url or feed.feed_url
    if not _is_web(hub) or not _is_web(topic):
        return None
    return hub, topic


def parse_links(header: str) -> Iterator[HeaderLink]:
    """Read the value of a ``Link`` field (RFC 8288, section 3 and appendix B.2).

    Several links may stand in one value; only the first ``rel`` of each counts. A link
    with an ``anchor`` speaks of another page and is left out. Stops at what is malformed.
    """
    at, header = 0, header[:_MAX_HEADER]
    while target := _TARGET.match(header, at):
        at = target.end()
        parameters: dict[str, str] = {}
        while (found := _PARAMETER.match(header, at)) and found.end() > at:
            at = found.end()
            name, quoted, bare = found.groups()
            value = re.sub(r"\\(.)", r"\1", quoted) if quoted is not None else bare or ""
            if name:
                parameters.setdefault(name.lower(), value)
        if "anchor" not in parameters:
            relations = tuple(parameters.get("rel", "").lower().split())
            yield HeaderLink(target.group(1).strip(), relations)
        at = _next_comma(header, at)


def verify_signature(header: str, secret: bytes, body: bytes) -> bool:
    """Whether ``header``, an ``X-Hub-Signature``, is that of ``body`` made with ``secret``.

    Knows sha1, sha256, sha384 and sha512 as ``method=hex``. Takes the same time wherever
    two signatures differ. Anything malformed, and an empty secret, is False.
    """
    method, separator, given = header.strip().partition("=")
    digest = _METHODS.get(method.strip().lower())
    given = given.strip().lower()
    if digest is None or not separator or not secret:
        return False
    if not re.fullmatch(r"[0-9a-f]+", given, re.ASCII):
        return False
    return hmac.compare_digest(hmac.new(secret, body, digest).hexdigest(), given)


def _next_comma(header: str, at: int) -> int:
    """Where the next link may start: after the next comma, else the end."""
    comma = header.find(",", at)
    return comma + 1 if comma >= 0 else len(header)


def _targets(links: Sequence[HeaderLink], relation: str, base: str) -> Iterator[str]:
    for link in links:
        if relation in link.relations and (url := safe_link(link.target, base)):
            yield url


def _is_web(url: str) -> bool:
    return url.lower().startswith(("http://", "https://")) and len(url) <= _MAX_URL
