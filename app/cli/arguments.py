"""Arguments and options that many commands share."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from app.i18n import _


def some_words(context: typer.Context, param: typer.CallbackParam, value: str) -> str:
    """Refuse an option that was given without a word, as by a variable that is empty: it is not one left away."""
    source = context.get_parameter_source(param.name or "")
    if not value.strip() and source is not None and source.name == "COMMANDLINE":
        raise typer.BadParameter(_("There are no words in it: leave it away, or say them."))
    return value


VaultFolder = Annotated[Path, typer.Argument(metavar="VAULT", help=_("The folder of the vault."))]
Kind = Annotated[str, typer.Argument(metavar="KIND", help=_("A kind of record: person, project, house, stay, ..."))]
RecordId = Annotated[str, typer.Argument(metavar="ID", help=_("An id, the beginning of one, or the record's name."))]
Fields = Annotated[
    list[str], typer.Argument(metavar="FIELD=VALUE...", help=_("Values; an empty one clears the field."))
]
PassphraseFile = Annotated[
    Path | None,
    typer.Option(
        "--passphrase-file",
        metavar="FILE",
        help=_("Read the passphrase from a file. Without it: SWITCHBOARD_PASSPHRASE, or you are asked."),
    ),
]
AsJson = Annotated[bool, typer.Option("--json", help=_("Write JSON, for programs to read."))]
Force = Annotated[bool, typer.Option("--force", help=_("Replace a file that is there."))]
Where = Annotated[str, typer.Option("--where", metavar="EXPR", help=_("Only these, as in: stage=active and tags~vip"))]
Yes = Annotated[bool, typer.Option("--yes", help=_("Take it also where it deletes many records."))]
