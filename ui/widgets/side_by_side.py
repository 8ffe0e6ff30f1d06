"""List at the leading side, card at the trailing side; the sizes stay as the person set them."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QSplitter, QStackedWidget, QWidget

from ui.theme.metrics import current_metrics

_LIST_LEAST, _CARD_LEAST = 280, 280
_SHARES = (58, 42)


class SideBySide(QSplitter):
    """Shows the card, or a hint in its place while nothing is chosen."""

    resized = Signal(list)  # sizes in pixels, for whoever remembers them

    def __init__(
        self, left: QWidget, right: QWidget, *, hint: QWidget | None = None, parent: QWidget | None = None
    ) -> None:
        """Take both sides."""
        super().__init__(Qt.Orientation.Horizontal, parent)
        metrics = current_metrics()
        self.setChildrenCollapsible(False)
        self.setHandleWidth(1)
        left.setMinimumWidth(metrics.px(_LIST_LEAST))
        right.setMinimumWidth(metrics.px(_CARD_LEAST))
        self.left, self.right = left, right
        self._right = QStackedWidget()
        self._hint = hint
        self.addWidget(left)
        self.addWidget(self._right)
        self._right.addWidget(right)
        if hint is not None:
            self._right.addWidget(hint)
        for place, share in enumerate(_SHARES):
            self.setStretchFactor(place, share)
        self.setSizes([share * 10 for share in _SHARES])
        self.splitterMoved.connect(lambda _x, _number: self.resized.emit(self.sizes()))
        self.show_card(False)

    def show_card(self, shown: bool) -> None:
        """Show the card, or the hint."""
        if self._hint is not None:
            self._right.setCurrentWidget(self.right if shown else self._hint)
        else:
            self._right.setVisible(shown)

    def card_is_shown(self) -> bool:
        """Say whether the card is in sight."""
        return self._right.currentWidget() is self.right and not self._right.isHidden()

    def restore(self, sizes: Sequence[int]) -> None:
        """Set the sizes that were remembered."""
        if len(sizes) == len(_SHARES) and all(size > 0 for size in sizes):
            self.setSizes(list(sizes))
