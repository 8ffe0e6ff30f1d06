"""Figures of projects depend on what is known and on the day, not on the order of bundles; looking writes nothing."""

from __future__ import annotations

import datetime
import inspect
import tempfile
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import text

from app.capabilities.ledger import service as ledger
from app.capabilities.ledger.books import LedgerLine, TransactionDraft
from app.capabilities.projects import (
    actions_service,
    attending,
    handover,
    leaving,
    merging,
    near_service,
    outcomes_service,
    overview,
    partner_page,
    playbook_page,
    playbook_service,
    rescuing,
    runs,
    service,
    task_board,
)
from app.capabilities.projects.cli import COMMANDS
from app.records.changes import Add
from app.services.command import Verb
from app.services.records import records
from app.storage import bundles
from app.storage.vault.vault import Vault
from tests.examples import examples, is_long
from tests.group import START, Group, digest, staged

DAY = START.date()
_SHARES = 8


def later(days: int) -> datetime.date:
    return DAY + datetime.timedelta(days=days)


def looks(vault: Vault, day: datetime.date) -> list[Any]:
    """Look at every page on a day."""
    projects = service.standings(vault, day)
    shelf = playbook_page.shelf_lines(vault)
    partners = partner_page.partner_lines(vault, day)
    now = datetime.datetime.combine(day, datetime.time(12), datetime.UTC)
    return [
        projects,
        overview.overview(vault, day),
        actions_service.page(vault, day),
        outcomes_service.results(vault, day),
        task_board.board(vault, day),
        attending.events(vault, now),
        near_service.similar(vault, day),
        near_service.wave_of(vault, day, DAY),
        shelf,
        [playbook_page.playbook_view(vault, each.id, day) for each in shelf],
        partners,
        [partner_page.partner_view(vault, each.id, day).items for each in partners],
        [handover.packet(vault, each.id, day) for each in projects],
    ]


@pytest.mark.long
def test_looking_at_any_page_on_any_day_writes_nothing(tmp_path: Path):
    vault = Group(tmp_path).found()
    story(vault, vault)
    person = records.ids(vault, "person", records.Query())[0]
    before = digest(vault)
    for days in (-4000, -1, 0, 1, 29, 400, 4000):
        looks(vault, later(days))
        leaving.leaving(vault, person)
    assert digest(vault) == before
    assert vault.news().kinds >= set()


def test_the_pulse_of_all_does_not_read_the_log(tmp_path: Path):
    vault = Group(tmp_path).found()
    story(vault, vault)
    before = service.standings(vault, DAY)
    assert before
    with vault.writing() as writing:
        for table in ("body", "drafted", "trace", "base"):
            writing.connection.execute(text(f"DELETE FROM {table}"))
    assert service.standings(vault, DAY) == before


def test_of_what_was_changed_at_once_every_laptop_names_the_same(tmp_path: Path):
    group = Group(tmp_path)
    ann, bo = group.found("Ann"), group.join("Bo")
    coats = add(ann, "project", name="Coats", status="active")
    group.hand_over("Ann", "Bo")
    for name, vault in (("Ann", ann), ("Bo", bo)):
        group.watches[name].time = START + datetime.timedelta(days=2)
        tasks = [Add("task", {"project": coats, "title": f"{number} of {name}"}) for number in range(12)]
        vault.apply(
            [
                *tasks,
                *(Add("entry", {"project": coats, "day": later(2), "text": each.values["title"]}) for each in tasks),
            ],
            "",
        )
    group.meet("Ann", "Bo")
    assert looks(ann, later(5)) == looks(bo, later(5))
    (found,) = service.standings(ann, later(5))
    assert found.pulse.sign is not None
    assert (found.pulse.sign.kind, found.pulse.last_sign) == ("entry", later(2))


def test_a_project_alone_stands_as_among_all(tmp_path: Path):
    vault = Group(tmp_path).found()
    story(vault, vault)
    ada = records.ids(vault, "person", records.Query(words="Ada"))[0]
    for number in range(4):
        add(vault, "project", name=f"Small {number}", status="active", owner=ada)
    for day in (later(0), later(30)):
        every = service.standings(vault, day)
        assert any(risk.name == "too_many" for each in every for risk in each.risks)
        assert [replace(service.standing(vault, each.id, day), names=None) for each in every] == [
            replace(each, names=None) for each in every
        ]
        for each in outcomes_service.results(vault, day):
            assert outcomes_service.results(vault, day, each.project) == [each]


def test_what_was_spent_on_a_project_counts_where_it_was_merged_into(tmp_path: Path):
    vault = Group(tmp_path).found()
    kept, gone = (add(vault, "project", name=name, status="active") for name in ("Coats", "Jackets"))
    bank = add(vault, "account", name="Bank", type="asset", currency="EUR")
    cost = add(vault, "account", name="Wool", type="expense", currency="EUR")
    lines = (LedgerLine(cost, "", 500), LedgerLine(bank, "", -500))
    ledger.book(vault, TransactionDraft(DAY, "Wool", lines, project=gone))
    merging.merge(vault, merging.plan(vault, kept, gone))
    for only in (None, kept):
        assert [each.activity.spent for each in outcomes_service.results(vault, DAY, only)] == [(("EUR", 500),)]


