"""What somebody who leaves has in hand: every record that names them, who each goes to, and one key for all of it."""

from __future__ import annotations

from collections.abc import Mapping

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from app.capabilities.projects import handover
from app.capabilities.projects.handover import HeldRecord
from app.capabilities.projects.leaving import LeaversThings, leaving
from app.i18n import N_, _, ngettext
from app.records.attributes import Attribute
from app.records.changes import Changed
from app.records.kinds import Reference
from app.services.open_vault import Vault
from app.services.records import records
from ui.frame.desk import Desk
from ui.records.asking_form import FormAsker
from ui.theme.metrics import current_metrics
from ui.widgets.buttons import button
from ui.widgets.editors.reference import ReferenceEditor
from ui.widgets.empty_state import EmptyState
from ui.widgets.labels import label
from ui.widgets.table_and_detail import KeyedRow, TableAndDetail

_LEAVER = Attribute("leaver", N_("Who leaves"), Reference("person"))
_TO = Attribute("to", N_("Who takes over"), Reference("person"))


class LeavingPage(QWidget):
    """Choose who leaves and who takes over; the table says what goes to whom, and Enter opens a record."""

    def __init__(self, desk: Desk) -> None:
        """Take the desk."""
        super().__init__()
        self._desk = desk
        self.found: LeaversThings | None = None
        self._chosen: dict[str, str] = {}
        self.nothing = EmptyState(
            "people",
            _("Nobody is handing over"),
            _("Choose who leaves: every record that names them stands here, with whom it goes to."),
        )
        self.nothing.offer(_("Choose who leaves"), self._begin)
        heads = (_("What"), _("Sort"), _("Goes to"))
        self.list = TableAndDetail(heads, _("What they have in hand"), self.nothing, narrow=(1,), shares=62)
        self.list.chosen.connect(self._say)
        self.list.opened.connect(self._open)
        self.list.table.on_key(lambda: self.list.key() and self.give(self.list.key()), Qt.Key.Key_G)
        self.asker = FormAsker(desk, self.list.detail)
        sources = self.asker.sources
        self.leaver = ReferenceEditor(_LEAVER, sources, place="form")
        self.to = ReferenceEditor(_TO, sources, place="form")
        self.leaver.committed.connect(lambda _person: self._ask_anew())
        self.to.committed.connect(lambda _person: self.refresh())
        self.hand_over = button(_("Hand everything over"), self.write, kind="primary", icon="hand_over")
        self.hand_over.setEnabled(False)
        self.sheet = button(_("Print the check-out"), self._print, icon="print")
        self.count = label("", "muted")
        self._lay_out()

    def _lay_out(self) -> None:
        """Put the two choices above the table."""
        metrics = current_metrics()
        line = QHBoxLayout()
        line.setContentsMargins(metrics.px(16), metrics.px(8), metrics.px(16), metrics.px(8))
        line.setSpacing(metrics.px(8))
        for words, editor in ((_("Who leaves"), self.leaver), (_("Who takes over"), self.to)):
            line.addWidget(label(words, "muted"))
            line.addWidget(editor, 1)
        line.addWidget(self.hand_over)
        line.addWidget(self.sheet)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addLayout(line)
        self.count.setContentsMargins(metrics.px(16), 0, metrics.px(16), metrics.px(4))
        column.addWidget(self.count)
        column.addWidget(self.list, 1)

    def go_to(self, person: str) -> None:
        """Show what somebody has in hand."""

        def show(title: str) -> None:
            self.leaver.set_titles({person: title})
            self.leaver.set_value(person)
            self._ask_anew()

        self._desk.ask(lambda vault: records.get(vault, person).title, show, key=(self, "title"))

    def start(self) -> None:
        """Begin with who leaves."""
        if self.found is None:
            self._begin()
        else:
            self.list.start()

    def refresh(self) -> None:
        """Ask for everything that names them."""
        person, to = self.leaver.value(), self.to.value()
        self.sheet.setEnabled(bool(person))
        if not isinstance(person, str):
            self.found = None
            self.count.setText("")
            self.hand_over.setEnabled(False)
            self.list.show_rows([])
            return
        other = to if isinstance(to, str) and to != person else ""
        also = {who for who in self._chosen.values() if who}
        self._desk.ask(lambda vault: leaving(vault, person, other, also), self._show, key=(self, "held"))

    def _ask_anew(self) -> None:
        """Forget what was decided for somebody else."""
        self._chosen.clear()
        self.refresh()

    def _begin(self) -> None:
        self.leaver.setFocus(Qt.FocusReason.OtherFocusReason)

    def goes_to(self) -> dict[str, str]:
        """Give to whom each record goes, as it would be written."""
        known = {each.record for each in self.found.rows} if self.found is not None else set()
        proposed = dict(self.found.goes_to) if self.found is not None else {}
        return {record: who for record, who in (proposed | self._chosen).items() if who and record in known}

    def _show(self, found: LeaversThings) -> None:
        """Show what was found."""
        self.found = found
        goes, names = self.goes_to(), found.names
        self.nothing.say(
            _("Nothing names {name}").format(name=found.name), _("There is nothing that they could hand over.")
        )
        rows = [
            KeyedRow(
                each.record,
                (each.title, _(self._desk.registry[each.kind].one), names.get(goes.get(each.record, ""), _("stays"))),
            )
            for each in sorted(found.rows, key=lambda each: each.record not in goes)
        ]
        self.list.show_rows(rows)
        moving = len(goes)
        words = ngettext(
            "{n} of {all} records goes to somebody else; what is over stays as it was.",
            "{n} of {all} records go to somebody else; what is over stays as it was.",
            moving,
        )
        self.count.setText(words.format(n=moving, all=len(rows)) if rows else "")
        self.hand_over.setEnabled(moving > 0)

    def _held_record(self, record: str) -> HeldRecord | None:
        rows = self.found.rows if self.found is not None else ()
        return next((each for each in rows if each.record == record), None)

    def _say(self, record: str) -> None:
        """Say in which fields they are named."""
        each, detail = self._held_record(record), self.list.detail
        if each is None or self.found is None:
            detail.begin("")
            return
        kind = self._desk.registry[each.kind]
        detail.begin(each.title, _(kind.one))
        detail.offer(
            (_("Goes to somebody else…"), lambda: self.give(record), _("Key: G")),
            (_("Stays as it is"), lambda: self._give(record, ""), ""),
            (_("Open"), lambda: self._open(record), _("Key: Enter")),
        )
        for name in each.fields:
            attribute = kind.attributes.get(name)
            detail.line(_(attribute.label) if attribute is not None else name, self.found.name)
        if each.over:
            detail.say(_("This is over, and stays as it was."))

    def give(self, record: str) -> None:
        """Ask to whom a record goes; it is written with all the others."""

        def nothing(_vault: Vault, _given: Mapping[str, object]) -> Changed:
            return Changed()

        def chosen(_changed: Changed) -> None:
            self._give(record, str(form.editors["who"].value()))

        words = (_("Who takes this over?"), _("Choose"))
        form = self.asker.ask("task", ("who",), words, nothing, needed=("who",), then=chosen)

    def _give(self, record: str, who: str) -> None:
        self._chosen[record] = who
        self.refresh()

    def write(self) -> None:
        """Hand everything over as one action; the toast offers to undo all of it."""
        if self.found is not None:
            person, goes = self.found.person, self.goes_to()
            self._desk.do(lambda vault: handover.pass_on(vault, person, goes))

    def _open(self, record: str) -> None:
        each = self._held_record(record)
        if each is not None:
            self._desk.open(each.kind, record)

    def _print(self) -> None:
        """Show the check-out sheet."""
        person = self.leaver.value()
        if isinstance(person, str):
            self._desk.go("print", "check-out", person)
