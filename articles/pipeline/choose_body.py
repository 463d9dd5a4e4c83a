"""Which of a page's blocks of text are the article's.

trafilatura gives the first opinion. Its choice is found again among the blocks of the
page itself, which still have their links, their kinds and the names of the boxes they
stand in; what it lost between them comes back, and what it took from a box named for
something else goes. What a block says is judged by ``clean_body``, not here.
"""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Collection, Iterator
from dataclasses import dataclass
from itertools import accumulate, islice

from lxml import etree

from articles.pipeline.box_names import is_card, is_extra_box, is_side_box
from articles.pipeline.bylines import is_byline
from articles.pipeline.corrections import correction_hints, is_correction
from articles.pipeline.extraction import ArticleKind, Picture
from articles.pipeline.first_choice import as_html, first_choice
from articles.pipeline.furniture import is_sentence
from articles.pipeline.page_kind import find_captions, find_posts, head_times
from articles.pipeline.pictures import find_figures, place_figures
from articles.pipeline.split_body import join_split_body
from articles.pipeline.structure import (
    keep_blocks,
    lay_out,
    link_shares,
    resolve_links,
    tree_to_document,
)
from articles.text.document import Block, Document, Span

#: Elements that stand beside an article, never in it.
_SHELVED = frozenset({"nav", "footer", "aside", "menu", "label", "picture"})
#: Elements that hold no text of an article.
_UNREAD = (
    *("head", "script", "style", "svg", "template", "noscript", "iframe", "object", "canvas"),
    *("nav", "footer", "menu", "dialog", "picture", "source", "video", "audio", "map"),
    *("input", "select", "button", "link", "meta", "aside", "label", "img"),
)
#: The body is the smallest box that holds this share of the words first chosen.
_BODY_SHARE = 0.8
#: A box named for something else is believed unless it holds this share of the words.
_SIDE_SHARE = 0.4
#: What is above the headline is no article where this share of the words is below it.
_BELOW = 0.5
#: Where paragraphs are this share of the first choice, only the box around them is read.
_REGION_SHARE = 0.7
#: Elements of a page beyond which its prose is taken for the first choice.
_MOST_FIRST = 15_000
#: How much is searched for the blocks first chosen, in letters times blocks.
_MOST_SEARCH = 1_000_000_000
#: First choices found again on the page for less than this share are taken as they are.
_FOUND_SHARE = 0.5
#: How far on in the first choice a short block is looked for, in letters.
_NEAR = 400
_SHORT = 24
_PROSE_WORDS = 8
#: A summary stands within so many blocks below the headline and has so many words.
_LEAD_BLOCKS, _LEAD_WORDS = 12, (5, 70)
#: How much less the words of a block that is no prose count.
_LABEL_WEIGHT = 0.4
#: How many boxes around a post from a social network may be named for it.
_EMBED_DEPTH = 3
#: How many boxes above its heading the box of a card may be.
_CARD_DEPTH = 5

#: Elements that stand within a larger unit of text, and those units.
_PART_OF_UNIT = frozenset(
    {"a", "b", "i", "u", "em", "strong", "span", "font", "td", "th", "tr", "tbody", "thead", "li"}
)
_UNITS = frozenset({"table", "ul", "ol", "dl", "blockquote", "p", *_PART_OF_UNIT})

_NOT_WORD = re.compile(r"[\W_]+")


