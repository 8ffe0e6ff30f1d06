"""Needs left, offers right, lines between them, and why the chosen pair fits below; a new one is typed at the left."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QFrame, QHBoxLayout, QScrollArea, QStackedWidget, QVBoxLayout, QWidget

from app.capabilities.switchboard.board import Chosen, ListingLine, OfferFitting, SwitchboardLook
from app.capabilities.switchboard.grid import CATEGORIES
from app.capabilities.switchboard.records import URGENCY
from app.i18n import N_, _, ngettext
from ui.rooms.switchboard.drawing import ListLineDelegate, Wires
from ui.rooms.switchboard.lines import LinesView, ListLine, Tone
from ui.rooms.switchboard.listing_form import ListingForm
from ui.rooms.switchboard.reasons import ReasonsPane
from ui.theme.metrics import current_metrics
from ui.widgets.combo import ComboBox
from ui.widgets.empty_state import EmptyState
from ui.widgets.filter_bar import FilterBar
from ui.widgets.half_written import stays
from ui.widgets.labels import label

_TONES: dict[str, Tone] = {"urgent": "attention", "soon": "accent"}
_KINDS = {"person": N_("People"), "project": N_("Projects"), "house": N_("Houses"), "partner": N_("Partners")}


class PairsPage(QWidget):
    """Arrows walk through a list, Right goes to the offers and Left back, Enter asks both sides."""

    chosen_need = Signal(str)
    introduced = Signal(str, str, int)  # need, offer, how much (0: as much as there is)
    opened = Signal(str)  # a listing

    def __init__(self, form: ListingForm, add_need: Callable[[], object], add_offer: Callable[[], object]) -> None:
        """Take the form, and what begins a new need or offer."""
        super().__init__()
        self._known: list[tuple[ListingLine, str, ListLine]] = []
        self._chosen: Chosen | None = None
        self.form = form
        self._build_lists(add_need, add_offer)
        self.reasons = ReasonsPane(self.introduce)
        metrics = current_metrics()
        layout = QVBoxLayout(self)
        layout.setContentsMargins(metrics.px(16), metrics.px(12), metrics.px(16), metrics.px(16))
        layout.setSpacing(metrics.px(12))
        layout.addWidget(self.filters)
        layout.addLayout(self._lists, 1)
        layout.addWidget(self.reasons)
        self.needs.chosen.connect(self._on_need)
        self.offers.chosen.connect(self._say_reasons)
        self.needs.opened.connect(self.opened)
        self.offers.opened.connect(lambda _id: self.introduce())
        self.needs.dropped.connect(lambda offer, need: self.introduced.emit(need, offer, 0))
        self.offers.dropped.connect(lambda need, offer: self.introduced.emit(need, offer, 0))
        self.needs.on_key(lambda: self.offers.setFocus(Qt.FocusReason.OtherFocusReason), Qt.Key.Key_Right)
        self.offers.on_key(lambda: self.needs.setFocus(Qt.FocusReason.OtherFocusReason), Qt.Key.Key_Left)

    def _build_lists(self, add_need: Callable[[], object], add_offer: Callable[[], object]) -> None:
        """Make the filters, the lists, and what stands in their place while there is nothing."""
        metrics = current_metrics()
        self.filters = QWidget()
        line = QHBoxLayout(self.filters)
        line.setContentsMargins(0, 0, 0, 0)
        line.setSpacing(metrics.px(8))
        self.bar = FilterBar(
            _("Filter by what or who"), [(code, _(text)) for code, text in URGENCY.items()], one_chip=True
        )
        self.bar.changed.connect(lambda _words, _on: self.show_needs())
        self.bar.left_downwards.connect(lambda: self.needs.setFocus(Qt.FocusReason.OtherFocusReason))
        line.addWidget(self.bar, 1)
        self.category, self.area, self.of = ComboBox(_("Category")), ComboBox(_("Area")), ComboBox(_("Of whom"))
        self.category.addItem(_("All categories"), "")
        for code, words in CATEGORIES.items():
            self.category.addItem(_(words), code)
        self.area.addItem(_("Everywhere"), "")
        self.of.addItem(_("Of anybody"), "")
        for code, words in _KINDS.items():
            self.of.addItem(_(words), code)
        for box in (self.category, self.area, self.of):
            box.setMinimumWidth(metrics.px(128))
            box.currentIndexChanged.connect(lambda _index: self.show_needs())
            line.addWidget(box)
        self.needs, self.offers = LinesView(_("Needs")), LinesView(_("Offers that fit"))
        for view, scores in ((self.needs, False), (self.offers, True)):
            ListLineDelegate(view, scores=scores)
            view.take_drops()
        self.wires = Wires(self.needs, self.offers)
        self.left, self.right = QStackedWidget(), QStackedWidget()
        self.none_needed = EmptyState(
            "switchboard", _("Nothing is needed"), _("Write down what somebody needs, and see at once who has it.")
        )
        self.none_needed.offer(_("Add a need"), add_need, icon="add")
        self.none_left = EmptyState("filter", _("Nothing fits"), _("No open need fits this filter."))
        self.none_left.offer(_("Show all"), self.show_all, primary=False)
        self.typing = QScrollArea()
        self.typing.setWidgetResizable(True)
        self.typing.setFrameShape(QFrame.Shape.NoFrame)
        self.typing.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.typing.setWidget(self.form)
        for each in (self.needs, self.typing, self.none_needed, self.none_left):
            self.left.addWidget(each)
        self.none_fits = EmptyState("switchboard", _("Nobody offers this yet"), "")
        self.none_fits.offer(_("Add an offer"), add_offer, icon="add", primary=False)
        self.right.addWidget(self.offers)
        self.right.addWidget(self.none_fits)
        self.left_head, self.right_head = label(_("Needed"), "section"), label(_("Offered, the best first"), "section")
        self._lists = QHBoxLayout()
        self._lists.setSpacing(0)
        for head, widget in ((self.left_head, self.left), (label(""), self.wires), (self.right_head, self.right)):
            column = QVBoxLayout()
            column.setSpacing(metrics.px(4))
            column.addWidget(head)
            column.addWidget(widget, 1)
            self._lists.addLayout(column, 0 if widget is self.wires else 1)

    # What is needed.

    def start(self) -> None:
        """Begin in the list of needs."""
        self.needs.setFocus(Qt.FocusReason.OtherFocusReason)

    def show_look(self, found: SwitchboardLook) -> None:
        """Show other needs, and offer the areas they can be filtered by."""
        self._known = [(each, each.words.casefold(), _line(each)) for each in found.needs]
        area = self.area.currentData()
        blocked = self.area.blockSignals(True)
        self.area.clear()
        self.area.addItem(_("Everywhere"), "")
        for code, name in found.areas:
            self.area.addItem(name, code)
        self.area.setCurrentIndex(max(0, self.area.findData(area)))
        self.area.blockSignals(blocked)
        self.show_needs()

    def show_all(self) -> None:
        """Take all filters off."""
        for box in (self.category, self.area, self.of):
            box.setCurrentIndex(0)
        self.bar.clear()

    def filter_category(self, category: str) -> None:
        """Show one category only."""
        self.show_all()
        self.category.setCurrentIndex(max(0, self.category.findData(category)))

    def show_needs(self) -> None:
        """Show the needs of the filters; the chosen one stays chosen if it is among them."""
        words = self.bar.words().casefold()
        asked = self._asked()
        rows = [
            row
            for each, said, row in self._known
            if all(getattr(each, name) == wanted for name, wanted in asked) and (not words or words in said)
        ]
        before = self.needs.id_now()
        row = self.needs.show_lines(rows)
        if self.is_typing():
            return
        self.left.setCurrentWidget(self.needs if rows else self.none_left if self._known else self.none_needed)
        count = ngettext("{n} needed", "{n} needed", len(rows)).format(n=f"{len(rows):n}")
        self.left_head.setText(count if rows else _("Needed"))
        if row < 0 or self.needs.id_now() == before:
            self._on_need(row)

    def _asked(self) -> list[tuple[str, str]]:
        """Give what is filtered for, by the field of a line."""
        boxes = (("category", self.category), ("area", self.area), ("of_kind", self.of))
        asked = [(name, str(box.currentData() or "")) for name, box in boxes]
        return [(name, wanted) for name, wanted in (*asked, ("urgency", next(iter(self.bar.on()), ""))) if wanted]

    def _on_need(self, row: int) -> None:
        """Ask what fits the need of a row."""
        if not self.is_typing():
            self.chosen_need.emit(self.needs.lines.id_at(row))

    # What fits.

    def show_nothing(self) -> None:
        """Show that no need is chosen."""
        self._chosen = None
        self.right.setCurrentWidget(self.offers)
        self.offers.show_lines(())
        self.right_head.setText(_("Offered, the best first"))
        self.reasons.setVisible(False)
        self.wires.update()

    def show_chosen(self, found: Chosen) -> None:
        """Show what fits the chosen need, or what is being typed."""
        self._chosen = found
        rows = [_fitting_line(each) for each in found.fits]
        self.offers.clearSelection()
        self.offers.lines.show(rows)
        fits = ngettext("{n} fits, the best first", "{n} fit, the best first", len(rows)).format(n=f"{len(rows):n}")
        self.right_head.setText(fits if rows else _("Offered"))
        self.right.setCurrentWidget(self.offers if rows else self.none_fits)
        if rows:
            self.offers.setCurrentIndex(self.offers.lines.index(0, 0))
        else:
            reasons = "; ".join(f"{words} ({count})" for words, count in found.beside[:4])
            told = (
                _("Of what there is: {reasons}.").format(reasons=reasons)
                if reasons
                else _("Nobody offers anything of this kind.")
            )
            self.none_fits.say(_("Nothing fits yet"), told)
            self.reasons.setVisible(False)
        self.wires.update()

    def _say_reasons(self, row: int) -> None:
        """Say why the pair of a row fits."""
        fits = self._chosen.fits if self._chosen else ()
        if self._chosen is not None and 0 <= row < len(fits):
            self.reasons.show_pair(self._chosen, fits[row], ask=not self.is_typing())
            self.reasons.setVisible(True)
        self.wires.update()

    def pair(self) -> tuple[Chosen, OfferFitting] | None:
        """Give the chosen pair."""
        row = self.offers.currentIndex().row()
        if self._chosen is None or self.is_typing() or not 0 <= row < len(self._chosen.fits):
            return None
        return self._chosen, self._chosen.fits[row]

    def introduce(self) -> None:
        """Ask both sides for as much as is written."""
        pair = self.pair()
        if pair is not None:
            quantity = self.reasons.quantity_wanted()
            if quantity is not None:
                self.introduced.emit(pair[0].listing, pair[1].line.id, quantity)

    # What is typed.

    def is_typing(self) -> bool:
        """Say whether a new one is being typed."""
        return self.left.currentWidget() is self.typing

    def begin(self, side: str) -> None:
        """Type a new one; what fits stands beside it. One that is being typed stays."""
        if self.is_typing() and stays(self.form):
            return
        self.left.setCurrentWidget(self.typing)
        self.left_head.setText("")
        self.filters.setEnabled(False)
        self.wires.setVisible(False)
        self.form.begin(side)

    def end(self) -> None:
        """Go back to the needs."""
        self.left.setCurrentWidget(self.needs)
        self.filters.setEnabled(True)
        self.wires.setVisible(True)
        self.show_needs()
        self.needs.setFocus(Qt.FocusReason.OtherFocusReason)


def _line(each: ListingLine) -> ListLine:
    """Give the row of a need."""
    tone = _TONES.get(each.urgency, "")
    return ListLine(each.id, each.title, each.detail, each.amount, _tag(each), tone, words=each.words)


def _fitting_line(each: OfferFitting) -> ListLine:
    """Give the row of what fits; what a kept plan suggests says so."""
    line = each.line
    tag, tone = (_("suggested"), "accent") if each.suggested else (_tag(line), _TONES.get(line.urgency, ""))
    words = f"{each.score}: {line.words}" + (f", {tag}" if each.suggested else "")
    return ListLine(line.id, line.title, line.detail, line.amount, tag, tone, each.score, words=words)


def _tag(each: ListingLine) -> str:
    """Give the word for an urgency that is worth one."""
    return each.urgency_words if each.urgency in _TONES else ""
