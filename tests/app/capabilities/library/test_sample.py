"""The sample library: two documents through two rounds, a map of forty claims, a study half way."""

from __future__ import annotations

from collections import Counter
from pathlib import Path

from app.capabilities.library import interest_view, map_view, round_view, sample, shelf, source_view, study_view
from app.services.demo.maker import Maker, SampleBatch
from app.services.demo.prng import Chance
from app.services.jobs import Progress
from app.services.members import authors
from app.services.records import records
from app.services.settings import group as settings
from tests.group import Group


def test_the_sample_has_something_for_every_page(tmp_path: Path) -> None:
    group = Group(tmp_path)
    vault = group.found()
    names = ("Ada", "Bo", "Cem", "Dov", "Eli", "Fay")
    people = tuple(records.add(vault, "person", {"name": name}).added[0] for name in names)
    authors.link(vault, people[1])
    day = settings.today(vault)
    make = sample.SAMPLE[0].make
    make(Maker(SampleBatch(vault, Progress(), 100), Chance(1), day, {}, {"people": people}))

    lines = shelf.shelf(vault)
    assert [line.title for line in lines] == ["A second van", "Heating in winter"]
    assert all("in review" in line.about for line in lines)
    states = {note.place.state for line in lines for note in shelf.opened(vault, line.id).notes}
    assert states == {"placed", "moved", "lost"}

    rounds = round_view.round_lines(vault, day)
    assert [each.open for each in rounds] == [True, True, False, False]
    second = round_view.opened_round(vault, rounds[0].id, day)
    assert second.earlier[0].verdict == "Revise"
    assert {each.outcome for each in second.earlier[0].changes} == {"done", "not_done"}
    assert any(seat.recused for seat in second.seats)

    words = Counter(node.key for node in map_view.board(vault).nodes.values() if node.is_claim)
    assert words.total() == 40
    assert words["disputed"] >= 1
    assert {"given", "stands", "falls"} <= words.keys()
    room = study_view.study_room(vault, day)
    assert [(each.held, each.sessions) for each in room.studies] == [(2, 4)]
    assert len(room.due) == 3
    opened = study_view.opened_study(vault, room.studies[0].id, day)
    assert any(each.questions for each in opened.sessions)
    assert len(source_view.sources_room(vault).sources) == 3
    assert interest_view.interests_room(vault, day).recusals
    group.close()
