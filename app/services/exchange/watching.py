"""A folder that something else keeps in step between laptops: bundles are dropped into it and found in it.

What appears there is read and never trusted: it is looked into first, and taken when a person says so, or by itself if
the person has chosen that and it deletes little. What is not for this laptop, or broken, is not tried a second time.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterable, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, field, replace
from pathlib import Path

from app.i18n import _
from app.problems import Problem, UserProblem
from app.services.exchange import exchange, foreign_files, handing, receiving, watched
from app.services.exchange.deletion_guard import deletes_many, losses_of
from app.services.exchange.foreign_files import FoundFile
from app.services.exchange.handing import FileBatch
from app.services.exchange.receiving import Parcel, Received
from app.services.exchange.watched import Dropped, WatchChoice, WatchMemory
from app.services.files import MIB
from app.services.jobs import Job, Progress
from app.storage import bundles
from app.storage.bundles import Peer
from app.storage.taken import TakenBundle
from app.storage.unfinished import sweep
from app.storage.vault.vault import Vault

LARGEST = 256 * MIB
FILES_A_ROUND = 100
BYTES_A_ROUND = 1024 * MIB
_MARKS = 1 << 16
"""More than there are laptops in a group."""


@dataclass(frozen=True, slots=True)
class News:
    """A bundle for this laptop that lies in the folder, as it was looked into; `asks` means that it deletes much."""

    file: FoundFile
    digest: bytes
    taken: TakenBundle
    asks: bool

    @property
    def records(self) -> int:
        """How many records it would change."""
        return len(self.taken.changes)


@dataclass(frozen=True, slots=True)
class Sight:
    """What was seen in the folder so far; handed from one look to the next, and kept nowhere.

    `stamps` are the files of the last look, `done` those that need no second look as they are, `news` what waits to be
    taken.
    """

    stamps: Mapping[str, tuple[int, int]] = field(default_factory=dict[str, tuple[int, int]])
    done: Mapping[str, tuple[int, int]] = field(default_factory=dict[str, tuple[int, int]])
    news: tuple[News, ...] = ()
    for_others: frozenset[str] = frozenset()
    no_bundles: frozenset[str] = frozenset()
    waiting: int = 0
    passed_over: int = 0
    unsettled: int = 0
    """How many were not read yet, because somebody may still write them or because there were so many."""
    fatal: frozenset[str] = frozenset()
    """Those that were being looked into when the program ended: they are not looked into again."""
    heavy: frozenset[str] = frozenset()
    """Those for which this computer has too little memory, as long as the program runs."""

    @property
    def others(self) -> int:
        """How many are for other laptops."""
        return len(self.for_others)

    @property
    def broken(self) -> int:
        """How many are of no use to anybody."""
        return len(self.no_bundles)


@dataclass(frozen=True, slots=True)
class DroppedNews:
    """For whom a bundle was put into the folder in this round."""

    recipients: tuple[str, ...]


def set_up(vault: Vault, folder: Path, *, automatic: bool) -> WatchChoice:
    """Chooses the shared folder of a vault; raises a Problem if it cannot be written or is the vault's own."""
    handing.check_folder(vault, folder)
    before = watched.chosen(vault)
    if before is not None and before.path != folder.resolve():
        stop(vault)
    return watched.choose(vault, folder, automatic=automatic)


def stop(vault: Vault) -> None:
    """Forgets the shared folder, and takes away what this vault has put there."""
    memory = watched.recall(vault)
    if memory.folder:
        _remove(Path(memory.folder), [*(each.name for each in memory.dropped.values()), *memory.stale])
    watched.remember(vault, WatchMemory(done=memory.done))
    watched.forget(vault)


# -- Out.


def drop(vault: Vault, choice: WatchChoice) -> Job[DroppedNews]:
    """Put a bundle there for every laptop that has not been dropped one since this vault learnt something.

    It takes the place of the one before for the same laptop; there is never more than one.
    """

    def run(progress: Progress) -> DroppedNews:
        sweep(choice.path, vault.environment.now().timestamp())
        peers = handing.recipients(vault)
        memory = _memory_of(vault, choice)
        mark = _mark(vault)
        gone = [device for device in memory.dropped if device not in {peer.device for peer in peers}]
        wanted = [peer for peer in peers if _lacks(peer, memory, mark, choice.path)]
        if not wanted and not gone and not memory.stale:
            return DroppedNews(())
        handing.check_folder(vault, choice.path)
        wanted.sort(key=lambda _peer: vault.environment.random(16))
        batch, fresh = FileBatch(choice.path), dict[str, Dropped]()
        try:
            for number, peer in enumerate(wanted):
                progress.check()
                progress.step(number, len(wanted), _("News for the shared folder"))
                made = exchange.make_bundle(vault, [peer.device]).run(Progress())
                batch.add(made.name, made.data)
                fresh[peer.device] = Dropped(made.name, mark)
            _exchange(vault, choice, fresh, gone, finish=batch.finish)
        except BaseException:
            batch.undo()
            raise
        return DroppedNews(tuple(dict.fromkeys(peer.name for peer in wanted)))

    return Job(_("Put news into the shared folder"), run)


