"""The card: edited in place, with parts, with both values where two laptops disagree, and with its history."""

from __future__ import annotations

import datetime
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from typing import Any

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLabel, QWidget
from pytestqt.qtbot import QtBot

from app.capabilities.catalogue import catalogue
from ui.widgets.card.conflict import ConflictBox
from ui.widgets.card.record_card import HISTORY, RecordCard
from ui.widgets.card.times import when
from ui.widgets.editors.line import LineEditor
from ui.widgets.editors.sources import Sources

NOW = datetime.datetime(2026, 11, 23, 18, 2, tzinfo=datetime.UTC)
ID, PHONE = "a" * 32, "b" * 32
ZOE = {"name": "Zoë Weber", "stage": "active", "tags": ["driver"]}


@dataclass(frozen=True)
class Version:
    value: Any
    who: str
    at: datetime.datetime = NOW


@dataclass(frozen=True)
class Dispute:
    field: str
    versions: tuple[Version, ...]


@dataclass(frozen=True)
class Row:
    id: str
    values: Mapping[str, Any]
    titles: Mapping[str, str] = field(default_factory=dict[str, str])


@dataclass(frozen=True)
class Parts:
    kind: str
    rows: tuple[Row, ...]


@dataclass(frozen=True)
class Card:
    id: str = ID
    kind: str = "person"
    title: str = "Zoë Weber"
    values: Mapping[str, Any] = field(default_factory=lambda: dict(ZOE))
    titles: Mapping[str, str] = field(default_factory=dict[str, str])
    disputes: tuple[Dispute, ...] = ()
    parts: tuple[Parts, ...] = ()
    circle: str = ""


@dataclass(frozen=True)
class Entry:
    what: str
    field: str = ""
    before: Any = None
    after: Any = None
    who: str = "Bo"
    at: datetime.datetime = NOW


@pytest.fixture
def card(qtbot: QtBot) -> RecordCard:
    made = RecordCard(catalogue(), "person", Sources(NOW.date), lambda: NOW)
    qtbot.addWidget(made)
    made.resize(420, 800)
    with qtbot.waitActive(made):
        made.show()
        made.activateWindow()
    made.show_card(Card())
    return made


def texts(widget: QWidget) -> list[str]:
    return [each.text() for each in widget.findChildren(QLabel) if each.isVisibleTo(widget)]


def title_of(card: RecordCard) -> LineEditor:
    assert card.title_editor is not None
    return card.title_editor


def test_the_heading_is_the_name_and_is_edited_there(qtbot: QtBot, card: RecordCard):
    line = title_of(card).line
    assert line.text() == "Zoë Weber"
    line.selectAll()
    qtbot.keyClicks(line, "Zoe W")
    with qtbot.waitSignal(card.edited) as signal:
        qtbot.keyClick(line, Qt.Key.Key_Return)
    assert signal.args == [ID, {"name": "Zoe W"}]


def test_empty_fields_wait_until_they_are_wanted(qtbot: QtBot, card: RecordCard):
    pronouns, stage = card.fields.rows["pronouns"], card.fields.rows["stage"]
    assert not pronouns.isVisible()
    assert stage.isVisible()
    qtbot.mouseClick(card.fields.more, Qt.MouseButton.LeftButton)
    assert pronouns.isVisible()
    pronouns.editor.setFocus()
    with qtbot.waitSignal(card.edited) as signal:
        line = pronouns.editor.focusProxy()
        qtbot.keyClicks(line, "they/them")
        title_of(card).setFocus()
    assert signal.args == [ID, {"pronouns": "they/them"}]


def test_what_the_vault_refuses_comes_back_to_its_field(card: RecordCard):
    card.refuse("name", "Somebody is called so already.")
    assert title_of(card).complaint() == "Somebody is called so already."
    card.refuse("stage", "Not this one.")
    assert card.fields.rows["stage"].editor.complaint() == "Not this one."


