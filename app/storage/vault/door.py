"""The one door for writes: what a verb asks is checked, compared with what is there, and becomes log changes."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, cast

import msgspec

from app.i18n import N_, _
from app.problems import NotFound, WrongValue
from app.records.attributes import Attribute
from app.records.changes import Add, Change, DeleteRecord, Edit, New
from app.records.kinds import ANY
from app.records.record_type import RecordType
from app.records.registry import Registry
from app.storage.vault.showing import Order, disputed_in, values_shown
from sync.log import change as log
from sync.log.change import NewRef
from sync.log.state import RecordState
from sync.primitives.codec import IdRef

_PLACEHOLDER = "0" * 32


@dataclass(slots=True)
class Translated:
    """Changes for the log, and what would undo and redo them: (record or position of the new one, before, after)."""

    changes: list[log.Change] = field(default_factory=list[log.Change])
    steps: list[UndoStep] = field(default_factory=list["UndoStep"])


class UndoStep(msgspec.Struct, frozen=True):
    """One change as undo sees it. `record` is an id, or the position of an `Add` in the batch until it has one."""

    what: str
    record: str | int
    before: dict[str, Any] = {}
    after: dict[str, Any] = {}


class Door:
    """Translates one batch against the states that it concerns."""

    def __init__(self, registry: Registry, states: Mapping[bytes, RecordState], order: Order) -> None:
        self._registry = registry
        self._states = states
        self._order = order
        self._adds: list[str] = []
        self._back: set[bytes] = set()

    def translate(self, changes: Sequence[Change]) -> Translated:
        """Raise `WrongValue` or `NotFound`; nothing was written then."""
        done = Translated()
        for change in changes:
            if isinstance(change, Add):
                self._add(change, done)
            elif isinstance(change, Edit):
                self._edit(change, done)
            else:
                record = record_bytes(change.id)
                state = self._existing(record)
                deletes = isinstance(change, DeleteRecord)
                if deletes:
                    _refuse_written_once(self._registry, state)
                (self._back.discard if deletes else self._back.add)(record)
                done.changes.append(log.Drop(record) if deletes else log.Revive(record))
                done.steps.append(UndoStep("delete" if deletes else "restore", change.id))
        return done

    def _add(self, change: Add, done: Translated) -> None:
        if change.kind not in self._registry:
            raise NotFound(_("There is no kind of record called “{kind}”.").format(kind=change.kind))
        kind = self._registry[change.kind]
        new = _new_in(change.values)
        checked = _with_new(kind.check_new(_without_new(change.values, new)), new)
        registers = self._registers(kind, checked)
        done.steps.append(UndoStep("add", len(self._adds)))
        self._adds.append(change.kind)
        done.changes.append(log.Create(change.kind, registers))

    def _edit(self, change: Edit, done: Translated) -> None:
        record = record_bytes(change.id)
        state = self._existing(record)
        if state.gone and self._is_gone(record, state):
            raise NotFound(_("This record has been deleted."), do=_("Restore it first."))
        kind = self._registry[state.kind]
        if kind.written_once:
            raise _written_once(kind)
        before = values_shown(kind, state, self._order)
        new = _new_in(change.values)
        given = _with_new(kind.check_edit(before, _without_new(change.values, new)), new)
        doubtful = disputed_in(kind, state)
        disputed = {each.name for name in doubtful if (each := kind.attribute_for(name))} if doubtful else ()
        changed = {name: value for name, value in given.items() if value != before.get(name) or name in disputed}
        if not changed:
            return
        registers: dict[str, Any] = {}
        for name, value in changed.items():
            attribute = kind.attributes[name]
            if attribute.merge == "set":
                done.changes.extend(_set_changes(record, name, before.get(name), value))
            else:
                registers |= self._edited(kind, attribute, before.get(name), value)
        if registers:
            done.changes.append(log.Update(record, registers))
        done.steps.append(UndoStep("edit", change.id, {name: before.get(name) for name in changed}, dict(changed)))

    def _edited(self, kind: RecordType, attribute: Attribute, before: Any, value: Any) -> dict[str, Any]:
        """Give the registers that differ; those of extras that are no longer there are cleared."""
        cleared = dict.fromkeys(attribute.registers(before)) if attribute.kind.spreads else {}
        return {**cleared, **self._registers(kind, {attribute.name: value})}

    def _registers(self, kind: RecordType, values: dict[str, Any]) -> dict[str, Any]:
        if kind.as_they_are.issuperset(values):
            return values
        registers: dict[str, Any] = {}
        for name, value in values.items():
            if name in kind.as_they_are:
                registers[name] = value
                continue
            attribute = kind.attributes[name]
            if attribute.kind.spreads:
                registers |= attribute.registers(value)
            elif attribute.target is None:
                registers[name] = attribute.kind.to_wire(value)
            elif isinstance(value, New):
                registers[name] = self._new_reference(attribute, value)
            else:
                registers[name] = None if value is None else self._reference(attribute, cast("str", value))
        return registers

    def _new_reference(self, attribute: Attribute, value: New) -> NewRef:
        if not 0 <= value.index < len(self._adds) or attribute.target not in {
            self._adds[value.index],
            ANY,
        }:
            raise WrongValue(_("A new record refers to one that the same batch does not make."), field=attribute.name)
        return NewRef(value.index)

    def _is_gone(self, record: bytes, state: RecordState) -> bool:
        """Say whether a record is deleted, and not brought back earlier in the same batch."""
        return state.deleted and record not in self._back

    def _reference(self, attribute: Attribute, value: str) -> IdRef:
        record = record_bytes(value)
        state = self._states.get(record)
        if state is None or attribute.target not in {state.kind, ANY} or self._is_gone(record, state):
            target = self._registry[cast("str", attribute.target)].one if attribute.target != ANY else N_("Record")
            raise WrongValue(
                _("{label}: there is no {kind} with the id {id}.").format(
                    label=_(attribute.label), kind=_(target), id=value
                ),
                field=attribute.name,
            )
        return IdRef(record)

    def _existing(self, record: bytes) -> RecordState:
        state = self._states.get(record)
        if state is None or state.kind not in self._registry:
            raise NotFound(_("There is no record with the id {id}.").format(id=record.hex()))
        return state


def record_bytes(record: str) -> bytes:
    """Give the 16 bytes of an id written in hexadecimal digits; raises `NotFound` for any other text."""
    try:
        found = bytes.fromhex(record)
    except ValueError:
        found = b""
    if len(found) != 16:
        raise NotFound(_("“{id}” is not the id of a record.").format(id=record))
    return found


def _refuse_written_once(registry: Registry, state: RecordState) -> None:
    """Refuse to change or delete what is only added to, such as the rows of a ledger."""
    if state.kind in registry and registry[state.kind].written_once:
        raise _written_once(registry[state.kind])


def _written_once(kind: RecordType) -> WrongValue:
    return WrongValue(
        _("{kind}: this is written once, and neither changed nor deleted.").format(kind=_(kind.one)),
        kept=_("Nothing was changed."),
        do=_("Reverse it instead."),
    )


def concerned(changes: Sequence[Change], registry: Registry) -> set[bytes]:
    """Give the records whose states the door needs: those to change, and those referred to."""
    records: set[bytes] = set()
    for change in changes:
        if not isinstance(change, Add):
            records.add(record_bytes(change.id))
        if isinstance(change, Add | Edit):
            records.update(_referred(change, registry))
    return records


def _referred(change: Add | Edit, registry: Registry) -> set[bytes]:
    found: set[bytes] = set()
    for name, value in change.values.items():
        if isinstance(value, str) and len(value) == len(_PLACEHOLDER):
            kinds = [registry[change.kind]] if isinstance(change, Add) and change.kind in registry else registry
            if any(name in kind.attributes and kind.attributes[name].target for kind in kinds):
                found.add(record_bytes(value))
    return found


def _new_in(values: Mapping[str, object]) -> dict[str, New]:
    return {name: value for name, value in values.items() if type(value) is New}


def _without_new(values: Mapping[str, object], new: Mapping[str, New]) -> Mapping[str, object]:
    # Two new records are two: a check that compares references has to see it.
    return {**values, **{name: f"{value.index:032x}" for name, value in new.items()}} if new else values


def _with_new(checked: dict[str, Any], new: Mapping[str, New]) -> dict[str, Any]:
    if new:
        checked.update((name, value) for name, value in new.items() if name in checked)
    return checked


def _set_changes(record: bytes, name: str, before: Any, after: Any) -> list[log.Change]:
    old, new = set(before or ()), set(after or ())
    changes: list[log.Change] = []
    if new - old:
        changes.append(log.AddElements(record, name, tuple(sorted(new - old))))
    if old - new:
        changes.append(log.RemoveElements(record, name, tuple(sorted(old - new))))
    return changes
