"""One fault in a copy of the tree: which test notices it, asked in the order in which one is likely to.

Only a test that fails with the fault and passes without it has noticed. What hangs, what cannot be collected and what
does not fit is told apart: nobody has looked then.
"""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from enum import Enum
from pathlib import Path

from tests.mutants.mutant import Mutant

LONGEST = 400
"""Seconds for one round of pytest; all of tests/sync take less than a third on a busy machine."""
ELSEWHERE = ("age", "reader")
"""They ask what others make of our formats, with programs of their own, and no rule of `sync`."""
INI = """[pytest]
pythonpath = .
addopts = --import-mode=importlib
markers = long
"""
CONFTEST = '''
"""Few examples, stories before properties, and a line about what failed first."""
import json, os, pathlib
import hypothesis

hypothesis.settings.register_profile(
    "mutants", max_examples=15, stateful_step_count=20, deadline=None, derandomize=True,
    phases=[hypothesis.Phase.explicit, hypothesis.Phase.generate],
    database=None, suppress_health_check=list(hypothesis.HealthCheck),
)
hypothesis.settings.load_profile("mutants")

def pytest_collection_modifyitems(items):
    items.sort(key=lambda each: (each.name == "runTest", getattr(each.obj, "is_hypothesis_test", False)))

def pytest_exception_interact(node, call, report):
    told = pathlib.Path(os.environ["MUTANTS_TOLD"])
    if not told.exists():
        told.write_text(json.dumps({"test": report.nodeid, "when": getattr(report, "when", "collect"),
                                    "error": call.excinfo.typename}), "utf-8")
'''


class Outcome(Enum):
    """What became of one fault."""

    NOTICED = "noticed"
    UNNOTICED = "NOT NOTICED"
    HANGS = "HANGS"
    BROKEN = "BROKEN"
    MISFIT = "DOES NOT FIT"


@dataclass(frozen=True, slots=True)
class Verdict:
    """`test` is named as below tests/sync; `why` is what it raised, or what went wrong."""

    outcome: Outcome
    test: str = ""
    why: str = ""

    def __str__(self) -> str:
        return " ".join([self.test or self.outcome.value, *([f"({self.why})"] if self.why else [])])


class Tree:
    """A copy of `sync` and its tests, in which one fault at a time is tried."""

    def __init__(self, place: Path, longest: float = LONGEST) -> None:
        self.place = place
        self.longest = longest
        (place / "tests" / "conftest.py").write_text(CONFTEST, "utf-8")
        (place / "pytest.ini").write_text(INI, "utf-8")

    @classmethod
    def copied(cls, root: Path, place: Path) -> Tree:
        left_out = shutil.ignore_patterns("__pycache__", "vaults", "node_modules")
        for name in ("sync", "tests"):
            shutil.copytree(root / name, place / name, ignore=left_out)
        return cls(place)

    def tried(self, mutant: Mutant, noticed_before: str = "") -> Verdict:
        """Ask the test that noticed it before, then the likely files, then all others."""
        path = self.place / "sync" / mutant.file
        for round_of_tests in self._rounds(mutant, noticed_before):
            try:
                before = mutant.apply(self.place)
            except ValueError as error:
                return Verdict(Outcome.MISFIT, why=str(error))
            try:
                _forget_compiled(path)
                verdict = self._asked(round_of_tests)
            finally:
                path.write_text(before, "utf-8")
                _forget_compiled(path)
            if verdict.outcome is Outcome.NOTICED:
                return self._without_it(verdict)
            if verdict.outcome is not Outcome.UNNOTICED:
                return verdict
        return Verdict(Outcome.UNNOTICED)

    def _rounds(self, mutant: Mutant, noticed_before: str) -> Iterator[Sequence[str]]:
        home = self.place / "tests" / "sync"
        if noticed_before and (home / noticed_before.partition("::")[0]).exists():
            yield [noticed_before]
        yield mutant.tests
        found = [file.relative_to(home) for file in sorted(home.rglob("test_*.py"))]
        yield [str(file) for file in found if file.parts[0] not in ELSEWHERE and str(file) not in mutant.tests]

    def _without_it(self, noticed: Verdict) -> Verdict:
        """Call broken what fails without the fault as well: it has noticed nothing."""
        if self._asked([noticed.test]).outcome is Outcome.UNNOTICED:
            return noticed
        return Verdict(Outcome.BROKEN, why=f"{noticed.test} fails without it too")

    def _asked(self, tests: Sequence[str]) -> Verdict:
        """Give the first test that fails; unnoticed if none does, or none is there."""
        if not tests:
            return Verdict(Outcome.UNNOTICED)
        told = self.place / "told.json"
        told.unlink(missing_ok=True)
        options = ["-x", "-q", "-p", "no:cacheprovider", "--tb=no"]
        environment = os.environ | {"PYTEST_DISABLE_PLUGIN_AUTOLOAD": "1", "MUTANTS_TOLD": str(told)}
        try:
            done = subprocess.run(
                [sys.executable, "-X", "utf8", "-m", "pytest", *options, *(f"tests/sync/{name}" for name in tests)],
                cwd=self.place, env=environment, capture_output=True, text=True, timeout=self.longest, check=False,
            )  # fmt: skip
        except subprocess.TimeoutExpired:
            return Verdict(Outcome.HANGS, why=f"no end after {self.longest:.0f} s")
        if done.returncode == pytest_passed:
            return Verdict(Outcome.UNNOTICED)
        failed = json.loads(told.read_text("utf-8")) if told.exists() else {}
        if done.returncode != pytest_failed or failed.get("when") not in {"setup", "call", "teardown"}:
            if done.returncode == pytest_unknown and "::" in tests[0]:
                return Verdict(Outcome.UNNOTICED)  # The test that noticed it before has another name by now.
            return Verdict(Outcome.BROKEN, why=f"pytest ended with {done.returncode}: {done.stdout[-300:].strip()}")
        if failed["error"] in CLUMSY:
            return Verdict(Outcome.BROKEN, why=f"{failed['error']}: it is no program")
        why = "" if failed["error"] in {"AssertionError", "Failed"} else failed["error"]
        return Verdict(Outcome.NOTICED, failed["test"].removeprefix("tests/sync/"), why)


pytest_passed, pytest_failed, pytest_unknown = 0, 1, 4
CLUMSY = {"NameError", "UnboundLocalError", "ImportError", "ModuleNotFoundError", "SyntaxError"}


def _forget_compiled(path: Path) -> None:
    """Two texts of one length within a second look the same to Python's cache."""
    for compiled in path.parent.glob(f"__pycache__/{path.stem}.*.pyc"):
        compiled.unlink()
