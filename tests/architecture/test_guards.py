"""The guards of tests/conftest.py can fail: each is set off on purpose, in a run of its own."""

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


def test_guards_fail_what_they_guard_against(pytester: pytest.Pytester):
    pytester.makeconftest(CONFTEST.read_text("utf-8"))
    pytester.makeini("[pytest]\nqt_api = pyside6\nqt_log_level_fail = WARNING\n")
    pytester.makepyfile(OFFENDERS)
    outcome = pytester.runpytest_subprocess("-p", "no:cacheprovider", "-p", "no:xdist")
    outcome.assert_outcomes(passed=3, failed=2, errors=2)
    outcome.stdout.fnmatch_lines_random(
        [
            "logged: WARNING app: something odd",
            "not logged: something else",
            "*AssertionError: a test tried to use the network*",
            "*something Qt*",
        ]
    )