def choose_body(
    root: etree._Element,
    url: str,
    headline: str = "",
    summaries: Collection[str] = (),
    kind: ArticleKind = ArticleKind.ARTICLE,
) -> tuple[Document, list[Picture]]:
    """Return the article of a parsed page as a document, empty where there is none.

    What stands above ``headline`` on the page is left out; what is said below it in the
    words of one of the ``summaries`` stays. Changes the tree it is given.

    With it come the pictures that stand in it, ``after`` of each counting the blocks before it;
    none for galleries, whose captions are their text.
    """
    figures = find_figures(root, url) if kind is not ArticleKind.GALLERY else []
    # Never read, and copied with the page at every step that follows.
    etree.strip_elements(root, *_UNREAD, with_tail=False)
    join_split_body(root)
    # Its time grows with the square of the elements, which only huge pages feel.
    huge = root.xpath(f"count(//*) > {_MOST_FIRST}")
    body = None if huge else first_choice(root, url)
    first = _squeeze(" ".join(body.itertext())) if body is not None else ""
    whole = kind is not ArticleKind.ARTICLE
    page = _Page.read(root if whole else _region(root, first), summaries)
    voted = page.prose() if huge else page.find(first)
    found = sum(page.sizes[at] for at, vote in enumerate(voted) if vote)
    if found < _FOUND_SHARE * len(first) and body is not None and not whole:
        return tree_to_document(as_html(body), url), []
    keep = page.choose(voted, _squeeze(headline))
    document = page.document
    if kind is ArticleKind.LIVE:
        document, inside = head_times(document, page.origins, find_posts(root))
        keep = page.with_posts(keep, inside, list(document.blocks))
    elif kind is ArticleKind.GALLERY:
        captions = find_captions(document, page.origins)
        keep = [kept or at in captions for at, kept in enumerate(keep)]
    pictures = place_figures(figures, page.origins, keep, page.body)
    return resolve_links(keep_blocks(document, keep), url), pictures


def _squeeze(text: str) -> str:
    """Only the letters and digits, so that space and marks do not matter."""
    return _NOT_WORD.sub("", text.lower())


def _region(root: etree._Element, first: str) -> etree._Element:
    """The smallest box with all paragraphs first chosen and a top heading, else all of the page.

    Only saves time: most of a page is menus and lists around this box.
    """
    found, boxes = 0, []
    most = _MOST_SEARCH // max(1, len(first))
    for paragraph in islice(root.iter("p"), most):
        text = _squeeze("".join(paragraph.itertext()))
        if len(text) >= _SHORT and text in first:
            found += len(text)
            boxes.append(paragraph)
    if not boxes or found < _REGION_SHARE * len(first):
        return root
    counts = Counter(box for paragraph in boxes for box in paragraph.iterancestors())
    for box in boxes[0].iterancestors():
        if counts[box] == len(boxes) and next(box.iter("h1"), None) is not None:
            return box
    return root


