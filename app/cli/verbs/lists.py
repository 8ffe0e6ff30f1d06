"""`import` and `export`: lists of other programs."""

from __future__ import annotations

from collections.abc import Generator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from app.cli.arguments import Force, Kind, PassphraseFile, VaultFolder, Where
from app.cli.named_files import Output, read, reserved
from app.cli.output import say, say_fields, say_table, size_of
from app.cli.vaults import opened
from app.cli.work import work
from app.cli.world import World, world_of
from app.i18n import _, ngettext
from app.problems import Problem, UserProblem

if TYPE_CHECKING:
    from app.services.tables.importing import Imported, ImportPlan, Table
    from app.services.vaults.vaults import Vault

_SHOWN_ROWS = 3
_SHOWN_FINDINGS = 20


def import_list(
    context: typer.Context,
    folder: VaultFolder,
    kind: Kind,
    file: Annotated[Path, typer.Argument(metavar="FILE", help=_("A .csv, .xlsx or .vcf file."))],
    corrections: Annotated[
        list[str] | None,
        typer.Option("--map", metavar="COLUMN=FIELD", help=_("Where a column goes; nothing after = leaves it out.")),
    ] = None,
    dry_run: Annotated[bool, typer.Option("--dry-run", help=_("Say what it would do, and change nothing."))] = False,
    skip_duplicates: Annotated[
        bool, typer.Option("--skip-duplicates", help=_("Leave out rows that are likely there already."))
    ] = False,
    region: Annotated[
        str, typer.Option("--region", metavar="DE", help=_("Where telephone numbers without a country are at home."))
    ] = "",
    bad_rows: Annotated[
        Path | None, typer.Option("--bad-rows", metavar="FILE", help=_("Where rows that cannot be imported are kept."))
    ] = None,
    circle: Annotated[
        str, typer.Option("--circle", metavar="CIRCLE", help=_("Who may read it: a circle by its name."))
    ] = "",
    encoding: Annotated[
        str, typer.Option("--encoding", metavar="CODE", help=_("In what it is written, such as cp1250."))
    ] = "",
    sheet: Annotated[str, typer.Option("--sheet", metavar="NAME", help=_("Which sheet of a workbook."))] = "",
    header: Annotated[
        int | None,
        typer.Option("--header", metavar="LINE", min=0, help=_("Where the names of the columns are; 0: nowhere.")),
    ] = None,
    hidden: Annotated[bool, typer.Option("--hidden", help=_("Read hidden rows and columns too."))] = False,
    dates: Annotated[
        str, typer.Option("--dates", metavar="day-first|month-first", help=_("How days like 3/4/2026 are meant."))
    ] = "",
    century: Annotated[
        str, typer.Option("--century", metavar="1900|2000", help=_("With what years of two digits begin."))
    ] = "",
    photos: Annotated[
        bool, typer.Option("--photos", help=_("They said yes to their pictures: keep them, and that they did."))
    ] = False,
    update: Annotated[
        bool, typer.Option("--update/--no-update", help=_("Whether people who are here already are changed."))
    ] = True,
    leave: Annotated[
        list[str] | None,
        typer.Option("--leave", metavar="FIELD", help=_("A field of people who are here that stays as it is.")),
    ] = None,
    passphrase_file: PassphraseFile = None,
    force: Force = False,
) -> None:
    """Import a list as one action, which `undo` takes back; bad rows are kept in a file to mend."""
    from app.services.members import circles
    from app.services.tables import importing

    world = world_of(context)
    data = read(file)
    mapped = dict(_pair(word) for word in corrections or ())
    how = importing.How(encoding, sheet, header, hidden, dates, century)
    with opened(context, folder, passphrase_file) as vault:
        table, _offered = work(world, importing.looking(vault, kind, (file.name, data), how))
        plan = _planned(world, vault, table, mapped, region)
        if dry_run:
            _say_plan(table, plan)
            return
        if not plan.rows and not plan.updates and not plan.unchanged and plan.bad:
            first = plan.bad[0]
            raise UserProblem(
                _("No row can be imported; line {line}: {wrong}").format(line=first.line, wrong=first.wrong),
                kept=_("Nothing was changed."),
                do=_("Look at all of it with --dry-run."),
            )
        place = bad_rows or file.with_name(f"{file.stem}-bad-rows.csv")
        with _place_for_bad_rows(plan, place, force=force) as output:
            home = circles.named(vault, circle).circle if circle else ""
            choice = importing.Choice(update=update, leave=_left(plan, leave or ()), photos=photos, circle=home)
            done = work(world, importing.run(vault, plan, skip_duplicates, choice=choice))
            kept = _keep_bad_rows(plan, output)
    _say_done(plan, done, kept)


