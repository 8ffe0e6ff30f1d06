"""The field of play: a grid of categories and weeks; a cell says what it was made from, and opens what closes a gap."""

from __future__ import annotations

import datetime
from collections.abc import Callable, Sequence

from PySide6.QtCore import QRect, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QFont, QKeyEvent, QPainter, QPen
from PySide6.QtWidgets import (
    QAbstractItemView,
    QFrame,
    QHBoxLayout,
    QHeaderView,
    QStackedWidget,
    QStyle,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QTableWidget,
    QTableWidgetItem,
    QVBoxLayout,
    QWidget,
)

from app.capabilities.projects.field import ProjectsInField
from app.capabilities.switchboard.board import ListingLine
from app.capabilities.switchboard.field_board import FieldCell, PlayingField
from app.i18n import _
from app.records.days import format_day
from app.services.agenda.section import AgendaFigure
from ui.rooms.switchboard.drawing import ListLineDelegate, draw_bar
from ui.rooms.switchboard.lines import Index, LinesView, ListLine
from ui.theme.fonts import sized, tabular
from ui.theme.metrics import SMALL, current_metrics
from ui.theme.palette import colours_of
from ui.widgets.buttons import button
from ui.widgets.empty_state import EmptyState
from ui.widgets.emptying import empty
from ui.widgets.figure import FigureButton
from ui.widgets.labels import label
from ui.widgets.plain_table import PlainTable

_CELL_ROLE = Qt.ItemDataRole.UserRole
_ROW = 56


class _CellDelegate(QStyledItemDelegate):
    """Draws a cell: how much is needed of how much there is, a bar, and the gap in words."""

    def __init__(self, table: QTableWidget) -> None:
        super().__init__(table)
        self._table = table

    def sizeHint(self, option: QStyleOptionViewItem, index: Index) -> QSize:
        """Give all cells one height."""
        return QSize(current_metrics().px(120), current_metrics().px(_ROW))

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        """Draw one cell."""
        rect: QRect = option.rect  # pyright: ignore[reportAttributeAccessIssue]
        state: QStyle.StateFlag = option.state  # pyright: ignore[reportAttributeAccessIssue]
        colours, metrics = colours_of(self._table), current_metrics()
        chosen = bool(state & QStyle.StateFlag.State_Selected)
        painter.save()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.fillRect(rect, colours.colour("accent_soft" if chosen else "surface"))
        painter.setPen(QPen(colours.colour("line"), 1))
        painter.drawLine(rect.bottomLeft(), rect.bottomRight())
        if chosen and self._table.hasFocus():
            painter.setPen(QPen(colours.colour("focus"), 2))
            painter.drawRect(rect.adjusted(1, 1, -2, -2))
        inner = QRectF(rect).adjusted(metrics.px(12), metrics.px(6), -metrics.px(12), -metrics.px(6))
        cell = index.data(_CELL_ROLE)
        side = QStyle.visualAlignment(self._table.layoutDirection(), Qt.AlignmentFlag.AlignLeft)
        flags = int(side | Qt.AlignmentFlag.AlignVCenter | Qt.TextFlag.TextSingleLine)
        if not isinstance(cell, FieldCell):
            font = QFont(self._table.font())
            if index.column() == 0:
                font.setWeight(QFont.Weight.Medium)
            painter.setFont(font)
            painter.setPen(colours.colour("text" if index.column() == 0 else "muted"))
            painter.drawText(inner, flags, str(index.data() or "–"))
            painter.restore()
            return
        upper = QRectF(inner.left(), inner.top(), inner.width(), inner.height() * 0.45)
        painter.setFont(tabular(self._table.font()))
        painter.setPen(colours.colour("text"))
        words = cell.figures
        painter.drawText(
            upper, flags, painter.fontMetrics().elidedText(words, Qt.TextElideMode.ElideRight, round(upper.width()))
        )
        bar = QRectF(inner.left(), inner.top() + inner.height() * 0.48, inner.width(), metrics.px(4))
        mirrored = self._table.layoutDirection() == Qt.LayoutDirection.RightToLeft
        draw_bar(painter, bar, cell.share, colours, mirrored=mirrored)
        lower = QRectF(inner.left(), bar.bottom() + metrics.px(2), inner.width(), inner.bottom() - bar.bottom())
        painter.setFont(sized(self._table.font(), metrics.px(SMALL)))
        painter.setPen(colours.colour("attention" if cell.gap else "muted"))
        painter.drawText(lower, flags, cell.gap or _("enough"))
        painter.restore()


