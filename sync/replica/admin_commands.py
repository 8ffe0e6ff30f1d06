"""What members decide about each other: said in the authority's log, and heard by the rules of `resolution`."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from sync.authority.membership import Name, everything
from sync.authority.operations import (
    Admit,
    Appoint,
    Decree,
    Entrust,
    Lift,
    Motion,
    OpenCircle,
    Part,
    Remove,
    Retire,
    Role,
    ShareCircle,
    Suspend,
    petition,
)
from sync.primitives.codec import encode
from sync.primitives.keys import DeviceKeys, Signatures, SignerKeys, TrusteeSecrets
from sync.replica import group_keys
from sync.replica.apply import Replayed
from sync.replica.replica import Replica

_PARTS = tuple(Part)


def admit_for(replica: Replica, keys: DeviceKeys, name: str, role: Role, person: bytes) -> None:
    """Admit a further device of a person: in circles it may do what the best of theirs may.

    It is confirmed at once where it is this device's person. Raises `Unauthorised` unless this is an admin's device.
    """
    theirs = [device.device for device in replica.membership.devices.values() if device.person == person]
    replica.admit(keys, name, role, person)
    for circle in replica.membership.circles.values():
        part = min((circle.part_at(device, everything) for device in theirs), key=_PARTS.index, default=Part.NONE)
        if part is not Part.NONE:
            share(replica, circle.circle, keys.device, part)


def confirm(replica: Replica, device: bytes) -> Replayed:
    """Say, as the person themselves or as a second admin, that a device is whose its admission says."""
    known = replica.membership.devices[device]
    admission = known.admissions[0]
    return replica.announce(
        [Admit(replica.clock.tick(), admission.person, admission.name, admission.role.value, known.keys)]
    )


def suspend(replica: Replica, devices: Iterable[bytes]) -> Replayed:
    """At once, by any one admin: what this laptop has of them by now counts, all else waits in quarantine.

    First something is written in each circle where the suspended have, so that what is here is built on by somebody
    else than them.
    """
    named = sorted(set(devices))
    replica.require_admin()
    _vouch_for(replica, replica.membership.circles, named)
    return replica.announce([Suspend(replica.clock.tick(), named)])


def _vouch_for(replica: Replica, circles: Iterable[bytes], devices: Sequence[bytes]) -> None:
    """Build on what is here of devices that are about to lose a right, so that it goes on counting."""
    replica.seal()
    for circle in sorted(circles):
        heads = _heads_of(replica, circle, devices)
        if heads and replica.membership.writes(replica.device, circle):
            replica.vouch(circle, heads, "")


def _heads_of(replica: Replica, circle: bytes, devices: Sequence[bytes]) -> list[bytes]:
    """Give the newest segments that count of these devices' logs in a circle."""
    found: list[bytes] = []
    for chain in replica.causality.chains.values():
        last = replica.causality.last_counted(chain.number)
        if chain.opening.circle == circle and chain.opening.device in devices and last is not None:
            found.append(last.hash)
    return found


def remove(replica: Replica, devices: Iterable[bytes]) -> Replayed:
    """Give this admin's vote to exclude devices for good; two persons' votes carry it."""
    return replica.announce([Remove(replica.clock.tick(), sorted(set(devices)))])


def lift(replica: Replica, suspensions: Iterable[Name]) -> Replayed:
    """Give this admin's vote to let suspensions hold no longer."""
    return replica.announce([Lift(replica.clock.tick(), sorted(suspensions))])


def appoint(replica: Replica, device: bytes, role: Role) -> Replayed:
    """Another role for a device; a vote if it takes away another admin's."""
    if role in {Role.READER, Role.CARRIER}:
        _vouch_for(replica, replica.membership.circles, [device])
    return replica.announce([Appoint(replica.clock.tick(), device, role.value)])


def retire(replica: Replica, device: bytes, *, retired: bool = True) -> Replayed:
    """Wait for a device's statements no longer, or again."""
    return replica.announce([Retire(replica.clock.tick(), device, retired)])


# -- the recovery quorum


def entrust(replica: Replica, quorum: int, trustees: Sequence[SignerKeys]) -> Replayed:
    """Names trustees, of whom `quorum` together may decide when admins cannot."""
    return replica.announce([Entrust(replica.clock.tick(), quorum, sorted(keys.name for keys in trustees))])


def sign_petition(group: bytes, motion: Motion, secrets: TrusteeSecrets) -> tuple[SignerKeys, Signatures]:
    """Give a trustee's approval of a motion."""
    return secrets.public(), secrets.sign("petition", petition(group, encode(motion)))


def decree(replica: Replica, motion: Motion, signers: Sequence[tuple[SignerKeys, Signatures]]) -> Replayed:
    """Says what the recovery quorum has decided; any member may bring it. Raises `Unauthorised` if it falls short."""
    return replica.announce([Decree(replica.clock.tick(), encode(motion), list(signers))])


# -- circles


def open_circle(replica: Replica, name: str, members: Iterable[tuple[bytes, Part]] = ()) -> bytes:
    """Give a new circle with a key of its own, for these devices and this one, its first steward."""
    circle = replica.random(16)
    replica.announce([OpenCircle(replica.clock.tick(), circle, name)])
    shares = [ShareCircle(replica.clock.tick(), circle, device, part.value) for device, part in members]
    if shares:
        replica.announce(shares)
    group_keys.open_epoch(replica, circle)
    return circle


def share(replica: Replica, circle: bytes, device: bytes, part: Part) -> Replayed:
    """Tell what a device may do in a circle from now on. Who is let in gets the keys.

    Who is taken out, none made later.
    """
    if part in {Part.READER, Part.NONE}:
        _vouch_for(replica, [circle], [device])
    replayed = replica.announce([ShareCircle(replica.clock.tick(), circle, device, part.value)])
    if part is not Part.NONE:
        group_keys.hand_keys(replica, device)
    return replayed
