"""The verbs for a declared interest that touches a pair: recusal and waiver."""

from __future__ import annotations

from typing import Annotated

import typer

from app.cli.arguments import AsJson, PassphraseFile, VaultFolder
from app.cli.output import say, say_json
from app.cli.vaults import opened
from app.i18n import N_, _
from app.services.command import Verb

NeedId = Annotated[str, typer.Argument(metavar="NEED", help=_("A need: its id or title."))]
OfferId = Annotated[str, typer.Argument(metavar="OFFER", help=_("An offer: its id or title."))]
Person = Annotated[
    str, typer.Argument(metavar="PERSON", help=_("Who lets it pass: whoever works at this laptop, and nobody else."))
]


def recuse(
    context: typer.Context,
    folder: VaultFolder,
    need: NeedId,
    offer: OfferId,
    reason: Annotated[str, typer.Option("--reason", metavar="TEXT", help=_("Why, in a few words."))] = "",
    as_json: AsJson = False,
    passphrase_file: PassphraseFile = None,
) -> None:
    """Keep whoever has declared an interest out of it: the two never go together, with the reason on the record."""
    from app.capabilities.switchboard import recusing
    from app.services.records import editing
    from app.services.settings import group

    with opened(context, folder, passphrase_file) as vault:
        ends = editing.find(vault, "listing", need), editing.find(vault, "listing", offer)
        identity = recusing.recuse(vault, *ends, reason, group.today(vault)).added[0]
    say_json({"id": identity}) if as_json else say(_("Noted."))


def waive(
    context: typer.Context,
    folder: VaultFolder,
    need: NeedId,
    offer: OfferId,
    reason: Annotated[str, typer.Option("--reason", metavar="TEXT", help=_("Why, in a few words."))],
    person: Person = "",
    as_json: AsJson = False,
    passphrase_file: PassphraseFile = None,
) -> None:
    """Let a declared interest pass for this pair, which takes two others, each on a laptop of their own."""
    from app.capabilities.switchboard import recusing
    from app.services.records import editing
    from app.services.settings import group

    with opened(context, folder, passphrase_file) as vault:
        ends = editing.find(vault, "listing", need), editing.find(vault, "listing", offer)
        who = editing.find(vault, "person", person) if person else ""
        identity = recusing.waive(vault, *ends, reason, group.today(vault), who).added[0]
    say_json({"id": identity}) if as_json else say(_("Noted."))


INTERESTS = (
    Verb("recuse", recuse, N_("Keep whoever has an interest out of a pair.")),
    Verb("waive", waive, N_("Let a declared interest in a pair pass.")),
)
