"""The only place where the program is put together: the real clock, true randomness, this computer's folders."""

from __future__ import annotations

import secrets
from collections.abc import Mapping
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING

from app.paths import Paths
from app.storage.cost import Policy
from app.storage.environment import Environment

if TYPE_CHECKING:
    from app.domain.registry import Registry
    from app.storage.keystore import Keystore

HOME = "SWITCHBOARD_HOME"
SHEETS = Path(__file__).resolve().parent.parent / "resources" / "sheets"


def environment(variables: Mapping[str, str]) -> Environment:
    """The real world. `SWITCHBOARD_HOME` puts settings and new vaults under one folder, for a trial or a stick."""
    home = variables.get(HOME)
    paths = Paths.under(Path(home).absolute()) if home else Paths.of_this_computer()
    return Environment(lambda: datetime.now(UTC), secrets.token_bytes, paths, Policy(), _keystore)


def _keystore() -> Keystore | None:
    """The keystore of this computer; its library is loaded when somebody first asks."""
    from app.storage import keystore

    return keystore.find()


def registry() -> Registry:
    """The records that the program ships with."""
    from app.domain.catalogue import catalogue

    return catalogue()
