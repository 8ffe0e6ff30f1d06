"""From a pasted list of 200 to a printed sign-in sheet typed back in: the whole real window, and only the keyboard."""

from __future__ import annotations

from collections.abc import Callable
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from pypdf import PdfReader
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QTabBar, QWidget
from pytestqt.qtbot import QtBot

from app.capabilities.people import flow_service
from app.services.records import records
from app.services.records.records import Query
from app.sheets.codes import row_code
from tests.window import Laptop
from ui.theme.theme import Theme

KEY, CTRL = Qt.Key, Qt.KeyboardModifier.ControlModifier
PLAIN = Qt.KeyboardModifier.NoModifier
MOST_TABS = 60


GIVEN = ("Ada", "Bo", "Cem", "Dina", "Eli", "Fay", "Gus", "Hana", "Ivo", "Jun")
FAMILY = (
    "Abara", "Brandt", "Costa", "Dvorak", "Eze", "Falk", "Garcia", "Haas", "Ito", "Jansen",
    "Kaya", "Lund", "Mori", "Nagy", "Okafor", "Petrov", "Quist", "Rossi", "Sato", "Toth",
)  # fmt: skip


class Hands:
    """Somebody who has only a keyboard: keys go wherever the keyboard is, and Tab is the only way to another place."""

    def __init__(self, laptop: Laptop) -> None:
        self.laptop = laptop
        self.window = laptop.session.window

    def press(self, key: Qt.Key, modifier: Qt.KeyboardModifier = PLAIN) -> None:
        QTest.keyClick(self._at(), key, modifier)
        self.laptop.rest()

    def write(self, text: str) -> None:
        QTest.keyClicks(self._at(), text)
        self.laptop.rest()

    def paste(self, text: str) -> None:
        """Copy something elsewhere, and paste it."""
        QApplication.clipboard().setText(text)
        self.press(KEY.Key_V, CTRL)

    def call(self, words: str) -> Any:
        """Do something by its name; give the room in which one is then."""
        self.press(KEY.Key_K, CTRL)
        self.write(words)
        self.press(KEY.Key_Return)
        workplace = self.laptop.session.workplace
        assert workplace is not None
        return workplace.room()

    def reach(self, there: Callable[[QWidget], bool]) -> None:
        """Press Tab until the keyboard is at something."""
        for _turn in range(MOST_TABS):
            if there(self._at()):
                return
            self.press(KEY.Key_Tab)
        raise AssertionError([self.window.focusWidget()])

    def _at(self) -> QWidget:
        target = self.window.focusWidget()
        assert target is not None, "the keyboard is nowhere"
        return target


def pasted() -> str:
    """Two hundred rows of a spreadsheet: one of somebody on the books, one twice, one that says nothing."""
    people = [f"{given} {family}" for given in GIVEN for family in FAMILY]
    rows = [
        f"{name}\t030 23125 {number:03}\t{name.lower().replace(' ', '.')}@example.org\ten"
        for number, name in enumerate(people)
    ]
    rows[7] = "Ada Lovelace\t030 23125 999\tada@example.org\ten"
    rows[50], rows[90] = rows[3], "\t\t!!\t"
    return "\n".join(["Name\tPhone\tE-mail\tLanguages", *rows])


def on_the_books(vault: Any) -> None:
    """Add somebody, and tasks of which one is too long for a first one."""
    records.add(vault, "person", {"name": "Ada Lovelace"})
    project = records.add(vault, "project", {"name": "Newcomers"}).added[0]
    for title, minutes in (("Pack parcels", 90), ("Ring the new ones", 60), ("Paint the sign", 300)):
        records.add(vault, "task", {"project": project, "title": title, "minutes": minutes})


def named(words: str) -> Callable[[QWidget], bool]:
    """Say of a widget whether it is called so."""
    return lambda widget: widget.accessibleName().startswith(words)


@pytest.fixture
def hands(qtbot: QtBot, qapp: QApplication, tmp_path: Path) -> Hands:
    if qapp.findChild(Theme) is None:
        Theme(qapp, "light", scale=1.0)
    laptop = Laptop(qtbot, tmp_path, "Ann")
    laptop.start_group()
    window = laptop.session.window
    window.resize(1280, 800)
    window.activateWindow()
    qtbot.waitUntil(window.isActiveWindow)
    return Hands(laptop)


@pytest.mark.long
def test_from_a_pasted_list_of_200_to_a_sign_in_sheet_typed_back_in(hands: Hands, tmp_path: Path):
    hands.laptop.tell(on_the_books)
    take_in(hands)
    fold_the_duplicate(hands)
    invite_thirty(hands)
    task = give_a_first_task(hands)
    codes = print_the_sheet(hands, tmp_path / "sign-in.pdf")
    type_it_back(hands, codes)
    look_at_it(hands, task)
    hands.laptop.rest()
    hands.window.close()


