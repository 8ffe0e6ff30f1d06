"""The page of documents: the shelf, the text to read, and its notes with the map beside it."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QStackedWidget, QVBoxLayout, QWidget

from app.capabilities.library import documents, map_view, shelf
from app.capabilities.library.comparing import compared
from app.capabilities.library.map_view import MapBoard
from app.capabilities.library.placing import LOST
from app.capabilities.library.rendering import TextPart
from app.capabilities.library.shelf import NoteLine, OpenedDocument, ShelfLine
from app.i18n import _, ngettext
from app.records.attributes import Attribute
from app.records.changes import Changed
from app.services.open_vault import Vault
from app.services.records import records
from ui.frame.desk import Desk, Verb
from ui.platform.dialogs import Dialogs
from ui.rooms.library.asking import Asking, Values
from ui.rooms.library.column import Column, beside
from ui.rooms.library.document_head import DocumentHead
from ui.rooms.library.document_more import DocumentMore
from ui.rooms.library.notes_side import NotesSide
from ui.rooms.library.noting import Noting
from ui.rooms.library.rendered_text import RenderedText
from ui.rooms.library.version_writer import VersionWriter
from ui.rooms.library.writing import VersionWriting
from ui.theme.metrics import current_metrics
from ui.widgets.empty_state import EmptyState
from ui.widgets.filling import fill
from ui.widgets.notice import Notice
from ui.widgets.side_list import SideLine, SideList

_FIELDS = ("title", "kind", "owner", "summary")


class DocumentsPage(QWidget):
    """Reads one document at a version; what is done with it stands in its own file."""

    counted = Signal(str)
    map_wanted = Signal(str)
    round_wanted = Signal(str)  # a version

    def __init__(self, desk: Desk, asking: Asking, dialogs: Dialogs) -> None:
        """Take the desk, the forms, and who asks for files."""
        super().__init__()
        self._desk, self._asking = desk, asking
        self.open: OpenedDocument | None = None
        self._version = ""  # the version asked for; empty for the latest
        self._against = ""  # the version it is compared with
        self.note = ""
        self._then: Callable[[OpenedDocument], None] | None = None  # once the document is shown
        self.shelf = SideList(_("Documents"))
        self.head = DocumentHead()
        self.text = RenderedText(_("Text of the document"))
        self.side = NotesSide()
        self.writer = VersionWriter()
        self.writing = VersionWriting(desk, self, dialogs, asking.half_written)
        self.noting = Noting(desk, self, asking)
        self.more = DocumentMore(desk, self, asking, dialogs)
        self.form = Column(_("A form"))
        self.joining = Notice("", tone="attention", icon="conflict")
        self.joining.hide()
        self.no_text = EmptyState("file", _("No text yet"), _("Write the first version, or take it from a file."))
        self.no_text.offer(_("Write the first version"), self.writing.begin, icon="add")
        self.nothing = EmptyState(
            "library", _("No documents yet"), _("A document is a text that the group works out, in versions.")
        )
        self.nothing.offer(_("New document"), self.new, icon="add")
        self.middle = QStackedWidget()
        for each in (self.text, self.no_text, self.writer, self.form):
            self.middle.addWidget(each)
        metrics = current_metrics()
        centre = QWidget()
        column = QVBoxLayout(centre)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addWidget(self.head)
        holder = QHBoxLayout()
        holder.setContentsMargins(metrics.px(24), 0, metrics.px(24), metrics.px(8))
        holder.addWidget(self.joining)
        column.addLayout(holder)
        column.addWidget(self.middle, 1)
        inside = QWidget()
        inside.setLayout(beside([(self.shelf, 0), (centre, 1), (self.side, 0)]))
        self.stack = QStackedWidget(self)
        self.stack.addWidget(inside)
        self.stack.addWidget(self.nothing)
        fill(self, self.stack)
        self._wire()

    def _wire(self) -> None:
        """Listen to list, head, text and notes."""
        self.shelf.chosen.connect(self.show_document)
        self.shelf.entered.connect(lambda: self.text.setFocus(Qt.FocusReason.OtherFocusReason))
        self.head.version_wanted.connect(self.show_version)
        self.head.compare_wanted.connect(self.compare)
        self.head.write_wanted.connect(self.writing.begin)
        self.head.review_wanted.connect(lambda: self.open and self.round_wanted.emit(self.open.version))
        self.head.print_wanted.connect(self.writing.print_text)
        self.head.menu_wanted.connect(self.more.show_menu)
        self.side.note_chosen.connect(self.choose_note)
        self.side.note_wanted.connect(self.noting.annotate)
        self.side.map_wanted.connect(lambda _node: self.map_wanted.emit(self.open.id if self.open else ""))
        self.side.made.connect(self._wire_cards)

    def _wire_cards(self) -> None:
        for card in self.side.cards:
            card.confirm_wanted.connect(self.noting.confirm)
            card.answer_wanted.connect(self.noting.answer)
            card.withdraw_wanted.connect(self.noting.withdraw)
            card.put_wanted.connect(self.noting.put)
            card.made_on_wanted.connect(self.show_version)

    # What it shows.

    def refresh(self) -> None:
        """Ask for the shelf; the open document follows."""
        self._desk.ask(shelf.shelf, self._show_shelf, key=(self, "shelf"))

    def start(self) -> None:
        """Begin at the shelf."""
        (self.nothing if self.stack.currentWidget() is self.nothing else self.shelf).setFocus(
            Qt.FocusReason.OtherFocusReason
        )

    def _show_shelf(self, lines: tuple[ShelfLine, ...]) -> None:
        """Fill the shelf, and open what was chosen."""
        rows = [
            SideLine(
                line.id,
                line.title,
                line.about,
                ngettext("{n} open note", "{n} open notes", line.open_notes).format(n=line.open_notes)
                if line.open_notes
                else "",
            )
            for line in lines
        ]
        self.counted.emit(ngettext("{n} document", "{n} documents", len(lines)).format(n=len(lines)) if lines else "")
        forming = self.middle.currentWidget() is self.form
        self.stack.setCurrentIndex(1 if not lines and not forming else 0)
        chosen = self.shelf.show_lines(rows)
        if chosen:
            same = self.open is not None and self.open.id == chosen
            self.show_document(chosen, self._version if same else "", keep=same)

    def show_document(self, document: str, version: str = "", *, keep: bool = False) -> None:
        """Open a document at a version, by default its latest; `keep` stays with what is compared."""
        self._version = version
        if not keep:
            self._against = ""
            self.note = ""
        if self.shelf.current() != document:
            self.shelf.choose(document)
        self._desk.ask(lambda vault: shelf.opened(vault, document, version), self._show_document, key=(self, "open"))
        self._desk.ask(lambda vault: map_view.board(vault, document), self._show_map, key=(self, "map"))

    def show_version(self, version: str) -> None:
        """Show another version of the open document."""
        if self.open is not None:
            self.show_document(self.open.id, version)

    def _show_document(self, found: OpenedDocument) -> None:
        """Show a text with its passages marked, and its notes beside it."""
        if self.shelf.current() != found.id:
            return
        same = self.open is not None and self.open.version == found.version and self.open.text == found.text
        self.open = found
        self.head.show_document(found)
        self._show_heads(found)
        busy = self.middle.currentWidget() in {self.writer, self.form}
        if not busy:
            self.middle.setCurrentWidget(self.text if found.version else self.no_text)
        if self._against and any(each.id == self._against for each in found.versions):
            self.compare(self._against)
        elif same and not self.head.is_comparing():
            self.text.show_notes(found.notes, self.note)
        else:
            self.text.show_parts(found.parts, found.notes)
        self.side.show_notes(found)
        if self.note:
            self.choose_note(self.note)
        then, self._then = self._then, None
        if then is not None:
            then(found)

    def go_on(self, what: str, about: str, start: int = 0, end: int = 0) -> None:
        """Open a text, and the form beside it or the version that was being written."""
        if what == "version":
            self._then = self.writing.go_on
            self.go_to("document", about)
        elif what == "answer":
            self._then = lambda _found: self.noting.answer(about)
            self.go_to("annotation", about)
        else:
            self._then = lambda found: self.noting.annotate_at(found, start, end)
            self.go_to("document_version", about)

    def _show_heads(self, found: OpenedDocument) -> None:
        """Say that two versions were written at the same time, and offer to join them."""
        self.joining.say("")
        if len(found.heads) > 1:
            numbers = ", ".join(each.label for each in found.heads)
            self.joining.say(
                _("Versions {numbers} were written at the same time. Key J joins them.").format(numbers=numbers)
            )

    def _show_map(self, found: MapBoard) -> None:
        self.side.show_map(found)

    def compare(self, other: str) -> None:
        """Show what the version in sight differs in from another; empty to read again."""
        found, self._against = self.open, other
        if found is None:
            return
        self.head.set_comparing(other)
        if not other:
            self.text.show_parts(found.parts, found.notes)
            return

        def parts(vault: Vault) -> tuple[TextPart, ...]:
            return compared(documents.version_of(vault, other).text or "", found.text)

        self._desk.ask(parts, self._show_compared, key=(self, "compare"))

    def _show_compared(self, parts: tuple[TextPart, ...]) -> None:
        if self._against:
            self.text.show_compared(parts)

    def compare_before(self) -> None:
        """Compare with the version before, or go back to reading."""
        found = self.open
        if found is None or self._against:
            self.compare("")
            return
        ids = [each.id for each in found.versions]
        place = ids.index(found.version) if found.version in ids else 0
        if place:
            self.compare(ids[place - 1])
        else:
            self._desk.say(_("This is the first version; there is nothing to compare it with."))

    def go_to(self, kind: str, record: str, version: str = "") -> None:
        """Show a document, or one of its versions or notes."""

        def show(found: tuple[str, str]) -> None:
            self.note = record if kind == "annotation" else ""
            note = self.note
            self.show_document(found[0], version or found[1])
            self.note = note

        self._desk.ask(lambda vault: shelf.home_of(vault, kind, record), show)

    # Documents.

    def new(self) -> None:
        """Ask for a new document."""
        fields = [self._asking.field("document", name) for name in _FIELDS]

        def keep(values: Values) -> Verb:
            circle = str(values.pop("circle", ""))
            return lambda vault: records.add(vault, "document", values, circle)

        me = self._desk.me.person
        self.open_form(
            "document", fields, keep, done=_("Begin the document"), heading=_("A new document"),
            said=_("Document begun."), then=self._begun, choose_circle=True,
            values={"kind": "paper", "owner": me or None}, titles={me: _("you")} if me else {},
        )  # fmt: skip

    def open_form(
        self,
        kind: str,
        fields: Sequence[Attribute],
        keep: Callable[[Values], Verb],
        *,
        done: str,
        heading: str,
        said: str,
        values: Mapping[str, object],
        titles: Mapping[str, str],
        then: Callable[[Changed], object] | None = None,
        choose_circle: bool = False,
    ) -> None:
        """Open a form where the text stands, and go back to the text once it is done with."""
        self.stack.setCurrentIndex(0)
        self.middle.setCurrentWidget(self.form)

        def finish(changed: Changed) -> None:
            self.read()
            if then is not None:
                then(changed)

        form = self._asking.ask(
            self.form, kind, fields, keep, done=done, heading=heading, said=said, values=values, titles=titles,
            then=finish, choose_circle=choose_circle,
        )  # fmt: skip
        form.cancelled.connect(self.read)

    def _begun(self, changed: Changed) -> None:
        """Go on with the text of what was begun."""
        document = changed.added[0]

        def show(lines: tuple[ShelfLine, ...]) -> None:
            self.open = None
            self._show_shelf(lines)
            self.shelf.choose(document)
            self.show_document(document)

        self._desk.ask(shelf.shelf, show)

    def read(self) -> None:
        """Go back to the text."""
        self.middle.setCurrentWidget(self.text if self.open and self.open.version else self.no_text)
        if not self.shelf.lines():
            self.stack.setCurrentWidget(self.nothing)
        self.start()

    # Notes.

    def choose_note(self, note: str) -> None:
        """Mark the passage of a note and bring it into sight."""
        found = self.find_note(note)
        if found is None or self.open is None:
            return
        self.note = note
        self.text.show_notes(self.open.notes, note)
        if found.place.state != LOST and not self._against:
            self.text.go_to(found.place.start)

    def find_note(self, identity: str) -> NoteLine | None:
        """Give a note of the open document."""
        return next((each for each in self.open.notes if each.id == identity), None) if self.open else None
