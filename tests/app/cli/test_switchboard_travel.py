"""Two laptops at the switchboard that do not know of each other, with their bundles handed over in either order."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from tests.app.cli.conftest import Shell

MONDAY = "2026-03-02"
Hand = Callable[[str, str], str]
ORDERS = [(("Ann", "Bo"), ("Bo", "Ann")), (("Bo", "Ann"), ("Ann", "Bo"))]


def _add(shell: Shell, kind: str, *fields: str) -> str:
    return shell("add", shell.path("ann"), kind, *fields).strip()


def _hours(shell: Shell, side: str, title: str, minutes: int, *more: str) -> str:
    weekly = ["standing=yes", f"capacity_week={minutes}"] if side == "offer" else []
    return _add(
        shell, "listing", f"side={side}", "category=hours", f"title={title}", f"quantity={minutes}", *weekly, *more
    )


def _conflicts(shell: Shell) -> tuple[list[Any], list[Any]]:
    both = shell.read("conflicts", shell.path("ann")), shell.read("conflicts", shell.path("bo"), who="Bo")
    assert [each["id"] for each in both[0]] == [each["id"] for each in both[1]]
    return both


@pytest.mark.parametrize("order", ORDERS)
def test_an_hour_given_twice_is_one_conflict_in_whatever_order_they_meet(
    shell: Shell, ann: Path, bo: Path, hand_over: Hand, order: Any
) -> None:
    boxes, wall = _hours(shell, "need", "Carry boxes", 120), _hours(shell, "need", "Paint a wall", 120)
    offer = _hours(shell, "offer", "An evening", 180)
    hand_over("Ann", "Bo")
    shell("introduce", ann, boxes, offer, 120, "--on", MONDAY)
    shell("introduce", bo, wall, offer, 120, "--on", MONDAY, who="Bo")
    for sender, to in order:
        hand_over(sender, to)
    (one,), _two = _conflicts(shell)
    assert one["sentence"] == "More is given of An evening than there is: 4 h of 3 h."
    shell("settle", bo, one["id"], "2", who="Bo")
    for sender, to in order:
        hand_over(sender, to)
    assert _conflicts(shell) == ([], [])
    assert shell("digest", ann) == shell("digest", bo, who="Bo")
    states = sorted(each["values"]["status"] for each in shell.read("list", ann, "match"))
    assert states == ["fell_through", "introduced"]


@pytest.mark.parametrize("order", ORDERS)
def test_a_need_met_twice_is_one_conflict_and_the_other_offer_is_free_again(
    shell: Shell, ann: Path, bo: Path, hand_over: Hand, order: Any
) -> None:
    boxes = _hours(shell, "need", "Carry boxes", 120)
    first, second = _hours(shell, "offer", "An evening", 120), _hours(shell, "offer", "A morning", 120)
    hand_over("Ann", "Bo")
    shell("introduce", ann, boxes, first, 120, "--on", MONDAY)
    shell("introduce", bo, boxes, second, 120, "--on", MONDAY, who="Bo")
    for sender, to in order:
        hand_over(sender, to)
    (one,), _two = _conflicts(shell)
    assert one["sentence"] == "Carry boxes is met twice: 4 h of 2 h."
    shell("settle", ann, one["id"], "1")
    for sender, to in order:
        hand_over(sender, to)
    assert _conflicts(shell) == ([], [])
    assert shell("digest", ann) == shell("digest", bo, who="Bo")
    taken = {
        each["values"]["offer"] for each in shell.read("list", ann, "match") if each["values"]["status"] == "introduced"
    }
    other = _hours(shell, "need", "Paint a wall", 120)
    free = {each["listing"] for each in shell.read("matches", ann, other, "--as-of", MONDAY)["fits"]}
    assert free == {first, second} - taken


@pytest.mark.parametrize("order", ORDERS)
def test_both_plan_the_same_whatever_they_heard_first(
    shell: Shell, ann: Path, bo: Path, hand_over: Hand, order: Any
) -> None:
    for number in range(3):
        _hours(shell, "need", f"Need {number}", 60 * (number + 1))
    hand_over("Ann", "Bo")
    _hours(shell, "offer", "An evening", 120)
    shell("add", bo, "listing", "side=offer", "category=hours", "title=A morning", "quantity=180", "standing=yes",
          "capacity_week=180", who="Bo")  # fmt: skip
    for sender, to in order:
        hand_over(sender, to)
    plans = [shell.read("plan", ann, "--week", "2030-03-05"), shell.read("plan", bo, "--week", "2030-03-05", who="Bo")]
    for each in plans:
        del each["seconds"]
    assert plans[0] == plans[1]
    assert plans[0]["covered"] == plans[0]["bound"] == 300


def test_a_listing_of_somebody_who_was_merged_is_of_whom_they_became(shell: Shell, ann: Path) -> None:
    maria, again = (_add(shell, "person", f"name={name}") for name in ("Maria Silva", "Maria da Silva"))
    need = _hours(shell, "need", "Carry boxes", 120, f"of=person:{maria}")
    _hours(shell, "offer", "Maria's evening", 120, f"of=person:{again}")
    assert len(shell.read("matches", ann, need)["fits"]) == 1
    shell("merge", ann, maria, again)
    found = shell.read("matches", ann, need)
    assert found["fits"] == []
    assert [each["why"] for each in found["does_not"]] == ["both are of the same person"]


def test_an_introduction_is_written_in_the_language_of_each_and_a_group_writes_its_own(shell: Shell, ann: Path) -> None:
    maria = _add(shell, "person", "name=Maria", "languages=de")
    kofi = _add(shell, "person", "name=Kofi", "languages=sw, fr")
    need = _hours(shell, "need", "Carry boxes", 120, f"of=person:{maria}")
    offer = _hours(shell, "offer", "An evening", 120, f"of=person:{kofi}")
    texts = shell.read("introduce", ann, need, offer, 60)["texts"]
    assert texts["need"].startswith("Hallo Maria,\n„Carry boxes“")
    assert "1 Stunde" in texts["need"]
    assert texts["offer"].startswith("Bonjour Kofi,")
    _add(shell, "introduction_text", "languages=sw", "text=Habari {name}: {need}, {quantity}.")
    texts = shell.read("introduce", ann, need, offer, 30)["texts"]
    assert texts["offer"] == "Habari Kofi: Carry boxes, saa 0.5."


def test_what_is_missing_becomes_a_need(shell: Shell, ann: Path) -> None:
    _hours(shell, "need", "Carry boxes", 120)
    missing = shell.read("leverage", ann, "--look-for")["missing"]
    assert (missing["category"], missing["would_meet"]) == ("hours", 120)
    made = [
        each["values"] for each in shell.read("list", ann, "listing") if each["values"]["category"] == "introduction"
    ]
    assert [each["title"] for each in made] == ["Wanted: Hours"]
    shell("undo", ann)
    assert len(shell.read("list", ann, "listing")) == 1
