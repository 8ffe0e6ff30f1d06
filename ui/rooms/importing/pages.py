"""The first and the last page of an import: which list, and what became of it."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QWidget

from app.i18n import _, ngettext
from app.records.record_type import RecordType
from app.services.tables.importing import Imported
from ui.widgets.buttons import button
from ui.widgets.combo import ComboBox
from ui.widgets.empty_state import EmptyState
from ui.widgets.filling import fill
from ui.widgets.labels import label
from ui.widgets.page_header import PageHeader
from ui.widgets.task_page import TaskPage


class FirstPage(QWidget):
    """Say what can be taken in, and asks for it."""

    choose_wanted = Signal()

    def __init__(self, kinds: Sequence[RecordType]) -> None:
        """Take the kinds of record that lists may be of."""
        super().__init__()
        self.kind = ComboBox(_("A list of"))
        for kind in kinds:
            self.kind.addItem(_(kind.many), kind.name)
        line = QWidget()
        row = QHBoxLayout(line)
        row.setContentsMargins(0, 0, 0, 0)
        row.addWidget(label(_("A list of"), "muted"))
        row.addWidget(self.kind)
        row.addStretch()
        header = PageHeader(_("Import"))
        header.add_below(line)
        self.empty = EmptyState(
            "import",
            _("Take in a list you already have"),
            _(
                "A table (.csv, .xlsx) or an address book (.vcf). Drag it here or choose it. You see what it would do "
                "before anything is written, and one undo takes all of it back."
            ),
        )
        self.choose_button = self.empty.offer(_("Choose a file…"), self.choose_wanted.emit, icon="open")
        fill(self, header, self.empty)

    def chosen_kind(self) -> str:
        """Give the kind of record the list is of."""
        return str(self.kind.currentData())

    def start(self) -> None:
        """Put the keyboard on the button."""
        self.choose_button.setFocus(Qt.FocusReason.OtherFocusReason)


class DonePage(TaskPage):
    """What became of the list, and what is left to do."""

    show_wanted = Signal()
    bad_wanted = Signal()
    again_wanted = Signal()

    def __init__(self) -> None:
        """Start without a result."""
        super().__init__("")
        self.words = label("", wrap=True)
        self.body.addWidget(self.words)
        self.show_button = button(_("Show them"), self.show_wanted.emit, kind="primary")
        self.bad_button = button(_("Save the unread rows…"), self.bad_wanted.emit, icon="save")
        self.again_button = button(_("Another list…"), self.again_wanted.emit)
        self.offer(self.show_button, self.bad_button, self.again_button)

    def show_result(self, imported: Imported, kind: RecordType, *, duplicates: bool) -> None:
        """Say what was done."""
        count = imported.records
        words = ngettext("{n} {one} imported", "{n} {many} imported", count)
        self.say(words.format(n=f"{count:n}", one=_(kind.one).lower(), many=_(kind.many).lower()))
        parts: list[str] = []
        if imported.contacts:
            parts.append(
                ngettext("With {n} way to reach them.", "With {n} ways to reach them.", imported.contacts).format(
                    n=f"{imported.contacts:n}"
                )
            )
        if imported.updated:
            changed = ngettext("{n} who was here has changed.", "{n} who were here have changed.", imported.updated)
            parts.append(changed.format(n=f"{imported.updated:n}"))
        if imported.unchanged:
            same = ngettext("{n} was here as it is.", "{n} were here as they are.", imported.unchanged)
            parts.append(same.format(n=f"{imported.unchanged:n}"))
        if imported.skipped and duplicates:
            skipped = len(imported.skipped)
            text = ngettext(
                "{n} row that looked like another was left out.",
                "{n} rows that looked like others were left out.",
                skipped,
            )
            parts.append(text.format(n=f"{skipped:n}"))
        if imported.bad:
            bad = len(imported.bad)
            text = ngettext(
                "{n} row could not be read. Save it to a file, mend it there, and import that file.",
                "{n} rows could not be read. Save them to a file, mend them there, and import that file.",
                bad,
            )
            parts.append(text.format(n=f"{bad:n}"))
        parts.append(_("Undo (Ctrl+Z) takes all of it back at once."))
        self.words.setText(" ".join(parts))
        self.bad_button.setVisible(bool(imported.bad))

    def say_saved(self, name: str) -> None:
        """Say where the rows are."""
        self.note.setText(_("Saved as “{name}”.").format(name=name))

    def start(self) -> None:
        """Put the keyboard on the way on."""
        self.show_button.setFocus(Qt.FocusReason.OtherFocusReason)
