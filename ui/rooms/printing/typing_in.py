"""A sheet that came back: choose which, type the codes of its rows, and see what becomes of each line."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from PySide6.QtCore import Qt, QTimer
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import (
    QAbstractItemView,
    QFrame,
    QHBoxLayout,
    QHeaderView,
    QPlainTextEdit,
    QTableWidget,
    QTableWidgetItem,
    QVBoxLayout,
    QWidget,
)

from app.i18n import N_, _
from app.problems import Problem
from app.records.attributes import Attribute
from app.records.kinds import Day, Reference
from app.services.printing import typed_back
from app.services.printing.kinds import SheetKind
from app.services.printing.typed_back import Occasion, TypedRow
from ui.frame.desk import Desk
from ui.theme.metrics import current_metrics
from ui.widgets.buttons import button
from ui.widgets.combo import ComboBox
from ui.widgets.editors.day import DayEditor
from ui.widgets.editors.reference import ReferenceEditor
from ui.widgets.editors.sources import Sources
from ui.widgets.emptying import empty
from ui.widgets.labels import label
from ui.widgets.problem_banner import ProblemBanner
from ui.widgets.tips import plain_tip

_PAUSE_MS = 250
_DAY = Attribute("day", N_("It is of"), Day(), required=True)


class TypingIn(QWidget):
    """Every line is read as it is typed; Ctrl+Enter writes all that could be read as one action."""

    def __init__(self, desk: Desk, sheets: Sequence[SheetKind], sources: Sources) -> None:
        """Take the desk, the sheets that come back, and where editors ask."""
        super().__init__()
        self._desk, self._sheets, self._sources = desk, {each.name: each for each in sheets}, sources
        self._rows: Sequence[TypedRow] = ()
        metrics = current_metrics()
        page = QVBoxLayout(self)
        page.setContentsMargins(metrics.px(16), metrics.px(12), metrics.px(16), metrics.px(16))
        page.setSpacing(metrics.px(10))
        self.banner = ProblemBanner()
        page.addWidget(self.banner)
        top = QHBoxLayout()
        top.setSpacing(metrics.px(12))
        self.sheet = ComboBox(_("Which sheet"))
        for each in sheets:
            self.sheet.addItem(_(each.title), each.name)
        self.sheet.currentIndexChanged.connect(lambda _number: self._on_sheet())
        self.day = DayEditor(_DAY, sources, place="form")
        self.day.setFixedWidth(metrics.px(150))
        self.day.committed.connect(lambda _day: self._ask())
        self.write_button = button(_("Write it"), self.write, kind="primary", icon="done", tip=_("Ctrl+Enter"))
        for each in (self.sheet, self.day):
            top.addWidget(each)
        self._asked = QHBoxLayout()
        self._asked.setSpacing(metrics.px(12))
        top.addLayout(self._asked)
        top.addStretch()
        top.addWidget(self.write_button)
        page.addLayout(top)
        self.of: ReferenceEditor | None = None
        self.who: ReferenceEditor | None = None
        self.hint = label("", "muted", wrap=True)
        page.addWidget(self.hint)
        sides = QHBoxLayout()
        sides.setSpacing(metrics.px(16))
        self.text = QPlainTextEdit()
        self.text.setAccessibleName(_("Codes and letters, a row of the sheet on each line"))
        self.text.setPlaceholderText("7QK2M9 d")
        self.text.setTabChangesFocus(True)
        sides.addWidget(self.text, 1)
        right = QVBoxLayout()
        self.summary = label("", "section", wrap=True)
        right.addWidget(self.summary)
        self.table = _table()
        right.addWidget(self.table, 1)
        sides.addLayout(right, 2)
        page.addLayout(sides, 1)
        self._wait = QTimer(self, singleShot=True, interval=_PAUSE_MS)
        self._wait.timeout.connect(self._ask)
        self.text.textChanged.connect(self._wait.start)
        QShortcut(QKeySequence("Ctrl+Return"), self, self.write)
        self.day.set_value(desk.today())
        self._on_sheet()

    def choose(self, name: str) -> None:
        """Choose a sheet by its name, if it comes back."""
        if name in self._sheets:
            self.sheet.setCurrentIndex(self.sheet.findData(name))

    def start(self) -> None:
        """Begin where one types; the day is today until somebody says otherwise."""
        if not self.text.toPlainText():
            self.day.set_value(self._desk.today())
        self.text.setFocus(Qt.FocusReason.OtherFocusReason)

    def write(self) -> None:
        """Write what was understood; the toast offers to undo it."""
        if self._wait.isActive():
            self._wait.stop()
            self._ask(self.write)
            return
        rows, kind, occasion = self._rows, self._kind(), self._occasion()
        if kind is None or not self.write_button.isEnabled():
            return
        self.write_button.setEnabled(False)
        self._desk.do(
            lambda vault: typed_back.write(vault, kind, rows, occasion),
            done=lambda _changed: self.text.clear(),
            failed=self._on_problem,
        )

    def _kind(self) -> SheetKind | None:
        return self._sheets.get(str(self.sheet.currentData()))

    def _occasion(self) -> Occasion:
        day = self.day.value()
        of, who = (str(each.value() or "") if each is not None else "" for each in (self.of, self.who))
        return Occasion(day if day is not None else self._desk.today(), of, who)  # pyright: ignore[reportArgumentType]

    def _on_sheet(self) -> None:
        """Say what can be typed, and ask for what this sheet cannot say by itself."""
        kind = self._kind()
        back = kind.typed_back if kind is not None else None
        empty(self._asked)
        self.of = self.who = None
        if back is None:
            return
        if back.asks_of:
            self.of = self._add(Attribute("of", self._desk.registry[back.asks_of].one, Reference(back.asks_of)))
        if back.asks_who:
            self.who = self._add(Attribute("who", N_("Who filled it in"), Reference(back.asks_who)))
        said = _("On each line the code beside a row, a blank, and a letter: {letters}.").format(letters=back.legend())
        blank = _("A line without a code is what was written by hand.") if back.blank is not None else ""
        self.hint.setText(f"{said if back.marks else ''} {blank}".strip())
        self._ask()

    def _add(self, attribute: Attribute) -> ReferenceEditor:
        made = ReferenceEditor(attribute, self._sources, place="form")
        made.line.setPlaceholderText(_(attribute.label))
        made.setFixedWidth(current_metrics().px(190))
        self._asked.addWidget(made)
        return made

    def _ask(self, then: Callable[[], None] | None = None) -> None:
        """Ask what the lines mean."""
        kind, text = self._kind(), self.text.toPlainText()
        if kind is None or not text.strip():
            self._show([])
            return

        def show(found: Sequence[TypedRow]) -> None:
            self._show(found)
            if then is not None:
                then()

        self._desk.ask(lambda vault: typed_back.read(vault, kind, text), show, key=(self, "read"))

    def _show(self, rows: Sequence[TypedRow]) -> None:
        """Show what each line becomes."""
        self._rows = rows
        self.banner.dismiss()
        wrong = sum(bool(each.wrong) for each in rows)
        read = len(rows) - wrong
        self.summary.setText(_("{read} read, {wrong} not read.").format(read=read, wrong=wrong) if rows else "")
        self.write_button.setEnabled(read > 0)
        self.table.setRowCount(len(rows))
        for number, each in enumerate(rows):
            means = _("Not read") if each.wrong else each.means
            who = self._desk.me.title(each.record, each.title) or each.text
            for place, words in enumerate((str(each.line), who, means, each.wrong or each.said)):
                item = QTableWidgetItem(words)
                item.setToolTip(plain_tip(words))
                self.table.setItem(number, place, item)
        self.table.resizeRowsToContents()

    def _on_problem(self, problem: Problem) -> None:
        """Say what was refused; what was typed stays."""
        self.write_button.setEnabled(True)
        self.banner.show_problem(problem)


def _table() -> QTableWidget:
    """Make the table of what was understood."""
    table = QTableWidget(0, 4)
    table.setAccessibleName(_("What was understood, line by line"))
    table.setHorizontalHeaderLabels([_("Line"), _("Row"), _("Means"), _("Read as")])
    table.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
    table.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
    table.setFrameShape(QFrame.Shape.NoFrame)
    table.setShowGrid(False)
    table.setTabKeyNavigation(False)
    table.setWordWrap(True)
    table.verticalHeader().hide()
    table.verticalHeader().setDefaultSectionSize(current_metrics().px(28))
    head = table.horizontalHeader()
    head.setDefaultAlignment(Qt.AlignmentFlag.AlignLeading | Qt.AlignmentFlag.AlignVCenter)
    for place in (0, 2):
        head.setSectionResizeMode(place, QHeaderView.ResizeMode.ResizeToContents)
    for place in (1, 3):
        head.setSectionResizeMode(place, QHeaderView.ResizeMode.Stretch)
    return table
