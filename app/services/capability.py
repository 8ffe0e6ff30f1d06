"""What a capability announces of itself: the engines of the kernel read it, and name no capability.

A capability stands in one list (``app.capabilities``). Taking its line away takes away everything of it.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from types import MappingProxyType
from typing import TYPE_CHECKING, cast

from app.records.group_settings import Setting
from app.records.guard import BatchGuard
from app.records.registry import Entity, Registry
from app.records.rule import Rule

if TYPE_CHECKING:
    import datetime

    from app.services.agenda.section import AgendaSection, Headline
    from app.services.command import Verb
    from app.services.demo.maker import Sample
    from app.services.printing.kinds import SheetKind
    from app.services.tables.calendars import CalendarEntry
    from app.storage.vault.vault import Vault

Exports = Mapping[str, Mapping[str, "Callable[[Vault], bytes]"]]
Remarks = Mapping[str, "Callable[[Vault, str, datetime.date], Sequence[str]]"]


@dataclass(frozen=True, slots=True)
class Capability:
    """One thing that the program is for: its records, and all that the engines do with them.

    ``rules`` find conflicts, ``guards`` refuse what would make one here, ``agenda`` and ``headlines`` stand on Today,
    ``sheets`` are printed, ``calendar`` goes into calendar files, ``commands`` are verbs of the command line (made when
    they are asked for), ``sample`` makes data to look around with. ``settings`` are what the whole group agrees on.
    ``resources`` are figures of what there is, for the field of play. ``exports`` are files that are of no one kind of
    record, by their name and the ending of the file. ``remarks`` are sentences beside a card, by its kind, of what its
    fields alone do not tell on a day.
    """

    name: str
    records: tuple[type[Entity], ...] = ()
    rules: tuple[Rule, ...] = ()
    guards: tuple[BatchGuard, ...] = ()
    agenda: tuple[AgendaSection, ...] = ()
    headlines: tuple[Headline, ...] = ()
    resources: tuple[Headline, ...] = ()
    sheets: tuple[SheetKind, ...] = ()
    calendar: tuple[CalendarEntry, ...] = ()
    commands: Callable[[], Sequence[Verb]] = tuple
    sample: tuple[Sample, ...] = ()
    settings: tuple[Setting, ...] = ()
    exports: Exports = field(default_factory=lambda: MappingProxyType({}))
    remarks: Remarks = field(default_factory=lambda: MappingProxyType({}))


def registry_of(capabilities: Sequence[Capability]) -> Registry:
    """Gather the records of capabilities, which the engines find again by ``capabilities_of``."""
    guards = [guard for each in capabilities for guard in each.guards]
    return Registry([model for each in capabilities for model in each.records], capabilities, guards)


def capabilities_of(registry: Registry) -> tuple[Capability, ...]:
    """Give the capabilities whose records these are, in the order of the list."""
    return cast("tuple[Capability, ...]", registry.capabilities)
