"""The room of houses."""

from __future__ import annotations

import datetime
from collections.abc import Sequence
from functools import cached_property

from app.i18n import _
from ui.frame.command import Command
from ui.frame.desk import Desk
from ui.frame.room import RoomPage
from ui.records.card_sources import CardSources
from ui.rooms.houses import SIGN
from ui.rooms.houses.beds_page import BedsPage
from ui.rooms.houses.board_view.page import BoardPage
from ui.rooms.houses.changing import Attach
from ui.rooms.houses.day_view import DayView
from ui.rooms.houses.find_page import FindPage
from ui.rooms.houses.living.page import LivingPage
from ui.rooms.houses.stays import StaysList
from ui.widgets.buttons import button
from ui.widgets.labels import hairline
from ui.widgets.page_header import PageHeader
from ui.widgets.page_stack import PageStack
from ui.widgets.segmented import Segmented

BEDS, BOARD, DAY, FIND, LIVING, STAYS = "beds", "board", "day", "find", "living", "stays"


class HousesRoom(RoomPage):
    """The beds of a night, and all stays as a list."""

    key, title, icon, shows, takes = SIGN
    kinds = frozenset(
        {
            "house", "room", "bed", "stay", "closure", "room_requirement", "person", "waiver", "absence", "meal",
            "meal_signup", "diet_profile", "recipe", "chore", "slot", "bill", "bill_posting", "settlement", "rent",
            "stay_check", "key", "key_loan", "inspection", "house_agreement", "agreement_signature",
        }
    )  # fmt: skip

    def __init__(self, desk: Desk, attach: Attach | None = None) -> None:
        """Take the desk, and what serves the attachments of houses and rooms, if there is such a thing."""
        self._attach = attach
        super().__init__(desk)

    def build(self) -> None:
        """Put the views into one place."""
        self.views = Segmented(
            [
                (BEDS, _("Beds")),
                (BOARD, _("Board")),
                (DAY, _("Day")),
                (FIND, _("Find a bed")),
                (LIVING, _("Living")),
                (STAYS, _("Stays")),
            ],
            _("What to show"),
        )
        self.views.set_value(BEDS)
        self.views.chosen.connect(self.show_view)
        self.new_button = button(_("New house"), self.new, icon="add", tip=_("Key: N"))
        self._finding = CardSources(self.desk, "stay", lambda: ("", ()), self)
        self.sources = self._finding.sources()
        self.stack = PageStack[BedsPage | BoardPage | DayView | FindPage | LivingPage | StaysList](
            {
                BEDS: lambda: self.beds, BOARD: lambda: self.nights, DAY: lambda: self.day, FIND: lambda: self.finding,
                LIVING: lambda: self.living, STAYS: lambda: self.stays,
            },
            self,
        )  # fmt: skip
        self.beds = self.stack.added(BedsPage(self.desk, self.sources, self._attach))
        self.beds.found_nothing.connect(self._show_stay)
        self.nights = self.stack.added(BoardPage(self.desk))
        self.nights.timeline.making.connect(self._make_stay)
        self.day = self.stack.added(DayView(self.desk))
        self.night_bar = self.beds.board.night_bar
        self.night_bar.wanted.connect(self._show_night)
        self.header = PageHeader(_(self.title), self.night_bar, self.views, self.new_button)
        self._count = ""
        self.page.addWidget(self.header)
        self.page.addWidget(hairline())
        self.page.addWidget(self.stack, 1)
        self.stack.show_page(BEDS)

    # These are made when somebody first goes there.

    @cached_property
    def finding(self) -> FindPage:
        """Give the page that finds a bed."""
        return self.stack.added(FindPage(self.desk, self.sources))

    @cached_property
    def living(self) -> LivingPage:
        """Give the page of meals, chores and money."""
        return self.stack.added(LivingPage(self.desk))

    @cached_property
    def stays(self) -> StaysList:
        """Give the list of all stays."""
        stays = StaysList(self.desk)
        stays.count_told.connect(self._say_count)
        return self.stack.added(stays)

    # What the frame calls.

    def refresh(self) -> None:
        """Ask for what is in sight; the list looks after itself."""
        self._finding.forget()
        self.beds.refresh()
        if self.view() == BOARD:
            self.nights.refresh()
        elif self.view() == DAY:
            self.day.refresh()
        elif self.view() == LIVING:
            self.living.refresh()

    def start(self) -> None:
        """Begin where work begins."""
        self.stack.page().start()

    def filter(self) -> bool:
        """Go to the filter of the list."""
        self.show_view(STAYS)
        return self.stays.filter()

    def new(self) -> bool:
        """Begin a house, or a stay where the list is in sight."""
        if self.view() == STAYS:
            return self.stays.new()
        self.beds.add_house()
        return True

    def leave(self) -> bool:
        """Commit what is being typed on the card of a stay."""
        return self.view() != STAYS or self.stays.leave()

    def show_record(self, kind: str, record_id: str) -> None:
        """Show a house, room or bed, and a stay on its bed if it is there on the night in sight."""
        self.show_view(BEDS)
        self.beds.go_to(kind, record_id)

    def commands(self) -> Sequence[Command]:
        """Give what can be done here."""
        here, bar = _(self.title), self.night_bar
        return [
            Command(_("The night before"), lambda: bar.step(-1), "previous", ("Alt+Left",), here),
            Command(_("The night after"), lambda: bar.step(1), "next", ("Alt+Right",), here),
            Command(_("Tonight"), bar.go_to_tonight, "today", ("T",), here),
            Command(_("Show the beds of a night"), lambda: self.show_view(BEDS), "bed", (), here),
            Command(_("Show the board of nights"), lambda: self.show_view(BOARD), "today", ("B",), here),
            Command(
                _("Show who is in, comes and goes"), lambda: self.show_view(DAY), "houses", ("D",), here, _("day page")
            ),
            Command(_("Find a bed, place everybody"), lambda: self.show_view(FIND), "bed", ("X",), here),
            Command(_("Show meals, chores and money of a house"), lambda: self.show_view(LIVING), "houses", (), here),
            Command(
                _("Print who is in the house, for a fire"),
                lambda: self.desk.go("print", "fire-muster"),
                "print",
                ("F",),
                here,
                _("muster roll call"),
            ),
            Command(_("Show all stays"), lambda: self.show_view(STAYS), "stay", ("L",), here),
        ]

    # The views.

    def view(self) -> str:
        """Say which view is in sight."""
        return self.stack.name()

    def show_view(self, view: object) -> None:
        """Show a view, unless something typed in the other does not pass yet."""
        if view != self.view() and self.leave():
            self.stack.show_page(str(view))
            if view == STAYS:
                self.stays.enter()
            else:
                self.refresh()
            self.start()
        self.views.set_value(self.view())
        is_list = self.view() == STAYS
        self.new_button.setText(_("New stay") if is_list else _("New house"))
        self.night_bar.setVisible(self.view() in {BEDS, BOARD, DAY})
        self.header.say(self._count if is_list else "")

    def _make_stay(self, bed: str, first: int, last: int) -> None:
        """Plan a stay in a free bed for the nights that were drawn; one night says only where it begins."""
        night = datetime.date.fromordinal(first)
        self.show_view(BEDS)
        if last - first > 1:
            self.beds.plan(bed, night, datetime.date.fromordinal(last))
        else:
            self.night_bar.show_night(night)
            self.beds.go_to("bed", bed)

    def _show_night(self, night: datetime.date) -> None:
        """Show a day on the page of a day, and jump to it on the board."""
        self.day.show_day(night)
        if self.view() == BOARD:
            self.nights.timeline.go_to(night)

    def _say_count(self, words: str) -> None:
        """Say how many stays the list shows."""
        self._count = words
        self.header.say(words if self.view() == STAYS else "")

    def _show_stay(self, stay: str) -> None:
        """Show a stay that is on no bed on this night, in the list."""
        self.show_view(STAYS)
        self.stays.show_record("stay", stay)
