"""Exchange: everything that passes from laptop to laptop by hand."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from PySide6.QtWidgets import QStackedWidget, QWidget

from app.i18n import _
from app.problems import Problem
from app.records.changes import Changed
from app.services import files
from app.services.conflicts import conflicts
from app.services.conflicts.conflicts import Conflict
from app.services.exchange import advice, copies, dropped, exchange
from app.services.exchange.exchange import Status, TakenBundle
from app.services.exchange.qr_pictures import Codes
from app.services.exchange.watching import News
from ui.frame.command import Command
from ui.frame.desk import Desk
from ui.frame.file_room import FileRoom
from ui.platform.dialogs import Dialogs
from ui.rooms.exchange import SIGN
from ui.rooms.exchange.admitting import Admitting
from ui.rooms.exchange.codes_page import CodesPage
from ui.rooms.exchange.gathering import Gathering
from ui.rooms.exchange.giving import Giving
from ui.rooms.exchange.kinds import BUNDLES, kinds
from ui.rooms.exchange.overview import PEERS, SETTLE, ExchangeOverview
from ui.rooms.exchange.reading import CodeReading
from ui.rooms.exchange.shared_page import SharedPage
from ui.rooms.exchange.sharing import Sharing
from ui.rooms.exchange.taking import Taking
from ui.rooms.exchange.words import counts, news_from
from ui.widgets.task_page import TaskPage


class ExchangeRoom(FileRoom):
    """The overview, and the pages for making, opening and admitting that take its place meanwhile."""

    key, title, icon, shows, takes = SIGN
    takes_several = frozenset({files.BUNDLE, dropped.PICTURE})

    def __init__(self, desk: Desk, dialogs: Dialogs) -> None:
        """Take the desk, and the system's dialogs."""
        self._dialogs = dialogs
        self._status: Status | None = None
        self._come_to_settle = True
        super().__init__(desk)

    def build(self) -> None:
        """Put the pages into one place."""
        self.overview = ExchangeOverview(self.desk.registry, self.desk.now)
        self.giving = Giving(self.desk, self._dialogs)
        self.taking = Taking(self.desk)
        self.admitting = Admitting(self.desk, self._dialogs)
        self.gathering = Gathering(self.desk)
        self.reading = CodeReading(self.desk, self._dialogs)
        self.codes = CodesPage()
        self.sharing = Sharing(self.desk, self)
        self.shared_page = SharedPage()
        self._after_codes: QWidget | None = None
        self.stack = QStackedWidget(self)
        for page in (
            self.overview,
            self.giving.page,
            self.taking.page,
            self.admitting.page,
            self.gathering.page,
            self.reading.page,
            self.codes,
            self.shared_page,
        ):
            self.stack.addWidget(page)
        self.page.addWidget(self.stack)
        for part in (self.giving, self.taking, self.admitting, self.gathering, self.reading):
            part.setParent(self)  # What Qt holds on its own would keep the room, and all it knows, after the lock.
            part.over.connect(self.show_overview)
        self.taking.taken.connect(self._on_taken)
        self._connect_ways()
        self.overview.make_wanted.connect(self.make)
        self.overview.open_wanted.connect(self.choose)
        self.overview.admit_wanted.connect(self.admit)
        self.overview.peers.bundle_wanted.connect(self.make)
        self.overview.settle.settled.connect(self._settle)
        self.overview.settle.open_wanted.connect(self.desk.open)

    def _connect_ways(self) -> None:
        """Let the ways to hand over and to take lead to each other."""
        self.overview.folder_wanted.connect(self.choose_folder)
        self.overview.codes_wanted.connect(self.read_codes)
        self.overview.steps.make_wanted.connect(self.make_now)
        self.gathering.look_wanted.connect(lambda path: self.take_file(path, files.BUNDLE))
        self.reading.whole.connect(self._on_read)
        for part in (self.giving, self.admitting):
            part.codes_wanted.connect(self._show_codes)
        for signal in (self.codes.back_wanted, self.codes.done_wanted):
            signal.connect(self._end_codes)
        line, page = self.overview.shared, self.shared_page
        self.sharing.changed.connect(line.show_state)
        self.sharing.changed.connect(page.show_state)
        self.sharing.failed.connect(self._on_sharing_failed)
        self.sharing.arrived.connect(self._on_arrived)
        line.set_up_wanted.connect(self.set_up_sharing)
        line.take_wanted.connect(self.sharing.take)
        line.look_wanted.connect(lambda path: self.take_file(Path(path), files.BUNDLE))
        page.choose_wanted.connect(self._choose_shared)
        page.how_chosen.connect(self._set_how)
        page.now_wanted.connect(self.sharing.drop_now)
        page.stop_wanted.connect(self.sharing.stop)
        for signal in (page.back_wanted, page.done_wanted):
            signal.connect(self.show_overview)

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
        self.desk.ask(advice.next_steps, self.overview.show_advice, key=(self, "advice"))

    def start(self) -> None:
        """Put the keyboard where work begins."""
        page = self.stack.currentWidget()
        if isinstance(page, ExchangeOverview | TaskPage):
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
            Command(_("Make a bundle of everything"), self.make_whole, "bundle", (), here, _("whole lacks missing")),
            Command(_("No other copy of this vault is left"), self.only_copy, "laptop", (), here, _("twice backup")),
            Command(_("Open bundles"), self.choose, "open", ("O",), here, _("import receive take a bundle")),
            Command(_("Open a folder of bundles"), self.choose_folder, "folder", (), here, _("stick usb")),
            Command(_("Read codes"), self.read_codes, "qr", (), here, _("qr camera photograph scan")),
            Command(_("Shared folder"), self.set_up_sharing, "folder", (), here, _("syncthing watch network drive")),
            Command(_("Settle conflicts"), self.show_settle, "conflict", ("S",), here),
            Command(_("Admit somebody"), self.admit, "join", ("A",), here, _("join member")),
        ]

    def show_record(self, kind: str, record_id: str) -> None:
        """Make the bundle for a laptop that was chosen elsewhere."""
        self.make_now(record_id)

    def take_file(self, path: Path, sort: str) -> None:
        """Look into a bundle, or show a request."""
        if sort == files.REQUEST:
            self.admit()
            self.admitting.read(path)
        elif sort == dropped.FOLDER:
            self.gathering.take_folder(path)
            self._show(self.gathering.page)
        elif sort == dropped.PICTURE:
            self.take_files([path], sort)
        else:
            self.taking.begin(path)
            self._show(self.taking.page)

    def take_files(self, paths: Sequence[Path], sort: str) -> None:
        """Take several bundles one after the other, or read the codes in several pictures."""
        if sort == dropped.PICTURE:
            if self.stack.currentWidget() is not self.reading.page:
                self.read_codes()
            self.reading.read(paths)
        else:
            self.gathering.take_files(paths)
            self._show(self.gathering.page)

    # The pages.

    def show_overview(self) -> None:
        """Go back to where everybody stands."""
        self._show(self.overview)
        self.refresh()

    def show_settle(self) -> None:
        """Go to the conflicts."""
        self.overview.show_view(SETTLE)
        self.show_overview()

    def make(self, only: str = "", *, everything: bool = False) -> None:
        """Choose for whom a bundle is; `only` ticks one laptop."""

        def show(status: Status) -> None:
            self._on_status(status)
            self.giving.begin(status.peers, only, everything=everything)
            self._show(self.giving.page if status.peers else self.overview)

        self.desk.ask(exchange.status, show, key=(self, "make"))

    def make_whole(self) -> None:
        """Choose for whom a bundle of everything is, whatever they have stated to have."""
        self.make(everything=True)

    def only_copy(self) -> None:
        """Let the next bundle say that no other copy of this laptop's vault is left."""

        def done(known: bool) -> None:
            told = _("Hand over a bundle, so that the others hear that this is the only copy.")
            self.desk.say(told if known else _("This vault has never heard of another copy of it."))

        self.desk.ask(copies.only_copy, done)

    def make_now(self, only: str = "") -> None:
        """Make a bundle at once, and ask only where it goes; `only` ticks one laptop."""

        def show(status: Status) -> None:
            self._on_status(status)
            self.giving.begin(status.peers, only)
            self._show(self.giving.page)
            self.giving.make_now()

        self.desk.ask(exchange.status, show, key=(self, "make"))

    def choose(self) -> None:
        """Ask for files to open; a request that was taken for a bundle goes where requests go."""
        paths = self._dialogs.open_files(self, _("Open bundles"), kinds(BUNDLES))
        if len(paths) == 1:
            path = paths[0]
            self.desk.ask(lambda _vault: files.sort_of(path), lambda sort: self.take_file(path, sort))
        elif paths:
            self.take_files(paths, files.BUNDLE)

    def choose_folder(self) -> None:
        """Ask for a folder, and take what in it is for this laptop."""
        folder = self._dialogs.open_folder(self, _("Open a folder of bundles"))
        if folder is not None:
            self.take_file(folder, dropped.FOLDER)

    def read_codes(self) -> None:
        """Go to the page for reading codes."""
        self.reading.begin()
        self._show(self.reading.page)

    def set_up_sharing(self) -> None:
        """Go to the page of the shared folder."""
        self.shared_page.banner.dismiss()
        self._show(self.shared_page)

    def admit(self) -> None:
        """Go to the page for newcomers."""
        self.admitting.begin()
        self._show(self.admitting.page)

    def _show(self, page: QWidget) -> None:
        """Show a page and put the keyboard on it."""
        self.stack.setCurrentWidget(page)
        if self.isVisible():
            self.start()

    def _show_codes(self, codes: Codes, title: str, names: str) -> None:
        """Show codes, and come back to where they were made."""
        self._after_codes = self.stack.currentWidget()
        self.codes.show_codes(codes, title, names)
        self._show(self.codes)

    def _end_codes(self) -> None:
        """Take the codes off the screen."""
        self.codes.forget()
        if self._after_codes is self.admitting.page:
            self._show(self.admitting.page)
        else:
            self.show_overview()

    def _choose_shared(self) -> None:
        """Ask for the shared folder."""
        folder = self._dialogs.open_folder(self, _("Choose the shared folder"))
        if folder is not None:
            self.shared_page.chosen(folder)
            self.sharing.set_up(folder, automatic=self.shared_page.automatic())

    def _set_how(self, automatic: bool) -> None:
        """Take news without asking from now on, or ask."""
        choice = self.sharing.state.choice
        if choice is not None:
            self.sharing.set_up(choice.path, automatic=automatic)

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

    def _on_read(self, whole: bytes) -> None:
        """Go on with what codes held: a bundle or a request."""
        if dropped.is_request(whole):
            self.admit()
            self.admitting.read(whole)
        else:
            self.taking.begin(whole)
            self._show(self.taking.page)

    def _on_sharing_failed(self, problem: Problem) -> None:
        """Say what is wrong with the shared folder, on its page if that is in sight."""
        if self.stack.currentWidget() is self.shared_page:
            self.shared_page.show_problem(problem)
        else:
            self.desk.problem.emit(problem)

    def _on_arrived(self, news: tuple[News, ...]) -> None:
        """Say from whom news are there, unless the page in sight says so."""
        if not self.overview.shared.isVisible():
            ready = any(not each.asks for each in news)
            self.desk.say(news_from(news), _("Take them") if ready else "", self.sharing.take)

    def _on_taken(self, taken: TakenBundle) -> None:
        """Say what it brought, show what there is to settle, and offer to answer."""
        self.overview.show_view(PEERS)
        self._come_to_settle = True
        self.show_overview()
        peers = self._status.peers if self._status else ()
        device = next((peer.device for peer in peers if peer.name == taken.sender), "")
        words = _("Taken from {sender}: {counts}.").format(sender=taken.sender, counts=counts(taken))
        self.desk.say(words, _("Make one back") if device else "", lambda: self.make(device))
