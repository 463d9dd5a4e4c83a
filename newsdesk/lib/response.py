"""What a fetch gives: the answer, and the redirects that led to it.

Plain values without any I/O, so that what decides about them can be tested without a network.
"""

from __future__ import annotations

import itertools
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from typing import Final

from newsdesk.lib.headers import Headers, Validators

_PERMANENT: Final = frozenset({301, 308})


@dataclass(frozen=True, slots=True)
class Hop:
    """One redirect: the address that was asked and the status it answered."""

    url: str
    status: int


@dataclass(frozen=True, slots=True)
class Response:
    """A complete answer, whatever its status.

    Attributes:
        url: The address that gave it, after all redirects and without a fragment.
        status: Such as 200, 304 or 503.
        headers: As sent, found in any letter case.
        body: Unpacked; empty for 204 and 304, and if `onward` is set.
        content_type: Media type in lower case, such as ``text/html``; empty if not given.
        charset: The charset given with it in lower case; empty if none. It may be a lie.
        validators: What to return next time, byte for byte.
        redirects: The hops that led to `url`, in order, those of earlier calls first. If `onward`
            is set, `url` itself is the last of them.
        permanent_url: Where the first hops say this has moved for good, if the answer is a
            success or 304; None if it has not moved.
        elapsed: Seconds from call to answer.
        onward: Where the redirect leads that was not followed because its authority is another
            one, or the caller did not want it; None for every other answer.
    """

    url: str
    status: int
    headers: Headers
    body: bytes = field(repr=False)
    content_type: str
    charset: str
    validators: Validators
    redirects: tuple[Hop, ...]
    permanent_url: str | None
    elapsed: float
    onward: str | None = None

    @property
    def downgraded(self) -> bool:
        """Whether any redirect led from https to plain http."""
        return any(
            _gives_up_https(*step) for step in _steps(self.redirects, self.onward or self.url)
        )


def permanent_url(hops: Sequence[Hop], url: str, status: int) -> str | None:
    """Where the leading permanent redirects end, before any that gives up https.

    Args:
        hops: Every redirect on the way, over however many calls.
        url: The address that answered in the end.
        status: What it answered; only a success or 304 confirms a move.
    """
    if not 200 <= status < 300 and status != 304:
        return None
    moved: str | None = None
    for hop, (before, after) in zip(hops, _steps(hops, url), strict=True):
        if hop.status not in _PERMANENT or _gives_up_https(before, after):
            break
        moved = after
    return moved


def _steps(hops: Sequence[Hop], url: str) -> Iterator[tuple[str, str]]:
    """From where to where each redirect led."""
    return itertools.pairwise([*(hop.url for hop in hops), url])


def _gives_up_https(before: str, after: str) -> bool:
    return before.startswith("https:") and after.startswith("http:")
