"""Events and shifts at a moment: who is expected soon, should be here, has not finished; how many to invite."""

from __future__ import annotations

import datetime
from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from fractions import Fraction
from typing import Any

from sqlmodel import Session, select

from app.capabilities.people.flow_service import group_rate
from app.capabilities.people.merged import people_survivors
from app.capabilities.people.records_time import ATTENDANCE_STATES, Attendance
from app.capabilities.projects.instants import instant, zone_of
from app.capabilities.projects.invite import InviteAdvice, advice
from app.capabilities.projects.reading import names_of
from app.capabilities.projects.records import Project
from app.capabilities.projects.records_roles import ProjectEvent, Shift
from app.i18n import _
from app.problems import NotFound, UserProblem, WrongValue
from app.records.changes import Add, Changed, Edit
from app.services.members import authors
from app.services.settings import group
from app.storage.vault.vault import Vault

SOON = datetime.timedelta(hours=1)
SOON_HERE, SHOULD_BE, NOT_FINISHED, NOT_NOTED = "soon", "should_be_here", "not_finished", "not_noted"
_COMES = frozenset({"expected", "attended", "left"})
_CAME = frozenset({"attended", "left"})


@dataclass(frozen=True, slots=True)
class Comer:
    """Somebody who is to come to a slot: what was noted, and how that stands at the moment."""

    attendance: str
    person: str
    name: str
    state: str
    stands: str


@dataclass(frozen=True, slots=True)
class EventSlot:
    """An event or one of its shifts: from when until when on the clock of its place, and who comes."""

    id: str
    name: str
    begins: str
    ends: str
    need: int
    people: tuple[Comer, ...]

    @property
    def coming(self) -> int:
        """Count those who are expected or have come."""
        return sum(each.state in _COMES for each in self.people)

    @property
    def came(self) -> int:
        """Count those who have come."""
        return sum(each.state in _CAME for each in self.people)


@dataclass(frozen=True, slots=True)
class EventView:
    """An event at a moment, with its slots: first the event itself, then its shifts."""

    id: str
    name: str
    project: str
    project_name: str
    day: datetime.date
    place: str
    places: int | None
    begun: bool
    over: bool
    slots: tuple[EventSlot, ...]

    @property
    def need(self) -> int:
        """Add up how many its shifts need."""
        return sum(slot.need for slot in self.slots)

    def standing(self, stands: str) -> list[tuple[EventSlot, Comer]]:
        """Give those who stand in a way at the moment."""
        return [(slot, each) for slot in self.slots for each in slot.people if each.stands == stands]


@dataclass(frozen=True, slots=True)
class InvitingTo:
    """How many to invite to an event, at which rate they come; ``why`` says why nothing can be said."""

    rate: Fraction
    found: InviteAdvice | None
    why: str = ""


def events(vault: Vault, now: datetime.datetime) -> list[EventView]:
    """Give the events with their shifts at a moment: those to come first, then those over, the newest first."""
    with vault.reading() as session:
        usual = group.almanac(vault).zone
        rows = session.exec(select(ProjectEvent)).all()
        shifts: defaultdict[str, list[Any]] = defaultdict(list)
        for shift in session.exec(select(Shift)).all():
            shifts[shift.event or ""].append(shift)
        projects = {row.id: row.name or "" for row in session.exec(select(Project)).all()}
        coming = _coming(session)
    found: list[tuple[datetime.datetime, EventView]] = []
    for row in rows:
        ends, begins = instant(row.ends, row.zone, usual), instant(row.begins, row.zone, usual)
        if begins is None or ends is None:
            continue
        slots = [_slot(row, row, coming, usual, now, 0)]
        ordered = sorted(shifts[row.id], key=lambda each: (each.begins or "", each.name or "", each.id))
        slots += [_slot(each, row, coming, usual, now, max(each.need or 1, 0)) for each in ordered]
        day = begins.astimezone(zone_of(row.zone, usual)).date()
        view = EventView(
            row.id, row.name or "", row.project or "", projects.get(row.project or "", ""), day, row.place or "",
            row.places, begins <= now, ends <= now, tuple(slots),
        )  # fmt: skip
        found.append((begins, view))
    ahead = sorted((pair for pair in found if not pair[1].over), key=lambda pair: (pair[0], pair[1].id))
    past = sorted((pair for pair in found if pair[1].over), key=lambda pair: (pair[0], pair[1].id), reverse=True)
    return [view for _begins, view in (*ahead, *past)]


