"""Bounded zstd: bombs, windows, cut and continued frames."""

from __future__ import annotations

import contextlib
import io
import random
import struct
import tracemalloc
from collections.abc import Callable, Iterator

import pytest
import zstandard
from hypothesis import given
from hypothesis import strategies as st

from sync.primitives.compression import (
    FREE_OF_RATIO,
    MAX_FRAMES,
    WINDOW,
    BadCompression,
    compress,
    decompress,
    decompressing,
)
from sync.primitives.errors import TooLarge
from tests.examples import examples

MIB = 1024 * 1024
WORDS = b"".join(b"record %d of %d\n" % (number, number * 7919) for number in range(20_000))


def undeclared(data: bytes, level: int = 3) -> bytes:
    """Give a frame that does not say how much is in it."""
    packer = zstandard.ZstdCompressor(level=level, write_content_size=False).compressobj()
    return packer.compress(data) + packer.flush()


def declared(data: bytes, level: int = 3) -> bytes:
    frame = zstandard.ZstdCompressor(level=level).compress(data)
    assert zstandard.get_frame_parameters(frame).content_size == len(data)
    return frame


def with_window(data: bytes, window_log: int) -> bytes:
    parameters = zstandard.ZstdCompressionParameters(
        compression_level=3, window_log=window_log, write_content_size=False
    )
    packer = zstandard.ZstdCompressor(compression_params=parameters).compressobj()
    return packer.compress(data) + packer.flush()


@examples(50, deadline=None)
@given(
    data=st.one_of(
        st.binary(max_size=5000), st.integers(0, 300_000).map(lambda size: random.Random(size).randbytes(size))
    ),
    level=st.sampled_from([1, 3, 9, 19]),
    cut=st.integers(1, 5000),
)
def test_what_is_compressed_comes_back(data: bytes, level: int, cut: int) -> None:
    packed = compress(data, level)
    assert decompress(packed, limit=len(data)) == data
    pieces = [packed[start : start + cut] for start in range(0, len(packed), cut)]
    assert decompress(pieces, limit=len(data)) == data
    assert decompress(io.BytesIO(packed), limit=len(data)) == data


@pytest.mark.parametrize("frame", [declared(WORDS), undeclared(WORDS)])
def test_frames_of_both_kinds_are_read(frame: bytes) -> None:
    assert decompress(frame, limit=len(WORDS)) == WORDS
    with pytest.raises(TooLarge):
        decompress(frame, limit=len(WORDS) - 1)


def test_several_frames_are_one_text() -> None:
    frames = declared(WORDS) + undeclared(b"between") + declared(b"") + declared(WORDS)
    assert decompress(frames, limit=10 * MIB) == WORDS + b"between" + WORDS
    with pytest.raises(TooLarge):
        decompress(frames, limit=len(WORDS) + 7)


@pytest.mark.parametrize("pack", [declared, undeclared])
@pytest.mark.parametrize("limit", [MIB, 20 * MIB, 1024 * MIB])
def test_a_bomb_is_stopped_before_it_fills_the_memory(pack: Callable[[bytes, int], bytes], limit: int) -> None:
    bomb = pack(bytes(100 * MIB), 19)
    assert len(bomb) < 10_000
    given_out: list[int] = []
    tracemalloc.start()
    try:
        with pytest.raises(TooLarge):
            given_out.extend(len(piece) for piece in decompressing(bomb, limit=limit))
        _, peak = tracemalloc.get_traced_memory()
    finally:
        tracemalloc.stop()
    assert sum(given_out) <= min(limit, FREE_OF_RATIO)
    assert peak < 32 * MIB


def test_a_frame_that_lies_about_its_size_is_refused() -> None:
    frame = bytearray(declared(WORDS))
    header = zstandard.frame_header_size(bytes(frame))
    frame[header - 1] ^= 0x40
    with pytest.raises(BadCompression):
        decompress(bytes(frame), limit=1024 * MIB)


def test_the_ratio_counts_from_sixteen_mebibytes_on() -> None:
    assert decompress(declared(bytes(FREE_OF_RATIO)), limit=1024 * MIB) == bytes(FREE_OF_RATIO)
    with pytest.raises(TooLarge):
        decompress(declared(bytes(FREE_OF_RATIO + 1)), limit=1024 * MIB)
    assert len(decompress(declared(bytes(FREE_OF_RATIO + 1)), limit=1024 * MIB, ratio=1_000_000)) == FREE_OF_RATIO + 1


