"""The encrypted database: its one door, its faults, and that nothing readable is ever in its files."""

from __future__ import annotations

import os
import signal
import sqlite3
import stat
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
import sqlalchemy.exc
from sqlmodel import Field, Session, SQLModel, select

from app.problems import Bug, DiskFull, NotAVault, Problem, UserProblem, VaultDamaged, VaultInUse
from app.storage.database import cipher
from app.storage.database.database import Database, run, run_many
from app.storage.files import DiskTrouble, ReadOnly

Child = Callable[..., "subprocess.Popen[str]"]

KEY = bytes(range(32))
VAULT_ID = bytes(range(16, 32))
NAME = "Alejandra Featherstonehaugh"
WRITE = """
import resource, signal, sys
from pathlib import Path
from app.problems import DiskFull, Problem
from app.storage.database.database import Database, run_many

KEY = bytes(range(32))

def write(database, numbers):
    with database.write() as connection:
        run_many(connection, "INSERT INTO word VALUES (?, ?)", [(n, "x" * 300) for n in numbers])

def count(database):
    with database.read() as connection:
        return connection.exec_driver_sql("SELECT count(*) FROM word").scalar()

def make(file):
    database = Database.create(file, KEY, bytes(16), data_format=1)
    with database.write() as connection:
        connection.exec_driver_sql("CREATE TABLE word (id INTEGER, text TEXT)")
    database.checkpoint()
    return database
"""


class Word(SQLModel, table=True):
    id: int | None = Field(default=None, primary_key=True)
    text: str | None = None


@pytest.fixture
def file(tmp_path: Path) -> Path:
    return tmp_path / "vault.db"


@pytest.fixture
def database(file: Path) -> Iterator[Database]:
    database = Database.create(file, KEY, VAULT_ID, data_format=1)
    with database.write() as connection:
        SQLModel.metadata.tables["word"].create(connection)
    yield database
    database.close()


def reopen(database: Database) -> Database:
    database.close()
    return Database.open(database.file, [KEY], newest_format=1)


def words(database: Database) -> list[int]:
    with database.read() as connection:
        return [row[0] for row in connection.exec_driver_sql("SELECT id FROM word ORDER BY id")]


def write(database: Database, *numbers: int, text: str = NAME) -> None:
    with database.write() as connection:
        run_many(connection, "INSERT INTO word VALUES (?, ?)", [(number, text) for number in numbers])


def test_what_is_written_is_there_after_opening_again(database: Database) -> None:
    write(database, 1, 2)
    again = reopen(database)
    assert words(again) == [1, 2]
    assert again.key == KEY
    assert again.data_format == 1
    again.close()
    again.close()


def test_file_begins_with_the_vault_id_and_is_the_owners(database: Database) -> None:
    assert database.file.read_bytes()[:16] == VAULT_ID
    write(database, 1)
    wal = database.file.with_name("vault.db-wal")
    assert wal.stat().st_size
    if sys.platform != "win32":
        assert {stat.S_IMODE(each.stat().st_mode) for each in (database.file, wal)} == {0o600}
    assert not database.file.with_name("vault.db-shm").exists()
    database.close()
    assert [each.name for each in database.file.parent.iterdir()] == ["vault.db"]


def test_nothing_readable_is_in_the_files_open_or_closed(database: Database) -> None:
    with database.write() as connection:
        connection.exec_driver_sql("CREATE VIRTUAL TABLE search USING fts5(text)")
        connection.exec_driver_sql("INSERT INTO search VALUES (?)", (NAME,))
    write(database, *range(200))

    def assert_unreadable() -> None:
        files = list(database.file.parent.iterdir())
        for text in (NAME, "Featherstonehaugh", "CREATE TABLE", "SQLite format", "search"):
            for encoding in ("utf-8", "utf-16-le", "utf-16-be"):
                for each in files:
                    assert text.encode(encoding) not in each.read_bytes(), (text, encoding, each.name)

    assert database.file.with_name("vault.db-wal").stat().st_size > 4096
    assert_unreadable()
    database.checkpoint()
    assert database.file.stat().st_size > 4096
    assert_unreadable()
    database.close()
    assert_unreadable()


