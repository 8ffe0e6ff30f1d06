"""`search`: anything by words."""

from __future__ import annotations

from typing import Annotated

import typer

from app.cli.arguments import AsJson, PassphraseFile, VaultFolder
from app.cli.output import say, say_json, say_table, short_ids
from app.cli.vaults import opened
from app.i18n import _


def search(
    context: typer.Context,
    folder: VaultFolder,
    words: Annotated[list[str], typer.Argument(metavar="WORDS...", help=_("The beginnings of words will do."))],
    limit: Annotated[int, typer.Option("--limit", min=1, max=1000, help=_("How many at the most."))] = 20,
    as_json: AsJson = False,
    passphrase_file: PassphraseFile = None,
) -> None:
    """Find records by words, the best first."""
    from app.services.records import searching

    with opened(context, folder, passphrase_file) as vault:
        hits = searching.search(vault, " ".join(words), limit)
    if as_json:
        say_json([{"kind": hit.kind, "id": hit.id, "title": hit.title, "context": hit.context} for hit in hits])
    elif not hits:
        say(_("Nothing was found."))
    else:
        ids = short_ids([hit.id for hit in hits])
        rows = [(hit.kind, short, hit.title, hit.context) for hit, short in zip(hits, ids, strict=True)]
        say_table((_("Kind"), _("Id"), _("Title"), _("Found in")), rows)
