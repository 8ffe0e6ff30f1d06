"""Orientation slots on two laptops: seats given twice are found, and a person invited twice is one."""

from __future__ import annotations

import datetime


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
