"""The verb of what happens to a turn: done, missed, seen by somebody else, given up, swapped."""

from __future__ import annotations

from enum import StrEnum
from typing import Annotated

import typer

from app.cli.arguments import PassphraseFile, VaultFolder
from app.cli.output import say
from app.cli.vaults import opened
from app.i18n import N_, _
from app.services.command import Verb


class Happened(StrEnum):
    """What can be said of a turn."""

    DONE = "done"
    MISSED = "missed"
    VERIFIED = "verified"
    SKIP = "skip"
    SWAP = "swap"


def turn(
    context: typer.Context,
    folder: VaultFolder,
    slot: Annotated[str, typer.Argument(metavar="TURN", help=_("A turn, by its id."))],
    what: Annotated[Happened, typer.Argument(metavar="WHAT", help=_("done, missed, verified, skip or swap."))],
    by: Annotated[str, typer.Option("--by", metavar="PERSON", help=_("Who did it, or who has seen it."))] = "",
    other: Annotated[str, typer.Option("--with", metavar="TURN", help=_("The turn to swap with."))] = "",
    agreed: Annotated[bool, typer.Option("--agreed", help=_("Both have agreed to swap."))] = False,
    passphrase_file: PassphraseFile = None,
) -> None:
    """Say what happened to a turn: it stands in the log; a missed one opens a talk, and no penalty."""
    from app.capabilities.houses import turns_service
    from app.problems import WrongValue
    from app.services.records import editing
    from app.services.settings import group

    with opened(context, folder, passphrase_file) as vault:
        found, day = editing.find(vault, "slot", slot), group.today(vault)
        person = editing.find(vault, "person", by) if by else None
        if what is Happened.SWAP:
            if not other or not agreed:
                raise WrongValue(
                    _("A swap needs the other turn, and that both have agreed."),
                    do=_("Say --with TURN --agreed once both have said yes."),
                )
            turns_service.swap(vault, found, editing.find(vault, "slot", other), day)
        elif what is Happened.SKIP:
            vault.apply(turns_service.skipped_changes(vault, found, day), _("Give up a turn"))
        elif what is Happened.VERIFIED:
            vault.apply(turns_service.verified_changes(vault, found, day, person or ""), _("Seen to be done"))
        else:
            vault.apply(turns_service.log_changes(found, what.value, day, person), _("Note a turn"))
    say(_("Noted."))


TURN_COMMANDS = (Verb("turn", turn, N_("Say what happened to a turn at a chore.")),)
"""The verb of turns."""
