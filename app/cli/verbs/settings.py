"""`settings`, `link`: what the whole group has agreed on, and which person of the books a member is."""

from __future__ import annotations

from typing import Annotated

import typer

from app.cli.arguments import AsJson, PassphraseFile, VaultFolder
from app.cli.output import say, say_fields, say_json
from app.cli.vaults import opened
from app.i18n import _
from app.problems import WrongValue


def settings(
    context: typer.Context,
    folder: VaultFolder,
    values: Annotated[
        list[str] | None, typer.Argument(metavar="NAME=VALUE...", help=_("What to set; an empty value: the default."))
    ] = None,
    as_json: AsJson = False,
    passphrase_file: PassphraseFile = None,
) -> None:
    """Show the settings that all laptops share, or set some of them."""
    from app.services.settings import group

    wanted: dict[str, str] = {}
    for each in values or ():
        name, equals, text = each.partition("=")
        if not equals:
            raise WrongValue(_("“{text}” is not of the form NAME=VALUE.").format(text=each))
        wanted[name.strip()] = text
    with opened(context, folder, passphrase_file) as vault:
        if wanted:
            group.change(vault, wanted)
        known = group.declared(vault.registry)
        with vault.reading() as session:
            found = group.read(session, vault.registry)
    if as_json:
        say_json(found)
    else:
        say_fields([(name, known[name].kind.format(value)) for name, value in found.items()])


def link(
    context: typer.Context,
    folder: VaultFolder,
    person: Annotated[str, typer.Argument(metavar="PERSON", help=_("A person of the books, by name or id."))],
    member: Annotated[
        str, typer.Option("--member", metavar="NAME", help=_("Of another member, which admins can say."))
    ] = "",
    passphrase_file: PassphraseFile = None,
) -> None:
    """Say which person of the books you are, so that your word counts as theirs."""
    from app.services.members import authors, trust
    from app.services.records import editing

    with opened(context, folder, passphrase_file) as vault:
        record = editing.find(vault, "person", person)
        chosen = ""
        if member:
            found = {each.person for each in trust.overview(vault).members if each.name.casefold() == member.casefold()}
            if len(found) != 1:
                raise WrongValue(_("There is no one member called “{name}”.").format(name=member))
            chosen = found.pop()
        authors.link(vault, record, chosen)
    say(_("Noted."))
