"""Small bodies that unpack to hundreds of megabytes or more, each made in well under a second."""

from __future__ import annotations

import gzip
import sys
import zlib
from collections.abc import Callable

import brotli  # type: ignore[import-untyped]

if sys.version_info >= (3, 14):
    from compression import zstd
else:
    from backports import zstd

MEGABYTE = bytes(1_000_000)


def deflated(bits: int, megabytes: int = 1_500) -> bytes:
    """One stream: a block that refers to nothing before it may be repeated as it is."""
    packer = zlib.compressobj(9, wbits=bits)
    start = packer.compress(b"x") + packer.flush(zlib.Z_FULL_FLUSH)
    block = packer.compress(MEGABYTE) + packer.flush(zlib.Z_FULL_FLUSH)
    return start + block * megabytes


def members() -> bytes:
    """As many gzip members as are read, each of them a bomb of its own."""
    return gzip.compress(MEGABYTE * 20) * 64


def brotlied() -> bytes:
    packer = brotli.Compressor(quality=1, lgwin=24)
    packed: list[bytes] = [packer.process(MEGABYTE) for _ in range(300)]
    return b"".join(packed) + bytes(packer.finish())


def zstandard(window: int) -> bytes:
    """One frame with a window of 2 to the power of `window` bytes."""
    parameter = zstd.CompressionParameter
    packer = zstd.ZstdCompressor(
        options={parameter.compression_level: 1, parameter.window_log: window}
    )
    return b"".join(packer.compress(MEGABYTE) for _ in range(300)) + packer.flush()


def frames() -> bytes:
    """As many zstd frames as are read, each of them a bomb of its own."""
    return zstd.compress(MEGABYTE * 20) * 64


BOMBS: dict[str, tuple[str, Callable[[], bytes], str]] = {
    "gzip": ("gzip", lambda: deflated(31), "too_large"),
    "gzip members": ("gzip", members, "too_large"),
    "gzip in gzip, named once": ("gzip", lambda: gzip.compress(deflated(31)), ""),
    "gzip in gzip": ("gzip, gzip", lambda: gzip.compress(deflated(31)), "nested_encoding"),
    "zlib": ("deflate", lambda: deflated(15), "too_large"),
    "bare deflate": ("deflate", lambda: deflated(-15), "too_large"),
    "brotli with the widest window": ("br", brotlied, "too_large"),
    "zstd": ("zstd", lambda: zstandard(19), "too_large"),
    "zstd with the widest window": ("zstd", lambda: zstandard(23), "too_large"),
    "zstd with a window too wide": ("zstd", lambda: zstandard(27), "bad_encoding"),
    "zstd frames": ("zstd", frames, "too_large"),
}
"""Coding, maker and the code of the error it must come to, empty if it is a small body."""
