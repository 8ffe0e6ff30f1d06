"""`travel`: a smaller copy of the vault, for a way on which it may be lost."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated, Literal

import typer

from app.cli.arguments import PassphraseFile, VaultFolder
from app.cli.output import say, size_of
from app.cli.vaults import check_free, opened, other_passphrase
from app.cli.verbs.recovering import NewPassphraseFile
from app.cli.verbs.trust import spelled
from app.cli.world import world_of
from app.i18n import _


def travel(
    context: typer.Context,
    folder: VaultFolder,
    to: Annotated[Path, typer.Option("--to", metavar="FOLDER", help=_("The folder of the copy, which is made."))],
    circle: Annotated[
        list[str] | None, typer.Option("--circle", metavar="NAME", help=_("A circle to take along; repeat it."))
    ] = None,
    role: Annotated[
        Literal["reader", "editor"], typer.Option("--role", help=_("Whether it can be written in on the way."))
    ] = "reader",
    dry_run: Annotated[bool, typer.Option("--dry-run", help=_("Say what it would hold, and make nothing."))] = False,
    passphrase_file: PassphraseFile = None,
    new_passphrase_file: NewPassphraseFile = None,
) -> None:
    """Make a smaller copy with keys and a passphrase of its own."""
    from app.services.members import trust
    from app.services.vaults import travel as copies

    world = world_of(context)
    if not dry_run:
        check_free(world, to)
    with opened(context, folder, passphrase_file) as vault:
        planned = copies.plan(vault, [trust.circle_named(vault, name) for name in circle or []], role)
        say(_("The copy will hold {count} of {all} records, of: {circles}.").format(
            count=planned.records, all=planned.home, circles=", ".join(planned.names)
        ))  # fmt: skip
        for kind, count in planned.counts:
            record_type = vault.registry[kind]
            say(f"  {count:>6}  {_(record_type.one if count == 1 else record_type.many)}")
        if planned.left_out:
            say(_("It holds nothing of {circles} but the names, and who is in them.").format(
                circles=", ".join(planned.left_out)
            ))  # fmt: skip
        if planned.with_history:
            say(_("Of {circles} the history comes along, because you are not their steward.").format(
                circles=", ".join(planned.with_history)
            ))  # fmt: skip
        say(_("Scans and photos stay at home."))
        if dry_run:
            return
        made = copies.make(vault, planned, to, other_passphrase(world, new_passphrase_file))
    say()
    say(_("The copy is in {folder} ({size}; this vault has {here}). The group knows it as “{name}”, {role}.").format(
        folder=to, size=size_of(made.size), here=size_of(made.size_here), name=made.name, role=role
    ))  # fmt: skip
    say(_("It has a passphrase of its own, and no recovery code: if that is forgotten, make another copy."))
    if role == "editor":
        say(_("To bring edits home: {command}").format(
            command=spelled("bundle", to, "--to", vault.my_name, "--out", "FILE")
        ))  # fmt: skip
    say(_("When you are back, or as soon as it is lost, suspend it from here:"))
    say(f"  {spelled('suspend', folder, made.name, '--yes')}")
