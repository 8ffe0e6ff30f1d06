"""How this vault meets others: join requests, admission, bundles made, looked into and taken."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from datetime import datetime

import msgspec

from app.i18n import _
from app.problems import BadBundle, NotAllowed, UserProblem
from app.storage import chunks
from app.storage.projection import Difference
from app.storage.reading import moment, name_of
from app.storage.schema import table_of
from app.storage.vault import Vault, Writing
from sync import bundle, joining, keyring, knowledge, unpacking
from sync.age import Identity
from sync.authority import Role
from sync.causality import Place
from sync.envelope import Envelope, Manifest, read
from sync.errors import (
    BadSignature,
    ForeignGroup,
    NotForThisDevice,
    PendingFull,
    SyncError,
    TooLarge,
    Unauthorised,
    UnknownDevice,
    Unsupported,
)
from sync.joining import Request
from sync.membership import Device
from sync.replica import Replica


class _RolledBack(Exception):
    """Ends a transaction whose result was only to be looked at."""

    def __init__(self, taken: Taken) -> None:
        super().__init__()
        self.taken = taken


@dataclass(frozen=True, slots=True)
class RecordChange:
    """What a bundle does to one record. `what` is "new", "changed" or "deleted"."""

    record: str
    kind: str
    title: str
    what: str
    fields: tuple[str, ...] = ()
    disputed: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Taken:
    """What taking a bundle did, or would do. Counts of segments; times are when the sender made it.

    `wanted` segments came with holes, `refused` had waited and were no good, `orders` to erase were carried out.
    `broken` has a sentence for each rule between records that would be broken by it and was not before.
    """

    sender: str
    made_at: datetime
    bundle: str
    seen_before: bool
    changes: tuple[RecordChange, ...] = ()
    members: tuple[str, ...] = ()
    new: int = 0
    known: int = 0
    waiting: int = 0
    quarantined: int = 0
    unreadable: int = 0
    forked: int = 0
    clocks_ahead: tuple[str, ...] = ()
    backwards: tuple[str, ...] = ()
    kinds: frozenset[str] = field(default_factory=frozenset[str])
    joined: bool = False
    group_code: str = ""
    broken: tuple[str, ...] = ()
    wanted: int = 0
    refused: int = 0
    orders: int = 0


@dataclass(frozen=True, slots=True)
class Peer:
    """Another device: whose, with which role, its last statement and what it lacks; `known_at` None: never heard of."""

    device: str
    name: str
    role: str
    mine: bool
    known_at: datetime | None
    segments_lacking: int
    operations_lacking: int


# -- joining


def join_request(vault: Vault) -> bytes:
    """The content of a join request file for this device."""
    return joining.make_request(vault.secrets, vault.my_name, vault.environment.milliseconds())


def my_code(vault: Vault) -> str:
    """The words that this device's screen shows for its join request."""
    return joining.request_code(vault.secrets.public(), vault.my_name)


def read_request(data: bytes) -> tuple[Request, str]:
    """A join request and its words to compare; raises `BadBundle`."""
    try:
        request = joining.read_request(data)
    except SyncError as error:
        raise BadBundle(
            _("This is not a join request that can be used: {reason}.").format(reason=error),
            kept=_("Nobody was admitted."),
            do=_("Ask for the request file again."),
        ) from error
    return request, joining.request_code(request.keys, request.name)


def admit(vault: Vault, request: Request, role: Role) -> str:
    """Admits the device of a request; gives the group's words to compare when the answer is opened."""
    with vault.writing() as writing:
        replica = writing.replica
        if request.keys.device in replica.membership.devices:
            raise UserProblem(
                _("{name}'s laptop already belongs to the group.").format(name=request.name),
                kept=_("Nothing was changed."),
                do=_("Make a bundle for it instead."),
            )
        try:
            replica.admit(request.keys, request.name, role)
        except Unauthorised as error:
            raise NotAllowed(
                _("Only an admin can admit somebody."), kept=_("Nobody was admitted."), do=_("Ask an admin.")
            ) from error
        return joining.group_code(replica.group, request.keys)


def group_code(vault: Vault, device: Device | None = None) -> str:
    """The words over the group's beginning and a device's keys, by default this one's."""
    assert vault.group is not None
    return joining.group_code(vault.group, device.keys if device else vault.secrets.public())


# -- who has what


def peers(vault: Vault) -> list[Peer]:
    """Every device of the group but this one, with what it has not stated to have."""
    with vault.looking() as replica:
        me = replica.me
        found = [
            _peer(vault, replica, device, me)
            for device in replica.membership.devices.values()
            if device.device != replica.device
        ]
    return sorted(found, key=lambda peer: (peer.name, peer.device))


