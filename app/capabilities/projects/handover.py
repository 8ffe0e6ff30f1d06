"""What whoever takes over needs: the packet of a project in the order of ICS 201, and all that names a leaver."""

from __future__ import annotations

import datetime
from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, cast

from sqlmodel import Session, col, select

from app.capabilities.houses.records import Stay
from app.capabilities.houses.records_rooms import KeyLoan
from app.capabilities.ledger.money import plain
from app.capabilities.people.merged import people_survivors
from app.capabilities.people.records import ContactPoint
from app.capabilities.projects import outcomes_service
from app.capabilities.projects.pulse import PULSES
from app.capabilities.projects.reading import counting, survivors_of
from app.capabilities.projects.records import PROJECT_STATUS, Project, ProjectEntry, Task, Wait
from app.capabilities.projects.records_playbooks import PlaybookRun, Retrospective
from app.capabilities.projects.records_roles import HOLDER_STATES, Decision, ProjectRole, RoleHolder
from app.capabilities.projects.service import ProjectStanding, standing
from app.capabilities.projects.values import figure
from app.capabilities.projects.waits import OPEN, ready
from app.capabilities.switchboard.partner_contacts import PartnerContact
from app.capabilities.switchboard.records import Listing, Match, Partner
from app.i18n import N_, _
from app.problems import WrongValue
from app.records.changes import Add, Change, Changed, Edit
from app.records.days import format_day
from app.records.kinds import ANY
from app.records.record_type import RecordType
from app.records.registry import Registry
from app.services.records import records
from app.services.records.titles import Titles
from app.storage.vault.vault import Vault

STEPS = (
    N_("Sit down with whoever hands over, for an hour"),
    N_("Take over keys, money and passwords, each against a signature"),
    N_("Say hello to everybody who holds a role, and ask what they need"),
    N_("Look through the open tasks: whose are they, and are the days right"),
    N_("Read what was decided, and put the next review into the calendar"),
    N_("Name a successor of your own"),
    N_("Say that it lives"),
)
_DEPUTIES = ("successor", "backup", "deputy")
_NOT_AGREED = frozenset({"suggested", "fell_through"})
_OVER = frozenset({"done", "dropped", "archived", "ended", "cancelled", "out", "closed"})


@dataclass(frozen=True, slots=True)
class PacketLine:
    """A line of the packet: what, more about it, and the record it opens."""

    what: str
    more: str = ""
    kind: str = ""
    record: str = ""


@dataclass(frozen=True, slots=True)
class PacketPart:
    """A part of the packet: a name that stays, its heading, and its lines."""

    name: str
    heading: str
    lines: tuple[PacketLine, ...]


@dataclass(frozen=True, slots=True)
class Packet:
    """The handover of a project on a day; the checklist has what is to do, and the task that it became, if any."""

    project: str
    name: str
    day: datetime.date
    parts: tuple[PacketPart, ...]
    checklist: tuple[tuple[str, str, bool], ...]


def packet(vault: Vault, project: str, day: datetime.date) -> Packet:
    """Put the packet of a project together: each kind of record is read once."""
    stands = standing(vault, project, day)
    measured = outcomes_service.results(vault, day, project)
    with vault.reading() as session:
        row: Any = session.get(Project, project)
        among = counting(survivors_of(session), {project})
        titles = Titles.within(vault, session)
        tasks = _of(session, Task, among)
        roles, holders = _roles(session, among)
        charged = sorted({each for each in (row.owner, row.successor, row.mentor, *_holding(holders)) if each})
        listings = _listings(session, among)
        titles.fetch("person", {*charged, *(task.who for task in tasks if task.who)})
        parts = (
            PacketPart("situation", _("Situation"), tuple(_situation(row, stands))),
            PacketPart("objectives", _("Objectives"), tuple(_objectives(measured))),
            PacketPart("actions", _("Actions"), tuple(_actions(session, tasks, titles))),
            PacketPart("organisation", _("Organisation"), tuple(_organisation(session, row, roles, holders, titles))),
            PacketPart(
                "resources",
                _("Resources"),
                (
                    *_resources(listings, measured),
                    *_keys_and_beds(session, charged, titles, day),
                    *_money(session, vault.registry, among),
                ),
            ),
            PacketPart("agreements", _("Agreements"), tuple(_agreements(session, among, listings))),
            PacketPart("tried", _("What was tried"), tuple(_tried(session, among))),
        )
        known = {task.title: task for task in tasks}
    checklist = tuple(
        (text, known[text].id if text in known else "", text in known and (known[text].status or "open") not in OPEN)
        for text in map(_, STEPS)
    )
    return Packet(project, stands.name, day, parts, checklist)


