"""A capability declared outside of the program is everywhere once its line is there, and nowhere without it."""

from __future__ import annotations

import datetime
import json
from pathlib import Path

import pytest

from app.capabilities import commands
from app.capabilities.catalogue import catalogue
from app.cli.world import World
from app.services.agenda import today
from app.services.conflicts import conflicts
from app.services.demo import sample
from app.services.jobs import Progress
from app.services.printing import printing, typed_back
from app.services.records import records, searching
from app.services.tables import exporting, importing
from app.storage.vault.vault import Vault
from tests.group import PASSPHRASE, START, Group, environment
from tests.tools.capability import TOOLS
from tests.typed import typed

DAY = START.date()


@pytest.fixture
def group(tmp_path: Path) -> Group:
    group = Group(tmp_path, catalogue(TOOLS))
    group.found()
    return group


@pytest.fixture
def ann(group: Group) -> Vault:
    return group.vaults["Ann"]


def lend(vault: Vault, tool: str, name: str) -> str:
    """Lend a tool to somebody new, due back today."""
    person = records.add(vault, "person", {"name": name}).added[0]
    return records.add(vault, "loan", {"tool": tool, "person": person, "due": DAY}).added[0]


def test_it_is_in_lists_cards_search_and_files(ann: Vault):
    tool = records.add(ann, "tool", {"name": "Belt sander", "shelf": "B2"}).added[0]
    assert [row.values["shelf"] for row in records.page(ann, "tool", records.Query(words="sand")).rows] == ["B2"]
    assert records.get(ann, tool).title == "Belt sander"
    assert [(hit.kind, hit.title) for hit in searching.search(ann, "belt")] == [("tool", "Belt sander")]
    table = importing.look(ann, "tool", ("tools.csv", b"Name,Shelf\nSaw,A1\n"))
    importing.run(ann, importing.plan(ann, table)).run(Progress())
    assert b"Saw" in exporting.export(ann, "tool", "csv")


def test_it_stands_on_today_on_paper_and_in_calendars(ann: Vault):
    tool = records.add(ann, "tool", {"name": "Ladder"}).added[0]
    loan = lend(ann, tool, "Ada")
    (section,) = today.today(ann, DAY).sections
    assert (section.label, section.items[0].title, section.items[0].label) == ("Tools due back", "Ladder", "Is back")
    sheet = printing.fill(ann, "lent-tools", printing.PrintOptions())
    assert sheet.sections[0].rows[0].cells == ("Ladder", "Ada", DAY.isoformat())
    assert b"Ladder" in exporting.export(ann, "loan", "ics")
    kind = printing.sheet_kind(ann.registry, "lent-tools")
    (row,) = typed_back.read(ann, kind, f"{sheet.sections[0].rows[0].code} b")
    typed_back.write(ann, kind, [row], typed_back.Occasion(DAY))
    assert today.today(ann, DAY).sections == ()
    records.undo(ann)
    today.complete(ann, loan, "back")
    assert today.today(ann, DAY).sections == ()


def test_two_laptops_lend_one_tool_and_both_see_the_same_conflict(group: Group, ann: Vault):
    tool = records.add(ann, "tool", {"name": "Drill"}).added[0]
    bo = group.join("Bo")
    lend(ann, tool, "Ada")
    lend(bo, tool, "Cy")
    group.hand_over("Ann", "Bo")
    group.hand_over("Bo", "Ann")
    (here,), (there,) = conflicts.open_conflicts(ann), conflicts.open_conflicts(bo)
    assert here.id == there.id
    assert here.sentence == there.sentence
    assert here.sentence.startswith("Drill is lent twice: to ")
    conflicts.settle(ann, here.id, here.options[0].key)
    group.hand_over("Ann", "Bo")
    assert conflicts.open_conflicts(bo) == conflicts.open_conflicts(ann) == []
    assert len(group.digests()) == 1


def test_it_is_in_the_sample_data(ann: Vault):
    sample.fill(ann, {"people": 5}, today=DAY).run(Progress())
    assert len(records.ids(ann, "loan", records.Query())) == 3


def test_it_adds_its_verbs(group: Group, ann: Vault):
    lend(ann, records.add(ann, "tool", {"name": "Drill"}).added[0], "Ada")
    folder = ann.folder.path
    ann.close()
    del group.vaults["Ann"]
    world = World(
        environment=lambda: environment(group.root / "shell"),
        registry=lambda: catalogue(TOOLS),
        sheets=lambda: Path("resources/sheets"),
        variables={"SWITCHBOARD_PASSPHRASE": PASSPHRASE},
    )
    ended = typed(["lent", folder, "--json"], world, more=(*commands(), *TOOLS.commands()))
    assert json.loads(ended.stdout) == {"out": 1}
    assert typed(["lent", folder], world).exit_code == 2


def test_without_its_line_there_is_nothing_of_it_and_what_was_written_stays(group: Group, ann: Vault):
    tool = records.add(ann, "tool", {"name": "Drill"}).added[0]
    lend(ann, tool, "Ada")
    before = group.digests()
    group.registry = catalogue()
    without = group.reopen("Ann")
    assert "tool" not in without.registry
    assert "lent-tools" not in [sheet.name for sheet in printing.sheet_kinds(without.registry)]
    assert today.today(without, DAY + datetime.timedelta(9)).sections == ()
    assert group.digests() == before
    group.registry = catalogue(TOOLS)
    assert [row.values["name"] for row in records.page(group.reopen("Ann"), "tool", records.Query()).rows] == ["Drill"]
