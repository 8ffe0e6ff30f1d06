"""The room of people."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from typing import Any

from PySide6.QtWidgets import QWidget

from app.capabilities.people import listing as people
from app.capabilities.people.evidence import skill_sentences
from app.capabilities.people.timeline import timeline
from app.i18n import N_, _
from app.records.filter_language import both
from app.services.members import authors
from app.services.printing.printing import HELD_ON_YOU
from app.services.records.records import Card, Page, Query
from ui.frame.command import Command
from ui.frame.desk import Desk, Vault
from ui.records.list_filter import ListFilter
from ui.records.record_room import RecordRoom
from ui.rooms.people import SIGN
from ui.rooms.people.duplicates import DuplicatesPage
from ui.rooms.people.first_days_view import FirstDaysView
from ui.rooms.people.narrowing import Narrowing
from ui.rooms.people.person_timeline import PersonTimeline
from ui.widgets.buttons import icon_button
from ui.widgets.card.record_card import RecordCard
from ui.widgets.filter_bar import FilterBar
from ui.widgets.labels import label
from ui.widgets.table.column import ShownRow, TableColumn, columns_of

DUPLICATES = "duplicates"
_WIDTHS = {"name": (18, 120), "stage": (15, 112), "languages": (13, 90), "tags": (13, 90)}


class PeopleRoom(RecordRoom):
    """Search as you type, chips by stage, and a card that is edited in place."""

    key, title, icon, shows, takes = SIGN
    kind = "person"
    kinds = frozenset(
        {"person", "contact_point", "commitment", "skill_claim", "skill", "consent", "waiver", "saved_filter"}
    )
    purpose = N_(
        "Everybody in the group and everybody it looks after: how to reach them, what they can do, when they have time."
    )
    hint = N_("Choose somebody from the list to see their card.")
    chip_field = "stage"
    asks_first = ("name", "languages", "stage", "tags")

    def __init__(self, desk: Desk, export: Callable[[Query, QWidget], object] | None = None) -> None:
        """Take the desk, and what writes the people that a filter leaves to a file, if there is such a thing."""
        self._export = export
        super().__init__(desk)

    def build(self) -> None:
        """Offer on the empty page what most groups have, a list made elsewhere; make the other pages."""
        super().build()
        self.narrowing.changed.connect(self.list.refilter)
        self.narrowing.left.connect(self.list.to_rows)
        self.list.refiltered.connect(lambda: self.narrowing.show_query(self.list.filter.query()))
        self.keeper.shown.connect(self._on_card)
        self.header.add_below(self.narrowing)
        self.duplicates = DuplicatesPage(self.desk)
        self.duplicates.closed.connect(lambda: self.show_page(""))
        self.page.addWidget(self.duplicates, 1)
        self.duplicates.hide()
        self.table.empty.offer(_("Import a list…"), self.import_list, icon="import", primary=False)

    def columns(self) -> Sequence[TableColumn]:
        """Show how to reach somebody right beside the name."""
        derived = {column.key: column for column in columns_of(self.type)}
        contact = TableColumn("contact", _("Contact"), _contact, weight=14, sortable=False, figures=True, least=116)
        name, *others = (replace(derived[key], weight=weight, least=least) for key, (weight, least) in _WIDTHS.items())
        return [name, contact, *others]

    def header_buttons(self) -> Sequence[QWidget]:
        """Take lists in and give them out."""
        made: list[QWidget] = [
            icon_button("filter", _("Build a filter (F)"), self.build_filter),
            icon_button("edit", _("Change all in the list (B)"), self.change_all),
            icon_button("people", _("Duplicates (D)"), lambda: self.show_page(DUPLICATES)),
        ]
        made.append(icon_button("import", _("Take in a list from a file (Ctrl+I)"), self.import_list))
        if self._export is not None:
            self.export_button = icon_button("export", _("Export these people"), self.export_list)
            made.append(self.export_button)
        return made

    def show_page(self, name: str, about: str = "") -> None:
        """Show the duplicates, or the list."""
        there = name == DUPLICATES
        self.side.setVisible(not there)
        self.duplicates.setVisible(there)
        if there:
            self.duplicates.refresh()
            self.duplicates.start()
        else:
            self.start()

    def refresh(self) -> None:
        """Fetch the list anew, and the page that is in its place."""
        super().refresh()
        self.narrowing.refresh()
        if self.duplicates.isVisibleTo(self):
            self.duplicates.refresh()

    def make_filter(self, bar: FilterBar) -> ListFilter:
        """Let people build a filter beside words and chips."""
        self.narrowing = Narrowing(self.desk, self.kind)
        return _NarrowedFilter(bar, self.narrowing)

    def build_filter(self) -> None:
        """Open the builder, or close it."""
        self.narrowing.show_builder(not self.narrowing.builder_shown())

    def change_all(self) -> None:
        """Open the line that changes all that are in the list."""
        self.narrowing.show_bulk(True)

    def show_record(self, kind: str, record_id: str) -> None:
        """Show the card of somebody."""
        if self.duplicates.isVisibleTo(self):
            self.show_page("")
        super().show_record(kind, record_id)

    def commands(self) -> Sequence[Command]:
        """Give what can be done here."""
        here, also = _(self.title), _("csv table file")
        found = [
            Command(_("Find duplicates and merge them"), lambda: self.show_page(DUPLICATES), "people", ("D",), here),
            Command(_("Build a filter"), self.build_filter, "filter", ("F",), here),
            Command(_("Change all in the list"), self.change_all, "edit", ("B",), here),
        ]
        for each in self.narrowing.saved:
            words = _("Filter: {name}").format(name=each.name)
            found.append(Command(words, lambda name=each.name: self.narrowing.use(name), "filter", (), here))
        found += [Command(_("Import a list of people"), self.import_list, "import", ("Ctrl+I",), here, also)]
        person = self.table.chosen()
        if person and person != self.desk.me.person:
            found.append(Command(_("This is me"), lambda: self.say_me(person), "person", (), here, _("you who link")))
        if person:
            found.append(
                Command(
                    _("Print everything we hold on this person"), lambda: self.print_held(person), "print", (), here
                )
            )
            words = _("Hand over what they have in hand")
            found.append(
                Command(words, lambda: self.desk.go("projects", "leaving", person), "hand_over", (), here, _("leaver"))
            )
        if self._export is not None:
            found.append(Command(_("Export these people"), self.export_list, "export", (), here, also))
        return found

    def make_card(self) -> RecordCard:
        """Let the card be printed for the one it is about."""
        card = super().make_card()
        self.timeline = PersonTimeline()
        self.timeline.opened.connect(self.desk.open)
        self.evidence = label("", "small", wrap=True)
        beside = card.parts["skill_claim"].layout()
        if beside is not None:
            beside.addWidget(self.evidence)
        self.first_days = FirstDaysView(self.desk)
        pages = {
            card.add_page(_("Timeline"), self.timeline): self._ask_timeline,
            card.add_page(_("First days"), self.first_days): self.first_days.show_person,
        }
        card.page_wanted.connect(lambda number, person: pages[number](person))
        card.offer("person", _("This is me"), self.say_me)
        card.offer("print", _("Print everything we hold on this person"), self.print_held)
        return card

    def _on_card(self, card: Card) -> None:
        """Say of the skills on a card what counts and who said so."""
        day = self.desk.today()
        self.desk.ask(
            lambda vault: skill_sentences(vault, card.id, day),
            lambda said: self._say_evidence(card.id, said),
            key=(self, "evidence"),
        )

    def _say_evidence(self, person: str, sentences: Sequence[str]) -> None:
        """Say it below the skills."""
        if self.card.card is not None and self.card.card.id == person:
            self.evidence.setText("\n".join(sentences))
            self.evidence.setVisible(bool(sentences))

    def _ask_timeline(self, person: str) -> None:
        """Fetch everything that touches somebody."""
        self.desk.ask(lambda vault: timeline(vault, person), self.timeline.show_events, key=(self, "timeline"))

    def say_me(self, person: str) -> None:
        """Say that somebody in the books is whoever works at this laptop."""
        self.desk.do(lambda vault: authors.link(vault, person), _("Pages say “you” of this person now."))

    def print_held(self, person: str) -> None:
        """Go to the sheet with everything that is held on somebody."""
        self.desk.go("print", HELD_ON_YOU, person)

    def page_of(self, vault: Vault, query: Query, offset: int, limit: int) -> Page:
        """Read a page of people with their contacts."""
        return people.page(vault, query, offset, limit)

    def import_list(self) -> None:
        """Go where lists are taken in."""
        self.desk.go("import")

    def export_list(self) -> None:
        """Write those in the list, and nobody else, to a file."""
        if self._export is not None:
            self._export(self.list.filter.query(), self.export_button)


class _NarrowedFilter(ListFilter):
    """Words, chips, and the filter that was built."""

    def __init__(self, bar: FilterBar, narrowing: Narrowing) -> None:
        super().__init__(bar)
        self._narrowing = narrowing

    def query(self, sort: str = "", *, descending: bool = False) -> Query:
        """Say what words, chips and the filter leave of the list."""
        return Query(self.bar.words(), both(*sorted(self.bar.on()), self._narrowing.filter()), sort, descending)

    def is_filtering(self) -> bool:
        """Say whether any of them leaves somebody out."""
        return super().is_filtering() or bool(self._narrowing.filter())

    def clear(self) -> None:
        """Take every filter off."""
        super().clear()
        self._narrowing.clear()


def _contact(row: ShownRow) -> str:
    """Write how to reach somebody."""
    more: Any = getattr(row, "more", {})
    return str(more.get(people.CONTACT, ""))