def begin(vault: Vault, project: str, to: str, day: datetime.date) -> Changed:
    """Make tasks of the steps for whoever takes over, so that they can be ticked off; those there are stay."""
    found = packet(vault, project, day)
    due = day + datetime.timedelta(days=14)
    changes: list[Change] = [
        Add("task", {"project": project, "title": text, "who": to, "due": due})
        for text, task, _done in found.checklist
        if not task
    ]
    return vault.apply(changes, _("Begin the handover")) if changes else Changed()


def _of(session: Session, model: Any, among: Sequence[str]) -> list[Any]:
    """Read what belongs to a project, in the order of the ids."""
    rows = session.exec(select(model).where(col(model.project).in_(among))).all()
    return sorted(rows, key=lambda each: each.id)


def _roles(session: Session, among: Sequence[str]) -> tuple[list[Any], list[Any]]:
    """Read the roles of a project, and who holds, held or is asked for them, in the order of the ids."""
    roles = _of(session, ProjectRole, among)
    of: Any = col(RoleHolder.role).in_([role.id for role in roles])
    return roles, sorted(session.exec(select(RoleHolder).where(of)).all(), key=lambda each: each.id)


def _holding(holders: Sequence[Any]) -> Iterable[str]:
    """Give everybody among those of a role."""
    return (each.person for each in holders if each.person)


def _situation(row: Any, stands: ProjectStanding) -> Iterable[PacketLine]:
    """Say what it is for, how it stands, and what puts it at risk."""
    yield from (PacketLine(text) for text in (row.purpose or "").splitlines() if text)
    last = (
        _("last sign of life on {day}").format(day=format_day(stands.pulse.last_sign)) if stands.pulse.last_sign else ""
    )
    pulse = _(PULSES[stands.pulse.state]) if stands.pulse.state else ""
    yield PacketLine(
        ", ".join(filter(None, (_(PROJECT_STATUS.get(stands.status, stands.status)).lower(), pulse, last))),
        kind="project",
        record=row.id,
    )
    if row.place or row.ends:
        yield PacketLine(row.place or "", _("until {day}").format(day=format_day(row.ends)) if row.ends else "")
    yield from (PacketLine(words, _("at risk")) for words in stands.risk_words())


def _objectives(measured: Sequence[outcomes_service.Result]) -> Iterable[PacketLine]:
    """Say what it should come to, and what it has come to."""
    for each in (one for result in measured for one in result.outcomes):
        value = _("not measured yet") if each.value is None else f"{figure(each.value)} {each.aim.unit}".strip()
        aim = "" if each.aim.target is None else _("aim: {target}").format(target=figure(each.aim.target))
        way = "" if each.progress is None else f"{float(each.progress):.0%}"
        yield PacketLine(each.aim.name, ", ".join(filter(None, (value, aim, way))), "indicator", each.aim.id)


