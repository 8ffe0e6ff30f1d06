"""What waits today: each row is there on its days, says who and when, and one step completes it."""

from __future__ import annotations

import datetime

import pytest

from app.capabilities.houses import service as houses
from app.problems import NotFound
from app.services.agenda import today
from app.services.agenda.section import AgendaItem
from app.services.records import records
from app.services.records.records import Query
from app.storage.vault.vault import Vault
from tests.group import START

TODAY = START.date()


def on(days: int) -> datetime.date:
    return TODAY + datetime.timedelta(days=days)


def add(vault: Vault, kind: str, /, **values: object) -> str:
    return records.add(vault, kind, values).added[0]


def section(vault: Vault, name: str, days: int = 0) -> list[AgendaItem]:
    found = today.today(vault, on(days))
    return [item for each in found.sections if each.name == name for item in each.items]


@pytest.fixture
def bed(ann: Vault) -> str:
    house = add(ann, "house", name="Birch House")
    return houses.add_room(ann, house, {"name": "Attic"}, 1).added[1]


def test_an_empty_vault_has_an_empty_day(ann: Vault):
    found = today.today(ann, TODAY)
    assert found.day == TODAY
    assert found.sections == ()
    assert found.figures == ()
    assert found.as_of >= START


@pytest.mark.long
def test_somebody_arrives_stays_and_leaves(ann: Vault, bed: str):
    amina = add(ann, "person", name="Amina")
    stay = add(ann, "stay", person=amina, bed=bed, from_day=on(0), to_day=on(3))
    assert section(ann, "arrivals", -1) == []
    (arrival,) = section(ann, "arrivals")
    assert (arrival.record, arrival.kind, arrival.title) == (stay, "stay", "Amina")
    assert arrival.detail == "Birch House · Attic · 1"
    assert not arrival.late
    (waiting,) = section(ann, "arrivals", 1)
    assert waiting.late
    assert waiting.detail == "Birch House · Attic · 1, 23 Nov 2026", "whoever did not come is not forgotten"

    today.complete(ann, stay, arrival.action)
    assert section(ann, "arrivals") == []
    assert [figure.number for figure in today.today(ann, TODAY).figures] == [1]
    assert section(ann, "departures", 2) == []
    (departure,) = section(ann, "departures", 3)
    assert section(ann, "departures", 4)[0].late
    today.complete(ann, stay, departure.action)
    assert today.today(ann, on(3)).figures == ()
    assert section(ann, "departures", 3) == []

    records.undo(ann)
    assert [item.record for item in section(ann, "departures", 3)] == [stay]
    records.undo(ann)
    assert [item.record for item in section(ann, "arrivals")] == [stay]


def test_a_cancelled_stay_and_one_without_an_end_wait_for_nobody(ann: Vault, bed: str):
    amina = add(ann, "person", name="Amina")
    add(ann, "stay", person=amina, bed=bed, from_day=on(0), status="cancelled")
    add(ann, "stay", person=amina, bed=bed, from_day=on(-3), status="in")
    assert section(ann, "arrivals") == []
    assert section(ann, "departures", 99) == []
    assert [figure.number for figure in today.today(ann, TODAY).figures] == [1]


def test_tasks_of_the_coming_week_by_day(ann: Vault):
    bo = add(ann, "person", name="Bo")
    project = add(ann, "project", name="Winter coats")
    for title, due, status in (
        ("far", 8, "open"),
        ("next week", 7, "open"),
        ("late", -30, "doing"),
        ("done", 0, "done"),
        ("dropped", 0, "dropped"),
        ("whenever", None, "open"),
    ):
        day = {} if due is None else {"due": on(due)}
        add(ann, "task", project=project, title=title, status=status, **day)
    add(ann, "task", project=project, title="today", due=on(0), who=bo)
    items = section(ann, "tasks")
    assert [item.title for item in items] == ["late", "today", "next week"]
    assert [item.late for item in items] == [True, False, False]
    assert [item.about for item in items] == [
        "nobody yet, Winter coats",
        "Bo, Winter coats",
        "nobody yet, Winter coats",
    ]
    today.complete(ann, items[1].record, items[1].action)
    assert records.get(ann, items[1].record).values["status"] == "done"
    assert [item.title for item in section(ann, "tasks")] == ["late", "next week"]


def test_a_deleted_record_is_not_waited_for(ann: Vault, bed: str):
    project = add(ann, "project", name="Winter coats", status="active")
    task = add(ann, "task", project=project, title="Count", due=on(0))
    records.delete(ann, task)
    records.delete(ann, project)
    assert today.today(ann, TODAY).sections == ()


def test_a_commitment_that_ends_is_told_a_week_before(ann: Vault):
    amina = add(ann, "person", name="Amina")
    add(ann, "commitment", person=amina, hours_a_week=6, from_day=on(-30), until_day=on(7), focus="kitchen")
    add(ann, "commitment", person=amina, hours_a_week=2, from_day=on(-30), until_day=on(-9))
    (item,) = section(ann, "commitments")
    assert (item.record, item.kind, item.title) == (amina, "person", "Amina")
    assert item.detail == "until 30 Nov 2026"
    assert item.about == "6 hours a week, kitchen"
    assert item.label == "Four weeks more", "once somebody has spoken to her"
    assert section(ann, "commitments", -1) == []
    assert section(ann, "commitments", 8) == []


def test_a_project_goes_quiet_and_is_heard_of_again(ann: Vault):
    amina = add(ann, "person", name="Amina")
    add(ann, "project", name="Lively", status="active", heartbeat=on(20), owner=amina)
    silent = add(ann, "project", name="Silent", status="active", owner=amina)
    add(ann, "project", name="Paused", status="paused")
    assert section(ann, "quiet", 28) == []
    (item,) = section(ann, "quiet", 29)
    assert (item.record, item.detail, item.label) == (silent, "Amina, no news for 29 days", "It lives")
    assert [each.record for each in section(ann, "at-risk", 28)][-1] == silent
    today.complete(ann, silent, item.action, TODAY + datetime.timedelta(days=29))
    assert section(ann, "quiet", 29) == []


def test_a_bed_given_twice_is_to_be_settled_first(ann: Vault, bed: str):
    for name in ("Amina", "Bo"):
        person = add(ann, "person", name=name)
        add(ann, "stay", person=person, bed=bed, from_day=on(0), to_day=on(5))
    found = today.today(ann, TODAY)
    assert [each.name for each in found.sections] == ["settle", "arrivals"]
    assert [each.label for each in found.sections] == ["To settle", "Arriving"]
    (item,) = found.sections[0].items
    assert item.room == "exchange"
    with pytest.raises(NotFound):
        today.complete(ann, item.record, item.action)


def test_what_cannot_be_completed_changes_nothing(ann: Vault):
    project = add(ann, "project", name="Winter coats", status="active")
    with pytest.raises(NotFound, match="cannot be completed here"):
        today.complete(ann, project, "archived")
    assert records.get(ann, project).values["status"] == "active"
    assert records.page(ann, "project", Query()).total == 1
