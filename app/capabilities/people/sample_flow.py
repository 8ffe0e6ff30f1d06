"""How sample people come and go: in waves, most departures in the first months, with absences and no-shows."""

from __future__ import annotations

import datetime
import json
from collections.abc import Sequence
from fractions import Fraction
from typing import Any

from app.capabilities.people import pathways, reading
from app.capabilities.people.flow.hours import StatedHours
from app.capabilities.people.flow.tenures import TenureWindow, is_here
from app.capabilities.people.records import LEFT_REASONS
from app.capabilities.people.sample_people import PeopleMaker, SamplePerson
from app.capabilities.people.settings import COMPLETE
from app.services.demo.maker import Maker, Sample
from app.services.demo.prng import Chance

YEARS = 730
_SEED = 2
_WAVES = (700, 610, 540, 430, 340, 250, 160, 75, 30, 6)
_SOURCES = ("a friend", "the stall at the market", "a poster", "the open evening", "a talk", "the website")
_AWAY = ("exams", "family", "travelling", "ill", "work")
_KIN = ("sister", "brother", "partner", "mother", "flatmate", "friend")
_DAY = datetime.timedelta(days=1)
_NEWEST = 60
_DAYS_NOTED = 7 * 14
"""Enough for the back-test: its twelve weeks, and the one before them."""
_STATES = ("attended",) * 31 + ("left",) + ("no_show",) * 7 + ("cancelled",)
_WORKED = {"attended": Fraction(1), "left": Fraction(3, 4)}
_SPOKEN_TO = 80


class Tenures:
    """Gives each sample person a first day, and most who leave a last one soon after; by a chance of its own."""

    def __init__(self, today: datetime.date) -> None:
        self._chance = Chance(_SEED)
        self._today = today

    def of(self, person: SamplePerson) -> SamplePerson:
        """Give the person with their days; what they have promised begins and ends with these."""
        chance, today = self._chance, self._today
        back = chance.one_of(_WAVES) + chance.below(24) - 6
        since = today - _DAY * min(max(back, 0), YEARS)
        values = {**person.values, "since": since, "source": chance.one_of(_SOURCES)}
        early = chance.happens(38)
        stays = chance.between(3, 110) if early else chance.between(90, 1600)
        left = since + _DAY * stays
        if left < today:
            values |= {"left_on": left, "left_reason": chance.one_of(tuple(LEFT_REASONS)), "stage": "left"}
        elif values["stage"] == "left":
            values["stage"] = "active"
        commitments = [each for each in map(dict, person.commitments) if self._within(each, since, left)]
        return SamplePerson(values, person.contacts, commitments)

    def _within(self, commitment: dict[str, Any], since: datetime.date, left: datetime.date) -> bool:
        """Let a commitment lie within the time with the group; False if nothing of it is left."""
        commitment["from_day"] = max(commitment["from_day"], since)
        if "until_day" in commitment:
            commitment["until_day"] = max(commitment["until_day"], commitment["from_day"])
        if left < self._today:
            if commitment["from_day"] > left:
                return False
            commitment["until_day"] = min(commitment.get("until_day", left), left)
        return True