def _exchange(
    vault: Vault, choice: WatchChoice, fresh: Mapping[str, Dropped], gone: Iterable[str], *, finish: Callable[[], None]
) -> None:
    """Names the new files, and then removes those whose place they take: at no moment is there nothing.

    Whatever ends the program meanwhile, the vault knows afterwards which files of its own are too many.
    """
    memory = _memory_of(vault, choice)
    _remove(choice.path, memory.stale)
    memory.stale = [each.name for each in fresh.values()]
    watched.remember(vault, memory)
    finish()
    memory.stale = [memory.dropped[device].name for device in (*fresh, *gone) if device in memory.dropped]
    memory.dropped = {device: each for device, each in memory.dropped.items() if device not in set(gone)} | dict(fresh)
    watched.remember(vault, memory)
    _remove(choice.path, memory.stale)
    memory.stale = [name for name in memory.stale if (choice.path / name).exists()]
    watched.remember(vault, memory)


def _lacks(peer: Peer, memory: WatchMemory, mark: int, folder: Path) -> bool:
    """Whether a laptop is to be dropped a bundle: this vault has learnt something since the last, or that is lost."""
    before = memory.dropped.get(peer.device)
    if before is None or before.mark != mark:
        return True
    return peer.segments_lacking > 0 and not (folder / before.name).exists()


def _mark(vault: Vault) -> int:
    """Give a number that changes with everything this vault learns, and not by telling others of it.

    Also with whose vault exists twice: the copies hear of each other through others alone.
    """
    kept = int(vault.rows("SELECT coalesce(sum(operations), 0) FROM body")[0][0])
    kept += int(vault.rows("SELECT count(*) FROM drafted")[0][0])
    return kept * _MARKS + bundles.count_twins(vault)


def _memory_of(vault: Vault, choice: WatchChoice) -> WatchMemory:
    """Tell what is remembered of this folder; files in another are no longer ours to replace."""
    memory = watched.recall(vault)
    return memory if memory.folder == choice.folder else WatchMemory(choice.folder, done=memory.done)


def _remove(folder: Path, names: Iterable[str]) -> None:
    for name in names:
        with suppress(OSError):  # Somebody else may have removed it, or the folder is away.
            (folder / Path(name).name).unlink(missing_ok=True)


# -- In.


def look(vault: Vault, choice: WatchChoice, before: Sight, *, settled: bool = True) -> Job[Sight]:
    """Tell what lies in the folder for this laptop; nothing is taken. Raises `FolderGone`.

    With `settled`, a file is read only when it is as it was at the last look: until then somebody may still write it.
    """

    def run(progress: Progress) -> Sight:
        listing = foreign_files.bundles_in(choice.path, most=LARGEST)
        memory = _memory_of(vault, choice)
        own = {each.name for each in memory.dropped.values()}.union(memory.stale)
        here = [file for file in listing.files if file.name not in own]
        looking = _Looking(vault, memory, before)
        looking.pass_over_what_ended_the_program()
        for number, file in enumerate(here):
            progress.check()
            progress.step(number, len(here), _("Looking at the shared folder"))
            if looking.knows(file):
                continue
            if looking.is_tired() or (settled and before.stamps.get(file.name) != file.stamp):
                looking.unsettled += 1
            else:
                looking.look_at(file, progress)
        looking.keep()
        return looking.sight({file.name: file.stamp for file in here}, listing.passed_over)

    return Job(_("Look at the shared folder"), run)


