"""What the group agrees on travels, is read alike on every laptop, and is a conflict where two said it at once."""

from __future__ import annotations

import datetime

import pytest

from app.problems import NotFound, WrongValue
from app.services.conflicts import conflicts
from app.services.records import records
from app.services.settings import group as settings
from app.storage.vault.vault import Vault
from tests.group import Group


def test_until_somebody_says_the_defaults_hold(ann: Vault):
    assert settings.value(ann, "time_zone") == "UTC"
    assert settings.value(ann, "ways_to_decide") == ["consensus", "vote", "delegate"]


def test_a_setting_reaches_the_others_and_can_be_undone(group: Group, ann: Vault):
    bo = group.join("Bo")
    settings.change(ann, {"time_zone": "Pacific/Auckland", "currency": "nzd"})
    group.hand_over("Ann", "Bo")
    assert settings.value(bo, "time_zone") == "Pacific/Auckland"
    assert settings.value(bo, "currency") == "NZD"
    records.undo(ann)
    assert settings.value(ann, "time_zone") == "UTC"


def test_today_is_the_day_in_the_zone_of_the_group(ann: Vault):
    here = settings.today(ann)
    settings.change(ann, {"time_zone": "Pacific/Kiritimati"})  # 14 hours ahead of 06:30 UTC is the same day,
    assert settings.today(ann) == here
    settings.change(ann, {"time_zone": "Pacific/Pago_Pago"})  # and eleven hours behind is the day before.
    assert settings.today(ann) == here - datetime.timedelta(1)


@pytest.mark.parametrize(
    ("name", "text"),
    [("time_zone", "Mars/Olympus"), ("free_days", "2026-02-30"), ("currency", "Taler"), ("week_begins", "noday")],
)
def test_what_cannot_be_is_refused_in_a_sentence_and_nothing_changes(ann: Vault, name: str, text: str):
    with pytest.raises(WrongValue):
        settings.change(ann, {"ways_to_decide": "vote", name: text})
    assert settings.value(ann, "ways_to_decide") == ["consensus", "vote", "delegate"]
    with pytest.raises(NotFound, match="There is no setting"):
        settings.change(ann, {"colour": "red"})


def test_two_laptops_that_set_it_at_once_read_the_same_and_see_the_conflict(group: Group, ann: Vault):
    bo = group.join("Bo")
    settings.change(ann, {"time_zone": "Europe/Berlin"})
    settings.change(bo, {"time_zone": "Europe/Paris"})
    group.hand_over("Ann", "Bo")
    group.hand_over("Bo", "Ann")
    assert settings.value(ann, "time_zone") == settings.value(bo, "time_zone")
    (here,), (there,) = conflicts.open_conflicts(ann), conflicts.open_conflicts(bo)
    assert here.id == there.id
    conflicts.settle(bo, here.id, "second")
    group.hand_over("Bo", "Ann")
    assert conflicts.open_conflicts(ann) == []
    assert settings.value(ann, "time_zone") == settings.value(bo, "time_zone")
    settings.change(ann, {"time_zone": ""})
    assert settings.value(ann, "time_zone") == "UTC"
