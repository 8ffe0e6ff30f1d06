"""A change says what is asked, and the answer says what a view has to show anew."""

from app.records.changes import Add, Changed, Edit, New


def test_changes_are_plain_values():
    house, room = Add("house", {"name": "Mill"}), Add("room", {"house": New(0), "name": "Attic"})
    assert room.values["house"] == New(0)
    assert house.circle == ""
    assert Edit("a" * 32, {"name": None}) == Edit("a" * 32, {"name": None})


def test_nothing_has_changed_unless_said():
    assert Changed() == Changed(frozenset(), (), frozenset(), "")
