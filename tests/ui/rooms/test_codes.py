"""Codes on the screen and before the camera: pieces of the Exchange room, one by one."""

from __future__ import annotations

import os
from collections.abc import Callable
from pathlib import Path
from types import SimpleNamespace

import pytest
from PySide6.QtCore import QObject, QSize, Qt, Signal
from PySide6.QtGui import QImage
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QWidget
from pytestqt.qtbot import QtBot

from app.services.exchange import qr_frames, qr_pictures, qr_reading
from tests.window import Answers, click
from ui.frame.desk import Desk
from ui.rooms.exchange import eye
from ui.rooms.exchange.codes_page import CodesPage
from ui.rooms.exchange.eye import Eye, grey
from ui.rooms.exchange.reading import CodeReading
from ui.widgets.qr_sequence import FAST, QrSequence

Names = Callable[[QWidget], list[str]]


@pytest.fixture
def shown(qtbot: QtBot) -> Callable[[QWidget], QWidget]:
    def show(widget: QWidget) -> QWidget:
        qtbot.addWidget(widget)
        widget.resize(1000, 700)
        widget.show()
        return widget

    return show


@pytest.fixture
def answers() -> Answers:
    return Answers()


@pytest.fixture
def reading(desk: Desk, shown: Callable, answers: Answers) -> CodeReading:
    made = CodeReading(desk, answers)
    shown(made.page)
    made.begin()
    return made


def modules(size: int) -> tuple[tuple[bytes, ...], ...]:
    return qr_pictures.codes_of(os.urandom(size), os.urandom).modules


def test_codes_take_turns_until_they_are_stopped(qtbot: QtBot, shown: Callable, without_name: Names):
    sequence = QrSequence()
    shown(sequence)
    sequence.show_codes(modules(2000))
    assert without_name(sequence) == []
    sequence.pace.chosen.emit(FAST)
    qtbot.waitUntil(lambda: "2 of 4" in sequence.ring.accessibleName())
    click(sequence.pause)
    assert not sequence.is_running()
    assert sequence.pause.text() == "Go on"
    seen = sequence.ring.filled()
    QTest.mouseClick(sequence.after, Qt.MouseButton.LeftButton)
    assert sequence.ring.filled() == {(next(iter(seen)) + 1) % 4}
    QTest.mouseClick(sequence.before, Qt.MouseButton.LeftButton)
    assert sequence.ring.filled() == seen
    click(sequence.pause)
    assert sequence.is_running()


def test_one_code_does_not_move(shown: Callable):
    sequence = QrSequence()
    shown(sequence)
    sequence.show_codes(modules(100))
    assert not sequence.is_running()
    assert not sequence.pace.isVisible()


def test_nothing_of_it_stays_on_the_screen(shown: Callable):
    page = CodesPage()
    shown(page)
    page.show_codes(qr_pictures.codes_of(b"x" * 3000, os.urandom), "A bundle as codes", "Bo")
    assert "Bo" in page.sentence.text()
    page.forget()
    assert page.sequence.count() == 0
    assert not page.sequence.is_running()


@pytest.mark.long
def test_every_code_on_the_screen_can_be_read(shown: Callable):
    pytest.importorskip("zxingcpp")
    sequence = QrSequence()
    shown(sequence)
    data = os.urandom(qr_frames.LARGEST)
    codes = qr_pictures.codes_of(data, os.urandom)
    sequence.show_codes(codes.modules)
    sequence.toggle()
    collecting = qr_frames.Collecting()
    wholes = []
    for _number in range(sequence.count()):
        wholes += collecting.add_all(qr_reading.codes_in_grey(*grey(sequence.grab().toImage())))
        sequence.step(1)
    assert wholes == [data], "the densest codes are read from a window of usual size"


