"""Someone who is on the books already is noticed, whatever way their number or name is written."""

import random
from collections.abc import Callable
from string import ascii_lowercase

import pytest

from app.records.likeness import Known, find_duplicates, name_words
from tests.effort import IN_PROPORTION, growth

ADA = Known("ada", "Ada Lovelace", ("ada@example.org",), ("+49 170 1234567",))
BO = Known("bo", "Bo Anders", ("bo@example.org",), ("(415) 293-3313 x12",))


@pytest.mark.parametrize(
    ("row", "reason", "other"),
    [
        (Known("1", "A. L.", ("ADA@Example.org",)), "email", "ada"),
        (Known("1", "A. L.", (), ("0170/123 45 67",)), "phone", "ada"),
        (Known("1", "Lovelace, Ada"), "name", "ada"),
        (Known("1", "Ada Lovelac"), "name", "ada"),
        (Known("1", "Áda Lovelâce"), "name", "ada"),
        (Known("1", "Eda Lovelace"), "name", "ada"),
    ],
)
def test_they_are_found(row, reason, other):
    (likeness,) = find_duplicates([row], [ADA, BO], region="DE")
    assert (likeness.key, likeness.other, likeness.reason) == ("1", other, reason)
    assert likeness.score > 90


@pytest.mark.parametrize(
    "row",
    [
        Known("1", "Ada Byron"),
        Known("1", "", (), ("(415) 293-3313 x13",)),
        Known("1", "", (), ("4567",)),
        Known("1", "", (), ("+43 170 1234567",)),
        Known("1", ""),
        Known("1", "Lo"),
    ],
)
def test_others_are_not(row):
    assert list(find_duplicates([row], [ADA, BO], region="DE")) == []


def test_the_surest_reason_is_given_once():
    row = Known("1", "Ada Lovelace", ("ada@example.org",), ("+49 170 1234567",))
    assert [(each.other, each.reason, each.shared) for each in find_duplicates([row], [ADA])] == [
        ("ada", "email", "ada@example.org")
    ]


def test_the_nearest_name_comes_first():
    near = [Known("n", "Ada Lovelase"), Known("m", "Ada Lovelace"), Known("o", "Ada Loveless")]
    assert [each.other for each in find_duplicates([Known("1", "Ada Lovelace")], near)] == ["m"]
    assert [each.other for each in find_duplicates([Known("1", "Ada Lovelaze")], near[::-1])] == ["m"]


def test_a_file_may_hold_someone_twice():
    rows = [Known("1", "Cy Young", ("cy@example.org",)), Known("2", "C. Young", ("cy@example.org",))]
    assert [(each.key, each.other) for each in find_duplicates(rows, [])] == [("2", "1")]


def test_numbers_without_a_country_are_compared_by_their_ends():
    def is_same(one: str, other: str) -> bool:
        return any(find_duplicates([Known("1", "", (), (one,))], [Known("2", "", (), (other,))]))

    assert is_same("1-955-371-0847", "(955) 371-0847")
    assert is_same("1-415-293-3313 ext. 12", "(415) 293-3313 x12")
    assert not is_same("371-084", "955-371-084")


def test_the_words_of_a_name():
    assert name_words("Ødegård, Åse-Marie") == ["ase", "marie", "ødegard"]


def test_the_names_of_many_are_not_compared_with_those_of_all_others():
    def prepare(size: int) -> Callable[[], object]:
        rnd = random.Random(1)

        def someone(key: str) -> Known:
            first, last = ("".join(rnd.choices(ascii_lowercase, k=6)) for _ in range(2))
            return Known(key, f"{first} {last}", (f"{first}@example.org",), (f"0{rnd.randrange(10**9, 10**10)}",))

        known, new = [someone(f"k{n}") for n in range(size)], [someone(f"n{n}") for n in range(size)]
        return lambda: list(find_duplicates(new, known, region="DE"))

    assert growth(prepare, 250) < IN_PROPORTION


def alike(count: int) -> list[Known]:
    """People whose names begin and end alike, with numbers that end alike."""
    return [Known(str(number), f"Imp Aert Nr{number}th", (), (f"{number}123456",)) for number in range(count)]


def test_names_and_numbers_that_are_all_alike_take_no_longer_row_for_row():
    def prepare(size: int) -> Callable[[], object]:
        rows = alike(size)
        return lambda: list(find_duplicates(rows, ()))

    assert growth(prepare, 150) < IN_PROPORTION


@pytest.mark.parametrize(
    "row",
    [
        Known("new", "Imp Aert Nr1234th"),
        Known("new", "Imp Aert Nr1234tg"),
        Known("new", "Jmp Aert Nr1234th"),
        Known("new", "Somebody Else", (), ("0 1234-123456",)),
    ],
)
def test_among_many_that_are_alike_the_likest_is_found(row: Known):
    assert [each.other for each in find_duplicates([row], alike(2000))] == ["1234"]
