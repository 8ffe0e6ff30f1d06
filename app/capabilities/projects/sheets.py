"""The sheets of projects: assignments, check-in, log, need and lack, checklist, handover, check-out, walk list."""

from __future__ import annotations

from collections import defaultdict
from decimal import Decimal
from typing import Any

from sqlmodel import select

from app.capabilities.people.records import Person
from app.capabilities.people.records_reach import Address
from app.capabilities.people.records_time import Attendance
from app.capabilities.people.signing_in import CARDS
from app.capabilities.projects import actions_service, attending, handover, playbook_service, task_board
from app.capabilities.projects.actions import standing
from app.capabilities.projects.checking_in import CHECKED_IN
from app.capabilities.projects.records import Project, ProjectEntry, Task
from app.capabilities.projects.records_playbooks import VERSION_STATES, Playbook
from app.capabilities.projects.records_roles import ProjectRole, RoleHolder, Shift
from app.capabilities.projects.waits import OPEN
from app.capabilities.projects.words import by_words, line_words
from app.i18n import N_, _, ngettext
from app.records.days import format_day
from app.services.printing.kinds import FilledSheet, SheetKind, Wanted
from app.services.records import records
from app.services.records.titles import Titles
from app.services.settings import group
from app.sheets.codes import row_code
from app.sheets.sheet import NO_BOX, SheetColumn, SheetRow, SheetSection
from app.storage.vault.vault import Vault

_SENSITIVE = N_("Names people: keep it out of sight, and destroy it when it is done.")


def assignment_list(vault: Vault, wanted: Wanted) -> FilledSheet:
    """Print who does what in a project: roles with their holders, then open tasks (ICS 204)."""
    with vault.reading() as session:
        titles = Titles.within(vault, session)
        roles = session.exec(select(ProjectRole).where(ProjectRole.project == wanted.record)).all()
        tasks = session.exec(select(Task).where(Task.project == wanted.record)).all()
        held: defaultdict[str, list[Any]] = defaultdict(list)
        for each in session.exec(select(RoleHolder)).all():
            held[each.role].append(each)
        open_tasks = [task for task in tasks if (task.status or "open") in OPEN]
        people = [each.person for role in roles for each in held[role.id]]
        titles.fetch("person", [*people, *(task.who for task in open_tasks), *(task.backup for task in open_tasks)])
        rows = [
            SheetRow(
                (
                    role.name or "",
                    ", ".join(_held(titles, each) for each in held[role.id] if each.state == "holds"),
                    format_day(role.until) if role.until else "",
                ),
            )
            for role in sorted(roles, key=lambda role: (role.name or "", role.id))
        ]
        work = [
            SheetRow(
                (
                    task.title or "",
                    ", ".join(titles.of(who) for who in (task.who, task.backup) if who),
                    format_day(task.due) if task.due else "",
                ),
                code=row_code(task.id),
            )
            for task in sorted(open_tasks, key=lambda task: (str(task.due or "9"), task.id))
        ]
    columns = (
        SheetColumn("what", _("What"), width=4),
        SheetColumn("who", _("Who"), width=3),
        SheetColumn("until", _("Until"), kind="day", width=0.5),
    )
    return FilledSheet(
        columns,
        (SheetSection(_("Roles"), tuple(rows)), SheetSection(_("Tasks"), tuple(work))),
        _of(vault, wanted.record, len(rows) + len(work)),
    )


def _held(titles: Titles, term: Any) -> str:
    """Name who holds a role, and until when."""
    name = titles.of(term.person)
    return _("{who} (until {day})").format(who=name, day=format_day(term.until)) if term.until else name


def _of(vault: Vault, record: str, rows: int) -> str:
    """Say what a sheet is of, and how many rows it has."""
    words = ngettext("{n} row", "{n} rows", rows).format(n=f"{rows:n}")
    return f"{records.get(vault, record).title} · {words}"


