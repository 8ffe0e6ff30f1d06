"""`suspend`, `lift`, `remove`, `role`, `retire`: what admins decide about members and their laptops."""

from __future__ import annotations

import shlex
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from app.cli.arguments import PassphraseFile, VaultFolder
from app.cli.output import say
from app.cli.vaults import opened
from app.i18n import _, ngettext
from app.problems import NotFound, WrongValue

if TYPE_CHECKING:
    from app.services.members.trust import DeviceView, MemberView, SuspensionView
    from app.services.vaults.vaults import Vault

Name = Annotated[str, typer.Argument(metavar="NAME", help=_("A member, or the beginning of a laptop's name."))]
OneDevice = Annotated[
    str, typer.Option("--device", metavar="D", help=_("Only the laptop whose name begins so; status shows them."))
]
Yes = Annotated[bool, typer.Option("--yes", help=_("Do it. Without this, what would follow is said, and no more."))]


def suspend(
    context: typer.Context,
    folder: VaultFolder,
    name: Name,
    device: OneDevice = "",
    yes: Yes = False,
    passphrase_file: PassphraseFile = None,
) -> None:
    """Suspends a member's laptops at once; any admin can."""
    from app.services.members import trust

    with opened(context, folder, passphrase_file) as vault:
        devices = laptops(vault, name, device)
        named = names_of(vault, devices)
        if not yes:
            say(_("If {name} is suspended:").format(name=named))
            for sentence in trust.before_suspending(vault, devices):
                say(f"  {sentence}")
            say()
            say(_("Nothing was done yet. To suspend: {command}").format(
                command=spelled("suspend", folder, name, *(("--device", device) if device else ()), "--yes")
            ))  # fmt: skip
            return
        trust.suspend(vault, devices)
        views = [each for each in trust.overview(vault).suspensions if set(devices) <= set(each.devices)]
    say(_("{name} is suspended. The others learn of it with their next bundle: hand them over today.").format(
        name=named
    ))  # fmt: skip
    if views and views[-1].quorum_only:
        say(_("There are no two admins who could lift it again; the recovery quorum could."))
    elif views:
        name = short(views[-1].suspension, [each.suspension for each in views])
        say(_("If this was a mistake: {command}").format(command=spelled("lift", folder, name)))


def lift(
    context: typer.Context,
    folder: VaultFolder,
    suspension: Annotated[
        str, typer.Argument(metavar="SUSPENSION", help=_("The beginning of its name, as status shows it."))
    ],
    passphrase_file: PassphraseFile = None,
) -> None:
    """Votes to lift a suspension; two admins have to."""
    from app.services.members import trust

    with opened(context, folder, passphrase_file) as vault:
        found = suspension_meant(trust.overview(vault).suspensions, suspension)
        names = ", ".join(found.names)
        lifted = trust.lift(vault, found.suspension)
    if lifted:
        say(_("The suspension of {names} is lifted. Their laptops count again.").format(names=names))
        say(_("The others learn of it with their next bundle."))
    elif found.quorum_only:
        say(_("Your vote is kept. There are no two admins left who may vote: the recovery quorum can lift it with"
              " `switchboard quorum decide`."))  # fmt: skip
    else:
        say(_("Your vote is kept. It takes a second admin's: hand over a bundle, and they say the same."))


def remove(
    context: typer.Context,
    folder: VaultFolder,
    name: Name,
    device: OneDevice = "",
    yes: Yes = False,
    passphrase_file: PassphraseFile = None,
) -> None:
    """Votes to remove a member's laptops for good; two admins have to."""
    from app.services.members import trust

    with opened(context, folder, passphrase_file) as vault:
        devices = laptops(vault, name, device)
        named = names_of(vault, devices)
        if not yes:
            say(_("Removing {name} is for good: to come back they join anew. What they wrote and you have by now"
                  " stays.").format(name=named))  # fmt: skip
            say(_("It takes two admins. Until then, `suspend` works at once and can be lifted."))
            say(_("Nothing was done yet. To vote: {command}").format(
                command=spelled("remove", folder, name, *(("--device", device) if device else ()), "--yes")
            ))  # fmt: skip
            return
        removed = trust.remove(vault, devices)
    if removed:
        say(_("{name} is removed.").format(name=named))
    else:
        say(_("Your vote to remove {name} is kept. It takes a second admin's.").format(name=named))
        say(_("If there is a hurry, suspend them meanwhile: {command}").format(
            command=spelled("suspend", folder, name, "--yes")
        ))  # fmt: skip


