"""A room with a list and a card beside it, which most rooms are: list, filter, card, new, history, undo.

A room of this kind is a small file: it names its kind of record, its filters and its words.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from typing import ClassVar

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QFrame, QPushButton, QVBoxLayout, QWidget

from app.i18n import N_, _, ngettext
from app.problems import NotFound, Problem, WrongValue
from app.records.changes import Changed
from app.records.record_type import RecordType
from app.services.conflicts import conflicts
from app.services.members import circles
from app.services.members.authors import Myself
from app.services.members.circles import CircleChoice, MovePlan
from app.services.records import records
from app.services.records.records import Card, CardPart, HistoryEntry, Page, Query
from ui.frame.desk import Vault, Verb
from ui.frame.new_pane import NewPane
from ui.frame.room import RoomPage
from ui.widgets.buttons import button
from ui.widgets.card.record_card import RecordCard
from ui.widgets.editors.sources import RecordOption, Sources
from ui.widgets.empty_state import EmptyState
from ui.widgets.filter_bar import CIRCLE, FilterBar
from ui.widgets.page_header import PageHeader
from ui.widgets.side_by_side import SideBySide
from ui.widgets.table.column import RowPage, RowsRequest, ShownRow, TableColumn, columns_of
from ui.widgets.table.record_table import RecordTable

_MOST_CHOICES = 20


class RecordRoom(RoomPage):
    """Subclass it and say `kind`, `title`, `icon`, `purpose`, and the `filters` worth a chip.

    `filters` maps the text of a chip (marked with N_) to a filter as `app.services.records.filters` reads it.
    """

    kind: str
    purpose: str  # one sentence for the empty page, marked with N_
    hint: str = N_("Choose one from the list to see its card.")
    filters: ClassVar[dict[str, str]] = {}
    asks_first: tuple[str, ...] = ()  # fields of the form for a new one; those required if empty

    # What a room may say otherwise.

    def columns(self) -> Sequence[TableColumn]:
        """Give the columns of the list."""
        return columns_of(self.type, lambda row, record: getattr(row, "titles", {}).get(record, ""))

    def header_buttons(self) -> Sequence[QWidget]:
        """Give buttons that stand before "New"."""
        return ()

    def make_bar(self) -> FilterBar:
        """Make the filter above the list."""
        chips = [(where, _(text)) for text, where in self.filters.items()]
        return FilterBar(_("Filter {what}").format(what=_(self.type.many).lower()), chips)

    def make_sources(self) -> Sources:
        """Say where the editors of the card find what they ask for."""
        return Sources(self.desk.today, self._find, open=self.desk.open, almanac=self.desk.get_almanac)

    def make_card(self) -> RecordCard:
        """Make the card beside the list."""
        return RecordCard(self.desk.registry, self.kind, self.sources, self.desk.now)

    def make_hint(self) -> QWidget:
        """Make what stands beside the list while nothing is chosen."""
        return EmptyState(self.icon, "", _(self.hint))

    def page_of(self, vault: Vault, query: Query, offset: int, limit: int) -> Page:
        """Read a page of the list; called on the vault's thread, so it must not touch the window."""
        return records.page(vault, self.kind, query, offset, limit)

    # How it is put together.

    def build(self) -> None:
        """Put list and card side by side."""
        self.type: RecordType = self.desk.registry[self.kind]
        # The card shows all parts of a record, whichever capability declared them.
        self.kinds |= {part.name for part in self.desk.registry.parts_of(self.kind)}
        one = _(self.type.one).lower()
        self.sources = self.make_sources()
        self.new_button: QPushButton = button(
            _("New {what}").format(what=one), self.new, kind="primary", icon="add", tip=_("Key: N")
        )
        self.header = PageHeader(_(self.title), *self.header_buttons(), self.new_button)
        self.bar = self.make_bar()
        self.header.add_below(self.bar)
        empty = EmptyState(self.icon, _("No {what} yet").format(what=_(self.type.many).lower()), _(self.purpose))
        empty.offer(_("Add the first {what}").format(what=one), self.new, icon="add")
        nothing = EmptyState("filter", _("Nothing fits"), _("No {what} fits this filter.").format(what=one))
        nothing.offer(_("Show all"), self._show_all, primary=False)
        columns = self._with_you(self.columns())
        self.table = RecordTable(columns, self._fetch, name=_(self.type.many), empty=empty, nothing=nothing)
        left = QWidget()
        column = QVBoxLayout(left)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addWidget(self.header)
        column.addWidget(self.table, 1)
        self.card = self.make_card()
        self.pane = QFrame()
        self._pane = QVBoxLayout(self.pane)
        self._pane.setContentsMargins(0, 0, 0, 0)
        self._pane.addWidget(self.card)
        self.form: NewPane | None = None
        self.circles: Sequence[CircleChoice] = ()
        self._last_circle = ""
        self.side = SideBySide(left, self.pane, hint=self.make_hint())
        self.page.addWidget(self.side, 1)
        self._wire()

    def _wire(self) -> None:
        """Connect list, filter and card."""
        self.bar.changed.connect(self._on_filter)
        self.bar.left_downwards.connect(self._to_list)
        self.table.selected.connect(self._on_selected)
        self.table.opened.connect(lambda _record: self.card.start())
        self.table.view.left.connect(self.bar.start)
        self.table.counted.connect(self._on_counted)
        card = self.card
        card.edited.connect(self._edit)
        card.kept.connect(self._keep)
        card.part_added.connect(self._add_part)
        card.part_edited.connect(self._edit_part)
        card.part_removed.connect(lambda record: self.desk.do(lambda vault: records.delete(vault, record)))
        card.deleted.connect(self._delete)
        card.closed.connect(self._close_card)
        card.history_wanted.connect(self._show_history)
        card.circles.plan_wanted.connect(self._plan_move)
        card.circles.move_wanted.connect(self._move)

    # What the frame calls.

    def refresh(self) -> None:
        """Fetch the list and the card anew."""
        self.table.refresh()
        self.desk.ask(circles.choices, self._on_circles, key=(self, "circles"))
        if self.table.chosen():
            self._show(self.table.chosen())

    def start(self) -> None:
        """Begin in the list, or in the first step if there is nothing yet."""
        self.table.setFocus(Qt.FocusReason.OtherFocusReason)

    def filter(self) -> bool:
        """Go to the filter."""
        self.bar.start()
        return True

    def new(self) -> bool:
        """Open the form for a new one where the card stands."""
        if self.leave():
            self._open_form()
        return True

    def show_record(self, kind: str, record_id: str) -> None:
        """Choose a record and show its card."""
        self._close_form()
        self.table.choose(record_id)

    def leave(self) -> bool:
        """Commit what is being typed."""
        return self.card.card is None or self.card.commit()

    # The list.

    def _with_you(self, columns: Sequence[TableColumn]) -> Sequence[TableColumn]:
        """Say "you" in the first column of whoever works here."""
        first, *others = columns
        return [replace(first, text=lambda row: self.desk.me.title(row.id, first.text(row))), *others]

    def query(self, sort: str = "", *, descending: bool = False) -> Query:
        """Say what the filter leaves of the list."""
        return Query(self.bar.words(), " and ".join(self.bar.on()), sort, descending)

    def _fetch(self, request: RowsRequest, answer: Callable[[RowPage], None]) -> None:
        """Fetch a page of the list."""
        query = self.query(request.sort, descending=request.descending)
        self.desk.ask(
            lambda vault: self.page_of(vault, query, request.offset, request.limit),
            lambda page: answer(_row_page(page, self.desk.me)),
            key=(self, "page", request.offset),
        )

    def _on_filter(self, _words: str, _chips: object) -> None:
        """Show what fits."""
        self.table.filtered = self.bar.is_filtering()
        self.table.restart()

    def _show_all(self) -> None:
        """Take every filter off."""
        self.bar.clear()

    def _on_counted(self, total: int) -> None:
        """Say how many there are."""
        one, many = _(self.type.one).lower(), _(self.type.many).lower()
        self.header.say(f"{total:n} {ngettext(one, many, total)}" if total or self.table.filtered else "")

    def _to_list(self) -> None:
        """Go from the filter to the list, and choose its first row if none is chosen."""
        self.table.setFocus(Qt.FocusReason.OtherFocusReason)
        if not self.table.chosen():
            self.table.choose_row(0)

    # The card.

    def _on_selected(self, record: str) -> None:
        """Show another record."""
        self._close_form()
        if record:
            self._show(record)
        else:
            self.side.show_card(False)

    def _show(self, record: str) -> None:
        """Fetch a card."""
        self.desk.ask(
            lambda vault: records.get(vault, record),
            self._on_card,
            failed=lambda problem: self._on_gone(record, problem),
            key=(self, "card"),
        )

    def _on_card(self, card: Card) -> None:
        """Show a card, if it is still wanted."""
        if card.id == self.table.chosen():
            me = self.desk.me
            self.card.show_card(replace(card, titles=_titles(card.titles, me), parts=_parts(card.parts, me)))
            self.card.you.setVisible(card.id == me.person)
            self.card.show_circles(self.circles)
            if self.form is None:
                self.side.show_card(True)

    def _on_circles(self, found: Sequence[CircleChoice]) -> None:
        """Learn which circles there are to choose from, to filter by, and to show."""
        self.circles = found
        narrow = [each for each in found if not each.everyone] if len(found) > 1 else []
        self.bar.set_circles([(f"{CIRCLE}{each.circle}", each.name) for each in narrow])
        self.card.show_circles(found)

    def _plan_move(self, record: str, circle: str) -> None:
        """Ask what moving to another circle would do."""
        self.desk.ask(
            lambda vault: circles.plan_move(vault, [record], circle), self.card.circles.show_plan, key=(self, "plan")
        )

    def _move(self, plan: MovePlan) -> None:
        """Move what was planned, and show where it is now. There is no way back to offer."""
        title = self.card.card.title if self.card.card is not None else ""

        def moved(changed: Changed) -> None:
            self.table.choose(changed.added[0])
            self.desk.say(_("{title} moved to {circle}.").format(title=title, circle=plan.name))

        self.desk.ask(lambda vault: circles.move(vault, plan), moved)

    def _on_gone(self, record: str, problem: Problem) -> None:
        """Close the card of a record that is not there any more, unless another was chosen meanwhile."""
        if isinstance(problem, NotFound):
            if record == self.table.chosen():
                self._close_card()
        else:
            self.desk.problem.emit(problem)

    def _close_card(self) -> None:
        """Choose nothing."""
        self.card.card = None
        self.table.choose("")
        self.side.show_card(False)
        self.table.setFocus(Qt.FocusReason.OtherFocusReason)

    def _show_history(self, record: str) -> None:
        """Fetch the history of the record on the card."""
        me = self.desk.me

        def show(found: Sequence[HistoryEntry]) -> None:
            self.card.show_history([replace(each, who=me.author(each.device, each.who)) for each in found])

        self.desk.ask(lambda vault: records.history(vault, record), show, key=(self, "history"))

    def _find(self, kind: str, words: str, answer: Callable[[Sequence[RecordOption]], None]) -> None:
        """Find records to refer to."""
        self.desk.ask(
            lambda vault: records.choices(vault, kind, words, _MOST_CHOICES),
            lambda found: answer([RecordOption(record, self.desk.me.title(record, title)) for record, title in found]),
            key=(self, "choices"),
        )

    # Changes.

    def _edit(self, record: str, values: dict[str, object]) -> None:
        """Save a field; what the vault refuses goes back below it."""
        self.desk.do(
            lambda vault: records.edit(vault, record, values), failed=lambda problem: self._refused(problem, values)
        )

    def _refused(self, problem: Problem, values: dict[str, object]) -> None:
        """Show what the vault says, below the field it is about."""
        if isinstance(problem, WrongValue):
            self.card.refuse(problem.field or next(iter(values)), problem.what)
        else:
            self.desk.problem.emit(problem)

    def _keep(self, record: str, field: str, value: object) -> None:
        """Settle a conflict of a field by the value to keep."""
        self.desk.do(lambda vault: _settle(vault, record, field, value), _("Settled."))

    def _add_part(self, kind: str, values: dict[str, object]) -> None:
        """Add a part to the record on the card."""
        record = self.card.card.id if self.card.card is not None else ""
        whole = {**values, self.kind: record}
        circle = self.card.parts[kind].circle() if kind in self.card.parts else ""
        self._change_part(lambda vault: records.add(vault, kind, whole, circle), _("{what} added."), kind)

    def _edit_part(self, record: str, values: dict[str, object]) -> None:
        """Change a part of the record on the card."""
        self._change_part(lambda vault: records.edit(vault, record, values), "", "")

    def _change_part(self, verb: Verb, said: str, kind: str) -> None:
        """Change a part; its form closes when that went well, and else says what is wrong."""
        what = _(self.desk.registry[kind].one) if kind else ""
        self.desk.do(
            verb,
            said.format(what=what),
            done=lambda _changed: [part.taken() for part in self.card.parts.values()],
            failed=self._part_refused,
        )

    def _part_refused(self, problem: Problem) -> None:
        """Show what the vault says in the form it is about."""
        field, sentence = (problem.field, problem.what) if isinstance(problem, WrongValue) else ("", "")
        was_sent = [part.refused(field, sentence) for part in self.card.parts.values()]
        if not sentence or not any(was_sent):
            self.desk.problem.emit(problem)

    def _delete(self, record: str) -> None:
        """Delete the record on the card; the toast offers to undo it."""
        self.desk.do(lambda vault: records.delete(vault, record), done=lambda _changed: self._close_card())

    # A new one.

    def _open_form(self) -> None:
        """Put the form for a new record in the place of the card."""
        self._close_form()
        self.form = NewPane(self.type, self.sources, self.asks_first, self.circles, self._last_circle)
        self.form.cancelled.connect(self._cancel_form)
        self.form.submitted.connect(self._add)
        self.card.hide()
        self._pane.addWidget(self.form)
        self.side.show_card(True)
        self.form.start()

    def _cancel_form(self) -> None:
        """Close the form and go back to the list."""
        self._close_form()
        self.side.show_card(bool(self.table.chosen()))
        self.table.setFocus(Qt.FocusReason.OtherFocusReason)

    def _close_form(self) -> None:
        """Take the form away."""
        if self.form is not None:
            self._pane.removeWidget(self.form)
            self.form.hide()
            self.form.deleteLater()
            self.form = None
            self.card.show()

    def _add(self, values: dict[str, object]) -> None:
        """Add the record and show its card."""
        circle = self.chosen_circle()
        self.desk.do(
            lambda vault: records.add(vault, self.kind, values, circle), done=self._added, failed=self._not_added
        )

    def chosen_circle(self) -> str:
        """Give the circle that the form names, and offer it the next time."""
        if self.form is not None:
            self._last_circle = self.form.circle()
        return self._last_circle

    def _not_added(self, problem: Problem) -> None:
        """Show on the form what the vault says about a value."""
        if self.form is not None:
            self.form.form.again()
        if self.form is not None and isinstance(problem, WrongValue):
            self.form.complain(problem.field, problem.what)
        else:
            self.desk.problem.emit(problem)

    def _added(self, changed: Changed) -> None:
        """Show the new card."""
        self._close_form()
        if changed.added:
            self.table.choose(changed.added[0])


