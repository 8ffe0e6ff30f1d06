"""Where a table begins, in what order its days stand, and in which encoding it was written: found, shown, chosen."""

from __future__ import annotations

import datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.capabilities.houses.records import Stay
from app.problems import UserProblem, WrongValue
from app.services.jobs import Progress
from app.services.records import records
from app.services.tables import day_orders, encodings, importing
from app.services.tables.day_orders import DAY_FIRST, MONTH_FIRST, DayOrder
from app.services.tables.importing import AS_IT_IS, How, ImportPlan
from app.storage.vault.vault import Vault
from tests.lists import TODAY, book, look, people, plan, reach, rows, take

# 7: where the table begins.


def test_title_lines_above_the_names(ann: Vault):
    text = "Harbour House volunteers - spring 2026,,,\n,,,\nName,Phone,Email,Notes\nAnn,+1 555 0100,ann@example.org,x\n"
    table = look(ann, text)
    assert (table.header, [c.name for c in table.columns]) == (3, ["Name", "Phone", "Email", "Notes"])
    assert "line 3" in table.notes[0]
    assert "Harbour House" in table.notes[0]
    assert look(ann, text, How(header=1)).columns[0].name == "Harbour House volunteers - spring 2026"


def test_no_names_at_all_lose_nobody(ann: Vault):
    text = "Ann Smith,+1 555 0100,ann@example.org\nBob Jones,+1 555 0101,bob@example.org\n"
    assert "no names of columns" in look(ann, text).notes[0]
    take(ann, text)
    assert reach(ann, "Ann Smith") == {("phone", "other", "+1 555 0100"), ("email", "other", "ann@example.org")}
    assert len(people(ann)) == 2
    names = [column.name for column in look(ann, "Who,Where\nAnn,Hill\n", How(header=0)).columns]
    assert names == ["Column 1", "Column 2"]


def test_names_over_two_lines(ann: Vault):
    data = book(
        ["Name", "Contact", None, "Stay", None], [None, "Phone", "Email", "From", "To"],
        ["Ann", "+1 555 0100", "ann@example.org", datetime.date(2026, 1, 2), datetime.date(2026, 1, 5)], merged="B1:C1",
    )  # fmt: skip
    take(ann, data)
    assert reach(ann, "Ann") == {("phone", "other", "+1 555 0100"), ("email", "other", "ann@example.org")}
    assert people(ann)["Ann"].extra == {"Stay From": "2026-01-02", "Stay To": "2026-01-05"}


SHEETS: dict[str, list[list[object]]] = {
    "Volunteers": [["Name", "House", "Phone"], ["Ann", "Harbour", "+1 555 0100"], ["Bob", None, "+1 555 0101"],
                   ["Cyd", "Hill", "+1 555 0102"]],
    "Drivers": [["Name", "Phone"], ["Dora", "+1 555 0200"]],
    "Old": [["Name"], ["Ghost"]],
}  # fmt: skip


def test_a_cover_is_passed_over_and_merged_cells_count_for_all_of_their_rows(ann: Vault):
    data = book(["Volunteer list - please do not share"], ["Updated by Mo"], sheets=SHEETS)
    table = look(ann, data)
    assert (table.sheet, table.sheets) == ("Volunteers", ("Sheet", "Volunteers", "Drivers", "Old"))
    assert "Old (hidden)" in table.notes[0]
    take(ann, data)
    assert {name: each.extra["House"] for name, each in people(ann).items()} == {
        "Ann": "Harbour", "Bob": "Harbour", "Cyd": "Hill",
    }  # fmt: skip
    assert look(ann, data, How(sheet="Old")).lines[0].cells == ("Ghost",)
    with pytest.raises(UserProblem, match="no sheet"):
        look(ann, data, How(sheet="None"))


def test_hidden_rows_and_columns_are_said_and_left_out_unless_wanted(ann: Vault):
    data = book(
        ["Name", "Phone", "Private notes"], ["Ann", "+1 555 0105", "secret Ann"], ["Bob", "+1 555 0106", "secret Bob"],
        ["Cyd", "+1 555 0107", "secret Cyd"], hidden=("C", 3),
    )  # fmt: skip
    table = look(ann, data)
    assert [line.cells for line in table.lines] == [("Ann", "+1 555 0105"), ("Cyd", "+1 555 0107")]
    assert table.notes == ("Hidden, and left out: rows 3; columns C.",)
    assert table.hidden
    whole = look(ann, data, How(hidden=True))
    assert [line.cells[2] for line in whole.lines] == ["secret Ann", "secret Bob", "secret Cyd"]
    assert whole.notes == ("Hidden, and read: rows 3; columns C.",)


def test_a_formula_without_a_result_is_said_and_kept(ann: Vault):
    link = '=HYPERLINK("tel:+15550101","+1 555 0101")'
    data = book(
        ["First", "Last", "Name", "Phone"], ["Ann", "Lee", '=A2&" "&B2', "+1 555 0100"], ["Bob", "Ray", "=A3", link]
    )
    found = plan(ann, data)
    assert [(each.line, each.column) for each in found.asides] == [(2, "Name"), (3, "Name")]
    assert "no stored result" in found.asides[0].wrong
    importing.run(ann, found).run(Progress())
    assert people(ann)["Ann Lee"].extra == {"Name": '=A2&" "&B2'}
    assert reach(ann, "Bob Ray") == {("phone", "other", "+1 555 0101")}


def test_a_number_in_a_column_of_days_is_the_day_it_means_and_told(ann: Vault):
    found = plan(ann, "Name,With us since\nAnn,46024\nBob,2026-01-03\nCy,2026-01-04\nDi,2026-01-05\n")
    assert [(each.line, "2 Jan 2026" in each.wrong) for each in found.asides] == [(2, True)]
    assert found.rows[0].values["since"] == datetime.date(2026, 1, 2)


