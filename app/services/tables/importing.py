"""Lists and address books taken in: look at the file, plan what it would do, do it.

Three steps, so that a person sees what will happen before anything is written: ``look`` reads the
file and guesses what its columns mean, ``plan`` is the dry run with all its findings, ``run`` writes
the good rows as one action, which one undo takes back. Bad rows come back as a file to mend.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from pathlib import Path

from app.i18n import _, translations
from app.problems import UserProblem, WrongValue
from app.records.attributes import EXTRA
from app.records.changes import Add, Change, Changed, New
from app.records.consents import PHOTO as FOR_PHOTOS
from app.records.record_type import RecordType
from app.services import files
from app.services.jobs import Job, Progress
from app.services.records.records import kind_of
from app.services.settings import group
from app.services.tables import enclosing, guessing, tabular, vcards
from app.services.tables.columns import WRONG_COLUMN
from app.services.tables.day_orders import Question
from app.services.tables.duplicates import Duplicate
from app.services.tables.encodings import Candidate
from app.services.tables.import_preview import RowPreview
from app.services.tables.import_rows import AsideCell, Bad, PlannedRecord
from app.services.tables.planning import PACE, SHOWN_SAMPLES, FileColumn, ImportPlan, ListPlanner, Table, plan
from app.services.tables.spreadsheets import UNFINISHED
from app.services.tables.tabular import AS_IT_IS, MOST_BYTES, How
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
    "ListPlanner",
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
        FileColumn(c, guessed[c], tuple(text.removeprefix(UNFINISHED) for text in texts[:SHOWN_SAMPLES]), len(texts))
        for c, texts in values.items()
    ]
    return Table(
        kind, name, tuple(columns), sheet.lines, tuple(notes), how, cards,
        encoding=sheet.encoding, candidates=sheet.candidates, header=sheet.header,
        sheet=sheet.sheet, sheets=sheet.sheets, hidden=sheet.hidden,
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


def looking(vault: Vault, kind: str, source: Source, how: How = AS_IT_IS) -> Job[tuple[Table, dict[str, str]]]:
    """Give the work of looking at a file: what is in it, and where its columns may be sent."""

    def run(progress: Progress) -> tuple[Table, dict[str, str]]:
        progress.step(0, 0, source.name if isinstance(source, Path) else source[0])
        return look(vault, kind, source, progress, how), offered(vault, kind)

    return Job(_("Look at the list"), run)


def planning(
    vault: Vault, planner: ListPlanner, corrections: Mapping[str, str], how: How | None = None
) -> Job[ImportPlan]:
    """Give the work of a dry run, with a person's corrections to where the columns go."""

    def run(progress: Progress) -> ImportPlan:
        mapping = corrected(vault, planner.table, corrections)
        return planner.plan(vault, mapping, how=how, progress=progress)

    return Job(_("Look at the list"), run)


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
        if place % PACE == 0:
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
