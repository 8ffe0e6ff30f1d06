"""A change of the database key: whenever it is interrupted, the vault still opens with all it held."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from app.problems import UserProblem, VaultDamaged, WrongPassphrase
from app.storage.database.database import Database, run_many
from app.storage.keys import keyslots, rekey
from app.storage.keys.cost import Policy

Child = Callable[..., "subprocess.Popen[str]"]

PASSPHRASE = "four unrelated words"
ROWS = 4000
REKEY = """
import os, resource, signal, sys, threading, time
from pathlib import Path
from app.storage.keys import keyslots, rekey
from app.storage.keys.cost import Cost, Policy
from app.storage.database.database import Database

least = Cost(64, 1, 1)
policy = Policy(least=least, most=Cost(1024, 8, 4), most_work=8192, measure=lambda _: 1.0)
folder, moment = Path(sys.argv[1]), sys.argv[2]
keys = folder / "keys"
unlocked = keyslots.unlock_with_passphrase(keys, "four unrelated words", policy=policy)
database = Database.open(folder / "vault.db", unlocked.keys, newest_format=1)

def die(*_, **__):
    os.kill(os.getpid(), signal.SIGKILL)

def show(code):
    print(code, flush=True)
    kind, _, number = moment.partition(":")
    if kind == "shown":
        die()
    elif kind == "bytes":  # In the middle of a write, as soon as a file would grow beyond this.
        signal.signal(signal.SIGXFSZ, signal.SIG_DFL)
        resource.setrlimit(resource.RLIMIT_FSIZE, (int(number), int(number)))
    elif kind == "seconds":
        threading.Timer(float(number), die).start()
    elif kind == "committed":  # Everything is in the write-ahead log, nothing of it in the file yet.
        merge = Database.checkpoint
        Database.checkpoint = lambda self: (merge(self), setattr(Database, "checkpoint", die))
    elif kind == "encrypted":
        keyslots.finish_rekey = die

rekey.change_key(keys, database, "four unrelated words", show=show, policy=policy, random=os.urandom)
if moment != "finished":
    time.sleep(1)
die()
"""


@pytest.fixture
def vault(tmp_path: Path, cheap: Policy) -> tuple[Path, keyslots.Created]:
    """Make the two files of a vault with some rows in it."""
    made = keyslots.create(tmp_path / "keys", PASSPHRASE, policy=cheap, random=os.urandom)
    database = Database.create(tmp_path / "vault.db", made.key, made.vault_id, data_format=1)
    with database.write() as connection:
        connection.exec_driver_sql("CREATE TABLE word (id INTEGER, text TEXT)")
        run_many(connection, "INSERT INTO word VALUES (?, ?)", [(each, "x" * 400) for each in range(ROWS)])
    database.close()
    return tmp_path, made


def assert_whole(database: Database) -> None:
    assert database.verify() == []
    with database.read() as connection:
        assert connection.exec_driver_sql("SELECT count(*) FROM word").scalar() == ROWS


def test_key_is_changed_and_old_copies_of_the_slots_open_nothing(
    vault: tuple[Path, keyslots.Created], cheap: Policy
) -> None:
    folder, made = vault
    keys, old_copy = folder / "keys", folder / "old keys"
    old_copy.write_bytes(keys.read_bytes())
    database = Database.open(folder / "vault.db", [made.key], newest_format=1)
    shown: list[str] = []
    unlocked = rekey.change_key(keys, database, PASSPHRASE, show=shown.append, policy=cheap, random=os.urandom)
    assert rekey.settle(keys, database, unlocked, PASSPHRASE, policy=cheap, random=os.urandom) is None
    database.close()
    assert len(unlocked.keys) == 1
    assert unlocked.keys != (made.key,)
    assert keyslots.unlock_with_passphrase(keys, PASSPHRASE, policy=cheap) == unlocked
    assert keyslots.unlock_with_recovery_code(keys, shown[0]) == unlocked
    with pytest.raises(WrongPassphrase):
        keyslots.unlock_with_recovery_code(keys, made.recovery_code)
    old = keyslots.unlock_with_passphrase(old_copy, PASSPHRASE, policy=cheap)
    with pytest.raises(VaultDamaged):
        Database.open(folder / "vault.db", old.keys, newest_format=1)
    database = Database.open(folder / "vault.db", unlocked.keys, newest_format=1)
    assert_whole(database)
    database.close()


def test_changing_the_key_needs_the_passphrase(vault: tuple[Path, keyslots.Created], cheap: Policy) -> None:
    folder, made = vault
    before = (folder / "keys").read_bytes()
    database = Database.open(folder / "vault.db", [made.key], newest_format=1)
    with pytest.raises(WrongPassphrase):
        rekey.change_key(folder / "keys", database, "not this one", show=pytest.fail, policy=cheap, random=os.urandom)
    database.close()
    assert (folder / "keys").read_bytes() == before


@pytest.mark.long
@pytest.mark.skipif(sys.platform == "win32", reason="there is no SIGKILL on Windows")
@pytest.mark.parametrize(
    "moment",
    ["shown", "bytes:40000", "bytes:900000", "bytes:1800000", "committed", "encrypted", "finished"]
    + [f"seconds:{thousandths / 1000}" for thousandths in (1, 8, 14, 18, 22, 27, 33, 50)],
)
def test_killed_change_of_key_locks_nobody_out(
    vault: tuple[Path, keyslots.Created], child: Child, cheap: Policy, moment: str
) -> None:
    folder, made = vault
    keys = folder / "keys"
    process = child(REKEY, folder, moment)
    output, errors = process.communicate(timeout=60)
    assert process.returncode in (-signal.SIGKILL, -signal.SIGXFSZ), errors
    (folder / "keys.new").unlink(missing_ok=True)  # As opening the folder does.

    unlocked = keyslots.unlock_with_passphrase(keys, PASSPHRASE, policy=cheap)
    by_code = keyslots.unlock_with_recovery_code(keys, output.strip())
    assert by_code == unlocked
    database = Database.open(folder / "vault.db", unlocked.keys, newest_format=1)
    assert_whole(database)
    if database.key == made.key:
        assert keyslots.unlock_with_recovery_code(keys, made.recovery_code).keys == (made.key,)
    if len(unlocked.keys) > 1:
        with pytest.raises(UserProblem, match="interrupted"):
            keyslots.begin_rekey(keys, unlocked, PASSPHRASE, policy=cheap, random=os.urandom)
        code = rekey.settle(keys, database, unlocked, PASSPHRASE, policy=cheap, random=os.urandom)
        assert code is not None
        settled = keyslots.unlock_with_passphrase(keys, PASSPHRASE, policy=cheap)
        assert settled.keys == (database.key,)
        assert keyslots.unlock_with_recovery_code(keys, code) == settled
    database.close()
