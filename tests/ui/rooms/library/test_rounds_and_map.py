"""Review rounds, and the map of arguments."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QPushButton

from app.capabilities.library import documents, maps, rounds
from app.services.records import records
from tests.ui.rooms.library.conftest import FIRST, Reader, begun, me, press_button, words_of
from ui.rooms.library.room import INTERESTS, MAP, ROUNDS


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
    assert other
    assert "Waive" not in [each.text() for each in page.column.findChildren(QPushButton)]


def test_an_interest_on_a_card_recuses_and_is_waived_from_there(reader: Reader) -> None:
    round_, other = opened_round(reader)
    author = reader.add("person", name="Ada")
    document = reader.tell(
        lambda vault: documents.version_of(vault, rounds.standing(vault, round_).round.version)
    ).document
    reader.tell(lambda vault: records.edit(vault, document, {"owner": author}))
    reader.add("interest", person=other, about=author, kind="family")
    page = reader.show(ROUNDS)
    assert "Interest on their card: Family or friends (does not count)" in words_of(page.column)
    press_button(reader, page.column, "Waive the interest of Cem Okafor")
    reader.submit(page.column, reason="Known to all")
    seat = next(each for each in page.open.seats if each.person == other)
    assert (seat.waivers, seat.recused, seat.can_waive) == (("Bo Nguyen",), True, False)
    interests = reader.show(INTERESTS)
    assert "Waived by Bo Nguyen: Known to all" in words_of(interests.column)
    press_button(reader, interests.column, "Recuse Cem Okafor for this review")
    assert "Declared on their card: Family or friends" in words_of(interests.column)
    assert reader.values(seat.id)["interest"] == "Declared on their card: Family or friends"


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
