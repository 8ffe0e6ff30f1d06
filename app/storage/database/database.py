"""The encrypted database of a vault: one connection, one thread, and one way to write."""

from __future__ import annotations

import threading
from contextlib import contextmanager, suppress
from typing import TYPE_CHECKING, Any, cast

from sqlalchemy import StaticPool, create_engine, event

from app.i18n import _
from app.problems import Bug, DiskFull
from app.storage.database import cipher
from app.storage.files import newer_version, plain_words
from app.storage.wiping import clear
from app.uncollected import uncollected

if TYPE_CHECKING:
    from collections.abc import Callable, Generator, Iterable, Sequence
    from pathlib import Path

    from sqlalchemy import Connection, Engine
    from sqlalchemy.engine import ExceptionContext

    from app.storage.database.cipher import sqlcipher

APPLICATION_ID = 0x53574244  # "SWBD", so that a decrypted file still says whose it is.
PAGE_BYTES = 4096
SALT_BYTES = 16
BEGIN = "begin"
_EXPLAIN = "explain"


class Database:
    """An open vault database. It belongs to the thread that opened it; any other is refused.

    ``read`` and ``write`` give SQLAlchemy connections inside a transaction; ``Session(connection)``
    of SQLModel joins it. The driver's errors come out as problems. Before either, ``settle`` is called, which does
    what was put off; nobody sees the database without it but who asks for it unsettled.
    """

    def __init__(
        self,
        connection: sqlcipher.Connection,
        file: Path,
        key: bytes,
        prepare: Callable[[Engine], Engine] | None = None,
    ) -> None:
        """Take over an open driver connection; use ``create`` or ``open``. ``prepare`` makes an engine ready."""
        self.file = file
        self._key = bytearray(key)
        self._driver = connection
        self._current: Connection | None = None
        self._writing = False
        self.settle: Callable[[], None] = _nothing_waits
        self._thread = threading.get_ident()
        engine = create_engine(
            "sqlite://",
            module=cipher.sqlcipher,
            creator=lambda: connection,
            poolclass=StaticPool,
            hide_parameters=True,  # No names of people in the text of an error.
        )
        self._engine = engine if prepare is None else prepare(engine)
        event.listen(self._engine, "begin", _begin)
        event.listen(self._engine, "handle_error", self._explain, retval=True)

    @classmethod
    def create(
        cls,
        file: Path,
        key: bytes,
        vault_id: bytes,
        *,
        data_format: int,
        prepare: Callable[[Engine], Engine] | None = None,
    ) -> Database:
        """Make a new, empty database with a 32-byte raw key; the vault's id becomes its salt.

        ``data_format`` numbers the layout of what is stored; an older program refuses a higher one.
        """
        with plain_words(file.parent):
            file.touch(mode=0o600, exist_ok=False)  # SQLite gives the -wal beside it the same mode.
        with cipher.map_errors(file):
            connection = cipher.connect(file, key, salt=vault_id)
        database = cls(connection, file, key, prepare)
        try:
            with database.write() as transaction:
                transaction.exec_driver_sql(f"PRAGMA application_id = {APPLICATION_ID}")
                transaction.exec_driver_sql(f"PRAGMA user_version = {data_format}")
            database.checkpoint()
        except BaseException:
            database.close()
            raise
        return database

    @classmethod
    def open(
        cls, file: Path, keys: Sequence[bytes], *, newest_format: int, prepare: Callable[[Engine], Engine] | None = None
    ) -> Database:
        """Open a database with whichever of the keys fits; ``key`` then says which one it was.

        Raises VaultDamaged if none does (they come from the vault's own slots) or if the file has
        been cut short, NotAVault if its format is newer than ``newest_format``.
        """
        with cipher.map_errors(file):
            connection, key = _connect_with_any(file, keys)
        database = cls(connection, file, key, prepare)
        try:
            database._check_format(newest_format)
            with suppress(DiskFull):  # Then the write-ahead log goes on holding what it holds.
                database.checkpoint()
                database._check_length()
        except BaseException:
            database.close()
            raise
        return database

    @property
    def key(self) -> bytes:
        """A copy of the raw key, for `wipe` once it has been used."""
        return bytes(self._key)

    @property
    def data_format(self) -> int:
        """The number of the layout of what is stored."""
        with cipher.map_errors(self.file):
            return cipher.pragma(self._driver, "user_version")

    def set_data_format(self, connection: Connection, data_format: int) -> None:
        """Record, inside the ``write`` that migrates, which layout the data has now."""
        connection.exec_driver_sql(f"PRAGMA user_version = {data_format}")

    @contextmanager
    def read(self, *, settled: bool = True) -> Generator[Connection]:
        """Give a connection in a read transaction; writing through it raises Bug.

        Inside another ``read`` or ``write`` it is the same connection, sees what that one has written,
        and still refuses to write.
        """
        self._own_thread()
        if settled:
            self.settle()
        if self._current is None:
            with self._transaction("BEGIN") as connection:
                yield connection
            return
        was_writing = self._writing
        self._allow_writing(allowed=False)
        try:
            yield self._current
        finally:
            self._allow_writing(allowed=was_writing)

    @contextmanager
    def write(self, *, settled: bool = True) -> Generator[Connection]:
        """Give a connection in the one write transaction: committed at the end, or nothing of it kept.

        Python looks for no cycles meanwhile.
        """
        self._own_thread()
        if settled:
            self.settle()
        if self._current is not None:
            raise Bug(_("A second transaction was begun inside the first."))
        self._allow_writing(allowed=True)
        try:
            with uncollected(), self._transaction("BEGIN IMMEDIATE") as connection:
                yield connection
        finally:
            self._allow_writing(allowed=False)

    @contextmanager
    def _transaction(self, begin: str) -> Generator[Connection]:
        """Begin in the given way, and remember the connection for nested reads."""
        with self._engine.connect().execution_options(**{BEGIN: begin}) as connection, connection.begin():
            self._current = connection
            connection.info[_EXPLAIN] = self._problem_of
            try:
                yield connection
            finally:
                self._current = None

    def rekey(self, key: bytes) -> None:
        """Encrypt everything anew with another 32-byte raw key.

        Killed at any moment, the database opens with either the old or the new key: that is why
        ``keyslots.begin_rekey`` must have put both into the slots before.
        """
        self._idle()
        self.checkpoint()
        salt = self._salt()
        self._allow_writing(allowed=True)
        try:
            with cipher.map_errors(self.file):
                cipher.change_key(self._driver, key, salt)
        finally:
            self._allow_writing(allowed=False)
        self._key[:] = key
        with suppress(DiskFull):  # It is done and cannot be undone; the log is merged another time.
            self.checkpoint()

    def compact(self) -> None:
        """Give free space back, and leave nothing of what was deleted in the files."""
        self._idle()
        self._allow_writing(allowed=True)
        try:
            with cipher.map_errors(self.file):
                self._driver.execute("VACUUM")
        finally:
            self._allow_writing(allowed=False)
        self.checkpoint()

    def checkpoint(self) -> None:
        """Bring everything from the write-ahead log into the database file, and empty the log."""
        with cipher.map_errors(self.file):
            self._driver.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchall()

    def verify(self) -> list[str]:
        """Read every page and authenticate it; returns what is wrong, in SQLCipher's words, or nothing."""
        self.checkpoint()
        with cipher.map_errors(self.file):
            forged = [str(row[0]) for row in self._driver.execute("PRAGMA cipher_integrity_check")]
            if forged:
                return forged
            found = [str(row[0]) for row in self._driver.execute("PRAGMA quick_check(20)")]
        return [line for line in found if line != "ok"]

    def close(self) -> None:
        """Close the connection; the write-ahead log is merged and removed. Harmless when done before."""
        self._own_thread()
        self.settle = _nothing_waits  # It leads back to whoever owns this database.
        clear(self._key)
        self._engine.dispose()
        with cipher.map_errors(self.file):
            self._driver.close()

    def _own_thread(self) -> None:
        """Refuse other threads before SQLAlchemy tries, fails, and throws the connection away."""
        if threading.get_ident() != self._thread:
            raise Bug(_("The vault was used from another thread than the one that opened it."))

    def _allow_writing(self, *, allowed: bool) -> None:
        """Open or bar the one door."""
        self._writing = allowed
        self._driver.execute(f"PRAGMA query_only = {'OFF' if allowed else 'ON'}")

    def _idle(self) -> None:
        """Insist that no transaction is open."""
        self._own_thread()
        if self._current is not None:
            raise Bug(_("The database cannot be rebuilt in the middle of a transaction."))

    def _salt(self) -> bytes:
        """Read the 16 bytes with which the file begins, and which stay the same for its whole life."""
        with plain_words(self.file), self.file.open("rb") as stream:
            return stream.read(SALT_BYTES)

    def _check_format(self, newest: int) -> None:
        """Leave a vault alone that a newer program has written to."""
        if self.data_format > newest:
            raise newer_version()

    def _check_length(self) -> None:
        """Find a file that was cut short inside its last page, which SQLite would notice only there."""
        with plain_words(self.file), cipher.map_errors(self.file):
            if self.file.stat().st_size != cipher.pragma(self._driver, "page_count") * PAGE_BYTES:
                raise cipher.damaged(self.file)

    def _explain(self, context: ExceptionContext) -> BaseException | None:
        """Put a problem in the place of SQLAlchemy's error, where there is one that fits."""
        return self._problem_of(context.original_exception)

    def _problem_of(self, error: BaseException) -> BaseException | None:
        return cipher.problem_of(error, self.file, writing=self._writing)


