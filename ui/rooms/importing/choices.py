"""How a file is to be read, where that is not certain: its encoding, its sheet, where its names stand, its days."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from functools import partial

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QCheckBox, QHBoxLayout, QVBoxLayout, QWidget

from app.i18n import _
from app.services.tables.day_orders import CENTURIES, ORDERS
from app.services.tables.importing import How, ImportPlan, Table
from ui.theme.metrics import current_metrics
from ui.widgets.buttons import button
from ui.widgets.combo import ComboBox
from ui.widgets.emptying import empty
from ui.widgets.flow import FlowLayout
from ui.widgets.labels import label
from ui.widgets.notice import Notice

_FIRST_LINES = 12
_FIRST_CELLS, _MOST_LETTERS = 6, 40


class Choices(QWidget):
    """Shows only what can be chosen for this file; tells when the person chooses otherwise."""

    changed = Signal(bool)  # whether the file has to be read anew

    def __init__(self) -> None:
        """Start with nothing to choose."""
        super().__init__()
        metrics = current_metrics()
        self.encoding = _combo(_("Encoding"), letters=36)
        self.sheet = _combo(_("Sheet"))
        self.header = _combo(_("Names of the columns"))
        self.order = _combo(_("Days like 3/4/2026"))
        self.century = _combo(_("Years of two digits"))
        self.hidden = QCheckBox(_("Read hidden rows and columns too"))
        self._holders: dict[ComboBox, QWidget] = {}
        self._sheet = ""
        self._is_head_open = False
        self._asked = QVBoxLayout()
        self._asked.setSpacing(metrics.px(8))
        self.head = _HeadQuestion()
        self.head.answered.connect(self._on_head)
        line = FlowLayout(spacing=metrics.px(12))
        for combo in (self.encoding, self.sheet, self.header, self.order, self.century):
            self._holders[combo] = _named(combo)
            line.addWidget(self._holders[combo])
            combo.activated.connect(partial(self._on_activated, combo))
        line.addWidget(self.hidden)
        self.hidden.clicked.connect(lambda _on: self.changed.emit(True))
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(metrics.px(8))
        layout.addWidget(self.head)
        layout.addLayout(self._asked)
        layout.addLayout(line)

    def show_table(self, table: Table) -> None:
        """Offer what there is to choose about a file."""
        how = table.how
        self._sheet = table.sheet
        encodings = [(each.code, f"{each.label}: {', '.join(each.samples)}") for each in table.candidates]
        if table.encoding not in {code for code, _text in encodings}:
            encodings.insert(0, ("", _("Mostly UTF-8")))
        self._fill(self.encoding, encodings, table.encoding, wanted=len(encodings) > 1)
        self._fill(self.sheet, [(name, name) for name in table.sheets], table.sheet, wanted=len(table.sheets) > 1)
        lines = sorted({*range(1, _FIRST_LINES + 1), table.header} - {0})
        heads = [("0", _("There are none")), *((str(n), _("In line {line}").format(line=n)) for n in lines)]
        self._fill(self.header, heads, str(table.header), wanted=not table.cards)
        self._fill(self.order, [("", _("Not said")), *((code, _(text)) for code, text in ORDERS.items())], how.order)
        self._fill(self.century, [("", _("Not said")), *((each, each) for each in CENTURIES)], how.century)
        self.hidden.setChecked(how.hidden)
        self.hidden.setVisible(table.hidden)
        self._is_head_open = not table.header and how.header is None
        self.head.ask(table.lines[0].cells if self._is_head_open else ())
        self._ask(())

    def is_open(self) -> bool:
        """Say whether it has to be answered first in which line the names of the columns are."""
        return self._is_head_open

    def show_plan(self, plan: ImportPlan) -> None:
        """Ask what has to be said before anything can be taken in."""
        about = {each.about for each in plan.questions}
        for combo, what in ((self.order, "order"), (self.century, "century")):
            if what in about:
                self._holders[combo].show()
        self._ask([each.sentence for each in plan.questions])

    def how(self) -> How:
        """Give what is chosen."""
        shown = {combo: holder.isVisibleTo(self) for combo, holder in self._holders.items()}
        same = str(self.sheet.currentData() or "") == self._sheet
        header = self.header.currentData() if shown[self.header] and same else None
        return How(
            encoding=str(self.encoding.currentData()) if shown[self.encoding] else "",
            sheet=str(self.sheet.currentData()) if shown[self.sheet] else "",
            header=int(header) if header is not None else None,
            hidden=self.hidden.isChecked(),
            order=str(self.order.currentData() or ""),
            century=str(self.century.currentData() or ""),
        )

    def _on_head(self, is_row: bool) -> None:
        """Learn whether the first line is a row or has the names; a row it was taken for already."""
        self._is_head_open = False
        self.head.hide()
        if not is_row:
            self.header.setCurrentIndex(max(self.header.findData("1"), 0))
        self.changed.emit(not is_row)

    def _on_activated(self, combo: ComboBox, _index: int) -> None:
        """Tell of a choice; that about days needs no other reading."""
        self.changed.emit(combo not in {self.order, self.century})

    def _fill(
        self, combo: ComboBox, options: Iterable[tuple[str, str]], chosen: str, *, wanted: bool | None = None
    ) -> None:
        """Offer options; those about days come into sight when they are asked for."""
        combo.clear()
        for code, text in options:
            combo.addItem(text, code)
        combo.setCurrentIndex(max(combo.findData(chosen), 0))
        self._holders[combo].setVisible(bool(chosen) if wanted is None else wanted)

    def _ask(self, sentences: Iterable[str]) -> None:
        """Show what has to be answered."""
        empty(self._asked)
        for sentence in sentences:
            self._asked.addWidget(Notice(sentence, tone="attention", icon="info"))


class _HeadQuestion(QWidget):
    """Asks what the first line is where no names of columns were found: nobody is to become the name of a column."""

    answered = Signal(bool)  # whether it is a row like the others

    def __init__(self) -> None:
        """Start with nothing to ask."""
        super().__init__()
        metrics = current_metrics()
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(metrics.px(8))
        self.notice = Notice("", tone="attention", icon="info")
        column.addWidget(self.notice)
        line = QHBoxLayout()
        self.row = button(_("It is a row like the others"), lambda: self.answered.emit(True))
        self.names = button(_("These are the names of the columns"), lambda: self.answered.emit(False))
        line.addWidget(self.row)
        line.addWidget(self.names)
        line.addStretch()
        column.addLayout(line)
        self.hide()

    def ask(self, cells: Sequence[str]) -> None:
        """Ask about the first line; no cells ask nothing."""
        shown = " · ".join(" ".join(cell.split())[:_MOST_LETTERS] for cell in cells[:_FIRST_CELLS] if cell)
        self.notice.say(_("No names of columns were found. What is the first line: {cells}?").format(cells=shown))
        self.setVisible(bool(cells))


def _combo(name: str, *, letters: int = 14) -> ComboBox:
    """Make a choice that is not wider than its place."""
    combo = ComboBox(name)
    combo.setSizeAdjustPolicy(ComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon)
    combo.setMinimumContentsLength(letters)
    return combo


def _named(combo: ComboBox) -> QWidget:
    """Put a choice beside what it is about."""
    holder = QWidget()
    line = QHBoxLayout(holder)
    line.setContentsMargins(0, 0, 0, 0)
    line.addWidget(label(combo.accessibleName(), "muted"))
    line.addWidget(combo)
    return holder
