"""How this vault meets others: join requests, admission, bundles made, looked into and taken."""

from __future__ import annotations

from collections.abc import Callable, Generator, Iterable, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import datetime

import msgspec

from app.i18n import _
from app.problems import BadBundle, NotAllowed, Refusal, UserProblem
from app.records.changes import MEMBERS, Changed
from app.storage import noticed
from app.storage.database.schema import table_of
from app.storage.history import moment, name_of
from app.storage.taken import ERASED, LaterChanges, RecordChange, TakenBundle, changes_of
from app.storage.vault import chunks
from app.storage.vault.vault import Vault, Writing
from sync.authority.membership import Device
from sync.authority.operations import Role
from sync.bundle import join_request as joining
from sync.bundle import read as unpacking
from sync.bundle import write as bundle
from sync.bundle.glimpse import Glimpse, glimpse
from sync.bundle.join_request import JoinRequest
from sync.log.causality import SegmentPlace
from sync.primitives.errors import (
    BadSignature,
    ForeignGroup,
    NeedsMemory,
    NotForThisDevice,
    Outdated,
    PendingFull,
    SyncError,
    TooLarge,
    Unauthorised,
    UnknownDevice,
    Unsupported,
)
from sync.replica import acknowledgements, admin_commands, copies, group_keys
from sync.replica.apply import Replayed
from sync.replica.replica import Replica

_REASONS = {
    NotForThisDevice: Refusal.FOR_OTHERS,
    UnknownDevice: Refusal.TOO_EARLY,
    PendingFull: Refusal.TOO_EARLY,
    NeedsMemory: Refusal.NEEDS_MEMORY,
    MemoryError: Refusal.NEEDS_MEMORY,
}


class _RolledBack(Exception):
    """Ends a transaction whose result was only to be looked at."""

    def __init__(self, taken: TakenBundle) -> None:
        super().__init__()
        self.taken = taken


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
    """Give the content of a join request file for this device."""
    return joining.make_request(vault.secrets, vault.my_name, vault.environment.milliseconds())


def my_code(vault: Vault) -> str:
    """Give the words that this device's screen shows for its join request."""
    return joining.request_code(vault.secrets.public(), vault.my_name)


def read_request(data: bytes) -> tuple[JoinRequest, str]:
    """Give a join request and its words to compare; raises `BadBundle`."""
    try:
        request = joining.read_request(data)
    except SyncError as error:
        raise BadBundle(
            _("This is not a join request that can be used: {reason}.").format(reason=error),
            kept=_("Nobody was admitted."),
            do=_("Ask for the request file again."),
        ) from error
    return request, joining.request_code(request.keys, request.name)


def admit(vault: Vault, request: JoinRequest, role: Role, person: bytes = b"") -> str:
    """Admits the device of a request, of somebody new or of `person`; gives the words for opening the answer."""
    with vault.writing() as writing:
        replica = writing.replica
        if request.keys.device in replica.membership.devices:
            raise UserProblem(
                _("{name}'s laptop already belongs to the group.").format(name=request.name),
                kept=_("Nothing was changed."),
                do=_("Make a bundle for it instead."),
            )
        vault.note(Changed(frozenset({MEMBERS})))
        try:
            if person:
                admin_commands.admit_for(replica, request.keys, request.name, role, person)
            else:
                replica.admit(request.keys, request.name, role)
        except Unauthorised as error:
            raise NotAllowed(
                _("Only an admin can admit somebody."), kept=_("Nobody was admitted."), do=_("Ask an admin.")
            ) from error
        return joining.group_code(replica.group, request.keys)


def group_code(vault: Vault, device: Device | None = None) -> str:
    """Give the words over the group's beginning and a device's keys, by default this one's."""
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
    heard = acknowledgements.last_heard(replica, device.device)
    lacking = acknowledgements.lacking(replica, [device.device])
    return Peer(
        device.device.hex(), device.name, device.role.value, bool(me and device.person == me.person),
        moment(heard) if heard is not None else None, len(lacking), _operations(vault, lacking),
    )  # fmt: skip


