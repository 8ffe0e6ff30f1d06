"""The room of the switchboard: pairs and why they fit, a whole week planned, what is under way, the field of play."""

from __future__ import annotations

import time
from collections.abc import Sequence
from functools import partial

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QStackedWidget

from app.capabilities.projects.field import project_rows
from app.capabilities.switchboard import (
    board,
    field_board,
    listing_draft,
    partner_file,
    plan_board,
    plan_service,
    service,
    under_way,
)
from app.capabilities.switchboard.board import SwitchboardLook
from app.capabilities.switchboard.field_board import FieldCell, PlayingField
from app.capabilities.switchboard.listing_draft import ListingDraft
from app.capabilities.switchboard.plan_board import Levers, PlannedWeek
from app.capabilities.switchboard.rows import NEED, OFFER
from app.i18n import N_, _, ngettext
from app.problems import Problem, WrongValue
from app.records.almanac import seen_from
from app.records.changes import Changed
from app.services import files
from app.services.agenda import today
from app.services.agenda.section import AgendaFigure
from ui.frame.command import Command
from ui.frame.desk import Desk
from ui.frame.room import RoomPage
from ui.frame.status_line import ProgressStrip
from ui.platform.dialogs import Dialogs
from ui.rooms.switchboard.field_page import FieldPage
from ui.rooms.switchboard.listing_form import ListingForm
from ui.rooms.switchboard.pairs_page import PairsPage
from ui.rooms.switchboard.partner_page import PartnerPage
from ui.rooms.switchboard.plan_page import WeekPlanPage
from ui.rooms.switchboard.under_way_page import UnderWayPage
from ui.rooms.switchboard.way_desk import WayDesk
from ui.widgets.buttons import button
from ui.widgets.editors.sources import Sources
from ui.widgets.labels import hairline
from ui.widgets.page_header import PageHeader
from ui.widgets.segmented import Segmented
from ui.work.jobs import RunningJob, VaultThread

PAIRS, PLAN, WAY, FIELD, PARTNER = "pairs", "plan", "way", "field", "partner"
_VIEWS = (PAIRS, PLAN, WAY, FIELD, PARTNER)  # The last is reached from the one before.
_PROJECTS = {"project", "task", "role", "holder", "absence", "commitment", "entry", "event"}
_KINDS = {"listing", "listing_window", "match", "pairing", "area", "area_link", "partner", "skill_claim", "person"}


