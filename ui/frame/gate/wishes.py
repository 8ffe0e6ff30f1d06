"""What the person filled in at the gate, handed over as one value."""

from __future__ import annotations

import datetime
from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True, slots=True)
class StartGroup:
    """Make a vault for a new group."""

    group: str
    me: str
    passphrase: str
    folder: Path


@dataclass(frozen=True, slots=True)
class JoinGroup:
    """Make a vault that asks to be admitted to a group."""

    me: str
    passphrase: str
    folder: Path


@dataclass(frozen=True, slots=True)
class OpenVault:
    """Open a vault by its passphrase."""

    folder: Path
    passphrase: str


@dataclass(frozen=True, slots=True)
class RecoverVault:
    """Open a vault by its recovery code, or by shares where there are any, and give it a new passphrase."""

    folder: Path
    code: str
    passphrase: str
    shares: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class ShareTyped:
    """Look at one share of a vault, before the next is typed."""

    folder: Path
    words: str


@dataclass(frozen=True, slots=True)
class RecentVault:
    """A vault that was open on this laptop lately."""

    folder: Path
    name: str
    opened: datetime.datetime | None = None
