"""Filters clicked together with live counts, saved ones, all in the list changed alike, and the timeline of a card."""

from __future__ import annotations

from typing import Any

from PySide6.QtCore import Qt
from PySide6.QtTest import QTest

from app.services.records import records
from tests.ui.conftest import nameless
from tests.ui.rooms.conftest import Office
from tests.ui.rooms.test_people import shown


def condition(group: Any, field: str, how: str, value: str = "") -> Any:
    row = group.rows[-1]
    row.field.setCurrentIndex(row.field.findData(field))
    row.how.setCurrentIndex(row.how.findData(how))
    if value:
        row.value.set_text(value)
    return row


def test_a_filter_is_clicked_together_counted_saved_and_used_again(lived_in: Office):
    room = lived_in.go("people")
    QTest.keyClick(lived_in.workplace, Qt.Key.Key_F)
    lived_in.rest()
    builder = room.narrowing.builder
    assert builder.groups[0].rows[0].field.hasFocus()
    assert nameless(room) == []
    first = condition(builder.groups[0], "stage", "=", "active")
    lived_in.until(lambda: shown(room) == ["Amina Adeyemi", "Zoë Ärger"])
    lived_in.until(lambda: first.count.text() == "2")
    builder.groups[0].add_row()
    condition(builder.groups[0], "tags", "=", "driver")
    lived_in.until(lambda: shown(room) == ["Amina Adeyemi"])
    second = builder.add_group()
    condition(second, "name", "~", "bo")
    builder.join.set_value("or")
    builder.join.chosen.emit("or")
    lived_in.until(lambda: shown(room) == ["Amina Adeyemi", "Bo Nguyen"])
    assert builder.line.text() == "(stage=active and tags=driver) or name~bo"
    second.how.set_value("none")
    second.how.chosen.emit("none")
    lived_in.until(lambda: shown(room) == ["Amina Adeyemi", "Zoë Ärger"])
    room.narrowing.name.setText("Not Bo")
    QTest.keyClick(room.narrowing.name, Qt.Key.Key_Return)
    lived_in.until(lambda: room.narrowing.choice.count() == 1)
    assert room.narrowing.choice.itemText(0) == "Not Bo  2"
    room.narrowing.clear()
    lived_in.until(lambda: len(shown(room)) == 3)
    room.narrowing.use("Not Bo")
    lived_in.until(lambda: shown(room) == ["Amina Adeyemi", "Zoë Ärger"])
    assert len(builder.groups) == 2, "what was saved is shown as it was clicked"
    for wrong in ("(stage=new", "stage=asleep"):
        builder.line.setText(wrong)
        builder.line.editingFinished.emit()
        lived_in.until(lambda: builder.problem.isVisible())
        assert shown(room) == ["Amina Adeyemi", "Zoë Ärger"], "what cannot be read changes nothing"
    builder.line.setText("stage=new")
    builder.line.editingFinished.emit()
    lived_in.until(lambda: shown(room) == ["Bo Nguyen"])
    room.bar.chips["stage=active"].click()
    lived_in.until(lambda: shown(room) == [])
    room.table.nothing.findChild(type(room.new_button)).click()
    lived_in.until(lambda: len(shown(room)) == 3)


def test_all_in_the_list_are_changed_alike_after_a_count(lived_in: Office):
    room = lived_in.go("people")
    room.bar.chips["stage=active"].click()
    lived_in.rest()
    QTest.keyClick(lived_in.workplace, Qt.Key.Key_B)
    bulk = room.narrowing.bulk
    assert bulk.field.hasFocus()
    bulk.field.setCurrentIndex(bulk.field.findData("tags"))
    bulk.how.setCurrentIndex(bulk.how.findData("+="))
    bulk.value.line.setText("north")
    lived_in.until(lambda: bulk.do_button.text() == "Change 2" and bulk.do_button.isEnabled())
    assert "2 of 2" in bulk.said.text()
    bulk.do_button.click()
    lived_in.until(lambda: lived_in.count("person", "tags=north") == 2)
    lived_in.desk.undo()
    lived_in.until(lambda: lived_in.count("person", "tags=north") == 0)


def test_a_card_has_a_timeline_of_all_that_touches_somebody(lived_in: Office):
    room = lived_in.go("people")
    room.table.choose_row(0)
    lived_in.rest()
    room.card.tabs.setCurrentIndex(2)
    lived_in.until(lambda: len(room.timeline.events) >= 3)
    kinds = {event.kind for event in room.timeline.events}
    assert {"project", "stay", "contact_point"} <= kinds
    place = next(n for n, event in enumerate(room.timeline.events) if event.kind == "project")
    room.timeline.table.choose_row(place)
    opened: list[str] = []
    lived_in.desk.opening.connect(lambda kind, _record: opened.append(kind))
    QTest.keyClick(room.timeline.table, Qt.Key.Key_Return)
    assert opened == ["project"]
    assert lived_in.tell(lambda vault: records.kind_of(vault, "project").name) == "project"


def test_the_first_days_of_somebody_are_planned_and_done_from_the_card(lived_in: Office):
    project = lived_in.tell(lambda vault: records.page(vault, "project", records.Query())).rows[0].id
    lived_in.add("task", project=project, title="Fold leaflets", minutes=60)
    amina, bo = (row.id for row in lived_in.tell(lambda vault: records.page(vault, "person", records.Query())).rows[:2])
    lived_in.add("commitment", person=amina, hours_a_week=5)
    lived_in.tell(lambda vault: records.edit(vault, bo, {"since": "2026-11-20"}))
    room = lived_in.go("people")
    room.table.choose(bo)
    lived_in.rest()
    room.card.tabs.setCurrentIndex(3)
    lived_in.until(lambda: room.first_days.page is not None)
    page = room.first_days
    assert nameless(room) == []
    assert [page.page.titles[each.task] for each in page.page.plan.tasks] == ["Fold leaflets"]
    buttons = {each.accessibleName().partition(":")[0]: each for each in page.findChildren(type(room.new_button))}
    buttons["Give it"].click()
    lived_in.until(lambda: page.page.plan.tasks == ())
    assert lived_in.count("task", f"who={bo}") == 2
    buttons = {each.accessibleName().partition(":")[0]: each for each in page.findChildren(type(room.new_button))}
    buttons["Make the buddy"].click()
    lived_in.until(lambda: page.page.plan.buddy == amina)
    buttons = {each.accessibleName().partition(":")[0]: each for each in page.findChildren(type(room.new_button))}
    before = page.page.plan.nudge
    buttons["Talked today"].click()
    lived_in.until(lambda: page.page.plan.nudge != before)


def test_the_card_says_who_said_that_a_skill_is_vouched_for(lived_in: Office):
    skill = lived_in.add("skill", name="First aid")
    amina, bo = (row.id for row in lived_in.tell(lambda vault: records.page(vault, "person", records.Query())).rows[:2])
    lived_in.add("skill_claim", person=amina, skill=skill, level="vouched", attester=bo)
    lived_in.add("skill_claim", person=amina, skill=skill, level="shown", attester=bo, expires="2026-11-01")
    room = lived_in.go("people")
    room.table.choose(amina)
    lived_in.until(lambda: "First aid counts as claimed: Ada says so." in room.evidence.text())
    assert "expired on" in room.evidence.text()
    room.table.choose(bo)
    lived_in.until(lambda: not room.evidence.isVisible())
