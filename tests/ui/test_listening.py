"""An answer that comes when its page or form is gone is dropped; a change is told and a problem said all the same."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import Any

import pytest
from PySide6.QtWidgets import QLabel
from pytestqt.qtbot import QtBot
from shiboken6 import delete

from app.problems import Problem, UserProblem
from app.services.jobs import Job, Progress
from app.services.records import records
from tests.ui.holding import held
from ui.frame.desk import Desk
from ui.records.record_room import RecordRoom
from ui.rooms.people.room import PeopleRoom
from ui.rooms.projects.room import ProjectsRoom
from ui.widgets.editors.reference import ReferenceEditor
from ui.work.jobs import VaultThread
from ui.work.listening import Always, is_there


class Page(QLabel):
    """What an answer is for."""

    def hear(self, words: str) -> None:
        self.setText(words)

    def pass_on(self) -> Callable[[str], None]:
        answer = self.hear
        return lambda words: answer(words.upper())


LISTENERS: list[Callable[[Page], Callable[[str], Any]]] = [
    lambda page: page.hear,
    lambda page: page.setText,
    lambda page: lambda words: page.setText(words),
    lambda page: page.pass_on(),
    lambda page: partial(page.hear),
    lambda page: partial(_tell, page),
    lambda page: partial(_write, page=page),
    lambda page: partial(lambda words: page.hear(words)),
]


def _tell(page: Page, words: str) -> None:
    page.hear(words)


def _write(words: str, *, page: Page) -> None:
    page.hear(words)


def fail() -> str:
    raise UserProblem("No room on the disk.")


@pytest.mark.parametrize("listener", LISTENERS)
def test_it_is_seen_whether_a_page_is_there(qtbot: QtBot, listener: Callable[[Page], Callable[[str], Any]]):
    page = Page()
    hear = listener(page)
    assert is_there(hear)
    delete(page)
    assert not is_there(hear)
    always = Always(hear)
    assert is_there(always)
    assert is_there(lambda words: always(words)), "what is told in any case is not looked through"


def test_a_closure_over_a_name_that_is_not_bound_is_seen_through(qtbot: QtBot):
    """As that of an `except … as problem` is once it is left."""
    page = Page()

    def hear() -> None:
        page.hear(answer)

    assert is_there(hear)
    delete(page)
    assert not is_there(hear)
    answer = "bound too late"


def test_a_closure_that_holds_itself_is_seen_through(qtbot: QtBot):
    page = Page()

    def again(times: int) -> None:
        page.setNum(times)
        if times:
            again(times - 1)

    assert is_there(again)
    delete(page)
    assert not is_there(again)


@pytest.mark.parametrize("listener", LISTENERS)
def test_nothing_is_answered_to_a_page_that_is_gone(qtbot: QtBot, thread: VaultThread, listener: Any):
    page, said = Page(), list[Problem]()
    thread.stumbled.connect(said.append)
    hear = listener(page)

    def work(progress: Progress) -> str:
        progress.step(1, 2, "half")
        return "done"

    with held(qtbot, thread):
        thread.ask(lambda: "done", hear)
        thread.run(Job("Work", work), hear, progress=lambda _done, _total, text: hear(text))
        thread.run(Job("Work", work), cancelled=lambda: hear("stopped")).cancel()
        thread.ask(fail, hear, failed=lambda problem: hear(problem.what))
        delete(page)
    assert [problem.what for problem in said] == ["No room on the disk."], "what goes wrong is said all the same"


def test_a_change_is_told_also_when_its_page_is_gone(qtbot: QtBot, desk: Desk):
    page, told, said = Page(), [], []
    desk.changed.connect(told.append)
    desk.said.connect(lambda words, _action, _on: said.append(words))
    with held(qtbot, desk.worker):
        desk.do(
            lambda vault: records.add(vault, "person", {"name": "Zoe"}),
            "Zoe added.",
            done=lambda _changed: page.setText("added"),
        )
        delete(page)
    assert (len(told), said) == (1, ["Zoe added."])


def test_a_room_may_go_while_its_counts_are_on_their_way(qtbot: QtBot, desk: Desk):
    room = PeopleRoom(desk, lambda _query, _near: None)
    with held(qtbot, desk.worker):
        room.refresh()
        room.list.counts.count()
        delete(room)


def test_a_form_may_go_while_what_it_offers_is_on_its_way(qtbot: QtBot, desk: Desk):
    room: RecordRoom = ProjectsRoom(desk)
    qtbot.addWidget(room)
    room.new()
    form = room.form
    assert form is not None
    with held(qtbot, desk.worker):
        owner = form.form.editors["owner"]
        assert isinstance(owner, ReferenceEditor)
        owner._ask()
        delete(form)
        room.adding.pane = None


def test_whoever_is_told_in_any_case_is_told_when_the_page_is_gone(qtbot: QtBot, thread: VaultThread):
    page, told = Page(), list[bool]()

    def hear(words: str) -> None:
        told.append(is_there(page))

    with held(qtbot, thread):
        thread.ask(lambda: "done", hear)
        thread.ask(lambda: "done", Always(hear))
        thread.ask(lambda: "done", Always(partial(hear)))
        delete(page)
    assert told == [False, False]
