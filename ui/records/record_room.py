"""A room with a list and a card beside it, which most rooms are: list, filter, card, new, history, undo.

A room of this kind is a small file: it names its kind of record, its filters and its words. It is put together of a
list (`ListPane`), what serves its card (`CardKeeper`) and what makes a new record (`NewRecord`).
"""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Qt
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QFrame, QVBoxLayout, QWidget

from app.i18n import N_, _, ngettext
from app.records.changes import Changed
from app.records.record_type import RecordType
from app.services.members import circles
from app.services.members.circles import CircleChoice
from app.services.records import records
from app.services.records.records import Page, Query
from ui.frame.desk import Vault, Verb
from ui.frame.room import RoomPage
from ui.records.card_keeper import CardKeeper
from ui.records.card_sources import CardSources
from ui.records.list_filter import ListFilter, chip_bar
from ui.records.list_pane import ListPane
from ui.records.new_pane import NewPane
from ui.records.new_record import NewRecord
from ui.widgets.buttons import button
from ui.widgets.card.record_card import RecordCard
from ui.widgets.empty_state import EmptyState
from ui.widgets.filter_bar import CIRCLE, FilterBar
from ui.widgets.half_written import stays
from ui.widgets.page_header import PageHeader
from ui.widgets.side_by_side import SideBySide
from ui.widgets.table.column import TableColumn, columns_of


