"""The room of the handbook: its pages at the leading side, the text of the chosen one beside."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QSize, Qt
from PySide6.QtGui import QTextBlockFormat, QTextCursor
from PySide6.QtWidgets import QFrame, QHBoxLayout, QListWidget, QListWidgetItem, QTextBrowser

from app.i18n import _
from app.services.handbook import HandbookPage
from ui.frame.desk import Desk
from ui.frame.room import RoomPage
from ui.rooms.handbook import SIGN
from ui.theme.metrics import current_metrics
from ui.widgets.page_header import PageHeader

_LIST_WIDTH = 240
_TEXT_WIDTH = 760
_LINE_HEIGHT = 135
_ROW_HEIGHT = 36
_INDENT = 24


class HandbookRoom(RoomPage):
    """Nothing here depends on the vault; the pages come with the program."""

    key, title, icon, shows, takes = SIGN

    def __init__(self, desk: Desk, pages: Sequence[HandbookPage]) -> None:
        """Take the pages in their order."""
        self._pages = list(pages)
        super().__init__(desk)

    def build(self) -> None:
        """Put list and text side by side."""
        metrics = current_metrics()
        self.page.addWidget(PageHeader(_("Handbook")))
        self.list = QListWidget()
        self.list.setAccessibleName(_("Pages of the handbook"))
        self.list.setFrameShape(QFrame.Shape.NoFrame)
        self.list.setFixedWidth(metrics.px(_LIST_WIDTH))
        for page in self._pages:
            item = QListWidgetItem(page.title, self.list)
            item.setSizeHint(QSize(0, metrics.px(_ROW_HEIGHT)))
        self.text = QTextBrowser()
        self.text.setAccessibleName(_("Text of the handbook page"))
        self.text.setFrameShape(QFrame.Shape.NoFrame)
        self.text.setOpenLinks(False)
        self.text.setMaximumWidth(metrics.px(_TEXT_WIDTH))
        self.text.document().setIndentWidth(metrics.px(_INDENT))
        row = QHBoxLayout()
        row.setContentsMargins(metrics.px(8), 0, metrics.px(16), metrics.px(16))
        row.setSpacing(metrics.px(24))
        row.addWidget(self.list)
        row.addWidget(self.text, 1)
        row.addStretch(0)
        self.page.addLayout(row, 1)
        self.list.currentRowChanged.connect(self._show)
        self.list.setCurrentRow(0)
        self.setFocusProxy(self.list)

    def start(self) -> None:
        """Begin in the list of pages."""
        self.list.setFocus(Qt.FocusReason.OtherFocusReason)

    def _show(self, number: int) -> None:
        """Show a page from its top, with room between its lines."""
        if not 0 <= number < len(self._pages):
            return
        self.text.setMarkdown(self._pages[number].markdown)
        space = current_metrics().px(8)
        block = self.text.document().begin()
        while block.isValid():
            spacing = QTextBlockFormat()
            spacing.setLineHeight(_LINE_HEIGHT, QTextBlockFormat.LineHeightTypes.ProportionalHeight.value)
            spacing.setTopMargin(3 * space if block.blockFormat().headingLevel() > 1 else 0)
            spacing.setBottomMargin(space)
            QTextCursor(block).mergeBlockFormat(spacing)
            block = block.next()
        self.text.moveCursor(QTextCursor.MoveOperation.Start)