def test_what_the_camera_sees_comes_together(reading: CodeReading, without_name: Names, qtbot: QtBot):
    pytest.importorskip("zxingcpp")
    data = os.urandom(1500)
    pictures = [QImage.fromData(picture) for _name, picture in qr_pictures.pictures_of(data, os.urandom)]
    wholes: list[bytes] = []
    reading.whole.connect(wholes.append)
    reading.page.show_camera(True)
    reading.eye.look_at(pictures[0])
    reading.eye.look_at(QImage())
    reading.eye.look_at(QImage(QSize(101, 50), QImage.Format.Format_RGB32))
    assert without_name(reading.page) == []
    assert not reading.page.view.pixmap().isNull()
    assert reading.page.missing.text() == "Missing: 2, 3"
    reading.eye.look_at(pictures[2])
    reading.eye.look_at(pictures[1])
    assert wholes == [data]


def test_a_line_of_pixels_may_have_a_gap(qtbot: QtBot):
    image = QImage(QSize(101, 3), QImage.Format.Format_RGB32)
    image.fill(Qt.GlobalColor.white)
    data, width, height = grey(image)
    assert (len(data), width, height) == (303, 101, 3)
    assert set(data) == {255}


class Multimedia:
    """Stands in for QtMultimedia, which is not installed where the checks run: as much of it as the eye uses."""

    def __init__(self) -> None:
        self.log: list[str] = []

        def made(**names: object) -> type:
            return type("Device", (QObject,), {"__init__": lambda each, *_what: QObject.__init__(each), **names})

        self.QVideoSink = made(videoFrameChanged=Signal(object))
        self.QCamera = made(
            errorOccurred=Signal(int),
            start=lambda _each: self.log.append("on"),
            stop=lambda _each: self.log.append("off"),
        )
        self.QMediaCaptureSession = made(setCamera=lambda *_what: None, setVideoSink=lambda *_what: None)
        self.QMediaDevices = SimpleNamespace(videoInputs=lambda: [1], defaultVideoInput=lambda: 1)


def test_the_camera_goes_off_with_the_page(reading: CodeReading, monkeypatch: pytest.MonkeyPatch):
    multimedia = Multimedia()
    monkeypatch.setattr(eye, "_multimedia", lambda: multimedia)
    monkeypatch.setattr(qr_reading, "can_see", lambda: True)
    assert Eye.is_there()
    reading.begin()
    click(reading.page.camera_button)
    assert multimedia.log == ["on"]
    assert reading.page.camera_button.text() == "Stop the camera"
    reading.page.hide()
    assert multimedia.log == ["on", "off"]
    reading.page.show()
    click(reading.page.camera_button)
    reading.eye.lost.emit()
    assert multimedia.log == ["on", "off", "on", "off"]
    assert "camera cannot be used" in str(reading.page.banner.problem)


def test_a_camera_whose_libraries_are_missing_is_none(reading: CodeReading, monkeypatch: pytest.MonkeyPatch):
    def missing() -> object:
        raise ImportError("libpulse.so.0: cannot open shared object file")

    monkeypatch.setattr(eye, "_multimedia", missing)
    monkeypatch.setattr(qr_reading, "can_see", lambda: True)
    assert not Eye.is_there()
    reading.begin()
    assert not reading.page.camera_button.isVisible()


def test_without_the_packages_the_page_says_what_to_install(
    reading: CodeReading, monkeypatch: pytest.MonkeyPatch, without_name: Names
):
    monkeypatch.setattr(qr_reading, "can_read", lambda: False)
    monkeypatch.setattr(qr_reading, "can_see", lambda: False)
    reading.begin()
    assert "requirements-camera.txt" in reading.page.lacking.words.text()
    assert not reading.page.picture_button.isVisible()
    assert without_name(reading.page) == []
    click(reading.page.copy_button)
    assert QApplication.clipboard().text() == qr_reading.install_command()


def test_pictures_without_a_code_are_named(reading: CodeReading, answers: Answers, tmp_path: Path, qtbot: QtBot):
    pytest.importorskip("zxingcpp")
    cat = tmp_path / "cat.png"
    QImage(QSize(60, 60), QImage.Format.Format_RGB32).save(str(cat))
    answers.files = [cat]
    click(reading.page.picture_button)
    qtbot.waitUntil(lambda: "cat.png" in reading.page.missing.text())
    (tmp_path / "x.png").write_bytes(b"no picture")
    reading.read([tmp_path / "x.png"])
    qtbot.waitUntil(lambda: reading.page.banner.isVisible())
    assert "not a picture" in str(reading.page.banner.problem)
