"""What is done with notes on a text: made on the passage that is chosen, confirmed, put, answered, taken back."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QObject

from app.capabilities.library import notes
from app.capabilities.library.shelf import OpenedDocument
from app.i18n import _
from ui.frame.desk import Desk, Verb
from ui.rooms.library.asking import Asking, Values

if TYPE_CHECKING:
    from ui.rooms.library.documents_page import DocumentsPage

_LONGEST = 60


class Noting(QObject):
    """Works on the document that its page has open; without a note, on the one that was chosen last."""

    def __init__(self, desk: Desk, page: DocumentsPage, asking: Asking) -> None:
        """Take the page and the forms."""
        super().__init__(page)
        self._desk, self._page, self._asking = desk, page, asking

    def annotate(self) -> None:
        """Ask for a note on the passage that is chosen."""
        page = self._page
        start, end = page.text.chosen_passage()
        if page.open is None or not page.open.version:
            return
        if end <= start:
            self._desk.say(_("Choose a passage of the text first, with the mouse or with Shift and the arrows."))
            return
        self.annotate_at(page.open, start, end)

    def annotate_at(self, found: OpenedDocument, start: int, end: int) -> None:
        """Ask for a note on a passage."""
        page, version, words = self._page, found.version, " ".join(found.text[start:end].split())
        fields = [self._asking.field("annotation", name) for name in ("kind", "text")]

        def keep(values: Values) -> Verb:
            return lambda vault: notes.annotate_at(vault, version, start, end, values)

        short = words if len(words) < _LONGEST else f"{words[: _LONGEST - 3]}…"
        form = self._asking.ask(
            page.side.notes, "annotation", fields, keep, done=_("Note it"), heading=f"“{short}”", said=_("Noted."),
            values={"kind": "question"}, kept_as=f"note {version} {start} {end}",
        )  # fmt: skip
        form.editors["text"].setFocus()

    def confirm(self, note: str = "") -> None:
        """Say that a note that moved stands where it was found."""
        found, opened = self._page.find_note(note or self._page.note), self._page.open
        if found is not None and opened is not None:
            identity, version = found.id, opened.version
            self._desk.do(lambda vault: notes.confirm(vault, identity, version), _("Confirmed."))

    def put(self, note: str = "") -> None:
        """Put a note on the passage that is chosen."""
        found, opened = self._page.find_note(note or self._page.note), self._page.open
        start, end = self._page.text.chosen_passage()
        if found is None or opened is None:
            return
        if end <= start:
            self._desk.say(_("Choose the passage it belongs to first, then put the note there."))
            return
        version, identity = opened.version, found.id
        self._desk.do(lambda vault: notes.put(vault, identity, version, start, end), _("Put in its place."))

    def answer(self, note: str = "") -> None:
        """Ask for the answer to a note."""
        found = self._page.find_note(note or self._page.note)
        if found is None:
            return
        identity, field = found.id, self._asking.field("annotation", "answer", required=True)

        def keep(values: Values) -> Verb:
            return lambda vault: notes.answer(vault, identity, str(values.get("answer") or ""))

        self._asking.ask(
            self._page.side.notes, "annotation", [field], keep, done=_("Answer"), heading=found.text,
            said=_("Answered."), kept_as=f"answer {identity}",
        )  # fmt: skip

    def withdraw(self, note: str) -> None:
        """Take a note back; it stays where it is, and says so."""
        self._desk.do(lambda vault: notes.withdraw(vault, note), _("Taken back."))
