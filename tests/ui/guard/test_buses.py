"""Sleep, a locked screen and another user's turn, as a login manager tells of them on a bus of the test's own."""

from __future__ import annotations

import os
import shutil
import subprocess
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest
from PySide6 import QtCore
from PySide6.QtCore import Property, QObject, Slot
from PySide6.QtDBus import QDBusConnection, QDBusMessage, QDBusObjectPath, QDBusUnixFileDescriptor
from pytestqt.qtbot import QtBot

from tests.patience import PATIENT_SECONDS
from ui.guard.buses import BusSigns

pytestmark = pytest.mark.skipif(shutil.which("dbus-daemon") is None, reason="no dbus-daemon here")

LOGIN, PATH, OWN = "org.freedesktop.login1", "/org/freedesktop/login1", "/org/freedesktop/login1/session/_37"
MANAGER, SESSION, PROPERTIES = f"{LOGIN}.Manager", f"{LOGIN}.Session", "org.freedesktop.DBus.Properties"
of_interface: Any = QtCore.ClassInfo  # Its declaration hides that it decorates classes.
CONFIG = """<!DOCTYPE busconfig PUBLIC "-//freedesktop//DTD D-Bus Bus Configuration 1.0//EN"
 "http://www.freedesktop.org/standards/dbus/1.0/busconfig.dtd">
<busconfig>
  <type>session</type>
  <listen>unix:path={socket}</listen>
  <policy context="default"><allow user="*"/><allow own="*"/>
    <allow send_destination="*" eavesdrop="true"/><allow eavesdrop="true"/></policy>
</busconfig>
"""


@of_interface({"D-Bus Interface": MANAGER})
class Manager(QObject):
    """The login manager, as far as we ask it."""

    def __init__(self) -> None:
        super().__init__()
        self.asked: list[str] = []
        self.wanted: list[tuple[str, ...]] = []
        self.kept: list[int] = []

    @Slot(str, result="QDBusObjectPath")
    def GetSession(self, name: str) -> QDBusObjectPath:
        self.asked.append(name)
        return QDBusObjectPath(OWN)

    @Slot(str, str, str, str, result="QDBusUnixFileDescriptor")
    def Inhibit(self, *words: str) -> QDBusUnixFileDescriptor:
        self.wanted.append(words)
        ours, theirs = os.pipe()
        self.kept.append(ours)
        handed = QDBusUnixFileDescriptor(theirs)
        os.close(theirs)
        return handed

    def is_waited_for(self, number: int) -> bool:
        """Whether somebody still holds the other end of a pipe that was handed out."""
        os.set_blocking(self.kept[number], False)
        try:
            return os.read(self.kept[number], 1) != b""
        except BlockingIOError:
            return True


@of_interface({"D-Bus Interface": SESSION})
class Own(QObject):
    """Our session: on the screen, or not."""

    def __init__(self) -> None:
        super().__init__()
        self.active = True

    def _is_active(self) -> bool:
        return self.active

    Active = Property(bool, _is_active)


@dataclass
class Computer:
    """One bus that stands for both, a login manager on it, and what was heard."""

    qtbot: QtBot
    bus: QDBusConnection
    signs: BusSigns
    manager: Manager
    own: Own
    heard: list[None] = field(default_factory=list)

    def tell(self, path: str, interface: str, name: str, *words: object) -> None:
        message = QDBusMessage.createSignal(path, interface, name)
        message.setArguments(list(words))
        assert self.bus.send(message)

    def until_heard(self, times: int) -> None:
        self.qtbot.waitUntil(lambda: len(self.heard) >= times)

    def nothing_more_after(self, times: int) -> None:
        """Give a sign that is surely heard comes after what must not be heard.

        Messages of one sender keep their order.
        """
        self.tell(PATH, MANAGER, "PrepareForSleep", True)
        self.until_heard(times + 1)
        assert len(self.heard) == times + 1


