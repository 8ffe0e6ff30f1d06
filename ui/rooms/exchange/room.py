"""Exchange: everything that passes from laptop to laptop by hand."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from PySide6.QtWidgets import QStackedWidget, QWidget

from app.domain.changes import Changed
from app.i18n import N_, _
from app.problems import Problem
from app.services import conflicts, exchange, files
from app.services.conflicts import Conflict
from app.services.exchange import Status, Taken
from ui.dialogs import Dialogs
from ui.frame.command import Command
from ui.frame.desk import Desk
from ui.frame.file_room import FileRoom
from ui.rooms.exchange.admitting import Admitting
from ui.rooms.exchange.giving import Giving
from ui.rooms.exchange.kinds import BUNDLES, kinds
from ui.rooms.exchange.overview import PEERS, SETTLE, Overview
from ui.rooms.exchange.taking import Taking
from ui.rooms.exchange.words import counts
from ui.widgets.task_page import TaskPage


class ExchangeRoom(FileRoom):
    """The overview, and the pages for making, opening and admitting that take its place meanwhile."""

    key, title, icon = "exchange", N_("Exchange"), "exchange"
    takes = frozenset({files.BUNDLE, files.REQUEST})

    def __init__(self, desk: Desk, dialogs: Dialogs) -> None:
        """Take the desk, and the system's dialogs."""
        self._dialogs = dialogs
        self._status: Status | None = None
        self._come_to_settle = True
        super().__init__(desk)

    def build(self) -> None:
        """Put the pages into one place."""
        self.overview = Overview(self.desk.registry, self.desk.now)
        self.giving = Giving(self.desk, self._dialogs)
        self.taking = Taking(self.desk)
        self.admitting = Admitting(self.desk, self._dialogs)
        self.stack = QStackedWidget()
        for page in (self.overview, self.giving.page, self.taking.page, self.admitting.page):
            self.stack.addWidget(page)
        self.page.addWidget(self.stack)
        for part in (self.giving, self.taking, self.admitting):
            part.over.connect(self.show_overview)
        self.taking.taken.connect(self._on_taken)
        self.overview.make_wanted.connect(self.make)
        self.overview.open_wanted.connect(self.choose)
        self.overview.admit_wanted.connect(self.admit)
        self.overview.peers.bundle_wanted.connect(self.make)
        self.overview.settle.settled.connect(self._settle)
        self.overview.settle.open_wanted.connect(self.desk.open)

    # What the frame calls.

    def enter(self) -> None:
        """Come into sight: ask anew even if nothing changed, because times have grown old."""
        self._stale = False
        self._come_to_settle = True
        self.refresh()

    def refresh(self) -> None:
        """Ask where everybody stands, and what is to be settled."""
        self.desk.ask(exchange.status, self._on_status, key=(self, "status"))
        self.desk.ask(conflicts.open_conflicts, self._on_conflicts, key=(self, "conflicts"))

    def start(self) -> None:
        """Put the keyboard where work begins."""
        page = self.stack.currentWidget()
        if isinstance(page, Overview | TaskPage):
            page.start()

    def new(self) -> bool:
        """Make a bundle."""
        self.make()
        return True

    def commands(self) -> Sequence[Command]:
        """Give what is done here."""
        here = _(self.title)
        return [
            Command(_("Make a bundle"), self.make, "bundle", (), here, _("export send hand over")),
            Command(_("Open a bundle"), self.choose, "open", ("O",), here, _("import receive take")),
            Command(_("Settle conflicts"), self.show_settle, "conflict", ("S",), here),
            Command(_("Admit somebody"), self.admit, "join", ("A",), here, _("join member")),
        ]

    def take_file(self, path: Path, sort: str) -> None:
        """Look into a bundle, or show a request."""
        if sort == files.REQUEST:
            self.admit()
            self.admitting.read(path)
        else:
            self.taking.begin(path)
            self._show(self.taking.page)

    # The pages.

    def show_overview(self) -> None:
        """Go back to where everybody stands."""
        self._show(self.overview)
        self.refresh()

    def show_settle(self) -> None:
        """Go to the conflicts."""
        self.overview.show_view(SETTLE)
        self.show_overview()

    def make(self, only: str = "") -> None:
        """Choose for whom a bundle is; `only` ticks one laptop."""

        def show(status: Status) -> None:
            self._on_status(status)
            self.giving.begin(status.peers, only)
            self._show(self.giving.page if status.peers else self.overview)

        self.desk.ask(exchange.status, show, key=(self, "make"))

    def choose(self) -> None:
        """Ask for a file to open; a request that was taken for a bundle goes where requests go."""
        path = self._dialogs.open_file(self, _("Open a bundle"), kinds(BUNDLES))
        if path is not None:
            self.desk.ask(lambda _vault: files.sort_of(path), lambda sort: self.take_file(path, sort))

    def admit(self) -> None:
        """Go to the page for newcomers."""
        self.admitting.begin()
        self._show(self.admitting.page)

    def _show(self, page: QWidget) -> None:
        """Show a page and put the keyboard on it."""
        self.stack.setCurrentWidget(page)
        if self.isVisible():
            self.start()

    # What is told and asked.

    def _on_changed(self, changed: Changed) -> None:
        """Refresh on every change: whatever is changed is to be handed over."""
        if self.isVisible():
            self.refresh()

    def _on_status(self, status: Status) -> None:
        """Show where everybody stands."""
        self._status = status
        self.overview.show_status(status)
        self.admitting.show_status(status)

    def _on_conflicts(self, found: list[Conflict]) -> None:
        """Show what is to be settled; come to it first if there is something."""
        self.overview.show_conflicts(found)
        if self._come_to_settle and found:
            self.overview.show_view(SETTLE)
            if self.isVisible() and self.stack.currentWidget() is self.overview:
                self.overview.start()
        self._come_to_settle = False

    def _settle(self, conflict: str, way: str) -> None:
        """Settle one; the toast offers to undo it."""

        def failed(problem: Problem) -> None:
            self.desk.problem.emit(problem)
            self.refresh()

        self.desk.do(lambda vault: conflicts.settle(vault, conflict, way), _("Settled."), failed=failed)

    def _on_taken(self, taken: Taken) -> None:
        """Say what it brought, show what there is to settle, and offer to answer."""
        self.overview.show_view(PEERS)
        self._come_to_settle = True
        self.show_overview()
        peers = self._status.peers if self._status else ()
        device = next((peer.device for peer in peers if peer.name == taken.sender), "")
        words = _("Taken from {sender}: {counts}.").format(sender=taken.sender, counts=counts(taken))
        self.desk.say(words, _("Make one back") if device else "", lambda: self.make(device))
