"""The board of a pathway: a column a stage, the days in it on each card, over-long ones amber and said in words."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Qt
from PySide6.QtWidgets import (
    QAbstractItemView,
    QFrame,
    QHBoxLayout,
    QListWidget,
    QListWidgetItem,
    QScrollArea,
    QVBoxLayout,
    QWidget,
)

from app.capabilities.people import board_service, pathways
from app.capabilities.people.board_service import PathwayBoard
from app.capabilities.people.pathways import BoardColumn
from app.i18n import _, ngettext
from app.records.days import format_day, parse_day
from ui.frame.command import Command
from ui.frame.room import RoomPage
from ui.rooms.pathways import SIGN
from ui.rooms.pathways.cards import RUN_ROLE, CardDelegate, card_item
from ui.rooms.pathways.way_pane import GO_ON, LEAVE, PAUSE, RESUME, STOP, WayPane
from ui.theme.metrics import current_metrics
from ui.widgets.empty_state import EmptyState
from ui.widgets.labels import ElidedLabel, label
from ui.widgets.page_header import PageHeader

_WIDTH = 148


class PathwaysRoom(RoomPage):
    """Arrows go through a column, Tab to the next one, Enter opens somebody, Ctrl+G lets them go on."""

    key, title, icon, shows, takes = SIGN
    kinds = frozenset({"pathway", "stage", "pathway_run", "person"})

    def build(self) -> None:
        """Put the page together."""
        metrics = current_metrics()
        self.found: PathwayBoard | None = None
        self.run = ""
        self._paused: dict[str, str] = {}
        self.header = PageHeader(_(self.title))
        self.page.addWidget(self.header)
        self.lists: list[QListWidget] = []
        self.area = QScrollArea()
        self.area.setWidgetResizable(True)
        self.area.setFrameShape(QFrame.Shape.NoFrame)
        self.area.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.page.addWidget(self.area, 1)
        self.way = WayPane()
        self.way.chosen.connect(self._outcome)
        below = QVBoxLayout()
        below.setContentsMargins(metrics.px(16), 0, metrics.px(16), metrics.px(12))
        below.addWidget(self.way)
        self.page.addLayout(below)
        self.empty = EmptyState(
            "plan",
            _("No pathway yet"),
            _("A pathway leads from hello over the first 21 days to the core, and to a good goodbye. Edit it freely."),
        )
        self.empty.offer(_("Make the usual one"), self.make_default, icon="add")
        self.page.addWidget(self.empty, 1)
        self.empty.hide()
        self._margin, self._width = metrics.px(16), metrics.px(_WIDTH)

    def refresh(self) -> None:
        """Ask for the board of the day it is now."""
        day = self.desk.today()
        self.desk.ask(lambda vault: board_service.board(vault, day), self._show, key=(self, "board"))

    def start(self) -> None:
        """Begin in the first column."""
        (self.lists[0] if self.lists else self).setFocus(Qt.FocusReason.OtherFocusReason)

    def commands(self) -> Sequence[Command]:
        """Give what can be done with a card."""
        here = _(self.title)
        return [
            Command(_("Let somebody go on to the next stage"), self.go_on, "next", ("Ctrl+G",), here),
            Command(_("Pause somebody's way"), lambda: self._ask(PAUSE), "paused", ("P",), here),
            Command(_("Stop somebody's way"), lambda: self._ask(STOP), "close", ("S",), here),
            Command(_("Let somebody leave"), lambda: self._ask(LEAVE), "forward", ("L",), here),
            Command(_("Let a way go on again"), self.resume, "forward", ("R",), here),
        ]

    def make_default(self) -> None:
        """Make the default pathway."""
        self.desk.do(board_service.make_default)

    def go_on(self) -> None:
        """Move the chosen one to the next stage; the toast offers to undo it."""
        run, day = self.run, self.desk.today()
        if run:
            self.desk.do(lambda vault: board_service.go_on(vault, run, day))

    def resume(self) -> None:
        """Let the chosen way, which was paused, run again."""
        run, day = self.run, self.desk.today()
        if run in self._paused:
            self.desk.do(lambda vault: board_service.resume(vault, run, day))

    def _ask(self, what: str) -> None:
        """Ask for the reason of an outcome of the chosen way."""
        if self.run:
            self.way.ask(what)

    def _outcome(self, what: str, reason: str, more: str) -> None:
        """Write an outcome; what is missing is said, and the question stays."""
        run, day = self.run, self.desk.today()
        if what == GO_ON:
            self.go_on()
        elif what == RESUME:
            self.resume()
        elif what == LEAVE:
            self.desk.do(lambda vault: board_service.leave(vault, run, day, reason, more))
        else:
            status = pathways.PAUSED if what == PAUSE else pathways.STOPPED
            self.desk.do(lambda vault: board_service.end(vault, run, status, reason, parse_day(more)))

    def _on_card(self, item: QListWidgetItem | None) -> None:
        """Say what can be done with another card."""
        if self.found is None:
            return
        self.run = str(item.data(RUN_ROLE)) if item is not None else ""
        gate = next((c.gate for c in self.found.columns if any(card.run == self.run for card in c.cards)), "")
        who = self.found.names.get(self.found.people.get(self.run, ""), "") if self.run else ""
        said = _("To go on: {gate}").format(gate=gate) if gate else self._paused.get(self.run, "")
        self.way.show_way(who, said, paused=self.run in self._paused)

    def _show(self, found: PathwayBoard) -> None:
        """Lay out the columns."""
        self.found = found
        self.empty.setVisible(not found.pathway)
        self.area.setVisible(bool(found.pathway))
        self.header.say(found.name)
        inside = QWidget()
        inside.setProperty("surface", "surface")
        row = QHBoxLayout(inside)
        row.setContentsMargins(self._margin, 0, self._margin, self._margin)
        row.setSpacing(self._margin // 2)
        self.lists = []
        self._paused = {each.run: each.reason for each in found.paused}
        for column in found.columns:
            row.addWidget(self._column(column, found), 1)
        if found.paused:
            row.addWidget(self._resting(found), 1)
        self.area.setWidget(inside)
        self._choose_again()

    def _choose_again(self) -> None:
        """Keep the card that was chosen, wherever it stands now."""
        run, self.run = self.run, ""
        for cards in self.lists:
            for place in range(cards.count()):
                if str(cards.item(place).data(RUN_ROLE)) == run:
                    cards.setCurrentRow(place)
                    cards.setFocus(Qt.FocusReason.OtherFocusReason)
                    return
        self.way.show_way("", "", paused=False)

    def _resting(self, found: PathwayBoard) -> QWidget:
        """Make the column of ways that are paused: until when, and why."""
        layout, cards = self._list(_("Paused"), len(found.paused))
        for each in found.paused:
            until = "" if each.resume_on is None else _("until {day}").format(day=format_day(each.resume_on))
            words = " · ".join(filter(None, (until, " ".join(each.reason.split()))))
            due = each.resume_on is not None and each.resume_on <= self.desk.today()
            card_item(cards, each.run, found.names.get(each.person, ""), words, late=due)
        return layout

    def _list(self, name: str, count: int) -> tuple[QWidget, QListWidget]:
        """Make a column: its name, how many are in it, and their cards."""
        metrics = current_metrics()
        column = QFrame()
        column.setProperty("surface", "column")
        column.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        layout = QVBoxLayout(column)
        layout.setContentsMargins(metrics.px(8), metrics.px(8), metrics.px(4), metrics.px(4))
        layout.setSpacing(metrics.px(6))
        head = QHBoxLayout()
        head.setContentsMargins(metrics.px(4), 0, metrics.px(8), 0)
        head.addWidget(ElidedLabel(name, "strong"), 1)
        head.addWidget(label(f"{count:n}", "muted"))
        layout.addLayout(head)
        cards = QListWidget()
        cards.setProperty("surface", "column")
        cards.setMouseTracking(True)
        cards.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        cards.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        cards.setItemDelegate(CardDelegate(cards))
        cards.setAccessibleName(_("{stage}: {count}").format(stage=name, count=count))
        cards.setFrameShape(QFrame.Shape.NoFrame)
        cards.setMinimumWidth(self._width)
        cards.itemActivated.connect(self._open)
        cards.currentItemChanged.connect(lambda item, _before: self._on_card(item))
        layout.addWidget(cards, 1)
        self.lists.append(cards)
        return column, cards

    def _column(self, column: BoardColumn, found: PathwayBoard) -> QWidget:
        """Make a column with its cards."""
        layout, cards = self._list(column.name, len(column.cards))
        for card in column.cards:
            days = "" if card.days is None else _days(card.days)
            said = _("{days}, too long").format(days=days) if card.too_long else days
            card_item(cards, card.run, found.names.get(card.person, ""), said, late=card.too_long)
        return layout

    def _open(self, item: QListWidgetItem) -> None:
        """Go to somebody's card."""
        if self.found is not None:
            self.desk.open("person", self.found.people.get(str(item.data(RUN_ROLE)), ""))


def _days(number: int) -> str:
    """Say for how many days somebody has been in a stage."""
    return ngettext("{count} day", "{count} days", number).format(count=number) if number else _("since today")
