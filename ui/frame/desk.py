"""What a room is given: the vault by way of its thread, and the ways to speak to the frame around it."""

from __future__ import annotations

import datetime
from collections.abc import Callable, Sequence
from dataclasses import replace
from functools import partial
from typing import TypeVar

from PySide6.QtCore import QObject, Signal

from app.i18n import _
from app.problems import ChangedSince, NothingToUndo, Problem
from app.records.almanac import Almanac
from app.records.changes import Changed
from app.records.registry import Registry
from app.services.jobs import Job
from app.services.members import authors
from app.services.members.authors import Myself
from app.services.open_vault import Vault
from app.services.printing import typed_back
from app.services.records import records, searching
from app.services.records.searching import Hit
from app.services.settings import group
from ui.widgets.editors.sources import RecordOption
from ui.work.jobs import RunningJob, VaultThread
from ui.work.listening import Always, is_there

T = TypeVar("T")
_MOST_CHOICES = 20
AGREED, LINKED = "group_setting", "member_link"
Verb = Callable[[Vault], Changed]


def _nothing(_result: object) -> None:
    """Stand in for a listener."""


class DeskVerbs:
    """The verbs that belong to no room; handed in by the bootstrap."""

    undo: Verb
    redo: Verb
    search: Callable[[Vault, str, int], Sequence[Hit]]


