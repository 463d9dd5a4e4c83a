"""What a page says about its article outside the text: JSON-LD, meta elements, bylines.

Each source is read on its own; the order in which they are trusted is in the
``_choose_*`` functions and nowhere else. Does not look for the body.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import urljoin, urlsplit

from lxml import etree

from articles.pipeline.addresses import canonical_url, same_site
from articles.pipeline.bylines import is_body, merge_bylines
from articles.pipeline.dates import Moment, first_credible, parse_moment
from articles.pipeline.extraction import Image
from articles.pipeline.furniture import read_credit
from articles.pipeline.linked_data import Node, find_article, find_breadcrumb, read_nodes, texts
from articles.text.normal import one_line

_DATE_META = (
    "article:published_time", "og:article:published_time", "article:published", "og:published_time",
    "datepublished", "parsely-pub-date", "sailthru.date", "pubdate", "publishdate",
    "publish-date", "publication_date", "date.issued", "dc.date.issued", "dcterms.created",
    "dc.date", "dc.date.created", "cxenseparse:recs:publishtime", "originalpublicationdate",
    "rnews:datepublished", "article.published", "published-date", "date", "last-modified-date",
)  # fmt: skip
_UPDATE_META = (
    "article:modified_time", "og:updated_time", "datemodified", "article:updated",
    "lastmod", "last-modified", "dcterms.modified", "dc.date.modified",
)  # fmt: skip
_AUTHOR_META = (
    "author", "article:author", "og:article:author", "byl", "parsely-author", "sailthru.author",
    "dc.creator", "dcterms.creator", "dc.creator.name", "article:author_name", "cxenseparse:author",
    "authors", "citation_author",
)  # fmt: skip
_SECTION_META = (
    "article:section", "og:article:section", "parsely-section", "section", "cxenseparse:category",
    "category", "dc.subject.section",
)  # fmt: skip
_URL_DATE = re.compile(r"/((?:19|20)\d\d)[/-]?(0[1-9]|1[0-2]|[a-z]{3})[/-]?([0-3]\d)(?=\D|$)")
_BYLINE_XPATH = etree.XPath(
    "//*[@rel='author' or contains(concat(' ', @itemprop, ' '), ' author ') or "
    "contains(@class, 'byline') or contains(@class, 'Byline') or contains(@class, 'author-name') "
    "or contains(@class, 'author_name') or contains(@class, 'article-author') or "
    "contains(@class, 'authors') or "
    "contains(@class, 'article__author') or contains(@class, 'entry-author') or "
    "contains(@data-testid, 'byline') or contains(@class, 'post-author')]"
)
_DATED_XPATH = etree.XPath(
    "//*[contains(@class, 'date') or contains(@id, 'date') or contains(@class, 'timestamp') or "
    "contains(@class, 'publish')][string-length(normalize-space()) < 80]"
)
_TIME_XPATH = etree.XPath(
    "//*[contains(@itemprop, 'datePublished')] | //article//time[@datetime] | "
    "//main//time[@datetime] | //header//time[@datetime] | //time[@pubdate] | //time[@datetime]"
)
_WORD = re.compile(r"\w+")
_SEPARATOR = re.compile(r"\s+[|–—·»:•-]+\s+|\s*\|\s*")
_NO_PICTURE = re.compile(r"logo|placeholder|default[-_.]|favicon|blank\.|spacer|avatar", re.I)


@dataclass(slots=True)
class Metadata:
    """What a page says about its article; unknown strings are empty."""

    headline: str = ""
    bylines: tuple[str, ...] = ()
    published: Moment | None = None
    updated: Moment | None = None
    section: str = ""
    language: str = ""
    site_name: str = ""
    canonical: str = ""
    image: Image | None = None
    #: The article's text as JSON-LD gives it, without paragraphs; often missing.
    body: str = ""
    free: bool = True


@dataclass(slots=True)
class _Sources:
    root: etree._Element
    url: str
    meta: dict[str, list[str]] = field(default_factory=dict)
    article: Node = field(default_factory=dict)
    nodes: list[Node] = field(default_factory=list)

    def first(self, *names: str) -> str:
        """The first value of the first of these meta elements that has one."""
        return next((self.meta[name][0] for name in names if self.meta.get(name)), "")


def read_metadata(root: etree._Element, url: str) -> Metadata:
    """Read the metadata of a parsed page whose address is ``url``."""
    sources = _Sources(root, url, meta=_read_meta(root), nodes=read_nodes(root))
    title = sources.first("og:title", "twitter:title")
    sources.article = find_article(sources.nodes, url, title)
    site = _choose_site_name(sources)
    return Metadata(
        headline=_choose_headline(sources, site),
        bylines=_choose_bylines(sources, site),
        published=_choose_published(sources),
        updated=_first_moment(
            [*texts(sources.article, "dateModified"), *_values(sources, _UPDATE_META)]
        ),
        section=_choose_section(sources),
        language=_choose_language(sources),
        site_name=site,
        canonical=_choose_canonical(sources),
        image=_choose_image(sources),
        body=max(texts(sources.article, "articleBody"), key=len, default=""),
        free=str(sources.article.get("isAccessibleForFree", True)).lower() != "false",
    )


def _read_meta(root: etree._Element) -> dict[str, list[str]]:
    """Meta elements by lower-case name, values cleaned, in the page's order."""
    found: dict[str, list[str]] = {}
    for element in root.iter("meta"):
        content = one_line(element.get("content") or "")
        for key in ("property", "name", "itemprop", "http-equiv"):
            if content and (name := element.get(key)):
                found.setdefault(name.strip().lower(), []).append(content)
    return found


