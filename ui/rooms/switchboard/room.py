"""The room of the switchboard: pairs and why they fit, a whole week planned, what is under way, the field of play."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import cached_property

from app.capabilities.switchboard import board, under_way
from app.capabilities.switchboard.board import SwitchboardLook
from app.capabilities.switchboard.rows import NEED, OFFER
from app.i18n import _, ngettext
from ui.frame.command import Command
from ui.frame.desk import Desk
from ui.frame.room import RoomPage
from ui.platform.dialogs import Dialogs
from ui.rooms.switchboard import SIGN
from ui.rooms.switchboard.field_desk import FieldDesk, PartnerDesk
from ui.rooms.switchboard.field_page import FieldPage
from ui.rooms.switchboard.listing_form import ListingForm
from ui.rooms.switchboard.pairs_desk import PairsDesk
from ui.rooms.switchboard.pairs_page import PairsPage
from ui.rooms.switchboard.partner_page import PartnerPage
from ui.rooms.switchboard.plan_desk import PlanDesk
from ui.rooms.switchboard.plan_page import WeekPlanPage
from ui.rooms.switchboard.under_way_page import UnderWayPage
from ui.rooms.switchboard.way_desk import WayDesk
from ui.widgets.buttons import button
from ui.widgets.editors.sources import Sources
from ui.widgets.labels import hairline
from ui.widgets.page_header import PageHeader
from ui.widgets.page_stack import PageStack
from ui.widgets.segmented import Segmented
from ui.work.jobs import VaultThread

PAIRS, PLAN, WAY, FIELD, PARTNER = "pairs", "plan", "way", "field", "partner"
_PROJECTS = {"project", "task", "role", "holder", "absence", "commitment", "entry", "event"}
_KINDS = {"listing", "listing_window", "match", "pairing", "area", "area_link", "partner", "skill_claim", "person"}


class SwitchboardRoom(RoomPage):
    """Four views of one field, which is read once and changes only when something of it did."""

    key, title, icon, shows, takes = SIGN
    kinds = frozenset(_KINDS | _PROJECTS | {"group_setting", "skill", "interest", "interest_waiver", "member_link"})

    def __init__(self, desk: Desk, dialogs: Dialogs, solver: VaultThread | None = None) -> None:
        """Take the thread that plans; without one it is that of the vault, where others wait meanwhile."""
        self._dialogs = dialogs
        self._solver = solver or desk.worker
        self._look: SwitchboardLook | None = None
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
        self.stack = PageStack[PairsPage | WeekPlanPage | UnderWayPage | FieldPage | PartnerPage](
            {
                PAIRS: lambda: self.pairs, PLAN: lambda: self.planning, WAY: lambda: self.way,
                FIELD: lambda: self.field, PARTNER: lambda: self.partner,  # reached from the one before
            },
            self,
        )  # fmt: skip
        sources = Sources(self.desk.today, self.desk.find, open=self.desk.open)
        form = ListingForm(self.desk.registry, sources)
        self.pairs = self.stack.added(PairsPage(form, self.new, lambda: self.begin(OFFER)))
        form.cancelled.connect(self.pairs.end)
        self.pairs.opened.connect(lambda record: self.desk.open("listing", record))
        self._pairs_desk = PairsDesk(self.desk, self.pairs, self._last_look, self._choose_soon, self._choose_match)
        self.stack.show_page(PAIRS)
        self.page.addWidget(self.stack, 1)

    # These are made when somebody first goes there, each with what stands between it and the vault.

    @cached_property
    def planning(self) -> WeekPlanPage:
        """Give the page of a planned week."""
        page = self.stack.added(self._plan_desk.page)
        page.opened.connect(self.show_need)
        return page

    @cached_property
    def _plan_desk(self) -> PlanDesk:
        return PlanDesk(self.desk, self._solver, self._last_look, self._take_look, self.plan)

    @cached_property
    def way(self) -> UnderWayPage:
        """Give the page of matches under way."""
        page = self.stack.added(UnderWayPage(lambda: self.show_view(PAIRS)))
        self._way_desk = WayDesk(self.desk, page)
        return page

    @cached_property
    def field(self) -> FieldPage:
        """Give the field of play."""
        page = self.stack.added(FieldPage(self.new, lambda: self.show_view(PARTNER)))
        self._field_desk = FieldDesk(self.desk, self._solver, self._last_look, page)
        page.category_wanted.connect(self.show_category)
        page.opened.connect(self._open_listing)
        page.room_wanted.connect(self.desk.go)
        page.project_wanted.connect(self._go_to_project)
        return page

    @cached_property
    def partner(self) -> PartnerPage:
        """Give the page of what goes to a partner."""
        page = self.stack.added(PartnerPage(lambda: self.show_view(FIELD), lambda: self.desk.go("others")))
        self._partner_desk = PartnerDesk(self.desk, self._dialogs, self._last_look, page)
        return page

    # What the frame calls.

    def refresh(self) -> None:
        """Read the field anew."""
        day = self.desk.today()
        self.desk.ask(lambda vault: board.look(vault, day), self._take_look, key=self)

    def start(self) -> None:
        """Begin in the list of the view in sight."""
        self.stack.page().start()

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
        here, yes, pairs = _(self.title), _("{side} says yes"), self._pairs_desk
        return [
            Command(_("Plan the week"), self.plan, "calendar", ("A",), here, _("solve again")),
            Command(_("New offer"), lambda: self.begin(OFFER), "add", ("O",), here),
            Command(_("Keep the plan as suggestions"), lambda: self._on_plan(PlanDesk.keep), "save", ("K",), here),
            Command(
                _("Pin a pair of the plan"), lambda: self._on_plan(lambda plan: plan.page.pin()), "pin", ("P",), here
            ),
            Command(
                _("Refuse a pair of the plan"),
                lambda: self._on_plan(lambda plan: plan.page.refuse()),
                "remove",
                ("R",),
                here,
            ),
            Command(
                _("Make what is missing most a need"), lambda: self._on_plan(PlanDesk.look_for), "add", ("M",), here
            ),
            Command(_("Recuse for a declared interest"), lambda: self._on_pairs(pairs.recuse), "remove", (), here),
            Command(_("Let a declared interest pass"), lambda: self._on_pairs(pairs.waive), "done", (), here),
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
        return self.stack.name()

    def show_view(self, view: object) -> None:
        """Show a view; what it needs is asked for when it comes into sight."""
        self.stack.show_page(str(view) if self.stack.has(view) else PAIRS)
        self.views.set_value(self.view())
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

    def _last_look(self) -> SwitchboardLook | None:
        """Give what was read last."""
        return self._look

    def _take_look(self, found: SwitchboardLook) -> None:
        """Show what was read."""
        self._look = found
        count = len(found.needs)
        self.header.say(ngettext("{n} open need", "{n} open needs", count).format(n=f"{count:n}"))
        self.pairs.show_look(found)
        if self.pairs.is_typing():
            self._pairs_desk.ask_typed(self.pairs.form.draft())
        self._ask_view()

    def _ask_view(self) -> None:
        """Ask for what only the view in sight needs."""
        found, day = self._look, self.desk.today()
        if found is None:
            return
        if self.view() == WAY:
            self.way.show_matches(under_way.under_way(found, day))
        elif self.view() == FIELD:
            self._field_desk.ask(found)
        elif self.view() == PARTNER:
            self.partner.show_partners(found.partners)

    def _go_to_project(self, project: str, gap: bool) -> None:
        """Show a project, one with a gap where that can be closed."""
        self.desk.go("projects", "rescue" if gap else "list", project)

    def _choose_soon(self, need: str) -> None:
        """Choose a need once it has been read."""
        day = self.desk.today()

        def show(found: SwitchboardLook) -> None:
            self._take_look(found)
            self.show_need(need)

        self.desk.ask(lambda vault: board.look(vault, day), show, key=self)

    def _choose_match(self, match: str) -> None:
        """Choose a match that was just introduced, once it is shown under way."""
        self.way.choose_next(match)

    def _on_pairs(self, verb: Callable[[], object]) -> None:
        """Do something with the chosen pair, where it is in sight."""
        if self.view() == PAIRS:
            verb()

    # The plan.

    def plan(self) -> None:
        """Plan this week, and show the plan."""
        if self._look is not None:
            self.show_view(PLAN)
            self._plan_desk.plan()

    def _on_plan(self, verb: Callable[[PlanDesk], object]) -> None:
        """Do something with the plan, where it is in sight."""
        if self.view() == PLAN:
            verb(self._plan_desk)

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
