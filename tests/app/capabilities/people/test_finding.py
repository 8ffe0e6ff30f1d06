"""Finding and keeping: many changed alike with one undo, saved filters, and everything that touches a person."""

from __future__ import annotations

import pytest


def person(shell, ann, name, *fields):
    return shell("add", ann, "person", f"name={name}", *fields).strip()


def names(shell, ann, where):
    return [row["values"]["name"] for row in shell.read("list", ann, "person", "--where", where)]


def test_many_are_changed_alike_with_a_preview_and_one_undo(shell, ann):
    person(shell, ann, "Ada", "stage=new", "tags=north")
    person(shell, ann, "Bo", "stage=exploring", "since=2026-05-01")
    person(shell, ann, "Cy", "stage=active", "tags=north, van")
    assert "--where or --all" in shell.fails("bulk-edit", ann, "person", "stage=active")
    asked = ("bulk-edit", ann, "person", "stage=active", "tags+=south", "--where", "stage=new or not stage=new")
    planned = shell.read(*asked, "--dry-run")
    assert (planned["total"], planned["changing"], planned["done"]) == (3, 3, False)
    stage, tags = planned["fields"]
    assert (stage["changing"], stage["same"], stage["before"]) == (2, 1, {"New": 1, "Looking around": 1})
    assert (tags["changing"], tags["after"]) == (3, "+ south")
    assert names(shell, ann, "stage=active") == ["Cy"]
    shell.read(*asked)
    assert names(shell, ann, "stage=active and tags=south") == ["Ada", "Bo", "Cy"]
    shell("undo", ann)
    assert names(shell, ann, "stage=active") == ["Cy"]
    shell("bulk-edit", ann, "person", "tags-=north", "--all")
    assert names(shell, ann, "tags=north") == []
    assert names(shell, ann, "tags=van") == ["Cy"]
    refused = shell.read("bulk-edit", ann, "person", "left_on=2026-01-01", "--all")
    assert [each["record"] for each in refused["refused"]] == [shell.read("show", ann, "person", "Bo")["id"]]
    assert refused["changing"] == 2
    for wrong in ("stage", "stage=asleep", "stage+=active", "nothing=1", "merged_into=Bo"):
        shell.fails("bulk-edit", ann, "person", wrong, "--all")


def test_saved_filters_travel_and_nonsense_is_refused(shell, ann, bo, hand_over):
    shell("add", ann, "saved_filter", "name=Drivers", "kind=person", "filter=tags=van and not stage=left")
    assert "not a filter" in shell.fails("add", ann, "saved_filter", "name=X", "kind=person", "filter=(tags=van")
    hand_over("Ann", "Bo")
    assert shell.read("list", bo, "saved_filter", who="Bo")[0]["values"]["filter"] == "tags=van and not stage=left"


def test_everything_that_touches_a_person_newest_first(shell, ann):
    ada = person(shell, ann, "Ada", "since=2026-03-01", "source=a friend")
    other = person(shell, ann, "A. Bell")
    shell("add", ann, "activity", f"person={other}", "kind=met", "on_day=2026-04-01", "result=At the market")
    shell("add", ann, "commitment", f"person={ada}", "hours_a_week=4", "from_day=2026-03-10")
    shell("add", ann, "project", "name=Kitchen", f"owner={ada}", "heartbeat=2026-09-09")
    shell("merge", ann, ada, other)
    shell("add", ann, "attendance", f"person={other}", "on_day=2026-05-01", "state=attended")
    found = shell.read("timeline", ann, "Ada")
    days = [each["day"] for each in found]
    assert days == sorted(days, reverse=True)
    by_kind = {each["kind"]: each for each in found}
    assert by_kind["project"]["role"] == "Owner"
    assert "At the market" in by_kind["activity"]["words"]
    assert by_kind["attendance"]["of"] == "A. Bell", "what names who was merged counts for the one who stays"
    assert {"Came", "Merged into this person"} <= {each["title"] for each in found}
    assert shell.read("timeline", ann, other) == found
    assert "At the market" in shell("timeline", ann, "Ada")


@pytest.mark.long
def test_a_name_is_found_whoever_types_it_without_the_marks_of_its_script(shell, ann):
    found = {
        "Юрий Соловьёв": "соловьев",
        "Łucja Łukasik": "lukasik",
        "Işıl Yıldız": "isil yildiz",
        "Đỗ Ánh": "do anh",
        "Søren Ærø": "soren aero",
        "Κώστας Παπαδόπουλος": "κωστας παπαδοπουλος",
        "شَمْسُ الدِّين": "شمس الدين",
        "김철수": "김철",
        "Weiß": "WEISS",
    }
    for name in found:
        person(shell, ann, name)
    for name, typed in found.items():
        for words in (typed, name):
            assert [hit["title"] for hit in shell.read("search", ann, words)] == [name]
