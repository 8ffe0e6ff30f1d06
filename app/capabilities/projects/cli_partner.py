"""The verbs that exchange with partners: `partner export`, `partner import`."""

from __future__ import annotations

from contextlib import ExitStack
from pathlib import Path
from typing import Annotated

import typer

from app.capabilities.projects.asking import On, day_of, find
from app.cli.arguments import AsJson, Force, PassphraseFile, VaultFolder
from app.cli.output import say, say_json, say_table
from app.cli.vaults import opened
from app.i18n import _

PartnerId = Annotated[str, typer.Argument(metavar="PARTNER", help=_("A partner: its id or name."))]


def export(
    context: typer.Context,
    folder: VaultFolder,
    partner: PartnerId,
    out: Annotated[
        Path | None, typer.Option("--out", metavar="FILE", help=_("Write it; without this it is only shown."))
    ] = None,
    only: Annotated[
        list[str] | None, typer.Option("--only", metavar="ID", help=_("Only this line of the preview; several times."))
    ] = None,
    hsds: Annotated[bool, typer.Option("--hsds", help=_("As services of HSDS 3 (Open Referral), not signed."))] = False,
    on: On = "",
    force: Force = False,
    as_json: AsJson = False,
    passphrase_file: PassphraseFile = None,
) -> None:
    """Show the very words that would go to a partner, and with --out write them, signed and good for 60 days."""
    from app.capabilities.projects import partner_file, partners
    from app.cli.named_files import reserved

    with ExitStack() as stack:
        output = None if out is None else stack.enter_context(reserved(out, force=force))
        vault = stack.enter_context(opened(context, folder, passphrase_file))
        day, record = day_of(vault, on), find(vault, "partner", partner)
        items = partners.chosen(vault, record, day, frozenset(only or ()))
        shown = [(each, item) for each, item in partners.choices(vault, record, day) if item in items]
        if output is not None:
            output.write(partner_file.services(items) if hsds else partner_file.written(vault.secrets, items, day))
    if as_json:
        say_json([{"id": record, "words": list(item.words())} for record, item in shown])
        return
    heads = (_("Id"), _("What"), _("Side"), _("Title"), _("Quantity"), _("Place"), _("More"))
    say_table(heads, [(record[:8], *item.words()) for record, item in shown])


def import_file(
    context: typer.Context,
    folder: VaultFolder,
    partner: PartnerId,
    file: Annotated[Path, typer.Argument(metavar="FILE", help=_("The file of the partner."))],
    code: Annotated[str, typer.Option("--code", metavar="WORDS", help=_("The five words, compared."))] = "",
    on: On = "",
    as_json: AsJson = False,
    passphrase_file: PassphraseFile = None,
) -> None:
    """Take in a partner's file; what it no longer names is no longer offered."""
    from app.capabilities.projects import partners
    from app.cli.named_files import read

    data = read(file)
    with opened(context, folder, passphrase_file) as vault:
        received, _changed = partners.take_in(vault, find(vault, "partner", partner), data, day_of(vault, on), code)
    if as_json:
        say_json({"items": len(received.items), "made_on": received.made_on, "good_until": received.good_until})
    else:
        say(_("{n} lines taken in, good until {day}.").format(n=len(received.items), day=received.good_until))
