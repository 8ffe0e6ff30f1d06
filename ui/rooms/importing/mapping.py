"""What the columns of a list mean: each with some of its values, and where they go."""

from __future__ import annotations

from collections.abc import Mapping
from typing import NamedTuple

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QGridLayout, QLabel, QScrollArea, QVBoxLayout, QWidget

from app.i18n import _, ngettext
from app.records.attributes import EXTRA
from app.services.tables.importing import FileColumn, Table
from ui.theme.metrics import current_metrics
from ui.widgets.combo import ComboBox
from ui.widgets.labels import ElidedLabel, label, set_property
from ui.widgets.tips import plain_tip

_SAMPLES = 3
_ID = "id"
_DETAIL = "detail:"
_PART = "part:"


class _Line(NamedTuple):
    """What stands in one row."""

    column: FileColumn
    combo: ComboBox
    heading: QLabel


class MappingView(QScrollArea):
    """Tells when the person sends a column elsewhere."""

    changed = Signal()

    def __init__(self) -> None:
        """Start without a list."""
        super().__init__()
        self._lines: list[_Line] = []
        self.setWidgetResizable(True)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setAccessibleName(_("Columns"))
        self._holder = QWidget()
        self.setWidget(self._holder)

    def show_table(self, table: Table, offered: Mapping[str, str]) -> None:
        """Show a list's columns, with the guess for each."""
        metrics = current_metrics()
        self._lines = []
        holder = QWidget()
        holder.setProperty("surface", "surface")
        outer = QVBoxLayout(holder)
        outer.setContentsMargins(0, 0, metrics.px(12), metrics.px(12))
        grid = QGridLayout()
        grid.setHorizontalSpacing(metrics.px(16))
        grid.setVerticalSpacing(metrics.px(4))
        for place, (share, text) in enumerate(((3, _("In the file")), (5, _("For example")), (4, _("Goes to")))):
            grid.setColumnStretch(place, share)
            grid.addWidget(label(text, "section"), 0, place)
        for row, column in enumerate(table.columns, 1):
            heading = ElidedLabel(column.name or _("(no name)"), "strong")
            samples = " · ".join(" ".join(sample.split()) for sample in column.samples[:_SAMPLES])
            count = ngettext("{n} value", "{n} values", column.filled).format(n=f"{column.filled:n}")
            example = ElidedLabel(samples or _("empty"), "muted")
            example.setAccessibleDescription(count)
            example.setToolTip(plain_tip(count))
            combo = self._combo(column, offered)
            for place, widget in enumerate((heading, example, combo)):
                grid.addWidget(widget, row, place)
            self._lines.append(_Line(column, combo, heading))
        outer.addLayout(grid)
        outer.addStretch()
        self._holder = holder
        self.setWidget(holder)
        self._mark()

    def corrections(self) -> dict[str, str]:
        """Give the columns that go elsewhere than guessed."""
        chosen = {line.column.name: str(line.combo.currentData()) for line in self._lines}
        guessed = {line.column.name: _shown_as(line.column) for line in self._lines}
        return {name: target for name, target in chosen.items() if target != guessed[name]}

    def start(self) -> None:
        """Put the keyboard on the first column."""
        if self._lines:
            self._lines[0].combo.setFocus(Qt.FocusReason.OtherFocusReason)

    def choose(self, column: str, target: str) -> None:
        """Send a column somewhere, as a person does."""
        for line in self._lines:
            if line.column.name == column:
                line.combo.setCurrentIndex(line.combo.findData(target))

    def _combo(self, column: FileColumn, offered: Mapping[str, str]) -> ComboBox:
        """Offer all places for a column; where the guess is none of those that can be chosen, it comes first."""
        combo = ComboBox(_("“{column}” goes to").format(column=column.name))
        combo.setSizeAdjustPolicy(ComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon)
        combo.setMinimumContentsLength(16)
        target = _shown_as(column)
        if target not in offered:
            combo.addItem(_special(target), target)
        for each, text in offered.items():
            combo.addItem(text, each)
        combo.setCurrentIndex(combo.findData(target))
        combo.currentIndexChanged.connect(lambda _index: self._on_chosen())
        return combo

    def _on_chosen(self) -> None:
        """Mark and tell."""
        self._mark()
        self.changed.emit()

    def _mark(self) -> None:
        """Let columns that go nowhere look as if they were not there."""
        for line in self._lines:
            left_out = line.combo.currentData() == ""
            set_property(line.heading, "role", "muted" if left_out else "strong")


def _shown_as(column: FileColumn) -> str:
    """Give the target as it can be chosen: one's own name is one choice, whatever the name."""
    kept = column.target.startswith(EXTRA) and column.target.removeprefix(EXTRA).strip() == column.name.strip()
    return EXTRA if kept else column.target


def _special(target: str) -> str:
    """Say what a target means that cannot be chosen, because only a column of our own export has it."""
    if target == _ID:
        return _("Tells which record it is")
    if target.startswith(_PART):
        return _("A part of “{name}”").format(name=target.split(":")[2].replace("_", " "))
    if target.startswith(_DETAIL):
        return _("Belongs to “{column}”").format(column=target.split(":", 2)[-1])
    if target.startswith(EXTRA):
        return _("Keep as “{name}”").format(name=target.removeprefix(EXTRA))
    return target
