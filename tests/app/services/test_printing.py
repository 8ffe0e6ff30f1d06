"""Sheets filled from a real vault: who is on them, what stays off, and that they are PDFs one can trust."""

from __future__ import annotations

import datetime
import sys
from collections.abc import Callable
from pathlib import Path
from types import FrameType

import pytest

from app.problems import NotFound, WrongValue
from app.services.jobs import Cancelled, Progress
from app.services.members import circles, members, trust
from app.services.printing import pipeline, printing
from app.services.printing.printing import PrintOptions
from app.services.records import records
from app.services.records.records import Query
from app.services.retention import erasing
from app.sheets.render import SheetRenderer
from app.storage.vault.vault import Vault
from sync.log.change import Create
from tests.group import Group

TEMPLATES = Path(__file__).resolve().parents[3] / "resources" / "sheets"


@pytest.fixture(scope="module")
def renderer() -> SheetRenderer:
    return SheetRenderer(TEMPLATES)


@pytest.fixture
def vault(ann: Vault) -> Vault:
    people = [records.add(ann, "person", {"name": name}).added[0] for name in ("Zoë Ärger", "محمد أحمد", "Bo Li")]
    phone = {"person": people[0], "kind": "phone", "value": "030 1", "safe_to_text": False, "hours": "evenings"}
    records.add(ann, "contact_point", phone)
    records.add(ann, "contact_point", {"person": people[0], "kind": "phone", "value": "030 2", "preferred": True})
    house = records.add(ann, "house", {"name": "Birch"}).added[0]
    room = records.add(ann, "room", {"name": "Attic", "house": house}).added[0]
    beds = [records.add(ann, "bed", {"name": name, "room": room}).added[0] for name in ("A", "B")]
    stay = {"person": people[0], "bed": beds[0], "from_day": "2026-11-20", "to_day": "2026-11-30"}
    records.add(ann, "stay", stay)
    records.add(ann, "stay", {**stay, "person": people[2], "from_day": "2026-11-30", "to_day": "2026-12-02"})
    return ann


def cells(sheet: printing.Sheet) -> list[tuple[str, ...]]:
    return [row.cells for section in sheet.sections for row in section.rows]


def test_a_contact_list_has_the_preferred_number_first_and_warns_where_texts_are_unsafe(vault: Vault) -> None:
    sheet = printing.fill(vault, "contact-list", PrintOptions())
    assert [row[0] for row in cells(sheet)] == ["Bo Li", "Zoë Ärger", "محمد أحمد"]
    assert cells(sheet)[1][1] == "030 2\n030 1 (no texts, evenings)"
    assert sheet.group == "Kitchen table"
    assert sheet.as_of_from == "Ann's laptop"
    assert sheet.code


def test_initials_only_leaves_no_name_on_the_sheet(vault: Vault) -> None:
    for name in ("contact-list", "room-assignment", "sign-in"):
        sheet = printing.fill(vault, name, PrintOptions(initials=True, where="" if name != "sign-in" else "name~o"))
        assert not any("Ärger" in cell or "Zoë" in cell for row in cells(sheet) for cell in row)
    assert "Z. Ä." in {row[1] for row in cells(printing.fill(vault, "room-assignment", PrintOptions(initials=True)))}


def test_a_room_assignment_shows_who_has_a_night_in_the_period_and_what_is_free(vault: Vault) -> None:
    day = datetime.date
    one_night = printing.fill(vault, "room-assignment", PrintOptions(day(2026, 11, 29), day(2026, 11, 30)))
    assert [row[:2] for row in cells(one_night)] == [("A", "Zoë Ärger"), ("B", "free")]
    longer = printing.fill(vault, "room-assignment", PrintOptions(day(2026, 11, 29), day(2026, 12, 1)))
    assert [(row[1], row[4]) for row in cells(longer)] == [("Zoë Ärger", "1"), ("Bo Li", "1"), ("free", "")]


def test_a_sign_in_sheet_is_blank_unless_a_filter_names_people(vault: Vault) -> None:
    assert cells(printing.fill(vault, "sign-in", PrintOptions(blank_rows=5))) == []
    assert printing.fill(vault, "sign-in", PrintOptions(blank_rows=5)).blank_rows == 5
    assert len(cells(printing.fill(vault, "sign-in", PrintOptions(where="name~bo")))) == 1


@pytest.mark.parametrize(
    ("name", "options"),
    [
        ("contact-list", PrintOptions(where="height>3")),
        ("sign-in", PrintOptions(blank_rows=-1)),
        ("sign-in", PrintOptions(blank_rows=10_000)),
        ("room-assignment", PrintOptions(datetime.date(2026, 12, 1), datetime.date(2026, 11, 1))),
    ],
)
def test_what_cannot_be_printed_is_refused_in_words(vault: Vault, name: str, options: PrintOptions) -> None:
    with pytest.raises(WrongValue, match=r"\.$"):
        printing.fill(vault, name, options)


