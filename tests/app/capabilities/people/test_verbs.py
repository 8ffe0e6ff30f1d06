"""The verbs of people, as they are typed."""

from __future__ import annotations

import datetime

import pytest

from app.capabilities.people.merging import check
from app.problems import WrongValue

START = datetime.date(2026, 11, 23)


def person(shell, ann, name, *fields):
    return shell("add", ann, "person", f"name={name}", *fields).strip()


def test_staying_counts_who_left_who_is_silent_and_who_is_left_out(shell, ann):
    since = ("since=2026-01-01",)
    for number in range(6):
        person(shell, ann, f"Stays {number}", *since)
    gone = person(shell, ann, "Gone", *since, "left_on=2026-01-11", "left_reason=moved")
    silent = person(shell, ann, "Silent", *since)
    shell("add", ann, "attendance", f"person={silent}", "on_day=2026-02-10", "state=attended")
    person(shell, ann, "Nobody knows since when")
    person(shell, ann, "To come", "since=2027-01-01")
    person(shell, ann, "Before", "since=2025-01-01", "left_on=2025-06-01")
    found = shell.read("staying", ann, "--as-of", "2026-11-23", "--complete-since", "2026-01-01")
    assert [(each["day"], each["at_risk"], each["left"]) for each in found["points"]] == [(10, 8, 1), (40, 7, 1)]
    assert [each["staying"] for each in found["points"]] == [0.875, 0.75]
    assert gone in found["points"][0]["people"]
    assert gone not in found["points"][1]["people"]
    assert (found["people"], found["left_out"], found["median"]) == (8, 3, None)
    assert found["enough"] == [0, 326]
    assert "Half of the people have not left yet" in shell(
        "staying", ann, "--as-of", "2026-11-23", "--complete-since", "2026-01-01"
    )


def test_a_vault_without_people_says_so(shell, ann):
    assert shell.read("staying", ann)["points"] == []
    assert "nobody yet" in shell("staying", ann)
    assert all(week["stated"] == 0 for week in shell.read("forecast", ann)["weeks"])
    assert shell.read("backtest", ann)["held"] == 12
    assert shell.read("duplicates", ann) == []


def test_leaving_before_coming_and_absences_backwards_are_refused(shell, ann):
    assert "before they came" in shell.fails("add", ann, "person", "name=Ada", "since=2026-02-01", "left_on=2026-01-01")
    ada = person(shell, ann, "Ada")
    said = shell.fails("add", ann, "absence", f"person={ada}", "from_day=2026-02-01", "back_on=2026-01-01")
    assert "before it begins" in said


def test_how_many_to_invite(shell, ann):
    found = shell.read("how-many", ann, "2", "--rate", "0.5")
    assert found == {"invite": 5, "chance": 0.8125, "chance_one_less": 0.6875}
    assert shell.read("how-many", ann, "0") == {"invite": 0, "chance": 1.0, "chance_one_less": None}
    assert shell.read("how-many", ann, "1")["invite"] == 2
    nobody = {"invite": 0, "chance": 0.0, "chance_one_less": None}
    assert shell.read("how-many", ann, "3", "--sure", "0") == nobody, "a chance of 0 is reached without inviting"
    assert shell.read("how-many", ann, "3", "--sure", "0", "--rate", "0") == nobody
    for wrong in ("1", "-0.1", "1.5", "x", "nan"):
        shell.fails("how-many", ann, "3", "--sure", wrong)
    assert "No number" in shell.fails("how-many", ann, "3", "--rate", "0")
    shell.fails("how-many", ann, "--", "-1")


def test_the_forecast_spreads_hours_and_respects_absences(shell, ann):
    ada = person(shell, ann, "Ada", "since=2026-01-01")
    shell("add", ann, "commitment", f"person={ada}", "hours_a_week=6", "weekdays=mo, we, fr", "until_day=2026-12-04")
    shell("add", ann, "absence", f"person={ada}", "from_day=2026-11-25", "back_on=2026-11-27")
    weeks = shell.read("forecast", ann, "--as-of", "2026-11-23", "--weeks", "3")["weeks"]
    assert [each["from"] for each in weeks] == ["2026-11-23", "2026-11-30", "2026-12-07"]
    assert [each["stated"] for each in weeks] == [4, 6, 0]
    assert [round(each["shown"], 6) for each in weeks] == [2.8, 4.2, 0]
    assert [each["expected"] for each in weeks] == [each["shown"] for each in weeks]


