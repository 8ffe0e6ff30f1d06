"""A set of short words, each with a way to take it out, and a line to put another in."""

from __future__ import annotations

from collections.abc import Sequence
from typing import cast

from PySide6.QtCore import QEvent, QObject, QStringListModel, Qt
from PySide6.QtGui import QFocusEvent, QKeyEvent
from PySide6.QtWidgets import QCompleter, QFrame, QLineEdit, QListView

from app.i18n import _
from app.records.attributes import Attribute
from app.records.kinds import Value
from app.records.lists import Several, Tags
from ui.theme.metrics import current_metrics
from ui.widgets.chip import Chip
from ui.widgets.editors.base import EMPTY, Editor
from ui.widgets.editors.sources import Sources
from ui.widgets.flow import FlowLayout
from ui.widgets.labels import set_property

# The line asks for room only while something is typed into it, so that chips do not leave an empty line below them.
_RESTING, _TYPING = 8, 80


class TagsEditor(Editor):
    """Enter or a comma puts a word in, Backspace in the empty line takes the last one out."""

    def __init__(self, attribute: Attribute, sources: Sources, *, place: str = "card") -> None:
        """Take where to learn which words are in use."""
        super().__init__(attribute, place=place)
        self._kind = cast("Tags", attribute.kind)
        self._sources = sources
        self._members: list[str] = []
        self.chips: list[Chip] = []
        self.frame = QFrame()
        self.frame.setProperty("role", "field")
        self._flow = FlowLayout(self.frame, spacing=4)
        self._flow.setContentsMargins(4, 3, 4, 3)
        self.frame.setMinimumHeight(current_metrics().px(32))
        self.line = QLineEdit()
        self.line.setProperty("place", "bare")
        self.line.setAccessibleName(_("Add to {label}").format(label=_(attribute.label)))
        self.line.setMinimumWidth(current_metrics().px(_RESTING))
        self._words = QStringListModel(self)
        completer = QCompleter(self._words, self)
        completer.setCaseSensitivity(Qt.CaseSensitivity.CaseInsensitive)
        completer.setFilterMode(Qt.MatchFlag.MatchContains)
        view = QListView()
        view.setProperty("role", "options")
        completer.setPopup(view)
        completer.activated.connect(self._add)
        self.line.setCompleter(completer)
        self.line.textEdited.connect(self._on_typed)
        self._flow.addWidget(self.line)
        self.put(self.frame)
        self.setFocusProxy(self.line)
        self.watch(self.line)
        self._suggest("")

    def show_value(self, value: Value) -> None:
        """Make a chip of each member."""
        self._members = list(value) if isinstance(value, list) else []
        for chip in self.chips:
            self._flow.removeWidget(chip)
            chip.hide()
            chip.deleteLater()
        self.chips = []
        for place, member in enumerate(self._members):
            chip = Chip(self._kind.label(member))
            chip.removed.connect(lambda member=member: self._remove(member))
            self._flow.insert(place, chip)
            self.chips.append(chip)
        self.line.clear()
        self.line.setPlaceholderText("" if self._members else EMPTY if self.place == "card" else _("Add"))

    def draft(self) -> Value:
        """Give the members with what stands in the line."""
        typed = [part for part in self.line.text().split(",") if part.strip()]
        return cast("Value", self._kind.check([*self._members, *typed]))

    def complain(self, sentence: str) -> None:
        """Mark the frame instead of the line."""
        super().complain(sentence)
        set_property(self.frame, "wrong", "true" if sentence else "false")

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Show the ring around the whole, and listen for Backspace and comma."""
        if watched is self.line:
            if isinstance(event, QFocusEvent):
                set_property(self.frame, "active", "true" if event.gotFocus() else "false")
                self.line.setMinimumWidth(current_metrics().px(_TYPING if event.gotFocus() else _RESTING))
            if event.type() == QEvent.Type.KeyPress and isinstance(event, QKeyEvent):
                if event.key() == Qt.Key.Key_Backspace and not self.line.text() and self._members:
                    self._remove(self._members[-1])
                    return True
                if event.key() == Qt.Key.Key_Comma:
                    self.touched()
                    self.commit()
                    return True
        return super().eventFilter(watched, event)

    def _on_typed(self, text: str) -> None:
        """Ask for words that fit."""
        self.touched()
        self._suggest(text)

    def _suggest(self, text: str) -> None:
        """Offer the kind's own words, or those in use."""
        if isinstance(self._kind, Several):
            self._words.setStringList([_(label) for label in self._kind.options.values()])
        else:
            self._sources.suggest(self.attribute.name, text, self._take_words)

    def _take_words(self, words: Sequence[str]) -> None:
        """Put the words in use into the list."""
        self._words.setStringList(list(words))

    def _add(self, word: str) -> None:
        """Put a suggested word in."""
        self.line.setText(word)
        self.touched()
        self.commit()

    def _remove(self, member: str) -> None:
        """Take a member out."""
        pending = self.line.text()
        self._members = [each for each in self._members if each != member]
        self.line.clear()
        self.touched()
        if self.commit():
            self.line.setText(pending)
        self.line.setFocus(Qt.FocusReason.OtherFocusReason)
