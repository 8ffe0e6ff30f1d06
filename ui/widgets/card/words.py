"""Values of the log in words: what a history and a conflict show."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from app.i18n import _
from app.records.attributes import EXTRA
from app.records.record_type import RecordType


def field_label(kind: RecordType, field: str) -> str:
    """Say what a field of the log is called; one that only a newer program knows goes by its own name."""
    if field.startswith(EXTRA):
        return field.removeprefix(EXTRA)
    attribute = kind.attribute_for(field)
    return _(attribute.label) if attribute else field


def value_text(kind: RecordType, field: str, value: Any, titles: Mapping[str, str]) -> str:
    """Write a value of the log for people; what cannot be read is written as it is."""
    if value is None:
        return ""
    attribute = kind.attribute_for(field)
    if attribute is None or field.startswith(EXTRA):
        return str(value)
    if attribute.target is not None:
        return titles.get(str(value), _("somebody or something else"))
    try:
        return attribute.format(attribute.from_wire(value))
    except ValueError:
        return str(value)
