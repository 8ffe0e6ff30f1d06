"""The page of sources: what claims and texts rest on, where it comes from, and when somebody checked it."""

from __future__ import annotations

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QWidget

from app.capabilities.library import source_view
from app.capabilities.library.source_view import SourceLine, SourcesRoom
from app.i18n import _, ngettext
from app.records.days import format_day
from app.services import files
from app.services.open_vault import Vault
from app.services.records import records
from ui.frame.desk import Desk, Verb
from ui.platform.dialogs import Dialogs
from ui.rooms.library.asking import Asking, Values
from ui.rooms.library.column import Column
from ui.rooms.library.listed_column import ListedColumn
from ui.widgets.buttons import button
from ui.widgets.empty_state import EmptyState
from ui.widgets.filling import fill
from ui.widgets.side_list import SideLine, SideList

_FILES = "CSL-JSON, RIS (*.json *.ris)"
_OUT = "CSL-JSON (*.json)"
_FIELDS = ("title", "author", "issued", "type", "key")


class SourcesPage(QWidget):
    """Nothing is looked up anywhere; what was taken in is kept as it came."""

    counted = Signal(str)

    def __init__(self, desk: Desk, asking: Asking, dialogs: Dialogs) -> None:
        """Take the desk, the forms, and who asks for files."""
        super().__init__()
        self._desk, self._asking, self._dialogs = desk, asking, dialogs
        self.room = SourcesRoom((), ())
        self.list = SideList(_("Sources"), 292)
        self.column = Column(_("The chosen source"))
        self.nothing = EmptyState(
            "library", _("No sources yet"), _("A source is a book, article or page that a text or a claim rests on.")
        )
        self.nothing.offer(_("Take in CSL-JSON or RIS"), self.take_in, icon="import")
        self.nothing.offer(_("New source"), self.new, primary=False)
        self.stack = ListedColumn(self.list, self.column, self.nothing)
        fill(self, self.stack)
        self.list.chosen.connect(self._show_source)

    def refresh(self) -> None:
        """Ask for the sources."""
        self._desk.ask(source_view.sources_room, self._show_room, key=(self, "sources"))

    def start(self) -> None:
        """Begin at the list."""
        self.stack.start()

    def _show_room(self, found: SourcesRoom) -> None:
        self.room = found
        count = len(found.sources)
        self.counted.emit(ngettext("{n} source", "{n} sources", count).format(n=count) if count else "")
        rows = [
            SideLine(each.id, each.title, " · ".join(filter(None, (each.author, each.issued))))
            for each in found.sources
        ]
        chosen = self.stack.show_lines(rows)
        self._show_source(chosen)

    def _show_source(self, identity: str) -> None:
        """Show a source, who cites it, and below it the claims that rest on nothing."""
        column = self.column
        column.clear()
        found = next((each for each in self.room.sources if each.id == identity), None)
        if found is not None:
            self._one(found)
        column.heading(
            _("All sources"),
            button(_("Take in"), self.take_in, kind="quiet", icon="import", tip=_("CSL-JSON or RIS")),
            button(_("Save as CSL-JSON"), self.save, kind="quiet", icon="export"),
        )
        if self.room.bare:
            column.heading(_("Claims that rest on nothing"))
            for text in self.room.bare:
                column.line(text)
        column.done()

    def _one(self, found: SourceLine) -> None:
        column = self.column
        column.heading(
            found.title,
            button(_("Checked today"), lambda: self._check(found.id), icon="done"),
            button(_("Open its card"), lambda: self._desk.open("source", found.id), kind="quiet"),
            first=True,
        )
        parts = (found.author, found.issued, found.type, found.key)
        column.text(" · ".join(part for part in parts if part), "muted")
        if found.checked_on is None:
            column.text(_("Nobody has checked it yet."), "attention")
        else:
            by = _(" by {name}").format(name=found.checked_by) if found.checked_by else ""
            column.text(_("Checked on {day}{by}.").format(day=format_day(found.checked_on), by=by))
        column.heading(_("Who cites it"))
        if not found.cited:
            column.text(_("Nothing cites it yet."), "muted")
        for each in found.cited:
            column.line(each)

    def _check(self, source: str) -> None:
        """Say that one has looked at it today."""
        values = {"checked_on": self._desk.today(), "checked_by": self._desk.me.person or None}
        self._desk.do(lambda vault: records.edit(vault, source, values), _("Noted as checked today."))

    def new(self) -> None:
        """Ask for a source."""
        self.stack.begin()
        fields = [self._asking.field("source", name) for name in _FIELDS]

        def keep(values: Values) -> Verb:
            return lambda vault: records.add(vault, "source", values)

        self._asking.ask(
            self.column,
            "source",
            fields,
            keep,
            done=_("Add the source"),
            heading=_("A new source"),
            said=_("Source added."),
        )

    def take_in(self) -> None:
        """Take sources in from a file."""
        path = self._dialogs.open_file(self, _("Choose a list of sources"), _FILES)
        if path is not None:
            ris = path.suffix.lower() == ".ris"
            self._desk.do(lambda vault: source_view.take_in(vault, files.read(path), ris=ris), _("Sources taken in."))

    def save(self) -> None:
        """Write all sources as CSL-JSON."""
        path = self._dialogs.save_file(self, _("Save the sources"), _("sources.json"), _OUT)
        if path is None:
            return

        def write(vault: Vault) -> None:
            files.write(path, source_view.written(vault).encode())

        self._desk.ask(write, lambda _done: self._desk.say(_("Saved: {name}").format(name=path.name)))
