"""Name look-up, TCP and TLS for one exchange, all under one deadline and one byte count.

A socket timeout in Python starts anew with every call, so a server that sends a byte now and
then keeps a reader for ever. The sockets here shrink the timeout to what is left of a `Budget`
before each call, and count every byte received, so headers, chunk framing and bodies that drip
or never end are cut alike. Which addresses are acceptable is the caller's affair.
"""

from __future__ import annotations

import contextlib
import http.client
import itertools
import queue
import socket
import ssl
import threading
import time
from collections.abc import Callable, Iterable, Iterator, Sequence
from functools import lru_cache
from typing import TYPE_CHECKING, Final, cast

import urllib3.exceptions

from newsdesk.lib.fetch_errors import FetchError, TimedOut, TooLarge, Unreachable
from newsdesk.lib.hosts import Address

if TYPE_CHECKING:
    from _typeshed import ReadableBuffer, WriteableBuffer

Resolver = Callable[[str, int], Iterable[str]]
"""Gives every numeric address of a name; raises OSError if there is none."""

MAX_ATTEMPTS: Final = 4
"""Addresses of one name that are tried before giving up."""

MAX_LOOKUPS: Final = 32
"""Look-ups under way at once in one process, abandoned ones included."""

MAX_ANSWERS: Final = 64
"""Addresses read from one look-up."""

_lookups = threading.BoundedSemaphore(MAX_LOOKUPS)


class Budget:
    """Time and bytes an exchange may still use.

    The clock runs from creation, over all hops; bytes are counted anew for each hop, first
    against the allowance for headers, then against the one for the body.

    Attributes:
        ended: Whether the other side has closed the connection of the current hop.
    """

    def __init__(self, seconds: float) -> None:
        self._ends = time.monotonic() + seconds
        self._seconds = seconds
        self._received = 0
        self._limit = 0
        self._code = "headers_too_large"
        self.ended = False

    def left(self) -> float:
        """Seconds left, always more than 0.

        Raises:
            TimedOut: The time is used up.
        """
        left = self._ends - time.monotonic()
        if left <= 0:
            raise TimedOut(f"{self._seconds:g} s in all")
        return left

    def start_headers(self, limit: int) -> None:
        """Count from 0 again, allowing `limit` bytes of status lines and headers."""
        self._received, self._limit, self._code = 0, limit, "headers_too_large"
        self.ended = False

    def start_body(self, limit: int) -> None:
        """Allow `limit` bytes more, framing included."""
        self._limit, self._code = self._received + limit, "too_large"

    def before_receiving(self) -> float:
        """Seconds the next receiving call may take.

        The limit is looked at here and not after receiving, because a buffered reader takes the
        beginning of a body along with the end of the headers.

        Raises:
            TimedOut: The time is used up.
            TooLarge: More bytes than allowed have come already.
        """
        if self._received > self._limit:
            raise TooLarge(f"{self._received} bytes received", code=self._code)
        return self.left()

    def received(self, count: int) -> None:
        """Note bytes that have come; none at all is the end of the connection."""
        self._received += count
        self.ended = self.ended or count == 0


class PlainSocket(socket.socket):
    """A TCP socket whose every call stays within a budget."""

    budget: Budget

    def recv_into(self, buffer: WriteableBuffer, nbytes: int = 0, flags: int = 0) -> int:
        """As in `socket.socket`, within what is left."""
        self.settimeout(self.budget.before_receiving())
        count = super().recv_into(buffer, nbytes, flags)
        self.budget.received(count)
        return count

    def sendall(self, data: ReadableBuffer, flags: int = 0) -> None:
        """As in `socket.socket`, within what is left."""
        self.settimeout(self.budget.left())
        super().sendall(data, flags)


class TlsSocket(ssl.SSLSocket):
    """A TLS socket whose every call stays within a budget."""

    budget: Budget

    def recv_into(self, buffer: WriteableBuffer, nbytes: int | None = None, flags: int = 0) -> int:
        """As in `ssl.SSLSocket`, within what is left."""
        self.settimeout(self.budget.before_receiving())
        count = super().recv_into(buffer, nbytes, flags)
        self.budget.received(count)
        return count

    def send(self, data: ReadableBuffer, flags: int = 0) -> int:
        """As in `ssl.SSLSocket`, within what is left; `sendall` is made of these."""
        self.settimeout(self.budget.left())
        return super().send(data, flags)


def system_resolver(host: str, port: int) -> list[str]:
    """Every address the system's resolver gives for a name, in its order of preference."""
    found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
    return [str(entry[4][0]) for entry in found]


def look_up(host: str, port: int, resolver: Resolver, budget: Budget) -> list[str]:
    """Ask for a name's addresses once, waiting no longer than the budget allows.

    The system's resolver knows no timeout, so it is asked on a thread of its own, which is left
    behind if it does not answer.

    Raises:
        Unreachable: There is no such name, or the resolver failed.
        TimedOut: No answer came in time.
    """
    places = _lookups  # a place is given back where it was taken, however late
    if not places.acquire(timeout=budget.left()):
        raise TimedOut("too many name look-ups under way")
    answers: queue.SimpleQueue[list[str] | Exception] = queue.SimpleQueue()

    def ask() -> None:
        try:
            answers.put(list(itertools.islice(resolver(host, port), MAX_ANSWERS)))
        except Exception as error:  # handed to the caller's thread, which raises it
            answers.put(error)
        finally:
            places.release()

    try:
        threading.Thread(target=ask, name="look-up", daemon=True).start()
    except RuntimeError:
        places.release()
        raise
    try:
        answer = answers.get(timeout=budget.left())
    except queue.Empty:
        raise TimedOut("name look-up") from None
    if isinstance(answer, (OSError, UnicodeError)):
        raise Unreachable(f"{host}: {answer}", code="name_unknown") from answer
    if isinstance(answer, Exception):
        raise answer
    if not answer:
        raise Unreachable(f"{host}: no addresses", code="name_unknown")
    return answer


