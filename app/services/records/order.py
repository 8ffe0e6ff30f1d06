"""The order of a list: by the folded text of a field, or by what the record is called that a field refers to."""

from __future__ import annotations

from typing import Any

from sqlalchemy import func, select
from sqlalchemy.orm import aliased

from app.records.kinds import ANY
from app.records.record_type import RecordType
from app.records.registry import Registry


def sort_key(registry: Registry, kind: RecordType, name: str) -> Any:
    """Tell what SQL sorts by; null where a row has no value. For a text or a day it is what the index is made of."""
    column: Any = getattr(kind.model, name)
    target = kind.attributes[name].target
    return func.fold(column) if target in {None, ANY} else _title_of(registry, registry[target or ""], column)


def is_set(reference: Any) -> Any:
    """State that a reference has a value, so that SQLite asks the index instead of going through the table."""
    return reference > ""


def _title_of(registry: Registry, kind: RecordType, identity: Any) -> Any:
    """Tell what a record is called, folded: its title may again be made of what others are called."""
    record: Any = aliased(kind.model)
    words: Any = None
    for name in kind.title:
        column, target = getattr(record, name), kind.attributes[name].target
        part = func.fold(column) if target in {None, ANY} else _title_of(registry, registry[target or ""], column)
        part = func.coalesce(part, "")
        words = part if words is None else words + "\n" + part
    return select(words).where(record.id == identity).scalar_subquery()


def read_by(registry: Registry, kind: RecordType, name: str) -> frozenset[str]:
    """Give the kinds of record that have a say in this order."""
    target = kind.attributes[name].target
    found = frozenset({kind.name})
    if target in {None, ANY}:
        return found
    named = registry[target or ""]
    return found.union(*(read_by(registry, named, each) for each in named.title), {named.name})
