"""Bodies packed rightly, wrongly and maliciously."""

from __future__ import annotations

import gzip
import subprocess
import sys
import zlib
from collections.abc import Callable, Iterator

import brotli  # type: ignore[import-untyped]
import pytest
from hypothesis import given
from hypothesis import strategies as st

from newsdesk.lib.bodies import ACCEPT_ENCODING, unpack
from newsdesk.lib.fetch_errors import BadEncoding, FetchError, TooLarge, Unreachable

if sys.version_info >= (3, 14):
    from compression import zstd
else:
    from backports import zstd

LIMIT = 5_000_000
TEXT = b"".join(b"Line %d of a long report. " % number for number in range(40_000))


def bare_deflate(data: bytes) -> bytes:
    packer = zlib.compressobj(wbits=-15)
    return packer.compress(data) + packer.flush()


def framed(data: bytes) -> bytes:
    """Two frames with a skippable one before, between and after them."""
    skippable = b"\x5f\x2a\x4d\x18\x03\0\0\0..."
    half = len(data) // 2
    frames = [zstd.compress(data[:half]), zstd.compress(data[half:])]
    return skippable + skippable.join(frames) + skippable


PACKERS: dict[str, tuple[str, Callable[[bytes], bytes]]] = {
    "gzip": ("gzip", gzip.compress),
    "x-gzip": ("X-GZIP", gzip.compress),
    "zlib": ("deflate", zlib.compress),
    "bare deflate": ("deflate", bare_deflate),
    "brotli": ("br", lambda data: brotli.compress(data, quality=5)),
    "zstd": ("zstd", zstd.compress),
    "zstd in frames": ("zstd", framed),
}


def test_what_is_offered_is_what_is_understood() -> None:
    assert ACCEPT_ENCODING == "gzip, deflate, br, zstd"


def pieces(data: bytes, size: int) -> Iterator[bytes]:
    return (data[start : start + size] for start in range(0, len(data), size))


@pytest.mark.parametrize("name", PACKERS)
@pytest.mark.parametrize("size", [1, 3, 1_000, 65_536, 10**9])
def test_every_coding_is_unpacked_whatever_the_pieces(name: str, size: int) -> None:
    encoding, pack = PACKERS[name]
    text = TEXT if size > 3 else TEXT[:5_000]
    assert unpack(pieces(pack(text), size), encoding, max_decoded=LIMIT) == text


@given(st.binary(max_size=3_000), st.integers(1, 500), st.sampled_from(sorted(PACKERS)))
def test_packing_and_unpacking_gives_the_same_bytes(data: bytes, size: int, name: str) -> None:
    encoding, pack = PACKERS[name]
    assert unpack(pieces(pack(data), size), encoding, max_decoded=LIMIT) == data


@given(st.binary(max_size=500), st.integers(1, 100), st.sampled_from(sorted(PACKERS)))
def test_arbitrary_bytes_are_unpacked_or_refused(data: bytes, size: int, name: str) -> None:
    try:
        unpack(pieces(data, size), PACKERS[name][0], max_decoded=LIMIT)
    except FetchError as error:
        assert error.code in {"bad_encoding", "broken_off"}


@pytest.mark.parametrize("name", PACKERS)
def test_output_ending_on_a_full_piece_is_not_lost(name: str) -> None:
    encoding, pack = PACKERS[name]
    for length in (65_535, 65_536, 65_537, 131_072):
        packed = pack(b"\0" * length)
        assert len(unpack([packed], encoding, max_decoded=LIMIT)) == length


@pytest.mark.parametrize("name", PACKERS)
def test_a_body_of_exactly_the_limit_passes_and_one_more_byte_does_not(name: str) -> None:
    encoding, pack = PACKERS[name]
    assert len(unpack([pack(b"x" * 100_000)], encoding, max_decoded=100_000)) == 100_000
    with pytest.raises(TooLarge):
        unpack([pack(b"x" * 100_001)], encoding, max_decoded=100_000)


