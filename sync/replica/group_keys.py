"""The keys of circles and of this device: opened, handed on, made anew when somebody has lost the right to them."""

from __future__ import annotations

from collections.abc import Iterable
from itertools import pairwise
from typing import TYPE_CHECKING

from sync.authority.membership import Circle, Device
from sync.authority.operations import Lockbox, OpenEpoch, Plead, Renew
from sync.log.operation import Op
from sync.primitives.age.identity import Identity
from sync.primitives.errors import MissingKey, NotForThisDevice
from sync.primitives.keys import DeviceSecrets
from sync.replica.group_encryption import epoch_of
from sync.replica.statements import is_copied

if TYPE_CHECKING:
    from sync.replica.replica import Replica

LOCKBOX = b"switchboard/lockbox"
DAY = 24 * 3600 * 1000
RENEWED_AFTER = 30 * DAY
"""How long a device receives under one key."""
KEPT_FOR = 180 * DAY
"""How long it keeps a key that it has replaced, for bundles that are still on their way; then it is destroyed."""


def info(circle: bytes, epoch: bytes, device: bytes) -> bytes:
    """Tell what a lockbox is bound to."""
    return LOCKBOX + circle + epoch + device


# -- of circles


def open_lockboxes(replica: Replica) -> list[tuple[bytes, bytes]]:
    """Open circle keys handed to this device; gives those that no box of it opens to, though there are some."""
    known = replica.store.epoch_keys()
    closed: list[tuple[bytes, bytes]] = []
    for circle in replica.membership.circles.values():
        for _, epoch in circle.epochs:
            boxes = [box for _, box in circle.boxes.get((epoch, replica.device), [])]
            if (circle.circle, epoch) in known or not boxes:
                continue
            key = _opened(replica, circle.circle, epoch, boxes)
            if key is None:
                closed.append((circle.circle, epoch))
            else:
                replica.store.save_epoch_key(circle.circle, epoch, key)
    return closed


def _opened(replica: Replica, circle: bytes, epoch: bytes, boxes: list[bytes]) -> bytes | None:
    """Give the key in one of the boxes that belongs to the epoch."""
    for identity in identities(replica):
        for box in boxes:
            try:
                key = identity.open(box, info(circle, epoch, replica.device))
            except NotForThisDevice:
                continue
            if epoch_of(key) == epoch:
                return key
    return None


def tend(replica: Replica) -> None:
    """Tell what every device does for the others before it hands anything over.

    It opens what was handed to it, says what does not open, and hands keys that it has to all who are entitled to them
    and have no box, or say that theirs is broken.
    """
    closed = open_lockboxes(replica)
    me = replica.me
    if me is None or not me.good:
        return
    operations: list[Op] = []
    for circle, epoch in closed:
        # Anybody who reads a circle can make a box for whoever does not, and nobody owes those a better one.
        mine = replica.membership.reads(replica.device, circle)
        if mine and not _pleads(replica.membership.circles[circle], epoch, replica.device):
            operations.append(Plead(replica.clock.tick(), circle, epoch))
    operations.extend(_lacking(replica))
    if operations:
        replica.announce(operations)


def hand_keys(replica: Replica, device: bytes) -> None:
    """Hands a device that was let in just now the keys to all that it may read, whatever boxes there are for it."""
    found = replica.membership.devices[device]
    boxes = [
        box
        for (circle, epoch), key in sorted(replica.store.epoch_keys().items())
        if found in replica.membership.entitled(circle) and replica.membership.reads(replica.device, circle)
        for box in _lockboxes(replica, found, circle, epoch, key)
    ]
    if boxes:
        replica.announce(boxes)


def _lacking(replica: Replica) -> Iterable[Lockbox]:
    for (circle, epoch), key in sorted(replica.store.epoch_keys().items()):
        known = replica.membership.circles.get(circle)
        if known is None or not replica.membership.reads(replica.device, circle):
            continue
        copied = is_copied(replica, replica.device)
        for device in replica.membership.entitled(circle):
            if (copied or device.device != replica.device) and _lacks(known, epoch, device):
                yield from _lockboxes(replica, device, circle, epoch, key)


