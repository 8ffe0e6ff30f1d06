"""The work that ours and its peers do: a world of people, projects and stays, and five replicas' edits to it."""

from __future__ import annotations

import random
from collections.abc import Iterator
from dataclasses import dataclass

REPLICAS = 5
EDITS = 4_000
"""By each replica, one edit a commit."""
SHARED = 20
"""Fields that all replicas edit, with one edit of `SHARED_EVERY`."""
SHARED_EVERY = 20

GIVEN = "Ada Bo Cy Dee Eva Fatma Gül Hana Ivo Jun Kofi Łukasz Mai Nour Olu Pia Qiu Rosa Samir Tove".split()
FAMILY = "Adler Brandt Castillo Demir Eze Fischer García Haddad Ito Jansen Kaya Lindqvist Moreau Nowak Okafor".split()
WORDS = "night kitchen repair garden driver nurse letter key north sunday roof bread music bicycle paint legal".split()
CHOICES = {
    "stage": ("new", "exploring", "active", "core", "away"),
    "age_band": ("18to29", "30to49", "50to64", "65up"),
    "language": ("ar", "de", "en", "fr", "pl", "tr", "uk"),
    "diet": ("all", "vegetarian", "vegan", "halal"),
    "status": ("planned", "running", "paused", "done"),
}
PERSON = (
    "name", "given", "family", "also_known_as", "pronouns", "language", "stage", "age_band", "diet", "phone", "email",
    "street", "town", "task", "training", "vehicle", "hours", "contact", "plan", "note",
)  # fmt: skip
PROJECT = ("name", "status", "lead", "place", "goal", "note")
STAY = ("person", "house", "status", "from_day", "to_day", "note")


@dataclass(frozen=True, slots=True)
class Record:
    """A record of the world; its position there is its name, and a number in a field that of a person."""

    kind: str
    values: dict[str, str | int]


@dataclass(frozen=True, slots=True)
class Edit:
    """A new value for one field of the record at a position."""

    record: int
    field: str
    value: str


@dataclass(frozen=True, slots=True)
class Workload:
    """`times` is how much larger the world is; the edits stay as many."""

    times: int = 1

    @property
    def people(self) -> int:
        """How many there are; they come first."""
        return 5_000 * self.times

    def world(self) -> Iterator[Record]:
        """Every record, each time the same."""
        chance = random.Random(self.times)
        for number in range(self.people):
            yield Record("person", {name: value(chance, name, number) for name in PERSON})
        for number in range(500 * self.times):
            values: dict[str, str | int] = {name: value(chance, name, number) for name in PROJECT}
            yield Record("project", values | {"lead": chance.randrange(self.people)})
        for number in range(2_000 * self.times):
            values = {name: value(chance, name, number) for name in STAY}
            yield Record("stay", values | {"person": chance.randrange(self.people)})

    def edits(self, replica: int) -> Iterator[Edit]:
        """Tell what one replica does: most of it anywhere among the people, some where all others edit too."""
        chance = random.Random(f"replica {replica}")
        for number in range(EDITS):
            if number % SHARED_EVERY == 0:
                shared = chance.randrange(SHARED)
                record, name = shared * 7, PERSON[shared % len(PERSON)]
            else:
                record, name = chance.randrange(self.people), chance.choice(PERSON)
            yield Edit(record, name, value(chance, name, chance.randrange(1000), 1))


def value(chance: random.Random, name: str, number: int, half: int = 0) -> str:
    """Give a value such as a person would type: one of a list, a name, a number, or a few words.

    The world draws from one half of the lists and edits from the other, so that every edit changes something.
    """
    if name in CHOICES:
        return chance.choice(CHOICES[name][half::2])
    if name in {"name", "also_known_as", "contact"}:
        return f"{chance.choice(GIVEN)} {chance.choice(FAMILY)} {number}"
    if name in {"given", "family"}:
        return chance.choice((GIVEN if name == "given" else FAMILY)[half::2])
    if name == "phone":
        return f"030 {chance.randrange(10**6)}"
    return f"{chance.choice(WORDS)} {chance.choice(WORDS)} {number}"
