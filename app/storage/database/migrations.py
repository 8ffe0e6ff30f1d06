"""From the log's tables as an earlier version made them to those of this one."""

from __future__ import annotations

from sqlalchemy import Connection

from app.storage.database.database import Database
from app.storage.database.schema import FORMAT, LOG_TABLES


def migrate(database: Database) -> None:
    """Brings the vault's log to the present format, in one transaction; nothing of the log itself is touched."""
    if database.data_format >= FORMAT:
        return
    with database.write() as connection:
        if database.data_format < 2:
            _to_circles(connection)
        _to_copies(connection)
        database.set_data_format(connection, FORMAT)


def _to_circles(connection: Connection) -> None:
    """Statements are made for each circle now. Those of before say too much to some; everybody states anew."""
    connection.exec_driver_sql("DROP TABLE statement")
    connection.exec_driver_sql("ALTER TABLE chain ADD COLUMN cut INTEGER NOT NULL DEFAULT -1")
    connection.exec_driver_sql("ALTER TABLE chain ADD COLUMN cut_vector BLOB NOT NULL DEFAULT x'80'")
    existing = {row[0] for row in connection.exec_driver_sql("SELECT name FROM sqlite_master WHERE type = 'table'")}
    for statement in LOG_TABLES:
        if statement.split()[2] not in existing:
            connection.exec_driver_sql(statement)


def _to_copies(connection: Connection) -> None:
    """Statements are ordered by the copy that made them and its count, no longer by a clock: everybody states anew."""
    connection.exec_driver_sql("DELETE FROM statement")
