"""Who counts for whom among people who were merged, as the books have it."""

from __future__ import annotations

from sqlmodel import Session, col, select

from app.capabilities.people.records import Person
from app.records.survivors import Survivors


def people_survivors(session: Session) -> Survivors:
    """Give who counts for whom among people."""
    rows = session.exec(select(Person.id, Person.merged_into).where(col(Person.merged_into).is_not(None))).all()
    return Survivors({one: into for one, into in rows if into})
