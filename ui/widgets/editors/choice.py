"""One of a few, and yes or no: chosen at once, because there is nothing to type."""

from __future__ import annotations

from typing import cast

from PySide6.QtCore import Qt

from app.i18n import _
from app.records.attributes import Attribute
from app.records.kinds import OneOf, Value, YesNo
from ui.widgets.combo import ComboBox
from ui.widgets.editors.base import EMPTY, Editor
from ui.widgets.segmented import Segmented


class ChoiceEditor(Editor):
    """A list that drops down; a code that only a newer program knows is shown and kept."""

    def __init__(self, attribute: Attribute, *, place: str = "card") -> None:
        """Fill the list from the kind's options."""
        super().__init__(attribute, place=place)
        self.box = ComboBox(_(attribute.label), place=place)
        self.box.setPlaceholderText(EMPTY if place == "card" else "")
        self.box.activated.connect(self._on_choice)
        self._fill(None)
        self.put(self.box)
        self.watch(self.box)

    def show_value(self, value: Value) -> None:
        """Choose the value's line."""
        self._fill(value)
        self.box.setCurrentIndex(self.box.findData(value))

    def draft(self) -> Value:
        """Give the chosen code."""
        return cast("Value", self.box.currentData())

    def _fill(self, value: Value) -> None:
        """Offer nothing (unless the attribute is required), the options, and an unknown code that is stored."""
        kind = cast("OneOf", self.attribute.kind)
        codes = [*kind.options]
        if isinstance(value, str) and value not in kind.options:
            codes.append(value)
        self.box.clear()
        if not self.attribute.required:
            self.box.addItem("", None)
            self.box.setItemData(0, _("Not said"), Qt.ItemDataRole.AccessibleTextRole)
        for code in codes:
            self.box.addItem(kind.format(code), code)

    def _on_choice(self) -> None:
        """Commit at once."""
        self.touched()
        self.commit()


class FlagEditor(Editor):
    """Yes, no, or not said: three states, because nothing is taken for granted about a person."""

    def __init__(self, attribute: Attribute, *, place: str = "card") -> None:
        """Offer the states; a required flag is either yes or no."""
        super().__init__(attribute, place=place)
        kind = cast("YesNo", attribute.kind)
        options: list[tuple[object, str]] = [(True, _("Yes")), (False, _("No"))]
        if not attribute.required:
            options.append((None, _("Not said")))
        self.segments = Segmented(options, _(attribute.label))
        self.segments.chosen.connect(self._on_choice)
        self._kind = kind
        self.put(self.segments)

    def show_value(self, value: Value) -> None:
        """Press the value's word."""
        self.segments.set_value(value)

    def draft(self) -> Value:
        """Give the word that is pressed."""
        return cast("Value", self.segments.value())

    def _on_choice(self, _value: object) -> None:
        """Commit at once."""
        self.touched()
        self.commit()
