"""The vault's folder: every way in which it can be the wrong one, taken, cut short or half made."""

from __future__ import annotations

import os
import shutil
import stat
import subprocess
import sys
from collections.abc import Callable
from contextlib import AbstractContextManager
from datetime import datetime
from pathlib import Path

import pytest

from app.problems import (
    Bug,
    DiskFull,
    NotAVault,
    Problem,
    UserProblem,
    VaultDamaged,
    VaultExists,
    VaultInUse,
)
from app.storage.database.database import Database
from app.storage.files import DiskTrouble, ReadOnly, problem_of
from app.storage.folder import folder as folders
from app.storage.folder import lock
from app.storage.folder.folder import VaultFolder
from app.storage.folder.parts import is_vault
from app.storage.keys import keyslots
from app.storage.keys.cost import Policy

Child = Callable[..., "subprocess.Popen[str]"]

PASSPHRASE = "four unrelated words"
MAKE = """
import os, signal, sys
from datetime import UTC, datetime
from pathlib import Path
from app.storage.keys import keyslots
from app.storage.keys.cost import Cost, Policy
from app.storage.database.database import Database
from app.storage.folder.folder import VaultFolder

least = Cost(64, 1, 1)
policy = Policy(least=least, most=Cost(1024, 8, 4), most_work=8192, measure=lambda _: 1.0)

def make(path, stage=None):
    def reached(this):
        if this == stage:
            os.kill(os.getpid(), signal.SIGKILL)
    folder = VaultFolder.create(Path(path), now=datetime.now(UTC))
    reached("created")
    made = keyslots.create(folder.keys_file, "four unrelated words", policy=policy, random=os.urandom)
    reached("keys")
    database = Database.create(folder.database_file, made.key, made.vault_id, data_format=1)
    reached("database")
    database.close()
    reached("closed")
    folder.finish()
    reached("finished")
    return folder, made
"""


@pytest.fixture
def make(cheap: Policy, now: datetime) -> Callable[[Path], keyslots.Created]:
    """Make a whole, closed vault."""

    def make_vault(path: Path) -> keyslots.Created:
        with VaultFolder.create(path, now=now) as folder:
            made = keyslots.create(folder.keys_file, PASSPHRASE, policy=cheap, random=os.urandom)
            Database.create(folder.database_file, made.key, made.vault_id, data_format=1).close()
            folder.finish()
        return made

    return make_vault


@pytest.fixture
def vault(tmp_path: Path, make: Callable[[Path], keyslots.Created]) -> Path:
    path = tmp_path / "vaults" / "group"
    make(path)
    return path


def contents(path: Path) -> dict[str, bytes]:
    return {each.name: each.read_bytes() for each in path.iterdir() if each.name != "lock"}


def test_vault_can_be_made_and_opened(vault: Path, now: datetime) -> None:
    assert is_vault(vault)
    with VaultFolder.open(vault, now=now) as folder:
        assert folder.database_file.parent == folder.keys_file.parent == folder.path == vault
    assert sorted(each.name for each in vault.iterdir()) == ["keys", "lock", "vault.db"]


@pytest.mark.skipif(sys.platform == "win32", reason="Windows has no such modes")
def test_only_the_owner_may_look_inside(vault: Path) -> None:
    assert stat.S_IMODE(vault.stat().st_mode) == 0o700
    for each in vault.iterdir():
        assert stat.S_IMODE(each.stat().st_mode) == 0o600, each.name


def test_empty_folder_may_become_a_vault(tmp_path: Path, make: Callable[[Path], keyslots.Created]) -> None:
    (tmp_path / ".DS_Store").write_bytes(b"Finder was here")
    make(tmp_path)
    assert is_vault(tmp_path)


def test_making_refuses_what_is_there(vault: Path, tmp_path: Path, now: datetime) -> None:
    before = contents(vault)
    with pytest.raises(VaultExists):
        VaultFolder.create(vault, now=now)
    assert contents(vault) == before
    taken = tmp_path / "taken"
    taken.mkdir()
    (taken / "letter.odt").write_text("Dear Alejandra", encoding="utf-8")
    with pytest.raises(UserProblem, match="not empty"):
        VaultFolder.create(taken, now=now)
    assert [each.name for each in taken.iterdir()] == ["letter.odt"]
    with pytest.raises(UserProblem, match="is a file"):
        VaultFolder.create(taken / "letter.odt", now=now)
    with pytest.raises(UserProblem):
        VaultFolder.create(taken / "letter.odt" / "below", now=now)


