"""How a piece of due work asks for what takes time: an answer of a server, or reading.

Work is written as a generator that touches the database only. What takes time it yields:
an :class:`Ask` gives back an :class:`Answer`, a :class:`Read` what the function returned
(or raises there what it raised). ``services/work.py`` runs many such generators side by
side and does the waiting, with no transaction open:

    def work(job: Job) -> Steps:
        answer = yield Ask("https://outlet.example/feed")
        found = yield Read(read_feed, FeedTask(...))
        with transaction.atomic():
            ...
            job.done()

A claimed job may ask once, its own service; for another request it goes back in line
(``Job.go_on``).
"""

from __future__ import annotations

from collections.abc import Callable, Generator
from dataclasses import dataclass, field
from typing import Any

from newsdesk.lib.fetch import ACCEPT_ANY, Hop, Response
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
    #: Redirects that led here, when another host has been asked before.
    trail: tuple[Hop, ...] = ()
    #: Which addresses of the same host a redirect is followed to at once; None for all.
    may_follow: Callable[[str], bool] | None = None
    #: Seconds for which the service is left alone afterwards.
    gap: float = 0.0


#: What came: an answer of any status, or the reason why there was none.
Answer = Response | FetchError


@dataclass(frozen=True, slots=True)
class Read:
    """A pure function to be run in a confined process, with what it is to read."""

    function: Callable[[Any], Any]
    argument: Any


#: Due work: yields what takes time and returns None, or a fact to be stored with others.
Steps = Generator[Ask | Read, Any, Any]
