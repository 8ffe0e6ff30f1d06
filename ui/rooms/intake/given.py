"""What is given to the room of intake: a text that is pasted or a file, and what holds for all of its rows."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QTextCursor
from PySide6.QtWidgets import QHBoxLayout, QLineEdit, QPlainTextEdit, QStackedWidget, QVBoxLayout, QWidget

from app.capabilities.people.intake_changes import BatchTerms
from app.i18n import _
from app.records.consents import WAYS
from ui.widgets.buttons import button
from ui.widgets.combo import ComboBox
from ui.widgets.labels import label


class BatchTermsLine(QWidget):
    """How all of a batch came, and what they said yes to."""

    typed = Signal()
    chosen = Signal()

    def __init__(self) -> None:
        """Start with nothing said."""
        super().__init__()
        line = QHBoxLayout(self)
        line.setContentsMargins(0, 0, 0, 0)
        self.source = QLineEdit()
        self.source.setPlaceholderText(_("How they came: the stall, a friend, …"))
        self.source.setAccessibleName(_("How these people came"))
        self.consent = ComboBox(_("Did they say yes to being kept and invited"))
        self.consent.addItem(_("Consent: not noted"), "")
        for code, text in WAYS.items():
            self.consent.addItem(_("Consent: {how}").format(how=_(text).lower()), code)
        self.source.textChanged.connect(lambda _text: self.typed.emit())
        self.consent.currentIndexChanged.connect(lambda _index: self.chosen.emit())
        line.addWidget(self.source, 2)
        line.addWidget(self.consent, 1)
        line.addStretch(2)

    def terms(self) -> BatchTerms:
        """Give what was said."""
        return BatchTerms(self.source.text().strip(), str(self.consent.currentData() or ""))


class GivenPane(QStackedWidget):
    """The text, or the name of the file in its place; the file waits here until it is forgotten."""

    typed = Signal()

    def __init__(self, forget_file: Callable[[], object]) -> None:
        """Start with an empty text; take what goes back to it from a file."""
        super().__init__()
        self.file: tuple[str, bytes] | None = None
        self.text = QPlainTextEdit()
        self.text.setAccessibleName(_("What was pasted"))
        self.text.setTabChangesFocus(True)
        self.text.setLineWrapMode(QPlainTextEdit.LineWrapMode.NoWrap)
        self.text.textChanged.connect(self.typed.emit)
        self.addWidget(self.text)
        page = QWidget()
        column = QVBoxLayout(page)
        column.setContentsMargins(0, 0, 0, 0)
        self.file_name = label("", "strong", wrap=True)
        self.file_note = label("", "muted", wrap=True)
        column.addWidget(self.file_name)
        column.addWidget(self.file_note)
        column.addWidget(button(_("Paste instead"), forget_file, kind="quiet"), 0, Qt.AlignmentFlag.AlignLeading)
        column.addStretch()
        self.addWidget(page)

    def take_file(self, file: tuple[str, bytes] | None) -> None:
        """Show a file, or the text again."""
        self.file = file
        if file is not None:
            self.file_name.setText(file[0])
        self.show_for(pasting=True)

    def show_for(self, *, pasting: bool) -> None:
        """Show the file if there is one and a list is given, else the text; an example says what that may be."""
        self.setCurrentIndex(int(pasting and self.file is not None))
        self.text.setPlaceholderText(
            "Ada Lovelace, ada@example.org, 030 1234567\nBo  (0170) 765 43 21  can drive"
            if pasting
            else "K7QF2M c\nP3XW9A n\nNoor Haddad, 030 7654321"
        )

    def point_at(self, line: int) -> None:
        """Bring a line of the text into sight, unless somebody types there."""
        if not self.text.hasFocus():
            self.text.setTextCursor(QTextCursor(self.text.document().findBlockByNumber(line - 1)))
            self.text.ensureCursorVisible()
