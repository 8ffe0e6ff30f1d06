"""From the start of the process to the first page of the window painted, beside a bare window."""

from __future__ import annotations

import os
import subprocess
import sys
import tempfile

from tests.bench.harness import Bench
from tests.bench.machine import Beside, seconds

WATCH = """
import os, sys
from PySide6.QtCore import QEvent, QObject, QTimer
from PySide6.QtWidgets import QApplication, QLabel
class Watch(QObject):
    def eventFilter(self, watched, event):
        if event.type() == QEvent.Type.Paint and type(watched).__name__ in NAMES:
            app.removeEventFilter(self)
            QTimer.singleShot(0, lambda: os._exit(0))
        return False
app = QApplication(["start"])
watch = Watch()
app.installEventFilter(watch)
"""
BARE = "NAMES = {'QLabel'}" + WATCH + "made = QLabel('Hello'); made.resize(1280, 800); made.show(); app.exec()"
GATE = "NAMES = {'WelcomePage', 'UnlockPage'}" + WATCH + "from app.main import main; main([])"


def bench_start(bench: Bench) -> None:
    with tempfile.TemporaryDirectory() as home:
        variables = os.environ | {"QT_QPA_PLATFORM": "offscreen", "SWITCHBOARD_HOME": home}

        def start(code: str) -> None:
            subprocess.run([sys.executable, "-X", "utf8", "-c", code], env=variables, check=True, capture_output=True)

        start(GATE)
        bare = sorted(seconds(lambda: start(BARE)) for _ in range(5))[2]
        bench.measure("start to the gate painted", lambda: start(GATE), beside=Beside("a bare PySide6 window", bare))
