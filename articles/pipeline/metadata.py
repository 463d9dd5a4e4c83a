"""What a page says about its article outside the text: JSON-LD, meta elements, bylines.

Each source is read on its own; the order in which they are trusted is in the
``_choose_*`` functions and nowhere else. Does not look for the body.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from itertools import islice
from urllib.parse import urlsplit

from lxml import etree

from articles.pipeline.bylines import is_body, merge_bylines
from articles.pipeline.dates import Moment
from articles.pipeline.extraction import ArticleKind, Image
from articles.pipeline.linked_data import find_breadcrumb, named_people, texts
from articles.pipeline.page_addresses import read_canonical, read_other_urls
from articles.pipeline.page_dates import read_published, read_updated
from articles.pipeline.page_image import read_image
from articles.pipeline.page_kind import read_kind
from articles.pipeline.page_sources import Sources, is_small, visible_text
from articles.pipeline.paywall import has_gate, is_locked
from articles.text.normal import one_line

_AUTHOR_META = (
    "author", "article:author", "og:article:author", "byl", "parsely-author", "sailthru.author",
    "dc.creator", "dcterms.creator", "dc.creator.name", "article:author_name", "cxenseparse:author",
    "authors", "citation_author",
)  # fmt: skip
_SUMMARY_META = ("description", "og:description", "twitter:description", "dc.description")
_SECTION_META = (
    "article:section", "og:article:section", "parsely-section", "section", "cxenseparse:category",
    "category", "dc.subject.section",
)  # fmt: skip
_BYLINE_CLASS = re.compile(
    r"[bB]yline|author[-_]name|article(?:-|__)author|authors|(?:entry|post)-author"
)
_BYLINE_TEST = (
    "@rel='author' or contains(concat(' ', @itemprop, ' '), ' author ') or "
    "contains(@data-testid, 'byline')"
)
#: Places named for a byline, and top headings, that are looked at.
_MOST_BYLINES, _MOST_HEADINGS = 60, 30
#: A number or a user's name is nobody's byline.
_HANDLE = re.compile(r"\d+$|@|\S*[\d_]\S*$|[a-z]+(?:\.[a-z]+)+$")
_WORD = re.compile(r"\w+")
_SEPARATOR = re.compile(r"\s+[|–—·»:•-]+\s+|\s*\|\s*")


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
    other_urls: tuple[str, ...] = ()
    image: Image | None = None
    #: The article's text as JSON-LD gives it, without paragraphs; often missing.
    body: str = ""
    #: What the page's head says the article is about, in the ways it says it.
    summaries: frozenset[str] = frozenset()
    kind: ArticleKind = ArticleKind.ARTICLE
    #: Whether the outlet says it is not free to read, and whether a box says so in the text.
    locked: bool = False
    gated: bool = False


def read_metadata(root: etree._Element, url: str) -> Metadata:
    """Read the metadata of a parsed page whose address is ``url``."""
    sources = Sources.read(root, url)
    kind = read_kind(sources)
    site, canonical = _choose_site_name(sources), read_canonical(sources)
    return Metadata(
        headline=_choose_headline(sources, site),
        bylines=_choose_bylines(sources, site, kind),
        published=read_published(sources),
        updated=read_updated(sources),
        section=_choose_section(sources),
        language=_choose_language(sources),
        site_name=site,
        canonical=canonical,
        other_urls=read_other_urls(sources, canonical),
        image=read_image(sources),
        body=max(texts(sources.article, "articleBody"), key=len, default=""),
        summaries=frozenset(
            [*sources.values(_SUMMARY_META), *texts(sources.article, "description")]
        ),
        kind=kind,
        locked=is_locked(sources),
        gated=has_gate(sources),
    )


def _choose_headline(sources: Sources, site: str) -> str:
    """The page's own top heading where it is the article's, else what the metadata calls it."""
    said = [
        *texts(sources.article, "headline"),
        *sources.values(("og:title", "twitter:title", "dc.title", "title", "headline")),
        *(one_line(" ".join(title.itertext())) for title in sources.root.iter("title")),
        *texts(sources.article, "name"),
    ]
    said = [name for text in said if (name := _without_site(one_line(text), site, sources.url))]
    headings = [
        text
        for heading in islice(sources.root.iter("h1"), _MOST_HEADINGS)
        if (text := visible_text(heading)) and len(text) < 300
    ]
    for heading in headings:
        if any(_alike(heading, name) for name in said):
            return _without_kicker(heading, said)
    if said:
        if len(headings) == 1 and len(headings[0].split()) >= 4:
            return headings[0]
        return said[0]
    return max(headings, key=len, default="")


def _without_kicker(heading: str, said: list[str]) -> str:
    """Take off what stands before a bar in a heading where the metadata goes without it."""
    kicker = re.match(r"[^|]{2,30}\s\|\s+", heading)
    rest = heading[kicker.end() :] if kicker else heading
    return rest if _squeeze(rest) in map(_squeeze, said) else heading


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


def _choose_site_name(sources: Sources) -> str:
    publisher = sources.article.get("publisher")
    named = texts(publisher, "name") if isinstance(publisher, Mapping) else []
    return sources.first("og:site_name", "application-name") or next(iter(named), "")


def _choose_bylines(sources: Sources, site: str, kind: ArticleKind) -> tuple[str, ...]:
    """People first, from whichever source names some; then bodies that sign; never the outlet."""
    linked = [one_line(name) for name in named_people(sources.article.get("author"))]
    metas = [text for text in sources.values(_AUTHOR_META) if "://" not in text]
    publisher = sources.article.get("publisher")
    own = {_squeeze(name) for name in (site, *named_people(publisher))}
    signed: list[list[str]] = []
    # On a live blog the bylines shown are of posts, not of the whole.
    shown = (None,) if kind is not ArticleKind.LIVE else ()
    for source in (linked, metas, *shown):
        # The page itself is asked last, and only where need be: it costs most.
        said = _shown_bylines(sources) if source is None else source
        named = [name for name in merge_bylines(said) if _squeeze(name) not in own]
        if any(not is_body(name) for name in named):
            return tuple(named)
        signed.append(named)
    # Of outlets and offices, the one that readers see signs.
    if first := next((named for named in reversed(signed) if named), None):
        return tuple(first)
    bodies = (text for text in (*linked, *metas) if 2 < len(text) < 60 and not _HANDLE.match(text))
    return tuple(dict.fromkeys(bodies))[:1]


def _shown_bylines(sources: Sources) -> list[str]:
    """The page's first byline: the links in it, which are names alone, else all its words."""
    for found in filter(
        is_small, sources.named(_BYLINE_CLASS, ("byline", "author"), _BYLINE_TEST)[:_MOST_BYLINES]
    ):
        links = [visible_text(link) for link in found.iter("a") if link is not found]
        for names in (links, [visible_text(found)[:300]]):
            if merge_bylines(names):
                return names
    return []


def _choose_section(sources: Sources) -> str:
    candidates = [
        *texts(sources.article, "articleSection"),
        *sources.values(_SECTION_META),
        *find_breadcrumb(sources.nodes),
    ]
    return next((text for text in map(one_line, candidates) if 1 < len(text) <= 40), "")


def _choose_language(sources: Sources) -> str:
    candidates = (
        sources.root.get("lang") or "",
        *texts(sources.article, "inLanguage"),
        *sources.values(("og:locale", "content-language", "language", "dc.language")),
    )
    for text in candidates:
        if found := re.match(r"\s*([a-zA-Z]{2,3})(?:[-_]|\s*$|,)", text):
            return found.group(1).lower()
    return ""
