"""A window of its own that unlocks a vault: `python -m tests.bench.unlocking FOLDER` prints what it took as JSON.

The key costs next to nothing there, so that what is measured is all that is not Argon2id.
"""

from __future__ import annotations

import json
import sys
import time
from collections.abc import Callable
from pathlib import Path

from PySide6.QtCore import QEvent, QEventLoop, QObject

from app import bootstrap
from tests.bench.harness import from_status
from tests.group import PASSPHRASE, environment
from ui.shell.session import WindowSession
from ui.shell.start import RESOURCES, application, import_plainly, rooms_of
from ui.theme.theme import Theme

PAUSE = 5
"""Milliseconds between two looks at whether something has happened."""
AT_REST = 2.0
"""Seconds after which a window that nobody touches has done what it does by itself."""


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


def main(root: Path) -> None:
    """Unlock, wait for Today and then for rest."""
    import_plainly()
    app = application()
    Theme(app, "light", scale=1.0)
    session = WindowSession(environment(root / "computer"), bootstrap.registry, rooms_of, RESOURCES / "sheets")
    painted = _Painted()

    def until(happened: Callable[[], object]) -> None:
        while not happened():
            app.processEvents(QEventLoop.ProcessEventsFlag.AllEvents, PAUSE)
            time.sleep(PAUSE / 1000)

    session.start(root / "vault")
    until(lambda: "ui.shell.rooms" in sys.modules and not session.thread_of_vault.is_busy())
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
    print(json.dumps({"shown": shown, "filled": filled - start, "memory": from_status("VmRSS")}), flush=True)
    session.close()


if __name__ == "__main__":
    main(Path(sys.argv[1]))
