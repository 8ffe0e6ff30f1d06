"""What is printed about people, and what is not."""

from __future__ import annotations

import json
from collections import Counter

import pypdf
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


def filled(vault, name, **how):
    from app.services.printing import printing

    sheet = printing.fill(vault, name, printing.PrintOptions(**how))
    return [row.cells for section in sheet.sections for row in section.rows]


def test_who_has_left_is_on_no_list_unless_it_is_about_leaving(group):
    from app.services.records import records

    vault = group.vaults["Ann"]
    for name, left in (("Ada", None), ("Bo", "2026-11-01"), ("Cy", "2027-01-01")):
        values = {"name": name, "since": "2026-01-01", **({"left_on": left} if left else {})}
        person = records.add(vault, "person", values).added[0]
        records.add(vault, "contact_point", {"person": person, "kind": "phone", "value": "030 123456"})
        records.add(vault, "emergency_contact", {"person": person, "name": f"Kin of {name}", "phone": "030 99"})
    assert [row[0] for row in filled(vault, "contact-list")] == ["Ada", "Cy"], "who goes in January is still here"
    assert [row[0] for row in filled(vault, "door-list")] == ["Ada", "Cy"]
    assert filled(vault, "phone-tree") == [("Ada", "Cy", "030 123456", "", "")]
    assert filled(vault, "wallet-cards") == [("Ada", "Kin of Ada\n030 99"), ("Cy", "Kin of Cy\n030 99")]
    assert [row[0] for row in filled(vault, "contact-list", where="left_on<2026-12-01")] == ["Bo"]


@pytest.mark.long
def test_a_wallet_card_grows_with_whom_to_call_and_keeps_numbers_in_their_order(shell, ann):
    ada = shell("add", ann, "person", "name=Ada").strip()
    for number in range(12):
        kin = (f"person={ada}", f"name=ليلى {number}", f"phone=030 77{number:02}", "what=أم")
        shell("add", ann, "emergency_contact", *kin)
    shell("print", ann, "wallet-cards", "--out", shell.path("cards.pdf"))
    (page,) = pypdf.PdfReader(shell.path("cards.pdf")).pages
    heights: dict[str, float] = {}

    def note(text, place, _inner, _font, _size):
        heights[text.strip()] = place[5]

    words = page.extract_text(visitor_text=note)
    assert all(f"030 77{number:02}, " in words for number in range(12)), "words from right to left do not turn it"
    numbers = [height for text, height in heights.items() if "030 77" in text]
    assert min(numbers) > heights["Kitchen table"], "the name of the group is below the last of them"


def test_two_of_one_name_are_told_apart_where_they_call_each_other(group):
    from app.services.records import records

    vault = group.vaults["Ann"]
    for name, number in (("Anna Lee", "030 123401"), ("Anna Lee", "030 123402"), ("Bo", "030 123403")):
        person = records.add(vault, "person", {"name": name}).added[0]
        records.add(vault, "contact_point", {"person": person, "kind": "phone", "value": number})
    names = {name for row in filled(vault, "phone-tree") for name in row[:2]}
    assert names == {"Anna Lee (…3401)", "Anna Lee (…3402)", "Bo"}


@pytest.mark.long
def test_the_tables_of_the_flow_are_printed_without_a_name(shell, ann):
    for number in range(6):
        left = ["left_on=2026-11-10"] if number < 2 else []
        shell("add", ann, "person", f"name=Guest {number}", "since=2026-09-01", f"tags=t{number % 2}", *left)
    for name in ("flow-staying", "flow-hours", "flow-traffic", "flow-cohorts"):
        shell("print", ann, name, "--out", shell.path(f"{name}.pdf"))
        assert shell.path(f"{name}.pdf").read_bytes().startswith(b"%PDF")
    shell("print", ann, "flow-staying", "--where", "tags=t1", "--out", shell.path("some.pdf"))


def test_a_printed_table_says_what_the_page_shows(group):
    from app.capabilities.people.flow_page import flow_page
    from app.capabilities.people.flow_views import VIEWS, view_of
    from app.services.records import records
    from app.services.settings import group as settings

    vault = group.vaults["Ann"]
    settings.change(vault, {"complete_since": "2026-01-01"})
    for number in range(8):
        values = {"name": f"Guest {number}", "since": "2026-09-01", **({"left_on": "2026-11-10"} if number < 3 else {})}
        records.add(vault, "person", values)
    page = flow_page(vault, settings.today(vault))
    for name, _words in VIEWS:
        rows = filled(vault, f"flow-{name}")
        assert rows == [line.cells for line in view_of(page, name).lines]
        assert not any("Guest" in cell for row in rows for cell in row)
    assert filled(vault, "flow-staying")[0][:3] == ("70", "8", "3")
