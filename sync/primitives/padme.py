"""Padmé padding, so that the size of a bundle says little about what is in it.

Source: Nikitin, Barman, Lueks, Underwood, Hubaux, Ford, "Reducing Metadata Leakage from Encrypted Files and
Communication with PURBs", PoPETs 2019. A length L may keep only as many leading bits as log2 L has bits, which leaks
O(log log L) bits for at most 12 % more bytes. Here nothing is shorter than 64 KiB, where it is at most 3.2 %.
"""

from __future__ import annotations

from sync.primitives.errors import Malformed

MINIMUM = 64 * 1024
_PREFIX = 8


class BadPadding(Malformed):
    """The length, the padded size or the zeros of a padded text are not as `pad` writes them."""


def padded_length(length: int) -> int:
    """Give the size in bytes to which `length` bytes are padded: monotone, at least 64 KiB."""
    if length < 0:
        raise ValueError("a length is not negative")
    if length <= MINIMUM:
        return MINIMUM
    exponent = length.bit_length() - 1
    mask = (1 << (exponent - exponent.bit_length())) - 1
    return (length + mask) & ~mask


def pad(data: bytes) -> bytes:
    """Give the length of the data in 8 bytes, big-endian, the data, and zeros up to the padded length of both."""
    size = padded_length(_PREFIX + len(data))
    return b"".join([len(data).to_bytes(_PREFIX, "big"), data, bytes(size - _PREFIX - len(data))])


def unpad(padded: bytes) -> bytes:
    """Give the data of `pad`; raises `BadPadding` for anything that `pad` would not have written."""
    length = int.from_bytes(padded[:_PREFIX], "big")
    end = _PREFIX + length
    if len(padded) != padded_length(end):
        raise BadPadding(f"{len(padded)} bytes are not the padded size of the {length} bytes that they declare")
    if padded.count(0, end) != len(padded) - end:
        raise BadPadding("the padding is not zero")
    return padded[_PREFIX:end]
