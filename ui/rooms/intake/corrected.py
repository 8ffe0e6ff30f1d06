"""What somebody has corrected of a batch, by line and column; it follows the text for as long as the lines stay."""

from __future__ import annotations

from app.capabilities.people.intake_batch import RowChoice
from app.capabilities.people.intake_service import Corrections


class CorrectedBatch:
    """Cells with another text, columns sent elsewhere, and what becomes of rows."""

    def __init__(self) -> None:
        """Start with nothing corrected."""
        self.lines: list[str] = []
        self.cells: dict[tuple[int, str], str] = {}
        self.columns: dict[str, str] = {}
        self.choices: dict[int, RowChoice] = {}

    def cell(self, line: int, column: str, text: str) -> None:
        """Take another text for a cell."""
        self.cells[line, column] = text

    def column(self, column: str, target: str) -> None:
        """Send a column elsewhere."""
        self.columns[column] = target

    def choice(self, line: int, choice: RowChoice) -> None:
        """Take what becomes of a row."""
        self.choices[line] = choice

    def forget(self) -> None:
        """Forget all of it: it was about other rows."""
        self.cells, self.columns, self.choices = {}, {}, {}

    def follow(self, text: str) -> None:
        """Keep what was corrected of lines that are still the same."""
        lines = text.split("\n")
        if lines == self.lines:
            return
        same = {n for n, (one, other) in enumerate(zip(self.lines, lines, strict=False), start=1) if one == other}
        self.cells = {key: value for key, value in self.cells.items() if key[0] in same}
        self.choices = {line: choice for line, choice in self.choices.items() if line in same}
        if not same & {1}:
            self.columns = {}
        self.lines = lines

    def line(self, number: int) -> str:
        """Give a line of the text as it was typed, or nothing."""
        return self.lines[number - 1] if 0 < number <= len(self.lines) else ""

    def corrections(self) -> Corrections:
        """Give all of it as it is now."""
        return Corrections(dict(self.cells), dict(self.columns), dict(self.choices))
