"""Members, devices and circles: who belongs, who can see what, and what admins decide about it."""

from __future__ import annotations

from collections.abc import Container, Sequence
from dataclasses import dataclass
from datetime import datetime

from app.i18n import _, ngettext
from app.problems import NotAllowed, NotFound, WrongValue
from app.storage.history import moment, name_of
from app.storage.opening import checked_name
from app.storage.vault.vault import Vault
from sync.authority.evaluation import lifted
from sync.authority.membership import AuthorityEntry, Device, DeviceStanding, Membership
from sync.authority.operations import Part, Role, Suspend
from sync.replica import acknowledgements, admin_commands
from sync.replica.apply import Replayed
from sync.replica.replica import Replica

ROLES = tuple(role.value for role in Role)
PARTS = tuple(part.value for part in Part)


@dataclass(frozen=True, slots=True)
class DeviceView:
    """One laptop of a member; `heard_at` is the time of its last statement, None if it has made none yet.

    `forked` if it has written two histories, `twice` if two copies of its vault are at work. `said_of` is whose laptop
    somebody says it is, which nobody has confirmed.
    """

    device: str
    name: str
    role: str
    standing: str
    retired: bool
    this_laptop: bool
    admitted_at: datetime
    heard_at: datetime | None
    forked: bool = False
    twice: bool = False
    said_of: str = ""


@dataclass(frozen=True, slots=True)
class MemberView:
    """A person of the group with their devices."""

    person: str
    name: str
    role: str
    me: bool
    devices: tuple[DeviceView, ...]


@dataclass(frozen=True, slots=True)
class CircleView:
    """Who can see what: `parts` is what each device in it may do, by the device's name in hexadecimal digits."""

    circle: str
    name: str
    everyone: bool
    i_read: bool
    i_share: bool
    parts: dict[str, str]


@dataclass(frozen=True, slots=True)
class SuspensionView:
    """A suspension in force, with the votes to lift it and how many are needed; `quorum_only` if no two may vote."""

    suspension: str
    devices: tuple[str, ...]
    names: tuple[str, ...]
    by: str
    at: datetime
    contested: bool
    votes: tuple[str, ...]
    i_may_vote: bool
    quorum_only: bool


@dataclass(frozen=True, slots=True)
class MotionView:
    """A vote that is open: to remove devices or take an admin's role away. `what` is "remove" or "appoint"."""

    what: str
    device: str
    name: str
    role: str
    votes: tuple[str, ...]
    i_may_vote: bool


@dataclass(frozen=True, slots=True)
class TrustView:
    """Everything the Trust room shows of members and circles."""

    me: MemberView | None
    i_am_admin: bool
    members: tuple[MemberView, ...]
    circles: tuple[CircleView, ...]
    suspensions: tuple[SuspensionView, ...]
    motions: tuple[MotionView, ...]
    quorum: int
    trustees: int


def overview(vault: Vault) -> TrustView:
    """Give the state of trust as this laptop knows it."""
    with vault.looking() as replica:
        membership = replica.membership
        members = _members(replica)
        mine = replica.me
        me = next((each for each in members if mine and each.person == mine.person.hex()), None)
        admin = mine is not None and mine.good and mine.role is Role.ADMIN
        return TrustView(
            me,
            admin,
            tuple(members),
            tuple(_circle(replica, circle) for circle in membership.circles),
            tuple(_suspension(replica, entry) for entry in membership.suspensions),
            tuple(_motions(replica)),
            membership.quorum,
            len(membership.trustees),
        )


def _members(replica: Replica) -> list[MemberView]:
    by_person: dict[bytes, list[Device]] = {}
    twice = {device.device for device in acknowledgements.exist_twice(replica)}
    for device in replica.membership.devices.values():
        by_person.setdefault(device.person, []).append(device)
    roles = list(Role)
    found = [
        MemberView(
            person.hex(),
            devices[0].name,
            min((device.role for device in devices), key=roles.index).value,
            any(device.device == replica.device for device in devices),
            tuple(sorted((_device(replica, device, twice) for device in devices), key=lambda each: each.admitted_at)),
        )
        for person, devices in by_person.items()
    ]
    return sorted(found, key=lambda member: (member.name.casefold(), member.person))


def _device(replica: Replica, device: Device, twice: Container[bytes]) -> DeviceView:
    heard = acknowledgements.last_heard(replica, device.device)
    return DeviceView(
        device.device.hex(), device.name, device.role.value, device.standing.value, device.retired,
        device.device == replica.device, moment(min(each.time for each in device.admissions)),
        moment(heard) if heard is not None else None, _is_forked(replica, device.device),
        device.device in twice, "" if device.confirmed else _person_name(replica.membership, device.named),
    )  # fmt: skip


def _is_forked(replica: Replica, device: bytes) -> bool:
    """Whether a log of a laptop has branches here: it was copied, or set back and not noticed by itself."""
    logs = {chain.log for chain in replica.causality.chains.values() if chain.opening.device == device}
    return any(len(replica.causality.chains_of(log)) > 1 for log in logs)


