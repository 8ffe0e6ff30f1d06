"""What projects refuse to write here: rings of waiting, shifts outside their events, ways to decide nobody has."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from typing import Any

from sqlmodel import Session, col, select

from app.capabilities.projects.calendar import group_zone
from app.capabilities.projects.instants import instant
from app.capabilities.projects.playbook_service import step_of
from app.capabilities.projects.playbooks import digest
from app.capabilities.projects.records import Task, Wait
from app.capabilities.projects.records_actions import GroupCapability, Indicator, Measurement, Requirement
from app.capabilities.projects.records_playbooks import PlaybookStep, PlaybookVersion
from app.capabilities.projects.records_roles import Decision, ProjectEvent, Shift
from app.capabilities.projects.requirements import edges
from app.capabilities.projects.values import value_of
from app.capabilities.projects.waits import rings, way_round
from app.i18n import _
from app.problems import WrongValue
from app.records.changes import Change, Changed, DeleteRecord
from app.records.group_settings import KERNEL_SETTINGS, GroupSetting
from app.records.guard import BatchGuard

_ARROW = " → "


def _no_ring(session: Session, _changes: Sequence[Change], changed: Changed) -> None:
    """Refuse to let tasks wait for each other, and name the ring."""
    rows = [row for row in session.exec(select(Wait)).all() if row.task and row.for_task]
    mine = {(row.task, row.for_task) for row in rows if row.id in changed.touched}
    if not mine:
        return
    all_edges = [(row.task, row.for_task) for row in rows]
    for ring in rings(all_edges):
        if any(one in ring and other in ring for one, other in mine):
            way = way_round(ring, all_edges)
            names = {row.id: row.title or "" for row in session.exec(select(Task).where(col(Task.id).in_(way))).all()}
            raise WrongValue(
                _("These tasks would wait for each other for ever: {ring}.").format(ring=_named(way, names)),
                kept=_("Nothing was changed."),
                do=_("Take one of these waitings away first."),
            )


def _named(way: Sequence[str], names: dict[str, str]) -> str:
    """Write a way through records by their names, a long one shortened."""
    said = [names.get(each, "?") for each in way]
    return _ARROW.join(said if len(said) <= 7 else [*said[:3], "…", *said[-3:]])


def _no_capability_in_itself(session: Session, _changes: Sequence[Change], changed: Changed) -> None:
    """Refuse a capability that would need itself, also by way of others."""
    rows = session.exec(select(Requirement)).all()
    names = {row.id: row.name or "" for row in session.exec(select(GroupCapability)).all()}
    touched = {row.of for row in rows if row.id in changed.touched} | changed.touched
    for ring in rings(all_edges := edges(rows, names)):
        if touched.intersection(ring):
            raise WrongValue(
                _("A capability cannot need itself: {ring}.").format(ring=_named(way_round(ring, all_edges), names)),
                kept=_("Nothing was changed."),
            )


def _shift_within(session: Session, _changes: Sequence[Change], changed: Changed) -> None:
    """Refuse a shift that begins before its event, or ends after it."""
    touched = _touched(session, Shift, changed.touched)
    events = {row.id: row for row in _touched(session, ProjectEvent, changed.touched)}
    shifts = [*touched, *session.exec(select(Shift).where(col(Shift.event).in_(list(events)))).all()]
    for row in _touched(session, ProjectEvent, {shift.event for shift in shifts if shift.event}):
        events[row.id] = row
    usual = group_zone(session)
    for shift in shifts:
        event = events.get(shift.event)
        if event is None:
            continue
        first, last = (instant(text, event.zone, usual) for text in (event.begins, event.ends))
        begins, ends = (instant(text, event.zone, usual) for text in (shift.begins, shift.ends))
        if (first and begins and begins < first) or (last and ends and ends > last):
            raise WrongValue(
                _("The shift “{shift}” lies outside of its event, which is from {begins} to {ends}.").format(
                    shift=shift.name, begins=event.begins, ends=event.ends
                ),
                kept=_("Nothing was changed."),
            )


def _known_way(session: Session, _changes: Sequence[Change], changed: Changed) -> None:
    """Refuse a way to decide that the group has not agreed on."""
    import json

    rows = session.exec(select(GroupSetting).where(GroupSetting.name == "ways_to_decide")).all()
    setting = next(each for each in KERNEL_SETTINGS if each.name == "ways_to_decide")
    try:
        known = setting.kind.from_wire(json.loads(min(rows, key=lambda row: row.id).value or "null")) if rows else None
    except ValueError:
        known = None
    ways: Sequence[str] = known or setting.default or ()
    for row in _touched(session, Decision, changed.touched):
        if row.method and row.method.casefold() not in {way.casefold() for way in ways}:
            raise WrongValue(
                _("“{method}” is no way to decide of this group.").format(method=row.method),
                field="method",
                kept=_("Nothing was changed."),
                do=_("There are: {names}.").format(names=", ".join(ways)),
            )


def _measured(session: Session, _changes: Sequence[Change], changed: Changed) -> None:
    """Refuse a measurement that is none of its indicator's sort of value."""
    rows = _touched(session, Measurement, changed.touched)
    indicators = {row.id: row for row in _touched(session, Indicator, {row.indicator for row in rows if row.indicator})}
    for row in rows:
        indicator = indicators.get(row.indicator)
        if indicator is not None and row.value is not None and value_of(indicator.measure, row.value) is None:
            hint = _("yes or no") if indicator.measure == "yes_no" else "12.5"
            raise WrongValue(
                _("“{value}” is no value of “{indicator}”, such as {hint}.").format(
                    value=row.value, indicator=indicator.name, hint=hint
                ),
                field="value",
                kept=_("Nothing was changed."),
            )


def _version_as_proposed(session: Session, changes: Sequence[Change], changed: Changed) -> None:
    """Refuse to change what was proposed: its steps have to be those of its digest."""
    versions = session.exec(select(PlaybookVersion)).all()
    steps = session.exec(select(PlaybookStep)).all()
    near = {row.version for row in steps if row.id in changed.touched} | changed.touched
    gone = any(isinstance(each, DeleteRecord) for each in changes)
    for version in versions:
        if (gone or version.id in near) and (version.state or "draft") != "draft":
            said = digest(step_of(row) for row in steps if row.version == version.id)
            if said != version.digest:
                raise WrongValue(
                    _("A version of a playbook never changes once it is proposed."),
                    kept=_("Nothing was changed."),
                    do=_("Fork it, and change the draft; `playbook propose` proposes it."),
                )


def _touched(session: Session, model: Any, ids: Collection[str | None]) -> list[Any]:
    """Read rows of a kind among some ids."""
    wanted: Iterable[str] = sorted(filter(None, ids))
    return list(session.exec(select(model).where(col(model.id).in_(list(wanted)))).all()) if wanted else []


GUARDS = (
    BatchGuard(frozenset({"wait"}), _no_ring),
    BatchGuard(frozenset({"requirement", "capability"}), _no_capability_in_itself),
    BatchGuard(frozenset({"shift", "event"}), _shift_within),
    BatchGuard(frozenset({"decision"}), _known_way),
    BatchGuard(frozenset({"measurement"}), _measured),
    BatchGuard(frozenset({"playbook_version", "step"}), _version_as_proposed),
)
