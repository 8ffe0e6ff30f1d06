"""Many rows by what they name, some thousand at a time: SQL takes no more values at once."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any

from sqlmodel import Session, col

_MANY = 5000


def in_portions(ids: Iterable[str]) -> Iterator[list[str]]:
    """Give ids in their order, each once, as many at a time as one query takes."""
    wanted = sorted(set(ids))
    return (wanted[start : start + _MANY] for start in range(0, len(wanted), _MANY))


def rows_among(session: Session, wanted: Any, column: Any, ids: Iterable[str]) -> Iterator[Any]:
    """Read what a statement asks for, of the rows in which a column holds one of the ids."""
    run: Any = session.exec
    for some in in_portions(ids):
        yield from run(wanted.where(col(column).in_(some))).all()
