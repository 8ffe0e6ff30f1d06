"""A row of a list read as a new record: what goes where, and what cannot be taken as it is.

A value that its field refuses does not cost the row: it is kept among the extras under the name of
its column, where the person finds and settles it later. Only where a record keeps no extras, or
lacks what it cannot be without, is the row a bad one.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from app.domain.attributes import Attribute
from app.domain.kinds import LongText, Value, one_line, tidy
from app.domain.mapping import PEOPLE
from app.domain.record_type import RecordType
from app.domain.registry import Registry
from app.i18n import _
from app.problems import WrongValue
from app.services.columns import CONTACT_POINT, Route, route
from app.services.references import References, Within
from app.services.tabular import LONGEST_NAME, Line

_LARGEST = 60_000
"""The most bytes of a record's values; the log takes 64 KiB, a little of which is its own."""
_LONGEST = 20_000
"""The most characters of an extra."""
_SOMEBODY = "0" * 32


@dataclass(frozen=True, slots=True)
class Bad:
    """A row that cannot become a record: its line, why, and its cells as they were."""

    line: int
    wrong: str
    cells: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Aside:
    """A value that its field refuses and that is kept under the name of its column: its line, and why."""

    line: int
    column: str
    text: str
    wrong: str


@dataclass(frozen=True, slots=True)
class Planned:
    """A new record: the line it comes from, its values as the door takes them, its contacts, the id it came with."""

    line: int
    title: str
    values: Mapping[str, Any]
    contacts: tuple[Mapping[str, Any], ...] = ()
    id: str = ""
    asides: tuple[Aside, ...] = ()


@dataclass(slots=True)
class _Reading:
    """What has been found in a row so far."""

    line: Line
    values: dict[str, Any] = field(default_factory=dict[str, Any])
    extras: dict[str, str] = field(default_factory=dict[str, str])
    contacts: dict[str, dict[str, Any]] = field(default_factory=dict[str, dict[str, Any]])
    asides: list[Aside] = field(default_factory=list[Aside])
    refused: dict[str, WrongValue] = field(default_factory=dict[str, WrongValue])


