"""What is done with a document more rarely: its title changed, a source cited, files and notes in and out."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QObject
from PySide6.QtWidgets import QMenu

from app.capabilities.library import documents, note_files
from app.i18n import _
from app.records.changes import Changed
from app.services import files
from app.services.open_vault import Vault
from app.services.records import records
from app.services.records.records import Card
from ui.frame.desk import Desk, Verb
from ui.platform.dialogs import Dialogs
from ui.rooms.library.asking import Asking, Values

if TYPE_CHECKING:
    from ui.rooms.library.documents_page import DocumentsPage

_FIELDS = ("title", "kind", "owner", "language", "summary")
_NOTES = "Web Annotation (*.jsonld *.json)"


class DocumentMore(QObject):
    """Works on the document that its page has open."""

    def __init__(self, desk: Desk, page: DocumentsPage, asking: Asking, dialogs: Dialogs) -> None:
        """Take the page, the forms, and who asks for files."""
        super().__init__(page)
        self._desk, self._page, self._asking, self._dialogs = desk, page, asking, dialogs

    def show_menu(self) -> None:
        """Show what can be done."""
        menu, writing = QMenu(self._page), self._page.writing
        for words, do in (
            (_("Change title, owner and summary"), self.change),
            (_("Restore as a new version"), writing.restore),
            (_("Add a file as the next version"), self.add_file),
            (_("Cite a source"), self.cite),
            (_("Copy the quotation"), writing.quote),
            (_("Save the text as a file"), writing.save_text),
            (_("Save the notes as Web Annotations"), self.save_notes),
            (_("Take in Web Annotations"), self.take_notes),
        ):
            menu.addAction(words, do)
        button = self._page.head.more
        menu.popup(button.mapToGlobal(button.rect().bottomLeft()))

    def change(self) -> None:
        """Ask for title, kind, owner and summary."""
        found = self._page.open
        if found is not None:
            self._desk.ask(lambda vault: records.get(vault, found.id), self._ask_change)

    def _ask_change(self, card: Card) -> None:
        fields = [self._asking.field("document", name) for name in _FIELDS]

        def keep(values: Values) -> Verb:
            given = {name: values.get(name) for name in _FIELDS if values.get(name) != card.values.get(name)}
            return lambda vault: records.edit(vault, card.id, given)

        self._page.open_form(
            "document", fields, keep, done=_("Save"), heading=card.title, values=card.values, titles=card.titles,
            said=_("Saved."),
        )  # fmt: skip

    def cite(self) -> None:
        """Ask which source the version in sight cites, and where."""
        found = self._page.open
        if found is None or not found.version:
            return
        start, end = self._page.text.chosen_passage()
        words, version = " ".join(found.text[start:end].split()), found.version
        field = self._asking.field

        def keep(values: Values) -> Verb:
            return lambda vault: records.add(vault, "citation", {**values, "version": version})

        self._page.open_form(
            "citation", [field("citation", "source"), field("citation", "place"), field("citation", "passage")], keep,
            done=_("Cite it"), heading=_("What does this version cite?"), values={"passage": words or None},
            titles={}, said=_("Cited."),
        )  # fmt: skip

    def add_file(self) -> None:
        """Add a file of any sort as the next version."""
        found = self._page.open
        path = self._dialogs.open_file(self._page, _("Choose a file")) if found is not None else None
        if found is not None and path is not None:
            document = found.id
            news = _("From {name}").format(name=path.name)

            def done(_changed: Changed) -> None:
                self._page.show_document(document)

            self._desk.do(
                lambda vault: documents.add_file(vault, document, path, None, news), _("Version saved."), done=done
            )

    def save_notes(self) -> None:
        """Write the notes of the version in sight as W3C Web Annotations."""
        found = self._page.open
        if found is None:
            return
        name = f"{found.title} {found.label}.jsonld".replace("/", "-")
        path = self._dialogs.save_file(self._page, _("Save the notes"), name, _NOTES)
        if path is not None:
            version = found.version
            self._desk.ask(
                lambda vault: files.write(path, note_files.written(vault, version).encode()),
                lambda _done: self._desk.say(_("Saved: {name}").format(name=path.name)),
            )

    def take_notes(self) -> None:
        """Take notes in from W3C Web Annotations, on the version in sight."""
        found = self._page.open
        path = self._dialogs.open_file(self._page, _("Choose notes"), _NOTES) if found is not None else None
        if found is not None and path is not None:
            version = found.version

            def verb(vault: Vault) -> Changed:
                return note_files.take_in(vault, version, files.read(path))

            self._desk.do(verb, _("Notes taken in."))
