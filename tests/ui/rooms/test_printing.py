"""The room that prints: preview, options in place, saving, paper."""

from __future__ import annotations

import base64
import datetime
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtPrintSupport import QPrinter
from PySide6.QtWidgets import QWidget
from pytestqt.qtbot import QtBot

from app.problems import DiskFull, Problem, UserProblem
from app.services import files
from app.services.jobs import Cancelled, Progress
from app.services.records import records
from app.services.vaults import recovery_sheets
from app.sheets.sheet import Sheet, SheetColumn, SheetRow, SheetSection
from tests.window import Answers, click
from ui.frame.desk import Desk
from ui.platform import printer as printing_on
from ui.platform.typesetting import Press
from ui.rooms.printing.options import OptionsPanel
from ui.rooms.printing.room import PrintingRoom
from ui.shell.start import RESOURCES
from ui.widgets.editors.sources import Sources

PICTURE = base64.b64decode(
    b"iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAAAAAA6fptVAAAACklEQVR4nGP4DwABAQEAG7buVgAAAABJRU5ErkJggg=="
)
Names = Callable[[QWidget], list[str]]
Tell = Callable[[Callable[[Any], Any]], Any]


@pytest.fixture
def press(qapp: object) -> Iterator[Press]:
    press = Press(RESOURCES / "sheets")
    yield press
    press.forget()
    press.stop()


@pytest.fixture
def answers() -> Answers:
    return Answers()


@pytest.fixture
def room(qtbot: QtBot, desk: Desk, press: Press, answers: Answers, tell: Tell) -> PrintingRoom:
    """Give the room with one active and one new person, and the first sheet in sight."""
    tell(lambda vault: records.add(vault, "person", {"name": "Zoë Ärger", "stage": "active"}))
    tell(lambda vault: records.add(vault, "person", {"name": "Bo Holm"}))
    room = PrintingRoom(desk, answers, press)
    qtbot.addWidget(room)
    room.resize(1000, 650)
    room.show()
    room.enter()
    qtbot.waitUntil(lambda: room._count > 0)
    return room


def pages(qtbot: QtBot, room: PrintingRoom) -> list[str]:
    """Give the words in the name column of the sheet that comes next."""
    before = room._sheet
    qtbot.waitUntil(lambda: room._sheet is not None and room._sheet is not before)
    assert room._sheet is not None
    return [row.cells[0] for section in room._sheet.sections for row in section.rows]


def test_everything_has_a_name_and_the_pages_are_in_sight(room: PrintingRoom, without_name: Names):
    assert without_name(room) == []
    assert room.print_button.isEnabled()
    assert room.pages.text() == "Page 1 of 1"
    room.preview.zoom_in()
    assert room.pages.text() == "Page 1 of 1"


def test_the_preview_follows_the_options(qtbot: QtBot, room: PrintingRoom):
    combo = room.options.who.combo
    combo.setCurrentIndex(combo.findData("stage=active"))
    assert pages(qtbot, room) == ["Zoë Ärger"]
    assert room._sheet is not None
    assert "Stage: Active" in room._sheet.notes[0], "paper is told in words who is on it"
    room.options.initials.click()
    assert pages(qtbot, room) == ["Z. Ä."]


def test_a_filter_that_cannot_be_read_is_said_beside_it(qtbot: QtBot, room: PrintingRoom):
    who = room.options.who
    who.combo.setCurrentIndex(who.combo.count() - 1)
    assert who.line.isVisible()
    who.line.setText("nonsense=1")
    qtbot.waitUntil(lambda: who.below.isVisible())
    assert "nonsense" in who.below.text()
    assert not room.print_button.isEnabled(), "what is in sight is not what was asked for"
    who.line.setText("stage=active")
    assert not who.below.isVisible()
    assert pages(qtbot, room) == ["Zoë Ärger"]
    assert room.print_button.isEnabled()


