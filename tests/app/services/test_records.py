"""Lists, filters, search, cards, parts and history over a real vault."""

from __future__ import annotations

import datetime

import pytest

from app.capabilities.houses import service as houses
from app.problems import NotFound, WrongValue
from app.services.agenda import today
from app.services.records import records, searching
from app.services.records.records import Query
from app.storage.vault.vault import Vault

DAY = datetime.date(2026, 11, 23)


def names(vault: Vault, query: Query, kind: str = "person") -> list[str]:
    return [row.values["name"] for row in records.page(vault, kind, query).rows]


@pytest.fixture
def vault(ann: Vault) -> Vault:
    for name, stage, tags in (
        ("Zoë Ärger", "active", ["driver", "cook"]),
        ("Łukasz", "active", ["cook"]),
        ("émile", "away", []),
        ("Bo", "new", ["driver"]),
    ):
        records.add(ann, "person", {"name": name, "stage": stage, "tags": tags})
    people = {row.values["name"]: row.id for row in records.page(ann, "person", Query()).rows}
    records.add(ann, "commitment", {"person": people["Bo"], "hours_a_week": 4})
    skill = records.add(ann, "skill", {"name": "First aid"}).added[0]
    records.add(ann, "skill_claim", {"person": people["émile"], "skill": skill})
    return ann


def test_a_list_is_sorted_without_regard_to_case_and_accents(vault: Vault) -> None:
    assert names(vault, Query()) == ["Bo", "émile", "Łukasz", "Zoë Ärger"]
    assert names(vault, Query(descending=True)) == ["Zoë Ärger", "Łukasz", "émile", "Bo"]


def test_a_list_comes_by_pages_that_neither_lose_nor_repeat_a_row(vault: Vault) -> None:
    pages = [records.page(vault, "person", Query(sort="stage"), offset, 1) for offset in range(5)]
    assert [page.total for page in pages] == [4] * 5
    assert sorted(row.values["name"] for page in pages for row in page.rows) == sorted(names(vault, Query()))


@pytest.mark.parametrize(
    ("where", "expected"),
    [
        ("stage=active", ["Łukasz", "Zoë Ärger"]),
        ("stage=Active and tags=driver", ["Zoë Ärger"]),
        ("stage!=active", ["Bo", "émile"]),
        ("name~LUK", ["Łukasz"]),
        ("name!~o", ["émile", "Łukasz"]),
        ("tags!=cook", ["Bo", "émile"]),
        ("note=", ["Bo", "émile", "Łukasz", "Zoë Ärger"]),
        ("note!=", []),
        ('name="Zoë Ärger"', ["Zoë Ärger"]),
        ("name~%", []),
        ("stage=new or stage=away", ["Bo", "émile"]),
        ("stage=active and not (tags=driver or name~x)", ["Łukasz"]),
        ("tags=driver and stage=new or tags=cook and stage=active", ["Bo", "Łukasz", "Zoë Ärger"]),
        ("not tags=cook", ["Bo", "émile"]),
        ("not note~anything", ["Bo", "émile", "Łukasz", "Zoë Ärger"]),
        ("(name~bo)", ["Bo"]),
        ("NOT(name~bo)AND (stage=new OR stage=away)", ["émile"]),
        ("commitment.hours_a_week>=4", ["Bo"]),
        ("commitment.hours_a_week!=4", ["émile", "Łukasz", "Zoë Ärger"]),
        ("commitment.hours_a_week=", ["émile", "Łukasz", "Zoë Ärger"]),
        ("skill_claim.skill~FIRST", ["émile"]),
    ],
)
def test_filters(vault: Vault, where: str, expected: list[str]) -> None:
    assert names(vault, Query(where=where)) == expected


@pytest.mark.parametrize(
    "where",
    [
        "stage",
        "height=3",
        "stage=asleep",
        "=3",
        "(stage=new",
        "stage=new)",
        "not",
        "not not stage=new",
        "stage=new or",
        "part.x=3",
        "(" * 40 + "stage=new" + ")" * 40,
        " or ".join(["stage=new"] * 201),
    ],
)
def test_a_filter_that_cannot_be_read_is_refused_in_words(vault: Vault, where: str) -> None:
    with pytest.raises(WrongValue) as refused:
        names(vault, Query(where=where))
    assert refused.value.what.endswith(".")


def test_a_filter_is_never_taken_for_sql(vault: Vault) -> None:
    assert names(vault, Query(where="name~a' or 1=1; drop table person; --")) == []
    assert len(names(vault, Query())) == 4


def test_days_and_numbers_are_compared(vault: Vault) -> None:
    project = records.add(vault, "project", {"name": "Garden"}).added[0]
    for title, due in (("early", "2026-11-01"), ("late", "2026-12-24")):
        records.add(vault, "task", {"project": project, "title": title, "due": due, "minutes": 30})
    found = records.page(vault, "task", Query(where="due<2026-12-01 and minutes>=30"))
    assert [row.values["title"] for row in found.rows] == ["early"]
    assert found.rows[0].titles[project] == "Garden"


