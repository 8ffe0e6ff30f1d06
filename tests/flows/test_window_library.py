"""A text through its first round, through two real windows: written, noted, reviewed, decided, denied."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from app.services.members import authors
from app.services.records import records
from tests.group import digest
from tests.window import Laptop, admit
from ui.widgets.editors.reference import ReferenceEditor
from ui.widgets.editors.sources import RecordOption

Make = Callable[[str], Laptop]


def library(laptop: Laptop, page: str) -> Any:
    """Go to a page of the library, as its own laptop shows it."""
    workplace = laptop.session.workplace
    assert workplace is not None
    workplace.go("library")
    laptop.rest()
    room: Any = workplace.rooms["library"]
    room.show_view(page)
    laptop.rest()
    return room.stack.page(page)


def submit(laptop: Laptop, column: Any, **values: object) -> None:
    for name, value in values.items():
        editor = column.form.editors[name]
        if isinstance(editor, ReferenceEditor):
            editor.choose(RecordOption(str(value), name))
        else:
            editor.set_value(value)
    column.form.submit()
    laptop.rest()


def is_me(laptop: Laptop, person: str) -> None:
    """Say who works at a laptop."""
    laptop.do(lambda vault: authors.link(vault, person))


def founded(ann: Laptop, bo: Laptop, folder: Path) -> dict[str, str]:
    """Let Bo in, and say on each laptop who works there; gives the people by name."""
    ann.start_group()
    for name in ("Ann Marsh", "Bo Nguyen"):
        ann.do(lambda vault, name=name: records.add(vault, "person", {"name": name}))
    rows = ann.tell(lambda v: records.page(v, "person", records.Query())).rows
    people = {row.values["name"]: row.id for row in rows}
    is_me(ann, people["Ann Marsh"])
    admit(ann, bo, folder)
    is_me(bo, people["Bo Nguyen"])
    return people


def write(laptop: Laptop, text: str) -> Any:
    """Write the next version of the open document, and ask for reviews of it."""
    page = library(laptop, "documents")
    page.writing.begin()
    page.writer.text.setPlainText(text)
    page.writer.save.click()
    laptop.rest()
    return page


def review(laptop: Laptop) -> Any:
    """Open a round on the version in sight."""
    library(laptop, "documents").head.review.click()
    laptop.rest()
    rounds = library(laptop, "rounds")
    submit(laptop, rounds.column, needs=1)
    return rounds


@pytest.mark.long
def test_a_text_is_written_on_one_laptop_and_reviewed_on_another(laptop: Make, tmp_path: Path) -> None:
    ann, bo = laptop("Ann"), laptop("Bo")
    people = founded(ann, bo, tmp_path)
    page = library(ann, "documents")
    page.new()
    submit(ann, page.form, title="Winter", owner=people["Ann Marsh"])
    write(ann, "# Winter\n\nWe heat the whole house.\n")
    rounds = review(ann)
    rounds.reviewing.ask()
    submit(ann, rounds.column, person=people["Ann Marsh"])
    assert rounds.column.form is not None, "nobody reviews their own"
    submit(ann, rounds.column, person=people["Bo Nguyen"])
    assert [seat.state for seat in rounds.open.seats] == ["asked"]

    bo.take(ann.bundle(tmp_path / "1.age"))
    page = library(bo, "documents")
    page.text.setTextCursor(page.text.document().find("whole house"))
    page.noting.annotate()
    submit(bo, page.side.notes, kind="objection", text="Not the attic.")
    theirs = library(bo, "rounds")
    theirs.reviewing.answer(theirs.open.my_seat, "accepted")
    submit(bo, theirs.column)
    theirs.hand_in_mine()
    submit(bo, theirs.column, recommendation="with_changes", text="Good.", changes="Say who pays.")

    ann.take(bo.bundle(tmp_path / "2.age"))
    page = library(ann, "documents")
    assert [(note.text, note.author) for note in page.open.notes] == [("Not the attic.", "Bo Nguyen")]
    rounds = library(ann, "rounds")
    assert rounds.open.ready
    rounds.reviewing.verdict()
    submit(ann, rounds.column, word="adopt", text="As it stands.")
    bo.take(ann.bundle(tmp_path / "3.age"))
    theirs = library(bo, "rounds")
    theirs.reviewing.dissent(theirs.open.verdicts[0].id)
    submit(bo, theirs.column, text="I asked for a change.")
    ann.take(bo.bundle(tmp_path / "4.age"))
    rounds = library(ann, "rounds")
    assert rounds.open.verdicts[0].notes == (("Bo Nguyen", "I asked for a change."),)
    assert ann.tell(digest) == bo.tell(digest)
    _second_round(ann)


def _second_round(ann: Laptop) -> None:
    """Open the second round, on a newer version, once it was said what became of the change."""
    page = write(ann, "# Winter\n\nWe heat the whole house, without the attic.\n")
    assert [note.place.state for note in page.open.notes] == ["moved"]
    page.choose_note(page.open.notes[0].id)
    page.noting.confirm()
    ann.rest()
    assert [note.place.state for note in page.open.notes] == ["placed"]
    rounds = review(ann)
    assert rounds.column.form is not None, "it has to be said first what became of the change"
    rounds.column.close_form()
    rounds.reviewing.outcome(rounds.open.changes[0])
    submit(ann, rounds.column, outcome="done")
    rounds = review(ann)
    assert [(each.verdict, [c.outcome for c in each.changes]) for each in rounds.open.earlier] == [("Adopt", ["done"])]


def half_written(laptop: Laptop) -> Any:
    """Give what the library holds of what was being written."""
    workplace = laptop.session.workplace
    assert workplace is not None
    room: Any = workplace.rooms["library"]
    return room.asking.half_written


def begin_everything(ann: Laptop, person: str) -> None:
    """Begin a note, a version and a review, and hand none of them over."""
    ann.do(lambda vault: records.add(vault, "document", {"title": "Winter"}))
    document = ann.tell(lambda vault: records.page(vault, "document", records.Query())).rows[0].id
    library(ann, "documents").show_document(document)
    ann.rest()
    page = write(ann, "We heat the whole house.")
    page.noting.annotate_at(page.open, 3, 7)
    type_into(page.side.notes, "Is this sevenfold counted?")
    page.writing.begin()
    page.writer.text.setPlainText("We heat one room in thrushmonth.")
    rounds = review(ann)
    rounds.reviewing.ask()
    submit(ann, rounds.column, person=person)
    rounds.reviewing.hand_in(rounds.open.seats[0])
    type_into(rounds.column, "Halfhearted words.")


def type_into(column: Any, text: str) -> None:
    editor = column.form.editors["text"]
    editor.text.setPlainText(text)
    editor.touched()


@pytest.mark.long
def test_what_was_being_written_survives_locking_and_is_nowhere_in_plain_text(laptop: Make, tmp_path: Path) -> None:
    ann, bo = laptop("Ann"), laptop("Bo")
    begin_everything(ann, founded(ann, bo, tmp_path)["Ann Marsh"])
    ann.session.lock()
    ann.rest()
    written = b"".join(path.read_bytes() for path in tmp_path.rglob("*") if path.is_file())
    for secret in (b"sevenfold", b"thrushmonth", b"Halfhearted"):
        assert secret not in written
    ann.unlock()
    rounds, page = library(ann, "rounds"), library(ann, "documents")
    half = half_written(ann)
    assert half.isVisible()
    keys = {each.key.split()[0]: each.key for each in half.now()}
    assert len(keys) == 3
    half.wanted.emit(keys["review"])
    ann.rest()
    assert rounds.column.form.editors["text"].draft() == "Halfhearted words."
    half.wanted.emit(keys["note"])
    ann.rest()
    assert page.side.notes.form.editors["text"].draft() == "Is this sevenfold counted?"
    page.side.notes.form.submit()
    ann.rest()
    assert [note.text for note in page.open.notes] == ["Is this sevenfold counted?"]
    half.wanted.emit(keys["version"])
    ann.rest()
    assert page.writer.text.toPlainText() == "We heat one room in thrushmonth."
    page.writer.save.click()
    ann.rest()
    assert page.open.text == "We heat one room in thrushmonth."
    assert [each.key for each in half.now()] == [keys["review"]]
    half.let_go(keys["review"])
    ann.session.lock()
    ann.rest()
    ann.unlock()
    library(ann, "rounds")
    assert half_written(ann).now() == []
