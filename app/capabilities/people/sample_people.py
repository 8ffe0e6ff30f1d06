"""People for sample data: names of many scripts, and numbers and addresses that reach nobody."""

from __future__ import annotations

import datetime
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

from app.capabilities.people.records import AGE_BANDS, SKILL_LEVELS, WEEKDAYS
from app.services.demo.prng import Chance
from app.services.demo.sample_words import EMAIL_HOSTS, EMAIL_WORDS, NAMINGS, NOTES, PRONOUNS, TAGS, Naming

_STAGES = ("new", "new", "exploring", "exploring", "active", "active", "active", "active", "core", "away", "left")
_AREA_CODES = (201, 202, 212, 305, 312, 404, 415, 503, 512, 602, 617, 702, 718, 773, 808, 907)
_DAYS_AGO = 500
_SOON = 7


@dataclass(frozen=True, slots=True)
class SamplePerson:
    """Values of a person as the door takes them, and those of their contacts and commitments."""

    values: dict[str, Any]
    contacts: list[dict[str, Any]] = field(default_factory=list[dict[str, Any]])
    commitments: list[dict[str, Any]] = field(default_factory=list[dict[str, Any]])


class PeopleMaker:
    """Makes one person after the other."""

    def __init__(self, chance: Chance, today: datetime.date) -> None:
        self._chance = chance
        self._today = today
        self._namings = [naming for naming in NAMINGS for _turn in range(naming.share)]
        self._names = {each.language: (each.given_names(), each.family_names()) for each in NAMINGS}

    def person(self) -> SamplePerson:
        """Somebody new."""
        chance = self._chance
        naming = chance.one_of(self._namings)
        given, family = (chance.one_of(names) for names in self._names[naming.language])
        values: dict[str, Any] = {
            "name": naming.full(given, family),
            "given": given,
            "family": family,
            "stage": chance.one_of(_STAGES),
            "languages": self._languages(naming),
        }
        optional = {
            "tags": (45, lambda: chance.some_of(TAGS, chance.between(1, 3))),
            "pronouns": (25, lambda: chance.one_of(PRONOUNS)),
            "age_band": (30, lambda: chance.one_of(tuple(AGE_BANDS))),
            "also_known_as": (6, lambda: chance.one_of(EMAIL_WORDS).title()),
            "note": (30, lambda: chance.one_of(NOTES)),
        }
        values |= {name: make() for name, (percent, make) in optional.items() if chance.happens(percent)}
        return SamplePerson(values, self._contacts(), self._commitments())

    def _languages(self, naming: Naming) -> list[str]:
        others = ["en", "de", naming.language]
        return sorted({naming.language, *(self._chance.some_of(others, 1) if self._chance.happens(60) else ())})

    def _contacts(self) -> list[dict[str, Any]]:
        chance = self._chance
        contacts: list[dict[str, Any]] = []
        if chance.happens(85):
            phone: dict[str, Any] = {"kind": "phone", "label": "other", "value": self.phone(), "preferred": True}
            if chance.happens(20):
                phone["safe_to_text"] = chance.happens(50)
            if chance.happens(15):
                phone["hours"] = chance.one_of(("after 6 pm", "mornings", "not on Fridays", "any time"))
            contacts.append(phone)
        if chance.happens(70):
            contacts.append({"kind": "email", "label": "home", "value": self.email()})
        if chance.happens(10):
            contacts.append({"kind": "messenger", "value": f"@{chance.one_of(EMAIL_WORDS)}{chance.below(100)}"})
        return contacts

    def phone(self) -> str:
        """Give a number from the ranges that are kept for films and examples in four countries."""
        chance = self._chance
        three, two = f"{chance.below(1000):03}", f"{chance.below(100):02}"
        return chance.one_of(
            (
                f"+44 7700 900{three}",
                f"+44 20 7946 0{three}",
                f"+49 30 23125 {three}",
                f"030/23125{three}",
                f"({chance.one_of(_AREA_CODES)}) 555-01{two}",
                f"+1 {chance.one_of(_AREA_CODES)} 555 01{two}",
                f"+33 6 39 98 {two} {chance.below(100):02}",
            )
        )

    def email(self) -> str:
        """Give an address in the domains that are kept for examples (RFC 2606)."""
        words = self._chance.some_of(EMAIL_WORDS, 2)
        return f"{'.'.join(words)}{self._chance.below(1000)}@{self._chance.one_of(EMAIL_HOSTS)}"

    def _commitments(self) -> list[dict[str, Any]]:
        chance = self._chance
        if not chance.happens(55):
            return []
        begins = self._today - datetime.timedelta(days=chance.below(_DAYS_AGO))
        commitment: dict[str, Any] = {
            "hours_a_week": chance.between(1, 20),
            "weekdays": chance.some_of(tuple(WEEKDAYS), chance.between(1, 3)),
            "from_day": begins,
        }
        if chance.happens(60):
            ends = begins + datetime.timedelta(days=chance.between(21, 400))
            soon = self._today + datetime.timedelta(days=chance.below(_SOON))
            commitment["until_day"] = soon if chance.happens(8) else ends
        if chance.happens(50):
            commitment["focus"] = chance.one_of(("kitchen", "phones", "driving", "workshop", "office"))
        return [commitment]

    def claim(self, skills: Sequence[Any], attesters: Sequence[Any]) -> dict[str, Any]:
        """State that somebody can do something; the person is left to the caller."""
        chance = self._chance
        level = chance.one_of(tuple(SKILL_LEVELS))
        claim: dict[str, Any] = {"skill": chance.one_of(skills), "level": level}
        if level != "claimed" and attesters:
            claim["attester"] = chance.one_of(attesters)
        if chance.happens(20):
            claim["expires"] = self._today + datetime.timedelta(days=chance.between(20, 700))
        return claim


CSV_COLUMNS = (
    "First name", "Last name", "E-mail", "Mobile", "Work phone", "Languages", "Tags", "Notes", "Newsletter",
    "Allotment", "First seen",
)  # fmt: skip


def csv_rows(count: int, seed: int, today: datetime.date) -> list[tuple[str, ...]]:
    """Rows of a list as another program might have exported it, for `CSV_COLUMNS`; two of our records fit nowhere."""
    chance = Chance(seed)
    maker = PeopleMaker(chance, today)
    rows: list[tuple[str, ...]] = []
    for number in range(count):
        values = maker.person().values
        seen = today - datetime.timedelta(days=chance.below(_DAYS_AGO))
        rows.append(
            (
                values["given"],
                values["family"],
                maker.email() if chance.happens(80) else "",
                maker.phone() if chance.happens(75) else "",
                maker.phone() if chance.happens(20) else "",
                ", ".join(values["languages"]),
                "; ".join(values.get("tags", ())),
                str(values.get("note", "")),
                "true" if chance.happens(40) else "false",
                f"Plot {number % 40 + 1}" if chance.happens(10) else "",
                seen.isoformat(),
            )
        )
    return rows
