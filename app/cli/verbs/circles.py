"""`circle list|move`: who reads what, and moving a record to where fewer or others read it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

import typer

from app.cli.arguments import AsJson, Kind, PassphraseFile, RecordId, VaultFolder
from app.cli.output import say, say_json, say_table
from app.cli.vaults import opened
from app.i18n import _

if TYPE_CHECKING:
    from app.services.members.circles import CircleChoice, MovePlan

DryRun = Annotated[bool, typer.Option("--dry-run", help=_("Say what it would do, and do nothing."))]
To = Annotated[str, typer.Option("--to", metavar="CIRCLE", help=_("The circle by its name."))]


def list_circles(
    context: typer.Context, folder: VaultFolder, as_json: AsJson = False, passphrase_file: PassphraseFile = None
) -> None:
    """List the circles that this laptop reads, and who reads them."""
    from app.services.members import circles

    with opened(context, folder, passphrase_file) as vault:
        found = circles.choices(vault)
    if as_json:
        say_json([_as_json(each) for each in found])
        return
    heads = (_("Circle"), _("Id"), _("I may write"), _("Who reads it"))
    say_table(
        heads,
        [
            (each.name, each.circle[:8], _("yes") if each.may_write else _("no"), ", ".join(each.readers))
            for each in found
        ],
    )


def _as_json(choice: CircleChoice) -> dict[str, object]:
    return {
        "circle": choice.circle,
        "name": choice.name,
        "everyone": choice.everyone,
        "may_write": choice.may_write,
        "readers": list(choice.readers),
    }


def move(
    context: typer.Context,
    folder: VaultFolder,
    kind: Kind,
    record: RecordId,
    to: To,
    dry_run: DryRun = False,
    passphrase_file: PassphraseFile = None,
) -> None:
    """Move a record with its parts to another circle; prints its new id."""
    from app.services.members import circles
    from app.services.records import editing

    with opened(context, folder, passphrase_file) as vault:
        identity = editing.find(vault, kind, record)
        plan = circles.plan_move(vault, [identity], circles.named(vault, to).circle)
        if dry_run:
            _say_plan(plan)
            return
        changed = circles.move(vault, plan)
    say(changed.added[0])


def _say_plan(plan: MovePlan) -> None:
    for sentence in plan.sentences:
        say(sentence)
    for heading, named in (
        (_("Goes along"), plan.follows),
        (_("Will point to the new one"), plan.rewritten),
        (_("Will say that it was erased"), plan.left),
    ):
        if named:
            say()
            say(heading)
            for each in named:
                say(f"  {each.record[:8]}  {each.kind}  {each.title}")
