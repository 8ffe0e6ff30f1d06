"""The history of authority as a story that can be read: who said what about whom, and what did not count."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from app.i18n import _
from app.storage.history import moment, name_of
from app.storage.vault.vault import Vault
from sync.authority.membership import AuthorityEntry, Membership, Told
from sync.authority.operations import (
    Admit,
    Appoint,
    Certify,
    Decree,
    Entrust,
    Found,
    Lift,
    OpenCircle,
    OpenEpoch,
    Remove,
    Renew,
    Retire,
    ShareCircle,
    Suspend,
    motion_of,
    plain_name,
)
from sync.replica.replica import Replica


@dataclass(frozen=True, slots=True)
class StoryLine:
    """One thing that was said. `void` says why it has no effect; `quiet` lines are upkeep that few want to read."""

    at: datetime
    who: str
    sentence: str
    void: str
    quiet: bool


def story(vault: Vault) -> list[StoryLine]:
    """Everything said in the group's log of members and keys, oldest first."""
    with vault.looking() as replica:
        lines = [line for told in replica.membership.story if (line := _line(replica, told)) is not None]
    return sorted(lines, key=lambda line: line.at)


def _line(replica: Replica, told: Told) -> StoryLine | None:
    entry = told.entry
    sentence = _sentence(replica.membership, entry)
    if not sentence:
        return None
    quiet = isinstance(entry.operation, Renew | OpenEpoch | Certify)
    return StoryLine(moment(entry.operation.time), name_of(replica, entry.author), sentence, _reason(told.void), quiet)


def _sentence(membership: Membership, entry: AuthorityEntry) -> str:
    """Tell what an operation says; empty for those that only hand keys around."""
    operation = entry.operation
    if isinstance(operation, Found | Admit | OpenCircle | ShareCircle):
        return _entering(membership, entry, operation)
    if isinstance(operation, Suspend):
        return _("suspended {names}").format(names=_names(membership, operation.devices))
    if isinstance(operation, Remove | Lift | Appoint | Entrust):
        return _motion(membership, operation)
    if isinstance(operation, Decree):
        decided = _motion(membership, motion_of(operation))
        return _("brought a decision of the recovery quorum: {decision}").format(decision=decided)
    if isinstance(operation, Retire):
        names = _names(membership, [operation.device])
        text = _("waits no longer for {names}") if operation.retired else _("waits for {names} again")
        return text.format(names=names)
    return _upkeep(membership, operation)


def _admitting(membership: Membership, entry: AuthorityEntry, operation: Admit) -> str:
    """Say who was let in, and whose laptop it is said to be, by whom first and by whom again."""
    said = {"name": plain_name(operation.name), "role": _role(operation.role)}
    known = membership.devices.get(operation.keys.device)
    if known is None or entry.dot in {each.dot for each in known.admissions if each.first}:
        return _("admitted {name} as {role}").format(**said)
    said["owner"] = next((each.name for each in membership.devices.values() if each.person == operation.person), "")
    if entry.dot in {each.dot for each in known.admissions}:
        return _("admitted {name} as {role}, as another laptop of {owner}").format(**said)
    return _("confirmed that {name} is a laptop of {owner}").format(**said)


def _entering(
    membership: Membership, entry: AuthorityEntry, operation: Found | Admit | OpenCircle | ShareCircle
) -> str:
    if isinstance(operation, Admit):
        return _admitting(membership, entry, operation)
    if isinstance(operation, Found):
        return _("began the group “{group}”").format(group=plain_name(operation.group))
    if isinstance(operation, OpenCircle):
        return _("opened the circle “{name}”").format(name=plain_name(operation.name))
    return _shared(membership, operation)


def _upkeep(membership: Membership, operation: object) -> str:
    if isinstance(operation, Renew):
        return _("renewed the key of their laptop")
    if isinstance(operation, OpenEpoch):
        return _("made a new key for “{circle}”").format(circle=_circle(membership, operation.circle))
    if isinstance(operation, Certify):
        return _("signed an order or a snapshot of “{circle}”").format(circle=_circle(membership, operation.circle))
    return ""


def _motion(membership: Membership, operation: Remove | Lift | Appoint | Entrust) -> str:
    if isinstance(operation, Remove):
        return _("voted to remove {names}").format(names=_names(membership, operation.devices))
    if isinstance(operation, Lift):
        return _("voted to lift a suspension")
    if isinstance(operation, Appoint):
        names = _names(membership, [operation.device])
        return _("made {names} {role}").format(names=names, role=_role(operation.role))
    return _("named {count} trustees, of whom {quorum} may decide together").format(
        count=len(operation.trustees), quorum=operation.quorum
    )


def _shared(membership: Membership, operation: ShareCircle) -> str:
    names, circle = _names(membership, [operation.device]), _circle(membership, operation.circle)
    if operation.part == "none":
        return _("took {names} out of “{circle}”").format(names=names, circle=circle)
    return _("let {names} into “{circle}” as {part}").format(names=names, circle=circle, part=_role(operation.part))


def _role(role: str) -> str:
    words = {
        "admin": _("admin"),
        "editor": _("editor"),
        "reader": _("reader"),
        "carrier": _("carrier"),
        "steward": _("steward"),
    }
    return words.get(role, role)


def _names(membership: Membership, devices: list[bytes]) -> str:
    known = (membership.devices.get(device) for device in devices)
    return ", ".join(sorted({device.name if device else _("somebody unknown") for device in known}))


def _circle(membership: Membership, circle: bytes) -> str:
    known = membership.circles.get(circle)
    return known.name if known else _("a circle unknown here")


def _reason(void: str) -> str:
    """Why something has no effect, in words for people."""
    words = {
        "only an admin may do this": _("they were no admin"),
        "the author was suspended": _("they had been suspended"),
        "the author was suspended, and knew it": _("they had been suspended"),
        "the author was removed": _("they had been removed"),
        "the author had not been admitted when this was made": _("they did not belong to the group"),
        "a device is admitted once": _("that laptop belonged already"),
        "the recovery quorum did not sign this": _("too few trustees had signed it"),
        "the recovery quorum has decided this once already": _("it had been decided before"),
    }
    return words.get(void, _("the rules of the group do not allow it")) if void else ""
