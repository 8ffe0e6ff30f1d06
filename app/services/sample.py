"""Sample data to look around with and to try things out on: always the same for the same seed and day.

Every stay fits: no bed is given twice and nobody is in two places, unless somebody then does it on purpose.
"""

from __future__ import annotations

import datetime
import heapq
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from types import MappingProxyType
from typing import Any, Literal

from app.domain.changes import Add, New
from app.i18n import N_, _
from app.services import sample_words as words
from app.services.chance import Chance
from app.services.job import Job, Progress
from app.services.sample_people import PeopleMaker
from app.storage.vault import Vault

SizeName = Literal["small", "typical", "stress"]
LABEL = N_("Sample data")
_BATCH = 2000
_BEDS_A_ROOM = 3
_NIGHTS = (2, 28)


@dataclass(frozen=True, slots=True)
class Size:
    """How many of what; product.md says for whom."""

    people: int
    houses: int
    beds: int
    stays: int
    projects: int
    tasks: int


SIZES: Mapping[str, Size] = MappingProxyType(
    {
        "small": Size(people=15, houses=1, beds=15, stays=40, projects=8, tasks=200),
        "typical": Size(people=300, houses=4, beds=60, stays=600, projects=60, tasks=3000),
        "stress": Size(people=50_000, houses=30, beds=600, stays=3000, projects=500, tasks=30_000),
    }
)


@dataclass(frozen=True, slots=True)
class Filled:
    """The ids of what was made."""

    people: tuple[str, ...]
    beds: tuple[str, ...]
    projects: tuple[str, ...]
    records: int


def fill(
    vault: Vault, size: Size | SizeName = "typical", *, seed: int = 1, today: datetime.date | None = None
) -> Job[Filled]:
    """Fills a vault with sample data, in batches of which each can be undone; a cancelled one keeps whole batches."""
    wanted = SIZES[size] if isinstance(size, str) else size
    day = today or vault.environment.now().date()

    def run(progress: Progress) -> Filled:
        return _Filler(vault, wanted, Chance(seed), day, progress).fill()

    return Job(_("Make sample data"), run)


class _Batch:
    """Gathers new records and writes them together; references within a batch are by place."""

    def __init__(self, vault: Vault, progress: Progress, total: int) -> None:
        self._vault = vault
        self._progress = progress
        self._total = total
        self._adds: list[Add] = []
        self.written = 0

    def add(self, kind: str, values: Mapping[str, Any]) -> New:
        """Takes a record in; what it gives stands for its id until the batch is written."""
        self._adds.append(Add(kind, values))
        return New(len(self._adds) - 1)

    @property
    def full(self) -> bool:
        """Whether it is time to write."""
        return len(self._adds) >= _BATCH

    def write(self) -> tuple[str, ...]:
        """Writes what was gathered; gives the ids by place."""
        self._progress.check()
        added = self._vault.apply(self._adds, _(LABEL)).added if self._adds else ()
        self.written += len(added)
        self._adds.clear()
        self._progress.step(min(self.written, self._total), self._total, _(LABEL))
        return added


