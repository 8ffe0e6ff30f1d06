"""What can be done and what is missing, and what projects have come to: verbs, and the rules behind them."""

from __future__ import annotations

import datetime
from decimal import Decimal
from fractions import Fraction

import networkx
import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.capabilities.projects.actions import Need, Plan, standing, unlocks
from app.capabilities.projects.assignment import assign
from app.capabilities.projects.outcomes import Aim, Measured, outcome
from app.capabilities.projects.supply import Knows, Stock, Worker, by_action
from tests.app.capabilities.projects.book import TODAY, Book, on


def needs(book: Book, of: str, **fields: object) -> str:
    return book.add("requirement", of=of, **fields)


def action(book: Book, name: str, day: int = 0):
    return next(each for each in book("actions", "--on", on(day))["actions"] if each["name"] == name)


@pytest.mark.long
def test_one_person_fills_one_slot(book: Book):
    first_aid, drives = book.add("skill", name="First aid"), book.add("skill", name="Driving")
    ada, bo = book.add("person", name="Ada"), book.add("person", name="Bo")
    march = book.add("action", name="March")
    needs(book, march, sort="person", skill=first_aid, level="vouched")
    needs(book, march, sort="person", skill=drives)
    assert action(book, "March")["gap"] == 2
    book.add("skill_claim", person=ada, skill=first_aid, level="vouched", attester=bo)
    book.add("skill_claim", person=ada, skill=drives)
    assert action(book, "March")["gap"] == 1, "Ada can only do one of the two"
    unlock = book("actions")["unlock"]
    assert (unlock["level"], unlock["actions"]) == ("claimed", [march])
    book.add("skill_claim", person=bo, skill=drives, from_day=on(5), expires=on(9))
    assert [action(book, "March", day)["gap"] for day in (4, 5, 9, 10)] == [1, 0, 0, 1]
    assert action(book, "March", 1)["first_day"] == on(5)
    assert action(book, "March", 10)["first_day"] is None
    book.add("absence", person=bo, from_day=on(4), back_on=on(7))
    book.add("commitment", person=bo, hours_a_week=3, from_day=on(0), until_day=on(8))
    assert [action(book, "March", day)["gap"] for day in (6, 7, 8, 9)] == [1, 0, 0, 1]
    lines = {each["what"]: each for each in action(book, "March", 7)["lines"]}
    assert lines["First aid (vouched)"]["with"] == [ada]
    assert lines["Driving (claimed)"]["with"] == [bo]


@pytest.mark.long
def test_every_sort_of_line(book: Book):
    book.say("settings", "currency=EUR")
    trip = book.add("action", name="Trip")
    needs(book, trip, sort="thing", what="van", number=2)
    needs(book, trip, sort="place", what="mill")
    needs(book, trip, sort="money", amount="120.50")
    needs(book, trip, sort="hours", amount=10)
    needs(book, trip, sort="notice", number=14)
    check = needs(book, trip, sort="check", what="Insurance")
    assert action(book, "Trip")["gap"] == 6
    book.add("listing", side="offer", category="thing", title="A white van", quantity=1)
    book.add("listing", side="offer", category="thing", title="Van of Bo", quantity=1, expires=on(20))
    book.add("house", name="Old mill")
    book.add("listing", side="offer", category="money", title="Ada gives", quantity=12050, currency="EUR")
    book.add("commitment", person=book.add("person", name="Ada"), hours_a_week=10)
    book.say("set", "requirement", check, f"checked_on={on(2)}", f"good_until={on(18)}")
    found = action(book, "Trip")
    assert {each["sort"] for each in found["lines"] if not each["met"]} == {"notice", "check"}
    assert found["first_day"] == on(14)
    assert action(book, "Trip", 5)["first_day"] is None, "in two weeks the insurance has run out"
    assert {each["sort"]: each["have"] for each in found["lines"]}["money"] == "120.5"
    assert "between 0" in book.fails("add", "requirement", f"of={trip}", "sort=thing", "what=x", "number=-1")


def test_capabilities_are_lists_and_alternatives_and_never_in_themselves(book: Book):
    stage, sound = book.add("capability", name="Stage"), book.add("capability", name="Sound")
    fair = book.add("action", name="Fair")
    needs(book, fair, sort="capability", what="Stage")
    needs(book, stage, sort="thing", what="boards")
    needs(book, stage, sort="capability", capability=sound)
    needs(book, sound, sort="thing", what="speakers", alternative="loud")
    needs(book, sound, sort="thing", what="cables", alternative="loud")
    needs(book, sound, sort="thing", what="megaphone", alternative="quick")
    assert action(book, "Fair")["gap"] == 2
    book.add("listing", side="offer", category="thing", title="Boards", quantity=1)
    assert action(book, "Fair")["gap"] == 1
    assert book("actions")["unlock"]["what"] == "megaphone"
    said = book.fails("add", "requirement", f"of={sound}", "sort=capability", "what=Stage")
    assert "cannot need itself" in said
    assert "Stage" in said
    assert "itself" in book.fails("add", "requirement", f"of={sound}", "sort=capability", f"capability={sound}")