def test_settings_are_those_that_were_decided(database: Database) -> None:
    with database.read() as connection:
        found = {
            name: connection.exec_driver_sql(f"PRAGMA {name}").scalar()
            for name in ("journal_mode", "synchronous", "temp_store", "secure_delete", "foreign_keys", "locking_mode")
        }
        assert connection.exec_driver_sql("PRAGMA cipher_version").scalar()
    assert found == {
        "journal_mode": "wal",
        "synchronous": 2,
        "temp_store": 2,
        "secure_delete": 1,
        "foreign_keys": 0,
        "locking_mode": "exclusive",
    }


def test_failed_write_keeps_nothing(database: Database) -> None:
    write(database, 1)

    def fail() -> None:
        with database.write() as connection:
            run_many(connection, "INSERT INTO word VALUES (?, ?)", [(2, None)])
            run_many(connection, "INSERT INTO word VALUES (?, ?)", [])
            raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        fail()
    assert words(database) == [1]


def test_writing_anywhere_else_is_a_bug(database: Database) -> None:
    insert = "INSERT INTO word VALUES (1, 'x')"
    with pytest.raises(Bug, match="one door"), database.read() as connection:
        connection.exec_driver_sql(insert)
    with database.write() as writing:
        with pytest.raises(Bug), database.read() as nested:
            nested.exec_driver_sql(insert)
        writing.exec_driver_sql("INSERT INTO word VALUES (2, 'allowed again')")
    with pytest.raises(Bug), database._engine.begin() as connection:
        connection.exec_driver_sql(insert)
    with database.read() as outer, database.read() as inner:
        assert inner is outer
    assert words(database) == [2]


def test_reading_inside_a_write_sees_what_it_wrote(database: Database) -> None:
    with database.write() as connection:
        run_many(connection, "INSERT INTO word VALUES (?, ?)", [(7, None)])
        assert words(database) == [7]


def test_transactions_do_not_nest(database: Database) -> None:
    with database.write():
        with pytest.raises(Bug), database.write():
            pass
        for rebuild in (database.compact, lambda: database.rekey(bytes(32))):
            with pytest.raises(Bug):
                rebuild()
    with database.read(), pytest.raises(Bug), database.write():
        pass
    write(database, 1)
    assert words(database) == [1]


def test_sessions_join_the_transaction_and_its_savepoints(database: Database) -> None:
    def fail_inside_savepoint(session: Session) -> None:
        with session.begin_nested():
            session.add(Word(id=2))
            session.flush()
            raise ZeroDivisionError

    def fail_after_commit_of_the_session() -> None:
        with database.write() as connection, Session(connection) as session:
            session.add(Word(id=4))
            session.commit()
            raise ZeroDivisionError

    with database.write() as connection, Session(connection) as session:
        session.add(Word(id=1, text=NAME))
        session.commit()
        with pytest.raises(ZeroDivisionError):
            fail_inside_savepoint(session)
        with session.begin_nested():
            session.add(Word(id=3))
        session.commit()
    with pytest.raises(ZeroDivisionError):
        fail_after_commit_of_the_session()
    with database.read() as connection, Session(connection) as session:
        assert [word.id for word in session.exec(select(Word))] == [1, 3]
        session.add(Word(id=5))
        with pytest.raises(Bug):
            session.flush()
    assert words(database) == [1, 3]


def test_mistakes_of_ours_stay_recognisable_and_name_nobody(database: Database) -> None:
    with pytest.raises(sqlalchemy.exc.OperationalError) as caught, database.read() as connection:
        connection.exec_driver_sql("SELECT * FROM nowhere WHERE name = ?", (NAME,))
    assert NAME not in str(caught.value)


def test_what_the_driver_runs_alone_is_explained_as_well(database: Database) -> None:
    with database.write() as connection:
        run(connection, "INSERT INTO word VALUES (?, ?)", (1, NAME))
        run_many(connection, "INSERT INTO word VALUES (?, ?)", [(2, NAME), (3, NAME)])
    assert words(database) == [1, 2, 3]
    for change in (lambda: run(connection, "DELETE FROM word"), lambda: run_many(connection, "DELETE FROM word", [()])):
        with pytest.raises(Bug, match="another way than its one door"), database.read() as connection:
            change()
    with pytest.raises(cipher.sqlcipher.OperationalError) as caught, database.read() as connection:
        run(connection, "SELECT * FROM nowhere WHERE name = ?", (NAME,))
    assert NAME not in str(caught.value)


