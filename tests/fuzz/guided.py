"""One decoder under atheris, in a process of its own: what it reads is instrumented before it is imported."""

from __future__ import annotations

import random
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

import msgspec

from tests.fuzz.target import Target

if TYPE_CHECKING:
    atheris: Any
else:
    import atheris

INSTRUMENTED = ["sync", "app.services", "app.storage"]


def run(name: str, words: Sequence[str]) -> None:
    """Do not come back: libFuzzer ends the process, with another status than 0 if something broke."""
    with atheris.instrument_imports(include=INSTRUMENTED):
        from tests.fuzz.targets import TARGETS
        from tests.sync.spelling import distorted
    target = TARGETS[name]
    write_seeds(target, words[0])
    atheris.Setup([name, *words], lambda data: tried(target, data), custom_mutator=mutator(distorted))
    atheris.Fuzz()


def tried(target: Target, data: bytes) -> None:
    """Whatever gets out of here is what libFuzzer calls a crash."""
    target.outcome(data)


def write_seeds(target: Target, folder: str) -> None:
    """Tell what the encoders of today write, beside what is kept."""
    for name, data in target.seeds().items():
        Path(folder, f"seed {name}").write_bytes(data)


def mutator(distorted: Callable[[bytes, int], bytes]) -> Callable[[bytes, int, int], bytes]:
    """Change bytes as libFuzzer does, or every other time the values in what is well-formed MessagePack."""

    def mutate(data: bytes, most: int, seed: int) -> bytes:
        if random.Random(seed).random() < 0.5:
            try:
                changed = distorted(data, seed)
            except (msgspec.MsgspecError, ValueError, TypeError, RecursionError, OverflowError):
                changed = data
            if len(changed) <= most and changed != data:
                return changed
        return atheris.Mutate(data, most)

    return mutate