def take_in(hands: Hands) -> None:
    room = hands.call("Intake")
    hands.paste(pasted())
    assert room.summary.text() == "200 rows: 198 new, 0 updated, 1 folded into another, 1 kept aside."
    hands.reach(named("How these people came"))
    hands.write("the stall")
    hands.reach(named("Did they say yes"))
    hands.press(KEY.Key_Down)
    hands.reach(named("What was understood, line by line"))
    hands.press(KEY.Key_Return)
    assert hands.window.focusWidget().accessibleName() == "Name, understood"
    hands.press(KEY.Key_Escape)
    hands.press(KEY.Key_Return, CTRL)
    assert room.text.toPlainText().endswith("\n\t\t!!\t"), "what was kept aside is still there"
    assert count(hands, "person") == 1 + 198


def fold_the_duplicate(hands: Hands) -> None:
    page = hands.call("Find duplicates").duplicates
    assert [(each.one, each.pair.why) for each in page.pairs] == [("Ada Lovelace", "name")]
    hands.press(KEY.Key_M)
    assert page.pairs == []
    assert page.back.hasFocus(), "the keyboard stays on the page"
    hands.press(KEY.Key_Escape)
    assert page.isHidden()


def invite_thirty(hands: Hands) -> None:
    view = hands.call("Triage").triage
    assert view.queue.hasFocus()
    assert len(view.found.queue) == 198
    for place, text in (("Day", "tomorrow"), ("Time", "18:00"), ("Seats", "30")):
        hands.reach(named(place))
        hands.press(KEY.Key_A, CTRL)
        hands.write(text)
    hands.press(KEY.Key_Return)
    hands.reach(named("Invite all"))
    hands.press(KEY.Key_Space)
    assert len(view.slot().people) == 30


def give_a_first_task(hands: Hands) -> str:
    room = hands.call("Go to People")
    hands.press(KEY.Key_Down)
    assert room.card.card.title == "Ada Abara"
    hands.press(KEY.Key_Return)
    hands.reach(lambda widget: isinstance(widget, QTabBar))
    for _turn in range(3):
        hands.press(KEY.Key_Right)
    plan = room.first_days.page
    first, second = (plan.titles[each.task] for each in plan.plan.tasks)
    assert {first, second} == {"Pack parcels", "Ring the new ones"}, "what takes five hours is no first task"
    hands.reach(named("Give it"))
    hands.press(KEY.Key_Space)
    assert hands.window.focusWidget().accessibleName().startswith(f"Give it: {second}"), "the next is at hand"
    return first


def print_the_sheet(hands: Hands, path: Path) -> dict[str, str]:
    """Save the sheet with everybody's name; give the code that stands on it beside each."""
    paper = hands.call("Go to Print")
    hands.press(KEY.Key_Down)
    assert paper._kind.name == "sign-in"
    hands.reach(named("Who is on it"))
    hands.press(KEY.Key_Down)
    hands.laptop.answers.files = [path]
    hands.press(KEY.Key_S, CTRL)
    hands.laptop.until(path.exists)
    lines = [line for page in PdfReader(path).pages for line in page.extract_text().splitlines()]
    people = hands.laptop.tell(lambda vault: records.page(vault, "person", Query(), 0, 300)).rows
    codes = {row.values["name"]: row_code(row.id) for row in people}
    assert len(codes) == 198
    assert [name for name, code in codes.items() if f"{name} {code}" not in lines] == []
    return codes


def type_it_back(hands: Hands, codes: dict[str, str]) -> None:
    page = hands.call("Type a sheet back in").typing
    for line in (f"{codes['Ada Abara']} c", f"{codes['Ada Brandt']} n", f"{codes['Ada Costa']} t 030 99887"):
        hands.write(line)
        hands.press(KEY.Key_Return)
    hands.write("Newt Newly 030 23125 777")
    assert page.summary.text() == "4 read, 0 not read."
    hands.press(KEY.Key_Return, CTRL)
    assert page.text.toPlainText() == ""


def look_at_it(hands: Hands, task: str) -> None:
    noted = hands.laptop.tell(lambda vault: records.page(vault, "attendance", Query())).rows
    assert sorted(row.values["state"] for row in noted) == ["attended"] * 3 + ["no_show"]
    assert count(hands, "person") == 1 + 198 + 1
    today = hands.call("Go to Today")
    waiting = [line.item.title for line in today.agenda.lines if hasattr(line, "item")]
    assert waiting == ["Orientation 18:00", task]
    flow = hands.call("Go to Flow")
    assert flow.sentences.text().startswith("199 people"), "whoever was merged counts once"
    ahead = hands.laptop.tell(lambda vault: flow_service.invitation_of(vault, 10, Decimal("0.75"), None, (), None))
    assert ahead.invite == 15, "ten of fourteen: three of four came, and seven of ten are assumed"


def count(hands: Hands, kind: str) -> int:
    """Tell how many rows of a kind there are, those who were merged among them."""
    return int(hands.laptop.tell(lambda vault: vault.rows(f"SELECT count(*) FROM {kind}"))[0][0])
