"""The first page of the window waits for nothing that only an open vault needs."""

from __future__ import annotations

import subprocess
import sys

import pytest

HEAVY = {"sqlalchemy", "sqlmodel", "pydantic", "babel", "phonenumbers", "qtawesome", "qtpy", "cryptography", "segno"}

SHOW = """
import sys
from pathlib import Path
from PySide6.QtWidgets import QApplication
from app import bootstrap
from ui.shell.session import WindowSession
from ui.shell.start import RESOURCES, rooms_of
app = QApplication([])
session = WindowSession(bootstrap.environment({"SWITCHBOARD_HOME": sys.argv[1]}), dict, rooms_of, RESOURCES / "sheets")
session.opening.begin()
session.window.show()
session.window.grab()
print(*sorted(sys.modules))
session.thread_of_vault.stop()
session.press.stop()
"""


def test_the_gate_is_painted_without_records_services_or_rooms(tmp_path):
    command = [sys.executable, "-c", SHOW, str(tmp_path)]
    done = subprocess.run(command, capture_output=True, text=True, timeout=120, check=True)
    loaded = set(done.stdout.split())
    assert "ui.frame.gate.welcome" in loaded
    assert loaded & HEAVY == set()
    assert [name for name in loaded if name.startswith(("ui.rooms.", "app.capabilities.", "sync."))] == []


IMPORT = """
import linecache
from ui.platform.plain_imports import import_plainly
import_plainly()
import ui.shell.start
import app.services.records.records
print(*sorted(each for each in linecache.cache if "ui" in each or "sqlalchemy" in each and each.endswith(".py")))
"""


def test_no_source_stays_in_memory_at_the_gate_and_behind_it():
    done = subprocess.run([sys.executable, "-c", IMPORT], capture_output=True, text=True, timeout=120, check=True)
    assert done.stdout.strip() == ""


BEHIND = """
import sys
from ui.platform.plain_imports import import_plainly
import_plainly()
from app import bootstrap
from ui.shell.session import load
load(bootstrap.registry)
print(*sorted(sys.modules))
"""


@pytest.mark.long
def test_behind_the_gate_only_the_first_room_is_imported():
    done = subprocess.run([sys.executable, "-c", BEHIND], capture_output=True, text=True, timeout=120, check=True)
    rooms = [name for name in done.stdout.split() if name.startswith("ui.rooms.") and name.endswith(".room")]
    assert rooms == ["ui.rooms.today.room"]