def check_in(vault: Vault, wanted: Wanted) -> FilledSheet:
    """Print who is expected at an event and its shifts, with room for walk-ins (ICS 211)."""
    with vault.reading() as session:
        titles = Titles.within(vault, session)
        shifts = session.exec(select(Shift).where(Shift.event == wanted.record)).all()
        names = {wanted.record: _("Everybody"), **{shift.id: shift.name or "" for shift in shifts}}
        rows = [row for row in session.exec(select(Attendance)).all() if row.of in names and row.person]
        titles.fetch("person", [row.person for row in rows])
        sections = [
            SheetSection(
                name,
                tuple(
                    SheetRow((titles.of(row.person), "", "", ""), code=row_code(row.id))
                    for row in sorted(rows, key=lambda row: (titles.of(row.person).casefold(), row.id))
                    if row.of == of
                ),
            )
            for of, name in names.items()
        ]
    columns = (
        SheetColumn("name", _("Name"), width=3),
        SheetColumn("came", _("Came"), kind="line", width=1),
        SheetColumn("left", _("Left"), kind="line", width=1),
        SheetColumn("reach", _("New number or address"), kind="line", width=2),
    )
    shown = tuple(each for each in sections if each.rows)
    return FilledSheet(columns, shown, _of(vault, wanted.record, len(rows)))


def activity_log(vault: Vault, wanted: Wanted) -> FilledSheet:
    """Print the log of a project, with room to go on by hand (ICS 214)."""
    with vault.reading() as session:
        rows = session.exec(select(ProjectEntry).where(ProjectEntry.project == wanted.record)).all()
    ordered = sorted(rows, key=lambda row: (str(row.day or ""), row.id))
    found = tuple(
        SheetRow((format_day(row.day) if row.day else "", row.text or ""), code=row_code(row.id)) for row in ordered
    )
    columns = (SheetColumn("day", _("Day"), kind="day"), SheetColumn("text", _("What happened"), width=5))
    return FilledSheet(columns, (SheetSection(rows=found),), _of(vault, wanted.record, len(found)))


def need_have_lack(vault: Vault, wanted: Wanted) -> FilledSheet:
    """Print what an action takes, what there is and what is missing (ICS 215)."""
    day = group.today(vault)
    with vault.reading() as session:
        plan, stock, names = actions_service.read(session, vault)
    found = standing(plan, wanted.record, stock, day)
    columns = (
        SheetColumn("what", _("What"), width=3),
        SheetColumn("need", _("Need"), kind="number"),
        SheetColumn("have", _("Have"), kind="number"),
        SheetColumn("lack", _("Lack"), kind="number"),
        SheetColumn("with", _("With"), width=3),
    )
    rows: list[SheetRow] = []
    for line in found.lines:
        wanted_of, by = line.need.wanted, by_words(line, names, _MOST_BY)
        lack = max(wanted_of - line.have, Decimal(0))
        cells = (line_words(line, names), f"{wanted_of:f}", f"{line.have:f}", f"{lack:f}", by)
        rows.append(SheetRow(cells, "" if line.met else "strong", row_code(line.need.id)))
    first = _("first possible on {day}").format(day=format_day(found.first_day)) if found.first_day else ""
    summary = f"{names.get(wanted.record, '')} · {first or _('not possible within a year')}"
    return FilledSheet(columns, (SheetSection(rows=tuple(rows)),), summary)