def _operations(vault: Vault, places: Sequence[SegmentPlace]) -> int:
    """How many changes the given segments hold, with those that this device has not signed yet."""
    drafted = vault.rows("SELECT count(*) FROM drafted")[0][0]
    counts = dict(vault.rows("SELECT number, operations FROM body"))
    return int(drafted) + sum(counts.get(place.number, 0) for place in places)


def count_operations(vault: Vault) -> int:
    """How many signed changes this vault keeps."""
    return int(vault.rows("SELECT coalesce(sum(operations), 0) FROM body")[0][0])


# -- bundles


def make_bundle(
    vault: Vault, devices: Sequence[str] | None = None, choice: bundle.BundleContent | None = None
) -> tuple[bytes, list[Device]]:
    """Give a bundle for devices (hexadecimal names; None for all others), of what they have not stated to have."""
    with vault.writing() as writing:
        replica = writing.replica
        everyone = [each for each in replica.membership.devices.values() if each.device != replica.device and each.good]
        wanted = everyone if devices is None else [each for each in everyone if each.device.hex() in set(devices)]
        if not wanted:
            raise _nobody(alone=len(replica.membership.devices) == 1)
        data = bundle.make(replica, wanted, choice)
        note = msgspec.msgpack.encode([each.device.hex() for each in wanted])
        _log_bundle(writing, replica.random(16), note, made=True)
        vault.note(Changed(frozenset({MEMBERS})))
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
    """Give the chunks of attachments that devices (all others if None) have asked for, by circle."""
    found: dict[bytes, set[bytes]] = {}
    with vault.looking() as replica:
        for circle in replica.membership.circles:
            for device in replica.membership.entitled(circle):
                named = devices is None or device.device.hex() in devices
                if not named or device.device == replica.device:
                    continue
                for statement in acknowledgements.known(replica, device.device, circle):
                    found.setdefault(circle, set()).update(statement.wants)
    return found


def count_twins(vault: Vault) -> int:
    """How many laptops' vaults exist twice, as far as is known here."""
    with vault.looking() as replica:
        return len(acknowledgements.exist_twice(replica))


def only_copy(vault: Vault) -> bool:
    """Says in this device's statements that its other copies are gone; False if it has never heard of one."""
    with vault.writing() as writing:
        return copies.end_others(writing.replica)


def _log_bundle(writing: Writing, identity: bytes, note: bytes, *, made: bool) -> None:
    writing.connection.exec_driver_sql(
        "INSERT OR REPLACE INTO bundle (id, made, time, note) VALUES (?, ?, ?, ?)",
        (identity, int(made), writing.replica.clock.latest, note),
    )


def look_into(
    vault: Vault,
    data: bytes,
    check: Callable[[], None] = lambda: None,
    see: Callable[[TakenBundle], TakenBundle] = lambda taken: taken,
) -> TakenBundle:
    """Tell what a bundle would change, found by taking it in a transaction that is then rolled back.

    `see` is called before that, and finds the vault as it would be then.
    """
    return _take(vault, data, check, see, keep=False)


def take_bundle(vault: Vault, data: bytes, check: Callable[[], None] = lambda: None) -> TakenBundle:
    """Take a bundle: verified first, then all of it in one transaction. `check` may raise to cancel."""
    taken = _take(vault, data, check, keep=True)
    if taken.orders:
        vault.database.compact()  # What was erased must not stay in the free pages of the file.
    return taken


class _NotLater(Exception):
    """Ends the taking of a bundle after which no row may wait: it is begun again with all rows up to date."""


