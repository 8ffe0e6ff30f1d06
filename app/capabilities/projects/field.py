"""Projects in the field of play: how many are alive, quiet or at which risk, and where each gap can be closed."""

from __future__ import annotations

import datetime
from collections import defaultdict
from dataclasses import dataclass

from app.capabilities.projects.pulse import ALIVE, AMBER, ASLEEP, QUIET
from app.capabilities.projects.service import standings
from app.i18n import N_, _
from app.storage.vault.vault import Vault

_PULSES = {
    ALIVE: N_("Alive"),
    ASLEEP: N_("Asleep"),
    AMBER: N_("No news for longer than usual"),
    QUIET: N_("Gone quiet"),
}
_RISKS = {
    "no_owner": N_("Nobody owns them"),
    "no_successor": N_("Nobody would take over"),
    "same_person": N_("Owner and successor are the same"),
    "owner_left": N_("The owner has left"),
    "owner_away": N_("The owner is away"),
    "successor_left": N_("Who would take over has left"),
    "successor_away": N_("Who would take over is away"),
    "commitment_ends": N_("The owner's time ends too early"),
    "too_many": N_("The owner has five or more"),
    "role_short": N_("A role is short of people"),
    "term_ends": N_("A term ends within 14 days"),
}


@dataclass(frozen=True, slots=True)
class ProjectsInField:
    """A row: what is counted, the names of those, and whether it is a gap."""

    name: str
    words: str
    projects: tuple[tuple[str, str], ...]
    gap: bool


def project_rows(vault: Vault, day: datetime.date) -> tuple[ProjectsInField, ...]:
    """Give a row for each pulse and each risk that any active project has on a day."""
    found: defaultdict[str, list[tuple[str, str]]] = defaultdict(list)
    for each in standings(vault, day):
        if each.pulse.state:
            found[each.pulse.state].append((each.id, each.name))
        if each.status == "active":
            for name in dict.fromkeys(risk.name for risk in each.risks):
                found[name].append((each.id, each.name))
    return tuple(
        ProjectsInField(name, _(words), tuple(found[name]), name not in {ALIVE, ASLEEP})
        for name, words in {**_PULSES, **_RISKS}.items()
        if found[name]
    )
