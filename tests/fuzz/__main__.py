"""Fuzzes the decoders of foreign bytes: `python -m tests.fuzz [NAME]...`, by `./check fuzz`, guided by atheris.

Each decoder runs in a process of its own for `SECONDS_EACH` seconds, from the corpus in tests/vectors and from what the
real encoders write. What was found is in `.fuzz/NAME`, an input that broke something in `.fuzz/NAME/broke-…`. Given
`--keep`, it is not fuzzed, but what was found before is made small and put into the corpus.
"""

from __future__ import annotations

import importlib.util
import os
import re
import subprocess
import sys
import time
from collections.abc import Sequence
from pathlib import Path

ROOT = Path(__file__).parents[2]
WORK = ROOT / ".fuzz"
SECONDS_EACH = int(os.environ.get("FUZZ_SECONDS", "120"))
LACKING = """\
The fuzzer is not here. To install it into the environment of the checks (Linux and macOS only):
  .venv/bin/python -m pip install --require-hashes -r setup/requirements-fuzz.txt"""


def main(words: Sequence[str]) -> int:
    """0 if nothing broke, 1 if something did, 2 where it cannot be tried."""
    if words[:1] == ["--one"]:
        from tests.fuzz import guided

        guided.run(words[1], words[2:])
        return 0
    keep = words[:1] == ["--keep"]
    from tests.fuzz.keeping import keep as keep_found
    from tests.fuzz.targets import TARGETS

    names = words[1:] if keep else words
    if unknown := set(names) - TARGETS.keys():
        print(f"Nothing is called {', '.join(sorted(unknown))}; there are: {', '.join(TARGETS)}.", file=sys.stderr)
        return 2
    if keep:
        for name in names or TARGETS:
            print(keep_found(TARGETS[name], WORK / name), flush=True)
        return 0
    if importlib.util.find_spec("atheris") is None:
        print(LACKING, file=sys.stderr)
        return 2
    broken = [name for name in names or TARGETS if not fuzz(name, TARGETS[name].folder)]
    print(f"broken: {', '.join(broken)}" if broken else "nothing broke", flush=True)
    return 1 if broken else 0


def fuzz(name: str, corpus: Path) -> bool:
    """Run one decoder for its time; whether it held."""
    found = WORK / name
    found.mkdir(parents=True, exist_ok=True)
    given = [str(corpus)] if corpus.is_dir() else []
    limits = [f"-max_total_time={SECONDS_EACH}", "-timeout=30", "-rss_limit_mb=2048", "-max_len=20000"]
    command = [sys.executable, "-X", "utf8", "-m", "tests.fuzz", "--one", name]
    start = time.monotonic()
    ended = subprocess.run(
        [*command, str(found), *given, *limits, f"-artifact_prefix={found}/broke-", "-print_final_stats=1"],
        cwd=ROOT, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, errors="replace", check=False,
    )  # fmt: skip
    told = re.findall(r"stat::number_of_executed_units:\s*(\d+)", ended.stdout)
    kept = sum(1 for _ in found.iterdir())
    print(f"{name}: {' '.join(told) or '?'} inputs in {time.monotonic() - start:.0f} s, {kept} kept", flush=True)
    if ended.returncode:
        print(ended.stdout[-6000:], flush=True)
    return ended.returncode == 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
