"""The library through its room: texts read and annotated, rounds, the map, study, sources and interests."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QTextCursor
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QLabel, QPushButton, QWidget
from pytestqt.qtbot import QtBot

from app.capabilities.library import documents, maps, rounds, studies
from app.services.members import authors
from app.services.records import records
from tests.ui.rooms.conftest import TODAY, Office
from tests.window import Answers
from ui.frame.desk import Desk
from ui.frame.workplace import Workplace
from ui.rooms.library.column import Column
from ui.rooms.library.room import DOCUMENTS, INTERESTS, MAP, ROUNDS, SOURCES, STUDY, LibraryRoom
from ui.widgets.editors.reference import ReferenceEditor
from ui.widgets.editors.sources import RecordOption

FIRST = "# Winter\n\n😀 We heat **the whole** house.\n\n- by day <script>x</script>\n\nNobody freezes.\n"
SECOND = "# Winter\n\n😀 Now we heat **the whole** house.\n\n- by day <script>x</script>\n\nNobody is cold.\n"


class Reader(Office):
    """The window with the library in it, and somebody who presses keys."""

    @property
    def room(self) -> Any:
        return self.workplace.rooms["library"]

    def press(self, key: Qt.Key, modifier: Qt.KeyboardModifier = Qt.KeyboardModifier.NoModifier) -> None:
        """Press a key wherever the keyboard is."""
        QTest.keyClick(self.workplace.window().focusWidget() or self.workplace, key, modifier)
        self.rest()

    def write(self, text: str) -> None:
        focused = self.workplace.window().focusWidget()
        assert focused is not None
        QTest.keyClicks(focused, text)

    def show(self, page: str) -> Any:
        self.room.show_view(page)
        self.rest()
        return self.room.pages[page]

    def submit(self, column: Column, **values: object) -> None:
        """Fill the form of a column in and hand it over."""
        form: Any = column.form
        for name, value in values.items():
            editor = form.editors[name]
            if isinstance(editor, ReferenceEditor):
                editor.choose(RecordOption(str(value), name))  # As from the list that opens while one types.
            else:
                editor.set_value(value)
        form.submit()
        self.rest()

    def add(self, kind: str, /, **values: object) -> str:
        return str(self.tell(lambda vault: records.add(vault, kind, values)).added[0])


@pytest.fixture
def reader(qtbot: QtBot, desk: Desk, tell: Callable[[Callable[[Any], Any]], Any]) -> Any:
    answers, said = Answers(), list[str]()
    workplace = Workplace(desk, [LibraryRoom(desk, answers)], group="Northside", me="Ada")
    desk.said.connect(lambda words, _action, _on: said.append(words))
    desk.problem.connect(lambda problem: said.append(str(problem)))
    workplace.resize(1280, 800)
    made = Reader(qtbot, desk, workplace, tell, said, answers)
    workplace.show()
    qtbot.waitExposed(workplace)
    workplace.activateWindow()
    made.rest()
    yield made
    made.rest()
    workplace.hide()
    workplace.deleteLater()


def words_of(page: QWidget) -> str:
    """Give all words of a page that are in sight."""
    return "\n".join(each.text() for each in page.findChildren(QLabel) if not each.isHidden())


def press_button(reader: Reader, page: QWidget, name: str) -> None:
    found = [each for each in page.findChildren(QPushButton) if name in {each.text(), each.accessibleName()}]
    assert found, name
    assert found[0].isEnabled()
    found[0].click()
    reader.rest()


def choose_words(reader: Reader, words: str) -> None:
    """Choose words of the text as Shift and the arrows would."""
    text = reader.room.documents.text
    cursor = text.document().find(words)
    assert not cursor.isNull()
    text.setTextCursor(cursor)


def begun(reader: Reader, *texts: str) -> str:
    """Make a document with versions, each on the one before."""
    document = reader.add("document", title="Winter")
    for text in texts:
        reader.tell(lambda vault, text=text: documents.add_version(vault, document, text.encode()))
    reader.room.refresh()
    reader.rest()
    return document


def me(reader: Reader, name: str = "Bo Nguyen") -> str:
    """Say who works at this laptop."""
    person = reader.add("person", name=name)
    reader.tell(lambda vault: authors.link(vault, person))
    found: list[Any] = []
    reader.desk.ask(authors.myself, found.append)
    reader.until(lambda: found)
    reader.desk.work_for(found[0])
    reader.rest()
    return person


# Documents.


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


# Rounds.


def opened_round(reader: Reader) -> tuple[str, str]:
    """Open a round on a version with two reviewers of whom one works here."""
    document = begun(reader, FIRST)
    mine = me(reader)
    other = reader.add("person", name="Cem Okafor")

    def open_it(vault: Any) -> str:
        version = documents.heads(vault, document)[0].id
        found = rounds.open_round(vault, version, {"rubric": rounds.rubric_of(vault, "guide"), "needs": 2}).added[0]
        rounds.ask(vault, found, [mine, other])
        return str(found)

    return str(reader.tell(open_it)), other


def test_a_round_is_opened_from_the_text_and_somebody_is_asked(reader: Reader) -> None:
    begun(reader, FIRST)
    person = reader.add("person", name="Bo Nguyen")
    press_button(reader, reader.room.documents.head, "Review")
    page = reader.room.rounds
    assert reader.room.view() == ROUNDS
    reader.submit(page.column, rubric="guide", needs=1)
    assert page.open.title == "Winter"
    assert next(each.text for each in page.open.criteria) == "Is it right?"
    reader.press(Qt.Key.Key_A)
    reader.submit(page.column, person=person)
    assert [(each.name, each.state) for each in page.open.seats] == [("Bo Nguyen", "asked")]


def test_a_review_is_accepted_with_an_interest_waived_by_two_and_handed_in(reader: Reader) -> None:
    _round, other = opened_round(reader)
    page = reader.show(ROUNDS)
    press_button(reader, page.column, "Accept")
    reader.submit(page.column, interest="Lives with the author")
    assert "Interest: Lives with the author (does not count)" in words_of(page.column)
    reader.press(Qt.Key.Key_H)
    scores = {each.id: "4" for each in page.open.criteria}
    reader.submit(page.column, **scores, text="Good.", changes="Say when.\nSay who.", recommendation="with_changes")
    assert (page.open.counting, page.open.ready) == (0, False)
    assert sorted(each.text for each in page.open.changes) == ["Say when.", "Say who."]
    seat = page.open.my_seat.id
    third = reader.add("person", name="Dov Lind")
    for person in (other, third):
        reader.tell(lambda vault, person=person: rounds.waive(vault, seat, person, "Known to all"))
    reader.rest()
    assert page.open.counting == 1
    assert "waived by Cem Okafor, Dov Lind" in words_of(page.column)


def test_the_reviews_of_others_are_kept_back_until_ones_own_is_in(reader: Reader) -> None:
    round_, other = opened_round(reader)

    def theirs(vault: Any) -> None:
        seat = next(each for each in rounds.standing(vault, round_).seats if each.person == other)
        rounds.hand_in(vault, seat.id, {"recommendation": "revise", "text": "Not yet.", "scores": {}, "changes": []})

    reader.tell(theirs)
    page = reader.show(ROUNDS)
    assert page.open.hidden == 1
    assert "Not yet." not in words_of(page.column)
    assert "courtesy" in words_of(page.column)
    press_button(reader, page.column, "Accept")
    reader.submit(page.column)
    reader.press(Qt.Key.Key_H)
    reader.submit(page.column, recommendation="adopt")
    assert "Not yet." in words_of(page.column)
    assert page.open.ready


def test_a_verdict_needs_enough_reviews_and_bears_the_notes_of_who_dissents(reader: Reader) -> None:
    round_, other = opened_round(reader)
    page = reader.show(ROUNDS)
    reader.press(Qt.Key.Key_G)
    reader.submit(page.column, word="adopt")
    assert page.open.open
    assert "0 reviews count so far, and 2 are needed." in words_of(page.column)
    reader.press(Qt.Key.Key_Escape)

    def hand_in(vault: Any) -> None:
        for seat in rounds.standing(vault, round_).seats:
            rounds.hand_in(
                vault, seat.id, {"recommendation": "adopt", "scores": {"Is it right?": 3}, "changes": ["More."]}
            )

    reader.tell(hand_in)
    reader.rest()
    reader.press(Qt.Key.Key_G)
    reader.submit(page.column, word="adopt", text="With thanks.")
    assert "Verdict: Adopt" in words_of(page.column)
    press_button(reader, page.column, "Add a minority note")
    reader.submit(page.column, text="I would wait.")
    assert "Bo Nguyen dissents: I would wait." in words_of(page.column)
    press_button(reader, page.column, "What became of: More.")
    reader.submit(page.column, outcome="not_done", why="Next year.")
    assert "Not done · Next year." in words_of(page.column)
    assert other


# The map.

DRAWN = b"""[Heat]: We heat.
  + <Health>: Cold makes ill.
    _ <Blankets>: There are blankets.

