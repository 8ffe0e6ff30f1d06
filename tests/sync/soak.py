"""Plays the machine for a while from numbered seeds: `python -m tests.sync.soak SEED MINUTES` (what ran: SOAK.md).

Each seed is a run of its own, so that one that fails is played again by `python -m tests.sync.soak SEED 0`. With
PYTHONHASHSEED=0, or sets come in another order and it is another game.

What it prints of a game that failed is played again by `python -m tests.sync.soak again FILE TIMES`: the moves are the
same, but hashes are not, as boxes and signatures draw their own randomness within the library that makes them.
"""

from __future__ import annotations

import ast
import sys
import time
import traceback
from collections.abc import Iterator, Sequence
from pathlib import Path

from hypothesis import HealthCheck, Phase, settings
from hypothesis import seed as seeded
from hypothesis.stateful import run_state_machine_as_test

from tests.sync.test_machine import Machine

GAMES, MOVES = 10, 60
LOOKED_AT = settings(
    max_examples=GAMES,
    stateful_step_count=MOVES,
    deadline=None,
    database=None,
    print_blob=True,
    phases=[Phase.explicit, Phase.generate, Phase.shrink],
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large, HealthCheck.filter_too_much],
)


class Counted(Machine):
    """Counts the games that came to their end."""

    ended = 0
    copied = 0

    def teardown(self) -> None:
        super().teardown()
        Counted.ended += 1
        Counted.copied += bool(self.group.shaken)


Move = tuple[str, dict[str, int | bool | str]]


def games(text: str) -> Iterator[list[Move]]:
    """Give the moves of each game in what was printed, from `state.begin(…)` to its end."""
    for part in text.split("state.begin(")[1:]:
        lines = [line for line in f"state.begin({part}".splitlines() if line.startswith("state.")]
        yield [_move(line) for line in lines if line != "state.teardown()"]


def _move(line: str) -> Move:
    call = ast.parse(line, mode="eval").body
    assert isinstance(call, ast.Call)
    numbers = {each.arg: ast.literal_eval(each.value) for each in call.keywords if each.arg}
    return ast.unparse(call.func).removeprefix("state."), numbers


def again(text: str, times: int) -> int:
    """0 if no game in what was printed failed in so many plays."""
    failed = 0
    for number, game in enumerate(games(text), 1):
        before = failed
        for _ in range(times):
            machine = Machine()
            try:
                for name, numbers in game:
                    getattr(machine, name)(**numbers)
                machine.teardown()
            except Exception:  # noqa: BLE001 - whatever it is, it is told.
                failed += 1
                print(traceback.format_exc(), flush=True)
        print(f"game {number}: {failed - before} of {times} failed", flush=True)
    return 1 if failed else 0


def main(words: Sequence[str]) -> int:
    """0 if nothing failed until the time was over."""
    if words[0] == "again":
        return again(Path(words[1]).read_text("utf-8"), int(words[2]))
    seed, minutes = int(words[0]), float(words[1])
    first, start = seed, time.monotonic()
    failed: list[int] = []
    while True:
        try:
            run_state_machine_as_test(seeded(seed)(Counted), settings=LOOKED_AT)
        except Exception:  # noqa: BLE001 - whatever it is, the next seed is another game.
            failed.append(seed)
            print(f"seed {seed}:\n{traceback.format_exc()}", flush=True)
        spent = (time.monotonic() - start) / 60
        # What was played is told as it goes, so that a soak that is ended from outside has said what it did.
        print(f"seed {seed}: {Counted.ended} games until now, {spent:.1f} minutes", flush=True)
        seed += 1
        if spent > minutes:
            break
    print(
        f"seeds {first} to {seed - 1}: {Counted.ended} games of up to {MOVES} moves ({Counted.copied} with copies)"
        f" in {spent:.1f} minutes; failed: {failed or 'none'}"
    )
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