def _values(sources: _Sources, names: Iterable[str]) -> Iterator[str]:
    return (value for name in names for value in sources.meta.get(name, ()))


def _first_moment(candidates: Iterable[str]) -> Moment | None:
    return first_credible(map(parse_moment, candidates))


def _choose_headline(sources: _Sources, site: str) -> str:
    """The page's own top heading where it is the article's, else what the metadata calls it."""
    said = [
        *texts(sources.article, "headline"),
        *_values(sources, ("og:title", "twitter:title", "dc.title", "title", "headline")),
        *(one_line(" ".join(title.itertext())) for title in sources.root.iter("title")),
        *texts(sources.article, "name"),
    ]
    said = [name for text in said if (name := _without_site(one_line(text), site, sources.url))]
    headings = [
        text
        for heading in sources.root.iter("h1")
        if (text := _visible_text(heading)) and len(text) < 300
    ]
    for heading in headings:
        if any(_alike(heading, name) for name in said):
            return heading
    if said:
        if len(headings) == 1 and len(headings[0].split()) >= 4:
            return headings[0]
        return said[0]
    return max(headings, key=len, default="")


_APART = frozenset({"br", "p", "div", "li", "td", "h1", "h2", "h3", "section", "time", "button"})


def _visible_text(element: etree._Element) -> str:
    """The words of an element on one line; a space only where the page shows one."""
    parts: list[str] = []
    for event, node in etree.iterwalk(element, events=("start", "end")):
        if not isinstance(node.tag, str):
            continue
        if node.tag in _APART:
            parts.append(" ")
        hidden = node.tag in ("script", "style", "svg")
        text = node.tail if event == "end" and node is not element else None
        if event == "start" and not hidden:
            text = node.text
        parts.append(text or "")
    return one_line("".join(parts))


def _alike(one: str, other: str) -> bool:
    """Whether two headlines share half the words of the longer or nearly all of the shorter."""
    words, others = set(_WORD.findall(one.lower())), set(_WORD.findall(other.lower()))
    shared = len(words & others)
    small, large = sorted((len(words), len(others)))
    return shared >= 1 and (shared >= 0.5 * large or (small >= 3 and shared >= 0.8 * small))


def _without_site(title: str, site: str, url: str) -> str:
    """Take the outlet's name off either end of a page title."""
    names = {_squeeze(site), *_host_names(url)} - {""}
    for _ in range(2):
        parts = list(_SEPARATOR.finditer(title))
        if parts and _names_site(title[parts[-1].end() :], names):
            title = title[: parts[-1].start()]
        elif parts and _names_site(title[: parts[0].start()], names):
            title = title[parts[0].end() :]
        else:
            break
    title = re.sub(r"^Opinion\s*:\s*|^[^|]{2,20}\s\|\s+(?=.{25})", "", title)
    return "" if _squeeze(title) in names else title.strip()


def _names_site(part: str, names: set[str]) -> bool:
    squeezed = _squeeze(part)
    return squeezed in names or any(
        len(name) > 3
        and len(squeezed) > 2
        and (name in squeezed or squeezed in name)
        and len(squeezed) <= len(name) + 12
        for name in names
    )


def _squeeze(text: str) -> str:
    return "".join(_WORD.findall(text.lower().removeprefix("the ")))


def _host_names(url: str) -> set[str]:
    try:
        labels = (urlsplit(url).hostname or "").split(".")
    except ValueError:
        return set()
    return {label.replace("-", "") for label in labels[:-1] if len(label) > 3 and label != "www"}


def _choose_site_name(sources: _Sources) -> str:
    publisher = sources.article.get("publisher")
    named = texts(publisher, "name") if isinstance(publisher, Mapping) else []
    return sources.first("og:site_name", "application-name") or next(iter(named), "")