def test_making_that_fails_leaves_nothing(tmp_path: Path, cheap: Policy, now: datetime) -> None:
    path = tmp_path / "new" / "deeper" / "group"

    def fail() -> None:
        with VaultFolder.create(path, now=now) as folder:
            keyslots.create(folder.keys_file, PASSPHRASE, policy=cheap, random=os.urandom)
            folder.database_file.write_bytes(bytes(4096))
            raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        fail()
    assert list(tmp_path.iterdir()) == []
    kept = tmp_path / "kept"
    kept.mkdir()
    with VaultFolder.create(kept, now=now) as folder:
        folder.database_file.write_bytes(bytes(4096))
    assert list(kept.iterdir()) == []


def test_unfilled_vault_cannot_be_declared_finished(tmp_path: Path, now: datetime) -> None:
    with VaultFolder.create(tmp_path / "group", now=now) as folder, pytest.raises(Bug):
        folder.finish()


@pytest.mark.skipif(sys.platform == "win32", reason="there is no SIGKILL on Windows")
@pytest.mark.parametrize("stage", ["created", "keys", "database", "closed", "finished"])
def test_making_that_is_killed_can_be_repeated(
    tmp_path: Path,
    child: Child,
    make: Callable[[Path], keyslots.Created],
    now: datetime,
    stage: str,
) -> None:
    path = tmp_path / "group"
    process = child(MAKE + "make(*sys.argv[1:])", path, stage)
    _output, errors = process.communicate(timeout=60)
    assert process.returncode == -9, errors
    if stage == "finished":
        VaultFolder.open(path, now=now).close()
        return
    assert not is_vault(path)
    with pytest.raises(NotAVault, match="interrupted"):
        VaultFolder.open(path, now=now)
    make(path)
    VaultFolder.open(path, now=now).close()


def test_what_is_no_vault_is_said_to_be_none(tmp_path: Path, now: datetime) -> None:
    with pytest.raises(NotAVault, match="nothing there"):
        VaultFolder.open(tmp_path / "absent", now=now)
    file = tmp_path / "file"
    file.touch()
    with pytest.raises(NotAVault, match="a vault is a folder"):
        VaultFolder.open(file, now=now)
    empty = tmp_path / "empty"
    empty.mkdir()
    with pytest.raises(NotAVault, match="is not a vault"):
        VaultFolder.open(empty, now=now)
    assert not list(empty.iterdir())


@pytest.mark.parametrize("missing", ["keys", "vault.db"])
def test_missing_half_is_named(vault: Path, now: datetime, missing: str) -> None:
    (vault / missing).unlink()
    before = contents(vault)
    with pytest.raises(VaultDamaged, match=f"“{missing}” is missing"):
        VaultFolder.open(vault, now=now)
    with pytest.raises(VaultExists):
        VaultFolder.create(vault, now=now)
    assert contents(vault) == before


def test_foreign_and_truncated_files_are_told_without_a_passphrase(
    vault: Path, tmp_path: Path, make: Callable[[Path], keyslots.Created], now: datetime
) -> None:
    make(tmp_path / "other")
    database, keys = (vault / "vault.db").read_bytes(), (vault / "keys").read_bytes()
    faults: list[tuple[str, bytes, str]] = [
        ("vault.db", b"", "cut short"),
        ("vault.db", database[:4095], "cut short"),
        ("vault.db", b"SQLite format 3\0" + bytes(8192), "some other program"),
        ("vault.db", (tmp_path / "other" / "vault.db").read_bytes(), "same vault"),
        ("vault.db", os.urandom(8192), "same vault"),
        ("keys", b"", "“keys” of this vault is damaged"),
        ("keys", keys[:100], "“keys” of this vault is damaged"),
        ("keys", os.urandom(300), "“keys” of this vault is damaged"),
        ("keys", (tmp_path / "other" / "keys").read_bytes(), "same vault"),
    ]
    for name, data, sentence in faults:
        (vault / "vault.db").write_bytes(database)
        (vault / "keys").write_bytes(keys)
        (vault / name).write_bytes(data)
        before = contents(vault)
        with pytest.raises(VaultDamaged, match=sentence) as caught:
            VaultFolder.open(vault, now=now)
        assert caught.value.kept
        assert caught.value.do
        assert contents(vault) == before


