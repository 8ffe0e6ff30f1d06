"""Runs the project's checks, started by `check`: how each ended and how long it took, pytest last.

Every check runs even when an earlier one failed, so that one run shows everything there is to mend.
"""

import os
import subprocess
import sys
import time
from collections.abc import Sequence
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
USAGE = """\
check                 everything: lint, types, architecture, all tests with coverage
check fast            the same without coverage and without the flows through the window
check soak            all tests, with many more examples per property: a matter of hours
check fuzz [NAME]...  the decoders of foreign bytes for two minutes each, all of them or those named (needs a fuzzer)
check bench [NAME]... the benchmarks, all of them or those named"""

LINT_IMPORTS = "from importlinter.cli import lint_imports_command as run; run(['--no-logo'])"
LONG = 300
PYTHON = [sys.executable, "-X", "utf8", "-m"]
STATIC = (
    ("lint", [*PYTHON, "ruff", "check", "--quiet", "--output-format=concise"]),
    ("format", [*PYTHON, "ruff", "format", "--check", "--quiet", "--output-format=concise"]),
    ("architecture", [sys.executable, "-c", LINT_IMPORTS]),
    ("types", [*PYTHON, "basedpyright"]),
)
PYTEST = [*PYTHON, "pytest", "-n", "auto", "--dist", "worksteal"]
COVERAGE = ["--cov", "--cov-report=term:skip-covered"]


def main(words: Sequence[str]) -> int:
    """Run what was asked for: 0 when everything passed, 1 when something failed, 2 when nobody knows the word."""
    environment = own_environment()
    match list(words):
        case []:
            tell_long_files()
            return run([*STATIC, ("tests", [*PYTEST, *COVERAGE])], environment)
        case ["fast"]:
            return run([*STATIC, ("tests", [*PYTEST, "--ignore=tests/flows"])], environment)
        case ["soak"]:
            return run([("tests", PYTEST)], environment | {"HYPOTHESIS_PROFILE": "soak"})
        case ["fuzz" | "bench" as what, *names]:
            return run([(what, [*PYTHON, f"tests.{what}", *names])], environment)
        case ["help" | "-h" | "--help"]:
            print(USAGE)
            return 0
        case _:
            print(USAGE, file=sys.stderr)
            return 2


def own_environment() -> dict[str, str]:
    """Give the checks no screen, and nothing of what the person set up for other programs."""
    environment = dict(os.environ)
    for name in ("PYTHONPATH", "PYTHONHOME", "QT_SCALE_FACTOR", "QT_STYLE_OVERRIDE"):
        environment.pop(name, None)
    return environment | {"QT_QPA_PLATFORM": "offscreen"}


def tell_long_files() -> None:
    """Name the modules that have grown past what reads well; tests/architecture says where it must end."""
    for file in sorted(file for room in ("app", "sync", "tests", "ui") for file in (ROOT / room).rglob("*.py")):
        lines = len(file.read_text("utf-8").splitlines())
        if lines > LONG:
            print(f"-- long: {file.relative_to(ROOT)}, {lines} lines", flush=True)


def run(steps: Sequence[tuple[str, Sequence[str]]], environment: dict[str, str]) -> int:
    """Run the steps one after the other and print what each took."""
    failed: list[str] = []
    for name, command in steps:
        print(f"== {name}", flush=True)
        start = time.monotonic()
        ended = subprocess.run(command, cwd=ROOT, env=environment).returncode
        if ended:
            failed.append(name)
        print(f"== {name}: {'failed' if ended else 'passed'} in {time.monotonic() - start:.1f} s", flush=True)
    if failed:
        print("== failed: " + ", ".join(failed), flush=True)
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
