"""What the whole group has agreed on: every setting that is declared, its value, and who said it."""

from __future__ import annotations

import datetime
from collections.abc import Callable, Mapping, Sequence
from itertools import groupby

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QCompleter, QHBoxLayout, QLabel, QLineEdit, QVBoxLayout, QWidget

from app.i18n import _
from app.services.records.records import HistoryEntry
from app.services.settings.group import Agreed
from ui.rooms.members.layout import sentence
from ui.theme.metrics import current_metrics
from ui.widgets.buttons import button
from ui.widgets.card.times import when
from ui.widgets.editors.base import Editor
from ui.widgets.editors.make import editor_for
from ui.widgets.editors.sources import Sources
from ui.widgets.labels import hairline, label

_EDITOR, _STEPS = 300, 5


class AgreedLine(QWidget):
    """One setting: what it is at the leading side, its editor at the trailing one, below it who said it."""

    committed = Signal(str, object)

    def __init__(self, agreed: Agreed, sources: Sources, now: Callable[[], datetime.datetime], offer: str) -> None:
        """Take the setting, and what this computer would offer for it (empty: nothing)."""
        super().__init__()
        setting, metrics = agreed.setting, current_metrics()
        self.name, self._now, self._offer = setting.name, now, offer
        line = QHBoxLayout(self)
        line.setContentsMargins(0, metrics.px(10), 0, metrics.px(10))
        line.setSpacing(metrics.px(24))
        words = QVBoxLayout()
        words.setSpacing(metrics.px(2))
        words.addWidget(label(_(setting.label), "strong", wrap=True))
        if setting.help:
            words.addWidget(sentence(_(setting.help), "muted"))
        self.said = sentence("", "small")
        words.addWidget(self.said)
        words.addStretch()
        line.addLayout(words, 1)
        trailing = QVBoxLayout()
        trailing.setSpacing(metrics.px(4))
        self.editor: Editor = editor_for(setting.attribute(), sources, place="form")
        self.editor.setFixedWidth(metrics.px(_EDITOR))
        self.editor.committed.connect(lambda value: self.committed.emit(self.name, value))
        if (suggested := list(setting.suggest())) and (edit := self.editor.findChild(QLineEdit)) is not None:
            completer = QCompleter(suggested, self)
            completer.setCaseSensitivity(Qt.CaseSensitivity.CaseInsensitive)
            completer.setFilterMode(Qt.MatchFlag.MatchContains)
            completer.activated.connect(lambda _text: self.editor.check())
            edit.setCompleter(completer)
        trailing.addWidget(self.editor)
        self.take = button(_("Take {value}, as on this computer").format(value=offer), self._take, kind="link")
        trailing.addWidget(self.take, 0, Qt.AlignmentFlag.AlignLeading)
        trailing.addStretch()
        line.addLayout(trailing)
        self.show_agreed(agreed)

    def show_agreed(self, agreed: Agreed) -> None:
        """Show what holds, and who said it when."""
        self.editor.set_value(agreed.value)
        self.take.setVisible(bool(self._offer) and agreed.value != self._offer)
        words = self._words(agreed.steps) if agreed.steps else _("Nobody has said yet.")
        self.said.setText(words)
        self.said.setVisible(bool(agreed.steps) or agreed.value is not None)

    def _take(self) -> None:
        self.committed.emit(self.name, self._offer)

    def _words(self, steps: Sequence[HistoryEntry]) -> str:
        """Say the newest first."""
        now = self._now()
        told = [
            _("{who}, {when}: {value}").format(who=each.who, when=when(each.at, now), value=each.after or _("as usual"))
            for each in steps[:_STEPS]
        ]
        return "\n".join(told)


class AgreedCard(QWidget):
    """All settings below each other, in the sections that capabilities declare."""

    changed = Signal(str, object)

    def __init__(self, sources: Sources, now: Callable[[], datetime.datetime], offers: Mapping[str, str]) -> None:
        """Take where editors ask, the clock, and what this computer would offer."""
        super().__init__()
        self._sources, self._now, self._offers = sources, now, offers
        self.lines: dict[str, AgreedLine] = {}
        self.setAccessibleName(_("What the group has agreed on"))
        self._layout = QVBoxLayout(self)
        self._layout.setContentsMargins(0, 0, 0, 0)
        self._layout.setSpacing(0)

    def show_all(self, found: Sequence[Agreed]) -> None:
        """Show what holds; the lines are made once, so that what is being typed stays."""
        if not self.lines:
            ordered = sorted(found, key=lambda each: [one.setting.section for one in found].index(each.setting.section))
            for section, group in groupby(ordered, key=lambda each: each.setting.section):
                self._add_section(section, list(group))
        for each in found:
            self.lines[each.setting.name].show_agreed(each)

    def start(self) -> None:
        """Put the keyboard on the first of them."""
        for line in self.lines.values():
            line.editor.setFocus(Qt.FocusReason.OtherFocusReason)
            return

    def complain(self, name: str, sentence: str) -> None:
        """Say below a setting what is wrong with it."""
        self.lines[name].editor.complain(sentence)

    def _add_section(self, section: str, group: Sequence[Agreed]) -> None:
        heading: QLabel = label(_(section), "heading")
        if self.lines:
            self._layout.addSpacing(current_metrics().px(16))
        self._layout.addWidget(heading)
        if not self.lines:
            self._layout.addWidget(
                sentence(_("These hold on every laptop of the group; who said what is kept."), "muted")
            )
        self._layout.addSpacing(current_metrics().px(8))
        for each in group:
            self._layout.addWidget(hairline())
            line = AgreedLine(each, self._sources, self._now, self._offers.get(each.setting.name, ""))
            line.committed.connect(self.changed.emit)
            self.lines[each.setting.name] = line
            self._layout.addWidget(line)
