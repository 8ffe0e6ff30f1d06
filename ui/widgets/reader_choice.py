"""Who may read what is made: a choice of circles, with the names of those who read the one that is chosen."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from PySide6.QtWidgets import QVBoxLayout, QWidget

from app.i18n import _, ngettext
from ui.theme.icons import icon as icon_of
from ui.theme.metrics import current_metrics
from ui.widgets.combo import ComboBox
from ui.widgets.labels import label

if TYPE_CHECKING:
    from app.services.members.circles import CircleChoice

_NAMED = 6


class ReaderChoice(QWidget):
    """Offers the circles that one may write in; for a part, first of all the circle in which its whole is."""

    def __init__(
        self, choices: Sequence[CircleChoice], chosen: str = "", *, whole: str | None = None, of: str = ""
    ) -> None:
        """Take the circles, which is chosen, in which the whole of a part is, and what that whole is called."""
        super().__init__()
        self._readers = {each.circle: each.readers for each in choices}
        self._whole = whole or ""
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(current_metrics().px(2))
        self.combo = ComboBox(_("Who may read it"))
        if whole is not None:
            self.combo.addItem(_as_the_whole(choices, whole, of), "")
        for each in choices:
            if each.may_write:
                self.combo.addItem(icon_of("group" if each.everyone else "lock"), each.words(), each.circle)
        self.combo.setCurrentIndex(max(self.combo.findData(chosen), 0))
        self.names = label("", "small", wrap=True)
        column.addWidget(self.combo)
        column.addWidget(self.names)
        self.setFocusProxy(self.combo)
        self.combo.currentIndexChanged.connect(lambda _place: self._say_names())
        self._say_names()

    def circle(self) -> str:
        """Give the circle chosen; empty for that of the whole."""
        return str(self.combo.currentData() or "")

    def words(self) -> str:
        """Give the choice in words."""
        return self.combo.currentText()

    def _say_names(self) -> None:
        names = self._readers.get(self.circle() or self._whole, ())
        text = ", ".join(names[:_NAMED])
        if (rest := len(names) - _NAMED) > 0:
            text = ngettext("{names} and {n} other", "{names} and {n} others", rest).format(names=text, n=rest)
        said = _("Read by {names}.").format(names=text) if names else ""
        self.names.setText(said)
        self.names.setVisible(bool(said))
        self.combo.setAccessibleDescription(said)


def is_choice(choices: Sequence[CircleChoice]) -> bool:
    """Say whether there is anything to choose from."""
    return len(choices) > 1 and any(each.may_write for each in choices)


def _as_the_whole(choices: Sequence[CircleChoice], circle: str, of: str) -> str:
    """Say in which circle a part will be if nothing else is chosen."""
    words = next((each.words() for each in choices if each.circle == circle), "")
    if words and of:
        return _("As the {whole}: {circle}").format(whole=of, circle=words)
    return _("Whoever reads the whole card")
