"""Rules over what all laptops know: legal in the data, shown to everyone as the same conflict.

A rule is a pure function over rows and a day. What it finds has an id that depends on its kind and records alone, so
that every laptop finds the same one, and a ``Waiver`` settles it for all.
"""

from __future__ import annotations

import datetime
import hashlib
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Protocol, TypeVar

from app.i18n import _
from app.records.changes import Change
from app.records.entity import Entity

E = TypeVar("E", bound=Entity)
Resolve = Callable[[str], str]
_ID_BYTES = 16


class RuleRows(Protocol):
    """What a rule is handed to read rows by: all of a kind, or the few that a rule can find something about.

    ``filled`` names fields that must have a value, ``among`` a field with the ids or words of which it must hold one.
    A kind may have 50,000 rows, of which a rule usually is about none.
    """

    def __call__(self, model: type[E], /, *filled: str, **among: Collection[str]) -> Sequence[E]:
        """Give the rows of a kind of record."""
        ...


@dataclass(frozen=True, slots=True)
class SettlingWay:
    """One way to settle a conflict: its words, and the changes that it comes to.

    ``label`` is marked and may name records by the placeholders of ``names`` (placeholder to id); ``values`` are words
    that stand there as they are.
    """

    key: str
    label: str
    changes: tuple[Change, ...]
    names: Mapping[str, str] = field(default_factory=dict[str, str])
    values: Mapping[str, str] = field(default_factory=dict[str, str])

    def text(self, resolve: Resolve) -> str:
        """Say it; ``resolve`` gives the title of a record by its id."""
        return _(self.label).format(**self.values, **{name: resolve(record) for name, record in self.names.items()})


@dataclass(frozen=True, slots=True)
class Finding:
    """Records that cannot all be meant.

    ``sentence`` is marked; ``names`` gives the ids of records that its placeholders name, ``values`` words that stand
    there as they are. ``records`` make its id, in whatever order; ``about`` is what the conflict is shown as.
    """

    rule: str
    records: tuple[str, ...]
    about: str
    sentence: str
    names: Mapping[str, str] = field(default_factory=dict[str, str])
    values: Mapping[str, str] = field(default_factory=dict[str, str])
    ways: tuple[SettlingWay, ...] = ()
    waivable: bool = True

    @property
    def id(self) -> str:
        """Give the 32 hexadecimal digits that are the same on every laptop, in whatever order it looks."""
        text = "\n".join([self.rule, *sorted(self.records)])
        return hashlib.sha256(text.encode()).digest()[:_ID_BYTES].hex()

    def text(self, resolve: Resolve) -> str:
        """Say it in one sentence; ``resolve`` gives the title of a record by its id."""
        return _(self.sentence).format(**self.values, **{name: resolve(record) for name, record in self.names.items()})

    def mentioned(self) -> set[str]:
        """Give the ids of all records whose titles its words need."""
        return {self.about, *self.names.values(), *(record for way in self.ways for record in way.names.values())}


@dataclass(frozen=True, slots=True)
class Rule:
    """A rule: the kind under which its conflicts are shown, the kinds that it reads, and how it finds them."""

    name: str
    kind: str
    reads: frozenset[str]
    find: Callable[[RuleRows, datetime.date], Iterable[Finding]]
