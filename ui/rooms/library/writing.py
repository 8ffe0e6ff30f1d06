"""What makes versions of a document: writing on, a file, joining two heads, an old version again; and ways out."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject
from PySide6.QtGui import QGuiApplication

from app.capabilities.library import documents
from app.capabilities.library.shelf import OpenedDocument
from app.capabilities.library.versions import Joined, decoded
from app.i18n import _, ngettext
from app.records.changes import Changed
from app.services import files
from app.services.open_vault import Vault
from app.services.unfinished import UnfinishedText
from ui.frame.desk import Desk
from ui.platform.dialogs import Dialogs
from ui.rooms.library.half_written import HalfWritten

if TYPE_CHECKING:
    from ui.rooms.library.documents_page import DocumentsPage

_KINDS = "Text (*.md *.txt *.markdown)"


class VersionWriting(QObject):
    """Works on the document that its page has open."""

    def __init__(self, desk: Desk, page: DocumentsPage, dialogs: Dialogs, half_written: HalfWritten) -> None:
        """Take the page, who asks for files, and what keeps a text over locking."""
        super().__init__(page)
        self._desk, self._page, self._dialogs = desk, page, dialogs
        self._half = half_written
        self._parents: list[str] | None = None
        page.writer.saved.connect(self._save)
        page.writer.left.connect(page.read)
        page.writer.file_wanted.connect(self.take_file)

    def begin(self) -> None:
        """Write the next version, from the one in sight."""
        found = self._page.open
        if found is None:
            self._page.new()
            return
        if len(found.heads) > 1:
            self.join()
            return
        if self._half.waits(_kept_as(found)):
            self.go_on(found)
            return
        self._parents = None
        self._keep(found)
        number = max((each.number for each in found.versions), default=0) + 1
        title = _("{title}, version {number}").format(title=found.title, number=number)
        head = found.heads[0].id if found.heads else ""
        self._page.middle.setCurrentWidget(self._page.writer)
        if head == found.version:
            self._page.writer.begin(found.id, title, found.text)
        else:
            document = found.id
            self._desk.ask(
                lambda vault: documents.version_of(vault, head).text or "",
                lambda text: self._page.writer.begin(document, title, text),
            )

    def _keep(self, found: OpenedDocument) -> None:
        """Let what is written now be kept when the vault is locked, with what it was made from."""
        key = _kept_as(found)

        def read() -> UnfinishedText | None:
            written = self._page.writer.written()
            if written is None:
                return None
            words = _("A version of {title}").format(title=found.title)
            made_from = self._parents if self._parents is not None else [each.id for each in found.heads]
            return UnfinishedText(key, words, {"text": written[0], "news": written[1], "parents": " ".join(made_from)})

        self._half.begin(key, read)

    def go_on(self, found: OpenedDocument) -> None:
        """Go on with what was being written when the vault was locked."""
        kept = self._half.of(_kept_as(found))
        self._parents = str(kept.get("parents") or "").split()
        self._keep(found)
        writer = self._page.writer
        self._page.middle.setCurrentWidget(writer)
        writer.forget()
        writer.begin(found.id, _("{title}, as you left it").format(title=found.title), "")
        writer.take(str(kept.get("text") or ""), str(kept.get("news") or ""))

    def take_file(self) -> None:
        """Take the text from a file; the window shows it before anything is kept."""
        path = self._dialogs.open_file(self._page, _("Choose a text"), _KINDS)
        if path is None:
            return
        self._desk.ask(
            lambda _vault: decoded(files.read(path)),
            lambda text: self._page.writer.take(text, _("From {name}").format(name=path.name)),
            failed=self._page.writer.complain,
        )

    def join(self) -> None:
        """Join the two latest heads; what both changed is written out with marks, to be settled by hand."""
        found = self._page.open
        if found is None or len(found.heads) < 2:
            self._desk.say(_("There is nothing to join: this document has one latest version."))
            return
        one, other = (each.id for each in found.heads[-2:])

        def joined(vault: Vault) -> Joined:
            return documents.joined(vault, documents.version_of(vault, one), documents.version_of(vault, other))

        def show(result: Joined) -> None:
            self._parents = [one, other]
            self._keep(found)
            words = _("Joined without a clash. Read it once, then save it.")
            if result.clashes:
                words = ngettext(
                    "{n} place was changed by both, and is marked.",
                    "{n} places were changed by both, and are marked.",
                    result.clashes,
                ).format(n=result.clashes)
            self._page.middle.setCurrentWidget(self._page.writer)
            self._page.writer.forget()
            self._page.writer.begin(found.id, _("{title}, joined").format(title=found.title), result.text, _("Joined"))
            self._desk.say(words)

        self._desk.ask(joined, show)

    def restore(self) -> None:
        """Make the version in sight the latest again, as a new version."""
        found = self._page.open
        if found is None:
            return
        version, document = found.version, found.id
        self._desk.do(
            lambda vault: documents.restore(vault, version),
            _("Restored as a new version."),
            done=lambda _changed: self._page.show_document(document),
        )

    def _save(self, text: str, news: str) -> None:
        """Keep what was written as the next version."""
        found, parents = self._page.open, self._parents
        if found is None:
            return
        document = found.id

        def add(vault: Vault) -> Changed:
            return documents.add_version(vault, document, text.encode(), parents, news)

        def done(_changed: Changed) -> None:
            self._page.writer.forget()
            self._half.let_go(_kept_as(found))
            self._page.open = None
            self._page.middle.setCurrentWidget(self._page.text)
            self._page.show_document(document)
            self._page.start()

        self._desk.do(add, _("Version saved."), done=done, failed=self._page.writer.complain)

    # Ways out.

    def quote(self) -> None:
        """Copy how this version is quoted: title, number and the first digits of its hash."""
        found = self._page.open
        if found is not None:
            words = _("{title}, version {label}").format(title=found.title, label=found.label)
            QGuiApplication.clipboard().setText(words)
            self._desk.say(_("Copied."))

    def save_text(self) -> None:
        """Write the text of the version in sight into a file."""
        found = self._page.open
        if found is None:
            return
        name = f"{found.title} {found.label}.md".replace("/", "-")
        path = self._dialogs.save_file(self._page, _("Save the text"), name, _KINDS)
        if path is not None:
            self._write(path, found.text)

    def _write(self, path: Path, text: str) -> None:
        def write(_vault: Vault) -> None:
            files.write(path, text.encode())

        self._desk.ask(write, lambda _done: self._desk.say(_("Saved: {name}").format(name=path.name)))

    def print_text(self) -> None:
        """Go to the sheet of this version."""
        if self._page.open is not None:
            self._desk.go("print", "document", self._page.open.version)


def _kept_as(found: OpenedDocument) -> str:
    """Give under which key the next version of a document is kept while it is written."""
    return f"version {found.id}"
