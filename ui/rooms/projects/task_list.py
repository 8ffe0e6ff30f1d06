"""The tasks of a project on its card: what is open, whose it is and until when, and one key that says it is done."""

from __future__ import annotations

import datetime
from collections.abc import Callable, Sequence

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QCheckBox, QFrame, QHBoxLayout, QLineEdit

from app.i18n import _, ngettext
from app.records.record_type import RecordType
from app.services.members.circles import CircleChoice
from ui.records.days import overdue, spoken
from ui.theme.metrics import current_metrics
from ui.widgets.buttons import button, icon_button
from ui.widgets.card.parts import PartsList
from ui.widgets.card.snapshot import PartRow as Part
from ui.widgets.editors.sources import Sources
from ui.widgets.labels import ElidedLabel, label
from ui.widgets.reader_choice import is_choice
from ui.widgets.tips import plain_tip

OPEN = frozenset({"open", "doing"})
_DAY_WIDTH = 92


class TaskLine(QFrame):
    """A task on one line; Space ticks it off, Enter opens it, Delete removes it."""

    ticked = Signal(bool)
    edit_wanted = Signal()
    removed = Signal()

    def __init__(self, part: Part, today: datetime.date) -> None:
        """Write the line."""
        super().__init__()
        self.part = part
        values = part.values
        title, due, done = str(values.get("title")), values.get("due"), values.get("status") not in OPEN
        self.setProperty("role", "part")
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        metrics = current_metrics()
        layout = QHBoxLayout(self)
        layout.setContentsMargins(0, metrics.px(2), 0, metrics.px(2))
        layout.setSpacing(metrics.px(8))
        self.box = QCheckBox()
        self.box.setChecked(done)
        self.box.setAccessibleName(_("Done: {title}").format(title=title))
        self.box.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.box.clicked.connect(self.ticked)
        layout.addWidget(self.box)
        layout.addWidget(ElidedLabel(title, "muted" if done else ""), 3)
        who = part.titles.get(str(values.get("who")), "") or ("" if done else _("nobody yet"))
        if values.get("who"):  # Otherwise the title needs the room more than "nobody yet" does.
            layout.addWidget(ElidedLabel(who, "muted"), 2)
        late = overdue(due, today) if due and not done else ""
        when = late or (spoken(due, today) if due and not done else "")
        if values.get("status") == "dropped":
            when = _("Dropped")
        day = label(when, "attention" if late else "small")
        day.setFixedWidth(metrics.px(_DAY_WIDTH))
        layout.addWidget(day)
        layout.addWidget(icon_button("edit", _("Change {what}").format(what=title), self.edit_wanted.emit))
        self.setAccessibleName(", ".join(each for each in (title, who, when) if each))
        self.setAccessibleDescription(_("Space ticks it off, Enter changes it, Delete removes it."))

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Tick, open or remove by key."""
        if event.key() in {Qt.Key.Key_Space, Qt.Key.Key_D}:
            self.ticked.emit(not self.box.isChecked())
        elif event.key() in {Qt.Key.Key_Return, Qt.Key.Key_Enter, Qt.Key.Key_F2}:
            self.edit_wanted.emit()
        elif event.key() == Qt.Key.Key_Delete:
            self.removed.emit()
        else:
            super().keyPressEvent(event)


class TaskList(PartsList):
    """Open tasks by day, those done behind a line, and a line to write the next one into."""

    ticked = Signal(str, str, bool)  # id, title, done

    def __init__(self, kind: RecordType, sources: Sources, today: Callable[[], datetime.date]) -> None:
        """Start empty."""
        super().__init__(kind, sources)
        self._today = today
        self._all = False
        self.quick = QLineEdit()
        self.quick.setProperty("place", "card")
        self.quick.setPlaceholderText(_("Write a task and press Enter"))
        self.quick.setAccessibleName(_("New task"))
        self.quick.setTextMargins(current_metrics().px(20), 0, 0, 0)
        self.quick.returnPressed.connect(self._add_quickly)
        self.done_ones = button("", self._toggle, kind="link")
        self._layout.addWidget(self.quick)
        self._layout.addWidget(self.done_ones, 0, Qt.AlignmentFlag.AlignLeft)
        self.done_ones.hide()

    def show_parts(self, parts: Sequence[Part]) -> None:
        """Show the tasks; a form that is open stays open."""
        place = self.focused_place()
        self._parts = sorted(parts, key=_order)
        for row in self.rows:
            self._body.removeWidget(row)
            row.hide()
            row.deleteLater()
        self.rows = []
        done = 0
        for part in self._parts:
            is_done = part.values.get("status") not in OPEN
            done += is_done
            if not is_done or self._all:
                self._add_line(part)
        words = ngettext("Show {n} that is done", "Show {n} that are done", done).format(n=f"{done:n}")
        self.done_ones.setText(_("Hide what is done") if self._all else words)
        self.done_ones.setAccessibleName(self.done_ones.text())
        self.done_ones.setVisible(done > 0)
        self.focus_place(place)

    def show_circles(self, choices: Sequence[CircleChoice], whole: str) -> None:
        """Say on the line for the next task who will read it, where there are several circles."""
        super().show_circles(choices, whole)
        words = next((each.words() for each in choices if each.circle == whole), "") if is_choice(choices) else ""
        text = _("Write a task and press Enter")
        self.quick.setPlaceholderText(f"{text} · {words}" if words else text)
        said = _("It is read by whoever reads the project: {circle}.").format(circle=words) if words else ""
        self.quick.setToolTip(plain_tip(said))
        self.quick.setAccessibleDescription(said)

    def _add_line(self, part: Part) -> None:
        """Put one task below the others."""
        row = TaskLine(part, self._today())
        title = str(part.values.get("title"))
        row.edit_wanted.connect(lambda: self._open(part, row))  # pyright: ignore[reportArgumentType]
        row.removed.connect(lambda: self.removed.emit(part.id))
        row.ticked.connect(lambda done: self.ticked.emit(part.id, title, done))
        self._body.addWidget(row)
        self.rows.append(row)  # pyright: ignore[reportArgumentType]

    def _add_quickly(self) -> None:
        """Add what was written, and stay for the next one."""
        title = self.quick.text().strip()
        if title:
            self.quick.clear()
            self.added.emit(self.kind.name, {"title": title})

    def _toggle(self) -> None:
        """Show what is done, or hide it again."""
        self._all = not self._all
        self.show_parts(self._parts)


def _order(part: Part) -> tuple[bool, bool, datetime.date, str]:
    """Put open ones first, by day, those without a day after the others."""
    due = part.values.get("due")
    is_done = part.values.get("status") not in OPEN
    return is_done, due is None, due or datetime.date.max, part.id