def _actions(session: Session, tasks: Sequence[Any], titles: Titles) -> Iterable[PacketLine]:
    """List the tasks: what can begin first, what waits, what was done."""
    ids = [task.id for task in tasks]
    waits = session.exec(select(Wait).where(col(Wait.task).in_(ids))).all()
    status = {task.id: task.status or "open" for task in tasks}
    others = {each.for_task for each in waits if each.for_task not in status}
    for other in session.exec(select(Task).where(col(Task.id).in_(sorted(filter(None, others))))).all():
        status[other.id] = other.status or "open"
    can = ready(status, [(each.task, each.for_task) for each in waits if each.for_task])
    order = {True: 0, False: 1}

    def place(task: Any) -> tuple[int, datetime.date, str]:
        over = (task.status or "open") not in OPEN
        return (2 if over else order[task.id in can]), task.due or datetime.date.max, task.id

    for task in sorted(tasks, key=place):
        words = _("ready") if task.id in can else _("waits") if status[task.id] == "open" else status[task.id]
        who = titles.of(task.who) if task.who else ""
        yield PacketLine(
            task.title or "",
            ", ".join(filter(None, (words, who, format_day(task.due) if task.due else ""))),
            "task",
            task.id,
        )


def _organisation(
    session: Session, row: Any, roles: Sequence[Any], holders: Sequence[Any], titles: Titles
) -> Iterable[PacketLine]:
    """Name who stands for it and who holds which role until when, and how they are reached safely."""
    said = ((row.owner, _("Owner")), (row.successor, _("Successor")), (row.mentor, _("Mentor")))
    held: defaultdict[str, list[Any]] = defaultdict(list)
    for each in holders:
        held[each.role].append(each)
    persons = {row.owner, row.successor, row.mentor, *_holding(holders)}
    ways = safe_ways(session, [each for each in persons if each])
    for person, word in said:
        if person:
            yield PacketLine(f"{word}: {titles.of(person)}", ways.get(person, ""), "person", person)
    for role in roles:
        names = [f"{titles.of(each.person)} ({_term_words(each)})" for each in held[role.id] if each.person]
        yield PacketLine(role.name or "", ", ".join(names) or _("nobody"), "role", role.id)


def _term_words(each: RoleHolder) -> str:
    """Say whether somebody holds a role, and until when."""
    state = _(HOLDER_STATES.get(each.state or "holds", each.state or "")).lower()
    return _("{state} until {day}").format(state=state, day=format_day(each.until)) if each.until else state


def safe_ways(session: Session, people: Sequence[str]) -> Mapping[str, str]:
    """Give how each of some people may be reached."""
    rows = session.exec(select(ContactPoint).where(col(ContactPoint.person).in_(list(people)))).all()
    return _safe(rows, "person")


def _safe(rows: Iterable[Any], whose: str) -> dict[str, str]:
    """Give the way by which each may be reached: the preferred one, with what is not safe or not wanted."""
    never = (
        ("safe_to_text", False, _("no texts")),
        ("safe_to_leave_message", False, _("no messages")),
        ("do_not_call", True, _("no calls")),
        ("do_not_write", True, _("no letters or texts")),
    )
    found: dict[str, tuple[bool, str, str]] = {}
    for each in rows:
        if each.value:
            said = [words for name, value, words in never if getattr(each, name) is value]
            words = ", ".join(filter(None, (each.value, *said, each.hours)))
            one = getattr(each, whose)
            found[one] = min(found.get(one, (True, "~", "")), (not each.preferred, each.id, words))
    return {one: words for one, (_rank, _id, words) in found.items()}


def _resources(listings: Sequence[Listing], measured: Sequence[outcomes_service.Result]) -> Iterable[PacketLine]:
    """List what it needs and has, and what was done and spent."""
    for each in listings:
        yield PacketLine(each.title or "", ", ".join(filter(None, (each.side, each.status))), "listing", each.id)
    for result in measured:
        done = result.activity
        if done.tasks or done.minutes:
            yield PacketLine(_("{n} tasks done, {hours} hours").format(n=done.tasks, hours=f"{done.minutes / 60:.1f}"))
        yield from (PacketLine(_("spent"), f"{plain(minor, currency)} {currency}") for currency, minor in done.spent)


def _listings(session: Session, among: Sequence[str]) -> list[Listing]:
    """Read the needs and offers of a project."""
    return sorted(session.exec(select(Listing).where(col(Listing.of).in_(among))).all(), key=lambda each: each.id)