class Desk(QObject):
    """One open vault, as the rooms see it. All questions go to the vault's thread and come back later."""

    changed = Signal(object)  # Changed: views decide by its kinds whether to refresh
    said = Signal(str, str, object)  # words, words on the button, what the button does
    problem = Signal(object)
    asked = Signal(object, str, object)  # a problem, words on the button that overrules it, what the button does
    going = Signal(str, str, str)  # room, a page of it, the record that page is about: the last two may be empty
    opening = Signal(str, str)  # kind, record

    def __init__(
        self, thread: VaultThread, vault: Vault, registry: Registry, now: Callable[[], datetime.datetime]
    ) -> None:
        """Take one open vault and the thread that opened it."""
        super().__init__()
        self.worker = thread
        self.registry = registry
        self.almanac = Almanac(now)
        self.me = Myself()
        self._vault: Vault | None = vault
        self.changed.connect(self._look_at_agreed)

    def now(self) -> datetime.datetime:
        """Give the time it is in the group's zone."""
        return self.almanac.now()

    def today(self) -> datetime.date:
        """Give the day it is for the group."""
        return self.almanac.today()

    def get_almanac(self) -> Almanac:
        """Give what day and time it is for the group, as it is known now."""
        return self.almanac

    def keep_to(self, almanac: Almanac) -> None:
        """Go by what the group has agreed on; if that is news, everything on the pages is out of date."""
        agreed = replace(almanac, clock=self.almanac.clock)
        if agreed != self.almanac:
            self.almanac = agreed
            self.changed.emit(Changed(frozenset(kind.name for kind in self.registry) - {AGREED}))

    def _look_at_agreed(self, changed: Changed) -> None:
        """Learn what was agreed on now."""
        if AGREED in changed.kinds:
            self.ask(group.almanac, self.keep_to, key="almanac")
        if LINKED in changed.kinds:
            self.ask(authors.myself, self.work_for, key="myself")

    def work_for(self, me: Myself) -> None:
        """Say "you" of this person; if that is news, every page that names people is out of date."""
        if me != self.me:
            self.me = me
            self.changed.emit(Changed(frozenset(kind.name for kind in self.registry) - {AGREED, LINKED}))

    def ask(
        self,
        question: Callable[[Vault], T],
        done: Callable[[T], object],
        *,
        failed: Callable[[Problem], object] | None = None,
        key: object = None,
    ) -> RunningJob:
        """Ask something quick; of questions with the same key that wait, only the newest is put.

        Once the vault was let go nothing is asked: a page on its way out may still have a clock running.
        """
        vault = self._vault
        if vault is None:
            return RunningJob.never()
        return self.worker.ask(
            lambda: (question(vault), vault.news()), self._telling(done), failed or self.problem.emit, key=key
        )

    def run(
        self,
        job: Callable[[Vault], Job[T]],
        done: Callable[[T], object],
        *,
        failed: Callable[[Problem], object] | None = None,
        cancelled: Callable[[], object] | None = None,
    ) -> RunningJob:
        """Run a long job with progress and cancel; making it touches nothing, running it does."""
        vault = self._vault
        if vault is None:
            return RunningJob.never()
        work = job(vault)
        return self.worker.run(
            Job(work.label, lambda progress: (work.run(progress), vault.news())),
            self._telling(done),
            failed or self.problem.emit,
            cancelled=cancelled or (lambda: self.say(_("Stopped."))),
        )

    def do(
        self,
        verb: Verb,
        said: str = "",
        *,
        done: Callable[[Changed], object] = _nothing,
        failed: Callable[[Problem], object] | None = None,
    ) -> RunningJob:
        """Change something: tell all views, also once whoever asked is gone, and offer to undo it.

        Without `said`, what the vault calls the change is said; if that is empty too, nothing is.
        """
        return self.ask(verb, Always(partial(self._finish, said, done)), failed=failed)

    def undo(self, *, force: bool = False) -> None:
        """Take the last change back; what others have changed since is taken back only when forced."""
        self.ask(
            lambda vault: records.undo(vault, force=force),
            lambda changed: self._after(_("Undone: {what}"), _("Undone."), changed, _("Redo"), self.redo),
            failed=lambda problem: self._not_back(problem, lambda: self.undo(force=True)),
        )

    def redo(self, *, force: bool = False) -> None:
        """Make again what was taken back."""
        self.ask(
            lambda vault: records.redo(vault, force=force),
            lambda changed: self._after(_("Done again: {what}"), _("Done again."), changed, _("Undo"), self.undo),
            failed=lambda problem: self._not_back(problem, lambda: self.redo(force=True)),
        )

    def search(self, words: str, done: Callable[[Sequence[Hit]], object], limit: int = 12) -> None:
        """Find records of all kinds, newest question only."""
        self.ask(
            lambda vault: [*typed_back.hits(vault, words), *searching.search(vault, words, limit)],
            lambda hits: done([replace(hit, title=self.me.title(hit.id, hit.title)) for hit in hits]),
            key="search",
        )

    def find(self, kind: str, words: str, answer: Callable[[Sequence[RecordOption]], None]) -> None:
        """Find records to refer to, newest question only."""
        self.ask(
            lambda vault: records.choices(vault, kind, words, _MOST_CHOICES),
            lambda found: answer([RecordOption(record, self.me.title(record, title)) for record, title in found]),
            key="choices",
        )

    def say(self, text: str, action: str = "", on: Callable[[], object] | None = None) -> None:
        """Say something at the bottom, with a button if there is something to do about it."""
        self.said.emit(text, action, on)

    def go(self, room: str, page: str = "", about: str = "") -> None:
        """Go to a room, and there to a page of it, which may be about a record."""
        self.going.emit(room, page, about)

    def open(self, kind: str, record_id: str) -> None:
        """Show a record in the room that shows its kind."""
        self.opening.emit(kind, record_id)

    def release(self) -> Vault | None:
        """Let go of the vault, so that locking can close it; this desk is of no use afterwards."""
        vault, self._vault = self._vault, None
        return vault

    def _telling(self, done: Callable[[T], object]) -> Always[[tuple[T, Changed]]]:
        """Tell all views what the vault says has changed, also once whoever asked is gone; then go on with them."""

        def tell(answer: tuple[T, Changed]) -> None:
            result, news = answer
            if news.kinds:
                self.changed.emit(news)
            if is_there(done):
                done(result)

        return Always(tell)

    def _finish(self, said: str, done: Callable[[Changed], object], changed: Changed) -> None:
        """Say what happened, then let whoever asked go on."""
        words = said or changed.label
        if words:
            self.said.emit(words, _("Undo"), self.undo)
        if is_there(done):
            done(changed)

    def _after(self, sentence: str, bare: str, changed: Changed, back: str, on: Callable[[], None]) -> None:
        """Say what was undone or done again."""
        self.said.emit(sentence.format(what=changed.label) if changed.label else bare, back, on)

    def _not_back(self, problem: Problem, force: Callable[[], None]) -> None:
        """Say that there is nothing to undo, or ask before taking back what others have changed since."""
        if isinstance(problem, NothingToUndo):
            self.say(problem.what)
        elif isinstance(problem, ChangedSince):
            self.asked.emit(problem, _("Take it back anyway"), force)
        else:
            self.problem.emit(problem)