class _Looking:
    """One round: what is known from before, and what is found now."""

    def __init__(self, vault: Vault, memory: WatchMemory, before: Sight) -> None:
        """Go on from the look before."""
        self._vault, self._memory = vault, memory
        self._remembered = len(memory.done), memory.done[-1:]
        self._before = before
        self._done: dict[str, tuple[int, int]] = {}
        self._news: list[News] = []
        self._count = self._bytes = 0
        self.unsettled = 0
        self._others, self._broken, self._waiting = set(before.for_others), set(before.no_bundles), 0
        self._heavy = set(before.heavy)

    def knows(self, file: FoundFile) -> bool:
        """Whether a file was looked at already, as it is."""
        offered = next((each for each in self._before.news if each.file == file), None)
        if offered is not None and offered.digest not in self._memory.done:
            self._news.append(replace(offered, asks=self._asks(offered.taken)))
        if offered is None and self._before.done.get(file.name) != file.stamp:
            return False
        self._done[file.name] = file.stamp
        return True

    def is_tired(self) -> bool:
        """Whether the rest can wait for the next round."""
        return self._count >= FILES_A_ROUND or self._bytes >= BYTES_A_ROUND

    def look_at(self, file: FoundFile, progress: Progress) -> None:
        """Read a file, and look into it unless that was done before."""
        self._count += 1
        self._bytes += file.size
        try:
            data = foreign_files.read(file.path, progress, most=LARGEST)
        except UserProblem:  # It vanished, or is no plain file any more: the next round sees what there is.
            return
        except MemoryError:
            self._done[file.name] = file.stamp
            self._heavy.add(file.name)
            return
        digest = hashlib.sha256(data).digest()
        if digest in self._memory.done:
            self._done[file.name] = file.stamp
            return
        # Written before the file is looked into: whatever ends the program then, it is not tried a second time.
        self._memory.looking = (file.name, digest)
        watched.remember(self._vault, self._memory)
        try:
            self._look_into(file, data, digest, progress)
        finally:
            self._memory.looking = None
            watched.remember(self._vault, self._memory)

    def pass_over_what_ended_the_program(self) -> None:
        """Note the file that was being looked into when the program ended without saying goodbye."""
        if self._memory.looking is not None:
            name, digest = self._memory.looking
            self._memory.note(digest)
            self._memory.looking = None
            self._memory.fatal = [*self._memory.fatal, name][-watched.FATAL_MOST :]
            watched.remember(self._vault, self._memory)

    def _look_into(self, file: FoundFile, data: bytes, digest: bytes, progress: Progress) -> None:
        """Look into a file that was read."""
        try:
            taken = bundles.look_into(self._vault, data, progress.check)
        except UserProblem as problem:
            self._refuse(file, digest, problem)
            return
        self._done[file.name] = file.stamp
        if taken.seen_before and not receiving.is_news(taken):
            self._memory.note(digest)
            return
        self._news.append(News(file, digest, taken, self._asks(taken)))

    def _asks(self, taken: TakenBundle) -> bool:
        """Whether it deletes much, together with what others of this folder have deleted lately."""
        lately = self._memory.gone_lately(self._vault.environment.milliseconds())
        return deletes_many(losses_of(self._vault, taken), lately)

    def _refuse(self, file: FoundFile, digest: bytes, problem: Problem) -> None:
        """Remembers a file that will never be of use; one that came too early is tried again in the next round."""
        why = receiving.why_not(problem) if isinstance(problem, UserProblem) else receiving.REFUSED
        if why == receiving.WAITS:
            self._waiting += 1
            return
        self._done[file.name] = file.stamp
        if receiving.needs_memory(problem):
            self._heavy.add(file.name)
            return
        self._memory.note(digest)
        if why == receiving.FOREIGN:
            self._others.add(file.name)
        else:
            self._broken.add(file.name)

    def keep(self) -> None:
        """Write down what need not be tried again, if there is anything new to write."""
        if (len(self._memory.done), self._memory.done[-1:]) != self._remembered:
            watched.remember(self._vault, self._memory)

    def sight(self, stamps: Mapping[str, tuple[int, int]], passed_over: int) -> Sight:
        """Tell what was found."""
        return Sight(
            stamps,
            self._done,
            tuple(self._news),
            frozenset(self._others & stamps.keys()),
            frozenset(self._broken & stamps.keys()),
            self._waiting,
            passed_over,
            self.unsettled,
            frozenset(set(self._memory.fatal) & stamps.keys()),
            frozenset(self._heavy & stamps.keys()),
        )


def take(vault: Vault, choice: WatchChoice, news: Sequence[News], *, yes: bool = False) -> Job[Received]:
    """Take what was looked into, if the files are still the same; none that deletes much, unless `yes` is said.

    Small deletions of many rounds count together for a day.
    """
    parcels = [_parcel(each) for each in news]

    def run(progress: Progress) -> Received:
        memory, now = _memory_of(vault, choice), vault.environment.milliseconds()
        received = receiving.take_each(vault, parcels, progress, yes=yes, gone=memory.gone_lately(now))
        memory.note_gone(now, {} if yes else received.gone)
        digests = {each.file.name: each.digest for each in news}
        for outcome in received.of(receiving.TAKEN, receiving.KNOWN):
            memory.note(digests[outcome.name])
        watched.remember(vault, memory)
        return received

    return Job(_("Take the news"), run)


def _parcel(news: News) -> Parcel:
    """Give a file of the folder, which has to hold now what it held when it was looked into."""

    def read(progress: Progress) -> bytes:
        data = foreign_files.read(news.file.path, progress, most=LARGEST)
        if hashlib.sha256(data).digest() != news.digest:
            raise UserProblem(
                _("“{name}” was exchanged since it was looked into.").format(name=news.file.name),
                kept=_("It was not taken."),
                do=_("Look at the folder again."),
            )
        return data

    return Parcel(news.file.name, read, news.file.path)