def _lacks(circle: Circle, epoch: bytes, device: Device) -> bool:
    return (epoch, device.device) not in circle.boxes or _pleads(circle, epoch, device.device)


def _pleads(circle: Circle, epoch: bytes, device: bytes) -> bool:
    """Whether a device has said that no box opens, and nobody has made one since: another copy may have got one."""
    boxes = circle.boxes.get((epoch, device), [])
    pleas = (entry for each, entry in circle.pleas if each == epoch and entry.author == device)
    return any(not any(entry.saw(*plea.dot) for entry, _ in boxes) for plea in pleas)


def _lockboxes(replica: Replica, device: Device, circle: bytes, epoch: bytes, key: bytes) -> Iterable[Lockbox]:
    """One to the device's newest key; if there are several copies of it, to the keys of all."""
    keys = device.recipients(copied=True) if is_copied(replica, device.device) else [device.recipient()]
    for each in keys:
        box = each.seal(key, info(circle, epoch, device.device))
        yield Lockbox(replica.clock.tick(), circle, epoch, device.device, box)


def writing_key(replica: Replica, circle: bytes) -> bytes:
    """Give key to encrypt a circle's part of a bundle with: a new one if somebody who lost the right has the present.

    Raises `MissingKey` where this device may not read the circle.
    """
    keys = replica.store.epoch_keys()
    try:
        return keys[circle, replica.membership.epoch(circle, lambda epoch: (circle, epoch) in keys)]
    except MissingKey:
        me = replica.me
        if me is None or not me.good or not replica.membership.reads(replica.device, circle):
            raise
    return open_epoch(replica, circle)


def open_epoch(replica: Replica, circle: bytes) -> bytes:
    """Give a new key of a circle, handed to all who are entitled to it."""
    key = replica.random(32)
    epoch = epoch_of(key)
    replica.store.save_epoch_key(circle, epoch, key)
    opened = OpenEpoch(replica.clock.tick(), circle, epoch)
    entitled = replica.membership.entitled(circle)
    boxes = [box for device in entitled for box in _lockboxes(replica, device, circle, epoch, key)]
    replica.announce([opened, *boxes])
    return key


# -- of this device


def identities(replica: Replica) -> list[Identity]:
    """Give the keys with which this device receives, the newest first."""
    seeds = [seed for _, seed in sorted(replica.store.identities().items(), reverse=True)]
    first = [] if replica.secrets.is_spent else [replica.secrets.identity()]
    return [*map(Identity, seeds), *first]


def renew(replica: Replica) -> bool:
    """Once a month a new key for receiving; and those replaced half a year ago are destroyed. Whether there was one."""
    me = replica.me
    if me is None or not me.good:
        return False
    now, known = replica.clock.tick(), replica.store.identities()
    _destroy_old(replica, now, known)
    since = max(known, default=min(each.time for each in me.admissions))
    # After a backup was put back, the group knows a key of this device that is gone.
    used = me.recipients(copied=True) if is_copied(replica, me.device) else [me.recipient()]
    known_to_all = identities(replica)[0].recipient().raw in {each.raw for each in used}
    if known_to_all and now - since < RENEWED_AFTER:
        return False
    seed = replica.random(32)
    replica.store.save_identity(now, seed)
    replica.announce([Renew(now, Identity(seed).recipient().raw)])
    return True


def _destroy_old(replica: Replica, now: int, known: dict[int, bytes]) -> None:
    """Give a key counts as replaced from when the next one was made."""
    times = sorted(known)
    for since, replaced in pairwise(times):
        if now - replaced > KEPT_FOR:
            replica.store.drop_identity(since)
    if times and now - times[0] > KEPT_FOR and not replica.secrets.is_spent:
        secrets = replica.secrets
        replica.secrets = DeviceSecrets(secrets.ed25519, secrets.ml_dsa, secrets.public().kem)
        replica.store.save_secrets(replica.secrets)
