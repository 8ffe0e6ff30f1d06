"""One window from first sight to quitting: the gate, an open vault, locking, and files dropped on any of them."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import cache, cached_property
from pathlib import Path
from typing import TYPE_CHECKING, cast

from PySide6.QtCore import QObject, QTimer, Signal
from PySide6.QtWidgets import QApplication

from app.i18n import _
from app.problems import Problem, UserProblem
from app.services.settings import caution, look
from app.services.settings.caution import Caution
from app.services.settings.look import Mode
from app.services.vaults.recent import default_folder
from ui.frame.gate.gate import Gate
from ui.frame.main_window import MainWindow
from ui.guard.guard import Guard
from ui.guard.signs import Signs
from ui.platform.dialogs import Dialogs, close_open_dialog
from ui.platform.idle import IdleWatch
from ui.platform.typesetting import Press
from ui.shell.drop_routing import Bringing
from ui.shell.keeper import Keeper
from ui.shell.opening import OpenedVault, VaultOpening
from ui.theme.theme import Theme
from ui.work.jobs import RunningJob, VaultThread

if TYPE_CHECKING:
    from app.records.registry import Registry
    from app.services.unfinished import Rooms
    from app.services.vaults.vaults import Environment
    from app.storage.vault.vault import Vault
    from ui.frame.desk import Desk
    from ui.frame.doors import RoomDoor
    from ui.frame.workplace import Workplace
    from ui.rooms.exchange.room import ExchangeRoom
    from ui.shell.joining import Joining


@dataclass(frozen=True, slots=True)
class Tools:
    """What rooms need beside the desk: the system's dialogs, what sets sheets, and what guards the window."""

    dialogs: Dialogs
    press: Press
    guard: Guard


RoomsOf = Callable[["Desk", Tools], Sequence["RoomDoor"]]


