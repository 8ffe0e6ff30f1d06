"""Lists and address books taken in: look at the file, plan what it would do, do it.

Three steps, so that a person sees what will happen before anything is written: ``look`` reads the
file and guesses what its columns mean, ``plan`` is the dry run with all its findings, ``run`` writes
the good rows as one action, which one undo takes back. Bad rows come back as a file to mend.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from pathlib import Path

from app.i18n import _, ngettext, translations
from app.problems import UserProblem, WrongValue
from app.records.attributes import EXTRA
from app.records.changes import Add, Change, Changed, New
from app.records.consents import PHOTO as FOR_PHOTOS
from app.records.kinds import Day
from app.records.mapping import IGNORE
from app.records.record_type import RecordType
from app.services import files
from app.services.jobs import Job, Progress
from app.services.records.records import kind_of
from app.services.records.references import References
from app.services.settings import group
from app.services.tables import day_orders, enclosing, guessing, tabular, updates, vcards
from app.services.tables.columns import WRONG_COLUMN, Route, route
from app.services.tables.day_orders import Question
from app.services.tables.duplicates import Duplicate, duplicates
from app.services.tables.encodings import Candidate
from app.services.tables.import_preview import RowPreview, preview
from app.services.tables.import_rows import AsideCell, Bad, PlannedRecord, ReadingDays, RowReader
from app.services.tables.spreadsheets import UNFINISHED
from app.services.tables.tabular import AS_IT_IS, MOST_BYTES, How, ListRow
from app.services.tables.updates import RowUpdate
from app.storage.vault import chunks
from app.storage.vault.vault import Vault, refusals

__all__ = [
    "AS_IT_IS",
    "AsideCell",
    "Bad",
    "Candidate",
    "Choice",
    "Duplicate",
    "FileColumn",
    "How",
    "ImportPlan",
    "Imported",
    "PlannedRecord",
    "Question",
    "RowPreview",
    "RowUpdate",
    "Table",
    "bad_rows_file",
    "corrected",
    "look",
    "offered",
    "plan",
    "run",
]  # fmt: skip

Source = Path | tuple[str, bytes]
_SAMPLES = 200
_SHOWN_SAMPLES = 5
_PACE = 200


@dataclass(frozen=True, slots=True)
class FileColumn:
    """A column of a file: its name, its guessed target, some of its values, and how many rows have one."""

    name: str
    target: str
    samples: tuple[str, ...]
    filled: int


@dataclass(frozen=True, slots=True)
class Table:
    """A file that was looked at: for what kind of record, its columns and rows, and what to know of the reading.

    ``how`` is how it was read, and ``encoding``, ``candidates``, ``header``, ``sheet``, ``sheets`` and ``hidden`` are
    what a person may choose otherwise; see ``tabular.Sheet``.
    """

    kind: str
    file: str
    columns: tuple[FileColumn, ...]
    lines: tuple[ListRow, ...]
    notes: tuple[str, ...] = ()
    how: How = AS_IT_IS
    encoding: str = ""
    candidates: tuple[Candidate, ...] = ()
    header: int = 1
    sheet: str = ""
    sheets: tuple[str, ...] = ()
    hidden: bool = False
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


@dataclass(frozen=True, slots=True)
class Imported:
    """What an import did: the change, how many records and contacts, which lines were left out as duplicates or bad.

    ``updated`` counts the records that were here and changed, ``unchanged`` those that were here as they are.
    """

    changed: Changed
    records: int
    contacts: int
    skipped: tuple[int, ...]
    bad: tuple[Bad, ...]
    updated: int = 0
    unchanged: int = 0


@dataclass(frozen=True, slots=True)
class Choice:
    """What a person chose to do with a plan.

    ``skip`` are lines to leave out, ``leave`` the fields of people who are here that stay as they are, ``photos`` that
    those in the pictures said yes to them, ``circle`` who may read what is new.
    """

    skip: frozenset[int] = frozenset()
    update: bool = True
    leave: frozenset[str] = frozenset()
    photos: bool = False
    circle: str = ""


def look(vault: Vault, kind: str, source: Source, progress: Progress | None = None, how: How = AS_IT_IS) -> Table:
    """Read a file, or the bytes of one with its name, and guess where its columns go.

    Raises ``UserProblem`` with one sentence for a file that is no list.
    """
    record = kind_of(vault, kind)
    name, data = _content(source, progress)
    cards = vcards.is_address_book(data)
    if cards and not record.contacts:
        raise UserProblem(_("“{file}” is an address book: it holds people only.").format(file=name))
    sheet = vcards.read(name, data, how.encoding) if cards else tabular.read(name, data, how)
    values = {
        column: [line.cells[place] for line in sheet.lines if not line.wrong and line.cells[place]]
        for place, column in enumerate(sheet.columns)
    }
    samples = {name: texts[:_SAMPLES] for name, texts in values.items()}
    guessed = guessing.guess(vault.registry, record, samples)
    if not sheet.header:
        guessing.guess_name(record, guessed, samples)
    notes = [*sheet.notes]
    if births := [column for column, texts in samples.items() if texts and _is_birth(record, column, texts)]:
        sentence = _("Birth dates are not kept, and {columns} left out. The age that they come to can be kept instead.")
        notes.append(sentence.format(columns=", ".join(column.removeprefix(EXTRA) for column in births)))
    columns = [
        FileColumn(c, guessed[c], tuple(text.removeprefix(UNFINISHED) for text in texts[:_SHOWN_SAMPLES]), len(texts))
        for c, texts in values.items()
    ]
    return Table(
        kind, name, tuple(columns), sheet.lines, tuple(notes), how, sheet.encoding, sheet.candidates, sheet.header,
        sheet.sheet, sheet.sheets, sheet.hidden, cards,
    )  # fmt: skip


def _is_birth(record: RecordType, column: str, values: Sequence[str]) -> bool:
    """Say whether a column holds birth dates of people."""
    return bool(record.contacts) and guessing.is_birth(column, values)


def offered(vault: Vault, kind: str) -> dict[str, str]:
    """Give all targets that a column may be sent to, with what people call them."""
    return guessing.offered(vault.registry, kind_of(vault, kind))


def corrected(vault: Vault, table: Table, corrections: Mapping[str, str]) -> dict[str, str]:
    """Give the guessed mapping with a person's corrections (column to target); ``WrongValue`` if one cannot be."""
    record = kind_of(vault, table.kind)
    mapping = table.mapping
    by_fold = {column.casefold(): column for column in mapping}
    samples = {column.name: column.samples for column in table.columns}
    for column, target in corrections.items():
        name = column if column in mapping else by_fold.get(column.strip().casefold())
        if name is None:
            raise WrongValue(
                _("“{file}” has no column “{column}”.").format(file=table.file, column=column),
                do=_("There are: {columns}.").format(columns=", ".join(mapping)),
            )
        mapping[name] = guessing.chosen(vault.registry, record, list(mapping), target)
        if mapping[name].startswith(EXTRA) and _is_birth(record, name, samples[name]):
            raise WrongValue(
                _("“{column}” holds birth dates, which are not kept.").format(column=name),
                do=_("Choose the age that they come to, or leave the column out."),
            )
    return mapping