def _peer(vault: Vault, replica: Replica, device: Device, me: Device | None) -> Peer:
    statement = knowledge.known_statement(replica, device.device)
    lacking = knowledge.lacking(replica, [device.device])
    return Peer(
        device.device.hex(), device.name, device.role.value, bool(me and device.person == me.person),
        moment(statement.time) if statement else None, len(lacking), _operations(vault, lacking),
    )  # fmt: skip


def _operations(vault: Vault, places: Sequence[Place]) -> int:
    """How many changes the given segments hold, with those that this device has not signed yet."""
    drafted = vault.rows("SELECT count(*) FROM drafted")[0][0]
    counts = dict(vault.rows("SELECT number, operations FROM body"))
    return int(drafted) + sum(counts.get(place.number, 0) for place in places)


def count_operations(vault: Vault) -> int:
    """How many signed changes this vault keeps."""
    return int(vault.rows("SELECT coalesce(sum(operations), 0) FROM body")[0][0])


# -- bundles


def make_bundle(
    vault: Vault, devices: Sequence[str] | None = None, choice: bundle.Choice | None = None
) -> tuple[bytes, list[Device]]:
    """A bundle for devices (hexadecimal names; None for all others), of what they have not stated to have."""
    with vault.writing() as writing:
        replica = writing.replica
        everyone = [each for each in replica.membership.devices.values() if each.device != replica.device and each.good]
        wanted = everyone if devices is None else [each for each in everyone if each.device.hex() in set(devices)]
        if not wanted:
            raise _nobody(alone=len(replica.membership.devices) == 1)
        data = bundle.make(replica, wanted, choice)
        note = msgspec.msgpack.encode([each.device.hex() for each in wanted])
        _log_bundle(writing, replica.random(16), note, made=True)
    vault.continuity.renew()
    return data, wanted


def _nobody(*, alone: bool) -> UserProblem:
    if alone:
        return UserProblem(
            _("There is nobody to make a bundle for yet."),
            do=_("Admit somebody first: they make a join request on their laptop."),
        )
    return UserProblem(
        _("None of these laptops gets a bundle: they are suspended or removed, or it is this one."),
        kept=_("Nothing was made."),
        do=_("Look at the members in Trust."),
    )


def wanted_by(vault: Vault, devices: Sequence[str] | None = None) -> dict[bytes, set[bytes]]:
    """The pieces of attachments that devices (all others if None) have asked for, by circle."""
    found: dict[bytes, set[bytes]] = {}
    with vault.looking() as replica:
        for circle in replica.membership.circles:
            for device in replica.membership.entitled(circle):
                named = devices is None or device.device.hex() in devices
                statement = knowledge.known_statement(replica, device.device, circle) if named else None
                if statement is not None and device.device != replica.device:
                    found.setdefault(circle, set()).update(statement.wants)
    return found


def _log_bundle(writing: Writing, identity: bytes, note: bytes, *, made: bool) -> None:
    writing.connection.exec_driver_sql(
        "INSERT OR REPLACE INTO bundle (id, made, time, note) VALUES (?, ?, ?, ?)",
        (identity, int(made), writing.replica.clock.latest, note),
    )


def look_into(
    vault: Vault,
    data: bytes,
    check: Callable[[], None] = lambda: None,
    see: Callable[[Taken], Taken] = lambda taken: taken,
) -> Taken:
    """What a bundle would change, found by taking it in a transaction that is then rolled back.

    `see` is called before that, and finds the vault as it would be then.
    """
    return _take(vault, data, check, see, keep=False)


def take_bundle(vault: Vault, data: bytes, check: Callable[[], None] = lambda: None) -> Taken:
    """Takes a bundle: verified first, then all of it in one transaction. `check` may raise to cancel."""
    taken = _take(vault, data, check, keep=True)
    if taken.orders:
        vault.database.compact()  # What was erased must not stay in the free pages of the file.
    return taken


def _take(
    vault: Vault, data: bytes, check: Callable[[], None], see: Callable[[Taken], Taken] | None = None, *, keep: bool
) -> Taken:
    joins = vault.group is None
    try:
        envelope, manifest = read(data, _identities(vault), vault.secrets.public().device)
        check()
        with vault.writing(joining=manifest.group) as writing:
            taken = _merge(vault, writing, envelope, manifest, joined=joins)
            check()
            if not keep:
                raise _RolledBack(see(taken) if see else taken)
    except _RolledBack as looked:
        return looked.taken
    except SyncError as error:
        raise _refused(error) from error
    return taken


