"""What there is to say of a feed or a list that was read, as codes with what is filled in.

In English a remark says itself (``str``); whoever shows it to readers in another language
translates its code (for the desk: ``articles/wording.py``).
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any, Self


class Code(StrEnum):
    """What is said; the values are stored, and so never renamed."""

    FEED_TOO_LONG = "feed-too-long"
    FALSE_ENCODING = "false-encoding"
    NOT_WELL_FORMED = "not-well-formed"
    MORE_ENTRIES = "more-entries"
    NO_ENTRIES = "no-entries"
    NO_DATE, NO_DATES = "no-date", "no-dates"
    NO_GUID, NO_GUIDS = "no-guid", "no-guids"
    NO_ADDRESS, NO_ADDRESSES = "no-address", "no-addresses"
    ENTRIES_TWICE = "entries-twice"
    BAD_DATES = "bad-dates"
    NO_VERSION = "no-version"
    NO_OBJECTS = "no-objects"
    # Why a feed is not well-formed.
    BAD_CHARACTERS = "bad-characters"
    TEXT_BEFORE, TEXT_AFTER = "text-before", "text-after"
    CUT_OFF = "cut-off"
    BARE_LESS_THAN, BARE_AMPERSAND = "bare-less-than", "bare-ampersand"
    UNKNOWN_ENTITIES = "unknown-entities"
    UNDECLARED = "undeclared"
    FAULT = "fault"
    # Of lists of feeds.
    LIST_TOO_LONG = "list-too-long"
    MORE_LEFT_OUT = "more-left-out"
    MORE_FEEDS = "more-feeds"
    OUTLINE_WITHOUT_ADDRESS = "outline-without-address"
    OUTLINE_LONG_ADDRESS = "outline-long-address"
    OUTLINE_ODD_ADDRESS = "outline-odd-address"
    OUTLINE_UNUSABLE = "outline-unusable"


#: In English; two forms where a number ``n`` is told.
ENGLISH: Mapping[Code, str | tuple[str, str]] = {
    Code.FEED_TOO_LONG: "The feed is longer than is read; its end was left out.",
    Code.FALSE_ENCODING: "The feed says it is %(encoding)s, but it is not.",
    Code.NOT_WELL_FORMED: "The feed is not well-formed: %(faults)s.",
    Code.MORE_ENTRIES: "Of %(total)d entries the first %(most)d were read.",
    Code.NO_ENTRIES: "The feed has no entries.",
    Code.NO_DATE: ("%(n)d entry has no date.", "%(n)d entries have no date."),
    Code.NO_DATES: "Entries have no date.",
    Code.NO_GUID: (
        "%(n)d entry has no identifier of its own.",
        "%(n)d entries have no identifier of their own.",
    ),
    Code.NO_GUIDS: "Entries have no identifier of their own.",
    Code.NO_ADDRESS: ("%(n)d entry has no address.", "%(n)d entries have no address."),
    Code.NO_ADDRESSES: "Entries have no address.",
    Code.ENTRIES_TWICE: "Entries given twice: %(n)d.",
    Code.BAD_DATES: "Dates before 1900 or in the future: %(n)d.",
    Code.NO_VERSION: "The feed does not say which version of JSON Feed it is.",
    Code.NO_OBJECTS: "Entries that are no objects: %(n)d.",
    Code.BAD_CHARACTERS: "it has characters that XML does not allow",
    Code.TEXT_BEFORE: "other text comes before it",
    Code.TEXT_AFTER: "other text comes after it",
    Code.CUT_OFF: "it breaks off",
    Code.BARE_LESS_THAN: "it has “<” where “&lt;” belongs",
    Code.BARE_AMPERSAND: "it has “&” where “&amp;” belongs",
    Code.UNKNOWN_ENTITIES: "it uses %(names)s, which XML does not know",
    Code.UNDECLARED: "it does not declare %(names)s",
    # What the parser says; it speaks English only.
    Code.FAULT: "%(said)s",
    Code.LIST_TOO_LONG: "The list is longer than is read.",
    Code.MORE_LEFT_OUT: (
        "%(n)d more outline was left out.",
        "%(n)d more outlines were left out.",
    ),
    Code.MORE_FEEDS: "Only the first %(most)d feeds were read.",
    Code.OUTLINE_WITHOUT_ADDRESS: "“%(title)s” has no address; left out.",
    Code.OUTLINE_LONG_ADDRESS: "“%(title)s” has an address that is too long; left out.",
    Code.OUTLINE_ODD_ADDRESS: "“%(title)s” has the address “%(address)s”; left out.",
    Code.OUTLINE_UNUSABLE: "“%(title)s” has no usable address; left out.",
}
#: What an outline without a name is called.
NAMELESS = "An outline without a name"


@dataclass(frozen=True, slots=True)
class Remark:
    """One thing to be said. ``args`` are filled into the words by name."""

    code: Code
    args: Mapping[str, Any] = field(default_factory=dict)

    def __str__(self) -> str:
        words = ENGLISH[self.code]
        if isinstance(words, tuple):
            words = words[self.args["n"] != 1]
        return words % {name: _told(value) for name, value in self.args.items()}

    def to_json(self) -> dict[str, Any]:
        """The remark as it is stored."""
        return {"code": str(self.code), "args": {k: _stored(v) for k, v in self.args.items()}}

    @classmethod
    def from_json(cls, stored: Mapping[str, Any]) -> Self:
        """Read back what :meth:`to_json` wrote; raises ValueError for anything else."""
        try:
            args = {
                str(name): tuple(map(cls.from_json, value)) if isinstance(value, list) else value
                for name, value in stored["args"].items()
            }
            return cls(Code(stored["code"]), args)
        except (KeyError, TypeError, AttributeError) as error:
            raise ValueError(f"not a stored remark: {stored!r}"[:200]) from error


def remark(code: Code, **args: Any) -> Remark:
    """A remark with ``args`` filled in."""
    return Remark(code, args)


def _told(value: Any) -> Any:
    return "; ".join(map(str, value)) if isinstance(value, tuple) else value


def _stored(value: Any) -> Any:
    return [one.to_json() for one in value] if isinstance(value, tuple) else value
