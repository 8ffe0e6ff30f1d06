"""The finder: one line that finds every record and everything that can be done."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from PySide6.QtCore import QEvent, QModelIndex, QObject, Qt, QTimer
from PySide6.QtGui import QKeyEvent, QStandardItem, QStandardItemModel
from PySide6.QtWidgets import (
    QHBoxLayout,
    QLineEdit,
    QListView,
    QWidget,
)

from app.i18n import _
from app.services.records.searching import Hit
from ui.frame.command import Command, fits
from ui.frame.found import ITEM, TAIL, FoundDelegate, keys_text
from ui.frame.overlay import Overlay
from ui.theme.metrics import current_metrics
from ui.widgets.empty_state import IconBadge
from ui.widgets.labels import hairline, label

Search = Callable[[str, Callable[[Sequence[Hit]], object]], None]
_PAUSE_MS = 30
_MOST_COMMANDS = 8
_LINES = 10


class Finder(Overlay):
    """Opens over the window; what is chosen is done or opened, and the finder goes."""

    def __init__(
        self,
        parent: QWidget,
        search: Search,
        commands: Callable[[], Sequence[Command]],
        open_record: Callable[[str, str], object],
        kind_name: Callable[[str], str],
    ) -> None:
        """Take how to find records, what can be done just now, how to open a record, and what its kind is called."""
        super().__init__(parent, width=640, top=64)
        self._search, self._commands = search, commands
        self._open_record, self._kind_name = open_record, kind_name
        self._asked = 0
        self.setAccessibleName(_("Search or do anything"))
        metrics = current_metrics()
        top = QHBoxLayout()
        top.setContentsMargins(metrics.px(16), 0, metrics.px(16), 0)
        top.addWidget(IconBadge("search", side=18, role="muted"))
        self.line = QLineEdit()
        self.line.setProperty("place", "finder")
        self.line.setPlaceholderText(_("Search or do anything…"))
        self.line.setAccessibleName(_("Search or do anything"))
        self.line.installEventFilter(self)
        top.addWidget(self.line, 1)
        self.body.addLayout(top)
        self.body.addWidget(hairline())
        self.found = QStandardItemModel(self)
        self.list = QListView()
        self.list.setProperty("role", "options")
        self.list.setAccessibleName(_("Found"))
        self.list.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.list.setModel(self.found)
        self.list.setItemDelegate(FoundDelegate(self.list))
        self.list.setUniformItemSizes(True)
        self.list.clicked.connect(self._choose)
        self.nothing = label(_("Nothing found."), "muted")
        self.nothing.setContentsMargins(metrics.px(16), metrics.px(12), metrics.px(16), metrics.px(8))
        self.body.addWidget(self.nothing)
        self.body.addWidget(self.list, 1)
        self.body.setContentsMargins(0, 0, 0, metrics.px(6))
        self._pause = QTimer(self, singleShot=True, interval=_PAUSE_MS)
        self._pause.timeout.connect(self._ask)
        self.line.textChanged.connect(self._on_typed)

    def open(self) -> None:
        """Come forward with an empty line."""
        self.line.clear()
        self._asked += 1
        self._show([])
        super().open()
        self.line.setFocus(Qt.FocusReason.PopupFocusReason)

    def panel_height(self) -> int:
        """Be as high as what was found."""
        metrics = current_metrics()
        lines = min(max(self.found.rowCount(), 1), _LINES)
        return metrics.px(64) + lines * metrics.px(36)

    def items(self) -> list[Command | Hit]:
        """Give what is offered now."""
        return [self.found.item(row).data(ITEM) for row in range(self.found.rowCount())]

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Let the arrows walk through the list while the line has the keyboard."""
        if watched is self.line and event.type() == QEvent.Type.KeyPress and isinstance(event, QKeyEvent):
            step = {
                Qt.Key.Key_Down: 1,
                Qt.Key.Key_Up: -1,
                Qt.Key.Key_PageDown: _LINES,
                Qt.Key.Key_PageUp: -_LINES,
            }.get(Qt.Key(event.key()), 0)
            if step:
                row = min(max(self.list.currentIndex().row() + step, 0), self.found.rowCount() - 1)
                self.list.setCurrentIndex(self.found.index(row, 0))
                return True
            if event.key() in {Qt.Key.Key_Return, Qt.Key.Key_Enter}:
                self._choose(self.list.currentIndex())
                return True
            if event.key() == Qt.Key.Key_Tab:
                return True
        return super().eventFilter(watched, event)

    def _on_typed(self, text: str) -> None:
        """Offer commands at once, records as soon as they are found."""
        if not text.strip():
            self._asked += 1
            self._show([])
            return
        self._pause.start()

    def _ask(self) -> None:
        """Ask for records; an answer to an older question is dropped."""
        self._asked += 1
        number = self._asked
        words = self.line.text().strip()
        if words:
            self._search(words, lambda hits: self._show(hits) if number == self._asked else None)

    def _show(self, hits: Sequence[Hit]) -> None:
        """List commands that fit best, records, and other commands."""
        words = self.line.text().strip()
        commands = [each for each in self._commands() if each.run != self.open and fits(each, words)][
            : _MOST_COMMANDS if words else 40
        ]
        self.found.clear()
        for item in (*hits, *commands):
            row = QStandardItem(item.title if isinstance(item, Hit) else item.name)
            row.setData(item, ITEM)
            row.setData(self._tail(item), TAIL)
            row.setEditable(False)
            self.found.appendRow(row)
        self.list.setCurrentIndex(self.found.index(0, 0))
        self.list.setVisible(self.found.rowCount() > 0)
        self.nothing.setVisible(self.found.rowCount() == 0)
        if self.isVisible():
            self.arrange()

    def _tail(self, item: Command | Hit) -> str:
        """Say at the end of a line what kind of thing it is."""
        return self._kind_name(item.kind) if isinstance(item, Hit) else keys_text(item)

    def _choose(self, index: QModelIndex) -> None:
        """Do it, or open it."""
        item = index.data(ITEM) if index.isValid() else None
        if item is None:
            return
        self.close_overlay()
        if isinstance(item, Hit):
            self._open_record(item.kind, item.id)
        elif isinstance(item, Command):
            item.run()
