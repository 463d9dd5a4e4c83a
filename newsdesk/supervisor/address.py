"""Where the desk is reached, and whether that place is free."""

from __future__ import annotations

import contextlib
import errno
import socket
from collections.abc import Mapping
from dataclasses import dataclass

import psutil

_LAST_PORT = 65535


class AddressError(Exception):
    """The desk cannot be reached at the address asked for; the message is one line."""


@dataclass(frozen=True)
class Address:
    """A host and port to listen on."""

    host: str
    port: int

    @classmethod
    def from_environment(cls, environ: Mapping[str, str]) -> Address:
        """Read `HOST` and `PORT`; by default the desk is reached from this machine only."""
        port = environ.get("PORT") or "8000"
        if not port.isascii() or not port.isdigit() or not 0 < int(port) <= _LAST_PORT:
            raise AddressError(f"PORT must be a number from 1 to {_LAST_PORT}, not {port!r}")
        return cls(environ.get("HOST") or "127.0.0.1", int(port))

    @property
    def local_host(self) -> str:
        """The host under which this machine reaches the desk."""
        return {"0.0.0.0": "127.0.0.1", "::": "::1"}.get(self.host, self.host)

    @property
    def url(self) -> str:
        """The address a browser on this machine opens."""
        host = f"[{self.local_host}]" if ":" in self.local_host else self.local_host
        return f"http://{host}:{self.port}/"

    @property
    def is_open(self) -> bool:
        """Whether other machines may reach the desk."""
        return self.local_host not in {"127.0.0.1", "::1", "localhost"} or (
            self.local_host != self.host
        )

    def require_free(self) -> None:
        """Raise :class:`AddressError`, with advice, unless the desk can listen here."""
        problem = self._problem()
        if problem is None:
            return
        if problem.errno == errno.EADDRINUSE:
            free = self._next_free()
            advice = f"; choose another: make run PORT={free}" if free else ""
            raise AddressError(f"Port {self.port} is taken{self._taker()}{advice}")
        if problem.errno == errno.EACCES:
            raise AddressError(
                f"Port {self.port} may not be opened by this user; "
                "choose one above 1023: make run PORT=8000"
            )
        raise AddressError(f"Cannot listen on {self.host}: {problem.strerror or problem}")

    def _problem(self) -> OSError | None:
        try:
            family, kind, protocol, _, place = socket.getaddrinfo(
                self.host, self.port, type=socket.SOCK_STREAM, flags=socket.AI_PASSIVE
            )[0]
            with socket.socket(family, kind, protocol) as probe:
                probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
                probe.bind(place)
                probe.listen(1)
            # Not every system refuses to bind what a wildcard listener has: so ask, too.
            with socket.socket(family, kind, protocol) as probe:
                probe.settimeout(1)
                if probe.connect_ex((self.local_host, self.port)) == 0:
                    return OSError(errno.EADDRINUSE, "taken")
        except OSError as problem:
            return problem
        return None

    def _next_free(self) -> int | None:
        for port in range(self.port + 1, min(self.port + 50, _LAST_PORT)):
            if Address(self.host, port)._problem() is None:
                return port
        return None

    def _taker(self) -> str:
        """Return who listens on the port, as far as this user may know."""
        with contextlib.suppress(psutil.Error, OSError, RuntimeError):
            for connection in psutil.net_connections("tcp"):
                listens = connection.status == psutil.CONN_LISTEN
                if listens and connection.laddr.port == self.port and connection.pid:
                    name = psutil.Process(connection.pid).name()
                    return f" by {name} (process {connection.pid})"
        return ""
