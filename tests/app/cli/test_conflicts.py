"""`conflicts` and `settle`: the same list on every laptop, settled by number, key or value."""

from collections.abc import Callable
from pathlib import Path

import pytest

from tests.app.cli.conftest import Shell

HandOver = Callable[[str, str], str]


@pytest.fixture
def disputed(shell: Shell, ann: Path, bo: Path, hand_over: HandOver) -> str:
    """Somebody whose name Ann and Bo have changed at the same time; both know of it."""
    person = shell("add", ann, "person", "name=Zoë").strip()
    hand_over("Ann", "Bo")
    shell("set", ann, "person", person, "name=Zoe A")
    shell("set", bo, "person", person, "name=Zoe B", who="Bo")
    hand_over("Bo", "Ann")
    hand_over("Ann", "Bo")
    return person


def test_both_see_the_same_conflict_with_both_values(shell: Shell, ann: Path, bo: Path, disputed: str):
    here, there = shell.read("conflicts", ann), shell.read("conflicts", bo, who="Bo")
    assert here == there
    assert [conflict["record"] for conflict in here] == [disputed]
    assert {(option["value"], option["who"]) for option in here[0]["options"]} == {("Zoe A", "Ann"), ("Zoe B", "Bo")}
    said = shell("conflicts", ann)
    assert "Ann and Bo changed “Name” at the same time" in said or "Bo and Ann" in said
    assert "Zoe A" in said
    assert "Zoe B" in said
    shown = shell("show", ann, "person", disputed)
    assert "To settle" in shown
    assert "Zoe A  (Ann" in shown
    assert shell("list", ann, "person").splitlines()[1].startswith("!")
    assert shell.read("status", ann)["to_settle"] == 1


def test_settled_by_number_for_everybody(shell: Shell, ann: Path, bo: Path, disputed: str, hand_over: HandOver):
    conflict = shell.read("conflicts", ann)[0]
    number = 1 + [option["value"] for option in conflict["options"]].index("Zoe A")
    assert "Settled" in shell("settle", ann, conflict["id"][:6], number)
    assert shell("conflicts", ann).strip() == "There is nothing to settle."
    hand_over("Ann", "Bo")
    assert shell.read("conflicts", bo, who="Bo") == []
    assert shell.read("show", bo, "person", disputed, who="Bo")["values"]["name"] == "Zoe A"
    shell("undo", ann)


def test_settled_by_another_value(shell: Shell, ann: Path, disputed: str):
    shell("settle", ann, shell.read("conflicts", ann)[0]["id"], "Zoe C")
    assert shell.read("show", ann, "person", disputed)["values"]["name"] == "Zoe C"


def test_a_bed_given_twice_is_settled_by_keeping_one(shell: Shell, ann: Path):
    shell("add", ann, "house", "name=The Mill")
    shell("add", ann, "room", "house=The Mill", "name=Attic")
    shell("add", ann, "bed", "room=Attic", "name=Bed 1")
    for name in ("Ada", "Ben"):
        shell("add", ann, "person", f"name={name}")
        shell("add", ann, "stay", f"person={name}", "bed=Bed 1", "from_day=2026-12-01", "to_day=2026-12-08")
    conflict = shell.read("conflicts", ann)[0]
    assert conflict["sort"] == "rule"
    said = shell.fails("settle", ann, conflict["id"], "neither")
    assert "“neither” is not one of" in said
    number = 1 + [option["label"].startswith("Keep Ada") for option in conflict["options"]].index(True)
    shell("settle", ann, conflict["id"], number)
    assert shell.read("conflicts", ann) == []
    stays = {
        stay["titles"][stay["values"]["person"]]: stay["values"]["status"] for stay in shell.read("list", ann, "stay")
    }
    assert stays == {"Ada": "planned", "Ben": "cancelled"}
    shell("undo", ann)
    shell("settle", ann, conflict["id"], "both")
    assert shell.read("conflicts", ann) == []


def test_a_conflict_that_is_not_there(shell: Shell, ann: Path):
    said = shell.fails("settle", ann, "abcdef", "1")
    assert "no open conflict “abcdef”" in said
    assert "lists them" in said
