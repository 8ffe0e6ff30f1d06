"""What to do next: rules that anybody can follow with pencil and paper."""

from __future__ import annotations

import datetime

from app.services.exchange import advice, exchange
from app.services.exchange.advice import MAKE, OPEN, Facts, steps
from app.services.exchange.exchange import Peer
from app.services.jobs import Progress
from app.services.records import records
from app.storage.vault.vault import Vault
from tests.group import Group

NOW = datetime.datetime(2026, 11, 23, 18, 2, tzinfo=datetime.UTC)


def ago(days: float) -> datetime.datetime:
    return NOW - datetime.timedelta(days=days)


def peer(name: str, days: float | None, changes: int) -> Peer:
    known = None if days is None else ago(days)
    return Peer(name.lower(), name, "editor", False, known, 1, changes)


def said(*peers: Peer, made: dict[str, float] | None = None, waiting: int = 0) -> list[str]:
    handed = {"zoe": 0.0} if made is None else made
    return [each.text for each in steps(Facts(peers, {name: ago(days) for name, days in handed.items()}, waiting), NOW)]


def test_somebody_without_news_for_long():
    (found,) = steps(Facts((peer("Bo", 9, 42),), {}), NOW)
    assert found.text == "Bo has been without news for 9 days; 42 changes"
    assert (found.device, found.action) == ("bo", MAKE)


def test_nobody_is_nagged_about_today_or_about_nothing():
    assert said(peer("Bo", 1, 42)) == []
    assert said(peer("Bo", 60, 0)) == []
    assert said() == []


def test_days_and_changes_together_make_it_urgent():
    found = said(peer("Ann", 4, 10), peer("Bo", 9, 42), peer("Cy", 30, 2), peer("Dee", 3, 500))
    assert [text.split()[0] for text in found] == ["Dee", "Bo", "Cy", "Ann"]


def test_one_who_was_never_heard_of():
    (found,) = said(peer("Carla", None, 1204))
    assert found == "Nothing has been heard from Carla yet; 1204 changes to hand over"


def test_a_bundle_just_made_is_given_time_to_arrive():
    assert said(peer("Bo", 9, 42), made={"bo": 1}) == []
    assert said(peer("Bo", None, 42), made={"bo": 1}) == []
    (late,) = said(peer("Bo", 9, 42), made={"bo": 5})
    assert late == "Bo has not answered since the bundle of 5 days ago"
    (old,) = said(peer("Bo", 9, 42), made={"bo": 12})
    assert old == "Bo has been without news for 9 days; 42 changes", "Bo has answered since"


def test_what_waits_for_an_earlier_bundle():
    (found,) = steps(Facts((), {}, waiting=2), NOW)
    assert found.action == OPEN
    assert "waits for an earlier bundle" in found.text


def test_news_that_are_on_this_laptop_only():
    two = (peer("Bo", 1, 42), peer("Cy", 2, 50))
    assert said(*two, made={"bo": 3}) == []
    assert said(*two, made={"bo": 12, "cy": 40}) == ["Nothing has been handed to anybody for 12 days"]
    assert said(*two, made={}) == ["Nothing has been handed to anybody yet"]
    assert said(peer("Bo", 1, 42), peer("Cy", 2, 0), made={}) == [], "Cy has it all"
    assert said(two[0], made={}) == [], "with one other laptop its own row says it"


def test_the_vault_knows_its_own_facts(group: Group, ann: Vault):
    assert advice.next_steps(ann) == []
    assert advice.next_steps(group.wait("Cy")) == []
    group.join("Bo")
    group.meet("Bo", "Ann")
    records.add(ann, "person", {"name": "Zoë"})
    assert advice.next_steps(ann) == []
    group.watches["Ann"].time += datetime.timedelta(days=9)
    records.add(ann, "person", {"name": "Mateo"})
    (found,) = advice.next_steps(ann)
    assert found.text.startswith("Bo has ")
    exchange.make_bundle(ann, [found.device]).run(Progress())
    assert advice.next_steps(ann) == []


def test_a_clock_that_was_ahead_by_hours_makes_nobody_urgent():
    assert said(peer("Bo", -0.5, 42)) == []


def test_a_change_stamped_three_years_ahead_hides_nobody_who_has_had_no_news():
    (found,) = steps(Facts((peer("Bo", -3 * 365, 42),), {}), NOW)
    assert found.text == "Nobody can tell since when Bo is without news; 42 changes to hand over"
    assert "22 Nov 2029" in found.why
    assert (found.device, found.action) == ("bo", MAKE)
    assert said(peer("Bo", -3 * 365, 42), made={"bo": 1}) == [], "a bundle was just made"
    assert said(peer("Bo", -3 * 365, 42), made={"bo": 5}) == ["Bo has not answered since the bundle of 5 days ago"]
    assert said(peer("Bo", -3 * 365, 0)) == []


def test_a_bundle_made_while_our_own_clock_was_ahead_counts_for_nothing():
    assert said(peer("Bo", 9, 42), made={"bo": -400}) == ["Bo has been without news for 9 days; 42 changes"]
