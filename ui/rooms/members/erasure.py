"""Erasing for good, how far each order has got, and old history that is let go of."""

from __future__ import annotations

import datetime
from collections.abc import Callable, Sequence

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QPushButton, QWidget

from app.i18n import _, ngettext
from app.services.retention.disputed_erasures import Doubt
from app.services.retention.erasing import ErasureView
from app.services.vaults.pruning import CircleHistory
from ui.rooms.members.layout import LineColumn, StateLine, sentence
from ui.widgets.buttons import button
from ui.widgets.card.times import when
from ui.widgets.labels import label
from ui.widgets.tips import plain_tip


class ErasurePage(LineColumn):
    """Orders first, the newest on top; old history below."""

    erase_wanted = Signal()
    certify_wanted = Signal(str)
    uphold_wanted = Signal(object)  # Doubt
    prune_wanted = Signal()

    def __init__(self, now: Callable[[], datetime.datetime]) -> None:
        """Take the clock."""
        super().__init__(_("Erasure"))
        self._now = now
        self.orders: list[StateLine] = []
        self.histories: list[StateLine] = []
        self.doubts: list[StateLine] = []
        self.prune_button = button(_("Let go of history older than a year"), self.prune_wanted.emit, icon="history")
        self._shown: tuple[tuple[object, ...], ...] | None = None

    def show_all(
        self, orders: Sequence[ErasureView], histories: Sequence[CircleHistory], doubts: Sequence[Doubt] = ()
    ) -> None:
        """Show how far everything has got, and first of all which orders somebody has to decide on."""
        if self._shown == (tuple(orders), tuple(histories), tuple(doubts)):
            return
        self._shown = tuple(orders), tuple(histories), tuple(doubts)
        self.clear()
        self.doubts = [self._doubt(each) for each in doubts]
        if doubts:
            self.add(label(_("In doubt"), "heading"))
        for line in self.doubts:
            self.add(line)
        self.orders = [self._order(each) for each in orders]
        self.histories = [self._history(each) for each in histories]
        if orders:
            self.add(label(_("Ordered"), "heading"), above=32 if doubts else 0)
        elif not doubts:
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
        self.prune_button.setToolTip(plain_tip(tip))
        self.prune_button.setAccessibleDescription(tip)
        self.add(_leading(self.prune_button), above=12)
        if tip:
            self.add(sentence(tip, "small"), above=4)

    def start(self) -> None:
        """Put the keyboard on what can be done."""
        buttons = [each for line in (*self.doubts, *self.histories) for each in line.buttons]
        (buttons[0] if buttons else self).setFocus(Qt.FocusReason.OtherFocusReason)

    def _doubt(self, each: Doubt) -> StateLine:
        count = ngettext("{n} record of {circle}", "{n} records of {circle}", each.records)
        heading = count.format(n=each.records, circle=f"“{each.circle}”")
        said = _(
            "Whoever ordered this had been suspended, unseen by this laptop: the order counts no longer. Who still has "
            "what it took hands it on. Until then this circle’s history is neither certified nor let go of."
        )
        ask = "" if each.mine else _("An admin or a steward of the circle may let it stand.")
        buttons: list[QPushButton] = []
        if each.mine:
            text = _("Let it stand…")
            wanted = button(
                text, lambda: self.uphold_wanted.emit(each), name=_("{do}: {circle}").format(do=text, circle=heading)
            )
            buttons.append(wanted)
        return StateLine("attention", heading, (said, ask), *buttons, state=_("Waits for a decision"), tone="attention")

    def _order(self, each: ErasureView) -> StateLine:
        count = ngettext("{n} record of {circle}", "{n} records of {circle}", each.records)
        heading = count.format(n=each.records, circle=f"“{each.circle}”")
        done = each.done >= each.total
        state = _("Confirmed on {done} of {total} devices").format(done=each.done, total=each.total)
        said = _("Ordered by {name}, {when}.").format(name=each.by, when=when(each.at, self._now()))
        waits = _("Awaited: {names}.").format(names=", ".join(each.waiting_for)) if each.waiting_for else ""
        return StateLine(
            "success" if done else "clock", heading, (said, waits), state=state, tone="accent" if done else "muted"
        )

    def _history(self, each: CircleHistory) -> StateLine:
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
        return StateLine("history", each.name, (waits, ready), *buttons, state=batches)


def _leading(widget: QWidget) -> QWidget:
    """Keep a button from growing."""
    holder = QWidget()
    line = QHBoxLayout(holder)
    line.setContentsMargins(0, 0, 0, 0)
    line.addWidget(widget)
    line.addStretch()
    return holder