# 8: the order of days.


def stays(ann: Vault, text: str, how: How = AS_IT_IS) -> ImportPlan:
    return plan(ann, "Person,Bed,Arrives,Leaves\n" + text, how, "stay")


@pytest.fixture
def beds(ann: Vault) -> Vault:
    take(ann, "Name\nAnn Lee\nBob Ray\nCyd Fox\n")
    house = records.add(ann, "house", {"name": "Harbour"}).added[0]
    room = records.add(ann, "room", {"name": "A", "house": house}).added[0]
    for name in ("A1", "B1", "C1"):
        records.add(ann, "bed", {"name": name, "room": room})
    return ann


def test_the_order_of_days_is_one_for_a_column_decided_by_all_its_values(beds: Vault):
    found = stays(
        beds, "Ann Lee,A1,06/07/2026,06/15/2026\nBob Ray,B1,6/17/26,6/20/26\nCyd Fox,C1,03/04/2026,03/28/2026\n"
    )
    assert (found.bad, found.questions) == ((), ())
    importing.run(beds, found).run(Progress())
    assert sorted((str(each.from_day), str(each.to_day)) for each in rows(beds, Stay)) == [
        ("2026-03-04", "2026-03-28"), ("2026-06-07", "2026-06-15"), ("2026-06-17", "2026-06-20"),
    ]  # fmt: skip


def test_where_the_values_do_not_decide_the_person_is_asked_and_nothing_is_written(beds: Vault):
    text = "Ann Lee,A1,06/07/2026,06/15/2026\n"
    found = stays(beds, text)
    assert [(each.column, each.about) for each in found.questions] == [("Arrives", "order")]
    assert "6 Jul 2026 or 7 Jun 2026" in found.questions[0].sentence
    with pytest.raises(UserProblem, match="two ways") as raised:
        importing.run(beds, found)
    assert "--dates" in (raised.value.do or "")
    found = stays(beds, text, How(order=MONTH_FIRST))
    assert (found.questions, str(found.rows[0].values["from_day"])) == ((), "2026-06-07")
    with pytest.raises(WrongValue):
        stays(beds, text, How(order="sideways"))


def test_years_of_two_digits_are_asked_for_where_neither_century_is_near(ann: Vault):
    found = plan(ann, "Name,With us since\nAnn,13.5.48\n")
    assert [each.about for each in found.questions] == ["century"]
    found = plan(ann, "Name,With us since\nAnn,13.5.48\n", How(century="1900"))
    assert str(found.rows[0].values["since"]) == "1948-05-13"


@given(st.lists(st.dates(datetime.date(1990, 1, 1), datetime.date(2039, 1, 1)), min_size=1, max_size=8), st.booleans())
def test_a_column_is_never_read_in_two_orders(days: list[datetime.date], month_first: bool):
    shape, order = ("%m/%d/%Y", MONTH_FIRST) if month_first else ("%d/%m/%Y", DAY_FIRST)
    texts = [day.strftime(shape) for day in days]
    found, questions = day_orders.decide("Day", texts, DayOrder(), TODAY)
    if questions:
        assert all(day.day <= 12 for day in days)
        found = DayOrder(order)
    assert [day_orders.read(text, found, TODAY) for text in texts] == days


# 9: encodings.


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("Name;Telefon\r\nŁukasz Żółć;+48 600 100 200\r\n", "cp1250"),
        ("Имя;Телефон\r\nИван Петров;+7 900 000 00 00\r\n", "cp1251"),
        ("Name,Phone\rJosé Muñoz,+34 600 000 000\r", "mac_roman"),
        ("氏名,電話\r\n山田太郎,03-1234-5678\r\n鈴木花子,03-1234-5679\r\n", "cp932"),
        ("Name;Telefon\r\nJürgen Groß;040 111222\r\n", "cp1252"),
        ("Name;Telefon\r\nJürgen Groß;040 111222\r\n", "cp850"),
    ],
)
def test_older_encodings_are_proposed_with_names_to_compare(ann: Vault, text: str, code: str):
    data = text.encode(code)
    table = look(ann, data)
    name = text.splitlines()[1].replace(";", ",").split(",")[0]
    assert table.encoding == code
    assert name in " ".join(table.notes)
    assert name in [line.cells[0] for line in table.lines]
    assert len(table.candidates) > 1
    assert all(each.samples for each in table.candidates)
    other = table.candidates[1]
    assert other.samples[0] in [cell for line in look(ann, data, How(encoding=other.code)).lines for cell in line.cells]


def test_lines_of_another_program_in_a_file_of_utf_8(ann: Vault):
    data = "Name,Note\nZoë,ä\nJosé,ö\nMüller,x\n".encode() + "Ørsted,Ål\n".encode("cp1252")
    assert [line.cells[0] for line in look(ann, data).lines] == ["Zoë", "José", "Müller", "Ørsted"]


def test_an_encoding_that_does_not_fit_or_does_not_exist_is_refused(ann: Vault):
    with pytest.raises(UserProblem, match="line 2"):
        look(ann, b"Name\nZo\x81\xff\n", How(encoding="cp932"))
    with pytest.raises(WrongValue, match="no encoding"):
        look(ann, b"Name\nZo\xeb\n", How(encoding="klingon"))
    with pytest.raises(WrongValue, match="no encoding"):
        look(ann, b"Name\nZo\xeb\n", How(encoding="punycode"))


@given(st.binary(max_size=200))
def test_any_bytes_are_a_text_or_one_sentence(data: bytes):
    try:
        said = encodings.decoded("a.csv", data).text + "."
    except UserProblem as problem:
        said = problem.what
    assert said.endswith(".")
