"""Unpacking response bodies without ever holding more than the limits allow.

Works on chunks of bytes from anywhere; opens nothing. At most one content coding is undone:
gzip, deflate (zlib or raw, both are met), and br where the brotli package is installed. Each
step asks the decoder for a bounded piece, so what a bomb would unpack to is never in memory.
zstd is not offered: Python has it from 3.14 only.
"""

from __future__ import annotations

import zlib
from collections.abc import Iterable
from typing import Final, Protocol

from newsdesk.lib.fetch_errors import BadEncoding, TooLarge, Unreachable

try:
    import brotli
except ImportError:  # pragma: no cover - an optional part of urllib3's own extras
    brotli = None

ACCEPT_ENCODING: Final = "gzip, deflate, br" if brotli else "gzip, deflate"
"""What a request offers."""

PIECE: Final = 65_536
"""Bytes asked of a decoder at a time."""

MAX_MEMBERS: Final = 64
"""Members of one gzip body; concatenation is legal, thousands of empty ones are an attack."""

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
        return _Gzip()
    if coding == "deflate":
        return _Deflate()
    if coding == "br" and brotli:
        return _Brotli()
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


class _Gzip:
    """gzip of one or several members; what follows the last one is ignored."""

    def __init__(self) -> None:
        self._inflater = zlib.decompressobj(16 + zlib.MAX_WBITS)
        self._members = 1
        self._between = b""
        self._ended = False

    def feed(self, data: bytes) -> Iterable[bytes]:
        while data:
            if self._inflater.eof:
                data = self._between + data
                if len(data) < 2:
                    self._between = data
                    return
                if self._ended or not data.startswith(b"\x1f\x8b"):
                    self._ended = True
                    return
                self._next_member()
            yield from _inflate(self._inflater, data)
            data = self._inflater.unused_data

    def _next_member(self) -> None:
        self._members += 1
        self._between = b""
        if self._members > MAX_MEMBERS:
            raise BadEncoding("too many gzip members")
        self._inflater = zlib.decompressobj(16 + zlib.MAX_WBITS)

    @property
    def complete(self) -> bool:
        return self._inflater.eof


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
