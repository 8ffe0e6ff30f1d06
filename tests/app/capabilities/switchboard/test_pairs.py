"""Quantities, windows, what fits and why not, scores, what is open and left, hand-offs, and things given twice."""

from __future__ import annotations

import datetime
from dataclasses import replace
from fractions import Fraction
from itertools import permutations
from random import Random

import pytest
from hypothesis import given as having
from hypothesis import strategies as st

from app.capabilities.people.interests import DeclaredInterest
from app.capabilities.switchboard import handoff
from app.capabilities.switchboard.book import Book
from app.capabilities.switchboard.clashes import clashes
from app.capabilities.switchboard.fitting import Fitter
from app.capabilities.switchboard.grid import check_quantity, nearest, stretch
from app.capabilities.switchboard.matching import matches
from app.capabilities.switchboard.overview import overview
from app.capabilities.switchboard.rows import MatchRow, PairingRow, SkillLevel, TimeWindow
from app.capabilities.switchboard.scoring import score, tenths
from app.capabilities.switchboard.stress import stress
from app.capabilities.switchboard.windows import CommonTime, length, meet, of_week, union
from app.problems import UserProblem, WrongValue
from tests.app.capabilities.switchboard.fields import MONDAY, field, need, offer, window

TUESDAY = window(1, 18, 20)


@pytest.mark.parametrize(
    ("quantity", "unit", "right"),
    [(50, "minutes", 60), (44, "minutes", 30), (0, "minutes", 30), (-5, "pieces", 1), (601_000, "minutes", 600_000)],
)
def test_a_quantity_off_the_grid_is_refused_with_the_nearest(quantity: int, unit: str, right: int) -> None:
    with pytest.raises(WrongValue, match=str(right)):
        check_quantity(quantity, unit)
    assert check_quantity(right, unit) == right


@having(st.integers(-(10**6), 10**6))
def test_the_nearest_quantity_is_right_itself(quantity: int) -> None:
    right = nearest(quantity, "minutes")
    assert nearest(right, "minutes") == right
    others = range(30, 600_001, 30)
    assert abs(right - quantity) == min(abs(other - quantity) for other in (others[0], others[-1], right))


def test_an_end_before_the_beginning_is_the_next_day() -> None:
    assert stretch("22:00", "02:00") == (22 * 60, 26 * 60)
    assert stretch("22:00", "00:00") == (22 * 60, 24 * 60)
    for wrong in (("25:00", "26:00"), ("10:00", "10:00"), ("10:00", "ten")):
        with pytest.raises(WrongValue):
            stretch(*wrong)


def test_sunday_night_reaches_into_monday() -> None:
    night = (TimeWindow(22 * 60, 26 * 60, weekday=6),)
    early = (TimeWindow(0, 3 * 60, weekday=0),)
    assert CommonTime(MONDAY).of(night, early) == 120
    assert of_week(night, MONDAY) == [(0, 120), (7 * 1440 - 120, 7 * 1440)]
    day = (TimeWindow(0, 3 * 60, day=MONDAY + datetime.timedelta(days=7)),)
    assert CommonTime(MONDAY).of(day, night) == 120
    assert CommonTime(MONDAY + datetime.timedelta(days=8)).of(day, night) == 0


@having(st.lists(st.tuples(st.integers(0, 40), st.integers(0, 40)), max_size=6),
        st.lists(st.tuples(st.integers(0, 40), st.integers(0, 40)), max_size=6))  # fmt: skip
def test_stretches_meet_minute_by_minute(one: list[tuple[int, int]], other: list[tuple[int, int]]) -> None:
    minutes = [{at for begin, until in each for at in range(begin, until)} for each in (one, other)]
    assert length(union(one)) == len(minutes[0])
    assert length(meet(union(one), union(other))) == len(minutes[0] & minutes[1])


def _why(one: object, other: object, **more: object) -> str:
    of = field(one, other, **more)  # type: ignore[arg-type]
    return Fitter(of, MONDAY).fit(of.listings["n"], of.listings["o"]).why


