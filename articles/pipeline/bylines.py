"""Who signed an article: people's names out of byline lines.

Does not know who exists; it only knows how names and roles are written.
"""

from __future__ import annotations

import re
from collections.abc import Iterable

from articles.text.normal import one_line

_LEAD = re.compile(
    r"^(?:(?:(?:written|reported|reporting|posted|published|story|words|text|article|opinion|analysis)\s+)?"
    r"by|authors?|byline|reporter|von|par|por|di|door)\b[:\s]+",
    re.I,
)
#: Of "Jane Doe as told to John Roe", John Roe is who wrote it.
_TOLD_TO = re.compile(r"^.*\bas told to\s+", re.I)
_SPLIT = re.compile(
    r"\s*(?:[;|•·/\n]|,(?!\s*(?:jr|sr|ph\.?d|m\.?d|i{2,3}|iv)\b)|\s[—–-]\s|"
    r"\s(?:and|und|et|with|e)\s|\sy\s(?=[A-ZÁÉÍÓÚ])|\s&\s)\s*(?:(?:and|with|by)\s+)?",
    re.I,
)
_NOT_A_NAME = re.compile(
    r"@|https?:|www\.|\.com\b|\d|\b(?:updated|published|posted|link|copied|follow|share|view|see|"
    r"more|read|min|profile|archive|bio|email|e-mail|comments?|subscribe|twitter|facebook|author|"
    r"photos?|photograph(?:er|s)?|getty|images|copyright|first|last)\b",
    re.I,
)
_ROLE = re.compile(
    r"\b(?:correspondent|reporter|editor|editors?-in-chief|writer|columnist|contributor|"
    r"journalist|producer|analyst|bureau|chief|staff|fellow|professor|lecturer|director|"
    r"president|officer|head of|senior|freelance|guest|special to|opinion|critic|intern|"
    r"redaktion|redazione|rédaction|redacción|desk|team|newsroom|online|digital)\b",
    re.I,
)
_AGENCY = (
    r"(?:the\s+)?(?:associated press|a\.?p\.?|reuters|agence france[- ]presse|afp|"
    r"press association|pa media|bloomberg(?: news)?|dpa|ansa|efe|tass|xinhua|upi|"
    r"canadian press|cnn|bbc(?: news)?|npr|cbs news|nbc news|abc news|fox news|usa today)"
)
_BODY = re.compile(
    r"^the\s|\b(?:times|post|news|gazette|tribune|herald|journal|telegram|press|daily|magazine|"
    r"media|university|institute|school|college|department|ministry|office|agency|association|"
    r"foundation|redazione|redaktion|rédaction|redacción|admin|staff|science x)\b",
    re.I,
)
_AGENCY_ONLY = re.compile(rf"^{_AGENCY}$", re.I)
_AGENCY_TAIL = re.compile(
    rf"^(?P<name>\S+\s+\S.*?)[\s,]+(?:(?:of|for|at|in)\s+)?{_AGENCY}$|"
    r"^(?P<person>\S+\s+\S.*?)\s+(?:for|of|at|in)\s+(?:the\s+)?[A-Z].*$",
    re.I,
)
#: Words of buttons that stand beside a name without a space of their own.
_BUTTONS = re.compile(r"(?:\s+(?:link copied|copy link|follow|view profile|bio|e-?mail))+$", re.I)
_PARTICLE = re.compile(
    r"^(?:al|bin|ibn|da|das|de|del|della|den|der|di|do|dos|du|el|la|le|ten|ter|van|von|y|zu|"
    r"st\.?|jr\.?|sr\.?|ii|iii|iv|ph\.?d\.?|m\.?d\.?)$",
    re.I,
)
_NAME_WORD = re.compile(r"^(?:[^\W\d_]\.?){1,3}$|^[^\W\d_][^\W\d_'’\-.]*(?:['’\-.][^\W\d_]+)*\.?$")


