"""The list of rooms at the leading side, with the lock at its bottom."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QButtonGroup, QPushButton, QVBoxLayout, QWidget

from app.i18n import _
from ui.frame.doors import RoomDoor
from ui.theme.icons import icon
from ui.theme.metrics import current_metrics
from ui.widgets.labels import ElidedLabel
from ui.widgets.tips import plain_tip

_WIDTH, _NARROW = 184, 54


class Rail(QWidget):
    """Shows the rooms in order; arrows walk from one to the next."""

    chosen = Signal(str)
    lock_wanted = Signal()

    def __init__(self, rooms: Sequence[RoomDoor], group: str, me: str) -> None:
        """Take the rooms, the name of the group, and who works here on which laptop."""
        super().__init__()
        self.setProperty("surface", "rail")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self.setAccessibleName(_("Rooms"))
        metrics = current_metrics()
        self.setFixedWidth(metrics.px(_WIDTH))
        layout = QVBoxLayout(self)
        layout.setContentsMargins(metrics.px(8), metrics.px(12), metrics.px(8), metrics.px(8))
        layout.setSpacing(metrics.px(2))
        names = QVBoxLayout()
        names.setContentsMargins(metrics.px(10), 0, metrics.px(4), metrics.px(12))
        names.setSpacing(0)
        names.addWidget(ElidedLabel(group, "strong"))
        names.addWidget(ElidedLabel(me, "small"))
        self._names = QWidget()
        self._names.setLayout(names)
        layout.addWidget(self._names)
        self._group = QButtonGroup(self)
        self.buttons: dict[str, QPushButton] = {}
        for number, room in enumerate(rooms, 1):
            each = self._button(_(room.title), room.icon)
            each.setCheckable(True)
            each.setToolTip(plain_tip(f"{_(room.title)} (Ctrl+{number})" if number <= 9 else _(room.title)))
            each.clicked.connect(lambda _checked=False, key=room.key: self.chosen.emit(key))
            self._group.addButton(each)
            self.buttons[room.key] = each
            layout.addWidget(each)
        layout.addStretch()
        self.lock = self._button(_("Lock"), "lock")
        self.lock.setToolTip(_("Lock (Ctrl+L)"))
        self.lock.clicked.connect(self.lock_wanted)
        layout.addWidget(self.lock)

    def set_narrow(self, narrow: bool) -> None:
        """Show drawings only, or words too; the names stay in the tool tips and are read out."""
        self.setFixedWidth(current_metrics().px(_NARROW if narrow else _WIDTH))
        self._names.setVisible(not narrow)
        for each in (*self.buttons.values(), self.lock):
            each.setText("" if narrow else each.accessibleName())

    def show_room(self, key: str) -> None:
        """Mark the room in sight."""
        self.buttons[key].setChecked(True)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Walk with the arrows."""
        step = {Qt.Key.Key_Down: 1, Qt.Key.Key_Up: -1}.get(Qt.Key(event.key()), 0)
        order = [*self.buttons.values(), self.lock]
        focused = self.focusWidget()
        if step and isinstance(focused, QPushButton) and focused in order:
            place = min(max(order.index(focused) + step, 0), len(order) - 1)
            order[place].setFocus(Qt.FocusReason.TabFocusReason)
        else:
            super().keyPressEvent(event)

    def _button(self, text: str, drawing: str) -> QPushButton:
        """Make a line of the rail."""
        made = QPushButton(text)
        made.setProperty("kind", "room")
        made.setAccessibleName(text)
        made.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        made.setIcon(icon(drawing, "muted", "on_accent_soft"))
        side = current_metrics().px(20)
        made.setIconSize(QSize(side, side))
        return made
