"""Asks the vault's thread what a batch means, and takes the newest answer only: somebody types on meanwhile."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from PySide6.QtCore import QObject

from app.capabilities.people import intake_service
from app.capabilities.people.intake_changes import BatchTerms
from app.capabilities.people.intake_service import Corrections, IntakePreview
from app.problems import Problem
from app.records.changes import Changed
from app.services.printing import typed_back
from app.services.printing.printing import SheetKind
from app.services.printing.typed_back import Occasion, TypedRow
from ui.frame.desk import Desk, Vault
from ui.rooms.intake.rows import RowWords, rows_of, summed_up, typed_rows_of


@dataclass(frozen=True, slots=True)
class ReadBatch:
    """What was understood: rows in words, a sentence about all of them, and whether anything can be written."""

    rows: Sequence[RowWords] = ()
    summary: str = ""
    ready: bool = False
    summed: bool = False
    notes: Sequence[str] = ()


class BatchReader(QObject):
    """Holds what was understood last; it goes with its room, so that late answers are dropped."""

    def __init__(self, room: QObject, desk: Desk, sheet: SheetKind, show: Callable[[ReadBatch], None]) -> None:
        """Take the room and its desk, the sheet that is typed back, and what shows an answer."""
        super().__init__(room)
        self.intake: IntakePreview | None = None
        self.typed: Sequence[TypedRow] = ()
        self._desk, self._sheet, self._show = desk, sheet, show
        self._asked = self._answered = 0

    @property
    def waits(self) -> bool:
        """Say whether an answer is still to come."""
        return self._asked != self._answered

    def read_nothing(self) -> None:
        """Forget what was understood: nothing is given any more."""
        self._asked = self._answered = self._asked + 1
        self._understood(None, (), ReadBatch())

    def read_sheet(self, text: str) -> None:
        """Ask what the lines of a sign-in sheet mean."""
        number = self._begin()

        def found(typed: Sequence[TypedRow]) -> None:
            rows, said = typed_rows_of(typed)
            ready = any(not each.wrong for each in typed)
            self._answer(number, None, typed, ReadBatch(rows, said, ready))

        self._desk.ask(
            lambda vault: typed_back.read(vault, self._sheet, text),
            found,
            failed=lambda problem: self._fail(number, problem),
            key=(self, "read"),
        )

    def read_list(self, name: str, data: bytes, terms: BatchTerms, corrections: Corrections) -> None:
        """Ask what becomes of each row of a list."""
        number = self._begin()

        def found(intake: IntakePreview) -> None:
            said = summed_up(intake)
            read = ReadBatch(
                rows_of(intake), said, bool(intake.changes), summed=True, notes=(said, *intake.source.notes)
            )
            self._answer(number, intake, (), read)

        self._desk.ask(
            lambda vault: intake_service.prepare(vault, name, data, terms=terms, corrections=corrections),
            found,
            failed=lambda problem: self._fail(number, problem),
            key=(self, "read"),
        )

    def writer(self) -> Callable[[Vault], Changed]:
        """Give what writes all that was understood as one action."""
        intake, typed, occasion = self.intake, self.typed, Occasion(self._desk.today())

        def write(vault: Vault) -> Changed:
            if intake is not None:
                return intake_service.take_in(vault, intake)
            return typed_back.write(vault, self._sheet, typed, occasion)

        return write

    def _begin(self) -> int:
        """Give the next number, by which the answer is known."""
        self._asked += 1
        return self._asked

    def _fail(self, number: int, problem: Problem) -> None:
        """Say why nothing could be read."""
        self._answer(number, None, (), ReadBatch(summary=str(problem)))

    def _answer(self, number: int, intake: IntakePreview | None, typed: Sequence[TypedRow], read: ReadBatch) -> None:
        """Take an answer if it is to what was asked last; of any other nothing is shown."""
        if number == self._asked:
            self._answered = number
            self._understood(intake, typed, read)

    def _understood(self, intake: IntakePreview | None, typed: Sequence[TypedRow], read: ReadBatch) -> None:
        """Keep what was understood, and show it."""
        self.intake, self.typed = intake, typed
        self._show(read)
