"""What the log should say, by definition: every change with the explicit set of all changes that its author knew.

It shares no code and no idea with `state`, `apply` or `causality` of `sync`: no vectors, no numbers, no order
of arrival. It is slow, and that is all right.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any


@dataclass(eq=False)
class Act:
    """One change: its verb, the record, what it writes or names, and everything that its author knew."""

    verb: str
    record: bytes
    kind: str = ""
    fields: Mapping[str, Any] = field(default_factory=dict[str, Any])
    elements: Mapping[str, tuple[str, ...]] = field(default_factory=dict[str, tuple[str, ...]])
    past: frozenset[Act] = frozenset()


@dataclass
class Mind:
    """What one laptop knows: groups of changes that travel together, by the name under which they travel."""

    groups: dict[bytes, list[Act]] = field(default_factory=dict[bytes, list[Act]])
    draft: list[Act] = field(default_factory=list[Act])

    def known(self) -> frozenset[Act]:
        """Give the changes that count: own ones, and those of groups of which the whole past is here."""
        known = set(self.draft)
        waiting = list(self.groups.values())
        while True:
            ready = [group for group in waiting if all(act.past <= known.union(group) for act in group)]
            if not ready:
                return frozenset(known)
            waiting = [group for group in waiting if group not in ready]
            known.update(act for group in ready for act in group)

    def waiting(self) -> set[bytes]:
        """Give the names of the groups that cannot count yet."""
        known = self.known()
        return {name for name, group in self.groups.items() if not known.issuperset(group)}

    def act(self, change: Act) -> None:
        """Give a change by this laptop, which knows what it knows."""
        change.past = self.known()
        self.draft.append(change)

    def seal(self, name: bytes, everywhere: dict[bytes, list[Act]]) -> None:
        """Give the open changes travel from now on; a twin disk may have sealed the very same before."""
        self.groups[name] = everywhere.setdefault(name, self.draft)
        self.draft = []

    def twin(self) -> Mind:
        """Give the mind of a cloned disk: the same knowledge, and its own copy of what was not sealed yet."""
        other = Mind(dict(self.groups))
        copies: dict[Act, Act] = {}
        for act in self.draft:
            past = frozenset(copies.get(each, each) for each in act.past)
            copies[act] = Act(act.verb, act.record, act.kind, act.fields, act.elements, past)
        other.draft = list(copies.values())
        return other


def expected(known: Iterable[Act]) -> dict[bytes, tuple[Any, ...]]:
    """Every record as `tests.sync.world.looks` shows it, from the definitions in sync.md, Merge."""
    by_record: dict[bytes, list[Act]] = {}
    for act in known:
        by_record.setdefault(act.record, []).append(act)
    return {record: _record(acts) for record, acts in by_record.items()}


def _record(acts: list[Act]) -> tuple[Any, ...]:
    writes = [(act, name, value) for act in acts for name, value in act.fields.items()]
    live = [
        (act, name, value)
        for act, name, value in writes
        if not any(other.verb == "set" and name in other.fields and act in other.past for other in acts)
    ]
    puts = [(act, name, element) for act in acts if act.verb != "exclude" for name in act.elements
            for element in act.elements[name]]  # fmt: skip
    present = [
        (act, name, element)
        for act, name, element in puts
        if not any(
            other.verb in {"include", "exclude"} and element in other.elements.get(name, ()) and act in other.past
            for other in acts
        )
    ]
    undoing = ("insert", "set", "include", "delete", "restore")
    deletions = [
        act
        for act in acts
        if act.verb == "delete" and not any(other.verb in undoing and act in other.past for other in acts)
    ]
    alive = [act for act, _, _ in live] + [act for act, _, _ in present]
    unseen_by_all = [act for act in alive if not any(act in deletion.past for deletion in deletions)]
    return (
        min(act.kind for act in acts if act.verb == "insert"),
        _counted(live),
        _counted(present),
        len(deletions),
        bool(deletions) and not unseen_by_all,
    )


def _counted(found: list[tuple[Act, str, Any]]) -> dict[str, Counter[Any]]:
    counted: dict[str, Counter[Any]] = {}
    for _, name, value in found:
        counted.setdefault(name, Counter())[value] += 1
    return counted
