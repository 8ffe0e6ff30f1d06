"""Noticing that a vault is not the one this computer used last: a restored backup or a copied folder.

Such a vault has forgotten what it already handed out, and would write the same sequence numbers a
second time with other contents (sync.md, Log: a fork). So a random nonce is kept both inside the vault
and, outside of it and of its backups, in the state folder of this computer. If the two differ, sync
opens a new log.
"""

from __future__ import annotations

from enum import Enum
from typing import TYPE_CHECKING

from app.storage.files import make_private_folder, plain_words, write_atomically

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

NONCE_BYTES = 16
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
        *,
        get: Callable[[], bytes | None],
        put: Callable[[bytes], None],
        random: Callable[[int], bytes],
    ) -> None:
        """Name the file outside by the vault's random id, which says nothing about it."""
        self._file = state_folder / FOLDER / vault_id.hex()
        self._get = get
        self._put = put
        self._random = random

    def check(self) -> Continuity:
        """Compare the two nonces; changes nothing."""
        inside, outside = self._get(), self._read()
        return Continuity.CONTINUED if inside == outside else Continuity.RESTORED

    def renew(self) -> None:
        """Draw a new nonce and write it to both places.

        A crash between the two is taken for a restored backup at the next opening: one log more than
        needed, which is harmless. The outside is written first, so that a full disk is noticed there.
        """
        nonce = self._random(NONCE_BYTES)
        with plain_words(self._file.parent):
            make_private_folder(self._file.parent)
        write_atomically(self._file, nonce)
        self._put(nonce)

    def begin(self, if_restored: Callable[[], None] | None = None) -> Continuity:
        """Do what every opening does: compare, then renew.

        ``if_restored`` is what makes a new log begin, and has to be committed when it returns. It is
        called before the renewal, which forgets the difference: a crash in between must not lose it.
        """
        continuity = self.check()
        if continuity is Continuity.RESTORED and if_restored is not None:
            if_restored()
        self.renew()
        return continuity

    def forget(self) -> None:
        """Remove this computer's trace of a vault that is no more."""
        with plain_words(self._file):
            self._file.unlink(missing_ok=True)

    def _read(self) -> bytes | None:
        """Read the nonce outside; None if this computer has never seen the vault."""
        with plain_words(self._file):
            try:
                return self._file.read_bytes()
            except FileNotFoundError:
                return None
