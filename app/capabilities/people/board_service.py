"""The board of pathways of a vault, and what can be done on it: begin, go on, pause, stop, finish."""

from __future__ import annotations

import datetime
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from sqlmodel import select

from app.capabilities.people import pathways
from app.capabilities.people.pathways import BoardColumn, Run, StageRow
from app.capabilities.people.records import LEFT_REASONS, Person
from app.capabilities.people.records_paths import Pathway, PathwayRun, Stage
from app.i18n import _
from app.problems import UserProblem, WrongValue
from app.records.changes import Add, Change, Changed, Edit, New
from app.services.records import records
from app.storage.vault.vault import Vault


@dataclass(frozen=True, slots=True)
class PausedWay:
    """A way that rests: whose, why, and from which day it is to go on, if that is known."""

    run: str
    person: str
    reason: str
    resume_on: datetime.date | None


@dataclass(frozen=True, slots=True)
class PathwayBoard:
    """The columns of a pathway, and the names of those on it; ``pathway`` is empty while there is none."""

    pathway: str
    name: str
    columns: tuple[BoardColumn, ...]
    names: Mapping[str, str]
    people: Mapping[str, str]
    paused: tuple[PausedWay, ...] = ()


def board(vault: Vault, day: datetime.date) -> PathwayBoard:
    """Read the board of the first pathway."""
    with vault.reading() as session:
        found = sorted(session.exec(select(Pathway)).all(), key=lambda each: each.id)
        if not found:
            return PathwayBoard("", "", (), {}, {})
        pathway = found[0]
        stages = _stages(session.exec(select(Stage).where(Stage.pathway == pathway.id)).all())
        rows = session.exec(select(PathwayRun).where(PathwayRun.pathway == pathway.id)).all()
        runs = [Run(each.id, each.person, each.stage, each.entered_on, each.status) for each in rows]
        names = {one: name or "" for one, name in session.exec(select(Person.id, Person.name)).all()}
    columns = tuple(pathways.board(stages, runs, day))
    resting = (each for each in rows if each.status == pathways.PAUSED)
    paused = sorted(resting, key=lambda each: (each.resume_on or datetime.date.max, each.id))
    return PathwayBoard(
        pathway.id,
        pathway.name,
        columns,
        names,
        {each.id: each.person for each in runs},
        tuple(PausedWay(each.id, each.person, each.reason or "", each.resume_on) for each in paused),
    )


def make_default(vault: Vault) -> Changed:
    """Make the default pathway."""
    return vault.apply(pathways.default_changes(), _("Make a pathway"))


def begin(vault: Vault, person: str, pathway: str, day: datetime.date, owner: str | None = None) -> Changed:
    """Let somebody begin a pathway on a day, with its first steps."""
    with vault.reading() as session:
        stages = _stages(session.exec(select(Stage).where(Stage.pathway == pathway)).all())
    first = pathways.next_stage(stages, None)
    values = {"person": person, "pathway": pathway, "stage": first.id if first else None, "entered_on": day}
    changes: list[Change] = [Add("pathway_run", {**values, "owner": owner})]
    changes += pathways.steps_from(New(0), day, owner)
    return vault.apply(changes, _("Begin a pathway"))


def go_on(vault: Vault, run: str, day: datetime.date) -> Changed:
    """Move somebody to the next stage; after the last one the way is finished."""
    changes = next_changes(vault, run, day)
    return vault.apply(changes, _("Go on") if "stage" in changes[0].values else _("Finish a way"))


def next_changes(vault: Vault, run: str, day: datetime.date) -> list[Edit]:
    """Say what moving somebody to the next stage comes to."""
    card = records.get(vault, run)
    if card.values.get("status") != pathways.RUNNING:
        raise UserProblem(_("This way does not run at the moment."), do=_("Let it run again first."))
    with vault.reading() as session:
        stages = _stages(session.exec(select(Stage).where(Stage.pathway == card.values["pathway"])).all())
    following = pathways.next_stage(stages, card.values.get("stage"))
    if following is None:
        return [Edit(run, {"status": pathways.FINISHED})]
    return [Edit(run, {"stage": following.id, "entered_on": day})]


def end(vault: Vault, run: str, status: str, reason: str, resume_on: datetime.date | None = None) -> Changed:
    """Pause, stop or finish a way; a reason is needed, for an outcome is no deletion."""
    if status not in {pathways.PAUSED, pathways.STOPPED, pathways.FINISHED}:
        raise WrongValue(_("A way is paused, stopped or finished."))
    if not reason.strip():
        raise WrongValue(_("Say why, for whoever meets this person next."), field="reason")
    return vault.apply([Edit(run, {"status": status, "reason": reason, "resume_on": resume_on})], _("Change a way"))


def resume(vault: Vault, run: str, day: datetime.date) -> Changed:
    """Let a way run again; the days in its stage count from now."""
    values = {"status": pathways.RUNNING, "resume_on": None, "entered_on": day}
    return vault.apply([Edit(run, values)], _("Go on again"))


def leave(vault: Vault, run: str, day: datetime.date, left_reason: str, reason: str = "") -> Changed:
    """Let somebody leave: the way ends as finished if that was agreed, else as stopped; they left on this day."""
    card = records.get(vault, run)
    if left_reason not in LEFT_REASONS:
        raise WrongValue(_("Say why they leave."), field="left_reason")
    agreed = left_reason == "agreed"
    said = reason.strip() or _(LEFT_REASONS[left_reason])
    status = pathways.FINISHED if agreed else pathways.STOPPED
    return vault.apply(
        [
            Edit(run, {"status": status, "reason": said, "resume_on": None}),
            Edit(str(card.values["person"]), {"left_on": day, "left_reason": left_reason, "stage": "left"}),
        ],
        _("Leave as agreed") if agreed else _("Leave"),
    )


def _stages(rows: Sequence[Stage]) -> list[StageRow]:
    """Read stages as the rules take them."""
    return [StageRow(each.id, each.name, each.position or 0, each.days, each.gate or "") for each in rows]
