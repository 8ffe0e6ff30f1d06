"""A layout that sets its items like words: next to each other, and on the next line when there is no room."""

from __future__ import annotations

from PySide6.QtCore import QMargins, QPoint, QRect, QSize, Qt
from PySide6.QtWidgets import QLayout, QLayoutItem, QWidget


class FlowLayout(QLayout):
    """Lays chips out in lines; in a right-to-left window from the right. What can grow takes the rest of its line."""

    def __init__(self, parent: QWidget | None = None, *, spacing: int = 4) -> None:
        """Start empty."""
        super().__init__(parent)
        self.setContentsMargins(QMargins(0, 0, 0, 0))
        self.setSpacing(spacing)
        self._items: list[QLayoutItem] = []

    def addItem(self, item: QLayoutItem) -> None:
        """Put an item at the end."""
        self._items.append(item)

    def insert(self, index: int, widget: QWidget) -> None:
        """Put a widget before the item at an index."""
        self.addWidget(widget)
        self._items.insert(index, self._items.pop())
        self.invalidate()

    def count(self) -> int:
        """Count the items."""
        return len(self._items)

    def itemAt(self, index: int) -> QLayoutItem | None:
        """Give an item, or None past the end, as Qt wants it."""
        return self._items[index] if 0 <= index < len(self._items) else None

    def takeAt(self, index: int) -> QLayoutItem | None:
        """Take an item out."""
        return self._items.pop(index) if 0 <= index < len(self._items) else None

    def expandingDirections(self) -> Qt.Orientation:
        """Take no more room than is needed."""
        return Qt.Orientation(0)

    def hasHeightForWidth(self) -> bool:
        """Be as high as the lines are many."""
        return True

    def heightForWidth(self, width: int) -> int:
        """Count the lines at a width."""
        return self._place(QRect(0, 0, width, 0), really=False)

    def setGeometry(self, rect: QRect) -> None:
        """Place the items."""
        super().setGeometry(rect)
        self._place(rect, really=True)

    def sizeHint(self) -> QSize:
        """Ask for the least."""
        return self.minimumSize()

    def minimumSize(self) -> QSize:
        """Ask for room for the widest item."""
        size = QSize()
        for item in self._items:
            size = size.expandedTo(item.minimumSize())
        margins = self.contentsMargins()
        return size + QSize(margins.left() + margins.right(), margins.top() + margins.bottom())

    def _place(self, rect: QRect, *, really: bool) -> int:
        """Go through the lines, and give the height they need."""
        area = rect.marginsRemoved(self.contentsMargins())
        parent = self.parentWidget()
        mirrored = parent is not None and parent.layoutDirection() == Qt.LayoutDirection.RightToLeft
        x, y, line = 0, area.y(), 0
        row: list[tuple[QLayoutItem, QRect]] = []
        for item in self._items:
            widget = item.widget()
            if widget is not None and widget.isHidden():
                continue
            size = item.sizeHint().boundedTo(QSize(max(area.width(), 1), 16_777_215))
            greedy = bool(item.expandingDirections() & Qt.Orientation.Horizontal)
            needed = item.minimumSize().width() if greedy else size.width()
            if x and x + needed > area.width():
                _set(row, line, really=really)
                x, y, line, row = 0, y + line + self.spacing(), 0, []
            if greedy:
                size.setWidth(max(area.width() - x, needed))
            left = area.right() - x - size.width() + 1 if mirrored else area.x() + x
            row.append((item, QRect(QPoint(left, y), size)))
            x += size.width() + self.spacing()
            line = max(line, size.height())
        _set(row, line, really=really)
        margins = self.contentsMargins()
        return y + line - rect.y() + margins.bottom()


def _set(row: list[tuple[QLayoutItem, QRect]], height: int, *, really: bool) -> None:
    """Set the items of one line, each in the middle of its height."""
    for item, rect in row if really else ():
        item.setGeometry(rect.translated(0, (height - rect.height()) // 2))
