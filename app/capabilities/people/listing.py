"""People as a list shows them: with the way to reach each of them."""

from __future__ import annotations

import json
from collections.abc import Iterable
from dataclasses import replace
from typing import Any, cast

from sqlalchemy import text
from sqlmodel import Session

from app.records.contact import is_closed
from app.records.record_type import RecordType
from app.services.records import records
from app.services.records.records import Page, Query
from app.storage.vault.vault import Vault

CONTACT = "contact"
_ORDER = {"phone": 0, "mobile": 0, "email": 1, "messenger": 2, "other": 3}


def page(vault: Vault, query: Query, offset: int = 0, limit: int = 200) -> Page:
    """Give some people; `more["contact"]` of each is the way to reach them: a telephone number if there is one."""
    with vault.reading() as session:
        found = records.page(vault, "person", query, offset, limit)
        ways = _contacts(session, vault.registry["contact_point"], [row.id for row in found.rows])
    rows = (replace(row, more={CONTACT: ways.get(row.id, "")}) for row in found.rows)
    return Page(tuple(rows), found.total)


def _contacts(session: Session, kind: RecordType, people: Iterable[str]) -> dict[str, str]:
    """Of each person the preferred way of the first kind, or else the one written down first."""
    # Asked for in SQL: to bind 200 ids one by one, and to make whole records, takes as long as the rest of the page.
    read = (
        f'SELECT person, kind, value, preferred, do_not_call, do_not_write FROM "{kind.table}" '
        "WHERE person IN (SELECT value FROM json_each(:people)) ORDER BY rowid"
    )
    ways = session.connection().execute(text(read), {"people": json.dumps(list(people))})
    best: dict[str, tuple[int, bool, str]] = {}
    for point in cast("Any", ways).all():
        if not point.value or is_closed(point):
            continue
        # Where calls are not wanted a telephone still takes texts, but comes after all else.
        rank = len(_ORDER) if point.do_not_call else _ORDER.get(point.kind, len(_ORDER))
        found = rank, not point.preferred, point.value
        known = best.get(point.person)
        if known is None or found[:2] < known[:2]:
            best[point.person] = found
    return {person: value for person, (_rank, _other, value) in best.items()}
