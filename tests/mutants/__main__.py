"""Tries the tests on small faults: `python -m tests.mutants [NAME]...`, by `./check mutants`.

Each fault (`tests/mutants`) is put into a copy of `sync`, alone, and the tests named with it are run there until the
first fails. Which that was is printed. A fault that nothing notices lacks a story: write it. A name may be the beginning of
several, or of a module's path.
"""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from queue import SimpleQueue

from tests.mutants.mutant import Mutant
from tests.mutants.mutants import MUTANTS

ROOT = Path(__file__).resolve().parents[2]
AT_ONCE = int(os.environ.get("MUTANTS_AT_ONCE", os.cpu_count() or 1))
LONGEST = 600
INI = """[pytest]
pythonpath = .
addopts = --import-mode=importlib
"""
CONFTEST = """import hypothesis
few = [hypothesis.Phase.explicit, hypothesis.Phase.generate]
hypothesis.settings.register_profile(
    "mutants", max_examples=15, stateful_step_count=20, deadline=None, derandomize=True, phases=few,
    database=None, suppress_health_check=list(hypothesis.HealthCheck),
)
hypothesis.settings.load_profile("mutants")
"""
_LEFT_OUT = shutil.ignore_patterns("__pycache__", "vaults", "node_modules")
_FAILED = re.compile(r"^(?:FAILED|ERROR) tests/sync/(\S+)", re.MULTILINE)


def main(words: Sequence[str]) -> int:
    """0 if every fault was noticed, 1 if one was not, 2 for a name that nothing has."""
    chosen = [each for each in MUTANTS if not words or any(_is_meant(each, word) for word in words)]
    if not chosen or any(not any(_is_meant(each, word) for each in MUTANTS) for word in words):
        print("Nothing is called so. There are:", *(each.name for each in MUTANTS), sep="\n  ", file=sys.stderr)
        return 2
    with tempfile.TemporaryDirectory(prefix="mutants-") as folder:
        trees: SimpleQueue[Path] = SimpleQueue()
        for number in range(AT_ONCE):
            trees.put(_copy(Path(folder) / str(number)))

        def tried(mutant: Mutant) -> bool:
            tree = trees.get()
            try:
                return _try(mutant, tree)
            finally:
                trees.put(tree)

        with ThreadPoolExecutor(AT_ONCE) as pool:
            noticed = list(pool.map(tried, chosen))
    left = [each.name for each, found in zip(chosen, noticed, strict=True) if not found]
    print(f"{len(chosen) - len(left)} of {len(chosen)} faults were noticed" + (": all" if not left else ""))
    for name in left:
        print(f"  not noticed: {name}")
    return 1 if left else 0


def _is_meant(mutant: Mutant, word: str) -> bool:
    return mutant.name.startswith(word) or mutant.file.startswith(word.removeprefix("sync/"))


def _copy(tree: Path) -> Path:
    """Tell what the tests of `sync` need, in a place of its own."""
    tree.mkdir()
    for name in ("sync", "tests"):
        shutil.copytree(
            ROOT / name, tree / name, ignore=shutil.ignore_patterns("__pycache__", "vaults", "node_modules")
        )
    # Nothing of the window is needed, and nothing else that takes its time to begin.
    (tree / "tests" / "conftest.py").write_text(CONFTEST, "utf-8")
    (tree / "pytest.ini").write_text(INI, "utf-8")
    return tree


def _try(mutant: Mutant, tree: Path) -> bool:
    """Whether a test notices it; says which."""
    path = tree / "sync" / mutant.file
    before = mutant.apply(tree)
    _forget_compiled(path)
    try:
        found = _tested(tree, mutant.tests)
    finally:
        path.write_text(before, "utf-8")
        _forget_compiled(path)
    print(f"{mutant.name}: {found or 'NOT NOTICED'}", flush=True)
    return bool(found)


def _forget_compiled(path: Path) -> None:
    """Two texts of one length within a second look the same to Python's cache."""
    for compiled in path.parent.glob(f"__pycache__/{path.stem}.*.pyc"):
        compiled.unlink()


def _tested(tree: Path, files: Sequence[str]) -> str:
    """Give the first test that fails; empty if none does."""
    tests = [f"tests/sync/{name}" for name in files]
    options = ["-x", "-q", "-p", "no:cacheprovider", "--tb=no", "-rfE"]
    environment = os.environ | {"PYTEST_DISABLE_PLUGIN_AUTOLOAD": "1"}
    try:
        done = subprocess.run(
            [sys.executable, "-X", "utf8", "-m", "pytest", *options, *tests],
            cwd=tree, env=environment, capture_output=True, text=True, timeout=LONGEST, check=False,
        )  # fmt: skip
    except subprocess.TimeoutExpired:
        return "it never ended"
    if done.returncode == 0:
        return ""
    failed = _FAILED.search(done.stdout)
    return failed.group(1) if failed else f"pytest ended with {done.returncode}: {done.stdout[-300:]}"


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
