"""What stands beside the list while no project is chosen: what needs somebody, and where the group stands."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QPalette
from PySide6.QtWidgets import QFrame, QListWidget, QListWidgetItem, QVBoxLayout, QWidget

from app.capabilities.projects.overview import GlanceView
from app.i18n import _
from ui.theme.metrics import current_metrics
from ui.widgets.empty_state import EmptyState
from ui.widgets.labels import label, set_property
from ui.widgets.tips import plain_tip

_PLACE = Qt.ItemDataRole.UserRole


class Overview(QFrame):
    """Lines under headings; Enter or a double click opens the record of one."""

    opened = Signal(str, str)  # kind, id

    def __init__(self, hint: EmptyState) -> None:
        """Start with the hint, which stays while there is nothing to say."""
        super().__init__()
        metrics = current_metrics()
        layout = QVBoxLayout(self)
        layout.setContentsMargins(metrics.px(16), metrics.px(16), metrics.px(16), 0)
        layout.setSpacing(metrics.px(8))
        self.title = label(_("At a glance"), "title")
        self.list = QListWidget()
        self.list.setFrameShape(QFrame.Shape.NoFrame)
        self.list.setAccessibleName(_("Projects at a glance"))
        self.list.setWordWrap(True)
        self.list.setSpacing(metrics.px(2))
        self.list.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.list.itemActivated.connect(self._open)
        self.hint: QWidget = hint
        layout.addWidget(self.title)
        layout.addWidget(self.list, 1)
        layout.addWidget(hint, 1)
        self.show_views(())

    def show_views(self, views: Sequence[GlanceView]) -> None:
        """Show what there is."""
        self.list.clear()
        for view in views:
            self._add_heading(view)
            for line in view.lines:
                mark = "● " if line.attention else ""
                item = QListWidgetItem(f"{mark}{line.what}\n{line.more}" if line.more else f"{mark}{line.what}")
                item.setData(_PLACE, (line.kind, line.record))
                item.setToolTip(plain_tip(line.more))
                if not line.record:
                    item.setFlags(Qt.ItemFlag.ItemIsEnabled)
                self.list.addItem(item)
            if view.left:
                more = QListWidgetItem(_("and {n} more").format(n=view.left))
                more.setFlags(Qt.ItemFlag.NoItemFlags)
                self.list.addItem(more)
        self.title.setVisible(bool(views))
        self.list.setVisible(bool(views))
        self.hint.setVisible(not views)
        set_property(self, "role", "")

    def _add_heading(self, view: GlanceView) -> None:
        """Put a heading above the lines of a view."""
        item = QListWidgetItem(view.heading)
        font = self.list.font()
        font.setBold(True)
        item.setFont(font)
        item.setForeground(self.list.palette().color(QPalette.ColorRole.PlaceholderText))
        item.setFlags(Qt.ItemFlag.ItemIsEnabled)
        self.list.addItem(item)

    def _open(self, item: QListWidgetItem) -> None:
        """Open what a line is about."""
        kind, record = item.data(_PLACE) or ("", "")
        if record:
            self.opened.emit(kind, record)