class SwitchboardRoom(RoomPage):
    """Four views of one field, which is read once and changes only when something of it did."""

    key, title, icon = "switchboard", N_("Switchboard"), "switchboard"
    kinds = frozenset(_KINDS | _PROJECTS | {"group_setting", "skill", "interest"})

    def __init__(self, desk: Desk, dialogs: Dialogs, solver: VaultThread | None = None) -> None:
        """Take the thread that plans; without one it is that of the vault, where others wait meanwhile."""
        self._dialogs = dialogs
        self._solver = solver or desk.worker
        self._look: SwitchboardLook | None = None
        self._running: RunningJob | None = None
        self._levers: Levers | None = None
        super().__init__(desk)

    def build(self) -> None:
        """Put the page together."""
        named = ((PAIRS, _("Pairs")), (PLAN, _("Plan")), (WAY, _("Under way")), (FIELD, _("Field of play")))
        self.views = Segmented(named, _("What to show"))
        self.views.set_value(PAIRS)
        self.views.chosen.connect(self.show_view)
        self.offer_button = button(_("New offer"), lambda: self.begin(OFFER), icon="add", tip=_("Key: O"))
        self.new_button = button(_("New need"), self.new, kind="primary", icon="add", tip=_("Key: N"))
        self.header = PageHeader(_(self.title), self.views, self.offer_button, self.new_button)
        self.page.addWidget(self.header)
        self.page.addWidget(hairline())
        sources = Sources(self.desk.today, self.desk.find, open=self.desk.open)
        self.form = ListingForm(self.desk.registry, sources)
        self.form.changed.connect(self._ask_typed)
        self.form.submitted.connect(self._add)
        self.pairs = PairsPage(self.form, self.new, lambda: self.begin(OFFER))
        self.form.cancelled.connect(self.pairs.end)
        self.pairs.chosen_need.connect(self._ask_chosen)
        self.pairs.introduced.connect(self.introduce)
        self.pairs.opened.connect(lambda record: self.desk.open("listing", record))
        self.planning = WeekPlanPage(self.plan, self.keep, self.look_for, ProgressStrip(self._solver))
        self.planning.held.connect(self._hold)
        self.planning.opened.connect(self.show_need)
        self.way = UnderWayPage(lambda: self.show_view(PAIRS))
        self._way_desk = WayDesk(self.desk, self.way)
        self.field = FieldPage(self.new, lambda: self.show_view(PARTNER))
        self.field.category_wanted.connect(self.show_category)
        self.field.opened.connect(self._open_listing)
        self.field.room_wanted.connect(self.desk.go)
        self.field.cell_chosen.connect(self._ask_as_of)
        self.field.project_wanted.connect(self._go_to_project)
        self.partner = PartnerPage(lambda: self.show_view(FIELD), lambda: self.desk.go("others"))
        self.partner.chosen.connect(self._ask_partner)
        self.partner.saved.connect(self._save_for_partner)
        self.stack = QStackedWidget()
        for page in (self.pairs, self.planning, self.way, self.field, self.partner):
            self.stack.addWidget(page)
        self.page.addWidget(self.stack, 1)

    # What the frame calls.

    def refresh(self) -> None:
        """Read the field anew."""
        day = self.desk.today()
        self.desk.ask(lambda vault: board.look(vault, day), self._take_look, key=self)

    def start(self) -> None:
        """Begin in the list of the view in sight."""
        begins = (self.pairs.needs, self.planning.lines, self.way.lines, self.field.table, self.partner.partner)
        begins[self.stack.currentIndex()].setFocus(Qt.FocusReason.OtherFocusReason)

    def filter(self) -> bool:
        """Go to the filter."""
        self.show_view(PAIRS)
        self.pairs.bar.start()
        return True

    def new(self) -> bool:
        """Type a new need."""
        self.begin(NEED)
        return True

    def begin(self, side: str) -> None:
        """Type a new need or offer; what fits it stands beside it."""
        self.show_view(PAIRS)
        self.pairs.begin(side)

    def show_page(self, name: str, about: str = "") -> None:
        """Show a view that another room leads to."""
        self.show_view(name)

    def commands(self) -> Sequence[Command]:
        """Give what can be done here."""
        here, yes = _(self.title), _("{side} says yes")
        return [
            Command(_("Plan the week"), self.plan, "calendar", ("A",), here, _("solve again")),
            Command(_("New offer"), lambda: self.begin(OFFER), "add", ("O",), here),
            Command(_("Keep the plan as suggestions"), self.keep, "save", ("K",), here),
            Command(_("Pin a pair of the plan"), self.planning.pin, "pin", ("P",), here),
            Command(_("Refuse a pair of the plan"), self.planning.refuse, "remove", ("R",), here),
            Command(_("Make a need of what is missing most"), self.look_for, "add", ("M",), here),
            Command(yes.format(side=_("Who needs")), lambda: self._say_yes(NEED), "done", ("1",), here),
            Command(yes.format(side=_("Who offers")), lambda: self._say_yes(OFFER), "done", ("2",), here),
            Command(_("It was done"), lambda: self._on_way("delivered"), "done", ("D",), here),
            Command(_("It is confirmed"), lambda: self._on_way("confirmed"), "done", ("C",), here),
            Command(_("It fell through"), self._ask_why, "close", ("F",), here),
            Command(_("Show the pairs"), lambda: self.show_view(PAIRS), "switchboard", ("Alt+1",), here),
            Command(_("Show the plan"), lambda: self.show_view(PLAN), "calendar", ("Alt+2",), here),
            Command(_("Show what is under way"), lambda: self.show_view(WAY), "hand_over", ("Alt+3",), here),
            Command(_("See what goes to a partner"), lambda: self.show_view(PARTNER), "export", (), here),
            Command(_("Show the field of play"), lambda: self.show_view(FIELD), "field", ("Alt+4",), here),
        ]

    # Views.

    def view(self) -> str:
        """Give the view in sight."""
        return _VIEWS[self.stack.currentIndex()]

    def show_view(self, view: object) -> None:
        """Show a view; what it needs is asked for when it comes into sight."""
        place = _VIEWS.index(str(view)) if view in _VIEWS else 0
        self.stack.setCurrentIndex(place)
        self.views.set_value(_VIEWS[place])
        self._ask_view()
        if not self.pairs.is_typing():
            self.start()

    def show_need(self, need: str) -> None:
        """Show a need among the pairs."""
        self.show_view(PAIRS)
        if self.pairs.needs.lines.row_of(need) < 0:
            self.pairs.show_all()
        self.pairs.needs.choose(need)

    def show_category(self, category: str) -> None:
        """Show the pairs of a category: where a gap is closed."""
        self.show_view(PAIRS)
        self.pairs.filter_category(category)

    def _open_listing(self, side: str, record: str) -> None:
        """Show a need among the pairs, an offer on its card."""
        if side == NEED:
            self.show_need(record)
        else:
            self.desk.open("listing", record)

    def _take_look(self, found: SwitchboardLook) -> None:
        """Show what was read."""
        self._look = found
        count = len(found.needs)
        self.header.say(ngettext("{n} open need", "{n} open needs", count).format(n=f"{count:n}"))
        self.pairs.show_look(found)
        if self.pairs.is_typing():
            self._ask_typed(self.form.draft())
        self._ask_view()

    def _ask_view(self) -> None:
        """Ask for what only the view in sight needs."""
        found, day = self._look, self.desk.today()
        if found is None:
            return
        if self.view() == WAY:
            self.way.show_matches(under_way.under_way(found, day))
        elif self.view() == FIELD:
            self.desk.ask(lambda vault: project_rows(vault, day), self.field.show_projects, key=(self, "projects"))
            # It reads no vault, and of 20,000 listings takes seconds: nobody else waits for it.
            self._solver.ask(
                lambda: field_board.field_of_play(found, day), self._take_field, self.desk.problem.emit, key=self.field
            )
            self.desk.ask(lambda vault: today.field_figures(vault, day), self._take_figures, key=self.field.figures)
        elif self.view() == PARTNER:
            self.partner.show_partners(found.partners)

    def _go_to_project(self, project: str, gap: bool) -> None:
        """Show a project, one with a gap where that can be closed."""
        self.desk.go("projects", "rescue" if gap else "list", project)

    def _take_field(self, found: PlayingField) -> None:
        """Show the grid."""
        self.field.show_field(found)

    def _take_figures(self, found: Sequence[AgendaFigure]) -> None:
        """Show what else there is."""
        self.field.show_figures(found)

    def _ask_as_of(self, cell: FieldCell) -> None:
        """Ask on whose word a figure rests."""
        rows, now, found = (*cell.needs, *cell.offers), self.desk.now(), self._look
        if found is None:
            return

        def show(said: Sequence[tuple[str, object]]) -> None:
            self.field.show_as_of(cell, [(name, seen_from(at, now)) for name, at in said])  # type: ignore[arg-type]

        self.desk.ask(
            lambda _vault: field_board.rows_of(found, cell),
            lambda lines: self.field.show_rows(cell, *lines),
            key=self.field.table,
        )
        self.desk.ask(lambda vault: field_board.said_by(vault, rows), show, key=self.field.as_of)

    # What goes to a partner.

    def _ask_partner(self, partner: str) -> None:
        """Ask what would go to a partner."""
        found, day = self._look, self.desk.today()
        if found is not None and partner:
            self.desk.ask(
                lambda _vault: partner_file.preview(partner_file.rows_for(found.field, partner, day)),
                self.partner.show_rows,
                key=self.partner,
            )

    def _save_for_partner(self, partner: str) -> None:
        """Save what was looked at where the person says."""
        found, day = self._look, self.desk.today()
        path = self._dialogs.save_file(self, _("Save the file"), _("for a partner.csv"), _("Tables (*.csv)"))
        if found is None or path is None:
            return
        self.desk.ask(
            lambda _vault: files.write(path, partner_file.file_of(partner_file.rows_for(found.field, partner, day))),
            lambda _done: self.desk.say(_("Saved as {name}.").format(name=path.name)),
        )

    # Pairs.

    def _ask_chosen(self, need: str) -> None:
        """Ask what fits a need."""
        found = self._look
        if need and found is not None:
            self.desk.ask(lambda _vault: board.chosen(found, need), self.pairs.show_chosen, key=self.pairs)
        else:
            self.pairs.show_nothing()

    def _ask_typed(self, draft: ListingDraft) -> None:
        """Ask what fits what is being typed."""
        found = self._look
        if found is not None and self.pairs.is_typing():
            self.desk.ask(lambda _vault: board.typed(found, draft.row()), self._take_typed, key=self.pairs)

    def _take_typed(self, found: board.Chosen) -> None:
        """Show what fits, unless the form is gone."""
        if self.pairs.is_typing():
            self.pairs.show_chosen(found)

    def _add(self, draft: ListingDraft) -> None:
        """Write what was typed, and show it among the needs."""

        def done(changed: Changed) -> None:
            self.pairs.end()
            if draft.side == NEED and changed.added:
                self._choose_soon(changed.added[0])

        def failed(problem: Problem) -> None:
            self.form.complain(problem.field if isinstance(problem, WrongValue) else "", problem.what)

        self.desk.do(lambda vault: listing_draft.add(vault, draft), done=done, failed=failed)

    def _choose_soon(self, need: str) -> None:
        """Choose a need once it has been read."""
        day = self.desk.today()

        def show(found: SwitchboardLook) -> None:
            self._take_look(found)
            self.show_need(need)

        self.desk.ask(lambda vault: board.look(vault, day), show, key=self)

    def introduce(self, need: str, offer: str, quantity: int) -> None:
        """Ask both sides; 0 is as much as is open of one and left of the other."""
        found, day = self._look, self.desk.today()
        if found is None or need not in found.field.listings or offer not in found.field.listings:
            return
        fitter = found.fitter
        most = quantity or max(1, min(fitter.open[need], fitter.open[offer]))

        def failed(problem: Problem) -> None:
            if isinstance(problem, WrongValue) and quantity:
                self.pairs.reasons.complain(problem.what)
            else:
                self.desk.problem.emit(problem)

        self.desk.do(
            lambda vault: service.introduce(vault, need, offer, most, day),
            _("Both sides are to be asked; the texts stand under “Under way”."),
            done=self._introduced,
            failed=failed,
        )

    def _introduced(self, changed: Changed) -> None:
        """Have the match chosen that was made, for whoever goes on with it."""
        self.way.choose_next(next(iter((*changed.added, *sorted(changed.touched))), ""))

    # The plan.

    def plan(self) -> None:
        """Plan this week beside the window, with progress; cancelling keeps the best so far."""
        found, day = self._look, self.desk.today()
        if found is None or (self._running is not None and self._solver.is_busy()):
            return
        self.show_view(PLAN)
        self._running = self._solver.run(
            plan_board.planning(found, day, time.monotonic), partial(self._take_plan, found), self.desk.problem.emit
        )

    def _take_plan(self, at: SwitchboardLook, found: PlannedWeek) -> None:
        """Show a plan, then look for what is missing."""
        self._running = None
        self.planning.show_plan(found)
        if found.plan.needs and not found.plan.stopped:
            self._levers = None
            self._solver.run(
                plan_board.leverage_of(at, self.desk.today(), time.monotonic), self._take_levers, self.desk.problem.emit
            )

    def _take_levers(self, found: Levers) -> None:
        """Show what is missing most."""
        self._levers = found
        self.planning.show_levers(found)

    def keep(self) -> None:
        """Write the plan as suggestions."""
        if self.planning.found is not None and self.view() == PLAN:
            plan = self.planning.found.plan
            self.desk.do(lambda vault: plan_service.keep(vault, plan), _("The plan is kept as suggestions."))

    def look_for(self) -> None:
        """Make a need of what is missing most."""
        lacks = self._levers
        if lacks is None or lacks.missing is None or self.view() != PLAN:
            return
        missing = lacks.missing
        self.desk.do(
            lambda vault: plan_service.look_for(vault, missing.title, missing.words, missing.missing.area),
            _("“{title}” stands among the needs.").format(title=missing.title),
        )
        self.planning.look_button.hide()

    def _hold(self, need: str, offer: str, state: str) -> None:
        """Pin or refuse a pair, or let go of it; the plan then is made again."""
        found = self.planning.found
        if found is None:
            return
        plan, day = found.plan, self.desk.today()
        pinned, refused = state == plan_board.PINNED, state == plan_board.REFUSED

        def show(look: SwitchboardLook) -> None:
            self._take_look(look)
            self.planning.show_again(plan_board.in_words(look, plan))

        def done(_changed: Changed) -> None:
            self.desk.ask(lambda vault: board.look(vault, day), show, key=self)

        self.desk.do(
            lambda vault: plan_service.hold(vault, plan, need, offer, pinned=pinned, refused=refused), done=done
        )

    # What is under way.

    def _say_yes(self, side: str) -> None:
        """Note the yes of a side, where matches are in sight."""
        if self.view() == WAY:
            self.way.say_yes(side)

    def _on_way(self, step: str) -> None:
        """Take the next step of a match, where matches are in sight."""
        if self.view() == WAY:
            self.way.step(step)

    def _ask_why(self) -> None:
        """Ask why a match fell through, where matches are in sight."""
        if self.view() == WAY:
            self.way.ask_why()
