"""Writes: marking, changing and answering, placing on later revisions, sharing."""

from annotations.services.editing import Overtaken, change
from annotations.services.fact_checks import NOTHING_FOUND, Finding, finding_of, record
from annotations.services.marking import (
    PassageNotFound,
    Selection,
    annotate,
    annotate_page,
    annotate_quote,
)
from annotations.services.placing import notice, place_missing, place_now, place_waiting
from annotations.services.replacing import MovedOn, NotPlaced
from annotations.services.replying import ReplyOvertaken, change_reply, reply
from annotations.services.sharing import revoke, share
from annotations.services.written import Names, Written

__all__ = [
    "NOTHING_FOUND",
    "Finding",
    "MovedOn",
    "Names",
    "NotPlaced",
    "Overtaken",
    "PassageNotFound",
    "ReplyOvertaken",
    "Selection",
    "Written",
    "annotate",
    "annotate_page",
    "annotate_quote",
    "change",
    "change_reply",
    "finding_of",
    "notice",
    "place_missing",
    "place_now",
    "place_waiting",
    "record",
    "reply",
    "revoke",
    "share",
]
