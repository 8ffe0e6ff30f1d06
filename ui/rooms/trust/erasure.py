"""Erasing for good, how far each order has got, and old history that is let go of."""

from __future__ import annotations

import datetime
from collections.abc import Callable, Sequence

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QPushButton, QWidget

from app.i18n import _, ngettext
from app.services.erasing import ErasureView
from app.services.pruning import CircleHistory
from ui.rooms.trust.layout import Column, Line, sentence
from ui.widgets.buttons import button
from ui.widgets.card.times import when
from ui.widgets.labels import label


class ErasurePage(Column):
    """Orders first, the newest on top; old history below."""

    erase_wanted = Signal()
    certify_wanted = Signal(str)
    prune_wanted = Signal()

    def __init__(self, now: Callable[[], datetime.datetime]) -> None:
        """Take the clock."""
        super().__init__(_("Erasure"))
        self._now = now
        self.orders: list[Line] = []
        self.histories: list[Line] = []
        self.prune_button = button(_("Let go of history older than a year"), self.prune_wanted.emit, icon="history")
        self._shown: tuple[tuple[ErasureView, ...], tuple[CircleHistory, ...]] | None = None

    def show_all(self, orders: Sequence[ErasureView], histories: Sequence[CircleHistory]) -> None:
        """Show how far everything has got."""
        if self._shown == (tuple(orders), tuple(histories)):
            return
        self._shown = tuple(orders), tuple(histories)
        self.clear()
        self.orders = [self._order(each) for each in orders]
        self.histories = [self._history(each) for each in histories]
        if orders:
            self.add(label(_("Ordered"), "heading"))
        else:
            self.add(label(_("Nothing was ordered to be erased"), "heading"))
            self.add(
                sentence(
                    _(
                        "Deleting hides a record and can be undone. Erasing takes it off every laptop, with its "
                        "history, when somebody asks to be forgotten. It cannot be undone."
                    ),
                    "muted",
                ),
                above=4,
            )
        for line in self.orders:
            self.add(line)
        self.add(label(_("Old history"), "heading"), above=32)
        self.add(
            sentence(
                _(
                    "Every change stays on every laptop for a year. What is older may go once a snapshot stands for "
                    "it and every laptop that is waited for has it. The records themselves stay."
                ),
                "muted",
            ),
            above=4,
        )
        for line in self.histories:
            self.add(line)
        ready = any(each.certified for each in histories)
        self.prune_button = button(_("Let go of history older than a year"), self.prune_wanted.emit, icon="history")
        self.prune_button.setEnabled(ready)
        tip = "" if ready else _("Nothing is old enough, certified and everywhere yet.")
        self.prune_button.setToolTip(tip)
        self.prune_button.setAccessibleDescription(tip)
        self.add(_leading(self.prune_button), above=12)
        if tip:
            self.add(sentence(tip, "small"), above=4)

    def start(self) -> None:
        """Put the keyboard on what can be done."""
        buttons = [each for line in self.histories for each in line.buttons]
        (buttons[0] if buttons else self).setFocus(Qt.FocusReason.OtherFocusReason)

    def _order(self, each: ErasureView) -> Line:
        count = ngettext("{n} record of {circle}", "{n} records of {circle}", each.records)
        heading = count.format(n=each.records, circle=f"“{each.circle}”")
        done = each.done >= each.total
        state = _("Confirmed on {done} of {total} devices").format(done=each.done, total=each.total)
        said = _("Ordered by {name}, {when}.").format(name=each.by, when=when(each.at, self._now()))
        waits = _("Awaited: {names}.").format(names=", ".join(each.waiting_for)) if each.waiting_for else ""
        return Line(
            "success" if done else "clock", heading, (said, waits), state=state, tone="accent" if done else "muted"
        )

    def _history(self, each: CircleHistory) -> Line:
        batches = ngettext("{n} batch kept", "{n} batches kept", each.batches).format(n=f"{each.batches:n}")
        if each.let_go:
            gone = ngettext("{n} let go", "{n} let go", each.let_go).format(n=f"{each.let_go:n}")
            batches = f"{batches}, {gone}"
        waits = (
            _("Awaited: {names}.").format(names=", ".join(each.waiting_for))
            if each.waiting_for
            else _("Every laptop that is waited for has all of it.")
        )
        ready = _("Some of it can go now.") if each.certified else ""
        buttons: list[QPushButton] = []
        if each.i_may_certify and each.batches:
            text = _("Certify now")
            buttons.append(
                button(
                    text,
                    lambda: self.certify_wanted.emit(each.circle),
                    name=_("{do}: {circle}").format(do=text, circle=each.name),
                    tip=_("Signs what is here now as the snapshot that may stand for what came before."),
                )
            )
        return Line("history", each.name, (waits, ready), *buttons, state=batches)


def _leading(widget: QWidget) -> QWidget:
    """Keep a button from growing."""
    holder = QWidget()
    line = QHBoxLayout(holder)
    line.setContentsMargins(0, 0, 0, 0)
    line.addWidget(widget)
    line.addStretch()
    return holder
