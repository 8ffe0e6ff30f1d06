"""A sequence of QR codes, shown one after the other in a loop until it is stopped."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QRectF, QSize, Qt, QTimer
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QHBoxLayout, QSizePolicy, QVBoxLayout, QWidget

from app.i18n import _
from ui.theme.metrics import current_metrics
from ui.theme.palette import LIGHT
from ui.widgets.buttons import button, icon_button
from ui.widgets.labels import label
from ui.widgets.ring import Ring
from ui.widgets.segmented import Segmented

Modules = Sequence[bytes]
SLOW, USUAL, FAST = 900, 450, 250
_QUIET_ZONE = 4
_LEAST = 360


class Code(QWidget):
    """One QR code as large as there is room, in whole pixels, dark on light because cameras want it so."""

    def __init__(self) -> None:
        """Start without one."""
        super().__init__()
        self._modules: Modules = ()
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)
        self.setMinimumSize(current_metrics().px(_LEAST), current_metrics().px(_LEAST))

    def show_modules(self, modules: Modules) -> None:
        """Show a code; none shows nothing."""
        self._modules = modules
        self.update()

    def sizeHint(self) -> QSize:
        """Ask for what is read well from a hand's width away."""
        return QSize(current_metrics().px(520), current_metrics().px(520))

    def paintEvent(self, event: QPaintEvent) -> None:
        """Draw the modules."""
        if not self._modules:
            return
        painter = QPainter(self)
        count = len(self._modules) + 2 * _QUIET_ZONE
        ratio = self.devicePixelRatioF()
        module = max(int(min(self.width(), self.height()) * ratio) // count, 1) / ratio
        side = module * count
        left, top = round((self.width() - side) / 2), round((self.height() - side) / 2)
        painter.fillRect(QRectF(left, top, side, side), LIGHT.colour("surface"))
        dark = LIGHT.colour("text")
        for row, line in enumerate(self._modules):
            for column, on in enumerate(line):
                if on:
                    x, y = left + (column + _QUIET_ZONE) * module, top + (row + _QUIET_ZONE) * module
                    painter.fillRect(QRectF(x, y, module, module), dark)
        painter.end()


class QrSequence(QWidget):
    """The code, and beside it how far the loop is, its pace, and a way to stop at a code that was missed."""

    def __init__(self) -> None:
        """Start without a sequence."""
        super().__init__()
        self._codes: Sequence[Modules] = ()
        self._at = 0
        metrics = current_metrics()
        line = QHBoxLayout(self)
        line.setContentsMargins(0, 0, 0, 0)
        line.setSpacing(metrics.px(24))
        self.code = Code()
        line.addWidget(self.code, 1)
        side = QWidget()
        side.setFixedWidth(metrics.px(232))
        column = QVBoxLayout(side)
        column.setContentsMargins(0, metrics.px(8), 0, metrics.px(8))
        column.setSpacing(metrics.px(12))
        self.ring = Ring(_("The code in sight"), side=128)
        column.addWidget(self.ring, 0, Qt.AlignmentFlag.AlignHCenter)
        walk = QHBoxLayout()
        walk.setSpacing(metrics.px(8))
        self.pause = button(_("Stop"), self.toggle)
        self.before = icon_button("previous", _("The code before"), lambda: self.step(-1))
        self.after = icon_button("next", _("The next code"), lambda: self.step(1))
        for each in (self.before, self.pause, self.after):
            walk.addWidget(each)
        walk.insertStretch(0)
        walk.addStretch()
        column.addLayout(walk)
        self.pace = Segmented([(SLOW, _("Slow")), (USUAL, _("Usual")), (FAST, _("Fast"))], _("Pace"))
        self.pace.set_value(USUAL)
        self.pace.chosen.connect(self._set_pace)
        column.addWidget(self.pace, 0, Qt.AlignmentFlag.AlignHCenter)
        self.hint = label("", "muted", wrap=True)
        column.addWidget(self.hint)
        column.addStretch()
        line.addWidget(side)
        self._timer = QTimer(self, interval=USUAL)
        self._timer.timeout.connect(self._turn)

    def show_codes(self, codes: Sequence[Modules]) -> None:
        """Begin with the first; an empty sequence ends the showing and forgets it."""
        self._codes, self._at = codes, 0
        several = len(codes) > 1
        for each in (self.pause, self.before, self.after, self.pace):
            each.setVisible(several)
        self._show()
        self._run(several)

    def count(self) -> int:
        """Give how many codes there are."""
        return len(self._codes)

    def is_running(self) -> bool:
        """Say whether the codes take turns by themselves."""
        return self._timer.isActive()

    def toggle(self) -> None:
        """Stop at the code in sight, or go on."""
        self._run(not self._timer.isActive())

    def step(self, by: int) -> None:
        """Stop, and show a neighbour."""
        self._run(False)
        self._move(by)

    def _run(self, on: bool) -> None:
        """Let the codes take turns, or not."""
        (self._timer.start if on else self._timer.stop)()
        self.pause.setText(_("Stop") if on else _("Go on"))
        self.pause.setAccessibleName(self.pause.text())

    def _turn(self) -> None:
        """Show the next one, unless nobody can see it."""
        if self.isVisible():
            self._move(1)

    def _move(self, by: int) -> None:
        """Go round."""
        if self._codes:
            self._at = (self._at + by) % len(self._codes)
            self._show()

    def _show(self) -> None:
        """Draw the code in turn, and say which it is."""
        count = len(self._codes)
        self.code.show_modules(self._codes[self._at] if count else ())
        words = _("{n} of {total}").format(n=self._at + 1, total=count) if count else ""
        self.ring.show_parts(count, {self._at} if count else set(), words, current=self._at)

    def _set_pace(self, milliseconds: object) -> None:
        """Change how long each is shown."""
        self._timer.setInterval(int(str(milliseconds)))
