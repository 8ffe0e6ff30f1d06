"""The first rows as the records would look: the quickest way to see whether the columns are right."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QFrame, QGridLayout, QScrollArea, QVBoxLayout, QWidget

from app.i18n import _
from app.services.tables.importing import ImportPlan, RowPreview
from ui.theme.metrics import current_metrics
from ui.widgets.labels import label

_COLUMNS = 2


class FirstRows(QScrollArea):
    """A card for each, two side by side."""

    def __init__(self) -> None:
        """Start without rows."""
        super().__init__()
        self.setWidgetResizable(True)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setAccessibleName(_("First rows"))

    def show_plan(self, plan: ImportPlan) -> None:
        """Show what the first rows become."""
        metrics = current_metrics()
        holder = QWidget()
        holder.setProperty("surface", "surface")
        outer = QVBoxLayout(holder)
        outer.setContentsMargins(0, 0, metrics.px(12), metrics.px(12))
        grid = QGridLayout()
        grid.setSpacing(metrics.px(12))
        for place, preview in enumerate(plan.preview):
            grid.addWidget(_card(preview), place // _COLUMNS, place % _COLUMNS, Qt.AlignmentFlag.AlignTop)
        for column in range(_COLUMNS):
            grid.setColumnStretch(column, 1)
        outer.addLayout(grid)
        outer.addStretch()
        self.setWidget(holder)


def _card(preview: RowPreview) -> QFrame:
    """Write one record."""
    metrics = current_metrics()
    card = QFrame()
    card.setProperty("surface", "card")
    column = QVBoxLayout(card)
    column.setContentsMargins(metrics.px(12), metrics.px(8), metrics.px(12), metrics.px(12))
    column.setSpacing(metrics.px(4))
    column.addWidget(label(preview.title, "strong", wrap=True))
    grid = QGridLayout()
    grid.setHorizontalSpacing(metrics.px(12))
    grid.setVerticalSpacing(metrics.px(2))
    grid.setColumnStretch(1, 1)
    for row, (name, text) in enumerate(preview.fields):
        grid.addWidget(label(name, "small"), row, 0, Qt.AlignmentFlag.AlignTop)
        grid.addWidget(label(text, wrap=True), row, 1)
    column.addLayout(grid)
    card.setAccessibleName(_("Line {line}: {title}").format(line=preview.line, title=preview.title))
    return card
