"""The nonce inside and outside the vault: a vault that was set back is noticed, others go on."""

from __future__ import annotations

import os
import shutil
import stat
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from app.problems import UserProblem
from app.storage.database.database import Database
from app.storage.folder.incarnation import Continuity, Incarnation

KEY, VAULT_ID = bytes(32), bytes(range(16))


class Computer:
    """A computer with a state folder, on which vaults are opened."""

    def __init__(self, state_folder: Path) -> None:
        self.state_folder = state_folder

    @contextmanager
    def open(self, file: Path) -> Iterator[tuple[Continuity, Incarnation]]:
        """Open a vault as the program does."""
        database = Database.open(file, [KEY], newest_format=1)

        def get() -> bytes | None:
            with database.read() as connection:
                return connection.exec_driver_sql("SELECT value FROM meta").scalar()

        def put(value: bytes) -> None:
            with database.write() as connection:
                connection.exec_driver_sql("UPDATE meta SET value = ?", (value,))

        incarnation = Incarnation(VAULT_ID, self.state_folder, file, get=get, put=put, random=os.urandom)
        try:
            yield incarnation.begin(), incarnation
        finally:
            database.close()

    def visit(self, file: Path) -> Continuity:
        """Open and close a vault."""
        with self.open(file) as (continuity, _incarnation):
            return continuity


@pytest.fixture
def file(tmp_path: Path) -> Path:
    file = tmp_path / "vault.db"
    database = Database.create(file, KEY, VAULT_ID, data_format=1)
    with database.write() as connection:
        connection.exec_driver_sql("CREATE TABLE meta (value BLOB)")
        connection.exec_driver_sql("INSERT INTO meta VALUES (NULL)")
    database.close()
    return file


@pytest.fixture
def here(tmp_path: Path) -> Computer:
    return Computer(tmp_path / "new" / "state")


def test_new_vault_and_every_ordinary_opening_continue(file: Path, here: Computer) -> None:
    assert [here.visit(file) for _ in range(4)] == [Continuity.CONTINUED] * 4


def test_nonce_is_new_at_each_opening_and_the_owners(file: Path, here: Computer) -> None:
    outside = here.state_folder / "incarnations" / VAULT_ID.hex()
    seen: set[bytes] = set()
    for _ in range(3):
        here.visit(file)
        seen.add(outside.read_bytes())
    assert len(seen) == 3
    if sys.platform != "win32":
        assert stat.S_IMODE(outside.stat().st_mode) == 0o600
        assert stat.S_IMODE(outside.parent.stat().st_mode) == 0o700


def test_restored_backup_is_noticed_once(file: Path, here: Computer, tmp_path: Path) -> None:
    here.visit(file)
    backup = shutil.copy(file, tmp_path / "backup")
    here.visit(file)
    shutil.copy(backup, file)
    assert here.visit(file) is Continuity.RESTORED
    assert here.visit(file) is Continuity.CONTINUED


def test_backup_of_a_vault_never_opened_is_noticed(file: Path, here: Computer, tmp_path: Path) -> None:
    backup = shutil.copy(file, tmp_path / "backup")
    here.visit(file)
    shutil.copy(backup, file)
    assert here.visit(file) is Continuity.RESTORED


def test_copy_used_beside_the_original_is_noticed(file: Path, here: Computer, tmp_path: Path) -> None:
    here.visit(file)
    twin = Path(shutil.copy(file, tmp_path / "twin"))
    assert here.visit(twin) is Continuity.CONTINUED  # It alone goes on: so far this is a move.
    assert here.visit(file) is Continuity.RESTORED
    assert [here.visit(each) for each in (twin, file, twin)] == [Continuity.CONTINUED] * 3, "each has its own by now"


def test_what_is_put_where_a_vault_was_before_it_was_moved_is_noticed(
    file: Path, here: Computer, tmp_path: Path
) -> None:
    here.visit(file)
    backup = shutil.copy(file, tmp_path / "backup")
    moved = Path(shutil.move(file, tmp_path / "moved"))
    assert here.visit(moved) is Continuity.CONTINUED
    shutil.copy(backup, file)
    assert here.visit(file) is Continuity.RESTORED
    assert here.visit(moved) is Continuity.CONTINUED


def test_vault_carried_to_another_computer_is_noticed(file: Path, here: Computer, tmp_path: Path) -> None:
    here.visit(file)
    assert Computer(tmp_path / "elsewhere").visit(file) is Continuity.RESTORED


def test_copy_made_before_a_renewal_in_the_same_session_is_noticed(file: Path, here: Computer, tmp_path: Path) -> None:
    here.visit(file)
    backup = shutil.copy(file, tmp_path / "backup")
    with here.open(file) as (_continuity, incarnation):
        incarnation.renew()
    shutil.copy(backup, file)
    assert here.visit(file) is Continuity.RESTORED


def test_crash_between_the_two_writes_is_at_worst_a_false_alarm(file: Path, here: Computer) -> None:
    here.visit(file)

    def crash(_: bytes) -> None:
        raise KeyboardInterrupt

    with here.open(file) as (_continuity, incarnation):
        incarnation._put = crash
        with pytest.raises(KeyboardInterrupt):
            incarnation.renew()
    assert here.visit(file) is Continuity.RESTORED
    assert here.visit(file) is Continuity.CONTINUED


def test_restoration_is_not_forgotten_by_a_crash_before_the_new_log(file: Path, here: Computer, tmp_path: Path) -> None:
    here.visit(file)
    backup = shutil.copy(file, tmp_path / "backup")
    here.visit(file)
    shutil.copy(backup, file)
    seen: list[Continuity] = []

    def crash() -> None:
        seen.append(Continuity.RESTORED)
        raise KeyboardInterrupt

    incarnation = Incarnation(
        VAULT_ID, here.state_folder, file, get=lambda: None, put=lambda _: pytest.fail("renewed"), random=os.urandom
    )
    with pytest.raises(KeyboardInterrupt):
        incarnation.begin(crash)
    assert seen == [Continuity.RESTORED]
    assert here.visit(file) is Continuity.RESTORED
    assert incarnation.check() is Continuity.RESTORED


def test_state_folder_that_cannot_be_written_is_said(file: Path, tmp_path: Path) -> None:
    (tmp_path / "blocked").touch()
    with pytest.raises(UserProblem):
        Computer(tmp_path / "blocked").visit(file)


def test_forgotten_vault_leaves_no_trace(file: Path, here: Computer) -> None:
    with here.open(file) as (_continuity, incarnation):
        incarnation.forget()
    assert [each for each in here.state_folder.rglob("*") if each.is_file()] == []
