"""A web server on 127.0.0.1 that behaves as oddly as a test asks.

Each path has a behaviour: a function that gets a `Peer`, the connection after its request has
been read, and does with the raw socket what it likes. Helpers make the common ones:

    with OddServer() as server:
        server.at("/feed", reply(b"<rss/>", content_type="text/xml"))
        server.at("/slow", drip(b"HTTP/1.1 200 OK\r\n\r\n", b"x", every=0.05))
        fetch(server.url("/feed"), policy_for(server))
        assert server.seen[0].headers["user-agent"] == "..."

Threads end when the server is closed or the client has gone. Nothing here knows the fetcher.
"""

from __future__ import annotations

import contextlib
import socket
import ssl
import threading
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field


@dataclass(frozen=True)
class Seen:
    """A request as it arrived; header names are in lower case."""

    method: str
    target: str
    headers: dict[str, str]
    fields: list[tuple[str, str]]
    body: bytes


@dataclass
class Peer:
    """The client's end of one exchange."""

    connection: socket.socket
    request: Seen
    closing: threading.Event

    def send(self, data: bytes) -> None:
        self.connection.sendall(data)

    def pause(self, seconds: float) -> None:
        """Wait, but not longer than the server lives."""
        if self.closing.wait(seconds):
            raise ConnectionAbortedError


Behaviour = Callable[[Peer], None]


@dataclass
class OddServer:
    """Listens on a port of its own; `tls` makes it an https server."""

    tls: ssl.SSLContext | None = None
    seen: list[Seen] = field(default_factory=list)
    connections: int = 0

    def __post_init__(self) -> None:
        self._routes: dict[str, Behaviour] = {}
        self._closing = threading.Event()
        self._open: set[socket.socket] = set()
        self._listener = socket.create_server(("127.0.0.1", 0), backlog=128)
        self.port: int = self._listener.getsockname()[1]
        self._thread = threading.Thread(target=self._accept, daemon=True)

    def __enter__(self) -> OddServer:
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._closing.set()
        with contextlib.suppress(OSError):
            self._listener.shutdown(socket.SHUT_RDWR)
        self._listener.close()
        for connection in list(self._open):
            with contextlib.suppress(OSError):
                connection.shutdown(socket.SHUT_RDWR)
        self._thread.join(5)

    def at(self, path: str, behaviour: Behaviour) -> str:
        """Serve a path, query included, with a behaviour; gives the whole address."""
        self._routes[path] = behaviour
        return self.url(path)

    def url(self, path: str = "/", host: str = "127.0.0.1") -> str:
        return f"{self.origin(host)}{path}"

    def origin(self, host: str = "127.0.0.1") -> str:
        return f"{'https' if self.tls else 'http'}://{host}:{self.port}"

    def _accept(self) -> None:
        while not self._closing.is_set():
            try:
                connection, _ = self._listener.accept()
            except OSError:
                return
            self.connections += 1
            self._open.add(connection)
            threading.Thread(target=self._serve, args=(connection,), daemon=True).start()

    def _serve(self, connection: socket.socket) -> None:
        plain = connection
        try:
            connection.settimeout(30)
            if self.tls:
                connection = self.tls.wrap_socket(connection, server_side=True)
            request = _read_request(connection)
            if request is None:
                return
            self.seen.append(request)
            behaviour = self._routes.get(request.target, reply(b"not here", status=404))
            behaviour(Peer(connection, request, self._closing))
        except OSError:
            pass  # the client has gone, as many tests make it
        finally:
            self._open.discard(plain)
            with contextlib.suppress(OSError):
                connection.shutdown(socket.SHUT_RDWR)
            connection.close()


@contextlib.contextmanager
def canary() -> Iterator[OddServer]:
    """A server that must never be connected to; leaving the block checks that."""
    with OddServer() as server:
        yield server
        assert server.connections == 0, "the canary was connected to"


def reply(
    body: bytes = b"",
    *,
    status: int = 200,
    content_type: str = "text/plain",
    headers: Iterable[tuple[str, str]] = (),
    length: int | None = None,
) -> Behaviour:
    """An ordinary answer; `length` may lie, and -1 leaves it out."""
    length = len(body) if length is None else length
    fields = [("Content-Type", content_type), *headers]
    if length >= 0:
        fields.append(("Content-Length", str(length)))
    return raw(head(status, fields) + body)


def head(status: int, fields: Iterable[tuple[str, str]] = ()) -> bytes:
    """A status line and headers, up to and with the empty line."""
    lines = [f"HTTP/1.1 {status} Whatever", *(f"{name}: {value}" for name, value in fields)]
    return "\r\n".join([*lines, "", ""]).encode("latin-1")


def raw(data: bytes) -> Behaviour:
    """Exactly these bytes, then the end of the connection."""
    return lambda peer: peer.send(data)


def redirect(status: int, location: str) -> Behaviour:
    """A redirect; the location may hold anything that fits in Latin-1."""
    return reply(b"moved", status=status, headers=[("Location", location)])


def endless(start: bytes, piece: bytes) -> Behaviour:
    """A beginning, then the same piece as fast as it is taken, for ever."""

    def behave(peer: Peer) -> None:
        peer.send(start)
        while not peer.closing.is_set():
            peer.send(piece)

    return behave


def drip(start: bytes, piece: bytes, *, every: float) -> Behaviour:
    """A beginning, then the same piece again and again with pauses of `every` seconds."""

    def behave(peer: Peer) -> None:
        peer.send(start)
        while True:
            peer.pause(every)
            peer.send(piece)

    return behave


def silent(peer: Peer) -> None:
    """Take the request and never answer."""
    peer.pause(60)


def chunked(pieces: Iterable[bytes]) -> bytes:
    """A body in chunked framing."""
    return b"".join(b"%x\r\n%b\r\n" % (len(piece), piece) for piece in pieces) + b"0\r\n\r\n"


def in_turn(*behaviours: Behaviour) -> Behaviour:
    """Each behaviour once, in order; the last one from then on."""
    remaining = list(behaviours)

    def behave(peer: Peer) -> None:
        (remaining.pop(0) if len(remaining) > 1 else remaining[0])(peer)

    return behave


def _read_request(connection: socket.socket) -> Seen | None:
    data = b""
    while b"\r\n\r\n" not in data:
        more = connection.recv(65_536)
        data += more
        if data.startswith(b"\x16\x03"):  # TLS, which this server does not speak
            connection.sendall(head(400))
            return None
        if not more:
            return None
    top, _, body = data.partition(b"\r\n\r\n")
    line, *rest = top.decode("latin-1").split("\r\n")
    method, target, _ = line.split(" ", 2)
    fields = [
        (name, value.lstrip(" ")) for name, _, value in (text.partition(":") for text in rest)
    ]
    headers = {name.lower(): value for name, value in fields}
    while len(body) < int(headers.get("content-length", "0")):
        body += connection.recv(65_536)
    return Seen(method, target, headers, fields, body)
