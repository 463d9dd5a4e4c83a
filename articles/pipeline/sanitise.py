"""Foreign HTML made harmless.

Cuts and filters only; links are made absolute here because a relative one would
point into the desk itself. bleach reads the input first, since it reads as
browsers do, and nh3, which is still maintained, is the gate everything leaves by.
Markup so plainly written that it can be read in one way only goes to that gate at once:
bleach would change nothing in it that nh3 does not, and takes ten times as long.
"""

from __future__ import annotations

import html as entities
from functools import lru_cache
from urllib.parse import urljoin

import bleach
import nh3

from articles.pipeline.plain_html import is_plain, unwrapped
from articles.pipeline.structure import parse_fragment
from articles.pipeline.tame import nesting, tame_attributes
from articles.text.normal import clean

#: Longest HTML taken in, in characters; bleach is slow on more.
MAX_INPUT = 300_000
#: More tags than this go past bleach, which is slow on them; nh3 alone is as safe.
_MAX_TAGS = 4_000
#: Deeper nesting (browsers stop at 512) is taken as plain text: nh3's time is quadratic in it.
_MAX_DEPTH = 1_000

_TAGS = frozenset(
    [
        "a", "abbr", "b", "blockquote", "br", "caption", "cite", "code", "dd", "del", "dl", "dt",
        "em", "figcaption", "figure", "h1", "h2", "h3", "h4", "h5", "h6", "hr", "i", "ins", "kbd",
        "li", "ol", "p", "pre", "q", "s", "samp", "small", "strong", "sub", "sup", "table",
        "tbody", "td", "tfoot", "th", "thead", "tr", "u", "ul",
    ]
)  # fmt: skip
_ATTRIBUTES: dict[str, set[str]] = {"a": {"href"}, "td": {"colspan", "rowspan"}, "th": {"colspan"}}
_SCHEMES = frozenset({"http", "https", "mailto"})
#: Elements whose content is no text either.
_WITH_CONTENT = {"script", "style", "template", "title", "noscript", "iframe", "object"}


def sanitise_html(markup: str, base_url: str = "") -> str:
    """Return ``markup`` with only text-level and block elements and safe links.

    No scripts, styles, pictures, forms, ids, classes or event handlers; links are
    http, https or mailto, resolved against ``base_url``, with ``rel`` set. Input
    over :data:`MAX_INPUT` characters is cut. Never raises.
    """
    markup = tame_attributes(clean(markup[:MAX_INPUT]))
    if not markup.strip():
        return ""
    if "<" not in markup:
        return nh3.clean(entities.escape(entities.unescape(markup), quote=False), tags=set())
    plain = is_plain(markup)
    if not plain and nesting(markup, _MAX_DEPTH) >= _MAX_DEPTH:
        root = parse_fragment(markup)
        return entities.escape(" ".join(root.itertext()), quote=False) if root is not None else ""
    if plain:
        markup = unwrapped(markup)
    elif markup.count("<") <= _MAX_TAGS:
        markup = _bleached(markup)
    return _gate(base_url).clean(markup).strip()


@lru_cache(maxsize=8)
def _gate(base_url: str) -> nh3.Cleaner:
    """What every piece of HTML with links relative to ``base_url`` leaves by."""
    return nh3.Cleaner(
        tags=set(_TAGS),
        attributes=_ATTRIBUTES,
        url_schemes=set(_SCHEMES),
        clean_content_tags=_WITH_CONTENT,
        attribute_filter=lambda tag, name, value: _attribute(tag, name, value, base_url),
        link_rel="noopener noreferrer nofollow ugc",
        strip_comments=True,
    )


def _bleached(markup: str) -> str:
    try:
        cleaned = bleach.clean(
            markup,
            tags=_TAGS | _WITH_CONTENT,  # their words must not stay behind as text: see nh3 below
            attributes=_bleach_allows,
            protocols=_SCHEMES,
            strip=True,
        )
    except (RecursionError, ValueError, AssertionError, IndexError, KeyError):
        return markup  # nh3 alone still guards the way out
    return str(cleaned)


def _bleach_allows(tag: str, name: str, value: str) -> bool:
    return name in _ATTRIBUTES.get(tag, ())


def _attribute(tag: str, name: str, value: str, base_url: str) -> str | None:
    if tag == "a" and name == "href":
        try:
            url = urljoin(base_url, value.strip())
        except ValueError:
            return None
        return url if url.split(":", 1)[0].lower() in _SCHEMES else None
    if name == "rel":  # never the outlet's: that is not let in, this is set here
        return value
    return value if value.isdigit() and len(value) <= 2 else None