def _keys_and_beds(session: Session, people: Sequence[str], titles: Titles, day: datetime.date) -> Iterable[PacketLine]:
    """List the keys of those in charge, and where they stay on a day."""
    loans = session.exec(select(KeyLoan).where(col(KeyLoan.person).in_(people))).all()
    titles.fetch("key", [each.key for each in loans])
    for loan in sorted(loans, key=lambda each: each.id):
        if loan.back_on is None or loan.back_on > day:
            words = _("key with {who}").format(who=titles.of(loan.person))
            yield PacketLine(titles.of(loan.key), words, "key_loan", loan.id)
    stays = session.exec(select(Stay).where(col(Stay.person).in_(people))).all()
    titles.fetch("bed", [each.bed for each in stays])
    for stay in sorted(stays, key=lambda each: each.id):
        over = stay.status in {"out", "cancelled"} or (stay.to_day is not None and stay.to_day <= day)
        # Another laptop may have written less than our forms ask for.
        first = cast("datetime.date | None", stay.from_day)
        if stay.bed and not over and first is not None and first <= day:
            until = _("until {day}").format(day=format_day(stay.to_day)) if stay.to_day else ""
            words = ", ".join(filter(None, (_("{who} stays here").format(who=titles.of(stay.person)), until)))
            yield PacketLine(titles.of(stay.bed), words, "stay", stay.id)


def _money(session: Session, registry: Registry, among: Sequence[str]) -> Iterable[PacketLine]:
    """List what was set aside for it, and expenses that are not paid, where the group keeps funds here."""
    for kind, words in (("allocation", _("set aside")), ("expense", _("not paid yet"))):
        if kind in registry:
            for each in _of(session, registry[kind].model, among):
                if kind == "allocation" or each.state in {"draft", "handed_in", "returned"}:
                    title = getattr(each, "purpose", None) or words
                    amount = f"{plain(each.amount, each.currency)} {each.currency or ''}".strip()
                    note = amount if title == words else f"{amount}, {words}"
                    yield PacketLine(title, note, kind, each.id)


def _agreements(session: Session, among: Sequence[str], listings: Sequence[Listing]) -> Iterable[PacketLine]:
    """List what was decided and when it is looked at again, and the partners that give or get something."""
    for each in _of(session, Decision, among):
        review = _("review on {day}").format(day=format_day(each.review_on)) if each.review_on else ""
        yield PacketLine(each.question or "", ", ".join(filter(None, (each.result, review))), "decision", each.id)
    yield from _partners(session, listings)


def _partners(session: Session, listings: Sequence[Listing]) -> Iterable[PacketLine]:
    """List the partners whose needs and offers are matched with those of a project, with how they are reached."""
    mine = {each.id: each.title or "" for each in listings}
    theirs = {row.id: row for row in session.exec(select(Partner)).all()}
    if not mine or not theirs:
        return
    of = dict(session.exec(select(Listing.id, Listing.of).where(col(Listing.of).in_(sorted(theirs)))).all())
    agreed: defaultdict[str, set[str]] = defaultdict(set)
    for match in session.exec(select(Match)).all():
        pair = (match.need, match.offer)
        own, other = (
            next((each for each in pair if each in mine), None),
            next((each for each in pair if each in of), None),
        )
        if own and other and match.status not in _NOT_AGREED:
            agreed[str(of[other])].add(mine[own])
    points = session.exec(select(PartnerContact).where(col(PartnerContact.partner).in_(sorted(agreed)))).all()
    ways = _safe(points, "partner")
    for partner, titles in sorted(agreed.items(), key=lambda pair: (theirs[pair[0]].name or "", pair[0])):
        more = ", ".join(filter(None, (*sorted(titles), ways.get(partner, ""))))
        yield PacketLine(_("Partner: {name}").format(name=theirs[partner].name or ""), more, "partner", partner)


