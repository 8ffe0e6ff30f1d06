"""Sample data: as much as asked for, always the same, and sound."""

import datetime
import unicodedata

import pytest

from app.capabilities.houses.rules import StayDays, find_conflicts
from app.capabilities.people.sample_people import CSV_COLUMNS, PeopleMaker, csv_rows
from app.services.demo import sample
from app.services.demo.prng import Chance
from app.services.jobs import Cancelled, Progress
from app.services.records import records
from app.services.records.records import Query
from app.storage.vault.vault import Vault

TODAY = datetime.date(2026, 11, 23)
LITTLE = {"people": 30, "houses": 2, "beds": 11, "stays": 60, "projects": 21, "tasks": 40}


def test_chance_is_that_of_its_seed():
    # The first numbers of SplitMix64 for the seed 0, as its authors give them.
    chance = Chance(0)
    assert [chance.below(1 << 64) for _turn in range(3)] == [
        0xE220A8397B1DCDAF, 0x6E789E6AA1B965F4, 0x06C45D188009454F,
    ]  # fmt: skip


def test_chance_is_even_and_in_bounds():
    chance = Chance(7)
    drawn = [chance.between(1, 6) for _turn in range(6000)]
    assert set(drawn) == set(range(1, 7))
    assert all(800 < drawn.count(number) < 1200 for number in range(1, 7))
    assert sorted(chance.some_of("abc", 5)) == ["a", "b", "c"]


@pytest.fixture
def filled(ann: Vault) -> Vault:
    done = sample.fill(ann, LITTLE, today=TODAY).run(Progress())
    assert tuple(len(done.of(name)) for name in ("people", "beds", "projects")) == (30, 11, 21)
    return ann


def rows(vault: Vault, kind: str) -> list[records.RecordRow]:
    return list(records.page(vault, kind, Query(), 0, 10_000).rows)


def test_there_is_as_much_as_asked_for(filled: Vault):
    counts = {kind: len(rows(filled, kind)) for kind in ("person", "house", "bed", "stay", "project", "task")}
    assert counts == {"person": 30, "house": 2, "bed": 11, "stay": 60, "project": 21, "task": 40}
    for kind in ("contact_point", "commitment", "skill", "skill_claim", "room"):
        assert rows(filled, kind), kind


def test_no_bed_is_given_twice(filled: Vault):
    stays = days(filled)
    assert find_conflicts(stays) == []
    assert {"in", "out"} <= {stay.status for stay in stays}


def days(vault: Vault) -> list[StayDays]:
    """All stays as the rules read them."""
    names = ("person", "bed", "from_day", "to_day", "status")
    return [StayDays(row.id, *(row.values[name] for name in names)) for row in rows(vault, "stay")]


@pytest.mark.long
@pytest.mark.parametrize("name", ["small", "typical"])
def test_the_sizes_have_no_conflicts_of_their_own(name: sample.SizeName, ann: Vault):
    sample.fill(ann, name, today=TODAY).run(Progress())
    assert find_conflicts(days(ann)) == []


def test_people_come_in_many_scripts():
    chance = Chance(1)
    maker = PeopleMaker(chance, TODAY)
    names = "".join(maker.person().values["name"] for _turn in range(600))
    scripts = {unicodedata.name(letter).split()[0] for letter in names if letter.isalpha()}
    expected = "LATIN CYRILLIC GREEK ARABIC HEBREW CJK HANGUL DEVANAGARI TAMIL ETHIOPIC GEORGIAN THAI"
    assert set(expected.split()) <= scripts
    assert "ä" in names
    assert "ł" in names


def test_the_same_seed_gives_the_same(ann: Vault):
    first, second = (csv_rows(50, 3, TODAY) for _turn in range(2))
    assert first == second != csv_rows(50, 4, TODAY)
    assert {len(row) for row in first} == {len(CSV_COLUMNS)}
    assert ann.group is not None


def test_filling_tells_how_far_it_is_and_can_be_cancelled(ann: Vault):
    told: list[tuple[int, int]] = []

    def cancelled() -> bool:
        return len(told) >= 2

    progress = Progress(lambda done, total, _text: told.append((done, total)), cancelled)
    with pytest.raises(Cancelled):
        sample.fill(ann, LITTLE, today=TODAY).run(progress)
    assert told[0][0] <= told[1][0]
    assert rows(ann, "skill")
    assert rows(ann, "task") == []