def test_newer_key_file_says_to_update(vault: Path, now: datetime) -> None:
    keys = bytearray((vault / "keys").read_bytes())
    keys[17] += 2  # Version 2 is known, too.
    (vault / "keys").write_bytes(keys)
    with pytest.raises(NotAVault, match="newer version"):
        VaultFolder.open(vault, now=now)


def test_second_opening_says_who_and_since_when(vault: Path, now: datetime) -> None:
    with VaultFolder.open(vault, now=now):
        since = now.astimezone().strftime("%Y-%m-%d %H:%M")
        with pytest.raises(VaultInUse, match=f"process {os.getpid()}, since {since}"):
            VaultFolder.open(vault, now=now)
        (vault / "lock").write_bytes(b"\xff not a note")
        with pytest.raises(VaultInUse, match=r"another window or command[.]"):
            VaultFolder.open(vault, now=now)
    VaultFolder.open(vault, now=now).close()


def test_other_process_locks_and_its_death_unlocks(vault: Path, child: Child, now: datetime) -> None:
    script = MAKE + "VaultFolder.open(Path(sys.argv[1]), now=datetime.now(UTC)); print('open', flush=True); input()"
    process = child(script, vault)
    assert process.stdout is not None
    assert process.stdout.readline() == "open\n"
    with pytest.raises(VaultInUse, match=f"process {process.pid}"):
        VaultFolder.open(vault, now=now)
    process.kill()
    process.wait(timeout=60)
    assert (vault / "lock").read_bytes()
    VaultFolder.open(vault, now=now).close()


def test_vault_in_the_making_cannot_be_made_by_another(tmp_path: Path, now: datetime) -> None:
    with VaultFolder.create(tmp_path / "group", now=now) as folder:
        with pytest.raises(VaultInUse):
            VaultFolder.create(tmp_path / "group", now=now)
        assert folder.path.is_dir()


