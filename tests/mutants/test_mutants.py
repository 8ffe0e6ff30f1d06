"""The faults still fit the code, and the runner calls noticed only what a test has noticed.

That each is noticed is `./check mutants`, which takes long.
"""

from __future__ import annotations

import ast
from collections import Counter
from pathlib import Path

import pytest

from tests.mutants import noticed
from tests.mutants.mutant import Mutant
from tests.mutants.mutants import MUTANTS
from tests.mutants.trying import LONGEST, Outcome, Tree, Verdict

ROOT = Path(__file__).resolve().parents[2]
SYNC = ROOT / "tests" / "sync"


@pytest.mark.parametrize("mutant", MUTANTS, ids=lambda mutant: mutant.name)
def test_it_fits_once_and_is_a_program(mutant: Mutant, tmp_path: Path) -> None:
    copy = tmp_path / "sync" / mutant.file
    copy.parent.mkdir(parents=True)
    copy.write_text((ROOT / "sync" / mutant.file).read_text("utf-8"), "utf-8")
    before = mutant.apply(tmp_path)
    assert ast.dump(ast.parse(copy.read_text("utf-8"))) != ast.dump(ast.parse(before))
    assert all((SYNC / name).exists() for name in mutant.tests)


def test_names_are_told_apart() -> None:
    assert not [name for name, count in Counter(each.name for each in MUTANTS).items() if count > 1]
    assert not [each.name for each in MUTANTS if ":" in each.name], "a colon ends the name in NOTICED.md"
    assert len(MUTANTS) >= 70


def test_every_fault_was_noticed_when_it_was_last_tried_by_a_test_that_is_still_there() -> None:
    kept = noticed.read()
    assert kept.keys() == {each.name for each in MUTANTS}
    for name, test in kept.items():
        file, _, words = test.partition("::")
        function = words.rpartition("::")[2].partition("[")[0]
        text = (SYNC / file).read_text("utf-8")
        assert f"def {function}(" in text or f"\n{words.partition('::')[0]}" in text, f"{name}: {test}"


def test_what_was_noticed_is_read_as_it_was_written(tmp_path: Path) -> None:
    file = tmp_path / "NOTICED.md"
    assert noticed.read(file) == {}
    found = {each.name: f"test_{number}.py::test_it[a: b-{number}]" for number, each in enumerate(MUTANTS)}
    noticed.write({**found, "no fault any more": "test_x.py::test_y"}, file)
    assert noticed.read(file) == found


RULE = "def allowed(age):\n    return age >= 18\n"
STORY = "from sync.rule import allowed\n\ndef test_grown_up():\n    assert allowed(18)\n    assert not allowed(17)\n"
LOOSE = "from sync.rule import allowed\n\ndef test_loose():\n    assert allowed(99)\n"
BAD = "def test_bad():\n    assert False\n"
HANGING = "import time\nfrom sync.rule import allowed\n\ndef test_waits():\n    while not allowed(18): time.sleep(1)\n"


def tried(
    place: Path, after: str, likely: str, before: str = "return age >= 18", longest: float = LONGEST, **tests: str
) -> Verdict:
    """Try one fault in a small tree: test_NAME.py for each of `tests`."""
    (place / "sync").mkdir()
    (place / "sync" / "rule.py").write_text(RULE, "utf-8")
    (place / "sync" / "__init__.py").touch()
    (place / "tests" / "sync").mkdir(parents=True)
    for name, text in tests.items():
        (place / "tests" / "sync" / f"test_{name}.py").write_text(text, "utf-8")
    verdict = Tree(place, longest).tried(Mutant("a fault", "rule.py", before, after, (likely,)))
    assert (place / "sync" / "rule.py").read_text("utf-8") == RULE
    return verdict


@pytest.mark.long
def test_a_fault_is_noticed_by_the_likely_test_or_by_another(tmp_path: Path) -> None:
    for place, likely in ((tmp_path / "likely", "test_story.py"), (tmp_path / "other", "test_loose.py")):
        place.mkdir()
        verdict = tried(place, "return age > 18", likely, story=STORY, loose=LOOSE)
        assert verdict == Verdict(Outcome.NOTICED, "test_story.py::test_grown_up")


@pytest.mark.long
@pytest.mark.parametrize(
    ("after", "tests", "outcome"),
    [
        ("return age > 18", {"story": LOOSE}, Outcome.UNNOTICED),
        ("return age > 18", {"story": HANGING}, Outcome.HANGS),
        ("return age >", {"story": STORY}, Outcome.BROKEN),
        ("return years > 18", {"story": STORY}, Outcome.BROKEN),
        ("return age > 18", {"story": "import nothing_of_the_kind\n"}, Outcome.BROKEN),
        ("return age > 18", {"story": BAD}, Outcome.BROKEN),
    ],
    ids=["nobody looks", "it hangs", "no syntax", "no such name", "cannot be collected", "fails without it too"],
)
def test_what_no_test_has_seen_is_not_noticed(
    tmp_path: Path, after: str, tests: dict[str, str], outcome: Outcome
) -> None:
    longest = 4 if outcome is Outcome.HANGS else LONGEST  # A busy machine takes seconds to begin.
    assert tried(tmp_path, after, "test_story.py", longest=longest, **tests).outcome is outcome


def test_what_does_not_fit_is_not_noticed(tmp_path: Path) -> None:
    assert tried(tmp_path, "x", "test_story.py", before="not there", story=STORY).outcome is Outcome.MISFIT
