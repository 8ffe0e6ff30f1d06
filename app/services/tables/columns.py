"""The columns of lists, and where their values go: those that our own exports write, and those of anybody.

A target is a text, so that it can be shown, chosen in a list and given on the command line. Beside
those of ``app.records.mapping`` (an attribute, ``contact_point:<kind>:<label>``, ``x:<name>`` or
nothing) there are those that need more than one column:

- ``id``: the record's own id, by which a list that went out is recognised when it comes back;
- ``detail:<field>:<column>``: something about the contact in another column, such as when to call;
- ``<reference>.<kind>``: what narrows down a reference, as the house does for the name of a room;
- ``part:<kind>:<group>:<field>``: a field of a part, such as the street of an address (``parts``);
- ``refusal:<way>:<when>``: that somebody said no (``refusals``); ``born:<age>:<part>``: a birth date (``births``).
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Literal

from app.i18n import N_
from app.records import mapping
from app.records.attributes import EXTRA, Attribute
from app.records.contact import CONTACT_KINDS, CONTACT_LABELS
from app.records.kinds import one_line
from app.records.mapping import CONTACT
from app.records.record_type import RecordType
from app.records.registry import Registry

ID = "id"
ID_COLUMN = "switchboard_id"
DETAIL = "detail:"
PART = "part:"
REFUSAL = "refusal:"
BORN = "born:"
WRONG_COLUMN = N_("What is wrong")
_OWN_OF_CONTACTS = frozenset({"kind", "label", "value"})
CONTACT_COLUMN = re.compile(rf"({'|'.join(CONTACT_KINDS)})_({'|'.join(CONTACT_LABELS)})(?:_\d+)?")


@dataclass(frozen=True, slots=True)
class Route:
    """Where the values of a column go, read from the text of a target.

    ``name`` is an attribute, a kind of contact or part, the name of an extra, a field of a contact, or a way that is
    refused; ``more`` the label of a contact, the column of a contact, the kinds on the way of a reference, which of
    several parts it is, or when it is refused; ``field`` a field of a part.
    """

    sort: Literal["attribute", "contact", "detail", "path", "extra", "id", "part", "refusal", "born", "ignore"]
    name: str = ""
    more: str = ""
    field: str = ""


def route(target: str, column: str) -> Route:
    """Read the text of a target for a column; an extra without a name gets that of the column."""
    if target == ID:
        return Route("id")
    if target.startswith(DETAIL):
        name, _colon, base = target.removeprefix(DETAIL).partition(":")
        return Route("detail", name, base)
    if target.startswith(PART):
        name, more, field = [*target.removeprefix(PART).split(":", 2), "", ""][:3]
        return Route("part", name, more, field)
    if target.startswith((REFUSAL, BORN)):
        sort, name, more = [*target.split(":", 2), ""][:3]
        return Route("refusal" if sort + ":" == REFUSAL else "born", name, more)
    if not target.startswith((EXTRA, CONTACT)) and "." in target:
        name, _dot, rest = target.partition(".")
        return Route("path", name, rest)
    found = mapping.read_target(target)
    return Route(found.sort, one_line(found.name) or column, found.label, found.about)


def details(registry: Registry, record: RecordType) -> list[Attribute]:
    """Give the attributes of a contact of this kind of record beside the number or address itself."""
    if not record.contacts:
        return []
    own = {*_OWN_OF_CONTACTS, record.name}
    return [each for name, each in registry[record.contacts].attributes.items() if name not in own]


def contact_column(kind: str, label: str, number: int) -> str:
    """Name the column of a contact; the second of one sort has a number."""
    return f"{kind}_{label}" if number == 1 else f"{kind}_{label}_{number}"


def part_column(kind: str, group: str, field: str) -> str:
    """Name the column of a field of a part that spreads over columns; the second of one sort has a number."""
    return f"{kind}_{group}_{field}"


def detail_column(base: str, field: str) -> str:
    """Name the column that says something about the contact in another."""
    return f"{base}_{field}"