def _tried(session: Session, among: Sequence[str]) -> Iterable[PacketLine]:
    """Tell what happened, what runs have taught, and the lessons."""
    for each in sorted(_of(session, ProjectEntry, among), key=lambda each: (each.day or datetime.date.min, each.id)):
        yield PacketLine(each.text or "", format_day(each.day) if each.day else "", "entry", each.id)
    runs = [each.id for each in _of(session, PlaybookRun, among)]
    for look in session.exec(select(Retrospective).where(col(Retrospective.run).in_(runs))).all():
        said = (look.kept, look.changed, look.dropped, look.why)
        yield PacketLine(
            "; ".join(filter(None, said)), format_day(look.day) if look.day else "", "retrospective", look.id
        )
    for each in sorted(session.exec(select(Project).where(col(Project.id).in_(among))).all(), key=lambda each: each.id):
        if each.lessons:
            yield PacketLine(each.lessons, _("lessons"), "project", each.id)


@dataclass(frozen=True, slots=True)
class HeldRecord:
    """A record that names a leaver: in which fields, and who it goes to if somebody is known."""

    record: str
    kind: str
    title: str
    fields: tuple[str, ...]
    goes_to: str | None
    over: bool = False


def held_by(vault: Vault, person: str) -> dict[str, list[HeldRecord]]:
    """Find every record in which any reference to a person is theirs, by kind: the declarations say where to look."""
    found: dict[str, list[HeldRecord]] = {}
    with vault.reading() as session:
        titles = Titles.within(vault, session)
        survivors = people_survivors(session)
        theirs = {person, *(one for one in survivors.merged() if survivors.of(one) == person)}
        for kind in vault.registry:
            names = [each.name for each in kind.references() if each.target in {"person", ANY}]
            rows: dict[str, Any] = {}
            for name in names:
                column: Any = getattr(kind.model, name)
                rows |= {row.id: row for row in session.exec(select(kind.model).where(column.in_(theirs))).all()}
            if not rows:
                continue
            titles.take(kind.name, list(rows.values()))
            found[kind.name] = [
                HeldRecord(
                    row.id,
                    kind.name,
                    titles.of(row.id),
                    tuple(name for name in names if getattr(row, name) in theirs),
                    _deputy(row, theirs),
                    (getattr(row, "status", None) or getattr(row, "state", None)) in _OVER,
                )
                for row in sorted(rows.values(), key=lambda row: row.id)
            ]
    return found


def _deputy(row: Any, leaver: Collection[str]) -> str | None:
    """Give who stands behind in a record."""
    others = (getattr(row, name, None) for name in _DEPUTIES)
    return next((other for other in others if other and other not in leaver), None)


def pass_on(vault: Vault, person: str, goes_to: Mapping[str, str]) -> Changed:
    """Let records name others than a leaver, as one action; ``goes_to`` is by record."""
    changes: list[Change] = []
    for held in (each for rows in held_by(vault, person).values() for each in rows):
        other = goes_to.get(held.record)
        kind = vault.registry[held.kind]
        if not other or kind.written_once:
            continue
        before = records.get(vault, held.record).values
        values: dict[str, Any] = dict.fromkeys(held.fields, other)
        for name in (*_DEPUTIES, "owner"):
            if name in before and before[name] == other and name not in values and values:
                values[name] = None
        try:
            kind.check_edit(before, values)
        except WrongValue:
            continue
        changes.append(Edit(held.record, values))
    return vault.apply(changes, _("Hand everything over")) if changes else Changed()


def successors(vault: Vault, held: Mapping[str, Sequence[HeldRecord]], to: str) -> dict[str, str]:
    """Say to whom the records of a leaver go: to who stands behind, else to ``to``; parts and what is over stay."""
    found: dict[str, str] = {}
    for kind, rows in held.items():
        declared = vault.registry[kind]
        if declared.part_of == "person" or kind == "person" or not _is_charge(declared):
            continue
        found |= {each.record: each.goes_to or to for each in rows if not each.over}
    return found


def _is_charge(kind: RecordType) -> bool:
    """Say whether records of a kind can be in somebody's charge, such as a task, and not only about them, as a stay is.

    What is in charge comes to an end or has somebody behind, and belongs to something, has an owner or a deputy.
    """
    names = kind.attributes.keys()
    ends = not {"status", "state", *_DEPUTIES}.isdisjoint(names)
    return ends and (kind.part_of is not None or not {"owner", *_DEPUTIES}.isdisjoint(names))
