"""Which of the inputs that fuzzing has found are kept: few, small, each for a line that no smaller one reaches."""

from __future__ import annotations

import hashlib
import sys
from collections.abc import Iterable
from pathlib import Path
from types import FrameType
from typing import Any

from tests.fuzz.target import Target

ROOT = Path(__file__).parents[2]
LARGEST = 9_000
MOST_OF_ALL = 20_000
"""Bytes, of one input and of all inputs of a decoder: the corpus is read by every run of the checks."""

Line = tuple[str, int]


def keep(target: Target, found: Path) -> str:
    """Put the seeds and the best of what was found into the corpus, in the place of what was there."""
    inputs = {data: f"{target.outcome(data)}-{name.replace(' ', '-')}" for name, data in target.seeds().items()}
    others = [*read_all(found), *read_all(target.folder)]
    seen = {line for data in inputs for line in lines_of(target, data)}
    size = sum(map(len, inputs))
    for data in sorted(set(others) - inputs.keys(), key=lambda data: (len(data), data)):
        if len(data) > LARGEST or size + len(data) > MOST_OF_ALL:
            continue
        new = lines_of(target, data) - seen
        if new:
            seen |= new
            size += len(data)
            inputs[data] = f"{target.outcome(data)}-{hashlib.sha256(data).hexdigest()[:8]}"
    target.folder.mkdir(parents=True, exist_ok=True)
    for file in target.folder.iterdir():
        file.unlink()
    for data, name in inputs.items():
        (target.folder / name).write_bytes(data)
    return f"{target.name}: {len(inputs)} inputs of {size} bytes, {len(seen)} lines"


def read_all(folder: Path) -> Iterable[bytes]:
    """Give the content of every file."""
    return [file.read_bytes() for file in sorted(folder.iterdir())] if folder.is_dir() else []


def lines_of(target: Target, data: bytes) -> set[Line]:
    """Give the lines of the program that an input passes through."""
    seen: set[Line] = set()
    ours = tuple(str(ROOT / room) for room in ("sync", "app"))

    def trace(frame: FrameType, event: str, _argument: Any) -> Any:
        if not frame.f_code.co_filename.startswith(ours):
            return None
        if event == "line":
            seen.add((frame.f_code.co_filename, frame.f_lineno))
        return trace

    before = sys.gettrace()
    sys.settrace(trace)
    try:
        target.outcome(data)
    finally:
        sys.settrace(before)
    return seen
