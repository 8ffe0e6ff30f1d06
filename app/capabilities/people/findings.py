"""Rules about people that only another laptop's word can break: what the door here refuses, and merges that cross."""

from __future__ import annotations

import datetime
from collections import defaultdict
from collections.abc import Iterable
from typing import Any

from app.capabilities.people.merged import survivors_among
from app.capabilities.people.records import Commitment, ContactPoint, Person, SkillClaim
from app.capabilities.people.records_coming import Orientation, OrientationSeat
from app.capabilities.people.records_paths import PathwayRun
from app.capabilities.people.records_reach import Address, EmergencyContact
from app.capabilities.people.records_time import Absence, Activity, Attendance, Interest
from app.i18n import N_
from app.records.changes import Edit
from app.records.days import format_day
from app.records.rule import Finding, Rule, RuleRows, SettlingWay
from app.records.survivors import Survivors

MOST_HOURS = 168
_OF_PEOPLE: tuple[type[Any], ...] = (
    Commitment,
    ContactPoint,
    SkillClaim,
    Address,
    EmergencyContact,
    Absence,
    Interest,
    Activity,
    Attendance,
    PathwayRun,
)
_NOT_TAKEN = frozenset({"name", "merged_into", "stage", "extra", "buddy"})


def _left_before_since(rows: RuleRows, _day: datetime.date) -> Iterable[Finding]:
    """Find people who left before they came, as two laptops together have it."""
    for each in rows(Person, "since", "left_on"):
        if each.since and each.left_on and each.left_on < each.since:
            yield Finding(
                "left-before-since",
                (each.id,),
                each.id,
                N_("{person} left on {left}, and came on {since}: this cannot both be. The curve leaves them out."),
                {"person": each.id},
                {"left": format_day(each.left_on), "since": format_day(each.since)},
                (
                    SettlingWay("since", N_("Forget the first day"), (Edit(each.id, {"since": None}),)),
                    SettlingWay("left_on", N_("Forget the day of leaving"), (Edit(each.id, {"left_on": None}),)),
                ),
            )


def _absence_backwards(rows: RuleRows, _day: datetime.date) -> Iterable[Finding]:
    """Find absences that end before they begin."""
    for each in rows(Absence, "from_day", "back_on"):
        if each.from_day and each.back_on and each.back_on < each.from_day and each.person:
            yield Finding(
                "absence-backwards",
                (each.id,),
                each.person,
                N_("An absence of {person} ends on {back}, before it begins on {first}. It counts for nothing."),
                {"person": each.person},
                {"back": format_day(each.back_on), "first": format_day(each.from_day)},
                (SettlingWay("open", N_("Leave open when they are back"), (Edit(each.id, {"back_on": None}),)),),
            )


def _commitment_backwards(rows: RuleRows, _day: datetime.date) -> Iterable[Finding]:
    """Find commitments that end before they begin."""
    for each in rows(Commitment, "from_day", "until_day"):
        if each.from_day and each.until_day and each.until_day < each.from_day and each.person:
            yield Finding(
                "commitment-backwards",
                (each.id,),
                each.person,
                N_("A commitment of {person} ends on {last}, before it begins on {first}. It counts for nothing."),
                {"person": each.person},
                {"last": format_day(each.until_day), "first": format_day(each.from_day)},
                (SettlingWay("open", N_("Leave its end open"), (Edit(each.id, {"until_day": None}),)),),
            )


def _too_many_hours(rows: RuleRows, day: datetime.date) -> Iterable[Finding]:
    """Find people who have promised more hours than a week has."""
    hours: defaultdict[str, list[Commitment]] = defaultdict(list)
    for each in rows(Commitment, "person", "hours_a_week"):
        runs = (each.from_day or day) <= day <= (each.until_day or day)
        if each.person and each.hours_a_week and runs:
            hours[each.person].append(each)
    for person, commitments in hours.items():
        total = sum(each.hours_a_week or 0 for each in commitments)
        if total > MOST_HOURS:
            yield Finding(
                "too-many-hours",
                tuple(sorted(each.id for each in commitments)),
                person,
                N_("{person} has promised {hours} hours a week, and a week has 168."),
                {"person": person},
                {"hours": str(total)},
            )


