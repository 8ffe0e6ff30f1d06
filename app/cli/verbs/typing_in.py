"""`type-in`: sheets that come back, typed in by the codes beside their rows."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from app.cli.arguments import AsJson, PassphraseFile, VaultFolder
from app.cli.named_files import read
from app.cli.output import say, say_json, say_table
from app.cli.vaults import opened
from app.i18n import _

if TYPE_CHECKING:
    pass


def type_in(
    context: typer.Context,
    folder: VaultFolder,
    sheet: Annotated[
        str, typer.Argument(metavar="SHEET", help=_("Its name, such as rota; a wrong one names those that come back."))
    ],
    file: Annotated[Path, typer.Argument(metavar="FILE", help=_("Lines such as 7QK2M9 d: a code and its letters."))],
    on: Annotated[str, typer.Option("--on", metavar="DAY", help=_("The day it is of; today if not given."))] = "",
    of: Annotated[str, typer.Option("--of", metavar="RECORD", help=_("What the sheet is about, by name or id."))] = "",
    who: Annotated[str, typer.Option("--who", metavar="PERSON", help=_("Who filled it in, by name or id."))] = "",
    dry_run: Annotated[
        bool, typer.Option("--dry-run", help=_("Say how each line is read, and change nothing."))
    ] = False,
    as_json: AsJson = False,
    passphrase_file: PassphraseFile = None,
) -> None:
    """Type a sheet back in by the codes of its rows, as one action; what the letters mean stands on the sheet."""
    from app.services.printing.typing_back import type_back

    text = read(file).decode("utf-8-sig", "replace")
    with opened(context, folder, passphrase_file) as vault:
        rows = type_back(vault, sheet, text, on=on, of=of, who=who, keep=not dry_run)
    wrong = sum(bool(each.wrong) for each in rows)
    if as_json:
        say_json([
            {"line": each.line, "record": each.record or None, "title": each.title, "letters": each.letters,
             "said": each.said, "means": each.means, "wrong": each.wrong, "done": not each.wrong and not dry_run}
            for each in rows
        ])  # fmt: skip
        return
    say(_("{read} read, {wrong} not read.").format(read=len(rows) - wrong, wrong=wrong))
    say_table(
        (_("Line"), _("Row"), _("Means")),
        [(str(each.line), each.title or each.text, each.wrong or f"{each.means} {each.said}".strip()) for each in rows],
    )
