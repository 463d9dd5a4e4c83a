"""Whether a feed's entry carries the whole article, so that its page need not be asked.

A guess, and a cautious one: of an article taken for whole that is not, readers lose the
end; of one taken for cut that is not, only a request is lost.
"""

from __future__ import annotations

import re

from articles.pipeline.feed_types import ParsedEntry
from articles.pipeline.furniture import is_furniture
from articles.pipeline.structure import html_to_document
from articles.text.document import Block, Document

#: Fewest words of a text taken for whole, and of one in a single paragraph.
MIN_WORDS = 150
_MIN_WORDS_ALONE = 250
#: How many times longer than the summary the text has to be.
_LONGER = 1.5
#: Characters for a word in scripts that do not part words by spaces.
_CHARACTERS_A_WORD = 2

#: A block of more characters than this is no furniture, and is not looked at for that.
_LONGEST_LABEL = 320

_APPEARED = re.compile(
    r"^the post\b.{1,400}\b(?:first )?appeared (?:first )?(?:on|at)\b.{1,200}$", re.I
)
_CUT_END = re.compile(
    r"(?:\[\s*(?:…|\.\.\.|&hellip;)\s*\]|…|\.\.\.|\[\+?\d* ?(?:more )?chars\]|"
    r"\(\s*more\s*\)|»|→|>>)\W*$"
)
_MORE = re.compile(
    r"\b(?:read|continue|keep|view|see|learn|show)\s+(?:more|reading|on|the\s+(?:full|rest|whole|"
    r"entire|complete|original)\b.{0,40}|full\b.{0,40}|(?:this|the)\s+(?:article|story)\b.{0,60}|"
    r"on\s+\S+|at\s+\S+)\W*(?:.{0,60})$|\bfull (?:story|article|text)\b.{0,40}$|"
    r"\b(?:weiterlesen|mehr lesen|lesen sie mehr|zum artikel|lire la suite|lire plus|"
    r"seguir leyendo|leer m[aá]s|sigue leyendo|continua a leggere|leggi tutto|leia mais|"
    r"lees verder|l[aä]s mer|"
    r"czytaj (?:dalej|wi[eę]cej)|читать далее|читать полностью|続きを読む|阅读全文|繼續閱讀)\b",
    re.I,
)
_SUBSCRIBERS = re.compile(
    r"\b(?:subscribe|subscription|subscribers?|sign in|log in|register)\b.{0,60}\b(?:read|continue|"
    r"full|access|unlock)\b|\b(?:this (?:article|story|post) is (?:only )?for|exclusive(?:ly)? "
    r"for) (?:paid |paying )?(?:subscribers|members)\b",
    re.I,
)
_SENTENCE_END = re.compile(r"[.!?。！？।؟][\"'”’»)\]]*$")
_WIDE = re.compile("[\u0e00-\u0eff\u1000-\u109f\u3040-\u30ff\u3400-\u9fff]")


def _plain(html: str) -> str:
    """The text of a summary; most have no markup at all, and need no parser."""
    return html_to_document(html).text if "<" in html or "&" in html else html


def carries_full_text(entry: ParsedEntry, content: Document | None = None) -> bool:
    """Whether the entry's content is, as far as can be seen, the whole article.

    It has to be distinctly longer than the summary, of at least :data:`MIN_WORDS` words,
    to end as a text ends, and to bear no mark of having been cut. When unsure, False.
    ``content`` is the document of ``entry.content_html``, where it is at hand.
    """
    if not entry.content_html:
        return False
    document = content or html_to_document(entry.content_html)
    if len(document.text) < MIN_WORDS:
        return False
    blocks = [
        (block.kind, document.text[block.start : block.end].strip()) for block in document.blocks
    ]
    while blocks and _APPEARED.match(blocks[-1][1].replace("\n", " ")):
        blocks.pop()
    # The last lines: where a text was cut, what says so stands in or near its end.
    if any(_says_cut(text) for _kind, text in blocks[-3:]):
        return False
    prose = [
        text
        for kind, text in blocks
        if kind in (Block.PARAGRAPH, Block.QUOTE, Block.LIST_ITEM) and not _is_label(text)
    ]
    words = sum(map(_words, prose))
    summary = _words(_plain(entry.summary_html))
    if words < MIN_WORDS or words < summary * _LONGER:
        return False
    paragraphs = [text for text in prose if _words(text) >= 8]
    if not _SENTENCE_END.search(prose[-1]):
        # A list or a signature may end a text, but not one of which it is the most.
        return (
            len(paragraphs) >= 4
            and _words(prose[-1]) < 12
            and bool(_SENTENCE_END.search(prose[-2]))
        )
    return len(paragraphs) >= 2 or words >= _MIN_WORDS_ALONE


def _is_label(text: str) -> bool:
    """Whether a block is furniture; one that ends as a sentence does is taken for prose."""
    return len(text) <= _LONGEST_LABEL and not _SENTENCE_END.search(text) and is_furniture(text)


def _says_cut(text: str) -> bool:
    """Whether a block says at its end that there is more of the text elsewhere."""
    end = " ".join(text[-200:].split())
    short = len(text) <= 200
    if _CUT_END.search(end) or _SUBSCRIBERS.search(end):
        return True
    return bool(_MORE.search(end if short else end[-60:]))


def _words(text: str) -> int:
    if not _WIDE.search(text):
        return len(text.split())
    wide = len(_WIDE.findall(text))
    return wide // _CHARACTERS_A_WORD + len(_WIDE.sub(" ", text).split())
