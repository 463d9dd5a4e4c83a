"""What one fetch may do, and how far redirects may lead it.

Nothing here looks a name up or opens a socket.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from newsdesk.lib.fetch_errors import TooManyRedirects
from newsdesk.lib.hosts import USUAL_PORTS, Network, Target, check_target, join_url, parse_url
from newsdesk.lib.response import Hop


@dataclass(frozen=True, slots=True)
class FetchPolicy:
    """How to introduce ourselves, what to accept, and what an operator allows beyond that.

    Attributes:
        user_agent: Sent with every request; should name a contact.
        allow_origins: Origins such as ``http://127.0.0.1:8000`` to which the rules about
            addresses, names and ports do not apply. A redirect leads to one of them only from
            another of them, so no outside page can send us there.
        allow_networks: Ranges that are accepted although they are not public. Metadata services
            of clouds are not fetched even then.
        ports: Ports accepted.
        max_wire: Most bytes of a body as sent.
        max_decoded: Most bytes of a body once unpacked.
        max_headers: Most bytes of status lines and headers of one hop.
        connect_timeout: Seconds for connecting, and again for the TLS handshake.
        total_timeout: Seconds for everything, all hops included, whatever drips in.
        max_redirects: Most redirects followed.
        ca_file: Certificate authorities to trust besides the usual ones, as a PEM file.
    """

    user_agent: str
    allow_origins: frozenset[str] = frozenset()
    allow_networks: tuple[Network, ...] = ()
    ports: frozenset[int] = USUAL_PORTS
    max_wire: int = 2_000_000
    max_decoded: int = 5_000_000
    max_headers: int = 65_536
    connect_timeout: float = 5.0
    total_timeout: float = 20.0
    max_redirects: int = 5
    ca_file: str | None = None

    def __post_init__(self) -> None:
        """Bring the allowed origins into the one spelling targets have.

        Raises:
            ValueError: `user_agent` cannot stand in a header.
        """
        if not re.fullmatch(r"[ -~\xa1-\xff]+", self.user_agent):
            raise ValueError(f"user agent {self.user_agent!r} is not printable Latin-1")
        origins = frozenset(parse_url(origin).origin for origin in self.allow_origins)
        object.__setattr__(self, "allow_origins", origins)

    def allows_origin(self, target: Target) -> bool:
        """Whether the operator vouches for the origin of `target`."""
        return target.origin in self.allow_origins


class Trail:
    """The way redirects have led so far, and the address to ask next.

    Attributes:
        hops: The redirects, in order, those of earlier calls first.
        target: The address to ask next.
        vouched: Whether the operator vouches for every origin on the way, this one included.
    """

    def __init__(self, policy: FetchPolicy, hops: Sequence[Hop], url: str) -> None:
        self._policy = policy
        self._passed: list[Target] = []
        self.hops = list(hops)
        self.vouched = True
        self._check_count()
        for text in (*(hop.url for hop in hops), url):
            self._arrive(parse_url(text))

    def follow(self, status: int, location: str) -> None:
        """Go on to where the answer of the present target leads.

        Raises:
            TooManyRedirects: This is one more than the policy allows, or it was passed before.
            BadUrl: The location is not a usable address.
            RefusedAddress: Its host is in disguise.
        """
        self.hops.append(Hop(self.target.url, status))
        self._check_count()
        self._arrive(join_url(self.target, location))

    def check_target(self) -> None:
        """Refuse the present target as far as that needs no look-up."""
        if not self.vouched:
            policy = self._policy
            check_target(self.target, ports=policy.ports, allow_networks=policy.allow_networks)

    def _arrive(self, target: Target) -> None:
        if target in self._passed:
            raise TooManyRedirects(target.url, code="redirect_loop")
        self._passed.append(target)
        self.target = target
        self.vouched = self.vouched and self._policy.allows_origin(target)

    def _check_count(self) -> None:
        if len(self.hops) > self._policy.max_redirects:
            raise TooManyRedirects(f"more than {self._policy.max_redirects}")
