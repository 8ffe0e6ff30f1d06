"""Another record, found by typing a part of its name."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import cast

from PySide6.QtCore import Qt, QTimer
from PySide6.QtGui import QAction, QStandardItem, QStandardItemModel
from PySide6.QtWidgets import QCompleter, QLineEdit, QListView

from app.i18n import _
from app.records.absence import AbsentTitle, not_here
from app.records.attributes import Attribute
from app.records.kinds import Reference, Value
from ui.theme.icons import icon
from ui.widgets.editors.base import EMPTY, Editor
from ui.widgets.editors.elided import ElidedLine
from ui.widgets.editors.sources import RecordOption, Sources

_PAUSE_MS = 60


class ReferenceEditor(Editor):
    """A line with a list of records below it while typing; the button goes to the record."""

    def __init__(self, attribute: Attribute, sources: Sources, *, place: str = "card") -> None:
        """Take where to look for records."""
        super().__init__(attribute, place=place)
        self._kind = cast("Reference", attribute.kind)
        self._sources = sources
        self._titles: dict[str, str] = {}
        self._chosen: str | None = None
        self._asked = 0
        self.line = ElidedLine()
        self.line.setPlaceholderText(_("Type to find") if place == "form" else EMPTY)
        self.found = QStandardItemModel(self)
        completer = QCompleter(self.found, self)
        completer.setCompletionMode(QCompleter.CompletionMode.UnfilteredPopupCompletion)
        self.offered = QListView()
        self.offered.setProperty("role", "options")
        self.offered.setAccessibleName(_(attribute.label))
        completer.setPopup(self.offered)
        completer.setWidget(self.line)
        completer.activated.connect(self._on_chosen)
        self.completer = completer
        self._pause = QTimer(self, singleShot=True, interval=_PAUSE_MS)
        self._pause.timeout.connect(self._ask)
        self.line.textEdited.connect(self._on_typed)
        self._go = QAction(icon("forward"), _("Open"), self)
        self._go.triggered.connect(self._open)
        self.line.addAction(self._go, QLineEdit.ActionPosition.TrailingPosition)
        self._go.setVisible(False)
        self.put(self.line)
        self.watch(self.line)

    def set_titles(self, titles: Mapping[str, str]) -> None:
        """Learn what records are called, before the value is shown."""
        self._titles.update(titles)
        if not self.is_drafting():
            self.show_value(self.value())

    def show_value(self, value: Value) -> None:
        """Write the record's title."""
        self._chosen = value if isinstance(value, str) else None
        title = self._titles.get(self._chosen, not_here()) if self._chosen else ""
        self.line.setText(title)
        self.line.setCursorPosition(0)
        here = self._chosen is not None and not isinstance(title, AbsentTitle)
        self._go.setVisible(here and self.place == "card")

    def draft(self) -> Value:
        """Give the chosen record, or the only one that is called what was typed."""
        text = self.line.text().strip()
        if not text:
            return None
        if self._chosen and text == self._titles.get(self._chosen):
            return self._chosen
        same = [item for item in self._options() if item.title.casefold() == text.casefold()]
        if len(same) == 1:
            self._titles[same[0].id] = same[0].title
            return same[0].id
        raise ValueError(_("Choose one from the list that opens while you type, or leave this empty."))

    def _on_typed(self) -> None:
        """Look for what was typed, a moment after the last key."""
        self.touched()
        self._pause.start()

    def _ask(self) -> None:
        """Ask for records; an answer to an older question is dropped."""
        self._asked += 1
        number = self._asked
        words = self.line.text().strip()
        self._sources.find(self._kind.target, words, lambda found: self._show(number, found))

    def _show(self, number: int, found: Sequence[RecordOption]) -> None:
        """Open the list."""
        if number != self._asked:
            return
        self.found.clear()
        for option in found:
            item = QStandardItem(f"{option.title}  ·  {option.context}" if option.context else option.title)
            item.setData(option, Qt.ItemDataRole.UserRole)
            item.setEditable(False)
            self.found.appendRow(item)
        words = " ".join(self.line.text().split())
        if words and self._kind.target in self._sources.makes:
            self._offer_new(words)
        elif not found:
            nothing = QStandardItem(_("Nothing found"))
            nothing.setEnabled(False)
            self.found.appendRow(nothing)
        if self.line.hasFocus():
            self.completer.complete()

    def _offer_new(self, words: str) -> None:
        """Offer to add what is not there yet, unless there is one of that very name."""
        if not any(option.title.casefold() == words.casefold() for option in self._options()):
            item = QStandardItem(_("Add “{name}”").format(name=words))
            item.setData(words, Qt.ItemDataRole.UserRole)
            item.setEditable(False)
            self.found.appendRow(item)

    def _options(self) -> list[RecordOption]:
        """Give what the list offers now."""
        items = (self.found.item(row).data(Qt.ItemDataRole.UserRole) for row in range(self.found.rowCount()))
        return [item for item in items if isinstance(item, RecordOption)]

    def _on_chosen(self, _text: str) -> None:
        """Commit what was chosen; the line of the list is asked, since two records may be called the same."""
        option = self.offered.currentIndex().data(Qt.ItemDataRole.UserRole)
        if isinstance(option, RecordOption):
            self.choose(option)
        elif isinstance(option, str):
            self._sources.make(self._kind.target, option, self.choose)

    def choose(self, option: RecordOption) -> None:
        """Take a record and commit it."""
        self._titles[option.id] = option.title
        self._chosen = option.id
        self.line.setText(option.title)
        self.touched()
        self.commit()

    def _open(self) -> None:
        """Go to the record."""
        if self._chosen:
            self._sources.open(self._kind.target, self._chosen)
