"""Filters of lists and of `--where`, such as `stage=active and not (tags~vip or tags~press)`, as conditions of SQL."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from sqlalchemy import ColumnElement, String, and_, cast, exists, false, func, not_, or_, select

from app.i18n import _
from app.problems import WrongValue
from app.records.filter_language import AND, Combined, Comparison, FilterTree, Inverted, read_filter
from app.records.folding import fold
from app.records.kinds import ANY
from app.records.record_type import RecordType
from app.records.registry import Registry

CIRCLE = "circle"


def conditions(
    kind: RecordType, text: str, circles: Mapping[str, str] | None = None, registry: Registry | None = None
) -> list[ColumnElement[bool]]:
    """Give the conditions of a filter, all of which have to hold; raises `WrongValue` for one that cannot be read.

    `=` and `!=` compare whole values (an empty one: not given), `~` and `!~` look for a part of the text without
    regard to case and accents, `<`, `<=`, `>`, `>=` compare days and numbers. `circle` is by name or id, where
    `circles` has the names by id. With a `registry`, a field of a part is written with the name of the part, as in
    `commitment.hours_a_week>=4`, and `~` looks into the title of what a field refers to.
    """
    tree = read_filter(text)
    read = _Conditions(kind, circles or {}, registry)
    if isinstance(tree, Combined) and tree.how == AND:
        return [read.of(part) for part in tree.parts]
    return [] if tree is None else [read.of(tree)]


class _Conditions:
    """Turns the tree of a filter into conditions on a kind of record."""

    def __init__(self, kind: RecordType, circles: Mapping[str, str], registry: Registry | None) -> None:
        self._kind, self._circles, self._registry = kind, circles, registry

    def of(self, tree: FilterTree) -> ColumnElement[bool]:
        """Give the condition; what is not known counts as not so, also where it is turned round."""
        if isinstance(tree, Inverted):
            return not_(func.coalesce(self.of(tree.part), false()))
        if isinstance(tree, Combined):
            joined: Callable[..., ColumnElement[bool]] = and_ if tree.how == AND else or_
            return joined(*map(self.of, tree.parts))
        return self._comparison(tree)

    def _comparison(self, said: Comparison) -> ColumnElement[bool]:
        """Give the condition of one comparison."""
        kind, name = self._kind, said.field
        attribute = kind.attributes.get(name)
        if attribute is None and name == CIRCLE:
            return _in_circle(kind, said.operator, said.value, self._circles)
        part, dot, field = name.partition(".")
        if attribute is None and dot and self._registry is not None and self._is_part(part):
            return self._of_part(self._registry[part], Comparison(field, said.operator, said.value))
        if attribute is None:
            raise WrongValue(
                _("{kind} has no field “{field}”.").format(kind=_(kind.one), field=name),
                do=_("There are: {names}.").format(names=", ".join(kind.attributes)),
            )
        column: Any = getattr(kind.model, name)
        value, operator = said.value, said.operator
        if operator in {"~", "!~"}:
            titled = self._titled(column, attribute.target, value)
            found = _holds(column, value) if titled is None else titled
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

    def _is_part(self, name: str) -> bool:
        """Say whether there are parts of this name."""
        return self._registry is not None and any(
            each.name == name for each in self._registry.parts_of(self._kind.name)
        )

    def _of_part(self, part: RecordType, said: Comparison) -> ColumnElement[bool]:
        """State that one of the parts is so.

        With an empty value, that there is none of which the field says anything.
        """
        turned = {"!=": "=", "!~": "~"}.get(said.operator)
        without = not said.value and said.operator == "="
        asked = Comparison(
            said.field, "!=" if without else turned if turned and said.value else said.operator, said.value
        )
        parent: Any = getattr(part.model, part.part_of or "")
        whole: Any = self._kind.model.id
        own: Any = part.model.id
        inside = _Conditions(part, self._circles, self._registry).of(asked)
        found = exists(select(own).where(parent == whole, inside).correlate(self._kind.model))
        return not_(found) if without or (turned and said.value) else found

    def _titled(self, column: Any, target: str | None, value: str) -> ColumnElement[bool] | None:
        """State that what a field refers to is called so; None where it refers to nothing with a title of its own."""
        if self._registry is None or not target or target == ANY:
            return None
        kind = self._registry[target]
        own = [getattr(kind.model, name) for name in kind.title if kind.attributes[name].target is None]
        if not own:
            return None
        found = or_(*(_holds(each, value) for each in own))
        identity: Any = kind.model.id
        return column.in_(select(identity).where(found).correlate(None))


def _holds(column: Any, value: str) -> ColumnElement[bool]:
    """State that a text holds another, whatever their case and accents."""
    pattern = str(fold(value)).replace("\\", "\\\\").replace("%", "\\%").replace("_", "\\_")
    return func.fold(cast(column, String)).like(f"%{pattern}%", escape="\\")


def _in_circle(kind: RecordType, operator: str, value: str, circles: Mapping[str, str]) -> ColumnElement[bool]:
    """State that a record is, or is not, in a circle."""
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
