"""Several bundles taken one after the other: from a folder, or dropped together. One bad file never stops the rest."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Generator, Mapping, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field, replace
from pathlib import Path

from app.i18n import _
from app.problems import BadBundle, NotAllowed, NotFound, Problem, Refusal, UserProblem
from app.services.exchange import foreign_files
from app.services.exchange.deletion_guard import Loss, deletes_many, losses_of
from app.services.jobs import Cancelled, Job, Progress
from app.storage import bundles
from app.storage.taken import TakenBundle
from app.storage.vault.vault import Vault

TAKEN, KNOWN, ASKS, WAITS, FOREIGN, REFUSED = "taken", "known", "asks", "waits", "foreign", "refused"
"""What became of a file: taken; it held nothing new; it deletes much, so somebody has to look first; it builds on what
is not here; it is for other laptops; it cannot be used."""
_BECAME = {
    Refusal.USELESS: REFUSED,
    Refusal.FOR_OTHERS: FOREIGN,
    Refusal.TOO_EARLY: WAITS,
    Refusal.NEEDS_MEMORY: REFUSED,
}


@dataclass(frozen=True, slots=True)
class Parcel:
    """Something that may be a bundle: what it is called, and how to get its bytes."""

    name: str
    read: Callable[[Progress], bytes]
    path: Path | None = None


@dataclass(frozen=True, slots=True)
class FileOutcome:
    """What became of one of them. `taken` is what it did, or would do if somebody has to look first."""

    name: str
    what: str
    taken: TakenBundle | None = None
    problem: UserProblem | None = None
    losses: tuple[Loss, ...] = ()
    path: Path | None = None


@dataclass(frozen=True, slots=True)
class Received:
    """What became of all; `passed_over` were not even looked at, `stopped` says that the person had enough."""

    outcomes: tuple[FileOutcome, ...]
    passed_over: int = 0
    stopped: bool = False

    def of(self, *what: str) -> list[FileOutcome]:
        """Those of which one of these things became."""
        return [outcome for outcome in self.outcomes if outcome.what in what]

    @property
    def kinds(self) -> frozenset[str]:
        """The kinds of records that have changed."""
        taken = [outcome.taken for outcome in self.of(TAKEN, KNOWN) if outcome.taken]
        return frozenset[str]().union(*(each.kinds for each in taken))

    @property
    def gone(self) -> Counter[str]:
        """How many records of each kind were deleted."""
        taken = [outcome.taken for outcome in self.of(TAKEN) if outcome.taken]
        return Counter(kind for each in taken for kind in each.gone)

    @property
    def records(self) -> int:
        """How many changes of records were taken in."""
        return sum(len(outcome.taken.changes) for outcome in self.of(TAKEN) if outcome.taken)


class _Spoilt(Exception):
    """A transaction for several bundles came to nothing: the disk is full, say."""


@dataclass(slots=True)
class _Sitting:
    """What has been deleted in this sitting, what waits for another bundle, and the transaction of all, if one is."""

    keep: bool = True
    yes: bool = False
    batch: bundles.Batch | None = None
    gone: Counter[str] = field(default_factory=Counter[str])
    progressed: bool = False


def take_files(vault: Vault, paths: Sequence[Path], *, keep: bool = True, yes: bool = False) -> Job[Received]:
    """Take files that a person chose, each whole or not at all, in whatever order they work."""
    parcels = [parcel_of(path) for path in paths]

    def run(progress: Progress) -> Received:
        return take_each(vault, parcels, progress, keep=keep, yes=yes)

    return Job(_("Take the bundles"), run)


def take_folder(vault: Vault, folder: Path, *, keep: bool = True, yes: bool = False) -> Job[Received]:
    """Try every bundle in a folder, and take those for this laptop; raises `FolderGone` and nothing else.

    Without `keep`, it is only said what each would do by itself.
    """

    def run(progress: Progress) -> Received:
        listing = foreign_files.bundles_in(folder)
        received = take_each(vault, [parcel_of(file.path) for file in listing.files], progress, keep=keep, yes=yes)
        return replace(received, passed_over=listing.passed_over)

    return Job(_("Open the folder"), run)


def parcel_of(path: Path) -> Parcel:
    """Give a file as a parcel."""
    return Parcel(path.name, lambda progress: foreign_files.read(path, progress), path)


def take_each(
    vault: Vault, parcels: Sequence[Parcel], progress: Progress, *, keep: bool = True, yes: bool = False,
    gone: Mapping[str, int] | None = None,
) -> Received:  # fmt: skip
    """Take what can be taken; a bundle that waits for another is tried again as long as others are taken.

    None is taken that deletes many records, counted together with those before it, and with what is `gone` already: a
    person looks into it first, and then says so with `yes`.
    """
    if vault.group is None:
        raise NotAllowed(
            _("This laptop does not belong to a group yet."),
            kept=_("Nothing was taken."),
            do=_("Open the one answer that an admin made for it, and compare its words."),
        )
    if keep:
        with suppress(_Spoilt):
            with bundles.taking(vault) as batch:
                received = _take_all(vault, parcels, progress, _Sitting(keep, yes, batch, Counter(gone or {})))
            return _told(received, batch.differs)
    return _take_all(vault, parcels, progress, _Sitting(keep, yes, gone=Counter(gone or {})))


def _told(received: Received, differs: tuple[str, ...]) -> Received:
    """Say of each bundle what it changed, and with the last who has the same by then and shows something else."""
    outcomes = list(received.outcomes)
    for number, outcome in enumerate(outcomes):
        if outcome.taken is not None:
            outcomes[number] = replace(outcome, taken=replace(outcome.taken, changes=tuple(outcome.taken.changes)))
    last = next((number for number, each in reversed(list(enumerate(outcomes))) if each.what in {TAKEN, KNOWN}), None)
    if last is not None and (taken := outcomes[last].taken) is not None:
        outcomes[last] = replace(outcomes[last], taken=replace(taken, differs=differs))
    return replace(received, outcomes=tuple(outcomes))


def _take_all(vault: Vault, parcels: Sequence[Parcel], progress: Progress, sitting: _Sitting) -> Received:
    """Goes through them until none is taken any more."""
    outcomes: dict[int, FileOutcome] = {}
    left = list(range(len(parcels)))
    try:
        while left:
            sitting.progressed = False
            for number in left:
                progress.check()
                done = sum(outcome.what != WAITS for outcome in outcomes.values())
                progress.step(done, len(parcels), parcels[number].name)
                outcomes[number] = _take(vault, parcels[number], progress, sitting)
            left = [number for number in left if outcomes[number].what == WAITS]
            if not sitting.progressed:
                break
    except Cancelled:
        # What was taken is whole and stays; the rest is as if it had not been asked for.
        return Received(tuple(outcomes.values()), stopped=True)
    return Received(tuple(outcomes.values()))


def _take(vault: Vault, parcel: Parcel, progress: Progress, sitting: _Sitting) -> FileOutcome:
    """Look into one and take it, or says why not. Only a cancel and a full disk get out of here."""
    try:
        data = _read(parcel, progress)
        looked = _looked_into(vault, data, progress, sitting)
        # In a batch a bundle that deletes nothing is taken by then.
        losses = losses_of(vault, looked)
        if not sitting.yes and deletes_many(losses, sitting.gone):
            return FileOutcome(parcel.name, ASKS, looked, losses=losses, path=parcel.path)
        taken = _kept(vault, data, looked, progress, sitting)
    except (BadBundle, NotFound, foreign_files.NotAFile) as problem:
        return FileOutcome(parcel.name, why_not(problem), problem=problem, path=parcel.path)
    except UserProblem as problem:
        return FileOutcome(parcel.name, REFUSED, problem=problem, path=parcel.path)
    if sitting.keep:
        sitting.gone.update(taken.gone)
        sitting.progressed = sitting.progressed or bool(taken.new or taken.members)
    return FileOutcome(parcel.name, TAKEN if is_news(taken) else KNOWN, taken, losses=losses, path=parcel.path)


def _looked_into(vault: Vault, data: bytes, progress: Progress, sitting: _Sitting) -> TakenBundle:
    """Tell what a bundle would do.

    One of a batch that deletes nothing need not be asked about, and is taken at once.
    """
    if sitting.batch is None:
        return bundles.look_into(vault, data, progress.check)
    with _spoiling():
        return sitting.batch.take(data, progress.check, _deletes_nothing)


def _kept(vault: Vault, data: bytes, looked: TakenBundle, progress: Progress, sitting: _Sitting) -> TakenBundle:
    """Take what was only looked into."""
    if not sitting.keep:
        return looked
    if sitting.batch is None:
        return bundles.take_bundle(vault, data, progress.check)
    if _deletes_nothing(looked):
        return looked
    with _spoiling():
        return sitting.batch.take(data, progress.check)


def _deletes_nothing(taken: TakenBundle) -> bool:
    return not taken.gone


@contextmanager
def _spoiling() -> Generator[None]:
    """End the batch where something else is wrong than the bundle: then they are taken one by one."""
    try:
        yield
    except (BadBundle, Cancelled):
        raise
    except UserProblem as problem:
        raise _Spoilt from problem


def _read(parcel: Parcel, progress: Progress) -> bytes:
    try:
        return parcel.read(progress)
    except MemoryError as error:
        raise UserProblem(
            _("“{name}” needs more memory than this computer has left.").format(name=parcel.name),
            kept=_("It was not read."),
            do=_("Close other programs and try again, or ask its sender for a smaller one."),
        ) from error


def is_news(taken: TakenBundle) -> bool:
    """Whether a bundle has told this laptop anything beside who has what."""
    return bool(taken.new or taken.members or taken.changes)


def why_not(problem: UserProblem) -> str:
    """Tell what kind of refusal this is: for others, too early, or of no use at all."""
    return _BECAME[problem.reason] if isinstance(problem, BadBundle) else REFUSED


def needs_memory(problem: Problem) -> bool:
    """Say whether this computer has too little memory for a bundle, just now or always."""
    return isinstance(problem, BadBundle) and problem.reason is Refusal.NEEDS_MEMORY


def find_answer(vault: Vault, folder: Path) -> Job[tuple[bytes, TakenBundle]]:
    """Give the answer to this laptop's join request among the files of a folder, looked into and not taken.

    The newest, if there are several; raises `NotFound` if there is none, or `FolderGone`.
    """

    def run(progress: Progress) -> tuple[bytes, TakenBundle]:
        answers: list[tuple[bytes, TakenBundle]] = []
        for file in foreign_files.bundles_in(folder).files:
            progress.check()
            try:
                data = foreign_files.read(file.path, progress)
                answers.append((data, bundles.look_into(vault, data, progress.check)))
            except UserProblem:  # It is for somebody else, or of no use: another may be the answer.
                continue
        if not answers:
            raise NotFound(
                _("No answer for this laptop is in “{name}”.").format(name=folder.name or folder),
                kept=_("Nothing was changed."),
                do=_("Ask the admin whether the answer is in this folder already."),
            )
        return max(answers, key=lambda answer: answer[1].made_at)

    return Job(_("Look for the answer"), run)
