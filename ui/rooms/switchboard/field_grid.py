"""The field of play: a grid of what is needed, offered, used and idle this week, by category."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QAbstractItemView, QHeaderView, QTableWidget, QTableWidgetItem, QVBoxLayout, QWidget

from app.capabilities.projects.field import ProjectsInField
from app.i18n import N_, _
from ui.theme.metrics import current_metrics
from ui.widgets.labels import label
from ui.widgets.plain_table import PlainTable

_HEADS = (N_("Category"), N_("Needed"), N_("Offered"), N_("Used"), N_("Idle"), N_("Needs nobody can meet"))


class FieldGrid(QWidget):
    """One row for each category; figures stand at the end of their cells. Below it how the projects stand."""

    project_wanted = Signal(str, bool)  # the first of the projects of a row, and whether the row is a gap

    def __init__(self) -> None:
        """Start empty."""
        super().__init__()
        margin = current_metrics().px(16)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(margin, margin, margin, margin)
        self.as_of = label("", "muted")
        layout.addWidget(self.as_of)
        self.table = QTableWidget(0, len(_HEADS))
        self.table.setAccessibleName(_("Field of play"))
        self.table.setHorizontalHeaderLabels([_(head) for head in _HEADS])
        self.table.horizontalHeader().setSectionResizeMode(QHeaderView.ResizeMode.Stretch)
        self.table.verticalHeader().hide()
        self.table.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.table.setShowGrid(False)
        layout.addWidget(self.table, 3)
        self.heading = label(_("Projects"), "section")
        layout.addWidget(self.heading)
        heads = (_("How they stand"), _("How many"), _("Which"))
        self.projects = PlainTable(heads, _("How the projects stand; Enter shows the first"), narrow=(0, 1))
        self.projects.on_key(self._open, Qt.Key.Key_Return, Qt.Key.Key_Enter)
        self.projects.cellDoubleClicked.connect(lambda *_place: self._open())
        self._rows: Sequence[ProjectsInField] = ()
        layout.addWidget(self.projects, 2)

    def show_rows(self, rows: Sequence[tuple[str, ...]], as_of: str) -> None:
        """Show the figures of this week."""
        self.as_of.setText(_("This week, as this laptop knows it at {time}").format(time=as_of))
        self.table.setRowCount(len(rows))
        for place, row in enumerate(rows):
            for column, words in enumerate(row):
                item = QTableWidgetItem(words)
                side = Qt.AlignmentFlag.AlignTrailing if column else Qt.AlignmentFlag.AlignLeading
                item.setTextAlignment(side | Qt.AlignmentFlag.AlignVCenter)
                self.table.setItem(place, column, item)

    def show_projects(self, rows: Sequence[ProjectsInField]) -> None:
        """Show how the projects stand, gaps in the colour of attention."""
        self._rows = rows
        self.heading.setVisible(bool(rows))
        self.projects.setVisible(bool(rows))
        self.projects.fill(
            [(each.words, f"{len(each.projects):n}", ", ".join(name for _id, name in each.projects)) for each in rows]
        )
        for place, each in enumerate(rows):
            self.projects.mark(place, (0, 1) if each.gap else ())

    def _open(self) -> None:
        """Tell which project to show."""
        place = self.projects.currentRow()
        if 0 <= place < len(self._rows):
            self.project_wanted.emit(self._rows[place].projects[0][0], self._rows[place].gap)
