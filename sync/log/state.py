"""What a record is, once all operations on it are merged: a pure function of the set of operations.

Every field is a multi-value register: a value lives until an operation supersedes it that saw it. Set fields are
observed-remove sets (Shapiro et al. 2011). A deletion holds until an operation undoes it that saw it, and does not
hide a record in which a value lives that the deletion did not see. Clocks only order values that live side by side.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Any, cast

import msgspec

from sync.log.operation import Delete, Exclude, Include, Insert, RecordOp, Set
from sync.primitives.codec import Decoder, encode

Seen = Callable[[int, int], bool]
"""Whether the operation in question saw that of (this vault's number of its segment, its index there)."""


class Live(msgspec.Struct, array_like=True, gc=False):
    """A value and the operation that wrote it: this vault's number of the segment, and the index in it.

    Here and below `gc=False` spares the collector millions of objects that can be part of no cycle.
    """

    segment: int
    index: int
    time: int
    value: Any


class Gone(msgspec.Struct, array_like=True, gc=False):
    """A deletion in force, and the operations on the record that it did not see."""

    segment: int
    index: int
    time: int
    missed: list[tuple[int, int]]


class RecordState(msgspec.Struct, array_like=True, gc=False):
    """A merged record: its kind, the dot that made it, live values by field, live elements by set field.

    What it was made with stands in `first` as bare values, and no edit touches it; a field that was written since
    stands in `written`, which hides what `first` has for it. So an edit neither reads nor writes most of a record:
    `first` is None in a state that was loaded bare (see `Store.bare_states`), of which only what was written is known.
    """

    kind: str
    segment: int
    index: int
    time: int
    first: dict[str, Any] | None
    written: dict[str, list[Live]]
    sets: dict[str, list[Live]]
    gone: list[Gone]

    @property
    def fields(self) -> dict[str, list[Live]]:
        """The live values of every field; not to be asked of a bare state."""
        assert self.first is not None
        return {name: [self._made(value)] for name, value in self.first.items()} | self.written

    def _made(self, value: Any) -> Live:
        """Give a value that the record was made with."""
        return Live(self.segment, self.index, self.time, value)

    def unseen(self, name: str, seen: Seen) -> list[Live]:
        """Give the live values of a field that an author had not seen.

        Every author has seen the making, but for twins.
        """
        lives = self.written.get(name)
        if lives is None:
            if seen(self.segment, self.index):
                return []
            lives = self.fields.get(name, [])
        return [live for live in lives if not seen(live.segment, live.index)]

    def lives(self) -> Iterable[Live]:
        """Every live value and element that is known here: those of its making are none of what a bare state knows."""
        for values in (self.written if self.first is None else self.fields).values():
            yield from values
        for elements in self.sets.values():
            yield from elements

    def missed(self) -> list[tuple[int, int]]:
        """Live changes that none of the deletions in force saw, sorted by this vault's numbers."""
        if not self.gone:
            return []
        live = {(value.segment, value.index) for value in self.lives()}
        return sorted(live.intersection(*(gone.missed for gone in self.gone)))

    @property
    def deleted(self) -> bool:
        """Deleted by somebody, and nothing lives that they did not see."""
        return bool(self.gone) and not self.missed()


_states = Decoder(RecordState)


def encode_state(state: RecordState) -> bytes:
    """For the vault; segment numbers are this vault's own. A bare state is no whole one."""
    assert state.first is not None
    return encode(state)


def decode_state(data: bytes) -> RecordState:
    """Give the inverse of `encode_state`."""
    return _states.decode_trusted(data)


def born(operation: Insert, segment: int, index: int) -> RecordState:
    """Give the state right after its first operation."""
    first: dict[str, Any] = {}
    sets: dict[str, list[Live]] = {}
    for name, value in operation.fields.items():
        if isinstance(value, list):
            sets[name] = [Live(segment, index, operation.time, element) for element in cast("list[Any]", value)]
        else:
            first[name] = value
    return RecordState(operation.kind, segment, index, operation.time, first, {}, sets, [])


def copied(state: RecordState) -> RecordState:
    """Give the same state, which merging more into the first leaves as it is."""
    gone = [Gone(each.segment, each.index, each.time, list(each.missed)) for each in state.gone]
    return RecordState(
        state.kind, state.segment, state.index, state.time, state.first, dict(state.written), dict(state.sets), gone
    )


def bare(state: RecordState) -> RecordState:
    """Give the same without what the record was made with, so that saving it leaves that alone."""
    if state.first is None:
        return state
    return RecordState(state.kind, state.segment, state.index, state.time, None, state.written, state.sets, state.gone)


def apply(state: RecordState, operation: RecordOp, segment: int, index: int, seen: Seen) -> None:
    """Merge one operation into `state`, in place; operations arrive in causal order.

    An `Insert` comes here when a set-back device sealed the same first operations in two branches of its log.
    """
    if type(operation) is Set:  # Most of them.
        written = state.written
        for name, value in operation.fields.items():
            kept = state.unseen(name, seen)
            kept.append(Live(segment, index, operation.time, value))
            written[name] = kept
        if state.gone:
            _written(state, segment, index, seen)
    elif isinstance(operation, Insert):
        again = born(operation, segment, index)
        state.written, state.first = state.fields, {}
        state.kind = min(state.kind, again.kind)
        state.time = min(state.time, again.time)
        for name, lives in again.fields.items():
            state.written[name] = [*state.written.get(name, ()), *lives]
        for name, lives in again.sets.items():
            state.sets[name] = [*state.sets.get(name, ()), *lives]
        _written(state, segment, index, seen)
    elif isinstance(operation, Include):
        named = set(operation.elements)
        kept = [
            live
            for live in state.sets.get(operation.field, ())
            if live.value not in named or not seen(live.segment, live.index)
        ]
        kept.extend(Live(segment, index, operation.time, element) for element in sorted(named))
        state.sets[operation.field] = kept
        _written(state, segment, index, seen)
    elif isinstance(operation, Exclude):
        named = set(operation.elements)
        state.sets[operation.field] = [
            live
            for live in state.sets.get(operation.field, ())
            if live.value not in named or not seen(live.segment, live.index)
        ]
        _prune(state)
    elif isinstance(operation, Delete):
        state.gone = [gone for gone in state.gone if not seen(gone.segment, gone.index)]
        missed = {(live.segment, live.index) for live in state.lives() if not seen(live.segment, live.index)}
        state.gone.append(Gone(segment, index, operation.time, sorted(missed)))
    else:
        state.gone = [gone for gone in state.gone if not seen(gone.segment, gone.index)]


def _written(state: RecordState, segment: int, index: int, seen: Seen) -> None:
    """Give a write undoes the deletions that its author saw and is missed by the others."""
    if not state.gone:
        return
    state.gone = [gone for gone in state.gone if not seen(gone.segment, gone.index)]
    for gone in state.gone:
        gone.missed.append((segment, index))
    _prune(state)


def _prune(state: RecordState) -> None:
    """Keep the lists of missed changes to those that live, so that equal knowledge has equal bytes."""
    if state.gone:
        live = {(value.segment, value.index) for value in state.lives()}
        for gone in state.gone:
            gone.missed = sorted(set(gone.missed) & live)
