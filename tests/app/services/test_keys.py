"""The vault's own key, as a person deals with it: changed, recovered, shared, and what is left to do."""

from __future__ import annotations

import datetime
import os
import shutil
import signal
import sys
import threading
from dataclasses import replace
from pathlib import Path

import pytest

from app.problems import DiskFull, UserProblem, VaultDamaged, WrongPassphrase, WrongValue
from app.services.records import records
from app.services.vaults import keys, vaults
from app.storage.database.database import Database
from app.storage.keys import escrow, keyfile, keyslots
from app.storage.keys.keystore import NoKeystore
from app.storage.keys.mnemonic_input import Mistyped
from app.storage.vault.vault import Vault
from tests.group import PASSPHRASE, Group
from tests.keystores import MemoryKeyring
from tests.killing import status_of

NEW = "another one entirely"


@pytest.fixture
def vault(ann: Vault) -> Vault:
    """Ann's, with one person in it."""
    records.add(ann, "person", {"name": "Zoë Ärger"})
    return ann


def opens(group: Group, passphrase: str) -> Vault:
    """Close the vault if it is open, and open it again; it still has what was in it."""
    shut(group)
    vault = vaults.open_vault(group.folder("Ann"), passphrase, group.registry, group.environment("Ann"))
    group.vaults["Ann"] = vault
    assert [row.values["name"] for row in records.page(vault, "person", records.Query()).rows] == ["Zoë Ärger"]
    return vault


def shut(group: Group) -> None:
    if "Ann" in group.vaults:
        group.vaults.pop("Ann").close()


def step(vault: Vault, key: str) -> keys.KeyStep:
    return next(each for each in keys.checklist(vault) if each.key == key)


# -- the passphrase


def test_a_new_passphrase_leaves_old_copies_open_with_the_old(group: Group, vault: Vault, tmp_path: Path) -> None:
    old_keys = tmp_path / "old keys"
    shutil.copy(vault.folder.keys_file, old_keys)
    keys.change_passphrase(vault, PASSPHRASE, NEW)
    with pytest.raises(WrongPassphrase):
        keys.check_passphrase(vault, PASSPHRASE)
    opened = opens(group, NEW)
    old = keyslots.unlock_with_passphrase(old_keys, PASSPHRASE, policy=opened.environment.policy)
    assert old.keys == (opened.database.key,)


def test_a_new_key_shuts_old_copies_of_the_slots_out(group: Group, vault: Vault, tmp_path: Path) -> None:
    old_keys = tmp_path / "old keys"
    shutil.copy(vault.folder.keys_file, old_keys)
    drawn = keys.draw_shares(vault, 2, 3)
    keys.use_shares(vault, drawn)
    code = keys.draw_code(vault)
    keys.change_passphrase(vault, PASSPHRASE, NEW, rekey=code)
    records.add(vault, "house", {"name": "Written after it"})
    shut(group)
    policy = vault.environment.policy
    old = keyslots.unlock_with_passphrase(old_keys, PASSPHRASE, policy=policy)
    with pytest.raises(VaultDamaged):
        Database.open(vault.folder.database_file, old.keys, newest_format=99)
    with pytest.raises(WrongPassphrase, match="No shares"):
        escrow.unlock(vault.folder.keys_file, drawn.shares)
    with pytest.raises(WrongPassphrase):
        keyslots.unlock_with_recovery_code(vault.folder.keys_file, group.codes["Ann"])
    assert opens(group, NEW).database.key not in old.keys
    keys.check_code(group.vaults["Ann"], code)


def test_a_wrong_old_passphrase_changes_nothing(vault: Vault) -> None:
    before = vault.folder.keys_file.read_bytes()
    for rekey in ("", keys.draw_code(vault)):
        with pytest.raises(WrongPassphrase):
            keys.change_passphrase(vault, "not this one", NEW, rekey=rekey)
        with pytest.raises(WrongValue):
            keys.change_passphrase(vault, PASSPHRASE, "short", rekey=rekey)
    assert vault.folder.keys_file.read_bytes() == before


def die(*_: object, **__: object) -> None:
    os.kill(os.getpid(), signal.SIGKILL)


