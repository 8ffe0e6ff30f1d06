"""Find a bed: for whom and when, then what there is with the reasons; or place everybody who waits in these nights."""

from __future__ import annotations

import dataclasses
import datetime
from collections.abc import Sequence
from functools import partial
from types import MappingProxyType
from typing import cast

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QFrame, QHBoxLayout, QScrollArea, QVBoxLayout, QWidget

from app.capabilities.houses import beds_service, seeking
from app.capabilities.houses.beds_service import PlacedInWords
from app.capabilities.houses.seeking import BedOffer
from app.i18n import _, ngettext
from app.problems import Problem, WrongValue
from app.records.record_type import RecordType
from ui.frame.desk import Desk
from ui.rooms.houses.living.words import own
from ui.theme.metrics import current_metrics
from ui.widgets.buttons import button
from ui.widgets.card.record_form import RecordForm
from ui.widgets.editors.sources import Sources
from ui.widgets.emptying import empty
from ui.widgets.filling import fill
from ui.widgets.labels import hairline, label

_WIDEST, _WIDEST_FORM = 900, 620
_ASKED = ("person", "household", "from_day", "to_day")
_WEEK = datetime.timedelta(days=7)


class FindPage(QWidget):
    """A form above, the ways below it; each is taken with one button."""

    def __init__(self, desk: Desk, sources: Sources) -> None:
        """Take the desk, and where editors find people."""
        super().__init__()
        self._desk = desk
        metrics = current_metrics()
        self.form = RecordForm(
            _asked(desk.registry["stay"]), sources, done=_("Find a bed"), heading=_("For whom, from when until when?")
        )
        self.form.setMaximumWidth(metrics.px(_WIDEST_FORM))
        self.form.cancel.hide()
        self.form.fill({"from_day": desk.today(), "to_day": desk.today() + _WEEK}, {})
        self.form.offer(_("Place everybody who waits"), self.place)
        self.form.submitted.connect(self._find)
        content = QWidget()
        content.setProperty("surface", "surface")
        self.setProperty("surface", "surface")
        content.setMaximumWidth(metrics.px(_WIDEST))
        column = QVBoxLayout(content)
        column.setContentsMargins(metrics.px(24), metrics.px(12), metrics.px(24), metrics.px(24))
        column.addWidget(self.form)
        self._parts = QVBoxLayout()
        self._parts.setSpacing(metrics.px(6))
        column.addLayout(self._parts)
        column.addStretch(1)
        area = QScrollArea()
        area.setWidgetResizable(True)
        area.setFrameShape(QFrame.Shape.NoFrame)
        area.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        area.setWidget(content)
        fill(self, area)

    def start(self) -> None:
        """Begin with whom it is for."""
        self.form.start()

    # Finding.

    def _find(self, given: dict[str, object]) -> None:
        """Ask for the ways."""
        first, last = cast("datetime.date", given["from_day"]), cast("datetime.date", given["to_day"])
        person, household = str(given.get("person") or ""), str(given.get("household") or "")
        self._desk.ask(
            lambda vault: seeking.seek(vault, first, last, person=person, household=household),
            self._show_offers,
            failed=self._refused,
            key=(self, "find"),
        )

    def _refused(self, problem: Problem) -> None:
        """Say below a field what is wrong with it."""
        if isinstance(problem, WrongValue):
            self.form.complain(problem.field, problem.what)
        else:
            self.form.again()
            self._desk.problem.emit(problem)

    def _show_offers(self, offers: Sequence[BedOffer]) -> None:
        """Show the ways, best first."""
        self.form.again()
        empty(self._parts)
        count = len(offers)
        words = ngettext("{n} way", "{n} ways", count).format(n=count) if offers else _("No bed was found.")
        self._parts.addWidget(label(words, "section"))
        self._parts.addWidget(hairline())
        for offer in offers:
            row = QHBoxLayout()
            row.addWidget(label(offer.words, wrap=True), 3)
            row.addWidget(label(", ".join(offer.reasons), "muted", wrap=True), 2)
            if offer.changes:
                take = partial(self._take, offer)
                row.addWidget(button(_("Take it"), take, kind="quiet", name=f"{_('Take it')}: {offer.words}"))
            self._parts.addLayout(row)

    def _take(self, offer: BedOffer) -> None:
        """Write a way down."""
        label_text = _("Take a bed")
        self._desk.do(
            lambda vault: vault.apply(offer.changes, label_text),
            _("The bed is taken."),
            done=lambda _made: self._clear(),
        )

    # Placing.

    def place(self) -> None:
        """Place everybody who waits for a bed in these nights, with progress; nothing is written yet."""
        if not all(self.form.editors[name].check() for name in ("from_day", "to_day")):
            return
        first, last = (cast("datetime.date", self.form.editors[name].value()) for name in ("from_day", "to_day"))
        self._desk.run(
            lambda vault: beds_service.placing_job(vault, first, last), self._show_placing, failed=self._refused
        )

    def _show_placing(self, found: PlacedInWords) -> None:
        """Show who would sleep where, who has no bed and why."""
        empty(self._parts)
        row = QHBoxLayout()
        row.addWidget(label(_("Who would sleep where"), "section"), 1)
        if found.changes:
            row.addWidget(button(_("Write it down"), partial(self._write, found), kind="primary"))
        self._parts.addLayout(row)
        self._parts.addWidget(hairline())
        for person, words in found.placed:
            self._line(person, words)
        for person, why in found.unplaced:
            self._line(person, why)
        if not found.placed and not found.unplaced:
            self._parts.addWidget(label(_("Nobody waits for a bed in these nights."), "muted"))
        if not found.proven:
            said = _("The time ran out: this is the best so far, not proven to be the best.")
            self._parts.addWidget(label(said, "muted", wrap=True))

    def _line(self, person: str, words: str) -> None:
        row = QHBoxLayout()
        row.addWidget(label(own(person), wrap=True), 2)
        row.addWidget(label(words, "muted", wrap=True), 4)
        self._parts.addLayout(row)

    def _write(self, found: PlacedInWords) -> None:
        """Write the placing down in one action."""
        label_text = _("Place everyone")
        self._desk.do(
            lambda vault: vault.apply(found.changes, label_text),
            _("Everybody is placed as shown."),
            done=lambda _made: self._clear(),
        )

    def _clear(self) -> None:
        """Show nothing that is not so any more."""
        empty(self._parts)


def _asked(stay: RecordType) -> RecordType:
    """Give what is asked for: as of a stay, but nobody has to be named, and the days have to."""
    found = {
        name: dataclasses.replace(stay.attributes[name], required=name in {"from_day", "to_day"}) for name in _ASKED
    }
    return dataclasses.replace(stay, attributes=MappingProxyType(found))
