"""A fault as a small patch: a piece of text in a module of `sync` that stands there once, and what takes its place."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True, slots=True)
class Mutant:
    """Named by what is wrong with it. `tests` are the files under tests/sync that are asked, the likeliest first."""

    name: str
    file: str
    before: str
    after: str
    tests: tuple[str, ...]

    def apply(self, root: Path) -> str:
        """Put it into a tree; gives what the module was. Raises `ValueError` where it does not fit, or not once."""
        path = root / "sync" / self.file
        text = path.read_text("utf-8")
        if text.count(self.before) != 1:
            raise ValueError(f"{self.name}: its text stands {text.count(self.before)} times in sync/{self.file}")
        path.write_text(text.replace(self.before, self.after), "utf-8")
        return text


def mutants(file: str, tests: str, *found: tuple[str, str, str]) -> list[Mutant]:
    """Several of one module: name, before, after."""
    return [Mutant(name, file, before, after, tuple(tests.split())) for name, before, after in found]