def change_and_die(group: Group, moment: str, code: str) -> None:
    """Change the key in a process that is killed at a moment of it."""
    vault = vaults.open_vault(group.folder("Ann"), PASSPHRASE, group.registry, group.environment("Ann"))
    patch = pytest.MonkeyPatch()
    if moment == "begun":
        patch.setattr(Database, "rekey", die)
    elif moment == "encrypted":
        patch.setattr(keyslots, "finish_rekey", die)
    elif moment == "committed":
        merge = Database.checkpoint
        patch.setattr(Database, "checkpoint", lambda self: (merge(self), patch.setattr(Database, "checkpoint", die)))
    elif moment.startswith("seconds"):
        threading.Timer(float(moment.partition(":")[2]), die).start()
    keys.change_passphrase(vault, PASSPHRASE, NEW, rekey=code)
    die()


@pytest.mark.long
@pytest.mark.skipif(sys.platform == "win32", reason="there is no SIGKILL on Windows")
@pytest.mark.parametrize("moment", ["begun", "committed", "encrypted", "done", "seconds:0.004", "seconds:0.012"])
def test_killed_while_changing_the_key_the_vault_opens_and_the_next_opening_ends_it(
    group: Group, vault: Vault, moment: str
) -> None:
    code, old_key = keys.draw_code(vault), vault.database.key
    keys.use_shares(vault, drawn := keys.draw_shares(vault, 2, 2))
    keys.note_code_checked(vault)
    shut(group)
    folder, registry, environment = group.folder("Ann"), group.registry, group.environment("Ann")
    assert status_of(lambda: change_and_die(group, moment, code)) == -signal.SIGKILL
    (folder / "keys.new").unlink(missing_ok=True)
    interrupted = keyslots.is_interrupted(keyfile.read(folder / "keys"))
    if moment in {"begun", "committed", "encrypted"}:
        assert interrupted

    shown: list[str] = []
    for passphrase in (NEW, PASSPHRASE):  # By the time alone nobody can tell which of them it is.
        try:
            vault = vaults.open_vault(folder, passphrase, registry, environment, shown.append)
        except WrongPassphrase:
            assert not interrupted
        else:
            break
    group.vaults["Ann"] = vault
    assert people_in(vault) == ["Zoë Ärger"]
    assert len(shown) == interrupted
    assert not keyslots.is_interrupted(keyfile.read(folder / "keys"))
    assert step(vault, keys.CODE).done == code_counts(vault, group)
    for each in shown:
        keys.check_code(vault, each)
        assert step(vault, keys.CODE).done
    # As long as the database has its old key, the old shares still count.
    assert (escrow.terms_of(folder / "keys") is not None) == (vault.database.key == old_key)
    assert moment != "begun" or vault.database.key == old_key
    if vault.database.key == old_key:
        assert escrow.unlock(folder / "keys", drawn.shares).keys == (vault.database.key,)


def people_in(vault: Vault) -> list[str]:
    return [row.values["name"] for row in records.page(vault, "person", records.Query()).rows]


def code_counts(vault: Vault, group: Group) -> bool:
    """Whether the code from when the vault was made still opens it: then it is still the one that was checked."""
    try:
        keyslots.unlock_with_recovery_code(vault.folder.keys_file, group.codes["Ann"])
    except WrongPassphrase:
        return False
    return True


def interrupt(vault: Vault, monkeypatch: pytest.MonkeyPatch) -> str:
    """Stop a change of the key once the database has the new one."""
    code = keys.draw_code(vault)

    def stop(*_: object, **__: object) -> None:
        raise KeyboardInterrupt

    with monkeypatch.context() as broken:
        broken.setattr(keyslots, "finish_rekey", stop)
        with pytest.raises(KeyboardInterrupt):
            keys.change_passphrase(vault, PASSPHRASE, NEW, rekey=code)
    return code


def test_after_an_interruption_everything_but_opening_anew_is_refused(
    group: Group, vault: Vault, monkeypatch: pytest.MonkeyPatch
) -> None:
    interrupt(vault, monkeypatch)
    for attempt in (
        lambda: keys.use_code(vault, keys.draw_code(vault)),
        lambda: keys.use_shares(vault, keys.draw_shares(vault, 2, 2)),
        lambda: keys.change_passphrase(vault, NEW, PASSPHRASE, rekey=keys.draw_code(vault)),
    ):
        with pytest.raises(UserProblem, match=r"interrupted.*open it again"):
            attempt()


def test_what_led_to_the_old_key_says_that_the_change_was_interrupted(
    group: Group, vault: Vault, monkeypatch: pytest.MonkeyPatch
) -> None:
    interrupt(vault, monkeypatch)
    shut(group)
    with pytest.raises(UserProblem, match="interrupted"):
        vaults.open_with_recovery_code(
            group.folder("Ann"), group.codes["Ann"], "yet another one", group.registry, group.environment("Ann")
        )