@pytest.fixture
def bus(tmp_path: Path) -> Iterator[str]:
    config, socket = tmp_path / "bus.conf", tmp_path / "bus"
    config.write_text(CONFIG.format(socket=socket))
    words = ["dbus-daemon", f"--config-file={config}", "--nofork", "--print-address=1"]
    daemon = subprocess.Popen(words, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True)
    assert daemon.stdout is not None
    yield daemon.stdout.readline().strip()
    daemon.kill()
    daemon.wait(PATIENT_SECONDS)
    daemon.stdout.close()


@pytest.fixture
def computer(qtbot: QtBot, bus: str, tmp_path: Path) -> Iterator[Computer]:
    names = [f"{tmp_path.name} {role}" for role in ("ours", "theirs")]
    ours, theirs = (QDBusConnection.connectToBus(bus, name) for name in names)
    assert ours.isConnected()
    manager, own = Manager(), Own()
    options = QDBusConnection.RegisterOption
    assert theirs.registerService(LOGIN)
    assert theirs.registerObject(PATH, manager, options.ExportAllSlots)
    assert theirs.registerObject(OWN, own, options.ExportAllProperties)
    signs = BusSigns(ours, ours, "The vault is being locked.", {"XDG_SESSION_ID": "7"})
    computer = Computer(qtbot, theirs, signs, manager, own)
    signs.leaving.connect(lambda: computer.heard.append(None))
    qtbot.waitUntil(signs.is_holding)
    yield computer
    signs.release()
    for name in names:
        QDBusConnection.disconnectFromBus(name)
    for each in manager.kept:
        os.close(each)


def test_sleep_waits_until_everything_is_put_away(computer: Computer):
    manager = computer.manager
    assert manager.wanted == [("sleep", "Switchboard", "The vault is being locked.", "delay")]
    computer.tell(PATH, MANAGER, "PrepareForSleep", True)
    computer.until_heard(1)
    assert manager.is_waited_for(0)
    computer.signs.release()
    computer.qtbot.waitUntil(lambda: not manager.is_waited_for(0))
    computer.tell(PATH, MANAGER, "PrepareForSleep", False)
    computer.until_heard(2)
    computer.qtbot.waitUntil(computer.signs.is_holding)
    assert len(manager.wanted) == 2, "after sleep comes the next sleep"
    assert manager.is_waited_for(1)


@pytest.mark.parametrize("saver", ["freedesktop", "gnome", "cinnamon", "mate", "xfce"])
def test_a_locked_screen_is_a_sign_and_an_unlocked_one_is_not(computer: Computer, saver: str):
    interface, path = f"org.{saver}.ScreenSaver", f"/org/{saver}/ScreenSaver"
    computer.tell(path, interface, "ActiveChanged", False)
    computer.tell(path, interface, "ActiveChanged", True)
    computer.until_heard(1)
    computer.nothing_more_after(1)


def test_our_own_session_is_listened_to_and_no_other(computer: Computer):
    assert computer.manager.asked == ["7"]
    computer.tell(f"{PATH}/session/_38", SESSION, "Lock")
    computer.tell(OWN, SESSION, "Lock")
    computer.until_heard(1)
    computer.nothing_more_after(1)


def test_another_user_on_the_screen_is_a_sign(computer: Computer):
    computer.tell(OWN, PROPERTIES, "PropertiesChanged", SESSION, {"IdleHint": True}, [])
    computer.own.active = True
    computer.nothing_more_after(0)
    computer.own.active = False
    computer.tell(OWN, PROPERTIES, "PropertiesChanged", SESSION, {"Active": False}, [])
    computer.until_heard(2)


def test_without_a_bus_there_is_silence(qtbot: QtBot, tmp_path: Path):
    nowhere = QDBusConnection.connectToBus(f"unix:path={tmp_path}/nothing", "nowhere")
    assert not nowhere.isConnected()
    signs = BusSigns(nowhere, nowhere, "why")
    signs.release()
    assert not signs.is_holding()


def test_without_a_login_manager_there_is_silence(qtbot: QtBot, bus: str):
    empty = QDBusConnection.connectToBus(bus, "empty")
    signs = BusSigns(empty, empty, "why")
    qtbot.waitUntil(lambda: not signs.is_asking())
    assert not signs.is_holding()
    QDBusConnection.disconnectFromBus("empty")
