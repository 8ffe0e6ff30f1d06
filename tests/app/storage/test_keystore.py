"""The computer's keystore: opt in and out on both sides, and a calm way back to the passphrase."""

from __future__ import annotations

import os
from pathlib import Path

import pytest
from keyring.backends import chainer, fail, null

from app.problems import DiskFull, UserProblem, VaultDamaged
from app.storage.keys import keyfile, keyslots, keystore
from app.storage.keys.cost import Policy
from app.storage.keys.keyslots import Unlocked
from app.storage.keys.keystore import NoKeystore
from tests.group import CHEAP
from tests.keystores import MemoryKeyring

PASSPHRASE = "four unrelated words"


@pytest.fixture
def file(tmp_path: Path) -> Path:
    return tmp_path / "keys"


@pytest.fixture
def unlocked(file: Path, cheap: Policy) -> Unlocked:
    created = keyslots.create(file, PASSPHRASE, policy=cheap, random=os.urandom)
    return Unlocked(created.vault_id, (created.key,))


@pytest.fixture
def ring(file: Path, unlocked: Unlocked) -> MemoryKeyring:
    """Give a keystore that opens the vault."""
    ring = MemoryKeyring()
    keystore.switch_on(file, unlocked, ring.keystore(), random=os.urandom)
    return ring


def test_it_opens_the_vault_and_knows_nothing_of_it(file: Path, unlocked: Unlocked, ring: MemoryKeyring) -> None:
    assert keystore.is_on(file)
    assert keystore.unlock(file, ring.keystore()) == unlocked
    ((name, secret),) = ring.kept.items()
    assert name[0] == "Switchboard"
    for own in (unlocked.vault_id.hex(), unlocked.keys[0].hex()):
        assert own not in name[1]
        assert own != secret
    assert file.read_bytes().startswith(keyfile.MAGIC + b"\0\2")


def test_switching_off_removes_both_sides(file: Path, unlocked: Unlocked, ring: MemoryKeyring) -> None:
    keystore.switch_off(file, unlocked.vault_id, ring.keystore())
    assert ring.kept == {}
    assert not keystore.is_on(file)
    assert file.read_bytes().startswith(keyfile.MAGIC + b"\0\1")
    with pytest.raises(NoKeystore):
        keystore.unlock(file, ring.keystore())


def test_switching_on_again_leaves_one_entry(file: Path, unlocked: Unlocked, ring: MemoryKeyring) -> None:
    keystore.switch_on(file, unlocked, ring.keystore(), random=os.urandom)
    assert len(ring.kept) == 1
    assert keystore.unlock(file, ring.keystore()) == unlocked


@pytest.mark.parametrize("spoiled", [None, "", "no hexadecimal", "ab" * 31, "ab" * 32])
def test_a_missing_or_foreign_entry_falls_back_to_the_passphrase(
    file: Path, unlocked: Unlocked, ring: MemoryKeyring, spoiled: str | None
) -> None:
    (name,) = ring.kept
    if spoiled is None:
        del ring.kept[name]
    else:
        ring.kept[name] = spoiled
    with pytest.raises(NoKeystore, match="the passphrase opens it"):
        keystore.unlock(file, ring.keystore())
    with pytest.raises(NoKeystore):
        keystore.unlock(file, None)
    assert keyslots.unlock_with_passphrase(file, PASSPHRASE, policy=CHEAP) == unlocked


def test_a_locked_keystore_is_a_sentence(file: Path, unlocked: Unlocked, ring: MemoryKeyring) -> None:
    ring.locked = True
    with pytest.raises(NoKeystore, match="cannot be used now"):
        keystore.unlock(file, ring.keystore())
    with pytest.raises(NoKeystore):
        keystore.switch_off(file, unlocked.vault_id, ring.keystore())
    assert not keystore.is_on(file)  # What stays in the keystore opens nothing any more.


def test_a_keystore_that_forgets_is_not_relied_on(file: Path, unlocked: Unlocked) -> None:
    ring = MemoryKeyring()
    ring.forgetful = True
    with pytest.raises(NoKeystore, match="does not give it back"):
        keystore.switch_on(file, unlocked, ring.keystore(), random=os.urandom)
    assert not keystore.is_on(file)


def test_a_full_disk_leaves_nothing_in_the_keystore(
    file: Path, unlocked: Unlocked, monkeypatch: pytest.MonkeyPatch
) -> None:
    def no_room(*_: object) -> None:
        raise OSError(28, "No space left on device")

    ring = MemoryKeyring()
    with monkeypatch.context() as broken:
        broken.setattr(os, "fsync", no_room)
        with pytest.raises(DiskFull):
            keystore.switch_on(file, unlocked, ring.keystore(), random=os.urandom)
    assert ring.kept == {}
    assert not keystore.is_on(file)


def test_a_new_key_ends_it(file: Path, unlocked: Unlocked, ring: MemoryKeyring) -> None:
    rekeying = keyslots.begin_rekey(file, unlocked, PASSPHRASE, policy=CHEAP, random=os.urandom)
    assert keystore.unlock(file, ring.keystore()) == unlocked
    keyslots.finish_rekey(file, rekeying, random=os.urandom)
    assert not keystore.is_on(file)


def test_a_new_passphrase_leaves_it(file: Path, unlocked: Unlocked, ring: MemoryKeyring) -> None:
    keyslots.set_passphrase(file, unlocked, "another one entirely", policy=CHEAP, random=os.urandom)
    assert keystore.unlock(file, ring.keystore()) == unlocked


def test_keystores_that_protect_nothing_are_never_taken(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PYTHON_KEYRING_BACKEND", "keyring.backends.null.Keyring")
    asked = {name for name, _class in keystore.REAL}
    for useless in (fail.Keyring, null.Keyring, chainer.ChainerBackend):
        assert useless.__module__ not in asked
    assert keystore.find([]) is None
    assert keystore.find([("keyring.backends.Windows", "WinVaultKeyring")]) is None or os.name == "nt"


def test_a_real_keystore_is_found(monkeypatch: pytest.MonkeyPatch, file: Path, unlocked: Unlocked) -> None:
    found = keystore.find([("keyring.backends.Windows", "WinVaultKeyring"), ("tests.keystores", "MemoryKeyring")])
    assert found is not None
    keystore.switch_on(file, unlocked, found, random=os.urandom)
    assert keystore.unlock(file, found) == unlocked


def test_every_changed_or_missing_byte_is_noticed(file: Path, unlocked: Unlocked, ring: MemoryKeyring) -> None:
    data = file.read_bytes()
    start = data.index(b"keystore")
    for place in [*range(len(keyfile.MAGIC) + 22), *range(start - 5, len(data))]:
        changed = bytearray(data)
        changed[place] ^= 1
        file.write_bytes(changed)
        with pytest.raises(UserProblem):
            keystore.unlock(file, ring.keystore())
    for length in range(len(data)):
        file.write_bytes(data[:length])
        with pytest.raises(VaultDamaged):
            keystore.unlock(file, ring.keystore())
