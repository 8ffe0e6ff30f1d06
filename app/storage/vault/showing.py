"""What is shown of a merged record: one value a register, and the registers on which several live."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Mapping
from dataclasses import dataclass
from types import EllipsisType
from typing import Any

from app.records.kinds import Value
from app.records.record_type import LazyValues, RecordType
from sync.log.state import Live, RecordState
from sync.primitives.codec import IdRef

Order = Callable[[Live], Any]
DELETED_FIELD = ""
"""Stands, among the disputed fields, for "deleted here, changed there"."""


def plain(value: Any) -> Any:
    """Give a value of the log as the domain knows it: references are ids in hexadecimal digits."""
    return value.id.hex() if isinstance(value, IdRef) else value


@dataclass(frozen=True, slots=True)
class Shown:
    """What is shown of a record: one value a register, and the registers on which several values live."""

    registers: dict[str, Any]
    disputed: tuple[str, ...]
    deleted: bool


def show(kind: RecordType, state: RecordState, order: Order) -> Shown:
    """Give the newest live value of each register (the oldest for "once"), and the disputes that are shown as such.

    Of what is written once the first writing counts, whatever came from elsewhere since: that is in its history. Only
    references follow, because what they name may have been moved to another circle. An order to erase a field takes
    the making along and writes the rest of it anew: of a field that the making lacks, the oldest value counts.
    """
    return Shown(shown_registers(kind, state, order), disputed_in(kind, state), is_gone(kind, state))


def shown_registers(kind: RecordType, state: RecordState, order: Order) -> dict[str, Any]:
    """Give the value that is shown of each register: see `show`."""
    assert state.first is not None
    if not state.written:  # Most records of most vaults.
        made = {name: value if type(value) is str else plain(value) for name, value in state.first.items()}
        return made | _elements(state.sets) if state.sets else made
    registers: dict[str, Any] = {name: plain(value) for name, value in state.first.items() if name not in state.written}
    registers |= _registers(kind, state.written, order)
    registers |= _elements(state.sets)
    if kind.written_once:
        for name, lives in state.written.items():
            if not _refers(kind, name) and name in state.first:
                registers[name] = plain(state.first[name])
            elif not _refers(kind, name) and lives:
                registers[name] = plain(min(lives, key=order).value)
    return registers


def is_gone(kind: RecordType, state: RecordState) -> bool:
    """Say whether a record is deleted; what is written once is not, whatever came from elsewhere."""
    return state.deleted and not kind.written_once


def _refers(kind: RecordType, register: str) -> bool:
    attribute = kind.attribute_for(register)
    return attribute is not None and attribute.target is not None


def shown_since(kind: RecordType, state: RecordState, order: Order, since: Collection[int]) -> dict[str, Any] | None:
    """Only the registers that segments have written to; elements that left a set leave no trace, so sets are all there.

    None where that is not enough to say what is shown: extras stand in several registers, and older names give way.
    """
    if kind.written_once:
        return None
    fresh = {name: lives for name, lives in state.written.items() if any(live.segment in since for live in lives)}
    registers = _registers(kind, fresh, order)
    if state.sets:
        registers |= _elements(state.sets)
    return registers if kind.sole_registers.issuperset(registers) and state.segment not in since else None


def shown_in(kind: RecordType, state: RecordState, order: Order, names: Collection[str]) -> dict[str, Any] | None:
    """Only these registers, which are all that was written to; None where that is not enough to say what is shown."""
    if kind.written_once or not kind.sole_registers.issuperset(names):
        return None
    return shown_of(kind, state, order, names)


def shown_of(kind: RecordType, state: RecordState, order: Order, names: Iterable[str]) -> dict[str, Any]:
    """Only these registers of a whole state, of a kind that is not written once."""
    assert state.first is not None
    registers: dict[str, Any] = {}
    for name in names:
        lives = state.written.get(name)
        if name in state.sets:
            registers |= _elements({name: state.sets[name]})
        elif lives:
            registers[name] = plain(lives[0].value if len(lives) == 1 else _chosen(kind, name, lives, order).value)
        elif lives is None and name in state.first:
            registers[name] = plain(state.first[name])
    return registers


def values_shown(kind: RecordType, state: RecordState, order: Order) -> LazyValues:
    """Give what is shown of a whole state as values, each worked out when it is asked for."""

    def value_of(name: str) -> Value:
        found = _text_of(kind, state, name)
        return shown_values(kind, state, order, (name,)).get(name) if found is ... else found

    return LazyValues(kind.attributes, value_of)


def _text_of(kind: RecordType, state: RecordState, name: str) -> str | EllipsisType | None:
    """Give a text that is shown as it was written, or None where there is none, if only one value can be meant.

    That is most of what is asked for. An ellipsis stands for anything else.
    """
    if name not in kind.sole_registers or name in state.sets or state.first is None:
        return ...
    lives = state.written.get(name)
    if lives is None:
        found = state.first.get(name)
    elif len(lives) == 1 and not kind.written_once:
        found = lives[0].value
    else:
        return ...
    if found is None:
        return ... if name in kind.renamed and _has_older_names(kind, state) else None
    return found if type(found) is str and found and name in kind.plain_texts else ...


def _has_older_names(kind: RecordType, state: RecordState) -> bool:
    """Say whether a record may have values under names that its attributes had in earlier versions."""
    return not all(map(kind.older_names.isdisjoint, (state.first or (), state.written, state.sets)))


def shown_values(kind: RecordType, state: RecordState, order: Order, names: Collection[str]) -> dict[str, Value]:
    """Give what is shown of a whole state as values: at least of these attributes, and quickly of few."""
    if not kind.written_once and kind.sole_registers.issuperset(names):
        registers = shown_of(kind, state, order, names)
        if kind.renamed.isdisjoint(names) or not _has_older_names(kind, state):
            return kind.row_values(registers)
        older = [older for name in names if name not in registers for older in kind.attributes[name].was]
        if all(held.keys().isdisjoint(older) for held in (state.first or {}, state.written, state.sets)):
            return kind.row_values(registers)
    return kind.row_values(show(kind, state, order).registers)


def disputed_in(kind: RecordType, state: RecordState) -> tuple[str, ...]:
    """Give the registers on which values live that differ, sorted."""
    if kind.written_once:
        return ()
    if not state.gone:
        for lives in state.written.values():
            if len(lives) > 1:
                break
        else:
            return ()
    disputed = [name for name, lives in state.written.items() if len(lives) > 1 and _differ(kind, name, lives)]
    if state.gone and not state.deleted:
        disputed.append(DELETED_FIELD)
    return tuple(sorted(disputed))


def changed_at(kind: RecordType, state: RecordState) -> int:
    """When somebody last changed it, in milliseconds: its making, and every value that lives and is a sign of life."""
    found = state.time
    for name, lives in (*state.written.items(), *state.sets.items()):
        attribute = kind.attribute_for(name)
        if attribute is None or attribute.sign:
            found = max(found, *(live.time for live in lives)) if lives else found
    return found


def _registers(kind: RecordType, written: Mapping[str, list[Live]], order: Order) -> dict[str, Any]:
    return {
        name: plain(lives[0].value if len(lives) == 1 else _chosen(kind, name, lives, order).value)
        for name, lives in written.items()
        if lives
    }


def _elements(sets: Mapping[str, list[Live]]) -> dict[str, Any]:
    return {name: sorted({live.value for live in lives}) or None for name, lives in sets.items()}


def _chosen(kind: RecordType, register: str, lives: list[Live], order: Order) -> Live:
    return min(lives, key=order) if _merge(kind, register) == "once" else max(lives, key=order)


def _merge(kind: RecordType, register: str) -> str:
    attribute = kind.attribute_for(register)
    return attribute.merge if attribute else "mvr"


def _differ(kind: RecordType, register: str, lives: list[Live]) -> bool:
    return _merge(kind, register) == "mvr" and any(live.value != lives[0].value for live in lives)
