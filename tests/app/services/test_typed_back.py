"""Sheets that come back: a code and a letter beside it, on the sheets of every capability, through one engine."""

from __future__ import annotations

import datetime
from collections.abc import Callable

import pytest
from hypothesis import HealthCheck, example, given
from hypothesis import strategies as st
from sqlmodel import select

from app.capabilities.houses.records_chores import ChoreLog
from app.problems import UserProblem
from app.services.printing import printing, typed_back
from app.services.printing.typed_back import Occasion
from app.services.records import records
from app.services.settings import group as agreed
from app.sheets.codes import row_code
from app.storage.vault.vault import Vault
from tests.examples import examples
from tests.group import Group

Type = Callable[..., list[typed_back.TypedRow]]


def add(vault: Vault, kind: str, **values: object) -> str:
    return records.add(vault, kind, values).added[0]


def value(vault: Vault, record: str, field: str) -> object:
    return records.get(vault, record).values[field]


def type_in(vault: Vault, sheet: str, text: str, of: str = "", who: str = "") -> list[typed_back.TypedRow]:
    kind = printing.sheet_kind(vault.registry, sheet)
    rows = typed_back.read(vault, kind, text)
    typed_back.write(vault, kind, rows, Occasion(agreed.today(vault), of, who))
    return rows


def codes_on(vault: Vault, sheet: str, **options: object) -> set[str]:
    filled = printing.fill(vault, sheet, printing.PrintOptions(**options))  # pyright: ignore[reportArgumentType]
    return {row.code for section in filled.sections for row in section.rows if row.code}


def house_with_turns(vault: Vault, count: int = 3) -> tuple[str, list[str]]:
    day = agreed.today(vault)
    ada, house = add(vault, "person", name="Ada"), add(vault, "house", name="Mill")
    chore = add(vault, "chore", house=house, name="Dishes", minutes=30)
    turns = [
        add(vault, "slot", chore=chore, on_day=day + datetime.timedelta(n), who=ada, status="assigned")
        for n in range(count)
    ]
    return ada, turns


def test_a_rota_is_printed_ticked_and_typed_back(ann: Vault):
    ada, (first, second, third) = house_with_turns(ann)
    bea = add(ann, "person", name="Bea")
    day = agreed.today(ann)
    shown = codes_on(ann, "rota", from_day=day, to_day=day + datetime.timedelta(7))
    assert shown == {row_code(each) for each in (first, second, third)}
    codes = [row_code(each) for each in (first, second, third)]
    rows = type_in(ann, "rota", f"{codes[0].lower()}\n{codes[1]} s Bea\n{codes[2]} m\nZZZZZ9 d\n{codes[2]} q")
    assert [bool(each.wrong) for each in rows] == [False, False, False, True, True]
    assert [value(ann, each, "status") for each in (first, second, third)] == ["done", "swapped", "missed"]
    assert (value(ann, first, "who"), value(ann, second, "who")) == (ada, bea)
    with ann.reading() as session:
        logged = sorted((each.slot, each.what) for each in session.exec(select(ChoreLog)).all())
    assert logged == sorted([(first, "done"), (second, "swapped"), (third, "missed")])
    type_in(ann, "rota", row_code(first))
    with ann.reading() as session:
        assert len(session.exec(select(ChoreLog)).all()) == 3, "what is noted already is not noted twice"
    records.undo(ann)
    assert value(ann, third, "status") == "assigned", "one action, which one undo takes back"


def test_two_laptops_that_type_the_same_sheet_agree(group: Group, ann: Vault):
    _ada, turns = house_with_turns(ann)
    bo = group.join("Bo")
    group.hand_over("Ann", "Bo")
    text = "\n".join(f"{row_code(each)} d" for each in turns)
    for vault in (ann, bo):
        type_in(vault, "rota", text)
    group.hand_over("Ann", "Bo")
    group.hand_over("Bo", "Ann")
    for vault in (ann, bo):
        assert [value(vault, each, "status") for each in turns] == ["done"] * 3
    assert len(group.digests()) == 1


def test_stays_and_keys_come_back(ann: Vault):
    day = agreed.today(ann)
    before = day - datetime.timedelta(1)
    ada, house = add(ann, "person", name="Ada"), add(ann, "house", name="Mill")
    room = add(ann, "room", house=house, name="North")
    bed = add(ann, "bed", room=room, name="1")
    stay = add(ann, "stay", person=ada, bed=bed, from_day=before, to_day=day + datetime.timedelta(5), status="planned")
    key = add(ann, "key", house=house, name="Front door")
    loan = add(ann, "key_loan", key=key, person=ada, lent_on=day)
    assert row_code(stay) in codes_on(ann, "arrivals-departures", from_day=before, to_day=day + datetime.timedelta(9))
    type_in(ann, "arrivals-departures", f"{row_code(stay)} a")
    assert value(ann, stay, "status") == "in"
    type_in(ann, "room-assignment", f"{row_code(stay)} l")
    assert value(ann, stay, "status") == "out"
    assert row_code(loan) in codes_on(ann, "keys")
    type_in(ann, "keys", row_code(loan))
    assert value(ann, loan, "back_on") == day