class _FieldTable(QTableWidget):
    """Arrows go from cell to cell, Enter opens what closes the gap."""

    entered_cell = Signal()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Open by Enter; leave letters to the page."""
        if event.key() in {Qt.Key.Key_Return, Qt.Key.Key_Enter}:
            self.entered_cell.emit()
        elif event.text() and event.text().isprintable() and not event.modifiers():
            event.ignore()
        else:
            super().keyPressEvent(event)


class FieldPage(QWidget):
    """A grid at the left, the chosen cell at the right."""

    category_wanted = Signal(str)
    opened = Signal(str, str)  # side and id of a listing
    room_wanted = Signal(str)
    project_wanted = Signal(str, bool)  # the first of the projects of a row, and whether the row is a gap
    cell_chosen = Signal(object)

    def __init__(self, add_need: Callable[[], object], for_partner: Callable[[], object]) -> None:
        """Take what begins a need, and what shows what could go to a partner."""
        super().__init__()
        self._found: PlayingField | None = None
        metrics = current_metrics()
        self._stack = QStackedWidget(self)
        outer = QVBoxLayout(self)
        outer.setContentsMargins(metrics.px(16), metrics.px(12), metrics.px(16), metrics.px(16))
        outer.setSpacing(metrics.px(12))
        self.figures = QHBoxLayout()
        self.figures.setSpacing(metrics.px(12))
        self.figures.addStretch()
        self.figures.setContentsMargins(0, 0, 0, 0)
        above = QWidget()
        above.setLayout(self.figures)
        above.setFixedHeight(metrics.px(58))
        outer.addWidget(above)
        outer.addWidget(self._stack, 1)
        self.empty = EmptyState(
            "field", _("Nothing is needed or offered"), _("Here you see of what there is too little, week by week.")
        )
        self.empty.offer(_("Add a need"), add_need, icon="add")
        self._stack.addWidget(self.empty)
        both = QWidget()
        row = QHBoxLayout(both)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(metrics.px(16))
        self._build_table()
        left = QVBoxLayout()
        left.setSpacing(metrics.px(4))
        left.addWidget(label(_("Needed, of what there is"), "section"))
        left.addWidget(self.table, 3)
        self.projects_head = label(_("Projects"), "section")
        left.addWidget(self.projects_head)
        heads = (_("How they stand"), _("How many"), _("Which"))
        self.projects = PlainTable(heads, _("How the projects stand; Enter shows the first"), narrow=(0, 1))
        self.projects.on_key(self._open_project, Qt.Key.Key_Return, Qt.Key.Key_Enter)
        self.projects.cellDoubleClicked.connect(lambda *_place: self._open_project())
        self._project_rows: Sequence[ProjectsInField] = ()
        left.addWidget(self.projects, 1)
        self.show_projects(())
        row.addLayout(left, 3)
        row.addWidget(self._build_pane(for_partner), 2)
        self._stack.addWidget(both)

    def _build_table(self) -> None:
        """Make the grid."""
        metrics = current_metrics()
        self.table = _FieldTable()
        self.table.setAccessibleName(_("Field of play: by category and week, how much is needed of how much there is"))
        self.table.setItemDelegate(_CellDelegate(self.table))
        self.table.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.table.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        self.table.setFrameShape(QFrame.Shape.NoFrame)
        self.table.setShowGrid(False)
        self.table.setTabKeyNavigation(False)
        self.table.verticalHeader().hide()
        self.table.verticalHeader().setDefaultSectionSize(metrics.px(_ROW))
        head = self.table.horizontalHeader()
        head.setDefaultAlignment(Qt.AlignmentFlag.AlignLeading | Qt.AlignmentFlag.AlignVCenter)
        head.setSectionResizeMode(QHeaderView.ResizeMode.Stretch)
        head.setHighlightSections(False)
        self.table.currentCellChanged.connect(lambda *_cells: self._on_cell())
        self.table.entered_cell.connect(self.close_gap)
        self.table.cellDoubleClicked.connect(lambda _row, _column: self.close_gap())

    def _build_pane(self, for_partner: Callable[[], object]) -> QWidget:
        """Make what says what a cell was made from."""
        metrics = current_metrics()
        card = QFrame()
        card.setProperty("surface", "card")
        card.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        column = QVBoxLayout(card)
        column.setContentsMargins(metrics.px(12), metrics.px(12), metrics.px(12), metrics.px(12))
        column.setSpacing(metrics.px(8))
        self.title, self.sums = label("", "heading", wrap=True), label("", "", wrap=True)
        self.as_of = label("", "small", wrap=True)
        self.lonely_head, self.idle_head = label("", "section"), label("", "section")
        self.lonely, self.idle = LinesView(_("Needs of this figure")), LinesView(_("Offers of this figure"))
        for view, side in ((self.lonely, "need"), (self.idle, "offer")):
            ListLineDelegate(view)
            view.opened.connect(lambda record, side=side: self.opened.emit(side, record))
        self.go_button = button(_("Show the pairs"), self.close_gap, kind="primary", tip=_("Key: Enter"))
        for each in (self.title, self.sums, self.as_of):
            column.addWidget(each)
        for head, view in ((self.lonely_head, self.lonely), (self.idle_head, self.idle)):
            column.addWidget(head)
            column.addWidget(view, 1)
        column.addStretch()
        line = QHBoxLayout()
        line.addWidget(button(_("For a partner…"), for_partner, kind="quiet", icon="export"))
        line.addStretch()
        line.addWidget(self.go_button)
        column.addLayout(line)
        return card

    def start(self) -> None:
        """Begin in the table."""
        self.table.setFocus(Qt.FocusReason.OtherFocusReason)

    def show_field(self, found: PlayingField) -> None:
        """Show the grid; the chosen cell stays chosen."""
        here = (max(self.table.currentRow(), 0), max(self.table.currentColumn(), 1))
        self._found = found
        self._stack.setCurrentIndex(1 if found.rows or self._project_rows else 0)
        blocked = self.table.blockSignals(True)
        self.table.setColumnCount(len(found.weeks) + 1)
        self.table.setHorizontalHeaderLabels(["", *found.weeks])
        self.table.setRowCount(len(found.rows))
        for place, row in enumerate(found.rows):
            name = QTableWidgetItem(row.name)
            name.setFlags(Qt.ItemFlag.ItemIsEnabled)
            self.table.setItem(place, 0, name)
            for week, cell in enumerate(row.cells):
                item = QTableWidgetItem()
                item.setData(_CELL_ROLE, cell)
                item.setData(Qt.ItemDataRole.AccessibleTextRole, _spoken(row.name, found.weeks[week], cell))
                self.table.setItem(place, week + 1, item)
        self.table.blockSignals(blocked)
        if found.rows:
            self.table.setCurrentCell(min(here[0], len(found.rows) - 1), here[1])
            self._on_cell()

    def show_figures(self, figures: Sequence[AgendaFigure]) -> None:
        """Show what else there is, of other rooms."""
        empty(self.figures, keep=1)
        for place, each in enumerate(figures):
            made = FigureButton()
            made.show_number(each.number, each.text)
            made.wanted.connect(lambda room=each.room: self.room_wanted.emit(room))
            self.figures.insertWidget(place, made)

    def show_projects(self, rows: Sequence[ProjectsInField]) -> None:
        """Show how the projects stand, gaps in the colour of attention."""
        self._project_rows = rows
        self.projects_head.setVisible(bool(rows))
        self.projects.setVisible(bool(rows))
        self.projects.fill(
            [(each.words, f"{len(each.projects):n}", ", ".join(name for _id, name in each.projects)) for each in rows]
        )
        for place, each in enumerate(rows):
            self.projects.mark(place, (0, 1) if each.gap else ())

    def _open_project(self) -> None:
        """Tell which project to show."""
        place = self.projects.currentRow()
        if 0 <= place < len(self._project_rows):
            chosen = self._project_rows[place]
            self.project_wanted.emit(chosen.projects[0][0], chosen.gap)

    def cell(self) -> FieldCell | None:
        """Give the chosen cell."""
        item = self.table.currentItem()
        cell = item.data(_CELL_ROLE) if item is not None else None
        return cell if isinstance(cell, FieldCell) else None

    def close_gap(self) -> None:
        """Go to the pairs of the chosen category."""
        cell = self.cell()
        if cell is not None:
            self.category_wanted.emit(cell.category)

    def _on_cell(self) -> None:
        """Say what the chosen cell was made from."""
        cell, found = self.cell(), self._found
        self.go_button.setEnabled(cell is not None)
        if found is None or cell is None:
            self.title.setText(_("Choose a cell to see what it was made from."))
            for each in (self.sums, self.as_of, self.lonely_head, self.lonely, self.idle_head, self.idle):
                each.hide()
            return
        row, week = found.rows[self.table.currentRow()], found.weeks[self.table.currentColumn() - 1]
        self.title.setText(f"{row.name}, {week.lower()}")
        self.sums.setText(
            _("{needed} in {needs} needs, {offered} in {offers} offers. Used already: {used}. Idle: {idle}.").format(
                needed=cell.needed, needs=len(cell.needs), offered=cell.offered, offers=len(cell.offers),
                used=cell.used, idle=cell.idle,
            )
        )  # fmt: skip
        self.sums.show()
        self.as_of.setText("")
        self.as_of.hide()
        self.cell_chosen.emit(cell)

    def show_rows(self, cell: FieldCell, needs: Sequence[ListingLine], offers: Sequence[ListingLine]) -> None:
        """Show the rows that the chosen cell was made from."""
        if self.cell() != cell:
            return
        for head, view, rows, count, odd, word, words in (
            (self.lonely_head, self.lonely, needs, len(cell.needs), cell.lonely, _("nobody can"), _("Needs")),
            (self.idle_head, self.idle, offers, len(cell.offers), cell.unused, _("idle"), _("Offers")),
        ):
            view.show_lines(
                [
                    ListLine(
                        each.id, each.title, each.detail, each.amount, word if each.id in odd else "", "attention",
                        words=each.words,
                    )
                    for each in rows
                ],
                first=False,
            )  # fmt: skip
            view.setVisible(bool(rows))
            head.setText(f"{words}  {count:n}")
            head.setVisible(bool(rows))

    def show_as_of(self, cell: FieldCell, said: Sequence[tuple[str, datetime.datetime]]) -> None:
        """Say on whose laptops' word the chosen cell rests, and as of when."""
        if self.cell() == cell and said:
            parts = [f"{name} {format_day(at.date())} {at:%H:%M}" for name, at in said]
            self.as_of.setText(_("As of: {sources}").format(sources=", ".join(parts)))
            self.as_of.show()


def _spoken(name: str, week: str, cell: FieldCell | None) -> str:
    """Say what a cell holds, as it is read out."""
    if cell is None:
        return ", ".join((name, week, _("nothing")))
    return ", ".join(
        (
            name,
            week,
            _("{needed} of {offered}").format(needed=cell.needed, offered=cell.offered),
            cell.gap or _("enough"),
        )
    )
