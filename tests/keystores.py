"""A keystore in memory, which a test hands in in the place of the computer's, and can lose, lock or spoil."""

from __future__ import annotations

from keyring.backend import KeyringBackend
from keyring.errors import KeyringLocked, PasswordDeleteError

from app.storage.keys.keystore import Keystore


class MemoryKeyring(KeyringBackend):
    """Keeps what it is told, for as long as the test lasts."""

    priority = 1  # pyright: ignore[reportAssignmentType]

    def __init__(self) -> None:
        super().__init__()
        self.kept: dict[tuple[str, str], str] = {}
        self.locked = False
        self.forgetful = False

    def get_password(self, service: str, username: str) -> str | None:
        self._check()
        return self.kept.get((service, username))

    def set_password(self, service: str, username: str, password: str) -> None:
        self._check()
        if not self.forgetful:
            self.kept[service, username] = password

    def delete_password(self, service: str, username: str) -> None:
        self._check()
        if (service, username) not in self.kept:
            raise PasswordDeleteError(username)
        del self.kept[service, username]

    def keystore(self) -> Keystore:
        return Keystore(self)

    def _check(self) -> None:
        if self.locked:
            raise KeyringLocked("locked")