def _circle(replica: Replica, circle: bytes) -> CircleView:
    membership, me = replica.membership, replica.me
    known = membership.circles[circle]
    everyone = circle == membership.everyone
    parts = {device.device.hex(): _part(membership, circle, device.device) for device in membership.entitled(circle)}
    mine = parts.get(replica.device.hex(), "")
    shares = bool(me and me.good and (me.role is Role.ADMIN or mine == Part.STEWARD)) and not everyone
    return CircleView(circle.hex(), known.name, everyone, bool(mine), shares, parts)


def _part(membership: Membership, circle: bytes, device: bytes) -> str:
    part = membership.circles[circle].part_at(device, lambda _segment, _index: True)
    if part is not Part.NONE or circle != membership.everyone:
        return part.value if membership.writes(device, circle) else Part.READER.value
    return Part.EDITOR.value if membership.writes(device, circle) else Part.READER.value


def suspension_name(entry: AuthorityEntry) -> str:
    """By which a suspension is named on the command line and in the window."""
    return f"{entry.name[0].hex()}:{entry.name[1]}"


def _suspension(replica: Replica, entry: AuthorityEntry) -> SuspensionView:
    membership = replica.membership
    operation = entry.operation
    assert isinstance(operation, Suspend)
    ballot = membership.ballots.get(("lift", *entry.name))
    voters = membership.admins_at(entry.saw) - membership.persons(operation.devices)
    voted = {person for person, _ in ballot.votes if person in voters} if ballot else set[bytes]()
    devices = [membership.devices[each] for each in operation.devices if each in membership.devices]
    me = replica.me
    may = me is not None and me.good and me.role is Role.ADMIN and me.person in voters - voted
    return SuspensionView(
        suspension_name(entry),
        tuple(device.device.hex() for device in devices),
        tuple(sorted({device.name for device in devices})),
        name_of(replica, entry.author),
        moment(operation.time),
        any(device.standing is DeviceStanding.CONTESTED for device in devices),
        tuple(sorted(_person_name(membership, person) for person in voted)),
        may,
        len(_standing_admins(membership) & voters) < 2,
    )


def _standing_admins(membership: Membership) -> set[bytes]:
    return {device.person for device in membership.devices.values() if device.good and device.role is Role.ADMIN}


def _person_name(membership: Membership, person: bytes) -> str:
    return next((each.name for each in membership.devices.values() if each.person == person), person.hex()[:8])


def _motions(replica: Replica) -> list[MotionView]:
    """Votes to remove or to demote that are not carried yet."""
    membership, me = replica.membership, replica.me
    found: list[MotionView] = []
    for (what, about, number), ballot in membership.ballots.items():
        device = membership.devices.get(about) if what in {"remove", "appoint"} else None
        if device is None or ballot.counted(lambda _s, _i: True, membership.voters(ballot, [about])):
            continue
        voted = {person for person, _ in ballot.votes if person is not None}
        may = me is not None and me.good and me.role is Role.ADMIN and me.person not in voted | {device.person}
        names = tuple(sorted(_person_name(membership, person) for person in voted))
        role = list(Role)[number].value if what == "appoint" else ""
        found.append(MotionView(what, about.hex(), device.name, role, names, may))
    return found


# -- what would follow


def before_suspending(vault: Vault, devices: Sequence[str]) -> tuple[str, ...]:
    """In plain words what suspending these laptops does and does not do, to be read before."""
    with vault.looking() as replica:
        membership = replica.membership
        chosen = [_known(membership, name) for name in devices]
        circles = [each.name for each in membership.circles.values()
                   if any(membership.reads(device.device, each.circle) for device in chosen)]  # fmt: skip
        names = ", ".join(sorted({device.name for device in chosen}))
        sentences = [
            _("{names} can still read everything that is on their laptop now: it cannot be called back.").format(
                names=names
            ),
            _("From your next bundle on, new keys are used in: {circles}. They cannot open what is made then.").format(
                circles=", ".join(sorted(circles))
            ),
            _("What they wrote and you have by now counts. What comes later waits in quarantine for a review."),
            _("Others go on accepting their bundles until this news reaches them: hand over bundles today."),
        ]
        admins = _standing_admins(membership)
        left = admins - {device.person for device in chosen}
        if any(device.role is Role.ADMIN for device in chosen) and len(left) < 2:
            sentences.append(
                _("They are an admin. To lift this again two other admins are needed, or the recovery quorum.")
            )
        elif len(admins) < 2:
            sentences.append(_("There is no second admin: only the recovery quorum could lift this again."))
        if replica.me and replica.me.device in {device.device for device in chosen}:
            sentences.append(_("This is your own laptop: you will not be able to undo it from here."))
        return tuple(sentences)


def _known(membership: Membership, device: str) -> Device:
    found = membership.devices.get(bytes.fromhex(device)) if len(device) == 32 else None
    if found is None:
        raise NotFound(_("There is no laptop “{device}” in the group.").format(device=device[:8]))
    return found