@dataclass(slots=True)
class _Page:
    """A page's blocks with what is known of each; lists run along the blocks."""

    document: Document
    origins: list[etree._Element]
    blocks: list[Span]
    texts: list[str]
    sizes: list[int]
    squeezed: list[str]
    linked: list[float]
    #: What the page's head says the article is about.
    described: frozenset[str]
    #: The box around most of what was chosen, once it was.
    body: etree._Element | None = None

    @classmethod
    def read(cls, root: etree._Element, summaries: Collection[str]) -> _Page:
        document, origins = lay_out(root, shelved=_SHELVED)
        blocks = list(document.blocks)
        texts = [document.text[block.start : block.end] for block in blocks]
        squeezed = [_squeeze(text) for text in texts]
        sizes = [len(text) for text in squeezed]
        described = frozenset(map(_squeeze, summaries))
        linked = link_shares(document)
        return cls(document, origins, blocks, texts, sizes, squeezed, linked, described)

    def prose(self) -> list[bool]:
        """Which blocks are paragraphs of prose."""
        return [self._is_prose(at) for at in range(len(self.blocks))]

    def find(self, first: str) -> list[bool]:
        """Which blocks stand in the words ``first`` chosen; short ones only in their place.

        None on pages so large that looking would take seconds.
        """
        places: list[int] = []
        at = 0
        if len(first) * len(self.squeezed) > _MOST_SEARCH:
            return [False] * len(self.squeezed)
        for text in self.squeezed:
            place = -1
            if len(text) >= _SHORT:
                place = first.find(text, at)
                if place < 0:
                    place = first.find(text)
                else:
                    at = place + len(text)
            places.append(place)
        self._find_short(first, places)
        return [place >= 0 for place in places]

    def _find_short(self, first: str, places: list[int]) -> None:
        """Look for short blocks between the places of the long ones around them."""
        after = len(first)
        bounds = []
        for text, place in zip(reversed(self.squeezed), reversed(places), strict=True):
            bounds.append(after)
            if place >= 0 and len(text) >= _SHORT:
                after = place
        before = 0
        for at, (text, end) in enumerate(zip(self.squeezed, reversed(bounds), strict=True)):
            if places[at] < 0 and text and len(text) < _SHORT:
                places[at] = first.find(text, before, min(end, before + _NEAR))
            if places[at] >= 0:
                before = places[at] + len(text)

    def choose(self, voted: list[bool], headline: str) -> list[bool]:
        """Which blocks are the article's, given those first chosen."""
        voted = self._below(headline, voted)
        weights = [self._weight(at) if vote else 0.0 for at, vote in enumerate(voted)]
        holding, total = self._holding(weights), sum(weights)
        if not total:
            return voted
        body = self.body = self._body(holding, total)
        within = _within(body, self.origins)
        aside = self._side_boxes(body, holding, total)
        first = next(at for at, vote in enumerate(voted) if vote)
        last = len(voted) - 1 - next(at for at, vote in enumerate(reversed(voted)) if vote)
        lead = self._lead(headline, first)
        hints = correction_hints(self.document.text)
        beside = {self._holder(at) for at, vote in enumerate(voted) if vote}
        return [
            not aside[at]
            and (
                at in lead
                or (voted[at] and (within[at] or self._is_prose(at)))
                or (within[at] and first < at < last and self._belongs(at))
                or (within[at] and self._holder(at) in beside and self._is_full(at))
                or (at > first and is_correction(self.texts[at], hints))
            )
            for at in range(len(voted))
        ]

    def with_posts(self, keep: list[bool], inside: set[int], blocks: list[Span]) -> list[bool]:
        """Add what the posts of a live blog tell, but for labels and who wrote which."""
        if not inside:
            return keep
        start = min(inside)
        return [
            (at in inside and self._tells(at, block.kind, kept)) or (kept and at < start)
            for at, (block, kept) in enumerate(zip(blocks, keep, strict=True))
        ]

    def _tells(self, at: int, kind: str, kept: bool) -> bool:
        """Whether a block of a post is its time or a part of what it says."""
        if is_byline(self.texts[at]):
            return False
        if kind == Block.HEADING:
            return self.linked[at] < 0.9
        if kind == Block.PARAGRAPH:
            return kept or self._is_prose(at)
        return kind in (Block.QUOTE, Block.LIST_ITEM, Block.TABLE_ROW)

    def _holding(self, weights: list[float]) -> dict[etree._Element, float]:
        """How much each box of the page holds, with the boxes in it."""
        parents: dict[etree._Element, float] = defaultdict(float)
        holding: dict[etree._Element, float] = defaultdict(float)
        for origin, weight in zip(self.origins, weights, strict=True):
            if weight:
                holding[origin] += weight
                parent = origin.getparent()
                if parent is not None:
                    parents[parent] += weight
        for parent, weight in parents.items():
            for box in (parent, *parent.iterancestors()):
                holding[box] += weight
        return holding

    def _lead(self, headline: str, first: int) -> set[int]:
        """Blocks between the headline and the text that sum the article up."""
        top = next((at for at in range(first, -1, -1) if self._is_headline(at, headline)), first)
        return {
            at
            for at in range(top + 1, min(first, top + _LEAD_BLOCKS))
            if self.linked[at] < 0.3
            and _LEAD_WORDS[0] <= len(self.texts[at].split()) <= _LEAD_WORDS[1]
            and (self.blocks[at].kind == Block.HEADING or self.squeezed[at] in self.described)
        }

    def _is_headline(self, at: int, headline: str) -> bool:
        heading = self.blocks[at].kind == Block.HEADING
        return heading and bool(headline) and self.squeezed[at] == headline

    def _weight(self, at: int) -> float:
        """How much a block counts in the search for the box of the body: links not, labels less."""
        unlinked = self.sizes[at] * max(0.0, 1 - 2 * self.linked[at])
        if self.blocks[at].kind in (Block.TABLE_ROW, Block.LIST_ITEM) or self._is_prose(at):
            return unlinked
        return unlinked * _LABEL_WEIGHT

    def _below(self, headline: str, voted: list[bool]) -> list[bool]:
        """The votes without those above the headline, where most of them are below it."""
        sizes = [size if vote else 0 for size, vote in zip(self.sizes, voted, strict=True)]
        above = [0, *accumulate(sizes)]
        for top in range(len(voted) - 1, -1, -1):
            below = above[-1] - above[top]
            if self._is_headline(top, headline) and below > _BELOW * above[-1]:
                return [vote and at >= top for at, vote in enumerate(voted)]
        return voted

    def _body(self, holding: dict[etree._Element, float], total: float) -> etree._Element:
        enough = [box for box, size in holding.items() if size >= _BODY_SHARE * total]
        return max(enough, key=lambda box: sum(1 for _ in box.iterancestors()))

    def _side_boxes(
        self, body: etree._Element, holding: dict[etree._Element, float], total: float
    ) -> list[bool]:
        """Which blocks stand in a box that is beside the article; each box is judged once."""
        known = {body: False, **dict.fromkeys(self._cards(), True)}

        def is_side(box: etree._Element) -> bool:
            if holding[box] > _SIDE_SHARE * total:
                return False
            named = is_side_box(box) or (not holding[box] and is_extra_box(box))
            return named and not _shows_quote(box)

        verdicts = []
        for origin in self.origins:
            way: list[etree._Element] = []
            one: etree._Element | None = origin
            while one is not None and one not in known:
                way.append(one)
                one = one.getparent()
            verdict = known[one] if one is not None else False
            for box in reversed(way):
                verdict = known[box] = verdict or is_side(box)
            verdicts.append(verdict)
        return verdicts

    def _cards(self) -> Iterator[etree._Element]:
        """Boxes named for a card whose heading is a link to another page."""
        for at, block in enumerate(self.blocks):
            if block.kind == Block.HEADING and self.linked[at] > 0.9:
                for box in islice(self.origins[at].iterancestors(), _CARD_DEPTH):
                    if is_card(box):
                        yield box

    def _holder(self, at: int) -> etree._Element | None:
        """The box that holds a block, or the list or table it is in, beside others."""
        unit = self.origins[at]
        for box in self.origins[at].iterancestors():
            if unit.tag not in _PART_OF_UNIT and box.tag not in _UNITS:
                return box
            unit = box
        return None

    def _is_full(self, at: int) -> bool:
        """Whether a block before or after all others of the article may be one of it too."""
        if self.blocks[at].kind is Block.TABLE_ROW:
            return self.linked[at] < 0.5
        return self._is_prose(at)

    def _is_prose(self, at: int) -> bool:
        text = self.texts[at]
        return (
            self.blocks[at].kind in (Block.PARAGRAPH, Block.QUOTE)
            and self.linked[at] < 0.5
            and len(text.split()) >= _PROSE_WORDS
            and is_sentence(text)
        )

    def _belongs(self, at: int) -> bool:
        """Whether a block between others of the article is likely one of it too."""
        kind = self.blocks[at].kind
        if kind in (Block.TABLE_ROW, Block.QUOTE, Block.PREFORMATTED):
            return True
        if kind in (Block.LIST_ITEM, Block.HEADING):
            return self.linked[at] < 0.5
        return self._is_prose(at)


def _within(body: etree._Element, boxes: list[etree._Element]) -> list[bool]:
    """Which boxes are ``body`` or stand in it; each box above them is looked at once."""
    known = {body: True}
    verdicts = []
    for box in boxes:
        way: list[etree._Element] = []
        one: etree._Element | None = box
        while one is not None and one not in known:
            way.append(one)
            one = one.getparent()
        verdict = one is not None and known[one]
        known.update(dict.fromkeys(way, verdict))
        verdicts.append(verdict)
    return verdicts


def _shows_quote(box: etree._Element) -> bool:
    """Whether a box does little but show a quoted post, as embeds of social networks do."""
    quote = next(box.iter("blockquote"), None)
    if quote is None or box not in (quote, *islice(quote.iterancestors(), _EMBED_DEPTH)):
        return False
    return 2 * len("".join(quote.itertext()).split()) > len("".join(box.itertext()).split())
