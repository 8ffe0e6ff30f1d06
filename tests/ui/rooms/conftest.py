"""A workplace with the rooms of people, projects, houses and today, over a real vault that has something in it."""

from __future__ import annotations

import datetime
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

import pytest
from pytestqt.qtbot import QtBot

from app.services.records import records
from app.services.records.records import Query
from app.storage.vault.vault import Vault
from tests.patience import rest
from tests.ui.conftest import Contents
from tests.window import Answers
from ui.frame.desk import Desk
from ui.frame.doors import RoomDoor
from ui.frame.room import RoomPage
from ui.frame.workplace import Workplace
from ui.rooms.funds.room import FundsRoom
from ui.rooms.houses.room import HousesRoom
from ui.rooms.others import kinds_without_room
from ui.rooms.others.room import OthersRoom
from ui.rooms.people.room import PeopleRoom
from ui.rooms.playbooks.room import PlaybooksRoom
from ui.rooms.projects.room import ProjectsRoom
from ui.rooms.switchboard.room import SwitchboardRoom
from ui.rooms.today.room import TodayRoom

TODAY = datetime.date(2026, 11, 23)


def on(days: int) -> str:
    """Give a day some days from today."""
    return (TODAY + datetime.timedelta(days=days)).isoformat()


class Lobby(RoomPage):
    """Where the window opens: nothing in it, so that a test pays only for the rooms into which it goes."""

    key, title, icon = "lobby", "Lobby", "today"

    def build(self) -> None:
        pass


@dataclass
class Office:
    """The window with a vault open, and ways to wait for it and to look behind it."""

    qtbot: QtBot
    desk: Desk
    workplace: Workplace
    tell: Callable[[Callable[[Any], Any]], Any]
    said: list[str]
    answers: Answers

    def rest(self) -> None:
        """Wait until nothing is asked or answered any more."""
        rest(self.qtbot, self.desk.worker.is_busy, self.workplace)

    def until(self, happened: Callable[[], object]) -> None:
        self.qtbot.waitUntil(lambda: bool(happened()))

    def go(self, key: str) -> Any:
        self.workplace.go(key)
        self.rest()
        return self.workplace.rooms[key]

    def add(self, kind: str, /, **values: object) -> str:
        """Add a record as a room does, so that every room hears of it."""
        made: list[Any] = []
        self.desk.do(lambda vault: records.add(vault, kind, values), done=made.append)
        self.until(lambda: made)
        return str(made[0].added[0])

    def values(self, record: str) -> Any:
        return self.tell(lambda vault: records.get(vault, record)).values

    def count(self, kind: str, where: str = "") -> int:
        return int(self.tell(lambda vault: records.page(vault, kind, Query(where=where))).total)

    def exported(self, query: Query) -> None:
        """Stand in for whatever writes a file."""
        self.said.append(f"exported {query.words} {query.where}".strip())


@pytest.fixture
def office(qtbot: QtBot, desk: Desk, tell: Callable[[Callable[[Any], Any]], Any]) -> Iterator[Office]:
    said: list[str] = []
    made: list[Office] = []
    answers = Answers()
    doors = [
        RoomDoor(Lobby, lambda: Lobby(desk)),
        RoomDoor(TodayRoom, lambda: TodayRoom(desk)),
        RoomDoor(PeopleRoom, lambda: PeopleRoom(desk, lambda query, _beside: made[0].exported(query))),
        RoomDoor(ProjectsRoom, lambda: ProjectsRoom(desk, answers)),
        RoomDoor(HousesRoom, lambda: HousesRoom(desk)),
        RoomDoor(SwitchboardRoom, lambda: SwitchboardRoom(desk, answers)),
        RoomDoor(PlaybooksRoom, lambda: PlaybooksRoom(desk, answers)),
        RoomDoor(FundsRoom, lambda: FundsRoom(desk, answers)),
    ]
    others = kinds_without_room(desk.registry, doors)
    shown = frozenset(each.name for each in others)
    doors.append(RoomDoor(OthersRoom, lambda: OthersRoom(desk, others), shows=shown))
    workplace = Workplace(desk, doors, group="Northside", me="Ada")
    desk.said.connect(lambda words, _action, _on: said.append(words))
    desk.problem.connect(lambda problem: said.append(str(problem)))
    workplace.resize(1280, 800)
    office = Office(qtbot, desk, workplace, tell, said, answers)
    made.append(office)
    workplace.show()
    qtbot.waitExposed(workplace)
    office.rest()
    yield office
    office.rest()
    workplace.hide()
    workplace.deleteLater()


def live_in(vault: Vault) -> None:
    """Write down three people, a project with two tasks, and a house with three beds of which one is given twice."""

    def add(kind: str, /, **values: object) -> str:
        return str(records.add(vault, kind, values).added[0])

    amina = add("person", name="Amina Adeyemi", stage="active", tags=["driver"])
    bo = add("person", name="Bo Nguyen", stage="new")
    zoe = add("person", name="Zoë Ärger", stage="active")
    add("contact_point", person=amina, kind="phone", value="+49 30 123456")
    project = add("project", name="Winter coats", status="active", owner=amina, heartbeat=on(-20))
    add("task", project=project, title="Count the coats", due=on(-2), who=bo)
    add("task", project=project, title="Print the flyer", due=on(3))
    house = add("house", name="Birch House", address="14 Birch Road")
    room = add("room", house=house, name="Attic", floor="2")
    beds = [add("bed", room=room, name=name) for name in ("A1", "A2", "A3")]
    add("stay", person=amina, bed=beds[0], from_day=on(-5), to_day=on(4), status="in")
    add("stay", person=bo, bed=beds[0], from_day=on(-1), to_day=on(9))
    add("stay", person=zoe, bed=beds[1], from_day=on(0))


@pytest.fixture
def contents(request: pytest.FixtureRequest) -> Contents:
    """Put into the vault what `lived_in` promises, if the test asks for that."""
    return Contents("lived in", live_in) if "lived_in" in request.fixturenames else Contents()


@pytest.fixture
def lived_in(office: Office) -> Office:
    """Three people, a project with two tasks, and a house with three beds of which one is given twice."""
    return office
