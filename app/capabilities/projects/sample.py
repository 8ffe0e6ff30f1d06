"""Sample projects and their tasks."""

from __future__ import annotations

import datetime
from collections.abc import Sequence
from typing import Any

from app.capabilities.projects.sample_life import LIFE
from app.services.demo import sample_words as words
from app.services.demo.maker import Maker, Sample

_QUIET, _ORPHANED = 3, 5
"""Of eight projects, one that went quiet and one that nobody owns."""


def _make(maker: Maker) -> None:
    """Make projects owned by people who are there, then tasks."""
    people = maker.made["people"]
    maker.made["projects"] = _projects(maker, people)
    _tasks(maker, maker.made["projects"], people, maker.made["skills"])


def _projects(maker: Maker, people: Sequence[str]) -> tuple[str, ...]:
    chance = maker.chance
    for number in range(maker.count("projects")):
        kind = words.PROJECTS[number % len(words.PROJECTS)]
        turn = number // len(words.PROJECTS)
        place = words.PLACES[(number + turn) % len(words.PLACES)]
        owner, successor = chance.some_of(people, 2) if chance.happens(80) else (chance.one_of(people), None)
        heard = maker.today - datetime.timedelta(days=chance.below(chance.one_of((10, 10, 40))))
        status = chance.one_of(("active", "active", "active", "active", "idea", "paused", "done"))
        if number % 8 == _QUIET:
            heard, status = maker.today - datetime.timedelta(days=chance.between(30, 55)), "active"
        elif number % 8 == _ORPHANED:
            owner, successor, status = None, None, "active"
        values: dict[str, Any] = {
            "name": f"{kind}, {place}",
            "purpose": chance.one_of(words.PURPOSES),
            "owner": owner,
            "successor": successor,
            "status": status,
            "heartbeat": heard,
        }
        maker.batch.add("project", values)
    return maker.batch.write()


def _tasks(maker: Maker, projects: Sequence[str], people: Sequence[str], skills: Sequence[str]) -> None:
    chance = maker.chance
    for number in range(maker.count("tasks")):
        name = chance.one_of(words.EMAIL_WORDS).title()
        late = chance.one_of((-200, -60, -10, 0))
        due = maker.today + datetime.timedelta(days=chance.between(late, 60))
        done = "done" if due < maker.today and chance.happens(96) else ""
        values: dict[str, Any] = {
            "project": projects[number % len(projects)],
            "title": chance.one_of(words.TASKS).format(name=name),
            "minutes": chance.one_of((15, 30, 45, 60, 90, 120)),
            "due": due if chance.happens(80) else None,
            "status": done or chance.one_of(("open", "open", "doing", "done", "dropped")),
            "can_be_picked_up": True if chance.happens(30) else None,
            "who": chance.one_of(people) if chance.happens(70) else None,
            "skill": chance.one_of(skills) if chance.happens(15) else None,
        }
        maker.batch.add("task", values)
        if maker.batch.full:
            maker.batch.write()
    maker.batch.write()


SAMPLE = (
    Sample("projects", _make, {"projects": (8, 60, 500), "tasks": (200, 3000, 30_000)}),
    LIFE,
)
