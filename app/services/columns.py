"""The columns of lists, and where their values go: those that our own exports write, and those of anybody.

A target is a text, so that it can be shown, chosen in a list and given on the command line. Beside
those of ``app.domain.mapping`` (an attribute, ``contact_point:<kind>:<label>``, ``x:<name>`` or
nothing) there are three that need more than one column:

- ``id``: the record's own id, by which a list that went out is recognised when it comes back;
- ``detail:<field>:<column>``: something about the contact in another column, such as when to call;
- ``<reference>.<kind>``: what narrows down a reference, as the house does for the name of a room.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Literal

from app.domain import mapping
from app.domain.attributes import EXTRA, Attribute
from app.domain.kinds import one_line
from app.domain.mapping import CONTACT, IGNORE, PEOPLE
from app.domain.people import CONTACT_KINDS, CONTACT_LABELS
from app.domain.record_type import RecordType
from app.domain.registry import Registry
from app.i18n import N_, _
from app.problems import WrongValue
from app.services.tabular import LONGEST_NAME

ID = "id"
ID_COLUMN = "switchboard_id"
DETAIL = "detail:"
WRONG_COLUMN = N_("What is wrong")
CONTACT_POINT = "contact_point"
_OWN_OF_CONTACTS = frozenset({PEOPLE, "kind", "label", "value"})
_CONTACT_COLUMN = re.compile(rf"({'|'.join(CONTACT_KINDS)})_({'|'.join(CONTACT_LABELS)})(?:_\d+)?")


@dataclass(frozen=True, slots=True)
class Route:
    """Where the values of a column go, read from the text of a target.

    ``name`` is an attribute, a kind of contact, the name of an extra, or a field of a contact;
    ``more`` the label of a contact, the column of a contact, or the kinds on the way of a reference.
    """

    sort: Literal["attribute", "contact", "detail", "path", "extra", "id", "ignore"]
    name: str = ""
    more: str = ""


def route(target: str, column: str) -> Route:
    """Read the text of a target for a column; an extra without a name gets that of the column."""
    if target == ID:
        return Route("id")
    if target.startswith(DETAIL):
        name, _colon, base = target.removeprefix(DETAIL).partition(":")
        return Route("detail", name, base)
    if not target.startswith((EXTRA, CONTACT)) and "." in target:
        name, _dot, rest = target.partition(".")
        return Route("path", name, rest)
    found = mapping.read_target(target)
    return Route(found.sort, one_line(found.name) or column, found.label)


def details(registry: Registry) -> list[Attribute]:
    """Give the attributes of a contact beside the number or address itself."""
    if CONTACT_POINT not in registry:
        return []
    return [each for name, each in registry[CONTACT_POINT].attributes.items() if name not in _OWN_OF_CONTACTS]


def contact_column(kind: str, label: str, number: int) -> str:
    """Name the column of a contact; the second of one sort has a number."""
    return f"{kind}_{label}" if number == 1 else f"{kind}_{label}_{number}"


def detail_column(base: str, field: str) -> str:
    """Name the column that says something about the contact in another."""
    return f"{base}_{field}"


def extra_column(registry: Registry, record: RecordType, key: str) -> str:
    """Name the column of an extra after it, or with ``x:`` before it where its name means something else."""
    plain = _own_target(registry, record, key) == EXTRA + key and not key.startswith(EXTRA)
    return key if plain else EXTRA + key


def guess(registry: Registry, record: RecordType, columns: Mapping[str, Sequence[str]]) -> dict[str, str]:
    """Guess the target of each column; those of a list that we wrote ourselves are known."""
    if ID_COLUMN in columns:
        return {column: _own_target(registry, record, column) for column in columns}
    # Titles are no ids, by which alone the guess would know the values of a reference.
    named = {mapping.normal_name(name) for each in record.references() for name in (each.name, each.label, *each.was)}
    plain = {column: () if mapping.normal_name(column) in named else values for column, values in columns.items()}
    guessed = mapping.guess_columns(record, plain)
    by_words = {mapping.normal_name(path.replace(".", " ")): path for path in paths(registry, record)}
    by_words |= {mapping.normal_name(path.rpartition(".")[2]): path for path in reversed(by_words.values())}
    for column, target in guessed.items():
        known = target == IGNORE or target.startswith(EXTRA)
        if known and column in {WRONG_COLUMN, _(WRONG_COLUMN)}:
            guessed[column] = IGNORE
        elif known and (path := by_words.get(mapping.normal_name(column))):
            guessed[column] = path
        elif known and (detail := _detail_target(registry, record, column, guessed)):
            guessed[column] = detail
    return guessed


def offered(registry: Registry, record: RecordType) -> dict[str, str]:
    """Give all targets that a column may be sent to, with what people call them."""
    found = mapping.targets(record)
    for path in paths(registry, record):
        names = [record.attributes[path.split(".")[0]].label, *(registry[name].one for name in path.split(".")[1:])]
        found[path] = " → ".join(_(name) for name in names)
    if record.extras:
        found[EXTRA] = _("Keep under its own name")
    return found | {IGNORE: _("Leave out")}


def chosen(registry: Registry, record: RecordType, columns: Sequence[str], target: str) -> str:
    """Check a target that a person gave, by its text, by a column's name of our own or by what it is called."""
    text = target.strip()
    choices = offered(registry, record)
    if text in choices or text == ID:
        return text
    if text.startswith(EXTRA) and record.extras and len(text) <= LONGEST_NAME + len(EXTRA):
        return text
    if text.startswith(DETAIL) and route(text, "").more in columns:
        return text
    own = _own_target(registry, record, text)
    if own in choices and own != IGNORE:
        return own
    by_label = {label.casefold(): each for each, label in choices.items()}
    if text.casefold() in by_label:
        return by_label[text.casefold()]
    raise WrongValue(
        _("“{target}” is no field of {record}.").format(target=target, record=_(record.one)),
        do=_("There are: {fields}.").format(fields=", ".join(each for each in choices if each)),
    )


