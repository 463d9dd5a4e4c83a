"""Unpacking response bodies without ever holding more than the limits allow.

Works on chunks of bytes from anywhere; opens nothing. At most one content coding is undone:
gzip, deflate (zlib or raw, both are met), br and zstd, the latter two where their packages are
installed. Each step asks the decoder for a bounded piece, so what a bomb would unpack to is never
in memory. A decoder's own window is bounded too: 16 MB for br by its format, 8 MB for zstd by the
rule for this coding (RFC 9659), and 32 KB for the others.
"""

from __future__ import annotations

import re
import sys
import zlib
from collections.abc import Callable, Iterable
from typing import Any, Final, Protocol

from newsdesk.lib.fetch_errors import BadEncoding, TooLarge, Unreachable

try:
    import brotli
except ImportError:  # pragma: no cover - an optional part of urllib3's own extras
    brotli = None

try:
    if sys.version_info >= (3, 14):
        from compression import zstd
    else:
        from backports import zstd
except ImportError:  # pragma: no cover - as above
    zstd = None  # type: ignore[assignment]

ACCEPT_ENCODING: Final = ", ".join(
    ["gzip", "deflate", *(["br"] if brotli else []), *(["zstd"] if zstd else [])]
)
"""What a request offers."""

PIECE: Final = 65_536
"""Bytes asked of a decoder at a time."""

MAX_MEMBERS: Final = 64
"""Members of one gzip body and frames of a zstd one; joining some is legal, thousands of empty
ones are an attack."""

ZSTD_WINDOW_LOG: Final = 23
"""The widest window of a zstd frame as a power of two: 8 MB, all that RFC 9659 allows."""

# Not codings at all, but sent by real servers in their place; taken as "not packed".
_NO_CODING = frozenset({"", "identity", "none", "utf-8", "binary"})


class _Decoder(Protocol):
    """Undoes one coding, a bounded piece at a time."""

    def feed(self, data: bytes) -> Iterable[bytes]:
        """Pieces of about `PIECE` bytes that `data` unpacks to."""

    @property
    def complete(self) -> bool:
        """Whether the packed data came to its proper end."""


def unpack(chunks: Iterable[bytes], content_encoding: str, *, max_decoded: int) -> bytes:
    """Join a body and undo its content coding.

    Args:
        chunks: The body as it came, in pieces that are small against the limits.
        content_encoding: The Content-Encoding header, empty if there was none.
        max_decoded: Most bytes the result may have.

    Raises:
        TooLarge: The result would be longer than `max_decoded`.
        BadEncoding: The coding is unknown, applied more than once, or damaged.
        Unreachable: The packed data stops before its end (code ``broken_off``).
    """
    coding = _only_coding(content_encoding)
    whole = bytearray()
    decoder = _make_decoder(coding) if coding else None
    started = False
    for chunk in chunks:
        started = started or bool(chunk)
        for piece in decoder.feed(chunk) if decoder else (chunk,):
            if len(whole) + len(piece) > max_decoded:
                raise TooLarge(f"more than {max_decoded} bytes unpacked")
            whole += piece
    # An empty body is left as it is: many servers label those like any other.
    if decoder and started and not decoder.complete:
        raise Unreachable(f"{coding} data ends early", code="broken_off")
    return bytes(whole)


def _only_coding(content_encoding: str) -> str:
    """The single coding a header names, empty for none."""
    names = [name.strip().lower() for name in content_encoding.split(",")]
    codings = [name for name in names if name not in _NO_CODING]
    if len(codings) > 1:
        raise BadEncoding(content_encoding[:100], code="nested_encoding")
    return codings[0] if codings else ""


def _make_decoder(coding: str) -> _Decoder:
    if coding in ("gzip", "x-gzip"):
        return _gzip()
    if coding == "deflate":
        return _Deflate()
    if coding == "br" and brotli:
        return _Brotli()
    if coding == "zstd" and zstd:
        return _zstd()
    raise BadEncoding(f"content-encoding {coding[:40]!r}")


def _inflate(inflater: zlib._Decompress, data: bytes) -> Iterable[bytes]:
    """Bounded pieces of one zlib stream."""
    try:
        while True:
            piece = inflater.decompress(data, PIECE)
            yield piece
            data = inflater.unconsumed_tail
            # A full piece may leave output inside zlib although all input was taken.
            if inflater.eof or (not data and len(piece) < PIECE):
                return
    except zlib.error as error:
        raise BadEncoding(str(error)) from error


