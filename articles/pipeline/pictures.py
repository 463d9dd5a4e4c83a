"""The pictures within an article and what is said under them.

    figures of the page -> those that stand in what was chosen -> where in the final text

Captions are kept beside an article's text, at their places, and are no part of it: who quotes
an article, counts its words or compares two versions of it means what its writers told.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from copy import deepcopy
from dataclasses import dataclass, replace
from itertools import islice
from urllib.parse import urljoin, urlsplit

from lxml import etree

from articles.pipeline.box_names import is_card, is_side_box
from articles.pipeline.extraction import Image, Picture
from articles.pipeline.furniture import is_furniture, read_credit
from articles.pipeline.page_sources import is_small, visible_text
from articles.text.document import Document
from articles.text.normal import one_line

#: Captions looked at on one page, and pictures kept of one article.
_MOST_FIGURES, MOST_PICTURES = 200, 60
#: How many boxes above a caption may be its picture's.
_FIGURE_DEPTH = 4
#: A picture above the text is within so many blocks of its beginning.
_ABOVE = 8
_FEWEST_LETTERS = 8
#: A caption of which this share is links leads elsewhere.
_ALL_LINK = 0.5

_CREDIT_NAME = re.compile(r"credit|copyright|attribution|photographer|source|byline", re.I)
_UNSEEN_NAME = re.compile(r"visually-?hidden|sr-only|screen-reader|toggle|button", re.I)
_LABEL = re.compile(
    r"^(?:image|photo|picture|video) caption[,:]?\s*|\s*(?:toggle|hide) caption$|\s*\.{3}\s*\[\+\]",
    re.I,
)
#: "… said. Credit: Jane Doe", "… said. Jane Doe/Agency", "… said (Jane Doe/Agency)".
_NAMED = re.compile(r"(?P<caption>.*?)\s*\bcredits?\s*(?::|…|\.\.\.)\s*(?P<credit>.{2,160})", re.I)
_TAIL = re.compile(
    r"(?P<caption>.*[.!?…][”\"’')]*)(?<!\b[A-Z]\.)\s*(?P<credit>(?:[A-Z]\.\s?)*[^.!?…]{2,120})\.?"
)
_BRACKETS = re.compile(
    r"(?P<caption>.*?)\s*[(\[](?P<credit>[A-Z][^()\[\]/]{1,60}/[^()\[\]]{2,60})[)\]]\.?"
)
_NO_PICTURE = re.compile(
    r"logo|placeholder|default[-_.]|favicon|blank\.|spacer|avatar|missing", re.I
)
_ADDRESSES = ("data-src", "data-original", "data-lazy-src", "src")
_SETS = ("data-srcset", "srcset")


@dataclass(frozen=True, slots=True)
class Figure:
    """A caption on a page, and the picture over it."""

    caption: etree._Element
    picture: Picture


def find_figures(root: etree._Element, url: str) -> list[Figure]:
    """The captions of a parsed page with their pictures, in its order.

    To be called before pictures are taken off the tree.
    """
    found = []
    for caption in islice(_captions(root), _MOST_FIGURES):
        if is_small(caption) and not _leads_elsewhere(caption):
            words, credit = _read_caption(caption)
            if sum(map(str.isalpha, words)) >= _FEWEST_LETTERS and not is_furniture(words):
                over = _picture_over(caption, url)
                if over is not None:
                    found.append(Figure(caption, Picture(*over, words, credit)))
    return found


def _captions(root: etree._Element) -> Iterator[etree._Element]:
    """Captions, also those that a widespread system for publishing writes as paragraphs."""
    for one in root.iter("figcaption", "p", "dd"):
        if one.tag == "figcaption" or "wp-caption-text" in (one.get("class") or ""):
            yield one


def _leads_elsewhere(caption: etree._Element) -> bool:
    size = len(visible_text(caption))
    linked = sum(len(visible_text(link)) for link in caption.iter("a"))
    return linked > _ALL_LINK * size


def _read_caption(element: etree._Element) -> tuple[str, str]:
    """What a caption says, and whom it credits."""
    caption = deepcopy(element)
    caption.tail = None
    credit = ""
    for part in list(caption.iterdescendants()):
        name = f"{part.get('class') or ''} {part.get('itemprop') or ''}"
        credits = _CREDIT_NAME.search(name) is not None
        if credits or _UNSEEN_NAME.search(name) or part.tag in ("button", "svg", "script", "style"):
            credit = credit or (visible_text(part) if credits else "")
            _empty(part)
    words = _LABEL.sub("", visible_text(caption))
    words, named = _part(words)
    label = read_credit(credit)
    credit = label[0] if label else credit
    return words, (credit or named).strip("()[] ")


def _part(words: str) -> tuple[str, str]:
    """A caption without the credit it ends in, and that credit."""
    if found := _NAMED.fullmatch(words) or _BRACKETS.fullmatch(words):
        return found["caption"], found["credit"]
    if (found := _TAIL.fullmatch(words)) and (credit := read_credit(found["credit"])):
        return found["caption"], credit[0]
    credit = read_credit(words)
    return (credit[1], credit[0]) if credit else (words, "")


def _empty(part: etree._Element) -> None:
    """Take what an element says off the tree, and leave what follows it."""
    for child in list(part):
        part.remove(child)
    part.text = None


def _picture_over(caption: etree._Element, url: str) -> tuple[str | None, str] | None:
    """Address and alternative text of the picture that a caption is under; None for a player."""
    for box in islice(caption.iterancestors(), _FIGURE_DEPTH):
        image = next(box.iter("img"), None)
        if image is not None:
            address = next(filter(None, _addresses(image, url)), None)
            return address, one_line(image.get("alt") or "")
        if next(box.iter("iframe", "video", "audio", "object"), None) is not None:
            return None
        if box.tag == "figure":
            break
    return None, ""


def _addresses(image: etree._Element, url: str) -> Iterator[str | None]:
    sets = ((image.get(name) or "").split(",")[-1].strip().split(" ")[0] for name in _SETS)
    for given in (*(image.get(name) or "" for name in _ADDRESSES), *sets):
        try:
            address = urljoin(url, given.strip())
            path = urlsplit(address).path
        except ValueError:
            continue
        if given and address.startswith(("http://", "https://")) and not _NO_PICTURE.search(path):
            yield address


def place_figures(
    figures: Sequence[Figure],
    origins: Sequence[etree._Element],
    keep: Sequence[bool],
    body: etree._Element | None,
) -> list[Picture]:
    """The pictures among the blocks that were kept; ``after`` tells how many are before each.

    ``origins`` has the element each block of the page began in, ``keep`` whether the block was
    kept, ``body`` the box around most of those.
    """
    if body is None or not any(keep):
        return []
    if not figures:
        return []
    waiting = {part: figure for figure in figures for part in figure.caption.iter()}
    first = keep.index(True)
    last = len(keep) - 1 - list(reversed(keep)).index(True)
    seen: list[Figure] = []
    placed, before = [], 0
    for at, origin in enumerate(origins):
        figure = waiting.get(origin)
        if figure is not None and figure not in seen:
            seen.append(figure)
            if first - _ABOVE <= at < last and _is_the_articles(figure.caption, body, at > first):
                placed.append(replace(figure.picture, after=before))
        before += keep[at]
    return placed[:MOST_PICTURES]


def _is_the_articles(caption: etree._Element, body: etree._Element, within: bool) -> bool:
    """Whether a caption stands in no box beside the article, and in its body if it has to."""
    for box in caption.iterancestors():
        if box is body:
            return True
        named = box.tag not in ("figure", "figcaption") and (is_side_box(box) or is_card(box))
        if named and not _is_for_picture(box, caption):
            return False
    return not within


def _is_for_picture(box: etree._Element, caption: etree._Element) -> bool:
    """Whether a box holds nothing but a picture with its caption."""
    return len(visible_text(box)) <= 1.2 * len(visible_text(caption)) if is_small(box) else False


def settle(pictures: Sequence[Picture], found: Document, final: Document) -> tuple[Picture, ...]:
    """Give each picture its place in the ``final`` text: where the block before it ends.

    ``after`` counts blocks of ``found`` on the way in, and code points on the way out. A block
    that is not in the final text is passed over.
    """
    if not pictures:
        return ()
    ends: dict[str, int] = {}
    for block in final.blocks:
        ends.setdefault(final.text[block.start : block.end], block.end)
    place, places = 0, [0]
    for block in found.blocks:
        place = max(place, ends.get(found.text[block.start : block.end], 0))
        places.append(place)
    return tuple(replace(one, after=places[min(one.after, len(places) - 1)]) for one in pictures)


def take_lead(
    image: Image | None, pictures: tuple[Picture, ...]
) -> tuple[Image | None, tuple[Picture, ...]]:
    """Give the lead image the caption of the picture above the text; the others stay.

    A page often puts another cut of it forward for sharing, under another address.
    """
    lead = next((one for one in pictures if image and _same(one.url, image.url)), None)
    if lead is None and pictures and pictures[0].after == 0:
        lead = pictures[0]
    if lead is None:
        return image, pictures
    image = image or Image(lead.url, lead.alt)
    credit = "" if image.credit == lead.caption else image.credit
    image = replace(image, caption=lead.caption, credit=credit or lead.credit)
    return image, tuple(one for one in pictures if one is not lead and not _same(one.url, lead.url))


def _same(one: str | None, other: str | None) -> bool:
    """Whether two addresses are of cuts of one picture, as far as their names tell."""
    if not one or not other:
        return False
    return one == other or (len(name := _stem(one)) > 8 and name == _stem(other))


def _stem(url: str) -> str:
    name = urlsplit(url).path.rsplit("/", 1)[-1].rsplit(".", 1)[0].lower()
    return re.sub(r"(?:[-_]?\d{2,4}x\d{2,4}|[-_](?:scaled|large|small|thumb))+$", "", name)
