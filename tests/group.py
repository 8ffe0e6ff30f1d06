"""A group for tests: real vaults in a temporary folder, with keys that cost nothing and clocks that the test sets."""

from __future__ import annotations

import datetime
import os
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path

from app.domain.catalogue import catalogue
from app.domain.registry import Registry
from app.paths import Paths
from app.services import members
from app.storage import meeting, opening
from app.storage.cost import Cost, Policy
from app.storage.environment import Environment
from app.storage.meeting import Taken
from app.storage.vault import Vault

PASSPHRASE = "correct horse battery"
START = datetime.datetime(2026, 11, 23, 6, 30, tzinfo=datetime.UTC)
CHEAP = Policy(
    least=Cost(memory_kib=64, iterations=1, lanes=4),
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
    """A computer of its own under a folder."""
    return Environment(watch or Watch(), os.urandom, Paths.under(root), CHEAP)


@cache
def declared() -> Registry:
    """The records of the program, read once: nothing changes them, and every test needs them."""
    return catalogue()


@dataclass
class Group:
    """Ann's vault, and those of everybody she has admitted."""

    root: Path
    registry: Registry = field(default_factory=declared)
    vaults: dict[str, Vault] = field(default_factory=dict)
    codes: dict[str, str] = field(default_factory=dict)
    watches: dict[str, Watch] = field(default_factory=dict)

    def environment(self, name: str) -> Environment:
        return environment(self.root / f"{name}'s computer", self.watches.setdefault(name, Watch()))

    def folder(self, name: str) -> Path:
        return self.root / name

    def found(self, name: str = "Ann") -> Vault:
        vault, self.codes[name] = opening.create_vault(
            self.folder(name), PASSPHRASE, "Kitchen table", name, self.registry, self.environment(name)
        )
        self.vaults[name] = vault
        return vault

    def wait(self, name: str) -> Vault:
        """A vault that has asked to join and waits."""
        vault, self.codes[name] = opening.join_vault(
            self.folder(name), PASSPHRASE, name, self.registry, self.environment(name)
        )
        self.vaults[name] = vault
        return vault

    def join(self, name: str, role: str = "editor", by: str = "Ann") -> Vault:
        """Admits somebody and opens the answer on their laptop."""
        vault = self.wait(name)
        data, _code = members.make_request(vault)
        request = members.read_request(data)
        members.admit(self.vaults[by], request, request.code, role)
        self.hand_over(by, name)
        return vault

    def hand_over(self, sender: str, receiver: str) -> Taken:
        """A bundle from one to the other."""
        device = self.vaults[receiver].secrets.public().device.hex()
        data, _devices = meeting.make_bundle(self.vaults[sender], [device])
        return meeting.take_bundle(self.vaults[receiver], data)

    def meet(self, one: str, other: str) -> None:
        """Bundles both ways."""
        self.hand_over(one, other)
        self.hand_over(other, one)

    def reopen(self, name: str) -> Vault:
        self.vaults[name].close()
        self.vaults[name] = opening.open_vault(self.folder(name), PASSPHRASE, self.registry, self.environment(name))
        return self.vaults[name]

    def digests(self) -> set[str]:
        return {digest(vault) for vault in self.vaults.values()}

    def close(self) -> None:
        for vault in self.vaults.values():
            vault.close()


def digest(vault: Vault) -> str:
    with vault.looking() as replica:
        return replica.digest().hex()
