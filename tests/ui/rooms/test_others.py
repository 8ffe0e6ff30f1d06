"""The room of records without a room of their own: a list and a card for each kind, derived from its declaration."""

from __future__ import annotations

from tests.ui.rooms.conftest import Office


def test_skills_have_no_room_and_are_found_in_this_one(office: Office):
    skill = office.add("skill", name="Plumbing")
    room = office.go("others")
    assert "skill" in room.shows
    office.workplace.open_record("skill", skill)
    office.rest()
    assert room.choice.currentText() == "Skills"
    assert room.here.table.chosen() == skill
    assert room.here.card.card.title == "Plumbing"


def test_what_people_do_not_make_by_themselves_is_not_offered(office: Office):
    room = office.go("others")
    assert room.shows.isdisjoint({"waiver", "attachment", "retention_hold", "person", "contact_point"})