def test_an_unknown_sheet_names_the_others(vault: Vault) -> None:
    with pytest.raises(NotFound, match="sign-in"):
        printing.fill(vault, "wallet-card", PrintOptions())


def test_printing_changes_nothing_but_the_record_of_it(vault: Vault, renderer: SheetRenderer) -> None:
    label = vault.undo_label()
    sheet = printing.fill(vault, "contact-list", PrintOptions(large=True, paper="letter"))
    assert printing.pdf(vault, renderer, sheet).run(Progress()).startswith(b"%PDF")
    assert len(pipeline.pages(renderer, sheet).run(Progress())) == 1
    assert vault.undo_label() == label
    assert vault.rows("SELECT code, sheet FROM printed") == [(sheet.code, "contact-list")]


def test_a_cancelled_print_is_not_noted(vault: Vault, renderer: SheetRenderer) -> None:
    sheet = printing.fill(vault, "contact-list", PrintOptions())
    with pytest.raises(Cancelled):
        printing.pdf(vault, renderer, sheet).run(Progress(cancelled=lambda: True))
    assert vault.rows("SELECT count(*) FROM printed")[0][0] == 0


def test_everything_held_on_one_person_names_circles_and_what_is_not_shown(vault: Vault) -> None:
    zoe = next(row.id for row in records.page(vault, "person", Query(words="Zoë")).rows)
    records.edit(vault, zoe, {"note": "Prefers mornings", "extra": {"Shoe size": "38"}})
    housing = trust.open_circle(vault, "Housing")
    records.add(vault, "contact_point", {"person": zoe, "kind": "email", "value": "z@example.org"}, housing)
    project = records.add(vault, "project", {"name": "Winter coats", "owner": zoe}).added[0]
    records.add(vault, "task", {"project": project, "title": "Count the coats", "who": zoe})
    records.add(vault, "skill_claim", {"person": zoe, "skill": records.add(vault, "skill", {"name": "Law"}).added[0]})
    sheet = printing.fill(vault, "held-on-you", PrintOptions(record=zoe))
    headings = {section.heading for section in sheet.sections}
    assert {"Person", "Contacts", "Skills of people", "Stays", "Projects", "Tasks"} <= headings, headings
    held = {(row[0], row[1]): row[3] for row in cells(sheet)}
    assert held["Note", "Prefers mornings"] == "everyone"
    assert held["Shoe size", "38"] == "everyone"
    assert held["Number or address", "z@example.org"] == "Housing"
    assert held["Name", "Winter coats"] == "everyone"
    assert any("Kept for 365 days after leaving" in row[1] for row in cells(sheet))
    assert not any("Bo Li" in cell for row in cells(sheet) for cell in row), "nobody else"
    said = [(row[0], row[1]) for row in cells(sheet)]
    assert [label for label, text in said if text == "Zoë Ärger"] == ["Name"], "whom it is about stands there once"
    assert sheet.summary.startswith("Zoë Ärger · ")
    assert "Circle “Housing”: on the laptops of Ann." in sheet.notes
    assert any("stay in the history" in note for note in sheet.notes)
    assert "nobody else" in sheet.sensitivity
    assert sum(bool(row.code) for section in sheet.sections for row in section.rows) == int(sheet.summary.split()[-2])


def test_whatever_names_a_person_is_held_on_them_with_what_was_merged_into_them_and_nothing_of_others(
    vault: Vault,
) -> None:
    zoe = next(row.id for row in records.page(vault, "person", Query(words="Zoë")).rows)
    friend = records.add(vault, "person", {"name": "Ines", "note": "A secret of hers", "buddy": zoe}).added[0]
    records.add(vault, "interest", {"person": friend, "about": zoe, "kind": "family"})
    records.add(vault, "listing", {"side": "need", "category": "thing", "title": "Cot", "quantity": 1, "of": zoe})
    records.add(
        vault, "attendance", {"person": zoe, "of": friend, "on_day": datetime.date(2026, 3, 1), "state": "attended"}
    )
    twin = records.add(vault, "person", {"name": "Zoe Aerger", "merged_into": zoe}).added[0]
    records.add(
        vault, "activity", {"person": twin, "kind": "note", "on_day": datetime.date(2026, 3, 2), "result": "Called"}
    )
    records.add(vault, "contact_point", {"person": twin, "kind": "email", "value": "twin@example.org"})
    fund = records.add(vault, "fund", {"name": "Rent"}).added[0]
    stipend = {"person": zoe, "fund": fund, "amount": 5000, "currency": "EUR", "from_day": datetime.date(2026, 3, 1)}
    records.add(vault, "stipend", stipend)
    sheet = printing.fill(vault, "held-on-you", PrintOptions(record=zoe))
    said = {section.heading: [row.cells[:2] for row in section.rows] for section in sheet.sections}
    assert ("Name", "Zoe Aerger") in said["Merged into this person"]
    assert ("What came of it", "Called") in said["Activities"]
    assert ("Number or address", "twin@example.org") in said["Contacts"]
    assert ("Title", "Cot") in said["Needs and offers"]
    assert ("Of", "Ines") in said["Attendances"]
    assert ("Amount", "50.00") in said["Stipends"]
    assert said["People"][-2:] == [("Name", "Ines"), ("Buddy", "Zoë Ärger")]
    assert "secret" not in str(said)


