"""An article as a scraper or a reader's clipboard gives it: plain text, furniture included.

Does not fetch and knows no markup. The order outlets keep is what it goes by:
navigation, section, headline, standfirst, byline, date, picture credit, then the
paragraphs, then whatever stands below an article. Every part may be missing.
"""

from __future__ import annotations

import html
import re
from dataclasses import dataclass, field, replace

from articles.pipeline.bylines import are_names, is_agency, is_byline, merge_bylines, split_bylines
from articles.pipeline.dates import Moment, Precision, find_moment
from articles.pipeline.extraction import Extraction, Image, UnreadableArticle
from articles.pipeline.furniture import (
    ends_article,
    is_biography,
    is_furniture,
    is_sentence,
    read_credit,
    starts_related,
)
from articles.pipeline.language import guess_language
from articles.text.document import Block, Document, DocumentBuilder, Run
from articles.text.normal import clean, one_line

#: Longest text read, in characters; more is cut with a warning.
MAX_TEXT = 1_000_000
#: How far down the head of an article may reach, in lines.
_HEAD_LINES = 40
#: A sentence above the byline with more words than this is body, not standfirst.
_STANDFIRST_WORDS = 45

_REFERENCE = re.compile(
    r"&(?:amp|quot|apos|lt|gt|nbsp|[lr][sd]quo|[mn]dash|hellip|#x?[\da-f]+);", re.I
)
_STAMP = re.compile(r"^date (?P<date>\d{4}-\d\d-\d\d)\b\s*(?P<teaser>.*)$", re.I)
_UPDATED = re.compile(r"updat|modif|revis|aktualisiert|mis à jour|actualizado|aggiornato", re.I)
_DATE_WORDS = re.compile(
    r"\b(?:published|posted|updated|last|first|modified|created|on|at|date|"
    r"(?:mon|tues?|wed(?:nes)?|thu(?:rs)?|fri|sat(?:ur)?|sun)(?:day)?|veröffentlicht|publié|le|am|um|"
    r"aktualisiert|stand|issued|revised)\b",
    re.I,
)
_SECTION_LABEL = re.compile(
    r"^(?:section|category|rubrik|filed under)\s*:\s*(?P<name>.{2,40})$", re.I
)
_HEADLINE_LABEL = re.compile(r"^(?:headline|title)\s*:\s*(?P<name>.+)$", re.I)
_CRUMB = re.compile(r"\s*[>›»]\s*")
_SECTIONS = re.compile(
    r"^(?:politics|world|us|uk|europe|asia|africa|americas|opinion|analysis|business|economy|"
    r"elections|national|international|congress|justice|environment|climate|science|health|"
    r"culture)$",
    re.I,
)


@dataclass(slots=True)
class _Head:
    """What the lines above the body say."""

    headline: str = ""
    section: str = ""
    bylines: list[str] = field(default_factory=list)
    published: Moment | None = None
    updated: Moment | None = None
    stamped: Moment | None = None
    credit: str = ""
    caption: str = ""
    warnings: list[str] = field(default_factory=list)


def read_scraped(text: str) -> Extraction:
    """Read an article out of scraped or pasted plain text.

    The body becomes paragraphs, headings between them included; navigation,
    advertisements, links to other stories and copyright lines are left out.
    Raises :class:`UnreadableArticle` where no words of an article are left.
    """
    lines = _lines(text[:MAX_TEXT])
    start = _body_start(lines)
    head = _read_head(lines[:start])
    document, image, tail = _read_body(lines[start:], head)
    if not document.text:
        raise UnreadableArticle("No article text was found in this.")
    if len(text) > MAX_TEXT:
        head.warnings.append("The text was longer than is read; its end was left out.")
    published = head.published or head.stamped or tail.published
    updated = head.updated or tail.updated
    if published is None:
        published = updated
    extraction = Extraction(
        headline=head.headline,
        bylines=merge_bylines(head.bylines or tail.bylines),
        section=head.section,
        language=guess_language(document.text),
        image=image,
        document=document,
        warnings=tuple(head.warnings),
    )
    return _with_dates(extraction, published, updated)


