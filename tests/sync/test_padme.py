"""Padmé: what the paper promises of it, and one form only for each text."""

from __future__ import annotations

import math

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sync.primitives.padme import MINIMUM, BadPadding, pad, padded_length, unpad

lengths = st.one_of(st.integers(0, 3 * MINIMUM), st.integers(0, 2**60))


@pytest.mark.parametrize(
    ("length", "padded"),
    [
        (0, 65_536),
        (1, 65_536),
        (65_536, 65_536),
        (65_537, 67_584),
        (100_000, 100_352),
        (1_000_000, 1_015_808),
        (2**30, 2**30),
        (2**30 + 1, 2**30 + 2**25),
    ],
)
def test_known_sizes(length: int, padded: int) -> None:
    assert padded_length(length) == padded


@given(length=lengths)
def test_the_formula_of_the_paper(length: int) -> None:
    """Nikitin et al. 2019, algorithm 1, above our least size."""
    length = max(length, MINIMUM)
    exponent = length.bit_length() - 1
    kept = int(math.log2(exponent)) + 1
    unit = 2 ** (exponent - kept)
    assert padded_length(length) == -(-length // unit) * unit


@given(length=lengths)
def test_padding_costs_at_most_an_eighth(length: int) -> None:
    padded = padded_length(length)
    assert padded >= max(length, MINIMUM)
    if length >= MINIMUM:
        assert padded - length <= length * 0.12
        assert (padded - length) * 31 <= length
    assert padded_length(padded) == padded


@given(length=lengths, more=st.integers(0, 2**40))
def test_more_is_never_padded_to_less(length: int, more: int) -> None:
    assert padded_length(length) <= padded_length(length + more)


def test_few_sizes_remain() -> None:
    assert len({padded_length(length) for length in range(0, 2**20, 101)}) < 140


def test_a_negative_length_is_a_mistake() -> None:
    with pytest.raises(ValueError, match="negative"):
        padded_length(-1)


@settings(deadline=None)
@given(size=st.one_of(st.integers(0, 200_000), st.sampled_from([65_527, 65_528, 65_529])), letter=st.integers(0, 255))
def test_unpad_gives_back_what_was_padded(size: int, letter: int) -> None:
    data = bytes([letter]) * size
    padded = pad(data)
    assert len(padded) == padded_length(size + 8)
    assert unpad(padded) == data


def changed(padded: bytes, place: int, value: int) -> bytes:
    return padded[:place] + bytes([value]) + padded[place + 1 :]


GOOD = pad(b"words")
LONG = pad(b"w" * 100_000)


@pytest.mark.parametrize(
    "padded",
    [
        b"",
        GOOD[:7],
        GOOD[:-1],
        GOOD + b"\0",
        GOOD + bytes(MINIMUM),
        changed(GOOD, 13, 1),
        changed(GOOD, len(GOOD) - 1, 1),
        changed(GOOD, 7, 4),
        changed(GOOD, 0, 0xFF),
        (65_529).to_bytes(8, "big") + GOOD[8:],
        LONG[:-1],
        LONG + bytes(padded_length(len(LONG) + 1) - len(LONG)),
        (1).to_bytes(8, "big") + bytes(len(LONG) - 8),
    ],
)
def test_padding_has_one_form_only(padded: bytes) -> None:
    with pytest.raises(BadPadding):
        unpad(padded)
