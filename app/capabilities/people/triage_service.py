"""Who is new and waits to hear from us, and the slots to which they are invited: who was invited, said yes, came."""

from __future__ import annotations

import datetime
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass

from sqlmodel import Session, col, select

from app.capabilities.people import pathways
from app.capabilities.people.merged import survivors_among
from app.capabilities.people.records import ContactPoint, Person
from app.capabilities.people.records_coming import Orientation, OrientationSeat
from app.capabilities.people.records_paths import Pathway, PathwayRun, Stage
from app.capabilities.people.records_time import Attendance
from app.i18n import N_, _, ngettext
from app.problems import UserProblem
from app.records.changes import Add, Change, Changed, Edit, New
from app.records.contact import TELEPHONES, is_closed, may_call
from app.records.survivors import Survivors
from app.services.records import records
from app.storage.vault.vault import Vault

INVITED, YES, NO, CAME, MISSED = "invited", "yes", "no", "came", "missed"
STATES = {
    INVITED: N_("invited"),
    YES: N_("said yes"),
    NO: N_("said no"),
    CAME: N_("came"),
    MISSED: N_("did not come"),
}
_SAYS_MORE = (CAME, MISSED, YES, NO, INVITED)
_CAME = frozenset({"attended", "left"})
_SHOWN_FOR = datetime.timedelta(days=14)


@dataclass(frozen=True, slots=True)
class WaitingPerson:
    """Somebody in the queue: for how many days (None: not known), how to reach them, how they came."""

    person: str
    name: str
    reach: str
    source: str
    days: int | None


@dataclass(frozen=True, slots=True)
class SeatHolder:
    """Somebody at a slot, and how that stands."""

    seat: str
    person: str
    name: str
    state: str


@dataclass(frozen=True, slots=True)
class SlotOverview:
    """A slot with its sums: everybody invited, those who said yes, those who came."""

    id: str
    name: str
    on_day: datetime.date | None
    at: str
    place: str
    seats: int
    people: tuple[SeatHolder, ...]

    def count(self, *states: str) -> int:
        """Count those in some states."""
        return sum(each.state in states for each in self.people)

    @property
    def taken(self) -> int:
        """Count the seats that are taken: by a yes, or by having come."""
        return self.count(YES, CAME)

    @property
    def free(self) -> int:
        """Count the seats that are neither taken nor promised to somebody who has not answered yet."""
        return max(self.seats - self.taken - self.count(INVITED), 0)

    def words(self) -> str:
        """Say how many seats are left, how many people have not answered, and how many were asked beyond the seats."""
        left, asked = max(self.seats - self.taken, 0), self.count(INVITED)
        beyond = min(self.taken + asked - self.seats, asked)
        said = [ngettext("{count} seat left", "{count} seats left", left).format(count=left)]
        if asked:
            said.append(ngettext("{count} has not answered", "{count} have not answered", asked).format(count=asked))
        if beyond > 0:
            said.append(_("{count} invited beyond the seats").format(count=beyond))
        return ", ".join(said)


@dataclass(frozen=True, slots=True)
class TriagePage:
    """The queue, those who wait longest first, and the slots by day."""

    queue: tuple[WaitingPerson, ...]
    slots: tuple[SlotOverview, ...]


def triage(vault: Vault, day: datetime.date) -> TriagePage:
    """Read queue and slots: in the queue is who is new, is here, has no way yet, and was asked to no slot to come."""
    with vault.reading() as session:
        people = {each.id: each for each in session.exec(select(Person)).all()}
        survivors = survivors_among(people.values())
        slots = _slots(session, {one: each.name or "" for one, each in people.items()}, survivors, day)
        busy = {survivors.of(each) for each in session.exec(select(PathwayRun.person)).all() if each}
        busy |= {holder.person for slot in slots for holder in slot.people if holder.state not in {NO, MISSED}}
        waiting = [
            each
            for each in people.values()
            if each.stage == "new" and not each.left_on and not survivors.gone(each.id) and each.id not in busy
        ]
        reach = _reach(session)
    queue = [
        WaitingPerson(
            each.id,
            each.name or "",
            reach.get(each.id, ""),
            each.source or "",
            None if each.since is None else (day - each.since).days,
        )
        for each in waiting
    ]
    queue.sort(key=lambda each: (-(each.days if each.days is not None else -1), each.name.casefold(), each.person))
    shown = [slot for slot in slots if slot.on_day is None or slot.on_day >= day - _SHOWN_FOR]
    return TriagePage(tuple(queue), tuple(shown))


def invite(vault: Vault, slot: str, people: Sequence[str], day: datetime.date) -> Changed:
    """Invite people to a slot that has seats left; who was invited already is not invited twice."""
    overview = slot_of(vault, slot, day)
    if overview.taken >= overview.seats:
        raise UserProblem(
            _("All seats of this slot are taken."), do=_("Make another slot, or give this one more seats.")
        )
    there = {each.person for each in overview.people}
    changes: list[Change] = [
        Add("orientation_seat", {"orientation": slot, "person": person, "invited_on": day})
        for person in dict.fromkeys(people)
        if person not in there
    ]
    label = ngettext("Invite {count} person", "Invite {count} people", len(changes)).format(count=len(changes))
    return vault.apply(changes, label) if changes else Changed()


def note(vault: Vault, slot: str, seat: str, state: str, day: datetime.date) -> Changed:
    """Note how it stands with the holder of a seat: said yes or no, came or not."""
    holder = next((each for each in slot_of(vault, slot, day).people if each.seat == seat), None)
    return note_all(vault, slot, [(holder.person if holder else "", state)], day)