def test_who_was_called_says_yes_or_no(ann: Vault):
    ada, bea = add(ann, "person", name="Ada"), add(ann, "person", name="Bea")
    common = {"category": "thing", "title": "Chairs", "quantity": 4}
    need = add(ann, "listing", side="need", of=ada, urgency="soon", **common)
    offer = add(ann, "listing", side="offer", of=bea, urgency="soon", **common)
    first = add(ann, "match", need=need, offer=offer, quantity=2, status="suggested")
    second = add(ann, "match", need=need, offer=offer, quantity=1, status="introduced", need_says="yes")
    assert codes_on(ann, "call-list") == {row_code(first), row_code(second)}
    type_in(ann, "call-list", f"{row_code(first)} n\n{row_code(second)} y")
    assert (value(ann, first, "status"), value(ann, first, "offer_says")) == ("fell_through", "no")
    assert value(ann, second, "status") == "accepted"
    with pytest.raises(UserProblem, match="Line 1"):
        type_in(ann, "call-list", f"{row_code(second)} n")
    type_in(ann, "match-cards", f"{row_code(second)} dk")
    assert value(ann, second, "status") == "confirmed"


def test_a_review_by_hand_and_a_meeting_come_back(ann: Vault):
    day = agreed.today(ann)
    ada, bea = add(ann, "person", name="Ada"), add(ann, "person", name="Bea")
    rubric = add(ann, "rubric", name="Short")
    questions = [add(ann, "criterion", rubric=rubric, position=n, text=f"Question {n}") for n in (1, 2)]
    paper = records.add(ann, "document", {"title": "Paper", "kind": "paper", "authors": [ada]}).added[0]
    version = add(ann, "document_version", document=paper, number=1, text="All.")
    of = add(ann, "round", version=version, rubric=rubric, needs=1)
    seat = add(ann, "seat", round=of, person=bea, state="accepted")
    assert codes_on(ann, "review-form", record=of) == {row_code(each) for each in questions}
    scored = "\n".join(f"{row_code(each)} {n + 3}" for n, each in enumerate(questions))
    with pytest.raises(UserProblem, match="recommendation"):
        type_in(ann, "review-form", scored, of, bea)
    with pytest.raises(UserProblem, match="not asked"):
        type_in(ann, "review-form", f"{scored}\nAdopt", of, ada)
    type_in(ann, "review-form", f"{scored}\nAdopt\nWell argued.", of, bea)
    assert value(ann, seat, "state") == "handed_in"
    scores = records.page(ann, "score", records.Query(), 0, 9).rows
    assert sorted(row.values["value"] for row in scores) == [3, 4]

    path = add(ann, "path", name="Start here")
    study = add(ann, "study", path=path, people=[ada, bea], start=day)
    meeting = add(ann, "session", study=study, day=day)
    type_in(ann, "study-session", f"{row_code(ada)} c\n{row_code(bea)} n", meeting)
    assert value(ann, meeting, "attended") == [ada]


def test_tasks_and_numbers_and_newcomers_come_back(ann: Vault):
    ada = add(ann, "person", name="Ada")
    project = add(ann, "project", name="Garden")
    task = add(ann, "task", project=project, title="Water", status="open")
    rows = type_in(ann, "task-cards", f"{row_code(task)} wd Ada\n{row_code(task)} w Nobody")
    assert [bool(each.wrong) for each in rows] == [False, True]
    assert (value(ann, task, "who"), value(ann, task, "status")) == (ada, "done")
    type_in(ann, "contact-list", f"{row_code(ada)} t 030 1234567")
    points = records.page(ann, "contact_point", records.Query(), 0, 9).rows
    assert [row.values["person"] for row in points] == [ada]
    rows = type_in(ann, "blank-intake", "Newt Newly, newt@example.org\n!!!")
    assert [bool(each.wrong) for each in rows] == [False, True]
    assert {row.values["name"] for row in records.page(ann, "person", records.Query(), 0, 9).rows} == {
        "Ada",
        "Newt Newly",
    }


def test_a_code_leads_to_its_record_and_what_can_be_typed_beside_it(ann: Vault):
    ada, (turn, *_others) = house_with_turns(ann)
    (hit,) = typed_back.hits(ann, f" {row_code(turn).lower()} ")
    assert (hit.id, hit.kind) == (turn, "slot")
    assert [each.id for each in typed_back.hits(ann, row_code(ada))] == [ada]
    assert typed_back.hits(ann, "ZZZZZZ") == typed_back.hits(ann, "Ada") == []
    sheets = printing.sheet_kinds(ann.registry)
    found = [(sheet.name, letter) for sheet, letter, _words in typed_back.letters_for(sheets, "slot")]
    assert found == [("rota", letter) for letter in "dvms"]


def test_sheets_have_names_of_their_own_and_say_what_their_letters_mean(ann: Vault):
    sheets = printing.sheet_kinds(ann.registry)
    assert len({each.name for each in sheets}) == len(sheets)
    for each in typed_back.typed_sheets(sheets):
        assert each.typed_back is not None
        assert each.typed_back.kind in ann.registry
        assert all(len(letter) == 1 for letter in each.typed_back.marks)
    house_with_turns(ann)
    day = agreed.today(ann)
    options = printing.PrintOptions(from_day=day, to_day=day + datetime.timedelta(7))
    assert any("d done" in note for note in printing.fill(ann, "rota", options).notes)


@examples(40, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.text(max_size=60), st.sampled_from(["rota", "sign-in", "call-list", "review-form", "expense-form", "keys"]))
@example("7QK2M9", "rota")
@example("\x00 d\n\u202e c", "sign-in")
def test_whatever_is_typed_is_read_or_said_to_be_unreadable(ann: Vault, text: str, name: str):
    sheet = printing.sheet_kind(ann.registry, name)
    rows = typed_back.read(ann, sheet, text)
    assert len(rows) == sum(bool(line.strip()) for line in text.splitlines())
    assert all(each.wrong or each.means for each in rows)
    assert not [each for each in rows if each.record], "no code of an empty vault can be right"
