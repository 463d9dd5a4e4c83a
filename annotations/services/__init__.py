"""Writes: marking a passage, placing it on later revisions, sharing it."""

from annotations.services.editing import change
from annotations.services.marking import PassageNotFound, Selection, annotate
from annotations.services.placing import place_missing, place_now
from annotations.services.sharing import revoke, share

__all__ = [
    "PassageNotFound",
    "Selection",
    "annotate",
    "change",
    "place_missing",
    "place_now",
    "revoke",
    "share",
]
