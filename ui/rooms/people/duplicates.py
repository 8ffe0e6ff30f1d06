"""Duplicates: pairs at one side with why they are likely one, at the other the merge field by field; by keyboard."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from app.capabilities.people import merge_service
from app.capabilities.people.duplicates_page import (
    DuplicatePair,
    MergePreview,
    likely_pairs,
    merge_preview,
    taken,
    wishes_of,
)
from app.capabilities.people.likeness.pairs import LikelyPair
from app.capabilities.people.merge_service import MergeWish
from app.capabilities.people.merge_words import FieldPreview
from app.i18n import N_, _, ngettext
from app.records.changes import Changed
from ui.frame.desk import Desk, Vault
from ui.records.merge_fields import MergeFields
from ui.theme.metrics import current_metrics
from ui.widgets.buttons import button
from ui.widgets.empty_state import EmptyState
from ui.widgets.labels import label
from ui.widgets.page_header import PageHeader
from ui.widgets.plain_table import PlainTable

WHY = {
    "email": N_("same e-mail"),
    "phone": N_("same number"),
    "name and address": N_("name and address"),
    "name": N_("same name"),
}
_TICK = "✓"


class DuplicatesPage(QWidget):
    """M merges the pair, N says that they are two, S swaps who stays, Space ticks pairs to merge in one go."""

    closed = Signal()

    def __init__(self, desk: Desk) -> None:
        """Take the desk; `refresh` looks for pairs."""
        super().__init__()
        self._desk = desk
        self.pairs: list[DuplicatePair] = []
        self.preview: MergePreview | None = None
        self._ticked: set[tuple[str, str]] = set()
        self._swapped = False
        self._takes: dict[str, str] = {}
        metrics = current_metrics()
        self.all = button(_("Merge ticked"), self.merge_ticked, tip=_("Space ticks a pair"))
        self.back = button(_("Back to the list"), self.closed.emit, kind="quiet", icon="back", tip=_("Escape"))
        self.header = PageHeader(_("Duplicates"), self.back, self.all)
        self.table = PlainTable(
            ["", _("One"), _("Other"), _("Why"), _("Likeness")], _("Pairs who are likely one"), narrow=(0, 3, 4)
        )
        self.table.currentCellChanged.connect(lambda *_cells: self._on_pair())
        self.heading = label("", "strong", wrap=True)
        self.reached = label("", "muted", wrap=True)
        self.fields = MergeFields()
        self._keys()
        self.moved = label("", "muted", wrap=True)
        self.merge_button = button(_("Merge"), self.merge, kind="primary", icon="done", tip=_("Key: M"))
        self.two_button = button(_("Not the same"), self.not_the_same, tip=_("Key: N"))
        self.swap_button = button(_("Swap"), self.swap, kind="quiet", tip=_("Key: S"))
        right = QVBoxLayout()
        right.setSpacing(metrics.px(8))
        right.addWidget(self.heading)
        right.addWidget(self.reached)
        right.addWidget(self.fields, 1)
        right.addWidget(self.moved)
        buttons = QHBoxLayout()
        for each in (self.merge_button, self.two_button, self.swap_button):
            buttons.addWidget(each)
        buttons.addStretch()
        right.addLayout(buttons)
        self.body = QWidget()
        sides = QHBoxLayout(self.body)
        sides.setContentsMargins(metrics.px(16), 0, metrics.px(16), metrics.px(16))
        sides.setSpacing(metrics.px(24))
        sides.addWidget(self.table, 5)
        sides.addLayout(right, 6)
        self.empty = EmptyState(
            "success", _("No two people look like one"), _("By e-mail, number, name and address together.")
        )
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(0)
        layout.addWidget(self.header)
        layout.addWidget(self.body, 1)
        layout.addWidget(self.empty, 1)
        self.empty.hide()

    def _keys(self) -> None:
        """Decide by letters."""
        key, table, fields = Qt.Key, self.table, self.fields
        for each in (table, fields):
            each.on_key(self.merge, key.Key_M)
            each.on_key(self.not_the_same, key.Key_N)
            each.on_key(self.swap, key.Key_S)
        table.on_key(self.tick, key.Key_Space)
        table.on_key(lambda: fields.setFocus(Qt.FocusReason.TabFocusReason), key.Key_Return, key.Key_Enter)
        table.on_key(self.closed.emit, key.Key_Escape)
        fields.on_key(self.take, key.Key_Space)
        fields.on_key(lambda: table.setFocus(Qt.FocusReason.TabFocusReason), key.Key_Escape)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Go back to the list by Escape, from wherever on the page nothing else is meant by it."""
        if event.key() == Qt.Key.Key_Escape:
            self.closed.emit()
            return
        super().keyPressEvent(event)

    def refresh(self) -> None:
        """Look for pairs."""
        self.header.say(_("Looking…"))
        self._desk.run(likely_pairs, self._show, cancelled=lambda: None)

    def start(self) -> None:
        """Begin with the surest pair."""
        self.table.setFocus(Qt.FocusReason.OtherFocusReason)

    def pair(self) -> LikelyPair | None:
        """Give the chosen pair."""
        row = self.table.currentRow()
        return self.pairs[row].pair if 0 <= row < len(self.pairs) else None

    # What is done.

    def merge(self) -> None:
        """Merge the chosen pair as it is shown; the toast offers to undo it."""
        if self.preview is not None:
            plan = self.preview.plan
            self._desk.do(lambda vault: merge_service.merge(vault, [plan]))

    def not_the_same(self) -> None:
        """Remember that they are two."""
        pair = self.pair()
        if pair is not None:
            self._desk.do(
                lambda vault: merge_service.not_the_same(vault, pair.one, pair.other),
                _("They are two people; this is remembered."),
            )

    def swap(self) -> None:
        """Let the other one stay."""
        self._swapped = not self._swapped
        self._takes = {}
        self._plan()

    def take(self) -> None:
        """Take the other value of the chosen field, or give it back."""
        row, preview = self.fields.currentRow(), self.preview
        if preview is None or not 0 <= row < len(preview.fields):
            return
        field = preview.fields[row]
        if field.name in self._takes:
            del self._takes[field.name]
        else:
            self._takes[field.name] = preview.plan.others[0]
        self._plan()

    def tick(self) -> None:
        """Tick the chosen pair, to be merged with others in one go."""
        pair, row = self.pair(), self.table.currentRow()
        if pair is None:
            return
        self._ticked ^= {(pair.one, pair.other)}
        item = self.table.item(row, 0)
        if item is not None:
            item.setText(_TICK if (pair.one, pair.other) in self._ticked else "")
        self._say_ticked()

    def merge_ticked(self) -> None:
        """Merge all that are ticked as one action; whoever stays keeps what they have."""
        wishes = wishes_of([each.pair for each in self.pairs if (each.pair.one, each.pair.other) in self._ticked])

        def write(vault: Vault) -> Changed:
            return merge_service.merge(vault, merge_service.plan_many(vault, wishes))

        if wishes:
            self._desk.do(write)

    # What is shown.

    def _show(self, found: Sequence[DuplicatePair]) -> None:
        """Show the pairs."""
        self.pairs = list(found)
        known = {(each.pair.one, each.pair.other) for each in found}
        self._ticked &= known
        self.header.say(ngettext("{count} pair", "{count} pairs", len(found)).format(count=len(found)))
        if not found and any(each.hasFocus() for each in self.body.findChildren(QWidget)):
            self.back.setFocus(Qt.FocusReason.OtherFocusReason)  # Or else the keyboard would leave the page.
        self.body.setVisible(bool(found))
        self.empty.setVisible(not found)
        self.table.fill(
            [
                (
                    _TICK if (each.pair.one, each.pair.other) in self._ticked else "",
                    each.one,
                    each.other,
                    _(WHY.get(each.pair.why, each.pair.why)),
                    f"{each.pair.likeness:.0f}",
                )
                for each in found
            ]
        )
        self._say_ticked()
        self._on_pair()

    def _say_ticked(self) -> None:
        """Say how many are ticked."""
        self.all.setText(_("Merge ticked ({count})").format(count=len(self._ticked)))
        self.all.setEnabled(bool(self._ticked))

    def _on_pair(self) -> None:
        """Plan the merge of another pair."""
        self._swapped, self._takes, self.preview = False, {}, None
        self._plan()

    def _plan(self) -> None:
        """Ask what the merge would do."""
        pair = self.pair()
        if pair is None:
            return
        keep, other = (pair.other, pair.one) if self._swapped else (pair.one, pair.other)
        wish = MergeWish(keep, (other,), taken(self._takes))
        self._desk.ask(lambda vault: merge_preview(vault, wish), self._show_plan, key=(self, "plan"))

    def _show_plan(self, preview: MergePreview) -> None:
        """Show the merge field by field."""
        self.preview = preview
        (_keep, stays), (_other, goes) = preview.names[0], preview.names[1]
        words = _("{stays} stays, {goes} is merged into them")
        self.heading.setText(words.format(stays=f"\u2068{stays}\u2069", goes=f"\u2068{goes}\u2069"))
        row = self.table.currentRow()
        if 0 <= row < len(self.pairs):
            each = self.pairs[row]
            shared = each.pair.shared or _(WHY.get(each.pair.why, each.pair.why))
            self.reached.setText(
                _("{why}: {shared}").format(why=_(WHY.get(each.pair.why, each.pair.why)), shared=shared)
                if each.pair.shared
                else shared
            )
        self.fields.show_fields(preview.fields, _both_differ)
        moved = ngettext("{count} reference moves.", "{count} references move.", preview.moved)
        self.moved.setText(f"{moved.format(count=preview.moved)} {_('One undo takes the whole merge back.')}")


def _both_differ(field: FieldPreview) -> bool:
    """Say whether both have a value, and not the same."""
    (_keep, one), (_other, other) = field.values
    return bool(one and other and one != other)
