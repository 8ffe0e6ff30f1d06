"""What the owner of a replica asks it to write, with records named by their ids."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any


class NewRef:
    """Stands, inside a value, for the id of the n-th `Create` of the same batch."""

    __slots__ = ("position",)

    def __init__(self, position: int) -> None:
        self.position = position


@dataclass(frozen=True, slots=True)
class Create:
    """A new record; a list of text makes a set field, any other value a register."""

    kind: str
    fields: Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Update:
    """New values of registers."""

    record: bytes
    fields: Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class AddElements:
    """Elements put into a set field."""

    record: bytes
    field: str
    elements: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class RemoveElements:
    """Elements taken out of a set field."""

    record: bytes
    field: str
    elements: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Drop:
    """The record is deleted."""

    record: bytes


@dataclass(frozen=True, slots=True)
class Revive:
    """The deletions of the record that are known here are undone."""

    record: bytes


Change = Create | Update | AddElements | RemoveElements | Drop | Revive
