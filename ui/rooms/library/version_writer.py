"""Where the next version of a text is written, or taken from a file; nothing is kept before it is saved."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QHBoxLayout, QLineEdit, QPlainTextEdit, QVBoxLayout, QWidget

from app.i18n import _
from app.problems import Problem
from ui.theme.metrics import current_metrics
from ui.widgets.buttons import button
from ui.widgets.labels import label
from ui.widgets.problem_banner import ProblemBanner


class VersionWriter(QWidget):
    """Ctrl+Enter saves, Escape goes back; what was written stays here until it is saved."""

    saved = Signal(str, str)  # the text, what is new
    left = Signal()
    file_wanted = Signal()

    def __init__(self) -> None:
        """Start empty."""
        super().__init__()
        metrics = current_metrics()
        self._for = ""
        self._begun = "", ""
        column = QVBoxLayout(self)
        column.setContentsMargins(metrics.px(24), metrics.px(12), metrics.px(24), metrics.px(16))
        column.setSpacing(metrics.px(8))
        head = QHBoxLayout()
        self.title = label("", "heading", wrap=True)
        head.addWidget(self.title, 1)
        head.addWidget(button(_("From a file"), self.file_wanted.emit, kind="quiet", icon="open"))
        column.addLayout(head)
        self.banner = ProblemBanner()
        column.addWidget(self.banner)
        words = _("Markdown: # heading, *emphasis*, - list, > quotation. HTML is shown as text.")
        column.addWidget(label(words, "muted", wrap=True))
        self.text = QPlainTextEdit()
        self.text.setAccessibleName(_("Text of the new version"))
        self.text.setTabChangesFocus(True)
        column.addWidget(self.text, 1)
        self.news = QLineEdit()
        self.news.setAccessibleName(_("What is new"))
        self.news.setPlaceholderText(_("What is new, in a few words"))
        column.addWidget(self.news)
        row = QHBoxLayout()
        row.addWidget(label(_("Once saved, a version never changes."), "muted", wrap=True), 1)
        self.cancel = button(_("Cancel"), self.left.emit, kind="quiet")
        self.save = button(_("Save the version"), self._save, kind="primary", tip=_("Key: Ctrl+Enter"))
        row.addWidget(self.cancel)
        row.addWidget(self.save)
        column.addLayout(row)

    def begin(self, document: str, title: str, text: str, news: str = "") -> None:
        """Write on from a text; what was being written for the same document is kept."""
        self.title.setText(title)
        self.banner.dismiss()
        if document != self._for:
            self._for = document
            self.text.setPlainText(text)
            self.news.setText(news)
            self._begun = text, news
        self.save.setEnabled(True)
        self.text.setFocus(Qt.FocusReason.OtherFocusReason)

    def take(self, text: str, news: str) -> None:
        """Take a text from elsewhere, such as a file or two heads that were joined."""
        self.text.setPlainText(text)
        self.news.setText(news)

    def written(self) -> tuple[str, str] | None:
        """Give the text and what is new in it, if anything was written."""
        now = self.text.toPlainText(), self.news.text()
        return now if self._for and now != self._begun else None

    def forget(self) -> None:
        """Let go of what was written, because it was saved or given up."""
        self._for = ""
        self.text.clear()
        self.news.clear()

    def complain(self, problem: Problem) -> None:
        """Say what is wrong with it."""
        self.save.setEnabled(True)
        self.banner.show_problem(problem)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Save on Ctrl+Enter, leave on Escape."""
        enter = event.key() in {Qt.Key.Key_Return, Qt.Key.Key_Enter}
        if enter and event.modifiers() & Qt.KeyboardModifier.ControlModifier:
            self._save()
        elif event.key() == Qt.Key.Key_Escape:
            self.left.emit()
        else:
            super().keyPressEvent(event)

    def _save(self) -> None:
        """Hand it over once."""
        if self.save.isEnabled():
            self.save.setEnabled(False)
            self.saved.emit(self.text.toPlainText(), self.news.text().strip())
