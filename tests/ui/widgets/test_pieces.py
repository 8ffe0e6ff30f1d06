"""The small pieces of pages."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from PySide6.QtCore import QBuffer, QEvent, Qt
from PySide6.QtGui import QEnterEvent, QGuiApplication, QImage, QImageWriter
from PySide6.QtWidgets import QLabel, QPushButton, QVBoxLayout, QWidget
from pytestqt.qtbot import QtBot

from app.problems import UserProblem
from ui.widgets.buttons import button
from ui.widgets.conflict_row import ConflictRow, WayRow
from ui.widgets.empty_state import EmptyState
from ui.widgets.filter_bar import FilterBar, filter_names
from ui.widgets.flow import FlowLayout
from ui.widgets.labels import ElidedLabel
from ui.widgets.page_header import PageHeader
from ui.widgets.page_preview import PagePreview
from ui.widgets.problem_banner import ProblemBanner
from ui.widgets.qr_label import QrLabel
from ui.widgets.segmented import Segmented
from ui.widgets.side_by_side import SideBySide
from ui.widgets.toast import Toast
from ui.work.report import UnexpectedBug


def shown(qtbot: QtBot, widget: QWidget, width: int = 600, height: int = 300) -> QWidget:
    qtbot.addWidget(widget)
    widget.resize(width, height)
    with qtbot.waitExposed(widget):
        widget.show()
    return widget


def test_the_filter_tells_words_and_chips(qtbot: QtBot):
    bar = FilterBar("Filter people", [("stage=active", "Active"), ("tags=driver", "Drivers")])
    shown(qtbot, bar)
    with qtbot.waitSignal(bar.changed) as signal:
        qtbot.keyClicks(bar.line, "zoe")
    assert signal.args == ["zoe", frozenset()]
    with qtbot.waitSignal(bar.changed) as signal:
        qtbot.mouseClick(bar.chips["tags=driver"], Qt.MouseButton.LeftButton)
    assert signal.args == ["zoe", frozenset({"tags=driver"})]
    assert filter_names(bar) == "Drivers, “zoe”"
    bar.set_chips([("tags=driver", "Drivers"), ("tags=cook", "Cooks")])
    assert bar.on() == {"tags=driver"}
    with qtbot.waitSignal(bar.left_downwards):
        qtbot.keyClick(bar.line, Qt.Key.Key_Down)
    qtbot.keyClick(bar.line, Qt.Key.Key_Escape)
    assert bar.words() == ""
    bar.clear()
    assert not bar.is_filtering()


def test_the_toast_says_what_happened_and_undoes_it(qtbot: QtBot):
    window = shown(qtbot, QWidget())
    toast = Toast(window)
    undone: list[bool] = []
    toast.say("Name changed", "Undo", lambda: undone.append(True))
    assert toast.isVisible()
    assert toast.geometry().bottom() < window.height()
    window.resize(500, 250)
    qtbot.waitUntil(lambda: 0 < window.width() - toast.geometry().right() < 40)
    qtbot.mouseClick(toast.action, Qt.MouseButton.LeftButton)
    assert undone == [True]
    assert not toast.isVisible()
    toast.say("Locked")
    assert not toast.action.isVisible()


def test_the_toast_waits_while_the_pointer_is_on_it(qtbot: QtBot):
    window = shown(qtbot, QWidget())
    toast = Toast(window)
    toast._timer.setInterval(30)
    toast.say("Name changed")
    middle = toast.rect().center().toPointF()
    toast.enterEvent(QEnterEvent(middle, middle, middle))
    qtbot.wait(60)
    assert toast.isVisible()
    toast.leaveEvent(QEvent(QEvent.Type.Leave))
    qtbot.waitUntil(lambda: not toast.isVisible())


def test_a_problem_says_what_was_kept_and_what_to_do(qtbot: QtBot):
    banner = ProblemBanner()
    holder = QWidget()
    QVBoxLayout(holder).addWidget(banner)
    shown(qtbot, holder)
    solved: list[bool] = []
    problem = UserProblem("It failed.", kept="Nothing was lost.", do="Try again.")
    banner.show_problem(problem, "Try again", lambda: solved.append(True))
    assert banner.isVisible()
    said = [banner.what.text(), banner.kept.text(), banner.do.text()]
    assert said == ["It failed.", "Nothing was lost.", "Try again."]
    assert not banner.copy.isVisible()
    assert banner.property("tone") == "attention"
    with qtbot.waitSignal(banner.closed):
        qtbot.mouseClick(banner.act, Qt.MouseButton.LeftButton)
    assert solved == [True]


def test_a_mistake_of_ours_can_be_copied(qtbot: QtBot):
    banner = ProblemBanner()
    shown(qtbot, banner)
    banner.show_problem(UnexpectedBug(ZeroDivisionError("secret")))
    assert banner.property("tone") == "harm"
    qtbot.mouseClick(banner.copy, Qt.MouseButton.LeftButton)
    assert "ZeroDivisionError" in QGuiApplication.clipboard().text()
    assert "secret" not in QGuiApplication.clipboard().text()
    QGuiApplication.clipboard().clear()  # Qt crashes at its end over data that was made in Python.


def test_a_conflict_is_settled_by_one_click(qtbot: QtBot):
    ways = [WayRow("one", "Attic, from 3 May", "Ada, today 18:02"), WayRow("two", "Attic, from 4 May", "Bo")]
    row = ConflictRow("A bed was given twice", "Zoë and Bo are both in bed A1.", ways, open_text="Show the bed")
    shown(qtbot, row)
    with qtbot.waitSignal(row.settled) as signal:
        qtbot.mouseClick(row.buttons[1], Qt.MouseButton.LeftButton)
    assert signal.args == ["two"]
    assert row.buttons[0].accessibleName() == "Keep this: Attic, from 3 May"


def test_segments_are_walked_with_the_arrows(qtbot: QtBot):
    segments = Segmented([("a", "One"), ("b", "Two")], "Which")
    shown(qtbot, segments)
    segments.set_value("a")
    with qtbot.waitSignal(segments.chosen) as signal:
        qtbot.keyClick(segments, Qt.Key.Key_Right)
    assert signal.args == ["b"]
    assert segments.value() == "b"


def test_a_qr_code_is_drawn_dark_on_light(qtbot: QtBot):
    label = QrLabel("Code of the request")
    shown(qtbot, label, 240, 240)
    label.show_text("age1qqqqqqqqqqqqqqqqqqqqqqqq")
    assert label.modules() >= 21
    drawn = label.grab().toImage()
    colours = {drawn.pixelColor(x, y).lightness() > 128 for x in range(0, 240, 3) for y in range(0, 240, 3)}
    assert colours == {True, False}
    label.show_text("")
    assert label.modules() == 0


def png(width: int, height: int) -> bytes:
    picture = QImage(width, height, QImage.Format.Format_RGB32)
    picture.fill(Qt.GlobalColor.white)
    buffer = QBuffer()
    buffer.open(QBuffer.OpenModeFlag.WriteOnly)
    QImageWriter(buffer, b"PNG").write(picture)
    return bytes(buffer.data().data())


def test_pages_are_zoomed_and_scrolled(qtbot: QtBot):
    preview = PagePreview()
    shown(qtbot, preview, 500, 400)
    preview.show_pages([png(596, 842)] * 3, dots_per_inch=72)
    fitting = preview.zoom()
    assert 0.4 < fitting < 0.7
    qtbot.waitUntil(lambda: preview.verticalScrollBar().maximum() > 0)
    assert preview.page() == 1
    preview.verticalScrollBar().setValue(preview.verticalScrollBar().maximum())
    qtbot.waitUntil(lambda: preview.page() == 3)
    qtbot.keyClick(preview, Qt.Key.Key_Plus)
    assert preview.zoom() > fitting
    qtbot.keyClick(preview, Qt.Key.Key_Minus)
    qtbot.keyClick(preview, Qt.Key.Key_Minus)
    assert preview.zoom() < fitting
    qtbot.keyClick(preview, Qt.Key.Key_0)
    assert preview.zoom() == pytest.approx(fitting, abs=0.05)
    preview.grab()
    preview.show_pages([])
    assert preview.page() == 0


def test_chips_flow_onto_the_next_line(qtbot: QtBot):
    holder = QWidget()
    flow = FlowLayout(holder, spacing=4)
    for number in range(8):
        flow.addWidget(QPushButton(f"chip {number}"))
    shown(qtbot, holder, 200, 300)
    assert flow.heightForWidth(200) > flow.heightForWidth(2000)
    first, last = flow.itemAt(0), flow.itemAt(7)
    assert first is not None
    assert last is not None
    assert first.geometry().y() < last.geometry().y()
    holder.setLayoutDirection(Qt.LayoutDirection.RightToLeft)
    flow.setGeometry(holder.rect())
    assert first.geometry().right() == holder.rect().right()


def test_a_long_line_gives_way_with_a_tip(qtbot: QtBot):
    label = ElidedLabel("/a/very/long/path/that/does/not/fit/into/so/little/room")
    shown(qtbot, label, 100, 30)
    assert label.toolTip() == label.text()
    label.grab()


def test_list_and_card_keep_their_sizes(qtbot: QtBot):
    side = SideBySide(QLabel("list"), QLabel("card"), hint=EmptyState("people", "", "Choose one."))
    shown(qtbot, side, 1000, 400)
    assert not side.card_is_shown()
    side.show_card(True)
    assert side.card_is_shown()
    side.restore([600, 399])
    assert side.sizes() == [600, 399]
    side.restore([])
    assert side.sizes() == [600, 399]


def test_an_empty_page_offers_the_first_step(qtbot: QtBot, without_name: Callable[[QWidget], list[str]]):
    steps: list[bool] = []
    empty = EmptyState("people", "Nobody yet", "Add the first one.")
    offered = empty.offer("Add", lambda: steps.append(True), icon="add")
    shown(qtbot, empty)
    qtbot.mouseClick(offered, Qt.MouseButton.LeftButton)
    assert steps == [True]
    assert without_name(empty) == []


def test_a_page_header_says_how_many(qtbot: QtBot):
    header = PageHeader("People", button("New", kind="primary"))
    shown(qtbot, header)
    header.say("3 people")
    assert header.note.text() == "3 people"
