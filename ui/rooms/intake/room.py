"""The room of intake: what was given at one side, what was understood of it at the other; all by keyboard."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path

from PySide6.QtCore import Qt, QTimer
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import QSplitter, QVBoxLayout, QWidget

from app.capabilities.people.intake_batch import RowChoice
from app.capabilities.people.intake_cells import cells_of
from app.capabilities.people.intake_rest import left_over
from app.capabilities.people.signing_in import SIGNED_IN
from app.i18n import N_, _
from app.problems import Problem
from app.services import files
from app.services.printing import printing
from app.services.tables import importing
from ui.frame.command import Command
from ui.frame.desk import Desk
from ui.frame.room import RoomPage
from ui.platform.dialogs import Dialogs
from ui.rooms.intake import SIGN
from ui.rooms.intake.corrected import CorrectedBatch
from ui.rooms.intake.given import BatchTermsLine, GivenPane
from ui.rooms.intake.reading import BatchReader, ReadBatch
from ui.rooms.intake.row_pane import RowPane
from ui.rooms.intake.rows import FRESH, RowsView
from ui.rooms.intake.triage import TriageView
from ui.theme.metrics import current_metrics
from ui.widgets.buttons import button
from ui.widgets.labels import label
from ui.widgets.page_header import PageHeader
from ui.widgets.segmented import Segmented

PASTE, SHEET, TRIAGE = "paste", "sheet", "triage"
SIGN_IN = "sign-in"
LISTS = N_("Lists (*.csv *.tsv *.xlsx *.vcf *.txt)")
_PAUSE_MS = 250


class IntakeRoom(RoomPage):
    """Paste or open, look, take in: Ctrl+Enter writes it as one action, which one undo takes back."""

    key, title, icon, shows, takes = SIGN
    kinds = frozenset({"person", "contact_point", "orientation", "orientation_seat", "attendance", "pathway_run"})

    def __init__(self, desk: Desk, dialogs: Dialogs | None = None) -> None:
        """Take the desk, and the system's dialogs."""
        self._dialogs = dialogs or Dialogs()
        self._taking = self._take_next = False
        self._offered: Mapping[str, str] = {}
        self._corrected = CorrectedBatch()
        super().__init__(desk)

    def build(self) -> None:
        """Put what was given and what was understood side by side."""
        metrics = current_metrics()
        self.choice = Segmented(
            [(PASTE, _("List or chat")), (SHEET, _("Sign-in sheet")), (TRIAGE, _("Triage"))], _("What is done here")
        )
        self.choice.set_value(PASTE)
        self.choice.chosen.connect(lambda _value: self._on_choice())
        self.open = button(_("File…"), self.choose_file, kind="quiet", icon="open", tip=_("A list or an address book"))
        self.take = button(_("Take in"), self.take_in, icon="done", kind="primary", tip=_("As one action (Ctrl+Enter)"))
        self.take.setEnabled(False)
        self.page.addWidget(PageHeader(_(self.title), self.choice, self.open, self.take))
        self.hint = label("", "muted", wrap=True)
        self.given, self.terms = GivenPane(self.forget_file), BatchTermsLine()
        self.text, self.source, self.consent = self.given.text, self.terms.source, self.terms.consent
        self.rows = RowsView()
        self.table = self.rows.table
        self.pane = RowPane()
        self.summary = label("", "section", wrap=True)
        body = QVBoxLayout()
        body.setContentsMargins(metrics.px(16), 0, metrics.px(16), metrics.px(16))
        body.setSpacing(metrics.px(12))
        body.addWidget(self.hint)
        body.addWidget(self.terms)
        sides = QSplitter(Qt.Orientation.Horizontal)
        sides.setChildrenCollapsible(False)
        sides.addWidget(self.given)
        right = QWidget()
        column = QVBoxLayout(right)
        column.setContentsMargins(metrics.px(12), 0, 0, 0)
        column.addWidget(self.summary)
        column.addWidget(self.rows, 3)
        column.addWidget(self.pane, 2)
        sides.addWidget(right)
        sides.setStretchFactor(0, 2)
        sides.setStretchFactor(1, 5)
        body.addWidget(sides, 1)
        self.sides = sides
        self.triage = TriageView(self.desk)
        body.addWidget(self.triage, 1)
        self.page.addLayout(body, 1)
        self._wait = QTimer(self, singleShot=True, interval=_PAUSE_MS)
        self._wait.timeout.connect(self._ask)
        self._reader = BatchReader(self, self.desk, printing.sheet_kind(self.desk.registry, SIGN_IN), self._show)
        self._wire()
        self._on_choice()

    def _wire(self) -> None:
        """Connect the pieces."""
        for typed in (self.given.typed, self.terms.typed):
            typed.connect(self._wait.start)
        self.terms.chosen.connect(self._ask)
        self.table.chosen.connect(self._show_row)
        self.table.decided.connect(self.decide)
        self.table.entered.connect(self.pane.start)
        self.pane.corrected.connect(self.correct)
        self.pane.moved.connect(self.send_column)
        self.pane.decided.connect(self.decide)
        self.pane.opened.connect(lambda record: self.desk.open("person", record))
        self.pane.left.connect(lambda: self.table.setFocus(Qt.FocusReason.OtherFocusReason))
        QShortcut(QKeySequence("Ctrl+Return"), self, self.take_in)

    # What the frame calls.

    def refresh(self) -> None:
        """Understand it anew: somebody may be on the books now."""
        self.desk.ask(lambda vault: importing.offered(vault, "person"), self._on_offered, key=(self, "offered"))
        if self.choice.value() == TRIAGE:
            self.triage.refresh()
        self._ask()

    def start(self) -> None:
        """Begin where one pastes, or in the list once something was read."""
        if self.choice.value() == TRIAGE:
            self.triage.start()
            return
        target = self.table if self.table.rowCount() and self.given.file is not None else self.text
        target.setFocus(Qt.FocusReason.OtherFocusReason)

    def show_page(self, name: str, about: str = "") -> None:
        """Show one of the three pages."""
        if name in {PASTE, SHEET, TRIAGE}:
            self.choice.set_value(name)
            self._on_choice()
            self.start()

    def commands(self) -> Sequence[Command]:
        """Give what can be done here."""
        here = _(self.title)
        # Its key is listened to here, so that it works without the frame: a key that two hear is obeyed by neither.
        take = Command(_("Take in what was pasted"), self.take_in, "done", ("Ctrl+Return",), here, heard_elsewhere=True)
        return [
            take,
            Command(_("Triage: who is new and waits"), lambda: self.show_page(TRIAGE), "people", ("T",), here),
            Command(_("Open a list to take in"), self.choose_file, "open", ("O",), here, _("csv xlsx vcf file")),
        ]

    # What is given.

    def choose_file(self) -> None:
        """Ask for a file and read it."""
        path = self._dialogs.open_file(self, _("Choose a list"), f"{_(LISTS)};;{_('All files (*)')}")
        if path is not None:
            self.take_file(path)

    def take_file(self, path: Path) -> None:
        """Read a file."""
        self.desk.ask(lambda _vault: (path.name, files.read(path)), self._on_file, key=(self, "file"))

    def _on_file(self, file: tuple[str, bytes]) -> None:
        """Understand a file that was read."""
        self._corrected.forget()
        self.choice.set_value(PASTE)
        self.given.take_file(file)
        self._on_choice()

    def forget_file(self) -> None:
        """Go back to what is pasted."""
        self._corrected.forget()
        self.given.take_file(None)
        self._ask()
        self.text.setFocus(Qt.FocusReason.OtherFocusReason)

    # What is corrected.

    def correct(self, line: int, column: str, text: str) -> None:
        """Take another text for a cell."""
        self._corrected.cell(line, column, text)
        self._ask()

    def send_column(self, column: str, target: str) -> None:
        """Send a column elsewhere."""
        self._corrected.column(column, target)
        self._ask()

    def decide(self, line: int, how: str) -> None:
        """Decide what becomes of a row; merging and updating need somebody on the books."""
        row = self.rows.of(line)
        if row is None or (how in {"merge", "update"} and not row.record):
            self.desk.say(_("Nobody on the books is like this row."))
            return
        record = row.record if how in {"merge", "update"} else ""
        self._corrected.choice(line, RowChoice(how, record))  # pyright: ignore[reportArgumentType]
        self._ask()

    def take_in(self) -> None:
        """Write what was understood as one action; the toast offers to undo it. What is still being read is awaited."""
        if self._wait.isActive():
            self._ask()
        if self._reader.waits:
            self._take_next = True
            return
        if self._taking or not self.take.isEnabled():
            return
        file, rest = self.given.file, self._left_over()
        self._set_taking(on=True)
        self.desk.do(self._reader.writer(), done=lambda _changed: self._taken(file, rest), failed=self._on_not_written)

    def _set_taking(self, *, on: bool) -> None:
        """Let nothing be typed or pressed while it is written: it would be lost with what is taken away then."""
        self._taking = on
        self.text.setReadOnly(on)
        self.take.setEnabled(not on)
        self.choice.setEnabled(not on)
        self.open.setEnabled(not on)

    def _on_not_written(self, problem: Problem) -> None:
        """Leave everything as it is, and say why it was not written."""
        self._set_taking(on=False)
        self.desk.problem.emit(problem)

    def _taken(self, file: tuple[str, bytes] | None, rest: str) -> None:
        """Begin anew, with the rows that could not be taken in, so that they can be mended."""
        self._set_taking(on=False)
        pasted = self.text.toPlainText() if file is not None else ""
        if pasted.strip() and rest:
            self.desk.say(_("The rows that were kept aside are still in the file, and what was pasted is here."))
        if self.given.file is file:
            self._corrected.forget()
            self.given.take_file(None)
        self.text.setPlainText(pasted if pasted.strip() else rest)
        self._ask()

    def _left_over(self) -> str:
        """Give the text of what could not be taken in; of what was pasted, as it was typed."""
        if self._reader.intake is None:
            return "\n".join(each.text for each in self._reader.typed if each.wrong)
        return left_over(self._reader.intake, self._corrected.lines if self.given.file is None else ())

    # What is understood.

    def _on_choice(self) -> None:
        """Say what can be typed, and understand the text in the other way."""
        pasting, triaging = self.choice.value() == PASTE, self.choice.value() == TRIAGE
        self._take_next = False
        self.sides.setVisible(not triaging)
        self.hint.setVisible(not triaging)
        self.take.setVisible(not triaging)
        self.triage.setVisible(triaging)
        if triaging:
            self.terms.hide()
            self.open.hide()
            self.triage.refresh()
            return
        self.hint.setText(
            _("Paste names, numbers and addresses, a table with its head, or a chat. Every line ends somewhere.")
            if pasting
            else _("The code beside a row, a blank and a letter: {letters}. Without a code: somebody new.").format(
                letters=SIGNED_IN.legend()
            )
        )
        self.terms.setVisible(pasting)
        self.open.setVisible(pasting)
        self.given.show_for(pasting=pasting)
        self._ask()

    def _on_offered(self, offered: Mapping[str, str]) -> None:
        """Learn where columns can go."""
        self._offered = offered

    def _ask(self) -> None:
        """Ask what was given means."""
        text = self.text.toPlainText()
        pasting = self.choice.value() == PASTE
        if self.choice.value() == TRIAGE:
            return
        self._wait.stop()
        file = self.given.file if pasting else None
        if file is None and not text.strip():
            self._reader.read_nothing()
        elif not pasting:
            self._reader.read_sheet(text)
        else:
            if file is None:
                self._corrected.follow(text)
            name, data = file or (_("Pasted"), text.encode())
            self._reader.read_list(name, data, self.terms.terms(), self._corrected.corrections())

    def _show(self, read: ReadBatch) -> None:
        """Fill the list, and take it in if that was wanted while it was read."""
        wanted, self._take_next = self._take_next, False
        self.given.file_note.setText(" ".join(read.notes))
        self.summary.setText(read.summary)
        self.take.setEnabled(read.ready and not self._taking)
        self.rows.show_rows(read.rows, summed=read.summed)
        if wanted:
            self.take_in()

    def _show_row(self, line: int) -> None:
        """Show the cells of the chosen row."""
        row, found = self.rows.of(line), self._reader.intake
        if row is None or found is None or line not in found.source.lines:
            self.pane.show_row(None, "", (), {}, "")
            return
        given = self._corrected.line(line) if self.given.file is None else ""
        if given:
            self.given.point_at(line)
        cells = cells_of(self.desk.registry["person"], found, line)
        known = found.names.get(row.record, "") if row.record else ""
        # What was read of somebody who is simply new stands in the cells.
        more = "" if row.ends == FRESH and not row.doubtful else row.more
        said = _("On the books: {name}. {more}").format(name=known, more=more) if known else more
        self.pane.show_row(row, given or ", ".join(found.source.lines[line].cells), cells, self._offered, said)