def _unzstd(decompressor: Any, data: bytes) -> Iterable[bytes]:
    """Bounded pieces of one zstd frame."""
    try:
        while True:
            yield decompressor.decompress(data, PIECE)
            data = b""
            if decompressor.eof or decompressor.needs_input:
                return
    except zstd.ZstdError as error:
        raise BadEncoding(str(error)) from error


class _Members:
    """Packed parts one after another, each whole by itself; what follows the last is ignored.

    Args:
        open_one: Makes a decoder for one part, with the attributes `eof` and `unused_data`.
        pieces: Undoes the packing of one part, boundedly.
        magic: Matches the first `length` bytes of a part.
        length: Bytes needed to tell.
    """

    def __init__(
        self,
        open_one: Callable[[], Any],
        pieces: Callable[[Any, bytes], Iterable[bytes]],
        magic: re.Pattern[bytes],
        length: int,
    ) -> None:
        self._open_one, self._pieces, self._magic, self._length = open_one, pieces, magic, length
        self._current = open_one()
        self._count = 1
        self._between = b""
        self._ended = False

    def feed(self, data: bytes) -> Iterable[bytes]:
        while data and not self._ended:
            if self._current.eof:
                data = self._between + data
                if len(data) < self._length:
                    self._between = data
                    return
                self._next(data)
                continue
            yield from self._pieces(self._current, data)
            data = self._current.unused_data

    def _next(self, data: bytes) -> None:
        """Begin another part if `data` is one."""
        self._between = b""
        self._ended = not self._magic.match(data)
        if self._ended:
            return
        self._count += 1
        if self._count > MAX_MEMBERS:
            raise BadEncoding("too many packed parts")
        self._current = self._open_one()

    @property
    def complete(self) -> bool:
        return bool(self._current.eof)


def _gzip() -> _Decoder:
    """Undo gzip of one or several members (RFC 1952, 2.2)."""

    def open_one() -> Any:
        return zlib.decompressobj(16 + zlib.MAX_WBITS)

    return _Members(open_one, _inflate, re.compile(rb"\x1f\x8b"), 2)


def _zstd() -> _Decoder:
    """Undo zstd of one or several frames, some of which may be skippable (RFC 8878, 3.1)."""
    options: dict[int, int] = {zstd.DecompressionParameter.window_log_max: ZSTD_WINDOW_LOG}

    def open_one() -> Any:
        return zstd.ZstdDecompressor(options=options)

    magic = re.compile(rb"\x28\xb5\x2f\xfd|[\x50-\x5f]\x2a\x4d\x18")
    return _Members(open_one, _unzstd, magic, 4)


class _Deflate:
    """deflate in a zlib wrapper, as it should be, or bare, as some servers send it."""

    def __init__(self) -> None:
        self._inflater: zlib._Decompress | None = None
        self._first = b""

    def feed(self, data: bytes) -> Iterable[bytes]:
        if self._inflater is None:
            data = self._first + data
            if len(data) < 2:
                self._first = data
                return
            # RFC 1950, 2.2: method 8 in the low bits, and the pair is a multiple of 31.
            wrapped = data[0] & 0x0F == 8 and int.from_bytes(data[:2], "big") % 31 == 0
            self._inflater = zlib.decompressobj(zlib.MAX_WBITS if wrapped else -zlib.MAX_WBITS)
        if not self._inflater.eof:
            yield from _inflate(self._inflater, data)

    @property
    def complete(self) -> bool:
        return self._inflater is not None and self._inflater.eof


class _Brotli:
    """br; bytes after its end count as damage, since the library cannot tell them apart."""

    def __init__(self) -> None:
        self._decompressor = brotli.Decompressor()
        self._complete = False

    def feed(self, data: bytes) -> Iterable[bytes]:
        try:
            while True:
                piece = self._decompressor.process(data, output_buffer_limit=PIECE)
                yield piece
                data = b""
                self._complete = self._decompressor.is_finished()
                # As with zlib, a full piece may leave output behind although all input was taken.
                drained = len(piece) < PIECE and self._decompressor.can_accept_more_data()
                if self._complete or drained:
                    return
        except brotli.error as error:
            raise BadEncoding(str(error)) from error

    @property
    def complete(self) -> bool:
        return self._complete
