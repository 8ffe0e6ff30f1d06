"""The one place that knows SQLCipher: how a connection gets its key, and what its errors mean."""

from __future__ import annotations

from contextlib import contextmanager
from typing import TYPE_CHECKING

from app.i18n import _
from app.problems import Bug, Problem, UserProblem, VaultDamaged, VaultInUse
from app.records.folding import fold
from app.storage.files import disk_full, disk_trouble, read_only
from app.storage.wiping import wipe

if TYPE_CHECKING:
    # The driver is CPython's sqlite3 module built against SQLCipher; it has the same interface and
    # brings no types of its own.
    import sqlite3 as sqlcipher
    from collections.abc import Generator
    from pathlib import Path
else:
    from sqlcipher3 import dbapi2 as sqlcipher

BUSY_SECONDS = 2.0
_HARMLESS = "no_such_pragma"
_SCRIPTS_AFTER = 4
PRAGMAS = (
    # Only this process uses the file: the WAL's index stays in memory instead of in a -shm file, and
    # a database tool that somebody points at the vault meanwhile is kept out.
    "locking_mode = EXCLUSIVE",
    "journal_mode = WAL",
    # FULL and not NORMAL: with NORMAL a power cut may take back the last commits, and if these were
    # already handed over in a bundle, this device would write the same sequence numbers anew: a fork.
    # It costs a tenth of a millisecond a commit here. fullfsync is the same promise on macOS.
    "synchronous = FULL",
    "fullfsync = ON",
    "checkpoint_fullfsync = ON",
    # No plaintext ever touches the disk: sorters and temporary tables stay in memory.
    "temp_store = MEMORY",
    # Deleted values are overwritten. It costs nothing measurable but where a whole table is emptied at
    # once (50,000 rows: 75 ms instead of 12).
    "secure_delete = ON",
    # Replicated tables have no constraints: a dangling reference is shown as such.
    "foreign_keys = OFF",
    # 64 MiB of decrypted pages: a scan that finds them here is three times as fast.
    "cache_size = -65536",
    "journal_size_limit = 16777216",
    # Writing is allowed only inside Database.write().
    "query_only = ON",
)


def connect(file: Path, key: bytes, *, salt: bytes = b"") -> sqlcipher.Connection:
    """Open a database with a raw key, and make sure by reading that the key is the right one.

    ``salt`` (16 bytes) is for a new file only; an existing one begins with its own. The transaction
    control of the driver is off: SQLAlchemy's events say BEGIN. Raises a ``sqlcipher.DatabaseError``
    with the code SQLITE_NOTADB for a wrong key.
    """
    connection = sqlcipher.connect(file, isolation_level=None, timeout=BUSY_SECONDS)
    try:
        # A wrong key is an ordinary thing here and would otherwise be logged on standard error.
        connection.execute("PRAGMA cipher_log_level = NONE")
        _say_key(connection, "key", key, salt)
        for pragma in PRAGMAS:
            connection.execute(f"PRAGMA {pragma}").fetchall()
        connection.execute("SELECT count(*) FROM sqlite_master").fetchone()
        connection.create_function("fold", 1, fold, deterministic=True)  # Lists are sorted by it, and indexed.
    except BaseException:
        connection.close()
        raise
    return connection


def change_key(connection: sqlcipher.Connection, key: bytes, salt: bytes) -> None:
    """Encrypt the whole database anew, in one transaction; outside of any other."""
    _say_key(connection, "rekey", key, salt)


def _say_key(connection: sqlcipher.Connection, pragma: str, key: bytes, salt: bytes) -> None:
    """Give SQLCipher a key, and overwrite the texts of it that are made on the way.

    A script is not kept for another time, as a statement is. What SQLite copied of it, it frees as it is: another
    script of the same length then mostly takes its place.
    """
    joined = key + salt
    digits = joined.hex()
    script = f"PRAGMA {pragma} = \"x'{digits}'\";"
    try:
        connection.executescript(script)
    finally:
        length = len(digits)
        for secret in (script, digits, joined) if salt else (script, digits):
            wipe(secret)
    for _time in range(_SCRIPTS_AFTER):
        connection.executescript(f"PRAGMA {_HARMLESS} = \"x'{'0' * length}'\";")


def pragma(connection: sqlcipher.Connection, text: str) -> int:
    """Ask for the one number that a pragma answers with."""
    row = connection.execute(f"PRAGMA {text}").fetchone()
    return int(row[0])


def is_wrong_key(error: BaseException) -> bool:
    """Tell the error that a wrong key, or a file that is no database, leads to."""
    return isinstance(error, sqlcipher.Error) and _code(error) == sqlcipher.SQLITE_NOTADB


def damaged(file: Path) -> VaultDamaged:
    """Say that the database does not verify."""
    return VaultDamaged(
        _("The file “{name}” of this vault is damaged or has been cut short.").format(name=file.name),
        kept=_("It was left as it is, and the file “keys” beside it was not touched."),
        do=_("Bring the vault back from a backup, or get the data from another laptop of the group."),
    )


def problem_of(error: BaseException, file: Path, *, writing: bool) -> Problem | None:
    """Find the words for an error of the driver; None for one that only a mistake of ours explains.

    ``writing`` tells whether writing was allowed: if not, an attempt to is a Bug and not the disk's.
    """
    if not isinstance(error, sqlcipher.Error):
        return None
    problem: Problem | None = None
    match _code(error):
        case sqlcipher.SQLITE_FULL:
            problem = disk_full(file.parent)
        case sqlcipher.SQLITE_NOTADB | sqlcipher.SQLITE_CORRUPT:
            problem = damaged(file)
        case sqlcipher.SQLITE_BUSY | sqlcipher.SQLITE_LOCKED:
            problem = VaultInUse(
                _("Another program has the database of this vault open."),
                kept=_("Nothing was changed."),
                do=_("Close it there first."),
            )
        case sqlcipher.SQLITE_READONLY if not writing:
            problem = Bug(_("Something tried to write to the vault by another way than its one door."))
        case sqlcipher.SQLITE_READONLY:
            problem = read_only(file)
        case sqlcipher.SQLITE_IOERR | sqlcipher.SQLITE_CANTOPEN:
            problem = disk_trouble(file, str(error))
        case sqlcipher.SQLITE_NOMEM:
            problem = UserProblem(
                _("This computer has no memory left for what was asked."),
                kept=_("Nothing was changed."),
                do=_("Close other programs and try again."),
            )
        case _:
            pass
    return problem


@contextmanager
def map_errors(file: Path, *, writing: bool = True) -> Generator[None]:
    """Let the driver's errors out of the block as problems."""
    try:
        yield
    except sqlcipher.Error as error:
        problem = problem_of(error, file, writing=writing)
        if problem is None:
            raise
        raise problem from error


def _code(error: sqlcipher.Error) -> int:
    """Reduce an extended result code to the primary one; errors of the driver itself have none."""
    return getattr(error, "sqlite_errorcode", 0) & 0xFF
