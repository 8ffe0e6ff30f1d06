"""Nobody asks the computer what day it is: the clock is handed in, and days are those of the group's almanac."""

import ast
from pathlib import Path

import pytest

CLOCKS = {"now", "today", "utcnow", "localtime", "currentDate", "currentDateTime", "currentTime", "systemTimeZone"}
MAY_ASK = {"app/bootstrap.py"}
ALMANAC = "app/records/almanac.py"


def offences(tree: ast.AST, place: str) -> list[str]:
    """Every call that reads the computer's clock or zone, or makes a day of a time without a zone of the group."""
    found: list[str] = []
    for call in ast.walk(tree):
        if not (isinstance(call, ast.Call) and isinstance(call.func, ast.Attribute)):
            continue
        name, owner, empty = call.func.attr, ast.unparse(call.func.value), not call.args and not call.keywords
        machine = owner.split(".")[-1] in {"datetime", "date", "time", "QDate", "QDateTime", "QTime", "QTimeZone"}
        asked = machine and (name in CLOCKS or (owner == "time" and name in {"time", "time_ns", "strftime"}))
        zoned = name == "astimezone" and empty
        naive = name == "fromtimestamp" and len(call.args) + len(call.keywords) < 2
        day = name == "date" and empty and "environment" in owner and place != ALMANAC
        if asked or zoned or naive or day:
            found.append(f"{place}:{call.lineno}: {ast.unparse(call)}")
    return found


@pytest.mark.long
def test_the_day_is_that_of_the_group_everywhere(modules: list[Path], root: Path):
    found: list[str] = []
    for module in modules:
        place = module.relative_to(root).as_posix()
        if place.split("/")[0] in {"app", "ui", "sync"} and place not in MAY_ASK:
            found += offences(ast.parse(module.read_text("utf-8")), place)
    assert not found


@pytest.mark.parametrize(
    "line",
    [
        "datetime.date.today()",
        "datetime.datetime.now(datetime.UTC)",
        "at.astimezone().date()",
        "vault.environment.now().date()",
        "QDate.currentDate()",
        "datetime.fromtimestamp(7)",
        "time.time()",
    ],
)
def test_each_way_to_ask_is_noticed(line: str):
    assert offences(ast.parse(line), "app/somewhere.py")
