"""Records moved into another circle: new ones there with all that lives in them, the old ones erased by order."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from app.records.record_type import RecordType
from app.storage.vault.chunks import KIND, OWNER
from app.storage.vault.showing import show
from app.storage.vault.vault import Vault, Writing
from sync.log import change as log
from sync.log.state import Live, RecordState
from sync.primitives.codec import IdRef
from sync.replica.apply import Replayed
from sync.replica.erasure import orders


@dataclass(frozen=True, slots=True)
class Pointer:
    """A field of a record that refers to one that is moved."""

    record: bytes
    field: str
    old: bytes


@dataclass(frozen=True, slots=True)
class MovedRecords:
    """The new ids by the old ones, and the kinds of record concerned."""

    ids: Mapping[str, str]
    kinds: frozenset[str]


def move(
    vault: Vault, writing: Writing, records: Sequence[bytes], circle: bytes, pointers: Sequence[Pointer]
) -> MovedRecords:
    """Make the records anew in a circle, lets the pointers follow, and order the old ones erased.

    Wholes come before their parts in `records`. What was deleted is erased with the others and not made anew.
    """
    replica, done = writing.replica, Replayed()
    states = replica.store.states(records)
    made: dict[bytes, bytes] = {}
    later: list[Pointer] = []
    for record in records:
        state = states[record]
        if state.deleted:
            continue
        kind = vault.registry[state.kind]
        values = _live_values(kind, state, writing)
        for name, value in list(values.items()):
            if isinstance(value, IdRef) and value.id in states:
                if value.id not in made:
                    later.append(Pointer(record, name, value.id))
                    del values[name]
                else:
                    values[name] = IdRef(made[value.id])
        if state.kind == KIND and (new := made.get(bytes.fromhex(values.get(OWNER) or ""))) is not None:
            values[OWNER] = new.hex()
        (created,), touched = replica.write(circle, [log.Create(state.kind, values)])
        made[record] = created
        done.touched.update(touched)
    within = [Pointer(made[each.record], each.field, each.old) for each in later if each.old in made]
    for pointer in [*within, *pointers]:
        _follow(writing, pointer, made, done)
    _erase(writing, states, done)
    kinds, _found = vault.project(writing, done)
    ids = {old.hex(): new.hex() for old, new in made.items()}
    return MovedRecords(ids, kinds | {state.kind for state in states.values()})


def _live_values(kind: RecordType, state: RecordState, writing: Writing) -> dict[str, Any]:
    """Tell what is shown of each register, as the log has it; those of newer programs too."""
    order = writing.replica.order
    shown = show(kind, state, order).registers
    values: dict[str, Any] = {}
    for name, lives in state.fields.items():
        attribute = kind.attribute_for(name)
        once = attribute is not None and attribute.merge == "once"
        values[name] = _chosen(lives, order, oldest=once).value
    values |= {name: shown[name] for name in state.sets if shown.get(name)}
    return {name: value for name, value in values.items() if value is not None}


def _chosen(lives: Sequence[Live], order: Any, *, oldest: bool) -> Live:
    return min(lives, key=order) if oldest else max(lives, key=order)


def _follow(writing: Writing, pointer: Pointer, made: Mapping[bytes, bytes], done: Replayed) -> None:
    replica = writing.replica
    state = replica.store.states([pointer.record])[pointer.record]
    new = made[pointer.old]
    value = new.hex() if state.kind == KIND and pointer.field == OWNER else IdRef(new)
    change = log.Update(pointer.record, {pointer.field: value})
    _created, touched = replica.write(replica.circle_of(state), [change])
    done.touched.update(touched)


def _erase(writing: Writing, states: Mapping[bytes, RecordState], done: Replayed) -> None:
    """One order for each circle in which they were."""
    replica = writing.replica
    by_circle: dict[bytes, dict[bytes, list[str]]] = {}
    for record, state in states.items():
        by_circle.setdefault(replica.circle_of(state), {})[record] = []
    for home, targets in by_circle.items():
        _digest, replayed = orders.erase(replica, home, targets)
        done.touched.update(replayed.touched)
        done.vanished |= replayed.vanished
    done.touched = {record: state for record, state in done.touched.items() if record not in done.vanished}
