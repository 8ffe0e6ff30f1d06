"""Tries the tests on small faults: `python -m tests.mutants [keep] [NAME]...`, by `./check mutants`.

Each fault (`tests/mutants`) is put into a copy of `sync`, alone. First the test is asked that noticed it before, then the
files named with it, then all others under tests/sync, each time until the first fails, and its name is printed. A fault
that nothing notices lacks a story: write it. A NAME may be the beginning of several, or of a module's path. `keep`
writes what was found into `NOTICED.md`.
"""

from __future__ import annotations

import os
import sys
import tempfile
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from queue import SimpleQueue

from tests.mutants import noticed
from tests.mutants.mutant import Mutant
from tests.mutants.mutants import MUTANTS
from tests.mutants.trying import Outcome, Tree, Verdict

ROOT = Path(__file__).resolve().parents[2]
AT_ONCE = int(os.environ.get("MUTANTS_AT_ONCE", os.cpu_count() or 1))


def main(words: Sequence[str]) -> int:
    """0 if every fault was noticed, 1 if one was not or could not be tried, 2 for a name that nothing has."""
    keep, names = list(words[:1]) == ["keep"], list(words)
    names = names[1:] if keep else names
    chosen = [each for each in MUTANTS if not names or any(_is_meant(each, name) for name in names)]
    if not chosen or any(not any(_is_meant(each, name) for each in MUTANTS) for name in names):
        print("Nothing is called so. There are:", *(each.name for each in MUTANTS), sep="\n  ", file=sys.stderr)
        return 2
    before = noticed.read()
    with tempfile.TemporaryDirectory(prefix="mutants-") as folder:
        trees: SimpleQueue[Tree] = SimpleQueue()
        for number in range(min(AT_ONCE, len(chosen))):
            trees.put(Tree.copied(ROOT, Path(folder) / str(number)))

        def tried(mutant: Mutant) -> Verdict:
            tree = trees.get()
            try:
                verdict = tree.tried(mutant, before.get(mutant.name, ""))
            finally:
                trees.put(tree)
            print(f"{mutant.name}: {verdict}", flush=True)
            if keep:
                before.pop(mutant.name, None)
                before.update({mutant.name: verdict.test} if verdict.outcome is Outcome.NOTICED else {})
                noticed.write(before)
            return verdict

        with ThreadPoolExecutor(AT_ONCE) as pool:
            verdicts = list(pool.map(tried, chosen))
    left = [each for each in zip(chosen, verdicts, strict=True) if each[1].outcome is not Outcome.NOTICED]
    print(f"{len(chosen) - len(left)} of {len(chosen)} faults were noticed" + (": all" if not left else ""))
    for mutant, verdict in left:
        print(f"  {mutant.name}: {verdict}")
    return 1 if left else 0


def _is_meant(mutant: Mutant, word: str) -> bool:
    return mutant.name.startswith(word) or mutant.file.startswith(word.removeprefix("sync/"))


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