def test_words_find_people_by_what_is_written_on_their_cards_and_parts(vault: Vault) -> None:
    zoe = records.page(vault, "person", Query(where="name~zoe")).rows[0].id
    records.add(vault, "contact_point", {"person": zoe, "kind": "phone", "value": "+49 30 555-1234"})
    for words in ("zoe", "ÄRG", "driver cook", "555", "1234", "arger zo"):
        assert names(vault, Query(words=words)) == ["Zoë Ärger"], words
        assert searching.search(vault, words)[0].id == zoe
    assert names(vault, Query(words="zoe lukasz")) == []
    assert names(vault, Query(words="first ai")) == ["émile"], "by a skill"
    assert names(vault, Query(words='"*(')) == names(vault, Query())
    assert searching.search(vault, "%$") == []


def test_what_is_deleted_is_no_longer_found(vault: Vault) -> None:
    (row,) = records.page(vault, "person", Query(words="zoe")).rows
    records.delete(vault, row.id)
    assert searching.search(vault, "zoe") == []
    assert names(vault, Query(words="zoe")) == []
    records.undo(vault)
    assert names(vault, Query(words="zoe")) == ["Zoë Ärger"]


def test_a_card_has_parts_titles_and_history(vault: Vault) -> None:
    house = records.add(vault, "house", {"name": "Birch"}).added[0]
    room = records.add(vault, "room", {"name": "Attic", "house": house}).added[0]
    bed = records.add(vault, "bed", {"name": "A", "room": room}).added[0]
    card = records.get(vault, bed)
    assert card.title == "Birch · Attic · A"
    assert records.get(vault, house).parts[0].kind == "room"
    records.edit(vault, bed, {"name": "B"})
    history = records.history(vault, bed)
    last = history[-1]
    assert (last.who, last.what, last.field, last.after) == ("Ann", "changed", "name", "B")
    records.delete(vault, house)
    for record in (house, room, bed):
        with pytest.raises(NotFound):
            records.get(vault, record)
    records.undo(vault)
    assert records.get(vault, bed).title == "Birch · Attic · B"


def test_the_day_shows_what_waits_and_one_key_completes_it(vault: Vault) -> None:
    person = records.ids(vault, "person", Query())[0]
    house = records.add(vault, "house", {"name": "Birch"}).added[0]
    room = records.add(vault, "room", {"name": "Attic", "house": house}).added[0]
    bed = records.add(vault, "bed", {"name": "A", "room": room}).added[0]
    stay = records.add(
        vault, "stay", {"person": person, "bed": bed, "from_day": DAY, "to_day": DAY + datetime.timedelta(3)}
    )
    project = records.add(vault, "project", {"name": "Garden", "status": "active", "heartbeat": "2026-10-01"}).added[0]
    task = records.add(vault, "task", {"project": project, "title": "Dig", "due": "2026-11-20"}).added[0]
    records.add(vault, "commitment", {"person": person, "until_day": "2026-11-25"})
    page = today.today(vault, DAY)
    assert {section.name for section in page.sections} == {"arrivals", "tasks", "commitments", "at-risk"}
    assert next(section for section in page.sections if section.name == "tasks").items[0].late
    today.complete(vault, stay.added[0], "in")
    today.complete(vault, task, "done")
    page = today.today(vault, DAY)
    assert {section.name for section in page.sections} == {"commitments", "at-risk"}
    assert [figure.number for figure in page.figures] == [1]
    later = today.today(vault, DAY + datetime.timedelta(3))
    assert "departures" in {section.name for section in later.sections}
    with pytest.raises(NotFound):
        today.complete(vault, task, "fly")


def test_a_house_knows_its_beds_and_who_is_in_them(vault: Vault) -> None:
    people = records.ids(vault, "person", Query())
    house = records.add(vault, "house", {"name": "Birch"}).added[0]
    room = records.add(vault, "room", {"name": "Attic", "house": house}).added[0]
    beds = [records.add(vault, "bed", {"name": name, "room": room}).added[0] for name in "AB"]
    records.add(vault, "stay", {"person": people[0], "bed": beds[0], "from_day": "2026-11-20", "to_day": "2026-11-23"})
    records.add(vault, "stay", {"person": people[1], "bed": beds[0], "from_day": "2026-11-23"})
    (view,) = houses.houses(vault, DAY)
    first, second = view.rooms[0].beds
    assert [guest.name for guest in first.now] == ["émile"]
    assert (second.now, view.beds, view.free) == ((), 2, 1)
    before = houses.houses(vault, DAY - datetime.timedelta(1))[0].rooms[0].beds[0]
    assert before.now[0].name == "Bo"
    assert before.next is not None
    assert before.next.name == "émile"


def test_who_was_merged_leaves_the_list_and_is_found_as_the_one_who_stays(vault: Vault) -> None:
    ids = {row.values["name"]: row.id for row in records.page(vault, "person", Query()).rows}
    records.edit(vault, ids["Bo"], {"merged_into": ids["émile"]})
    records.edit(vault, ids["Łukasz"], {"merged_into": ids["Zoë Ärger"]})
    records.edit(vault, ids["Zoë Ärger"], {"merged_into": ids["Łukasz"]})
    lower = min(("Łukasz", "Zoë Ärger"), key=lambda name: ids[name])
    assert names(vault, Query()) == ["émile", lower], "of two merged into each other the lower id stays"
    assert records.counts(vault, "person", "stage") == {"away": 1, "active": 1}
    assert records.place(vault, "person", Query(), ids["Bo"]) is None
    assert names(vault, Query(where="merged_into!=")) == ["Bo", "Łukasz", "Zoë Ärger"]
    (hit,) = searching.search(vault, "bo")
    assert (hit.id, hit.title, hit.context) == (ids["émile"], "émile", "Bo")
