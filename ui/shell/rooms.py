"""The rooms, in the order in which they stand in the rail; each is built when somebody first goes in."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from app.services import handbook
from app.services.exchange import watched
from ui.frame.desk import Desk
from ui.frame.doors import RoomDoor
from ui.platform.computer_zone import computer_zone
from ui.rooms.exchange.room import ExchangeRoom
from ui.rooms.flow.room import FlowRoom
from ui.rooms.funds.room import FundsRoom
from ui.rooms.handbook.room import HandbookRoom
from ui.rooms.houses.room import HousesRoom
from ui.rooms.importing.room import ImportRoom
from ui.rooms.intake.room import IntakeRoom
from ui.rooms.library.room import LibraryRoom
from ui.rooms.members.room import TrustRoom
from ui.rooms.others.room import OthersRoom, kinds_without_room
from ui.rooms.pathways.room import PathwaysRoom
from ui.rooms.people.room import PeopleRoom
from ui.rooms.playbooks.room import PlaybooksRoom
from ui.rooms.printing.room import PaperRoom
from ui.rooms.projects.room import ProjectsRoom
from ui.rooms.switchboard.room import SwitchboardRoom
from ui.rooms.today.room import TodayRoom
from ui.shell.attaching import Attacher
from ui.shell.exporter import Exporter

if TYPE_CHECKING:
    from ui.records.record_room import RecordRoom
    from ui.shell.session import Tools


def rooms_of(desk: Desk, tools: Tools, pages: Path) -> Sequence[RoomDoor]:
    """Give the doors; `pages` is the folder of the handbook."""
    attach = Attacher(desk, tools.dialogs, tools.press.thread_of_pages)

    def served(room: RecordRoom) -> RecordRoom:
        attach(room.card.attachments)
        return room

    doors = [
        RoomDoor(TodayRoom, lambda: TodayRoom(desk)),
        RoomDoor(PeopleRoom, lambda: served(PeopleRoom(desk, Exporter(desk, tools.dialogs, "person")))),
        RoomDoor(SwitchboardRoom, lambda: SwitchboardRoom(desk, tools.dialogs, tools.press.thread_of_pages)),
        RoomDoor(ProjectsRoom, lambda: served(ProjectsRoom(desk, tools.dialogs))),
        RoomDoor(HousesRoom, lambda: HousesRoom(desk, attach)),
        RoomDoor(FundsRoom, lambda: FundsRoom(desk, tools.dialogs, attach)),
        RoomDoor(LibraryRoom, lambda: LibraryRoom(desk, tools.dialogs)),
        RoomDoor(PlaybooksRoom, lambda: PlaybooksRoom(desk, tools.dialogs)),
        RoomDoor(ExchangeRoom, lambda: ExchangeRoom(desk, tools.dialogs), early=watched.chosen),
        RoomDoor(PaperRoom, lambda: PaperRoom(desk, tools.dialogs, tools.press)),
        RoomDoor(ImportRoom, lambda: ImportRoom(desk, tools.dialogs)),
        RoomDoor(
            TrustRoom, lambda: TrustRoom(desk, tools.dialogs, tools.press, tools.guard.settings_card, computer_zone())
        ),
        RoomDoor(IntakeRoom, lambda: IntakeRoom(desk, tools.dialogs)),
        RoomDoor(PathwaysRoom, lambda: PathwaysRoom(desk)),
        RoomDoor(FlowRoom, lambda: FlowRoom(desk)),
        RoomDoor(HandbookRoom, lambda: HandbookRoom(desk, handbook.pages(pages))),
    ]
    others = kinds_without_room(desk.registry, doors)
    if others:
        shown = frozenset(each.name for each in others)
        doors.insert(8, RoomDoor(OthersRoom, lambda: OthersRoom(desk, others, attach), shows=shown))
    return doors
