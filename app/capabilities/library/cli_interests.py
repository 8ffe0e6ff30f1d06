"""The verb of interests: who is recused from what."""

from __future__ import annotations

import typer

from app.cli.arguments import AsJson, PassphraseFile, VaultFolder
from app.cli.output import say_json, say_table
from app.cli.vaults import opened
from app.i18n import _
from app.services.command import Verb


def interests(
    context: typer.Context, folder: VaultFolder, as_json: AsJson = False, passphrase_file: PassphraseFile = None
) -> None:
    """List who is recused from which review, and which waivers there are."""
    from app.capabilities.library.recusals import recusals
    from app.capabilities.library.touching import touched_reviews
    from app.services.settings import group

    with opened(context, folder, passphrase_file) as vault:
        day = group.today(vault)
        found, touching = recusals(vault, day), touched_reviews(vault, day)
    touched = [
        {"seat": each.seat, "round": each.round, "person": each.person, "interest": each.interest} for each in touching
    ]
    rows = [
        {
            "seat": each.seat, "round": each.round, "person": each.person, "interest": each.interest, "said": each.said,
            "waivers": [{"person": w.person, "reason": w.reason, "counts": w.counts} for w in each.waivers],
            "recused": each.recused,
        }
        for each in found
    ]  # fmt: skip
    if as_json:
        say_json({"interests": rows, "touching": touched})
        return
    lines = [(each.seat, each.interest, _("recused") if each.recused else _("waived")) for each in found]
    say_table((_("Reviewer"), _("Interest"), _("State")), lines)


INTEREST_COMMANDS = (Verb("interests", interests, _("Say who is recused from what, and which waivers there are.")),)
