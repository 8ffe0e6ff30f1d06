"""The filter language of lists and of `--where`: comparisons joined by "and", such as `stage=active and tags~vip`."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

from sqlalchemy import ColumnElement, String, and_, cast, func, or_

from app.domain.folding import fold
from app.domain.record_type import RecordType
from app.i18n import _
from app.problems import WrongValue

_OPERATOR = r"!=|<=|>=|=|<|>|!~|~"
_COMPARISON = re.compile(
    rf"\s*(?P<field>[\w.:-]+)\s*(?P<operator>{_OPERATOR})\s*(?P<value>\"[^\"]*\"|.*?)\s*", re.DOTALL
)
_AND = re.compile(rf"\s+and\s+(?=[\w.:-]+\s*(?:{_OPERATOR}))", re.IGNORECASE)


CIRCLE = "circle"


def conditions(kind: RecordType, text: str, circles: Mapping[str, str] | None = None) -> list[ColumnElement[bool]]:
    """The conditions of a filter; raises `WrongValue` with a sentence for one that cannot be read.

    `=` and `!=` compare whole values (an empty one: not given), `~` and `!~` look for a part of the text without
    regard to case and accents, `<`, `<=`, `>`, `>=` compare days and numbers. `circle` is by name or id, where
    `circles` has the names by id.
    """
    return [_condition(kind, part, circles or {}) for part in _AND.split(text) if part.strip()]


def _condition(kind: RecordType, text: str, circles: Mapping[str, str]) -> ColumnElement[bool]:
    match = _COMPARISON.fullmatch(text)
    if match is None:
        raise WrongValue(
            _("“{text}” is not a filter.").format(text=text.strip()),
            do=_("Write, for example: {example}").format(example="stage=active and tags~vip"),
        )
    name, operator = match["field"], match["operator"]
    attribute = kind.attributes.get(name)
    if attribute is None and name == CIRCLE:
        return _in_circle(kind, operator, match["value"].strip('"'), circles)
    if attribute is None:
        raise WrongValue(
            _("{kind} has no field “{field}”.").format(kind=_(kind.one), field=name),
            do=_("There are: {names}.").format(names=", ".join(kind.attributes)),
        )
    column: Any = getattr(kind.model, name)
    value = match["value"].strip('"')
    if operator in {"~", "!~"}:
        pattern = str(fold(value)).replace("\\", "\\\\").replace("%", "\\%").replace("_", "\\_")
        found = func.fold(cast(column, String)).like(f"%{pattern}%", escape="\\")
        return found if operator == "~" else or_(column.is_(None), ~found)
    if not value:
        return column.is_(None) if operator == "=" else column.is_not(None)
    parsed: Any = attribute.parse(value)
    if attribute.kind.merge == "set":
        held = and_(*(cast(column, String).like(f'%"{member}"%') for member in parsed))
        return held if operator == "=" else or_(column.is_(None), ~held)
    comparisons: dict[str, Any] = {
        "=": column == parsed,
        "!=": or_(column.is_(None), column != parsed),
        "<": column < parsed,
        "<=": column <= parsed,
        ">": column > parsed,
        ">=": column >= parsed,
    }
    return comparisons[operator]


def _in_circle(kind: RecordType, operator: str, value: str, circles: Mapping[str, str]) -> ColumnElement[bool]:
    """That a record is, or is not, in a circle."""
    wanted = value.strip().casefold()
    found = [circle for circle, name in circles.items() if wanted in {name.casefold(), circle}]
    if operator not in {"=", "!="} or not found:
        raise WrongValue(
            _("“{text}” is not a circle that this laptop reads.").format(text=value),
            do=_("Write, for example: {example}").format(
                example=" / ".join(f'circle="{name}"' for name in circles.values()) or "circle=…"
            ),
        )
    column: Any = kind.model.circle
    return column.in_(found) if operator == "=" else column.not_in(found)