def test_the_first_reason_that_fails_is_said() -> None:
    wanted, gives = need("n", 60, TUESDAY), offer("o", 60, TUESDAY, of="kofi")
    yesterday = MONDAY - datetime.timedelta(days=1)
    assert not _why(wanted, gives)
    assert _why(replace(wanted, category="a-newer-one"), gives) == "unknown"
    assert _why(replace(wanted, category="thing", unit="pieces"), gives) == "category"
    money = {"category": "money", "unit": "minor"}
    assert _why(replace(wanted, **money, currency="EUR"), replace(gives, **money, currency="CHF")) == "currency"
    assert _why(replace(wanted, skill="paint"), gives) == "skill"
    claimed = (SkillLevel("kofi", "paint", "shown", yesterday),)
    asked = replace(wanted, skill="paint", least_level="vouched")
    assert _why(asked, gives, claims=claimed) == "level"  # An expired claim counts as claimed.
    assert not _why(asked, gives, claims=(*claimed, SkillLevel("kofi", "paint", "vouched")))
    assert _why(wanted, replace(gives, windows=(window(1, 20, 22),))) == "time"
    assert _why(wanted, replace(gives, expires=yesterday)) == "expired"
    assert _why(replace(wanted, status="paused"), gives) == "paused"
    assert _why(wanted, gives, matches=(MatchRow("m", "x", "o", 60, MONDAY, "introduced"),)) == "used"
    assert _why(wanted, gives, pairings=(PairingRow("p", "n", "kofi", "never"),)) == "never"
    fell = MatchRow("m", "n", "o", 60, MONDAY, "fell_through", ask_again=False)
    assert _why(wanted, gives, matches=(fell,)) == "refused"
    assert not _why(wanted, gives, matches=(replace(fell, ask_again=True),))
    assert _why(replace(wanted, of="kofi"), gives) == "same"


def test_the_parts_of_a_score_are_those_of_the_issue() -> None:
    wanted = need("n", 120, TUESDAY, skill="paint", area="north", languages=frozenset({"de"}))
    gives = offer("o", 60, window(1, 19, 21), of="kofi", area="east", languages=frozenset({"de-AT", "en"}))
    of = field(
        wanted,
        gives,
        claims=(SkillLevel("kofi", "paint", "vouched"),),
        links=frozenset({frozenset({"north", "east"})}),
        matches=(MatchRow("m", "x", "o", 120, MONDAY - datetime.timedelta(days=21), "confirmed"),),
    )
    fits, _beside = matches(Fitter(of, MONDAY), wanted)
    parts = {part.name: part.points for part in fits[0].score.parts}
    assert parts == {
        "skill": Fraction(175, 10),
        "time": Fraction(25, 2),
        "place": Fraction(9),
        "capacity": Fraction(5),
        "fairness": Fraction(15, 2),  # 120 of 4 x 60 minutes were asked for.
        "languages": Fraction(10),
    }
    assert "last asked 3 weeks ago" in fits[0].score.reasons


def test_an_interest_warns_until_two_others_let_it_pass_and_changes_no_score() -> None:
    of = field(need("n", 60, of="maria"), offer("o", 60, of="kofi"))
    names = {"kofi": "Kofi", "li": "Li", "ann": "Ann"}
    with_it = replace(of, interests=(DeclaredInterest("i", "kofi", "maria"),), names=names)
    one, two = (replace(with_it, waivers={("n", "o"): frozenset(by)}) for by in (("li", "kofi"), ("li", "ann")))
    fitting = [matches(Fitter(each, MONDAY), each.listings["n"])[0][0] for each in (of, with_it, one, two)]
    assert len({each.score.points for each in fitting}) == 1
    assert [each.warnings for each in fitting] == [
        (),
        ("Kofi has declared an interest here; ask for recusal, or write a waiver.",),
        ("Kofi has declared an interest here; waived by Li, one more is needed.",),
        ("Kofi has declared an interest here; waived by Ann, Li.",),
    ]
    assert [any(not each.passed for each in fit.declared) for fit in fitting] == [False, True, True, False]


@pytest.mark.long
@having(st.randoms(use_true_random=False))
def test_the_points_of_thousands_of_pairs_are_those_of_each_with_its_words(random: Random) -> None:
    of = stress(6, random, MONDAY)
    of = replace(of, weights={name: random.randint(0, 40) for name in of.weights})
    fitter = Fitter(of, MONDAY)
    for each in of.of_side("need"):
        for other in of.of_side("offer"):
            fit = fitter.fit(each, other)
            if not fit.why:
                assert tenths(fitter, each, other, fit) == score(fitter, each, other, fit).tenths


