"""The key slots: what opens them, what does not, and that nothing on the way can lose them."""

from __future__ import annotations

import os
import stat
import sys
from dataclasses import replace
from pathlib import Path

import msgspec
import pytest
from cryptography.hazmat.primitives.kdf import argon2

from app.problems import DiskFull, NotAVault, UserProblem, VaultDamaged, WrongPassphrase, WrongValue
from app.storage.keys import cost, keyfile, keyslots
from app.storage.keys.cost import Cost, Policy
from app.storage.keys.mnemonic_input import Mistyped

PASSPHRASE = "four unrelated words"


@pytest.fixture
def file(tmp_path: Path) -> Path:
    return tmp_path / "keys"


@pytest.fixture
def created(file: Path, cheap: Policy) -> keyslots.Created:
    return keyslots.create(file, PASSPHRASE, policy=cheap, random=os.urandom)


def test_passphrase_and_recovery_code_give_the_same_key(file: Path, created: keyslots.Created, cheap: Policy) -> None:
    expected = keyslots.Unlocked(created.vault_id, (created.key,))
    assert len(created.key) == 32
    assert keyslots.unlock_with_passphrase(file, PASSPHRASE, policy=cheap) == expected
    assert keyslots.unlock_with_recovery_code(file, created.recovery_code) == expected
    assert keyfile.read(file).vault_id == created.vault_id


def test_no_key_is_in_the_file_nor_in_a_representation(file: Path, created: keyslots.Created) -> None:
    data = file.read_bytes()
    unlocked = keyslots.unlock_with_recovery_code(file, created.recovery_code)
    assert created.key not in data
    for word in created.recovery_code.split():
        assert word not in repr(created)
    assert "key" not in repr(unlocked)


def test_wrong_passphrase_says_so(file: Path, created: keyslots.Created, cheap: Policy) -> None:
    for wrong in ("", "x", PASSPHRASE + " ", PASSPHRASE.upper()):
        with pytest.raises(WrongPassphrase):
            keyslots.unlock_with_passphrase(file, wrong, policy=cheap)


def test_recovery_code_of_another_vault_is_wrong_but_not_mistyped(
    file: Path, created: keyslots.Created, tmp_path: Path, cheap: Policy
) -> None:
    other = keyslots.create(tmp_path / "other", PASSPHRASE, policy=cheap, random=os.urandom)
    with pytest.raises(WrongPassphrase):
        keyslots.unlock_with_recovery_code(file, other.recovery_code)


def test_mistyped_recovery_code_is_told_apart(file: Path, created: keyslots.Created) -> None:
    words = created.recovery_code.split()
    with pytest.raises(Mistyped, match=r"12 words; this has 11"):
        keyslots.unlock_with_recovery_code(file, " ".join(words[:-1]))
    misspelled = " ".join([*words[:6], "aplpe", *words[7:]])
    with pytest.raises(Mistyped, match=r"Word 7, “aplpe”.*“apple”"):
        keyslots.unlock_with_recovery_code(file, misspelled)
    with pytest.raises(Mistyped, match="Look at the sheet"):
        keyslots.unlock_with_recovery_code(file, " ".join([*words[:6], "ωωωωω", *words[7:]]))
    with pytest.raises(Mistyped, match="together they are no recovery code"):
        keyslots.unlock_with_recovery_code(file, " ".join(["abandon"] * 12))


def test_recovery_code_may_be_typed_as_people_type(file: Path, created: keyslots.Created) -> None:
    words = created.recovery_code.split()
    typed = "\n".join(f"{place}. {word.upper()}," for place, word in enumerate(words, start=1))
    shortened = "  ".join(word[:4] for word in words)
    for each in (typed, shortened):
        assert keyslots.unlock_with_recovery_code(file, each).keys == (created.key,)


