"""An article's lead picture: its address, what it shows and whose it is."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import Any
from urllib.parse import urljoin, urlsplit

from lxml import etree

from articles.pipeline.extraction import Image
from articles.pipeline.furniture import read_credit
from articles.pipeline.linked_data import named_people, texts
from articles.pipeline.page_sources import Sources, visible_text
from articles.text.normal import one_line

_NO_PICTURE = re.compile(r"logo|placeholder|default[-_.]|favicon|blank\.|spacer|avatar", re.I)


def read_image(sources: Sources) -> Image | None:
    """The picture the page puts forward for sharing, else the first its data names."""
    linked = list(_linked_images(sources.article.get("image")))
    said = sources.first("og:image", "og:image:url", "og:image:secure_url", "twitter:image")
    caption, credit = next(((caption, credit) for _, caption, credit in linked), ("", ""))
    for url in (said, *(address for address, _, _ in linked)):
        try:
            address = urljoin(sources.url, url)
            name = urlsplit(address).path
        except ValueError:
            continue
        if url and address.startswith(("http://", "https://")) and not _NO_PICTURE.search(name):
            alt, shown_caption, shown_credit = _picture_on_page(sources.root, name)
            said_alt = sources.first("og:image:alt", "twitter:image:alt")
            return Image(
                address, alt or said_alt or caption or shown_caption, credit or shown_credit
            )
    return None


def _linked_images(image: Any, depth: int = 0) -> Iterator[tuple[str, str, str]]:
    if isinstance(image, str):
        yield image, "", ""
    elif isinstance(image, Mapping):
        words = [*texts(image, "caption"), *texts(image, "description"), ""]
        credits = [*texts(image, "creditText"), *named_people(image.get("author")), ""]
        for url in texts(image, "url") or texts(image, "contentUrl"):
            yield url, one_line(words[0])[:400], one_line(credits[0])[:200]
    elif isinstance(image, list) and depth < 2:
        for one in image[:10]:
            yield from _linked_images(one, depth + 1)


def _picture_on_page(root: etree._Element, path: str) -> tuple[str, str, str]:
    """Alt text, caption and credit of the picture named as ``path``, else of the first figure."""
    stem = path.rsplit("/", 1)[-1].split(".")[0].lower()
    pictures = [
        image
        for image in root.iter("img")
        if len(stem) > 5
        and stem in f"{image.get('src')} {image.get('data-src')} {image.get('srcset')}".lower()
    ]
    alt = one_line(next((image.get("alt") for image in pictures if image.get("alt")), "") or "")
    figure = next(
        (found for image in pictures for found in image.iterancestors("figure")),
        None if pictures else next(root.iter("figure"), None),
    )
    if figure is None:
        return alt, "", ""
    captions = [visible_text(found) for found in figure.iter("figcaption")]
    for found in figure.xpath(".//*[contains(@class,'credit') or contains(@class,'Credit')]"):
        words = visible_text(found)
        if 2 < len(words) < 160:
            label = read_credit(words)
            return alt, captions[0][:400] if captions else "", label[0] if label else words
    for caption in captions:
        if credit := read_credit(caption):
            return alt, credit[1], credit[0]
    return alt, captions[0][:400] if captions else "", ""
