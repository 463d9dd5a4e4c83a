"""trafilatura, asked for its choice of a page's text, and its element names as HTML's.

What it says is a first opinion; ``choose_body`` makes the choice.
"""

from __future__ import annotations

import logging
import re

from lxml import etree
from trafilatura import bare_extraction
from trafilatura.settings import Extractor

# Links are not asked for: it weighs text by how much of it is links, and loses paragraphs
# when it keeps them. As XML, it does not write out a text that nobody reads.
_SETTINGS = Extractor(output_format="xml", fast=True, comments=False, links=False, tables=True)
logging.getLogger("trafilatura").setLevel(logging.CRITICAL)


def first_choice(root: etree._Element, url: str) -> etree._Element | None:
    """Return the text it finds on a parsed page, in elements of its own; None if none."""
    try:
        guess = bare_extraction(root, url=url or None, options=_SETTINGS)
    except Exception:  # whatever the library trips over, there is no body
        return None
    return getattr(guess, "body", None)


_RENAMED = {
    "list": "ul",
    "item": "li",
    "quote": "blockquote",
    "row": "tr",
    "cell": "td",
    "lb": "br",
}
_STYLES = {"#b": "strong", "#i": "em", "#t": "code"}


def as_html(body: etree._Element) -> etree._Element:
    """Turn trafilatura's element names back into HTML's."""
    for element in list(body.iter("*")):
        tag, rend = element.tag, element.get("rend") or ""
        if tag == "head":
            element.tag = rend if re.fullmatch(r"h[1-6]", rend) else "h2"
        elif tag == "list" and rend == "ol":
            element.tag = "ol"
        elif tag == "hi":
            element.tag = _STYLES.get(rend, "span")
        elif tag == "code":
            element.tag = "pre" if "\n" in "".join(element.itertext()) else "code"
        elif tag in _RENAMED:
            element.tag = _RENAMED[tag]
    body.tag = "div"
    return body