<Health>

(1) [Cold]: It is cold.
----
(2) [Heat]
"""


def test_the_map_says_why_and_what_would_change_without_writing(reader: Reader) -> None:
    reader.tell(lambda vault: maps.take_in(vault, DRAWN))
    page = reader.show(MAP)
    before = reader.count("argument")
    assert page.worked_out.text() == "1 of 2 relations are worked out"
    heat = next(line.node for line in page.board.lines if line.node.text == "We heat.")
    assert heat.word == "lost its support"
    doubt = next(line.node for line in page.board.lines if line.node.text == "There are blankets.")
    page.choose(doubt.id)
    reader.rest()
    assert "lost its support → stands" in words_of(page.column)
    assert "A sketch" in words_of(page.column)
    page.choose(heat.id)
    reader.rest()
    assert "for: Cold makes ill. (falls)" in words_of(page.column)
    assert "but: There are blankets. (stands)" in words_of(page.column)
    assert reader.count("argument") == before


def test_claims_and_arguments_are_made_folded_and_taken_out(reader: Reader) -> None:
    page = reader.show(MAP)
    assert page.whole.currentWidget() is page.nothing
    reader.press(Qt.Key.Key_N)
    reader.submit(page.column, text="We heat.")
    press_button(reader, page.column, "For: a new argument")
    reader.submit(page.column, text="Cold makes ill.", because="It is cold.")
    assert [(line.depth, line.role, line.node.text) for line in page.board.lines] == [
        (0, "", "We heat."), (1, "supports", "Cold makes ill."), (2, "premise", "It is cold."),
    ]  # fmt: skip
    page.start()
    reader.press(Qt.Key.Key_D)
    assert page.view() == "drawing"
    assert len(page.board.drawing.boxes) == 3
    reader.press(Qt.Key.Key_Z)
    assert [box.hidden for box in page.board.drawing.boxes] == [1]
    reader.press(Qt.Key.Key_Space)
    reader.press(Qt.Key.Key_Right)
    assert page.opened.node.text == "Cold makes ill."
    press_button(reader, page.column, "Take out")
    assert {line.node.text for line in page.board.lines} == {"We heat.", "It is cold."}
    assert reader.count("argument") == 0


def test_argdown_goes_in_and_out_through_the_window(reader: Reader, tmp_path: Path) -> None:
    page = reader.show(MAP)
    (tmp_path / "in.argdown").write_bytes(b"# Heading\n\n" + DRAWN)
    reader.answers.files = [tmp_path / "in.argdown", tmp_path / "out.argdown"]
    page.forms.take_in()
    reader.rest()
    assert any("No place in a map" in each for each in reader.said)
    page.forms.save()
    reader.rest()
    assert "[Heat]: We heat." in (tmp_path / "out.argdown").read_text("utf-8")


# Study.


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
