"""A job runs the same with and without somebody listening."""

from __future__ import annotations

import pytest

from app.services.jobs import Cancelled, Job, Progress


def count_to_three(progress: Progress) -> int:
    """Give a piece of work with three steps and a safe place to stop before each."""
    for number in range(1, 4):
        progress.check()
        progress.step(number, 3, f"number {number}")
    return 3


def test_work_runs_without_a_listener() -> None:
    assert Job("Counting", count_to_three).run(Progress()) == 3


def test_the_listener_hears_every_step() -> None:
    heard: list[tuple[int, int, str]] = []
    progress = Progress(report=lambda done, total, text: heard.append((done, total, text)))
    Job("Counting", count_to_three).run(progress)
    assert heard == [(1, 3, "number 1"), (2, 3, "number 2"), (3, 3, "number 3")]


def test_work_stops_at_the_next_safe_place() -> None:
    heard: list[int] = []
    progress = Progress(report=lambda done, _total, _text: heard.append(done), cancelled=lambda: len(heard) == 2)
    with pytest.raises(Cancelled):
        Job("Counting", count_to_three).run(progress)
    assert heard == [1, 2]