def paths(registry: Registry, record: RecordType) -> list[str]:
    """Give the ways from a record's references to what these are part of: ``room.house`` for a bed."""
    return [path for each in record.references() for path in _ways(registry, each.name, registry[each.target or ""])]


def _ways(registry: Registry, start: str, record: RecordType) -> Iterator[str]:
    """Follow what a record is part of."""
    if record.part_of:
        way = f"{start}.{record.part_of}"
        yield way
        yield from _ways(registry, way, registry[record.part_of])


def _own_target(registry: Registry, record: RecordType, column: str) -> str:
    """Give the target of a column of our own export."""
    fixed = {ID_COLUMN: ID, WRONG_COLUMN: IGNORE, _(WRONG_COLUMN): IGNORE}
    if column in fixed:
        return fixed[column]
    if column in record.attributes and record.attributes[column] is not record.extras:
        return column
    if record.name == PEOPLE:
        if found := _CONTACT_COLUMN.fullmatch(column):
            return f"{CONTACT}{found[1]}:{found[2]}"
        for each in details(registry):
            base = column.removesuffix("_" + each.name)
            if base != column and _CONTACT_COLUMN.fullmatch(base):
                return f"{DETAIL}{each.name}:{base}"
    return EXTRA + column.removeprefix(EXTRA) if record.extras else IGNORE


def _detail_target(registry: Registry, record: RecordType, column: str, guessed: Mapping[str, str]) -> str:
    """Find out that a column is named after one of contacts and a field of contacts."""
    if record.name == PEOPLE:
        for each in details(registry):
            base = column.removesuffix("_" + each.name)
            if base != column and guessed.get(base, "").startswith(CONTACT):
                return f"{DETAIL}{each.name}:{base}"
    return ""
