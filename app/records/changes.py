"""What a verb asks of the vault, and what the vault answers: the vocabulary of the one door."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Final


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
class DeleteRecord:
    """Take a record out of sight; its history stays, and ``RestoreRecord`` brings it back."""

    id: str


@dataclass(frozen=True, slots=True)
class RestoreRecord:
    """Bring a deleted record back."""

    id: str


Change = Add | Edit | DeleteRecord | RestoreRecord


MEMBERS: Final = "member"
"""Stands among the kinds of what has changed for the group's members and for who has what; no record is of it."""


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

    def and_then(self, later: Changed) -> Changed:
        """Tell what both did, the earlier first."""
        return Changed(
            self.kinds | later.kinds, self.added + later.added, self.touched | later.touched, later.label or self.label
        )
