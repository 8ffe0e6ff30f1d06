"""The only place where the program is put together: the real clock, true randomness, this computer's folders."""

from __future__ import annotations

import secrets
from collections.abc import Mapping
from datetime import UTC, datetime, tzinfo
from pathlib import Path
from typing import TYPE_CHECKING

from app.paths import Paths
from app.storage.folder.environment import Environment
from app.storage.keys.cost import Policy

if TYPE_CHECKING:
    from app.records.registry import Registry
    from app.storage.keys.keystore import Keystore

HOME = "SWITCHBOARD_HOME"
SHEETS = Path(__file__).resolve().parent.parent / "resources" / "sheets"


def environment(variables: Mapping[str, str]) -> Environment:
    """Give the real world. `SWITCHBOARD_HOME` puts settings and new vaults under one folder, for a trial or a stick."""
    home = variables.get(HOME)
    paths = Paths.under(Path(home).absolute()) if home else Paths.of_this_computer()
    return Environment(lambda: datetime.now(UTC), secrets.token_bytes, paths, Policy(), _keystore, _zone())


def _zone() -> tzinfo:
    """Give the time zone that this computer is set to."""
    return datetime.now().astimezone().tzinfo or UTC


def _keystore() -> Keystore | None:
    """Give the keystore of this computer; its library is loaded when somebody first asks."""
    from app.storage.keys import keystore

    return keystore.find()


def registry() -> Registry:
    """Give the records that the program ships with."""
    from app.capabilities.catalogue import catalogue

    return catalogue()
