"""The pieces that a filter is clicked together from: fields, comparisons, and the editor of a value."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QHBoxLayout, QLineEdit, QStackedWidget, QWidget

from app.i18n import N_, _
from app.records.attributes import Attribute
from app.records.filter_language import Comparison
from app.records.kinds import Day, OneOf, Whole, YesNo
from app.records.lists import Extras, Several
from app.records.registry import Registry
from ui.theme.metrics import current_metrics
from ui.widgets.buttons import icon_button
from ui.widgets.combo import ComboBox
from ui.widgets.labels import label

NONE = "none"
_WORDS = ((("~"), N_("contains")), ("!~", N_("does not contain")), ("=", N_("is")), ("!=", N_("is not")))
_CHOSEN = (("=", N_("is")), ("!=", N_("is not")))
_HELD = (("=", N_("has")), ("!=", N_("has not")), ("~", N_("contains")))
_SIZES = (
    (">=", N_("from")),
    ("<=", N_("up to")),
    (">", N_("over")),
    ("<", N_("under")),
    ("=", N_("is")),
    ("!=", N_("is not")),
)
_EMPTY = (("=" + NONE, N_("is empty")), ("!=" + NONE, N_("is filled")))


@dataclass(frozen=True, slots=True)
class FilterField:
    """A field that can be asked for: its name in a filter, its words, and what it is."""

    name: str
    words: str
    attribute: Attribute


def fields_of(registry: Registry, kind: str) -> list[FilterField]:
    """Give the fields of a kind of record, and those that lists show of its parts."""
    own = [
        FilterField(each.name, _(each.label), each)
        for each in registry[kind].attributes.values()
        if not isinstance(each.kind, Extras) and each.name != registry[kind].counts_as
    ]
    parts = [
        FilterField(f"{part.name}.{each.name}", f"{_(part.one)}: {_(each.label)}", each)
        for part in registry.parts_of(kind)
        for each in part.attributes.values()
        if each.name != part.part_of and (each.column or each.search)
    ]
    return own + parts


def comparisons_of(attribute: Attribute) -> Sequence[tuple[str, str]]:
    """Give the comparisons that make sense for a field, with their words."""
    kind = attribute.kind
    if isinstance(kind, Day | Whole):
        return (*_SIZES, *_EMPTY)
    if attribute.merge == "set":
        return (*_HELD, *_EMPTY)
    if isinstance(kind, OneOf | YesNo):
        return (*_CHOSEN, *_EMPTY)
    return (*(_WORDS[:2] if attribute.target else _WORDS), *_EMPTY)


def options_of(attribute: Attribute) -> list[tuple[str, str]]:
    """Give what can be chosen for a field, if there are but a few things."""
    kind = attribute.kind
    if isinstance(kind, YesNo):
        return [("yes", _("Yes")), ("no", _("No"))]
    if isinstance(kind, OneOf | Several):
        return [(code, _(words)) for code, words in kind.options.items()]
    return []


class ValueEditor(QStackedWidget):
    """A line to type into, or a choice where there are but a few things to choose from."""

    changed = Signal()

    def __init__(self, name: str) -> None:
        """Take the name read out."""
        super().__init__()
        self.line, self.combo = QLineEdit(), ComboBox(name)
        self.line.setAccessibleName(name)
        self.addWidget(self.line)
        self.addWidget(self.combo)
        self.line.textChanged.connect(lambda _text: self.changed.emit())
        self.combo.currentIndexChanged.connect(lambda _index: self.changed.emit())

    def show_field(self, attribute: Attribute) -> None:
        """Be fit for a field."""
        options = options_of(attribute)
        blocked = self.combo.blockSignals(True)
        self.combo.clear()
        for code, words in options:
            self.combo.addItem(words, code)
        self.combo.blockSignals(blocked)
        self.line.setPlaceholderText("2026-11-23" if isinstance(attribute.kind, Day) else "")
        self.setCurrentWidget(self.combo if options else self.line)

    def text(self) -> str:
        """Give the value as a filter writes it."""
        return str(self.combo.currentData() or "") if self.currentWidget() is self.combo else self.line.text().strip()

    def set_text(self, text: str) -> None:
        """Show a value."""
        place = self.combo.findData(text)
        if self.currentWidget() is self.combo and place >= 0:
            self.combo.setCurrentIndex(place)
        else:
            self.setCurrentWidget(self.line)
            self.line.setText(text)


class ConditionRow(QWidget):
    """One comparison: field, how, value, and how many it leaves by itself."""

    changed = Signal()
    removed = Signal()

    def __init__(self, fields: Sequence[FilterField]) -> None:
        """Take the fields that can be asked for."""
        super().__init__()
        self._fields = {each.name: each for each in fields}
        metrics = current_metrics()
        layout = QHBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(metrics.px(6))
        self.field, self.how = ComboBox(_("Field")), ComboBox(_("Comparison"))
        self.value = ValueEditor(_("Value"))
        for each in fields:
            self.field.addItem(each.words, each.name)
        for combo in (self.field, self.how, self.value.combo):
            combo.setSizeAdjustPolicy(ComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon)
            combo.setMinimumContentsLength(8)
        self.count = label("", "muted")
        self.count.setMinimumWidth(metrics.px(36))
        layout.addWidget(self.field, 4)
        layout.addWidget(self.how, 3)
        layout.addWidget(self.value, 4)
        layout.addWidget(self.count)
        layout.addWidget(icon_button("remove", _("Take this condition away"), self.removed.emit))
        self.field.currentIndexChanged.connect(lambda _index: self._on_field())
        self.how.currentIndexChanged.connect(lambda _index: self._on_how())
        self.value.changed.connect(self.changed)
        self._on_field()

    def comparison(self) -> Comparison | None:
        """Give the comparison; None while its value is missing."""
        how = str(self.how.currentData())
        if how.endswith(NONE):
            return Comparison(str(self.field.currentData()), how.removesuffix(NONE), "")
        value = self.value.text()
        return Comparison(str(self.field.currentData()), how, value) if value else None

    def show_comparison(self, said: Comparison) -> None:
        """Show a comparison that was read from a filter."""
        self.field.setCurrentIndex(max(self.field.findData(said.field), 0))
        self.how.setCurrentIndex(max(self.how.findData(said.operator if said.value else said.operator + NONE), 0))
        if said.value:
            self.value.set_text(said.value)

    def can_show(self, said: Comparison) -> bool:
        """Say whether a comparison can be shown with these fields."""
        field = self._fields.get(said.field)
        hows = [how for how, _words in comparisons_of(field.attribute)] if field else []
        return (said.operator if said.value else said.operator + NONE) in hows

    def _on_field(self) -> None:
        """Offer what fits another field."""
        attribute = self._fields[str(self.field.currentData())].attribute
        blocked = self.how.blockSignals(True)
        self.how.clear()
        for how, words in comparisons_of(attribute):
            self.how.addItem(_(words), how)
        self.how.blockSignals(blocked)
        self.value.show_field(attribute)
        self._on_how()

    def _on_how(self) -> None:
        """Ask for a value only where there is one."""
        self.value.setVisible(not str(self.how.currentData()).endswith(NONE))
        self.changed.emit()