def _row_page(page: Page, me: Myself) -> RowPage:
    """Take a page of the services as the list wants it."""
    rows: Sequence[ShownRow] = [replace(row, titles=_titles(row.titles, me)) for row in page.rows]
    return RowPage(rows, page.total)


def _parts(parts: Sequence[CardPart], me: Myself) -> tuple[CardPart, ...]:
    """Say "you" among what the parts of a record refer to."""
    return tuple(
        replace(part, rows=tuple(replace(row, titles=_titles(row.titles, me)) for row in part.rows)) for part in parts
    )


def _titles(titles: Mapping[str, str], me: Myself) -> dict[str, str]:
    """Say "you" among titles."""
    return {record: me.title(record, title) for record, title in titles.items()}


def _settle(vault: Vault, record: str, field: str, value: object) -> Changed:
    """Find the open conflict over a field, and settle it by the option that has this value."""
    for conflict in conflicts.open_conflicts(vault):
        if (conflict.record, conflict.field) != (record, field) or conflict.sort == conflicts.RULE:
            continue
        if conflict.sort == conflicts.DELETED:
            return conflicts.settle(vault, conflict.id, conflicts.DELETE if value is None else conflicts.KEEP)
        option = next((each for each in conflict.options if each.value == value), conflict.options[0])
        return conflicts.settle(vault, conflict.id, option.key)
    raise NotFound(_("This is settled already."))