def test_recovering_with_the_new_code_ends_an_interruption_too(
    group: Group, vault: Vault, monkeypatch: pytest.MonkeyPatch
) -> None:
    code = interrupt(vault, monkeypatch)
    shut(group)
    shown: list[str] = []
    vaults.open_with_recovery_code(
        group.folder("Ann"), code, "yet another one", group.registry, group.environment("Ann"), shown.append
    ).close()
    vault = opens(group, "yet another one")
    keys.check_code(vault, shown[0])


def test_a_full_disk_while_changing_the_key_says_which_passphrase_it_is_now(
    group: Group, vault: Vault, monkeypatch: pytest.MonkeyPatch
) -> None:
    def no_room(*_: object) -> None:
        raise DiskFull("The disk is full.")

    with monkeypatch.context() as broken:
        broken.setattr(Database, "rekey", no_room)
        with pytest.raises(UserProblem, match=r"disk is full.*passphrase is the new one already.*open it again"):
            keys.change_passphrase(vault, PASSPHRASE, NEW, rekey=keys.draw_code(vault))
    shown: list[str] = []
    shut(group)
    group.vaults["Ann"] = vault = vaults.open_vault(
        group.folder("Ann"), NEW, group.registry, group.environment("Ann"), shown.append
    )
    keys.check_code(vault, shown[0])
    keys.change_passphrase(vault, NEW, NEW, rekey=keys.draw_code(vault))


# -- the recovery code


def test_the_code_is_done_when_its_words_were_read_back(group: Group, vault: Vault) -> None:
    assert not step(vault, keys.CODE).done
    code = keys.draw_code(vault)
    first, second = keys.places_to_check(vault)
    words = code.split()
    with pytest.raises(WrongValue, match=f"Word {second} of the code is another") as caught:
        keys.check_words(code, {first: words[first - 1], second: words[second % 12]})
    assert caught.value.field == str(second)
    with pytest.raises(WrongValue, match="not in the list"):
        keys.check_words(code, {first: "qqqqq"})
    with pytest.raises(WrongValue, match="one word here"):
        keys.check_words(code, {first: "two words"})
    keys.check_code(vault, group.codes["Ann"])  # Until the new one is put in force, the old one counts.
    keys.check_words(code, {first: words[first - 1].upper(), second: f" {words[second - 1][:4]} "})
    keys.use_code(vault, code)
    assert not step(vault, keys.CODE).done
    keys.note_code_checked(vault)
    assert step(vault, keys.CODE).done
    assert "23 Nov 2026" in step(vault, keys.CODE).said
    with pytest.raises(WrongPassphrase):
        keys.check_code(vault, group.codes["Ann"])


def test_a_whole_code_typed_from_paper_counts_as_checked(group: Group, vault: Vault) -> None:
    with pytest.raises(Mistyped):
        keys.check_code(vault, "not twelve words")
    assert not step(vault, keys.CODE).done
    keys.check_code(vault, group.codes["Ann"])
    assert step(opens(group, PASSPHRASE), keys.CODE).done


def test_places_to_check_are_two_different_ones_in_order(vault: Vault) -> None:
    for _turn in range(50):
        first, second = keys.places_to_check(vault)
        assert 1 <= first < second <= 12


# -- shares


def test_two_of_three_shares_open_a_vault_whose_passphrase_is_lost(group: Group, vault: Vault) -> None:
    drawn = keys.draw_shares(vault, 2, 3)
    keys.use_shares(vault, drawn)
    assert not step(vault, keys.SHARES).done
    keys.note_shares_handed(vault)
    assert step(vault, keys.SHARES).done
    shut(group)
    folder, environment = group.folder("Ann"), group.environment("Ann")
    assert vaults.shares_needed(folder) == 2
    assert vaults.check_share(folder, drawn.shares[2]) == 3
    with pytest.raises(WrongValue):
        vaults.open_with_shares(folder, drawn.shares[1:], "short", group.registry, environment)
    with pytest.raises(escrow.TooFewShares):
        vaults.open_with_shares(folder, drawn.shares[:1], NEW, group.registry, environment)
    vaults.open_with_shares(folder, drawn.shares[1:], NEW, group.registry, environment).close()
    vault = opens(group, NEW)
    assert not step(vault, keys.SHARES).done  # Their holders have seen them.
    with pytest.raises(WrongPassphrase):
        keys.check_passphrase(vault, PASSPHRASE)