def _choose_bylines(sources: _Sources, site: str) -> tuple[str, ...]:
    """People first, from whichever source names some; then bodies that sign; never the outlet."""
    linked = [one_line(name) for name in _linked_authors(sources.article.get("author"))]
    metas = [text for text in _values(sources, _AUTHOR_META) if "://" not in text]
    own = {_squeeze(site)}
    signed: list[list[str]] = []
    for source in (linked, metas, None):
        # The page itself is asked last, and only where need be: it costs most.
        said = _shown_bylines(sources.root) if source is None else source
        named = [name for name in merge_bylines(said) if _squeeze(name) not in own]
        if any(not is_body(name) for name in named):
            return tuple(named)
        signed.append(named)
    if first := next((named for named in signed if named), None):
        return tuple(first)
    bodies = (text for text in (*linked, *metas) if 2 < len(text) < 60 and not text.isdigit())
    return tuple(dict.fromkeys(bodies))[:1]


def _shown_bylines(root: etree._Element) -> list[str]:
    """The page's first byline: the links in it, which are names alone, else all its words."""
    for found in _BYLINE_XPATH(root):
        links = [_visible_text(link) for link in found.iter("a") if link is not found]
        for names in (links, [_visible_text(found)[:300]]):
            if merge_bylines(names):
                return names
    return []


def _linked_authors(author: Any, depth: int = 0) -> Iterator[str]:
    if isinstance(author, str):
        yield author
    elif isinstance(author, Mapping):
        yield from texts(author, "name")
    elif isinstance(author, list) and depth < 3:
        for one in author[:20]:
            yield from _linked_authors(one, depth + 1)


def _choose_published(sources: _Sources) -> Moment | None:
    shown = (
        found.get("datetime") or found.get("content") or one_line(" ".join(found.itertext()))
        for found in _TIME_XPATH(sources.root)[:5]
    )
    candidates = [
        *texts(sources.article, "datePublished"),
        *texts(sources.article, "dateCreated"),
        *_values(sources, _DATE_META),
    ]

    def moments() -> Iterator[Moment | None]:
        yield from map(parse_moment, [*candidates, *shown])
        yield _date_in_url(sources.url)
        dated = (_visible_text(found) for found in _DATED_XPATH(sources.root)[:20])
        yield from map(parse_moment, dated)

    return first_credible(moments())


def _date_in_url(url: str) -> Moment | None:
    found = _URL_DATE.search(url.lower())
    if not found:
        return None
    year, month, day = found.groups()
    return parse_moment(f"{year}-{month}-{day}" if month.isdigit() else f"{day} {month} {year}")


def _choose_section(sources: _Sources) -> str:
    candidates = [
        *texts(sources.article, "articleSection"),
        *_values(sources, _SECTION_META),
        *find_breadcrumb(sources.nodes),
    ]
    return next((text for text in map(one_line, candidates) if 1 < len(text) <= 40), "")


def _choose_language(sources: _Sources) -> str:
    candidates = (
        sources.root.get("lang") or "",
        *texts(sources.article, "inLanguage"),
        *_values(sources, ("og:locale", "content-language", "language", "dc.language")),
    )
    for text in candidates:
        if found := re.match(r"\s*([a-zA-Z]{2,3})(?:[-_]|\s*$|,)", text):
            return found.group(1).lower()
    return ""


def _choose_canonical(sources: _Sources) -> str:
    """The address the page gives itself, unless it points to another site or to the front page."""
    links = (
        link.get("href") or ""
        for link in sources.root.iter("link")
        if "canonical" in (link.get("rel") or "").lower().split()
    )
    for text in (*links, *_values(sources, ("og:url",))):
        try:
            url = urljoin(sources.url, text.strip())
            front = urlsplit(url).path in ("", "/") and urlsplit(sources.url).path not in ("", "/")
        except ValueError:
            continue
        right = same_site(url, sources.url) if sources.url else True
        if url.startswith(("http://", "https://")) and right and not front:
            return canonical_url(url)
    return canonical_url(sources.url)


def _choose_image(sources: _Sources) -> Image | None:
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
        credits = [*texts(image, "creditText"), *_linked_authors(image.get("author")), ""]
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
    captions = [_visible_text(found) for found in figure.iter("figcaption")]
    for found in figure.xpath(".//*[contains(@class,'credit') or contains(@class,'Credit')]"):
        words = _visible_text(found)
        if 2 < len(words) < 160:
            label = read_credit(words)
            return alt, captions[0][:400] if captions else "", label[0] if label else words
    for caption in captions:
        if credit := read_credit(caption):
            return alt, credit[1], credit[0]
    return alt, captions[0][:400] if captions else "", ""
