"""What the log says about records beyond their rows: history, disputes, who wrote what."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from app.i18n import N_, _
from app.records.record_type import RecordType
from app.storage.vault.door import record_bytes
from app.storage.vault.showing import DELETED_FIELD, plain, show
from app.storage.vault.vault import Vault
from sync.log.operation import Delete, Exclude, Include, Insert, Restore, Set
from sync.log.state import Live, RecordState
from sync.replica.replica import Event, Replica

CREATED, CHANGED, ADDED, REMOVED = N_("made"), N_("changed"), N_("added"), N_("removed")
DELETED, RESTORED = N_("deleted"), N_("restored")


@dataclass(frozen=True, slots=True)
class HistoryEntry:
    """One step in a record's life. `field` is empty where the step concerns the whole record."""

    at: datetime
    who: str
    device: str
    what: str
    field: str = ""
    before: Any = None
    after: Any = None


@dataclass(frozen=True, slots=True)
class Version:
    """One of several values written at the same time: None stands for a deletion in a dispute over one."""

    value: Any
    who: str
    at: datetime


@dataclass(frozen=True, slots=True)
class Dispute:
    """A field with several live values; `field` is empty for "deleted by one, changed by another"."""

    record: str
    kind: str
    field: str
    versions: tuple[Version, ...]


def moment(milliseconds: int) -> datetime:
    """Give a time of the log as an aware datetime."""
    return datetime.fromtimestamp(milliseconds / 1000, UTC)


def name_of(replica: Replica, device: bytes) -> str:
    """Give the name of a device's person."""
    known = replica.membership.devices.get(device)
    return known.name if known else _("somebody unknown")


def readers(replica: Replica, circle: bytes) -> dict[bytes, str]:
    """Give the people who read a circle, by name: two who are called alike are two."""
    found = {device.person: device.name for device in replica.membership.entitled(circle)}
    return dict(sorted(found.items(), key=lambda pair: (pair[1].casefold(), pair[0])))


def circle_names(vault: Vault) -> dict[str, str]:
    """Tell what the circles that this laptop reads are called, by their ids in hexadecimal digits."""
    if vault.group is None:
        return {}
    with vault.looking() as replica:
        membership = replica.membership
        return {
            circle.circle.hex(): circle.name
            for circle in membership.circles.values()
            if membership.reads(replica.device, circle.circle)
        }


def history(vault: Vault, record: str) -> list[HistoryEntry]:
    """Who changed what and when, oldest first; empty for a record that is not here."""
    return histories(vault, [record])[record]


def histories(vault: Vault, records: Iterable[str]) -> dict[str, list[HistoryEntry]]:
    """Give the history of many records, read in one go."""
    with vault.looking() as replica:
        found: dict[str, list[HistoryEntry]] = {}
        for record, events in replica.histories({record_bytes(record) for record in records}).items():
            entries = found[record.hex()] = list[HistoryEntry]()
            known: dict[str, Any] = {}
            for event in events:
                entries.extend(_entries(event, name_of(replica, event.device), known))
        return found


def maker(vault: Vault, record: str) -> str:
    """Give the name of whoever made a record, such as a decision; empty for one that is not here."""
    entries = history(vault, record)
    return entries[0].who if entries else ""


def _entries(event: Event, who: str, known: dict[str, Any]) -> Iterable[HistoryEntry]:
    at, device, operation = moment(event.time), event.device.hex(), event.operation
    if isinstance(operation, Insert | Set):
        if isinstance(operation, Insert):
            yield HistoryEntry(at, who, device, CREATED)
        for name, value in operation.fields.items():
            if value is not None or name in known:
                yield HistoryEntry(at, who, device, CHANGED, name, known.get(name), plain(value))
            known[name] = plain(value)
    elif isinstance(operation, Include | Exclude):
        what = ADDED if isinstance(operation, Include) else REMOVED
        yield HistoryEntry(at, who, device, what, operation.field, None, list(operation.elements))
    else:
        assert isinstance(operation, Delete | Restore)
        yield HistoryEntry(at, who, device, DELETED if isinstance(operation, Delete) else RESTORED)


def disputes(vault: Vault, record: str | None = None) -> list[Dispute]:
    """Values written at the same time that nobody has settled yet, of one record or of all."""
    where, parameters = ("WHERE record = ?", (record_bytes(record),)) if record else ("", ())
    with vault.looking() as replica:
        rows = vault.rows(f"SELECT record, field FROM disputed {where} ORDER BY record, field", parameters)
        states = replica.store.states({row[0] for row in rows})
        return [_dispute(replica, row[0], states[row[0]], row[1]) for row in rows]


def _dispute(replica: Replica, record: bytes, state: RecordState, name: str) -> Dispute:
    if name == DELETED_FIELD:
        versions = [
            Version(None, name_of(replica, replica.author(gone.segment)), moment(gone.time)) for gone in state.gone
        ]
        missed = set(state.missed())
        versions += [_version(replica, live) for live in state.lives() if (live.segment, live.index) in missed]
    else:
        lives = sorted(state.fields[name], key=replica.order, reverse=True)
        versions = [_version(replica, live) for live in lives]
    return Dispute(record.hex(), state.kind, name, tuple(versions))


def _version(replica: Replica, live: Live) -> Version:
    return Version(plain(live.value), name_of(replica, replica.author(live.segment)), moment(live.time))


def deleted_title(vault: Vault, kind: RecordType, record: str) -> str:
    """Tell what a deleted record was called, for history and disputes."""
    with vault.looking() as replica:
        state = replica.store.states([record_bytes(record)]).get(record_bytes(record))
        if state is None:
            return ""
        return kind.title_of(kind.row_values(show(kind, state, replica.order).registers))
