"""What is printed about people, and what is not."""

from __future__ import annotations

import json
from collections import Counter

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.capabilities.people.phone_tree import phone_tree


@given(st.integers(0, 200))
def test_in_a_phone_tree_everybody_is_called_once_and_calls_at_most_five(count):
    people = [str(n) for n in range(count)]
    calls = phone_tree(people)
    assert sorted(call.called for call in calls) == sorted(people[1:])
    assert max(Counter(call.caller for call in calls).values(), default=0) <= 5
    for call in calls:
        assert call.backup not in {call.caller, call.called}
        assert call.backup or call.caller == "0"


@pytest.mark.parametrize("name", ["phone-tree", "door-list", "task-cards", "wallet-cards", "blank-intake", "sign-in"])
def test_every_sheet_is_printed_with_and_without_people(shell, ann, name):
    shell("print", ann, name, "--out", shell.path("empty.pdf"))
    ada = shell("add", ann, "person", "name=Ada Lovelace").strip()
    shell("add", ann, "contact_point", f"person={ada}", "kind=phone", "value=+49 170 1234567")
    shell("add", ann, "emergency_contact", f"person={ada}", "name=Cy", "phone=0301234567")
    project = shell("add", ann, "project", "name=Kitchen").strip()
    shell("add", ann, "task", f"project={project}", "title=Wash up", "minutes=30")
    shell("print", ann, name, "--out", shell.path("some.pdf"))
    assert shell.path("some.pdf").read_bytes().startswith(b"%PDF")


def test_a_show_rate_is_in_no_list_card_or_export(shell, ann):
    ada = shell("add", ann, "person", "name=Ada").strip()
    shell("add", ann, "attendance", f"person={ada}", "on_day=2026-11-20", "state=no_show")
    shown = json.dumps([shell.read("show", ann, "person", ada), shell.read("list", ann, "person")])
    shell("export", ann, "person", shell.path("people.csv"))
    shown += shell.path("people.csv").read_text("utf-8-sig")
    assert "rate" not in shown.replace("generate", "")
    alone = shell.read("how-many", ann, "1", "--person", ada)
    assert alone == shell.read("how-many", ann, "1")