def note_all(vault: Vault, slot: str, notes: Sequence[tuple[str, str]], day: datetime.date) -> Changed:
    """Note how it stands with people, as one action. Who came begins the pathway, if there is one."""
    overview = slot_of(vault, slot, day)
    holders = {each.person: each for each in overview.people}
    taken = overview.taken
    changes: list[Change] = []
    for person, state in notes:
        holder = holders.get(person)
        if holder is None or state not in STATES:
            raise UserProblem(_("This person was not invited to this slot."), kept=_("Nothing was changed."))
        taken += (state in {YES, CAME}) - (holder.state in {YES, CAME})
        if state == YES and holder.state not in {YES, CAME} and taken > overview.seats:
            raise UserProblem(
                _("All seats of this slot are taken."), do=_("Give it more seats, or offer another slot.")
            )
        if state in {YES, NO, INVITED}:
            answer = state if state != INVITED else None
            changes.append(Edit(holder.seat, {"answer": answer, "answered_on": day if answer else None}))
        there = {YES: "expected", NO: "cancelled", CAME: "attended", MISSED: "no_show"}.get(state)
        if there:
            changes += _attendance(vault, slot, person, there, overview.on_day or day)
        if state == CAME:
            changes += _welcomed(vault, person, day, sum(isinstance(each, Add) for each in changes))
    if not changes:
        return Changed()
    name, state = holders[notes[0][0]].name, notes[0][1]
    said = _("{name}: {state}").format(name=name, state=_(STATES[state]))
    many = ngettext("{count} answer noted", "{count} answers noted", len(notes)).format(count=len(notes))
    return vault.apply(changes, said if len(notes) == 1 else many)


def _attendance(vault: Vault, slot: str, person: str, state: str, day: datetime.date) -> list[Change]:
    """Note an attendance of a slot, or correct it; a no of which nothing was expected is none."""
    with vault.reading() as session:
        rows = session.exec(select(Attendance).where(Attendance.of == slot, Attendance.person == person)).all()
    if rows:
        return [Edit(min(each.id for each in rows), {"state": state})]
    if state == "cancelled":
        return []
    return [Add("attendance", {"of": slot, "person": person, "on_day": day, "state": state})]


def _welcomed(vault: Vault, person: str, day: datetime.date, adds: int) -> list[Change]:
    """Let somebody who came begin the first pathway, and not be new any more."""
    changes: list[Change] = []
    with vault.reading() as session:
        pathway = min(session.exec(select(Pathway.id)).all(), default=None)
        has = session.exec(select(PathwayRun.id).where(PathwayRun.person == person)).first()
        stage = session.exec(select(Person.stage).where(Person.id == person)).first()
        stages = session.exec(select(Stage).where(Stage.pathway == (pathway or ""))).all()
    if pathway and not has:
        rows = [pathways.StageRow(each.id, each.name, each.position or 0, each.days) for each in stages]
        first = pathways.next_stage(rows, None)
        values = {"person": person, "pathway": pathway, "stage": first.id if first else None, "entered_on": day}
        changes.append(Add("pathway_run", values))
        changes += pathways.steps_from(New(adds), day, None)
    if stage == "new":
        changes.append(Edit(person, {"stage": "exploring"}))
    return changes


def slot_of(vault: Vault, slot: str, day: datetime.date) -> SlotOverview:
    """Read one slot."""
    records.get(vault, slot)
    with vault.reading() as session:
        people = session.exec(select(Person.id, Person.name, Person.merged_into)).all()
        survivors = survivors_among(people)
        names = {one: name or "" for one, name, _into in people}
        return next(each for each in _slots(session, names, survivors, day) if each.id == slot)


def _slots(session: Session, names: dict[str, str], survivors: Survivors, day: datetime.date) -> list[SlotOverview]:
    """Read all slots, the next one first, then those that are over."""
    slots = session.exec(select(Orientation)).all()
    came: dict[tuple[str, str], str] = {}
    for each in session.exec(select(Attendance).where(col(Attendance.of).in_([slot.id for slot in slots]))).all():
        came[each.of or "", survivors.of(each.person)] = each.state
    seats: defaultdict[str, dict[str, SeatHolder]] = defaultdict(dict)
    for each in sorted(session.exec(select(OrientationSeat)).all(), key=lambda seat: seat.id):
        person = survivors.of(each.person or "")
        attended = came.get((each.orientation, person), "")
        state = each.answer if each.answer in {YES, NO} else INVITED
        state = CAME if attended in _CAME else MISSED if attended == "no_show" else state
        # Two laptops may have invited the same person: the seat that says more counts.
        known = seats[each.orientation].get(person)
        if known is None or _SAYS_MORE.index(state) < _SAYS_MORE.index(known.state):
            seats[each.orientation][person] = SeatHolder(each.id, person, names.get(person, ""), state)
    found = [
        SlotOverview(
            each.id,
            each.name or "",
            each.on_day,
            each.at or "",
            each.place or "",
            each.seats or 0,
            tuple(sorted(seats[each.id].values(), key=lambda holder: (holder.name.casefold(), holder.seat))),
        )
        for each in slots
    ]
    return sorted(found, key=lambda slot: ((slot.on_day or day) < day, slot.on_day or datetime.date.max, slot.id))


def _reach(session: Session) -> dict[str, str]:
    """Give a way to reach each person: the preferred one, else a number before an address; none that is closed."""
    best: dict[str, tuple[tuple[bool, int], str]] = {}
    for each in session.exec(select(ContactPoint)).all():
        if not each.person or not each.value or is_closed(each) or (each.kind in TELEPHONES and not may_call(each)):
            continue
        order = 0 if each.kind in TELEPHONES else 1 if each.kind == "email" else 2
        key = (not each.preferred, order)
        if each.person not in best or key < best[each.person][0]:
            best[each.person] = (key, each.value)
    return {person: value for person, (_key, value) in best.items()}
