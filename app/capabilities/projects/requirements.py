"""How capabilities need each other: pure, over the lines of requirements."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from app.records.folding import fold


def named(names: Mapping[str, str]) -> dict[str, str]:
    """Give the ids of capabilities by what they are called, folded; of two of one name, the lowest id."""
    found: dict[str, str] = {}
    for identity in sorted(names, reverse=True):
        found[str(fold(names[identity]))] = identity
    return found


def capability_of(row: Any, names: Mapping[str, str], by_name: Mapping[str, str]) -> str:
    """Give the capability that a line needs, said by reference, by id or by name; empty for none that is here."""
    if row.capability:
        return row.capability if row.capability in names else ""
    what = (row.what or "").strip()
    return what if what in names else by_name.get(str(fold(what)), "")


def edges(rows: Iterable[Any], names: Mapping[str, str]) -> list[tuple[str, str]]:
    """Give which capability needs which."""
    by_name = named(names)
    found = [
        (row.of, capability_of(row, names, by_name)) for row in rows if row.sort == "capability" and row.of in names
    ]
    return [(one, other) for one, other in found if other]
