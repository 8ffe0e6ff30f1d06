"""What the owner of a replica asks it to write, with records named by their ids."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import msgspec


class NewRef:
    """Stands, inside a value, for the id of the n-th `Create` of the same batch."""

    __slots__ = ("position",)

    def __init__(self, position: int) -> None:
        self.position = position


class Create(msgspec.Struct, frozen=True):
    """A new record; a list of text makes a set field, any other value a register."""

    kind: str
    fields: Mapping[str, Any]


class Update(msgspec.Struct, frozen=True):
    """New values of registers."""

    record: bytes
    fields: Mapping[str, Any]


class AddElements(msgspec.Struct, frozen=True):
    """Elements put into a set field."""

    record: bytes
    field: str
    elements: tuple[str, ...]


class RemoveElements(msgspec.Struct, frozen=True):
    """Elements taken out of a set field."""

    record: bytes
    field: str
    elements: tuple[str, ...]


class Drop(msgspec.Struct, frozen=True):
    """The record is deleted."""

    record: bytes


class Revive(msgspec.Struct, frozen=True):
    """The deletions of the record that are known here are undone."""

    record: bytes


Change = Create | Update | AddElements | RemoveElements | Drop | Revive
