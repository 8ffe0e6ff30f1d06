"""MessagePack by msgspec, with one spelling for each value.

Signatures cover bytes, so every structure has exactly one encoding: what is decoded here is encoded again and
compared, and anything that differs is refused.
"""

from __future__ import annotations

from typing import Any, Generic, TypeVar

import msgspec

from sync.primitives.errors import Malformed, NotCanonical

T = TypeVar("T")

DOT_REFERENCE = 1
ID_REFERENCE = 2


class Wire(msgspec.Struct, array_like=True, forbid_unknown_fields=True, frozen=True):
    """Base of all structures that travel: encoded as arrays, unknown trailing fields refused.

    Each subclass says `frozen=True` again: it would inherit it, but the type checker does not know that.
    """


class DotRef:
    """A record inside a value, named by the dot that made it: (index into the segment's logs, segment, operation)."""

    __slots__ = ("dot",)

    def __init__(self, dot: tuple[int, int, int]) -> None:
        self.dot = dot

    def __eq__(self, other: object) -> bool:
        return isinstance(other, DotRef) and self.dot == other.dot

    def __hash__(self) -> int:
        return hash(self.dot)

    def __repr__(self) -> str:
        return f"DotRef{self.dot}"


class IdRef:
    """A record inside a value, named by its 16-byte id: the form in memory, on the wire only where no dot will do."""

    __slots__ = ("id",)

    def __init__(self, record: bytes) -> None:
        self.id = record

    def __eq__(self, other: object) -> bool:
        return isinstance(other, IdRef) and self.id == other.id

    def __hash__(self) -> int:
        return hash(self.id)

    def __repr__(self) -> str:
        return f"IdRef({self.id.hex()})"


def _enc_hook(value: object) -> object:
    if isinstance(value, IdRef):
        return msgspec.msgpack.Ext(ID_REFERENCE, value.id)
    if isinstance(value, DotRef):
        return msgspec.msgpack.Ext(DOT_REFERENCE, msgspec.msgpack.encode(value.dot))
    raise NotImplementedError(f"{type(value).__name__} has no wire form")


def _ext_hook(code: int, data: memoryview) -> object:
    if code == ID_REFERENCE and len(data) == 16:
        return IdRef(bytes(data))
    if code == DOT_REFERENCE:
        return DotRef(msgspec.msgpack.decode(data, type=tuple[int, int, int]))
    raise Malformed(f"extension {code} is not part of the format")


_encoder = msgspec.msgpack.Encoder(enc_hook=_enc_hook, order="deterministic")


def encode(value: object) -> bytes:
    """Give the one encoding of `value`.

    Mapping keys are sorted. Raises `Malformed` for what the format cannot express.
    """
    try:
        return _encoder.encode(value)
    except (TypeError, OverflowError, UnicodeEncodeError, RecursionError) as error:
        raise Malformed(str(error)) from error


class Decoder(Generic[T]):
    """Decodes bytes into one type and refuses every spelling but ours."""

    def __init__(self, shape: type[T]) -> None:
        self._decoder: msgspec.msgpack.Decoder[T] = msgspec.msgpack.Decoder(shape, ext_hook=_ext_hook)

    @classmethod
    def of_union(cls, union: Any) -> Decoder[T]:
        """For a union of tagged structures, which is no class to the type checker: `Decoder[Union].of_union(Union)`."""
        return cls(union)

    def decode(self, data: bytes | memoryview | msgspec.Raw) -> T:
        """Raise `Malformed` for another shape and `NotCanonical` for another spelling."""
        value = self.decode_trusted(data)
        if encode(value) != bytes(data):
            raise NotCanonical("the bytes are not the one encoding of what they say")
        return value

    def decode_trusted(self, data: bytes | memoryview | msgspec.Raw) -> T:
        """Give the same without the second encoding, for bytes that were checked before they were stored."""
        try:
            return self._decoder.decode(data)
        except (msgspec.DecodeError, ValueError, TypeError, RecursionError, OverflowError) as error:
            raise Malformed(str(error)) from error


def decode(data: bytes | memoryview, shape: type[T]) -> T:
    """One-off form of `Decoder.decode`."""
    return Decoder(shape).decode(data)
