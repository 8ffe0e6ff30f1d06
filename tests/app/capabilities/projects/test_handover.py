"""Whoever takes over gets all of it: the packet of a project, and every record that names a leaver."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.app.capabilities.projects.book import Book, on
from tests.app.cli.conftest import played


@pytest.fixture
def busy(book: Book, kitchen: str) -> str:
    """Give a project with something in every part of its packet."""

    def play() -> None:
        cook, buy = book.add("task", project=kitchen, title="Cook"), book.add("task", project=kitchen, title="Buy")
        book.add("task", project=kitchen, title="Ask", status="done")
        book.add("wait", task=cook, for_task=buy)
        role = book.add("role", project=kitchen, name="Chef")
        book.add("holder", role=role, person="Ada", until=on(30))
        book.add("contact_point", person="Ada", kind="phone", value="030 111", preferred="yes", safe_to_text="no")
        book.add("decision", project=kitchen, question="Where?", result="In the hall", review_on=on(9))
        book.add("entry", project=kitchen, day=on(0), text="We met.")
        book.add("indicator", project=kitchen, name="Meals", baseline=0, target=10)
        book.add("listing", side="need", category="thing", title="Pots", quantity=1, of=kitchen)

    played("a busy kitchen", play, book.shell)
    return kitchen


def test_the_packet_has_all_in_the_order_of_ics_201(book: Book, busy: str):
    found = book("handover", "Kitchen")
    parts = {part["name"]: [f"{each['what']} {each['more']}" for each in part["lines"]] for part in found["sections"]}
    assert list(parts) == [
        "situation", "objectives", "actions", "organisation", "resources", "agreements", "tried"
    ]  # fmt: skip
    assert [each.split()[0] for each in parts["actions"]] == ["Buy", "Cook", "Ask"], "what can begin stands first"
    assert parts["actions"][0].startswith("Buy ready")
    assert "Owner: Ada 030 111, no texts" in parts["organisation"]
    assert parts["objectives"] == ["Meals not measured yet, aim: 10"]
    assert "In the hall, review on" in parts["agreements"][0]
    assert parts["tried"][0].startswith("We met.")
    assert parts["resources"][0].startswith("Pots need")


@pytest.mark.long
def test_the_steps_are_ticked_off_here(book: Book, busy: str):
    steps = book("handover", "Kitchen", "--to", "Bo")["checklist"]
    assert all(each["task"] and not each["done"] for each in steps)
    book.say("set", "task", steps[0]["task"], "status=done")
    again = book("handover", "Kitchen", "--to", "Bo")["checklist"]
    assert [each["done"] for each in again] == [True] + [False] * (len(steps) - 1)
    assert [each["task"] for each in again] == [each["task"] for each in steps], "nothing is made twice"
    book.say("undo")
    book.say("undo")
    assert all(each["task"] is None for each in book("handover", "Kitchen")["checklist"])


@pytest.mark.long
def test_all_that_names_a_leaver_by_the_declarations_and_one_undo(book: Book, busy: str):
    book.add("listing", side="offer", category="hours", title="Time", quantity=60, of=book("list", "person")[0]["id"])
    before = {kind: book("list", kind) for kind in ("project", "holder", "listing", "task")}
    ada = book("handover", "--person", "Ada")["kinds"]
    assert {"project", "holder", "contact_point", "listing"} <= ada.keys()
    (project,) = ada["project"]
    bo = book("list", "person")[1]["id"]
    assert (project["fields"], project["goes_to"]) == (["owner"], bo)
    left = book("handover", "--person", "Ada", "--to", "Bo")["kinds"]
    assert "project" not in left
    assert {"contact_point", "listing"} <= left.keys(), "what is theirs stays"
    values = book.values("project", busy)
    assert (values["owner"], values["successor"]) == (bo, None)
    book.say("undo")
    assert {kind: book("list", kind) for kind in before} == before


def parts_of(book: Book, name: str) -> dict[str, list[str]]:
    found = book("handover", name, "--on", on(2))["sections"]
    return {part["name"]: [f"{each['what']}: {each['more']}" for each in part["lines"]] for part in found}


@pytest.mark.long
def test_the_packet_names_partners_keys_and_beds_of_those_in_charge(book: Book, busy: str):
    partner = book.add("partner", name="Southside")
    book.add("partner_contact", partner=partner, kind="phone", value="030 222", do_not_write="yes")
    pots = book("list", "listing")[0]["id"]
    theirs = book.add("listing", side="offer", category="thing", title="Two pots", quantity=2, of=partner)
    match = book.add("match", need=pots, offer=theirs, quantity=1, status="suggested")
    room = book.add("room", house=book.add("house", name="Mill"), name="Attic")
    key = book.add("key", house=book("list", "house")[0]["id"], name="Front door")
    book.add("key_loan", key=key, person="Ada", lent_on=on(0))
    book.add("stay", person="Ada", bed=book.add("bed", room=room, name="1"), from_day=on(0), to_day=on(9), status="in")
    found = parts_of(book, "Kitchen")
    assert not any("Southside" in line for line in found["agreements"]), "nobody has agreed to anything"
    book.say("set", "match", match, "status=introduced")
    found = parts_of(book, "Kitchen")
    assert found["agreements"][-1] == "Partner: Southside: Pots, 030 222, no letters or texts"
    assert any("key with Ada" in line for line in found["resources"])
    assert any(line.startswith("Mill") and "Ada stays here, until" in line for line in found["resources"])


@pytest.mark.long
def test_what_was_merged_is_in_the_packet_whatever_still_names_it(book: Book, busy: str):
    other = book.add("project", name="Canteen", status="active")
    book.say("merge", "project", busy, other)
    book.add("task", project=other, title="Came later")
    assert any(line.startswith("Came later") for line in parts_of(book, "Kitchen")["actions"])


@pytest.mark.long
def test_what_names_somebody_under_another_id_is_theirs_as_well(book: Book, busy: str):
    too = book.add("person", name="Ada B")
    book.say("merge", "person", "Ada", too)
    late = book.add("task", project=busy, title="Written elsewhere", who=too)
    assert late in {each["record"] for each in book("handover", "--person", "Ada")["kinds"]["task"]}


@pytest.mark.long
@pytest.mark.parametrize("sheet", ["assignment-list", "activity-log", "handover-packet"])
def test_the_sheets_of_a_project_are_printed(book: Book, busy: str, sheet: str, tmp_path: Path):
    out = tmp_path / "sheet.pdf"
    book.say("print", sheet, "--of", busy, "--out", out)
    assert out.read_bytes().startswith(b"%PDF")
