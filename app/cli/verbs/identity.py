"""The laptop's age identity, for other tools: `identity`."""

from __future__ import annotations

from typing import Annotated

import typer

from app.cli.arguments import PassphraseFile, VaultFolder
from app.cli.output import say
from app.cli.vaults import opened
from app.i18n import _
from app.problems import UserProblem


def identity(
    context: typer.Context,
    folder: VaultFolder,
    yes: Annotated[bool, typer.Option("--yes", help=_("Print it: I know that it is a secret."))] = False,
    passphrase_file: PassphraseFile = None,
) -> None:
    """Print what opens this laptop's bundles with `age -d -i FILE`; only with --yes, because it is a secret."""
    from app.services.vaults.identities import age_identities

    with opened(context, folder, passphrase_file) as vault:
        found = age_identities(vault)
    if not yes:
        raise UserProblem(
            _(
                "Whoever has a laptop's age identity opens every bundle that was made for it, past ones and those to"
                " come, without its passphrase."
            ),
            kept=_("Nothing was printed."),
            do=_("If you need it for another tool, say --yes, and keep what is printed as you keep the passphrase."),
        )
    typer.echo(
        _("This is a secret: it opens every bundle for this laptop. Keep it off disks that are not encrypted."),
        err=True,
    )
    say(_("# age identities of {name}'s laptop, the newest first").format(name=" ".join(found.name.split())))
    for text in found.texts:
        say(text)
