"""What somebody who leaves has in hand, and to whom each of it would go, with the names of those."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass

from app.capabilities.projects import handover
from app.capabilities.projects.handover import HeldRecord
from app.services.records.titles import Titles
from app.storage.vault.vault import Vault


@dataclass(frozen=True, slots=True)
class LeaversThings:
    """Everything that names somebody, to whom it would go, and the names of those."""

    person: str
    name: str
    rows: Sequence[HeldRecord]
    goes_to: Mapping[str, str]
    names: Mapping[str, str]


def leaving(vault: Vault, person: str, to: str = "", also: Collection[str] = ()) -> LeaversThings:
    """Give what names a person, all of it to who stands behind, else to ``to``; ``also`` are people to name."""
    held = handover.held_by(vault, person)
    goes = {record: who for record, who in handover.successors(vault, held, to).items() if who}
    with vault.reading() as session:
        titles = Titles.within(vault, session)
        wanted = {person, *goes.values(), *also, *([to] if to else [])}
        titles.fetch("person", wanted)
        names = titles.among(wanted)
    rows = [each for some in held.values() for each in some]
    return LeaversThings(person, names[person], rows, goes, names)
