"""What people put on Today beside commitments: follow-ups, first tasks, steps, stages, returns, consents that lapse."""

from __future__ import annotations

import datetime
from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from types import MappingProxyType
from typing import Any

from sqlmodel import col, select

from app.capabilities.people import board_service
from app.capabilities.people.first_days import DAYS, FIRST_WITHIN
from app.capabilities.people.reading import SIGNS
from app.capabilities.people.records import Person
from app.capabilities.people.records_coming import Orientation, OrientationSeat
from app.capabilities.people.records_paths import PathwayRun, Stage, StepRun
from app.capabilities.people.records_time import Absence, Activity
from app.i18n import N_, _
from app.records.changes import Add, Change, Edit
from app.records.consents import PURPOSES, Consent
from app.records.days import days_on, format_day
from app.services.agenda.section import COMING, DUE, LATER, Action, AgendaItem, AgendaSection, Look, dated
from app.services.records import records
from app.services.records.portions import rows_among
from app.storage.vault.vault import Vault

SOON = datetime.timedelta(days=7)
_BOARD = "pathways"
FOLLOWED_UP, STEP_DONE, NEXT_STAGE = "followed-up", "step-done", "next-stage"
FIRST_DONE, IS_BACK, GIVEN_AGAIN = "first-task-done", "is-back", "consent-given-again"


def _follow_ups(look: Look) -> list[AgendaItem]:
    """List what somebody wanted to come back to."""
    due: Any = Activity.follow_up_on
    rows = look.session.exec(select(Activity).where(due <= look.day).order_by(due)).all()
    look.titles.fetch("person", [each.person for each in rows])
    return [
        dated(
            each.id,
            "activity",
            look.titles.of(each.person),
            _first_line(each.result),
            each.follow_up_on or look.day,
            look.day,
            FOLLOWED_UP,
        )
        for each in rows
    ]


def _first_line(text: str | None) -> str:
    """Give the first line of a text, short enough for a row."""
    line = (text or "").split("\n", 1)[0]
    return line if len(line) <= 80 else f"{line[:79]}…"


def _first_tasks(look: Look) -> list[AgendaItem]:
    """List the newcomers of the last three weeks who have had nothing to do two days after they came."""
    since: Any = Person.since
    first, last = look.day - datetime.timedelta(days=DAYS), look.day - datetime.timedelta(days=FIRST_WITHIN)
    here = col(Person.left_on).is_(None) & col(Person.merged_into).is_(None)
    rows = look.session.exec(select(Person).where(since > first, since <= last, here).order_by(since)).all()
    if not rows:
        return []
    ids = [each.id for each in rows]
    worked = select(Activity.person).where(col(Activity.person).in_(ids), col(Activity.kind).in_(["worked", "met"]))
    busy = set(look.session.exec(worked).all())
    if "task" in look.vault.registry:
        model: Any = look.vault.registry["task"].model
        busy |= set(look.session.exec(select(model.who).where(model.who.in_(ids), model.status != "open")).all())
    return [
        dated(
            each.id,
            "person",
            each.name,
            _("no first task done yet"),
            days_on(each.since or look.day, FIRST_WITHIN),
            look.day,
            FIRST_DONE,
        )
        for each in rows
        if each.id not in busy
    ]


def _steps(look: Look) -> list[AgendaItem]:
    """List the steps on people's ways that are due within a week."""
    due: Any = StepRun.due
    is_open = col(StepRun.done_on).is_(None) & col(StepRun.skipped).is_not(True)
    rows = look.session.exec(select(StepRun).where(due <= look.day + SOON, is_open).order_by(due)).all()
    look.titles.fetch("pathway_run", [each.pathway_run for each in rows])
    titles = look.titles.of
    return [
        replace(
            dated(each.id, "step_run", each.what, titles(each.pathway_run), each.due or look.day, look.day, STEP_DONE),
            room=_BOARD,
        )
        for each in rows
    ]


def _over_long(look: Look) -> list[AgendaItem]:
    """List those who are in a stage of their way for longer than it should take."""
    statement = (
        select(PathwayRun, Stage)
        .join(Stage, col(Stage.id) == col(PathwayRun.stage))
        .where(PathwayRun.status == "running", col(PathwayRun.entered_on).is_not(None), col(Stage.days).is_not(None))
    )
    found: list[tuple[datetime.date, PathwayRun, Stage]] = []
    for run, stage in look.session.exec(statement).all():
        if run.entered_on is None or stage.days is None:
            continue
        until = days_on(run.entered_on, stage.days)
        if until < look.day:
            found.append((until, run, stage))
    found.sort(key=lambda each: (each[0], each[1].id))
    look.titles.fetch("person", [run.person for _until, run, _stage in found])
    return [
        replace(
            dated(run.id, "pathway_run", look.titles.of(run.person), stage.name, until, look.day, NEXT_STAGE),
            room=_BOARD,
        )
        for until, run, stage in found
    ]


def _returns(look: Look) -> list[AgendaItem]:
    """List those who are back within a week; who is back today goes once somebody has talked with them."""
    back: Any = Absence.back_on
    rows = look.session.exec(select(Absence).where(back >= look.day, back <= look.day + SOON).order_by(back)).all()
    people = [each.person for each in rows]
    talked = select(Activity.person).where(col(Activity.kind).in_(SIGNS), Activity.on_day >= look.day)
    greeted = set(rows_among(look.session, talked, Activity.person, people))
    look.titles.fetch("person", people)
    return [_return(look, each) for each in rows if each.back_on != look.day or each.person not in greeted]


