"""What was being written when a vault was locked: kept inside it, on this laptop alone, until it is taken up or let go.

It is no change: nobody else ever gets it, and it is not in the history.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import msgspec

from app.storage.database import schema
from app.storage.vault.vault import Vault

_META = "unfinished"


class UnfinishedText(msgspec.Struct, frozen=True):
    """Half-written values; ``key`` says what they are for and of which records, ``words`` says it to people."""

    key: str
    words: str
    values: dict[str, str | int | None]


Rooms = dict[str, tuple[UnfinishedText, ...]]


def recall(vault: Vault) -> Rooms:
    """Give what was being written, by room."""
    with vault.database.read() as connection:
        data = schema.get_meta(connection, _META)
    try:
        return msgspec.msgpack.decode(data, type=Rooms) if data else {}
    except msgspec.DecodeError:  # Written by another version.
        return {}


def keep(vault: Vault, rooms: Mapping[str, Sequence[UnfinishedText]]) -> None:
    """Keep what is being written in some rooms now, instead of what was; that of other rooms stays."""
    before = recall(vault)
    now = {room: tuple(each) for room, each in {**before, **rooms}.items() if each}
    if now != before:
        with vault.database.write() as connection:
            schema.set_meta(connection, _META, msgspec.msgpack.encode(now))