@pytest.mark.parametrize(
    ("set_as", "typed_as"),
    [
        ("Zürich am Meer", "Zu\u0308rich am Meer"),  # One ü, or u and two dots.
        ("ﬁnal straße", "final straße"),
        ("كلمة السر الطويلة", "كلمة السر الطويلة"),
        ("密码不是生日而是诗", "密码不是生日而是诗"),
        ("🐝🌻🍯🚲🎻🧵🫖🪁", "🐝🌻🍯🚲🎻🧵🫖🪁"),
        ("nul\0 and \ud800 alone", "nul\0 and \ud800 alone"),
        ("four unrelated words " * 48, "four unrelated words " * 48),
    ],
)
def test_any_unicode_is_a_passphrase(file: Path, cheap: Policy, set_as: str, typed_as: str) -> None:
    created = keyslots.create(file, set_as, policy=cheap, random=os.urandom)
    assert keyslots.unlock_with_passphrase(file, typed_as, policy=cheap).keys == (created.key,)


@pytest.mark.parametrize("bad", ["", "seven77", " " * 20, "  seven77  ", "x" * 1025])
def test_bad_new_passphrases_are_refused_before_anything_is_written(file: Path, cheap: Policy, bad: str) -> None:
    with pytest.raises(WrongValue) as caught:
        keyslots.create(file, bad, policy=cheap, random=os.urandom)
    assert caught.value.field == "passphrase"
    assert not file.exists()


def test_changed_passphrase_replaces_the_old_and_leaves_the_code(
    file: Path, created: keyslots.Created, cheap: Policy
) -> None:
    keyslots.change_passphrase(file, PASSPHRASE, "another one entirely", policy=cheap, random=os.urandom)
    with pytest.raises(WrongPassphrase):
        keyslots.unlock_with_passphrase(file, PASSPHRASE, policy=cheap)
    assert keyslots.unlock_with_passphrase(file, "another one entirely", policy=cheap).keys == (created.key,)
    assert keyslots.unlock_with_recovery_code(file, created.recovery_code).keys == (created.key,)


def test_changing_needs_the_present_passphrase(file: Path, created: keyslots.Created, cheap: Policy) -> None:
    before = file.read_bytes()
    with pytest.raises(WrongPassphrase):
        keyslots.change_passphrase(file, "not this one", "another one entirely", policy=cheap, random=os.urandom)
    with pytest.raises(WrongValue):
        keyslots.change_passphrase(file, PASSPHRASE, "short", policy=cheap, random=os.urandom)
    assert file.read_bytes() == before


def test_forgotten_passphrase_is_replaced_after_recovery(file: Path, created: keyslots.Created, cheap: Policy) -> None:
    unlocked = keyslots.unlock_with_recovery_code(file, created.recovery_code)
    keyslots.set_passphrase(file, unlocked, "a new beginning", policy=cheap, random=os.urandom)
    assert keyslots.unlock_with_passphrase(file, "a new beginning", policy=cheap) == unlocked


def test_new_recovery_code_ends_the_old(file: Path, created: keyslots.Created, cheap: Policy) -> None:
    unlocked = keyslots.unlock_with_passphrase(file, PASSPHRASE, policy=cheap)
    code = keyslots.new_recovery_code(file, unlocked, random=os.urandom)
    assert keyslots.unlock_with_recovery_code(file, code) == unlocked
    with pytest.raises(WrongPassphrase):
        keyslots.unlock_with_recovery_code(file, created.recovery_code)
    assert keyslots.unlock_with_passphrase(file, PASSPHRASE, policy=cheap) == unlocked


def test_every_truncation_is_damage(file: Path, created: keyslots.Created, cheap: Policy) -> None:
    data = file.read_bytes()
    for length in range(len(data)):
        file.write_bytes(data[:length])
        with pytest.raises(VaultDamaged):
            keyslots.unlock_with_passphrase(file, PASSPHRASE, policy=cheap)
    file.write_bytes(data + b"\0")
    with pytest.raises(VaultDamaged):
        keyslots.unlock_with_passphrase(file, PASSPHRASE, policy=cheap)