def test_what_says_nothing_but_whom_it_is_about_is_on_the_sheet_all_the_same(tmp_path: Path) -> None:
    group = Group(tmp_path)
    ann = group.found()
    zoe = records.add(ann, "person", {"name": "Zoë"}).added[0]
    with ann.writing() as writing:
        writing.replica.write(writing.replica.circle(), [Create("attachment", {"of": zoe})])
    ann.rebuild()
    sheet = printing.fill(ann, "held-on-you", PrintOptions(record=zoe))
    (files,) = [section for section in sheet.sections if section.heading == "Attachments"]
    assert [row.cells[:2] for row in files.rows if row.code] == [("Attachment", "Nothing else is filled in.")]
    group.close()


@pytest.mark.long
def test_two_of_one_name_are_two_who_read(tmp_path: Path) -> None:
    group = Group(tmp_path)
    ann = group.found()
    zoe = records.add(ann, "person", {"name": "Zoë", "stage": "left"}).added[0]
    other = Group(tmp_path / "elsewhere")
    data, _code = members.make_request(other.wait("Ann"))
    request = members.read_request(data)
    members.admit(ann, request, request.code, "editor")
    assert erasing.plan(ann, [zoe]).holders == ("Ann", "Ann")
    assert circles.choices(ann)[0].readers == ("Ann", "Ann")
    sheet = printing.fill(ann, "held-on-you", PrintOptions(record=zoe))
    assert any("laptops of Ann, Ann." in note for note in sheet.notes)
    other.close()
    group.close()


def test_who_does_not_read_a_circle_says_so_on_the_sheet(tmp_path: Path) -> None:
    group = Group(tmp_path)
    ann = group.found()
    zoe = records.add(ann, "person", {"name": "Zoë"}).added[0]
    housing = trust.open_circle(ann, "Housing")
    records.add(ann, "contact_point", {"person": zoe, "kind": "phone", "value": "030 1"}, housing)
    bo = group.join("Bo")
    sheet = printing.fill(bo, "held-on-you", PrintOptions(record=zoe))
    assert "030 1" not in str(cells(sheet))
    assert any("1 circle of the group" in note and "does not read" in note for note in sheet.notes)
    assert not any("Housing" in note for note in sheet.notes), "its name is not for whom the sheet is about"
    group.close()


def test_a_sheet_of_one_needs_somebody_and_prints(vault: Vault, renderer: SheetRenderer) -> None:
    with pytest.raises(WrongValue):
        printing.fill(vault, "held-on-you", PrintOptions())
    zoe = records.ids(vault, "person", Query(words="Zoë"))[0]
    sheet = printing.fill(vault, "held-on-you", PrintOptions(record=zoe))
    assert printing.pdf(vault, renderer, sheet).run(Progress()).startswith(b"%PDF")


def settings_of(work: Callable[[], object]) -> int:
    """Count how often the typesetter is asked to set something."""
    count = 0

    def on_call(_frame: FrameType, event: str, what: object) -> None:
        nonlocal count
        count += event == "c_call" and getattr(what, "__qualname__", "").endswith("Compiler.compile")

    sys.setprofile(on_call)
    try:
        work()
    finally:
        sys.setprofile(None)
    return count


@pytest.mark.parametrize(("name", "times"), [("Zoe", 1), ("Zoe \U0001fa00\U000e01ef\u0378", 2)])
def test_what_was_shown_is_saved_without_being_set_again(
    vault: Vault, renderer: SheetRenderer, name: str, times: int
) -> None:
    records.add(vault, "person", {"name": name})
    sheet = printing.fill(vault, "contact-list", PrintOptions())

    def show() -> None:
        assert pipeline.pages(renderer, sheet).run(Progress())
        assert bool(pipeline.missing_letters(renderer, sheet).run(Progress())) == (times == 2)

    assert settings_of(show) == 1 + times
    assert settings_of(lambda: pipeline.pdf(renderer, sheet).run(Progress())) == 0
    assert settings_of(lambda: printing.pdf(vault, renderer, sheet).run(Progress())) == 0
    renderer.forget()
    assert settings_of(lambda: pipeline.pdf(renderer, sheet).run(Progress())) == times
