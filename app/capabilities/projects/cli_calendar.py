"""The verb that takes a calendar in: `import-calendar`."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from app.capabilities.projects.asking import find
from app.cli.arguments import AsJson, PassphraseFile, VaultFolder
from app.cli.output import say, say_json
from app.cli.vaults import opened
from app.i18n import _


def calendar_import(
    context: typer.Context,
    folder: VaultFolder,
    file: Annotated[Path, typer.Argument(metavar="FILE.ics", help=_("A calendar with tasks and events."))],
    project: Annotated[str, typer.Option("--project", metavar="PROJECT", help=_("Where new ones belong."))] = "",
    dry_run: Annotated[bool, typer.Option("--dry-run", help=_("Only say what it would do."))] = False,
    as_json: AsJson = False,
    passphrase_file: PassphraseFile = None,
) -> None:
    """Take in a calendar: what has a known UID is changed, the rest is added, and nothing is doubled."""
    from app.capabilities.projects import calendar_import as taking
    from app.cli.named_files import read

    data = read(file)
    with opened(context, folder, passphrase_file) as vault:
        home = find(vault, "project", project) if project else ""
        planned = taking.plan(vault, data, home) if dry_run else taking.take_in(vault, data, home)[1]
    if as_json:
        say_json({"added": planned.added, "changed": planned.changed, "repeating": list(planned.repeating)})
        return
    words = _("{added} would be added, {changed} changed.") if dry_run else _("{added} added, {changed} changed.")
    say(words.format(added=planned.added, changed=planned.changed))
    for title in planned.repeating:
        say(_("“{title}” repeats: only its first time was taken.").format(title=title))
