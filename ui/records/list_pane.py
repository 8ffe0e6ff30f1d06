"""The list of one kind of record: its heading and filter, its rows as they are fetched, and which is chosen."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace

from PySide6.QtCore import QEvent, QObject, Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QWidget

from app.i18n import _
from app.records.record_type import RecordType
from app.services.records import records
from app.services.records.records import Page, Query
from ui.frame.desk import Desk, Vault
from ui.records.list_filter import ChipCounts, ListFilter
from ui.records.yourself import row_page
from ui.widgets.empty_state import EmptyState
from ui.widgets.filling import fill
from ui.widgets.page_header import PageHeader
from ui.widgets.table.column import RowPage, RowsRequest, TableColumn
from ui.widgets.table.record_table import RecordTable

PageOf = Callable[[Vault, Query, int, int], Page]


class ListPane(QWidget):
    """Fetches its rows from the vault's thread, and finds a record in them."""

    counted = Signal(int)
    refiltered = Signal()
    delete_wanted = Signal(str)

    def __init__(
        self, desk: Desk, kind: RecordType, header: PageHeader, narrowed: ListFilter, chip_field: str,
        columns: Sequence[TableColumn], page_of: PageOf, empty: EmptyState,
    ) -> None:  # fmt: skip
        """Take the heading and the filter that stand above it, its columns, and what reads a page of it."""
        super().__init__()
        self._desk, self._kind, self._page_of = desk, kind, page_of
        self.filter = narrowed
        self.counts = ChipCounts(desk, kind, chip_field, narrowed.bar, self)
        one = _(kind.one).lower()
        nothing = EmptyState("filter", _("Nothing fits"), _("No {what} fits this filter.").format(what=one))
        nothing.offer(_("Show all"), self.filter.clear, primary=False)
        # A list is sorted by what it refers to as well, which the services know how to do.
        shown = [
            replace(column, sortable=column.sortable or _refers(kind, column.key)) for column in self._with_you(columns)
        ]
        self.table = RecordTable(shown, self._fetch, name=_(kind.many), empty=empty, nothing=nothing)
        header.add_below(narrowed.bar)
        fill(self, header, self.table)
        narrowed.bar.changed.connect(lambda _words, _chips: self.refilter())
        narrowed.bar.left_downwards.connect(self.to_rows)
        self.table.view.left.connect(narrowed.bar.start)
        self.table.counted.connect(self.counted)
        self.table.view.installEventFilter(self)

    def refresh(self) -> None:
        """Fetch rows and counts anew."""
        self.table.refresh()
        self.counts.start()

    def refilter(self) -> None:
        """Show what fits now, and count it once the rows are there."""
        self.table.filtered = self.filter.is_filtering()
        self.table.restart()
        self.counts.start()
        self.refiltered.emit()

    def start(self) -> None:
        """Put the keyboard into the rows."""
        self.table.setFocus(Qt.FocusReason.OtherFocusReason)

    def to_rows(self) -> None:
        """Go from the filter to the rows, and choose the first if none is chosen."""
        self.start()
        if not self.table.chosen():
            self.table.choose_row(0)

    def show_place_of(self, record: str) -> None:
        """Bring a record into sight; a filter that hides the chosen one is taken off."""
        field, descending = self.table.model.order()
        query, kind = self.filter.query(field, descending=descending), self._kind.name

        def show(place: int | None) -> None:
            if place is not None:
                self.table.show_place(place)
            elif self.filter.bar.is_filtering() and record == self.table.chosen():
                self.filter.bar.clear()
                self.show_place_of(record)

        self._desk.ask(lambda vault: records.place(vault, kind, query, record), show, key=(self, "place"))

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Ask for the chosen record to be deleted by key."""
        pressed = event.type() == QEvent.Type.KeyPress and isinstance(event, QKeyEvent)
        if pressed and event.key() == Qt.Key.Key_Delete and watched is self.table.view:  # pyright: ignore[reportAttributeAccessIssue]
            self.delete_wanted.emit(self.table.chosen())
            return True
        return super().eventFilter(watched, event)

    def _with_you(self, columns: Sequence[TableColumn]) -> Sequence[TableColumn]:
        """Say "you" in the first column of whoever works here."""
        first, *others = columns
        return [replace(first, text=lambda row: self._desk.me.title(row.id, first.text(row))), *others]

    def _fetch(self, request: RowsRequest, answer: Callable[[RowPage], None]) -> None:
        query, page_of = self.filter.query(request.sort, descending=request.descending), self._page_of
        self._desk.ask(
            lambda vault: page_of(vault, query, request.offset, request.limit),
            lambda page: answer(row_page(page, self._desk.me)),
            key=(self, "page", request.offset),
        )


def _refers(kind: RecordType, name: str) -> bool:
    return name in kind.attributes and kind.attributes[name].target is not None
