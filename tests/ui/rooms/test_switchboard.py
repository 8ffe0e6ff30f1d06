"""The room of the switchboard: pairs with reasons, what fits while typing, a plan, what is under way, the field."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from PySide6.QtCore import QMimeData, QPointF, Qt
from PySide6.QtGui import QDropEvent
from PySide6.QtTest import QTest

from app.capabilities.switchboard.service import field_of
from app.services.members import authors
from tests.ui.conftest import nameless
from tests.ui.rooms.conftest import Office
from ui.rooms.switchboard.lines import LINE_ROLE, MIME


@pytest.fixture
def room(lived_in: Office) -> Any:
    common: dict[str, Any] = {"category": "hours", "quantity": 120}
    lived_in.add("listing", **common, side="need", title="Carry boxes", urgency="urgent")
    lived_in.add("listing", **common, side="need", title="Paint a wall")
    offer = lived_in.add("listing", **common, side="offer", title="An evening", capacity_week=120, standing=True)
    # The Monday that it is here, so that it is not over.
    lived_in.add("listing_window", listing=offer, weekday="mo", from_time="06:00", until_time="23:00")
    room = lived_in.go("switchboard")
    lived_in.rest()
    yield room
    assert not [words for words in lived_in.said if "foresee" in words]


def _words(view: Any) -> list[str]:
    model = view.model()
    return [str(model.index(row, 0).data()) for row in range(model.rowCount())]


def _matches(office: Office, flag: str) -> int:
    return office.tell(lambda vault: sum(bool(getattr(each, flag)) for each in field_of(vault).matches))


def _key(room: Any, key: Qt.Key) -> None:
    QTest.keyClick(room.window().focusWidget() or room, key)


def test_the_urgent_need_stands_first_with_what_fits_it(room: Any):
    assert _words(room.pairs.needs) == ["Carry boxes", "Paint a wall"]
    assert _words(room.pairs.offers) == ["An evening"]
    parts = {part.name.text(): part.words.text() for part in room.pairs.reasons.parts}
    assert parts["Capacity"] == "can do all of it"
    assert parts["Fairness"] == "not asked before"
    assert room.pairs.reasons.score.text() == "95"
    assert room.pairs.reasons.quantity.text() == "2 h"


def test_enter_asks_both_sides_and_what_is_gone_says_so(lived_in: Office, room: Any):
    room.pairs.offers.setFocus()
    QTest.keyClick(room.pairs.offers, Qt.Key.Key_Return)
    lived_in.rest()
    assert lived_in.count("match", "status=introduced") == lived_in.count("match") == 1
    assert _words(room.pairs.needs) == ["Paint a wall"]
    assert _words(room.pairs.offers) == []
    assert room.pairs.right.currentWidget() is room.pairs.none_fits
    assert "nothing of it is left (1)" in room.pairs.none_fits.accessibleDescription()


def test_arrows_go_from_the_needs_to_the_offers_and_back(room: Any):
    room.pairs.needs.setFocus()
    QTest.keyClick(room.pairs.needs, Qt.Key.Key_Right)
    assert room.pairs.offers.hasFocus()
    QTest.keyClick(room.pairs.offers, Qt.Key.Key_Left)
    assert room.pairs.needs.hasFocus()


def test_a_part_can_be_asked_for_and_what_cannot_is_said_with_what_can(lived_in: Office, room: Any):
    room.pairs.reasons.quantity.setText("50 min")
    room.pairs.introduce()
    assert "60" in room.pairs.reasons.problem.text()
    room.pairs.reasons.quantity.setText("3 h")
    room.pairs.introduce()
    lived_in.rest()
    assert "more than there is" in room.pairs.reasons.problem.text()
    assert lived_in.count("match") == 0
    room.pairs.reasons.quantity.setText("1 h")
    room.pairs.introduce()
    lived_in.rest()
    assert _words(room.pairs.needs) == ["Carry boxes", "Paint a wall"]
    assert lived_in.count("match", "quantity=60") == 1


def test_an_offer_dropped_on_a_need_introduces_them(lived_in: Office, room: Any):
    view = room.pairs.needs
    offer = room.pairs.offers.lines.id_at(0)
    data = QMimeData()
    data.setData(MIME, offer.encode())
    place = view.visualRect(view.model().index(1, 0)).center()
    buttons, keys = Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier
    view.dropEvent(QDropEvent(QPointF(place), Qt.DropAction.CopyAction, data, buttons, keys))
    lived_in.rest()
    assert lived_in.count("match", "status=introduced") == 1
    assert _words(view) == ["Carry boxes"]


def test_filters_leave_what_is_looked_for(lived_in: Office, room: Any):
    room.pairs.bar.line.setText("paint")
    lived_in.rest()
    assert _words(room.pairs.needs) == ["Paint a wall"]
    room.pairs.show_all()
    room.pairs.bar.chips["urgent"].click()
    lived_in.rest()
    assert _words(room.pairs.needs) == ["Carry boxes"]
    room.pairs.category.setCurrentIndex(room.pairs.category.findData("bed"))
    lived_in.rest()
    assert room.pairs.left.currentWidget() is room.pairs.none_left
    room.pairs.show_all()
    lived_in.rest()
    assert _words(room.pairs.needs) == ["Carry boxes", "Paint a wall"]


def test_what_fits_stands_beside_a_need_while_it_is_typed(lived_in: Office, room: Any):
    room.new()
    form = room.pairs.form
    QTest.keyClicks(form.title, "Sew a curtain")
    lived_in.rest()
    assert _words(room.pairs.offers) == ["An evening"]
    assert not room.pairs.reasons.button.isVisible()
    QTest.keyClicks(form.when, "Tue 9-11")
    lived_in.rest()
    assert _words(room.pairs.offers) == []
    form.when.clear()
    QTest.keyClicks(form.when, "Mon 9-11")
    QTest.keyClicks(form.amount, "1 h")
    lived_in.rest()
    assert _words(room.pairs.offers) == ["An evening"]
    assert lived_in.count("listing") == 3
    QTest.keyClick(form.amount, Qt.Key.Key_Return)
    lived_in.until(lambda: lived_in.count("listing") == 4)
    lived_in.rest()
    assert _words(room.pairs.needs) == ["Carry boxes", "Paint a wall", "Sew a curtain"]
    assert room.pairs.needs.id_now() == room.pairs.needs.lines.id_at(2)
    assert lived_in.count("listing_window", "weekday=mo") == 2


def test_what_cannot_be_read_is_said_and_nothing_is_written(lived_in: Office, room: Any):
    room.begin("offer")
    form = room.pairs.form
    form.submit()
    assert form.problem.text() == "Say in a few words what it is."
    form.title.setText("A ride")
    form.amount.setText("many")
    form.submit()
    assert "write it like" in form.problem.text()
    form.amount.setText("2 h")
    form.when.setText("Tue 18-25")
    form.submit()
    assert "no time of day" in form.problem.text()
    QTest.keyClick(form.when, Qt.Key.Key_Escape)
    lived_in.rest()
    assert not room.pairs.is_typing()
    assert lived_in.count("listing") == 3


def test_a_plan_is_shown_beside_what_stands_now_and_kept(lived_in: Office, room: Any):
    room.plan()
    lived_in.rest()
    lines = {line.title: line for line in room.planning.found.lines}
    assert lines["Carry boxes"].before == ""
    assert "An evening: 2 h" in lines["Carry boxes"].after
    assert lines["Carry boxes"].state == "new"
    assert "those who fit do this instead" in lines["Paint a wall"].after
    room.planning.keep_button.click()
    lived_in.rest()
    assert lived_in.count("match", "status=suggested") == lived_in.count("match") == 1
    assert room.pairs.offers.model().index(0, 0).data(LINE_ROLE).tag == "suggested"
    room.plan()
    lived_in.rest()
    lines = {line.title: line for line in room.planning.found.lines}
    assert lines["Carry boxes"].before == lines["Carry boxes"].after
    assert not room.planning.keep_button.isEnabled()


def test_one_key_pins_one_refuses_and_the_plan_goes_on_with_it(lived_in: Office, room: Any):
    room.plan()
    lived_in.rest()
    assert room.planning.lines.hasFocus()
    _key(room, Qt.Key.Key_R)
    lived_in.rest()
    assert _matches(lived_in, "refused") == 1
    _key(room, Qt.Key.Key_A)
    lived_in.rest()
    planned = [line for line in room.planning.found.lines if line.state == "new"]
    assert [line.title for line in planned] == ["Paint a wall"]
    room.planning.lines.choose(f"{planned[0].need} {planned[0].offer}")
    _key(room, Qt.Key.Key_P)
    lived_in.rest()
    assert _matches(lived_in, "pinned") == 1
    assert room.planning.line().state == "pinned"
    _key(room, Qt.Key.Key_A)
    lived_in.rest()
    assert [line.title for line in room.planning.found.lines if line.state == "pinned"] == ["Paint a wall"]


def test_a_key_of_the_plan_does_nothing_to_a_plan_out_of_sight(lived_in: Office, room: Any):
    room.plan()
    lived_in.rest()
    assert room.planning.line() is not None
    room.show_view("pairs")
    lived_in.rest()
    _key(room, Qt.Key.Key_P)
    _key(room, Qt.Key.Key_R)
    lived_in.rest()
    assert _matches(lived_in, "pinned") == _matches(lived_in, "refused") == 0


def test_the_missing_one_becomes_a_need_in_one_key(lived_in: Office, room: Any):
    room.plan()
    lived_in.rest()
    lived_in.until(room.planning.missing.isVisible)
    assert "Missing most: Hours" in room.planning.missing_words.text()
    _key(room, Qt.Key.Key_M)
    lived_in.rest()
    assert lived_in.count("listing", "category=introduction") == 1
    assert any(words.startswith("Wanted: Hours") for words in _words(room.pairs.needs))


def test_a_match_is_followed_by_key_to_its_end_and_contacts_come_after_two_times_yes(lived_in: Office, room: Any):
    asks = lived_in.add("person", name="Maria", languages=["de"])
    lived_in.add("contact_point", person=asks, kind="phone", value="+49 30 7654321", safe_to_text=False)
    need = lived_in.add("listing", side="need", category="hours", quantity=60, title="Read to me", of=asks)
    lived_in.rest()
    room.show_need(need)
    lived_in.rest()
    room.pairs.introduce()
    lived_in.rest()
    room.show_view("way")
    lived_in.rest()
    side = room.way.sides["need"]
    assert side.text.text().startswith("Hallo Maria")
    assert "7654321" not in side.text.text() + side.reach.text()
    _key(room, Qt.Key.Key_1)
    lived_in.rest()
    assert "7654321" not in side.text.text() + side.reach.text()
    assert not side.yes.isVisible()
    _key(room, Qt.Key.Key_2)
    lived_in.rest()
    assert side.reach.text() == "+49 30 7654321 (no texts)"
    _key(room, Qt.Key.Key_C)  # It has to be done first.
    lived_in.rest()
    assert lived_in.count("match", "status=accepted") == 1
    _key(room, Qt.Key.Key_D)
    lived_in.rest()
    _key(room, Qt.Key.Key_C)
    lived_in.rest()
    assert lived_in.count("match", "status=confirmed") == 1
    assert _words(room.way.lines) == []


def test_what_fell_through_is_open_again(lived_in: Office, room: Any):
    room.pairs.introduce()
    lived_in.rest()
    room.show_view("way")
    lived_in.rest()
    _key(room, Qt.Key.Key_F)
    assert room.way.why.isVisible()
    QTest.keyClicks(room.way.reason, "ill")
    QTest.keyClick(room.way.reason, Qt.Key.Key_Return)
    lived_in.rest()
    assert lived_in.count("match", "status=fell_through") == 1
    room.show_view("pairs")
    lived_in.rest()
    assert _words(room.pairs.needs) == ["Carry boxes", "Paint a wall"]


def test_the_field_of_play_says_what_a_figure_was_made_from_and_opens_what_closes_the_gap(lived_in: Office, room: Any):
    room.show_view("field")
    lived_in.rest()
    cell = room.field.cell()
    assert (cell.figures, cell.gap) == ("4 of 2", "2 missing")
    assert room.field.table.columnCount() == 5
    assert sorted(_words(room.field.lonely)) == ["Carry boxes", "Paint a wall"]
    assert _words(room.field.idle) == ["An evening"]
    assert room.field.as_of.text().startswith("As of: ")
    room.field.table.setFocus()
    QTest.keyClick(room.field.table, Qt.Key.Key_Return)
    lived_in.rest()
    assert room.view() == "pairs"
    assert room.pairs.category.currentData() == "hours"


def test_a_room_without_anything_offers_the_first_step(lived_in: Office):
    room = lived_in.go("switchboard")
    lived_in.rest()
    assert room.pairs.left.currentWidget() is room.pairs.none_needed
    room.show_view("field")
    lived_in.rest()
    assert room.field.table.rowCount() == 0
    room.plan()
    lived_in.rest()
    assert "nothing to plan" in room.planning.words.text()
    room.show_view("way")
    lived_in.rest()
    assert not room.way.lines.isVisible()


def test_the_field_of_play_counts_projects_and_a_gap_opens_where_it_is_closed(lived_in: Office):
    room = lived_in.go("switchboard")
    room.show_view("field")
    lived_in.rest()
    table = room.field.projects
    said = {table.item(row, 0).text(): table.item(row, 1).text() for row in range(table.rowCount())}
    assert said == {"Alive": "1", "Nobody would take over": "1"}
    table.choose_row(1)
    table.setFocus()
    QTest.keyClick(table, Qt.Key.Key_Return)
    lived_in.rest()
    projects: Any = lived_in.workplace.room()
    assert (projects.key, projects.view()) == ("projects", "rescue")
    assert projects.rescue.list.detail.lines[-1].what == "Nobody would take over"


def test_what_goes_to_a_partner_is_seen_and_then_saved_without_names(lived_in: Office, room: Any, tmp_path: Path):
    room.show_view("partner")
    lived_in.rest()
    assert not room.partner.table.isVisible()
    maria = lived_in.add("person", name="Maria Silva")
    lived_in.add("listing", side="need", category="thing", title="Cot", quantity=1, of=maria)
    lived_in.add("partner", name="Eastside")
    lived_in.rest()
    table = room.partner.table
    assert [table.item(0, column).text() for column in range(3)] == ["Need", "Cot", "1 piece"]
    file = tmp_path / "for eastside.csv"
    lived_in.answers.files.append(file)
    room.partner.save_button.click()
    lived_in.rest()
    text = file.read_text("utf-8-sig")
    assert text.splitlines()[1] == "need,thing,Cot,1,pieces,,whenever,"
    assert "Maria" not in text


def test_every_control_of_every_view_has_a_name(lived_in: Office, room: Any):
    for view in ("pairs", "plan", "way", "field", "partner"):
        room.show_view(view)
        lived_in.rest()
        assert nameless(room) == []
    room.plan()
    lived_in.rest()
    assert nameless(room) == []
    room.new()
    lived_in.rest()
    assert nameless(room) == []


def test_a_declared_interest_is_waived_or_leads_to_recusal_beside_the_pair(lived_in: Office):
    maria, kofi, li = (lived_in.add("person", name=name) for name in ("Maria", "Kofi", "Li"))
    common: dict[str, Any] = {"category": "hours", "quantity": 120}
    lived_in.add("listing", **common, side="need", title="Carry boxes", of=maria)
    lived_in.add("listing", **common, side="offer", title="Kofi's evening", of=kofi)
    room = lived_in.go("switchboard")
    lived_in.rest()
    pane = room.pairs.reasons
    assert not pane.waive_button.isVisible()
    lived_in.add("interest", person=kofi, about=maria, kind="family")
    lived_in.until(pane.waive_button.isVisible)
    assert "Kofi has declared an interest" in pane.warnings.text()
    pane.waive_button.click()
    assert pane.form.isVisible()
    assert not pane.grid.isVisible()
    pane.form.submit()
    assert pane.form is not None  # Nobody and nothing was said: the form stays and says so.
    assert list(pane.form.editors) == ["reason"]  # Who waives is who works here, nobody else.
    for of in (None, kofi):  # Nobody knows whose word it would be; nobody waives an interest of their own.
        if of is not None:
            lived_in.tell(lambda vault, of=of: authors.link(vault, of))
        pane.form.fill({"reason": "Nobody else can."}, {})
        pane.form.submit()
        lived_in.rest()
        assert lived_in.count("interest_waiver") == 0
    lived_in.tell(lambda vault: authors.link(vault, li))
    pane.form.fill({"reason": "Nobody else can."}, {})
    pane.form.submit()
    lived_in.until(lambda: "waived by Li, one more is needed" in pane.warnings.text())
    assert pane.form is None
    assert pane.grid.isVisible()
    pane.recuse_button.click()
    form: Any = pane.form
    form.submit()
    lived_in.until(lambda: not _words(room.pairs.offers))
    assert lived_in.count("pairing") == 1