def test_ties_go_to_the_smaller_load_and_then_to_the_id() -> None:
    of = field(need("n", 60), offer("b", 60), offer("a", 60))
    fits, _beside = matches(Fitter(of, MONDAY), of.listings["n"])
    assert [each.listing.id for each in fits] == ["a", "b"]


def test_what_is_left_is_of_the_week_of_the_month_and_of_once() -> None:
    gives = offer("o", 120, most_a_month=180)
    week = MatchRow("m", "n", "o", 90, MONDAY, "introduced")
    book = Book([week])
    assert book.left_of(gives, MONDAY) == 30
    assert book.left_of(gives, MONDAY + datetime.timedelta(days=7)) == 90  # The month has 90 left.
    assert book.left_of(gives, MONDAY + datetime.timedelta(days=35)) == 120
    once = replace(gives, standing=False, capacity_week=None, most_a_month=None)
    assert book.left_of(once, MONDAY + datetime.timedelta(days=35)) == 30
    wanted = need("n", 300)
    assert book.open_of(wanted, MONDAY) == 210
    assert Book([replace(week, status="fell_through")]).open_of(wanted, MONDAY) == 300
    assert Book([replace(week, status="suggested")]).open_of(wanted, MONDAY) == 300


def test_a_hand_off_goes_one_step_at_a_time() -> None:
    asked = MatchRow("m", "n", "o", 60, MONDAY, "introduced", check_on=MONDAY)
    assert "status" not in handoff.answered(asked, "need", "yes")
    assert handoff.answered(replace(asked, offer_says="yes"), "need", "yes")["status"] == "accepted"
    refused = handoff.answered(asked, "offer", "no")
    assert refused["status"] == "fell_through"
    assert refused["whose"] == "offer"
    assert handoff.check_on("urgent", MONDAY) - MONDAY == datetime.timedelta(days=1)
    steps = {
        "deliver": lambda match: handoff.delivered(match),
        "confirm": lambda match: handoff.confirmed(match),
        "answer": lambda match: handoff.answered(match, "need", "yes"),
    }
    allowed = {"deliver": {"accepted"}, "confirm": {"delivered"}, "answer": {"introduced"}}
    for name, step in steps.items():
        for status in ("suggested", "introduced", "accepted", "delivered", "confirmed", "fell_through"):
            if status in allowed[name]:
                step(replace(asked, status=status))
            else:
                with pytest.raises(UserProblem):
                    step(replace(asked, status=status))
    for status in ("suggested", "introduced", "accepted", "delivered"):
        assert handoff.fell_through(replace(asked, status=status), "neither", "rain", ask_again=True)
    assert not handoff.both_said_yes(replace(asked, need_says="yes", offer_says="yes"))


def test_what_is_given_twice_is_one_clash_whatever_the_order() -> None:
    listings = {each.id: each for each in (need("n", 60), need("m", 60), offer("o", 60))}
    twice = [MatchRow("1", "n", "o", 60, MONDAY, "introduced"), MatchRow("2", "m", "o", 60, MONDAY, "accepted")]
    expected = clashes(listings, twice)
    assert [(each.kind, each.matches, each.sum, each.most) for each in expected] == [
        ("offer-twice", ("1", "2"), 120, 60)
    ]
    assert all(clashes(listings, order) == expected for order in permutations(twice))
    later = replace(twice[1], on_day=MONDAY + datetime.timedelta(days=7))
    assert clashes(listings, [twice[0], later]) == []
    both = [replace(twice[0], quantity=60), MatchRow("3", "n", "p", 30, MONDAY, "confirmed")]
    assert [each.kind for each in clashes(listings, both)] == ["need-twice"]


def test_the_field_of_play_sums_up_a_week() -> None:
    of = field(
        need("n", 120, TUESDAY),
        need("alone", 60, window(4, 8, 9)),
        offer("o", 180, TUESDAY),
        offer("idle", 60, window(5, 8, 9)),
        matches=(MatchRow("m", "old", "o", 60, MONDAY, "accepted"),),
    )
    (cell,) = overview(of, MONDAY)
    assert (cell.needed, cell.offered, cell.used, cell.idle) == (180, 240, 60, 60)
    assert cell.unmeetable == ("alone",)
    assert cell.idle_offers == ("idle",)