class Batch:
    """Several bundles in one transaction, each whole or not at all; the rows of what they change wait (`bring_up`).

    Who has the same as this laptop and shows something else is found at the end, and stands in `differs`.
    """

    def __init__(self, vault: Vault, writing: Writing) -> None:
        """Begin; use `taking`."""
        self._vault, self._writing = vault, writing
        self.orders = 0
        self.differs: tuple[str, ...] = ()

    def take(
        self, data: bytes, check: Callable[[], None], keep: Callable[[TakenBundle], bool] = lambda _taken: True
    ) -> TakenBundle:
        """Take one as `take_bundle` does; where `keep` says no, it was only looked into."""
        try:
            with _saying_why():
                try:
                    taken = self._merged(data, check, keep, later=True)
                except _NotLater:
                    self._vault.bring_up()
                    taken = self._merged(data, check, keep, later=False)
        except _RolledBack as looked:
            return looked.taken
        self.orders += taken.orders
        return taken

    def _merged(
        self, data: bytes, check: Callable[[], None], keep: Callable[[TakenBundle], bool], *, later: bool
    ) -> TakenBundle:
        seen = _glimpsed(self._vault, data)
        check()
        with self._vault.part_of_writing(self._writing) as writing:
            taken = _merge(self._vault, writing, seen, joined=False, batch=True, later=later)
            check()
            if not keep(taken):
                raise _RolledBack(replace(taken, changes=tuple(taken.changes)))
        return taken

    def end(self) -> None:
        """Do what is done once for all of them."""
        self.differs = _names(acknowledgements.differing(self._vault.replica(self._writing.connection)))


@contextmanager
def taking(vault: Vault) -> Generator[Batch]:
    """One transaction for several bundles; the vault must belong to a group."""
    with vault.putting_off() as writing:
        batch = Batch(vault, writing)
        yield batch
        batch.end()
    if batch.orders:
        vault.database.compact()


def _take(
    vault: Vault,
    data: bytes,
    check: Callable[[], None],
    see: Callable[[TakenBundle], TakenBundle] | None = None,
    *,
    keep: bool,
) -> TakenBundle:
    joins = vault.group is None
    try:
        with _saying_why():
            seen = _glimpsed(vault, data)
            check()
            with vault.writing(joining=seen.manifest.group) as writing:
                taken = _merge(vault, writing, seen, joined=joins)
                check()
                if not keep:
                    raise _RolledBack(see(taken) if see else taken)
    except _RolledBack as looked:
        return looked.taken
    return taken


@contextmanager
def _saying_why() -> Generator[None]:
    """Let what is wrong with a bundle out of the block as a problem."""
    try:
        yield
    except (SyncError, MemoryError) as error:
        raise _refused(error) from error


def _glimpsed(vault: Vault, data: bytes) -> Glimpse:
    """Give a first look at a bundle, in little memory: a stranger's goes no further."""
    device, memory = vault.secrets.public().device, vault.environment.memory()
    if vault.group is None:
        return glimpse(data, [vault.secrets.identity()], device, unpacking.wants(None, memory))
    with vault.looking(settled=False) as replica:
        return glimpse(data, group_keys.identities(replica), device, unpacking.wants(replica, memory))


def _merge(
    vault: Vault, writing: Writing, glimpsed: Glimpse, *, joined: bool, batch: bool = False, later: bool = False
) -> TakenBundle:
    """Merge what a bundle holds. With `later`, rows wait where they can; raises `_NotLater` if others wait that cannot.

    What a `batch` finds out once is left to it.
    """
    replica, manifest = writing.replica, glimpsed.manifest
    before, orders = set(replica.membership.devices), len(replica.erasures.orders)
    seen = writing.connection.exec_driver_sql("SELECT 1 FROM bundle WHERE id = ?", (manifest.id,)).first()
    opened = unpacking.take_seen(replica, glimpsed, vault.environment.memory(), compare=not batch)
    _log_bundle(writing, manifest.id, msgspec.msgpack.encode(manifest.sender.hex()), made=False)
    replayed = opened.taken.replayed
    numbers = frozenset(opened.taken.numbers)
    changes: Sequence[RecordChange]
    if later and _may_wait(replica, replayed, numbers):
        kinds = vault.put_off(replayed, numbers)
        changes = LaterChanges(vault, replayed, numbers)
    elif later and vault.rows_wait():
        raise _NotLater
    else:
        vanished = _vanished(vault, writing, replayed.vanished)
        kinds, found = vault.project(writing, replayed, None if replayed.anew else numbers)
        changes = changes_of(writing.projector, found) + vanished
    vault.note(Changed(frozenset({MEMBERS, chunks.KIND} if opened.chunks else {MEMBERS})))
    told = {noticed.BACKWARDS: opened.backwards, noticed.TWICE: opened.twice, noticed.DIFFERS: opened.differs}
    odd = [(what, device.name, 1) for what, devices in told.items() for device in devices]
    if opened.taken.refused:
        odd.append((noticed.REFUSED, opened.sender.name, opened.taken.refused))
    noticed.note(writing.connection, vault.environment.milliseconds(), odd)
    members = replica.membership.devices
    return TakenBundle(
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
        backwards=_names(opened.backwards),
        twice=_names(each for each in opened.twice if each.device != replica.device),
        differs=_names(opened.differs),
        i_exist_twice=any(each.device == replica.device for each in opened.twice),
        kinds=kinds | {chunks.KIND} if opened.chunks else kinds,
        joined=joined,
        wanted=opened.taken.wanted,
        refused=opened.taken.refused,
        orders=len(replica.erasures.orders) - orders,
        group_code=joining.group_code(replica.group, vault.secrets.public()) if joined else "",
    )


