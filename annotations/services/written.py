"""What a reader writes about a passage."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TypedDict

from annotations.models import Group


class Written(TypedDict):
    """What a reader gives an annotation: how it looks, what it says, who may see it."""

    color: str
    note: str
    kind: str
    tags: list[str]
    visibility: str
    #: Given for what is for a group, and for nothing else.
    group: Group | None


@dataclass(frozen=True, slots=True)
class Names:
    """What a note is called elsewhere: its canonical address, and where it was before."""

    canonical: str = ""
    via: tuple[str, ...] = ()
