"""How a sheet is printed: those of the options that mean something for it."""

from __future__ import annotations

import datetime

from PySide6.QtCore import QLocale, Qt, Signal
from PySide6.QtWidgets import QCheckBox, QGridLayout, QLabel, QSizePolicy, QVBoxLayout, QWidget

from app.i18n import N_, _
from app.problems import WrongValue
from app.records.attributes import Attribute
from app.records.kinds import Day, Reference, Whole
from app.records.registry import Registry
from app.services.printing.kinds import SheetKind
from app.services.printing.printing import MOST_BLANK_ROWS, PrintOptions
from ui.rooms.printing.who import Who
from ui.theme.metrics import current_metrics
from ui.widgets.editors.day import DayEditor
from ui.widgets.editors.line import NumberEditor
from ui.widgets.editors.reference import ReferenceEditor
from ui.widgets.editors.sources import Sources
from ui.widgets.labels import label
from ui.widgets.segmented import Segmented

A4, LETTER = "a4", "letter"
_FROM = Attribute("from_day", N_("From"), Day())
_UNTIL = Attribute("to_day", N_("Up to, but without"), Day())
_ABOUT = Attribute("record", N_("Person"), Reference("person"))
_ROWS = Attribute("blank_rows", N_("Blank rows"), Whole(0, MOST_BLANK_ROWS))


class OptionsPanel(QWidget):
    """Tells of each change; the page of options is short because a sheet has few that matter."""

    changed = Signal()

    def __init__(self, registry: Registry, sources: Sources) -> None:
        """Take the declarations, and what editors ask of their page."""
        super().__init__()
        self._kind: SheetKind | None = None
        self._captions: dict[QWidget, QLabel] = {}
        metrics = current_metrics()
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(metrics.px(8))
        self.about = ReferenceEditor(_ABOUT, sources, place="form")
        self.about_label = label(_("Whom it is about"), "section")
        self.about_label.setBuddy(self.about)
        column.addWidget(self.about_label)
        column.addWidget(self.about)
        self.who_label = label(_("Who is on it"), "section")
        self.who = Who(registry)
        column.addWidget(self.who_label)
        column.addWidget(self.who)
        self.first, self.last = DayEditor(_FROM, sources, place="form"), DayEditor(_UNTIL, sources, place="form")
        self.period = self._pair((_("Nights from"), self.first), (_("Up to, but without"), self.last))
        column.addWidget(self.period)
        self.rows = NumberEditor(_ROWS, place="form")
        self.paper = Segmented([(A4, _("A4")), (LETTER, _("US Letter"))], _("Paper"))
        us = QLocale.system().measurementSystem() == QLocale.MeasurementSystem.ImperialUSSystem
        self.paper.set_value(LETTER if us else A4)
        column.addWidget(self._pair((_("Paper"), self.paper), (_("Blank rows"), self.rows)))
        self.large = QCheckBox(_("Large print"))
        self.initials = QCheckBox(_("Initials instead of names"))
        for box in (self.large, self.initials):
            box.setAccessibleName(box.text())
            box.toggled.connect(lambda _on: self.changed.emit())
            column.addWidget(box)
        self.who.changed.connect(self.changed)
        self.paper.chosen.connect(lambda _value: self.changed.emit())
        for editor in (self.first, self.last, self.rows, self.about):
            editor.committed.connect(lambda _value: self.changed.emit())

    def show_kind(self, kind: SheetKind, today: datetime.date) -> None:
        """Show the options of a sheet, each as it usually is."""
        self.who.show_kind(kind)
        for each in (self.about, self.about_label):
            each.setVisible(kind.of_one)
        for each in (self.who, self.who_label, self.rows, self._captions[self.rows], self.initials):
            each.setVisible(not kind.of_one)
        self._kind = kind
        self.period.setVisible(kind.period)
        self.first.set_value(today)
        self.last.set_value(today + datetime.timedelta(days=1))
        self.rows.set_value(kind.blank_rows)

    def show_about(self, record: str, title: str) -> None:
        """Choose whom a sheet of one is about."""
        self.about.set_titles({record: title})
        self.about.set_value(record)
        self.changed.emit()

    def options(self) -> PrintOptions:
        """Give what is chosen."""
        of_one = self._kind is not None and self._kind.of_one
        about = self.about.value()
        first, last, rows = self.first.value(), self.last.value(), self.rows.value()
        return PrintOptions(
            from_day=first if isinstance(first, datetime.date) else None,
            to_day=last if isinstance(last, datetime.date) else None,
            where="" if of_one else self.who.where(),
            said="" if of_one else self.who.said(),
            large=self.large.isChecked(),
            initials=self.initials.isChecked() and not of_one,
            blank_rows=rows if isinstance(rows, int) else None,
            paper="letter" if self.paper.value() == LETTER else "a4",
            record=about if of_one and isinstance(about, str) else "",
        )

    def refuse(self, problem: WrongValue) -> bool:
        """Show a sentence below the option it is about; False if it is about none of them."""
        if problem.field == _ABOUT.name:
            self.about.complain(problem.what)
        elif problem.field == _UNTIL.name:
            self.last.complain(problem.what)
        elif self.who.is_own():
            self.who.complain(" ".join(part for part in (problem.what, problem.do) if part))
        else:
            return False
        return True

    def forgive(self) -> None:
        """Take the sentences back."""
        self.last.complain("")
        self.about.complain("")
        self.who.complain("")

    def _pair(self, *parts: tuple[str, QWidget]) -> QWidget:
        """Put two controls side by side, their names above."""
        holder = QWidget()
        grid = QGridLayout(holder)
        grid.setContentsMargins(0, 0, 0, 0)
        grid.setHorizontalSpacing(current_metrics().px(12))
        grid.setVerticalSpacing(current_metrics().px(4))
        for place, (name, widget) in enumerate(parts):
            caption = label(name, "section")
            caption.setBuddy(widget)
            grid.addWidget(caption, 0, place)
            self._captions[widget] = caption
            fixed = widget.sizePolicy().horizontalPolicy() is QSizePolicy.Policy.Fixed
            grid.addWidget(widget, 1, place, Qt.AlignmentFlag.AlignLeading if fixed else Qt.AlignmentFlag(0))
            grid.setColumnStretch(place, 1)
        return holder
