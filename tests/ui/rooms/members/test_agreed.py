"""What the group has agreed on, on one page: set by hand, told to everybody, with who said it."""

from PySide6.QtWidgets import QLabel

from app.services.settings import group
from tests.group import Group
from tests.ui.rooms.members.members_world import TrustWorld
from ui.frame.members_pages import COMPUTER
from ui.widgets.editors.base import Editor
from ui.widgets.editors.line import LineEditor


def type_into(editor: Editor, text: str) -> bool:
    assert isinstance(editor, LineEditor)
    editor.line.setText(text)
    return editor.check()


def test_every_declared_setting_is_on_the_page_and_says_who_said_it(world: TrustWorld):
    room = world.open()
    world.show(COMPUTER)
    lines = room.agreed.lines
    assert set(lines) == set(group.declared(world.desk.registry))
    assert {"Switchboard", "Funds"} <= {label.text() for label in room.agreed.findChildren(QLabel)}
    zone = lines["time_zone"]
    for place in ("Europe/Berlin", "Pacific/Kiritimati"):
        assert type_into(zone.editor, place)
        world.rest()
    assert world.desk.today() == world.call(lambda: group.today(world.group.vaults["Ann"]))
    assert str(world.desk.almanac.zone) == "Pacific/Kiritimati"
    assert zone.said.text().startswith("Ann, today")
    world.desk.undo()
    world.rest()
    assert zone.editor.value() == "Europe/Berlin"
    assert len(zone.said.text().splitlines()) == 3, "what was taken back is kept with who did"


def test_what_cannot_be_is_said_below_it_and_changes_nothing(world: TrustWorld):
    room = world.open()
    world.show(COMPUTER)
    zone = room.agreed.lines["time_zone"]
    assert not type_into(zone.editor, "Mars/Olympus")
    assert "Mars/Olympus" in zone.editor.complaint()
    room.agreed.changed.emit("free_days", ["someday"])
    world.rest()
    assert room.agreed.lines["free_days"].editor.complaint()
    found = world.call(lambda: group.overview(world.group.vaults["Ann"]))
    assert not any(each.said for each in found)


def test_two_laptops_see_the_same_page(world: TrustWorld):
    others: Group = world.group
    bo = others.join("Bo")
    group.change(bo, {"free_days": "2026-12-25, 2026-12-26"})
    others.hand_over("Bo", "Ann")
    room = world.open()
    world.show(COMPUTER)
    assert room.agreed.lines["free_days"].editor.value() == ["2026-12-25", "2026-12-26"]
    assert room.agreed.lines["free_days"].said.text().startswith("Bo, ")