def _nothing_waits() -> None:
    """Stand in where nothing is ever put off."""


blob = bytearray
"""Wraps bytes that are written in bulk. For each ``bytes`` or None the driver looks for an adapter that somebody may
have registered before it takes it as it is, which takes as long as writing several texts; not for these."""
NULL = blob()
"""Stands for None in bulk, where the statement says `OR_NULL` for the mark: no column of a record holds bytes."""
OR_NULL = "nullif(?, x'')"
AMONG = "(SELECT unhex(value) FROM json_each(?))"
"""Many ids as one parameter: `among` writes it."""


def among(ids: Iterable[bytes]) -> str:
    """Give ids as one text, for a statement that says ``IN`` and `AMONG`: as many marks take longer."""
    return '["' + '","'.join([each.hex() for each in ids]) + '"]'


def run(connection: Connection, statement: str, parameters: tuple[object, ...] = ()) -> list[Any]:
    """Run one SQL statement with ``?`` marks and give its rows, by the driver alone.

    SQLAlchemy takes ten times as long as SQLite for the few rows that most statements about the log concern.
    """
    with _explained(connection) as driver:
        return driver.execute(statement, parameters).fetchall()


def run_many(connection: Connection, statement: str, rows: Sequence[tuple[object, ...]]) -> None:
    """Run one SQL statement with ``?`` marks for many rows, by the quickest way that there is; see `blob`."""
    if rows:
        with _explained(connection) as driver:
            driver.executemany(statement, rows)


@contextmanager
def _explained(connection: Connection) -> Generator[sqlcipher.Connection]:
    """Give the driver's connection, and let its errors out as problems, as SQLAlchemy's come out."""
    try:
        yield cast("sqlcipher.Connection", connection.connection.driver_connection)
    except cipher.sqlcipher.Error as error:
        problem = connection.info[_EXPLAIN](error)
        if problem is None:
            raise
        raise problem from error


def _begin(connection: Connection) -> None:
    """Say BEGIN as the transaction was asked for; the driver's own control of it is switched off."""
    connection.exec_driver_sql(connection.get_execution_options().get(BEGIN, "BEGIN"))


def _connect_with_any(file: Path, keys: Iterable[bytes]) -> tuple[sqlcipher.Connection, bytes]:
    """Try the keys in their order."""
    for key in keys:
        try:
            return cipher.connect(file, key), key
        except cipher.sqlcipher.DatabaseError as error:
            if not cipher.is_wrong_key(error):
                raise
    raise cipher.damaged(file)