def test_what_two_plans_lack_together_and_one_key_lists_it(book: Book):
    ada = book.add("person", name="Ada")
    for name in ("Lunch", "Supper"):
        made = book.add("action", name=name, planned_on=on(3))
        line = needs(book, made, sort="person", number=1)
    assert [each["gap"] for each in book("actions")["actions"]] == [0, 0]
    (both,) = book("actions")["together"]
    assert (both["on"], both["gap"]) == (on(3), 1)
    book.add("skill_claim", person=ada, skill=book.add("skill", name="Cooking"))
    book.say("actions", "--need", line)
    (listing,) = book("list", "listing")
    assert (listing["values"]["side"], listing["values"]["of"]) == ("need", made)


@st.composite
def lines(draw: st.DrawFn) -> list[tuple[int, int]]:
    return draw(st.lists(st.tuples(st.integers(0, 4), st.integers(0, 2**9 - 1)), max_size=7))


@given(lines())
def test_the_gap_is_that_of_the_largest_matching(needs: list[tuple[int, int]]):
    graph = networkx.Graph()
    slots = [(place, slot) for place, (number, _could) in enumerate(needs) for slot in range(number)]
    graph.add_nodes_from(slots)
    for place, slot in slots:
        graph.add_edges_from(((place, slot), person) for person in range(9) if needs[place][1] >> person & 1)
    largest = len(networkx.bipartite.hopcroft_karp_matching(graph, slots)) // 2
    found = assign(needs)
    assert found.empty == len(slots) - largest
    everybody = [bit for bits in found.filled for bit in range(9) if bits >> bit & 1]
    assert len(everybody) == len(set(everybody)) == largest
    for (number, could), bits in zip(needs, found.filled, strict=True):
        assert bits & ~could == 0
        assert bits.bit_count() <= number
    for place in range(len(needs)):
        more = [*needs]
        more[place] = (needs[place][0], needs[place][1] | 1 << 9)
        assert (assign(more).empty < found.empty) == (place in found.short)


@given(lines(), st.randoms())
def test_the_gap_does_not_depend_on_any_order(needs: list[tuple[int, int]], chance):
    rows = [Need(f"{place}", "a", "person", number, f"s{place}") for place, (number, _could) in enumerate(needs)]
    claims = [
        Knows(f"p{person}", f"s{place}", "claimed")
        for place, (_number, could) in enumerate(needs)
        for person in range(9)
        if could >> person & 1
    ]
    workers = [Worker(f"p{person}") for person in range(9)]
    first = standing(Plan(by_action(rows)), "a", Stock(workers, claims), TODAY)
    for some in (rows, claims, workers):
        chance.shuffle(some)
    again = standing(Plan(by_action(rows)), "a", Stock(workers, claims), TODAY)
    assert first == again
    assert unlocks([first]) == unlocks([again])


def indicator(book: Book, kitchen: str, **fields: object) -> str:
    return book.add("indicator", project=kitchen, name="Meals", **fields)


def measured(book: Book, day: int = 0):
    (project,) = book("outcomes", "--on", on(day))["projects"]
    return project["indicators"][0]


def test_progress_is_exact_and_not_clipped(book: Book, kitchen: str):
    meals = indicator(book, kitchen, baseline=20, target=60, unit="meals")
    assert measured(book)["progress"] is None
    assert measured(book)["measured"] is False
    book.add("measurement", indicator=meals, on_day=on(1), value=30)
    book.add("measurement", indicator=meals, on_day=on(3), value="70.5")
    assert [measured(book, day)["progress"] for day in (0, 1, 2, 3)] == [None, 0.25, 0.25, 1.2625]
    assert measured(book, 3)["progress_exact"] == "101/80"
    assert "no value" in book.fails("add", "measurement", f"indicator={meals}", f"on_day={on(1)}", "value=1,000,5")
    assert "differ" in book.fails("set", "indicator", meals, "target=20.0")