def _merged_both_ways(rows: RuleRows, _day: datetime.date) -> Iterable[Finding]:
    """Find people merged into each other on two laptops: the lower id counts, until somebody says so for good."""
    people = rows(Person, "merged_into")
    survivors = survivors_among(people)
    for each in people:
        if each.merged_into and survivors.of(each.id) == each.id:
            yield Finding(
                "merged-both-ways",
                (each.id, each.merged_into),
                each.id,
                N_("{person} and {other} were merged into each other. {person} counts, as everywhere."),
                {"person": each.id, "other": each.merged_into},
                ways=(
                    SettlingWay(
                        "keep", N_("{person} stays"), (Edit(each.id, {"merged_into": None}),), {"person": each.id}
                    ),
                ),
            )


def _written_to_merged(rows: RuleRows, _day: datetime.date) -> Iterable[Finding]:
    """Find what was written about somebody after a merge: it counts for the survivor, and can move there."""
    merged = rows(Person, "merged_into")
    survivors = survivors_among(merged)
    gone = {each.id for each in merged if survivors.gone(each.id)}
    if not gone:
        return
    for model in _OF_PEOPLE:
        for each in rows(model, person=gone):
            if each.person:
                stays = survivors.of(each.person)
                yield Finding(
                    "written-to-merged",
                    (each.id,),
                    stays,
                    N_("Something was written about {other} after the merge into {person}. It counts there."),
                    {"person": stays, "other": each.person},
                    ways=(
                        SettlingWay(
                            "move", N_("Move it to {person}"), (Edit(each.id, {"person": stays}),), {"person": stays}
                        ),
                    ),
                )
    stay = {each.id: each for each in rows(Person, id={survivors.of(one) for one in gone})}
    yield from _fields_to_take((each for each in merged if each.id in gone), stay, survivors)


def _fields_to_take(merged: Iterable[Person], stay: dict[str, Person], survivors: Survivors) -> Iterable[Finding]:
    """Find the fields of a merged record that say what the survivor's leave open."""
    for each in merged:
        stays = stay.get(survivors.of(each.id))
        if stays is None:
            continue
        values: dict[str, Any] = {
            name: value
            for name, value in each.model_dump().items()
            if name in _TAKEN and value is not None and getattr(stays, name) is None
        }
        if values:
            yield Finding(
                "merged-says-more",
                (each.id, stays.id),
                stays.id,
                N_("{other} was merged into {person}, and says what {person} leaves open."),
                {"person": stays.id, "other": each.id},
                ways=(SettlingWay("take", N_("Take it over"), (Edit(stays.id, values),)),),
            )


def _too_many_yeses(rows: RuleRows, _day: datetime.date) -> Iterable[Finding]:
    """Find slots to which more have said yes than there are seats, as two laptops together have it."""
    yeses: defaultdict[str, dict[str, str]] = defaultdict(dict)
    for each in rows(OrientationSeat):
        if each.answer == "yes" and each.person and each.orientation:
            yeses[each.orientation].setdefault(each.person, each.id)
    for slot in rows(Orientation):
        taken = yeses.get(slot.id, {})
        if slot.seats and len(taken) > slot.seats:
            yield Finding(
                "orientation-over-full",
                (slot.id, *sorted(taken.values())),
                slot.id,
                N_("{count} have said yes to {slot}, which has {seats} seats."),
                {"slot": slot.id},
                {"count": str(len(taken)), "seats": str(slot.seats)},
                (SettlingWay("seats", N_("Give it as many seats"), (Edit(slot.id, {"seats": len(taken)}),)),),
            )


_TAKEN = frozenset(Person.model_fields) - _NOT_TAKEN - {"id", "circle", "flagged"}
_PERSON = frozenset({"person"})
FINDINGS = (
    Rule("left-before-since", "person", _PERSON, _left_before_since),
    Rule("absence-backwards", "absence", frozenset({"absence"}), _absence_backwards),
    Rule("commitment-backwards", "commitment", frozenset({"commitment"}), _commitment_backwards),
    Rule("orientation-over-full", "orientation", frozenset({"orientation", "orientation_seat"}), _too_many_yeses),
    Rule("too-many-hours", "commitment", frozenset({"commitment"}), _too_many_hours),
    Rule("merged-both-ways", "person", _PERSON, _merged_both_ways),
    Rule(
        "written-to-merged",
        "person",
        _PERSON
        | {"commitment", "contact_point", "skill_claim", "address", "emergency_contact", "absence", "interest"}
        | {"activity", "attendance", "pathway_run"},
        _written_to_merged,
    ),
)