def _identities(vault: Vault) -> list[Identity]:
    if vault.group is None:
        return [vault.secrets.identity()]
    with vault.looking() as replica:
        return keyring.identities(replica)


def _merge(vault: Vault, writing: Writing, envelope: Envelope, manifest: Manifest, *, joined: bool) -> Taken:
    replica = writing.replica
    before, orders = set(replica.membership.devices), len(replica.erasures.orders)
    seen = writing.connection.exec_driver_sql("SELECT 1 FROM bundle WHERE id = ?", (manifest.id,)).first()
    opened = unpacking.take(replica, envelope, manifest)
    _log_bundle(writing, manifest.id, msgspec.msgpack.encode(manifest.sender.hex()), made=False)
    replayed = opened.taken.replayed
    since = None if replayed.anew else set(opened.taken.numbers)
    vanished = _vanished(vault, writing, replayed.vanished)
    kinds, found = vault.project(writing, replayed, since)
    changes = _changes(writing, found) + vanished
    members = replica.membership.devices
    return Taken(
        sender=opened.sender.name,
        made_at=moment(manifest.time),
        bundle=manifest.id.hex(),
        seen_before=seen is not None,
        changes=changes,
        members=tuple(sorted(members[device].name for device in members.keys() - before)),
        new=opened.taken.new,
        known=opened.taken.known,
        waiting=opened.taken.pending,
        quarantined=opened.taken.quarantined,
        unreadable=opened.unreadable,
        forked=len(set(opened.taken.forked)),
        clocks_ahead=tuple(sorted(name_of(replica, device) for device in opened.taken.clocks_ahead)),
        backwards=tuple(sorted(device.name for device in opened.backwards)),
        kinds=kinds | {chunks.KIND} if opened.pieces else kinds,
        joined=joined,
        wanted=opened.taken.wanted,
        refused=opened.taken.refused,
        orders=len(replica.erasures.orders) - orders,
        group_code=joining.group_code(replica.group, vault.secrets.public()) if joined else "",
    )


def _changes(writing: Writing, found: Iterable[Difference]) -> tuple[RecordChange, ...]:
    """What the merged states mean to somebody who knows the rows as they were."""
    changes: list[RecordChange] = []
    for each in found:
        if each.deleted:
            what = "deleted" if each.there else ""
        else:
            what = "new" if not each.there else "changed" if each.changed or each.disputed else ""
        if what:
            title, fields = writing.projector.title(each), tuple(each.changed) if each.there else ()
            changes.append(RecordChange(each.record.hex(), each.kind.name, title, what, fields, each.disputed))
    return tuple(changes)


def _vanished(vault: Vault, writing: Writing, records: set[bytes]) -> tuple[RecordChange, ...]:
    """Records that are erased, or whose making is in quarantine now: what they are called is not said any more."""
    found: list[RecordChange] = []
    for kind in vault.registry:
        ids = {record.hex() for record in records}
        rows = (
            writing.connection.exec_driver_sql(f'SELECT id FROM "{table_of(vault.registry, kind.name)}"') if ids else ()
        )
        found.extend(RecordChange(row[0], kind.name, "", "erased") for row in rows if row[0] in ids)
    return tuple(found)


def _refused(error: SyncError) -> BadBundle:
    """The sentence for a bundle that was not taken. Nothing of it was kept in any of these cases."""
    sentences = {
        NotForThisDevice: (_("This bundle was not made for this laptop."), _("Ask its sender to make one for you.")),
        ForeignGroup: (_("This bundle belongs to another group."), _("Open it in that group's vault.")),
        Unsupported: (
            _("This bundle was made by a newer version of the program."), _("Bring this program up to date first."),
        ),
        TooLarge: (_("This bundle is larger than a bundle can be."), _("Ask its sender for another.")),
        PendingFull: (
            _("Too much in this bundle builds on changes that are not here."),
            _("Open the earlier bundles first, or ask for one that holds everything."),
        ),
        UnknownDevice: (
            _("This bundle comes from a laptop that is not known here as one of the group."),
            _("Open a bundle from an admin first."),
        ),
        BadSignature: (
            _("This bundle was not signed by a member of the group, or was changed on its way."),
            _("Do not trust whoever handed it over before you have spoken to its sender."),
        ),
    }  # fmt: skip
    default = (
        _("This file is not a bundle, or it was damaged on its way."), _("Copy it again, or ask for a new one."),
    )  # fmt: skip
    what, do = next((text for kind, text in sentences.items() if isinstance(error, kind)), default)
    return BadBundle(what, kept=_("Nothing on this laptop was changed."), do=do)
