"""The page of runway: how long money lasts, as a line and as steps that each open their row, and what if."""

from __future__ import annotations

from PySide6.QtCore import QEvent, Qt, QTimer, Signal
from PySide6.QtWidgets import QHBoxLayout, QLineEdit, QVBoxLayout, QWidget

from app.capabilities.funds.runway_view import CurrencyRunway, RunwayView, runway_view
from app.capabilities.funds.views import money_text
from app.i18n import _
from app.problems import Problem
from app.records.days import format_day
from ui.frame.desk import Desk
from ui.rooms.funds.runway_drawing import RunwayDrawing
from ui.theme.metrics import current_metrics
from ui.widgets.combo import ComboBox
from ui.widgets.empty_state import EmptyState
from ui.widgets.labels import label
from ui.widgets.plain_table import PlainTable

_TYPING_MS = 250


class RunwayPage(QWidget):
    """Asks for the runway of the chosen fund; what if writes nothing."""

    book_wanted = Signal()

    def __init__(self, desk: Desk) -> None:
        """Take the desk."""
        super().__init__()
        self._desk = desk
        self.shown: RunwayView | None = None
        self.drawing: RunwayDrawing | None = None
        self._typing = QTimer(self, singleShot=True, interval=_TYPING_MS)
        self._typing.timeout.connect(self.refresh)
        metrics = current_metrics()
        self.funds = ComboBox(_("Of which money"))
        self.funds.activated.connect(lambda _place: self.refresh())
        self.funds.setMinimumWidth(metrics.px(230))
        self.currencies = ComboBox(_("Currency"))
        self.currencies.activated.connect(lambda _place: self._show_currency())
        self.more = QLineEdit()
        self.more.setProperty("place", "form")
        self.more.setAccessibleName(_("Another stipend a month"))
        self.more.setPlaceholderText(_("300.00 a month"))
        self.more.setMaximumWidth(metrics.px(150))
        self.more.textEdited.connect(lambda _text: self._typing.start())
        self.pledges = ComboBox(_("A pledge that does not come"))
        self.pledges.activated.connect(lambda _place: self.refresh())
        self.headline = label("", "title", wrap=True)
        self.beside = label("", "muted", wrap=True)
        self.wrong = label("", "problem", wrap=True)
        self.wrong.hide()
        heads = (_("Day"), _("What"), _("Changes by"), _("Left"))
        self.table = PlainTable(heads, _("The steps of the runway"), narrow=(0, 2, 3))
        self.table.on_key(self._open, Qt.Key.Key_Return, Qt.Key.Key_Enter)
        self.table.cellDoubleClicked.connect(lambda _row, _column: self._open())
        self.empty = EmptyState(
            "funds",
            _("Nothing to follow yet"),
            _("Once there is money, and stipends or costs that repeat, this page says how long it lasts."),
        )
        self.empty.offer(_("Book the first money"), self.book_wanted.emit, icon="add")
        self._body = QWidget()
        self._column = self._put_together()
        outer = QVBoxLayout(self)
        outer.setContentsMargins(0, 0, 0, 0)
        outer.addWidget(self._body)
        outer.addWidget(self.empty)
        self.empty.hide()

    def _put_together(self) -> QVBoxLayout:
        """Put choices, headline, drawing and steps below each other."""
        metrics = current_metrics()
        column = QVBoxLayout(self._body)
        column.setContentsMargins(metrics.px(16), metrics.px(12), metrics.px(16), metrics.px(12))
        column.setSpacing(metrics.px(8))
        choices = QHBoxLayout()
        choices.setSpacing(metrics.px(8))
        choices.addWidget(self.funds)
        choices.addWidget(self.currencies)
        choices.addStretch()
        choices.addWidget(label(_("What if there were another stipend of"), "muted"))
        choices.addWidget(self.more)
        self.lost_words = label(_("and this were lost"), "muted")
        choices.addWidget(self.lost_words)
        choices.addWidget(self.pledges)
        column.addLayout(choices)
        column.addWidget(self.wrong)
        column.addWidget(self.headline)
        column.addWidget(self.beside)
        column.addWidget(self.table, 2)
        return column

    def refresh(self) -> None:
        """Ask for the runway."""
        day, fund, more = self._desk.today(), str(self.funds.currentData() or ""), self.more.text()
        lost = frozenset(filter(None, [str(self.pledges.currentData() or "")]))
        self._desk.ask(
            lambda vault: runway_view(vault, day, fund, more, lost), self._show, failed=self._refused,
            key=(self, "runway"),
        )  # fmt: skip

    def start(self) -> None:
        """Begin among the steps."""
        target = self.empty if self._body.isHidden() else self.table
        target.setFocus(Qt.FocusReason.OtherFocusReason)

    def changeEvent(self, event: QEvent) -> None:
        """Draw anew in the colours of another theme."""
        super().changeEvent(event)
        if event.type() == QEvent.Type.PaletteChange and self.drawing is not None:
            self._show_currency()

    def _refused(self, problem: Problem) -> None:
        """Say what is wrong with what was typed; what was shown stays."""
        self.wrong.setText(problem.what)
        self.wrong.show()

    def _show(self, found: RunwayView) -> None:
        """Show what was found."""
        self.shown = found
        self.wrong.hide()
        _fill(self.funds, [("", _("All money without strings")), *found.funds], found.fund)
        kept = str(self.pledges.currentData() or "")
        _fill(self.pledges, [("", _("no pledge")), *found.pledges], kept)
        for each in (self.lost_words, self.pledges):
            each.setVisible(bool(found.pledges))
        code = str(self.currencies.currentData() or "")
        _fill(self.currencies, [(each.currency, each.currency) for each in found.currencies], code)
        self.currencies.setVisible(len(found.currencies) > 1)
        nothing = not found.currencies and not found.fund and not self.more.text()
        self._body.setVisible(not nothing)
        self.empty.setVisible(nothing)
        if not nothing:
            self._show_currency()

    def current(self) -> CurrencyRunway | None:
        """Give the runway in sight."""
        if self.shown is None:
            return None
        code = str(self.currencies.currentData() or "")
        return next((each for each in self.shown.currencies if each.currency == code), None)

    def _show_currency(self) -> None:
        """Show the runway in the chosen currency."""
        found = self.current()
        if found is None or self.shown is None:
            self.headline.setText(_("No money, and nothing to pay"))
            self.beside.setText("")
            self.table.fill([])
            return
        self.headline.setText(found.headline[:1].upper() + found.headline[1:])
        spendable = _("{amount} {currency} can be spent as of {day}.").format(
            amount=money_text(found.spendable, found.currency), currency=found.currency, day=format_day(self.shown.day)
        )
        self.beside.setText(f"{spendable} {found.beside}." if found.lines != found.bare else spendable)
        if self.drawing is None:
            self.drawing = RunwayDrawing()
            self._column.insertWidget(self._column.count() - 1, self.drawing.widget, 2)
        self.drawing.show_runway(found, self.shown.day)
        rows = [
            (
                format_day(line.day), line.words, money_text(line.minor, found.currency),
                money_text(line.left, found.currency),
            )
            for line in found.lines
        ]  # fmt: skip
        self.table.fill(rows)
        for place, line in enumerate(found.lines):
            for column in (2, 3):
                item = self.table.item(place, column)
                if item is not None:
                    item.setTextAlignment(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
            if line.left < 0:
                self.table.mark(place, (0, 3), "harm")

    def _open(self) -> None:
        """Open the row of the chosen step."""
        found, place = self.current(), self.table.currentRow()
        if found is not None and 0 <= place < len(found.lines) and found.lines[place].kind:
            self._desk.open(found.lines[place].kind, found.lines[place].record)


def _fill(choice: ComboBox, options: list[tuple[str, str]], chosen: str) -> None:
    """Offer other choices, and keep the one that was chosen."""
    choice.clear()
    for identity, words in options:
        choice.addItem(words, identity)
    choice.setCurrentIndex(max(choice.findData(chosen), 0))