def role(
    context: typer.Context,
    folder: VaultFolder,
    name: Name,
    role: Annotated[str, typer.Argument(metavar="ROLE", help=_("admin, steward, editor, reader or carrier"))],
    device: OneDevice = "",
    passphrase_file: PassphraseFile = None,
) -> None:
    """Give a member another role; taking an admin's away takes two admins."""
    from app.services.members import trust

    with opened(context, folder, passphrase_file) as vault:
        devices = laptops(vault, name, device)
        named = names_of(vault, devices)
        done = trust.appoint(vault, devices, role)
    if done:
        say(_("{name} is {role} from now on.").format(name=named, role=role))
    else:
        say(_("Your vote is kept. It takes a second admin to take an admin's role away."))


def retire(
    context: typer.Context,
    folder: VaultFolder,
    name: Name,
    device: OneDevice = "",
    back: Annotated[bool, typer.Option("--back", help=_("Wait for it again."))] = False,
    passphrase_file: PassphraseFile = None,
) -> None:
    """Wait for a silent laptop no longer, so that old history can go; it stays a member's."""
    from app.services.members import trust

    with opened(context, folder, passphrase_file) as vault:
        devices = laptops(vault, name, device)
        named = names_of(vault, devices)
        for each in devices:
            trust.retire(vault, each, retired=not back)
    if back:
        say(_("The laptop of {name} is waited for again.").format(name=named))
    else:
        say(_("Nobody waits for the laptop of {name} any more. When it comes back, it gets all that is kept, as a"
              " newcomer does.").format(name=named))  # fmt: skip
        say(_("It is neither suspended nor removed. If it is lost, suspend it."))


# -- who and what is meant


def laptops(vault: Vault, name: str, device: str = "") -> list[str]:
    """Give the laptops meant by a member's name and perhaps the beginning of a laptop's; never those of two people."""
    from app.services.members import trust

    devices = [each for each in trust.devices_of(vault, name) if each.startswith(device.strip().lower())]
    owners = [member for member in trust.overview(vault).members if owned(member, devices)]
    if not devices:
        raise NotFound(
            _("{name} has no laptop whose name begins with “{device}”.").format(name=name, device=device),
            do=_("`switchboard status VAULT` shows them."),
        )
    if len(owners) > 1:
        shown = ", ".join(each.device[:8] for member in owners for each in owned(member, devices))
        raise WrongValue(
            _("Several people are meant by “{name}”, with the laptops {devices}.").format(name=name, devices=shown),
            kept=_("Nothing was changed."),
            do=_("Say which with --device."),
        )
    return devices


def owned(member: MemberView, devices: Sequence[str]) -> list[DeviceView]:
    """Which of these devices are a member's."""
    return [each for each in member.devices if each.device in devices]


def names_of(vault: Vault, devices: Sequence[str]) -> str:
    """Give the names of laptops, each with how many if there are several."""
    from app.services.members import trust

    found = [each.name for member in trust.overview(vault).members for each in owned(member, devices)]
    if len(found) == 1:
        return found[0]
    names = ", ".join(sorted(set(found)))
    return ngettext("{names} ({count} laptop)", "{names} ({count} laptops)", len(found)).format(
        names=names, count=len(found)
    )


def suspension_meant(suspensions: Sequence[SuspensionView], text: str) -> SuspensionView:
    """Give the suspension whose name begins so, or that is the only one of a member of this name; raises `NotFound`."""
    wanted = text.strip().casefold()
    found = [each for each in suspensions if wanted and each.suspension.startswith(wanted)]
    found = found or [each for each in suspensions if wanted in {name.casefold() for name in each.names}]
    if len(found) == 1:
        return found[0]
    what = _("Several suspensions are meant by “{text}”.") if found else _("There is no suspension “{text}”.")
    raise NotFound(what.format(text=text), do=_("`switchboard status VAULT` shows them."))


def short(name: str, names: Sequence[str]) -> str:
    """Give the beginning of a name that tells it apart from others."""
    from app.cli.output import short_ids

    return dict(zip(names, short_ids(names), strict=True))[name]


def spelled(verb: str, folder: Path, *words: str) -> str:
    """Give a command as it can be typed or copied."""
    return shlex.join(["switchboard", *verb.split(), str(folder), *words])
