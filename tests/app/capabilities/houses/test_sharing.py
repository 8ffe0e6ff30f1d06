"""Shares add up to the cent, the same everywhere; settling up takes the fewest payments."""

import datetime as dt
from fractions import Fraction
from itertools import combinations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.capabilities.houses.beds.rows import AbsenceRow, StayRow
from app.capabilities.houses.sharing.cents import MOST, divide
from app.capabilities.houses.sharing.settling import settle_up
from app.capabilities.houses.sharing.splits import MODES, BackingRow, BillRow, backed_by, split_bill
from app.problems import WrongValue
from tests.examples import examples

DAY = dt.date(2028, 2, 27)
IDS = ["ada", "bo", "cy", "di", "el"]
WEIGHTS = st.dictionaries(st.sampled_from(IDS), st.fractions(0, 5, max_denominator=7), min_size=1)


def day(n):
    return DAY + dt.timedelta(n)


def bill(split="nights", amount=10_000, first=0, end=4, name="bill"):
    return BillRow(name, "house", day(first), day(end), amount, "EUR", split)


def shares(split):
    return {share.of: share.amount for share in split.shares}


@given(st.integers(-MOST + 1, MOST - 1), WEIGHTS.filter(lambda w: any(w.values())), st.text())
def test_parts_add_up_and_are_within_a_cent(amount, weights, name):
    parts = divide(amount, weights, name)
    assert sum(parts.values()) == amount
    total = sum(weights.values())
    for each, part in parts.items():
        assert abs(part - amount * weights[each] / total) < 1
    assert divide(-amount, weights, name) == {each: -part for each, part in parts.items()}
    assert divide(amount, dict(reversed(weights.items())), name) == parts


def test_the_odd_cent_goes_round():
    people = dict.fromkeys(IDS[:3], 1)
    lucky = {max(parts, key=lambda p: parts[p]) for n in range(40) if (parts := divide(100, people, f"bill{n}"))}
    assert lucky == set(IDS[:3])


def test_the_turn_is_drawn_from_the_bill():
    # SHA-256("abc") is ba7816bf...f20015ad, which is 2 modulo 3 (checked with bc): the third has the first turn.
    import hashlib

    start = int(hashlib.sha256(b"abc").hexdigest(), 16) % 3
    parts = divide(100, dict.fromkeys(IDS[:3], 1), "abc")
    assert [each for each, part in parts.items() if part == 34] == [IDS[start]]


@pytest.mark.parametrize("weights", [{}, {"ada": 0}, {"ada": 1, "bo": -1}])
def test_what_divides_nothing_is_refused(weights):
    with pytest.raises(WrongValue):
        divide(100, weights, "b")


def test_an_amount_beyond_measure_is_refused():
    with pytest.raises(WrongValue):
        divide(10**15, {"ada": 1}, "b")


def test_nights_over_a_leap_day():
    stays = [StayRow("1", "ada", day(0), day(4)), StayRow("2", "bo", day(1), day(3))]
    assert shares(split_bill(bill(amount=6000), stays)) == {"ada": 4000, "bo": 2000}


def test_each_night_is_shared_by_those_who_were_there_and_empty_ones_fall_to_the_house():
    stays = [StayRow("1", "ada", day(0), day(3)), StayRow("2", "bo", day(1), day(3))]
    split = split_bill(bill("each_night", 4000), stays)
    assert shares(split) == {"ada": 2000, "bo": 1000, "house": 1000}
    assert split.said


def test_a_stay_cut_short_changes_the_shares_and_says_by_how_much():
    before = split_bill(bill(), [StayRow("1", "ada", day(0), day(4)), StayRow("2", "bo", day(0), day(4))])
    after = split_bill(bill(), [StayRow("1", "ada", day(0), day(4)), StayRow("2", "bo", day(0), day(2))])
    assert shares(before) == {"ada": 5000, "bo": 5000}
    assert sum(shares(after).values()) == 10_000
    assert shares(after)["bo"] == 3333


def test_who_is_away_has_no_nights():
    stays = [StayRow("1", "ada", day(0), day(4)), StayRow("2", "bo", day(0), day(4))]
    split = split_bill(bill(amount=6000), stays, [AbsenceRow("x", "bo", day(1), day(3))])
    assert shares(split) == {"ada": 4000, "bo": 2000}


def test_rooms_weigh_by_area_then_by_nights():
    stays = [
        StayRow("1", "ada", day(0), day(4), "b1"),
        StayRow("2", "bo", day(0), day(1), "b2"),
        StayRow("3", "cy", day(1), day(4), "b3"),
    ]
    split = split_bill(
        bill("room", 8000),
        stays,
        rooms={"small": Fraction(10), "large": Fraction(30)},
        room_of={"b1": "small", "b2": "large", "b3": "large"},
    )
    assert shares(split) == {"ada": 2000, "bo": 1500, "cy": 4500}