def checklist(vault: Vault, wanted: Wanted) -> FilledSheet:
    """Print a playbook as a checklist: version and day on it, and a heading at every pause point."""
    row = playbook_service.version_of(vault, wanted.record, None, "adopted", "proposed", "draft")
    with vault.reading() as session:
        playbook = session.get(Playbook, wanted.record)
        steps = playbook_service.shelf(session).steps.get(row.id, ())
    sections: list[SheetSection] = []
    rows: list[SheetRow] = []
    for each in (*steps, None):
        if each is not None:
            how = _("do, then tick") if each.how == "do_confirm" else _("read, then do")
            rows.append(SheetRow((each.key, each.title, each.role or "", how, "")))
        if (each is None or each.pause) and rows:
            sections.append(
                SheetSection(_("Pause point {n}").format(n=len(sections) + 1), tuple(rows), note=_("pause after it"))
            )
            rows = []
    columns = (
        SheetColumn("key", _("Step"), kind="number"),
        SheetColumn("what", _("What"), width=5),
        SheetColumn("role", _("Role"), width=1),
        SheetColumn("how", _("How"), width=1),
        SheetColumn("done", _("Done"), kind="tick"),
    )
    version = _("{name}, version {n} ({state}), {day}").format(
        name=playbook.name if playbook else "",
        n=row.number,
        state=_(VERSION_STATES.get(row.state or "draft", "")).lower(),
        day=format_day(group.today(vault)),
    )
    return FilledSheet(columns, tuple(sections), version, (playbook.purpose or "") if playbook else "")


def handover_packet(vault: Vault, wanted: Wanted) -> FilledSheet:
    """Print the handover packet of a project in the order of ICS 201, with the steps to tick off."""
    found = handover.packet(vault, wanted.record, group.today(vault))
    columns = (
        SheetColumn("what", _("What"), width=3),
        SheetColumn("more", _("More"), width=3),
        SheetColumn("done", _("Done"), kind="tick"),
    )
    sections = [
        SheetSection(part.heading, tuple(SheetRow((line.what, line.more, NO_BOX)) for line in part.lines))
        for part in found.parts
    ]
    steps = tuple(SheetRow((text, "", "x" if done else "")) for text, _task, done in found.checklist)
    return FilledSheet(
        columns, (*(each for each in sections if each.rows), SheetSection(_("Steps"), steps)), found.name
    )


def check_out(vault: Vault, wanted: Wanted) -> FilledSheet:
    """Print everything that names somebody who leaves, and who it goes to."""
    held = handover.held_by(vault, wanted.record)
    with vault.reading() as session:
        titles = Titles.within(vault, session)
        titles.fetch("person", [each.goes_to for rows in held.values() for each in rows])
        sections = tuple(
            SheetSection(
                _(vault.registry[kind].many),
                tuple(
                    SheetRow(
                        (each.title, titles.of(each.goes_to) if each.goes_to else "", ""), code=row_code(each.record)
                    )
                    for each in rows
                ),
            )
            for kind, rows in held.items()
        )
    columns = (
        SheetColumn("what", _("What"), width=3),
        SheetColumn("to", _("Goes to"), kind="line", width=2),
        SheetColumn("done", _("Done"), kind="tick"),
    )
    return FilledSheet(columns, sections, records.get(vault, wanted.record).title)


def walk_list(vault: Vault, _wanted: Wanted) -> FilledSheet:
    """Print the doors to knock at by street, with room for what was said."""
    with vault.reading() as session:
        rows = [row for row in session.exec(select(Address)).all() if row.street and row.person]
        here = {
            row.id: row for row in session.exec(select(Person)).all() if row.left_on is None and not row.merged_into
        }
    streets: defaultdict[str, list[Any]] = defaultdict(list)
    for row in sorted(rows, key=lambda row: (row.town or "", row.street or "", row.id)):
        if row.person in here:
            streets[row.town or ""].append(row)
    columns = (
        SheetColumn("where", _("Where"), width=2),
        SheetColumn("who", _("Who"), width=2),
        SheetColumn("said", _("What they said"), kind="line", width=3),
        SheetColumn("again", _("Again on"), kind="line", width=1),
    )
    sections = tuple(
        SheetSection(
            town,
            tuple(
                SheetRow((row.street or "", here[row.person].name or "", "", ""), code=row_code(row.person))
                for row in found
            ),
        )
        for town, found in streets.items()
    )
    return FilledSheet(columns, sections, str(sum(len(each.rows) for each in sections)))


