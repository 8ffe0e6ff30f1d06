"""The shared folder in two places: one quiet line below the table, and news that lie in it above."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QFrame, QHBoxLayout, QVBoxLayout, QWidget

from app.i18n import _, ngettext
from app.records.registry import Registry
from app.services.exchange.watching import News
from ui.rooms.exchange.sharing import Shared
from ui.rooms.exchange.words import deleted, news_from
from ui.theme.metrics import current_metrics
from ui.widgets.buttons import button
from ui.widgets.empty_state import IconBadge
from ui.widgets.labels import ElidedLabel, hairline, label, set_property


class SharedLine(QWidget):
    """Say little while there is nothing to say."""

    set_up_wanted = Signal()
    take_wanted = Signal()
    look_wanted = Signal(str)  # the file

    def __init__(self, registry: Registry) -> None:
        """Take what records are called."""
        super().__init__()
        self._registry = registry
        self._to_look: News | None = None
        metrics = current_metrics()
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addWidget(hairline())
        self.news_place = QWidget()
        """Where news are told; whoever shows the line puts it above the table, because they come first."""
        above = QVBoxLayout(self.news_place)
        above.setContentsMargins(metrics.px(16), 0, metrics.px(16), metrics.px(12))
        self.news = QFrame()
        self.news.setProperty("role", "banner")
        line = QHBoxLayout(self.news)
        line.setContentsMargins(metrics.px(12), metrics.px(6), metrics.px(8), metrics.px(6))
        line.setSpacing(metrics.px(12))
        line.addWidget(IconBadge("bundle", side=20, role="accent"))
        self.news_words = label("", "strong", wrap=True)
        line.addWidget(self.news_words, 1)
        self.take_button = button(_("Take them"), self.take_wanted.emit, kind="primary")
        self.look_button = button(_("Look into it…"), self._look)
        line.addWidget(self.take_button)
        line.addWidget(self.look_button)
        above.addWidget(self.news)
        row = QHBoxLayout()
        row.setContentsMargins(metrics.px(16), metrics.px(8), metrics.px(16), metrics.px(8))
        row.setSpacing(metrics.px(8))
        row.addWidget(IconBadge("folder", side=16, role="muted"), 0, Qt.AlignmentFlag.AlignVCenter)
        self.words = ElidedLabel("", "muted")
        row.addWidget(self.words, 1)
        self.set_up_button = button("", self.set_up_wanted.emit, kind="link")
        row.addWidget(self.set_up_button)
        column.addLayout(row)
        self.show_state(Shared())

    def show_state(self, state: Shared) -> None:
        """Show where the folder stands."""
        self.words.setText(_words(state))
        text = _("Set one up…") if state.choice is None else _("Shared folder…")
        self.set_up_button.setText(text)
        self.set_up_button.setAccessibleName(_("Set up a shared folder") if state.choice is None else text)
        ready = [news for news in state.sight.news if not news.asks]
        asking = next((news for news in state.sight.news if news.asks), None)
        self._to_look = (ready[0] if len(ready) == 1 else None) if ready else asking
        self.news_place.setVisible(bool(state.sight.news))
        self.take_button.setVisible(bool(ready))
        self.take_button.setText(ngettext("Take it", "Take them", len(ready)))
        self.take_button.setAccessibleName(self.take_button.text())
        self.look_button.setVisible(self._to_look is not None)
        set_property(self.news, "tone", "attention" if asking is not None and not ready else "")
        if ready:
            changing = [news for news in ready if news.records]
            self.news_words.setText(news_from(changing) if changing else _says_only(ready))
        elif asking is not None:
            taken = asking.taken
            text = _("{name}'s news would delete {n} records. Look into them first.")
            self.news_words.setText(text.format(name=taken.sender, n=f"{deleted(taken):n}"))
        self.news.setAccessibleName(self.news_words.text())

    def _look(self) -> None:
        """Ask to look into the one there is, or into what deletes much."""
        if self._to_look is not None:
            self.look_wanted.emit(str(self._to_look.file.path))


def _words(state: Shared) -> str:
    """Say which folder it is and when it was looked at."""
    if state.choice is None:
        return _("Do your laptops share a folder, by Syncthing or on a network drive? News can go over by it.")
    name = state.choice.path.name
    if state.gone:
        return _("The shared folder “{name}” is not there just now.").format(name=name)
    parts = [_("Shared folder “{name}”").format(name=name)]
    if state.looked_at is not None:
        parts.append(_("looked at {time}").format(time=state.looked_at.strftime("%H:%M")))
    if state.dropped:
        parts.append(_("news put there for {names}").format(names=", ".join(state.dropped)))
    return " · ".join(parts)


def _says_only(news: list[News]) -> str:
    """Say of bundles without changes what they are for."""
    names = ", ".join(dict.fromkeys(each.taken.sender for each in news))
    return _("{names} says what arrived there. It changes no record.").format(names=names)