class RecordRoom(RoomPage):
    """Subclass it and say `kind`, `title`, `icon`, `purpose`, and in `chip_field` what the chips are made of."""

    kind: str
    purpose: str  # one sentence for the empty page, marked with N_
    hint: str = N_("Choose one from the list to see its card.")
    chip_field: str = ""  # a field of few choices
    asks_first: tuple[str, ...] = ()  # fields of the form for a new one; those required if empty

    # What a room may say otherwise.

    def columns(self) -> Sequence[TableColumn]:
        """Give the columns of the list."""
        return columns_of(self.type, lambda row, record: getattr(row, "titles", {}).get(record, ""))

    def header_buttons(self) -> Sequence[QWidget]:
        """Give buttons that stand before "New"."""
        return ()

    def make_filter(self, bar: FilterBar) -> ListFilter:
        """Make what says what is left of the list."""
        return ListFilter(bar)

    def make_card(self) -> RecordCard:
        """Make the card beside the list."""
        return RecordCard(self.desk.registry, self.kind, self.sources, self.desk.now)

    def make_hint(self) -> QWidget:
        """Make what stands beside the list while nothing is chosen."""
        return EmptyState(self.icon, "", _(self.hint))

    def page_of(self, vault: Vault, query: Query, offset: int, limit: int) -> Page:
        """Read a page of the list; called on the vault's thread, so it must not touch the window."""
        return records.page(vault, self.kind, query, offset, limit)

    def say_count(self, total: int) -> None:
        """Say how many there are, and offer a filter only where there is something to filter."""
        one, many = _(self.type.one).lower(), _(self.type.many).lower()
        self.header.say(f"{total:n} {ngettext(one, many, total)}" if total or self.table.filtered else "")
        self.bar.setVisible(total > 0 or self.table.filtered)

    def adds(self, values: dict[str, object], circle: str) -> tuple[Verb, str]:
        """Give what makes a record of the values of the form, and the words that say it was made."""
        kind = self.kind
        said = _("{title} added.").format(title=self.type.title_of(values))
        return lambda vault: records.add(vault, kind, values, circle), said

    # How it is put together.

    def build(self) -> None:
        """Put list and card side by side."""
        self.type: RecordType = self.desk.registry[self.kind]
        # The card shows all parts of a record, whichever capability declared them.
        self.kinds |= {part.name for part in self.desk.registry.parts_of(self.kind)}
        self.circles: Sequence[CircleChoice] = ()
        self.finding = CardSources(self.desk, self.kind, self._home, self)
        self.sources = self.finding.sources()
        self.list = self._make_list()
        self.table = self.list.table
        self.card = self.make_card()
        self.pane = QFrame()
        self.place_of_card = QVBoxLayout(self.pane)
        self.place_of_card.setContentsMargins(0, 0, 0, 0)
        self.side = SideBySide(self.list, self.pane, hint=self.make_hint(), parent=self)
        self.place_of_card.addWidget(self.card)
        self.keeper = CardKeeper(self.desk, self.type, self.card, self.table.chosen)
        self.adding = NewRecord(
            self.desk, self.type, self.sources, self.asks_first, self.place_of_card, self.card, self.adds
        )
        self.page.addWidget(self.side, 1)
        self._wire()

    def _make_list(self) -> ListPane:
        one, many = _(self.type.one).lower(), _(self.type.many).lower()
        tip = _("Key: N")
        self.new_button = button(_("New {what}").format(what=one), self.new, kind="primary", icon="add", tip=tip)
        self.header = PageHeader(_(self.title), *self.header_buttons(), self.new_button)
        self.bar = chip_bar(self.type, self.chip_field)
        empty = EmptyState(self.icon, _("No {what} yet").format(what=many), _(self.purpose))
        empty.offer(_("Add the first {what}").format(what=one), self.new, icon="add")
        narrowed = self.make_filter(self.bar)
        return ListPane(
            self.desk, self.type, self.header, narrowed, self.chip_field, self.columns(), self.page_of, empty
        )

    def _wire(self) -> None:
        """Let the three know of each other."""
        self.list.counted.connect(self.say_count)
        self.list.delete_wanted.connect(self._delete)
        self.table.selected.connect(self._on_selected)
        self.table.opened.connect(lambda _record: self.card.start())
        self.card.closed.connect(self._close_card)
        self.keeper.gone.connect(self._close_card)
        self.keeper.moved.connect(self.table.choose)
        self.keeper.shown.connect(lambda _card: self.form is None and self.side.show_card(True))
        self.adding.opened.connect(lambda: self.side.show_card(True))
        self.adding.cancelled.connect(self._on_cancelled)
        self.adding.added.connect(self._on_added)

    # What the frame calls.

    def refresh(self) -> None:
        """Fetch list, card and counts anew."""
        self.list.refresh()
        self.desk.ask(circles.choices, self._on_circles, key=(self, "circles"))
        if self.table.chosen():
            self.keeper.show(self.table.chosen())
        self.finding.forget()

    def start(self) -> None:
        """Begin in the list, or in the first step if there is nothing yet."""
        self.list.start()

    def filter(self) -> bool:
        """Go to the filter."""
        self.bar.start()
        return True

    def new(self) -> bool:
        """Open the form for a new one where the card stands."""
        if self.leave():
            self.adding.open()
        return True

    def show_record(self, kind: str, record_id: str) -> None:
        """Show a record, and where it stands in the list; a filter that hides it is taken off."""
        if self._holds(record_id):
            return
        self.adding.close()
        self.table.choose(record_id)
        self.list.show_place_of(record_id)

    def leave(self) -> bool:
        """Commit what is being typed."""
        return self.card.card is None or self.card.commit()

    @property
    def form(self) -> NewPane | None:
        """Give the form for a new record while it is open."""
        return self.adding.pane

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Go back to the list from the card."""
        if event.key() == Qt.Key.Key_Escape and self.card.isAncestorOf(self.focusWidget() or self):
            self.list.start()
        else:
            super().keyPressEvent(event)

    def _holds(self, record: str) -> bool:
        """Say whether something half-written keeps another record away; one on the card keeps its own chosen."""
        if stays(self.adding.pane):
            return True
        shown = self.card.card.id if self.card.card is not None else record
        if record == shown or not self.card.stays():
            return False
        self.table.choose(shown)
        return True

    # What they tell.

    def _home(self) -> tuple[str, Sequence[CircleChoice]]:
        """Give the circle of what is in the form or on the card, and all there are."""
        card, chosen = self.card.card, self.adding.circle()
        return chosen if chosen is not None else card.circle if card is not None else "", self.circles

    def _on_circles(self, found: Sequence[CircleChoice]) -> None:
        """Learn which circles there are to choose from, to filter by, and to show."""
        self.circles = self.adding.circles = found
        narrow = [each for each in found if not each.everyone] if len(found) > 1 else []
        self.bar.set_circles([(f"{CIRCLE}{each.circle}", each.name) for each in narrow])
        self.keeper.show_circles(found)

    def _on_selected(self, record: str) -> None:
        """Show another record, unless a form is half-written: one for a new record comes once that is over."""
        if self._holds(record):
            return
        self.adding.close()
        if record:
            self.keeper.show(record)
        else:
            self.side.show_card(False)

    def _close_card(self) -> None:
        """Choose nothing."""
        self.card.card = None
        self.table.choose("")
        self.side.show_card(False)
        self.list.start()

    def _delete(self, record: str) -> None:
        """Delete the chosen record by key, once its card is there; Undo brings it back."""
        if record and self.card.card is not None and self.card.card.id == record:
            self.keeper.delete(record)

    def _on_cancelled(self) -> None:
        """Go back to the list from the form."""
        record = self.table.chosen()
        if record and (self.card.card is None or self.card.card.id != record):
            self.keeper.show(record)
        self.side.show_card(bool(record))
        self.list.start()

    def _on_added(self, changed: Changed) -> None:
        """Show the new record and where it stands."""
        if changed.added:
            self.table.choose(changed.added[0])
        self.list.start()
        if changed.added:
            self.list.show_place_of(changed.added[0])