def _may_wait(replica: Replica, replayed: Replayed, numbers: frozenset[int]) -> bool:
    """Whether the rows of what was merged may wait: all of it was added by these segments to what was here.

    Not where records were merged from the beginning, are no more, are erased in part, or have twins.
    """
    return not (
        replayed.anew
        or replayed.vanished
        or replica.causality.has_forks
        or not replayed.touched.keys().isdisjoint(replica.erasures.fields)
        or any(
            state.segment not in numbers for record, state in replayed.touched.items() if record not in replayed.before
        )
    )


def _names(devices: Iterable[Device]) -> tuple[str, ...]:
    return tuple(sorted({device.name for device in devices}))


def _vanished(vault: Vault, writing: Writing, records: set[bytes]) -> tuple[RecordChange, ...]:
    """Give records that are erased, or whose making is in quarantine now: what they are called is not said any more."""
    found: list[RecordChange] = []
    for kind in vault.registry:
        ids = {record.hex() for record in records}
        rows = (
            writing.connection.exec_driver_sql(f'SELECT id FROM "{table_of(vault.registry, kind.name)}"') if ids else ()
        )
        found.extend(RecordChange(row[0], kind.name, "", ERASED) for row in rows if row[0] in ids)
    return tuple(found)


def _refused(error: SyncError | MemoryError) -> BadBundle:
    """Give the sentence for a bundle that was not taken. Nothing of it was kept in any of these cases."""
    short = (
        _("This bundle needs more memory than this computer has left."),
        _("Close other programs and try again, or ask its sender for a smaller one."),
    )
    sentences = {
        NotForThisDevice: (_("This bundle was not made for this laptop."), _("Ask its sender to make one for you.")),
        ForeignGroup: (_("This bundle belongs to another group."), _("Open it in that group's vault.")),
        Outdated: (
            _("This bundle was made by an earlier version of the program, in a form that this one reads no more."),
            _("Ask its sender to bring their program up to date and to make a new one: it holds the same."),
        ),
        Unsupported: (
            _("This bundle was made by a newer version of the program."), _("Bring this program up to date first."),
        ),
        NeedsMemory: short,
        MemoryError: short,
        TooLarge: (_("This bundle is larger than a bundle can be."), _("Ask its sender for another.")),
        PendingFull: (
            _("Too much in this bundle builds on changes that are not here."),
            _("Open the earlier bundles first, or ask for one that holds everything."),
        ),
        UnknownDevice: (
            _("This bundle comes from a laptop that is not known here as one of the group."),
            _("Open a bundle from an admin first. If your vault was put back from an older copy, or exists twice, ask "
              "for a bundle that holds everything."),
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
    reason = next((why for kind, why in _REASONS.items() if isinstance(error, kind)), Refusal.USELESS)
    return BadBundle(what, kept=_("Nothing on this laptop was changed."), do=do, reason=reason)
