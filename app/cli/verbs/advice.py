"""`advice`: what to do next, so that nobody is without news."""

from __future__ import annotations

import typer

from app.cli.arguments import AsJson, PassphraseFile, VaultFolder
from app.cli.output import say, say_json
from app.cli.vaults import opened
from app.i18n import _


def advise(
    context: typer.Context, folder: VaultFolder, as_json: AsJson = False, passphrase_file: PassphraseFile = None
) -> None:
    """Says what to do next, the most urgent first."""
    from app.services.exchange import advice

    with opened(context, folder, passphrase_file) as vault:
        found = advice.next_steps(vault)
    if as_json:
        say_json([{"text": a.text, "why": a.why, "device": a.device, "action": a.action} for a in found])
        return
    for each in found:
        say(f"{each.text}.")
        say(f"  {each.why}")
        if each.action == advice.MAKE:
            to = f" --to {each.device[:8]}" if each.device else ""
            say(f"  switchboard bundle {folder} --out FILE{to}")
    if not found:
        say(_("Nothing to do: everybody has had news lately."))
