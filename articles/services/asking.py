"""What a piece of due work wants to ask a server, and what came of it.

Work that asks somebody has two halves, neither of which touches the network: ``prepare``
says what to ask, and ``finish`` stores what the answer means. Between them
``services/work.py`` asks, with no transaction open and under the rules of politeness.
"""

from __future__ import annotations

from dataclasses import dataclass, field

from newsdesk.lib.fetch import ACCEPT_ANY, Response
from newsdesk.lib.fetch_errors import FetchError
from newsdesk.lib.headers import Validators


@dataclass(frozen=True, slots=True)
class Ask:
    """One request: GET, or POST where there is a ``form``."""

    url: str
    accept: str = ACCEPT_ANY
    validators: Validators = field(default_factory=Validators)
    #: A body in application/x-www-form-urlencoded.
    form: bytes | None = None
    #: Whether the outlet's robots.txt is to be heeded.
    heeds_robots: bool = False


#: What came: an answer of any status, or the reason why there was none.
Answer = Response | FetchError
