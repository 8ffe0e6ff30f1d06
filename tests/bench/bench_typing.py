"""Typing into the list of 50,000 people, at the widget: from the key to the rows that are painted."""

from __future__ import annotations

import math
import os
import tempfile
import time
from pathlib import Path
from typing import Any

from app.records.changes import Add, New
from tests.bench.harness import Bench

PEOPLE, PACE = 50_000, 2_000
FIRST = ("Łukasz", "Amina", "Zoë", "Иван", "María", "Nguyen", "Aisha", "Jürgen", "Chloé", "山田")
LAST = ("Nowak", "Adeyemi", "Ärger", "Петров", "García", "Van An", "Rahman", "Groß", "Dupont", "太郎")
TYPED = ("lukasz nowak", "amina", "03012345", "maria garcia 3", "person4711@example.org", "driver", "иван", "zoe arger")
FEW_IN_A_HUNDRED = 0.95
PAUSE = 5
"""Milliseconds between two looks at whether something has happened."""


def bench_keystrokes(bench: Bench) -> None:
    """Type words letter by letter and wait for the list after each; the row gives the least and the 95th percentile."""
    os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
    with tempfile.TemporaryDirectory() as folder:
        taken = sorted(_keystrokes(Path(folder)))
    worst = taken[math.ceil(len(taken) * FEW_IN_A_HUNDRED) - 1]
    name = f"a letter typed into the list of {PEOPLE:,} people: 95 of 100, over {len(taken)} letters"
    bench.report(name, [worst], beside=bench.machine.reading(200))
    bench.report("the usual letter of these", [taken[len(taken) // 2]], beside=bench.machine.reading(200))


def _people() -> list[list[Add]]:
    """Give people of many scripts with a number, an address and a tag, in batches."""
    batches: list[list[Add]] = []
    for start in range(0, PEOPLE, PACE):
        adds: list[Add] = []
        for n in range(start, start + PACE):
            name = f"{FIRST[n % 10]} {LAST[n // 10 % 10]} {n // 100}"
            adds.append(Add("person", {"name": name, "tags": [("driver", "cook", "night")[n % 3]]}))
            who = New(len(adds) - 1)
            adds.append(Add("contact_point", {"person": who, "kind": "phone", "value": f"030 {12_000_000 + n}"}))
            adds.append(Add("contact_point", {"person": who, "kind": "email", "value": f"person{n}@example.org"}))
        batches.append(adds)
    return batches


def fill(vault: Any) -> None:
    """Take everybody in, and close the vault."""
    for adds in _people():
        vault.apply(adds, "people")
    vault.close()


def _keystrokes(folder: Path) -> list[float]:
    """Open the room over such a vault, and time each letter."""
    from PySide6.QtCore import QEventLoop
    from PySide6.QtTest import QTest

    from app.services.vaults import vaults
    from tests.group import PASSPHRASE, declared, environment
    from ui.frame.desk import Desk
    from ui.rooms.people.room import PeopleRoom
    from ui.shell.start import application
    from ui.theme.theme import Theme
    from ui.work.jobs import VaultThread

    app = application()
    if app.findChild(Theme) is None:
        Theme(app, "light", scale=1.0)
    world = environment(folder / "computer")
    vault, _code = vaults.create_vault(folder / "vault", PASSPHRASE, "Group", "Ann", declared(), world)
    fill(vault)
    thread = VaultThread()
    made: list[Any] = []
    thread.ask(lambda: vaults.open_vault(folder / "vault", PASSPHRASE, declared(), world), made.append)

    def until(happened: Any) -> None:
        while not happened():
            app.processEvents(QEventLoop.ProcessEventsFlag.AllEvents, PAUSE)
            time.sleep(PAUSE / 1000)

    until(lambda: made)
    desk = Desk(thread, made[0], made[0].registry, world.now)
    room = PeopleRoom(desk, lambda _query: None)
    room.resize(1180, 780)
    room.show()
    room.enter()
    until(lambda: room.table.model.rowCount() and not thread.is_busy())
    # Waiting must not take the processor from the vault's thread.
    loop = QEventLoop()
    room.table.model.loaded.connect(loop.quit)
    taken: list[float] = []
    for words in TYPED:
        room.bar.clear()
        until(lambda: not thread.is_busy())
        for letter in words:
            start = time.perf_counter()
            if letter.isascii():
                QTest.keyClicks(room.bar.line, letter)
            else:
                room.bar.line.insert(letter)  # The keys of QTest are those of ASCII.
            loop.exec()
            room.table.view.viewport().repaint()
            taken.append(time.perf_counter() - start)
            until(lambda: not thread.is_busy())
    room.close()
    closing: list[object] = []
    thread.drop()
    thread.ask(made[0].close, closing.append)
    until(lambda: closing)
    thread.stop()
    return taken
