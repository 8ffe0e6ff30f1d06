"""The card on which one sets how careful the window is on this computer."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from typing import Any

from PySide6.QtCore import Qt
from PySide6.QtGui import QKeySequence
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from app.i18n import _, ngettext
from app.services.settings.caution import Caution
from app.services.settings.laptop import COVERINGS, LAPTOP_SETTINGS
from ui.guard.panic_key import PANIC_KEY
from ui.theme.metrics import current_metrics
from ui.widgets.combo import ComboBox
from ui.widgets.labels import hairline, label

_MINUTES = (1, 2, 3, 5, 10, 15, 20, 30, 45, 60)
_SECONDS = (10, 20, 30, 60, 120, 300)


class SettingsCard(QWidget):
    """What is chosen holds at once. The card knows nothing of vaults: this is kept for the computer."""

    def __init__(self, caution: Caution, choose: Callable[[Caution], object]) -> None:
        """Show what holds now; `choose` is called with every change."""
        super().__init__()
        self._caution, self._choose = caution, choose
        self.setAccessibleName(_("On this computer"))
        metrics = current_metrics()
        self.setMaximumWidth(metrics.px(800))
        self._lines = QVBoxLayout(self)
        self._lines.setContentsMargins(0, 0, 0, 0)
        self._lines.setSpacing(metrics.px(12))
        self._lines.addWidget(label(_("On this computer"), "heading"))
        keys = _("{panic} hides everything and locks at once, wherever you are. {cover} covers the page.")
        self._lines.addWidget(
            label(keys.format(panic=_native(PANIC_KEY), cover=_native("Ctrl+Shift+H")), "muted", wrap=True)
        )
        self.idle = self._choice(
            "idle_minutes",
            [(each, _minutes(each)) for each in _with(_MINUTES, caution.idle_minutes)],
            caution.idle_minutes,
            lambda value: replace(self._caution, idle_minutes=value),
        )
        self.covering = self._choice(
            "covering",
            [(code, _(text)) for code, text in COVERINGS.items()],
            caution.covering,
            lambda value: replace(self._caution, covering=value),
        )
        self.seconds = self._choice(
            "clipboard_seconds",
            [
                *((each, _seconds(each)) for each in _with(_SECONDS, caution.clipboard_seconds)),
                (0, _("Never")),
            ],
            caution.clipboard_seconds,
            lambda value: replace(self._caution, clipboard_seconds=value),
        )

    def _choice(
        self,
        setting: str,
        options: Sequence[tuple[object, str]],
        now: object,
        changed: Callable[[Any], Caution],
    ) -> ComboBox:
        """Add a line: what it is and why at the leading side, the choice at the trailing one."""
        declared = next(each for each in LAPTOP_SETTINGS if each.name == setting)
        name, why = _(declared.label), _(declared.help)
        metrics = current_metrics()
        self._lines.addWidget(hairline())
        line = QHBoxLayout()
        line.setSpacing(metrics.px(24))
        words = QVBoxLayout()
        words.setSpacing(metrics.px(2))
        words.addWidget(label(name, "strong", wrap=True))
        words.addWidget(label(why, "muted", wrap=True))
        line.addLayout(words, 1)
        combo = ComboBox(name)
        combo.setAccessibleDescription(why)
        for value, text in options:
            combo.addItem(text, value)
        combo.setCurrentIndex(combo.findData(now))
        combo.setFixedWidth(metrics.px(300))
        combo.currentIndexChanged.connect(lambda _number: self._on_chosen(changed(combo.currentData())))
        line.addWidget(combo, 0, Qt.AlignmentFlag.AlignTop)
        self._lines.addLayout(line)
        return combo

    def _on_chosen(self, caution: Caution) -> None:
        """Hand a choice on."""
        self._caution = caution
        self._choose(caution)


def _with(usual: Sequence[int], now: int) -> list[int]:
    """Offer what is usual and what holds now."""
    return sorted({*usual, now} - {0})


def _minutes(number: int) -> str:
    return ngettext("{n} minute", "{n} minutes", number).format(n=number)


def _seconds(number: int) -> str:
    if number % 60 == 0:
        return _minutes(number // 60)
    return ngettext("{n} second", "{n} seconds", number).format(n=number)


def _native(keys: str) -> str:
    """Write keys as this system does."""
    return QKeySequence(keys).toString(QKeySequence.SequenceFormat.NativeText)
