"""`print`: sheets as PDF."""

from __future__ import annotations

import datetime
from dataclasses import replace
from pathlib import Path
from typing import Annotated, Literal

import typer

from app.cli.arguments import Force, PassphraseFile, VaultFolder, Where
from app.cli.named_files import reserved
from app.cli.output import say, size_of
from app.cli.vaults import opened
from app.cli.work import work
from app.cli.world import world_of
from app.i18n import _
from app.problems import WrongValue


def print_sheet(
    context: typer.Context,
    folder: VaultFolder,
    sheet: Annotated[
        str,
        typer.Argument(metavar="SHEET", help=_("Its name, such as contact-list; a wrong one names them all.")),
    ],
    out: Annotated[Path, typer.Option("--out", metavar="FILE.pdf", help=_("Where to write it."))],
    from_day: Annotated[str, typer.Option("--from", metavar="DAY", help=_("The first day, as in 2026-12-24."))] = "",
    to_day: Annotated[str, typer.Option("--to", metavar="DAY", help=_("The day after the last one."))] = "",
    where: Where = "",
    about: Annotated[
        str, typer.Option("--of", metavar="RECORD", help=_("For a sheet about one record: which, by name or id."))
    ] = "",
    large: Annotated[bool, typer.Option("--large", help=_("In large print."))] = False,
    initials: Annotated[bool, typer.Option("--initials", help=_("Initials in place of names."))] = False,
    blank_rows: Annotated[
        int | None, typer.Option("--blank-rows", metavar="N", min=0, help=_("Empty rows to fill in by hand."))
    ] = None,
    size: Annotated[Literal["a4", "letter"], typer.Option("--paper", help=_("The size of the paper."))] = "a4",
    passphrase_file: PassphraseFile = None,
    force: Force = False,
) -> None:
    """Write a sheet to a PDF, which is not encrypted, and note its print code."""
    from app.services.printing import printing
    from app.services.records import editing

    world = world_of(context)
    kind = printing.sheet_kind(world.registry(), sheet)
    options = printing.PrintOptions(
        from_day=day(from_day, "--from"),
        to_day=day(to_day, "--to"),
        where=where,
        large=large,
        initials=initials,
        blank_rows=blank_rows,
        paper=size,
    )
    with reserved(out, force=force) as output, opened(context, folder, passphrase_file) as vault:
        record = editing.find(vault, kind.kind, about) if about else ""
        filled = printing.fill(vault, sheet, replace(options, record=record))
        data = work(world, printing.pdf(vault, printing.SheetRenderer(world.sheets()), filled))
        path = output.write(data)
    say(_("“{title}” is in {file} ({size}), print code {code}. It is not encrypted.").format(
        title=filled.title, file=path, size=size_of(len(data)), code=filled.code
    ))  # fmt: skip


def day(text: str, option: str) -> datetime.date | None:
    """Give a day as typed; raises `WrongValue` that names the option."""
    from app.records.kinds import Day

    try:
        return Day().parse(text)
    except ValueError as problem:
        raise WrongValue(f"{option}: {problem}") from problem