def test_a_period_that_ends_before_it_begins_is_said_beside_it(qtbot: QtBot, room: PrintingRoom):
    room.sheets.choose("room-assignment")
    qtbot.waitUntil(lambda: room.options.period.isVisible())
    room.options.last.line.setText("2020-01-01")
    room.options.last.touched()
    room.options.last.commit()
    qtbot.waitUntil(lambda: bool(room.options.last.complaint()))
    assert "after the first" in room.options.last.complaint()


def test_the_file_is_there_and_said_to_be_readable(qtbot: QtBot, room: PrintingRoom, answers: Answers, tmp_path: Path):
    said: list[str] = []
    room.desk.said.connect(lambda words, _action, _on: said.append(words))
    answers.files = [None, tmp_path / "list.pdf"]
    click(room.save_button)
    assert said == []
    click(room.save_button)
    qtbot.waitUntil(lambda: bool(said))
    assert "Anybody" in said[0]
    assert (tmp_path / "list.pdf").read_bytes().startswith(b"%PDF")
    assert answers.offered[-1] == "contact-list-2026-11-23.pdf"


def test_the_print_code_is_noted(qtbot: QtBot, room: PrintingRoom, answers: Answers, tell: Tell, tmp_path: Path):
    assert room._sheet is not None
    code = room._sheet.code
    answers.files = [tmp_path / "list.pdf", tmp_path / "again.pdf"]
    click(room.save_button)
    qtbot.waitUntil(lambda: tell(lambda vault: vault.rows("SELECT code FROM printed")) == [(code,)])
    assert room._sheet.code == code, "nothing is set anew before somebody wants another"
    click(room.save_button)
    qtbot.waitUntil(
        lambda: len(noted := tell(lambda vault: vault.rows("SELECT code FROM printed"))) == len({*noted}) == 2
    )
    assert room._sheet.code != code


def test_a_full_disk_is_said_and_the_sheet_stays(
    qtbot: QtBot, room: PrintingRoom, answers: Answers, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
):
    def full(path: Path, data: bytes) -> None:
        raise DiskFull("The disk is full.")

    problems: list[Any] = []
    room.desk.problem.connect(problems.append)
    monkeypatch.setattr(files, "write", full)
    answers.files = [tmp_path / "list.pdf"]
    click(room.save_button)
    qtbot.waitUntil(lambda: bool(problems))
    assert room.save_button.isEnabled()


def test_the_very_pages_go_to_the_printer(qtbot: QtBot, room: PrintingRoom, answers: Answers, tmp_path: Path):
    printer = QPrinter(QPrinter.PrinterMode.HighResolution)
    printer.setOutputFormat(QPrinter.OutputFormat.PdfFormat)
    printer.setOutputFileName(str(tmp_path / "paper.pdf"))
    said: list[str] = []
    room.desk.said.connect(lambda words, _action, _on: said.append(words))
    answers.printers = [printer]
    click(room.print_button)
    assert not room.print_button.isEnabled()
    qtbot.waitUntil(lambda: bool(said))
    assert said == ["1 page sent to the printer."]
    assert (tmp_path / "paper.pdf").stat().st_size > 10_000


@pytest.mark.long
def test_a_preview_of_many_pages_is_stopped_by_the_next_one(qtbot: QtBot, press: Press):
    shown: list[str] = []

    def sheet(title: str, rows: int) -> Sheet:
        people = tuple(SheetRow((f"Zoë Ärger {number}",)) for number in range(rows))
        as_of = datetime.datetime(2026, 11, 30, tzinfo=datetime.UTC)
        return Sheet(
            title=title,
            group="Northside",
            as_of=as_of,
            columns=(SheetColumn("name", "Name"),),
            sections=(SheetSection(rows=people),),
        )

    def preview(wanted: Sheet) -> None:
        press.preview(wanted, lambda _pages: shown.append(wanted.title), lambda problem: shown.append(str(problem)))

    with qtbot.waitSignal(press.thread_of_pages.began):
        preview(sheet("Long", 2_500))
    preview(sheet("Short", 3))
    qtbot.waitUntil(lambda: not press.thread_of_pages.is_busy())
    assert shown == ["Short"]


