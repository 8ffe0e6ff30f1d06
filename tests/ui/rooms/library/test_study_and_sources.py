"""Study circles, sources, interests, and the way from page to page."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from PySide6.QtCore import Qt
from PySide6.QtGui import QTextCursor
from PySide6.QtWidgets import QWidget

from app.capabilities.library import documents, studies
from tests.ui.rooms.conftest import TODAY
from tests.ui.rooms.library.conftest import FIRST, Reader, begun, me, press_button, words_of
from tests.ui.rooms.library.test_rounds_and_map import opened_round
from ui.rooms.library.room import DOCUMENTS, INTERESTS, MAP, ROUNDS, SOURCES, STUDY


def circle(reader: Reader) -> tuple[str, str, str]:
    """Start a circle of two with two sessions of which the first is over, read from a text of the library."""
    document = begun(reader, FIRST)
    mine, other = me(reader), reader.add("person", name="Cem Okafor")
    path = reader.add("path", name="Commons")
    version = reader.tell(lambda vault: documents.heads(vault, document)[0].id)
    for place in (1, 2):
        reader.add("reading", path=path, position=place, title=f"Part {place}", version=version, questions="Why?")
    study = reader.tell(lambda vault: studies.start(vault, path, TODAY, [mine, other], 7)).added[0]
    return str(study), mine, other


def test_a_circle_notes_a_session_and_a_question_becomes_a_note(reader: Reader) -> None:
    study, mine, other = circle(reader)
    page = reader.show(STUDY)
    page.list.choose(study)
    reader.rest()
    page.forms.note(page.open.sessions[0])
    reader.submit(
        page.column, **{f"came{other}": True}, covered="page 9", ideas="Rules", questions="Who watches?",
        recall="Who makes rules? | Those they bind.",
    )  # fmt: skip
    assert page.open.sessions[0].came == (other,)
    assert reader.count("recall") == 1
    press_button(reader, page.column, "Make a note of: Who watches?")
    documents_page = reader.show(DOCUMENTS)
    assert [note.text for note in documents_page.open.notes] == ["Who watches?"]
    page = reader.show(STUDY)
    press_button(reader, page.column, "Make a note of: Who watches?")
    assert "is a note on the text already" in reader.said[-1]
    assert mine


def test_a_fourth_idea_is_refused_and_what_was_typed_stays(reader: Reader) -> None:
    study, _mine, _other = circle(reader)
    page = reader.show(STUDY)
    page.list.choose(study)
    reader.rest()
    page.forms.note(page.open.sessions[0])
    reader.submit(page.column, ideas="a\nb\nc\nd")
    assert "up to three ideas" in words_of(page.column)
    assert page.open.sessions[0].ideas == ()


def test_turns_are_dealt_anew_when_somebody_joins_and_swapped_by_hand(reader: Reader) -> None:
    study, mine, other = circle(reader)
    page = reader.show(STUDY)
    page.list.choose(study)
    reader.rest()
    assert {each.leader for each in page.open.sessions} == {mine, other}
    third = reader.add("person", name="Dov Lind")
    page.forms.join()
    reader.submit(page.column, person=third)
    assert len(page.open.people) == 3
    page.forms.swap(page.open.sessions[1])
    reader.submit(page.column, facilitator=third)
    assert page.open.sessions[1].leader == third


def test_questions_come_back_and_are_rated_by_keys(reader: Reader) -> None:
    study, mine, _other = circle(reader)
    session = reader.tell(lambda vault: studies.sessions(vault, study))[0].id
    for question in ("Who makes rules?", "Who watches?"):
        reader.add("recall", question=question, answer="We do.", session=session)
    page = reader.show(STUDY)
    assert page.list.lines()[0].about == "2 today"
    page.list.entered.emit()
    assert page.recall.hasFocus()
    reader.press(Qt.Key.Key_3)
    assert reader.count("rating") == 0  # The answer was not looked at yet.
    for left in (1, 0):
        reader.press(Qt.Key.Key_Space)
        reader.press(Qt.Key.Key_3)
        assert len(page.room.due) == left
    assert reader.count("rating", f"person={mine}") == 2


# Sources and interests.


def test_sources_are_taken_in_checked_and_written(reader: Reader, tmp_path: Path) -> None:
    page = reader.show(SOURCES)
    assert page.stack.currentWidget() is page.nothing
    (tmp_path / "s.ris").write_bytes("TY  - BOOK\nAU  - Müller, Ä.\nTI  - Über\nER  - \n".encode("latin-1"))
    reader.answers.files = [tmp_path / "s.ris", tmp_path / "out.json"]
    page.take_in()
    reader.rest()
    assert page.list.lines()[0].title == "Über"
    assert "Nobody has checked it yet." in words_of(page.column)
    press_button(reader, page.column, "Checked today")
    assert "Checked on 23 Nov 2026" in words_of(page.column)
    press_button(reader, page.column, "Save as CSL-JSON")
    assert "Müller" in (tmp_path / "out.json").read_text("utf-8")


def test_who_is_recused_stands_on_one_page(reader: Reader) -> None:
    opened_round(reader)
    reader.show(ROUNDS)
    press_button(reader, reader.room.rounds.column, "Accept")
    reader.submit(reader.room.rounds.column, interest="Money of theirs is in it")
    page = reader.show(INTERESTS)
    assert "Bo Nguyen (you) · recused" in words_of(page.column)
    reader.press(Qt.Key.Key_N)
    reader.submit(page.column, kind="work", words="Works for the landlord")
    assert "Work · Works for the landlord" in words_of(page.column)
    press_button(reader, page.column, "Open the round of Bo Nguyen (you)")
    assert reader.room.view() == ROUNDS


def test_records_open_where_they_belong(reader: Reader) -> None:
    round_, _other = opened_round(reader)
    study = reader.add("study", path=reader.add("path", name="Commons"), start=TODAY.isoformat())
    claim = reader.add("claim", text="We heat.")
    for kind, record, page in (("round", round_, ROUNDS), ("study", study, STUDY), ("claim", claim, MAP)):
        reader.desk.open(kind, record)
        reader.rest()
        assert reader.room.view() == page
    assert reader.room.map.opened.node.text == "We heat."
    assert reader.room.rounds.open.id == round_
    document = reader.room.documents.shelf.lines()[0].id
    reader.desk.open("document", document)
    reader.rest()
    assert reader.room.view() == DOCUMENTS


def test_every_page_can_be_reached_by_a_key_and_names_what_it_shows(
    reader: Reader, without_name: Callable[[QWidget], list[str]]
) -> None:
    begun(reader, FIRST)
    for number, page in enumerate((DOCUMENTS, ROUNDS, MAP, STUDY, SOURCES, INTERESTS), 1):
        reader.press(Qt.Key(Qt.Key.Key_0 + number), Qt.KeyboardModifier.AltModifier)
        assert reader.room.view() == page
        assert without_name(reader.workplace) == []


def test_a_long_text_is_laid_out_while_one_reads(reader: Reader) -> None:
    document = begun(reader, "\n\n".join(f"Paragraph {number}." for number in range(2000)))
    reader.tell(
        lambda vault: documents.annotate(
            vault, documents.heads(vault, document)[0], "Paragraph 1999.", {"text": "Last?", "kind": "question"}
        )
    )
    reader.rest()
    page = reader.room.documents
    page.choose_note(page.open.notes[0].id)
    assert page.text.textCursor().block().text() == "Paragraph 1999."
    page.text.moveCursor(QTextCursor.MoveOperation.End)
    assert page.text.document().blockCount() == 2000
