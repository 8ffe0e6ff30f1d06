"""One window from first sight to quitting: the gate, an open vault, locking, and files dropped on any of them."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

from PySide6.QtCore import QObject, QTimer, Signal
from PySide6.QtWidgets import QApplication

from app.domain.registry import Registry
from app.i18n import _
from app.problems import Problem, UserProblem
from app.services import caution, look
from app.services.caution import Caution
from app.services.look import Mode
from app.services.vaults import Environment, default_folder
from ui.bringing import Bringing
from ui.dialogs import Dialogs, close_open_dialog
from ui.everywhere import everywhere
from ui.frame.desk import Desk
from ui.frame.gate.gate import Gate
from ui.frame.main_window import MainWindow
from ui.frame.room import Room
from ui.frame.workplace import Workplace
from ui.guard.guard import Guard
from ui.guard.signs import Signs
from ui.idle import IdleWatch
from ui.jobs import VaultThread
from ui.joining import Joining
from ui.keeper import Keeper
from ui.opening import Opened, Opening
from ui.press import Press
from ui.pulse import Pulse
from ui.rooms.exchange.room import ExchangeRoom
from ui.theme.theme import Theme


@dataclass(frozen=True, slots=True)
class Tools:
    """What rooms need beside the desk: the system's dialogs, what sets sheets, and what guards the window."""

    dialogs: Dialogs
    press: Press
    guard: Guard


RoomsOf = Callable[[Desk, Tools], Sequence[Room]]