class _Filler:
    """Makes one kind of record after the other, so that later ones can refer to earlier ones."""

    def __init__(self, vault: Vault, size: Size, chance: Chance, today: datetime.date, progress: Progress) -> None:
        self._size = size
        self._chance = chance
        self._today = today
        expected = 4 * size.people + size.beds * 2 + size.stays + size.projects + size.tasks
        self._batch = _Batch(vault, progress, expected)

    def fill(self) -> Filled:
        """All of it."""
        skills = self._skills()
        people = self._people(skills)
        projects = self._projects(people)
        self._tasks(projects, people, skills)
        beds = self._houses()
        self._stays(beds, people)
        return Filled(people, beds, projects, self._batch.written)

    def _skills(self) -> tuple[str, ...]:
        for name in words.SKILLS:
            self._batch.add("skill", {"name": name})
        return self._batch.write()

    def _people(self, skills: Sequence[str]) -> tuple[str, ...]:
        maker = PeopleMaker(self._chance, self._today)
        people: list[str] = []
        places: list[int] = []

        def write() -> None:
            added = self._batch.write()
            people.extend(added[place] for place in places)
            places.clear()

        for _turn in range(self._size.people):
            made = maker.person()
            person = self._batch.add("person", made.values)
            places.append(person.index)
            for contact in made.contacts:
                self._batch.add("contact_point", {"person": person, **contact})
            for commitment in made.commitments:
                self._batch.add("commitment", {"person": person, **commitment})
            for _claim in range(self._chance.below(3)):
                self._batch.add("skill_claim", {"person": person, **maker.claim(skills, people)})
            if self._batch.full:
                write()
        write()
        return tuple(people)

    def _projects(self, people: Sequence[str]) -> tuple[str, ...]:
        chance = self._chance
        for number in range(self._size.projects):
            kind = words.PROJECTS[number % len(words.PROJECTS)]
            turn = number // len(words.PROJECTS)
            place = words.PLACES[(number + turn) % len(words.PLACES)]
            owner, successor = chance.some_of(people, 2) if chance.happens(80) else (chance.one_of(people), None)
            values: dict[str, Any] = {
                "name": f"{kind}, {place}",
                "purpose": chance.one_of(words.PURPOSES),
                "owner": owner,
                "successor": successor,
                "status": chance.one_of(("active", "active", "active", "idea", "quiet", "paused", "done")),
                "heartbeat": self._today - datetime.timedelta(days=chance.below(chance.one_of((10, 10, 40)))),
            }
            self._batch.add("project", values)
        return self._batch.write()

    def _tasks(self, projects: Sequence[str], people: Sequence[str], skills: Sequence[str]) -> None:
        chance = self._chance
        for number in range(self._size.tasks):
            name = chance.one_of(words.EMAIL_WORDS).title()
            late = chance.one_of((-200, -60, -10, 0))
            due = self._today + datetime.timedelta(days=chance.between(late, 60))
            done = "done" if due < self._today and chance.happens(96) else ""
            values: dict[str, Any] = {
                "project": projects[number % len(projects)],
                "title": chance.one_of(words.TASKS).format(name=name),
                "minutes": chance.one_of((15, 30, 45, 60, 90, 120)),
                "due": due if chance.happens(80) else None,
                "status": done or chance.one_of(("open", "open", "doing", "done", "dropped")),
                "can_be_picked_up": True if chance.happens(30) else None,
                "who": chance.one_of(people) if chance.happens(70) else None,
                "skill": chance.one_of(skills) if chance.happens(15) else None,
            }
            self._batch.add("task", values)
            if self._batch.full:
                self._batch.write()
        self._batch.write()

    def _houses(self) -> tuple[str, ...]:
        size, places, free = self._size, list[int](), self._size.beds
        for number in range(size.houses):
            name = words.HOUSES[number % len(words.HOUSES)]
            turn = number // len(words.HOUSES)
            address = f"{words.PLACES[number % len(words.PLACES)]} {self._chance.between(1, 80)}"
            house = self._batch.add("house", {"name": f"{name} {turn + 1}" if turn else name, "address": address})
            beds = free // (size.houses - number)
            free -= beds
            for room_number in range(-(-beds // _BEDS_A_ROOM)):
                room = self._batch.add("room", {"house": house, **self._room(room_number)})
                for bed_number in range(min(_BEDS_A_ROOM, beds - room_number * _BEDS_A_ROOM)):
                    bed = self._batch.add(
                        "bed", {"room": room, "name": _("Bed {number}").format(number=bed_number + 1)}
                    )
                    places.append(bed.index)
        added = self._batch.write()
        return tuple(added[place] for place in places)

    def _room(self, number: int) -> dict[str, Any]:
        name, turn = words.ROOMS[number % len(words.ROOMS)], number // len(words.ROOMS)
        floor = _("Ground floor") if number < 3 else _("Floor {number}").format(number=number // 3)
        return {"name": f"{name} {turn + 1}" if turn else name, "floor": floor, "step_free": number < 3}

    def _stays(self, beds: Sequence[str], people: Sequence[str]) -> None:
        """Stay after stay in each bed, each by somebody who is free by then; the last ones begin around today."""
        chance, size = self._chance, self._size
        rounds = max(size.stays / max(size.beds, 1), 2 * size.stays / max(size.people, 1))
        begin = self._today - datetime.timedelta(days=int((rounds - 1.3) * (sum(_NIGHTS) / 2 + 2)))
        free_beds = [(begin + datetime.timedelta(days=chance.below(14)), place) for place in range(len(beds))]
        free_people = [(begin + datetime.timedelta(days=chance.below(7)), place) for place in range(len(people))]
        heapq.heapify(free_beds)
        heapq.heapify(free_people)
        for _turn in range(size.stays):
            bed_from, bed = heapq.heappop(free_beds)
            person_from, person = heapq.heappop(free_people)
            arrives = max(bed_from, person_from)
            leaves = arrives + datetime.timedelta(days=chance.between(*_NIGHTS))
            stay = self._stay(people[person], beds[bed], arrives, leaves)
            open_ended = stay["status"] == "in" and chance.happens(5) and len(free_beds) > 1 and len(free_people) > 1
            if open_ended:  # Nobody can follow in this bed, nor can this person go elsewhere.
                stay["to_day"] = None
            else:
                heapq.heappush(free_beds, (leaves + datetime.timedelta(days=chance.below(4)), bed))
                heapq.heappush(free_people, (leaves + datetime.timedelta(days=chance.below(30)), person))
            self._batch.add("stay", stay)
            if self._batch.full:
                self._batch.write()
        self._batch.write()

    def _stay(self, person: str, bed: str, arrives: datetime.date, leaves: datetime.date) -> dict[str, Any]:
        chance = self._chance
        status = "planned" if arrives > self._today else "in" if leaves > self._today else "out"
        if arrives == self._today and chance.happens(70):
            status = "planned"
        if leaves == self._today and chance.happens(70):
            status = "in"
        values: dict[str, Any] = {
            "person": person,
            "bed": bed,
            "from_day": arrives,
            "to_day": leaves,
            "status": "cancelled" if chance.happens(4) else status,
        }
        if chance.happens(40):
            values["purpose"] = chance.one_of(words.STAY_PURPOSES)
        if chance.happens(40):
            values["who_pays"] = chance.one_of(words.WHO_PAYS)
        if values["status"] == "out" and chance.happens(30):
            values["exit_reason"] = chance.one_of(("end of the stay", "found a flat", "travelled on"))
        return values
