"""A further laptop of somebody who belongs already: admitted as theirs, and confirmed by them or by a second admin."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from app.i18n import _
from app.problems import BadBundle, NotAllowed, NotFound, WrongValue
from app.storage.vault.vault import Vault
from sync.authority.membership import Device, DeviceStanding
from sync.authority.operations import Part, Role
from sync.bundle.join_request import request_code
from sync.replica import admin_commands
from sync.replica.replica import Replica


@dataclass(frozen=True, slots=True)
class LaptopOwner:
    """Somebody who may get a further laptop: what it would be given, by the role and the names of circles."""

    member: str
    name: str
    role: str
    circles: tuple[str, ...]
    me: bool


@dataclass(frozen=True, slots=True)
class LaptopClaim:
    """A laptop that is said to be somebody's, which nobody has confirmed.

    `mine` if it is this very laptop; `theirs` if this is another laptop of that person; `i_may_confirm` if they would
    be believed here.
    """

    device: str
    name: str
    owner: str
    mine: bool
    theirs: bool
    i_may_confirm: bool


def owners(vault: Vault) -> list[LaptopOwner]:
    """Give everybody who may get a further laptop, by name, oneself first: all but those who were removed."""
    with vault.looking() as replica:
        devices: dict[bytes, list[Device]] = {}
        for device in replica.membership.devices.values():
            if device.standing is not DeviceStanding.REMOVED and device.confirmed:
                devices.setdefault(device.person, []).append(device)
        found = [_owner(replica, person, theirs) for person, theirs in devices.items()]
    return sorted(found, key=lambda owner: (not owner.me, owner.name.casefold(), owner.member))


def _owner(replica: Replica, person: bytes, devices: Sequence[Device]) -> LaptopOwner:
    role = min((device.role for device in devices), key=list(Role).index)
    parts = replica.membership.circles.values()
    circles = tuple(
        sorted(
            circle.name
            for circle in parts
            if any(circle.part_at(device.device, lambda _s, _i: True) is not Part.NONE for device in devices)
        )
    )
    me = any(device.device == replica.device for device in devices)
    return LaptopOwner(person.hex(), devices[0].name, role.value, circles, me)


def owner_named(vault: Vault, text: str) -> LaptopOwner:
    """Give the one who is called so, or of whom a laptop's name begins so; raises `NotFound` or `WrongValue`."""
    found = owners(vault)
    wanted = text.strip().casefold()
    with vault.looking() as replica:
        known = [
            device.person.hex()
            for device in replica.membership.devices.values()
            if device.name.casefold() == wanted or (len(wanted) >= 4 and device.device.hex().startswith(wanted))
        ]
    meant = [owner for owner in found if owner.member in known]
    if not meant and known:
        raise WrongValue(
            _("{name} was removed from the group.").format(name=text.strip()),
            kept=_("Nobody was admitted."),
            do=_("Admit them as somebody new."),
        )
    if not meant:
        raise NotFound(
            _("Nobody in the group is called “{name}”.").format(name=text.strip()),
            kept=_("Nobody was admitted."),
            do=_("There are: {names}.").format(names=", ".join(sorted({owner.name for owner in found}))),
        )
    if len(meant) > 1:
        raise WrongValue(
            _("Several people are called “{name}”.").format(name=text.strip()),
            kept=_("Nobody was admitted."),
            do=_("Give the beginning of the name of a laptop of theirs; `switchboard status VAULT` shows them."),
        )
    return meant[0]


def claims(vault: Vault) -> list[LaptopClaim]:
    """Give the laptops that wait to be confirmed, those of this laptop's person first."""
    with vault.looking() as replica:
        waiting = [each for each in replica.membership.devices.values() if not each.confirmed and each.good]
        found = [_claim(replica, device) for device in waiting]
    return sorted(found, key=lambda claim: (not claim.theirs, claim.owner.casefold(), claim.device))


def _claim(replica: Replica, device: Device) -> LaptopClaim:
    me = replica.me
    theirs = me is not None and me.person == device.named
    admin = (
        me is not None
        and me.role is Role.ADMIN
        and me.person not in replica.membership.said_by(device.device, device.named)
    )
    owner = next(
        (each.name for each in replica.membership.devices.values() if each.person == device.named), device.name
    )
    return LaptopClaim(
        device.device.hex(), device.name, owner, device.device == replica.device, theirs,
        me is not None and me.good and (theirs or admin),
    )  # fmt: skip


def words_of(vault: Vault, device: str) -> str:
    """Give the words that a laptop's own screen shows: the same as for its join request."""
    with vault.looking() as replica:
        known = replica.membership.devices[bytes.fromhex(device)]
    return request_code(known.keys, known.name)


def confirm(vault: Vault, device: str, code: str) -> None:
    """Say that a laptop is whose it is said to be, if the words on its screen are these.

    Raises `NotFound` where none waits, `BadBundle` for other words, `NotAllowed` for anybody but that person and a
    second admin.
    """
    claim = next((each for each in claims(vault) if each.device == device), None)
    if claim is None:
        raise NotFound(_("This laptop waits for nobody's word."), kept=_("Nothing was changed."))
    if not claim.i_may_confirm:
        raise NotAllowed(
            _("Whether this is a laptop of {name} is said on another laptop of theirs, or by a second admin.").format(
                name=claim.owner
            ),
            kept=_("Nothing was changed."),
        )
    if code.lower().split() != words_of(vault, device).split():
        raise BadBundle(
            _("These are not the words of this laptop."),
            kept=_("Nothing was changed."),
            do=_("Compare them once more; if they differ, it is another laptop: have an admin suspend it."),
        )
    vault.decide(lambda replica: admin_commands.confirm(replica, bytes.fromhex(device)))
