"""Runs the benchmarks: `python -m tests.bench [NAME]...`; a name is that of a file or function, without `bench_`."""

import importlib
import re
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path

from tests.bench.harness import Bench, Result, result_from_json, table
from tests.bench.machine import Machine, machine_from_json, measure_machine

FOLDER = Path(__file__).parent
RESULT = "result "
BENCHMARK = re.compile(r"^def bench_(\w+)\(", re.MULTILINE)


def main(words: Sequence[str]) -> int:
    """Run all benchmarks or those named, each in a process of its own, and print the tables."""
    if words[:1] == ["--one"]:
        run_here(words[1], words[2], machine_from_json(words[3]))
        return 0
    known = there_are()
    within = {function for functions in known.values() for function in functions}
    if unknown := set(words) - set(known) - within:
        names = ", ".join(sorted({*known, *within}))
        print(f"No benchmark is called {', '.join(sorted(unknown))}; there are: {names}.", file=sys.stderr)
        return 2
    machine = measure_machine()
    print(machine.table(), flush=True)
    failed = False
    for name, functions in known.items():
        chosen = [each for each in functions if not words or name in words or each in words]
        if not chosen:
            continue
        results: list[Result] = []
        for function in chosen:
            print(f"{name}: {function} ...", file=sys.stderr, flush=True)
            ended, found = run_apart(name, function, machine)
            failed = failed or ended != 0
            results += found
        print(f"\n## {name}\n\n{table(results)}", flush=True)
    return 1 if failed else 0


def there_are() -> dict[str, list[str]]:
    """Give the names of the benchmarks by that of their file, in the order in which they stand there."""
    files = sorted(FOLDER.glob("bench_*.py"))
    return {file.stem.removeprefix("bench_"): BENCHMARK.findall(file.read_text("utf-8")) for file in files}


def run_apart(name: str, function: str, machine: Machine) -> tuple[int, list[Result]]:
    """Run one benchmark in a new process: its exit status and its results."""
    command = [sys.executable, "-m", "tests.bench", "--one", name, f"bench_{function}", machine.to_json()]
    ended = subprocess.run(command, stdout=subprocess.PIPE, text=True, encoding="utf-8", check=False)
    lines = ended.stdout.splitlines()
    results = [result_from_json(line.removeprefix(RESULT)) for line in lines if line.startswith(RESULT)]
    return ended.returncode, results


def run_here(name: str, function: str, machine: Machine) -> None:
    """Run one benchmark in this process, telling the results to the process that started it."""
    module = importlib.import_module(f"tests.bench.bench_{name}")
    bench = Bench(machine, lambda result: print(RESULT + result.to_json(), flush=True))
    getattr(module, function)(bench)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
