"""Houses at their largest, beside work of the same machine that everybody knows the size of.

The board beside rectangles painted, finding a bed beside rows read by sqlite3, placing beside the order of booking, a
year's rota beside its rule slot by slot, settling up alone.
"""

import datetime
import os
import random
import sqlite3
from typing import Any

from app.capabilities.houses.beds.calendar import BedCalendar
from app.capabilities.houses.beds.finding import find_beds
from app.capabilities.houses.beds.rows import BedPlan, BedRow, RequirementRow, RoomRow, StayRow
from app.capabilities.houses.board.rows import build
from app.capabilities.houses.chores.improving import make_rota
from app.capabilities.houses.chores.rota import slot_by_slot
from app.capabilities.houses.chores.rows import SlotRow
from app.capabilities.houses.placing.booking import in_order_of_booking
from app.capabilities.houses.placing.outcome import score
from app.capabilities.houses.placing.place import place
from app.capabilities.houses.placing.task import make_task
from app.capabilities.houses.sharing.booking import HouseMovement, balances
from app.capabilities.houses.sharing.settling import settle_up
from tests.bench.harness import Bench
from tests.bench.machine import Beside, seconds

DAY = datetime.date(2026, 6, 1)
ONE = datetime.timedelta(days=1)
_IN_SIGHT = 40  # lines of the board in a window 800 pixels high


