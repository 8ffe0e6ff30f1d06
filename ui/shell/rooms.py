"""The rooms, in the order in which they stand in the rail; each is imported and built when somebody first goes in."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from app.services import handbook as handbook_pages
from app.services.exchange import watched
from ui.frame.doors import RoomDoor
from ui.platform.computer_zone import computer_zone
from ui.rooms import (
    exchange,
    flow,
    funds,
    handbook,
    houses,
    importing,
    intake,
    library,
    members,
    others,
    pathways,
    people,
    playbooks,
    printing,
    projects,
    switchboard,
    today,
)
from ui.shell.attaching import Attacher
from ui.shell.exporter import Exporter

if TYPE_CHECKING:
    from app.records.record_type import RecordType
    from ui.frame.desk import Desk
    from ui.frame.room import RoomPage
    from ui.records.record_room import RecordRoom
    from ui.shell.session import Tools


def rooms_of(desk: Desk, tools: Tools, pages: Path) -> Sequence[RoomDoor]:
    """Give the doors; `pages` is the folder of the handbook."""
    made = _Maker(desk, tools, pages)
    doors = [
        RoomDoor(today.SIGN, made.today),
        RoomDoor(people.SIGN, made.people),
        RoomDoor(switchboard.SIGN, made.switchboard),
        RoomDoor(projects.SIGN, made.projects),
        RoomDoor(houses.SIGN, made.houses),
        RoomDoor(funds.SIGN, made.funds),
        RoomDoor(library.SIGN, made.library),
        RoomDoor(playbooks.SIGN, made.playbooks),
        RoomDoor(exchange.SIGN, made.exchange, early=watched.chosen),
        RoomDoor(printing.SIGN, made.paper),
        RoomDoor(importing.SIGN, made.importing),
        RoomDoor(members.SIGN, made.trust),
        RoomDoor(intake.SIGN, made.intake),
        RoomDoor(pathways.SIGN, made.pathways),
        RoomDoor(flow.SIGN, made.flow),
        RoomDoor(handbook.SIGN, made.handbook),
    ]
    rest = others.kinds_without_room(desk.registry, doors)
    if rest:
        shows = frozenset(each.name for each in rest)
        doors.insert(8, RoomDoor(others.SIGN, lambda: made.others(rest), shows=shows))
    return doors


class _Maker:
    """Builds the rooms over one desk, each with the tools that it needs."""

    def __init__(self, desk: Desk, tools: Tools, pages: Path) -> None:
        self._desk, self._tools, self._pages = desk, tools, pages
        self._attach = Attacher(desk, tools.dialogs, tools.press.thread_of_pages)

    def _served(self, room: RecordRoom) -> RoomPage:
        self._attach(room.card.attachments)
        return room

    def today(self) -> RoomPage:
        from ui.rooms.today.room import TodayRoom

        return TodayRoom(self._desk)

    def people(self) -> RoomPage:
        from ui.rooms.people.room import PeopleRoom

        return self._served(PeopleRoom(self._desk, Exporter(self._desk, self._tools.dialogs, "person")))

    def switchboard(self) -> RoomPage:
        from ui.rooms.switchboard.room import SwitchboardRoom

        return SwitchboardRoom(self._desk, self._tools.dialogs, self._tools.press.thread_of_pages)

    def projects(self) -> RoomPage:
        from ui.rooms.projects.room import ProjectsRoom

        return self._served(ProjectsRoom(self._desk, self._tools.dialogs))

    def houses(self) -> RoomPage:
        from ui.rooms.houses.room import HousesRoom

        return HousesRoom(self._desk, self._attach)

    def funds(self) -> RoomPage:
        from ui.rooms.funds.room import FundsRoom

        return FundsRoom(self._desk, self._tools.dialogs, self._attach)

    def library(self) -> RoomPage:
        from ui.rooms.library.room import LibraryRoom

        return LibraryRoom(self._desk, self._tools.dialogs)

    def playbooks(self) -> RoomPage:
        from ui.rooms.playbooks.room import PlaybooksRoom

        return PlaybooksRoom(self._desk, self._tools.dialogs)

    def exchange(self) -> RoomPage:
        from ui.rooms.exchange.room import ExchangeRoom

        return ExchangeRoom(self._desk, self._tools.dialogs)

    def paper(self) -> RoomPage:
        from ui.rooms.printing.room import PrintingRoom

        return PrintingRoom(self._desk, self._tools.dialogs, self._tools.press)

    def importing(self) -> RoomPage:
        from ui.rooms.importing.room import ImportRoom

        return ImportRoom(self._desk, self._tools.dialogs)

    def trust(self) -> RoomPage:
        from ui.rooms.members.room import MembersRoom

        tools = self._tools
        return MembersRoom(self._desk, tools.dialogs, tools.press, tools.guard.settings_card, computer_zone())

    def intake(self) -> RoomPage:
        from ui.rooms.intake.room import IntakeRoom

        return IntakeRoom(self._desk, self._tools.dialogs)

    def pathways(self) -> RoomPage:
        from ui.rooms.pathways.room import PathwaysRoom

        return PathwaysRoom(self._desk)

    def flow(self) -> RoomPage:
        from ui.rooms.flow.room import FlowRoom

        return FlowRoom(self._desk)

    def handbook(self) -> RoomPage:
        from ui.rooms.handbook.room import HandbookRoom

        return HandbookRoom(self._desk, handbook_pages.pages(self._pages))

    def others(self, kinds: Sequence[RecordType]) -> RoomPage:
        from ui.rooms.others.room import OthersRoom

        return OthersRoom(self._desk, kinds, self._attach)
