"""A row of a list read as a new record: what goes where, and what cannot be taken as it is.

A value that its field refuses does not cost the row: it is kept among the extras under the name of
its column, where the person finds and settles it later. Only where a record keeps no extras, or
lacks what it cannot be without, is the row a bad one.
"""

from __future__ import annotations

import datetime
import re
from collections import defaultdict
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from app.i18n import _
from app.problems import WrongValue
from app.records.attributes import Attribute
from app.records.consents import REACH
from app.records.contact import CONTACT_LABELS, NUMBERS
from app.records.kinds import Day, LongText, Value, one_line, tidy
from app.records.lists import Tags
from app.records.mapping import normal_name
from app.records.record_type import RecordType
from app.records.registry import Registry
from app.services.records.references import References, Within
from app.services.tables import births, companions, day_orders, parts, refusals
from app.services.tables.columns import ID_COLUMN, Route, route
from app.services.tables.companions import SEVERAL
from app.services.tables.contact_words import read_label
from app.services.tables.day_orders import DayOrder
from app.services.tables.parts import PartOf
from app.services.tables.planned import AsideCell, Bad, PlannedRecord
from app.services.tables.spreadsheets import UNFINISHED
from app.services.tables.tabular import LONGEST_NAME, Enclosed, ListRow

__all__ = ["NO_DAY", "ODD", "AsideCell", "Bad", "PlannedRecord", "RowReader", "give_name"]

_LARGEST = 60_000
"""The most bytes of a record's values; the log takes 64 KiB, a little of which is its own."""
_LONGEST = 20_000
"""The most characters of an extra; what is longer is kept as a file."""
_SOMEBODY = "0" * 32
NO_DAY = "0/0/00"
"""What Outlook writes where there is no day."""
ODD: Any = object()
"""What stands for a cell that only all of its row can tell."""
_CONSENT = "consent"
_CONTENT = LongText(_LONGEST)
"""What the text of an extra is."""
_ORGANISATIONS = re.compile(
    r"(legal |company |current )?(organi[sz]ation|company|employer|firma|unternehmen|firm)( name)?|legal name"
)


@dataclass(slots=True)
class _Reading:
    """What has been found in a row so far; several contacts may come from one column."""

    line: ListRow
    values: dict[str, Any] = field(default_factory=dict[str, Any])
    extras: dict[str, str] = field(default_factory=dict[str, str])
    contacts: dict[str, list[dict[str, Any]]] = field(default_factory=dict[str, list[dict[str, Any]]])
    parts: list[PartOf] = field(default_factory=list[PartOf])
    files: list[Enclosed] = field(default_factory=list[Enclosed])
    asides: list[AsideCell] = field(default_factory=list[AsideCell])
    refused: dict[str, WrongValue] = field(default_factory=dict[str, WrongValue])
    dropped: list[str] = field(default_factory=list[str])

    def reach(self) -> list[dict[str, Any]]:
        """Give all contacts in their order."""
        return [contact for several in self.contacts.values() for contact in several]


@dataclass(frozen=True, slots=True)
class ReadingDays:
    """How days are read: today, and the order of day and month in each column that has one."""

    today: datetime.date
    orders: Mapping[str, DayOrder] = field(default_factory=dict[str, DayOrder])


