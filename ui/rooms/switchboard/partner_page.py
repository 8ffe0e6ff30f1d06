"""What goes to a partner, seen before it is saved: needs nobody here can meet and offers nobody here needs."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QStackedWidget, QVBoxLayout, QWidget

from app.i18n import _, ngettext
from ui.theme.metrics import current_metrics
from ui.widgets.buttons import button
from ui.widgets.combo import ComboBox
from ui.widgets.empty_state import EmptyState
from ui.widgets.labels import label
from ui.widgets.plain_table import PlainTable


class PartnerPage(QWidget):
    """Choose a partner, look at what the file would say, and save it."""

    chosen = Signal(str)
    saved = Signal(str)

    def __init__(self, back: Callable[[], object], add: Callable[[], object]) -> None:
        """Take what leads back, and where a partner is written down."""
        super().__init__()
        metrics = current_metrics()
        self._stack = QStackedWidget(self)
        outer = QVBoxLayout(self)
        outer.setContentsMargins(metrics.px(16), metrics.px(12), metrics.px(16), metrics.px(16))
        outer.addWidget(self._stack)
        empty = EmptyState("group", _("No partner yet"), _("A partner is another group: write down its name first."))
        empty.offer(_("Add a partner"), add, icon="add")
        empty.offer(_("Back"), back, primary=False)
        self._stack.addWidget(empty)
        page = QWidget()
        column = QVBoxLayout(page)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(metrics.px(12))
        line = QHBoxLayout()
        line.setSpacing(metrics.px(8))
        caption = label(_("For"), "muted")
        self.partner = ComboBox(_("Partner"))
        self.partner.setMinimumWidth(metrics.px(220))
        caption.setBuddy(self.partner)
        self.partner.currentIndexChanged.connect(lambda _index: self.chosen.emit(self.partner_now()))
        line.addWidget(caption)
        line.addWidget(self.partner)
        line.addStretch()
        column.addLayout(line)
        self.words = label("", "muted", wrap=True)
        column.addWidget(self.words)
        self.table = PlainTable((_("Side"), _("What"), _("How much")), _("What the file says"), narrow=(0, 2))
        column.addWidget(self.table, 1)
        buttons = QHBoxLayout()
        buttons.addStretch()
        buttons.addWidget(button(_("Back"), back, kind="quiet"))
        self.save_button = button(
            _("Save the file…"), lambda: self.saved.emit(self.partner_now()), kind="primary", icon="save"
        )
        buttons.addWidget(self.save_button)
        column.addLayout(buttons)
        self._stack.addWidget(page)

    def start(self) -> None:
        """Begin with whom it goes to."""
        self.partner.setFocus(Qt.FocusReason.OtherFocusReason)

    def partner_now(self) -> str:
        """Give the chosen partner, empty if there is none."""
        return str(self.partner.currentData() or "")

    def show_partners(self, partners: Sequence[tuple[str, str]]) -> None:
        """Offer these; the chosen one stays chosen."""
        before = self.partner_now()
        blocked = self.partner.blockSignals(True)
        self.partner.clear()
        for code, name in partners:
            self.partner.addItem(name, code)
        self.partner.setCurrentIndex(max(0, self.partner.findData(before)) if partners else -1)
        self.partner.blockSignals(blocked)
        self._stack.setCurrentIndex(1 if partners else 0)
        self.chosen.emit(self.partner_now())

    def show_rows(self, rows: Sequence[Sequence[str]]) -> None:
        """Show what the file would say."""
        self.table.fill(rows)
        count = ngettext("{n} line", "{n} lines", len(rows)).format(n=f"{len(rows):n}")
        self.words.setText(
            _("{count}: what nobody here can meet and what nobody here needs. No names, no contact details.").format(
                count=count
            )
            if rows
            else _("There is nothing to pass on: every need has an offer here, and every offer a need.")
        )
        self.save_button.setEnabled(bool(rows))
