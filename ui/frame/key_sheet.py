"""The sheet of keys: everything that has a key, by group."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from PySide6.QtCore import Qt
from PySide6.QtGui import QKeySequence
from PySide6.QtWidgets import QGridLayout, QHBoxLayout, QVBoxLayout, QWidget

from app.i18n import _
from ui.frame.command import Command
from ui.frame.overlay import Overlay
from ui.theme.metrics import current_metrics
from ui.widgets.buttons import icon_button
from ui.widgets.labels import label

_COLUMNS = 2


class KeySheet(Overlay):
    """Made anew each time it is opened, because rooms have commands of their own."""

    def __init__(self, parent: QWidget, commands: Callable[[], Sequence[Command]]) -> None:
        """Take what can be done just now."""
        super().__init__(parent, width=720, top=64)
        self._commands = commands
        self.setAccessibleName(_("Keys"))
        metrics = current_metrics()
        self.body.setContentsMargins(metrics.px(24), metrics.px(16), metrics.px(16), metrics.px(24))
        top = QHBoxLayout()
        top.addWidget(label(_("Keys"), "heading"))
        top.addStretch()
        self._close = icon_button("close", _("Close"), self.close_overlay)
        top.addWidget(self._close)
        self.body.addLayout(top)
        self._sheet = QWidget()
        self.body.addWidget(self._sheet)

    def open(self) -> None:
        """Write the sheet and come forward."""
        self.body.removeWidget(self._sheet)
        self._sheet.hide()
        self._sheet.deleteLater()
        self._sheet = self._written()
        self.body.addWidget(self._sheet)
        super().open()
        self._close.setFocus(Qt.FocusReason.PopupFocusReason)

    def _written(self) -> QWidget:
        """Lay the groups out in two columns."""
        metrics = current_metrics()
        groups: dict[str, list[Command]] = {}
        for command in self._commands():
            if command.keys:
                groups.setdefault(command.group, []).append(command)
        sheet = QWidget()
        columns = QHBoxLayout(sheet)
        columns.setContentsMargins(0, metrics.px(8), 0, 0)
        columns.setSpacing(metrics.px(32))
        stacks = [QVBoxLayout() for _number in range(_COLUMNS)]
        for stack in stacks:
            stack.setSpacing(metrics.px(4))
        heights = [0] * _COLUMNS
        for group, commands in groups.items():
            place = heights.index(min(heights))
            heights[place] += len(commands) + 2
            stacks[place].addWidget(label(group, "section"))
            stacks[place].addLayout(self._lines(commands))
            stacks[place].addSpacing(metrics.px(12))
        for stack in stacks:
            stack.addStretch()
            columns.addLayout(stack, 1)
        return sheet

    def _lines(self, commands: Sequence[Command]) -> QGridLayout:
        """Write what each key does."""
        metrics = current_metrics()
        grid = QGridLayout()
        grid.setVerticalSpacing(metrics.px(4))
        grid.setColumnStretch(0, 1)
        for row, command in enumerate(commands):
            grid.addWidget(label(command.name), row, 0)
            keys = QHBoxLayout()
            keys.setSpacing(metrics.px(4))
            for key in command.keys:
                text = QKeySequence(key).toString(QKeySequence.SequenceFormat.NativeText) or key
                keys.addWidget(label(text, "key"))
            grid.addLayout(keys, row, 1, Qt.AlignmentFlag.AlignRight)
        return grid
