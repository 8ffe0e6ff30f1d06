"""The page on which a statement is looked at before it is taken: of which account, which columns, what is new."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QWidget

from app.capabilities.funds import statement_view
from app.capabilities.funds.statement_view import StatementLook
from app.capabilities.funds.statements.lines import MOST_BYTES
from app.capabilities.funds.statements.table import Mapped
from app.i18n import _, ngettext
from app.problems import Problem
from app.services import files
from ui.frame.desk import Desk, Vault
from ui.theme.metrics import current_metrics
from ui.widgets.buttons import button
from ui.widgets.combo import ComboBox
from ui.widgets.labels import label
from ui.widgets.notice import Notice
from ui.widgets.plain_table import PlainTable
from ui.widgets.task_page import TaskPage


class StatementPage(TaskPage):
    """Nothing is taken before the button is pressed; a file that cannot be read says why, here."""

    taken = Signal()

    def __init__(self, desk: Desk) -> None:
        """Take the desk."""
        super().__init__(_("A statement of the bank"), wide=True)
        self._desk = desk
        self.shown: StatementLook | None = None
        self._path = Path()
        self._data = b""
        metrics = current_metrics()
        self.accounts = ComboBox(_("Account"))
        self.accounts.activated.connect(lambda _place: self._look())
        self.columns = {name: ComboBox(words) for name, words in self._columns()}
        self.order, self.decimal = ComboBox(_("Days are written")), ComboBox(_("Before the decimals stands"))
        for code, words in (
            ("dmy", _("day, month, year")),
            ("ymd", _("year, month, day")),
            ("mdy", _("month, day, year")),
        ):
            self.order.addItem(words, code)
        for code, words in ((",", _("a comma")), (".", _("a point"))):
            self.decimal.addItem(words, code)
        top = QHBoxLayout()
        top.setSpacing(metrics.px(8))
        top.addWidget(label(_("Account"), "muted"))
        top.addWidget(self.accounts)
        top.addStretch()
        self.body.addLayout(top)
        self._mapping = QHBoxLayout()
        self._mapping.setSpacing(metrics.px(8))
        self._written = QHBoxLayout()
        self._written.setSpacing(metrics.px(8))
        self._mapping_parts: list[QWidget] = [
            *self.columns.values(), label(_("Days are written"), "muted"), self.order,
            label(_("before the decimals stands"), "muted"), self.decimal,
        ]  # fmt: skip
        for each in self._mapping_parts:
            if isinstance(each, ComboBox):
                each.activated.connect(lambda _place: self._look())
            (self._mapping if each in self.columns.values() else self._written).addWidget(each)
        self.order.setMinimumWidth(metrics.px(170))
        self.decimal.setMinimumWidth(metrics.px(110))
        for line in (self._mapping, self._written):
            line.addStretch()
            self.body.addLayout(line)
        self.warning = Notice("", tone="attention", icon="attention")
        self.body.addWidget(self.warning)
        self.warning.hide()
        self.table = PlainTable((_("Day"), _("Text"), _("Amount")), _("The new lines"), narrow=(0, 2))
        self.body.addWidget(self.table, 1)
        self.take_button = button(_("Take it in"), self.take, kind="primary")
        self.offer(self.take_button)

    def _columns(self) -> Sequence[tuple[str, str]]:
        return (
            ("day", _("Day")), ("amount", _("Amount")), ("out", _("Went out")), ("text", _("Text")),
            ("reference", _("Reference")),
        )  # fmt: skip

    def read(self, path: Path, account: str) -> None:
        """Read a file for an account; nothing is written."""
        self.shown, self._path, self._data = None, path, b""
        self.banner.dismiss()
        self.say(_("A statement of the bank"), path.name)
        self.table.fill([])
        self.take_button.setEnabled(False)
        self.accounts.clear()
        for each in self._mapping_parts:
            each.hide()
        self.warning.say("")

        def reading(vault: Vault) -> tuple[bytes, StatementLook]:
            data = files.read(path, most=MOST_BYTES)
            return data, statement_view.look(vault, data, account)

        self._desk.ask(reading, self._on_read, failed=self._refused, key=(self, "read"))

    def start(self) -> None:
        """Begin with the new lines."""
        self.table.setFocus(Qt.FocusReason.OtherFocusReason)

    def _on_read(self, found: tuple[bytes, StatementLook]) -> None:
        """Keep the file, so that it is read once."""
        self._data = found[0]
        self._show(found[1])

    def _refused(self, problem: Problem) -> None:
        """Say why it cannot be read."""
        self.shown = None
        self.take_button.setEnabled(False)
        self.table.fill([])
        self.warning.say("")
        self.banner.show_problem(problem)

    def _look(self) -> None:
        """Look again, for another account or with other columns."""
        account, data, mapped = str(self.accounts.currentData() or ""), self._data, self._mapped()
        if data:
            self._desk.ask(
                lambda vault: statement_view.look(vault, data, account, mapped), self._show, failed=self._refused,
                key=(self, "look"),
            )  # fmt: skip

    def _mapped(self) -> Mapped | None:
        """Give what was said of the columns; nothing while day or amount is open."""
        chosen = {name: str(choice.currentData() or "") for name, choice in self.columns.items()}
        if not chosen["day"] or not chosen["amount"]:
            return None
        order, decimal = str(self.order.currentData()), str(self.decimal.currentData())
        return Mapped(
            chosen["day"], chosen["amount"], chosen["text"], chosen["reference"], chosen["out"], order, decimal
        )

    def _show(self, found: StatementLook) -> None:
        """Show what taking it would do."""
        self.shown = found
        self.banner.dismiss()
        self.accounts.clear()
        for identity, name in found.accounts:
            self.accounts.addItem(name, identity)
        self.accounts.setCurrentIndex(max(self.accounts.findData(found.account), 0))
        self._show_columns(found)
        self.say(_("A statement of the bank"), f"{self._path.name}: {found.sentence}")
        self.warning.say(found.warning)
        self.table.fill(found.rows)
        for place in range(self.table.rowCount()):
            item = self.table.item(place, 2)
            if item is not None:
                item.setTextAlignment(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
        words = ngettext("Take in {n} line", "Take in {n} lines", found.new).format(n=f"{found.new:n}")
        self.take_button.setText(_("Take it in all the same") if found.warning else words)
        self.take_button.setEnabled(bool(found.looked))

    def _show_columns(self, found: StatementLook) -> None:
        """Offer the columns of a CSV; other files need none."""
        for each in self._mapping_parts:
            each.setVisible(bool(found.columns))
        names = dict(self._columns())
        for name, choice in self.columns.items():
            kept = getattr(found.mapped, name) if found.mapped is not None else str(choice.currentData() or "")
            choice.clear()
            choice.addItem(_("{what}: –").format(what=names[name]), "")
            for title in found.columns:
                choice.addItem(_("{what}: {column}").format(what=names[name], column=title), title)
            choice.setCurrentIndex(max(choice.findData(kept), 0))
        if found.mapped is not None:
            self.order.setCurrentIndex(max(self.order.findData(found.mapped.order), 0))
            self.decimal.setCurrentIndex(max(self.decimal.findData(found.mapped.decimal), 0))

    def take(self) -> None:
        """Take it in."""
        found = self.shown
        if found is None or not found.looked:
            return
        self.take_button.setEnabled(False)
        said = ngettext("{n} line taken in.", "{n} lines taken in.", found.new).format(n=f"{found.new:n}")
        self._desk.do(
            lambda vault: statement_view.take(vault, found), said, done=lambda _changed: self.taken.emit(),
            failed=self._refused,
        )  # fmt: skip