def _with_dates(found: Extraction, published: Moment | None, updated: Moment | None) -> Extraction:
    warnings = list(found.warnings)
    if published and published.precision is Precision.MINUTE and not published.zoned:
        warnings.append("The time is given without a zone and was read as UTC.")
    if published is None:
        warnings.append("No date was found.")
    return replace(
        found,
        published=published.value if published else None,
        published_precision=published.precision if published else Precision.DAY,
        updated=updated.value if updated else None,
        updated_precision=updated.precision if updated else Precision.DAY,
        warnings=tuple(warnings),
    )


def _lines(text: str) -> list[str]:
    """The lines with words in them, wrapped lines joined, spaces folded."""
    text = clean(text)
    if _REFERENCE.search(text):
        text = clean(html.unescape(text))
    chunks = [
        [one_line(line) for line in chunk.split("\n") if line.strip()]
        for chunk in re.split(r"\n[^\S\n]*\n", text)
    ]
    joined = (_unwrap(chunk) for chunk in chunks)
    return [line for chunk in joined for line in chunk]


def _unwrap(chunk: list[str]) -> list[str]:
    """Join lines broken at a fixed width, as in e-mail; other lines stay apart."""
    full = chunk[:-1]
    if len(chunk) < 2 or any(not 45 <= len(line) <= 100 for line in full):
        return chunk
    inside = sum(not is_sentence(line) for line in full)
    runs_on = sum(line[:1].islower() for line in chunk[1:])
    if inside * 2 < len(full) or runs_on * 3 < len(full):
        return chunk
    return [" ".join(chunk)]


def _body_start(lines: list[str]) -> int:
    """The index of the first line of the body."""
    first = next((at for at, line in enumerate(lines) if _is_prose(line)), len(lines))
    for at in range(min(len(lines), _HEAD_LINES) - 1, first, -1):
        between = lines[first:at]
        if _is_meta(lines[at]) and all(len(line.split()) <= _STANDFIRST_WORDS for line in between):
            prose = [line for line in between if _is_prose(line)]
            if len(prose) <= 2:
                return at + 1
    return first


def _is_prose(line: str) -> bool:
    """Whether ``line`` reads as a sentence of an article rather than a part of its head."""
    words = line.split()
    dense = len(words) < 5 and len(line) > 25 and not line.isascii()  # scripts without spaces
    if not (len(words) >= 6 or dense) or not is_sentence(line) or _is_teaser(line):
        return False
    if line.endswith(":") and len(words) < 12:
        return False
    return not (is_furniture(line) or _is_meta(line) or read_credit(line) or ends_article(line))


def _is_teaser(line: str) -> bool:
    """Whether ``line`` is another story's headline, cut short, or stamped with its date."""
    cut = line.endswith(("...", "…")) and not re.search(r"[.!?][\"”’')]*\s", line[:-3])
    return bool(_STAMP.match(line)) or (cut and not line.startswith(("“", '"', "‘")))


def _is_meta(line: str) -> bool:
    return is_byline(line) or _read_dates(line) is not None


def _read_dates(line: str) -> tuple[Moment | None, Moment | None, str] | None:
    """Return (published, updated, what else is said) where ``line`` is about dates, else None."""
    if len(line) > 160:
        return None
    published = updated = None
    rest, others = line, ""
    for _ in range(3):
        found = find_moment(rest)
        if found is None:
            break
        moment, start, end = found
        lead = rest[:start]
        if _UPDATED.search(lead):
            updated = updated or moment
        else:
            published = published or moment
        others += " " + lead
        rest = rest[end:]
    if published is None and updated is None:
        return None
    others = _DATE_WORDS.sub(" ", f"{others} {rest}")
    others = re.sub(r"(?:^|\s)[\W_]+(?=\s|$)", " ", f" {others} ").strip(" ,|:;-–—•·()\t")
    others = re.sub(r"\d+ ?min(?:ute)?s?(?: read)?|\d{1,2}:\d\d", "", others, flags=re.I).strip()
    if others and not (is_byline(others) or are_names(others) or len(others) <= 6):
        return None
    return published, updated, others


