"""What the columns of a list mean: the guess of each target, all that a column may be sent to, and what a person chose.

Columns of our own exports are known. Of all others the specialists are asked first (birth dates, a no to something, the
parts of an address), then ``app.records.mapping`` for fields and ways to reach somebody, then what stands beside
others.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence

from app.i18n import N_, _
from app.problems import WrongValue
from app.records import mapping
from app.records.attributes import EXTRA
from app.records.kinds import ANY
from app.records.lists import Languages, Tags
from app.records.mapping import CONTACT, IGNORE, normal_name
from app.records.record_type import RecordType
from app.records.registry import Registry
from app.services.tables import births, companions, parts, refusals
from app.services.tables.columns import (  # fmt: skip
    CONTACT_COLUMN,
    DETAIL,
    ID,
    ID_COLUMN,
    WRONG_COLUMN,
    details,
    route,
)
from app.services.tables.tabular import LONGEST_NAME

_PARTS_OF_BIRTH = {
    "date": N_("{age}, from a birth date"),
    "year": N_("{age}, from the year of birth"),
    "month": N_("{age}, from the month of birth"),
    "day": N_("{age}, from the day of birth"),
}
_LANGUAGES = re.compile(r"\b(languages?|sprachen?|langues?|idiomas?|lingue|talen|jezici|языки?)\b")
_PLURAL = re.compile(r"\(s\)$")
_NAME_LIKE = re.compile(r"[^\W\d_][\w'’.\- ]{1,80}")


def extra_column(registry: Registry, record: RecordType, key: str) -> str:
    """Name the column of an extra after it, or with ``x:`` before it where its name means something else."""
    plain = _own_target(registry, record, key) == EXTRA + key and not key.startswith(EXTRA)
    return key if plain else EXTRA + key


def guess(registry: Registry, record: RecordType, columns: Mapping[str, Sequence[str]]) -> dict[str, str]:
    """Guess the target of each column; those of a list that we wrote ourselves are known."""
    if ID_COLUMN in columns:
        own = written(registry, record, list(columns))
        left = {c: IGNORE for c, to in own.items() if to.startswith(EXTRA) and _left_out(record, c, columns[c])}
        return own | left
    columns = {
        column: [piece.strip() for value in values for piece in value.split(companions.SEVERAL) if piece.strip()]
        for column, values in columns.items()
    }
    special = _special(registry, record, columns)
    # Titles are no ids, by which alone the guess would know the values of a reference.
    named = {normal_name(name) for each in record.references() for name in (each.name, each.label, *each.was)}
    others = {column: values for column, values in columns.items() if column not in special}
    plain = {column: () if normal_name(column) in named else values for column, values in others.items()}
    guessed = mapping.guess_columns(record, plain) | special
    guessed = {column: guessed[column] for column in columns}
    guessed |= companions.types(guessed)
    by_words = {normal_name(path.replace(".", " ")): path for path in paths(registry, record)}
    by_words |= {normal_name(path.rpartition(".")[2]): path for path in reversed(by_words.values())}
    for column, target in guessed.items():
        known = target == IGNORE or target.startswith(EXTRA)
        if known and column in {WRONG_COLUMN, _(WRONG_COLUMN)}:
            guessed[column] = IGNORE
        elif known and (path := by_words.get(normal_name(column))):
            guessed[column] = path
        elif known and (detail := _detail_target(registry, record, column, guessed)):
            guessed[column] = detail
    return guessed


def written(registry: Registry, record: RecordType, columns: Sequence[str]) -> dict[str, str]:
    """Give the targets of the columns of our own export."""
    return {column: _own_target(registry, record, column) for column in columns}


def guess_name(record: RecordType, guessed: dict[str, str], columns: Mapping[str, Sequence[str]]) -> None:
    """Where columns have no names, take the first that holds names of people for that."""
    first = record.title[0]
    if not record.contacts or first in guessed.values():
        return
    for column, values in columns.items():
        if guessed[column].startswith(EXTRA) and values and all(_NAME_LIKE.fullmatch(value) for value in values):
            guessed[column] = first
            return


def is_birth(column: str, values: Sequence[str]) -> bool:
    """Say whether a column holds a birth date, of which nothing is kept but the age."""
    return births.part_of(column.removeprefix(EXTRA), values) is not None


def _left_out(record: RecordType, column: str, values: Sequence[str]) -> bool:
    """Say whether a column is proposed to be left out: birth dates, and technical traces."""
    plain = column.removeprefix(EXTRA)
    return is_birth(column, values) or (bool(record.contacts) and births.is_trace(plain))


def _special(registry: Registry, record: RecordType, columns: Mapping[str, Sequence[str]]) -> dict[str, str]:
    """Guess the columns that are no single field: but for those that are named exactly after one."""
    if not record.contacts:
        return {}
    names = {normal_name(n) for a in record.attributes.values() for n in (a.name, a.label, _(a.label), *a.was)}
    open_ = {column: values for column, values in columns.items() if normal_name(column) not in names}
    found = {column: IGNORE for column, values in open_.items() if _left_out(record, column, values)}
    for column, values in open_.items():
        if column not in found and (to := refusals.guess(column, values)):
            found[column] = to
    found = parts.guess(registry, record, {c: values for c, values in open_.items() if c not in found}) | found
    for attribute in record.attributes.values():
        if type(attribute.kind) is Tags:
            called = {
                normal_name(name) for name in (attribute.name, attribute.label, _(attribute.label), *attribute.was)
            }
            plain = {column: normal_name(_PLURAL.sub("s", column)) for column in columns if column not in found}
            found |= {column: attribute.name for column, name in plain.items() if name in called}
    languages = next((each for each in record.attributes.values() if isinstance(each.kind, Languages)), None)
    for column, values in open_.items():
        if column not in found and languages is not None and _LANGUAGES.search(normal_name(column)):
            named = languages.name in found.values() or _is_taken(columns, languages.name, languages.was)
            if not named and mapping.mostly_read(languages, values):
                found[column] = languages.name
    return found


def _is_taken(columns: Mapping[str, Sequence[str]], name: str, was: Sequence[str]) -> bool:
    """Say whether a column is named exactly after an attribute."""
    known = {normal_name(each) for each in (name, *was)}
    return any(normal_name(column) in known for column in columns)


def offered(registry: Registry, record: RecordType) -> dict[str, str]:
    """Give all targets that a column may be sent to, with what people call them."""
    found = mapping.targets(record)
    for path in paths(registry, record):
        names = [record.attributes[path.split(".")[0]].label, *(registry[name].one for name in path.split(".")[1:])]
        found[path] = " → ".join(_(name) for name in names)
    if record.contacts:
        band = births.band_of(record)
        label = _(band.label) if band is not None else ""
        found |= births.targets(record, lambda part: _(_PARTS_OF_BIRTH[part]).format(age=label))
        found |= parts.offered(registry, record) | refusals.targets()
    if record.extras:
        found[EXTRA] = _("Keep under its own name")
    return found | {IGNORE: _("Leave out")}


def chosen(registry: Registry, record: RecordType, columns: Sequence[str], target: str) -> str:
    """Check a target that a person gave, by its text, by a column's name of our own or by what it is called."""
    text = target.strip()
    choices = offered(registry, record)
    if text in choices or text == ID or route(text, "").sort == "contact":
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
    known = [each for each in record.references() if each.target != ANY]
    return [path for each in known for path in _ways(registry, each.name, registry[each.target or ""])]


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
    if spread := parts.own_target(registry, record, column):
        return spread
    if record.contacts:
        if found := CONTACT_COLUMN.fullmatch(column):
            return f"{CONTACT}{found[1]}:{found[2]}"
        for each in details(registry, record):
            base = column.removesuffix("_" + each.name)
            if base != column and CONTACT_COLUMN.fullmatch(base):
                return f"{DETAIL}{each.name}:{base}"
    return EXTRA + column.removeprefix(EXTRA) if record.extras else IGNORE


def _detail_target(registry: Registry, record: RecordType, column: str, guessed: Mapping[str, str]) -> str:
    """Find out that a column is named after one of contacts and a field of contacts."""
    if record.contacts:
        for each in details(registry, record):
            base = column.removesuffix("_" + each.name)
            if base != column and guessed.get(base, "").startswith(CONTACT):
                return f"{DETAIL}{each.name}:{base}"
    return ""
