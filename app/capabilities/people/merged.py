"""Who counts for whom among people who were merged, as the books have it."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from sqlmodel import Session, col, select

from app.capabilities.people.records import Person
from app.records.survivors import Survivors
from app.services.records.order import is_set


def people_survivors(session: Session) -> Survivors:
    """Give who counts for whom among people."""
    return survivors_among(session.exec(select(Person.id, Person.merged_into).where(is_set(col(Person.merged_into)))))


def survivors_among(people: Iterable[Any]) -> Survivors:
    """Give the same from rows of people that are read already: what has an `id` and a `merged_into`."""
    return Survivors({each.id: each.merged_into for each in people if each.merged_into})
