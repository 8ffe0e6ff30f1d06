"""The filter language of lists and of `--where`: comparisons joined by "and", such as `stage=active and tags~vip`."""

from __future__ import annotations

import re
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


def conditions(kind: RecordType, text: str) -> list[ColumnElement[bool]]:
    """The conditions of a filter; raises `WrongValue` with a sentence for one that cannot be read.

    `=` and `!=` compare whole values (an empty one: not given), `~` and `!~` look for a part of the text without
    regard to case and accents, `<`, `<=`, `>`, `>=` compare days and numbers.
    """
    return [_condition(kind, part) for part in _AND.split(text) if part.strip()]


def _condition(kind: RecordType, text: str) -> ColumnElement[bool]:
    match = _COMPARISON.fullmatch(text)
    if match is None:
        raise WrongValue(
            _("“{text}” is not a filter.").format(text=text.strip()),
            do=_("Write, for example: {example}").format(example="stage=active and tags~vip"),
        )
    name, operator = match["field"], match["operator"]
    attribute = kind.attributes.get(name)
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
