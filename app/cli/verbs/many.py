"""`edit`, `undo`, `redo`: whole actions."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from app.cli.arguments import AsJson, PassphraseFile, VaultFolder
from app.cli.named_files import read
from app.cli.output import say, say_json
from app.cli.vaults import opened
from app.cli.work import work
from app.cli.world import world_of
from app.i18n import _

if TYPE_CHECKING:
    pass

Anyway = Annotated[bool, typer.Option("--force", help=_("Also if somebody has changed it again since."))]


def edit(
    context: typer.Context,
    folder: VaultFolder,
    file: Annotated[Path, typer.Argument(metavar="FILE.jsonl", help=_("One JSON object a line."))],
    as_json: AsJson = False,
    passphrase_file: PassphraseFile = None,
) -> None:
    """Make all changes of a file as one action, or none of them.

    A line is {"kind": "person", "set": {"name": "Bo"}} for a new record, with "id" for one that is there, or
    {"kind": "person", "id": "...", "delete": true}.
    """
    from app.services.records import editing

    data = read(file)
    with opened(context, folder, passphrase_file) as vault:
        changed = work(world_of(context), editing.from_file(vault, file.name, data))
    if as_json:
        say_json({"added": list(changed.added), "touched": sorted(changed.touched)})
    else:
        say(_("{added} added, {changed} changed or deleted.").format(
            added=len(changed.added), changed=len(changed.touched) - len(changed.added)
        ))  # fmt: skip


def undo(
    context: typer.Context, folder: VaultFolder, anyway: Anyway = False, passphrase_file: PassphraseFile = None
) -> None:
    """Take the last action of this laptop back, as a new change."""
    from app.services.records import records

    with opened(context, folder, passphrase_file) as vault:
        changed = records.undo(vault, force=anyway)
    say(_("Undone: {label}").format(label=changed.label))


def redo(
    context: typer.Context, folder: VaultFolder, anyway: Anyway = False, passphrase_file: PassphraseFile = None
) -> None:
    """Do the action last undone once more."""
    from app.services.records import records

    with opened(context, folder, passphrase_file) as vault:
        changed = records.redo(vault, force=anyway)
    say(_("Done again: {label}").format(label=changed.label))
