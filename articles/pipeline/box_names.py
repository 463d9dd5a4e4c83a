"""What the boxes of a page are called, and which names say "not the article".

Judges one element by its tag, class, id and role; knows nothing of its words.
"""

from __future__ import annotations

import re

from lxml import etree


def _set(listed: str) -> frozenset[str]:
    return frozenset(listed.split())


#: Whole words of a class or id, after "relatedStories" and "related-stories" are parted.
_SIDE_WORDS = _set(
    "related recirc recirculation recommended recommendations newsletter newsletters promo promos "
    "promotion sponsored sponsor advert advertisement advertising ads share sharing social "
    "comments disqus taboola outbrain signup subscribe subscription trending popular sidebar "
    "breadcrumb breadcrumbs cookie consent footer nav navigation navbar bio byline tags taglist "
    "teaser teasers caption credit readmore paywall tooltip modal popup"
)
#: Words of names that may stand in an article but need somebody else's word for it.
_EXTRA_WORDS = _set(
    "video player media captions image images photo photos gallery slideshow carousel widget card "
    "cards module callout inset infobox poll quiz donate donation menu dropdown toolbar controls "
    "product price metadata meta timestamp dateline label badge kicker topics signin login "
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
    words = _words(element)
    return not _SIDE_WORDS.isdisjoint(words) or bool(_SIDE_PAIRS.search(" ".join(words)))


def is_extra_box(element: etree._Element) -> bool:
    """Whether an element is named for a picture, player, card or tool."""
    return not _EXTRA_WORDS.isdisjoint(_words(element))


def is_card(element: etree._Element) -> bool:
    """Whether an element is named for a card that leads to another page."""
    return "card" in _words(element)


def _words(element: etree._Element) -> list[str]:
    name = f"{element.get('class') or ''} {element.get('id') or ''}"
    return [word.lower() for word in _PARTS.findall(name[:300])]