def _coming(session: Session) -> Mapping[str, list[tuple[Any, str, str]]]:
    """Read who is noted for what: the row, who counts for its person, and their name; everybody once for each."""
    survivors = people_survivors(session)
    rows = [row for row in session.exec(select(Attendance)).all() if row.of and row.person]
    names = names_of(session, [survivors.of(row.person) for row in rows])
    found: defaultdict[str | None, dict[str, tuple[Any, str, str]]] = defaultdict(dict)
    # Who was noted twice, on two laptops, counts once: as whatever says more than being expected.
    for row in sorted(rows, key=lambda row: (row.state in {None, "expected"}, row.id)):
        person = survivors.of(row.person)
        found[row.of].setdefault(person, (row, person, names.get(person, "")))
    by_name = {of: sorted(some.values(), key=lambda each: (each[2].casefold(), each[1])) for of, some in found.items()}
    return {of: some for of, some in by_name.items() if of}


def _slot(
    row: Any,
    event: Any,
    coming: Mapping[str, list[tuple[Any, str, str]]],
    usual: datetime.tzinfo,
    now: datetime.datetime,
    need: int,
) -> EventSlot:
    """Put together an event or a shift."""
    begins, ends = instant(row.begins, event.zone, usual), instant(row.ends, event.zone, usual)
    people = tuple(
        Comer(each.id, person, name, each.state or "expected", _stands(each.state or "expected", begins, ends, now))
        for each, person, name in coming.get(row.id, ())
    )
    zone = zone_of(event.zone, usual)
    first, last = (f"{at.astimezone(zone):%H:%M}" if at is not None else "" for at in (begins, ends))
    return EventSlot(row.id, row.name or "", first, last, need, people)


def _stands(
    state: str, begins: datetime.datetime | None, ends: datetime.datetime | None, now: datetime.datetime
) -> str:
    """Say how somebody stands at a moment."""
    if begins is None or ends is None:
        return ""
    if state == "attended":
        return NOT_FINISHED if now < ends else ""
    if state != "expected" or now < begins - SOON:
        return ""
    if now < begins:
        return SOON_HERE
    return SHOULD_BE if now < ends else NOT_NOTED


def inviting(vault: Vault, need: int, places: int | None, day: datetime.date) -> InvitingTo:
    """Say how many to invite so that so many come, at the show-rate of the group."""
    rate = group_rate(vault, day)
    try:
        return InvitingTo(rate, advice(need, rate, places=places) if need > 0 else None)
    except UserProblem as problem:
        return InvitingTo(rate, None, problem.what)


def expect(vault: Vault, of: str, person: str, now: datetime.datetime) -> Changed:
    """Note that somebody is to come to an event or a shift; who is noted already stays as noted."""
    view, slot = _find(vault, of, now)
    if any(each.person == person for each in slot.people):
        raise WrongValue(_("They are noted here already."), field="person", kept=_("Nothing was changed."))
    values: dict[str, object] = {"of": of, "person": person, "on_day": view.day, "state": "expected"}
    return vault.apply([Add("attendance", _signed(vault, values))], _("Expect somebody"))


def note(vault: Vault, attendance: str, state: str) -> Changed:
    """Note that somebody came, went early, did not come or called off."""
    if state not in ATTENDANCE_STATES:
        raise WrongValue(_("That is nothing to note of somebody who was expected."), kept=_("Nothing was changed."))
    return vault.apply([Edit(attendance, _signed(vault, {"state": state}))], _("Note who came"))


def _find(vault: Vault, of: str, now: datetime.datetime) -> tuple[EventView, EventSlot]:
    """Give an event and the slot of it; raises ``NotFound``."""
    views: Iterable[EventView] = events(vault, now)
    for view in views:
        for slot in view.slots:
            if slot.id == of:
                return view, slot
    raise NotFound(_("There is no such event or shift."))


def _signed(vault: Vault, values: dict[str, object]) -> dict[str, object]:
    """Add who notes it, if the group knows who works here."""
    me = authors.me(vault)
    return values | ({"noted_by": me} if me else {})