class RowReader:
    """Reads the rows of one list."""

    def __init__(
        self, registry: Registry, record: RecordType, columns: Sequence[str], mapping: Mapping[str, str],
        references: References,
    ) -> None:  # fmt: skip
        """Take what each column stands for."""
        self._record = record
        self._extras = record.extras
        self._contact = registry.types.get(CONTACT_POINT)
        self._references = references
        self._columns = columns
        self._routes = {column: route(mapping.get(column, ""), column) for column in columns}

    def read(self, line: Line) -> Planned | Bad:
        """Give the record that a row becomes, or what is wrong with it."""
        if line.wrong:
            return Bad(line.number, line.wrong, line.cells)
        try:
            return self._read(line)
        except WrongValue as problem:
            return Bad(line.number, str(problem), line.cells)

    def _read(self, line: Line) -> Planned:
        """Read a row, or raise ``WrongValue`` for one that cannot be a record."""
        row = _Reading(line)
        cells = {column: text for column, text in zip(self._columns, line.cells, strict=True) if _says_something(text)}
        by_sort: dict[str, list[tuple[str, Route]]] = defaultdict(list)
        for column in cells:
            by_sort[self._routes[column].sort].append((column, self._routes[column]))
        for column, to in by_sort["extra"]:
            self._keep(row, to.name, column, cells[column])
        self._attributes(row, cells, by_sort["attribute"], {f"{to.name}.{to.more}": c for c, to in by_sort["path"]})
        for column, to in by_sort["contact"]:
            self._reach(row, column, to, cells[column])
        for column, to in by_sort["detail"]:
            self._detail(row, column, to, cells[column])
        if self._record.name == PEOPLE:
            _give_name(row.values, row.contacts.values())
        if row.extras and self._extras:
            row.values[self._extras.name] = row.extras
        values = self._checked(row)
        known = next((cells[column] for column, _to in by_sort["id"]), "")
        title = self._record.title_of(values, lambda record: self._title(values, record))
        return Planned(line.number, title, values, tuple(row.contacts.values()), known, tuple(row.asides))

    def _title(self, values: Mapping[str, Any], record: str) -> str:
        """Give the title of a record that the new one refers to."""
        kinds = (each.target for each in self._record.references() if values.get(each.name) == record)
        return next((self._references.title(kind, record) for kind in kinds if kind), "")

    def _attributes(
        self, row: _Reading, cells: Mapping[str, str], columns: Sequence[tuple[str, Route]], paths: Mapping[str, str]
    ) -> None:
        """Read the values of attributes, several columns of one together where it can hold them."""
        by_name: dict[str, list[str]] = defaultdict(list)
        for column, to in columns:
            by_name[to.name].append(column)
        within = {path: cells[column] for path, column in paths.items()}
        for name, sources in by_name.items():
            attribute = self._record.attributes[name]
            texts = list(dict.fromkeys(cells[column] for column in sources))
            if len(texts) > 1 and (between := _between(attribute)):
                self._attribute(row, attribute, sources[0], between.join(texts), within)
                continue
            for column in sources:
                self._attribute(row, attribute, column, cells[column], within)

    def _attribute(self, row: _Reading, attribute: Attribute, column: str, text: str, within: Within) -> None:
        """Read one value, or put it aside where another column has filled the attribute already."""
        try:
            value = self._value(attribute, text, within)
        except WrongValue as problem:
            row.refused.setdefault(attribute.name, problem)
            self._put_aside(row, column, text, problem)
            return
        if row.values.get(attribute.name, value) == value:
            row.values[attribute.name] = value
        else:
            taken = WrongValue(_("Another column has filled “{label}”.").format(label=_(attribute.label)))
            self._put_aside(row, column, text, taken)

    def _value(self, attribute: Attribute, text: str, within: Within) -> Any:
        """Read a value; a reference by id or title."""
        if attribute.target is None:
            return attribute.parse(text)
        try:
            return self._references.find(attribute.target, text, attribute.name, within)
        except WrongValue as problem:
            raise WrongValue(f"{_(attribute.label)}: {problem}", field=attribute.name) from None

    def _reach(self, row: _Reading, column: str, to: Route, text: str) -> None:
        """Read a way to reach someone."""
        contact = {"kind": to.name, "label": to.more or "other", "value": text}
        if self._contact is None:
            self._put_aside(row, column, text, WrongValue(_("There are no contacts here.")))
            return
        try:
            checked = self._contact.check_new(contact | {PEOPLE: _SOMEBODY})
        except WrongValue as problem:
            self._put_aside(row, column, text, problem)
        else:
            row.contacts[column] = {name: value for name, value in checked.items() if name != PEOPLE}

    def _detail(self, row: _Reading, column: str, to: Route, text: str) -> None:
        """Read what is said about the contact in another column."""
        base = row.contacts.get(to.more)
        if base is None or self._contact is None or to.name not in self._contact.attributes:
            self._put_aside(row, column, text, WrongValue(_("There is no contact that this could be about.")))
            return
        try:
            base[to.name] = self._contact.attributes[to.name].parse(text)
        except WrongValue as problem:
            self._put_aside(row, column, text, problem)

    def _put_aside(self, row: _Reading, column: str, text: str, problem: WrongValue) -> None:
        """Keep a value that its field refuses under the name of its column, or let the row be a bad one."""
        if self._extras is None:
            raise problem
        self._keep(row, column, column, text)
        row.asides.append(Aside(row.line.number, column, text, str(problem)))

    def _keep(self, row: _Reading, name: str, column: str, text: str) -> None:
        """Keep a text among the extras, under another name if this one is taken."""
        if len(text) > _LONGEST:
            message = _("{column}: this is too long: {length} characters, at most {most} are kept.")
            raise WrongValue(message.format(column=column, length=len(text), most=_LONGEST))
        number, key = 1, one_line(name)
        while key in row.extras:
            number += 1
            key = column if number == 2 else f"{column[: LONGEST_NAME - 10]} ({number})"
        row.extras[key] = text

    def _checked(self, row: _Reading) -> dict[str, Any]:
        """Pass the whole record through its door; what a needed field refused is told in that field's words."""
        for attribute in self._record.attributes.values():
            missing = attribute.required and attribute.default is None and attribute.name not in row.values
            if missing and attribute.name in row.refused:
                raise row.refused[attribute.name]
        values = self._record.check_new(row.values)
        size = sum(_size(name) + _size(value) for name, value in values.items())
        if size > _LARGEST:
            message = _("This row is too large: {size} bytes, and at most {most} are kept with one record.")
            raise WrongValue(message.format(size=size, most=_LARGEST))
        return dict(values)


def _says_something(text: str) -> bool:
    """Tell a value from an empty cell, and from one that holds only what nobody sees."""
    return bool(text) and (text.isprintable() or bool(tidy(text)))


def _give_name(values: dict[str, Any], contacts: Iterable[dict[str, Any]]) -> None:
    """Compose a person's name from its parts, or else call them by another name or by their first contact."""
    if not values.get("name"):
        parts = " ".join(filter(None, (values.get("given"), values.get("family"))))
        reach = next((contact["value"] for contact in contacts), "")
        if name := parts or values.get("also_known_as") or reach:
            values["name"] = name


def _between(attribute: Attribute) -> str:
    """Say what to put between the texts of several columns for one attribute, if it can hold several."""
    if attribute.merge == "set":
        return ", "
    return "\n" if isinstance(attribute.kind, LongText) else ""


def _size(value: Value) -> int:
    """Estimate what a value takes in the log."""
    if isinstance(value, dict):
        return sum(_size(key) + _size(text) for key, text in value.items())
    if isinstance(value, list):
        return sum(map(_size, value))
    return len(value.encode()) + 5 if isinstance(value, str) else 10
