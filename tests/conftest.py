"""What holds for every test: nothing unexpected is logged, no network is used, nobody's own folders are touched."""

import gc
import logging
import os
import re
import socket
from collections.abc import Callable, Iterator

import hypothesis
import pytest
from PySide6.QtCore import QEvent, Qt
from PySide6.QtWidgets import QApplication
from sqlalchemy import Connection

from tests.compiled import compiled_once
from tests.examples import PROFILES
from tests.patience import PatientBot
from ui.work.collecting import Collector

pytest_plugins = ["pytester"]  # tests/architecture runs pytest itself.

os.environ["QT_QPA_PLATFORM"] = "offscreen"
os.environ.pop("PYTHONDONTWRITEBYTECODE", None)  # The programs that tests start would be compiled anew each time.

for profile, number in PROFILES.items():
    steps = 100 if profile == "soak" else 50
    hypothesis.settings.register_profile(
        profile,
        max_examples=number,
        stateful_step_count=steps,
        deadline=None,
        derandomize="CI" in os.environ and profile != "soak",
    )
hypothesis.settings.load_profile(os.environ.get("HYPOTHESIS_PROFILE", "few"))


class ExpectedLog:
    """The warnings that a test says will come: `expected_log("regular expression")` once for each."""

    def __init__(self) -> None:
        self.patterns: list[str] = []

    def __call__(self, pattern: str) -> None:
        self.patterns.append(pattern)

    def faults(self, lines: list[str]) -> list[str]:
        """Tell what came and was not expected, and what was expected and did not come."""
        unexpected = [line for line in lines if not any(re.search(pattern, line) for pattern in self.patterns)]
        absent = [pattern for pattern in self.patterns if not any(re.search(pattern, line) for line in lines)]
        return [f"logged: {line}" for line in unexpected] + [f"not logged: {pattern}" for pattern in absent]


class Lines(logging.Handler):
    """Keeps what is logged as a warning or worse, from whatever thread."""

    def __init__(self) -> None:
        super().__init__(logging.WARNING)
        self.lines: list[str] = []

    def emit(self, record: logging.LogRecord) -> None:
        self.lines.append(f"{record.levelname} {record.name}: {record.getMessage()}")


MANY = 20_000


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Begin with what takes long: whoever works on the last of it works alone, while the other cores wait.

    What is a property is marked, so that `./check long` finds it.
    """
    for item in items:
        if getattr(getattr(item, "obj", None), "is_hypothesis_test", False) or item.name == "runTest":
            item.add_marker("property")
    items.sort(key=lambda item: item.get_closest_marker("long") is None)


def pytest_collection_finish() -> None:
    """Let garbage be searched for seldom, and not among the modules: most tests end before they have made much."""
    gc.collect()
    gc.freeze()
    gc.set_threshold(MANY, *gc.get_threshold()[1:])


def spare_what_stays() -> None:
    """Spare the collector what is there between two tests, mostly modules: it would be searched after every one."""
    if len(gc.get_objects()) > MANY:
        gc.collect()
        gc.freeze()


@pytest.fixture
def collector(qapp: QApplication) -> Iterator[Collector]:
    """Let garbage be searched for on the window's thread only, as in the program, and once more at the end."""
    spare_what_stays()
    collector = Collector()
    yield collector
    for widget in qapp.topLevelWidgets():  # What a test leaves would be dressed and searched in every later one.
        if widget.parent() is None and widget.windowType() != Qt.WindowType.Popup:  # A popup ends with its line.
            widget.deleteLater()
    qapp.sendPostedEvents(None, QEvent.Type.DeferredDelete)
    collector.stop()


@pytest.fixture
def qtbot(collector: Collector, request: pytest.FixtureRequest) -> PatientBot:
    """Give the bot of pytest-qt with the patience that a busy machine asks for."""
    return PatientBot(request)


@pytest.fixture
def expected_log() -> ExpectedLog:
    return ExpectedLog()


@pytest.fixture(autouse=True)
def no_unexpected_log(expected_log: ExpectedLog) -> Iterator[None]:
    """Fail the test on any logged warning that it did not announce; pytest-qt does the same for Qt's messages."""
    handler = Lines()
    logging.getLogger().addHandler(handler)
    yield
    logging.getLogger().removeHandler(handler)
    if faults := expected_log.faults(handler.lines):
        pytest.fail("\n".join(faults), pytrace=False)


@pytest.fixture(scope="session", autouse=True)
def no_network() -> Iterator[None]:
    """Let no test open a network socket: Switchboard has none. Local sockets are allowed."""

    def refuse(self: socket.socket, *_: object) -> None:
        if self.family != getattr(socket, "AF_UNIX", None):
            raise AssertionError("a test tried to use the network")

    with pytest.MonkeyPatch.context() as patch:
        for name in ("bind", "connect", "connect_ex"):
            real = getattr(socket.socket, name)

            def guarded(self: socket.socket, *words: object, real=real) -> object:
                refuse(self)
                return real(self, *words)

            patch.setattr(socket.socket, name, guarded)
        yield


@pytest.fixture(scope="session", autouse=True)
def statements_compiled_once() -> Iterator[Callable[[Connection], None]]:
    """Compile no statement again for every vault that is opened; the listener that sees to it."""
    with compiled_once() as listener:
        yield listener


@pytest.fixture(scope="session", autouse=True)
def own_folders(tmp_path_factory: pytest.TempPathFactory) -> Iterator[None]:
    """Give the run configuration and data folders of its own, so that nobody's real ones are read or written."""
    home = tmp_path_factory.mktemp("home")
    with pytest.MonkeyPatch.context() as patch:
        for name in ("CACHE", "CONFIG", "DATA", "STATE"):
            patch.setenv(f"XDG_{name}_HOME", str(home / name.lower()))
        yield
