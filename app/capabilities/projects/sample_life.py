"""Sample data about the life of projects: roles, events, decisions, actions, outcomes, a run, a partner."""

from __future__ import annotations

import datetime
from collections.abc import Sequence
from typing import Any

from app.capabilities.projects import playbook_file, playbook_service
from app.capabilities.projects.playbooks import in_order
from app.capabilities.projects.schedule import days
from app.i18n import N_, _
from app.services.demo.maker import Maker, Sample

_ACTIONS = (
    (N_("Soup kitchen"), (("person", None, 2), ("hours", "", 6), ("thing", N_("soup kettle"), 1))),
    (N_("Rent strike"), (("person", 1, 1), ("check", N_("Legal advice"), 1), ("notice", "", 14))),
    (N_("Moving day"), (("person", None, 3), ("thing", N_("van"), 1), ("hours", "", 12))),
    (N_("Night shelter"), (("person", 0, 1), ("person", 1, 1), ("place", N_("hall"), 1), ("capability", "", 1))),
)

_PLANNED = frozenset({0, 2})
_THEIRS: tuple[tuple[dict[str, Any], int], ...] = (
    ({"sort": "listing", "side": "offer", "category": "thing", "title": N_("Big soup kettle"), "quantity": 1}, 40),
    ({"sort": "listing", "side": "need", "category": "transport", "title": N_("Van on a Sunday"), "quantity": 1}, 40),
    ({"sort": "project", "title": N_("Tools to lend"), "text": N_("Lend tools to neighbours.")}, 40),
    ({"sort": "listing", "side": "offer", "category": "space", "title": N_("Room for ten"), "quantity": 1}, -5),
)
"""What a partner has sent, and for how many days more it is good."""


def make(maker: Maker) -> None:
    """Give some projects all that belongs to them; nothing where none is asked for."""
    projects, people, skills = (maker.made[name] for name in ("projects", "people", "skills"))
    some = projects[: maker.count("project_lives")]
    if not some:
        return
    for project in some:
        _belongings(maker, project, people)
        _measured(maker, project)
    lessons = {"status": "archived", "lessons": _("Begin to collect in September."), "archived_on": maker.today}
    maker.batch.add("project", {"name": _("Winter coats of last year"), **lessons})
    maker.batch.add("project", {"name": _("Coats, second try"), "status": "active", "merged_into": projects[0]})
    maker.batch.add("project", {"name": _("Tool library"), "status": "active", "purpose": _("Lend tools.")})
    _actions(maker, skills)
    _run(maker, people)
    _partner(maker)
    maker.batch.write()


def _belongings(maker: Maker, project: str, people: Sequence[str]) -> None:
    """Make a role with a holder, an event with a shift, a decision and an entry in the log."""
    chance, add = maker.chance, maker.batch.add
    begins = maker.today + datetime.timedelta(days=chance.between(1, 20))
    until = maker.today + datetime.timedelta(days=chance.between(5, 90))
    role = add("role", {"project": project, "name": _("Coordination"), "how_many": chance.between(1, 2)})
    add("holder", {"role": role, "person": chance.one_of(people), "until": until})
    hours = {"begins": f"{begins}T18:00", "ends": f"{begins}T21:00"}
    event = add("event", {"project": project, "name": _("Evening meeting"), "places": 25, **hours})
    add("shift", {"event": event, "name": _("Set up"), **hours, "need": 2})
    decided = {"decided_on": maker.today, "review_on": maker.today + datetime.timedelta(days=60)}
    said = {"question": _("Do we go on in winter?"), "method": "consensus", "result": _("Yes, with fewer days.")}
    add("decision", {"project": project, **said, **decided})
    add("entry", {"project": project, "day": maker.today, "text": _("Met with six people.")})


def _measured(maker: Maker, project: str) -> None:
    """Measure a project three times."""
    chance = maker.chance
    first = maker.today - datetime.timedelta(days=14)
    aim = {"unit": _("meals"), "baseline": "20", "target": str(chance.between(60, 120)), "baseline_on": first}
    indicator = maker.batch.add("indicator", {"project": project, "name": _("Meals a week"), **aim})
    for week in range(3):
        value = {"on_day": first + datetime.timedelta(days=7 * week), "value": str(20 + week * chance.between(0, 20))}
        maker.batch.add("measurement", {"indicator": indicator, "evidence": _("Counted at the door"), **value})


def _actions(maker: Maker, skills: Sequence[str]) -> None:
    """Make actions with what they take."""
    first_aid = maker.batch.add("capability", {"name": _("First aid")})
    maker.batch.add("requirement", {"of": first_aid, "sort": "person", "skill": skills[0]})
    for number, (name, lines) in enumerate(_ACTIONS):
        planned = {"planned_on": maker.today + datetime.timedelta(days=12)} if number in _PLANNED else {}
        action = maker.batch.add("action", {"name": _(name), **planned})
        for sort, what, count in lines:
            values: dict[str, Any] = {"of": action, "sort": sort, "number": count}
            if isinstance(what, int):
                values["skill"] = skills[what % len(skills)]
            elif sort == "capability":
                values["capability"] = first_aid
            elif what:
                values["what"] = _(what)
            maker.batch.add("requirement", values | ({"amount": str(count)} if sort == "hours" else {}))


def _partner(maker: Maker) -> None:
    """Make another group that has sent a file some weeks ago, of which a line has faded."""
    add = maker.batch.add
    partner = add("partner", {"name": _("Southside Neighbours")})
    add("partner_contact", {"partner": partner, "kind": "email", "value": "south@example.org", "preferred": True})
    sent = maker.today - datetime.timedelta(days=20)
    for number, (values, good) in enumerate(_THEIRS):
        words = {name: _(values[name]) for name in ("title", "text") if name in values}
        until = maker.today + datetime.timedelta(days=good)
        said = {**values, **words, "sent_on": sent, "good_until": until}
        add("partner_item", {"partner": partner, "key": f"{number:032x}", **said})


def _run(maker: Maker, people: Sequence[str]) -> None:
    """Adopt a playbook that is shipped, and run it."""
    shared = playbook_file.read(playbook_service.shipped()["orientation-evening"])
    steps, add = in_order(shared.versions[0].steps), maker.batch.add
    playbook = add("playbook", {"name": shared.name, "purpose": shared.purpose})
    adopted = {"number": 1, "digest": shared.versions[0].digest, "state": "adopted", "adopted_on": maker.today}
    version = add("playbook_version", {"playbook": playbook, **adopted})
    made = [add(change.kind, change.values) for change in playbook_service.step_changes(version, steps)]
    owner = {"owner": people[0], "successor": people[1], "heartbeat": maker.today}
    values = {"name": _("Orientation evening"), "status": "active", "playbook_version": version, **owner}
    project = add("project", values)
    anchor = maker.today + datetime.timedelta(days=7)
    run = add("run", {"version": version, "project": project, "anchor": anchor})
    dues = days(steps, anchor)
    for step, record in zip(steps, made, strict=True):
        due = dues[step.key]
        status = {"status": "done", "done_on": due} if due < maker.today else {"status": "open"}
        values = {"title": step.title[:200], "due": due, "minutes": step.minutes, **status}
        task = add("task", {"project": project, **values})
        add("run_step", {"run": run, "step": record, "task": task, "due": due})


LIFE = Sample("project_lives", make, {"project_lives": (3, 10, 20)})
