"""The rows of a batch as they are understood: line, what becomes of it, who, and what was read; narrowed by a sum."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QVBoxLayout, QWidget

from app.capabilities.people.intake_batch import MERGE, NEW, SKIP, UPDATE
from app.capabilities.people.intake_service import IntakePreview
from app.i18n import N_, _, ngettext
from app.services.printing.typed_back import TypedRow
from app.services.tables.import_rows import Bad
from ui.theme.metrics import current_metrics
from ui.widgets.chip import filter_chip
from ui.widgets.flow import FlowLayout
from ui.widgets.plain_table import PlainTable

FRESH, UPDATED, FOLDED, ASIDE = "new", "updated", "folded", "aside"
SUMS = ((FRESH, N_("New")), (UPDATED, N_("Updated")), (FOLDED, N_("Folded")), (ASIDE, N_("Kept aside")))
WHY = {
    "id": N_("the same record"),
    "email": N_("the same e-mail"),
    "phone": N_("the same number"),
    "row": N_("the same row"),
    "name": N_("the same name"),
    "name and address": N_("name and address"),
    "chosen": N_("chosen by you"),
}
_KEYS = {Qt.Key.Key_N: NEW, Qt.Key.Key_M: MERGE, Qt.Key.Key_U: UPDATE, Qt.Key.Key_X: SKIP, Qt.Key.Key_Delete: SKIP}


@dataclass(frozen=True, slots=True)
class RowWords:
    """A row in words: line, which of the four it ends as and its words, who, and more; a record that it is like.

    ``how`` is whether it updates that record or is merged into it.
    """

    line: int
    ends: str
    becomes: str
    who: str
    more: str
    record: str = ""
    doubtful: bool = False
    how: str = ""


def rows_of(found: IntakePreview) -> list[RowWords]:
    """Say what becomes of each row, by their lines."""
    rows: list[RowWords] = []
    for each in (*found.new, *found.updated):
        name, read = str(each.values.get("name", "")), ", ".join(str(contact["value"]) for contact in each.contacts)
        for place, line in enumerate(each.lines):
            if place:
                said = _("with line {line}: {why}").format(
                    line=each.lines[0], why=_(WHY.get(each.folds.get(line, ""), ""))
                )
                rows.append(RowWords(line, FOLDED, _("Folded"), name, said, each.record))
            elif each.record:
                words = _("Updates") if each.how == UPDATE else _("Merged into")
                said = f"{found.names.get(each.record, '')} ({_(WHY.get(each.why, each.why))})"
                rows.append(RowWords(line, UPDATED, words, name, said, each.record, how=each.how))
            else:
                row = found.source.read.get(line)
                wrong = [] if row is None or isinstance(row, Bad) else [aside.wrong for aside in row.asides]
                said = " ".join(wrong) or read
                if each.likely:
                    like = found.names.get(each.likely, "")
                    said = _("like {name} ({why})").format(name=like, why=_(WHY.get(each.likely_why, each.likely_why)))
                rows.append(
                    RowWords(line, FRESH, _("New"), name, said, each.likely, doubtful=bool(each.likely or wrong))
                )
    rows += [RowWords(each.line, ASIDE, _("Kept aside"), ", ".join(each.cells), each.reason) for each in found.aside]
    return sorted(rows, key=lambda row: row.line)


def summed_up(found: IntakePreview) -> str:
    """Say how many rows there are and how they end; the four add up to them."""
    return ngettext(
        "{rows} row: {new} new, {updated} updated, {folded} folded into another, {aside} kept aside.",
        "{rows} rows: {new} new, {updated} updated, {folded} folded into another, {aside} kept aside.",
        found.rows,
    ).format(
        rows=found.rows,
        new=len(found.new),
        updated=len(found.updated),
        folded=found.folded,
        aside=len(found.aside),
    )


def typed_rows_of(found: Sequence[TypedRow]) -> tuple[list[RowWords], str]:
    """Say how each line of a sheet that comes back is understood, and all of them in a sentence."""
    rows = [
        RowWords(
            each.line,
            ASIDE if each.wrong else "",
            _("Not read") if each.wrong else each.means if each.record else _("New"),
            each.title or each.text,
            each.wrong or (each.said if each.record else each.means),
            doubtful=bool(each.wrong),
        )
        for each in found
    ]
    wrong = sum(bool(each.wrong) for each in found)
    new = sum(not each.wrong and not each.record for each in found)
    known = len(found) - new - wrong
    return rows, _("{known} noted, {new} new, {wrong} not read.").format(known=known, new=new, wrong=wrong)


class RowsTable(PlainTable):
    """Letters decide what becomes of the chosen row, Enter goes on to its cells, F8 to the next doubtful row."""

    decided = Signal(int, str)  # line, what becomes of it
    chosen = Signal(int)  # line, 0 if none
    entered = Signal()

    def __init__(self) -> None:
        """Start empty."""
        heads = [_("Line"), _("Becomes"), _("Who"), _("Read as")]
        super().__init__(heads, _("What was understood, line by line"), narrow=(0, 1))
        self.rows: list[tuple[int, bool]] = []
        self.currentCellChanged.connect(lambda row, *_rest: self.chosen.emit(self._line_of(row)))
        for key, how in _KEYS.items():
            self.on_key(lambda how=how: self._decide(how), key)
        self.on_key(self.entered.emit, Qt.Key.Key_Return, Qt.Key.Key_Enter)
        self.on_key(self._to_doubtful, Qt.Key.Key_F8)

    def show_rows(self, rows: Sequence[tuple[int, str, str, str, bool]]) -> None:
        """Show rows of line, what becomes of it, who and more; doubtful ones amber. The chosen line stays chosen."""
        line = self.line()
        blocked = self.blockSignals(True)
        self.rows = [(each[0], each[4]) for each in rows]
        self.fill([(str(number), *cells) for number, *cells, _doubtful in rows])
        for place, (_number, doubtful) in enumerate(self.rows):
            if doubtful:
                self.mark(place, (1, 3))
        lines = [number for number, _doubtful in self.rows]
        if line in lines:
            self.choose_row(lines.index(line))
        self.blockSignals(blocked)
        self.chosen.emit(self.line())

    def line(self) -> int:
        """Give the line of the chosen row, 0 if none is."""
        return self._line_of(self.currentRow())

    def _decide(self, how: str) -> None:
        """Decide about the chosen row, and go on to the next one."""
        row, line = self.currentRow(), self.line()
        if line:
            self.decided.emit(line, how)
            self.choose_row(min(row + 1, self.rowCount() - 1))

    def _to_doubtful(self) -> None:
        """Go to the next row that wants a look."""
        here, count = self.currentRow(), self.rowCount()
        for step in range(1, count + 1):
            place = (here + step) % count
            if self.rows[place][1]:
                self.setCurrentCell(place, 0)
                return

    def _line_of(self, row: int) -> int:
        """Give the line of a row."""
        return self.rows[row][0] if 0 <= row < len(self.rows) else 0


class Sums(QWidget):
    """The four sums; each can be clicked and then shows its rows alone."""

    chosen = Signal()

    def __init__(self) -> None:
        """Make the chips."""
        super().__init__()
        layout = FlowLayout(self, spacing=current_metrics().px(8))
        self.chips = {key: filter_chip(_(text)) for key, text in SUMS}
        for chip in self.chips.values():
            chip.toggled.connect(lambda _on: self.chosen.emit())
            layout.addWidget(chip)

    def show_counts(self, counts: dict[str, int]) -> None:
        """Write the sums on the chips."""
        for key, text in SUMS:
            words = f"{_(text)}  {counts.get(key, 0):n}"
            self.chips[key].setText(words)
            self.chips[key].setAccessibleName(words)

    def on(self) -> frozenset[str]:
        """Give the sums whose rows are shown; none stands for all."""
        return frozenset(key for key, chip in self.chips.items() if chip.isChecked())


class RowsView(QWidget):
    """Sums above, rows below."""

    def __init__(self) -> None:
        """Put them together."""
        super().__init__()
        self._rows: Sequence[RowWords] = ()
        self.sums, self.table = Sums(), RowsTable()
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(current_metrics().px(8))
        layout.addWidget(self.sums)
        layout.addWidget(self.table, 1)
        self.sums.chosen.connect(self._narrow)

    def show_rows(self, rows: Sequence[RowWords], *, summed: bool) -> None:
        """Show rows, with the sums if they are of a batch."""
        self._rows = rows
        self.sums.setVisible(summed)
        counts: dict[str, int] = {}
        for row in rows:
            counts[row.ends] = counts.get(row.ends, 0) + 1
        self.sums.show_counts(counts)
        self._narrow()

    def of(self, line: int) -> RowWords | None:
        """Give the row of a line."""
        return next((row for row in self._rows if row.line == line), None)

    def _narrow(self) -> None:
        """Show the rows of the sums that are on."""
        on = self.sums.on()
        shown = [row for row in self._rows if not on or row.ends in on]
        self.table.show_rows([(row.line, row.becomes, row.who, row.more, row.doubtful) for row in shown])
