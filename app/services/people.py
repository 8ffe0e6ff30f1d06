"""People as a list shows them: with the way to reach each of them."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace

from sqlalchemy import literal_column
from sqlmodel import Session, col, select

from app.domain.people import ContactPoint
from app.services import records
from app.services.records import Page, Query
from app.storage.vault import Vault

CONTACT = "contact"
_ORDER = {"phone": 0, "email": 1, "messenger": 2, "other": 3}


def page(vault: Vault, query: Query, offset: int = 0, limit: int = 200) -> Page:
    """Some people; `more["contact"]` of each is the way to reach them: a telephone number if there is one."""
    with vault.reading() as session:
        found = records.page(vault, "person", query, offset, limit)
        ways = _contacts(session, [row.id for row in found.rows])
    rows = (replace(row, more={CONTACT: ways.get(row.id, "")}) for row in found.rows)
    return Page(tuple(rows), found.total)


def _contacts(session: Session, people: Iterable[str]) -> dict[str, str]:
    """Of each person the preferred way of the first kind, or else the one written down first."""
    point = ContactPoint
    statement = select(point.person, point.kind, point.value, point.preferred).where(
        col(point.person).in_(list(people))
    )
    first: dict[str, dict[str, tuple[bool, str]]] = {}
    for person, kind, value, preferred in session.exec(statement.order_by(literal_column("rowid"))).all():
        known = first.setdefault(person, {})
        if value and (kind not in known or (preferred and not known[kind][0])):
            known[kind] = (bool(preferred), value)
    return {
        person: ways[min(ways, key=lambda kind: _ORDER.get(kind, len(_ORDER)))][1] for person, ways in first.items()
    }