def test_vault_that_another_finished_meanwhile_is_not_swept_out(
    tmp_path: Path, make: Callable[[Path], keyslots.Created], now: datetime, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "group"
    real = lock._lock

    def let_the_other_finish(descriptor: int) -> None:
        monkeypatch.setattr(lock, "_lock", real)
        make(path)
        real(descriptor)

    monkeypatch.setattr(lock, "_lock", let_the_other_finish)
    with pytest.raises(VaultExists):
        VaultFolder.create(path, now=now)
    VaultFolder.open(path, now=now).close()


def test_lock_that_was_removed_meanwhile_is_not_taken(
    tmp_path: Path, now: datetime, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "lock"
    real = lock._lock

    def remove_and_lock(descriptor: int) -> None:
        path.unlink(missing_ok=True)
        real(descriptor)

    monkeypatch.setattr(lock, "_lock", remove_and_lock)
    with pytest.raises(VaultInUse, match="just now"):
        lock.Lock.take(path, now)


def test_disk_that_cannot_lock_is_said(vault: Path, now: datetime, monkeypatch: pytest.MonkeyPatch) -> None:
    def cannot(_: int) -> None:
        raise OSError(95, "Operation not supported")

    monkeypatch.setattr(lock, "_lock", cannot)
    with pytest.raises(UserProblem, match="cannot lock files"):
        VaultFolder.open(vault, now=now)


def test_rest_of_an_interrupted_change_of_passphrase_is_swept_out(vault: Path, now: datetime) -> None:
    (vault / "keys.new").write_bytes(b"half")
    VaultFolder.open(vault, now=now).close()
    assert not (vault / "keys.new").exists()


def test_read_only_folder_or_file_is_said(
    unprivileged: Callable[[], AbstractContextManager[Path]],
    make: Callable[[Path], keyslots.Created],
    now: datetime,
) -> None:
    with unprivileged() as place:
        vault = place / "group"
        make(vault)
        for each, mode in ((vault, 0o500), (vault / "vault.db", 0o400), (vault / "keys", 0o400)):
            usual = stat.S_IMODE(each.stat().st_mode)
            each.chmod(mode)
            with pytest.raises(ReadOnly, match="cannot be written"):
                VaultFolder.open(vault, now=now)
            each.chmod(usual)
        VaultFolder.open(vault, now=now).close()
        place.chmod(0o500)
        with pytest.raises(ReadOnly):
            VaultFolder.create(place / "new", now=now)
        vault.chmod(0o000)
        with pytest.raises(ReadOnly):
            VaultFolder.open(vault, now=now)


def test_making_on_a_full_disk_leaves_nothing(on_small_disk: Callable[[str, str], str]) -> None:
    script = """
from app.problems import DiskFull
disk = Path(sys.argv[1])
ballast = disk / "ballast"
room = os.statvfs(disk).f_bfree * os.statvfs(disk).f_bsize
assert room <= 256 * 1024, "this is not the small disk"
for free in range(0, 16 * 4096, 4096):
    ballast.write_bytes(bytes(room - free))
    try:
        folder, _made = make(disk / "group")
    except DiskFull as problem:
        assert problem.what and problem.kept and problem.do
        assert [each.name for each in disk.iterdir()] == ["ballast"], list(disk.rglob("*"))
        print("full")
    else:
        folder.close()
        print("made")
        break
"""
    # The child's own handling of the half-made database is part of what is tested.
    careful = MAKE.replace(
        '    folder = VaultFolder.create(Path(path), now=datetime.now(UTC))\n    reached("created")\n',
        "    with ExitStack() as stack:\n"
        "        folder = stack.enter_context(VaultFolder.create(Path(path), now=datetime.now(UTC)))\n"
        "        made = keyslots.create(folder.keys_file, 'four unrelated words', policy=policy, random=os.urandom)\n"
        "        Database.create(folder.database_file, made.key, made.vault_id, data_format=1).close()\n"
        "        folder.finish()\n"
        "        stack.pop_all()\n"
        "    return folder, made\n",
    ).replace("import os,", "from contextlib import ExitStack\nimport os,")
    lines = on_small_disk("256k", careful + script).split()
    assert lines[0] == "full"
    assert lines[-1] == "made"


def test_full_disk_does_not_keep_anybody_from_opening(on_small_disk: Callable[[str, str], str]) -> None:
    script = """
disk = Path(sys.argv[1])
folder, made = make(disk / "group")
folder.close()
(disk / "group" / "lock").unlink()
try:
    (disk / "ballast").write_bytes(bytes(1 << 20))
except OSError:
    pass
with VaultFolder.open(disk / "group", now=datetime.now(UTC)) as folder:
    unlocked = keyslots.unlock_with_passphrase(folder.keys_file, "four unrelated words", policy=policy)
    database = Database.open(folder.database_file, unlocked.keys, newest_format=1)
    with database.read() as connection:
        print(connection.exec_driver_sql("SELECT 'read'").scalar())
    database.close()
"""
    assert on_small_disk("256k", MAKE + script) == "read\n"


@pytest.mark.parametrize(("number", "kind"), [(28, DiskFull), (30, ReadOnly), (13, ReadOnly), (5, DiskTrouble)])
def test_errors_of_the_system_become_sentences(number: int, kind: type[Problem]) -> None:
    problem = problem_of(OSError(number, os.strerror(number)), Path("vault.db"))
    assert type(problem) is kind
    assert problem.what.endswith(".")


def test_moved_vault_opens(vault: Path, tmp_path: Path, now: datetime) -> None:
    moved = tmp_path / "Überall 𝔞nders %20?#"
    shutil.move(vault, moved)
    VaultFolder.open(moved, now=now).close()


def test_names_of_a_vault_are_all_known() -> None:
    assert folders.DATABASE in folders.OURS
    assert folders.UNFINISHED in folders.OURS
