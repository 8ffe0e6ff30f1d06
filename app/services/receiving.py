"""Several bundles taken one after the other: from a folder, or dropped together. One bad file never stops the rest."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path

from app.i18n import _
from app.problems import BadBundle, NotAllowed, NotFound, UserProblem
from app.services import foreign_files
from app.services.job import Cancelled, Job, Progress
from app.services.losses import GONE, Loss, deletes_many, losses_of
from app.storage import meeting
from app.storage.meeting import Taken
from app.storage.vault import Vault
from sync.errors import NotForThisDevice, PendingFull, UnknownDevice

TAKEN, KNOWN, ASKS, WAITS, FOREIGN, REFUSED = "taken", "known", "asks", "waits", "foreign", "refused"
"""What became of a file: taken; it held nothing new; it deletes much, so somebody has to look first; it builds on what
is not here; it is for other laptops; it cannot be used."""


@dataclass(frozen=True, slots=True)
class Parcel:
    """Something that may be a bundle: what it is called, and how to get its bytes, given what to call in between."""

    name: str
    read: Callable[[Callable[[], None]], bytes]
    path: Path | None = None


@dataclass(frozen=True, slots=True)
class Outcome:
    """What became of one of them. `taken` is what it did, or would do if somebody has to look first."""

    name: str
    what: str
    taken: Taken | None = None
    problem: UserProblem | None = None
    losses: tuple[Loss, ...] = ()
    path: Path | None = None


@dataclass(frozen=True, slots=True)
class Received:
    """What became of all; `passed_over` were not even looked at, `stopped` says that the person had enough."""

    outcomes: tuple[Outcome, ...]
    passed_over: int = 0
    stopped: bool = False

    def of(self, *what: str) -> list[Outcome]:
        """Those of which one of these things became."""
        return [outcome for outcome in self.outcomes if outcome.what in what]

    @property
    def kinds(self) -> frozenset[str]:
        """The kinds of records that have changed."""
        taken = [outcome.taken for outcome in self.of(TAKEN, KNOWN) if outcome.taken]
        return frozenset[str]().union(*(each.kinds for each in taken))

    @property
    def records(self) -> int:
        """How many changes of records were taken in."""
        return sum(len(outcome.taken.changes) for outcome in self.of(TAKEN) if outcome.taken)


@dataclass(slots=True)
class _Sitting:
    """What has been deleted in this sitting, and what waits for another bundle."""

    keep: bool = True
    gone: Counter[str] = field(default_factory=Counter[str])
    progressed: bool = False


def take_files(vault: Vault, paths: Sequence[Path], *, keep: bool = True) -> Job[Received]:
    """Takes files that a person chose, each whole or not at all, in whatever order they work."""
    parcels = [parcel_of(path) for path in paths]

    def run(progress: Progress) -> Received:
        return take_each(vault, parcels, progress, keep=keep)

    return Job(_("Take the bundles"), run)


def take_folder(vault: Vault, folder: Path, *, keep: bool = True) -> Job[Received]:
    """Tries every bundle in a folder, and takes those for this laptop; raises `FolderGone` and nothing else.

    Without `keep`, it is only said what each would do by itself.
    """

    def run(progress: Progress) -> Received:
        listing = foreign_files.bundles_in(folder)
        received = take_each(vault, [parcel_of(file.path) for file in listing.files], progress, keep=keep)
        return replace(received, passed_over=listing.passed_over)

    return Job(_("Open the folder"), run)


def parcel_of(path: Path) -> Parcel:
    """A file as a parcel."""
    return Parcel(path.name, lambda check: foreign_files.read(path, check), path)


def take_each(vault: Vault, parcels: Sequence[Parcel], progress: Progress, *, keep: bool = True) -> Received:
    """Takes what can be taken; a bundle that waits for another is tried again as long as others are taken.

    None is taken that deletes many records, counted together with those before it: a person looks into it first.
    """
    if vault.group is None:
        raise NotAllowed(
            _("This laptop does not belong to a group yet."),
            kept=_("Nothing was taken."),
            do=_("Open the one answer that an admin made for it, and compare its words."),
        )
    sitting = _Sitting(keep)
    outcomes: dict[int, Outcome] = {}
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


def _take(vault: Vault, parcel: Parcel, progress: Progress, sitting: _Sitting) -> Outcome:
    """Looks into one and takes it, or says why not. Only a cancel and a full disk get out of here."""
    try:
        data = parcel.read(progress.check)
        looked = meeting.look_into(vault, data, progress.check)
        losses = losses_of(vault, looked)
        if deletes_many(losses, sitting.gone):
            return Outcome(parcel.name, ASKS, looked, losses=losses, path=parcel.path)
        taken = meeting.take_bundle(vault, data, progress.check) if sitting.keep else looked
    except (BadBundle, NotFound, foreign_files.NotAFile) as problem:
        return Outcome(parcel.name, why_not(problem), problem=problem, path=parcel.path)
    except UserProblem as problem:
        return Outcome(parcel.name, REFUSED, problem=problem, path=parcel.path)
    if sitting.keep:
        sitting.gone.update(change.kind for change in taken.changes if change.what in GONE)
        sitting.progressed = sitting.progressed or bool(taken.new or taken.members)
    return Outcome(parcel.name, TAKEN if is_news(taken) else KNOWN, taken, losses=losses, path=parcel.path)


def is_news(taken: Taken) -> bool:
    """Whether a bundle has told this laptop anything beside who has what."""
    return bool(taken.changes or taken.members or taken.new)


def why_not(problem: UserProblem) -> str:
    """What kind of refusal this is: for others, too early, or of no use at all."""
    cause = problem.__cause__
    if isinstance(cause, NotForThisDevice):
        return FOREIGN
    return WAITS if isinstance(cause, UnknownDevice | PendingFull) else REFUSED


def find_answer(vault: Vault, folder: Path) -> Job[tuple[bytes, Taken]]:
    """The answer to this laptop's join request among the files of a folder, looked into and not taken.

    The newest, if there are several; raises `NotFound` if there is none, or `FolderGone`.
    """

    def run(progress: Progress) -> tuple[bytes, Taken]:
        answers: list[tuple[bytes, Taken]] = []
        for file in foreign_files.bundles_in(folder).files:
            progress.check()
            try:
                data = foreign_files.read(file.path, progress.check)
                answers.append((data, meeting.look_into(vault, data, progress.check)))
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
