"""The vault's thread: everything runs there, in order, and comes back to the window's thread."""

from __future__ import annotations

import threading
import time

import pytest
from pytestqt.qtbot import QtBot

from app.problems import Bug, Problem, UserProblem
from app.services.jobs import Job, Progress
from tests.patience import PATIENT_SECONDS
from ui.frame.desk import Desk
from ui.work.jobs import VaultThread
from ui.work.report import UnexpectedBug, report_of


def test_questions_are_answered_on_the_windows_thread(qtbot: QtBot, thread: VaultThread):
    heard: list[tuple[int, int]] = []
    thread.ask(threading.get_ident, lambda asked: heard.append((asked, threading.get_ident())))
    qtbot.waitUntil(lambda: bool(heard))
    asked, answered = heard[0]
    assert asked != answered == threading.get_ident()


def test_work_is_done_in_order(qtbot: QtBot, thread: VaultThread):
    heard: list[int] = []
    for number in range(20):
        thread.ask(lambda number=number: number, heard.append)
    qtbot.waitUntil(lambda: len(heard) == 20)
    assert heard == list(range(20))
    assert not thread.is_busy()


def test_only_the_newest_question_of_a_key_is_put(qtbot: QtBot, thread: VaultThread):
    gate = threading.Event()
    asked: list[str] = []
    heard: list[str] = []
    thread.ask(lambda: gate.wait(PATIENT_SECONDS))
    for words in ("a", "am", "ami"):
        thread.ask(lambda words=words: (asked.append(words), words)[1], heard.append, key="search")
    thread.ask(lambda: "other", heard.append, key="other")
    gate.set()
    qtbot.waitUntil(lambda: len(heard) == 2)
    assert asked == ["ami"]
    assert heard == ["ami", "other"]
    qtbot.waitUntil(lambda: not thread.is_busy())


def test_problems_come_to_whoever_asked_or_to_the_frame(qtbot: QtBot, thread: VaultThread):
    def fail() -> None:
        raise UserProblem("No room on the disk.", kept="Nothing was lost.", do="Make room.")

    heard: list[Problem] = []
    thread.ask(fail, failed=heard.append)
    qtbot.waitUntil(lambda: bool(heard))
    assert heard[0].do == "Make room."
    with qtbot.waitSignal(thread.stumbled) as signal:
        thread.ask(fail)
    assert isinstance((signal.args or [None])[0], UserProblem)


def test_a_mistake_of_ours_becomes_a_report_without_anybodys_data(qtbot: QtBot, thread: VaultThread):
    def fail() -> None:
        name = "Zoë Secret"
        raise ValueError(f"cannot file {name}")

    heard: list[Problem] = []
    thread.ask(fail, failed=heard.append)
    qtbot.waitUntil(lambda: bool(heard))
    bug = heard[0]
    assert isinstance(bug, UnexpectedBug)
    assert isinstance(bug, Bug)
    assert "ValueError" in bug.report
    assert "in fail" in bug.report
    assert "Zoë" not in bug.report
    assert "Zoë" not in str(bug)


def test_a_report_follows_causes_and_keeps_folders_to_itself():
    try:
        try:
            raise KeyError("secret")
        except KeyError as error:
            raise RuntimeError("secret") from error
    except RuntimeError as error:
        report = report_of(error)
    assert report.index("RuntimeError") < report.index("KeyError")
    assert "secret" not in report
    assert not any(line.strip().startswith("/") for line in report.splitlines())


def count_to(most: int, seen: list[int]) -> Job[int]:
    """Give a job that counts slowly and can be stopped at each number."""

    def run(progress: Progress) -> int:
        for number in range(most):
            progress.check()
            progress.step(number, most, str(number))
            seen.append(number)
            time.sleep(0.005)
        return most

    return Job("Counting", run)


def test_jobs_tell_how_far_they_are(qtbot: QtBot, thread: VaultThread):
    steps: list[tuple[int, int, str]] = []
    results: list[int] = []
    thread.run(count_to(3, []), results.append, progress=lambda *step: steps.append(step))
    qtbot.waitUntil(lambda: results == [3])
    assert steps == [(0, 3, "0"), (1, 3, "1"), (2, 3, "2")]


def test_a_running_job_can_be_cancelled(qtbot: QtBot, thread: VaultThread):
    seen: list[int] = []
    ended: list[str] = []
    job = count_to(2000, seen)
    task = thread.run(job, lambda _n: ended.append("done"), cancelled=lambda: ended.append("cancelled"))
    qtbot.waitUntil(lambda: len(seen) > 2)
    task.cancel()
    qtbot.waitUntil(lambda: bool(ended))
    assert ended == ["cancelled"]
    assert len(seen) < 2000


def test_a_waiting_job_can_be_cancelled(qtbot: QtBot, thread: VaultThread):
    gate = threading.Event()
    seen: list[int] = []
    ended: list[str] = []
    thread.ask(lambda: gate.wait(PATIENT_SECONDS))
    thread.run(count_to(3, seen), cancelled=lambda: ended.append("cancelled")).cancel()
    gate.set()
    qtbot.waitUntil(lambda: bool(ended))
    assert not seen


def test_nothing_arrives_after_the_vault_was_locked(qtbot: QtBot, thread: VaultThread):
    started, gate = threading.Event(), threading.Event()
    heard: list[str] = []

    def slow() -> str:
        started.set()
        gate.wait(PATIENT_SECONDS)
        return "late"

    thread.ask(slow, heard.append)
    thread.ask(lambda: "never asked", heard.append)
    assert started.wait(PATIENT_SECONDS)
    thread.drop()
    thread.ask(lambda: "closed", heard.append)
    gate.set()
    qtbot.waitUntil(lambda: bool(heard))
    assert heard == ["closed"]
    qtbot.waitUntil(lambda: not thread.is_busy())


def test_the_thread_ends_when_told(qapp: object):
    thread = VaultThread()
    done = threading.Event()
    thread.ask(lambda: (time.sleep(0.02), done.set()))
    thread.stop()
    assert done.is_set()


@pytest.mark.parametrize("text", ["", "Importing"])
def test_tasks_carry_their_label(qtbot: QtBot, thread: VaultThread, text: str):
    with qtbot.waitSignal(thread.began) as signal:
        thread.ask(lambda: None, label=text)
    assert signal.args is not None
    assert signal.args[0].label == text


def test_nothing_is_asked_of_a_vault_that_was_let_go(desk: Desk, qtbot: QtBot):
    answers: list[object] = []
    vault = desk.release()
    desk.ask(lambda _vault: 1, answers.append, failed=answers.append).cancel()
    desk.search("zoë", answers.append)
    desk.run(lambda _vault: Job("never", lambda _progress: 1), answers.append, failed=answers.append)
    assert not desk.worker.is_busy()
    assert answers == []
    desk._vault = vault  # for the fixture, which closes it