def test_drawn_shares_do_nothing_to_those_before_until_they_are_put_in_force(group: Group, vault: Vault) -> None:
    first = keys.draw_shares(vault, 2, 2)
    keys.use_shares(vault, first)
    keys.note_shares_handed(vault)
    second = keys.draw_shares(vault, 2, 2)
    assert escrow.unlock(vault.folder.keys_file, first.shares).keys == (vault.database.key,)
    keys.use_shares(vault, second)
    assert not step(vault, keys.SHARES).done
    with pytest.raises(escrow.ForeignShare):
        vaults.check_share(group.folder("Ann"), first.shares[0])
    keys.end_shares(vault)
    assert vaults.shares_needed(group.folder("Ann")) == 0


# -- the keystore


@pytest.fixture
def ring(vault: Vault) -> MemoryKeyring:
    """Give a keystore of Ann's computer."""
    ring = MemoryKeyring()
    vault.environment = replace(vault.environment, keystore=ring.keystore)
    return ring


def test_the_keystore_opens_the_vault_after_the_person_said_so(group: Group, vault: Vault, ring: MemoryKeyring) -> None:
    environment, folder = vault.environment, group.folder("Ann")
    assert keys.state(vault).keystore == "off"
    assert not vaults.offers_keystore(folder, environment)
    keys.keystore_on(vault)
    assert keys.state(vault).keystore == "on"
    shut(group)
    assert vaults.offers_keystore(folder, environment)
    assert not vaults.offers_keystore(folder, group.environment("Ann"))  # A computer without one.
    group.vaults["Ann"] = vault = vaults.open_with_keystore(folder, group.registry, environment)
    assert people_in(vault) == ["Zoë Ärger"]
    keys.keystore_off(vault)
    shut(group)
    assert ring.kept == {}
    assert not vaults.offers_keystore(folder, environment)
    with pytest.raises(NoKeystore):
        vaults.open_with_keystore(folder, group.registry, environment)
    opens(group, PASSPHRASE)


def test_a_new_key_takes_the_old_one_out_of_the_keystore(vault: Vault, ring: MemoryKeyring) -> None:
    keys.keystore_on(vault)
    keys.change_passphrase(vault, PASSPHRASE, NEW, rekey=keys.draw_code(vault))
    assert ring.kept == {}
    assert keys.state(vault).keystore == "off"
    keys.keystore_on(vault)
    ring.locked = True  # Then it stays there, and opens nothing.
    keys.change_passphrase(vault, NEW, PASSPHRASE, rekey=keys.draw_code(vault))
    assert len(ring.kept) == 1
    assert keys.state(vault).keystore == "off"


def test_without_a_keystore_it_is_said(vault: Vault) -> None:
    assert keys.state(vault).keystore == "none"
    with pytest.raises(NoKeystore, match="no keystore"):
        keys.keystore_on(vault)


def test_a_folder_without_keys_offers_nothing(tmp_path: Path, vault: Vault) -> None:
    assert not vaults.offers_keystore(tmp_path / "nowhere", vault.environment)
    assert vaults.shares_needed(tmp_path / "nowhere") == 0


# -- the checklist


def test_the_checklist_is_done_bit_by_bit(group: Group, vault: Vault) -> None:
    def undone() -> list[str]:
        return [each.key for each in keys.checklist(vault) if not each.done]

    assert undone() == [keys.CODE, keys.ADMINS, keys.LAPTOP, keys.SHARES]
    assert "no other laptop" in step(vault, keys.SHARES).why
    group.join("Bo", role="admin")
    assert undone() == [keys.CODE, keys.LAPTOP, keys.SHARES]
    assert step(vault, keys.LAPTOP).said == "None was met yet."
    group.hand_over("Bo", "Ann")
    assert undone() == [keys.CODE, keys.SHARES]
    assert "no other laptop" not in step(vault, keys.SHARES).why
    keys.check_code(vault, group.codes["Ann"])
    assert undone() == [keys.SHARES]
    assert [each.key for each in keys.checklist(vault) if each.optional] == [keys.SHARES]
    group.watches["Ann"].time += datetime.timedelta(days=31)
    assert undone() == [keys.LAPTOP, keys.SHARES]
    assert "23 Nov 2026" in step(vault, keys.LAPTOP).said


def test_a_vault_that_waits_to_be_admitted_has_a_checklist_of_its_own_key(group: Group) -> None:
    waiting = group.wait("Bo")
    assert [each.key for each in keys.checklist(waiting)] == [keys.CODE, keys.SHARES]
    keys.check_code(waiting, group.codes["Bo"])
    assert step(waiting, keys.CODE).done
