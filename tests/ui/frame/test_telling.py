"""Whatever changes the vault is told to every view, and it is the vault that says what it was."""

from __future__ import annotations

import contextlib
from typing import Any

from pytestqt.qtbot import QtBot

from app.problems import UserProblem
from app.records.changes import MEMBERS, Changed
from app.services.jobs import Job
from app.services.members import trust
from app.services.records import records
from ui.frame.desk import Desk


def heard(qtbot: QtBot, desk: Desk, *asked: Any) -> list[Changed]:
    """Tell what all views are told while these are asked one after the other."""
    told: list[Changed] = []
    desk.changed.connect(told.append)
    for each in asked:
        done: list[object] = []
        if isinstance(each, tuple):
            desk.run(each[0], done.append, failed=done.append)
        else:
            desk.ask(each, done.append, failed=done.append)
        qtbot.waitUntil(lambda done=done: bool(done))
    return told


def test_a_question_changes_nothing_and_a_change_is_told_once(qtbot: QtBot, desk: Desk):
    def add(vault: Any) -> Changed:
        return records.add(vault, "person", {"name": "Zoe"})

    told = heard(qtbot, desk, lambda vault: records.ids(vault, "person", records.Query()), add, add)
    assert [each.kinds for each in told] == [frozenset({"person"})] * 2
    assert all(len(each.added) == 1 for each in told)


def test_a_job_tells_of_what_it_did_though_it_says_something_else(qtbot: QtBot, desk: Desk):
    def work(vault: Any) -> Job[str]:
        def run(_progress: object) -> str:
            records.add(vault, "house", {"name": "Birch"})
            return "done"

        return Job("Work", run)

    (told,) = heard(qtbot, desk, (work,))
    assert told.kinds == {"house"}


def test_a_decision_about_members_may_change_what_any_page_shows(qtbot: QtBot, desk: Desk):
    # What is read again of it, such as who works here, may be news to the pages as well.
    told, *_ = heard(qtbot, desk, lambda vault: trust.open_circle(vault, "Inner", []))
    assert told.kinds == {*desk.registry.types, MEMBERS}


def test_what_was_taken_back_is_told_to_nobody(qtbot: QtBot, desk: Desk):
    def fail(vault: Any) -> None:
        with vault.writing() as writing:
            vault.note(Changed(frozenset({"person"})))
            assert writing
            raise UserProblem("Nothing of it.")

    def quietly(vault: Any) -> None:
        with contextlib.suppress(UserProblem):
            fail(vault)

    assert heard(qtbot, desk, fail, quietly) == []
