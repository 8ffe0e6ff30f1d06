"""What a verb asks of the vault, and what the vault answers: the vocabulary of the one door."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True)
class New:
    """Stands, inside values, for the id that the n-th ``Add`` of the same batch will get."""

    index: int


@dataclass(frozen=True, slots=True)
class Add:
    """Make a record of a kind; an empty ``circle`` means that of its parent or the group's own."""

    kind: str
    values: Mapping[str, object]
    circle: str = ""


@dataclass(frozen=True, slots=True)
class Edit:
    """Set attributes of a record; lists and extras are given whole, ``None`` clears."""

    id: str
    values: Mapping[str, object]


@dataclass(frozen=True, slots=True)
class Delete:
    """Take a record out of sight; its history stays, and ``Restore`` brings it back."""

    id: str


@dataclass(frozen=True, slots=True)
class Restore:
    """Bring a deleted record back."""

    id: str


Change = Add | Edit | Delete | Restore


@dataclass(frozen=True, slots=True)
class Changed:
    """What a batch did, so that a view can decide whether it has to refresh.

    ``kinds`` are the kinds of record concerned, ``added`` the new ids in the order of the ``Add``s,
    ``touched`` all ids that differ now, ``label`` what an undo of it would be called.
    """

    kinds: frozenset[str] = field(default_factory=frozenset[str])
    added: tuple[str, ...] = ()
    touched: frozenset[str] = field(default_factory=frozenset[str])
    label: str = ""
