"""Paragraphs in which an outlet says that it has corrected or clarified its article.

Reads a document's text only, paragraph by paragraph; knows nothing of markup. The
forms are those of the style guides of British and American papers and of the agencies.
"""

from __future__ import annotations

import re
from collections.abc import Iterable

#: A note longer than this is an article about a correction, not one.
_MOST_WORDS = 220

_PARAGRAPH = re.compile(r"[^\n]++(?:\n(?!\n)[^\n]*+)*+")
_OPENING = r"^[\s*•·—–_(\[“\"'‘-]*"
_NOUN = r"(?:corrections?|clarifications?|correction and clarification|erratum|errata|corrigendum)"
_DATED = r"(?:\s*[,(]?\s*(?:on\s+)?[A-Z]?[\w.]{2,9}\.?\s+\d{1,2}(?:,?\s+\d{4})?[^:.]{0,25}\)?)?"

#: "Correction: ...", "CLARIFICATION, March 3: ...", "Corrections & Clarifications".
_LABELLED = re.compile(
    _OPENING + _NOUN + r"(?:\s*(?:&|and|/|or)\s*(?:corrections?|clarifications?|amplifications?))?"
    r"(?:\s+(?:appended|notice|note))?" + _DATED + r"\s*(?:[:;—–|.]|-\s|\)\s*[:—–-]?)",
    re.I,
)
_ALONE = re.compile(
    _OPENING + _NOUN + r"(?:\s*(?:&|and)\s*clarifications?)?(?:\s+appended)?\W*$", re.I
)
#: "Editor's note: ...", "Note to readers: ...", "A note from the editor".
_EDITOR = re.compile(
    _OPENING + r"(?:an?\s+)?(?:(?:editors?['’]?s?['’]?|publisher['’]?s?|reader['’]?s?|"
    r"standards?)\s+note|note\s+(?:to|from)\s+(?:the\s+|our\s+)?(?:readers?|editors?)|"
    r"eds?:|editors?:\s)\W",
    re.I,
)
_PIECE = (
    r"(?:article|story|piece|column|post|obituary|headline|caption|photo caption|picture caption|"
    r"subheading|standfirst|newsletter|dispatch)"
)
#: Others write these as well, so they are the outlet's own only as "this report".
_OWN_PIECE = (
    r"(?:article|story|report|piece|column|post|review|essay|obituary|interview|headline|caption|"
    r"summary|page|version|graphic|chart|map|podcast|newsletter|transcript|video|dispatch|item|"
    r"analysis)"
)
_NAMED = (
    rf"(?:(?:the|an?)\s+(?:\w+\s+){{0,3}}{_PIECE}|(?:this|our)\s+(?:\w+\s+){{0,3}}{_OWN_PIECE})"
)
_EARLIER = r"(?:earlier|previous|prior|original|initial|preliminary|first|print|online)"
_CHANGED = (
    r"(?:(?:been|being)\s+)?(?:subsequently\s+|since\s+|later\s+|now\s+)?(?:corrected|amended|"
    r"clarified|updated\s+to\s+(?:correct|clarify|reflect\s+that|remove|fix|amend)|"
    r"revised\s+to\s+(?:correct|clarify|remove|reflect)|edited\s+to\s+(?:correct|clarify|remove)|"
    r"changed\s+to\s+(?:correct|clarify))"
)
_WRONG = (
    r"(?:incorrectly|wrongly|mistakenly|erroneously|inaccurately|misstated?|misidentified|"
    r"misspelled|misspelt|misquoted|misattributed|mischaracteri[sz]ed|misreported|misrepresented|"
    r"misnamed|mislabell?ed|gave\s+(?:the\s+|an?\s+)?(?:wrong|incorrect)|contained\s+an?\s+"
    r"(?:\w+\s+)?(?:error|mistake|inaccura)|contained\s+(?:errors|inaccura)|"
    r"(?:was|were)\s+(?:incorrect|wrong|inaccurate)|failed\s+to|omitted|overstated|understated|"
    r"(?:said|stated|referred|suggested|described|included|named|reported|implied|had|used|"
    r"attributed|identified|listed|gave|showed|carried|claimed|indicated|should\s+have))\b"
)
_STATEMENTS = tuple(
    re.compile(pattern, re.I)
    for pattern in (
        # "An earlier version of this article misstated ...", "... has been amended".
        _OPENING + r"(?:because\s+of\s+an?\s+\w+(?:\s+\w+)?\s+error,?\s+)?(?:an?|the|this|our)\s+"
        rf"{_EARLIER}\s+(?:version|edition|draft|iteration|headline)\s+(?:of|on|for|to)\s+{_NAMED}"
        rf"\b.{{0,160}}?\b(?:{_WRONG}|{_CHANGED})",
        _OPENING
        + rf"(?:an?|the|our)\s+{_EARLIER}\s+(?:version|{_PIECE})\s+(?:had\s+|has\s+|was\s+)?"
        rf"(?:incorrectly|wrongly|mistakenly|erroneously|misstated|misidentified|misspelled|"
        rf"misquoted|{_CHANGED})",
        # "This story has been corrected to ...", "This article was amended on 3 March ...".
        _OPENING
        + rf"(?:(?:parts?\s+of\s+)?(?:this|our)\s+(?:\w+\s+){{0,2}}{_OWN_PIECE}|the\s+(?:story|"
        r"headline|caption|column|post))(?:,?\s+(?:which\s+was\s+)?(?:originally\s+|first\s+)?"
        rf"published\s+[^.]{{3,40}},?)?\s+(?:has|have|had|was|were|is)\s+(?:also\s+)?{_CHANGED}",
        # "This version corrects the spelling ...", "This story corrects an earlier version".
        _OPENING + rf"this\s+(?:\w+\s+)?{_OWN_PIECE}\s+(?:corrects|clarifies|amends)\b",
        # "This article originally said ... ", "incorrectly stated".
        _OPENING + rf"{_NAMED}\s+(?:(?:originally|initially|previously|"
        r"at\s+first)\s+)?(?:incorrectly|wrongly|mistakenly|erroneously|inaccurately|misstated|"
        r"misidentified|misspelled|misspelt|misquoted|misattributed)\b",
        _OPENING + rf"{_NAMED}\s+(?:originally|initially|previously)\s+"
        r"(?:stated|said|reported|referred|described|identified|included|listed|named|gave)\b",
        # "Due to an editing error, ...", "Because of incorrect information provided by ...".
        _OPENING
        + r"(?:due\s+to|because\s+of|owing\s+to|through)\s+(?:an?\s+)?(?:editing|reporting|"
        r"production|typographical|technical|translation|transcription|editor['’]s)\s+error\b",
        _OPENING + r"(?:due\s+to|because\s+of|owing\s+to)\s+(?:incorrect|inaccurate|wrong)\s+"
        r"information\b",
        # Agencies: "(Corrects spelling of name in paragraph 3)", "Corrects to say ...".
        _OPENING
        + r"(?:corrects|refiles?|clarifies|fixes)\s+(?:to\s+\w+|(?:the\s+)?(?:name|spelling|"
        r"title|date|day|age|figure|headline|typo|byline|dateline|attribution|quote|first|second|"
        r"third|fourth|last|paragraph|paras?|currency|number|location|description|reference))\b",
        # "We regret the error", "The Herald apologises for the error".
        _OPENING + r"(?:we|the\s+\w+(?:\s+\w+){0,2}|[A-Z][\w.]+)\s+(?:\w+\s+)?(?:regrets?|"
        r"apologi[sz]es?\s+for)\s+(?:the|this|any)\s+(?:\w+\s+)?(?:errors?|mistakes?|confusion)\b",
        _OPENING + r"(?:clarified|corrected|amended)\s+(?:on\s+)?(?:\w+\s+\d|\d)[^.]{0,40}:",
    )
)
#: One of these is near the start of every such paragraph; looked for first, being quick.
_HINTS = (
    *("correct", "clarif", "amend", "errat", "corrigend", "version", "note", "ed:", "eds:"),
    *(
        "editor",
        "regret",
        "apologi",
        "error",
        "refile",
        "updat",
        "revis",
        "edited",
        "changed",
        "wrong",
    ),
    *("misst", "misid", "missp", "misqu", "misat", "mischar", "misrep", "misna", "mislab"),
    *("inaccura", "originally", "initially", "previous", "earlier", "information", "fixes"),
)
_QUOTED = re.compile(r"^[\s*]*[“\"‘„«]")


