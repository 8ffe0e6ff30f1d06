"""Documents: read, written, annotated, compared and joined."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication

from app.capabilities.library import documents
from tests.ui.rooms.library.conftest import FIRST, SECOND, Reader, begun, choose_words, press_button, words_of


def test_a_document_is_begun_and_its_text_written_by_keyboard(reader: Reader) -> None:
    page = reader.room.documents
    assert page.stack.currentWidget() is page.nothing
    reader.press(Qt.Key.Key_N)
    reader.write("Winter")
    reader.press(Qt.Key.Key_Return)
    assert page.open.title == "Winter"
    assert page.middle.currentWidget() is page.no_text
    reader.press(Qt.Key.Key_V)
    reader.write("# Winter")
    reader.press(Qt.Key.Key_Return)
    reader.write("We heat.")
    reader.press(Qt.Key.Key_Return, Qt.KeyboardModifier.ControlModifier)
    assert page.open.text == "# Winter\nWe heat."
    assert page.text.toPlainText() == "Winter\nWe heat."
    assert page.middle.currentWidget() is page.text
    assert reader.count("document_version") == 1


def test_what_cannot_be_a_version_is_said_and_kept_in_the_page(reader: Reader) -> None:
    begun(reader, FIRST)
    page = reader.room.documents
    reader.press(Qt.Key.Key_V)
    page.writer.text.setPlainText("   ")
    page.writer.save.click()
    reader.rest()
    assert page.middle.currentWidget() is page.writer
    assert "This file is empty." in words_of(page.writer)
    page.writer.text.setPlainText("kept while one looks elsewhere")
    reader.press(Qt.Key.Key_Escape)
    assert page.middle.currentWidget() is page.text
    reader.press(Qt.Key.Key_V)
    assert page.writer.text.toPlainText() == "kept while one looks elsewhere"


def test_a_text_from_a_file_is_shown_before_it_is_kept(reader: Reader, tmp_path: Path) -> None:
    begun(reader, FIRST)
    page = reader.room.documents
    (tmp_path / "bad.md").write_bytes(b"\xff\xfe")
    (tmp_path / "good.md").write_text("Read first.", "utf-8")
    reader.answers.files = [tmp_path / "bad.md", tmp_path / "good.md"]
    reader.press(Qt.Key.Key_V)
    press_button(reader, page.writer, "From a file")
    assert "This is not text in UTF-8" in words_of(page.writer)
    press_button(reader, page.writer, "From a file")
    assert page.writer.text.toPlainText() == "Read first."
    assert reader.count("document_version") == 1


def test_markdown_is_read_as_a_page_and_html_of_strangers_as_text(reader: Reader) -> None:
    begun(reader, FIRST)
    text = reader.room.documents.text
    assert (
        text.toPlainText() == "Winter\n😀 We heat the whole house.\n•\u2002by day <script>x</script>\nNobody freezes."
    )
    bold = text.document().find("the whole")
    assert bold.charFormat().fontWeight() > 500
    assert text.document().begin().blockFormat().headingLevel() == 1


def test_a_passage_is_annotated_answered_and_taken_back_by_keys(reader: Reader) -> None:
    begun(reader, FIRST)
    page = reader.room.documents
    reader.press(Qt.Key.Key_A)
    assert "Choose a passage" in reader.said[-1]
    choose_words(reader, "the whole house")
    reader.press(Qt.Key.Key_A)
    reader.submit(page.side.notes, kind="objection", text="Also the attic?")
    (note,) = page.open.notes
    assert page.open.text[note.place.start : note.place.end] == "the whole** house"
    assert "Notes · 1 open" in words_of(page.side)
    reader.press(Qt.Key.Key_O)
    assert page.side.cards[0].hasFocus()
    reader.press(Qt.Key.Key_R)
    reader.submit(page.side.notes, answer="Yes.")
    assert page.open.notes[0].answer == "Yes."
    assert "Answer: Yes." in words_of(page.side)
    assert "open" not in words_of(page.side.notes)


def test_a_note_that_moved_is_confirmed_by_one_key_and_a_lost_one_put_by_hand(reader: Reader) -> None:
    document = begun(reader, FIRST)
    page = reader.room.documents

    def annotate(vault: Any) -> None:
        version = documents.heads(vault, document)[0]
        documents.annotate(vault, version, "Nobody freezes.", {"text": "Who?", "kind": "question"})
        documents.annotate(vault, version, "by day", {"text": "And by night?", "kind": "question"})

    reader.tell(annotate)
    later = SECOND.replace("- by day <script>x</script>\n\n", "").replace("Nobody is cold.", "Nobody freezes!!")
    reader.tell(lambda vault: documents.add_version(vault, document, later.encode()))
    reader.rest()
    assert [note.place.state for note in page.open.notes] == ["moved", "lost"]
    assert "Without a place on this version" in words_of(page.side)
    reader.press(Qt.Key.Key_O)
    reader.press(Qt.Key.Key_K)
    assert [note.place.state for note in page.open.notes] == ["placed", "lost"]
    assert page.open.notes[0].version == page.open.version
    page.choose_note(page.open.notes[1].id)
    reader.press(Qt.Key.Key_K)
    assert "lost its place" in reader.said[-1]
    choose_words(reader, "Now we heat")
    reader.press(Qt.Key.Key_P)
    assert next((note.exact, note.place.state) for note in page.open.notes) == ("Now we heat", "placed")


def test_a_note_leads_to_its_passage_though_qt_counts_otherwise(reader: Reader) -> None:
    document = begun(reader, FIRST)
    reader.tell(
        lambda vault: documents.annotate(vault, documents.heads(vault, document)[0], "house", {"text": "Which?"})
    )
    reader.rest()
    page = reader.room.documents
    page.side.cards[0].setFocus()
    assert (
        page.text.toPlainText()
        .encode("utf-16-le")[2 * page.text.textCursor().position() :]
        .decode("utf-16-le")
        .startswith("house")
    )
    (mark,) = page.text.extraSelections()
    assert mark.cursor.selectedText() == "house"  # type: ignore[attr-defined]


def test_versions_are_compared_word_by_word_restored_and_quoted(reader: Reader) -> None:
    begun(reader, FIRST, SECOND)
    page = reader.room.documents
    reader.press(Qt.Key.Key_C)
    gone = page.text.document().find("freezes")
    assert gone.charFormat().fontStrikeOut()
    assert page.text.document().find("Now").charFormat().fontUnderline()
    reader.press(Qt.Key.Key_C)
    assert not page.text.document().find("freezes").hasSelection()
    reader.press(Qt.Key.Key_Q)
    assert QApplication.clipboard().text() == f"Winter, version {page.open.label}"
    page.show_version(page.open.versions[0].id)
    reader.rest()
    page.writing.restore()
    reader.rest()
    assert [each.number for each in page.open.versions] == [1, 2, 3]
    assert page.open.text == FIRST


def test_two_heads_are_joined_in_the_page(reader: Reader) -> None:
    document = begun(reader, "a\nb\nc\n")

    def fork(vault: Any) -> None:
        base = documents.heads(vault, document)[0].id
        documents.add_version(vault, document, b"A\nb\nc\n", [base])
        documents.add_version(vault, document, b"a\nb\nC\n", [base])

    reader.tell(fork)
    reader.rest()
    page = reader.room.documents
    assert "written at the same time" in page.joining.words.text()
    reader.press(Qt.Key.Key_J)
    assert page.writer.text.toPlainText() == "A\nb\nC\n"
    page.writer.save.click()
    reader.rest()
    assert len(page.open.heads) == 1
    assert page.joining.isHidden()


def test_the_page_keeps_what_is_being_written_when_news_come(reader: Reader) -> None:
    begun(reader, FIRST)
    page = reader.room.documents
    choose_words(reader, "Nobody")
    reader.press(Qt.Key.Key_A)
    form = page.side.notes.form
    reader.add("document", title="Another")
    reader.rest()
    assert page.side.notes.form is form
    assert len(page.shelf.lines()) == 2
    assert page.open.title == "Winter"


def test_what_waits_for_an_answer_is_a_list(reader: Reader) -> None:
    document = begun(reader, FIRST)

    def annotate(vault: Any) -> None:
        version = documents.heads(vault, document)[0]
        for words, kind in (("house", "praise"), ("day", "question"), ("Nobody", "objection")):
            documents.annotate(vault, version, words, {"text": words, "kind": kind})

    reader.tell(annotate)
    reader.rest()
    side = reader.room.documents.side
    assert [card.note.text for card in side.cards] == ["house", "day", "Nobody"]
    press_button(reader, side, "Only open questions and objections")
    assert [card.note.text for card in side.cards] == ["day", "Nobody"]