def test_another_record_begins_afresh(qtbot: QtBot, card: RecordCard):
    card.fields.more.click()
    card.tabs.setCurrentIndex(HISTORY)
    card.show_card(replace(Card(), id=PHONE, title="Bo", values={"name": "Bo"}))
    assert title_of(card).line.text() == "Bo"
    assert card.tabs.currentIndex() == 0
    assert not card.fields.rows["pronouns"].isVisible()


def test_the_same_record_keeps_a_draft(qtbot: QtBot, card: RecordCard):
    line = title_of(card).line
    line.setFocus()
    line.selectAll()
    qtbot.keyClicks(line, "half a na")
    card.show_card(replace(Card(), values={"name": "Zoë Weber-Ünal"}))
    assert line.text() == "half a na"


def test_two_values_stand_side_by_side(qtbot: QtBot, card: RecordCard):
    versions = (Version("core", "Ada"), Version("away", "Bo"))
    card.show_card(replace(Card(), disputes=(Dispute("stage", versions),)))
    row = card.fields.rows["stage"]
    box = row.conflicts()[0]
    assert {"Keeps things running", "Away for a while"} <= set(texts(box))
    assert not row.editor.isVisible()
    with qtbot.waitSignal(card.kept) as signal:
        qtbot.mouseClick(box.boxes[1].keep, Qt.MouseButton.LeftButton)
    assert signal.args == [ID, "stage", "away"]
    card.show_card(Card())
    assert row.editor.isVisible()
    assert not row.conflicts()


def test_a_dispute_over_the_name_and_over_extras_are_shown_too(card: RecordCard):
    name = Dispute("name", (Version("Zoe", "Ada"), Version("Zoë", "Bo")))
    shoe = Dispute("x:Shoe size", (Version("42", "Ada"), Version(None, "Bo")))
    card.show_card(replace(Card(), disputes=(name, shoe)))
    assert card.fields.rows["name"].isVisible()
    extras = next(row for row in card.fields.rows.values() if row.attribute.kind.editor == "extras")
    assert "Shoe size: changed on two laptops. Which one holds?" in texts(extras)


def test_deleted_here_and_changed_there_is_asked_at_the_top(qtbot: QtBot, card: RecordCard):
    dispute = Dispute("", (Version(None, "Ada"), Version("changed", "Bo")))
    card.show_card(replace(Card(), disputes=(dispute,)))
    qtbot.waitUntil(lambda: "One deleted this while another changed it." in texts(card))
    box = next(box for box in card.findChildren(ConflictBox) if box.isVisible())
    with qtbot.waitSignal(card.kept) as signal:
        qtbot.mouseClick(box.boxes[0].keep, Qt.MouseButton.LeftButton)
    assert signal.args == [ID, "", None]


def contact(value: str = "+49 30 1234567") -> Parts:
    values = {"person": ID, "kind": "phone", "value": value, "preferred": True}
    return Parts("contact_point", (Row(PHONE, values),))


def test_parts_are_listed_on_one_line(card: RecordCard):
    card.show_card(replace(Card(), parts=(contact(),)))
    row = card.parts["contact_point"].rows[0]
    assert "+49 30 1234567" in row.accessibleName()
    assert "preferred" in row.accessibleName()


def test_a_part_is_added_in_place(qtbot: QtBot, card: RecordCard):
    parts = card.parts["contact_point"]
    qtbot.mouseClick(parts.add, Qt.MouseButton.LeftButton)
    form = parts.form
    assert form is not None
    form.done.click()
    assert any(editor.complaint() for editor in form.editors.values()), "what is needed is asked for"
    form.editors["kind"].set_value("phone")
    qtbot.keyClicks(form.editors["value"].focusProxy(), "+49 30 99")
    with qtbot.waitSignal(card.part_added) as signal:
        qtbot.keyClick(form.editors["value"].focusProxy(), Qt.Key.Key_Return)
        if parts.form is not None:
            form.done.click()
    assert signal.args is not None
    kind, values = signal.args
    assert kind == "contact_point"
    assert values["value"] == "+49 30 99"
    assert "person" not in values
    assert parts.refused("value", "Not this number.")
    assert form.editors["value"].complaint() == "Not this number."
    form.done.click()
    parts.taken()
    assert parts.form is None


