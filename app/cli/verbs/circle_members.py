"""`circle open`, `circle share`: new circles, and who is in them."""

from __future__ import annotations

from typing import Annotated

import typer

from app.cli.arguments import PassphraseFile, VaultFolder
from app.cli.output import say
from app.cli.vaults import opened
from app.cli.verbs.trust import laptops, names_of, spelled
from app.i18n import _


def open_circle(
    context: typer.Context,
    folder: VaultFolder,
    name: Annotated[str, typer.Argument(metavar="NAME", help=_("What the circle is called."))],
    member: Annotated[
        list[str] | None, typer.Option("--member", metavar="NAME", help=_("Who is in it beside you; repeat it."))
    ] = None,
    passphrase_file: PassphraseFile = None,
) -> None:
    """Open a circle, whose records only its members can read."""
    from app.services.members import trust
    from app.storage import opening

    with opened(context, folder, passphrase_file) as vault:
        devices = [device for each in member or [] for device in laptops(vault, each)]
        circle = trust.open_circle(vault, name := opening.checked_name(name, "name"), devices)
        names = names_of(vault, devices) if devices else ""
    if names:
        say(_("The circle “{name}” is open, for you and {names}.").format(name=name, names=names))
    else:
        say(_("The circle “{name}” is open, for you alone.").format(name=name))
    say(_("Everybody can see its name and who is in it; only they can read its records."))
    say(_("Let others in with: {command}").format(
        command=spelled("circle share", folder, name, "NAME", "editor")
    ))  # fmt: skip
    say(circle)


def share(
    context: typer.Context,
    folder: VaultFolder,
    circle: Annotated[str, typer.Argument(metavar="CIRCLE", help=_("The name of the circle."))],
    name: Annotated[str, typer.Argument(metavar="NAME", help=_("A member, or the beginning of a laptop's name."))],
    part: Annotated[str, typer.Argument(metavar="PART", help=_("steward, editor, reader, or none to take them out"))],
    device: Annotated[str, typer.Option("--device", metavar="D", help=_("Only the laptop whose name begins so."))] = "",
    passphrase_file: PassphraseFile = None,
) -> None:
    """Lets a member into a circle, or takes them out."""
    from app.services.members import trust

    with opened(context, folder, passphrase_file) as vault:
        devices = laptops(vault, name, device)
        trust.share(vault, trust.circle_named(vault, circle), devices, part)
        named = names_of(vault, devices)
    if part == "none":
        say(_("{name} is out of “{circle}”. What they have read stays on their laptop; what is made from now on they"
              " cannot open.").format(name=named, circle=circle))  # fmt: skip
    else:
        say(_("{name} is in “{circle}” as {part}. They read it after your next bundle for them.").format(
            name=named, circle=circle, part=part
        ))  # fmt: skip