def _make(maker: Maker) -> None:
    """Make what people have done: who came and who did not, work, absences, the pathway, duplicates long merged."""
    if not maker.count("attendances"):
        return
    chance = Chance(_SEED + 1)
    people = maker.made["people"]
    first = maker.today - _DAY * YEARS
    maker.batch.add("group_setting", {"name": COMPLETE, "value": json.dumps(first.isoformat())})
    here = people[: max(1, len(people) * 2 // 3)]
    for person in here[:: max(1, len(here) // max(1, len(people) // 12))]:
        begins = maker.today + _DAY * (chance.below(40) - 20)
        values = {"person": person, "from_day": begins, "back_on": begins + _DAY * chance.between(3, 30)}
        maker.batch.add("absence", {**values, "reason": chance.one_of(_AWAY)})
    maker.batch.write()
    _attendances(maker, chance)
    _talks(maker, chance)
    _emergencies(maker, here)
    _ways(maker, chance, people)
    for person in people[:: max(1, len(people) // 3)][:3]:
        maker.batch.add("person", {"name": "From the old list", "merged_into": person, "since": first})
    maker.batch.write()
    _coming(maker, people)


def _emergencies(maker: Maker, people: Sequence[str]) -> None:
    """Give a few whom to call for them; by a chance of its own, which no other figure rests on."""
    chance = Chance(_SEED + 2)
    somebody = PeopleMaker(chance, maker.today)
    for person in people[:: max(1, len(people) // 20)]:
        for _turn in range(1 + chance.happens(30)):
            values = {"name": somebody.person().values["name"], "phone": somebody.phone()}
            maker.batch.add("emergency_contact", {"person": person, "what": chance.one_of(_KIN), **values})
    maker.batch.write()


def _coming(maker: Maker, people: Sequence[str]) -> None:
    """Make an orientation to which a few were invited, and filters that somebody has saved."""
    values = {"name": "Orientation", "on_day": maker.today + 3 * _DAY, "at": "18:00", "seats": 10}
    slot = maker.batch.add("orientation", values)
    for number, person in enumerate(people[-6:]):
        answer = {"answer": ("yes", "no")[number % 2], "answered_on": maker.today} if number < 4 else {}
        invited = maker.today - 2 * _DAY
        maker.batch.add("orientation_seat", {"orientation": slot, "person": person, "invited_on": invited, **answer})
    for name, where in (
        ("Drivers with time", "tags=driver and commitment.hours_a_week>=4 and not stage=left"),
        ("New or looking around", "stage=new or stage=exploring"),
    ):
        maker.batch.add("saved_filter", {"name": name, "kind": "person", "filter": where})
    maker.batch.write()


def _attendances(maker: Maker, chance: Chance) -> None:
    """Make, from yesterday backwards, who came on the days that they had promised, and the hours that they worked."""
    rows = reading.figures(reading.snapshot(maker.batch.vault), maker.today)
    stated = StatedHours(rows.promises, rows.absences)
    here = {each.person: each for each in rows.members}
    asked: list[tuple[datetime.date, str, Fraction]] = []
    for back in range(1, _DAYS_NOTED + 1):
        day = maker.today - _DAY * back
        there = (person for person in maker.made["people"] if is_here(here[person], TenureWindow(day, day)))
        asked += [(day, person, hours) for person in there if (hours := stated.on(person, day))]
    for day, person, hours in asked[: maker.count("attendances")]:
        state = chance.one_of(_STATES)
        maker.batch.add("attendance", {"person": person, "on_day": day, "state": state})
        if state in _WORKED:
            minutes = max(1, round(hours * 60 * _WORKED[state]))
            maker.batch.add("activity", {"person": person, "on_day": day, "kind": "worked", "minutes": minutes})
        if maker.batch.full:
            maker.batch.write()
    maker.batch.write()


def _talks(maker: Maker, chance: Chance) -> None:
    """Let most of those who have not left be spoken to lately, so that few count as gone in silence."""
    for person in maker.made["staying"][: maker.count("attendances")]:
        if chance.happens(_SPOKEN_TO):
            on_day = maker.today - _DAY * chance.between(1, 35)
            maker.batch.add("activity", {"person": person, "on_day": on_day, "kind": "talked"})
    maker.batch.write()


def _ways(maker: Maker, chance: Chance, people: Sequence[str]) -> None:
    """Make the default pathway, and the ways of some of the people."""
    for change in pathways.default_changes():
        if isinstance(change, pathways.Add):
            maker.batch.add(change.kind, change.values)
    pathway, *stages = maker.batch.write()
    for person in people[: min(len(people), _NEWEST)]:
        place = min(chance.below(len(stages) + 1), len(stages) - 1)
        # About one in seven is in a stage for longer than it should take.
        entered = maker.today - _DAY * chance.below(pathways.STAGES[place][1] * 7 // 6 + 2)
        values = {"person": person, "pathway": pathway, "stage": stages[place], "entered_on": entered}
        maker.batch.add("pathway_run", {**values, "owner": chance.one_of(people)})
    maker.batch.write()


FLOW = Sample("flow", _make, {"attendances": (150, 2000, 3000)})