_VERBS = {each.name: each for each in COMMANDS if each.name != "import-calendar"}


@pytest.mark.parametrize("verb", _VERBS.values(), ids=_VERBS)
def test_every_verb_takes_a_day_and_answers_programs(verb: Verb):
    assert {"on", "as_json"} <= inspect.signature(verb.run).parameters.keys()


def add(vault: Vault, kind: str, /, **values: object) -> str:
    return records.add(vault, kind, values).added[0]


def story(ann: Vault, bo: Vault) -> None:
    """Let two laptops do a bit of everything; what Bo refers to has to be his, or known to him already."""
    for vault in (ann, bo):
        ada = add(vault, "person", name="Ada")
        ben = add(vault, "person", name="Ben", left_on=later(3))
        coats = add(vault, "project", name="Winter coats", status="active", owner=ada, successor=ben, place="Hall")
        other = add(vault, "project", name="Coats in winter", status="active", rhythm=3)
        first = add(vault, "task", project=coats, title="Count", due=later(-1), minutes=60, can_be_picked_up=True)
        second = add(vault, "task", project=coats, title="Fold", who=ada)
        add(vault, "wait", task=second, for_task=first)
        role = add(vault, "role", project=coats, name="Door", how_many=2)
        add(vault, "holder", role=role, person=ben, until=later(5))
        event = add(vault, "event", project=coats, name="Sorting", begins="2026-11-24T18:00", ends="2026-11-24T20:00")
        add(vault, "attendance", of=event, person=ada, on_day=later(1))
        skill = add(vault, "skill", name="Cooking")
        add(vault, "skill_claim", person=ada, skill=skill, level="vouched", expires=later(20))
        action = add(vault, "action", name="Soup", planned_on=later(10))
        add(vault, "requirement", of=action, sort="person", skill=skill, number=1)
        indicator = add(vault, "indicator", project=coats, name="Coats", baseline="0.1", target="0.4", unit="coats")
        for number, value in enumerate(("0.2", "0.3")):
            add(vault, "measurement", indicator=indicator, on_day=later(number), value=value, evidence="Counted")
        rescuing.mentor(vault, other, ada, DAY)
        data = playbook_service.shipped()["study-circle"]
        _changed, playbook = playbook_service.imported(vault, data)
        version = playbook_service.version_of(vault, playbook, None, "proposed")
        runs.start(vault, version.id, later(2), name="Reading")
        merging.merge(vault, merging.plan(vault, coats, other))


def _told_in_bundles(group: Group) -> None:
    """Let Ann and Bo tell a story in turn, in bundles for Cem and Dee that are kept beside the vaults."""
    cem, dee = (group.join(name) for name in ("Cem", "Dee"))
    bo = group.join("Bo")
    group.meet("Ann", "Bo")
    devices = [each.secrets.public().device.hex() for each in (cem, dee)]
    for name in ("Cem", "Dee"):
        group.hand_over("Ann", name)
    for number in range(_SHARES):
        vault = (group.vaults["Ann"], bo)[number % 2]
        _some_of_the_story(vault, number // 2)
        (group.root / f"{number}.age").write_bytes(bundles.make_bundle(vault, devices)[0])


@pytest.mark.long
@examples(8, deadline=None)
@given(st.permutations(range(_SHARES)), st.permutations(range(_SHARES)))
def test_the_order_of_bundles_changes_no_figure(one: Sequence[int], other: Sequence[int]):
    with tempfile.TemporaryDirectory(ignore_cleanup_errors=True) as folder:
        group = staged("a story told in bundles", _told_in_bundles, Path(folder))
        cem, dee = group.vaults["Cem"], group.vaults["Dee"]
        for vault, order in ((cem, one), (dee, other)):
            for place in order:
                bundles.take_bundle(vault, (group.root / f"{place}.age").read_bytes())
        for days in (-1, 0, 3, 15, 40) if is_long() else (0, 15):
            assert looks(cem, later(days)) == looks(dee, later(days))
        assert digest(cem) == digest(dee)
        group.close()


def _some_of_the_story(vault: Vault, number: int) -> None:
    """Make projects, then change what is there, so that both change the same now and then."""
    if number == 0:
        story(vault, vault)
        return
    for each in records.ids(vault, "project", records.Query(words="coats"))[: number + 1]:
        records.edit(vault, each, {"heartbeat": later(number), "ends": later(30 * number)})
    for each in records.ids(vault, "task", records.Query(where="status=open"))[:number]:
        task_board.set_status(vault, each, "done", later(number))
