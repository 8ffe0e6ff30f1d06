"""The shared folder while the vault is open: looked at calmly, filled calmly, and spoken of only when there is news."""

from __future__ import annotations

import datetime
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path

from PySide6.QtCore import QFileSystemWatcher, QObject, QTimer, Signal

from app.i18n import _
from app.problems import Problem, UserProblem
from app.services.exchange import receiving, watched, watching
from app.services.exchange.foreign_files import FolderGone
from app.services.exchange.receiving import Received
from app.services.exchange.watched import WatchChoice
from app.services.exchange.watching import DroppedNews, News, Sight
from ui.frame.desk import Desk
from ui.rooms.exchange.words import odd_words, received_words

LOOK_MS = 30_000
SETTLE_MS = 3_000
DROP_MS = 120_000


@dataclass(frozen=True, slots=True)
class Shared:
    """The shared folder as the page shows it: none while `choice` is None."""

    choice: WatchChoice | None = None
    sight: Sight = field(default_factory=Sight)
    looked_at: datetime.datetime | None = None
    dropped: tuple[str, ...] = ()
    gone: bool = False


class Sharing(QObject):
    """Asks the vault's thread to look and to drop; what others put there comes as `changed`, and is taken on demand."""

    changed = Signal(object)  # Shared
    received = Signal(object)  # Received
    failed = Signal(object)  # Problem, of what the person asked for
    arrived = Signal(object)  # tuple[News, ...] that were not there before

    def __init__(self, desk: Desk, parent: QObject) -> None:
        """Learn at once whether there is a shared folder."""
        super().__init__(parent)
        self._desk = desk
        self.state = Shared()
        self._busy = False
        self._told: frozenset[bytes] = frozenset()
        self._told_refused: frozenset[str] = frozenset()
        self._files = QFileSystemWatcher(self)
        self._files.directoryChanged.connect(lambda _path: self._soon.start())
        self._soon = QTimer(self, singleShot=True, interval=SETTLE_MS)
        self._soon.timeout.connect(self.look)
        self._calm = QTimer(self, interval=LOOK_MS)
        self._calm.timeout.connect(self.look)
        self._drop = QTimer(self, singleShot=True, interval=DROP_MS)
        self._drop.timeout.connect(self.drop)
        desk.changed.connect(lambda _changed: self._on_changed())
        desk.ask(watched.chosen, self._begin, failed=_ignored)

    # What the person asks for.

    def set_up(self, folder: Path, *, automatic: bool) -> None:
        """Choose the folder, or how news in it are taken."""
        self._desk.ask(
            lambda vault: watching.set_up(vault, folder, automatic=automatic), self._begin, failed=self.failed.emit
        )

    def stop(self) -> None:
        """Have no shared folder any more."""
        self._desk.ask(watching.stop, lambda _done: self._begin(None), failed=self.failed.emit)

    def take(self) -> None:
        """Take all news but those that delete much."""
        self._take([news for news in self.state.sight.news if not news.asks])

    def drop_now(self) -> None:
        """Put news there now, and look."""
        self.drop()
        self.look()

    # What happens by itself.

    def look(self) -> None:
        """Look at the folder, unless that is being done."""
        choice = self.state.choice
        if choice is None or self._busy:
            return
        self._busy = True
        before = self.state.sight
        self._desk.run(
            lambda vault: watching.look(vault, choice, before),
            self._on_looked,
            failed=self._on_lost,
            cancelled=self._on_stopped,
        )

    def drop(self) -> None:
        """Put news into the folder, for those who lack them."""
        choice = self.state.choice
        if choice is not None and not self.state.gone:
            self._desk.run(
                lambda vault: watching.drop(vault, choice),
                self._on_dropped,
                failed=self._on_lost,
                cancelled=self._on_stopped,
            )

    def _begin(self, choice: WatchChoice | None) -> None:
        """Watch a folder from now on, or none."""
        same = choice is not None and self.state.choice is not None and choice.folder == self.state.choice.folder
        self.state = replace(self.state, choice=choice, gone=False) if same else Shared(choice)
        if watched_now := self._files.directories():
            self._files.removePaths(watched_now)
        if choice is None:
            self._calm.stop()
            self._soon.stop()
            self._drop.stop()
        else:
            self._calm.start()
            self._watch(choice)
            self.drop_now()
        self.changed.emit(self.state)

    def _watch(self, choice: WatchChoice) -> None:
        """Let the system tell of changes as well, where it can; the timer looks in any case."""
        if choice.folder not in self._files.directories() and choice.path.is_dir():
            self._files.addPath(choice.folder)

    def _on_looked(self, sight: Sight) -> None:
        """Show what is there, and take it or speak of it."""
        self._busy = False
        choice = self.state.choice
        if choice is None:
            return
        self._watch(choice)
        self.state = replace(self.state, sight=sight, looked_at=self._desk.now(), gone=False)
        self.changed.emit(self.state)
        self._speak_of_refused(sight)
        if sight.unsettled:
            self._soon.start()
        ready = [news for news in sight.news if not news.asks]
        if choice.automatic and ready:
            self._take(ready)
        else:
            self._speak(sight.news)

    def _speak(self, news: Sequence[News]) -> None:
        """Say once of each bundle that it is there."""
        fresh = [each for each in news if each.digest not in self._told and each.records]
        self._told = frozenset(each.digest for each in news)
        if fresh:
            self.arrived.emit(tuple(fresh))

    def _speak_of_refused(self, sight: Sight) -> None:
        """Say once of each file that ended the program, or would take all memory, that it is left alone."""
        for name in sorted((sight.fatal | sight.heavy) - self._told_refused):
            what = (
                _("The program ended while it looked into “{name}” in the shared folder.")
                if name in sight.fatal
                else _("“{name}” in the shared folder needs more memory than this computer has left.")
            )
            self._desk.problem.emit(
                UserProblem(
                    what.format(name=name),
                    kept=_("Nothing of it was taken. It is left alone; all other bundles are taken as ever."),
                    do=_("Remove the file, and ask whoever put it there."),
                )
            )
        self._told_refused = sight.fatal | sight.heavy

    def _take(self, news: Sequence[News]) -> None:
        """Take what was looked into."""
        choice = self.state.choice
        if choice is None or not news:
            return
        self._desk.run(lambda vault: watching.take(vault, choice, news), self._on_taken, failed=self.failed.emit)

    def _on_taken(self, received: Received) -> None:
        """Say what came, and look again."""
        if received.of(receiving.TAKEN):
            self._desk.say(received_words(received))
        if odd := odd_words(received):  # Nobody has looked into it before, as one does with a bundle that one opens.
            kept = _("All else was taken.")
            self._desk.problem.emit(UserProblem(_("Something about the news is odd."), kept=kept, do=" ".join(odd)))
        self.received.emit(received)
        self.look()

    def _on_dropped(self, dropped: DroppedNews) -> None:
        """Note for whom something lies there."""
        if dropped.recipients:
            self.state = replace(self.state, dropped=dropped.recipients, gone=False)
            self.changed.emit(self.state)

    def _on_changed(self) -> None:
        """Put news there a while after the first change, not after each."""
        if self.state.choice is not None and not self._drop.isActive():
            self._drop.start()

    def _on_stopped(self) -> None:
        """Go on at the next turn: somebody wanted their laptop to themselves."""
        self._busy = False

    def _on_lost(self, problem: Problem) -> None:
        """Say once that the folder is away; a look a while later finds it again."""
        self._busy = False
        if not isinstance(problem, FolderGone):
            self._desk.problem.emit(problem)
        elif not self.state.gone:
            self.state = replace(self.state, gone=True)
            self.changed.emit(self.state)
            self._desk.say(_("The shared folder is not there. It is looked for again from time to time."))


def _ignored(_problem: Problem) -> None:
    """Give a note that cannot be read is as none."""
