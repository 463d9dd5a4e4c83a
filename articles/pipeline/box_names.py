"""What the boxes of a page are called, and which names say "not the article".

Judges one element by its tag, class, id and role; knows nothing of its words.
"""

from __future__ import annotations

import re
from enum import Flag, auto
from functools import lru_cache

from lxml import etree


def _set(listed: str) -> frozenset[str]:
    return frozenset(listed.split())


#: Whole words of a class or id, after "relatedStories" and "related-stories" are parted.
_SIDE_WORDS = _set(
    "related recirc recirculation recommended recommendations newsletter newsletters promo promos "
    "promotion sponsored sponsor advert advertisement advertising ads share sharing social "
    "comments disqus taboola outbrain signup subscribe subscription trending popular sidebar "
    "breadcrumb breadcrumbs cookie consent footer nav navigation navbar bio byline tags taglist "
    "teaser teasers caption credit readmore paywall tooltip modal popup "
    "controls toolbar dropdown signin login"
)
#: Words of names that may stand in an article but need somebody else's word for it.
_EXTRA_WORDS = _set(
    "video player media captions image images photo photos gallery slideshow carousel widget card "
    "cards module callout inset infobox poll quiz donate donation menu "
    "product price metadata meta timestamp dateline label badge kicker topics "
    "register banner notice alert"
)
_SIDE_PAIRS = re.compile(
    r"\b(?:more (?:stories|from|on|news)|read (?:more|next|also)|also (?:read|like)|author (?:bio|"
    r"info|box|card|profile)|about (?:the )?author|most (?:read|viewed)|sign up|up next|"
    r"ad (?:slot|unit|container|wrapper|box|block)|see also|latest (?:news|stories)|"
    r"sr only|visually hidden|screen reader)\b"
)
_PARTS = re.compile(r"[A-Z]?[a-z]+|[A-Z]+(?![a-z])")
_SIDE_TAGS = frozenset({"nav", "footer", "aside", "form", "figure", "figcaption"})
_SIDE_ROLES = frozenset({"navigation", "complementary", "contentinfo", "search", "dialog"})


def is_side_box(element: etree._Element) -> bool:
    """Whether an element's tag, role or name says that it is no part of the article's text."""
    if element.tag in _SIDE_TAGS or element.get("role") in _SIDE_ROLES:
        return True
    if element.get("aria-hidden") == "true" or element.get("hidden") is not None:
        return True
    return _Named.SIDE in _named(element)


def is_extra_box(element: etree._Element) -> bool:
    """Whether an element is named for a picture, player, card or tool."""
    return _Named.EXTRA in _named(element)


def is_card(element: etree._Element) -> bool:
    """Whether an element is named for a card that leads to another page."""
    return _Named.CARD in _named(element)


class _Named(Flag):
    """What a name says of a box."""

    NOTHING = 0
    SIDE = auto()
    EXTRA = auto()
    CARD = auto()


def _named(element: etree._Element) -> _Named:
    classes, own = element.get("class"), element.get("id")
    return _judge(f"{classes or ''} {own or ''}"[:300]) if classes or own else _Named.NOTHING


@lru_cache(maxsize=4096)
def _judge(name: str) -> _Named:
    words = [word.lower() for word in _PARTS.findall(name)]
    verdict = _Named.NOTHING
    if not _SIDE_WORDS.isdisjoint(words) or _SIDE_PAIRS.search(" ".join(words)):
        verdict |= _Named.SIDE
    if not _EXTRA_WORDS.isdisjoint(words):
        verdict |= _Named.EXTRA
    if "card" in words:
        verdict |= _Named.CARD
    return verdict
