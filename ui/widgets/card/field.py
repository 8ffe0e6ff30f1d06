"""One line of a card: what it is called, and its editor."""

from __future__ import annotations

from collections.abc import Mapping

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QGridLayout, QVBoxLayout, QWidget

from app.i18n import _
from app.records.attributes import Attribute
from app.records.kinds import Value
from ui.theme.metrics import current_metrics
from ui.widgets.card.conflict import ConflictBox
from ui.widgets.editors.base import Editor
from ui.widgets.editors.make import editor_for
from ui.widgets.editors.reference import ReferenceEditor
from ui.widgets.editors.sources import Sources
from ui.widgets.labels import label
from ui.widgets.tips import plain_tip

LABEL_WIDTH = 108
_WIDE = frozenset({"extras"})


class FieldRow(QWidget):
    """The label at the side and the value beside it; where two laptops disagree, their values are shown instead."""

    edited = Signal(str, object)

    def __init__(self, attribute: Attribute, sources: Sources) -> None:
        """Make the editor of the attribute."""
        super().__init__()
        self.attribute = attribute
        self._conflicts: list[ConflictBox] = []
        metrics = current_metrics()
        outer = QVBoxLayout(self)
        outer.setContentsMargins(0, 0, 0, 0)
        outer.setSpacing(0)
        self._boxes = QVBoxLayout()
        outer.addLayout(self._boxes)
        self._line = QWidget(self)
        grid = QGridLayout(self._line)
        grid.setContentsMargins(0, 0, 0, 0)
        grid.setHorizontalSpacing(metrics.px(4))
        grid.setVerticalSpacing(0)
        wide = attribute.kind.editor in _WIDE
        caption = label(_(attribute.label), "muted", wrap=True)
        caption.setFixedWidth(metrics.px(LABEL_WIDTH))
        caption.setContentsMargins(0, metrics.px(7), 0, metrics.px(4))
        caption.setToolTip(plain_tip(attribute.explanation()))
        self.editor: Editor = editor_for(attribute, sources)
        caption.setBuddy(self.editor)
        if attribute.section == attribute.label:
            caption.hide()  # The section says it already.
        grid.addWidget(caption, 0, 0, Qt.AlignmentFlag.AlignTop)
        place = (1, 0, 1, 2) if wide else (0, 1, 1, 1)
        grid.addWidget(self.editor, *place)
        grid.setColumnStretch(1, 1)
        outer.addWidget(self._line)
        self.editor.committed.connect(lambda value: self.edited.emit(attribute.name, value))

    def show_value(self, value: Value, titles: Mapping[str, str]) -> None:
        """Show a value."""
        if isinstance(self.editor, ReferenceEditor):
            self.editor.set_titles(titles)
        self.editor.set_value(value)

    def show_conflicts(self, boxes: list[ConflictBox]) -> None:
        """Show the values of each conflict instead of the line; extras have one for each of their names."""
        for box in self._conflicts:
            self._boxes.removeWidget(box)
            box.hide()
            box.deleteLater()
        self._conflicts = boxes
        for box in boxes:
            self._boxes.addWidget(box)
        self._line.setVisible(not boxes or self.attribute.kind.editor in _WIDE)

    def conflicts(self) -> list[ConflictBox]:
        """Give the boxes with several values."""
        return self._conflicts

    def is_empty(self) -> bool:
        """Say whether there is nothing to see."""
        return self.editor.value() is None and not self._conflicts and not self.editor.is_drafting()
