"""Where a page says things about its article: its meta elements, JSON-LD and visible words.

Only reads and cleans; which source is believed is decided by whoever asks.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import islice

from lxml import etree

from articles.pipeline.linked_data import Node, find_article, read_nodes
from articles.text.normal import one_line

_APART = frozenset({"br", "p", "div", "li", "td", "h1", "h2", "h3", "section", "time", "button"})

_NAMES = etree.XPath("//@class | //@id", smart_strings=False)
#: Elements within one that is not small.
_SMALL = 300
#: Most different classes looked for at once.
_MOST_NAMES = 40


@dataclass(frozen=True, slots=True)
class Sources:
    """A parsed page and what its head says. ``article`` is the JSON-LD node of the article."""

    root: etree._Element
    url: str
    #: Contents of meta elements by lower-case name, cleaned, in the page's order.
    meta: dict[str, list[str]]
    nodes: list[Node]
    article: Node
    links: list[etree._Element]
    #: Every class and id on the page, once; each in lower case; and all of those together.
    names: tuple[str, ...]
    low_names: tuple[str, ...]
    all_names: str

    @classmethod
    def read(cls, root: etree._Element, url: str) -> Sources:
        """Gather the sources of a page whose address is ``url``."""
        meta, nodes = _read_meta(root), read_nodes(root)
        title = next((meta[name][0] for name in ("og:title", "twitter:title") if name in meta), "")
        names = tuple(frozenset(_NAMES(root)))
        low_names = tuple(name.lower() for name in names)
        return cls(
            root,
            url,
            meta,
            nodes,
            find_article(nodes, url, title),
            list(root.iter("link")),
            names,
            low_names,
            "\n".join(low_names),
        )

    def named(
        self, pattern: re.Pattern[str], hints: tuple[str, ...], or_else: str = ""
    ) -> list[etree._Element]:
        """The elements with a class or id that ``pattern`` finds, in the page's order.

        Those for which the XPath test ``or_else`` holds are among them. Every name that
        ``pattern`` finds must hold one of the ``hints``, in lower case: they are looked
        for first, since that takes a hundredth of the time.
        """
        if found := [hint for hint in hints if hint in self.all_names]:
            both = zip(self.names, self.low_names, strict=True)
            likely = [name for name, low in both if any(hint in low for hint in found)]
            names = sorted(name for name in likely if pattern.search(name))[:_MOST_NAMES]
        else:
            names = []
        bound = {f"n{at}": name for at, name in enumerate(names)}
        tests = [f"@class=${name} or @id=${name}" for name in bound]
        tests += [or_else] if or_else else []
        found = self.root.xpath(f"//*[{' or '.join(tests)}]", **bound) if tests else []
        return [one for one in found if isinstance(one, etree._Element)]

    def values(self, names: Iterable[str]) -> Iterator[str]:
        """All values of these meta elements, in the order of the names."""
        return (value for name in names for value in self.meta.get(name, ()))

    def first(self, *names: str) -> str:
        """The first value of the first of these meta elements that has one."""
        return next(self.values(names), "")


def is_small(element: etree._Element) -> bool:
    """Whether an element holds so few others that it can be a label, byline or box of a page."""
    return sum(1 for _ in islice(element.iter(), _SMALL)) < _SMALL


def visible_text(element: etree._Element) -> str:
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


def _read_meta(root: etree._Element) -> dict[str, list[str]]:
    """Meta elements by lower-case name, values cleaned, in the page's order."""
    found: dict[str, list[str]] = {}
    for element in root.iter("meta"):
        content = one_line(element.get("content") or "")
        for key in ("property", "name", "itemprop", "http-equiv"):
            if content and (name := element.get(key)):
                found.setdefault(name.strip().lower(), []).append(content)
    return found
