"""The window with a vault open: rail, top bar, the room in sight, status line, toast, finder and keys."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from PySide6.QtCore import Qt, QTimer, Signal
from PySide6.QtGui import QKeySequence, QResizeEvent, QShortcut
from PySide6.QtWidgets import QHBoxLayout, QStackedWidget, QVBoxLayout, QWidget

from app.i18n import _
from app.problems import Problem, UserProblem
from app.services.attachments import attachments
from app.services.unfinished import UnfinishedText
from ui.frame import members_pages
from ui.frame.command import Command
from ui.frame.desk import Desk
from ui.frame.doors import RoomDoor, Rooms
from ui.frame.finder import Finder
from ui.frame.key_sheet import KeySheet
from ui.frame.overlay import Overlay
from ui.frame.rail import Rail
from ui.frame.room import RoomPage
from ui.frame.status_line import StatusLine
from ui.frame.top_bar import TopBar
from ui.theme.metrics import current_metrics
from ui.widgets.problem_banner import ProblemBanner
from ui.widgets.toast import Toast

_NARROW = 960
_EARLY_MS = 400  # the first page is in sight by then


class Workplace(QWidget):
    """Made when a vault is opened and thrown away when it is locked, so that nothing of it remains."""

    lock_wanted = Signal()
    settle_wanted = Signal()
    hand_over_wanted = Signal()

    def __init__(self, desk: Desk, rooms: Sequence[RoomPage | RoomDoor], *, group: str, me: str) -> None:
        """Take the desk, the rooms in their order or doors to them, and what stands at the top of the rail."""
        super().__init__()
        self.desk = desk
        self.stack = QStackedWidget(self)
        self.rooms = Rooms(rooms, self.stack.addWidget)
        self._extra: Sequence[Command] = ()
        self._sequences: list[QShortcut] = []
        self.rail = Rail(list(self.rooms.doors.values()), group, me)
        self.top_bar = TopBar()
        self.status = StatusLine(desk.worker)
        self.problems = ProblemBanner()
        self._here = self.rooms[next(iter(self.rooms))]
        self._lay_out()
        self.toast = Toast(self)
        self.finder = Finder(self, desk.search, self.commands, desk.open, self._kind_name)
        self.keys = KeySheet(self, self.commands)
        self._wire()
        self._bind_keys()
        self.go(self._here.key)
        QTimer.singleShot(_EARLY_MS, self, self._build_early)

    # What the frame's owner uses.

    def room(self) -> RoomPage:
        """Give the room in sight."""
        return self._here

    def built(self, key: str) -> RoomPage | None:
        """Give a room, built now if it was not; say what is the matter if it cannot be."""
        try:
            return self.rooms[key]
        except UserProblem as problem:
            self.rail.show_room(self._here.key)
            self.show_problem(problem)
            return None

    def unfinished(self) -> dict[str, Sequence[UnfinishedText]]:
        """Give by room what is being written, so that locking keeps it."""
        found = {room.key: room.unfinished() for room in self.rooms.built()}
        return {key: each for key, each in found.items() if each is not None}

    def go(self, key: str) -> bool:
        """Go to a room, unless the one in sight has something that does not pass yet."""
        room = self.built(key)
        if room is None:
            return False
        if self._here is not room and not self._here.leave():
            self.rail.show_room(self._here.key)
            return False
        self._here = room
        self.stack.setCurrentWidget(room)
        self.rail.show_room(key)
        self.problems.dismiss()
        room.enter()
        room.start()
        self._bind_keys()
        return True

    def open_record(self, kind: str, record_id: str) -> None:
        """Go to the room that shows a kind of record, and show one there; an attachment is shown with its record."""
        if kind == "attachment":
            self.desk.ask(lambda vault: attachments.owner(vault, record_id), lambda found: self.open_record(*found))
            return
        for key, door in self.rooms.doors.items():
            if kind in door.shows:
                if self.go(key):
                    self.rooms[key].show_record(kind, record_id)
                return

    def add_commands(self, commands: Sequence[Command]) -> None:
        """Offer commands that belong to no room."""
        self._extra = commands
        self._bind_keys()

    def show_problem(self, problem: Problem, action: str = "", on: Callable[[], object] | None = None) -> None:
        """Show a problem above the room, with a button where one step would solve it."""
        self._banner.show()
        self.problems.show_problem(problem, action, on)

    def commands(self) -> list[Command]:
        """Give everything that can be done just now."""
        here = _(self.room().title)
        everywhere = _("Everywhere")
        rooms = [
            Command(
                _("Go to {room}").format(room=_(room.title)),
                lambda key=room.key: self.go(key),
                room.icon,
                (f"Ctrl+{number}",) if number <= 9 else (),
                _("Rooms"),
            )
            for number, room in enumerate(self.rooms.doors.values(), 1)
        ]
        of_room = self.room().commands()
        named = {command.name for command in of_room}
        return [
            Command(_("New"), self._new, "add", ("N",), here),
            Command(_("Filter this page"), self._filter, "filter", ("/",), here),
            *of_room,
            Command(_("Search or do anything"), self.finder.open, "search", ("Ctrl+K",), everywhere),
            Command(_("Undo"), self.desk.undo, "undo", ("Ctrl+Z",), everywhere),
            Command(_("Redo"), self.desk.redo, "redo", ("Ctrl+Shift+Z",), everywhere),
            Command(_("Lock"), self.lock_wanted.emit, "lock", ("Ctrl+L",), everywhere, _("close vault sign out")),
            Command(_("Show the keys"), self.keys.open, "keys", ("?", "F1"), everywhere, _("shortcuts help")),
            *rooms,
            *(command for command in self._extra if command.name not in named),
        ]

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Leave room for the page where there is little: the rail keeps its drawings and lets its words go."""
        super().resizeEvent(event)
        self.rail.set_narrow(event.size().width() < current_metrics().px(_NARROW))

    # How it is put together.

    def _lay_out(self) -> None:
        """Put rail, bar, room and line together."""
        metrics = current_metrics()
        outer = QHBoxLayout(self)
        outer.setContentsMargins(0, 0, 0, 0)
        outer.setSpacing(0)
        outer.addWidget(self.rail)
        right = QVBoxLayout()
        right.setSpacing(0)
        right.addWidget(self.top_bar)
        holder = QVBoxLayout()
        holder.setContentsMargins(metrics.px(16), metrics.px(8), metrics.px(16), metrics.px(8))
        holder.addWidget(self.problems)
        self._banner = QWidget()
        self._banner.setLayout(holder)
        self._banner.hide()
        right.addWidget(self._banner)
        right.addWidget(self.stack, 1)
        right.addWidget(self.status)
        outer.addLayout(right, 1)

    def _wire(self) -> None:
        """Pass on what the pieces tell."""
        self.rail.chosen.connect(self.go)
        self.rail.lock_wanted.connect(self.lock_wanted)
        self.top_bar.finder_wanted.connect(self.finder.open)
        self.top_bar.keys_wanted.connect(self.keys.open)
        self.top_bar.settle_wanted.connect(self.settle_wanted)
        self.top_bar.hand_over_wanted.connect(self.hand_over_wanted)
        self.top_bar.trust_wanted.connect(lambda page: self.desk.go(members_pages.ROOM, page))
        self.desk.said.connect(self.toast.say)
        self.desk.problem.connect(self.show_problem)
        self.desk.asked.connect(self.show_problem)
        self.desk.going.connect(self._on_going)
        self.desk.opening.connect(self.open_record)
        self.problems.closed.connect(self._banner.hide)

    def _bind_keys(self) -> None:
        """Give each command its keys; letters reach them only when nothing is being typed."""
        for shortcut in self._sequences:
            shortcut.setEnabled(False)
            shortcut.deleteLater()
        self._sequences = []
        for command in self.commands():
            if command.heard_elsewhere:
                continue
            # Some systems say that a question mark comes with Shift, some do not.
            for key in (*command.keys, *(f"Shift+{key}" for key in command.keys if key == "?")):
                shortcut = QShortcut(QKeySequence(key), self)
                shortcut.setContext(Qt.ShortcutContext.WindowShortcut)
                shortcut.activated.connect(lambda command=command: self._run(command))
                shortcut.activatedAmbiguously.connect(lambda command=command: self._run(command))
                self._sequences.append(shortcut)

    def _run(self, command: Command) -> None:
        """Do what a key says, unless a panel is in front."""
        if all(panel.isHidden() for panel in self.findChildren(Overlay)):
            command.run()

    def _new(self) -> None:
        """Begin a new record where that is possible."""
        self.room().new()

    def _filter(self) -> None:
        """Go to the page's filter, or to the finder where there is none."""
        if not self.room().filter():
            self.finder.open()

    def _build_early(self) -> None:
        """Build the rooms that have something to do while they are out of sight."""
        for key, door in self.rooms.doors.items():
            if door.early is not None:
                self.desk.ask(door.early, lambda wanted, key=key: wanted and self.built(key), key=(self, key))

    def _on_going(self, room: str, page: str, about: str) -> None:
        """Go where a room asks to go, if there is such a room."""
        if room in self.rooms and self.go(room) and page:
            self.room().show_page(page, about)

    def _kind_name(self, kind: str) -> str:
        """Say what a kind of record is called."""
        return _(self.desk.registry[kind].one) if kind in self.desk.registry else kind
