"""Runs the project's checks, started by `check`: how each ended and how long it took.

Every check runs even when an earlier one failed, so that one run shows everything there is to mend.
"""

import contextlib
import os
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
USAGE = """\
check                 everything: lint, types, architecture, all tests
check fast            without the window, the command line and what takes half a second; types of what differs from main
check long            what is tried with few examples in a check, a property above all, with all of them
check coverage        all tests with coverage, which takes more than twice as long
check soak [PART]...  all tests, with many more examples per property: a matter of hours, in parts that can be named
check fuzz [NAME]...  the decoders of foreign bytes for two minutes each, all of them or those named (needs a fuzzer)
check mutants [keep] [NAME]...  whether the tests of sync notice small faults put into it, all of them or those named
                      (keep: and which test does, into tests/mutants/NOTICED.md)
check bench [NAME]... the benchmarks, all of them or those named"""

LINT_IMPORTS = "from importlinter.cli import lint_imports_command as run; run(['--no-logo'])"
LONG = 300
LIMIT = 75 * 60  # Seconds, for each of the steps; whoever runs this gives up on everything not much later.
PYTHON = [sys.executable, "-X", "utf8", "-m"]
STATIC = (
    ("lint", [*PYTHON, "ruff", "check", "--quiet", "--output-format=concise"]),
    ("format", [*PYTHON, "ruff", "format", "--check", "--quiet", "--output-format=concise"]),
    ("architecture", [sys.executable, "-c", LINT_IMPORTS]),
)
COLLECT = """
import contextlib, os, pytest
with open(os.devnull, "w") as nowhere, contextlib.redirect_stdout(nowhere):
    pytest.main(["--collect-only"])
"""
CHECKED = ("app", "setup", "sync", "tests", "ui")
BESIDE = (("types", [*PYTHON, "basedpyright"]),)
PYTEST = [*PYTHON, "pytest", "-n", "auto", "--dist", "worksteal"]
# Tests wait for pages, disks and processes: half as many workers more than cores use what that leaves.
WORKERS = max(2, (os.cpu_count() or 1) * 3 // 2)
# Thousands of vaults are made and thrown away, and each writes through to the disk several times.
MEMORY = Path("/dev/shm")
SPARE = 4 * 1024**3
COVERAGE = ["--cov", "--cov-report=term:skip-covered"]
FAST = ["-m", "not long", *(f"--ignore=tests/{part}" for part in ("flows", "ui", "app/cli", "fuzz"))]
# Each part of the soak has two hours, and each test in it one: what does not end by itself is ended.
SOAK = {
    "sync": ["tests/sync"],
    "storage": ["tests/app/storage"],
    "records": ["tests/app/records", "tests/app/sheets"],
    "services": ["tests/app/services", "--ignore=tests/app/services/test_killed.py"],
    "killed": ["tests/app/services/test_killed.py"],
    "capabilities": ["tests/app/capabilities"],
    "commands": ["tests/app/cli"],
    "window": ["tests/ui", "tests/flows"],
}
SOAK_LIMIT = 2 * 60 * 60
UNHURRIED = ["--timeout=3600", "-o", "faulthandler_timeout=4200"]


def main(words: Sequence[str]) -> int:
    """Run what was asked for: 0 when everything passed, 1 when something failed, 2 when nobody knows the word."""
    environment = own_environment()
    match list(words):
        case ["fuzz" | "bench" | "mutants" as what, *names]:
            return run([(what, [*PYTHON, f"tests.{what}", *names])], environment, None)
        case asked:
            with quick_files() as there:
                return tested(asked, environment | there)


def tested(words: Sequence[str], environment: dict[str, str]) -> int:
    """Run the tests that were asked for, with what belongs to them."""
    match words:
        case []:
            tell_long_files()
            return run([*STATIC, *unread(), ("tests", PYTEST)], environment, beside=BESIDE)
        case ["fast"]:
            types = [(name, [*command, *files]) for name, command in BESIDE if (files := changed())]
            return run([*STATIC, *unread(), ("tests", [*PYTEST, *FAST])], environment, beside=types)
        case ["long"]:
            return run([("properties", [*PYTEST, "-m", "property"])], environment | {"HYPOTHESIS_PROFILE": "long"})
        case ["coverage"]:
            return run([("tests", [*PYTEST, *COVERAGE])], environment)
        case ["soak", *names] if SOAK.keys() >= set(names):
            parts = [(f"soak {name}", [*PYTEST, *UNHURRIED, *SOAK[name]]) for name in names or SOAK]
            return run(parts, environment | {"HYPOTHESIS_PROFILE": "soak"}, SOAK_LIMIT)
        case others:
            asked = others in (["help"], ["-h"], ["--help"])
            print(USAGE, file=sys.stdout if asked else sys.stderr)
            return 0 if asked else 2


def unread() -> list[tuple[str, Sequence[str]]]:
    """Let the tests be compiled once where no run has left them compiled: else each worker does it, all at one time."""
    compiled = (ROOT / "tests" / "__pycache__").is_dir()
    return [] if compiled else [("compiling", [sys.executable, "-X", "utf8", "-c", COLLECT])]


def own_environment() -> dict[str, str]:
    """Give the checks no screen, and nothing of what the person set up for other programs."""
    environment = {"PYTEST_XDIST_AUTO_NUM_WORKERS": str(WORKERS), **os.environ}
    # Without bytecode beside the sources, each process compiles all anew: a command then takes twice as long.
    for name in ("PYTHONPATH", "PYTHONHOME", "PYTHONDONTWRITEBYTECODE", "QT_SCALE_FACTOR", "QT_STYLE_OVERRIDE"):
        environment.pop(name, None)
    return environment | {"QT_QPA_PLATFORM": "offscreen"}


@contextlib.contextmanager
def quick_files() -> Iterator[dict[str, str]]:
    """Let tests keep their files in memory where there is room, as long as they run."""
    if MEMORY.is_dir() and os.access(MEMORY, os.W_OK) and shutil.disk_usage(MEMORY).free > SPARE:
        with tempfile.TemporaryDirectory(prefix="checks-", dir=MEMORY, ignore_cleanup_errors=True) as folder:
            Path(folder).chmod(0o711)  # Some tests go on with the rights of somebody else.
            yield {"TMPDIR": folder}
    else:
        yield {}


def changed() -> list[str]:
    """List the Python files that differ from those of the main branch: all where nobody knows."""
    try:
        base = answer("git", "merge-base", "HEAD", "refs/heads/main")
        names = answer("git", "diff", "--name-only", "--diff-filter=d", base.strip(), "--", "*.py")
        names += answer("git", "ls-files", "--others", "--exclude-standard", "--", "*.py")
    except (OSError, subprocess.CalledProcessError):
        return list(CHECKED)
    return sorted(name for name in names.splitlines() if name.startswith(CHECKED))


def answer(*command: str) -> str:
    """Give what a command says, about the project's folder."""
    return subprocess.run(command, cwd=ROOT, check=True, capture_output=True, text=True, encoding="utf-8").stdout


def tell_long_files() -> None:
    """Name the modules that have grown past what reads well; tests/architecture says where it must end."""
    for file in sorted(file for room in ("app", "sync", "tests", "ui") for file in (ROOT / room).rglob("*.py")):
        lines = len(file.read_text("utf-8").splitlines())
        if lines > LONG:
            print(f"-- long: {file.relative_to(ROOT)}, {lines} lines", flush=True)


def run(
    steps: Sequence[tuple[str, Sequence[str]]],
    environment: dict[str, str],
    limit: float | None = LIMIT,
    beside: Sequence[tuple[str, Sequence[str]]] = (),
) -> int:
    """Run the steps one after the other and print what each took; what takes longer than the limit is ended.

    What runs `beside` them says what it has to say after them.
    """
    with ThreadPoolExecutor(1) as aside:
        waiting = [(name, aside.submit(told, command, environment)) for name, command in beside]
        failed = [name for name, command in steps if not told_as_it_comes(name, command, environment, limit)]
        for name, answer in waiting:
            ended, output, seconds = answer.result()
            print(f"== {name}\n{output}== {name}: {'failed' if ended else 'passed'} in {seconds:.1f} s", flush=True)
            failed += [name] if ended else []
    if failed:
        print("== failed: " + ", ".join(failed), flush=True)
    return 1 if failed else 0


def told_as_it_comes(name: str, command: Sequence[str], environment: dict[str, str], limit: float | None) -> bool:
    """Run one step and say whether it passed."""
    print(f"== {name}", flush=True)
    start = time.monotonic()
    ended = ended_within(limit, command, environment)
    print(f"== {name}: {'failed' if ended else 'passed'} in {time.monotonic() - start:.1f} s", flush=True)
    return ended == 0


def told(command: Sequence[str], environment: dict[str, str]) -> tuple[int, str, float]:
    """Run a check that writes no files, and keep what it says."""
    start = time.monotonic()
    out = subprocess.run(
        command, cwd=ROOT, env=environment, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, timeout=LIMIT
    )
    return out.returncode, out.stdout, time.monotonic() - start


def ended_within(limit: float | None, command: Sequence[str], environment: dict[str, str]) -> int:
    """Run a command in a group of its own, so that nothing of it outlives its end; its exit status, or 1."""
    running = subprocess.Popen(command, cwd=ROOT, env=environment, start_new_session=os.name != "nt")
    try:
        return running.wait(limit)
    except subprocess.TimeoutExpired:
        print(f"== not done after {limit:.0f} s: ended. Where each process stood:", flush=True)
        return 1
    except KeyboardInterrupt:
        if sys.platform != "win32":
            os.killpg(running.pid, signal.SIGINT)
        running.wait(20)
        raise
    finally:
        end(running)


def end(running: subprocess.Popen[bytes]) -> None:
    """End a command and all that it started; pytest and its workers write down where they stand."""
    if sys.platform == "win32":
        running.kill()
        return
    others = [process for process in group_of(running.pid) if process != running.pid]
    for process in [*others, running.pid] if running.poll() is None else others:
        with contextlib.suppress(ProcessLookupError):
            os.kill(process, signal.SIGABRT)
            time.sleep(1)  # One after the other, or nobody can read it.
    with contextlib.suppress(ProcessLookupError):
        os.killpg(running.pid, signal.SIGKILL)
    running.wait()


def group_of(leader: int) -> list[int]:
    """List the processes of a group, where the system tells."""
    found: list[int] = []
    for file in Path("/proc").glob("[0-9]*/stat"):
        with contextlib.suppress(OSError):
            if int(file.read_text("utf-8", "replace").rpartition(")")[2].split()[2]) == leader:
                found.append(int(file.parent.name))
    return sorted(found)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
