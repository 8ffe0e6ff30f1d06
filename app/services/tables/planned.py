"""What a row of a list becomes: a new record with all that comes with it, or a row that cannot be one."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import msgspec

from app.services.tables.parts import PartOf
from app.services.tables.tabular import Enclosed


@dataclass(frozen=True, slots=True)
class Bad:
    """A row that cannot become a record: its line, why, and its cells as they were."""

    line: int
    wrong: str
    cells: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class AsideCell:
    """A value that its field refuses and that is kept under the name of its column: its line, and why."""

    line: int
    column: str
    text: str
    wrong: str


class PlannedRecord(msgspec.Struct, frozen=True):
    """A new record: the line it comes from, its values as the door takes them, and the id it came with.

    With it come its contacts, its other parts (addresses, what it said no to), the files that were with it, those
    values that are too long for a field among them, and to which other row it has what relation. ``dropped`` are the
    groups of an address book's own that are not kept.
    """

    line: int
    title: str
    values: Mapping[str, Any]
    contacts: tuple[Mapping[str, Any], ...] = ()
    id: str = ""
    asides: tuple[AsideCell, ...] = ()
    parts: tuple[PartOf, ...] = ()
    files: tuple[Enclosed, ...] = ()
    whose: int = 0
    relation: str = ""
    dropped: tuple[str, ...] = ()