def test_letters_that_cannot_be_printed_are_named(room: PrintingRoom):
    room._on_missing(("ꙮ", "𒀀"))
    assert room.missing.isVisible()
    assert "“ꙮ”" in room.missing.words.text()
    room._on_missing(())
    assert not room.missing.isVisible()


def test_options_fit_the_sheet(qtbot: QtBot, desk: Desk):
    from app.services.printing.printing import sheet_kind

    panel = OptionsPanel(desk.registry, Sources(desk.today))
    qtbot.addWidget(panel)
    panel.show()
    panel.show_kind(sheet_kind(desk.registry, "sign-in"), datetime.date(2026, 11, 23))
    assert panel.options().blank_rows == 8
    assert panel.options().where == ""
    panel.who.combo.setCurrentIndex(1)
    assert panel.options().where == "name!="
    assert panel.options().said == ""
    assert not panel.period.isVisible()
    panel.show_kind(sheet_kind(desk.registry, "room-assignment"), datetime.date(2026, 11, 23))
    assert panel.period.isVisible()
    assert panel.options().to_day == datetime.date(2026, 11, 24)


def _fail(problem: Problem) -> None:
    pytest.fail(str(problem))


def test_the_recovery_code_is_printed_with_its_words(press: Press, qtbot: QtBot, tmp_path: Path):
    printer = QPrinter(QPrinter.PrinterMode.ScreenResolution)
    printer.setOutputFormat(QPrinter.OutputFormat.PdfFormat)
    printer.setOutputFileName(str(tmp_path / "code.pdf"))
    now = datetime.datetime(2026, 11, 23, 18, 2, tzinfo=datetime.UTC)
    done: list[int] = []
    press.print(recovery_sheets.code_sheet("abandon " * 11 + "about", now), printer, done.append, _fail)
    qtbot.waitUntil(lambda: bool(done))
    assert done == [1]
    assert (tmp_path / "code.pdf").stat().st_size > 1000


@pytest.mark.qt_log_ignore("Returned false")
def test_a_printer_that_does_not_answer_is_a_sentence(tmp_path: Path, qapp: object):
    printer = QPrinter(QPrinter.PrinterMode.ScreenResolution)
    printer.setOutputFormat(QPrinter.OutputFormat.PdfFormat)
    printer.setOutputFileName(str(tmp_path / "no such folder" / "code.pdf"))
    with pytest.raises(UserProblem, match="does not answer"):
        printing_on.print_pages(printer, [PICTURE], 72, Progress())


def test_printing_can_be_stopped(tmp_path: Path, qapp: object):
    printer = QPrinter(QPrinter.PrinterMode.ScreenResolution)
    printer.setOutputFormat(QPrinter.OutputFormat.PdfFormat)
    printer.setOutputFileName(str(tmp_path / "paper.pdf"))
    with pytest.raises(Cancelled):
        printing_on.print_pages(printer, [b"", b""], 72, Progress(cancelled=lambda: True))


def test_a_sheet_about_one_person_asks_whom_and_offers_nothing_that_means_nothing_for_it(
    qtbot: QtBot, room: PrintingRoom, tell: Tell, without_name: Names
):
    room.sheets.choose("held-on-you")
    qtbot.waitUntil(lambda: bool(room.options.about.complaint()))
    assert "Choose whom" in room.options.about.complaint()
    assert not room.print_button.isEnabled()
    for each in (room.options.who, room.options.initials, room.options.rows):
        assert not each.isVisible()
    zoe = tell(lambda vault: records.choices(vault, "person", "Zoë"))[0][0]
    room.show_page("held-on-you", zoe)
    assert pages(qtbot, room)[:2] == ["Why it is kept", "Name"]
    assert room.options.about.line.text() == "Zoë Ärger"
    assert not room.options.about.complaint()
    assert without_name(room) == []
    qtbot.waitUntil(room.print_button.isEnabled)
    room.sheets.choose("contact-list")
    assert room.options.who.isVisible()
    assert pages(qtbot, room) == ["Bo Holm", "Zoë Ärger"]
