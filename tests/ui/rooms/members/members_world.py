"""A group for the room of trust: Ann's window over her vault, and other people's vaults beside it."""

from __future__ import annotations

import datetime
import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Any

from PySide6.QtWidgets import QLabel, QWidget
from pytestqt.qtbot import QtBot

from app.services.members import trust
from app.services.records import records
from app.services.retention import erasing
from app.storage import opening
from app.storage.vault.vault import Vault
from tests.group import PASSPHRASE, Group, staged
from tests.patience import rest
from tests.window import Answers
from ui.frame.desk import Desk
from ui.frame.workplace import Workplace
from ui.platform.typesetting import Press
from ui.rooms.members.room import MembersRoom
from ui.rooms.people.room import PeopleRoom
from ui.rooms.today.room import TodayRoom
from ui.shell.start import RESOURCES
from ui.work.jobs import VaultThread


class TrustWorld:
    """Ann works in the window; what the others do comes to her by bundles."""

    def __init__(self, qtbot: QtBot, root: Path, thread: VaultThread) -> None:
        self.qtbot, self.thread = qtbot, thread
        self.group = Group(root)
        self.group.found()
        self.said: list[str] = []
        self.answers = Answers()
        self.press = Press(RESOURCES / "sheets")

    def device(self, name: str) -> str:
        return device_of(self.group, name)

    def open(self, who: str = "Ann") -> MembersRoom:
        """Open the window on somebody's vault, as it is by now."""
        if hasattr(self, "desk"):  # A window that was opened before asks for nothing any more.
            self.rest()
            self.desk.release()
            self.desk.deleteLater()
        self.who = who
        group = self.group
        group.vaults[who].close()
        vault = self.call(
            lambda: opening.open_vault(group.folder(who), PASSPHRASE, group.registry, group.environment(who))
        )
        group.vaults[who] = vault
        self.desk = Desk(self.thread, vault, vault.registry, self.group.watches[who])
        self.desk.said.connect(lambda words, _action, _on: self.said.append(words))
        self.desk.problem.connect(lambda problem: self.said.append(str(problem)))
        people = PeopleRoom(self.desk, lambda _query, _near: None)
        self.room = MembersRoom(self.desk, self.answers, self.press, QWidget)
        self.workplace = Workplace(self.desk, [TodayRoom(self.desk), people, self.room], group="Northside", me=who)
        self.qtbot.addWidget(self.workplace)
        self.workplace.resize(1280, 800)
        self.workplace.show()
        self.qtbot.waitExposed(self.workplace)
        self.workplace.go("trust")
        self.rest()
        return self.room

    def show(self, tab: str) -> None:
        self.room.go_to(tab)
        self.rest()

    def call(self, work: Callable[[], Any]) -> Any:
        """Do something on the vault's thread."""
        answers: list[Any] = []
        problems: list[Any] = []
        self.thread.ask(work, answers.append, problems.append)
        self.qtbot.waitUntil(lambda: bool(answers or problems))
        assert not problems, problems
        return answers[0]

    def tell(self, question: Callable[[Vault], Any]) -> Any:
        return self.call(lambda: question(self.group.vaults[self.who]))

    def rest(self) -> None:
        rest(
            self.qtbot,
            lambda: self.thread.is_busy() or self.press.thread_of_pages.is_busy(),
            self.workplace if hasattr(self, "workplace") else None,
        )

    def end(self) -> None:
        self.rest()
        self.press.forget()
        self.press.stop()
        if hasattr(self, "desk"):
            self.desk.release()
            self.desk.deleteLater()
        self.thread.drop()
        if hasattr(self, "desk"):
            self.call(self.group.vaults.pop(self.who).close)
        self.group.close()


def words_in(widget: QWidget) -> str:
    return "\n".join(each.text() for each in widget.findChildren(QLabel) if each.isVisibleTo(widget))


def device_of(group: Group, name: str) -> str:
    return group.vaults[name].secrets.public().device.hex()


def typical(world: TrustWorld) -> None:
    """Eight laptops, one suspended, four circles, two orders, and a batch in quarantine."""
    root = world.group.root
    world.group.close()
    shutil.rmtree(root)
    world.group = staged("a typical group", play_typical, root)


def play_typical(group: Group) -> None:
    """Write what `typical` gives."""
    ann = group.vaults["Ann"]
    group.watches["Ann"].time -= datetime.timedelta(days=40)
    roles = {"Bo": "admin", "Cy": "editor", "Dee": "editor", "Esra": "reader", "Femi": "carrier", "Gus": "editor"}
    for name, role in {**roles, "Hana": "admin"}.items():
        group.watches.setdefault(name, type(group.watches["Ann"])(group.watches["Ann"].time))
        group.join(name, role)
        group.watches["Ann"].time += datetime.timedelta(days=3)
    for name, members in {"Housing": ("Cy", "Esra"), "Money": ("Bo",), "Safety": ("Hana", "Bo")}.items():
        trust.open_circle(ann, name, [device_of(group, each) for each in members])
    housing = trust.circle_named(ann, "Housing")
    trust.share(ann, housing, [device_of(group, "Cy")], "steward")
    people = [
        records.add(ann, "person", {"name": name}).added[0] for name in ("Zoë Ärger", "Teun Jansen", "Rosa Quispe")
    ]
    records.add(ann, "contact_point", {"person": people[2], "kind": "phone", "value": "030 1"})
    for name in ("Bo", "Cy", "Dee", "Hana"):
        group.watches[name].time = group.watches["Ann"].time
        group.meet("Ann", name)
    for person in people[:2]:
        erasing.erase(ann, erasing.plan(ann, [person]))
    for name in ("Bo", "Cy"):
        group.meet("Ann", name)
    group.watches["Ann"].time += datetime.timedelta(days=9)
    trust.suspend(ann, [device_of(group, "Gus")])
    gus = group.vaults["Gus"]
    group.watches["Gus"].time = group.watches["Ann"].time
    records.add(gus, "person", {"name": "Marek Nowak", "stage": "new", "tags": ["driver"]})
    records.add(gus, "person", {"name": "Nobody Known"})
    group.hand_over("Gus", "Ann")
    trust.appoint(ann, [device_of(group, "Bo")], "editor")
