"""Making a bundle: for whom, what is in it, where to put it, and what to do with it then."""

from __future__ import annotations

import datetime
from collections.abc import Callable, Sequence
from pathlib import Path

from PySide6.QtCore import Qt, QUrl, Signal
from PySide6.QtGui import QDesktopServices
from PySide6.QtWidgets import QCheckBox, QFrame, QHBoxLayout, QVBoxLayout, QWidget

from app.i18n import N_, _, ngettext
from app.services.exchange.exchange import Made, Peer
from app.services.exchange.handing import HandedOut
from ui.rooms.exchange.peers import role_name
from ui.rooms.exchange.words import without_news
from ui.theme.icons import icon
from ui.theme.metrics import current_metrics
from ui.widgets.buttons import button
from ui.widgets.emptying import empty
from ui.widgets.labels import ElidedLabel, label
from ui.widgets.segmented import Segmented
from ui.widgets.task_page import TaskPage

FILE, STICK, CODES = "file", "stick", "codes"
_WAYS = {FILE: N_("One file"), STICK: N_("A file for each"), CODES: N_("Codes on the screen")}
_WAY_WORDS = {
    FILE: N_("One encrypted file that all of them can open. For a messenger, a stick, a shared folder."),
    STICK: N_("A folder with one encrypted file for each laptop. For a stick that goes round."),
    CODES: N_("This screen shows QR codes one after the other, and another laptop reads them. For a few changes."),
}
_BUTTON_WORDS = {FILE: N_("Save the bundle…"), STICK: N_("Choose the folder…"), CODES: N_("Show the codes")}
_BUTTON_ICONS = {FILE: "save", STICK: "folder", CODES: "qr"}


class PeerTick(QFrame):
    """One laptop to tick."""

    def __init__(self, peer: Peer, now: datetime.datetime) -> None:
        """Write whose it is and what it lacks."""
        super().__init__()
        self.peer = peer
        self.setProperty("role", "entry")
        metrics = current_metrics()
        line = QHBoxLayout(self)
        line.setContentsMargins(0, metrics.px(6), 0, metrics.px(6))
        line.setSpacing(metrics.px(12))
        name = _("{name} (your other laptop)").format(name=peer.name) if peer.mine else peer.name
        news = without_news(peer, now)
        self.tick = QCheckBox(name)
        self.tick.setAccessibleName(f"{name}, {news}")
        line.addWidget(self.tick)
        line.addWidget(label(role_name(peer.role), "pill"))
        line.addStretch()
        line.addWidget(label(news, "muted"))


