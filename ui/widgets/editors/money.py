"""An amount: written with its decimals, kept in the smallest unit, in the currency that stands beside it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import cast

from app.records.attributes import Attribute
from app.records.kinds import Value
from app.records.money_kind import CURRENCY, MoneyKind
from ui.theme.fonts import tabular
from ui.widgets.editors.base import Editor
from ui.widgets.editors.line import LineEditor


class MoneyEditor(LineEditor):
    """A line such as ``12.34``; a code written with it fills the field of the currency, while that is empty."""

    def __init__(self, attribute: Attribute, *, place: str = "card") -> None:
        """Make the line with figures of one width."""
        super().__init__(attribute, place=place)
        self.line.setFont(tabular(self.line.font()))
        self._beside: Editor | None = None

    def follow(self, currency: Editor) -> None:
        """Go by what this editor holds."""
        self._beside = currency
        currency.committed.connect(lambda _value: self.show_currency())

    def show_currency(self) -> None:
        """Write the amount anew, because the currency beside it may be another one."""
        if not self.is_drafting():
            self.show_value(self._stored)

    def show_value(self, value: Value) -> None:
        """Write the amount with its decimals."""
        kind = self.attribute.kind
        if isinstance(kind, MoneyKind):
            self.line.setText(kind.write_in(cast("int | None", value), self._currency()))
            self.line.setCursorPosition(0)

    def draft(self) -> Value:
        """Read the amount."""
        kind = self.attribute.kind
        if not isinstance(kind, MoneyKind):
            return super().draft()
        minor, currency = kind.read_in(self.line.text(), self._currency())
        if minor is not None and not self._currency() and isinstance(self._beside, LineEditor):
            self._beside.line.setText(currency)
            self._beside.touched()
        return minor

    def _currency(self) -> str:
        """Give the currency beside it, as it is written now; empty while that is none."""
        if self._beside is None:
            return ""
        try:
            return str(self._beside.draft() or "")
        except ValueError:
            return ""


def pair(editors: Mapping[str, Editor]) -> None:
    """Let amounts go by the currency of the same record."""
    currency = editors.get(CURRENCY)
    for editor in editors.values():
        if isinstance(editor, MoneyEditor) and currency is not None:
            editor.follow(currency)
