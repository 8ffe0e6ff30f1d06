"""The guards of tests/conftest.py can fail: each is set off on purpose, in a run of its own."""

import sys
import tomllib
from pathlib import Path

import pytest

CONFTEST = Path(__file__).parents[1] / "conftest.py"

OFFENDERS = """
    import logging
    import socket
    from PySide6.QtCore import qWarning

    def test_warns():
        logging.getLogger("app").warning("something odd")

    def test_expects_what_does_not_come(expected_log):
        expected_log("something else")

    def test_expects_what_comes(expected_log):
        expected_log("od+")
        logging.getLogger("app").warning("something odd")

    def test_uses_the_network():
        socket.socket().connect(("127.0.0.1", 9))

    def test_upsets_qt():
        qWarning("something Qt")
"""

HANGING = """
    import ctypes
    import time

    def test_waits_for_ever():
        time.sleep(60)

    def test_holds_the_lock_of_the_interpreter_for_ever():
        lock, library = ctypes.create_string_buffer(64), ctypes.PyDLL(None)
        for _turn in range(2):
            library.pthread_mutex_lock(lock)

    def test_goes_on():
        pass
"""


@pytest.mark.long
def test_guards_fail_what_they_guard_against(pytester: pytest.Pytester):
    pytester.makeconftest(CONFTEST.read_text("utf-8"))
    pytester.makeini("[pytest]\nqt_api = pyside6\nqt_log_level_fail = WARNING\n")
    pytester.makepyfile(OFFENDERS)
    outcome = pytester.runpytest_subprocess("-p", "no:cacheprovider", "-p", "no:xdist", timeout=120)
    outcome.assert_outcomes(passed=3, failed=2, errors=2)
    outcome.stdout.fnmatch_lines_random(
        [
            "logged: WARNING app: something odd",
            "not logged: something else",
            "*AssertionError: a test tried to use the network*",
            "*something Qt*",
        ]
    )


@pytest.mark.long
@pytest.mark.skipif(sys.platform != "linux", reason="elsewhere a lock of the C library looks different")
def test_what_hangs_fails_alone_and_says_where(pytester: pytest.Pytester, root: Path):
    said = tomllib.loads((root / "pyproject.toml").read_text("utf-8"))["tool"]["pytest"]["ini_options"]
    assert 0 < said["timeout"] < said["faulthandler_timeout"], "the gentle end comes first"
    how = [f"{name} = {said[name]}" for name in ("timeout_method", "faulthandler_exit_on_timeout")]
    pytester.makeini("\n".join(["[pytest]", "timeout = 1", "faulthandler_timeout = 3", *how]))
    pytester.makepyfile(HANGING)
    words = ("-p", "no:cacheprovider", "-n", "2", "--dist", "worksteal")
    outcome = pytester.runpytest_subprocess(*words, timeout=120)
    outcome.assert_outcomes(passed=1, failed=2)
    outcome.stdout.fnmatch_lines_random(["*time.sleep(60)*", "*Timeout (>1*", "*crashed while running*holds_the_lock*"])
    outcome.stderr.fnmatch_lines(["*in test_holds_the_lock_of_the_interpreter_for_ever*"])
