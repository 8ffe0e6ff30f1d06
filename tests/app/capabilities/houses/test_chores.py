"""Chores: drifts add up to zero, nobody runs ahead, and the rota is never worse for being improved."""

import datetime as dt
from fractions import Fraction

from hypothesis import given
from hypothesis import strategies as st

from app.capabilities.houses.beds.rows import AbsenceRow, StayRow
from app.capabilities.houses.chores.fairness import accounts
from app.capabilities.houses.chores.improving import make_rota, worth
from app.capabilities.houses.chores.presence import presence
from app.capabilities.houses.chores.rota import NOBODY_MAY, NOBODY_THERE, slot_by_slot
from app.capabilities.houses.chores.rows import ChoreWish, Limits, SlotRow
from tests.examples import examples

DAY = dt.date(2026, 3, 23)  # A Monday, before the clocks change.
PEOPLE = ("ada", "bo", "cy", "di")


def day(n):
    return DAY + dt.timedelta(n)


def always(days, people=PEOPLE):
    return {day(n).toordinal(): tuple(people) for n in range(days)}


SLOTS = st.lists(
    st.tuples(
        st.integers(0, 20),
        st.sampled_from([10, 15, 30, 45, 60, 90]),
        st.sampled_from(["open", "assigned", "done", "verified", "missed", "swapped"]),
        st.sampled_from([*PEOPLE, None]),
    ),
    max_size=20,
)
THERE = st.lists(st.sets(st.sampled_from(PEOPLE)), min_size=21, max_size=21)


def rows(slots):
    return [SlotRow(f"{n:03}", "cook", day(d), m, who, status) for n, (d, m, status, who) in enumerate(slots)]


@given(SLOTS, THERE, st.integers(0, 20), st.dictionaries(st.sampled_from(PEOPLE), st.fractions(0, 3)))
def test_drifts_add_up_to_zero(slots, there, today, weights):
    present = {day(n).toordinal(): tuple(sorted(people)) for n, people in enumerate(there)}
    found = accounts(rows(slots), present, day(today), weights=weights)
    assert sum((each.drift for each in found.values()), Fraction(0)) == 0
    for person, account in found.items():
        days = {night for night, people in present.items() if person in people}
        credited = [slot for slot in rows(slots) if slot.who == person]
        if not days and not credited:
            assert account.owed == 0


def test_a_missed_slot_counts_for_nobody():
    slots = [SlotRow("1", "cook", day(0), 60, "ada", "missed"), SlotRow("2", "cook", day(0), 60, "bo", "assigned")]
    assert accounts(slots, always(3), day(1)) == {}
    assert accounts(slots, always(3), day(0))["bo"].drift == 45


def test_who_is_away_owes_nothing():
    stays = [StayRow("1", "ada", day(0), day(9)), StayRow("2", "bo", day(0), day(9))]
    there = presence(stays, [AbsenceRow("x", "bo", day(2), day(4))], range(day(0).toordinal(), day(9).toordinal()))
    slots = [SlotRow(str(n), "cook", day(n), 60, "ada", "done") for n in range(4)]
    found = accounts(slots, there, day(9))
    assert found["bo"].owed == 60
    assert found["ada"].drift == 60


@given(st.lists(st.tuples(st.integers(0, 20), st.sampled_from([5, 20, 45, 120])), min_size=1, max_size=40))
def test_nobody_is_ever_ahead_by_more_than_the_longest_slot(slots):
    todo = [SlotRow(f"{n:03}", f"chore{n}", day(d), m) for n, (d, m) in enumerate(slots)]
    rota = slot_by_slot(todo, always(21), day(0))
    assert not rota.open
    longest = max(m for _d, m in slots)
    for until in range(21):
        so_far = [
            SlotRow(s.id, s.chore, s.on_day, s.minutes, rota.given[s.id], "verified")
            for s in todo
            if s.on_day <= day(until)
        ]
        found = accounts(so_far, always(21), day(0))
        assert max((each.drift for each in found.values()), default=0) <= longest


def test_what_nobody_can_take_stays_open_with_the_reason():
    todo = [
        SlotRow("1", "cook", day(0), 60, may=frozenset({"nobody"})),
        SlotRow("2", "cook", day(9), 60),
        SlotRow("3", "clean", day(0), 60),
        SlotRow("4", "clean", day(0), 60),
    ]
    rota = slot_by_slot(todo, always(3, ["ada"]), day(0), limits={"ada": Limits(slots_a_day=1)})
    assert rota.open["1"] == NOBODY_MAY
    assert rota.open["2"] == NOBODY_THERE
    assert rota.given == {"3": "ada"}
    assert "4" in rota.open
    assert make_rota((), {}, day(0)).given == {}


@examples(25)
@given(
    st.lists(st.tuples(st.integers(0, 20), st.sampled_from([20, 45, 120]), st.sampled_from("abc")), max_size=14),
    THERE,
    st.lists(st.tuples(st.sampled_from(PEOPLE), st.sampled_from("abc"), st.booleans()), max_size=3),
)
def test_an_improved_rota_is_never_worse_and_breaks_no_rule(slots, there, wanted):
    present = {day(n).toordinal(): tuple(sorted(people)) for n, people in enumerate(there)}
    wishes = [ChoreWish(*each) for each in wanted]
    limits = {"ada": Limits(minutes_a_week=150, slots_a_day=1)}
    todo = [SlotRow(f"{n:03}", chore, day(d), m) for n, (d, m, chore) in enumerate(slots)]
    plain = slot_by_slot(todo, present, day(0), limits=limits)
    rota = make_rota(todo, present, day(0), limits=limits, wishes=wishes)
    assert rota.open == plain.open
    assert rota.given.keys() == plain.given.keys()
    by_id = {slot.id: slot for slot in todo}

    def judged(each):
        return worth(each.given, todo, {p: a.drift for p, a in each.accounts.items()}, wishes)

    assert judged(rota) <= judged(plain)
    assert sum((a.drift for a in rota.accounts.values()), Fraction(0)) == 0
    taken = [(person, by_id[slot].chore, by_id[slot].on_day) for slot, person in rota.given.items()]
    assert len(taken) == len(set(taken))
    for person, _chore, on_day in taken:
        assert person in present[on_day.toordinal()]
    days = [on_day for person, _chore, on_day in taken if person == "ada"]
    assert len(days) == len(set(days))
    assert make_rota(list(reversed(todo)), present, day(0), limits=limits, wishes=wishes).given == rota.given


def test_a_wish_is_kept_where_it_costs_no_fairness():
    todo = [SlotRow("1", "cook", day(0), 60), SlotRow("2", "clean", day(0), 60)]
    wish = [ChoreWish("ada", "clean")]
    rota = make_rota(todo, always(1, ["ada", "bo"]), day(0), wishes=wish)
    assert rota.given == {"1": "bo", "2": "ada"}