def _read_head(lines: list[str]) -> _Head:
    head = _Head()
    candidates: list[tuple[int, str]] = []
    for at, line in enumerate(lines):
        if stamp := _STAMP.match(line):
            found = find_moment(stamp["date"])
            head.stamped = head.stamped or (found[0] if found else None)
        elif not _read_head_line(line, head):
            candidates.append((at, line))
    names = [at for at, line in candidates if are_names(line)]
    titles = [(at, line) for at, line in candidates if at not in names] or candidates
    at = _choose_headline(titles, head)
    for place, line in candidates:
        if place > at and place in names:
            head.bylines.append(line)
        elif not head.section and _is_section(line, place - at):
            head.section = line
        elif place > at and at >= 0 and _is_prose(line):
            head.warnings.append("A standfirst above the byline was left out of the text.")
    if not head.headline:
        head.warnings.append("No headline was found.")
    return head


def _read_head_line(line: str, head: _Head) -> bool:
    """Take in a line that says by itself what it is; False where it does not."""
    if label := _HEADLINE_LABEL.match(line):
        head.headline = label["name"]
    elif label := _SECTION_LABEL.match(line):
        head.section = label["name"]
    elif is_byline(line) and find_moment(line) is None:
        head.bylines.append(line)
    elif dates := _read_dates(line):
        published, updated, others = dates
        head.published = head.published or published
        head.updated = head.updated or updated
        if others and split_bylines(others):
            head.bylines.append(others)
    elif credit := read_credit(line):
        head.credit, head.caption = head.credit or credit[0], head.caption or credit[1]
    elif len(crumbs := [crumb for crumb in _CRUMB.split(line) if crumb]) > 1 and len(line) < 80:
        head.section = crumbs[-1] if len(crumbs[-1].split()) <= 3 else crumbs[-2]
    else:
        return is_furniture(line) or starts_related(line) or _is_teaser(line)
    return True


def _choose_headline(titles: list[tuple[int, str]], head: _Head) -> int:
    """Set the headline and return the index of its line, -1 if it is not among them."""
    if head.headline or not titles:
        return next((at for at, line in titles if line == head.headline), -1)
    texts = [line for _, line in titles]
    twice = next((pair for pair in titles if texts.count(pair[1]) > 1), None)
    long = next((pair for pair in titles if len(pair[1].split()) >= 4), None)
    at, head.headline = twice or long or max(titles, key=lambda pair: len(pair[1]))
    return at


def _is_section(line: str, distance: int) -> bool:
    """Whether a head line ``distance`` lines below the headline names the section."""
    if _SECTIONS.match(line):
        return True
    return distance == -1 and len(line.split()) <= 3 and len(line) <= 30 and not is_sentence(line)


def _read_body(lines: list[str], head: _Head) -> tuple[Document, Image | None, _Head]:
    """Lay out the body; also return its picture and what its last lines say."""
    builder, tail = DocumentBuilder(), _Head()
    credit, caption = head.credit, head.caption
    related = prose = False
    for at, line in enumerate(lines):
        follows = lines[at + 1] if at + 1 < len(lines) else ""
        if prose and ends_article(line):
            break
        related = (related or starts_related(line)) and not _is_prose(line)
        if related or line == head.headline or is_furniture(line):
            continue
        if (found := read_credit(line)) and not _is_quoted(line):
            if not credit:
                credit, caption = found
        elif not _is_tail_line(line, tail, at, len(lines)):
            if _is_prose(line) or is_sentence(line) or line[-1:] in '”"’»,—-':
                builder.add_block(Block.PARAGRAPH, [Run(line)])
                prose = True
            elif _is_subheading(line, follows):
                builder.add_block(Block.HEADING, [Run(line)], {"level": "2"})
            elif len(line.split()) > 10:
                builder.add_block(Block.PARAGRAPH, [Run(line)])
    return builder.build(), Image(None, caption, credit) if credit else None, tail


def _is_tail_line(line: str, tail: _Head, at: int, count: int) -> bool:
    """Take in and leave out dates, signatures and biographies that stand in the body."""
    if is_byline(line) and len(line.split()) <= 8:
        tail.bylines.append(line)
        return True
    if dates := _read_dates(line):
        tail.published = tail.published or dates[0]
        tail.updated = tail.updated or dates[1]
        return True
    last = at >= count - 4
    return _is_teaser(line) or (last and (is_biography(line) or is_agency(line)))


def _is_quoted(line: str) -> bool:
    return line.startswith(("“", '"', "„", "«"))


def _is_subheading(line: str, follows: str) -> bool:
    """Whether ``line`` heads the paragraph that ``follows`` it."""
    return len(line.split()) <= 10 and len(line) <= 90 and _is_prose(follows)