def test_duplicates_say_why_and_what_is_two_people_is_remembered(shell, ann):
    one, other = person(shell, ann, "Ada Lovelace"), person(shell, ann, "Lovelace Adda")
    for who, street in ((one, "12 High Street"), (other, "12 Hihg Street")):
        shell("add", ann, "address", f"person={who}", f"street={street}", "town=Oakham", "postcode=2272")
    third, fourth = person(shell, ann, "Bo"), person(shell, ann, "Cy")
    for who in (third, fourth):
        shell("add", ann, "contact_point", f"person={who}", "kind=email", "value=bo@example.org")
    found = shell.read("duplicates", ann)
    assert {(frozenset((each["one"], each["other"])), each["why"]) for each in found} == {
        (frozenset((one, other)), "name and address"),
        (frozenset((third, fourth)), "email"),
    }
    left = shell.read("duplicates", ann, "--not-the-same", third, fourth)
    assert [each["why"] for each in left] == ["name and address"]
    assert len(shell.read("duplicates", ann)) == 1


@pytest.mark.long
def test_merging_keeps_moves_and_is_undone_as_one(shell, ann):
    keep = person(shell, ann, "Ada Lovelace", "tags=north")
    other = person(shell, ann, "A. Lovelace", "tags=south", "pronouns=she", "note=Called")
    project = shell("add", ann, "project", "name=Kitchen", f"owner={other}").strip()
    shell("add", ann, "interest", f"person={keep}", f"about=person:{other}")
    planned = shell.read("merge", ann, keep, other, "--dry-run")
    assert not planned["done"]
    assert shell.read("show", ann, "project", project)["values"]["owner"] == other
    shell("merge", ann, keep, other)
    values = shell.read("show", ann, "person", keep)["values"]
    assert (values["pronouns"], values["note"], values["tags"]) == ("she", "Called", ["north", "south"])
    assert (values["name"], values["also_known_as"]) == ("Ada Lovelace", "A. Lovelace")
    assert shell.read("show", ann, "project", project)["values"]["owner"] == keep
    assert shell.read("show", ann, "person", other)["values"]["merged_into"] == keep
    shell("undo", ann)
    assert shell.read("show", ann, "project", project)["values"]["owner"] == other
    assert shell.read("show", ann, "person", other)["values"]["merged_into"] is None
    shell("merge", ann, keep, other, "--take", f"{other}:name")
    assert shell.read("show", ann, "person", keep)["values"]["name"] == "A. Lovelace"


def test_merges_that_cannot_be_are_refused_in_a_sentence(shell, ann):
    ada = person(shell, ann, "Ada")
    project = shell("add", ann, "project", "name=Kitchen").strip()
    assert "themselves" in shell.fails("merge", ann, ada, ada)
    assert "Only people" in shell.fails("merge", ann, ada, project)
    many = [person(shell, ann, f"P{number}") for number in range(3)]
    shell.fails("merge", ann, many[0], many[1], "--take", f"{many[2]}:name")
    with pytest.raises(WrongValue, match="At most 50"):
        check("keep", [f"other {number}" for number in range(50)])


@pytest.mark.long
def test_a_chain_of_two_laptops_that_merge_crosswise_ends_with_the_lower_id(shell, ann, bo, hand_over):
    one, other = sorted((person(shell, ann, "Ada"), person(shell, ann, "Adda")))
    hand_over("Ann", "Bo")
    shell("merge", ann, other, one)
    shell("merge", bo, one, other, who="Bo")
    hand_over("Bo", "Ann")
    hand_over("Ann", "Bo")
    shell("add", ann, "commitment", f"person={other}", "hours_a_week=7")
    week = shell.read("forecast", ann, "--weeks", "1")["weeks"][0]
    assert week["stated"] == 7
    assert shell.read("duplicates", ann) == []


@pytest.mark.long
def test_the_card_says_which_skills_count_and_who_only_said_so(shell, ann, bo, hand_over):
    for name in ("Ada", "Ben"):
        shell("add", ann, "person", f"name={name}")
    for name in ("Cooking", "Painting", "Driving"):
        shell("add", ann, "skill", f"name={name}")
    hand_over("Ann", "Bo")
    shell("link", bo, "Ben", who="Bo")
    claim = ("skill_claim", "person=Ada", "level=vouched", "attester=Ben")
    shell("add", bo, *claim, "skill=Cooking", who="Bo")
    shell("add", bo, *claim, "skill=Driving", "expires=2026-11-22", who="Bo")
    shell("add", ann, *claim, "skill=Painting")
    hand_over("Bo", "Ann")
    hand_over("Ann", "Bo")
    for vault, who in ((ann, "Ann"), (bo, "Bo")):
        said = shell("show", vault, "person", "Ada", who=who)
        assert "Cooking: vouched for, written on the laptop of Ben." in said
        assert "Painting counts as claimed: Ann says so." in said
        assert "Driving counts as claimed: expired on 22 Nov 2026." in said