class RowReader:
    """Reads the rows of one list."""

    def __init__(
        self, registry: Registry, record: RecordType, columns: Sequence[str], mapping: Mapping[str, str],
        references: References, days: ReadingDays,
    ) -> None:  # fmt: skip
        """Take what each column stands for."""
        self.record = record
        self._registry = registry
        self._days = days
        self._ours = ID_COLUMN in columns
        self._extras = record.extras
        self._contact = registry.types.get(record.contacts)
        self._references = references
        self._columns = columns
        self.routes = {column: route(mapping.get(column, ""), column) for column in columns}
        self._routes: dict[str, list[tuple[str, Route]]] = {}
        for column, to in self.routes.items():
            self._routes.setdefault(to.sort, []).append((column, to))
        self._reached: dict[Route, Mapping[str, Value]] = {}
        self._needed = [each for each in record.attributes.values() if each.required and each.default is None]

    def read(self, line: ListRow) -> PlannedRecord | Bad:
        """Give the record that a row becomes, or what is wrong with it."""
        if line.wrong:
            return Bad(line.number, line.wrong, line.cells)
        try:
            return self._read(line)
        except WrongValue as problem:
            return Bad(line.number, str(problem), line.cells)

    def cell(self, column: str, to: Route, text: str) -> Any:
        """Read a cell as if it were the only one: give its value, its contacts, None if it says nothing, or ``ODD``."""
        if text.startswith(UNFINISHED):
            return ODD
        if to.sort == "ignore" or not _says_something(text):
            return None
        row = _Reading(ListRow(0, ()))
        found: Any = ODD
        try:
            if to.sort == "attribute" and (attribute := self.record.attributes[to.name]).target is None:
                self._attribute(row, attribute, column, text, {})
                found = attribute.check(row.values.get(to.name)) if to.name in row.values else None
            elif to.sort == "contact":
                self._reach(row, column, to, text)
                found = tuple(row.reach()) or None
            elif to.sort == "extra" and self._extras is not None:
                self._extras.check({to.name: text})
                found = tidy(text)
            elif to.sort == "id":
                found = text
        except WrongValue:
            return ODD
        return ODD if row.asides or row.dropped or row.files else found

    def plain(self, to: Route) -> Callable[[str], Any] | None:
        """Give what reads the cells of a column that are values as they are: it gives None for any other."""
        if to.sort == "attribute":
            attribute = self.record.attributes[to.name]
            takes = attribute.kind.plain
            return None if attribute.merge == "set" else lambda text: text if takes(text) else None
        if to.sort == "extra":
            return lambda text: text if _CONTENT.plain(text) else None
        if to.sort == "contact" and self._contact is not None and to in self._reached:
            base, fits = self._reached[to], self._contact.takes(self._reached[to], "value")
            return lambda text: ({**base, "value": text},) if SEVERAL not in text and fits(text) else None
        return None

    def _read(self, line: ListRow) -> PlannedRecord:
        """Read a row, or raise ``WrongValue`` for one that cannot be a record."""
        row = _Reading(line)
        cells: dict[str, str] = {}
        for column, text in zip(self._columns, line.cells, strict=True):
            if text.startswith(UNFINISHED):
                formula = WrongValue(_("This formula has no stored result: open and save the file once."))
                self._put_aside(row, column, text.removeprefix(UNFINISHED), formula)
            elif text and _says_something(text):
                cells[column] = text
        by_sort: dict[str, list[tuple[str, Route]]] = defaultdict(list)
        for sort, routes in self._routes.items():
            by_sort[sort] = [each for each in routes if each[0] in cells]
        labels = {to.more: cells[column] for column, to in by_sort["detail"] if to.name == companions.TYPE}
        for column, to in by_sort["extra"]:
            said = one_line(labels.get(column, "")).strip("* ")
            self._keep(row, f"{to.name} ({said})"[:LONGEST_NAME] if said else to.name, column, cells[column])
        self._attributes(row, cells, by_sort["attribute"], {f"{to.name}.{to.more}": c for c, to in by_sort["path"]})
        for column, to in by_sort["contact"]:
            self._reach(row, column, to, cells[column])
        for column, to in by_sort["detail"]:
            self._detail(row, column, to, cells[column])
        self._parts(row, cells, by_sort["part"])
        self._born(row, cells, by_sort["born"])
        self._refusals(row, cells, by_sort["refusal"])
        if self.record.contacts:
            give_name(row.values, row.extras, row.reach())
        if row.extras and self._extras:
            row.values[self._extras.name] = row.extras
        row.files += line.files
        values = self._checked(row)
        known = next((cells[column] for column, _to in by_sort["id"]), "")
        title = self.record.title_of(values, lambda record: self._title(values, record))
        return PlannedRecord(
            line.number, title, values, tuple(row.reach()), known, tuple(row.asides), tuple(row.parts),
            tuple(row.files), line.whose, line.relation, tuple(row.dropped),
        )  # fmt: skip

    def _title(self, values: Mapping[str, Any], record: str) -> str:
        """Give the title of a record that the new one refers to."""
        kinds = (each.target for each in self.record.references() if values.get(each.name) == record)
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
            attribute = self.record.attributes[name]
            texts = list(dict.fromkeys(cells[column] for column in sources))
            if len(texts) > 1 and (between := _between(attribute)):
                self._attribute(row, attribute, sources[0], between.join(texts), within)
                continue
            for column in sources:
                self._attribute(row, attribute, column, cells[column], within)

    def _attribute(self, row: _Reading, attribute: Attribute, column: str, text: str, within: Within) -> None:
        """Read one value, or put it aside where another column has filled the attribute already."""
        try:
            value = self._value(row, attribute, column, text, within)
        except WrongValue as problem:
            row.refused.setdefault(attribute.name, problem)
            self._put_aside(row, column, text, problem)
            return
        if value is None:
            return
        if row.values.get(attribute.name, value) == value:
            row.values[attribute.name] = value
        else:
            taken = WrongValue(_("Another column has filled “{label}”.").format(label=_(attribute.label)))
            self._put_aside(row, column, text, taken)

    def _value(self, row: _Reading, attribute: Attribute, column: str, text: str, within: Within) -> Any:
        """Read a value; a reference by id or title, a day in the order of its column, tags without others' groups."""
        if attribute.target is not None:
            try:
                return self._references.find(attribute.target, text, attribute.name, within)
            except WrongValue as problem:
                raise WrongValue(f"{_(attribute.label)}: {problem}", field=attribute.name) from None
        if isinstance(attribute.kind, Day):
            return self._day(row, attribute, column, text)
        if type(attribute.kind) is Tags and not self._ours:
            tags, own = companions.members(text)
            row.dropped += own
            return attribute.check(tags) if tags else None
        several = attribute.merge == "set" and not self._ours
        return attribute.parse(text.replace(companions.SEVERAL, ",") if several else text)

    def _day(self, row: _Reading, attribute: Attribute, column: str, text: str) -> Any:
        """Read a day; a number is one as workbooks count them, and that is told."""
        found = day_orders.read(text, self._days.orders.get(column, DayOrder()), self._days.today)
        if found is None and (found := day_orders.of_number(text)) is not None:
            words = _("{number} was read as the day {day}.").format(number=text, day=attribute.format(found))
            row.asides.append(AsideCell(row.line.number, column, text, words))
        return attribute.parse(text) if found is None else attribute.check(found)

    def _reach(self, row: _Reading, column: str, to: Route, text: str) -> None:
        """Read the ways to reach someone that are in a cell."""
        if self._contact is None:
            self._put_aside(row, column, text, WrongValue(_("There are no contacts here.")))
            return
        more = {"about": to.field} if to.field and "about" in self._contact.attributes else {}
        for each in [text] if self._ours else companions.several(to.name, text):
            contact = {"kind": to.name, "label": to.more or "other", "value": each, **more}
            try:
                if to not in self._reached:  # All but the value is the same in every row.
                    checked = self._contact.check_new(contact | {self.record.name: _SOMEBODY})
                    del checked[self.record.name]
                    self._reached[to] = checked
                found = self._contact.check_more(self._reached[to], {"value": each})
            except WrongValue as problem:
                self._put_aside(row, column, each, problem)
            else:
                if self._ours or not any(_repeats(found, other) for other in row.reach()):
                    row.contacts.setdefault(column, []).append(found)

    def _detail(self, row: _Reading, column: str, to: Route, text: str) -> None:
        """Read what is said about the contacts in another column."""
        base = row.contacts.get(to.more, ())
        if to.name == companions.TYPE:
            for contact in base:
                self._sort(contact, text)
            return
        if not base or self._contact is None or to.name not in self._contact.attributes:
            self._put_aside(row, column, text, WrongValue(_("There is no contact that this could be about.")))
            return
        try:
            for contact in base:
                contact[to.name] = self._contact.attributes[to.name].parse(text)
        except WrongValue as problem:
            self._put_aside(row, column, text, problem)

    def _sort(self, contact: dict[str, Any], text: str) -> None:
        """Say of which sort a contact is, from the label that it had in its address book."""
        said = read_label(text)
        if said.kind and contact["kind"] in NUMBERS:
            contact["kind"] = said.kind
        if said.label in CONTACT_LABELS:
            contact["label"] = said.label
        if text.strip().startswith("*"):
            contact["preferred"] = True
        about = self._contact.attributes.get("about") if self._contact is not None else None
        if said.about and about is not None:
            contact["about"] = about.check(said.about[:80])

    def _parts(self, row: _Reading, cells: Mapping[str, str], columns: Sequence[tuple[str, Route]]) -> None:
        """Read the parts that spread over columns, each from the columns of its group."""
        by_group: defaultdict[tuple[str, str], dict[str, list[str]]] = defaultdict(dict)
        for column, to in columns:
            by_group[to.name, to.more].setdefault(to.field, []).append(column)
        for (kind, group), fields in by_group.items():
            part = self._registry[kind]
            while fields:
                texts = {name: [cells[column] for column in sources] for name, sources in fields.items()}
                try:
                    values = parts.gathered(part, group, texts)
                except WrongValue as problem:
                    sources = fields.pop(problem.field or "", None) or fields.pop(next(iter(fields)))
                    for column in sources:
                        self._put_aside(row, column, cells[column], problem)
                    continue
                if values.keys() - {parts.LABEL}:
                    row.parts.append(PartOf(kind, values))
                break

    def _born(self, row: _Reading, cells: Mapping[str, str], columns: Sequence[tuple[str, Route]]) -> None:
        """Work out the age that a birth date comes to, and keep nothing of the date."""
        texts = {to.more: cells[column] for column, to in columns}
        order = next((each.order for c, _to in columns if (each := self._days.orders.get(c)) is not None), "")
        for name in {to.name for _column, to in columns}:
            attribute = self.record.attributes[name]
            code = births.band(attribute, texts, self._days.today, order)
            if code and name not in row.values:
                row.values[name] = code

    def _refusals(self, row: _Reading, cells: Mapping[str, str], columns: Sequence[tuple[str, Route]]) -> None:
        """Set what somebody said no to, on their contacts and as a consent withdrawn; keep what is no refusal."""
        said: list[str] = []
        for column, to in columns:
            if not refusals.refuses(to.more, cells[column]):
                self._keep(row, column, column, cells[column])
                continue
            said.append(f"{column}: {one_line(cells[column])}")
            for contact in row.reach():
                contact.update(dict.fromkeys(refusals.fields(to.name, contact["kind"]), True))
            if to.name in {refusals.POST, refusals.ALL}:
                row.parts = [self._closed(each) for each in row.parts]
        consent = self._registry.types.get(_CONSENT)
        if said and consent is not None and consent.part_of == self.record.name:
            about = "; ".join(said)
            day = self._days.today
            more = {"purpose": REACH, "about": about[:200], "on_day": day, "withdrawn_on": day}
            row.parts.append(PartOf(_CONSENT, more))

    def _closed(self, part: PartOf) -> PartOf:
        """Give a part to which nobody is to write, if it is an address."""
        known = "do_not_write" in self._registry[part.kind].attributes
        return PartOf(part.kind, {**part.values, "do_not_write": True}) if known else part

    def _put_aside(self, row: _Reading, column: str, text: str, problem: WrongValue) -> None:
        """Keep a value that its field refuses under the name of its column, or let the row be a bad one."""
        if self._extras is None:
            raise problem
        self._keep(row, column, column, text)
        if len(text) > _LONGEST:
            return  # That it is kept as a file is told already.
        row.asides.append(AsideCell(row.line.number, column, text, str(problem)))

    def _keep(self, row: _Reading, name: str, column: str, text: str) -> None:
        """Keep a text among the extras, under another name if this one is taken; one that is too long as a file."""
        if len(text) > _LONGEST:
            row.files.append(Enclosed(f"{one_line(name)[:80]}.txt", text.encode()))
            words = _("This is too long for a field ({length} characters) and is kept as an attachment.")
            row.asides.append(AsideCell(row.line.number, column, text[:200], words.format(length=len(text))))
            return
        number, key = 1, one_line(name)
        while key in row.extras:
            number += 1
            key = column if number == 2 else f"{column[: LONGEST_NAME - 10]} ({number})"
        row.extras[key] = text

    def _checked(self, row: _Reading) -> dict[str, Any]:
        """Pass the whole record through its door; what a needed field refused is told in that field's words."""
        for attribute in self._needed:
            if attribute.name not in row.values and attribute.name in row.refused:
                raise row.refused[attribute.name]
        while True:
            values = self.record.check_new(row.values)
            size = sum(_size(name) + _size(value) for name, value in values.items())
            if size <= _LARGEST:
                return dict(values)
            if not row.extras:
                message = _("This row is too large: {size} bytes, and at most {most} are kept with one record.")
                raise WrongValue(message.format(size=size, most=_LARGEST))
            longest = max(row.extras, key=lambda key: _size(row.extras[key]))
            text = row.extras.pop(longest)
            row.files.append(Enclosed(f"{longest[:80]}.txt", text.encode()))
            words = _("All of this row is too much for one record: this is kept as an attachment.")
            row.asides.append(AsideCell(row.line.number, longest, text[:200], words))


def _repeats(contact: Mapping[str, Any], other: Mapping[str, Any]) -> bool:
    """Say whether a contact says nothing that another does not: programs write the primary number twice."""
    return all(other.get(name) == value for name, value in contact.items() if (name, value) != ("label", "other"))


def _says_something(text: str) -> bool:
    """Tell a value from an empty cell, and from one that holds only what nobody sees."""
    return bool(text) and text != NO_DAY and (text.isprintable() or bool(tidy(text)))


def give_name(values: dict[str, Any], extras: Mapping[str, str], reach: Sequence[Mapping[str, Any]]) -> None:
    """Compose a person's name from its parts, or else take another name, their firm's or their first contact."""
    if values.get("name"):
        return
    name = " ".join(filter(None, (values.get("given"), values.get("family")))) or values.get("also_known_as")
    if not name:
        firm = next((text for key, text in extras.items() if _ORGANISATIONS.fullmatch(normal_name(key))), "")
        name = one_line(firm)[:120] or next((contact["value"] for contact in reach), "")
    if name:
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