def test_every_changed_byte_is_noticed_and_none_gives_another_key(
    file: Path, created: keyslots.Created, cheap: Policy
) -> None:
    def unlock_both_ways() -> None:
        assert keyslots.unlock_with_passphrase(file, PASSPHRASE, policy=cheap).keys == (created.key,)
        assert keyslots.unlock_with_recovery_code(file, created.recovery_code).keys == (created.key,)

    data = file.read_bytes()
    for place in range(len(data)):
        changed = bytearray(data)
        changed[place] ^= 1
        file.write_bytes(changed)
        with pytest.raises(UserProblem):  # Each byte belongs to one of the two slots, or to both.
            unlock_both_ways()


def test_foreign_and_oversized_files_are_refused(file: Path, cheap: Policy) -> None:
    for data in (b"", b"GIF89a" + bytes(500), keyfile.MAGIC + b"\0\1" + bytes(20_000)):
        file.write_bytes(data)
        with pytest.raises(VaultDamaged):
            keyslots.unlock_with_passphrase(file, PASSPHRASE, policy=cheap)


def test_newer_version_says_to_update(file: Path, created: keyslots.Created, cheap: Policy) -> None:
    data = file.read_bytes()
    file.write_bytes(keyfile.MAGIC + b"\0\3" + data[len(keyfile.MAGIC) + 2 :])
    with pytest.raises(NotAVault, match="newer version"):
        keyslots.unlock_with_passphrase(file, PASSPHRASE, policy=cheap)


def test_a_file_of_the_first_two_slots_stays_readable_for_programs_of_the_first_version(
    file: Path, created: keyslots.Created, cheap: Policy
) -> None:
    data = file.read_bytes()
    assert data.startswith(keyfile.MAGIC + b"\0\1")
    file.write_bytes(keyfile.MAGIC + b"\0\2" + data[len(keyfile.MAGIC) + 2 :])
    with pytest.raises(VaultDamaged):  # Nobody writes it so.
        keyslots.unlock_with_passphrase(file, PASSPHRASE, policy=cheap)


def test_slot_of_another_vault_cannot_be_grafted(
    file: Path, created: keyslots.Created, tmp_path: Path, cheap: Policy
) -> None:
    other = tmp_path / "other"
    keyslots.create(other, PASSPHRASE, policy=cheap, random=os.urandom)
    keyfile.write(file, created.vault_id, keyfile.read(other).slots)
    with pytest.raises(VaultDamaged):
        keyslots.unlock_with_passphrase(file, PASSPHRASE, policy=cheap)


@pytest.mark.parametrize(
    ("asked", "sentence"),
    [
        (Cost(63, 1, 4), "weaker protection"),
        (Cost(64, 0, 4), "weaker protection"),
        (Cost(2**30, 1, 4), "more memory or time"),
        (Cost(64, 2**31, 4), "more memory or time"),
        (Cost(64, 1, 0), "more memory or time"),
        (Cost(64, 1, 4096), "more memory or time"),
        (Cost(64, -1, 4), "weaker protection"),
    ],
)
def test_weak_and_ruinous_costs_are_refused_without_trying_them(
    file: Path,
    created: keyslots.Created,
    cheap: Policy,
    monkeypatch: pytest.MonkeyPatch,
    asked: Cost,
    sentence: str,
) -> None:
    header = keyfile.PassphraseHeader(created.vault_id, bytes(16), asked.memory_kib, asked.iterations, asked.lanes)
    slot = keyfile.Wrapper(msgspec.msgpack.encode(header), bytes(32)).wrap([bytes(32)], os.urandom)
    keyfile.write(file, created.vault_id, [slot])
    monkeypatch.setattr(keyslots, "derive", lambda *_: pytest.fail("was tried"))
    with pytest.raises(VaultDamaged, match=sentence):
        keyslots.unlock_with_passphrase(file, PASSPHRASE, policy=cheap)


def test_cost_is_calibrated_to_the_time_and_kept_within_bounds() -> None:
    def takes(seconds_a_pass: float) -> Cost:
        return Policy(measure=lambda cost: cost.iterations * seconds_a_pass).calibrate()

    assert takes(0.125) == Cost(262_144, 8, 4)
    assert takes(30) == Cost(262_144, 1, 4)
    assert takes(0) == Cost(262_144, 256, 4)
    for seconds in (0, 1e-4, 0.3, 5):
        Policy().check(takes(seconds))


