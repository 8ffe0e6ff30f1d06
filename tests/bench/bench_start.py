"""From the start to the first page painted, from the passphrase to Today, and the help, each beside a bare start."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import tempfile
from pathlib import Path

from tests.bench.bench_typing import PEOPLE, fill
from tests.bench.harness import Bench
from tests.bench.machine import Beside, seconds

ROOMS = ("people", "projects", "funds", "houses", "switchboard", "playbooks", "library")
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


def bench_help(bench: Bench) -> None:
    """Give the list of commands, as the program is started."""
    command = [sys.executable, "-I", "-X", "utf8", "-m", "app", "--help"]
    root = Path(__file__).parents[2]
    bench.measure(
        "switchboard --help",
        lambda: subprocess.run(command, cwd=root, check=True, capture_output=True),
        times=9,
        beside=bench.machine.starting(),
    )


def bench_unlock(bench: Bench) -> None:
    """Unlock a vault of 50,000 people in a window: processor time, and the memory that is in use at rest."""
    from app.services.vaults import vaults
    from tests.group import PASSPHRASE, declared, environment

    with tempfile.TemporaryDirectory() as folder:
        world = environment(Path(folder, "computer"))
        vault, _code = vaults.create_vault(Path(folder, "vault"), PASSPHRASE, "Group", "Ann", declared(), world)
        fill(vault)
        command = [sys.executable, "-X", "utf8", "-m", "tests.bench.unlocking", folder, *ROOMS]
        variables = os.environ | {"QT_QPA_PLATFORM": "offscreen"}
        done = [
            json.loads(subprocess.run(command, env=variables, check=True, capture_output=True, text=True).stdout)
            for _ in range(3)
        ]
    memory = max(each["memory"] for each in done)
    bench.report(f"{PEOPLE:,} people: passphrase to Today in sight", [each["shown"] for each in done])
    for room in ROOMS:
        times, grown = zip(*(each["entered"][room] for each in done), strict=True)
        bench.report(f"the room “{room}” entered first, to filled", times, memory=max(grown))
    bench.report(
        "the same to Today filled; all of the process at rest", [each["filled"] for each in done], memory=memory
    )