def test_other_threads_are_refused(database: Database) -> None:
    caught: list[BaseException] = []

    def use() -> None:
        for each in (lambda: words(database), lambda: write(database, 1), database.compact, database.close):
            try:
                each()
            except Bug as error:
                caught.append(error)

    thread = threading.Thread(target=use)
    thread.start()
    thread.join(60)
    assert len(caught) == 4
    assert words(database) == []


def test_any_of_the_keys_opens_and_none_is_damage(database: Database, capfd: pytest.CaptureFixture[str]) -> None:
    database.close()
    with pytest.raises(VaultDamaged):
        Database.open(database.file, [bytes(32)], newest_format=1)
    opened = Database.open(database.file, [bytes(32), KEY], newest_format=1)
    assert opened.key == KEY
    opened.close()
    assert capfd.readouterr().err == ""


def test_existing_file_is_never_made_anew(database: Database) -> None:
    with pytest.raises(UserProblem):
        Database.create(database.file, KEY, VAULT_ID, data_format=1)
    assert words(database) == []


def test_newer_data_is_left_alone(database: Database) -> None:
    with database.write() as connection:
        database.set_data_format(connection, 2)
    with pytest.raises(NotAVault, match="newer version"):
        reopen(database)
    Database.open(database.file, [KEY], newest_format=2).close()


def test_foreign_file_is_damage(file: Path) -> None:
    for data in (b"SQLite format 3\0" + bytes(8176), os.urandom(8192), b"%PDF-1.7" + bytes(9000)):
        file.write_bytes(data)
        with pytest.raises(VaultDamaged):
            Database.open(file, [KEY], newest_format=1)
        assert file.read_bytes() == data


def test_truncation_anywhere_is_seen_at_opening(database: Database) -> None:
    write(database, *range(500))
    database.close()
    whole = database.file.read_bytes()
    assert len(whole) > 5 * 4096
    for length in (16, 4096, 5000, 3 * 4096, len(whole) - 4096, len(whole) - 1):
        database.file.write_bytes(whole[:length])
        with pytest.raises(VaultDamaged, match="damaged or has been cut short"):
            Database.open(database.file, [KEY], newest_format=1)
    database.file.write_bytes(whole)
    Database.open(database.file, [KEY], newest_format=1).close()


