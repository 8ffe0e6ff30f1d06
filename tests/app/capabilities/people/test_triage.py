"""Orientation slots on two laptops: seats given twice are found, and a person invited twice is one."""

from __future__ import annotations

import datetime

import pytest


@pytest.mark.long
def test_two_laptops_give_the_last_seat_and_invite_the_same_person(shell, ann, bo, hand_over):
    slot = shell("add", ann, "orientation", "name=Orientation", "on_day=2026-11-26", "seats=1").strip()
    ada, cy = (shell("add", ann, "person", f"name={name}").strip() for name in ("Ada", "Cy"))
    hand_over("Ann", "Bo")
    seat = ("orientation_seat", f"orientation={slot}", "invited_on=2026-11-20")
    shell("add", ann, *seat, f"person={ada}", "answer=yes")
    shell("add", bo, *seat, f"person={ada}", who="Bo")
    shell("add", bo, *seat, f"person={cy}", "answer=yes", who="Bo")
    hand_over("Bo", "Ann")
    hand_over("Ann", "Bo")
    for vault, who in ((ann, "Ann"), (bo, "Bo")):
        said = [
            each["sentence"] for each in shell.read("conflicts", vault, who=who) if "seats" in each.get("sentence", "")
        ]
        assert len(said) == 1, shell.read("conflicts", vault, who=who)
        assert "2 have said yes" in said[0]
    shell("add", ann, "attendance", f"person={cy}", f"of={slot}", "on_day=2026-11-26", "state=attended")
    assert datetime.date(2026, 11, 26).isoformat() in shell("timeline", ann, "Cy")


def test_the_seat_that_says_more_counts(group):
    from app.capabilities.people import triage_service
    from app.services.records import records

    vault, day = group.vaults["Ann"], datetime.date(2026, 11, 23)
    slot = records.add(vault, "orientation", {"name": "O", "on_day": day, "seats": 2}).added[0]
    ada = records.add(vault, "person", {"name": "Ada"}).added[0]
    for answer in (None, "yes", None):
        values = {"orientation": slot, "person": ada, "invited_on": day, **({"answer": answer} if answer else {})}
        records.add(vault, "orientation_seat", values)
    (found,) = triage_service.triage(vault, day).slots
    assert [(each.name, each.state) for each in found.people] == [("Ada", "yes")]
    assert triage_service.triage(vault, day).queue == ()


@pytest.mark.long
def test_who_waits_is_invited_says_yes_and_comes_by_the_command_line(shell, ann):
    slot = shell("add", ann, "orientation", "name=First evening", "on_day=+3", "at=19:00", "seats=1").strip()
    for name, since in (("Ada", "2026-11-20"), ("Bo", "2026-11-10"), ("Cy", "2026-11-22")):
        shell("add", ann, "person", f"name={name}", f"since={since}", "source=the stall")
    shell("add", ann, "contact_point", "person=Bo", "kind=email", "value=bo@example.org")
    shell("add", ann, "contact_point", "person=Bo", "kind=mobile", "value=+49 170 1234567")
    shell("add", ann, "contact_point", "person=Ada", "kind=phone", "value=+49 30 901820", "do_not_call=yes")
    page = shell.read("triage", ann)
    assert [(each["name"], each["reach"], each["days"]) for each in page["queue"]] == [
        ("Bo", "+49 170 1234567", 13), ("Ada", "", 3), ("Cy", "", 1)
    ], "a number that is closed is not shown"  # fmt: skip
    assert [(each["slot"], each["on_day"], each["seats"]) for each in page["slots"]] == [(slot, "2026-11-26", 1)]
    found = shell.read("orientation", ann, slot, "--invite-waiting")
    assert [(each["name"], each["state"]) for each in found["people"]] == [("Bo", "invited")], "one seat, one guest"
    found = shell.read("orientation", ann, slot, "--invite-waiting")
    assert [each["name"] for each in found["people"]] == ["Bo"], "a seat is promised until they answer"
    assert "1 seat left, 1 has not answered" in shell("orientation", ann, slot)
    said = shell("orientation", ann, "First evening", "--invite", "Ada")
    assert "1 seat left, 2 have not answered, 1 invited beyond the seats" in said
    assert "All seats" in shell.fails("orientation", ann, slot, "--yes", "Ada", "--yes", "Bo")
    assert {each["state"] for each in shell.read("orientation", ann, slot)["people"]} == {"invited"}, "all or nothing"
    found = shell.read("orientation", ann, slot, "--yes", "Bo", "--no", "Ada")
    assert {each["name"]: each["state"] for each in found["people"]} == {"Ada": "no", "Bo": "yes"}
    assert found["taken"] == 1
    assert "1 seat left" not in shell("triage", ann)
    assert [each["name"] for each in shell.read("triage", ann)["queue"]] == ["Ada", "Cy"]
    shell("undo", ann)
    assert {each["state"] for each in shell.read("orientation", ann, slot)["people"]} == {"invited"}
    shell("orientation", ann, slot, "--came", "Bo", "--missed", "Ada")
    assert "Bo: came" in shell("orientation", ann, slot)
    assert "not invited" in shell.fails("orientation", ann, slot, "--came", "Cy")
    assert "second call" in shell.misused("orientation", ann, slot, "--invite", "Cy", "--came", "Bo")


def test_nobody_waits_and_there_is_no_slot(shell, ann):
    said = shell("triage", ann)
    assert "Nobody waits." in said
    assert "There is no slot" in said
    assert shell.read("triage", ann) == {"queue": [], "slots": []}
