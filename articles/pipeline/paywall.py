"""Whether a page holds only the start of its article, the rest being for subscribers.

Outlets say so in their data, in their meta elements, and in the boxes they show in
place of the text. None is believed alone where the words are there.
"""

from __future__ import annotations

import re
from collections.abc import Mapping

from lxml import etree

from articles.pipeline.linked_data import texts
from articles.pipeline.page_sources import Sources, is_small, visible_text
from articles.text.document import Document

#: A text with fewer words may be the start of one.
_STUB_WORDS = 250
#: So few words are a stub where a box asks to subscribe, however they end.
_TEASER_WORDS = 120
#: A locked section of the page with so many words is there to read.
_SECTION_WORDS = 150

_TIER_META = ("article:content_tier", "og:article:content_tier", "content_tier", "access")
_LOCKED_TIERS = frozenset({"locked", "paid", "premium", "subscriber", "subscribers", "plus"})
_GATE_NAME = re.compile(
    r"pay-?_?wall|reg-?_?wall|meter(?:ed)?-?_?(?:wall|content|gate)|premium-?_?(?:wall|gate|box|teaser)|"
    r"(?:subscri\w+|paid|premium|article|content|member\w*)-?_?(?:gate|barrier|wall|lock(?:ed)?)\b|"
    r"subscriber-?_?only|piano-?(?:inline|container|offer)|tp-container|truncated-?(?:content|article)",
    re.I,
)
_GATE_HINTS = ("wall", "gate", "barrier", "lock", "only", "piano", "tp-", "premium", "truncated")
_GATE_WORDS = re.compile(
    r"\b(?:subscri(?:be|bers?|ption)|sign in|log in|register|already a (?:member|subscriber)|"
    r"unlock|abonn\w+|abo\b|anmelden|s['’]abonner|suscr\w+|abbonat\w+|premium)\b",
    re.I,
)
_CALL = re.compile(
    r"\b(?:(?:subscribe|sign (?:in|up)|log in|register|become a (?:member|subscriber))\b.{0,60}\b"
    r"to (?:continue|keep|read|view|unlock|access)|to (?:continue|keep) reading|(?:continue|keep) "
    r"reading (?:this|with|for)|this (?:article|story|content) is (?:only |exclusively )?"
    r"(?:(?:reserved|available) )?(?:only |exclusively )?(?:for|to) (?:our |paid |registered )?"
    r"(?:subscribers|members)|(?:for|exclusive to) subscribers only|get (?:full|unlimited) access|"
    r"weiterlesen mit|um weiterzulesen|pour lire la suite|réservé aux abonnés|"
    r"para seguir leyendo|per continuare a leggere)\b",
    re.I,
)
_CUT = re.compile(r"(?:…|\.\.\.|\[\u2026\]|\[\.\.\.\])[\"”’)\]]*$")
_ENDED = re.compile(r"[.!?:;。！？][\"'”’»)\]]*$")


def is_locked(sources: Sources) -> bool:
    """Whether the outlet's own data says that the article is not free to read."""
    said = texts_of_access(sources.article)
    if said is not None:
        return not said or (_has_locked_part(sources) and not _shows_locked_part(sources))
    if any(tier.lower() in _LOCKED_TIERS for tier in sources.values(_TIER_META)):
        return True
    return any(texts_of_access(node) is False for node in sources.nodes)


def texts_of_access(node: Mapping[str, object]) -> bool | None:
    """What a node of JSON-LD says of being free: yes, no, or nothing."""
    said = str(node.get("isAccessibleForFree", "")).strip().lower().rsplit("/", 1)[-1]
    return {"true": True, "1": True, "yes": True, "false": False, "0": False, "no": False}.get(said)


def has_gate(sources: Sources) -> bool:
    """Whether a box of the page asks readers to subscribe in place of the text."""
    for box in filter(is_small, sources.named(_GATE_NAME, _GATE_HINTS)[:30]):
        words = visible_text(box)[:600]
        hidden = box.get("hidden") is not None or "display:none" in (
            box.get("style") or ""
        ).replace(" ", "")
        if not hidden and _GATE_WORDS.search(words) and len(words.split()) < 100:
            return True
    return False


def is_stub(document: Document, *, locked: bool, gated: bool) -> bool:
    """Whether ``document`` is only the start of an article.

    ``locked`` and ``gated`` are what :func:`is_locked` and :func:`has_gate` say. A text
    cut off in the middle, or that ends in a call to subscribe, counts as one too.
    """
    words = len(document.text.split())
    if words >= _STUB_WORDS * 2:
        return False
    last = document.text[document.text.rfind("\n\n") + 2 :] if document.text else ""
    cut = bool(_CUT.search(last)) or bool(_CALL.search(last))
    if locked:
        return words < _STUB_WORDS or cut
    return gated and (
        words < _TEASER_WORDS or (words < _STUB_WORDS and (cut or not _ENDED.search(last)))
    )


def _has_locked_part(sources: Sources) -> bool:
    return bool(_locked_selectors(sources))


def _locked_selectors(sources: Sources) -> list[str]:
    return [
        selector
        for node in sources.nodes
        if "WebPageElement" in texts(node, "@type") and texts_of_access(node) is False
        for selector in texts(node, "cssSelector")
    ]


def _shows_locked_part(sources: Sources) -> bool:
    """Whether the part of the page said to be locked is there, with words."""
    for selector in _locked_selectors(sources):
        name = re.fullmatch(r"(?:[a-z]+)?([.#])([\w-]+)", selector.strip())
        if not name:
            continue
        attribute = "class" if name[1] == "." else "id"
        path = f"//*[contains(concat(' ', @{attribute}, ' '), concat(' ', $name, ' '))]"
        found = sources.root.xpath(path, name=name[2])
        boxes = (
            [box for box in found if isinstance(box, etree._Element)]
            if isinstance(found, list)
            else []
        )
        if sum(len("".join(box.itertext()).split()) for box in boxes[:20]) >= _SECTION_WORDS:
            return True
    return False