def plan_of(beds: int, stays: int, nights: int, *, placed: bool = True, seed: int = 1) -> BedPlan:
    """Make a plan of rooms of three; stays of it follow each other in their beds, or wait for one with wishes."""
    chance = random.Random(seed)
    rooms = tuple(
        RoomRow(f"r{n:03}", f"h{n // 7:02}", f"Room {n}", step_free=n % 4 == 0, quiet=n % 3 == 0)
        for n in range(beds // 3)
    )
    places = tuple(BedRow(f"b{n:03}", f"r{n // 3:03}", f"Bed {n % 3 + 1}") for n in range(beds))
    rows: list[StayRow] = []
    each = max(2, nights * beds // max(1, stays))
    for n in range(stays):
        if placed:
            first = DAY + (n // beds) * each * ONE
            rows.append(StayRow(f"s{n:05}", f"p{n:05}", first, first + (each - 1) * ONE, f"b{n % beds:03}"))
        else:
            first = DAY + chance.randrange(nights - 5) * ONE
            last = min(first + chance.randrange(2, 10) * ONE, DAY + nights * ONE)
            room = f"r{chance.randrange(beds // 3):03}" if chance.random() < 0.2 else None
            rows.append(StayRow(f"s{n:05}", f"p{n:05}", first, last, booked=f"{n:05}", asked_room=room))
    needs = [
        RequirementRow(f"q{n:05}", f"p{n:05}", "step_free" if n % 2 else "quiet", must=n % 2 == 1)
        for n in range(0, 0 if placed else stays, 7)
    ]
    return BedPlan(rooms, places, tuple(rows), (), tuple(needs))


def bench_find_a_bed(bench: Bench) -> None:
    """Give a bed in 600 with 3,000 stays, beside reading 3,000 rows by sqlite3: under 10 times that."""
    plan = plan_of(600, 3000, 60)
    base = sqlite3.connect(":memory:")
    base.execute("CREATE TABLE stay (id TEXT, person TEXT, bed TEXT, first TEXT, last TEXT)")
    rows = [(s.id, s.person, s.bed, str(s.from_day), str(s.to_day)) for s in plan.stays]
    base.executemany("INSERT INTO stay VALUES (?, ?, ?, ?, ?)", rows)
    beside = Beside(
        "3,000 rows by sqlite3", min(seconds(lambda: base.execute("SELECT * FROM stay").fetchall()) for _ in range(9))
    )
    nights = (DAY.toordinal() + 10, DAY.toordinal() + 15)
    bench.measure("find a bed, calendar and all", lambda: find_beds(BedCalendar(plan), nights), beside=beside)
    calendar = BedCalendar(plan)
    bench.measure("find a bed, calendar at hand", lambda: find_beds(calendar, nights), beside=beside)
    base.close()


def bench_place(bench: Bench) -> None:
    """Placing 60 and 200 people in 60 beds over 30 nights, beside the order of booking: under 200 times that."""
    for people in (60, 200):
        plan = plan_of(60, people, 30, placed=False)
        window = (DAY.toordinal(), DAY.toordinal() + 30)

        def booking(plan: BedPlan = plan, window: tuple[int, int] = window) -> None:
            in_order_of_booking(make_task(plan, window))

        beside = Beside("in the order of booking", min(seconds(booking) for _ in range(5)))
        bench.measure(
            f"place {people} people", lambda plan=plan: place(plan, DAY, DAY + 30 * ONE), beside=beside, times=3
        )
        task = make_task(plan, window)
        assert place(plan, DAY, DAY + 30 * ONE).score <= score(task, in_order_of_booking(task))


def bench_rota(bench: Bench) -> None:
    """Give a year's rota for twelve, beside the rule slot by slot: under 100 times that."""
    people = tuple(f"p{n:02}" for n in range(12))
    present = {DAY.toordinal() + n: people for n in range(365)}
    slots = [
        SlotRow(f"{name}{n:03}", name, DAY + n * ONE, minutes)
        for name, minutes, every in (("cook", 60, 1), ("wash", 30, 1), ("bath", 45, 7), ("bins", 10, 7))
        for n in range(0, 365, every)
    ]
    beside = Beside("slot by slot", min(seconds(lambda: slot_by_slot(slots, present, DAY)) for _ in range(3)))
    bench.measure("a year's rota", lambda: make_rota(slots, present, DAY), beside=beside, times=2)


def bench_money(bench: Bench) -> None:
    """Settling up 15 people (under 200 ms), and the statements of 30 houses."""
    chance = random.Random(3)
    amounts = {f"p{n:02}": chance.randrange(-(10**6), 10**6) for n in range(14)}
    amounts["rest"] = -sum(amounts.values())
    bench.measure("settle up 15 people", lambda: settle_up(amounts))
    entries = [
        HouseMovement(
            DAY, "Gas", "EUR", tuple((f"h{h:02}p{p:02}", -100 if p else 900) for p in range(10)), f"b{h}{n}", f"h{h}"
        )
        for h in range(30)
        for n in range(100)
    ]
    rows = [(entry.source, who, minor) for entry in entries for who, minor in entry.parts]
    base = sqlite3.connect(":memory:")
    base.execute("CREATE TABLE posting (source TEXT, who TEXT, minor INTEGER)")
    base.executemany("INSERT INTO posting VALUES (?, ?, ?)", rows)
    beside = Beside(
        "reading the postings", min(seconds(lambda: base.execute("SELECT * FROM posting").fetchall()) for _ in range(5))
    )
    bench.measure("statements of 30 houses", lambda: balances(entries), beside=beside)
    base.close()


def bench_board(bench: Bench) -> None:
    """Give the board of 60 x 90 and of 600 x 365 with 18,000 stays, beside 1,000 rectangles filled by QPainter."""
    os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
    from PySide6.QtCore import QRectF
    from PySide6.QtGui import QColor, QPainter, QPixmap
    from PySide6.QtWidgets import QApplication

    from ui.rooms.houses.board_view.timeline import BoardTimeline

    app = QApplication.instance() or QApplication([])
    canvas = QPixmap(1280, 800)

    def rectangles() -> None:
        painter = QPainter(canvas)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        for n in range(1000):
            painter.fillRect(QRectF(n % 40 * 32, n // 40 * 32, 30.5, 24.5), QColor("#0c6666"))
        painter.end()

    beside = Beside("1,000 rectangles", min(seconds(rectangles) for _ in range(9)))
    for beds, nights, stays in ((60, 90, 400), (600, 365, 18_000)):
        plan = plan_of(beds, stays, nights)
        window = (DAY.toordinal(), DAY.toordinal() + nights)
        houses = [(house, house) for house in sorted({room.house for room in plan.rooms})]
        calendar = BedCalendar(plan)

        def seen(calendar: BedCalendar = calendar, window: tuple[int, int] = window, houses: Any = houses) -> None:
            board = build(calendar, window, houses, str)
            for line in range(_IN_SIGHT):
                board.bars_on(line)

        bench.measure(f"build {beds} x {nights}, with the bars in sight", seen, beside=beside)
        timeline = BoardTimeline(DAY)
        timeline.resize(1280, 800)
        timeline.show_board(build(calendar, window, houses, str))
        bench.measure(f"paint {beds} x {nights}", lambda timeline=timeline: timeline.viewport().grab(), beside=beside)

        def scroll(timeline: BoardTimeline = timeline) -> None:
            timeline.scroll_nights(1)
            timeline.viewport().grab()

        bench.measure(f"a scroll step, {beds} x {nights}", scroll, beside=beside)
        timeline.deleteLater()
    app.processEvents()