def find_corrections(document_text: str) -> tuple[tuple[int, int], ...]:
    """Return where paragraphs stand that correct or clarify the article, in order.

    Offsets are code points into ``document_text``, whose paragraphs are parted by
    blank lines; each range is one paragraph. A label that stands alone ("Correction")
    takes the paragraph after it along. Takes time linear in the text.
    """
    hints = correction_hints(document_text)
    if not hints:
        return ()
    found: list[tuple[int, int]] = []
    labelled = False
    for paragraph in _PARAGRAPH.finditer(document_text):
        text = paragraph.group()
        alone = len(text) < 60 and bool(_ALONE.match(text))
        if alone or (labelled and not _is_long(text)) or is_correction(text, hints):
            found.append(paragraph.span())
        labelled = alone
    if labelled:
        found.pop()  # a heading with nothing under it says nothing
    return tuple(found)


def correction_hints(document_text: str) -> list[str]:
    """Words one of which every correction has, as far as they stand in a text.

    To be looked for once in all of a page, and then handed to :func:`is_correction`.
    """
    lower = document_text.lower()
    return [hint for hint in _HINTS if hint in lower]


def is_correction(paragraph: str, hints: Iterable[str] = _HINTS) -> bool:
    """Whether one paragraph says that the article was corrected or clarified.

    ``hints`` are those among the words every such paragraph has that are worth looking for.
    """
    head = paragraph[:400]
    lower = head.lower()
    if not any(hint in lower for hint in hints) or _is_long(paragraph):
        return False
    if _LABELLED.match(head) or _EDITOR.match(head):
        return not _is_talk(head)
    return not _QUOTED.match(head) and any(pattern.match(head) for pattern in _STATEMENTS)


def _is_long(paragraph: str) -> bool:
    return len(paragraph) > 3000 or len(paragraph.split()) > _MOST_WORDS


def _is_talk(head: str) -> bool:
    """Whether a label is somebody's words: the marks close, and a speaker follows."""
    spoken = re.match(r"[\s*]*[“\"‘][^”\"’]{1,300}[”\"’],?\s+(?:\w+\s+){0,4}(?:said|says)\b", head)
    return spoken is not None