def split_bylines(text: str) -> tuple[str, ...]:
    """Return the people named in one byline, in order, each once.

    "By Jane Doe and John Roe, Staff Writers" gives both; an agency counts only
    where no person signs. Nothing recognisable gives an empty tuple.
    """
    return merge_bylines([text])


def merge_bylines(texts: Iterable[str]) -> tuple[str, ...]:
    """Return the people named in several bylines, as :func:`split_bylines` does for one."""
    people: dict[str, str] = {}
    agencies: dict[str, str] = {}
    for text in texts:
        stripped = _LEAD.sub("", _TOLD_TO.sub("", one_line(text)[:400]))
        whole = _tidy(stripped)
        parts = [whole] if _AGENCY_ONLY.match(whole) else _SPLIT.split(stripped)
        for part in parts:
            name = _tidy(part or "")
            if _AGENCY_ONLY.match(name) or (is_body(name) and _is_title(name)):
                agencies.setdefault(name.casefold(), name)
            elif is_name(name):
                people.setdefault(name.casefold(), _sentence_case(name))
    return tuple((people or agencies).values())


def is_byline(text: str) -> bool:
    """Whether ``text`` says it is a byline ("By Jane Doe", "Von Erika Mustermann")."""
    lead = _LEAD.match(text)
    return bool(lead and len(text) < 160 and split_bylines(text))


def are_names(text: str) -> bool:
    """Whether ``text`` is nothing but one or more names of people, or an agency."""
    if len(text) > 120 or _LEAD.match(text):
        return False
    parts = [part for part in _SPLIT.split(text) if part]
    named = sum(_AGENCY_ONLY.match(part) is not None or is_name(_tidy(part)) for part in parts)
    rest = [part for part in parts if not (_AGENCY_ONLY.match(part) or is_name(_tidy(part)))]
    return named > 0 and all(_ROLE.search(part) for part in rest)


def is_agency(text: str) -> bool:
    """Whether ``text`` names a news agency or broadcaster rather than a person."""
    return bool(_AGENCY_ONLY.match(text.strip()))


def is_body(text: str) -> bool:
    """Whether ``text`` reads as the name of an outlet, agency, school or office."""
    return is_agency(text) or bool(_BODY.search(text))


def is_name(text: str) -> bool:
    """Whether ``text`` is written as a person's name: two to five capitalised words."""
    words = text.split()
    if not 2 <= len(words) <= 5 or _NOT_A_NAME.search(text) or _ROLE.search(text):
        return False
    if any(not _NAME_WORD.match(word.strip("“”\"()'’")) for word in words):
        return False
    proper = [word for word in words if not _PARTICLE.match(word)]
    return len(proper) >= 1 and all(_starts_large(word) for word in proper)


def _is_title(text: str) -> bool:
    """Whether ``text`` is written as the name of a body: capitals but for small words."""
    words = text.split()
    if not 2 <= len(words) <= 7 or _NOT_A_NAME.search(text):
        return False
    large = [_starts_large(word) for word in words]
    small = {word for word, starts in zip(words, large, strict=True) if not starts}
    return large[0] and small <= {"of", "for", "the", "and", "in", "de", "la", "di", "für", "der"}


def _starts_large(word: str) -> bool:
    first = word.strip("“”\"('’")[:1]
    return first.isupper() or not (first.islower() or first.isupper())


def _tidy(part: str) -> str:
    name = _LEAD.sub("", part.strip(" \t,.:-–—*_()[]")).strip()
    name = _BUTTONS.sub("", name)
    if (tail := _AGENCY_TAIL.match(name)) and not _AGENCY_ONLY.match(name):
        name = (tail["name"] or tail["person"]).rstrip(" ,")
    return name


def _sentence_case(name: str) -> str:
    """Write a name set in capitals ("JANE O'DOE") as names are written."""
    return name.title() if name.isupper() and len(name) > 5 else name
