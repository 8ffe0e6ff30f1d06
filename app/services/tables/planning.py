"""The dry run of an import: what a list would do, again and again while a person maps its columns.

A planner keeps what it has found out about one list. When a column is sent elsewhere, only the rows in which it says
something are read anew, and likenesses are looked for again only if what is compared has changed.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from itertools import compress
from typing import Any

from sqlmodel import Session

from app.i18n import _, ngettext
from app.records.kinds import Day
from app.records.mapping import IGNORE
from app.records.record_type import RecordType
from app.services.jobs import Progress
from app.services.records.records import kind_of
from app.services.records.references import References
from app.services.settings import group
from app.services.tables import day_orders, enclosing, updates
from app.services.tables.columns import WRONG_COLUMN, Route, route
from app.services.tables.day_orders import DayOrder, Question
from app.services.tables.duplicates import Duplicate, duplicates
from app.services.tables.import_preview import RowPreview, preview
from app.services.tables.import_rows import AsideCell, Bad, PlannedRecord, ReadingDays, RowReader
from app.services.tables.plain_rows import PlainRows
from app.services.tables.tabular import AS_IT_IS, How, HowRead, ListRow
from app.services.tables.updates import Identifiers, RowUpdate
from app.storage.vault.vault import Vault
from app.uncollected import uncollected

SHOWN_SAMPLES = 5
PACE = 200


@dataclass(frozen=True, slots=True)
class FileColumn:
    """A column of a file: its name, its guessed target, some of its values, and how many rows have one."""

    name: str
    target: str
    samples: tuple[str, ...]
    filled: int


@dataclass(frozen=True, slots=True)
class Table(HowRead):
    """A file that was looked at: for what kind of record, its columns and rows, and what to know of the reading.

    ``how`` is how it was read; the rest of what a person may choose otherwise is in ``HowRead``. ``cards`` says that
    it is an address book.
    """

    kind: str
    file: str
    columns: tuple[FileColumn, ...]
    lines: tuple[ListRow, ...]
    notes: tuple[str, ...] = ()
    how: How = AS_IT_IS
    cards: bool = False

    @property
    def mapping(self) -> dict[str, str]:
        """Give the guessed target of each column."""
        return {column.name: column.target for column in self.columns}


@dataclass(frozen=True, slots=True)
class ImportPlan:
    """What an import would do; nothing is written yet.

    ``rows`` are the new records, ``bad`` the rows that cannot be one, ``updates`` what others would change about
    records that are here, ``unchanged`` the lines that add nothing to these. ``filled`` counts the values of each
    field, ``kept`` are the columns that go to the extras, ``ignored`` those with values that go nowhere, ``preview``
    the first rows. ``questions`` have to be answered first; ``pictures`` are those that nobody said yes to.
    """

    kind: str
    file: str
    columns: tuple[str, ...]
    mapping: Mapping[str, str]
    rows: tuple[PlannedRecord, ...]
    bad: tuple[Bad, ...]
    duplicates: tuple[Duplicate, ...]
    filled: Mapping[str, int]
    kept: tuple[str, ...]
    ignored: tuple[str, ...]
    preview: tuple[RowPreview, ...]
    notes: tuple[str, ...] = ()
    updates: tuple[RowUpdate, ...] = ()
    unchanged: tuple[int, ...] = ()
    questions: tuple[Question, ...] = ()
    pictures: int = 0
    asides: tuple[AsideCell, ...] = ()

    @property
    def contacts(self) -> int:
        """Count the contacts that come with the new records."""
        return sum(len(row.contacts) for row in self.rows)


def plan(
    vault: Vault,
    table: Table,
    mapping: Mapping[str, str] | None = None,
    *,
    region: str = "",
    progress: Progress | None = None,
    how: How | None = None,
) -> ImportPlan:
    """Find out what an import would do, without writing anything; see ``ListPlanner``."""
    return ListPlanner(table, region).plan(vault, mapping, how=how, progress=progress)


@dataclass(frozen=True, slots=True)
class _Read:
    """What was read of all rows: of which columns where, as of which day and state of the books."""

    vault: int
    today: Any
    routes: Mapping[str, Route]
    orders: Mapping[str, DayOrder]
    rows: Sequence[PlannedRecord | Bad]


class ListPlanner:
    """Plans one list, as often as a person asks; it stands on what it found out before."""

    def __init__(self, table: Table, region: str = "") -> None:
        """Take the list. ``region`` (ISO 3166) is where telephone numbers without a country code are at home."""
        self.table = table
        self._region = region
        self._read: _Read | None = None
        self._compared: tuple[int, list[tuple[object, ...]], list[Duplicate]] | None = None
        self._identified: tuple[int, Identifiers] | None = None

    def plan(
        self,
        vault: Vault,
        mapping: Mapping[str, str] | None = None,
        *,
        how: How | None = None,
        progress: Progress | None = None,
    ) -> ImportPlan:
        """Find out what an import would do with this mapping.

        ``how`` has what a person said about days, if that is not what the table was looked at with.
        """
        table, progress = self.table, progress or Progress()
        record = kind_of(vault, table.kind)
        mapping = dict(table.mapping if mapping is None else mapping)
        names = tuple(column.name for column in table.columns)
        routes = {name: route(mapping.get(name, IGNORE), name) for name in names}
        days, questions = _days(vault, record, table, routes, how or table.how)
        with uncollected(), vault.reading() as session:
            references = References(session, vault.registry)
            reader = PlainRows(RowReader(vault.registry, record, names, mapping, references, days))
            rows = self._rows(vault, routes, days, reader, progress)
            good = [row for row in rows if isinstance(row, PlannedRecord)]
            flagged = self._duplicates(vault, session, record, good, progress)
            mapped = _mapped(record, routes)
            identifiers = partial(self._identifiers, vault, session, record)
            known = updates.plan(session, vault.registry, record, good, flagged, mapped, identifiers)
            known = enclosing.with_files(vault, session, known)
            changing = [each for each in known if each.fields]
            unchanged = [each.line for each in known if not each.fields]
            here = {*unchanged, *(each.line for each in changing)}
            fresh = [row for row in good if row.line not in here]
            shown = tuple(preview(vault.registry, record, references, row) for row in good[: SHOWN_SAMPLES * 2])
        ours = {WRONG_COLUMN, _(WRONG_COLUMN)}
        filled = [column.name for column in table.columns if column.filled]
        return ImportPlan(
            kind=table.kind,
            file=table.file,
            columns=names,
            mapping=mapping,
            rows=tuple(fresh),
            bad=tuple(row for row in rows if isinstance(row, Bad)),
            duplicates=tuple(each for each in flagged if each.line not in here),
            filled=Counter(name for row in good for name in row.values),
            kept=tuple(name for name in filled if routes[name].sort == "extra"),
            ignored=tuple(name for name in filled if routes[name].sort == "ignore" and name not in ours),
            preview=shown,
            notes=(*table.notes, *_notes(good)),
            updates=tuple(changing),
            unchanged=tuple(unchanged),
            questions=tuple(questions),
            pictures=sum(file.of_them for row in good for file in row.files),
            asides=tuple(aside for row in good for aside in row.asides),
        )

    def _rows(
        self, vault: Vault, routes: Mapping[str, Route], days: ReadingDays, reader: PlainRows, progress: Progress
    ) -> Sequence[PlannedRecord | Bad]:
        """Read the rows, or of those read before only the ones in which a column says something that goes elsewhere."""
        lines, before = self.table.lines, self._read
        if before is not None and (before.vault, before.today) != (vault.remembered.count, days.today):
            before = None
        moved = [
            place
            for place, name in enumerate(routes)
            if before is None or (before.routes[name], before.orders.get(name)) != (routes[name], days.orders.get(name))
        ]
        rows: list[PlannedRecord | Bad] = []
        for start in range(0, len(lines), PACE):
            progress.check()
            progress.step(start, len(lines), _("Reading rows"))
            some = lines[start : start + PACE]
            if before is None:
                rows += reader.read(some)
                continue
            again = [not line.wrong and any(line.cells[each] for each in moved) for line in some]
            read = reader.read([*compress(some, again)])
            rows += [next(read) if new else before.rows[start + place] for place, new in enumerate(again)]
        self._read = _Read(vault.remembered.count, days.today, routes, days.orders, rows)
        return rows

    def _duplicates(
        self, vault: Vault, session: Session, record: RecordType, rows: Sequence[PlannedRecord], progress: Progress
    ) -> list[Duplicate]:
        """Flag the rows that are likely there already; what is compared the same way again is not compared again."""
        compared = list(_compared(record, rows))
        if self._compared is None or self._compared[:2] != (vault.remembered.count, compared):
            found = duplicates(session, vault.registry, record, rows, self._region, progress)
            self._compared = vault.remembered.count, compared, found
        return self._compared[2]

    def _identifiers(self, vault: Vault, session: Session, record: RecordType) -> Identifiers:
        """Give the ids that other programs gave the records here, read again only if something changed since."""
        if self._identified is None or self._identified[0] != vault.remembered.count:
            self._identified = vault.remembered.count, updates.identifiers_of(session, record)
        return self._identified[1]


def _compared(record: RecordType, rows: Sequence[PlannedRecord]) -> Iterator[tuple[object, ...]]:
    """Give all of each row that another could resemble."""
    needed = [each.name for each in record.attributes.values() if each.required]
    names = tuple(dict.fromkeys((*record.title, *needed)))
    for row in rows:
        reach = tuple((contact["kind"], contact["value"]) for contact in row.contacts)
        yield row.line, row.id, row.title, reach, *map(row.values.get, names)


def _mapped(record: RecordType, routes: Mapping[str, Route]) -> set[str]:
    """Give the attributes of which a list says something; a name also by its parts."""
    found = {to.name for to in routes.values() if to.sort in {"attribute", "born"}}
    return found | ({*record.title} if record.contacts and {"given", "family"} & found else set())


def _days(
    vault: Vault, record: RecordType, table: Table, routes: Mapping[str, Route], how: How
) -> tuple[ReadingDays, list[Question]]:
    """Find out how the days in each column are to be read, and what has to be asked for that."""
    today = group.today(vault)
    said = day_orders.given(how.order, how.century)
    orders: dict[str, day_orders.DayOrder] = {}
    questions: list[Question] = []
    for place, (name, to) in enumerate(routes.items()):
        attribute = record.attributes.get(to.name) if to.sort == "attribute" else None
        if to.sort == "born" or (attribute is not None and isinstance(attribute.kind, Day)):
            values = (line.cells[place] for line in table.lines if not line.wrong and line.cells[place])
            orders[name], asked = day_orders.decide(name, values, said, today)
            questions += asked if to.sort != "born" else []
    return ReadingDays(today, orders), questions


def _notes(rows: Sequence[PlannedRecord]) -> list[str]:
    """Say what is not kept of the rows themselves."""
    notes: list[str] = []
    if dropped := sorted({name for row in rows for name in row.dropped}):
        sentence = _("Groups of the address book's own are not kept as tags: {names}.")
        notes.append(sentence.format(names=", ".join(dropped)))
    refused = sum(any(part.kind == "consent" for part in row.parts) for row in rows)
    if refused:
        one = "{count} person said no to calls, texts, mails or letters; that is kept with how they are reached."
        many = "{count} people said no to calls, texts, mails or letters; that is kept with how they are reached."
        notes.append(ngettext(one, many, refused).format(count=refused))
    pictures = sum(file.of_them for row in rows for file in row.files)
    if pictures:
        one = "{count} picture or sound is left out unless whom it shows has said yes to that."
        many = "{count} pictures or sounds are left out unless whom they show have said yes to that."
        notes.append(ngettext(one, many, pictures).format(count=pictures))
    return notes