class Session(QObject):
    """Owns the threads and the window. `close` must be called before the program ends."""

    locked = Signal()  # the vault is closed, if one was open

    def __init__(
        self,
        environment: Environment,
        registry: Registry,
        rooms_of: RoomsOf,
        templates: Path,
        dialogs: Dialogs | None = None,
    ) -> None:
        """Put the window together; nothing is opened yet."""
        super().__init__()
        self._environment, self._registry, self._rooms_of = environment, registry, rooms_of
        self.thread_of_vault, self.press = VaultThread(self), Press(templates, self)
        self.dialogs = dialogs or Dialogs()
        self._keeper = Keeper()
        self.gate = Gate(lambda: default_folder(environment))
        self.window = MainWindow(self.gate)
        self.opening = Opening(
            self.gate, self.thread_of_vault, self._keeper, environment, registry, self.dialogs, self.press
        )
        self.joining = Joining(self.gate, self.thread_of_vault, environment, self.dialogs)
        self.idle = IdleWatch(environment.now, parent=self)
        self.desk: Desk | None = None
        self._opened: Opened | None = None
        self._closed = False
        self.guard = Guard(self.window, self.idle, environment.random, self._shows_anything, self._save_caution, self)
        self.guard.use(caution.chosen(environment))
        self._tools = Tools(self.dialogs, self.press, self.guard)
        self.guard.left.connect(self.lock_away)
        self.guard.panicked.connect(self.panic)
        self.guard.said.connect(self._say)
        self.guard.cover.lifted.connect(self._on_uncovered)
        self.locked.connect(self.guard.release)
        self.opening.opened.connect(self._on_opened)
        self.joining.joined.connect(self._enter)
        self.joining.lock_wanted.connect(self.lock)
        self.idle.idle.connect(self.lock)
        self.window.closing.connect(self.close)
        for thread in (self.thread_of_vault, self.press.thread_of_pages):
            thread.stumbled.connect(self.show_problem)
        self._bringing = Bringing(self)
        self._bringing.problem.connect(self.show_problem)
        self.window.files_dropped.connect(self._on_dropped)

    def start(self, folder: Path | None = None, signs: Signs | None = None) -> None:
        """Show the window, at the vault named or used last, and listen to what the system says."""
        self.opening.begin(folder)
        self.window.show()
        self.guard.windows.watch(self.window.windowHandle())
        self.guard.listen(signs)

    @property
    def workplace(self) -> Workplace | None:
        """Give what is in sight while a vault is open."""
        return self.window.workplace

    def set_look(self, mode: Mode) -> None:
        """Be light or dark from now on, or follow the system."""
        theme = QApplication.instance()
        found = theme.findChild(Theme) if theme is not None else None
        if found is not None:
            found.set_mode(mode)
        self.thread_of_vault.ask(lambda: look.choose(self._environment, mode), failed=self.show_problem)

    # In.

    def _on_opened(self, opened: Opened) -> None:
        """Go in, or wait to be admitted."""
        self._opened = opened
        self.idle.start()
        if opened.status.group:
            self._enter(opened)
        else:
            self.joining.begin(opened)

    def _enter(self, opened: Opened) -> None:
        """Build the workplace around an open vault."""
        self._opened = opened
        desk = Desk(self.thread_of_vault, opened.vault, self._registry, self._environment.now)
        self.desk = desk
        status = opened.status
        me = _("{name}, sample data").format(name=status.me) if opened.sample else status.me
        workplace = Workplace(desk, self._rooms_of(desk, self._tools), group=status.group, me=me)
        workplace.lock_wanted.connect(self.lock)
        workplace.settle_wanted.connect(lambda: self._to_exchange(ExchangeRoom.show_settle))
        workplace.hand_over_wanted.connect(lambda: self._to_exchange(ExchangeRoom.make))
        workplace.add_commands([*everywhere(workplace, self.set_look), *self.guard.commands(workplace)])
        pulse = Pulse(desk, workplace)
        self.window.enter(workplace, status.group)
        pulse.show(status)
        if opened.sample:
            workplace.toast.say(_("Sample data: everything here is deleted when you lock it or close the window."))

    def _to_exchange(self, then: Callable[[ExchangeRoom], object]) -> None:
        """Show the rows that a figure in the top bar was made from."""
        workplace = self.window.workplace
        room = workplace.rooms.get(ExchangeRoom.key) if workplace is not None else None
        if workplace is not None and isinstance(room, ExchangeRoom) and workplace.go(room.key):
            then(room)

    # Out.

    def lock(self) -> None:
        """Take everything out of sight and close the vault. What was typed and passes is kept."""
        if self._opened is None or self.opening.is_showing_code():
            return
        if close_open_dialog():
            QTimer.singleShot(0, self.lock)
            return
        opened, self._opened = self._opened, None
        self._leave(opened)
        if opened.sample:
            self.opening.welcome()
        else:
            self.gate.show_unlock(opened.folder, opened.folder.name)

    def lock_away(self) -> None:
        """Lock whatever stands open, what is shown but once among it, and be out of sight before it is locked.

        A recovery code that was not written down yet is shown again after the passphrase.
        """
        in_the_way = self.guard.black_out()
        self.gate.forget()
        if self.opening.put_away() or self._opened is None:
            self.guard.end()
            self.thread_of_vault.ask(_nothing, lambda _done: self.locked.emit())
        elif in_the_way:
            QTimer.singleShot(0, self.lock)  # Once the dialogs have come to their end.
        else:
            self.lock()

    def panic(self) -> None:
        """Lock everything away, and go off the screen."""
        self.lock_away()
        self.window.showMinimized()

    def close(self) -> None:
        """Close the vault and end the threads; the window is of no use afterwards."""
        if self._closed:
            return
        self._closed = True
        self._leave(self._opened)
        self._opened = None
        self.guard.stop()
        self.thread_of_vault.stop()
        self.press.stop()

    def _leave(self, opened: Opened | None) -> None:
        """Drop what is shown, drop what is on its way, close the vault."""
        self.idle.stop()
        if self.window.workplace is not None:
            self.window.workplace.room().leave()
        self.thread_of_vault.drop()
        self.press.forget()
        if self.desk is not None:
            self.desk.release()
            self.desk.deleteLater()
            self.desk = None
        self.joining.end()
        self.window.leave()
        self.guard.end()
        afterwards = (
            (lambda: shutil.rmtree(opened.folder, ignore_errors=True)) if opened and opened.sample else _nothing
        )
        self.thread_of_vault.ask(
            lambda: self._keeper.close(afterwards), lambda _done: self.locked.emit(), self._on_not_closed
        )

    def _on_not_closed(self, problem: Problem) -> None:
        """Say what went wrong; the system need not wait for it."""
        self.gate.show_problem(problem)
        self.locked.emit()

    # The guard.

    def _shows_anything(self) -> bool:
        """Say whether something is in sight that may have to be covered."""
        return self._opened is not None or self.opening.is_showing_code()

    def _save_caution(self, chosen: Caution) -> None:
        """Note how careful to be on this computer."""
        self.thread_of_vault.ask(lambda: caution.choose(self._environment, chosen), failed=self.show_problem)

    def _on_uncovered(self) -> None:
        """Let the room catch up with what has changed while it was hidden."""
        if self.window.workplace is not None:
            self.window.workplace.room().enter()

    def _say(self, text: str) -> None:
        """Say something in passing, unless something is being said that can be answered."""
        workplace = self.window.workplace
        if workplace is not None and not workplace.toast.action.isVisible():
            workplace.toast.say(text)

    # Files.

    def _on_dropped(self, paths: list[Path]) -> None:
        """Bring files to the room they are for, or say what is the matter with them."""
        if self.joining.is_open():
            self.joining.open_answers(paths)
        elif self.desk is None or self.window.workplace is None:
            self.show_problem(UserProblem(_("No vault is open."), do=_("Open it first, then drop the file again.")))
        else:
            self._bringing.bring(self.desk, self.window.workplace, paths)

    def show_problem(self, problem: Problem) -> None:
        """Say it where the person looks."""
        if self.window.workplace is not None:
            self.window.workplace.show_problem(problem)
        else:
            self.gate.show_problem(problem)


def _nothing() -> None:
    """Stand in where nothing follows."""
