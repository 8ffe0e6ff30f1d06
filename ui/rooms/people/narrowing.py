"""What narrows the list of people beside words and chips: a filter clicked together or saved; and bulk edit."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QEvent, QObject, Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QHBoxLayout, QLineEdit, QScrollArea, QVBoxLayout, QWidget

from app.i18n import _
from app.services.records import filtering, records
from app.services.records.filtering import NamedFilter
from app.services.records.records import Query
from ui.frame.desk import Desk
from ui.records.bulk_pane import BulkPane
from ui.records.filter_builder import FilterBuilder
from ui.theme.metrics import current_metrics
from ui.widgets.buttons import button, icon_button
from ui.widgets.combo import ComboBox
from ui.widgets.labels import label

_HEIGHT = 300


class Narrowing(QWidget):
    """Tells when the filter changes; shows the builder, or the line for changing all, where it is asked to."""

    changed = Signal()
    left = Signal()

    def __init__(self, desk: Desk, kind: str) -> None:
        """Take the desk and the kind of record."""
        super().__init__()
        self._desk, self._kind, self._words, self._filter = desk, kind, "", ""
        self.saved: Sequence[NamedFilter] = ()
        metrics = current_metrics()
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(metrics.px(6))
        self.builder = FilterBuilder(desk.registry, kind)
        self.builder.changed.connect(self._on_built)
        self.builder.counts_wanted.connect(self._ask_counts)
        self.area = QScrollArea()
        self.area.setWidgetResizable(True)
        self.area.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        inside = QWidget()
        inside.setProperty("surface", "surface")
        column = QVBoxLayout(inside)
        column.setContentsMargins(0, 0, metrics.px(8), 0)
        column.addWidget(self.builder)
        column.addStretch()
        self.area.setWidget(inside)
        self.area.setMaximumHeight(metrics.px(_HEIGHT))
        self.area.setMinimumHeight(metrics.px(120))
        layout.addLayout(self._saving())
        layout.addWidget(self.area)
        self.bulk = BulkPane(desk, desk.registry, kind)
        self.bulk.closed.connect(lambda: self.show_bulk(False))
        layout.addWidget(self.bulk)
        self.bulk.hide()
        self.show_builder(False)
        self.installEventFilter(self)

    def _saving(self) -> QHBoxLayout:
        """Make the line of saved filters."""
        self.choice = ComboBox(_("Saved filters"))
        self.choice.setPlaceholderText(_("Saved filters"))
        self.choice.setSizeAdjustPolicy(ComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon)
        self.choice.setMinimumContentsLength(10)
        self.choice.activated.connect(self._on_chosen)
        self.name = QLineEdit()
        self.name.setPlaceholderText(_("Save under a name"))
        self.name.setAccessibleName(_("Save this filter under a name"))
        self.name.returnPressed.connect(self.save)
        self.save_button = button(_("Save"), self.save, kind="quiet", icon="save")
        self.delete_button = icon_button("delete", _("Delete the saved filter"), self.delete)
        self.clear_button = button(_("Take off"), self.clear, kind="quiet")
        self._line = QWidget()
        line = QHBoxLayout(self._line)
        line.setContentsMargins(0, 0, 0, 0)
        line.addWidget(self.choice, 2)
        line.addWidget(self.delete_button)
        line.addWidget(self.name, 2)
        line.addWidget(self.save_button)
        line.addWidget(self.clear_button)
        whole = QHBoxLayout()
        whole.addWidget(self._line)
        self.note = label("", "muted")
        self.note.hide()
        whole.addWidget(self.note)
        return whole

    def filter(self) -> str:
        """Give the filter that is on: the last one that could be read."""
        return self._filter

    def show_builder(self, shown: bool) -> None:
        """Show or hide the builder; the filter stays on."""
        self.area.setVisible(shown)
        self._line.setVisible(shown)
        self.setVisible(shown or self.bulk.isVisibleTo(self))
        if shown:
            self.refresh()
            self.builder.start()

    def builder_shown(self) -> bool:
        """Say whether the builder is open."""
        return self.area.isVisibleTo(self)

    def show_bulk(self, shown: bool) -> None:
        """Show or hide the line that changes all."""
        self.bulk.setVisible(shown)
        self.setVisible(shown or self.builder_shown())
        if shown:
            self.bulk.show_query(self.bulk.query)
            self.bulk.field.setFocus(Qt.FocusReason.OtherFocusReason)

    def show_query(self, query: Query) -> None:
        """Be about another list: count anew."""
        self._words = query.words
        self.bulk.show_query(query)
        if self.builder_shown():
            self.builder.ask_counts()

    def refresh(self) -> None:
        """Fetch the saved filters and their counts."""
        self._desk.ask(lambda vault: filtering.saved(vault, self._kind), self._show_saved, key=(self, "saved"))
        if self.builder_shown():
            self.builder.ask_counts()

    def clear(self) -> None:
        """Take the filter off."""
        self.choice.setCurrentIndex(-1)
        self.builder.clear()

    def save(self) -> None:
        """Save the filter, and the words typed, under a name."""
        name = self.name.text().strip() or self.choice.currentText().rpartition("  ")[0]
        query = Query(self._words, self.filter())
        if not name or not (query.where or query.words):
            self._desk.say(_("Click a filter together and give it a name."))
            return
        self._desk.do(
            lambda vault: filtering.save(vault, self._kind, name, query), done=lambda _changed: self.name.clear()
        )

    def delete(self) -> None:
        """Delete the chosen saved filter; Undo brings it back."""
        place = self.choice.currentIndex()
        if 0 <= place < len(self.saved):
            record = self.saved[place].id
            self._desk.do(lambda vault: records.delete(vault, record))

    def use(self, name: str) -> None:
        """Put a saved filter on by its name."""
        for place, each in enumerate(self.saved):
            if each.name == name:
                self.choice.setCurrentIndex(place)
                self._on_chosen(place)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Leave with Escape."""
        if event.type() == QEvent.Type.KeyPress and isinstance(event, QKeyEvent) and event.key() == Qt.Key.Key_Escape:
            self.show_bulk(False)
            self.show_builder(False)
            self.left.emit()
            return True
        return super().eventFilter(watched, event)

    def _on_built(self) -> None:
        """Put on what was clicked together, if it can be read already."""
        text = self.builder.text()
        self._desk.ask(
            lambda vault: filtering.check(vault, self._kind, text),
            self._on_read,
            failed=lambda problem: self.builder.complain(problem.what),
            key=(self, "check"),
        )

    def _on_read(self, text: str) -> None:
        """Put a filter on."""
        self.builder.complain("")
        self._filter = text
        self.changed.emit()

    def _on_chosen(self, place: int) -> None:
        """Put a saved filter on."""
        if 0 <= place < len(self.saved):
            self.builder.set_text(self.saved[place].filter)

    def _show_saved(self, found: Sequence[NamedFilter]) -> None:
        """Offer the saved filters with their counts."""
        here = self.choice.currentIndex()
        chosen = self.saved[here].id if 0 <= here < len(self.saved) else ""
        self.saved = found
        self.choice.clear()
        for each in found:
            self.choice.addItem(f"{each.name}  {'?' if each.count is None else format(each.count, 'n')}", each.id)
        self.choice.setCurrentIndex(self.choice.findData(chosen))
        self.choice.setEnabled(bool(found))
        self.delete_button.setVisible(bool(found))

    def _ask_counts(self, filters: Sequence[str]) -> None:
        """Count what each piece of the filter leaves."""
        words = self._words
        self._desk.ask(
            lambda vault: filtering.counts_of(vault, self._kind, words, filters),
            self.builder.show_counts,
            key=(self, "counts"),
        )