class MakePage(TaskPage):
    """Ticks for whom; then the file is made, saved, and its way explained."""

    make_wanted = Signal(list, str)  # devices, the way
    save_wanted = Signal(object)  # Made, once more
    done_wanted = Signal()

    def __init__(self, now: Callable[[], datetime.datetime]) -> None:
        """Take the clock."""
        super().__init__(_("Make a bundle"))
        self._now = now
        self._ticks: list[PeerTick] = []
        self._made: Made | None = None
        self._place: Path | None = None
        metrics = current_metrics()
        self._choice = QWidget()
        column = QVBoxLayout(self._choice)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        head = QHBoxLayout()
        head.addWidget(label(_("For whom"), "section"), 1)
        self.all_button = button(_("All"), lambda: self._tick_all(True), kind="link", name=_("Tick everybody"))
        self.none_button = button(_("None"), lambda: self._tick_all(False), kind="link", name=_("Tick nobody"))
        head.addWidget(self.all_button)
        head.addWidget(self.none_button)
        column.addLayout(head)
        self._list = QVBoxLayout()
        self._list.setSpacing(0)
        column.addLayout(self._list)
        column.addSpacing(metrics.px(20))
        column.addWidget(label(_("How"), "section"))
        column.addSpacing(metrics.px(8))
        self.way = Segmented([(way, _(text)) for way, text in _WAYS.items()], _("How"))
        self.way.set_value(FILE)
        self.way.chosen.connect(lambda _way: self._say_way())
        column.addWidget(self.way)
        column.addSpacing(metrics.px(6))
        self.way_words = label("", "muted", wrap=True)
        column.addWidget(self.way_words)
        self._offer_everything(column)
        self.body.addWidget(self._choice)
        self._result = QWidget()
        saved = QVBoxLayout(self._result)
        saved.setContentsMargins(0, 0, 0, 0)
        saved.setSpacing(metrics.px(8))
        self.saved_as = ElidedLabel("", "muted")
        self.next = label("", wrap=True)
        saved.addWidget(self.next)
        saved.addWidget(self.saved_as)
        self.body.addWidget(self._result)
        self.make_button = button(_("Save the bundle…"), self._make, kind="primary", icon="save")
        self.done_button = button(_("Done"), self.done_wanted.emit, kind="primary")
        self.folder_button = button(_("Show the folder"), self._show_folder, icon="folder")
        self.again_button = button(_("Save it elsewhere too…"), self._again)
        self.offer(self.make_button, self.done_button, self.again_button, self.folder_button)
        self._show_result(False)

    def _offer_everything(self, column: QVBoxLayout) -> None:
        """Put the tick for a bundle of everything below the ways, and say what it is for."""
        self.everything = QCheckBox(_("Everything, whatever they have said they have"))
        self.everything.setAccessibleName(self.everything.text())
        self.everything.toggled.connect(lambda _on: self._count())
        use = _("For a laptop that lacks something all the same, as after a restored backup. Larger, and does no harm.")
        column.addSpacing(current_metrics().px(16))
        column.addWidget(self.everything)
        column.addWidget(label(use, "muted", wrap=True))

    def show_peers(self, peers: Sequence[Peer], only: str = "", *, everything: bool = False) -> None:
        """Offer the laptops; all are ticked unless the bundle is meant for one."""
        self.everything.setChecked(everything)
        self._made, self._place = None, None
        self.choose_way(FILE)
        self._show_result(False)
        self.banner.dismiss()
        empty(self._list)
        self._ticks = [PeerTick(peer, self._now()) for peer in peers]
        for each in self._ticks:
            each.tick.setChecked(not only or each.peer.device == only)
            each.tick.toggled.connect(lambda _on: self._count())
            self._list.addWidget(each)
        self._count()

    def ticked(self) -> list[Peer]:
        """Give those for whom the bundle is."""
        return [each.peer for each in self._ticks if each.tick.isChecked()]

    def show_saved(self, made: Made, path: Path) -> None:
        """Say what was made, and what to do with it now."""
        self._made, self._place = made, path.parent
        self.set_busy(False)
        names = _(" and ").join(_listed(made.recipients))
        self.say(_("The bundle is ready"))
        self.saved_as.setText(f"{path}  ({_size(len(made.data))})")
        self.next.setText(
            _(
                "Now hand the file to {names}: on a stick, in a shared folder, or through any messenger. Nobody else "
                "can open it. They drag it onto their window. When a bundle of theirs comes back, this laptop knows "
                "what arrived."
            ).format(names=names)
        )
        self._show_result(True)
        self.done_button.setFocus(Qt.FocusReason.OtherFocusReason)

    def show_handed_out(self, out: HandedOut) -> None:
        """Say what lies in the folder, and what to do with it now."""
        self._made, self._place = None, out.folder
        self.set_busy(False)
        count = len(out.handed)
        self.say(ngettext("{n} bundle is in the folder", "{n} bundles are in the folder", count).format(n=f"{count:n}"))
        self.saved_as.setText(f"{out.folder}  ({_size(out.size)})")
        self.next.setText(
            _(
                "One for each laptop of {names}. The names of the files say nothing, and each laptop finds its own: "
                "hand the stick round, and let everybody drag the folder onto their window."
            ).format(names=_(" and ").join(_listed(out.recipients)))
        )
        self._show_result(True)
        self.again_button.hide()
        self.done_button.setFocus(Qt.FocusReason.OtherFocusReason)

    def set_busy(self, busy: bool) -> None:
        """Let nothing be asked for twice."""
        self.make_button.setEnabled(not busy and bool(self.ticked()))
        self.again_button.setEnabled(not busy)

    def start(self) -> None:
        """Put the keyboard on the one thing to do."""
        (self.make_button if self.make_button.isVisible() else self.done_button).setFocus(
            Qt.FocusReason.OtherFocusReason
        )

    def _count(self) -> None:
        """Say what goes in."""
        chosen = self.ticked()
        self.make_button.setEnabled(bool(chosen))
        most = max((peer.operations_lacking for peer in chosen), default=0)
        if not chosen:
            self.note.setText(_("Tick at least one."))
        elif self.everything.isChecked():
            self.note.setText(_("All that they may read goes in, with the files."))
        elif most:
            self.note.setText(ngettext("{n} change goes in", "{n} changes go in", most).format(n=f"{most:n}"))
        else:
            self.note.setText(_("No changes; it tells them what you have."))

    def _tick_all(self, on: bool) -> None:
        """Tick all or none."""
        for each in self._ticks:
            each.tick.setChecked(on)

    def _make(self) -> None:
        """Ask for the bundle, once."""
        self.set_busy(True)
        self.banner.dismiss()
        self.make_wanted.emit([peer.device for peer in self.ticked()], str(self.way.value()))

    def _again(self) -> None:
        """Save the same bundle in another place."""
        if self._made is not None:
            self.save_wanted.emit(self._made)

    def _show_folder(self) -> None:
        """Open the folder in which the bundle is."""
        if self._place is not None:
            QDesktopServices.openUrl(QUrl.fromLocalFile(str(self._place)))

    def choose_way(self, way: str) -> None:
        """Choose how it goes over."""
        self.way.set_value(way)
        self._say_way()

    def _say_way(self) -> None:
        """Say what the way is for."""
        way = str(self.way.value())
        self.way_words.setText(_(_WAY_WORDS[way]))
        self.make_button.setText(_(_BUTTON_WORDS[way]))
        self.make_button.setAccessibleName(self.make_button.text())
        self.make_button.setIcon(icon(_BUTTON_ICONS[way], "on_accent"))

    def _show_result(self, shown: bool) -> None:
        """Show what was made, or what is to be chosen."""
        if not shown:
            self.say(
                _("Make a bundle"),
                _(
                    "What the others have not said they have, encrypted. A bundle that gets lost does no harm: the "
                    "next one holds it too."
                ),
            )
        self._choice.setVisible(not shown)
        self._result.setVisible(shown)
        self.note.setVisible(not shown)
        self.make_button.setVisible(not shown)
        for each in (self.done_button, self.again_button, self.folder_button):
            each.setVisible(shown)


def _listed(names: Sequence[str]) -> list[str]:
    """Join all names but the last by commas."""
    unique = list(dict.fromkeys(names))
    return [", ".join(unique[:-1]), unique[-1]] if len(unique) > 1 else unique


def _size(count: int) -> str:
    """Write a file's size."""
    return _("{n} kB").format(n=f"{-(-count // 1024):n}")
