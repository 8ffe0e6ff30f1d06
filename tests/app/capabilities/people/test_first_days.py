"""Whoever is new has something to do, somebody to ask, and is not forgotten; whoever goes hands over."""

from __future__ import annotations

import pytest


def person(shell, ann, name, *fields):
    return shell("add", ann, "person", f"name={name}", *fields).strip()


def task(shell, ann, project, title, *fields):
    return shell("add", ann, "task", f"project={project}", f"title={title}", *fields).strip()


@pytest.mark.long
def test_three_tasks_that_fit_a_buddy_and_the_next_nudge(shell, ann):
    new = person(shell, ann, "Ada", "since=2026-11-23", "languages=de, en")
    shell("add", ann, "commitment", f"person={new}", "hours_a_week=4", "weekdays=tu, sa")
    skill = shell("add", ann, "skill", "name=Cooking").strip()
    other_skill = shell("add", ann, "skill", "name=Welding").strip()
    shell("add", ann, "skill_claim", f"person={new}", f"skill={skill}")
    project = shell("add", ann, "project", "name=Kitchen").strip()
    cook = task(shell, ann, project, "Cook soup", "minutes=90", f"skill={skill}")
    short = task(shell, ann, project, "Wash up", "minutes=30", "due=2026-12-10")
    third = task(shell, ann, project, "Sort post", "minutes=60")
    task(shell, ann, project, "Weld", "minutes=60", f"skill={other_skill}")
    task(shell, ann, project, "Paint the house", "minutes=600")
    task(shell, ann, project, "Taken", "minutes=10", f"who={new}")
    task(shell, ann, project, "Over", "minutes=10", "due=2026-11-01")
    for name, languages, hours in (("Bo", "de", 2), ("Cy", "fr", 20), ("Di", "en", 3)):
        one = person(shell, ann, name, f"languages={languages}", "since=2025-01-01")
        shell("add", ann, "commitment", f"person={one}", f"hours_a_week={hours}")
        if name == "Di":
            person(shell, ann, "Newer", "since=2026-11-20", f"buddy={one}")
    found = shell.read("first-days", ann, new, "--as-of", "2026-11-23")
    assert {each["task"] for each in found["tasks"]} == {cook, short, third}
    assert [each["on_day"] for each in found["tasks"]] == ["2026-11-24", "2026-11-28", "2026-12-01"]
    assert all(each["reasons"] for each in found["tasks"])
    assert found["proposed_buddy"]["name"] == "Bo"
    assert (found["day"], found["nudge"]["name"], found["nudge"]["late"]) == (1, "welcome", False)
    assert found["handover"] is None
    shell("add", ann, "activity", f"person={new}", "kind=talked", "on_day=2026-11-24")
    assert shell.read("first-days", ann, new, "--as-of", "2026-11-30")["nudge"] == {
        "on_day": "2026-11-25",
        "name": "first-task",
        "text": "Has the first task been done? If not, do it together.",
        "late": True,
    }


def test_who_goes_hands_over_what_they_hold(shell, ann):
    ada, bo = person(shell, ann, "Ada", "since=2026-01-01"), person(shell, ann, "Bo")
    shell("add", ann, "commitment", f"person={ada}", "hours_a_week=4", "until_day=2026-12-01")
    project = shell("add", ann, "project", "name=Kitchen", f"owner={ada}", f"successor={bo}").strip()
    alone = shell("add", ann, "project", "name=Garden", f"owner={ada}").strip()
    closing = shell.read("first-days", ann, "Ada")["handover"]
    assert (closing["by"], closing["due"]) == ("2026-12-01", True)
    assert {each["record"]: each["to"] for each in closing["holds"]} == {project: bo, alone: None}
    assert "nobody yet" in shell("first-days", ann, "Ada")


def test_a_person_of_whom_nothing_is_known_has_a_plan_all_the_same(shell, ann):
    ada = person(shell, ann, "Ada")
    found = shell.read("first-days", ann, ada)
    assert (found["tasks"], found["proposed_buddy"], found["nudge"], found["day"]) == ([], None, None, None)
    assert "No open task fits" in shell("first-days", ann, ada)


def test_whoever_has_left_is_asked_for_nothing_but_the_handover(shell, ann):
    ada = person(shell, ann, "Ada", "since=2026-01-01", "left_on=2026-06-01")
    project = shell("add", ann, "project", "name=Kitchen").strip()
    task(shell, ann, project, "Cook soup", "minutes=90")
    found = shell.read("first-days", ann, ada)
    assert (found["tasks"], found["proposed_buddy"], found["nudge"]) == ([], None, None)
    said = shell("first-days", ann, ada)
    assert "Ada left on 2026-06-01." in said
    assert "They hold nothing." in said


def test_nobody_is_told_to_say_hello_to_somebody_who_came_long_ago(shell, ann):
    ada = person(shell, ann, "Ada", "since=2026-01-01")
    assert shell.read("first-days", ann, ada, "--as-of", "2026-02-12")["nudge"]["late"]
    assert shell.read("first-days", ann, ada, "--as-of", "2026-02-13")["nudge"] is None