def test_slots_of_the_tests_are_refused_by_the_real_policy(file: Path, created: keyslots.Created) -> None:
    with pytest.raises(VaultDamaged, match="weaker protection"):
        keyslots.unlock_with_passphrase(file, PASSPHRASE, policy=Policy())


@pytest.mark.long
def test_real_policy_takes_its_memory_and_opens_again(file: Path) -> None:
    policy = replace(Policy(), seconds=0.01)
    created = keyslots.create(file, PASSPHRASE, policy=policy, random=os.urandom)
    stored = keyfile.read(file)
    header = keyfile.header_of(stored.slots[0], stored.vault_id)
    assert isinstance(header, keyfile.PassphraseHeader)
    assert header.memory_kib >= 256 * 1024
    assert keyslots.unlock_with_passphrase(file, PASSPHRASE, policy=Policy()).keys == (created.key,)
    assert cost.seconds_of(policy.least) > 0


def test_too_little_memory_is_said(monkeypatch: pytest.MonkeyPatch) -> None:
    class Starved:
        def __init__(self, **_: object) -> None: ...

        def derive(self, _: bytes) -> bytes:
            raise MemoryError

    monkeypatch.setattr(argon2, "Argon2id", Starved)
    with pytest.raises(UserProblem, match="256 MiB of free memory"):
        cost.derive(b"", bytes(16), Policy().least)


def test_failed_write_leaves_the_good_file_and_no_litter(
    file: Path, created: keyslots.Created, cheap: Policy, monkeypatch: pytest.MonkeyPatch
) -> None:
    def no_room(*_: object) -> None:
        raise OSError(28, "No space left on device")

    for name in ("fsync", "open"):
        with monkeypatch.context() as broken:
            broken.setattr(os, name, no_room)
            with pytest.raises(DiskFull):
                keyslots.change_passphrase(file, PASSPHRASE, "another one entirely", policy=cheap, random=os.urandom)
        assert keyslots.unlock_with_passphrase(file, PASSPHRASE, policy=cheap).keys == (created.key,)
        assert [each.name for each in file.parent.iterdir()] == ["keys"]


def test_missing_file_is_a_problem_and_no_traceback(tmp_path: Path) -> None:
    with pytest.raises(UserProblem, match="No such file"):
        keyslots.unlock_with_recovery_code(tmp_path / "keys", "abandon " * 12)


@pytest.mark.skipif(sys.platform == "win32", reason="Windows has no such modes")
def test_only_the_owner_may_read_it(file: Path, created: keyslots.Created) -> None:
    assert stat.S_IMODE(file.stat().st_mode) == 0o600


@pytest.mark.parametrize(
    "weak",
    ["password", "aaaaaaaa", "12345678901234", "qwertyuiop", "summer2024", " password ", "p a s s w o r d",
     "ｐａｓｓｗｏｒｄ", "1234 5678 9012 3456", "a b c d e f g h"],
)  # fmt: skip
def test_what_a_thief_tries_first_is_refused_with_why_and_five_words(weak: str):
    with pytest.raises(WrongValue) as refusal:
        keyslots.check_new_passphrase(weak, lambda count: bytes(range(count)))
    assert "guessed: it " in refusal.value.what
    offered = refusal.value.do.rpartition(": ")[2]
    assert len(offered.split()) == 5
    keyslots.check_new_passphrase(offered)


@pytest.mark.parametrize("weak", ["Kitchen table", "kitchentable2026", "Kitchen Table 1", "Magdalena", "magdalena2026"])
def test_the_names_that_a_thief_knows_are_refused(weak: str):
    names = ("Magdalena", "Kitchen table")
    with pytest.raises(WrongValue, match="guessed: it is hardly more than a name"):
        keyslots.check_new_passphrase(weak, names=names)
    keyslots.check_new_passphrase("lake alien bag elder wool", names=names)
