"""Lists: found by words in a record or its parts, filtered, sorted by what one sees, counted, and paged."""

from __future__ import annotations

import datetime
from collections.abc import Iterator
from pathlib import Path

import pytest

from app.capabilities.people import listing as people
from app.capabilities.projects import service as projects
from app.services.agenda.today import complete
from app.services.records import records
from app.services.records.records import Query
from app.storage.vault.vault import Vault
from tests.group import START, Group


@pytest.fixture
def group(tmp_path: Path) -> Iterator[Group]:
    group = Group(tmp_path)
    group.found()
    yield group
    group.close()


@pytest.fixture
def vault(group: Group) -> Vault:
    return group.vaults["Ann"]


def add(vault: Vault, kind: str, /, **values: object) -> str:
    return records.add(vault, kind, values).added[0]


def names(vault: Vault, kind: str = "person", **query: object) -> list[object]:
    rows = records.page(vault, kind, Query(**query)).rows  # pyright: ignore[reportArgumentType]
    return [row.values[next(iter(row.values))] for row in rows]


def test_words_in_a_part_find_the_whole_and_itself(vault: Vault):
    bo = add(vault, "person", name="Bo")
    amina = add(vault, "person", name="Amina")
    point = add(vault, "contact_point", person=bo, kind="email", value="amina@example.org")
    assert names(vault, words="amina") == ["Amina", "Bo"]
    assert records.page(vault, "contact_point", Query(words="amina")).total == 1
    records.edit(vault, point, {"person": amina})
    assert names(vault, words="amina") == ["Amina"], "it belongs to somebody else now"
    records.delete(vault, point)
    assert names(vault, words="example") == []
    records.undo(vault)
    assert names(vault, words="example") == ["Amina"]
    vault.rebuild()
    assert names(vault, words="example") == ["Amina"]


def test_parts_that_arrive_by_bundle_are_found_too(group: Group, vault: Vault):
    bo = group.join("Bo")
    person = add(vault, "person", name="Amina")
    add(vault, "contact_point", person=person, kind="phone", value="030 998877")
    group.hand_over("Ann", "Bo")
    assert names(bo, words="9988") == ["Amina"]


def test_the_middle_of_three_is_whole_and_part(vault: Vault):
    house = add(vault, "house", name="Birch")
    room = add(vault, "room", house=house, name="Attic")
    add(vault, "bed", room=room, name="Window")
    assert records.page(vault, "room", Query(words="window")).total == 1
    assert records.page(vault, "room", Query(words="attic")).total == 1
    assert records.page(vault, "house", Query(words="attic")).total == 1


def test_rows_without_a_value_come_last_on_every_page(vault: Vault):
    for number in range(5):
        add(vault, "person", name=f"P{number}", **({"age_band": "65up"} if number % 2 else {}))
    for descending in (False, True):
        query = Query(sort="age_band", descending=descending)
        pages = [records.page(vault, "person", query, offset, 2) for offset in (0, 2, 4, 6)]
        found = [row.values["age_band"] for page in pages for row in page.rows]
        assert found == ["65up", "65up", None, None, None]
        assert [row.id for page in pages for row in page.rows] == records.ids(vault, "person", query)
        assert {page.total for page in pages} == {5}


def test_sorted_by_what_a_reference_is_called(vault: Vault):
    people_by_name = {name: add(vault, "person", name=name) for name in ("zoë", "Łukasz", "Amina")}
    for number, person in enumerate(people_by_name.values()):
        add(vault, "project", name=f"P{number}", owner=person)
    add(vault, "project", name="nobody's")
    assert names(vault, "project", sort="owner") == ["P2", "P1", "P0", "nobody's"]
    assert names(vault, "project", sort="owner", descending=True) == ["P0", "P1", "P2", "nobody's"]


def test_the_place_of_a_record_is_where_it_stands(vault: Vault):
    for number in range(7):
        add(vault, "person", name=f"P{number % 3}", stage="active" if number % 2 else "new")
    for query in (Query(), Query(descending=True), Query(where="stage=new"), Query(sort="age_band"), Query(words="p1")):
        ids = records.ids(vault, "person", query)
        assert [records.place(vault, "person", query, each) for each in ids] == list(range(len(ids)))
    other = records.ids(vault, "person", Query(where="stage=active"))[0]
    assert records.place(vault, "person", Query(where="stage=new"), other) is None


def test_counts_follow_the_words(vault: Vault):
    for name, stage in (("Amina", "new"), ("Amir", "active"), ("Bo", "active")):
        add(vault, "person", name=name, stage=stage)
    assert records.counts(vault, "person", "stage") == {"new": 1, "active": 2}
    assert records.counts(vault, "person", "stage", Query(words="am")) == {"new": 1, "active": 1}


def test_words_in_use_the_most_used_first(vault: Vault):
    for tags in (["driver"], ["driver", "Kitchen"], []):
        add(vault, "person", name="N", tags=tags)
    assert records.words_in_use(vault, "person", "tags") == ["driver", "Kitchen"]
    assert records.words_in_use(vault, "person", "name") == []


def test_people_with_the_way_to_reach_them(vault: Vault):
    amina, bo = add(vault, "person", name="Amina"), add(vault, "person", name="Bo")
    add(vault, "person", name="Zoë")
    add(vault, "contact_point", person=amina, kind="email", value="a@example.org", preferred=True)
    add(vault, "contact_point", person=amina, kind="phone", value="030 111")
    add(vault, "contact_point", person=amina, kind="phone", value="030 222", preferred=True)
    add(vault, "contact_point", person=bo, kind="email", value="b@example.org")
    found = [row.more[people.CONTACT] for row in people.page(vault, Query()).rows]
    assert found == ["030 222", "b@example.org", ""]


def test_projects_with_how_they_stand(vault: Vault):
    day = START.date()
    quiet = add(vault, "project", name="A", status="active")
    add(vault, "project", name="B", status="active", heartbeat=day.isoformat())
    add(vault, "project", name="C", status="paused")
    late = add(vault, "task", project=quiet, title="Late", due="2026-11-01")
    add(vault, "task", project=quiet, title="Open")

    def stand() -> list[tuple[int, int, bool]]:
        pulses = [row.more[projects.PULSE] for row in projects.page(vault, Query(), day).rows]
        return [(pulse.open_tasks, pulse.late_tasks, pulse.quiet) for pulse in pulses]

    assert stand() == [(2, 1, False), (0, 0, False), (0, 0, False)]
    day += datetime.timedelta(days=29)
    assert stand() == [(2, 1, True), (0, 0, True), (0, 0, False)]
    complete(vault, late, "done")
    projects.alive(vault, quiet, day)
    assert stand() == [(1, 0, False), (0, 0, True), (0, 0, False)]
