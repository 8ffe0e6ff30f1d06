"""Sample people, with contacts, commitments and skills."""

from __future__ import annotations

from collections.abc import Sequence

from app.capabilities.people.sample_flow import FLOW, Tenures
from app.capabilities.people.sample_people import PeopleMaker
from app.services.demo import sample_words as words
from app.services.demo.maker import Maker, Sample


def _make(maker: Maker) -> None:
    """Make skills first, then people who claim them."""
    maker.made["skills"] = _skills(maker)
    maker.made["people"], maker.made["staying"] = _people(maker, maker.made["skills"])


def _skills(maker: Maker) -> tuple[str, ...]:
    for name in words.SKILLS:
        maker.batch.add("skill", {"name": name})
    return maker.batch.write()


def _people(maker: Maker, skills: Sequence[str]) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """Make people; give all, and those who have not left."""
    somebody = PeopleMaker(maker.chance, maker.today)
    tenures = Tenures(maker.today)
    people: list[str] = []
    staying: list[str] = []
    places: list[tuple[int, bool]] = []

    def write() -> None:
        added = maker.batch.write()
        people.extend(added[place] for place, _stays in places)
        staying.extend(added[place] for place, stays in places if stays)
        places.clear()

    for _turn in range(maker.count("people")):
        made = tenures.of(somebody.person())
        person = maker.batch.add("person", made.values)
        places.append((person.index, "left_on" not in made.values))
        for contact in made.contacts:
            maker.batch.add("contact_point", {"person": person, **contact})
        for commitment in made.commitments:
            maker.batch.add("commitment", {"person": person, **commitment})
        for _claim in range(maker.chance.below(3)):
            maker.batch.add("skill_claim", {"person": person, **somebody.claim(skills, people)})
        if maker.batch.full:
            write()
    write()
    return tuple(people), tuple(staying)


SAMPLE = (Sample("people", _make, {"people": (15, 300, 50_000)}), FLOW)
