"""Plays the machine for a while from numbered seeds: `python -m tests.sync.soak SEED MINUTES` (what ran: SOAK.md).

Each seed is a run of its own, so that one that fails is played again by `python -m tests.sync.soak SEED 0`. With
PYTHONHASHSEED=0, or sets come in another order and it is another game.
"""

from __future__ import annotations

import sys
import time
import traceback
from collections.abc import Sequence

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


def main(words: Sequence[str]) -> int:
    """0 if nothing failed until the time was over."""
    seed, minutes = int(words[0]), float(words[1])
    first, start = seed, time.monotonic()
    failed: list[int] = []
    while True:
        try:
            run_state_machine_as_test(seeded(seed)(Counted), settings=LOOKED_AT)
        except Exception:  # noqa: BLE001 - whatever it is, the next seed is another game.
            failed.append(seed)
            print(f"seed {seed}:\n{traceback.format_exc()}", flush=True)
        seed += 1
        if time.monotonic() - start > 60 * minutes:
            break
    spent = (time.monotonic() - start) / 60
    print(
        f"seeds {first} to {seed - 1}: {Counted.ended} games of up to {MOVES} moves ({Counted.copied} with copies)"
        f" in {spent:.1f} minutes; failed: {failed or 'none'}"
    )
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
