"""One row of a batch: what was given beside what was understood, cell by cell, and what becomes of it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from PySide6.QtCore import QEvent, QObject, Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QFrame, QGridLayout, QHBoxLayout, QLineEdit, QScrollArea, QVBoxLayout, QWidget

from app.capabilities.people.intake_batch import MERGE, NEW, SKIP, UPDATE
from app.capabilities.people.intake_cells import ReadCell
from app.i18n import N_, _
from ui.rooms.intake.rows import ASIDE, UPDATED, RowWords
from ui.theme.metrics import current_metrics
from ui.widgets.buttons import button
from ui.widgets.combo import ComboBox
from ui.widgets.labels import ElidedLabel, label
from ui.widgets.segmented import Segmented

_CHOICES = ((NEW, N_("New")), (MERGE, N_("Merge")), (UPDATE, N_("Update")), (SKIP, N_("Skip")))


class RowPane(QFrame):
    """Escape goes back to the list; Enter saves a cell and goes to the next one."""

    corrected = Signal(int, str, str)  # line, column, text
    moved = Signal(str, str)  # column, target
    decided = Signal(int, str)  # line, what becomes of it
    opened = Signal(str)  # record
    left = Signal()

    def __init__(self) -> None:
        """Start without a row."""
        super().__init__()
        self.setProperty("role", "banner")
        self.row: RowWords | None = None
        self.editors: dict[str, QLineEdit] = {}
        self.combos: dict[str, ComboBox] = {}
        metrics = current_metrics()
        layout = QVBoxLayout(self)
        layout.setContentsMargins(metrics.px(12), metrics.px(10), metrics.px(12), metrics.px(10))
        layout.setSpacing(metrics.px(6))
        top = QHBoxLayout()
        self.heading = ElidedLabel("", "strong")
        top.addWidget(self.heading, 1)
        self.choice = Segmented([(key, _(text)) for key, text in _CHOICES], _("What becomes of this row"))
        self.choice.setToolTip(_("N new, M merge, U update, X skip: also from the list"))
        self.choice.chosen.connect(lambda how: self.row and self.decided.emit(self.row.line, str(how)))
        top.addWidget(self.choice)
        layout.addLayout(top)
        known = QHBoxLayout()
        self.known = label("", "muted", wrap=True)
        known.addWidget(self.known, 1)
        self.open = button(_("Open"), lambda: self.row and self.opened.emit(self.row.record), kind="link")
        known.addWidget(self.open)
        layout.addLayout(known)
        self.area = QScrollArea()
        self.area.setWidgetResizable(True)
        self.area.setFrameShape(QFrame.Shape.NoFrame)
        self.area.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        layout.addWidget(self.area, 1)
        self.hide()

    def show_row(
        self, row: RowWords | None, given: str, cells: Sequence[ReadCell], offered: Mapping[str, str], known: str
    ) -> None:
        """Show a row with its cells; ``given`` is its whole text, ``known`` says who it is like or counts for."""
        focused = next((column for column, each in self.editors.items() if each.hasFocus()), "")
        same = row is not None and self.row is not None and row.line == self.row.line
        self.row = row
        self.setVisible(row is not None)
        if row is None:
            return
        self.heading.setText(_("Line {line}: {given}").format(line=row.line, given=" ".join(given.split())))
        self.choice.set_value(
            SKIP if row.ends == ASIDE else UPDATE if row.how == UPDATE else MERGE if row.ends == UPDATED else NEW
        )
        self.known.setText(known)
        self.known.setVisible(bool(self.known.text()))
        self.open.setVisible(bool(row.record))
        typed = self._typed(focused) if same else None
        self._show_cells(row.line, cells, offered)
        if same and focused in self.editors:
            editor = self.editors[focused]
            if typed is not None:
                editor.setText(typed[0])
                editor.setCursorPosition(typed[1])
            editor.setFocus(Qt.FocusReason.OtherFocusReason)

    def _typed(self, column: str) -> tuple[str, int] | None:
        """Give what is being typed into a cell and is not saved yet, with the cursor; it is not saved half."""
        editor = self.editors.get(column)
        if editor is None or editor.text() == editor.property("before"):
            return None
        editor.setProperty("before", editor.text())
        return editor.text(), editor.cursorPosition()

    def start(self) -> None:
        """Go to the first cell."""
        for editor in self.editors.values():
            editor.setFocus(Qt.FocusReason.OtherFocusReason)
            editor.selectAll()
            return

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Leave with Escape, go to the next cell with Enter or Down, to the one before with Up."""
        if event.type() == QEvent.Type.KeyPress and isinstance(event, QKeyEvent) and isinstance(watched, QLineEdit):
            key = event.key()
            editors = list(self.editors.values())
            step = {Qt.Key.Key_Down: 1, Qt.Key.Key_Return: 1, Qt.Key.Key_Enter: 1, Qt.Key.Key_Up: -1}.get(
                Qt.Key(key), 0
            )
            if key == Qt.Key.Key_Escape:
                self.left.emit()
                return True
            if step and not event.modifiers() and watched in editors:
                self._save(watched)
                place = editors.index(watched) + step
                if place >= len(editors):
                    self.left.emit()
                elif place >= 0:
                    editors[place].setFocus(Qt.FocusReason.TabFocusReason)
                    editors[place].selectAll()
                return True
        return super().eventFilter(watched, event)

    def _show_cells(self, line: int, cells: Sequence[ReadCell], offered: Mapping[str, str]) -> None:
        """Lay out the cells: column, what was given, what was understood, where it goes."""
        metrics = current_metrics()
        inside = QWidget()
        inside.setProperty("surface", "surface")
        grid = QGridLayout(inside)
        grid.setContentsMargins(0, 0, metrics.px(8), 0)
        grid.setHorizontalSpacing(metrics.px(12))
        grid.setVerticalSpacing(metrics.px(4))
        for place, (share, text) in enumerate(
            ((2, _("Column")), (3, _("Given")), (4, _("Understood")), (3, _("Goes to")))
        ):
            grid.setColumnStretch(place, share)
            grid.addWidget(label(text, "section"), 0, place)
        self.editors, self.combos = {}, {}
        for number, cell in enumerate(cells):
            row = 2 * number + 1
            grid.addWidget(ElidedLabel(cell.column, "muted"), row, 0)
            grid.addWidget(ElidedLabel(" ".join(cell.given.split())), row, 1)
            editor = QLineEdit(cell.understood or ("" if not cell.wrong else cell.given))
            editor.setAccessibleName(_("{column}, understood").format(column=cell.column))
            editor.setProperty("line", line)
            editor.setProperty("column", cell.column)
            editor.setProperty("before", editor.text())
            editor.installEventFilter(self)
            editor.editingFinished.connect(lambda editor=editor: self._save(editor))
            grid.addWidget(editor, row, 2)
            self.editors[cell.column] = editor
            self.combos[cell.column] = self._combo(cell, offered)
            grid.addWidget(self.combos[cell.column], row, 3)
            if cell.wrong:
                grid.addWidget(label(cell.wrong, "attention", wrap=True), row + 1, 1, 1, 3)
        grid.setRowStretch(2 * len(cells) + 1, 1)
        old = self.area.takeWidget()
        if old is not None:
            old.deleteLater()
        self.area.setWidget(inside)

    def _combo(self, cell: ReadCell, offered: Mapping[str, str]) -> ComboBox:
        """Offer all places for a column."""
        combo = ComboBox(_("“{column}” goes to").format(column=cell.column))
        combo.setSizeAdjustPolicy(ComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon)
        combo.setMinimumContentsLength(12)
        if cell.target not in offered:
            combo.addItem(_("Kept under its name"), cell.target)
        for target, text in offered.items():
            combo.addItem(text, target)
        combo.setCurrentIndex(combo.findData(cell.target))
        combo.currentIndexChanged.connect(lambda _index: self.moved.emit(cell.column, str(combo.currentData())))
        return combo

    def _save(self, editor: QLineEdit) -> None:
        """Tell a correction, once."""
        if editor.text() != editor.property("before"):
            editor.setProperty("before", editor.text())
            self.corrected.emit(int(editor.property("line")), str(editor.property("column")), editor.text())