def devices_of(vault: Vault, name: str) -> list[str]:
    """Give the devices of a member by name, or of the beginning of a device's name; raises `NotFound`."""
    with vault.looking() as replica:
        devices = replica.membership.devices.values()
        wanted = name.casefold()
        found = [
            each.device.hex()
            for each in devices
            if each.name.casefold() == wanted or (len(wanted) >= 4 and each.device.hex().startswith(wanted))
        ]
        names = ", ".join(sorted({each.name for each in devices}))
    if not found:
        raise NotFound(
            _("Nobody in the group is called “{name}”.").format(name=name),
            do=_("There are: {names}.").format(names=names),
        )
    return found


# -- decisions


def suspend(vault: Vault, devices: Sequence[str]) -> frozenset[str]:
    """Suspends laptops at once; any one admin may."""
    return vault.decide(lambda replica: admin_commands.suspend(replica, _names(replica, devices)))


def lift(vault: Vault, suspension: str) -> bool:
    """Votes to lift a suspension; whether it is lifted now."""
    with vault.looking() as replica:
        found = next((each for each in replica.membership.suspensions if suspension_name(each) == suspension), None)
    if found is None:
        raise NotFound(_("There is no such suspension, or it is lifted already."))
    vault.decide(lambda replica: admin_commands.lift(replica, [found.name]))
    with vault.looking() as replica:
        return lifted(replica.membership, found) or found.name not in {
            each.name for each in replica.membership.suspensions
        }


def remove(vault: Vault, devices: Sequence[str]) -> bool:
    """Votes to remove laptops for good; whether all of them are removed now."""
    vault.decide(lambda replica: admin_commands.remove(replica, _names(replica, devices)))
    with vault.looking() as replica:
        members = replica.membership.devices
        return all(members[bytes.fromhex(each)].standing is DeviceStanding.REMOVED for each in devices)


def appoint(vault: Vault, devices: Sequence[str], role: str) -> bool:
    """Give laptops another role; False if it takes a second admin's vote, as for taking an admin's role away."""
    if role not in ROLES:
        raise WrongValue(
            _("There is no role “{role}”.").format(role=role),
            do=_("There are: {names}.").format(names=", ".join(ROLES)),
        )
    for device in devices:
        vault.decide(lambda replica, device=device: admin_commands.appoint(replica, bytes.fromhex(device), Role(role)))
    with vault.looking() as replica:
        return all(replica.membership.devices[bytes.fromhex(each)].role.value == role for each in devices)


def retire(vault: Vault, device: str, *, retired: bool = True) -> None:
    """Wait for a laptop no longer, so that old history can be let go of; or wait for it again."""
    vault.decide(lambda replica: admin_commands.retire(replica, bytes.fromhex(device), retired=retired))


def open_circle(vault: Vault, name: str, devices: Sequence[str] = ()) -> str:
    """Give a new circle for these laptops and this one; gives its id."""
    name = checked_name(name, "name")
    with vault.looking() as replica:
        if any(each.name.casefold() == name.casefold() for each in replica.membership.circles.values()):
            raise WrongValue(_("There is a circle of that name already."), field="name")
        names = [each for each in _names(replica, devices) if each != replica.device]
    made: list[bytes] = []

    def decision(replica: Replica) -> Replayed:
        made.append(admin_commands.open_circle(replica, name, [(each, Part.EDITOR) for each in names]))
        return Replayed()

    vault.decide(decision)
    return made[0].hex()


def share(vault: Vault, circle: str, devices: Sequence[str], part: str) -> None:
    """Tell what laptops may do in a circle from now on: steward, editor, reader, or none."""
    if part not in PARTS:
        raise WrongValue(
            _("There is no part “{part}”.").format(part=part),
            do=_("There are: {names}.").format(names=", ".join(PARTS)),
        )
    with vault.looking() as replica:
        if bytes.fromhex(circle) == replica.membership.everyone:
            raise NotAllowed(
                _("The circle of everyone has everybody in it."),
                do=_("To keep somebody from reading it, make them a carrier."),
            )
        names = _names(replica, devices)
    for device in names:
        vault.decide(
            lambda replica, device=device: admin_commands.share(replica, bytes.fromhex(circle), device, Part(part))
        )


def circle_named(vault: Vault, name: str) -> str:
    """Give the id of a circle by its name; raises `NotFound`."""
    with vault.looking() as replica:
        circles = replica.membership.circles.values()
        found = [each.circle.hex() for each in circles if each.name.casefold() == name.casefold()]
        names = ", ".join(sorted(each.name for each in circles))
    if not found:
        raise NotFound(
            _("There is no circle “{name}”.").format(name=name), do=_("There are: {names}.").format(names=names)
        )
    return found[0]


def _names(replica: Replica, devices: Sequence[str]) -> list[bytes]:
    return [_known(replica.membership, device).device for device in devices]


def waiting_votes(view: TrustView) -> str:
    """One line for Today: how many decisions wait for this admin's vote; empty for none."""
    count = sum(each.i_may_vote for each in view.motions) + sum(
        each.i_may_vote and bool(each.votes) for each in view.suspensions
    )
    if not count:
        return ""
    return ngettext("{count} decision waits for your vote", "{count} decisions wait for your vote", count).format(
        count=count
    )
