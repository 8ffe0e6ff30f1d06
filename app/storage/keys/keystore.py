"""The computer's own keystore as a convenience: who can log in to this account can open the vault without a passphrase.

The vault's key is wrapped under a random key, which the keystore keeps under a random name. Keystores are
asked for one by one, by name: the settings of ``keyring`` are never read, because they may name one that
writes passwords into a plain file. The library is loaded when a keystore is used or looked for.
"""

# jeepney has types, but says so nowhere.
# pyright: reportMissingTypeStubs=false

from __future__ import annotations

import importlib
from collections.abc import Generator, Iterable
from contextlib import contextmanager, suppress
from typing import TYPE_CHECKING, Protocol

import msgspec

from app.i18n import _
from app.problems import UserProblem
from app.storage.keys import keyfile, keyslots
from app.storage.keys.cost import KEY_BYTES
from app.storage.keys.keyfile import SALT_BYTES, KeystoreHeader, Wrapper
from app.storage.keys.keyslots import Unlocked

if TYPE_CHECKING:
    from pathlib import Path

    from keyring.backend import KeyringBackend

    from app.storage.keys.keyfile import Random

SERVICE = "Switchboard"
REAL = (
    ("keyring.backends.macOS", "Keyring"),
    ("keyring.backends.Windows", "WinVaultKeyring"),
    ("keyring.backends.SecretService", "Keyring"),
    ("keyring.backends.kwallet", "DBusKeyring"),
)
_ENTRY_BYTES = 16


class NoKeystore(UserProblem):
    """The keystore cannot be used, or has nothing for this vault; the passphrase still opens it."""


class Backend(Protocol):
    """What is asked of a backend of ``keyring``."""

    def get_password(self, service: str, username: str, /) -> str | None:
        """Give what is kept."""
        ...

    def set_password(self, service: str, username: str, password: str, /) -> None:
        """Keep it."""
        ...

    def delete_password(self, service: str, username: str, /) -> None:
        """Keep it no longer."""
        ...


class Keystore:
    """One keystore of this computer, by way of a backend of ``keyring``."""

    def __init__(self, backend: Backend) -> None:
        """Take the backend; nothing is asked yet."""
        self._backend = backend

    def get(self, entry: bytes) -> bytes | None:
        """Give the key that is kept under a name; None if there is none, or something else."""
        with _plain_words():
            text = self._backend.get_password(SERVICE, entry.hex())
        try:
            key = bytes.fromhex(text or "")
        except ValueError:
            return None
        return key if len(key) == KEY_BYTES else None

    def put(self, entry: bytes, key: bytes) -> None:
        """Keep a key, and make sure that it is kept."""
        with _plain_words():
            self._backend.set_password(SERVICE, entry.hex(), key.hex())
        if self.get(entry) != key:
            raise NoKeystore(
                _("This computer's keystore took the key and does not give it back."),
                kept=_("The vault opens with its passphrase, as before."),
            )

    def forget(self, entry: bytes) -> None:
        """Remove a key; harmless if it is not there."""
        if self.get(entry) is not None:
            with _plain_words():
                self._backend.delete_password(SERVICE, entry.hex())


def find(candidates: Iterable[tuple[str, str]] = REAL) -> Keystore | None:
    """Find a keystore that protects what it keeps; None where this computer has none."""
    for module, name in candidates:
        backend: type[KeyringBackend] = getattr(importlib.import_module(module), name)
        if backend.viable:
            return Keystore(backend())
    return None


def is_on(file: Path) -> bool:
    """Tell whether a vault has a slot for a keystore, of this computer or of another."""
    return bool(keyfile.slots_of(keyfile.read(file), KeystoreHeader))


def switch_on(file: Path, unlocked: Unlocked, keystore: Keystore, *, random: Random) -> None:
    """Let the keystore open the vault: first the key is kept there, then the slot is written."""
    header = KeystoreHeader(unlocked.vault_id, random(SALT_BYTES), random(_ENTRY_BYTES))
    key = random(KEY_BYTES)
    before = _header(file)
    keystore.put(header.entry, key)
    try:
        slot = _wrapper(header, key).wrap(unlocked.keys, random)
        keyslots.put_slot(file, unlocked.vault_id, KeystoreHeader, slot)
    except BaseException:
        with suppress(NoKeystore):
            keystore.forget(header.entry)
        raise
    if before is not None:
        with suppress(NoKeystore):  # Its slot is gone, so it opens nothing any more.
            keystore.forget(before.entry)


def switch_off(file: Path, vault_id: bytes, keystore: Keystore | None) -> None:
    """Let only the vault's own secrets open it again: first the slot goes, then what the keystore keeps.

    Raises NoKeystore if the keystore could not be asked; what stays there opens nothing any more.
    """
    header = _header(file)
    keyslots.put_slot(file, vault_id, KeystoreHeader, None)
    if header is not None and keystore is not None:
        keystore.forget(header.entry)


def entry_of(file: Path) -> bytes | None:
    """Give the name under which a keystore keeps this vault's key; None if none does."""
    header = _header(file)
    return header.entry if header is not None else None


def unlock(file: Path, keystore: Keystore | None) -> Unlocked:
    """Open the slot of the keystore; raises NoKeystore for whatever is missing."""
    stored = keyfile.read(file)
    for slot in keyfile.slots_of(stored, KeystoreHeader):
        header = keyfile.header_of(slot, stored.vault_id)
        if keystore is not None and isinstance(header, KeystoreHeader):
            key = keystore.get(header.entry)
            keys = _wrapper(header, key).unwrap(slot) if key is not None else None
            if keys is not None:
                return Unlocked(stored.vault_id, keys)
    raise NoKeystore(
        _("This computer's keystore has nothing that opens this vault."),
        kept=_("Nothing is lost: the passphrase opens it, as before."),
    )


def _header(file: Path) -> KeystoreHeader | None:
    stored = keyfile.read(file)
    headers = [keyfile.header_of(slot, stored.vault_id) for slot in stored.slots]
    return next((header for header in headers if isinstance(header, KeystoreHeader)), None)


def _wrapper(header: KeystoreHeader, key: bytes) -> Wrapper:
    return Wrapper(msgspec.msgpack.encode(header), keyslots.stretch(key, header.salt, "keystore"))


@contextmanager
def _plain_words() -> Generator[None]:
    """Let what goes wrong with a keystore out of the block as a sentence."""
    from keyring.errors import KeyringError

    try:
        yield
    except (KeyringError, OSError, RuntimeError, *_of_linux()) as error:
        raise NoKeystore(
            _("This computer's keystore cannot be used now."),
            kept=_("Nothing is lost: the passphrase opens the vault, as before."),
            do=_("It may be locked, or not running. Unlock it and try again, or type the passphrase."),
        ) from error


def _of_linux() -> tuple[type[Exception], ...]:
    """Give the errors of D-Bus that ``keyring`` lets through, where there is D-Bus."""
    try:
        from jeepney.wrappers import DBusErrorResponse
        from secretstorage.exceptions import SecretStorageException
    except ImportError:
        return ()
    return (DBusErrorResponse, SecretStorageException)