def plan(
    vault: Vault,
    table: Table,
    mapping: Mapping[str, str] | None = None,
    *,
    region: str = "",
    progress: Progress | None = None,
    how: How | None = None,
) -> ImportPlan:
    """Find out what an import would do, without writing anything.

    ``region`` (ISO 3166) is where telephone numbers without a country code are at home; ``how`` has what a person said
    about days, if that is not what the table was looked at with.
    """
    record = kind_of(vault, table.kind)
    mapping = dict(table.mapping if mapping is None else mapping)
    progress = progress or Progress()
    names = tuple(column.name for column in table.columns)
    routes = {name: route(mapping.get(name, IGNORE), name) for name in names}
    days, questions = _days(vault, record, table, routes, how or table.how)
    good: list[PlannedRecord] = []
    bad: list[Bad] = []
    with vault.reading() as session:
        references = References(session, vault.registry)
        reader = RowReader(vault.registry, record, names, mapping, references, days)
        for place, line in enumerate(table.lines):
            if place % _PACE == 0:
                progress.check()
                progress.step(place, len(table.lines), _("Reading rows"))
            row = reader.read(line)
            if isinstance(row, Bad):
                bad.append(row)
            else:
                good.append(row)
        flagged = duplicates(session, vault.registry, record, good, region, progress)
        mapped = _mapped(record, routes)
        known = updates.plan(session, vault.registry, record, good, flagged, mapped)
        known = enclosing.with_files(vault, session, known)
        changing = [each for each in known if each.fields]
        unchanged = [each.line for each in known if not each.fields]
        here = {*unchanged, *(each.line for each in changing)}
        fresh = [row for row in good if row.line not in here]
        shown = tuple(preview(vault.registry, record, references, row) for row in good[: _SHOWN_SAMPLES * 2])
    ours = {WRONG_COLUMN, _(WRONG_COLUMN)}
    filled = [column.name for column in table.columns if column.filled]
    return ImportPlan(
        kind=table.kind,
        file=table.file,
        columns=names,
        mapping=mapping,
        rows=tuple(fresh),
        bad=tuple(bad),
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


def run(
    vault: Vault,
    plan: ImportPlan,
    skip_duplicates: bool = False,
    *,
    skip: Collection[int] = (),
    circle: str = "",
    choice: Choice | None = None,
) -> Job[Imported]:
    """Give the work of writing the good rows as one action.

    ``circle`` is who may read them, by default everyone, or whoever reads their wholes.
    ``skip_duplicates`` leaves out every row that was flagged, ``skip`` the rows of these lines. It
    can be cancelled until the moment of writing; then all is written, or nothing.
    """
    if plan.questions:
        raise UserProblem(
            " ".join(each.sentence for each in plan.questions),
            kept=_("Nothing was changed."),
            do=_asked(plan.questions),
        )
    chosen = choice or Choice(frozenset(skip), circle=circle)
    left_out = {*chosen.skip, *(each.line for each in plan.duplicates if skip_duplicates)}
    rows = [row for row in plan.rows if row.line not in left_out]
    changing = [each for each in plan.updates if chosen.update and each.line not in left_out]
    if not rows and not changing and not plan.unchanged:
        message = _("No row of “{file}” is left to import.")
        raise UserProblem(message.format(file=plan.file), kept=_("Nothing was changed."))
    label = _label(vault.registry[plan.kind], len(rows) or len(changing), plan.file)
    return Job(label, partial(_write, vault, plan, rows, changing, label, chosen))


def _asked(questions: Sequence[Question]) -> str:
    """Say how to answer."""
    words: list[str] = []
    if any(each.about == "order" for each in questions):
        words.append(_("Choose whether the day or the month stands first (--dates day-first or month-first)."))
    if any(each.about == "century" for each in questions):
        words.append(_("Choose the century (--century 1900 or 2000)."))
    return " ".join(words)


def _write(
    vault: Vault,
    plan: ImportPlan,
    rows: Sequence[PlannedRecord],
    changing: Sequence[RowUpdate],
    label: str,
    choice: Choice,
    progress: Progress,
) -> Imported:
    """Write rows in one batch, and then the files that belong to what it made."""
    changes: list[Change] = []
    part = vault.registry[plan.kind].contacts
    places: dict[int, int] = {}
    contacts = 0
    for place, row in enumerate(rows):
        if place % _PACE == 0:
            progress.check()
            progress.step(place, len(rows), label)
        places[row.line] = len(changes)
        owner = New(len(changes))
        changes.append(Add(plan.kind, row.values, choice.circle))
        changes += [Add(part, {plan.kind: owner, **contact}) for contact in row.contacts]
        contacts += len(row.contacts)
        changes += [Add(each.kind, {plan.kind: owner, **each.values}) for each in row.parts]
        if choice.photos and any(file.of_them for file in row.files) and "consent" in vault.registry:
            changes.append(Add("consent", {plan.kind: owner, **_yes_to_photos(vault)}))
    changes += _relations(vault, plan, rows, places, choice.circle)
    for each in changing:
        changes += each.changes(plan.kind, choice.leave)
    updated = len({each.record for each in changing if any(f.key not in choice.leave for f in each.fields)})
    progress.check()
    progress.step(len(rows), len(rows), _("Writing"))
    enclosed = {row.line: kept for row in rows if (kept := enclosing.wanted(row, photos=choice.photos))}
    added = [(each, files) for each in changing if (files := each.files(choice.leave))]
    if not changes and not added:
        changed = Changed(label=label)
    elif enclosed or added:
        with refusals(), vault.writing() as writing:

            def attach(made: Changed) -> list[Change]:
                whose = [(made.added[places[line]], kept, choice.circle) for line, kept in enclosed.items()]
                whose += [(each.record, files, each.circle) for each, files in added]
                return [add for each in whose for add in enclosing.additions(vault, writing, *each)]

            changed = vault.apply_in(writing, changes, label, attach)
        chunks.tidy(vault)
    else:
        changed = vault.apply(changes, label)
    written = {row.line for row in rows}
    skipped = tuple(row.line for row in plan.rows if row.line not in written)
    return Imported(changed, len(rows), contacts, skipped, plan.bad, updated, len(plan.unchanged))


def _yes_to_photos(vault: Vault) -> dict[str, object]:
    """Give the consent that whoever imports has taken note of."""
    return {"purpose": FOR_PHOTOS, "how": "said", "on_day": group.today(vault)}


def _relations(
    vault: Vault, plan: ImportPlan, rows: Sequence[PlannedRecord], places: Mapping[int, int], circle: str
) -> list[Change]:
    """Say of two rows what one is to the other, where a kind of record is declared for that."""
    kind = next(
        (each for each in vault.registry if each.relates and each.attributes[each.relates[0]].target == plan.kind), None
    )
    if kind is None:
        return []
    one, what, other = kind.relates
    return [
        Add(kind.name, {one: New(places[row.whose]), what: row.relation, other: New(places[row.line])}, circle)
        for row in rows
        if row.relation and row.whose in places
    ]


def bad_rows_file(plan: ImportPlan) -> bytes:
    """Give a CSV of the bad rows, what is wrong with each in its first column; mended, it can be imported as it is."""
    rows = [
        (_("Line {line}: {wrong}").format(line=bad.line, wrong=bad.wrong), *bad.cells)
        for bad in plan.bad
    ]  # fmt: skip
    return tabular.write_csv((_(WRONG_COLUMN), *plan.columns), rows)


def _content(source: Source, progress: Progress | None) -> tuple[str, bytes]:
    """Give the name and the bytes of a file that can be a list."""
    if isinstance(source, Path):
        source = source.name, files.read(source, progress, most=MOST_BYTES)
    name, data = source
    if len(data) > MOST_BYTES:
        message = _("“{file}” is too large: lists of at most {most} MB are read.")
        raise UserProblem(message.format(file=name, most=MOST_BYTES // 2**20), do=_("Cut it into several files."))
    if not data.strip():
        raise UserProblem(_("“{file}” is empty.").format(file=name))
    return name, data


def _label(record: RecordType, count: int, file: str) -> str:
    """Name the action as the undo menu shows it."""
    noun = _(record.one if count == 1 else record.many)
    if translations.language.startswith("en"):
        noun = noun[:1].lower() + noun[1:]
    return _("Import {count} {noun} from {file}").format(count=count, noun=noun, file=file)
