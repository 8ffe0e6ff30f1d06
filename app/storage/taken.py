"""What taking a bundle did, or would do: a summary, and what it means to each record."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from functools import cached_property
from typing import overload

from app.records.record_type import RecordType
from app.storage.database.rows import stored
from app.storage.vault.projection import Projector, RowChange
from app.storage.vault.showing import Order, disputed_in, is_gone, show, shown_of, shown_since
from app.storage.vault.vault import Vault
from sync.log.state import RecordState
from sync.replica.apply import Replayed

NEW, CHANGED, DELETED, ERASED = "new", "changed", "deleted", "erased"
GONE = frozenset({DELETED, ERASED})
"""What happens to a record that is not there any more afterwards; erased ones go by order, and may be as many."""


@dataclass(frozen=True, slots=True)
class RecordChange:
    """What a bundle does to one record. `what` is "new", "changed", "deleted" or "erased"."""

    record: str
    kind: str
    title: str
    what: str
    fields: tuple[str, ...] = ()
    disputed: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class TakenBundle:
    """What taking a bundle did, or would do. Counts of segments; times are when the sender made it.

    `wanted` segments came with holes, `refused` had waited and were no good, `orders` to erase were carried out.
    `backwards` are members whose laptop states to know less than before, `twice` those whose vault turns out to exist
    in two copies; `differs` have the same as this laptop, and show something else. `broken` has a sentence for each
    rule between records that would be broken by it and was not before.
    """

    sender: str
    made_at: datetime
    bundle: str
    seen_before: bool
    changes: Sequence[RecordChange] = ()
    members: tuple[str, ...] = ()
    new: int = 0
    known: int = 0
    waiting: int = 0
    quarantined: int = 0
    unreadable: int = 0
    forked: int = 0
    clocks_ahead: tuple[str, ...] = ()
    backwards: tuple[str, ...] = ()
    twice: tuple[str, ...] = ()
    differs: tuple[str, ...] = ()
    i_exist_twice: bool = False
    kinds: frozenset[str] = field(default_factory=frozenset[str])
    joined: bool = False
    group_code: str = ""
    broken: tuple[str, ...] = ()
    wanted: int = 0
    refused: int = 0
    orders: int = 0

    @property
    def gone(self) -> tuple[str, ...]:
        """Give the kinds of the records that were deleted or erased, one for each."""
        if isinstance(self.changes, LaterChanges):
            return self.changes.gone
        return tuple(change.kind for change in self.changes if change.what in GONE)


def changes_of(projector: Projector, found: Iterable[RowChange]) -> tuple[RecordChange, ...]:
    """Tell what the merged states mean to somebody who knows the rows as they were."""
    changes: list[RecordChange] = []
    for each in found:
        what = _what(each.there, each.deleted, bool(each.changed or each.disputed))
        if what:
            title, fields = projector.title(each), tuple(each.changed) if each.there else ()
            changes.append(RecordChange(each.record.hex(), each.kind.name, title, what, fields, each.disputed))
    return tuple(changes)


def _what(there: bool, deleted: bool, differs: bool) -> str:
    if deleted:
        return DELETED if there else ""
    return NEW if not there else CHANGED if differs else ""


class LaterChanges(Sequence[RecordChange]):
    """The same of states whose rows wait: found out from the states before and after, once somebody asks.

    To be asked on the vault's thread. What the records were made with is read then.
    """

    def __init__(self, vault: Vault, replayed: Replayed, segments: Collection[int]) -> None:
        """Keep what the merging left; of the states only bare ones, which nobody changes any more."""
        self._vault = vault
        self._before, self._after, self._segments = replayed.before, replayed.touched, segments

    @cached_property
    def _found(self) -> tuple[RecordChange, ...]:
        registry = self._vault.registry
        with self._vault.looking(settled=False) as replica:
            bare = {record: state for record, state in self._after.items() if state.first is None}
            replica.store.complete(bare)
            for state in bare.values():
                if state.first is None:  # It was erased since.
                    state.first = {}
            for record, state in self._before.items():
                state.first = self._after[record].first
            order = replica.order
            told = (
                _told(registry[state.kind], record, self._before.get(record), state, order, self._segments)
                for record, state in self._after.items()
                if state.kind in registry
            )
            return tuple(each for each in told if each is not None)

    @property
    def gone(self) -> tuple[str, ...]:
        """Give the kinds of the records that were deleted, one for each; that needs no reading."""
        registry = self._vault.registry
        return tuple(
            state.kind
            for record, state in self._after.items()
            if state.gone
            and state.kind in registry
            and is_gone(registry[state.kind], state)
            and (before := self._before.get(record)) is not None
            and not is_gone(registry[state.kind], before)
        )

    @overload
    def __getitem__(self, index: int) -> RecordChange: ...

    @overload
    def __getitem__(self, index: slice) -> Sequence[RecordChange]: ...

    def __getitem__(self, index: int | slice) -> RecordChange | Sequence[RecordChange]:
        """Give one, or some."""
        return self._found[index]

    def __len__(self) -> int:
        """Count them."""
        return len(self._found)

    def __iter__(self) -> Iterator[RecordChange]:
        """Give one after the other."""
        return iter(self._found)


def _told(
    kind: RecordType, record: bytes, before: RecordState | None, after: RecordState, order: Order,
    segments: Collection[int],
) -> RecordChange | None:  # fmt: skip
    """Tell what happened to a record between two states of it, as its row would tell."""
    there = before is not None and not is_gone(kind, before)
    disputed = disputed_in(kind, after)
    changed: tuple[str, ...] = ()
    if before is not None and there:
        registers = shown_since(kind, after, order, segments)
        if registers is not None:
            were = shown_of(kind, before, order, registers)
            registers = {name: wire for name, wire in registers.items() if wire != were.get(name)}
            names: Iterable[str] = registers
        else:
            registers, were = show(kind, after, order).registers, show(kind, before, order).registers
            names = kind.attributes
        values, old = kind.row_values(registers), kind.row_values(were)
        changed = tuple(name for name in names if stored(values.get(name)) != stored(old.get(name)))
    what = _what(there, is_gone(kind, after), bool(changed or disputed))
    if not what:
        return None
    sole = kind.sole_registers.issuperset(kind.title) and not kind.written_once
    titled = shown_of(kind, after, order, kind.title) if sole else show(kind, after, order).registers
    title = kind.title_of({**dict.fromkeys(kind.title), **kind.row_values(titled)})
    return RecordChange(record.hex(), kind.name, title, what, changed, disputed)
