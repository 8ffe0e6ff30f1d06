"""Suspending, lifting, removing, quarantine and the group's story on the command line, with several laptops."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from tests.app.cli.conftest import Shell, words_in

HandOver = Callable[[str, str], str]


def add(shell: Shell, who: str, name: str) -> str:
    return shell("add", shell.path(who.lower()), "person", f"name={name}", who=who).strip()


def names(shell: Shell, who: str) -> list[str]:
    rows = shell.read("list", shell.path(who.lower()), "person", who=who)
    return sorted(row["values"]["name"] for row in rows)


def join(shell: Shell, name: str, role: str = "editor") -> Path:
    """Somebody is admitted by Ann, who goes on to hand everything over."""
    vault, request, answer = (shell.path(f"{name.lower()}{end}") for end in ("", ".request", ".age"))
    words = words_in(shell("join", vault, "--me", name, "--request", request, who=name))
    ann = shell.path("ann")
    shown = shell("admit", ann, "--request", request, "--code", words, "--role", role, "--out", answer)
    shell("open", vault, answer, "--code", words_in(shown), who=name)
    return vault


def test_a_lost_laptop_is_suspended_reviewed_and_lifted(shell: Shell, ann: Path, bo: Path, hand_over: HandOver):
    said = shell("suspend", ann, "Bo")
    assert "cannot be called back" in said
    assert f"switchboard suspend {ann} Bo --yes" in said
    assert shell.read("status", ann)["suspensions"] == []
    assert "hand them over today" in shell("suspend", ann, "Bo", "--yes")
    status = shell("status", ann)
    assert "suspended" in status
    assert "Bo, by Ann" in status
    add(shell, "Bo", "By a thief")
    assert "kept apart" in hand_over("Bo", "Ann")
    assert names(shell, "Ann") == []
    listed = shell("quarantine", ann)
    assert "Person: By a thief" in listed
    (batch,) = shell.read("quarantine", ann)
    assert batch["batch"][:8] in listed
    assert "Say with --note" in shell.fails("take-over", ann, batch["batch"][:8], "--note", " ")
    assert "no change 99" in shell.fails("take-over", ann, batch["batch"], "--change", "99", "--note", "x").lower()
    assert "No batch" in shell.fails("take-over", ann, "ffff", "--note", "x")
    assert "Left out" in shell("leave-out", ann, batch["batch"][:8], "--note", "Bo is away.")
    assert "left out by Ann: Bo is away." in shell("quarantine", ann)
    shell("undo", ann)
    assert "1 change by Bo counts now" in shell("take-over", ann, batch["batch"][:8], "--note", "I asked Bo.")
    assert names(shell, "Ann") == ["By a thief"]
    assert "Nothing waits" in shell("quarantine", ann)
    assert "Ann suspended Bo" in shell("story", ann)
    upkeep = [line["sentence"] for line in shell.read("story", ann, "--all") if line["upkeep"]]
    assert upkeep
    assert not any(sentence in shell("story", ann) for sentence in upkeep)
    assert bo.exists()
    shell("verify", ann)


def test_single_changes_are_taken_over(shell: Shell, ann: Path, bo: Path, hand_over: HandOver):
    shell("suspend", ann, "Bo", "--yes")
    shell("edit", bo, shell.write("two.jsonl", '{"kind": "person", "set": {"name": "Good"}}\n'
          '{"kind": "person", "set": {"name": "Bad"}}\n'), who="Bo")  # fmt: skip
    hand_over("Bo", "Ann")
    (batch,) = shell.read("quarantine", ann)
    good = next(change["change"] for change in batch["changes"] if change["title"] == "Good")
    said = shell("take-over", ann, batch["batch"], "--change", good, "--note", "I asked Bo.")
    assert "stays in quarantine" in said
    assert names(shell, "Ann") == ["Good"]


@pytest.mark.long
def test_two_admins_lift_and_remove(shell: Shell, ann: Path, bo: Path, hand_over: HandOver):
    shell("role", ann, "Bo", "admin")
    hand_over("Ann", "Bo")
    cy = join(shell, "Cy", "admin")
    dee = join(shell, "Dee")
    assert dee.exists()
    hand_over("Ann", "Bo")
    shell("suspend", ann, "Dee", "--yes")
    assert "second admin" in shell("lift", ann, "Dee")
    hand_over("Ann", "Bo")
    assert "to lift it: Ann" in shell("status", bo, who="Bo")
    assert "is lifted" in shell("lift", bo, "Dee", who="Bo")
    hand_over("Bo", "Ann")
    assert "There is no suspension" in shell.fails("lift", ann, "Dee")
    assert "for good" in shell("remove", ann, "Dee")
    assert shell.read("status", ann)["motions"] == []
    assert "second admin" in shell("remove", ann, "Dee", "--yes")
    hand_over("Ann", "Bo")
    assert "Your vote is needed" in shell("status", bo, who="Bo")
    assert "Dee is removed" in shell("remove", bo, "Dee", "--yes", who="Bo")
    hand_over("Bo", "Ann")
    standings = {member["name"]: member["devices"][0]["standing"] for member in shell.read("status", ann)["members"]}
    assert standings["Dee"] == "removed"
    assert standings["Cy"] == "good"
    assert cy.exists()


def test_a_member_that_is_not_there_and_two_of_one_name(shell: Shell, ann: Path, bo: Path):
    assert "Nobody in the group is called “Zed”" in shell.fails("suspend", ann, "Zed")
    assert "no laptop" in shell.fails("suspend", ann, "Bo", "--device", "zzzz")
    assert "There is no role" in shell.fails("role", ann, "Bo", "king")
    second = shell.path("bo2")
    request, answer = shell.path("bo2.request"), shell.path("bo2.age")
    words = words_in(shell("join", second, "--me", "Bo", "--request", request, who="Bo2"))
    shell("admit", ann, "--request", request, "--code", words, "--out", answer)
    assert "Several people" in shell.fails("suspend", ann, "Bo", "--yes")
    device = shell.read("status", bo, who="Bo")["device"]
    assert "Bo is suspended" in shell("suspend", ann, "Bo", "--device", device[:8], "--yes")


def test_a_silent_laptop_is_waited_for_no_longer(shell: Shell, ann: Path, bo: Path):
    assert bo.exists()
    add(shell, "Ann", "Zoë")
    assert "Bo" in shell("prune", ann, "--certify", "--older-than", "0")
    assert "neither suspended nor removed" in shell("retire", ann, "Bo")
    assert "not waited for" in shell("status", ann)
    said = shell("prune", ann, "--certify", "--older-than", "0")
    assert "waits for Bo" not in said
    assert "1 batch of old changes went" in said
    assert names(shell, "Ann") == ["Zoë"]
    shell("verify", ann)
    assert "waited for again" in shell("retire", ann, "Bo", "--back")


def test_a_circle_is_opened_and_shared(shell: Shell, ann: Path, bo: Path, hand_over: HandOver):
    assert "you alone" in shell("circle", "open", ann, "Housing")
    assert "already" in shell.fails("circle", "open", ann, "housing")
    assert "already" in shell.fails("circle", "open", ann, "Hous\u202eing\n")
    assert "120 characters" in shell.fails("circle", "open", ann, "x" * 121)
    assert "There is no circle" in shell.fails("circle", "share", ann, "Nowhere", "Bo", "reader")
    assert "There is no part" in shell.fails("circle", "share", ann, "Housing", "Bo", "boss")
    hand_over("Ann", "Bo")
    assert "not shared with you" in shell("status", bo, who="Bo")
    assert "Bo is in “Housing” as reader" in shell("circle", "share", ann, "Housing", "Bo", "reader")
    hand_over("Ann", "Bo")
    assert "not shared with you" not in shell("status", bo, who="Bo")
    assert "cannot open" in shell("circle", "share", ann, "Housing", "Bo", "none")
    assert "Housing" in shell("story", ann)
    assert "“Beds Ann has left” is open" in shell("circle", "open", ann, "Beds\u2028Ann has left")


def test_a_record_is_erased_everywhere_after_a_dry_run(shell: Shell, ann: Path, bo: Path, hand_over: HandOver):
    assert "Nothing was erased" in shell("erasures", ann)
    add(shell, "Ann", "Zoë")
    shell("add", ann, "contact_point", "person=Zoë", "kind=phone", "value=030 1234")
    hand_over("Ann", "Bo")
    said = shell("erase", ann, "person", "Zoë")
    assert "Person: Zoë" in said
    assert "Contact: 030 1234" in said
    assert "Nothing was erased yet" in said
    assert names(shell, "Ann") == ["Zoë"]
    assert "may not order this" in shell("erase", bo, "person", "Zoë", who="Bo")
    assert "Nothing was erased" in shell.fails("erase", bo, "person", "Zoë", "--yes", who="Bo")
    assert "Erased here" in shell("erase", ann, "person", "Zoë", "--yes")
    assert names(shell, "Ann") == []
    hand_over("Ann", "Bo")
    assert names(shell, "Bo") == []
    assert "1 of 2 laptops" in shell("erasures", ann)
    assert "No order in doubt" in shell.fails("uphold", ann, "abc")
    hand_over("Bo", "Ann")
    (order,) = shell.read("erasures", ann)
    assert (order["done"], order["waiting_for"]) == (2, [])


@pytest.mark.long
def test_verify_accuses_nobody_who_did_what_was_ordered_then(shell: Shell, ann: Path, hand_over: HandOver):
    """Dee erases what nobody else has yet, and Cy hears of it before both hear that Ann had suspended Dee."""
    dee, cy = join(shell, "Dee", role="admin"), join(shell, "Cy", role="admin")
    hand_over("Ann", "Dee")
    add(shell, "Dee", "Zoë")
    shell("erase", dee, "person", "Zoë", "--yes", who="Dee")
    shell("suspend", ann, "Dee", "--yes")
    hand_over("Dee", "Cy")
    assert "erasures" not in shell("verify", cy, who="Cy")
    hand_over("Ann", "Cy")
    said = shell("verify", cy, who="Cy")
    assert "All is well" in said
    assert f"see switchboard erasures {cy}" in said
    assert "counts no longer" in shell("erasures", cy, who="Cy")


def test_a_field_is_erased(shell: Shell, ann: Path):
    shell("add", ann, "person", "name=Zoë", "note=Unmistakable")
    assert "is needed in every record" in shell.fails("erase", ann, "person", "Zoë", "--field", "name")
    shell("erase", ann, "person", "Zoë", "--field", "note", "--yes")
    (row,) = shell.read("list", ann, "person")
    assert (row["values"]["name"], row["values"]["note"]) == ("Zoë", None)


@pytest.mark.parametrize("verb", ["suspend", "remove", "retire", "lift"])
def test_an_editor_decides_nothing(shell: Shell, ann: Path, bo: Path, verb: str):
    assert ann.exists()
    words = ["Ann", "--yes"] if verb in {"suspend", "remove"} else ["Ann"]
    said = shell.fails(verb, bo, *words, who="Bo")
    assert "Your role in the group does not allow this" in said or "There is no suspension" in said