@pytest.mark.parametrize("random_tail", [0, 3 * MIB])
def test_our_own_very_regular_data_is_not_taken_for_a_bomb(random_tail: int) -> None:
    data = bytes(40 * MIB) + random.Random(1).randbytes(random_tail)
    packed = compress(data)
    assert len(packed) < len(data) / 100 + random_tail + 100
    assert decompress(packed, limit=len(data)) == data


@pytest.mark.long
def test_data_beyond_the_window_is_compressed_within_it() -> None:
    data = random.Random(2).randbytes(9 * MIB // 2) * 2
    for level in (3, 20):
        packed = compress(data, level)
        assert zstandard.get_frame_parameters(packed).window_size <= WINDOW
        assert decompress(packed, limit=len(data)) == data


@pytest.mark.parametrize("window_log", [24, 27, 30])
def test_a_window_of_more_than_eight_mebibytes_is_refused(window_log: int) -> None:
    assert decompress(with_window(WORDS, 23), limit=10 * MIB) == WORDS
    with pytest.raises(BadCompression):
        decompress(with_window(WORDS, window_log), limit=10 * MIB)
    with pytest.raises(BadCompression):
        decompress(with_window(WORDS, 20), limit=10 * MIB, window=512 * 1024)


@pytest.mark.parametrize("frame", [declared(WORDS), undeclared(WORDS), compress(WORDS)])
def test_a_truncated_frame_is_refused(frame: bytes) -> None:
    for length in [*range(20), *range(20, len(frame), 997), *range(len(frame) - 20, len(frame))]:
        with pytest.raises(BadCompression):
            decompress(frame[:length], limit=10 * MIB)
        if length:
            with pytest.raises(BadCompression):
                decompress(frame + frame[:length], limit=10 * MIB)


def test_a_missing_checksum_is_noticed() -> None:
    frame = zstandard.ZstdCompressor(write_checksum=True).compress(WORDS)
    assert decompress(frame, limit=10 * MIB) == WORDS
    for length in range(len(frame) - 4, len(frame)):
        with pytest.raises(BadCompression):
            decompress(frame[:length], limit=10 * MIB)


@pytest.mark.parametrize("garbage", [b"\0", b"\0" * 100, b"garbage", b"\x28", b"\x28\xb5\x2f", b"\xff" * 5])
def test_trailing_garbage_is_refused(garbage: bytes) -> None:
    for source in (declared(WORDS) + garbage, [declared(WORDS), garbage], garbage):
        with pytest.raises(BadCompression):
            decompress(source, limit=10 * MIB)


def test_nothing_is_not_a_frame() -> None:
    for source in (b"", [], [b"", b""]):
        with pytest.raises(BadCompression):
            decompress(source, limit=MIB)
    assert decompress(compress(b""), limit=0) == b""


def test_a_flood_of_frames_is_refused() -> None:
    empty, filler = declared(b""), struct.pack("<II", 0x184D2A50, 0)
    for frame in (empty, filler):
        assert decompress(frame * MAX_FRAMES, limit=0) == b""
        with pytest.raises(TooLarge, match="frames"):
            decompress(frame * (MAX_FRAMES + 1), limit=MIB)


def test_a_source_is_read_only_as_far_as_needed() -> None:
    read = 0

    def source() -> Iterator[bytes]:
        nonlocal read
        bomb = declared(bytes(100 * MIB))
        for start in range(0, len(bomb), 256):
            read += 1
            yield bomb[start : start + 256]

    with pytest.raises(TooLarge):
        decompress(source(), limit=MIB)
    assert read <= 2


@examples(200, deadline=None)
@given(data=st.binary(max_size=200), magic=st.booleans())
def test_any_bytes_are_refused_or_read_in_an_orderly_way(data: bytes, magic: bool) -> None:
    with contextlib.suppress(BadCompression, TooLarge):
        decompress((b"\x28\xb5\x2f\xfd" if magic else b"") + data, limit=MIB)


@examples(100, deadline=None)
@given(place=st.integers(0), bit=st.integers(0, 7))
def test_a_damaged_frame_stays_within_the_limit(place: int, bit: int) -> None:
    frame = bytearray(declared(WORDS))
    frame[place % len(frame)] ^= 1 << bit
    with contextlib.suppress(BadCompression, TooLarge):
        assert len(decompress(bytes(frame), limit=MIB)) <= MIB


def test_what_lies_between_seams_is_packed_by_itself_and_read_as_one() -> None:
    chance = random.Random(3)
    noise, words = chance.randbytes(8000), b" ".join(chance.choices(WORDS.split(), k=4000))
    whole, seams = noise + words, [100, len(noise), len(noise), len(noise) + len(words)]
    packed = compress(whole, seams=seams)
    assert decompress(packed, limit=len(whole)) == whole
    assert packed == compress(noise) + compress(words)
