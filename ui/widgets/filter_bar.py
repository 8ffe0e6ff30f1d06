"""What a list is narrowed by: words that are searched as they are typed, and chips to switch on."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QEvent, QObject, Qt, QTimer, Signal
from PySide6.QtGui import QAction, QKeyEvent, QResizeEvent
from PySide6.QtWidgets import QLineEdit, QPushButton, QSizePolicy, QWidget

from app.i18n import _
from ui.theme.icons import icon
from ui.theme.metrics import current_metrics
from ui.widgets.chip import filter_chip
from ui.widgets.flow import FlowLayout

_LINE_WIDTHS, _WIDE = (160, 200), 580
# No pause is needed: a question that waits is replaced by the next one.
_PAUSE_MS = 0
CIRCLE = "circle="


class FilterBar(QWidget):
    """Tells words and chips whenever they change; Down goes to the list, Escape clears."""

    changed = Signal(str, object)  # words, frozenset of the keys of chips that are on
    left_downwards = Signal()

    def __init__(self, placeholder: str, chips: Sequence[tuple[str, str]] = (), *, one_chip: bool = False) -> None:
        """Take the words shown when empty, key and text of each chip, and whether at most one may be on."""
        super().__init__()
        self._one_chip = one_chip
        metrics = current_metrics()
        self._flow = FlowLayout(self, spacing=metrics.px(8))
        self.line = QLineEdit()
        self.line.setPlaceholderText(placeholder)
        self.line.setAccessibleName(placeholder)
        self.line.setClearButtonEnabled(True)
        self.line.addAction(QAction(icon("search"), "", self.line), QLineEdit.ActionPosition.LeadingPosition)
        self.line.setFixedWidth(metrics.px(_LINE_WIDTHS[0]))
        self.line.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
        self.line.installEventFilter(self)
        self._flow.addWidget(self.line)
        self.chips: dict[str, QPushButton] = {}
        self._pause = QTimer(self, singleShot=True, interval=_PAUSE_MS)
        self._pause.timeout.connect(self._tell)
        self.line.textChanged.connect(lambda _text: self._pause.start())
        self.set_chips(chips)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Leave more room for the chips where there is little."""
        super().resizeEvent(event)
        metrics = current_metrics()
        self.line.setFixedWidth(metrics.px(_LINE_WIDTHS[self.width() >= metrics.px(_WIDE)]))

    def set_chips(self, chips: Sequence[tuple[str, str]]) -> None:
        """Offer other chips; those that stay keep whether they are on."""
        on = self.on()
        while (item := self._flow.takeAt(1)) is not None:
            widget = item.widget()
            if widget is not None:
                widget.hide()
                widget.deleteLater()
        self.chips = {}
        for key, text in chips:
            chip = filter_chip(text)
            chip.setChecked(key in on)
            chip.toggled.connect(lambda on, key=key: self._on_chip(key, on))
            self._flow.addWidget(chip)
            self.chips[key] = chip

    def set_circles(self, circles: Sequence[tuple[str, str]]) -> None:
        """Offer, after the other chips, one for each of these circles: its filter and its name."""
        known = {key: chip for key, chip in self.chips.items() if key.startswith(CIRCLE)}
        if list(known) == [key for key, _name in circles]:
            return
        for key, chip in known.items():
            chip.setChecked(False)
            self._flow.removeWidget(chip)
            chip.hide()
            chip.deleteLater()
            del self.chips[key]
        for key, text in circles:
            chip = filter_chip(text)
            chip.setIcon(icon("lock", "muted", "on_accent_soft"))
            chip.setAccessibleName(_("Circle: {name}").format(name=text))
            chip.toggled.connect(lambda on, key=key: self._on_chip(key, on))
            self._flow.addWidget(chip)
            self.chips[key] = chip

    def words(self) -> str:
        """Give the words typed."""
        return self.line.text().strip()

    def on(self) -> frozenset[str]:
        """Give the chips that are on."""
        return frozenset(key for key, chip in self.chips.items() if chip.isChecked())

    def is_filtering(self) -> bool:
        """Say whether anything narrows the list."""
        return bool(self.words() or self.on())

    def clear(self) -> None:
        """Take everything off."""
        for chip in self.chips.values():
            chip.setChecked(False)
        self.line.clear()

    def start(self) -> None:
        """Put the keyboard into the line."""
        self.line.setFocus(Qt.FocusReason.ShortcutFocusReason)
        self.line.selectAll()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Go on to the list with Down or Enter; Escape clears, and goes on when there is nothing to clear."""
        if event.type() == QEvent.Type.KeyPress and isinstance(event, QKeyEvent):
            if event.key() in {Qt.Key.Key_Down, Qt.Key.Key_Return, Qt.Key.Key_Enter}:
                if self._pause.isActive():
                    self._pause.stop()
                    self._tell()
                self.left_downwards.emit()
                return True
            if event.key() == Qt.Key.Key_Escape:
                if self.line.text():
                    self.line.clear()
                else:
                    self.left_downwards.emit()
                return True
        return super().eventFilter(watched, event)

    def _on_chip(self, key: str, on: bool) -> None:
        """Switch the others off where only one may be on, then tell."""
        if on and self._one_chip:
            for other, chip in self.chips.items():
                same_field = other.partition("=")[0] == key.partition("=")[0]
                if other != key and same_field and chip.isChecked():
                    blocked = chip.blockSignals(True)
                    chip.setChecked(False)
                    chip.blockSignals(blocked)
        self._tell()

    def _tell(self) -> None:
        """Tell words and chips."""
        self.changed.emit(self.words(), self.on())


def filter_names(bar: FilterBar) -> str:
    """Name what narrows a list, for the sentence that nothing fits."""
    names = [chip.text() for chip in bar.chips.values() if chip.isChecked()]
    return ", ".join([*names, *([_("“{words}”").format(words=bar.words())] if bar.words() else [])])
