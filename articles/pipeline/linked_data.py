"""JSON-LD as outlets really write it: broken, nested, repeated.

Finds the nodes and reads plain values from them; does not know what is trusted.
"""

from __future__ import annotations

import html
import json
import re
from collections.abc import Iterator, Mapping
from typing import Any

from lxml import etree

Node = Mapping[str, Any]

_ARTICLE = re.compile(
    r"(?:Article|BlogPosting|LiveBlogPosting|Report|Review|AdvertiserContentArticle)$"
)
_TRAILING_COMMA = re.compile(r",\s*(?=[}\]])")
_MAX_SCRIPT = 2_000_000
_MAX_NODES = 400


def read_nodes(root: etree._Element) -> list[Node]:
    """Every object with a type in the page's JSON-LD, outer before inner, at most 400."""
    nodes: list[Node] = []
    for script in root.iter("script"):
        if "ld+json" in (script.get("type") or "") and script.text:
            for node in _walk(_load(script.text[:_MAX_SCRIPT])):
                nodes.append(node)
                if len(nodes) >= _MAX_NODES:
                    return nodes
    return nodes


def find_article(nodes: list[Node], url: str, title: str) -> Node:
    """The node of the page's own article, empty if there is none.

    Where a page describes several, the one with its address or its title wins,
    then the one that has a date, then the first.
    """
    articles = [
        node for node in nodes if any(_ARTICLE.search(kind) for kind in texts(node, "@type"))
    ]
    path = url.split("?")[0].split("#")[0].rstrip("/")

    def rank(node: Node) -> int:
        places = " ".join(
            [*texts(node, "url"), *texts(node, "mainEntityOfPage"), *texts(node, "@id")]
        )
        named = bool(title) and any(
            title in head or head in title for head in texts(node, "headline")
        )
        placed = bool(path) and path.split("://")[-1] in places
        # The posts of a live blog have its address too, and often its title.
        live = "LiveBlogPosting" in texts(node, "@type")
        return 8 * live + 4 * placed + 2 * named + ("datePublished" in node)

    return max(articles, key=rank, default={})


def find_breadcrumb(nodes: list[Node]) -> list[str]:
    """Names on the trail to the page, the first level under the front page first."""
    for node in nodes:
        if "BreadcrumbList" in texts(node, "@type"):
            steps = node.get("itemListElement")
            names: list[str] = []
            for step in steps[:6] if isinstance(steps, list) else []:
                if isinstance(step, Mapping):
                    item = step.get("item")
                    inner = texts(item, "name") if isinstance(item, Mapping) else []
                    names += (texts(step, "name") or inner)[:1]
            return [name for name in names[:-1] if name.lower() not in ("home", "homepage", "news")]
    return []


def texts(node: Mapping[str, Any], key: str) -> list[str]:
    """The strings under ``key``: one, several, or what names the objects there."""
    value = node.get(key)
    found = []
    for one in value[:50] if isinstance(value, list) else [value]:
        if isinstance(one, Mapping):
            one = one.get("@value") or one.get("@id") or one.get("name") or one.get("alternateName")
        if isinstance(one, str) and one.strip():
            found.append(html.unescape(one).strip())
    return found


def named_people(author: Any, depth: int = 0) -> Iterator[str]:
    """The names under an ``author``: a string, a node, or lists of them."""
    if isinstance(author, str):
        yield author
    elif isinstance(author, Mapping):
        yield from texts(author, "name")
    elif isinstance(author, list) and depth < 3:
        for one in author[:20]:
            yield from named_people(one, depth + 1)


def _load(script: str) -> Any:
    """Read a script's JSON, mending what outlets commonly break; None where that fails."""
    script = script.strip().removeprefix("<!--").removesuffix("-->").strip()
    script = script.replace("/*<![CDATA[*/", "").replace("/*]]>*/", "")
    script = script.replace("//<![CDATA[", "").replace("//]]>", "").strip().rstrip(";")
    for text in (script, _TRAILING_COMMA.sub("", script)):
        try:
            return json.loads(text, strict=False)
        except (ValueError, RecursionError):
            continue
    return None


def _walk(value: Any) -> Iterator[Node]:
    """Every object with a type inside ``value``, without recursion, outer first."""
    waiting, seen = [value], 0
    while waiting and seen < 5000:
        one = waiting.pop(0)
        seen += 1
        if isinstance(one, Mapping):
            if "@type" in one:
                yield one
            waiting.extend(inner for inner in one.values() if isinstance(inner, (list, Mapping)))
        elif isinstance(one, list):
            waiting.extend(inner for inner in one if isinstance(inner, (list, Mapping)))
