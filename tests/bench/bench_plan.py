"""Planning a week of 2,000 needs and 2,000 offers, beside the bare transport program solved by HiGHS."""

import datetime
import os
import threading
import time
from random import Random

from app.capabilities.switchboard.fitting import Fitter
from app.capabilities.switchboard.matching import matches
from app.capabilities.switchboard.overview import overview
from app.capabilities.switchboard.plan_service import plan_week
from app.capabilities.switchboard.planning.answer import WeekPlan
from app.capabilities.switchboard.planning.draft import worth
from app.capabilities.switchboard.planning.program import Program
from app.capabilities.switchboard.planning.solving import SolvedWeek, holds, solve
from app.capabilities.switchboard.planning.week import PlanningWeek, week_of
from app.capabilities.switchboard.rows import ListingBook
from app.capabilities.switchboard.stress import stress
from app.services.jobs import Progress
from tests.bench.harness import Bench
from tests.bench.machine import Beside

DAY = datetime.date(2026, 3, 2)


def bench_plan(bench: Bench) -> None:
    """Give the plan of the stress set: its time, and how near it comes to what no plan can pass."""
    field = stress(2000, Random(1), DAY)
    bench.measure("find the pairs of 2,000 needs and offers", lambda: week_of(field, DAY, DAY), times=1)
    week = week_of(field, DAY, DAY)
    bare, began = time.process_time(), time.perf_counter()
    _bare(week)
    bare, beside = time.process_time() - bare, Beside("the transport program alone", time.perf_counter() - began)
    plans: list[SolvedWeek] = []
    own = time.process_time()
    bench.measure("plan 2,000 needs and offers", lambda: plans.append(_planned(week)), times=1, beside=beside)
    own = time.process_time() - own
    assert own <= 30 * bare, (own, bare)
    bench.measure("the whole answer, with pairs, times and reasons", lambda: _answered(field), times=1, beside=beside)
    solved = plans[0]
    covered, greedy = sum(solved.given.values()), sum(solved.greedy.values())
    assert holds(solved.week, solved.given)
    assert worth(week, solved.given) >= worth(week, solved.greedy)
    assert covered >= greedy
    assert covered >= 0.99 * solved.bound, (covered, solved.bound)


def bench_small_plan(bench: Bench) -> None:
    """Give the plan of 200 needs and offers."""
    week = week_of(stress(200, Random(1), DAY), DAY, DAY)
    bench.measure("plan 200 needs and offers", lambda: _planned(week), times=3)


def bench_cancel(bench: Bench) -> None:
    """How long a plan takes to end after somebody has cancelled it."""
    week = week_of(stress(2000, Random(1), DAY), DAY, DAY)
    taken: list[float] = []
    for wait in (0.3, 1.0, 2.0):
        began = time.perf_counter()
        solve(week, Progress(cancelled=lambda began=began, wait=wait: time.perf_counter() - began > wait))
        taken.append(time.perf_counter() - began - wait)
    bench.report("end a plan that was cancelled", taken)


def bench_matches(bench: Bench) -> None:
    """Tell what fits one listing of 20,000."""
    field = stress(10_000, Random(2), DAY)
    first = next(each for each in field.listings.values() if each.side == "need")
    fitter, beside = Fitter(field, DAY), bench.machine.reading(20_000)
    bench.measure("what fits one of 20,000 listings, the field at hand", lambda: matches(fitter, first), beside=beside)
    bench.measure("the same with the look-ups made anew", lambda: matches(Fitter(field, DAY), first), beside=beside)


def bench_field(bench: Bench) -> None:
    """Tell of 20,000 listings what is needed, offered and idle, and which needs nobody can meet."""
    field = stress(10_000, Random(2), DAY)
    bench.measure("the field of play of 20,000 listings, one week", lambda: overview(field, DAY), times=1)


def bench_keys(bench: Bench) -> None:
    """How long a key takes in a window while a plan of 2,000 needs is solved beside it: both want the interpreter."""
    os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
    from PySide6.QtTest import QTest
    from PySide6.QtWidgets import QApplication, QLineEdit

    app = QApplication.instance() or QApplication([])
    line = QLineEdit()
    line.show()
    week = week_of(stress(2000, Random(1), DAY), DAY, DAY)
    solving = threading.Thread(target=lambda: solve(week, Progress()))
    solving.start()
    taken: list[float] = []
    while solving.is_alive():
        began = time.perf_counter()
        QTest.keyClicks(line, "a")
        app.processEvents()
        taken.append(time.perf_counter() - began)
        time.sleep(0.02)
    bench.report("a key in the window while a plan is solved", taken)


def _bare(week: PlanningWeek) -> None:
    """Solve the transport program once."""
    program = Program(week, week.pairs, Progress())
    program.best(dict.fromkeys(range(program.columns), 1.0))


def _answered(field: ListingBook) -> WeekPlan:
    """Plan from listings to words within ten seconds."""
    began = time.perf_counter()
    return plan_week(field, DAY, DAY, Progress(cancelled=lambda: time.perf_counter() - began > 10))


def _planned(week: PlanningWeek) -> SolvedWeek:
    """Plan within ten seconds."""
    began = time.perf_counter()
    return solve(week, Progress(cancelled=lambda: time.perf_counter() - began > 10))
