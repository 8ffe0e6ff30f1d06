"""Parts of a record that spread over the columns of a list: addresses, with street, place, region, code and country.

Which kinds of record spread is declared (``entity(..., spread=True)``). A target is ``part:<kind>:<group>:<field>``:
the group tells several addresses of one person apart: ``home``, ``work``, ``other``, ``home_2``.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from app.i18n import N_, _
from app.problems import WrongValue
from app.records.kinds import LongText, tidy
from app.records.mapping import normal_name
from app.records.record_type import RecordType
from app.records.registry import Registry
from app.services.tables.columns import PART
from app.services.tables.contact_words import read_label

FORMATTED = "formatted"
"""What stands for a field: all of it as it would be written on an envelope."""
LABEL = "label"
_FORMATTED_WORDS = ("formatted", "formatted address", "full address", "whole address", "complete address")
_LABEL_WORDS = ("label", "type", "location type")
_PLACES = ("home", "work", "other")
# Words before the name of a field that only say that it is one of an address, or which of several.
_FILL = frozenset(
    "address addresses adresse anschrift primary main mailing billing registered permanent postal user submitted "
    "custom shipping legal street contact 1 2 3 4 5".split()
)
_STREET_WORDS = (
    "address", "address 1", "address line 1", "line 1", "street 1", "street line 1", "strasse", "straße", "rue",
    "calle", "street and number", "street address",
)  # fmt: skip
_MORE_WORDS = (
    "address 2", "address 3", "address line 2", "address line 3", "line 2", "line 3", "supplemental address 1",
    "supplemental address 2", "supplemental address 3", "unit", "apartment",
)  # fmt: skip
_LESSER = frozenset({"code", "county"})
_ADDRESS_WORDS = frozenset({"address", "adresse", "anschrift"})


@dataclass(frozen=True, slots=True)
class PartOf:
    """What a part becomes: its kind and its values, but for whose it is."""

    kind: str
    values: Mapping[str, Any]


def spreading(registry: Registry, record: RecordType) -> list[RecordType]:
    """Give the parts of a record that spread over columns."""
    return [each for each in registry.parts_of(record.name) if each.spread]


def target(kind: str, group: str, field: str) -> str:
    """Write the text of a target."""
    return f"{PART}{kind}:{group}:{field}"


def own_target(registry: Registry, record: RecordType, column: str) -> str:
    """Give the target of a column of our own export."""
    for part in spreading(registry, record):
        fields = "|".join([*map(re.escape, part.attributes), FORMATTED])
        found = re.fullmatch(rf"{part.name}_((?:{'|'.join(_PLACES)})(?:_\d+)?)_({fields})", column)
        if found and found[2] != record.name:
            return target(part.name, found[1], found[2])
    return ""


def guess(registry: Registry, record: RecordType, columns: Mapping[str, Sequence[str]]) -> dict[str, str]:
    """Give the targets of the columns, with some of their values, that are named after a field of a part."""
    found: dict[str, str] = {}
    for part in spreading(registry, record):
        words = _words(part, record)
        by_group: defaultdict[str, dict[str, tuple[str, bool]]] = defaultdict(dict)
        for column in columns:
            if named := _named(normal_name(column), words):
                group, field, sure = named
                by_group[group][column] = field, sure
        counts: defaultdict[str, int] = defaultdict(int)
        for group, members in by_group.items():
            fields = _told_apart(part, {column: field for column, (field, _sure) in members.items()}, columns)
            alone = len(set(fields.values())) < 2 and not all(sure for _field, sure in members.values())
            if alone and not _is_whole(fields, columns):
                continue
            label = read_label(group).label or "other"
            counts[label] += 1
            name = label if counts[label] == 1 else f"{label}_{counts[label]}"
            for column, field in fields.items():
                found.setdefault(column, target(part.name, name, FORMATTED if alone else field))
    return found


def _is_whole(fields: Mapping[str, str], columns: Mapping[str, Sequence[str]]) -> bool:
    """Say whether the only column of a group holds addresses in one text, and not those of mail or the web."""
    if len(fields) != 1:
        return False
    ((column, field),) = fields.items()
    texts = columns[column]
    plain = all(any(map(str.isalpha, text)) and "@" not in text and "://" not in text for text in texts)
    return field == "street" and _says_address(column) and bool(texts) and plain


def _says_address(column: str) -> bool:
    """Say whether a column is called an address, and not only the street of one."""
    words = normal_name(column).split()
    return bool(_ADDRESS_WORDS & {*words}) and not {"street", "line"} & {*words} and not words[-1].isdecimal()


def _told_apart(part: RecordType, fields: Mapping[str, str], columns: Mapping[str, Sequence[str]]) -> dict[str, str]:
    """Let only the better of two columns fill a field of one line; an address beside its street is all of it."""
    streets = [column for column, field in fields.items() if field == "street"]
    found: dict[str, str] = {}
    for column, field in fields.items():
        if field == "street" and len(streets) > 1 and _says_address(column):
            found[column] = FORMATTED
            continue
        rivals = [other for other, name in fields.items() if name == field]
        one_line_only = field in part.attributes and not isinstance(part.attributes[field].kind, LongText)
        if one_line_only and column != min(rivals, key=lambda each: (not any(columns[each]), _is_lesser(each))):
            continue
        found[column] = field
    return found


def _is_lesser(column: str) -> bool:
    """Say whether a column says a thing less well than its neighbour would: the code of a country, a county."""
    return bool(_LESSER & {*normal_name(column).split()})


def _words(part: RecordType, whole: RecordType) -> list[tuple[str, str]]:
    """Give what the fields of a part are called, the longest words first."""
    named = [
        (normal_name(name), each.name)
        for each in part.attributes.values()
        if each.name not in {whole.name, "note", "do_not_write"}
        for name in (each.name, each.label, _(each.label), *each.was)
    ]
    named += [(words, FORMATTED) for words in _FORMATTED_WORDS] + [(words, LABEL) for words in _LABEL_WORDS]
    named += [(words, field) for words in _STREET_WORDS for field in ["street"] if field in part.attributes]
    named += [(words, field) for words in _MORE_WORDS for field in ["more"] if field in part.attributes]
    return sorted(named, key=lambda each: -len(each[0]))


def _named(name: str, words: Sequence[tuple[str, str]]) -> tuple[str, str, bool] | None:
    """Find the group and the field that a column is named for, and whether its name speaks of an address."""
    first, _blank, last = name.rpartition(" ")
    if first and read_label(last).label:  # Where it is may stand behind, as in "Straße geschäftlich".
        name = f"{last} {first}"
    for text, field in words:
        if name == text or name.endswith(" " + text):
            before = name[: -len(text)].split()
            places = [word for word in before if read_label(word).label or word == "other"]
            if any(word not in _FILL and word not in places for word in before):
                continue
            if field == LABEL and not _ADDRESS_WORDS & {*before}:
                return None
            group = " ".join(word for word in before if word not in _ADDRESS_WORDS and word != "street")
            return group, field, bool(_ADDRESS_WORDS & {*name.split()}) and field != "street"
    return None


def offered(registry: Registry, record: RecordType) -> dict[str, str]:
    """Give where a column can go that holds a field of a part, with what people call it."""
    places = {"home": N_("Home"), "work": N_("Work"), "other": N_("Other")}
    return {
        target(part.name, group, name): f"{_(part.one)} ({_(place)}): {_(each.label)}"
        for part in spreading(registry, record)
        for group, place in places.items()
        for name, each in part.attributes.items()
        if name not in {record.name, LABEL}
    } | {
        target(part.name, group, FORMATTED): _("{part} ({place}): all of it").format(part=_(part.one), place=_(place))
        for part in spreading(registry, record)
        for group, place in places.items()
    }


def gathered(part: RecordType, group: str, texts: Mapping[str, Sequence[str]]) -> dict[str, Any]:
    """Give the values of a part from the texts of its fields; raises ``WrongValue`` that names the field refused.

    All of it in one text is kept only where it says more than the fields do.
    """
    values: dict[str, Any] = {}
    said = dict(texts)
    label, about = group.partition("_")[0], ""
    for text in said.pop(LABEL, ()):
        read = read_label(text)
        label, about = read.label or ("other" if label not in _PLACES else label), read.about
    for text in said.pop(FORMATTED, ()):
        known = _letters(" ".join(part_ for parts_ in said.values() for part_ in parts_))
        if not known:
            said["street" if "street" in part.attributes else "note"] = [text]
        elif any(word not in known for word in _letters(text)):
            said["note"] = [*said.get("note", ()), text]
    if about:
        said["note"] = [about, *said.get("note", ())]
    for name, several in said.items():
        attribute = part.attributes[name]
        value = attribute.parse("\n".join(dict.fromkeys(tidy(each) for each in several)))
        if value is not None:
            values[name] = value
    if values and LABEL in part.attributes and label in _PLACES:
        values[LABEL] = label
    return values


def _letters(text: str) -> set[str]:
    """Give the words of a text, to see whether another says more."""
    return set(re.findall(r"\w+", text.casefold()))


def refused(problem: WrongValue) -> str:
    """Give the field that refused a value."""
    return problem.field or ""
