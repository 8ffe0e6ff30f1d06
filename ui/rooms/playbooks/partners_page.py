"""Partners: what they offer, as their last file had it, and what goes to them, line by line, in its very words."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from pathlib import Path

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QCheckBox, QWidget

from app.capabilities.projects import partner_file, partner_matching, partner_page, partners
from app.capabilities.projects.partner_file import Item
from app.capabilities.projects.partner_page import PartnerLine, PartnerView
from app.capabilities.projects.records_partners import ITEM_STATES
from app.i18n import _, ngettext
from app.problems import NotAllowed, Problem
from app.records.changes import Changed
from app.records.days import format_day
from app.services import files
from app.services.open_vault import Vault
from app.services.records import records
from ui.frame.desk import Desk
from ui.platform.dialogs import Dialogs
from ui.records.asking_form import FormAsker
from ui.widgets.buttons import button
from ui.widgets.empty_state import EmptyState
from ui.widgets.filling import fill
from ui.widgets.table_and_detail import KeyedRow, TableAndDetail
from ui.widgets.tips import plain_tip

MOST_BYTES = 16 * files.MIB


class PartnersPage(QWidget):
    """The partners at the leading side; beside the chosen one what comes from them, and what could go to them."""

    def __init__(self, desk: Desk, dialogs: Dialogs) -> None:
        """Take the desk and the system's dialogs."""
        super().__init__()
        self._desk, self._dialogs = desk, dialogs
        self.lines: Sequence[PartnerLine] = ()
        self.found: PartnerView | None = None
        self.ticks: dict[str, QCheckBox] = {}
        self._left_out: set[str] = set()
        self._sending = False
        nothing = EmptyState(
            "group",
            _("No partner yet"),
            _("A partner is another group. You choose line by line what goes to them; what comes stays theirs."),
        )
        nothing.offer(_("Add a partner"), self.new, icon="add")
        heads = (_("Partner"), _("Offered to us"), _("Last file"))
        self.list = TableAndDetail(heads, _("Partners"), nothing, narrow=(1, 2), shares=44)
        self.list.chosen.connect(self._ask)
        self.list.opened.connect(lambda partner: desk.open("partner", partner))
        self.asker = FormAsker(desk, self.list.detail)
        fill(self, self.list)

    def refresh(self) -> None:
        """Ask for the partners."""
        day = self._desk.today()
        self._desk.ask(lambda vault: partner_page.partner_lines(vault, day), self._show, key=(self, "partners"))

    def start(self) -> None:
        """Begin in the list."""
        self.list.start()

    def go_to(self, partner: str) -> None:
        """Choose a partner."""
        self.list.choose(partner)

    def new(self) -> None:
        """Ask for another group."""

        def verb(vault: Vault, given: Mapping[str, object]) -> Changed:
            return records.add(vault, "partner", {name: value for name, value in given.items() if value is not None})

        self.list.show_form(_("New partner"))
        self.asker.ask("partner", ("name",), (_("What is the group called?"), _("Add")), verb, needed=("name",))

    def _show(self, found: Sequence[PartnerLine]) -> None:
        """Show the partners."""
        self.lines = found
        rows = [
            KeyedRow(each.id, (each.name, str(each.offered), format_day(each.sent_on) if each.sent_on else _("none")))
            for each in found
        ]
        self.list.show_rows(rows)

    def _ask(self, partner: str) -> None:
        """Ask for what goes to a partner and what comes from it."""
        day = self._desk.today()
        if self.found is None or self.found.id != partner:
            self._left_out, self._sending = set(), False
        if partner:
            self._desk.ask(
                lambda vault: partner_page.partner_view(vault, partner, day), self._say, key=(self, "partner")
            )
        else:
            self.list.detail.begin("")

    def _say(self, found: PartnerView) -> None:
        """Show a partner, unless another one was chosen meanwhile."""
        if found.id != self.list.key() or self.list.detail.is_writing():
            return
        self.found = found
        detail = self.list.detail
        detail.begin(found.name)
        if self._sending:
            self._say_sending(found)
            return
        detail.offer(
            (_("Choose what goes to them…"), self.choose, ""),
            (_("Take in their file…"), self.take_file, ""),
            (_("Open"), lambda: self._desk.open("partner", found.id), _("Key: Enter")),
            (_("Another partner…"), self.new, ""),
        )
        known = ngettext("{n} sender is known", "{n} senders are known", found.senders).format(n=found.senders)
        detail.say(known if found.senders else _("Their first file needs five words, compared with them by voice."))
        detail.heading(_("What they have sent: theirs, and counted apart"))
        for item in found.items:
            state = _("faded") if item.faded else _(ITEM_STATES.get(item.state, item.state))
            until = _("until {day}").format(day=format_day(item.good_until)) if item.good_until else ""
            fits = ", ".join(each.title for each in item.fits)
            goes = _("goes with: {names}").format(names=fits) if fits else ""
            more = " · ".join(filter(None, (item.sort, item.side, item.place, state, until, goes)))
            also = []
            if item.listable:
                words = _("To the switchboard")
                also.append(
                    button(
                        words,
                        lambda record=item.id: self.take_over(record),
                        kind="quiet",
                        tip=_("As theirs, to be introduced"),
                        name=f"{words}: {item.title}",
                    )
                )
            detail.line(item.title, more, also=also)
        if not found.items:
            detail.say(_("Nothing yet."))

    def take_over(self, item: str) -> None:
        """Put a line of theirs on the switchboard, so that it can be introduced to what it goes with."""
        day = self._desk.today()
        self._desk.do(
            lambda vault: partner_matching.take_over(vault, item, day),
            _("It stands on the switchboard now, as theirs."),
        )

    # What goes to them.

    def choose(self) -> None:
        """Show the very words that could leave, each with a tick."""
        self._sending = True
        if self.found is not None:
            self._say(self.found)

    def _say_sending(self, found: PartnerView) -> None:
        """Show the preview."""
        detail = self.list.detail
        detail.offer(
            (_("Write the file…"), self.write, _("Signed by this laptop, good for 60 days")),
            (_("As services (HSDS)…"), self.write_services, _("For directories of Open Referral; not signed")),
            (_("Back"), self._back, ""),
        )
        detail.say(_("These very words leave, and nothing else: people only as “a person”, no id, contact or note."))
        self.ticks = {}
        for record, item in found.choices:
            tick = QCheckBox()
            words = " · ".join(filter(None, item.words()))
            tick.setAccessibleName(words)
            tick.setChecked(record not in self._left_out)
            tick.toggled.connect(lambda on, record=record: self._tick(record, bool(on)))
            self.ticks[record] = tick
            detail.line(item.title, " · ".join(filter(None, (*item.words()[:2], *item.words()[3:]))), also=[tick])
        if not found.choices:
            detail.say(_("There is nothing that could go: no open listing, no project under way, no adopted playbook."))

    def _tick(self, record: str, on: bool) -> None:
        (self._left_out.discard if on else self._left_out.add)(record)

    def _back(self) -> None:
        self._sending = False
        if self.found is not None:
            self._say(self.found)

    def chosen(self) -> list[str]:
        """Give the records of the lines that leave."""
        choices = self.found.choices if self.found is not None else ()
        return [record for record, _item in choices if record not in self._left_out]

    def write(self) -> None:
        """Write what was chosen into a signed file."""
        day = self._desk.today()
        self._save(_("for-{name}.json"), lambda vault, items: partner_file.written(vault.secrets, items, day))

    def write_services(self) -> None:
        """Write what was chosen as services of HSDS."""
        self._save(_("services-for-{name}.json"), lambda _vault, items: partner_file.services(items))

    def _save(self, called: str, write: Callable[[Vault, Sequence[Item]], bytes]) -> None:
        """Ask where to, and write."""
        found, only = self.found, self.chosen()
        if found is None or not only:
            return
        name = called.format(name=found.name.lower().replace(" ", "-"))
        path = self._dialogs.save_file(self, _("Give to a partner"), name, _("Files for partners (*.json)"))
        if path is None:
            return
        day, partner = self._desk.today(), found.id

        def verb(vault: Vault) -> Path:
            files.write(path, write(vault, partners.chosen(vault, partner, day, frozenset(only))))
            return path

        def done(made: Path) -> None:
            words = _("Saved as “{name}”, good for 60 days. Anybody who has the file can read it.")
            self._desk.say(words.format(name=made.name))

        self._desk.ask(verb, done)

    # What comes from them.

    def take_file(self) -> None:
        """Ask for a file of the chosen partner."""
        path = self._dialogs.open_file(self, _("Take in their file"), _("Files of partners (*.json);;All files (*)"))
        if path is not None and self.found is not None:
            self.take(self.found.id, path, "")

    def take(self, partner: str, path: Path, code: str) -> None:
        """Take a file in; an unknown sender asks for five words first."""
        day = self._desk.today()

        def verb(vault: Vault) -> Changed:
            data = files.read(path, most=MOST_BYTES)
            return partners.take_in(vault, partner, data, day, code)[1]

        def failed(problem: Problem) -> None:
            if isinstance(problem, NotAllowed):
                self._compare(partner, path, problem, again=bool(code))
            else:
                self._desk.problem.emit(problem)

        self._desk.do(verb, _("Taken in. It stays theirs, until their next file."), failed=failed)

    def _compare(self, partner: str, path: Path, problem: Problem, *, again: bool) -> None:
        """Ask for the five words that the partner reads out."""

        def nothing(_vault: Vault, _given: Mapping[str, object]) -> Changed:
            return Changed()

        def chosen(_changed: Changed) -> None:
            self.take(partner, path, str(form.editors["title"].value() or ""))

        heading = _("Which five words do they read out to you? Ask by voice.")
        form = self.asker.ask("task", ("title",), (heading, _("These words")), nothing, needed=("title",), then=chosen)
        if again:
            form.complain("title", _("These are not the words of the sender. Ask them to read them out again."))
        form.setToolTip(plain_tip(problem.do or ""))
        form.editors["title"].setFocus(Qt.FocusReason.OtherFocusReason)
