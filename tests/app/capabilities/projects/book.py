"""A vault as somebody works in it by the command line."""

from __future__ import annotations

import datetime
from pathlib import Path
from typing import Any

from tests.app.cli.conftest import Shell
from tests.group import START

TODAY = START.date()


def on(days: int) -> str:
    return (TODAY + datetime.timedelta(days)).isoformat()


class Book:
    """A vault, as somebody works in it."""

    def __init__(self, shell: Shell, vault: Path, who: str = "Ann") -> None:
        self.shell, self.vault, self.who = shell, vault, who

    def add(self, kind: str, /, **fields: object) -> str:
        words = [f"{name}={value}" for name, value in fields.items()]
        return self.shell("add", self.vault, kind, *words, who=self.who).split()[-1]

    def __call__(self, verb: str, *words: object) -> Any:
        return self.shell.read(verb, self.vault, *words, who=self.who)

    def say(self, verb: str, *words: object) -> str:
        return self.shell(verb, self.vault, *words, who=self.who)

    def fails(self, verb: str, *words: object) -> str:
        return self.shell.fails(verb, self.vault, *words, who=self.who)

    def project(self, name: str, day: int = 0) -> dict[str, Any]:
        return next(each for each in self("projects", "--on", on(day)) if each["name"] == name)

    def values(self, kind: str, record: str) -> dict[str, Any]:
        return self("show", kind, record)["values"]
