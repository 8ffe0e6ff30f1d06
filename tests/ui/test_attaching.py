"""Attachments through the real window: chosen, asked about, shown, saved, taken away, and refused without a yes."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from PySide6.QtCore import QBuffer, QIODevice, Qt
from PySide6.QtGui import QColor, QImage, QImageReader, QPainter
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QLabel
from pytestqt.qtbot import QtBot

from app.services.attachments import attachments, chunk_transfer
from app.services.jobs import Progress
from app.services.records import records
from tests.painted import jpeg, png, webp
from tests.window import Laptop, click
from ui.platform.decode import BadPicture, decode, without_notes
from ui.widgets.card.attachments import AttachForm, AttachmentsSection
from ui.widgets.half_written import UNFINISHED

LEASE = b"%PDF-1.7 the lease"


def painted(sort: str, width: int = 320, height: int = 200, **notes: str) -> bytes:
    """Give a picture that can be shown, with texts beside it."""
    image = QImage(width, height, QImage.Format.Format_RGB32)
    image.fill(QColor("#2f6f6a"))
    painter = QPainter(image)
    painter.fillRect(width // 4, height // 4, width // 2, height // 2, QColor("#e0b050"))
    painter.end()
    for name, text in notes.items():
        image.setText(name, text)
    buffer = QBuffer()
    buffer.open(QIODevice.OpenModeFlag.WriteOnly)
    assert image.save(buffer, sort)  # pyright: ignore[reportCallIssue, reportArgumentType]
    return bytes(buffer.data().data())


@pytest.fixture
def laptop(qtbot: QtBot, tmp_path: Path):
    made = Laptop(qtbot, tmp_path, "Ann")
    made.start_group()
    yield made
    made.session.close()


@pytest.fixture
def bo(laptop: Laptop) -> str:
    laptop.do(lambda vault: records.add(vault, "person", {"name": "Bo"}))
    return str(laptop.tell(lambda vault: records.choices(vault, "person", "Bo"))[0][0])


@pytest.fixture
def section(laptop: Laptop, bo: str) -> AttachmentsSection:
    room = laptop._room("people", object)
    room.show_record("person", bo)
    laptop.until(lambda: room.card.isVisible() and room.card.attachments.record == bo)
    laptop.rest()
    return room.card.attachments


def says_yes(laptop: Laptop, bo: str) -> None:
    laptop.do(lambda vault: records.add(vault, "consent", {"person": bo, "purpose": "photo", "on_day": "2026-11-20"}))


def choose(laptop: Laptop, section: AttachmentsSection, name: str, data: bytes) -> AttachForm:
    """Choose a file by the button, and wait for what is asked about it."""
    path = laptop.folder.parent / name
    path.write_bytes(data)
    laptop.answers.files = [path]
    section.add.click()
    laptop.until(lambda: section.form is not None)
    laptop.rest()
    assert section.form is not None
    return section.form


def items(laptop: Laptop, record: str) -> list[attachments.AttachmentItem]:
    return laptop.tell(lambda vault: attachments.of(vault, record))


def test_a_paper_is_attached_and_a_copy_saved(laptop: Laptop, section: AttachmentsSection, bo: str):
    form = choose(laptop, section, "the_lease.pdf", LEASE)
    form.submit()
    laptop.until(lambda: section.lines)
    laptop.rest()
    assert section.form is None
    (item,) = items(laptop, bo)
    assert (item.title, item.sort) == ("the lease", "other")
    copy = laptop.folder.parent / "copy.pdf"
    laptop.answers.files = [copy]
    QTest.keyClick(section.lines[0], Qt.Key.Key_Return)
    laptop.until(copy.exists)
    assert copy.read_bytes() == LEASE
    assert laptop.answers.offered == ["the_lease.pdf"]
    workplace = laptop.session.workplace
    assert workplace is not None
    laptop.rest()
    assert "Anybody who has the file can read it" in workplace.toast.text.text()
    QTest.keyClick(section.lines[0], Qt.Key.Key_Delete)
    laptop.until(lambda: not section.lines)
    workplace.desk.undo()
    laptop.until(lambda: section.lines)


def test_a_photo_is_refused_without_a_yes_and_taken_with_one(laptop: Laptop, section: AttachmentsSection, bo: str):
    form = choose(laptop, section, "bo.png", painted("PNG"))
    assert form.editors["sort"].value() == "photo"
    assert "shows" not in form.editors
    form.submit()
    laptop.until(lambda: "has not said yes" in str(form.editors["sort"].complaint()))
    assert items(laptop, bo) == []
    says_yes(laptop, bo)
    laptop.rest()
    assert section.form is form  # What was typed is still there.
    form.submit()
    laptop.until(lambda: section.lines and section.lines[0].thumb.image is not None)
    click(section.lines[0])
    laptop.until(lambda: section.preview is not None)
    assert section.preview is not None
    assert section.preview.image.width() == 320
    laptop.do(lambda vault: attachments.attach(vault, bo, attachments.given("a.pdf", LEASE)).run(Progress()).changed)
    laptop.until(lambda: len(section.lines) == 2)
    assert section.preview.y() < section.lines[1].y()  # It stays below its own line.
    QTest.keyClick(section.lines[0], Qt.Key.Key_Return)
    assert section.preview is None


@pytest.mark.parametrize("clean", [True, False])
def test_notes_of_a_picture_are_taken_out_or_left(laptop: Laptop, section: AttachmentsSection, bo: str, clean: bool):
    says_yes(laptop, bo)
    data = painted("PNG", Author="Ann", Where="52.5 N")
    form = choose(laptop, section, "plan.png", data)
    assert form.clean.isVisible()
    assert form.clean.isChecked()  # What is safer comes first.
    form.clean.setChecked(clean)
    form.editors["sort"].set_value("plan")
    form.submit()
    laptop.until(lambda: section.lines)
    (item,) = items(laptop, bo)
    kept = laptop.tell(lambda vault: attachments.picture(vault, item.id))
    assert (b"52.5 N" in kept) is not clean
    assert (kept == data) is not clean
    assert decode(kept).pixelColor(160, 100) == decode(data).pixelColor(160, 100)


@pytest.mark.qt_log_ignore("Invalid JPEG file", extend=True)
def test_a_broken_picture_is_named_so_and_shown_as_a_file(laptop: Laptop, section: AttachmentsSection, bo: str):
    says_yes(laptop, bo)
    form = choose(laptop, section, "x.jpg", jpeg((0xE0, b"JFIF\0")))
    form.submit()
    laptop.until(lambda: section.lines)
    laptop.rest()
    assert section.lines[0].thumb.image is None
    click(section.lines[0])
    laptop.until(lambda: "cannot be shown" in laptop.banner())


def test_what_is_being_said_of_a_file_stays_when_another_file_or_record_is_wanted(
    laptop: Laptop, section: AttachmentsSection, bo: str
):
    laptop.do(lambda vault: records.add(vault, "person", {"name": "Cy"}))
    cy = str(laptop.tell(lambda vault: records.choices(vault, "person", "Cy"))[0][0])
    form = choose(laptop, section, "lease.pdf", LEASE)
    form.editors["note"].setFocus()
    QTest.keyClicks(form.window().focusWidget(), "signed")
    section.open_form(attachments.given("other.pdf", LEASE), tells=False)
    assert section.form is form
    laptop._room("people", object).show_record("person", cy)
    laptop.rest()
    assert section.form is form
    assert section.record == bo
    assert any(UNFINISHED in each.text() for each in form.findChildren(QLabel) if each.isVisibleTo(form))
    form.submit()
    laptop.until(lambda: section.lines)
    assert items(laptop, bo)[0].note == "signed"


def test_another_record_is_never_shown_what_belongs_to_the_first(laptop: Laptop, section: AttachmentsSection, bo: str):
    choose(laptop, section, "lease.pdf", LEASE).submit()
    laptop.until(lambda: section.lines)
    laptop.do(lambda vault: records.add(vault, "person", {"name": "Cy"}))
    cy = str(laptop.tell(lambda vault: records.choices(vault, "person", "Cy"))[0][0])
    choose(laptop, section, "other.pdf", LEASE)
    laptop._room("people", object).show_record("person", cy)
    laptop.until(lambda: section.record == cy)
    laptop.rest()
    assert section.lines == []
    assert section.form is None


def test_what_is_not_here_can_be_wished_for(laptop: Laptop, section: AttachmentsSection, bo: str):
    def lose(vault: Any) -> None:
        attachments.attach(vault, bo, attachments.given("scan.bin", b"x" * 2_000_000)).run(Progress())
        with vault.database.write() as connection:
            connection.exec_driver_sql("DELETE FROM chunk")

    laptop.tell(lambda vault: lose(vault) or True)
    section.show_record(bo)
    laptop.until(lambda: section.lines)
    line = section.lines[0]
    assert "not on this laptop" in line.accessibleName()
    line.wished.emit(True)
    laptop.until(lambda: "comes with a bundle" in section.lines[0].accessibleName())
    assert len(laptop.tell(chunk_transfer.wanted)) == 1


def test_the_plan_of_a_floor_belongs_to_its_house(laptop: Laptop):
    laptop.do(lambda vault: records.add(vault, "house", {"name": "Mill Lane 3"}))
    house = str(laptop.tell(lambda vault: records.choices(vault, "house", "Mill"))[0][0])
    room = laptop._room("houses", object)
    laptop.until(lambda: room.beds.board.house is not None)
    room.beds.changing.change_house()
    laptop.until(lambda: room.beds.board.form is not None)
    section = room.beds.board.form.findChild(AttachmentsSection)
    form = choose(laptop, section, "ground floor.png", painted("PNG"))
    form.editors["sort"].set_value("plan")
    form.submit()
    laptop.until(lambda: section.lines and section.lines[0].thumb.image is not None)
    (item,) = items(laptop, house)
    assert (item.title, item.sort) == ("ground floor", "plan")
    assert room.beds.changing.is_writing()


def test_a_photo_that_has_to_go_leads_to_the_card_of_the_person(laptop: Laptop, section: AttachmentsSection, bo: str):
    choose(laptop, section, "lease.pdf", LEASE).submit()
    laptop.until(lambda: section.lines)
    attachment = section.lines[0].item.id
    workplace = laptop.session.workplace
    assert workplace is not None
    workplace.go("today")
    workplace.open_record("attachment", attachment)
    laptop.until(lambda: workplace.room().key == "people")
    laptop.rest()
    assert section.record == bo


# -- pictures that came from others


def test_pictures_are_shown_small_and_turned(qapp: object):
    assert (decode(painted("PNG"), 64).width(), decode(painted("JPEG"), 64).height()) == (64, 40)
    assert decode(painted("WEBP")).size().toTuple() == (320, 200)
    assert decode(painted("PNG", 2000, 1), 64).height() == 1


@pytest.mark.qt_log_ignore("Invalid JPEG file", extend=True)
@pytest.mark.parametrize(
    "data",
    [
        b"",
        b"<svg xmlns='http://www.w3.org/2000/svg' width='4' height='4'/>",
        b"BM" + bytes(100),
        b"GIF89a" + bytes(30),
        png(1 << 20, 1)[:40],
        jpeg((0xE0, b"JFIF\0")),
        webp((b"VP8 ", b"123")),
    ],
)
def test_what_is_no_picture_or_broken_is_refused(qapp: object, data: bytes):
    with pytest.raises(BadPicture, match="broken, or far too large"):
        decode(data)


def test_a_picture_that_would_fill_the_memory_is_refused_before_it_is_unpacked(qapp: object):
    bomb = png(1, 1).replace(b"\0\0\0\x01\0\0\0\x01\x08\0", (100_000).to_bytes(4, "big") * 2 + b"\x08\0")
    with pytest.raises(BadPicture):
        decode(bomb)
    assert QImageReader.allocationLimit() == 256


@pytest.mark.parametrize("sort", ["PNG", "JPEG", "WEBP"])
def test_a_picture_made_anew_tells_nothing(qapp: object, sort: str, tmp_path: Path):
    data = painted(sort, Author="Ann", Where="52.5 N")
    plain = without_notes(data)
    assert not attachments.given("x", plain).tells_more()
    assert b"52.5 N" not in plain
    assert decode(plain).textKeys() == []
    before, after = decode(data).pixelColor(160, 100), decode(plain).pixelColor(160, 100)
    for one, other in ((before.red(), after.red()), (before.green(), after.green()), (before.blue(), after.blue())):
        assert abs(one - other) < 12
