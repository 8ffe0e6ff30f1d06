"""A window of its own that unlocks a vault: `python -m tests.bench.unlocking FOLDER` prints what it took as JSON.

With `ROOM...` after it, what entering each of these rooms first took stands there too.

The key costs next to nothing there, so that what is measured is all that is not Argon2id. Nothing is imported but what
the program imports, and in its order (`app.main`): the memory is the program's own.
"""

from __future__ import annotations

import datetime
import json
import os
import sys
import time
from collections.abc import Callable, Sequence
from pathlib import Path

from ui.platform.plain_imports import import_plainly

import_plainly()

from PySide6.QtCore import QEvent, QEventLoop, QObject  # noqa: E402

from app import bootstrap  # noqa: E402
from app.paths import Paths  # noqa: E402
from app.storage.folder.environment import Environment  # noqa: E402
from app.storage.keys.cost import Cost, Policy  # noqa: E402
from ui.shell.session import WindowSession  # noqa: E402
from ui.shell.start import RESOURCES, application, rooms_of  # noqa: E402
from ui.theme.theme import Theme  # noqa: E402
from ui.work.collecting import Collector  # noqa: E402

PASSPHRASE = "correct horse battery"
CHEAP = Policy(Cost(64, 1, 4), Cost(1024, 8, 4), 8192, measure=lambda _cost: 1.0)
PAUSE = 5
"""Milliseconds between two looks at whether something has happened."""
AT_REST = 2.0
"""Seconds after which a window that nobody touches has done what it does by itself."""


class _Clock:
    """Goes on by a second each time it is read."""

    def __init__(self) -> None:
        self.time = datetime.datetime(2026, 11, 30, 6, 30, tzinfo=datetime.UTC)

    def __call__(self) -> datetime.datetime:
        """Give the time it is."""
        self.time += datetime.timedelta(seconds=1)
        return self.time


class _Painted(QObject):
    """Notes when Today was painted first."""

    def __init__(self) -> None:
        super().__init__()
        self.at: float | None = None

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:  # noqa: N802 - Qt's name.
        """Look at everything and keep nothing back."""
        if self.at is None and event.type() == QEvent.Type.Paint and type(watched).__name__ == "TodayRoom":
            self.at = time.process_time()
        return False


def _resident() -> int:
    """Bytes of memory that the process has."""
    line = next(line for line in Path("/proc/self/status").read_text("ascii").splitlines() if line.startswith("VmRSS:"))
    return int(line.split()[1]) * 1024


def main(root: Path, rooms: Sequence[str] = ()) -> None:
    """Unlock, wait for Today and then for rest; then go through rooms, if any are named."""
    app = application()
    collector = Collector(app)
    Theme(app, "light", scale=1.0)
    environment = Environment(_Clock(), os.urandom, Paths.under(root / "computer"), CHEAP)
    session = WindowSession(environment, bootstrap.registry, rooms_of, RESOURCES / "sheets")
    loaded: list[bool] = []
    session.loaded.connect(collector.spare)
    session.loaded.connect(lambda: loaded.append(True))
    painted = _Painted()

    def until(happened: Callable[[], object]) -> None:
        while not happened():
            app.processEvents(QEventLoop.ProcessEventsFlag.AllEvents, PAUSE)
            time.sleep(PAUSE / 1000)

    session.start(root / "vault")
    until(lambda: loaded and not session.thread_of_vault.is_busy())
    app.installEventFilter(painted)
    page = session.gate.unlock_page
    page.passphrase.line.setText(PASSPHRASE)
    start = time.process_time()
    page.done.click()
    until(lambda: painted.at)
    until(lambda: not session.thread_of_vault.is_busy())
    filled = time.process_time()
    end = time.monotonic() + AT_REST
    until(lambda: time.monotonic() > end and not session.thread_of_vault.is_busy())
    shown = (painted.at or filled) - start
    memory = _resident()
    entered: dict[str, tuple[float, int]] = {}
    workplace = session.workplace
    for room in rooms:
        assert workplace is not None
        before, held = time.process_time(), _resident()
        workplace.go(room)
        until(lambda: not session.thread_of_vault.is_busy())
        entered[room] = time.process_time() - before, _resident() - held
    found = {"shown": shown, "filled": filled - start, "memory": memory, "entered": entered}
    print(json.dumps(found), flush=True)
    session.close()


if __name__ == "__main__":
    main(Path(sys.argv[1]), sys.argv[2:])
