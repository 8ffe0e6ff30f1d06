"""What an import brought under names of its own: a name and a value on each line."""

from __future__ import annotations

from typing import cast

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QGridLayout, QLineEdit, QToolButton, QWidget

from app.i18n import _
from app.records.attributes import Attribute
from app.records.extra_names import with_raw
from app.records.kinds import Value
from ui.theme.metrics import current_metrics
from ui.widgets.buttons import button, icon_button
from ui.widgets.editors.base import Editor
from ui.widgets.labels import ElidedLabel


class ExtrasEditor(Editor):
    """Each line is committed when it is left; the whole is what is committed, because names belong together."""

    def __init__(self, attribute: Attribute, *, place: str = "card") -> None:
        """Start without lines."""
        super().__init__(attribute, place=place)
        self.box = QWidget()
        self._grid = QGridLayout(self.box)
        self._grid.setContentsMargins(0, 0, 0, 0)
        self._grid.setHorizontalSpacing(4)
        self._grid.setVerticalSpacing(0)
        self._grid.setColumnStretch(1, 1)
        self.lines: dict[str, QLineEdit] = {}
        self._cells: list[QWidget] = []
        self.name_line = QLineEdit()
        self.name_line.setPlaceholderText(_("Name"))
        self.name_line.setAccessibleName(_("Name of the new line"))
        self.value_line = QLineEdit()
        self.value_line.setPlaceholderText(_("Value"))
        self.value_line.setAccessibleName(_("Value of the new line"))
        self.add = button(_("Add a line"), self._open_new, kind="link", icon="add")
        for line in (self.name_line, self.value_line):
            line.textEdited.connect(self.touched)
            line.hide()
        self.watch(self.value_line)
        self.put(self.box)
        self.setFocusProxy(self.add)
        self.show_value(None)

    def show_value(self, value: Value) -> None:
        """Make a line of each name, or write the values anew if the names are the same."""
        found = dict(value) if isinstance(value, dict) else {}
        if list(found) != list(self.lines) or not self._cells:
            self._rebuild(found)
        for name, text in found.items():
            if not self.lines[name].hasFocus() or self.lines[name].text() != text:
                self.lines[name].setText(text)
                self.lines[name].setCursorPosition(0)

    def draft(self) -> Value:
        """Gather the lines."""
        found = {name: line.text() for name, line in self.lines.items()}
        name, text = self.name_line.text().strip(), self.value_line.text().strip()
        if text and not name:
            raise ValueError(_("The new line has a value but no name."))
        if name and name in found:
            raise ValueError(_("There is a line called {name} already.").format(name=name))
        if name and text:
            found[name] = text
        return cast("Value", self.attribute.kind.check(found))

    def _rebuild(self, found: dict[str, str]) -> None:
        """Lay the lines out anew."""
        for cell in self._cells:
            self._grid.removeWidget(cell)
            cell.hide()
            cell.deleteLater()
        self.lines, self._cells = {}, []
        for row, (name, _text) in enumerate(found.items()):
            title = ElidedLabel(with_raw(name), "muted")
            title.setFixedWidth(current_metrics().px(160))
            line = QLineEdit()
            line.setProperty("place", self.place)
            line.setAccessibleName(with_raw(name))
            line.textEdited.connect(self.touched)
            self.watch(line)
            cross: QToolButton = icon_button(
                "remove", _("Remove {what}").format(what=name), lambda n=name: self._remove(n)
            )
            for column, cell in enumerate((title, line, cross)):
                self._grid.addWidget(cell, row, column)
            self.lines[name] = line
            self._cells += [title, line, cross]
        last = len(found)
        self._grid.addWidget(self.name_line, last, 0)
        self._grid.addWidget(self.value_line, last, 1)
        self._grid.addWidget(self.add, last + 1, 0, 1, 2, Qt.AlignmentFlag.AlignLeading)
        self.name_line.hide()
        self.value_line.hide()
        self.name_line.clear()
        self.value_line.clear()

    def _open_new(self) -> None:
        """Show the two lines for a new name and value."""
        self.name_line.show()
        self.value_line.show()
        self.name_line.setFocus()

    def _remove(self, name: str) -> None:
        """Take a line out."""
        self.lines[name].clear()
        self.touched()
        self.commit()
