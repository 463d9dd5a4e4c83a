"""The addresses a page gives itself: the one it goes by, and others it is known under."""

from __future__ import annotations

from collections.abc import Iterator
from urllib.parse import urljoin, urlsplit

from articles.pipeline.addresses import canonical_url, same_site
from articles.pipeline.page_sources import Sources

#: Most other addresses kept of one page.
_MOST = 10


def read_canonical(sources: Sources) -> str:
    """The address the page gives itself, unless it points to another site or to the front page."""
    said = (*_links(sources, "canonical"), *sources.values(("og:url",)))
    return next(_own(sources, said), canonical_url(sources.url))


def read_other_urls(sources: Sources, canonical: str) -> tuple[str, ...]:
    """The other addresses of the article on its own site, AMP and mobile ones in one form.

    In canonical form, each once, without ``canonical``, the one the article goes by.
    """
    said = (
        *_links(sources, "canonical"),
        *sources.values(("og:url", "twitter:url", "al:web:url")),
        *_links(sources, "amphtml"),
        *_mobile(sources),
        sources.url,
    )
    found = dict.fromkeys(_own(sources, said))
    found.pop(canonical, None)
    return tuple(found)[:_MOST]


def _own(sources: Sources, said: Iterator[str] | tuple[str, ...]) -> Iterator[str]:
    """Those addresses that are of the page's site and no front page, in canonical form."""
    for text in said:
        try:
            url = urljoin(sources.url, text.strip())
            front = urlsplit(url).path in ("", "/") and urlsplit(sources.url).path not in ("", "/")
        except ValueError:
            continue
        right = same_site(url, sources.url) if sources.url else True
        if url.startswith(("http://", "https://")) and right and not front:
            yield canonical_url(url)


def _links(sources: Sources, relation: str) -> Iterator[str]:
    for link in sources.links:
        if relation in (link.get("rel") or "").lower().split():
            yield link.get("href") or ""


def _mobile(sources: Sources) -> Iterator[str]:
    """Addresses of the same page made for small screens, not translations of it or feeds."""
    for link in sources.links:
        named = "alternate" in (link.get("rel") or "").lower().split() and link.get("media")
        if named and not link.get("hreflang") and not link.get("type"):
            yield link.get("href") or ""
