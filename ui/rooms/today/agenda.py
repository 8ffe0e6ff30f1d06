"""The rows of the day, by section: a model that only looks at what it was given."""

from __future__ import annotations

import datetime
from dataclasses import dataclass
from typing import Any

from PySide6.QtCore import QAbstractListModel, QModelIndex, QPersistentModelIndex, Qt

from app.i18n import _
from app.services.agenda.section import AgendaItem
from app.services.agenda.today import Today, TodaySection
from ui.records.days import overdue, spoken
from ui.widgets.tips import plain_tip

Index = QModelIndex | QPersistentModelIndex
LINE_ROLE = Qt.ItemDataRole.UserRole
_NOWHERE = QModelIndex()


@dataclass(frozen=True, slots=True)
class Heading:
    """The name of a section and how many rows it has."""

    name: str
    label: str
    count: int


@dataclass(frozen=True, slots=True)
class AgendaRow:
    """One row, with its words as they are shown."""

    section: str
    item: AgendaItem
    about: str
    when: str
    late: bool
    icon: str

    @property
    def action(self) -> str:
        """Say what one key does to it; empty if nothing."""
        return _(self.item.label) if self.item.label else ""


Line = Heading | AgendaRow


def lines_of(found: Today) -> list[Line]:
    """Write the page of a day as lines."""
    lines: list[Line] = []
    for section in found.sections:
        lines.append(Heading(section.name, section.label, len(section.items)))
        lines.extend(_entry(section, item, found.day) for item in section.items)
    return lines


def _entry(section: TodaySection, item: AgendaItem, today: datetime.date) -> AgendaRow:
    """Write one row: late things say how late, others when."""
    about = item.about or ("" if item.due else item.detail.removeprefix(item.title).strip())
    late = overdue(item.due, today) if item.due and item.action else ""
    obvious = section.of_the_day and item.due == today
    when = late or (spoken(item.due, today) if item.due and not obvious else "")
    if section.counted_down and when:
        when = (_(section.before) if section.before else _("until {day}")).format(day=when)
    return AgendaRow(section.name, item, about, when, bool(late), section.icon or item.kind)


class Agenda(QAbstractListModel):
    """Headings cannot be chosen, so that the arrows pass over them."""

    def __init__(self) -> None:
        """Start empty."""
        super().__init__()
        self.lines: list[Line] = []

    def show_lines(self, lines: list[Line]) -> None:
        """Take the lines of a day."""
        self.beginResetModel()
        self.lines = lines
        self.endResetModel()

    def line(self, index: Index) -> Line | None:
        """Give the line of an index."""
        return self.lines[index.row()] if index.isValid() and index.row() < len(self.lines) else None

    def place_of(self, section: str, record: str) -> int:
        """Find a row again, or -1."""
        for number, line in enumerate(self.lines):
            if isinstance(line, AgendaRow) and (line.section, line.item.record) == (section, record):
                return number
        return -1

    def near(self, number: int) -> int:
        """Give the row that is chosen when the one at this place has gone: the next one, else the last."""
        after = [place for place, line in enumerate(self.lines) if isinstance(line, AgendaRow) and place >= number]
        before = [place for place, line in enumerate(self.lines) if isinstance(line, AgendaRow)]
        return after[0] if after else before[-1] if before else -1

    def rowCount(self, parent: Index = _NOWHERE) -> int:
        """Count the lines."""
        return 0 if parent.isValid() else len(self.lines)

    def flags(self, index: Index) -> Qt.ItemFlag:
        """Let rows be chosen and headings not."""
        if isinstance(self.line(index), AgendaRow):
            return Qt.ItemFlag.ItemIsEnabled | Qt.ItemFlag.ItemIsSelectable
        return Qt.ItemFlag.NoItemFlags

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        """Give a line's words, and the line itself to whoever draws it."""
        line = self.line(index)
        if line is None or role == LINE_ROLE:
            return line
        return _heading_data(line, role) if isinstance(line, Heading) else _entry_data(line, role)


def _heading_data(line: Heading, role: int) -> str | None:
    """Give the words of a heading."""
    words = {
        Qt.ItemDataRole.DisplayRole: line.label,
        Qt.ItemDataRole.AccessibleTextRole: f"{line.label}, {line.count:n}",
    }
    return words.get(Qt.ItemDataRole(role))


def _entry_data(line: AgendaRow, role: int) -> str | None:
    """Give the words of a row, with its keys for whoever hears it."""
    opens = _("Enter opens it.")
    words = {
        Qt.ItemDataRole.DisplayRole: line.item.title,
        Qt.ItemDataRole.AccessibleTextRole: ", ".join(filter(None, (line.item.title, line.about, line.when))),
        Qt.ItemDataRole.AccessibleDescriptionRole: (
            _("Space: {action}. {opens}").format(action=line.action, opens=opens) if line.action else opens
        ),
        Qt.ItemDataRole.ToolTipRole: plain_tip(line.item.detail or "") if line.section == "settle" else None,
    }
    return words.get(Qt.ItemDataRole(role))
