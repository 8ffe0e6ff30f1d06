"""What waits in quarantine: changes by laptops that do not count any more, reviewed and taken over, or left."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlmodel import select

from app.i18n import N_, _
from app.problems import NotFound, WrongValue
from app.records.changes import Add, Change, Changed, DeleteRecord, Edit, RestoreRecord
from app.records.record_type import RecordType
from app.records.registry import Registry
from app.records.waivers import Waiver
from app.storage.history import maker, moment, name_of
from app.storage.vault.showing import plain
from app.storage.vault.vault import Vault
from sync.authority.membership import DeviceStanding
from sync.log import operation as log
from sync.log.causality import Pasts, SegmentPlace
from sync.log.operation import RecordOp, Unknown, Vouch, decode_operation
from sync.log.segment import numbered
from sync.replica.apply import Resolver, inserts_in
from sync.replica.replica import Replica

ADDED, CHANGED, DELETED, RESTORED = N_("added"), N_("changed"), N_("deleted"), N_("restored")


@dataclass(frozen=True, slots=True)
class WaitingChange:
    """One change in quarantine. `values` are what it sets, as (label, text); `index` names it within its batch."""

    index: int
    record: str
    kind: str
    what: str
    title: str
    values: tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True)
class Waiting:
    """A batch of changes that a laptop signed together: taken over as a whole, or change by change."""

    segment: str
    device: str
    name: str
    circle: str
    at: datetime
    changes: tuple[WaitingChange, ...]
    why: str = ""
    aside: AsideBatch | None = None


@dataclass(frozen=True, slots=True)
class AsideBatch:
    """That somebody has looked at a batch and left it out; `record` is that decision, and `reason` why."""

    record: str
    by: str
    reason: str


def waiting(vault: Vault) -> list[Waiting]:
    """Everything in quarantine that this laptop can read, the oldest first; what was left out after the rest."""
    with vault.looking() as replica:
        left = _left_out(vault, _homes(replica))
        found = [_waiting(vault.registry, replica, place, left) for place in _places(replica)]
    return sorted(found, key=lambda batch: batch.aside is not None)


def count(vault: Vault) -> int:
    """How many batches wait for somebody to look at them."""
    with vault.looking() as replica:
        homes = _homes(replica)
    if not homes:
        return 0
    with vault.reading() as session:
        waived = set(session.exec(select(Waiver.conflict, Waiver.circle)).all())
    return len(homes.items() - waived)


def leave_out(vault: Vault, segment: str, reason: str) -> Changed:
    """Note for everybody who reads its circle that a batch was looked at and stays where it is; can be undone."""
    if not reason.strip():
        raise WrongValue(_("Say why it is left out: others will ask."), field="reason")
    with vault.looking() as replica:
        circle = replica.causality.chains[_place(replica, segment).chain].opening.circle.hex()
    return vault.apply(
        [Add("waiver", {"conflict": segment, "reason": reason.strip()}, circle)], _("Leave out of quarantine’s review")
    )


def _left_out(vault: Vault, homes: Mapping[str, str]) -> dict[str, AsideBatch]:
    """Decisions to leave batches out, by the batch; of several for one, the first.

    They count in the circle of the batch only: who has no say there leaves nothing out.
    """
    with vault.reading() as session:
        rows = [row for row in session.exec(select(Waiver)).all() if homes.get(row.conflict) == row.circle]
    found: dict[str, AsideBatch] = {}
    for row in sorted(rows, key=lambda row: row.id):
        found.setdefault(row.conflict, AsideBatch(row.id, maker(vault, row.id), row.reason))
    return found


def _homes(replica: Replica) -> dict[str, str]:
    """Give the circle of each batch, by its hash."""
    chains = replica.causality.chains
    return {place.hash.hex(): chains[place.chain].opening.circle.hex() for place in _places(replica)}


def _places(replica: Replica) -> list[SegmentPlace]:
    return [replica.causality.places[number] for number in sorted(replica.causality.quarantined)]


def _waiting(registry: Registry, replica: Replica, place: SegmentPlace, left: Mapping[str, AsideBatch]) -> Waiting:
    opening = replica.causality.chains[place.chain].opening
    header = replica.header(place)
    changes = [
        _change(registry, replica, index, record, operation) for index, record, operation in _operations(replica, place)
    ]
    return Waiting(
        place.hash.hex(), opening.device.hex(), name_of(replica, opening.device),
        replica.membership.circles[opening.circle].name if opening.circle in replica.membership.circles else "",
        moment(header.time), tuple(changes), _why(replica, opening.device), left.get(place.hash.hex()),
    )  # fmt: skip


def _why(replica: Replica, device: bytes) -> str:
    """Why what a laptop writes waits: how it stands, or that it has lost the right to write there."""
    known = replica.membership.devices.get(device)
    if known is None or known.good:
        return _("Written where this laptop may not write, or not any more.")
    if known.standing is DeviceStanding.REMOVED:
        return _("Written after this laptop was removed, or before that but handed to nobody in time.")
    return _("Written after this laptop was suspended, or before that but handed to nobody in time.")


def _operations(replica: Replica, place: SegmentPlace) -> Iterator[tuple[int, bytes, RecordOp]]:
    header = replica.header(place)
    past = Pasts(replica.causality, replica.header).before(place)
    inserts = inserts_in(replica.store, replica.causality, replica.erasures)
    resolver = Resolver(replica.causality, place, header.logs, past, inserts)
    for index, data in numbered(replica.store.segment(place.number), header.count):
        operation = decode_operation(data, trusted=True)
        if isinstance(operation, Unknown | Vouch):
            continue
        record, resolved = resolver.resolved(operation, index)
        if record is not None:
            yield index, record, resolved


def _change(registry: Registry, replica: Replica, index: int, record: bytes, operation: RecordOp) -> WaitingChange:
    state = replica.store.states([record]).get(record)
    name = operation.kind if isinstance(operation, log.Insert) else state.kind if state else ""
    kind = next((each for each in registry if each.name == name), None)
    values = _values(kind, operation) if kind else {}
    lines = tuple(
        (_(kind.attributes[key].label), kind.attributes[key].kind.format(value)) for key, value in values.items()
    ) if kind else ()  # fmt: skip
    fields = operation.fields if isinstance(operation, log.Insert) else {}
    known = {key: lives[-1].value for key, lives in state.fields.items() if lives} if state else {}
    title = (
        kind.title_of(kind.row_values({key: plain(value) for key, value in (known | fields).items()})) if kind else ""
    )
    return WaitingChange(index, record.hex(), name, _what(operation), title, lines)


def _what(operation: RecordOp) -> str:
    if isinstance(operation, log.Insert):
        return ADDED
    if isinstance(operation, log.Delete):
        return DELETED
    return RESTORED if isinstance(operation, log.Restore) else CHANGED


def _values(kind: RecordType, operation: RecordOp) -> dict[str, Any]:
    """Give the attributes that an operation sets."""
    if isinstance(operation, log.Insert | log.Set):
        registers = {name: plain(value) for name, value in operation.fields.items()}
        named = {attribute.name for name in registers if (attribute := kind.attribute_for(name))}
        return {key: value for key, value in kind.row_values(registers).items() if key in named and value is not None}
    if isinstance(operation, log.Include | log.Exclude) and operation.field in kind.attributes:
        return {operation.field: list(operation.elements)}
    return {}


def take_over(vault: Vault, segments: Sequence[str], note: str = "") -> frozenset[str]:
    """Take batches, and all before them in their logs, out of quarantine for everybody, signed by this laptop."""
    with vault.looking() as replica:
        by_circle: dict[bytes, list[bytes]] = {}
        for name in segments:
            place = _place(replica, name)
            circle = replica.causality.chains[place.chain].opening.circle
            by_circle.setdefault(circle, []).append(place.hash)
    kinds: frozenset[str] = frozenset()
    for circle, hashes in by_circle.items():
        kinds |= vault.decide(lambda replica, circle=circle, hashes=hashes: replica.vouch(circle, hashes, note))
    return kinds


def _place(replica: Replica, segment: str) -> SegmentPlace:
    place = replica.causality.by_hash(bytes.fromhex(segment))
    if place is None or not place.quarantined:
        raise NotFound(_("This does not wait in quarantine any more."))
    return place


def take_over_part(vault: Vault, segment: str, indexes: Sequence[int]) -> frozenset[str]:
    """Make chosen changes of a batch once more, as this laptop's own; the batch itself stays in quarantine."""
    with vault.looking() as replica:
        place = _place(replica, segment)
        circle = replica.causality.chains[place.chain].opening.circle.hex()
        changes: list[Change] = []
        for index, record, operation in _operations(replica, place):
            if index in indexes:
                changes.extend(_again(vault.registry, replica, record, operation, circle))
    return vault.apply(changes, _("Taken over from quarantine")).kinds


def _again(registry: Registry, replica: Replica, record: bytes, operation: RecordOp, circle: str) -> Iterator[Change]:
    state = replica.store.states([record]).get(record)
    if isinstance(operation, log.Insert):
        if operation.kind in registry:
            yield Add(operation.kind, _values(registry[operation.kind], operation), circle)
    elif state is None or state.kind not in registry:
        raise NotFound(
            _("One of these changes is about a record that is in quarantine itself."),
            kept=_("Nothing was changed."),
            do=_("Take the whole batch over, or choose the record's making too and change it afterwards."),
        )
    elif isinstance(operation, log.Delete | log.Restore):
        yield DeleteRecord(record.hex()) if isinstance(operation, log.Delete) else RestoreRecord(record.hex())
    elif isinstance(operation, log.Set):
        yield Edit(record.hex(), _values(registry[state.kind], operation))
    else:
        present = {live.value for live in state.sets.get(operation.field, ())}
        elements = set(operation.elements)
        after = present | elements if isinstance(operation, log.Include) else present - elements
        yield Edit(record.hex(), {operation.field: sorted(after)})