def _planned(world: World, vault: Vault, table: Table, mapped: dict[str, str], region: str) -> ImportPlan:
    from app.services.tables import importing

    return work(world, importing.planning(vault, importing.ListPlanner(table, region.upper()), mapped))


def _left(plan: ImportPlan, words: Sequence[str]) -> frozenset[str]:
    """Give the fields that stay as they are, by their names or by what they are called."""
    known = {each.key: each.label for update in plan.updates for each in update.fields}
    found: set[str] = set()
    for word in words:
        wanted = word.strip().casefold()
        fitting = {key for key, label in known.items() if wanted in {key.casefold(), label.casefold()}}
        if not fitting:
            raise UserProblem(
                _("No field “{field}” would change.").format(field=word),
                do=_("There are: {fields}.").format(fields=", ".join(sorted(known)) or "-"),
            )
        found |= fitting
    return frozenset(found)


def _pair(word: str) -> tuple[str, str]:
    """Column and field; a column may have a sign of equality in its name."""
    column, sign, target = word.rpartition("=")
    if not sign or not column:
        raise typer.BadParameter(_("“{word}” is not of the form COLUMN=FIELD.").format(word=word), param_hint="--map")
    return column, target


@contextmanager
def _place_for_bad_rows(plan: ImportPlan, path: Path, *, force: bool) -> Generator[Output | None]:
    """Give a place for the rows to mend, if there are any."""
    if not plan.bad:
        yield None
        return
    with reserved(path, force=force) as output:
        yield output


def _keep_bad_rows(plan: ImportPlan, output: Output | None) -> Path | None:
    from app.services.tables import importing

    if output is None:
        return None
    try:
        return output.write(importing.bad_rows_file(plan))
    except Problem as problem:
        raise UserProblem(
            problem.what,
            kept=_("The good rows were imported; the bad ones are not kept in a file."),
            do=_("Take the import back with undo, or find the bad rows in your list with --dry-run."),
        ) from problem


def _say_plan(table: Table, plan: ImportPlan) -> None:
    for note in plan.notes:
        say(note)
    for each in table.candidates if len(table.candidates) > 1 else ():
        say(f"  --encoding {each.code}: {', '.join(each.samples)} ({each.label})")
    say_table(
        (_("Column"), _("Goes to"), _("Values"), _("Such as")),
        [
            (column.name, plan.mapping[column.name] or _("(left out)"), str(column.filled), "".join(column.samples[:1]))
            for column in table.columns
        ],
    )
    say()
    for row in plan.preview[:_SHOWN_ROWS]:
        say(_("Line {line}: {title}").format(line=row.line, title=row.title))
        say_fields([(f"  {label}", value) for label, value in row.fields])
    say()
    say(_("It would add {rows} records and {contacts} contacts. Nothing was changed.").format(
        rows=len(plan.rows), contacts=plan.contacts
    ))  # fmt: skip
    for question in plan.questions:
        say(question.sentence)
    _say_updates(plan)
    _say_findings(_("Likely there already"), [
        _("line {line}: {title} may be {other} ({why})").format(
            line=each.line, title=each.title, other=each.other, why=each.why
        )
        for each in plan.duplicates
    ])  # fmt: skip
    _say_asides_and_bad(plan)


