"""What was being written in the library when the vault was locked: it comes back, and says so above the page."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import partial

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QVBoxLayout, QWidget
from shiboken6 import isValid

from app.i18n import _
from app.services import unfinished
from app.services.unfinished import Rooms, UnfinishedText
from ui.frame.desk import Desk
from ui.theme.metrics import current_metrics
from ui.widgets.buttons import button
from ui.widgets.card.record_form import RecordForm
from ui.widgets.emptying import empty
from ui.widgets.flow import FlowLayout
from ui.widgets.notice import Notice

_ROOM = "library"
Values = Mapping[str, str | int | None]


class HalfWritten(QWidget):
    """Holds what came back until it is gone on with or let go, and knows what is being written now."""

    wanted = Signal(str)  # the key of what is to be gone on with

    def __init__(self, desk: Desk) -> None:
        """Ask for what was kept."""
        super().__init__()
        self._desk = desk
        self._known = False
        self._held: dict[str, UnfinishedText] = {}
        self._open: dict[str, Callable[[], UnfinishedText | None]] = {}
        metrics = current_metrics()
        self._lines = QVBoxLayout(self)
        self._lines.setContentsMargins(metrics.px(16), metrics.px(8), metrics.px(16), metrics.px(8))
        self.hide()
        desk.ask(unfinished.recall, self._show)

    def _show(self, rooms: Rooms) -> None:
        self._known = True
        self._held = {each.key: each for each in rooms.get(_ROOM, ())} | self._held
        self._fill()

    def _fill(self) -> None:
        empty(self._lines)
        for each in self._held.values():
            if each.key in self._open:
                continue
            go = button(
                _("Go on"), partial(self.wanted.emit, each.key), name=_("Go on: {words}").format(words=each.words)
            )
            words = _("Let it go: {words}").format(words=each.words)
            let_go = button(_("Let it go"), partial(self.let_go, each.key), kind="quiet")
            let_go.setAccessibleName(words)
            notice = Notice(_("You were writing when this was locked. {words}").format(words=each.words), icon="edit")
            row = FlowLayout(spacing=current_metrics().px(6))
            for one in (go, let_go):
                row.addWidget(one)
            self._lines.addWidget(notice)
            self._lines.addLayout(row)
        self.setVisible(self._lines.count() > 0)

    def of(self, key: str) -> Values:
        """Give what came back for a form; empty if nothing did."""
        held = self._held.get(key)
        return held.values if held is not None else {}

    def waits(self, key: str) -> bool:
        """Say whether something came back that nobody has gone on with yet."""
        return key in self._held and key not in self._open

    def begin(self, key: str, read: Callable[[], UnfinishedText | None]) -> None:
        """Note that something is being written, and how to read it when the vault is locked."""
        self._open[key] = read
        self._fill()

    def begin_form(self, key: str, words: str, form: RecordForm) -> None:
        """Note that a form is being filled in, if it is kept as something; what came back for it is put in."""
        if not key:
            return
        for name, value in self.of(key).items():
            if name in form.editors:
                form.editors[name].set_value(value)
        begun = _drafts(form)

        def read() -> UnfinishedText | None:
            if not isValid(form):  # Another form has taken its place.
                return None
            now = _drafts(form)
            return UnfinishedText(key, words, now) if now != begun or key in self._held else None

        self.begin(key, read)

    def let_go(self, key: str) -> None:
        """Forget it, because it was handed over or given up."""
        self._open.pop(key, None)
        if self._held.pop(key, None) is not None:
            kept = {_ROOM: tuple(self._held.values())}
            self._desk.ask(lambda vault: unfinished.keep(vault, kept), lambda _none: None)
        self._fill()

    def now(self) -> list[UnfinishedText] | None:
        """Give what is being written, and what waits to be gone on with; nothing before that is known."""
        if not self._known:
            return None
        writing = {key: found for key, read in self._open.items() if (found := read()) is not None}
        return list({**self._held, **writing}.values())


def _drafts(form: RecordForm) -> dict[str, str | int | None]:
    """Read what stands in the fields of a form, also what would not pass; other values than texts come from records."""
    found: dict[str, str | int | None] = {}
    for name, editor in form.editors.items():
        try:
            value = editor.draft()
        except ValueError:
            value = editor.value()
        if value is None or isinstance(value, str | int):
            found[name] = value
    return found
