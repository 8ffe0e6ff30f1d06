"""Bytes shown as QR codes come back whole whatever order they are seen in, or are refused."""

from __future__ import annotations

import os
import zlib

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.services.exchange import qr_frames
from app.services.exchange.qr_frames import (
    FRAMES_MOST,
    LARGEST,
    Collecting,
    MixedUp,
    TooLargeForCodes,
    frame_in,
    frames_of,
)

some_bytes = st.binary(min_size=1, max_size=4000)


@given(some_bytes, st.randoms(use_true_random=False), st.integers(0, 3))
def test_frames_in_any_order_with_duplicates_and_foreign_ones_give_the_bytes_back(data, random, others):
    frames = frames_of(data, os.urandom)
    foreign = [frame for _n in range(others) for frame in frames_of(os.urandom(2000), os.urandom)[:-1]]
    seen = [*frames, *random.choices(frames, k=len(frames)), *foreign, b"https://example.org", b"SQ\x01", b""]
    random.shuffle(seen)
    assert data in Collecting().add_all(seen)


@given(some_bytes, st.data())
def test_a_flipped_byte_is_refused(data, draw):
    frame = draw.draw(st.sampled_from(frames_of(data, os.urandom)))
    place = draw.draw(st.integers(0, len(frame) - 1))
    bent = bytearray(frame)
    bent[place] ^= draw.draw(st.integers(1, 255))
    assert frame_in(frame) is not None
    assert frame_in(bytes(bent)) is None


@given(st.binary(max_size=1500))
def test_no_other_code_upsets_the_collecting(data):
    assert Collecting().add(data) is None


@given(st.integers(1, LARGEST))
def test_a_sequence_has_at_most_sixty_codes_of_nearly_one_size(size):
    frames = frames_of(bytes(size), os.urandom)
    assert 1 <= len(frames) <= FRAMES_MOST
    assert max(map(len, frames)) <= qr_frames.DENSE + 40
    assert Collecting().add_all(frames) == [bytes(size)]


def test_pieces_that_were_forged_to_fit_are_refused_in_the_end_and_forgotten():
    data = os.urandom(1500)
    frames = frames_of(data, os.urandom)
    true = frame_in(frames[1])
    assert true is not None
    body = frames[1][:-4].replace(true.piece, os.urandom(len(true.piece)))
    forged = body + zlib.crc32(body).to_bytes(4, "big")
    collecting = Collecting()
    with pytest.raises(MixedUp):
        collecting.add_all([frames[0], forged, *frames[2:]])
    assert collecting.add_all(frames) == [data], "the true ones can be read after it"


def test_what_is_missing_is_said_of_the_sequence_seen_last():
    first, second = frames_of(os.urandom(3000), os.urandom), frames_of(os.urandom(2000), os.urandom)
    collecting = Collecting()
    assert collecting.progress is None
    collecting.add_all([first[0], second[3], second[0], second[3]])
    progress = collecting.progress
    assert progress is not None
    assert (progress.have, progress.total, progress.missing) == (2, len(second), (2, 3))
    assert collecting.sequences == 2


def test_many_sequences_begun_take_no_memory_for_ever():
    collecting = Collecting()
    for _number in range(200):
        collecting.add(frames_of(os.urandom(2000), os.urandom)[0])
    assert collecting.sequences <= 8


def test_what_is_too_large_is_recommended_as_a_file():
    with pytest.raises(TooLargeForCodes, match="file"):
        frames_of(bytes(LARGEST + 1), os.urandom)
    with pytest.raises(ValueError, match="nothing to show"):
        frames_of(b"", os.urandom)
