"""The order of a list: by the folded text of a field, or by what the record is called that a field refers to."""

from __future__ import annotations

from typing import Any

from sqlalchemy import func, select
from sqlalchemy.orm import aliased

from app.domain.record_type import RecordType
from app.domain.registry import Registry


def sort_key(registry: Registry, kind: RecordType, name: str) -> Any:
    """What SQL sorts by; null where a row has no value. For a text or a day it is what the index is made of."""
    column: Any = getattr(kind.model, name)
    target = kind.attributes[name].target
    return func.fold(column) if target is None else _title_of(registry, registry[target], column)


def _title_of(registry: Registry, kind: RecordType, identity: Any) -> Any:
    """What a record is called, folded: its title may again be made of what others are called."""
    record: Any = aliased(kind.model)
    words: Any = None
    for name in kind.title:
        column, target = getattr(record, name), kind.attributes[name].target
        part = func.fold(column) if target is None else _title_of(registry, registry[target], column)
        part = func.coalesce(part, "")
        words = part if words is None else words + "\n" + part
    return select(words).where(record.id == identity).scalar_subquery()
