"""How long the window is held while 5,000 sign-ups of one day come in, in 20 bundles: 100 ms a step are allowed."""

from __future__ import annotations

import os
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

from app.records.changes import Add, New
from app.services.exchange import exchange
from app.services.jobs import Job
from app.storage import bundles, opening
from tests.bench.harness import Bench
from tests.group import PASSPHRASE, Group, declared

BUNDLES, EACH = 20, 250


def sheaf(root: Path) -> tuple[Group, list[bytes]]:
    """Give Ann's group, and the bundles of sign-ups that Bo has made for her, table by table."""
    group = Group(root)
    group.found()
    bo = group.join("Bo")
    group.meet("Ann", "Bo")
    device = group.vaults["Ann"].secrets.public().device.hex()
    made: list[bytes] = []
    for table in range(BUNDLES):
        adds: list[Add] = []
        for number in range(EACH):
            place = len(adds)
            adds.append(Add("person", {"name": f"Somebody {number} of {table}", "stage": "new"}))
            adds.append(
                Add("contact_point", {"person": New(place), "kind": "phone", "value": f"030 {table:03}{number:03}"})
            )
            adds.append(
                Add("activity", {"person": New(place), "kind": "talked", "on_day": bo.environment.now().date()})
            )
        bo.apply(adds, "Sign-ups")
        made.append(bundles.make_bundle(bo, [device])[0])
    group.vaults.pop("Bo").close()
    return group, made


def bench_window(bench: Bench) -> None:
    """Take the bundles one after the other while a room is in sight, and give the longest step of each."""
    os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
    from PySide6.QtWidgets import QApplication

    from ui.platform.dialogs import Dialogs
    from ui.rooms.people.room import PeopleRoom
    from ui.rooms.playbooks.room import WAVE, PlaybooksRoom
    from ui.rooms.today.room import TodayRoom
    from ui.theme.theme import Theme
    from ui.work.collecting import Collector

    app = QApplication([])
    Theme(app, "light", scale=1.0)
    Collector(app).spare()

    def wave(desk: Any) -> Any:
        room = PlaybooksRoom(desk, Dialogs())
        room.show_view(WAVE)
        return room

    rooms: dict[str, Callable[[Any], Any]] = {
        "the wave": wave,
        "the people": lambda desk: PeopleRoom(desk, lambda _query, _near: None),
        "Today": TodayRoom,
    }
    for name, make in rooms.items():
        with tempfile.TemporaryDirectory() as folder:
            group, made = sheaf(Path(folder))
            steps = _taken(app, group, made, make)
            title = f"{BUNDLES * EACH:,} sign-ups in {BUNDLES} bundles, {name} in sight: the longest step"
            bench.report(f"{title} of each", steps)
            bench.report(f"{title} of all", [max(steps)])
            group.close()


def _taken(app: Any, group: Group, made: list[bytes], make: Callable[[Any], Any]) -> list[float]:
    """Open Ann's vault behind a room, take the bundles, and give the longest step of the window for each."""
    from ui.frame.desk import Desk
    from ui.work.jobs import VaultThread

    group.vaults.pop("Ann").close()
    thread, opened = VaultThread(), list[Any]()
    thread.ask(
        lambda: opening.open_vault(group.folder("Ann"), PASSPHRASE, declared(), group.environment("Ann")), opened.append
    )
    _until(app, lambda: bool(opened))
    desk = Desk(thread, opened[0], declared(), group.watches["Ann"])
    room = make(desk)
    desk.changed.connect(lambda _changed: room.refresh())
    room.resize(1280, 800)
    room.show()
    room.refresh()
    _until(app, lambda: not thread.is_busy())
    longest: list[float] = []
    for data in made:
        taken: list[object] = []
        desk.run(lambda vault, data=data: _taking(vault, data), taken.append)
        longest.append(_until(app, lambda taken=taken: bool(taken) and not thread.is_busy()))
    room.hide()
    room.deleteLater()
    thread.drop()
    closed: list[object] = []
    vault = desk.release()
    assert vault is not None
    thread.ask(vault.close, closed.append)
    _until(app, lambda: bool(closed))
    thread.stop()
    return longest


def _taking(vault: Any, data: bytes) -> Job[Any]:
    return exchange.take(vault, data)


def _until(app: Any, happened: Callable[[], bool]) -> float:
    """Let the window work until something has happened; the longest step is in seconds of its own processor time."""
    longest, calm = 0.0, 0
    while calm < 20:
        before = time.thread_time()
        app.processEvents()
        longest = max(longest, time.thread_time() - before)
        calm = calm + 1 if happened() else 0
        time.sleep(0.005)
    return longest
