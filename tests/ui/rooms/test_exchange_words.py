"""What is said of a bundle, in words that need no manual."""

from __future__ import annotations

import dataclasses
import datetime

import pytest

from app.services.exchange.deletion_guard import Loss
from app.services.exchange.exchange import Peer, RecordChange, TakenBundle
from ui.rooms.exchange import words
from ui.shell.status_poll import ago

NOW = datetime.datetime(2026, 11, 23, 18, 2, tzinfo=datetime.UTC)
PLAIN = TakenBundle("Bo", NOW, "b", seen_before=False)
BO = Peer("b0", "Bo", "editor", mine=False, known_at=None, segments_lacking=1, operations_lacking=42)


def change(what: str, **more: object) -> RecordChange:
    return dataclasses.replace(RecordChange("r", "person", "Zoë", what), **more)


def test_a_bundle_without_oddities_needs_no_warning():
    assert words.warnings(PLAIN) == []


@pytest.mark.parametrize(
    ("oddity", "said"),
    [
        ({"waiting": 3}, "not here yet"),
        ({"forked": 1}, "two different histories"),
        ({"quarantined": 2}, "may not write any more"),
        ({"unreadable": 1}, "for others of the group only"),
        ({"wanted": 1}, "ask somebody else than Bo"),
        ({"refused": 1}, "thrown away"),
        ({"clocks_ahead": ("Carla",)}, "The clock of Carla’s laptop"),
        ({"backwards": ("Carla",)}, "knows less than it did before"),
        ({"twice": ("Carla",)}, "The vault of Carla’s laptop exists twice"),
        ({"i_exist_twice": True}, "This laptop's vault exists twice"),
        ({"differs": ("Carla",)}, "Carla’s laptop has stated to have the same changes"),
    ],
)
def test_each_oddity_has_its_sentence(oddity: dict[str, object], said: str):
    (sentence,) = words.warnings(dataclasses.replace(PLAIN, **oddity))
    assert said in sentence


def test_changes_are_counted_by_what_they_are():
    changes = (change("new"), change("new"), change("changed"), change("deleted"))
    assert words.counts(dataclasses.replace(PLAIN, changes=changes)) == "2 new, 1 changed, 1 deleted"
    assert words.counts(PLAIN) == "no record changes"


def test_what_would_be_deleted_is_counted_by_kind(desk):
    losses = (Loss("person", 3, 40), Loss("bed", 2, 2), Loss("unheard_of", 1, 1))
    assert words.loss_words(desk.registry, losses) == "3 of 40 people, 2 of 2 beds, 1 of 1 unheard_of"


def test_values_in_dispute_come_first(desk):
    kind = desk.registry["person"]
    disputed = change("changed", fields=("note", "name"), disputed=("name", ""))
    assert words.field_words(kind, disputed) == [
        "Name: changed here too",
        "deleted on one laptop, changed on another",
        "Note",
    ]
    assert words.disputes(dataclasses.replace(PLAIN, changes=(disputed,))) == 2


def test_how_long_somebody_has_been_without_news():
    assert words.without_news(BO, NOW) == "no news from it yet · 42 changes"
    nine = dataclasses.replace(BO, known_at=NOW - datetime.timedelta(days=9))
    assert words.without_news(nine, NOW) == "last news 9 days ago · 42 changes"
    today = dataclasses.replace(BO, known_at=NOW, operations_lacking=0)
    assert words.without_news(today, NOW) == "news of today · has everything"


@pytest.mark.parametrize(
    ("seconds", "said"),
    [(-5, "just now"), (30, "just now"), (60, "1 minute ago"), (7200, "2 hours ago"), (172_800, "2 days ago")],
)
def test_how_long_ago_in_the_coarsest_unit(seconds: int, said: str):
    assert ago(NOW - datetime.timedelta(seconds=seconds), NOW) == said