def test_a_flow_is_summed_in_its_period_and_falling_targets_count(book: Book, kitchen: str):
    meals = indicator(book, kitchen, baseline=10, target=4, measure="percent")
    book.add("measurement", indicator=meals, on_day=on(0), value=7)
    assert (measured(book)["progress"], measured(book)["change"]) == (0.5, -3)
    assert "never added up" in book.fails("set", "indicator", meals, "shape=flow")
    book.say("set", "indicator", meals, "measure=count", "shape=flow", "baseline=", "target=10", f"baseline_on={on(1)}",
             f"until={on(5)}")  # fmt: skip
    for day in (0, 1, 5, 6):
        book.add("measurement", indicator=meals, on_day=on(day), value=2)
    assert [measured(book, day)["latest"] for day in (0, 1, 5, 6)] == [None, 2, 4, 4]


def test_activity_stands_apart_and_has_a_price_only_for_a_change(book: Book, kitchen: str):
    meals = indicator(book, kitchen, baseline=0, target=10)
    book.add("task", project=kitchen, title="Cook", minutes=90, status="done", who="Ada", done_on=on(0))
    event = book.add("event", project=kitchen, name="Supper", begins=f"{on(0)}T18:00", ends=f"{on(0)}T20:00")
    for person, state in (("Ada", "attended"), ("Bo", "no_show")):
        book.add("attendance", of=event, person=person, on_day=on(0), state=state)
    (project,) = book("outcomes")["projects"]
    assert project["activity"] == {"hours": "7/2", "tasks": 1, "people": 1}
    book.add("measurement", indicator=meals, on_day=on(0), value=0)
    assert measured(book)["hours_per_unit"] is None
    book.add("measurement", indicator=meals, on_day=on(1), value=5)
    assert measured(book, 1)["hours_per_unit"] == "7/10"


def test_so_many_times_needs_two_measurements_and_evidence(book: Book, kitchen: str):
    garden = book.add("project", name="Garden", status="active")
    for project, values in ((kitchen, (2, 8)), (garden, (1, 3))):
        made = indicator(book, project, baseline=0, target=10, unit="meals")
        for day, value in enumerate(values):
            book.add("measurement", indicator=made, on_day=on(day), value=value)
    assert book("outcomes", "Kitchen", "--against", "Garden", "--on", on(2))["times"] == []
    for each in book("list", "measurement"):
        book.say("set", "measurement", each["id"], "evidence=Counted at the door")
    (found,) = book("outcomes", "Kitchen", "--against", "Garden", "--on", on(2))["times"]
    assert (found["times"], found["fractions"]) == ("8/3", ["4/5", "3/10"])


def test_so_many_times_as_what_carries_out_an_action_or_ran_by_a_playbook(book: Book, kitchen: str):
    soup = book.add("action", name="Soup")
    garden = book.add("project", name="Garden", status="active", action=soup)
    for project, values in ((kitchen, (2, 8)), (garden, (1, 3))):
        made = indicator(book, project, baseline=0, target=10, unit="meals")
        for day, value in enumerate(values):
            book.add("measurement", indicator=made, on_day=on(day), value=value, evidence="Counted")
    (found,) = book("outcomes", "Kitchen", "--against", "Soup", "--on", on(2))["times"]
    assert (found["times"], found["fractions"]) == ("8/3", ["4/5", "3/10"])
    other = book.add("project", name="Kept", status="active")
    book.say("merge", "project", other, garden)
    assert book("outcomes", "Kitchen", "--against", "Soup", "--on", on(2))["times"] == [found]
    assert "no project “Nothing”" in book.fails("outcomes", "Kitchen", "--against", "Nothing")


@given(
    st.lists(st.tuples(st.integers(0, 40), st.decimals(-(10**9), 10**9, places=4)), max_size=12),
    st.integers(0, 40),
    st.sampled_from(["level", "flow"]),
    st.randoms(),
)
def test_progress_is_that_of_fractions_in_any_order(rows, day, shape, chance):
    baseline, target = Decimal("0.1"), Decimal("-7.3")
    measured = [
        Measured(f"{place:03}", TODAY + datetime.timedelta(at), str(value)) for place, (at, value) in enumerate(rows)
    ]
    known = [(at, place, Fraction(value)) for place, (at, value) in enumerate(rows) if at <= day]
    expected = None
    if known:
        value = max(known)[2] if shape == "level" else sum(each for _at, _place, each in known)
        expected = (value - Fraction(baseline)) / (Fraction(target) - Fraction(baseline))
    chance.shuffle(measured)
    aim = Aim("i", "p", "n", shape=shape, baseline=baseline, target=target, measured=tuple(measured))
    assert outcome(aim, TODAY + datetime.timedelta(day)).progress == expected
