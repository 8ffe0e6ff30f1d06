"""A group for tests: real vaults in a temporary folder, with keys that cost nothing and clocks that the test sets."""

from __future__ import annotations

import datetime
import os
import shutil
import weakref
from collections.abc import Callable
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path

from app.capabilities.catalogue import catalogue
from app.paths import Paths
from app.records.registry import Registry
from app.services.members import members
from app.storage import bundles, opening
from app.storage.folder.environment import Environment
from app.storage.keys.cost import Cost, Policy
from app.storage.taken import TakenBundle
from app.storage.vault.vault import Vault
from tests.ready import SHELF, Made

PASSPHRASE = "correct horse battery"
START = datetime.datetime(2026, 11, 23, 6, 30, tzinfo=datetime.UTC)
CHEAP = Policy(
    least=Cost(memory_kib=64, iterations=1, lanes=1),
    most=Cost(1024, 8, 4),
    most_work=8192,
    measure=lambda _cost: 1.0,
)


@dataclass
class Watch:
    """A clock that goes on by a second each time it is read, and that a test can set."""

    time: datetime.datetime = START

    def __call__(self) -> datetime.datetime:
        self.time += datetime.timedelta(seconds=1)
        return self.time


def environment(root: Path, watch: Watch | None = None) -> Environment:
    """Give a computer of its own under a folder."""
    return Environment(watch or Watch(), os.urandom, Paths.under(root), CHEAP)


@cache
def declared() -> Registry:
    """Give the records of the program, read once: nothing changes them, and every test needs them."""
    return catalogue()


@dataclass
class Group:
    """Ann's vault, and those of everybody she has admitted."""

    root: Path
    registry: Registry = field(default_factory=declared)
    vaults: dict[str, Vault] = field(default_factory=dict)
    codes: dict[str, str] = field(default_factory=dict)
    watches: dict[str, Watch] = field(default_factory=dict)
    _lent: list[weakref.finalize[..., Group]] = field(default_factory=list)

    def environment(self, name: str) -> Environment:
        return environment(self.root / f"{name}'s computer", self.watches.setdefault(name, Watch()))

    def folder(self, name: str) -> Path:
        return self.root / name

    def found(self, name: str = "Ann") -> Vault:
        return self._made(
            "founded by",
            name,
            lambda group: opening.create_vault(
                group.folder(name), PASSPHRASE, "Kitchen table", name, group.registry, group.environment(name)
            ),
        )

    def wait(self, name: str) -> Vault:
        """Give a vault that has asked to join and waits."""
        return self._made(
            "asked for by",
            name,
            lambda group: opening.join_vault(
                group.folder(name), PASSPHRASE, name, group.registry, group.environment(name)
            ),
        )

    def _made(self, how: str, name: str, make: Callable[[Group], tuple[Vault, str]]) -> Vault:
        """Give a vault, copied if there is nothing about it that another test would have otherwise."""
        computer = self.root / f"{name}'s computer"
        if self.registry is not declared() or name in self.watches or computer.exists():
            self.vaults[name], self.codes[name] = make(self)
            return self.vaults[name]

        def original(place: Path) -> Made:
            group = Group(place)
            vault, code = make(group)
            vault.close()
            return Made(group.folder(name), place / computer.name, code, group.watches[name].time)

        what = f"{how} {name}"
        made, number = SHELF.take(what, original, self.folder(name), computer)
        self._lent.append(weakref.finalize(self, SHELF.give_back, what, number))
        self.codes[name], self.watches[name] = made.code, Watch(made.time)
        return self.reopen_closed(name)

    def join(self, name: str, role: str = "editor", by: str = "Ann") -> Vault:
        """Admits somebody and opens the answer on their laptop."""
        vault = self.wait(name)
        data, _code = members.make_request(vault)
        request = members.read_request(data)
        members.admit(self.vaults[by], request, request.code, role)
        self.hand_over(by, name)
        return vault

    def hand_over(self, sender: str, receiver: str) -> TakenBundle:
        """Give a bundle from one to the other."""
        device = self.vaults[receiver].secrets.public().device.hex()
        data, _devices = bundles.make_bundle(self.vaults[sender], [device])
        return bundles.take_bundle(self.vaults[receiver], data)

    def meet(self, one: str, other: str) -> None:
        """Bundles both ways."""
        self.hand_over(one, other)
        self.hand_over(other, one)

    def reopen(self, name: str) -> Vault:
        self.vaults[name].close()
        return self.reopen_closed(name)

    def reopen_closed(self, name: str) -> Vault:
        """Give the vault of somebody who has closed it, perhaps set back meanwhile."""
        self.vaults[name] = opening.open_vault(self.folder(name), PASSPHRASE, self.registry, self.environment(name))
        return self.vaults[name]

    def digests(self) -> set[str]:
        return {digest(vault) for vault in self.vaults.values()}

    def close(self) -> None:
        for vault in self.vaults.values():
            vault.close()
        for give_back in self._lent:
            give_back()


@dataclass(frozen=True)
class Stage:
    """What is left of a group when all its vaults are closed."""

    root: Path
    codes: dict[str, str]
    times: dict[str, datetime.datetime]


STAGES: dict[str, Stage] = {}


def staged(what: str, play: Callable[[Group], object], root: Path) -> Group:
    """Give a group as a play leaves it, which is played once and copied from then on; one at a time may be open."""
    if what not in STAGES:
        group = Group(SHELF.room() / what)
        group.found()
        play(group)
        group.close()
        times = {name: watch.time for name, watch in group.watches.items()}
        STAGES[what] = Stage(group.root, group.codes, times)
    stage = STAGES[what]
    shutil.copytree(stage.root, root, dirs_exist_ok=True)
    group = Group(root, codes=dict(stage.codes), watches={name: Watch(time) for name, time in stage.times.items()})
    for name in stage.codes:
        group.reopen_closed(name)
    return group


def digest(vault: Vault) -> str:
    with vault.looking() as replica:
        return replica.digest().hex()
