"""What taking a bundle has shown to be odd, kept in this vault alone so that it can be read again later."""

from __future__ import annotations

from collections.abc import Iterable

import msgspec
from sqlalchemy import Connection

from app.storage.database import schema
from app.storage.vault.vault import Vault

REFUSED, BACKWARDS, TWICE, DIFFERS = "refused", "backwards", "twice", "differs"
"""Parts that had waited here were not what they claimed to be; a laptop has said that it knows less than before, or its
vault exists twice; or it has the same as this one, and shows something else."""
KEPT_MOST = 100
_META = "noticed"


class Noticed(msgspec.Struct, frozen=True, array_like=True):
    """What was odd, whose bundle or laptop it was, when (in milliseconds) for the last time, and how often in all."""

    what: str
    who: str
    time: int
    count: int


_lists = msgspec.msgpack.Decoder(list[Noticed])


def noticed(vault: Vault) -> list[Noticed]:
    """All that is kept, the newest last."""
    with vault.database.read() as connection:
        return _read(connection)


def note(connection: Connection, now: int, found: Iterable[tuple[str, str, int]]) -> None:
    """Keep what a bundle has shown: what, who, how often; of the same it is kept once, with the last time."""
    kept = {(each.what, each.who): each for each in _read(connection)}
    before = dict(kept)
    for what, who, count in found:
        known = kept.pop((what, who), None)
        kept[what, who] = Noticed(what, who, now, count + (known.count if known else 0))
    if kept != before:
        schema.set_meta(connection, _META, msgspec.msgpack.encode(list(kept.values())[-KEPT_MOST:]))


def _read(connection: Connection) -> list[Noticed]:
    data = schema.get_meta(connection, _META)
    try:
        return _lists.decode(data) if data else []
    except msgspec.DecodeError:  # Another version has written it.
        return []
