"""Live blogs and galleries: told apart from articles, and their posts and captions found.

Knows nothing of what is kept; it names the kind of a page and the boxes that make it up.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Sequence
from itertools import islice
from urllib.parse import urlsplit

from lxml import etree

from articles.pipeline.dates import find_moment
from articles.pipeline.extraction import ArticleKind
from articles.pipeline.linked_data import texts
from articles.pipeline.page_sources import Sources
from articles.text.document import Block, Document, Span
from articles.text.normal import one_line

_LIVE_URL = re.compile(
    r"(?:^|[/_-])(?:live-?(?:blog|updates?|ticker|coverage|news)|liveticker)\b|/live/"
)
_LIVE_NAME = re.compile(r"live-?_?(?:blog|updates?|ticker)", re.I)
_GALLERY_URL = re.compile(
    r"/(?:photo-?)?galler(?:y|ies)/|/(?:photos|pictures|slideshows?|bilder)/|-in-pictures\b"
)
_GALLERY_TYPES = frozenset({"ImageGallery", "MediaGallery"})
_POST_TAGS = frozenset({"article", "section", "div", "li"})
#: A live blog has at least so many posts, a gallery so many pictures.
_FEWEST = 3
#: Times looked at, and how many boxes above each may be its post.
_MOST_TIMES, _POST_DEPTH = 1_000, 8
#: A post's time is in a line of at most so many letters.
_TIME_LINE = 60
_CLOCK = re.compile(r"(?<!\d)(?:[01]?\d|2[0-3])[:.h][0-5]\d(?!\d)|\b\d{1,2}\s?[ap]\.?m\b", re.I)


def read_kind(sources: Sources) -> ArticleKind:
    """What kind of page this is, as its data, its address and its boxes say."""
    types = {kind for node in sources.nodes for kind in texts(node, "@type")}
    try:
        path = urlsplit(sources.url).path.lower()
    except ValueError:
        path = ""
    named = bool(_LIVE_URL.search(path)) or bool(sources.named(_LIVE_NAME, ("live",)))
    if "LiveBlogPosting" in types or (named and len(find_posts(sources.root)) >= _FEWEST):
        return ArticleKind.LIVE
    own = texts(sources.article, "@type") if sources.article else types
    if not _GALLERY_TYPES.isdisjoint(own) or _GALLERY_URL.search(path):
        captions = sum(1 for _ in sources.root.iter("figcaption"))
        if captions >= _FEWEST or "ImageGallery" in types:
            return ArticleKind.GALLERY
    return ArticleKind.ARTICLE


def find_posts(root: etree._Element) -> list[etree._Element]:
    """The posts of a live blog in the page's order: like boxes, each with a time and words.

    Of all rows of boxes side by side that hold a ``time`` each, the one with most words.
    """
    rows: dict[tuple[etree._Element, str], dict[etree._Element, None]] = defaultdict(dict)
    for time in islice(root.iter("time"), _MOST_TIMES):
        for box in islice(time.iterancestors(*_POST_TAGS), _POST_DEPTH):
            parent = box.getparent()
            if parent is not None:
                rows[parent, str(box.tag)][box] = None
    best: list[etree._Element] = []
    most = 0
    for row in rows.values():
        posts = [box for box in row if next(box.iter("p"), None) is not None]
        if len(posts) < _FEWEST:
            continue
        words = sum(len("".join(p.itertext()).split()) for post in posts for p in post.iter("p"))
        if words > most:
            best, most = posts, words
    return best


def find_captions(document: Document, origins: Sequence[etree._Element]) -> set[int]:
    """Which blocks are the words under a gallery's pictures."""
    found = set()
    for at, block in enumerate(document.blocks):
        named = any("caption" in (box.get("class") or "").lower() for box in _around(origins[at]))
        if block.kind == Block.CAPTION or named:
            found.add(at)
    return found


def _around(box: etree._Element) -> list[etree._Element]:
    return [box, *list(box.iterancestors())[:3]]


def head_times(
    document: Document, origins: Sequence[etree._Element], posts: Sequence[etree._Element]
) -> tuple[Document, set[int]]:
    """Make the line with a post's time its heading; also return which blocks are in posts.

    Of each post only the first such line counts.
    """
    within = _places(origins, posts)
    headed: set[int] = set()
    blocks = list(document.blocks)
    for at, block in enumerate(blocks):
        line = document.text[block.start : block.end]
        if within[at] is not None and within[at] not in headed and _is_time(line):
            headed.add(within[at] or 0)
            blocks[at] = Span(Block.HEADING, block.start, block.end, {"level": "3"})
    inside = {at for at, post in enumerate(within) if post is not None}
    return Document(document.text, (*blocks, *document.inlines)), inside


def _places(origins: Sequence[etree._Element], posts: Sequence[etree._Element]) -> list[int | None]:
    """The number of the post each block is in, None outside of all."""
    numbers: dict[etree._Element, int | None] = {post: at for at, post in enumerate(posts)}
    places: list[int | None] = []
    for origin in origins:
        way: list[etree._Element] = []
        one: etree._Element | None = origin
        while one is not None and one not in numbers:
            way.append(one)
            one = one.getparent()
        place = numbers[one] if one is not None else None
        numbers.update(dict.fromkeys(way, place))
        places.append(place)
    return places


def _is_time(line: str) -> bool:
    line = one_line(line)
    return len(line) <= _TIME_LINE and (
        _CLOCK.search(line) is not None or find_moment(line) is not None
    )
