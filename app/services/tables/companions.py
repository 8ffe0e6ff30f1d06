"""Columns that stand beside others, and cells that hold several values.

Address books write what sort a number is into a column of its own ("Phone 1 - Type" beside "Phone 1 - Value"), several
values of one sort into one cell (``a ::: b``), tags in quotation marks, and their own groups among those of the person.
"""

from __future__ import annotations

import csv
import re
from collections.abc import Mapping, Sequence

from app.records.attributes import EXTRA
from app.records.contact import NUMBERS, looks_like_email, looks_like_phone
from app.records.kinds import one_line
from app.records.mapping import CONTACT, normal_name
from app.services.tables.columns import DETAIL

TYPE = "type"
"""What stands for a field of a contact: its kind, where it is and what it is, all in one word."""
SEVERAL = ":::"
_TYPE_ENDS = (" type", " label", " location type")
_VALUE_ENDS = (" value", " address", " number", "")
_OWN_GROUPS = frozenset({"my contacts", "mycontacts", "imported"})
_BETWEEN = re.compile(r"[;,\n]|\s+/\s+|\s+(?:or|oder|ou|und|and)\s+", re.IGNORECASE)
_SPACES = re.compile(r"[;,\s]+")


def types(guessed: Mapping[str, str]) -> dict[str, str]:
    """Find the columns that say of which sort the value in another is."""
    by_name = {normal_name(column): column for column in guessed}
    found: dict[str, str] = {}
    for name, column in by_name.items():
        end = next((end for end in _TYPE_ENDS if name.endswith(end)), "")
        if not end or not guessed[column].startswith(EXTRA):
            continue
        base = name.removesuffix(end)
        value = next((by_name[base + each] for each in _VALUE_ENDS if base + each in by_name), "")
        if value and value != column and guessed[value].startswith((CONTACT, EXTRA)):
            found[column] = f"{DETAIL}{TYPE}:{value}"
    return found


def several(kind: str, text: str) -> list[str]:
    """Give the values in a cell of contacts of a kind: cut only where each piece is one for sure."""
    pieces = [piece.strip() for piece in text.split(SEVERAL)]
    found: list[str] = []
    for piece in pieces:
        found += _cut(kind, piece) if piece else []
    return list(dict.fromkeys(found))


def _cut(kind: str, text: str) -> list[str]:
    """Cut a text at what people put between numbers or addresses, if every piece is one."""
    looks = looks_like_email if kind == "email" else looks_like_phone if kind in NUMBERS else None
    if looks is None:
        return [text]
    for between in (_SPACES, _BETWEEN) if kind == "email" else (_BETWEEN,):
        if between.search(text) is None:
            continue
        pieces = [piece.strip(" <>\"'") for piece in between.split(text) if piece.strip(" <>\"'")]
        if len(pieces) > 1 and all(map(looks, pieces)):
            return pieces
    return [text]


def members(text: str) -> tuple[list[str], list[str]]:
    """Give the tags in a cell, and the groups of an address book's own, which nobody made."""
    cells = text.split(SEVERAL) if SEVERAL in text else [text]
    tags: list[str] = []
    own: list[str] = []
    for cell in cells:
        for tag in _quoted(cell) if '"' in cell else re.split(r"[,;\n]", cell):
            name = one_line(tag)
            bare = name.removeprefix("*").strip()
            if bare.casefold() in _OWN_GROUPS:
                own.append(name)
            elif bare:
                tags.append(bare)
    return tags, own


def _quoted(text: str) -> Sequence[str]:
    """Read tags of which some stand in quotation marks; a comma within these is one of the tag."""
    try:
        (row,) = csv.reader([one_line(text)], skipinitialspace=True)
    except (csv.Error, ValueError):
        return re.split(r"[,;\n]", text.replace('"', ""))
    return [cell.replace(",", " ").replace(";", " ").strip('" ') for cell in row]