def test_nobody_there_is_the_houses_bill():
    for mode in ("nights", "each_night", "weights"):
        split = split_bill(bill(mode), [])
        assert shares(split) == {"house": 10_000}
        assert split.said


def test_weights_of_zero_and_unknown_ways_are_refused():
    stays = [StayRow("1", "ada", day(0), day(4))]
    with pytest.raises(WrongValue):
        split_bill(bill("weights"), stays, weights={"ada": Fraction(0)})
    with pytest.raises(WrongValue):
        split_bill(bill("shares"), stays)
    with pytest.raises(WrongValue):
        split_bill(bill("by feel"), stays)
    with pytest.raises(WrongValue):
        split_bill(bill(end=0), stays)


def test_backers_pay_and_a_circle_of_backers_backs_nobody():
    night = day(3).toordinal()
    chain = [BackingRow("1", "ada", "bo"), BackingRow("2", "bo", "cy", until=day(4))]
    assert backed_by("ada", night, chain) == "cy"
    assert backed_by("ada", night + 1, chain) == "bo"
    assert backed_by("ada", night, [BackingRow("1", "ada", "bo"), BackingRow("2", "bo", "ada")]) == "ada"
    stays = [StayRow("1", "ada", day(0), day(4)), StayRow("2", "bo", day(0), day(4))]
    assert split_bill(bill(), stays, backings=chain).posted == (("cy", 10_000),)


@given(
    st.sampled_from([mode for mode in MODES if mode != "room"]),
    st.integers(-(10**6), 10**6),
    st.lists(st.tuples(st.sampled_from(IDS), st.integers(-2, 6), st.integers(1, 5)), max_size=6),
    st.randoms(use_true_random=False),
)
def test_every_split_adds_up_in_any_order(mode, amount, stays, rnd):
    rows = [StayRow(str(n), p, day(f), day(f + m)) for n, (p, f, m) in enumerate(stays)]
    weights = {each: Fraction(n + 1) for n, each in enumerate(IDS)}
    split = split_bill(bill(mode, amount), rows, weights=weights)
    assert sum(share.amount for share in split.shares) == amount
    assert sum(minor for _to, minor in split.posted) == amount
    rnd.shuffle(rows)
    assert split_bill(bill(mode, amount), rows, weights=weights) == split


def fewest(balances):
    """Count the payments by trying every way to divide people into groups that sum to zero."""
    people = [p for p, amount in sorted(balances.items()) if amount]

    def groups(rest):
        if not rest:
            return 0
        head, others = rest[0], rest[1:]
        best = None
        for size in range(len(others) + 1):
            for more in combinations(others, size):
                if balances[head] + sum(balances[p] for p in more) == 0:
                    below = groups([p for p in others if p not in more])
                    best = max(best or 0, below + 1)
        return best if best is not None else 0

    return len(people) - groups(people)


@examples(80)
@given(st.lists(st.integers(-6, 6), max_size=7))
def test_there_is_no_way_with_fewer_payments(amounts):
    balances = {f"p{n}": amount for n, amount in enumerate(amounts)}
    balances["rest"] = -sum(amounts)
    result = settle_up(balances)
    after = dict(balances)
    for payment in result.payments:
        assert payment.amount > 0
        after[payment.payer] += payment.amount
        after[payment.payee] -= payment.amount
    assert not any(after.values())
    assert result.proven
    assert len(result.payments) == fewest(balances)


def test_largest_pays_largest_is_not_it():
    # Largest first takes five payments here; two groups of three take four.
    balances = {"a": 5, "b": -3, "c": -2, "d": 7, "e": -6, "f": -1}
    assert len(settle_up(balances).payments) == 4


def test_beyond_eighteen_it_is_said_to_be_not_proven():
    balances = {f"p{n:02}": 3**n for n in range(19)}
    balances["rest"] = -sum(balances.values())
    result = settle_up(balances)
    assert not result.proven
    assert len(result.payments) <= 19
    pairs = {f"p{n:02}": (-1) ** n * (n // 2 + 1) for n in range(40)}
    assert settle_up(pairs).proven
    assert len(settle_up(pairs).payments) == 20


def test_balances_that_do_not_sum_to_zero_are_refused_and_by_how_much_is_said():
    with pytest.raises(WrongValue, match="off by 7"):
        settle_up({"a": 10, "b": -3})


def test_amounts_beyond_measure_of_another_laptop_are_settled_and_not_proven():
    plan = settle_up({"a": 10**30, "b": -(10**30) + 5, "c": -5})
    assert not plan.proven
    assert sum(payment.amount for payment in plan.payments) == 10**30
