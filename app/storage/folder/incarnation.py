"""Noticing that a vault is not the one this computer used last: a restored backup or a copied folder.

Such a vault has forgotten what it already handed out, and would write the same sequence numbers a
second time with other contents (sync.md, Log: a fork). So a random nonce is kept both inside the vault
and, outside of it and of its backups, in the state folder of this computer. If the two differ, sync
opens a new log.

Where both of two copies are used on one computer, each has a nonce of its own there, by its place: else each would
find the other's whenever it is opened, begin one log after the other, and never be seen to exist twice.
"""

from __future__ import annotations

import hashlib
from enum import Enum
from typing import TYPE_CHECKING

from app.storage.files import make_private_folder, plain_words, write_atomically

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

NONCE_BYTES = PLACE_BYTES = 16
PLACES_MOST = 64
FOLDER = "incarnations"


class Continuity(Enum):
    """What an opening found."""

    CONTINUED = "continued"
    """The vault is as this computer left it, or brand-new: go on writing its logs."""
    RESTORED = "restored"
    """It may have been set back or copied: open a new log before anything is written."""


class Incarnation:
    """The nonce of one vault on this computer.

    ``get`` and ``put`` read and write one value inside the vault's database; ``put`` returns when it is
    committed. ``renew`` wherever a later return to an earlier state would do harm: after opening,
    whenever something is sealed to be handed over, and before closing.
    """

    def __init__(
        self,
        vault_id: bytes,
        state_folder: Path,
        place: Path,
        *,
        get: Callable[[], bytes | None],
        put: Callable[[bytes], None],
        random: Callable[[int], bytes],
    ) -> None:
        """Name the file outside by the vault's random id, which says nothing about it, and `place` in it by a hash."""
        self._file = state_folder / FOLDER / vault_id.hex()
        path = str(place.resolve()).encode("utf-8", "surrogatepass")
        self._place = hashlib.sha256(vault_id + path).digest()[:PLACE_BYTES]
        self._get = get
        self._put = put
        self._random = random

    def check(self) -> Continuity:
        """Compare the two nonces; changes nothing. A vault in a place that is new here may have been moved there."""
        last, places = self._read()
        outside = places.get(self._place, last)
        return Continuity.CONTINUED if self._get() == outside else Continuity.RESTORED

    def renew(self) -> None:
        """Draw a new nonce and write it to both places.

        A crash between the two is taken for a restored backup at the next opening: one log more than
        needed, which is harmless. The outside is written first, so that a full disk is noticed there.
        """
        _last, places = self._read()
        self._write(places)

    def _write(self, places: dict[bytes, bytes]) -> None:
        nonce = self._random(NONCE_BYTES)
        places.pop(self._place, None)
        kept = [*places.items(), (self._place, nonce)][-PLACES_MOST:]
        with plain_words(self._file.parent):
            make_private_folder(self._file.parent)
        write_atomically(self._file, nonce + b"".join(place + known for place, known in kept))
        self._put(nonce)

    def begin(self, if_restored: Callable[[], None] | None = None) -> Continuity:
        """Do what every opening does: compare, then renew.

        ``if_restored`` is what makes a new log begin, and has to be committed when it returns. It is
        called before the renewal, which forgets the difference: a crash in between must not lose it.
        """
        continuity = self.check()
        if continuity is Continuity.RESTORED and if_restored is not None:
            if_restored()
        _last, places = self._read()
        if continuity is Continuity.CONTINUED and self._place not in places:
            places = {}  # It was moved here: what is put where it was before is not it.
        self._write(places)
        return continuity

    def forget(self) -> None:
        """Remove this computer's trace of a vault that is no more."""
        with plain_words(self._file):
            self._file.unlink(missing_ok=True)

    def _read(self) -> tuple[bytes | None, dict[bytes, bytes]]:
        """Read the nonces outside: the last one written, None if this computer has never seen the vault; by place."""
        with plain_words(self._file):
            try:
                data = self._file.read_bytes()
            except FileNotFoundError:
                return None, {}
        size = PLACE_BYTES + NONCE_BYTES
        pairs = (data[at : at + size] for at in range(NONCE_BYTES, len(data), size))
        return data[:NONCE_BYTES], {pair[:PLACE_BYTES]: pair[PLACE_BYTES:] for pair in pairs}
