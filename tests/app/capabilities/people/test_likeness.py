"""Who is likely on the books already: by name and address together, in n log n, and housemates are not each other."""

from __future__ import annotations

import random
from string import ascii_lowercase

import pytest

from app.capabilities.people.likeness.pairs import Profile, find_pairs
from app.records.survivors import Survivors
from tests.effort import IN_PROPORTION, growth

HOME = "12 Herschell Circuit Killarney 2227 Lawrence"


def whys(*people, **options):
    return [(pair.one, pair.other, pair.why) for pair in find_pairs(people, **options)]


def test_typing_errors_and_names_in_another_order_do_not_hide_anybody():
    one = Profile("a", "Thomas Rokobaro", address=HOME)
    assert whys(one, Profile("b", "Rokobaro Tomas", address="12 Herschel Circiut Killarny 2272 Lawrence")) == [
        ("a", "b", "name and address")
    ]
    assert whys(one, Profile("b", "Thomas Rokobaro", address="7 Nulsen Street 3139 Tingalpa")) == []


def test_who_shares_a_house_is_not_the_same():
    assert whys(Profile("a", "Ada Bell", address=HOME), Profile("b", "Zoltan Kis", address=HOME)) == []


def test_a_name_alone_counts_only_where_no_address_tells_apart():
    assert whys(Profile("a", "Ada Lovelace"), Profile("b", "Lovelace, Ada", address=HOME)) == [("a", "b", "name")]
    assert whys(Profile("a", "李雷"), Profile("b", "李雷")) == [("a", "b", "name")]


def test_a_number_in_any_spelling_and_an_address_in_any_case():
    one = Profile("a", "A", ("ADA@x.org",), ("+49 170 1234567",))
    assert whys(one, Profile("b", "B", (), ("0170/1234567",)), region="DE") == [("a", "b", "phone")]
    assert whys(one, Profile("b", "B", ("ada@x.org",))) == [("a", "b", "email")]


def test_what_is_known_to_be_two_stays_two_and_only_new_ones_are_asked_about():
    people = [Profile(letter, "Ada Lovelace") for letter in "abc"]
    assert len(find_pairs(people)) == 3
    assert whys(*people, apart={frozenset("ab")}) == [("a", "c", "name"), ("b", "c", "name")]
    assert whys(*people, new={"c"}) == [("a", "c", "name"), ("b", "c", "name")]


def test_the_order_of_the_people_does_not_matter():
    chance = random.Random(1)
    people = [Profile(str(n), "".join(chance.choices("abc", k=6)), address=HOME[n % 9 :]) for n in range(60)]
    assert find_pairs(people) == find_pairs(people[::-1])


@pytest.mark.long
def test_effort_grows_in_proportion_even_if_all_are_alike():
    def alike(size):
        people = [Profile(f"{n:06}", "Maria Silva", (), ("123456",), HOME) for n in range(size)]
        return lambda: find_pairs(people)

    def different(size):
        chance = random.Random(2)
        people = [Profile(f"{n:06}", "".join(chance.choices(ascii_lowercase, k=9)), address=HOME) for n in range(size)]
        return lambda: find_pairs(people)

    for make in (alike, different):
        assert growth(make, 300) < IN_PROPORTION


def test_chains_and_circles_of_merges_end_somewhere():
    survivors = Survivors({"c": "b", "b": "a", "y": "x", "x": "y", "z": "y"})
    assert [survivors.of(person) for person in "abcxyz"] == ["a", "a", "a", "x", "x", "x"]
    assert [survivors.gone(person) for person in "abcxyz"] == [False, True, True, False, True, True]
