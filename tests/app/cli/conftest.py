"""Commands as people type them, on computers of their own in a temporary folder."""

from __future__ import annotations

import dataclasses
import datetime
import json
import shutil
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, TypeVar

import pytest
from typer.testing import Result

from app.bootstrap import SHEETS
from app.cli.world import World
from app.records.registry import Registry
from tests.group import PASSPHRASE, Watch, declared, environment
from tests.ready import SHELF
from tests.typed import typed


@dataclass
class Shell:
    """Runs commands as somebody; the variable with the passphrase is set unless a test takes it away."""

    root: Path
    variables: dict[str, str] = field(default_factory=lambda: {"SWITCHBOARD_PASSPHRASE": PASSPHRASE})
    ask: Callable[[str], str] | None = None
    registry: Registry = field(default_factory=declared)
    watches: dict[str, Watch] = field(default_factory=dict)

    def world(self, who: str = "Ann") -> World:
        computer = environment(self.root / f"{who}'s computer", self.watches.setdefault(who, Watch()))
        return World(lambda: computer, lambda: self.registry, lambda: SHEETS, self.variables, self.ask)

    def run(self, *words: object, who: str = "Ann", world: World | None = None) -> Result:
        """Run a command, whatever comes of it."""
        return typed(words, world or self.world(who))

    def __call__(self, *words: object, who: str = "Ann") -> str:
        """Run a command that has to succeed; gives what it says."""
        result = self.run(*words, who=who)
        assert result.exit_code == 0, result.output
        assert result.stderr == ""
        return result.stdout

    def read(self, *words: object, who: str = "Ann") -> Any:
        """Run a command with --json and read its answer."""
        return json.loads(self(*words, "--json", who=who))

    def fails(self, *words: object, who: str = "Ann", world: World | None = None) -> str:
        """Run a command that has to end with status 1; gives the one line that it says."""
        result = self.run(*words, who=who, world=world)
        assert result.exit_code == 1, result.output
        assert result.stderr.count("\n") == 1, result.stderr
        assert "Traceback" not in result.output
        return result.stderr.strip()

    def misused(self, *words: object) -> str:
        """Run a command that has to end with status 2."""
        result = self.run(*words)
        assert result.exit_code == 2, result.output
        return result.stderr

    def path(self, name: str) -> Path:
        return self.root / name

    def write(self, name: str, text: str) -> Path:
        self.path(name).write_text(text, "utf-8")
        return self.path(name)

    def without_passphrase(self, ask: Callable[[str], str] | None = None) -> Shell:
        return dataclasses.replace(self, variables={}, ask=ask)


@dataclass(frozen=True)
class Played:
    """What a play left behind it: everybody's files, how late it was for whom, and what it gave."""

    root: Path
    times: dict[str, datetime.datetime]
    given: Any


PLAYED: dict[str, Played] = {}
Given = TypeVar("Given")


def played(what: str, play: Callable[[], Given], shell: Shell) -> Given:
    """Give what a play in a shell gives, and leave there what it leaves: it is played once, and copied from then on."""
    what = f"{what}, {' and '.join(sorted(each.name for each in shell.root.iterdir()))}"
    if what not in PLAYED:
        given = play()
        shutil.copytree(shell.root, SHELF.room() / what)
        times = {name: watch.time for name, watch in shell.watches.items()}
        PLAYED[what] = Played(SHELF.room() / what, times, given)
    kept = PLAYED[what]
    shutil.copytree(kept.root, shell.root, dirs_exist_ok=True)
    shell.watches.update({name: Watch(time) for name, time in kept.times.items()})
    return kept.given


@pytest.fixture(scope="session")
def begun(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Give a folder in which Ann has founded a group and admitted Bo, for tests to copy."""
    shell = Shell(tmp_path_factory.mktemp("begun"))
    ann, bo, request, answer = (shell.path(name) for name in ("ann", "bo", "bo.request", "answer.age"))
    shell("new", ann, "--group", "Kitchen table", "--me", "Ann")
    shutil.copytree(shell.root, shell.path("alone"))
    shell("join", bo, "--me", "Bo", "--request", request, who="Bo")
    words = words_in(shell("admit", ann, "--request", request))
    shown = shell("admit", ann, "--request", request, "--code", words, "--out", answer)
    shell("open", bo, answer, "--code", words_in(shown), who="Bo")
    return shell.root


@pytest.fixture(scope="session")
def registry() -> Registry:
    return declared()


@pytest.fixture
def shell(tmp_path: Path, registry: Registry) -> Shell:
    return Shell(tmp_path, registry=registry)


@pytest.fixture
def ann(request: pytest.FixtureRequest, shell: Shell, begun: Path) -> Path:
    """Give the vault of Ann, who has founded a group; with Bo in it if the test asks for him too."""
    place = begun if "bo" in request.fixturenames else begun / "alone"
    shutil.copytree(place, shell.root, dirs_exist_ok=True, ignore=shutil.ignore_patterns("alone"))
    return shell.path("ann")


@pytest.fixture
def bo(shell: Shell, ann: Path) -> Path:
    """Give the vault of Bo, whom Ann has admitted; his request is in bo.request."""
    assert ann.exists()
    return shell.path("bo")


def words_in(text: str) -> str:
    """Give the five words to compare, which stand at the end of a line."""
    return next(line for line in text.splitlines() if "words" in line and ": " in line).rpartition(": ")[2]


@pytest.fixture
def hand_over(shell: Shell) -> Callable[[str, str], str]:
    """Make a bundle on one computer and open it on another."""
    made: list[Path] = []

    def hand(sender: str, to: str) -> str:
        path = shell.path(f"{len(made)}-{sender}-{to}.age")
        made.append(path)
        shell("bundle", shell.path(sender.lower()), "--out", path, "--to", to, who=sender)
        return shell("open", shell.path(to.lower()), path, "--yes", who=to)

    return hand
