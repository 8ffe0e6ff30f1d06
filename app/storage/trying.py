"""An empty vault in memory, to try out what will be asked of a real one: nothing of it is written anywhere."""

from __future__ import annotations

from collections.abc import Generator
from contextlib import contextmanager
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

from app.records.registry import Registry
from app.storage.database import cipher, schema
from app.storage.database.database import Database
from app.storage.folder.environment import Environment
from app.storage.folder.folder import VaultFolder
from app.storage.folder.incarnation import Incarnation
from app.storage.folder.lock import Lock
from app.storage.opening import EVERYONE
from app.storage.vault.vault import Vault
from sync.primitives.codec import encode
from sync.primitives.keys import DeviceSecrets
from sync.replica.replica import Replica

_MEMORY = Path(":memory:")
_NAME, _INDEX = "-", "CREATE INDEX"
_LONG_AGO = datetime(2000, 1, 1, tzinfo=UTC)


def _dull(count: int) -> bytes:
    """Stand for chance: zeros are the name of something already."""
    return b"\1" * count


@contextmanager
def empty_vault(registry: Registry, environment: Environment) -> Generator[Vault]:
    """Give a vault of a group of one, with nothing in it. Its keys protect nothing and are always the same."""
    environment = replace(environment, now=lambda: _LONG_AGO, random=_dull)
    key = bytes(32)
    with cipher.map_errors(_MEMORY):
        connection = cipher.connect(_MEMORY, key)
    database = Database(connection, _MEMORY, key, registry.statements.rehearsing)
    try:
        with database.write() as writing:
            schema.create_log(writing)
            for statement in (*schema.DERIVED_TABLES, *registry.creation):
                if not statement.startswith(_INDEX):  # Nothing is sought in what is empty.
                    writing.exec_driver_sql(statement)
            schema.set_meta(writing, "name", _NAME.encode())
            schema.set_meta(writing, "secrets", encode(DeviceSecrets.generate(environment.random)))
        nowhere = VaultFolder(_MEMORY, Lock(_MEMORY, None))
        continuity = Incarnation(b"", _MEMORY, _MEMORY, get=lambda: None, put=lambda _nonce: None, random=_dull)
        vault = Vault(nowhere, database, registry, environment, continuity)
        with database.write() as writing:
            replica = Replica.found(
                vault.store_for(writing), vault.secrets, _NAME, _NAME, EVERYONE, bytes(16),
                environment.milliseconds, environment.random,
            )  # fmt: skip
            vault.adopt(replica, writing)
        yield vault
    finally:
        database.close()
