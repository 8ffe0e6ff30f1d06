"""Lanes of tasks: columns of a board, or days of a calendar; cards are moved by dragging or by Ctrl and the arrows."""

from __future__ import annotations

import datetime
from collections.abc import Sequence

from PySide6.QtCore import QEvent, Qt, Signal
from PySide6.QtGui import QDragEnterEvent, QDragMoveEvent, QDropEvent, QKeyEvent
from PySide6.QtWidgets import QAbstractItemView, QFrame, QGridLayout, QListWidget, QListWidgetItem, QVBoxLayout, QWidget

from app.capabilities.projects.task_board import TaskCard
from app.i18n import _
from ui.records.days import overdue, spoken
from ui.theme.metrics import current_metrics
from ui.theme.palette import colours_of
from ui.widgets.labels import label, set_property
from ui.widgets.tips import plain_tip

_TASK = Qt.ItemDataRole.UserRole
_MOST = 150
_STEPS = {
    Qt.Key.Key_Left: (-1, 0),
    Qt.Key.Key_Right: (1, 0),
    Qt.Key.Key_Up: (0, -1),
    Qt.Key.Key_Down: (0, 1),
}


class TaskLane(QListWidget):
    """The cards of one lane; it tells what was dropped on it, pushed out of it, ticked or opened."""

    dropped = Signal(str)
    pushed = Signal(str, int, int)  # task, lanes across, lanes down
    ticked = Signal(str)
    wanted = Signal(str)
    turned = Signal(int, int)  # the keyboard wants to go to a lane beside

    def __init__(self, name: str) -> None:
        """Take the name read out."""
        super().__init__()
        self.setAccessibleName(name)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setWordWrap(True)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setDragEnabled(True)
        self.setAcceptDrops(True)
        self.setDragDropMode(QAbstractItemView.DragDropMode.DragDrop)
        self.setDefaultDropAction(Qt.DropAction.MoveAction)
        self.itemActivated.connect(lambda item: self.wanted.emit(str(item.data(_TASK))))

    def show_cards(self, cards: Sequence[TaskCard], day: datetime.date | None) -> None:
        """Show the cards of the lane, as many as anybody looks through."""
        colours = colours_of(self)
        self.clear()
        for card in cards[:_MOST]:
            item = QListWidgetItem(card_words(card, day), self)
            item.setData(_TASK, card.id)
            item.setToolTip(plain_tip("\n".join(filter(None, (card.title, card.project_name, waiting_words(card))))))
            if card.late:
                item.setForeground(colours.colour("attention"))
            elif card.waits_for or card.status in {"done", "dropped"}:
                item.setForeground(colours.colour("muted"))
        if len(cards) > _MOST:
            more = QListWidgetItem(_("and {n} more").format(n=len(cards) - _MOST), self)
            more.setFlags(Qt.ItemFlag.NoItemFlags)

    def task(self) -> str:
        """Give the task that is chosen; empty for none."""
        item = self.currentItem()
        return str(item.data(_TASK) or "") if item is not None else ""

    def choose(self, task: str) -> bool:
        """Choose a card; False if it is not here."""
        for place in range(self.count()):
            if self.item(place).data(_TASK) == task:
                self.setCurrentRow(place)
                return True
        return False

    def event(self, event: QEvent) -> bool:
        """Keep the keys of a card from the shortcuts of the window."""
        if event.type() == QEvent.Type.ShortcutOverride and isinstance(event, QKeyEvent) and self._means(event):
            event.accept()
            return True
        return super().event(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Push a card to another lane, tick it off, or go to the lane beside."""
        step = _STEPS.get(Qt.Key(event.key()))
        pushes = bool(event.modifiers() & Qt.KeyboardModifier.ControlModifier)
        if step and self.layoutDirection() == Qt.LayoutDirection.RightToLeft:
            step = (-step[0], step[1])
        if step and pushes and self.task():
            self.pushed.emit(self.task(), *step)
        elif step and not pushes and step[0]:
            self.turned.emit(*step)
        elif event.key() == Qt.Key.Key_Space and self.task():
            self.ticked.emit(self.task())
        else:
            super().keyPressEvent(event)

    def _means(self, event: QKeyEvent) -> bool:
        """Say whether a key is one of a card's."""
        return event.key() in _STEPS or event.key() == Qt.Key.Key_Space

    def dragEnterEvent(self, event: QDragEnterEvent) -> None:
        """Take cards of other lanes."""
        if isinstance(event.source(), TaskLane):
            event.acceptProposedAction()

    def dragMoveEvent(self, event: QDragMoveEvent) -> None:
        """Take cards of other lanes, wherever in the lane they are let go."""
        if isinstance(event.source(), TaskLane):
            event.acceptProposedAction()

    def dropEvent(self, event: QDropEvent) -> None:
        """Tell which card was let go here; it moves once that is written."""
        source = event.source()
        if isinstance(source, TaskLane) and source is not self and source.task():
            self.dropped.emit(source.task())
        event.setDropAction(Qt.DropAction.IgnoreAction)
        event.accept()


class TaskLanes(QWidget):
    """Lanes side by side, in rows of some; each is a place with a name."""

    moved = Signal(str, object)  # task, the place it was moved to
    ticked = Signal(str)
    wanted = Signal(str)

    def __init__(self, places: Sequence[object], across: int) -> None:
        """Take the places, and how many of them stand side by side."""
        super().__init__()
        metrics = current_metrics()
        self._places, self._across = list(places), across
        self.lanes: list[TaskLane] = []
        self.heads = [label("", "section") for _place in places]
        grid = QGridLayout(self)
        grid.setContentsMargins(metrics.px(16), metrics.px(8), metrics.px(16), metrics.px(12))
        grid.setSpacing(metrics.px(8))
        for number, _place in enumerate(places):
            lane = TaskLane("")
            column = QVBoxLayout()
            column.setSpacing(metrics.px(2))
            column.addWidget(self.heads[number])
            column.addWidget(lane, 1)
            grid.addLayout(column, number // across, number % across)
            grid.setColumnStretch(number % across, 1)
            grid.setRowStretch(number // across, 1)
            lane.dropped.connect(lambda task, number=number: self.moved.emit(task, self._places[number]))
            lane.pushed.connect(lambda task, x, y, number=number: self._push(task, number, x, y))
            lane.turned.connect(lambda x, y, number=number: self._turn(number, x, y))
            lane.ticked.connect(self.ticked)
            lane.wanted.connect(self.wanted)
            self.lanes.append(lane)

    def show_lanes(
        self,
        places: Sequence[object],
        names: Sequence[str],
        cards: Sequence[Sequence[TaskCard]],
        day: datetime.date | None = None,
    ) -> None:
        """Show what is in each lane, with the days of the cards as seen from a day; the chosen card stays chosen."""
        here = next((lane for lane in self.lanes if lane.hasFocus()), None)
        task, place = (here.task(), here.currentRow()) if here is not None else ("", 0)
        self._places = list(places)
        for lane, head, name, some in zip(self.lanes, self.heads, names, cards, strict=True):
            lane.setAccessibleName(_("{name}: {count}").format(name=name, count=len(some)))
            head.setText(f"{name}  {len(some)}" if some else name)
            lane.show_cards(some, day)
        if here is None:
            return
        found = next((lane for lane in self.lanes if task and lane.choose(task)), None)
        if found is not None:
            found.setFocus(Qt.FocusReason.OtherFocusReason)
        elif here.count():
            here.setCurrentRow(min(max(place, 0), here.count() - 1))

    def mark(self, number: int, *, special: bool) -> None:
        """Let the name of a lane stand out, such as that of today."""
        set_property(self.heads[number], "role", "strong" if special else "section")

    def start(self) -> None:
        """Begin in the first lane that has something in it."""
        lane = next((each for each in self.lanes if each.count()), self.lanes[0])
        if lane.currentRow() < 0 and lane.count():
            lane.setCurrentRow(0)
        lane.setFocus(Qt.FocusReason.OtherFocusReason)

    def _push(self, task: str, number: int, across: int, down: int) -> None:
        """Move a card to the lane beside, if there is one."""
        target = self._beside(number, across, down)
        if target is not None:
            self.moved.emit(task, self._places[target])

    def _turn(self, number: int, across: int, down: int) -> None:
        """Go to the lane beside."""
        target = self._beside(number, across, down)
        if target is not None:
            lane = self.lanes[target]
            if lane.currentRow() < 0 and lane.count():
                lane.setCurrentRow(0)
            lane.setFocus(Qt.FocusReason.TabFocusReason)

    def _beside(self, number: int, across: int, down: int) -> int | None:
        """Give the lane beside another; in a calendar the day after a Sunday is the Monday below it."""
        if down and self._across >= len(self.lanes):
            return None
        target = number + across + down * self._across
        return target if 0 <= target < len(self.lanes) else None


def card_words(card: TaskCard, day: datetime.date | None) -> str:
    """Write a card: what, then whose and when, and that it waits."""
    when = "" if day is None or card.due is None else spoken(card.due, day)
    if day is not None and card.late and card.due is not None:
        when = overdue(card.due, day)
    waits = _("waits") if card.waits_for else ""
    # Each name keeps its own direction, whatever stands beside it.
    who = f"\u2068{card.who_name}\u2069" if card.who_name else ""
    where = "" if who or day is None else f"\u2068{card.project_name}\u2069"
    small = " · ".join(filter(None, (who, when, waits, where)))
    return f"{card.title}\n{small}" if small else card.title


def waiting_words(card: TaskCard) -> str:
    """Say what a task waits for."""
    names = ", ".join(title for _id, title in card.waits_for[:3])
    return _("waits for: {names}").format(names=names) if names else ""