def test_changed_byte_is_never_read_as_data(database: Database) -> None:
    write(database, *range(500))
    assert database.verify() == []
    database.close()
    whole = database.file.read_bytes()
    for place in (0, 20, 4000, len(whole) // 2, len(whole) - 1):
        changed = bytearray(whole)
        changed[place] ^= 1
        database.file.write_bytes(changed)
        try:
            again = Database.open(database.file, [KEY], newest_format=1)
        except VaultDamaged:
            continue
        assert again.verify()
        with pytest.raises(VaultDamaged), again.read() as connection:
            connection.exec_driver_sql("SELECT sum(length(text)) FROM word").scalar()
        again.close()


def test_second_opening_of_the_file_itself_is_refused(database: Database, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(cipher, "BUSY_SECONDS", 0)
    with pytest.raises(VaultInUse):
        Database.open(database.file, [KEY], newest_format=1)
    write(database, 1)


def test_deleted_values_are_gone_after_compacting(database: Database) -> None:
    write(database, *range(2000))
    database.checkpoint()
    before = database.file.stat().st_size
    with database.write() as connection:
        connection.exec_driver_sql("DELETE FROM word")
    database.compact()
    assert database.file.stat().st_size < before / 4
    assert database.verify() == []


def test_rekeyed_database_opens_with_the_new_key_only(database: Database) -> None:
    write(database, *range(300))
    new = os.urandom(32)
    database.rekey(new)
    write(database, 300)
    assert database.key == new
    assert database.file.read_bytes()[:16] == VAULT_ID
    with pytest.raises(VaultDamaged):
        reopen(database)
    again = Database.open(database.file, [KEY, new], newest_format=1)
    assert words(again) == list(range(301))
    assert again.verify() == []
    again.close()


def test_full_database_keeps_what_was_there(database: Database) -> None:
    write(database, 1)
    database._driver.execute("PRAGMA max_page_count = 20")
    with pytest.raises(DiskFull) as caught:
        write(database, *range(10, 5000))
    assert caught.value.kept
    assert caught.value.do
    assert words(database) == [1]
    database._driver.execute("PRAGMA max_page_count = 100000")
    write(database, *range(10, 5000))


def test_full_disk_keeps_what_was_there(on_small_disk: Callable[[str, str], str]) -> None:
    script = """
disk = Path(sys.argv[1])
ballast = disk / "ballast"
ballast.write_bytes(bytes(4 << 20))
database = make(disk / "vault.db")
done = 0
for what in (lambda: write(database, range(done, done + 100)), lambda: database.rekey(bytes(32)), database.compact):
    try:
        while True:
            what()
            done += 100
            assert done < 100_000, "this is not the small disk"
    except DiskFull as problem:
        assert problem.kept and problem.do
    assert database.key == KEY
    assert count(database) == done
assert done > 1000
database.close()
database = Database.open(disk / "vault.db", [KEY], newest_format=1)
assert count(database) == done
ballast.unlink()
database.rekey(bytes(32))
write(database, range(100))
assert count(database) == done + 100
assert database.verify() == []
database.close()
print("kept")
"""
    assert on_small_disk("6m", WRITE + script) == "kept\n"


@pytest.mark.parametrize(
    ("code", "writing", "kind"),
    [
        (sqlite3.SQLITE_READONLY, True, ReadOnly),
        (sqlite3.SQLITE_READONLY_DBMOVED, True, ReadOnly),
        (sqlite3.SQLITE_READONLY, False, Bug),
        (sqlite3.SQLITE_CANTOPEN, True, DiskTrouble),
        (sqlite3.SQLITE_IOERR_FSYNC, False, DiskTrouble),
        (sqlite3.SQLITE_NOMEM, True, UserProblem),
        (sqlite3.SQLITE_LOCKED, True, VaultInUse),
    ],
)
def test_codes_of_the_driver_become_problems(file: Path, code: int, writing: bool, kind: type[Problem]) -> None:
    error = cipher.sqlcipher.OperationalError("in the driver's words")
    error.sqlite_errorcode = code
    with pytest.raises(kind) as caught, cipher.map_errors(file, writing=writing):
        raise error
    assert type(caught.value) is kind
    assert caught.value.__cause__ is error


def test_errors_that_only_we_can_have_made_stay_what_they_are(file: Path) -> None:
    with pytest.raises(cipher.sqlcipher.ProgrammingError), cipher.map_errors(file):
        raise cipher.sqlcipher.ProgrammingError("wrong number of parameters")
    assert cipher.problem_of(KeyError(), file, writing=True) is None


@pytest.mark.skipif(sys.platform == "win32", reason="there are no such limits on Windows")
def test_disk_that_fails_is_said(file: Path, child: Child) -> None:
    script = """
database = make(Path(sys.argv[1]))
write(database, range(100))
resource.setrlimit(resource.RLIMIT_FSIZE, (200_000, 200_000))
try:
    write(database, range(10_000))
except Problem as problem:
    print(type(problem).__name__)
assert count(database) == 100
database.close()
"""
    output, errors = child(WRITE + script, file).communicate(timeout=60)
    assert output == "DiskTrouble\n", errors


@pytest.mark.skipif(sys.platform == "win32", reason="there is no SIGKILL on Windows")
@pytest.mark.parametrize("rounds", [1, 7, 40])
def test_killed_writer_loses_nothing_that_was_committed(file: Path, child: Child, rounds: int) -> None:
    script = """
database = make(Path(sys.argv[1]))
for start in range(0, 10**9, 50):
    write(database, range(start, start + 50))
    print(start + 50, flush=True)
"""
    process = child(WRITE + script, file)
    assert process.stdout is not None
    for _ in range(rounds):
        process.stdout.readline()
    time.sleep(0.002)
    process.kill()
    committed = [int(line) for line in process.stdout.read().split()]
    assert process.wait(timeout=60) == -signal.SIGKILL
    assert file.with_name("vault.db-wal").stat().st_size
    database = Database.open(file, [KEY], newest_format=1)
    found = words(database)
    assert found == list(range(len(found)))
    assert len(found) % 50 == 0
    assert len(found) >= max(committed, default=rounds * 50)
    assert database.verify() == []
    database.close()