def orientation_pack(vault: Vault, _wanted: Wanted) -> FilledSheet:
    """Print what somebody new wants to know: what is done here, what is next, and what they could begin with."""
    day, now = group.today(vault), vault.environment.now()
    tasks = task_board.board(vault, day)
    with vault.reading() as session:
        titles = Titles.within(vault, session)
        rows = session.exec(select(Project).where(Project.status == "active")).all()
        under_way = sorted((row for row in rows if not row.merged_into), key=lambda row: (row.name or "", row.id))
        titles.fetch("person", [row.owner for row in under_way])
        done = tuple(
            SheetRow((row.name or "", " ".join((row.purpose or "").split()), titles.of(row.owner) if row.owner else ""))
            for row in under_way
        )
    ahead = [each for each in attending.events(vault, now) if not each.over]
    coming = tuple(
        SheetRow((each.name, " · ".join(filter(None, (format_day(each.day), each.slots[0].begins))), each.place))
        for each in ahead[:_MOST_AHEAD]
    )
    begin = tuple(
        SheetRow((card.title, card.project_name, _("{n} min").format(n=card.minutes)), code=row_code(card.id))
        for card in tasks.cards
        if card.picked_up
    )
    columns = (
        SheetColumn("what", _("What"), width=3),
        SheetColumn("more", _("More"), width=4),
        SheetColumn("who", _("Whom to ask, where, how long"), width=2),
    )
    sections = (
        SheetSection(_("What we do"), done),
        SheetSection(_("What comes next"), coming),
        SheetSection(_("What you could begin with"), begin[:_MOST_BEGUN]),
    )
    return FilledSheet(columns, tuple(each for each in sections if each.rows), _("Welcome"))


_MOST_AHEAD, _MOST_BEGUN, _MOST_BY = 12, 20, 30

SHEETS = (
    SheetKind(
        "orientation-pack",
        N_("Orientation pack"),
        N_("For somebody new: what we do, what comes next, and what they could begin with."),
        "project",
        orientation_pack,
        filtered=False,
        typed_back=CARDS,
    ),
    SheetKind(
        "assignment-list",
        N_("Assignment list"),
        N_("Who does what in a project, and until when."),
        "project",
        assignment_list,
        of_one=True,
        sensitivity=_SENSITIVE,
        typed_back=CARDS,
    ),
    SheetKind(
        "check-in",
        N_("Check-in list"),
        N_("Who is expected at an event, with room for walk-ins."),
        "event",
        check_in,
        of_one=True,
        blank_rows=10,
        sensitivity=_SENSITIVE,
        typed_back=CHECKED_IN,
    ),
    SheetKind(
        "activity-log",
        N_("Activity log"),
        N_("What happened in a project, with room to go on."),
        "project",
        activity_log,
        of_one=True,
        blank_rows=10,
    ),
    SheetKind(
        "need-have-lack",
        N_("Need, have, lack"),
        N_("What an action takes, and what is missing."),
        "action",
        need_have_lack,
        of_one=True,
    ),
    SheetKind(
        "playbook-checklist",
        N_("Checklist"),
        N_("A playbook to tick off, with its pause points."),
        "playbook",
        checklist,
        of_one=True,
    ),
    SheetKind(
        "handover-packet",
        N_("Handover packet"),
        N_("All that whoever takes over a project needs."),
        "project",
        handover_packet,
        of_one=True,
        sensitivity=_SENSITIVE,
    ),
    SheetKind(
        "check-out",
        N_("Check-out of a leaver"),
        N_("All that names somebody who leaves, and who it goes to."),
        "person",
        check_out,
        of_one=True,
        sensitivity=_SENSITIVE,
    ),
    SheetKind(
        "walk-list",
        N_("Walk list"),
        N_("Doors to knock at, by street."),
        "person",
        walk_list,
        filtered=False,
        sensitivity=_SENSITIVE,
    ),
)