def test_a_part_is_changed_and_removed_by_key(qtbot: QtBot, card: RecordCard):
    card.show_card(replace(Card(), parts=(contact(),)))
    parts = card.parts["contact_point"]
    qtbot.keyClick(parts.rows[0], Qt.Key.Key_Return)
    assert parts.form is not None
    line = parts.form.editors["value"].focusProxy()
    qtbot.keyClick(line, Qt.Key.Key_End)
    qtbot.keyClicks(line, "8")
    with qtbot.waitSignal(card.part_edited) as signal:
        parts.form.done.click()
    assert signal.args == [PHONE, {"value": "+49 30 12345678"}]
    with qtbot.waitSignal(card.part_removed) as removed:
        qtbot.keyClick(parts.rows[0], Qt.Key.Key_Delete)
    assert removed.args == [PHONE]


def test_escape_closes_a_form_without_adding(qtbot: QtBot, card: RecordCard):
    parts = card.parts["contact_point"]
    parts.open_new()
    assert parts.form is not None
    qtbot.keyClick(parts.form, Qt.Key.Key_Escape)
    assert parts.form is None
    assert parts.add.isEnabled()


def test_the_history_says_who_when_and_what(qtbot: QtBot, card: RecordCard):
    with qtbot.waitSignal(card.history_wanted):
        card.tabs.setCurrentIndex(HISTORY)
    entries = [
        Entry("made"),
        Entry("changed", "stage", None, "new"),
        Entry("changed", "stage", "new", "core"),
        Entry("changed", "pronouns", "she/her", None),
        Entry("added", "tags", None, ["driver"]),
        *(Entry("changed", "note", str(number), str(number + 1)) for number in range(30)),
    ]
    card.show_history(entries)
    qtbot.waitUntil(lambda: "Note: 29 → 30" in texts(card.timeline))
    assert "Bo · today" in " ".join(texts(card.timeline))
    assert "Person made" not in texts(card.timeline)
    card.timeline.more.click()
    older = {"Person made", "Stage: New", "Stage: New → Keeps things running", "Tags: driver added"}
    qtbot.waitUntil(lambda: older <= set(texts(card.timeline)))
    card.show_history([])
    qtbot.waitUntil(lambda: texts(card.timeline) == ["Nothing has happened here yet."])


def test_a_very_long_word_does_not_widen_the_history(card: RecordCard):
    before = card.timeline.minimumSizeHint().width()
    entry = Entry("changed", "name", None, "Z" * 2000)
    card.show_history([entry])
    card.tabs.setCurrentIndex(HISTORY)
    assert card.timeline.minimumSizeHint().width() <= max(before, card.width())


def test_deleting_and_closing_are_told(qtbot: QtBot, card: RecordCard):
    with qtbot.waitSignal(card.deleted) as signal:
        card.delete.click()
    assert signal.args == [ID]
    with qtbot.waitSignal(card.closed):
        card.close_button.click()


def test_times_say_the_day_only_when_it_is_not_near():
    assert when(NOW, NOW).startswith("today")
    assert when(NOW - datetime.timedelta(days=1), NOW).startswith("yesterday")
    assert "2026" not in when(NOW - datetime.timedelta(days=40), NOW)
    assert "2025" in when(NOW - datetime.timedelta(days=400), NOW)


@pytest.mark.parametrize("kind", list(catalogue().types))
def test_every_kind_of_record_has_a_card_with_names(
    qtbot: QtBot, kind: str, without_name: Callable[[QWidget], list[str]]
):
    made = RecordCard(catalogue(), kind, Sources(NOW.date), lambda: NOW)
    qtbot.addWidget(made)
    made.show()
    made.show_card(replace(Card(), kind=kind, values={}))
    made.fields.more.click()
    for part in made.parts.values():
        part.open_new()
    assert without_name(made) == []