@pytest.mark.parametrize("name", PACKERS)
def test_a_body_that_stops_early_is_broken_off(name: str) -> None:
    encoding, pack = PACKERS[name]
    packed = pack(TEXT)
    with pytest.raises(Unreachable) as caught:
        unpack([packed[: len(packed) // 2]], encoding, max_decoded=LIMIT)
    assert caught.value.code == "broken_off"


@pytest.mark.parametrize("encoding", ["gzip", "deflate", "br", "zstd"])
def test_a_body_that_is_not_packed_as_it_says_is_refused(encoding: str) -> None:
    with pytest.raises(BadEncoding) as caught:
        unpack([b"<html>plain text after all, not packed at all</html>"], encoding, max_decoded=99)
    assert caught.value.code == "bad_encoding"


@pytest.mark.parametrize("encoding", ["gzip", "deflate", "br", "zstd"])
def test_an_empty_body_stays_empty_whatever_coding_is_named(encoding: str) -> None:
    assert unpack([], encoding, max_decoded=99) == b""
    assert unpack([b""], encoding, max_decoded=99) == b""


@pytest.mark.parametrize(
    ("encoding", "code"),
    [
        ("gzip, gzip", "nested_encoding"),
        ("gzip,br", "nested_encoding"),
        ("identity, gzip, deflate", "nested_encoding"),
        (", ".join(["gzip"] * 1_000), "nested_encoding"),
        ("compress", "bad_encoding"),
        ("gzip, zstd", "nested_encoding"),
        ("zstandard", "bad_encoding"),
        ("gzip;q=1", "bad_encoding"),
        ("rot13" * 1_000, "bad_encoding"),
    ],
)
def test_repeated_and_unknown_codings_are_refused(encoding: str, code: str) -> None:
    with pytest.raises(BadEncoding) as caught:
        unpack([gzip.compress(gzip.compress(b"x"))], encoding, max_decoded=LIMIT)
    assert caught.value.code == code


@pytest.mark.parametrize("encoding", ["", "identity", "UTF-8", "none", "identity, identity"])
def test_what_is_no_coding_leaves_the_body_alone(encoding: str) -> None:
    assert unpack([b"a", b"b"], encoding, max_decoded=LIMIT) == b"ab"


def test_a_body_packed_twice_but_labelled_once_is_unpacked_once() -> None:
    inner = gzip.compress(TEXT)
    assert unpack([gzip.compress(inner)], "gzip", max_decoded=LIMIT) == inner


@pytest.mark.parametrize("size", [1, 7, 10**6])
@pytest.mark.parametrize(("encoding", "pack"), [("gzip", gzip.compress), ("zstd", zstd.compress)])
def test_packed_parts_are_joined_and_what_follows_them_is_ignored(
    encoding: str, pack: Callable[[bytes], bytes], size: int
) -> None:
    packed = pack(b"one ") + pack(b"two")
    assert unpack(pieces(packed, size), encoding, max_decoded=LIMIT) == b"one two"
    padded = packed + b"\0" * 20 + pack(b"three")
    assert unpack(pieces(padded, size), encoding, max_decoded=LIMIT) == b"one two"


@pytest.mark.parametrize(
    ("encoding", "part"),
    [
        ("gzip", gzip.compress(b"")),
        ("zstd", zstd.compress(b"")),
        ("zstd", b"\x50\x2a\x4d\x18\0\0\0\0"),
    ],
)
def test_thousands_of_empty_parts_are_refused(encoding: str, part: bytes) -> None:
    with pytest.raises(BadEncoding):
        unpack([part * 50_000], encoding, max_decoded=LIMIT)


@pytest.mark.parametrize(("window", "passes"), [(23, True), (24, False), (27, False)])
def test_a_zstd_window_wider_than_8_megabytes_is_refused(window: int, passes: bool) -> None:
    parameter = zstd.CompressionParameter
    packer = zstd.ZstdCompressor(options={parameter.window_log: window})
    packed = packer.compress(TEXT) + packer.flush()
    if passes:
        assert unpack([packed], "zstd", max_decoded=LIMIT) == TEXT
    else:
        with pytest.raises(BadEncoding):
            unpack([packed], "zstd", max_decoded=LIMIT)


UNDER_A_LIMIT = """
import resource, sys
import brotli
from newsdesk.lib.bodies import unpack
from newsdesk.lib.fetch_errors import TooLarge

packer = brotli.Compressor(quality=1, lgwin=24)
bomb = b"".join(packer.process(bytes(1_000_000)) for _ in range(300)) + packer.finish()
pages = int(open("/proc/self/statm").read().split()[0])
limit = pages * resource.getpagesize() + 50_000_000
resource.setrlimit(resource.RLIMIT_AS, (limit, limit))
try:
    brotli.decompress(bomb)
except (MemoryError, brotli.error):
    print("unbounded fails")
try:
    unpack([bomb], "br", max_decoded=5_000_000)
except TooLarge:
    print("bounded is refused")
"""


@pytest.mark.skipif(sys.platform != "linux", reason="only Linux enforces this memory limit")
def test_a_brotli_bomb_with_the_widest_window_fits_in_50_megabytes() -> None:
    """The decoder's own memory is not Python's to trace, so the system keeps the limit."""
    command = [sys.executable, "-c", UNDER_A_LIMIT]
    done = subprocess.run(command, capture_output=True, text=True, timeout=60, check=False)
    assert done.stdout.split("\n") == ["unbounded fails", "bounded is refused", ""], done.stderr