class WindowSession(QObject):
    """Owns the threads and the window. `close` must be called before the program ends."""

    loaded = Signal()  # the program is all there, and no vault is open yet
    locked = Signal()  # the vault is closed, if one was open

    def __init__(
        self,
        environment: Environment,
        registry: Callable[[], Registry],
        rooms_of: RoomsOf,
        templates: Path,
        dialogs: Dialogs | None = None,
    ) -> None:
        """Put the window together; nothing is opened yet.

        The first page is light: records, services and rooms are loaded behind it, on the vault's thread.
        """
        super().__init__()
        self._environment, self._registry, self._rooms_of = environment, cache(registry), rooms_of
        self.thread_of_vault, self.press = VaultThread(self), Press(templates, self)
        self.dialogs = dialogs or Dialogs()
        self._keeper = Keeper()
        self.gate = Gate(lambda: default_folder(environment))
        self.window = MainWindow(self.gate)
        self.opening = VaultOpening(
            self.gate, self.thread_of_vault, self._keeper, environment, self._registry, self.dialogs, self.press
        )
        self.idle = IdleWatch(environment.now, parent=self)
        self.desk: Desk | None = None
        self._opened: OpenedVault | None = None
        self._rehearsal: RunningJob | None = None
        self._closed = False
        self.guard = Guard(self.window, self.idle, environment.random, self._shows_anything, self._save_caution, self)
        self.guard.use(caution.chosen(environment))
        self._tools = Tools(self.dialogs, self.press, self.guard)
        self.guard.left.connect(self.lock_away)
        self.guard.panicked.connect(self.panic)
        self.guard.said.connect(self._say)
        self.guard.cover.lifted.connect(self._on_uncovered)
        self.locked.connect(self.guard.release)
        self.opening.wanted.connect(self._stop_rehearsing)
        self.opening.opened.connect(self._on_opened)
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
        QTimer.singleShot(0, self, self._load)

    def _load(self) -> None:
        """Load behind the first page what an open vault needs, so that nobody waits for it after the passphrase."""
        self.thread_of_vault.ask(lambda: load(self._registry), self._on_loaded, self.show_problem)

    def _on_loaded(self, _nothing: None) -> None:
        """Rehearse the first page until somebody wants a vault."""
        from app.services.agenda.rehearsal import rehearse

        if self.opening.is_idle():
            rehearsal = rehearse(self._registry(), self._environment)
            self._rehearsal = self.thread_of_vault.run(rehearsal, self._on_rehearsed, self.show_problem)

    def _stop_rehearsing(self) -> None:
        if self._rehearsal is not None:
            self._rehearsal.cancel()

    def _on_rehearsed(self, _nothing: None) -> None:
        if self._opened is None:
            self.loaded.emit()

    @cached_property
    def joining(self) -> Joining:
        """Give the way from an empty vault into a group, made when somebody first goes it."""
        from ui.shell.joining import Joining

        made = Joining(self.gate, self.thread_of_vault, self._environment, self.dialogs)
        made.joined.connect(self._enter)
        made.lock_wanted.connect(self.lock)
        return made

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

    def _on_opened(self, opened: OpenedVault) -> None:
        """Go in, or wait to be admitted."""
        self._opened = opened
        self.idle.start()
        if opened.status.group:
            self._enter(opened)
        else:
            self.joining.begin(opened)

    def _enter(self, opened: OpenedVault) -> None:
        """Build the workplace around an open vault."""
        from app.services import unfinished
        from ui.frame.desk import Desk
        from ui.frame.workplace import Workplace
        from ui.shell.global_commands import everywhere
        from ui.shell.status_poll import StatusPoll

        self._opened = opened
        desk = Desk(self.thread_of_vault, opened.vault, self._registry(), self._environment.now)
        if opened.almanac is not None:
            desk.keep_to(opened.almanac)
        if opened.me is not None:
            desk.work_for(opened.me)
        self.desk = desk
        status = opened.status
        me = _("{name}, sample data").format(name=status.me) if opened.sample else status.me
        workplace = Workplace(desk, self._rooms_of(desk, self._tools), group=status.group, me=me)
        workplace.lock_wanted.connect(self.lock)
        workplace.settle_wanted.connect(lambda: self._to_exchange(lambda room: room.show_settle()))
        workplace.hand_over_wanted.connect(lambda: self._to_exchange(lambda room: room.make()))
        workplace.add_commands([*everywhere(workplace, self.set_look), *self.guard.commands(workplace)])
        pulse = StatusPoll(desk, workplace)
        self.window.enter(workplace, status.group)
        pulse.show(status)
        desk.ask(unfinished.recall, self._say_unfinished)
        if opened.sample:
            workplace.toast.say(_("Sample data: everything here is deleted when you lock it or close the window."))

    def _say_unfinished(self, rooms: Rooms) -> None:
        """Say what was being written when the vault was locked, and lead there."""
        workplace = self.window.workplace
        room, found = next(iter(rooms.items()), ("", ()))
        if workplace is not None and room in workplace.rooms and found:
            words = _("You were writing when this was locked. {words}").format(words=found[-1].words)
            workplace.toast.say(words, _("Go there"), lambda: workplace.go(room))

    def _to_exchange(self, then: Callable[[ExchangeRoom], object]) -> None:
        """Show the rows that a figure in the top bar was made from."""
        from ui.rooms.exchange import SIGN

        workplace = self.window.workplace
        if workplace is not None and SIGN.key in workplace.rooms and workplace.go(SIGN.key):
            then(cast("ExchangeRoom", workplace.room()))

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

    def _leave(self, opened: OpenedVault | None) -> None:
        """Drop what is shown, drop what is on its way, close the vault."""
        self.idle.stop()
        if self.window.workplace is not None:
            self.window.workplace.room().leave()
            if opened is not None and not opened.sample:
                self._keep_unfinished(opened.vault, self.window.workplace)
        self.thread_of_vault.drop()
        self.press.forget()
        if self.desk is not None:
            self.desk.release()
            self.desk.deleteLater()
            self.desk = None
        if self._is_joining():
            self.joining.end()
        self.window.leave()
        self.guard.end()
        afterwards = (
            (lambda: shutil.rmtree(opened.folder, ignore_errors=True)) if opened and opened.sample else _nothing
        )
        self.thread_of_vault.ask(
            lambda: self._keeper.close(afterwards), lambda _done: self.locked.emit(), self._on_not_closed
        )

    def _keep_unfinished(self, vault: Vault, workplace: Workplace) -> None:
        """Keep inside the vault what is being written and was not handed over."""
        from app.services import unfinished

        found = workplace.unfinished()
        if found:
            self.thread_of_vault.ask(lambda: unfinished.keep(vault, found), failed=self.gate.show_problem)

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
        if self._is_joining() and self.joining.is_open():
            self.joining.open_answers(paths)
        elif self.desk is None or self.window.workplace is None:
            self.show_problem(UserProblem(_("No vault is open."), do=_("Open it first, then drop the file again.")))
        else:
            self._bringing.bring(self.desk, self.window.workplace, paths)

    def _is_joining(self) -> bool:
        """Say whether anybody has gone the way into a group."""
        return "joining" in self.__dict__

    def show_problem(self, problem: Problem) -> None:
        """Say it where the person looks."""
        if self.window.workplace is not None:
            self.window.workplace.show_problem(problem)
        else:
            self.gate.show_problem(problem)


def load(registry: Callable[[], Registry]) -> None:
    """Import what an open vault needs and its first room, and read the declarations."""
    from app.services.agenda import rehearsal  # noqa: F401 - imported for whoever comes later
    from ui.rooms.today import room  # noqa: F401
    from ui.shell import global_commands, joining, rooms, status_poll  # noqa: F401

    registry()


def _nothing() -> None:
    """Stand in where nothing follows."""