def dial(
    addresses: Sequence[Address], port: int, budget: Budget, connect_timeout: float
) -> PlainSocket:
    """Connect to the first of the addresses that answers, trying both families early.

    `connect_timeout` seconds are shared: each attempt gets its part of what is left, so a dead
    first address does not use up everything.

    Raises:
        TimedOut: Nobody answered in time.
        Unreachable: Every attempt failed.
    """
    attempts = _interleave(addresses)[:MAX_ATTEMPTS]
    ends = time.monotonic() + min(connect_timeout, budget.left())
    failure: FetchError = Unreachable("no addresses")
    for index, address in enumerate(attempts):
        share = (ends - time.monotonic()) / (len(attempts) - index)
        if share <= 0:
            break
        family = socket.AF_INET if address.version == 4 else socket.AF_INET6
        try:
            connection = PlainSocket(family, socket.SOCK_STREAM)
        except OSError as error:  # a family this machine does not have
            failure = Unreachable(f"{address}: {error}")
            continue
        try:
            connection.settimeout(share)
            connection.connect((str(address), port))
            connection.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        except TimeoutError:
            failure = TimedOut(f"{address} port {port}: connect")
        except ConnectionRefusedError:
            failure = Unreachable(f"{address} port {port}", code="refused")
        except OSError as error:
            failure = Unreachable(f"{address} port {port}: {error}")
        else:
            connection.budget = budget
            return connection
        connection.close()
    raise failure


def secure(
    plain: PlainSocket, host: str, budget: Budget, timeout: float, context: ssl.SSLContext
) -> TlsSocket:
    """Do the TLS handshake, checking the certificate against `host`.

    The handshake may take `timeout` seconds in all: Python's own loop in it keeps to one deadline.
    `plain` is used up, whatever happens.

    Raises:
        TimedOut: It took too long.
        Unreachable: It failed; code ``certificate`` if the certificate was at fault.
    """
    plain.settimeout(min(timeout, budget.left()))
    wrapped: TlsSocket | None = None
    try:
        wrapped = cast(
            TlsSocket,
            context.wrap_socket(plain, server_hostname=host, do_handshake_on_connect=False),
        )
        wrapped.budget = budget
        wrapped.do_handshake()
    except BaseException as error:
        (wrapped or plain).close()
        if isinstance(error, TimeoutError):
            raise TimedOut(f"{host}: TLS handshake") from error
        if isinstance(error, ssl.SSLCertVerificationError):
            raise Unreachable(f"{host}: {error.verify_message}", code="certificate") from error
        if isinstance(error, (OSError, ValueError)):
            raise Unreachable(f"{host}: {error}", code="tls") from error
        raise
    return wrapped


@contextlib.contextmanager
def translating() -> Iterator[None]:
    """Turn what urllib3, http.client and sockets raise into our errors."""
    try:
        yield
    except FetchError:
        raise
    except (TimeoutError, urllib3.exceptions.TimeoutError) as error:
        raise TimedOut(str(error)) from error
    except (ConnectionError, http.client.IncompleteRead) as error:
        raise Unreachable(str(error), code="broken_off") from error
    except urllib3.exceptions.ProtocolError as error:
        raise Unreachable(str(error), code="broken_off") from error
    except http.client.LineTooLong as error:
        raise TooLarge(str(error), code="headers_too_large") from error
    except (http.client.BadStatusLine, http.client.UnknownProtocol) as error:
        raise Unreachable(str(error)[:200], code="not_http") from error
    except http.client.HTTPException as error:
        # Raised bare for one thing only: more than a hundred header lines.
        raise TooLarge(str(error), code="headers_too_large") from error
    except urllib3.exceptions.HTTPError as error:
        raise Unreachable(str(error), code="not_http") from error
    except OSError as error:
        raise Unreachable(str(error)) from error
    except ValueError as error:  # what http.client makes of a chunk of minus three bytes
        raise Unreachable(str(error)[:200], code="not_http") from error


@lru_cache(maxsize=8)
def trust(ca_file: str | None = None) -> ssl.SSLContext:
    """A verifying client context: the system's authorities, or certifi's where it has none.

    `ca_file` adds authorities of the operator's own. The context is shared between threads.
    """
    context = ssl.create_default_context()
    if not context.cert_store_stats()["x509_ca"]:
        try:
            import certifi
        except ImportError:
            pass
        else:
            context.load_verify_locations(certifi.where())
    if ca_file:
        context.load_verify_locations(ca_file)
    context.set_alpn_protocols(["http/1.1"])
    context.sslsocket_class = TlsSocket
    return context


def _interleave(addresses: Sequence[Address]) -> list[Address]:
    """The same addresses, families taking turns, the first one's family first."""
    unique = list(dict.fromkeys(addresses))
    first = [address for address in unique if address.version == unique[0].version]
    other = [address for address in unique if address.version != unique[0].version]
    pairs = itertools.zip_longest(first, other)
    return [address for pair in pairs for address in pair if address is not None]