def _return(look: Look, each: Absence) -> AgendaItem:
    """Say since when somebody is away, or from when they will be, and the day on which they are back."""
    back, first = each.back_on or look.day, each.from_day or look.day
    about = (_("away since {day}") if first <= look.day else _("away from {day}")).format(day=format_day(first))
    item = dated(each.person, "person", look.titles.of(each.person), about, back, look.day)
    detail = _("{away}, back on {day}").format(away=about, day=format_day(back))
    return replace(item, detail=detail, action=IS_BACK if first <= look.day else "", acts_on=each.id)


def _is_back(vault: Vault, record: str, day: datetime.date) -> list[Change]:
    """Let an absence end on this day, and note that somebody has talked with whoever is back."""
    values = records.get(vault, record).values
    talked = {"person": values["person"], "kind": "talked", "on_day": day, "result": _("Back again")}
    return [Edit(record, {"back_on": day}), Add("activity", talked)]


def _consents(look: Look) -> list[AgendaItem]:
    """List the consents that lapse within a week, but for those that were given anew for longer."""
    until: Any = Consent.until_day
    rows = look.session.exec(
        select(Consent)
        .where(until >= look.day, until <= look.day + SOON, col(Consent.withdrawn_on).is_(None))
        .order_by(until)
    ).all()
    people = [each.person for each in rows]
    held = rows_among(look.session, select(Consent).where(col(Consent.withdrawn_on).is_(None)), Consent.person, people)
    longest: dict[tuple[str, str, str | None], datetime.date] = {}
    for each in held:
        key, last = (each.person, each.purpose, each.about), each.until_day or datetime.date.max
        longest[key] = max(last, longest.get(key, last))
    look.titles.fetch("person", people)
    return [
        replace(
            dated(
                each.person,
                "person",
                look.titles.of(each.person),
                _(PURPOSES.get(each.purpose, each.purpose)),
                each.until_day or look.day,
                look.day,
                GIVEN_AGAIN,
            ),
            acts_on=each.id,
        )
        for each in rows
        if longest[each.person, each.purpose, each.about] == each.until_day
    ]


def _given_again(vault: Vault, record: str, day: datetime.date) -> list[Change]:
    """Write down a consent that was given anew today, for as long as the one that lapses."""
    values = records.get(vault, record).values
    until = day + (values["until_day"] - values["on_day"])
    anew = {name: values[name] for name in ("person", "purpose", "about") if values[name] is not None}
    return [Add("consent", {**anew, "on_day": day, "until_day": until})]


def _orientations(look: Look) -> list[AgendaItem]:
    """List the orientations of the next seven days, with how many have said yes."""
    day: Any = Orientation.on_day
    rows = look.session.exec(select(Orientation).where(day >= look.day, day <= look.day + SOON).order_by(day)).all()
    seats = look.session.exec(
        select(OrientationSeat).where(col(OrientationSeat.orientation).in_([each.id for each in rows]))
    ).all()
    return [
        replace(
            dated(
                each.id,
                "orientation",
                " ".join(filter(None, (each.name, each.at))),
                _("{yes} of {seats} said yes, {asked} were asked").format(
                    yes=len({seat.person for seat in seats if seat.orientation == each.id and seat.answer == "yes"}),
                    seats=each.seats,
                    asked=len({seat.person for seat in seats if seat.orientation == each.id}),
                ),
                each.on_day or look.day,
                look.day,
            ),
            room="intake",
            page="triage",
        )
        for each in rows
    ]


def _first_done(_vault: Vault, person: str, day: datetime.date) -> list[Change]:
    """Note that somebody worked with us today."""
    return [Add("activity", {"person": person, "kind": "worked", "on_day": day})]


def _one(
    name: str, label: str, changes: Callable[[Vault, str, datetime.date], Sequence[Change]]
) -> Mapping[str, Action]:
    """Give the one action of a section."""
    return MappingProxyType({name: Action(label, changes)})


_FOLLOWED = _one(FOLLOWED_UP, N_("Done"), lambda _vault, record, _day: [Edit(record, {"follow_up_on": None})])
_DONE = _one(STEP_DONE, N_("Done"), lambda _vault, record, day: [Edit(record, {"done_on": day})])
CARE = (
    AgendaSection(
        "returns",
        N_("Back soon"),
        frozenset({"absence", "activity", "person"}),
        _returns,
        COMING,
        "person",
        counted_down=True,
        before=N_("back {day}"),
        actions=_one(IS_BACK, N_("Back again"), _is_back),
    ),
    AgendaSection(
        "orientations",
        N_("Orientations"),
        frozenset({"orientation", "orientation_seat"}),
        _orientations,
        COMING,
    ),
    AgendaSection(
        "follow-ups", N_("To follow up"), frozenset({"activity", "person"}), _follow_ups, DUE, actions=_FOLLOWED
    ),
    AgendaSection(
        "first-tasks",
        N_("First task overdue"),
        frozenset({"person", "activity", "task"}),
        _first_tasks,
        DUE,
        "person",
        actions=_one(FIRST_DONE, N_("First task done"), _first_done),
    ),
    AgendaSection(
        "steps", N_("Steps of people"), frozenset({"step_run", "pathway_run", "person"}), _steps, DUE, actions=_DONE
    ),
    AgendaSection(
        "stages",
        N_("In a stage for long"),
        frozenset({"pathway_run", "stage", "person"}),
        _over_long,
        LATER,
        "person",
        actions=_one(NEXT_STAGE, N_("Next stage"), board_service.next_changes),
    ),
    AgendaSection(
        "consents",
        N_("Consents that lapse"),
        frozenset({"consent", "person"}),
        _consents,
        LATER,
        counted_down=True,
        actions=_one(GIVEN_AGAIN, N_("Given again"), _given_again),
    ),
)