def _say_updates(plan: ImportPlan) -> None:
    changes = [
        _("line {line}, {title}: {field}: {before} → {after}").format(
            line=each.line, title=each.title, field=field.label, before=" ".join(field.before.split()) or "–",
            after=" ".join(field.after.split()),
        )
        for each in plan.updates
        for field in each.fields
    ]  # fmt: skip
    _say_findings(_("Here already, and would change"), changes)
    if plan.unchanged:
        say(_("Here already as they are: {count}").format(count=len(plan.unchanged)))


def _say_asides_and_bad(plan: ImportPlan) -> None:
    _say_findings(_("Values kept under the name of their column"), [
        _("line {line}, {column}: {wrong}").format(line=each.line, column=each.column, wrong=each.wrong)
        for each in plan.asides
    ])  # fmt: skip
    _say_findings(_("Rows that cannot be imported"), [
        _("line {line}: {wrong}").format(line=each.line, wrong=each.wrong) for each in plan.bad
    ])  # fmt: skip


def _say_findings(title: str, findings: Sequence[str]) -> None:
    """Give a title with a count, and the first of them."""
    if not findings:
        return
    say(f"{title}: {len(findings)}")
    for line in findings[:_SHOWN_FINDINGS]:
        say(f"  {line}")
    if len(findings) > _SHOWN_FINDINGS:
        say(_("  and {count} more").format(count=len(findings) - _SHOWN_FINDINGS))


def _say_done(plan: ImportPlan, done: Imported, kept: Path | None) -> None:
    say(_("Imported {records} records and {contacts} contacts from {file}.").format(
        records=done.records, contacts=done.contacts, file=plan.file
    ))  # fmt: skip
    if done.updated:
        say(_("Changed of those who were here: {count}").format(count=done.updated))
    if done.unchanged:
        say(_("Here already as they are: {count}").format(count=done.unchanged))
    for note in plan.notes:
        say(note)
    if plan.kept:
        say(_("Kept under their own names: {columns}").format(columns=", ".join(plan.kept)))
    if plan.ignored:
        say(_("Left out: {columns}").format(columns=", ".join(plan.ignored)))
    if done.skipped:
        lines = ", ".join(map(str, done.skipped[:_SHOWN_FINDINGS]))
        say(_("Left out as likely there already: {count} (lines {lines})").format(count=len(done.skipped), lines=lines))
    elif plan.duplicates:
        count = len(plan.duplicates)
        say(
            ngettext(
                "{count} row is likely there already; look with --dry-run, leave it out with --skip-duplicates.",
                "{count} rows are likely there already; look with --dry-run, leave them out with --skip-duplicates.",
                count,
            ).format(count=count)
        )
    _say_asides_and_bad(plan)
    if kept is not None:
        say(_("The bad rows are in {file}: mend and import it.").format(file=kept))


def export(
    context: typer.Context,
    folder: VaultFolder,
    kind: Kind,
    file: Annotated[Path, typer.Argument(metavar="FILE", help=_("Its ending says how: .csv .xlsx .vcf .ics .json"))],
    where: Where = "",
    headers: Annotated[
        str,
        typer.Option(
            "--headers",
            metavar="google|outlook|apple|civicrm",
            help=_("Columns as this program has them; .csv and .xlsx of people."),
        ),
    ] = "",
    cards: Annotated[
        str, typer.Option("--cards", metavar="2.1|3.0|4.0", help=_("The version of vCard; 3.0 is what most read."))
    ] = "",
    passphrase_file: PassphraseFile = None,
    force: Force = False,
) -> None:
    """Write the records of a kind to a file, which is not encrypted."""
    endings = {"": "", "2.1": "2", "3.0": "", "4.0": "4"}
    if cards not in endings:
        raise typer.BadParameter(_("“{text}” is none of: {options}.").format(text=cards, options="2.1, 3.0, 4.0"))
    from app.services.records.records import Query
    from app.services.tables import exporting

    with reserved(file, force=force) as output, opened(context, folder, passphrase_file) as vault:
        query = Query(where=where) if where else None
        ending = file.suffix + (endings[cards] if file.suffix.lower() == ".vcf" else "")
        data = work(world_of(context), exporting.exporting(vault, kind, ending, query, headers))
        path = output.write(data)
    say(_("Written to {file} ({size}). It is not encrypted.").format(file=path, size=size_of(len(data))))
