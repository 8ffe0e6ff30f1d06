"""The rows behind a figure: what they are, when, how much, and their sum, which is the figure."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QVBoxLayout, QWidget

from app.capabilities.funds.views import MoneyRows, money_text
from app.i18n import _
from app.records.days import format_day
from ui.theme.metrics import current_metrics
from ui.widgets.labels import label
from ui.widgets.plain_table import PlainTable


class RowsPane(QWidget):
    """Enter or a double click opens the record of a row."""

    opened = Signal(str, str)  # kind, id
    left = Signal()

    def __init__(self) -> None:
        """Start without a figure."""
        super().__init__()
        self.found: MoneyRows | None = None
        self.setProperty("surface", "surface")
        metrics = current_metrics()
        column = QVBoxLayout(self)
        column.setContentsMargins(metrics.px(16), metrics.px(16), metrics.px(16), metrics.px(12))
        column.setSpacing(metrics.px(8))
        self.title = label("", "heading", wrap=True)
        self.total = label("", "muted", wrap=True)
        self.table = PlainTable((_("Day"), _("What"), _("Amount")), _("The rows behind the figure"), narrow=(0, 2))
        self.table.cellActivated.connect(lambda _row, _column: self.open_chosen())
        self.table.cellDoubleClicked.connect(lambda _row, _column: self.open_chosen())
        self.table.on_key(self.open_chosen, Qt.Key.Key_Return, Qt.Key.Key_Enter)
        self.table.on_key(self.left.emit, Qt.Key.Key_Escape)
        column.addWidget(self.title)
        column.addWidget(self.total)
        column.addWidget(self.table, 1)

    def show_rows(self, found: MoneyRows) -> None:
        """Show what a figure was made from."""
        self.found = found
        self.title.setText(found.words)
        said = _("{amount} {currency}").format(amount=money_text(found.total, found.currency), currency=found.currency)
        if not found.rows:
            said = _("Nothing: no row has gone into this figure.")
        elif found.left:
            said = _("{amount}; and {n} older rows that are not shown").format(amount=said, n=f"{found.left:n}")
        self.total.setText(said)
        self.table.fill(
            [
                (
                    format_day(row.day) if row.day else "",
                    f"{row.text} · {row.note}" if row.note and row.note != row.text else row.text,
                    money_text(row.minor, found.currency),
                )
                for row in found.rows
            ]
        )
        for place in range(self.table.rowCount()):
            item = self.table.item(place, 2)
            if item is not None:
                item.setTextAlignment(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)

    def open_chosen(self) -> None:
        """Open the record of the chosen row."""
        place = self.table.currentRow()
        if self.found is not None and 0 <= place < len(self.found.rows):
            row = self.found.rows[place]
            self.opened.emit(row.kind, row.record)

    def start(self) -> None:
        """Put the keyboard into the rows."""
        self.table.setFocus(Qt.FocusReason.OtherFocusReason)
