"""The rows of the day, by section: a model that only looks at what it was given."""

from __future__ import annotations

import datetime
from dataclasses import dataclass
from typing import Any

from PySide6.QtCore import QAbstractListModel, QModelIndex, QPersistentModelIndex, Qt

from app.i18n import N_, _
from app.services.today import ARRIVED, DONE, LEFT, Item, Today
from ui.records.days import overdue, spoken

Index = QModelIndex | QPersistentModelIndex
LINE_ROLE = Qt.ItemDataRole.UserRole
_NOWHERE = QModelIndex()
_ACTIONS = {ARRIVED: N_("Arrived"), LEFT: N_("Left"), DONE: N_("Done")}
_ICONS = {
    "settle": "conflict",
    "commitments": "commitment",
    "quiet": "project",
    "peers": "laptop",
    "retention": "clock",
}
_COUNTED_DOWN = frozenset({"commitments"})
_OF_THE_DAY = frozenset({"arrivals", "departures"})  # where today goes without saying


@dataclass(frozen=True, slots=True)
class Heading:
    """The name of a section and how many rows it has."""

    name: str
    label: str
    count: int


@dataclass(frozen=True, slots=True)
class Entry:
    """One row, with its words as they are shown."""

    section: str
    item: Item
    about: str
    when: str
    late: bool
    icon: str

    @property
    def action(self) -> str:
        """Say what one key does to it; empty if nothing."""
        return _(_ACTIONS.get(self.item.action, ""))


Line = Heading | Entry


def lines_of(found: Today) -> list[Line]:
    """Write the page of a day as lines."""
    lines: list[Line] = []
    for section in found.sections:
        lines.append(Heading(section.name, section.label, len(section.items)))
        lines.extend(_entry(section.name, item, found.day) for item in section.items)
    return lines


def _entry(section: str, item: Item, today: datetime.date) -> Entry:
    """Write one row: late things say how late, others when."""
    about = item.about or ("" if item.due else item.detail.removeprefix(item.title).strip())
    late = overdue(item.due, today) if item.due and item.action else ""
    obvious = section in _OF_THE_DAY and item.due == today
    when = late or (spoken(item.due, today) if item.due and not obvious else "")
    if section in _COUNTED_DOWN and when:
        when = _("until {day}").format(day=when)
    return Entry(section, item, about, when, bool(late), _ICONS.get(section, item.kind))


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
            if isinstance(line, Entry) and (line.section, line.item.record) == (section, record):
                return number
        return -1

    def near(self, number: int) -> int:
        """Give the row that is chosen when the one at this place has gone: the next one, else the last."""
        after = [place for place, line in enumerate(self.lines) if isinstance(line, Entry) and place >= number]
        before = [place for place, line in enumerate(self.lines) if isinstance(line, Entry)]
        return after[0] if after else before[-1] if before else -1

    def rowCount(self, parent: Index = _NOWHERE) -> int:
        """Count the lines."""
        return 0 if parent.isValid() else len(self.lines)

    def flags(self, index: Index) -> Qt.ItemFlag:
        """Let rows be chosen and headings not."""
        if isinstance(self.line(index), Entry):
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


def _entry_data(line: Entry, role: int) -> str | None:
    """Give the words of a row, with its keys for whoever hears it."""
    opens = _("Enter opens it.")
    words = {
        Qt.ItemDataRole.DisplayRole: line.item.title,
        Qt.ItemDataRole.AccessibleTextRole: ", ".join(filter(None, (line.item.title, line.about, line.when))),
        Qt.ItemDataRole.AccessibleDescriptionRole: (
            _("Space: {action}. {opens}").format(action=line.action, opens=opens) if line.action else opens
        ),
        Qt.ItemDataRole.ToolTipRole: line.item.detail if line.section == "settle" else None,
    }
    return words.get(Qt.ItemDataRole(role))
