"""A short form for a new record or a part: the fields that matter first, one button, Enter and Escape."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import TYPE_CHECKING, cast

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QFrame, QGridLayout, QHBoxLayout, QVBoxLayout

from app.i18n import _
from app.records.kinds import Value
from app.records.record_type import RecordType
from ui.theme.metrics import current_metrics
from ui.widgets.buttons import button
from ui.widgets.combo import ComboBox
from ui.widgets.editors.base import Editor
from ui.widgets.editors.make import editor_for
from ui.widgets.editors.money import pair
from ui.widgets.editors.reference import ReferenceEditor
from ui.widgets.editors.sources import Sources
from ui.widgets.half_written import UNFINISHED
from ui.widgets.labels import label
from ui.widgets.reader_choice import ReaderChoice, is_choice
from ui.widgets.tips import plain_tip

if TYPE_CHECKING:
    from app.services.members.circles import CircleChoice


class RecordForm(QFrame):
    """Gather checked values and hands them over at once."""

    submitted = Signal(dict)
    cancelled = Signal()

    def __init__(
        self,
        kind: RecordType,
        sources: Sources,
        *,
        done: str,
        without: frozenset[str] = frozenset(),
        only: tuple[str, ...] = (),
        heading: str = "",
    ) -> None:
        """Take the kind of record, the word on the button, which fields to ask for, and what stands above them."""
        super().__init__()
        self.kind = kind
        self.setProperty("role", "form")
        self.setAccessibleName(_(kind.one))
        self.editors: dict[str, Editor] = {}
        self._handed = False
        self._begun = False
        self.choice: ReaderChoice | None = None
        self.readers: ComboBox | None = None
        metrics = current_metrics()
        layout = QVBoxLayout(self)
        layout.setContentsMargins(metrics.px(12), metrics.px(8), metrics.px(12), metrics.px(8))
        layout.setSpacing(metrics.px(8))
        if heading:
            layout.addWidget(label(heading, "strong", wrap=True))
        grid = QGridLayout()
        grid.setHorizontalSpacing(metrics.px(8))
        grid.setVerticalSpacing(metrics.px(6))
        grid.setColumnStretch(1, 1)
        for name, attribute in kind.attributes.items():
            if name in without or (only and name not in only) or attribute.kind.editor == "extras":
                continue
            caption = label(_(attribute.label), "muted", wrap=True)
            caption.setMinimumWidth(metrics.px(88))
            caption.setContentsMargins(0, metrics.px(7), 0, 0)
            caption.setToolTip(plain_tip(attribute.explanation()))
            editor = editor_for(attribute, sources, place="form")
            caption.setBuddy(editor)
            grid.addWidget(caption, len(self.editors), 0, Qt.AlignmentFlag.AlignTop)
            grid.addWidget(editor, len(self.editors), 1)
            editor.committed.connect(self._on_written)
            self.editors[name] = editor
        pair(self.editors)
        self._grid = grid
        layout.addLayout(grid)
        self._waits = label(_(UNFINISHED), "attention", wrap=True)
        self._waits.hide()
        layout.addWidget(self._waits)
        self._buttons = QHBoxLayout()
        self._buttons.addStretch()
        self.cancel = button(_("Cancel"), self._give_up, kind="quiet")
        self.done = button(done, self.submit, kind="primary")
        self._buttons.addWidget(self.cancel)
        self._buttons.addWidget(self.done)
        layout.addLayout(self._buttons)

    def offer(self, text: str, on: Callable[[], object], *, icon: str = "") -> None:
        """Add a quiet button at the leading side, away from the two that end the form."""
        self._buttons.insertWidget(0, button(text, on, kind="link", icon=icon))

    def offer_circles(self, choices: Sequence[CircleChoice], chosen: str = "", *, whole: str | None = None) -> None:
        """Ask who may read it, where there is something to choose; a part is by default where its `whole` is."""
        if not is_choice(choices):
            return
        parent = self.kind.parent
        of = _(parent.label).lower() if parent is not None else ""
        self.choice = ReaderChoice(choices, chosen, whole=whole, of=of)
        self.readers = self.choice.combo
        caption = label(self.readers.accessibleName(), "muted", wrap=True)
        caption.setMinimumWidth(current_metrics().px(88))
        caption.setContentsMargins(0, current_metrics().px(7), 0, 0)
        caption.setBuddy(self.readers)
        row = self._grid.rowCount()
        self._grid.addWidget(caption, row, 0, Qt.AlignmentFlag.AlignTop)
        self._grid.addWidget(self.choice, row, 1, Qt.AlignmentFlag.AlignTop)

    def circle(self) -> str:
        """Give the circle chosen; empty where there was nothing to choose, and for that of the whole."""
        return self.choice.circle() if self.choice is not None else ""

    def fill(self, values: Mapping[str, object], titles: Mapping[str, str]) -> None:
        """Put values in, the defaults where nothing is given."""
        for name, editor in self.editors.items():
            if isinstance(editor, ReferenceEditor):
                editor.set_titles(titles)
            editor.set_value(cast("Value", values.get(name, None if values else editor.attribute.default)))

    def start(self) -> None:
        """Put the keyboard into the first field."""
        first = next(iter(self.editors.values()), None)
        if first is not None:
            first.setFocus(Qt.FocusReason.OtherFocusReason)

    def is_half_written(self) -> bool:
        """Say whether somebody has written into it what was neither handed over nor given up."""
        return not self._handed and (self._begun or any(each.is_drafting() for each in self.editors.values()))

    def hold(self) -> None:
        """Say that it waits to be finished or left, and take the keyboard."""
        self._waits.show()
        self.start()

    def _on_written(self, _value: object) -> None:
        self._begun = True

    def _give_up(self) -> None:
        """Leave it, with what was written."""
        self._handed = True
        self.cancelled.emit()

    def submit(self) -> None:
        """Hand the values over if all of them pass, and only once; else go to the first that does not."""
        if self._handed:
            return
        wrong = [editor for editor in self.editors.values() if not editor.check()]
        if wrong:
            wrong[0].setFocus(Qt.FocusReason.OtherFocusReason)
            return
        self._handed = True
        self.done.setEnabled(False)
        self.submitted.emit({name: editor.value() for name, editor in self.editors.items()})

    def again(self) -> None:
        """Let the values be handed over once more, because they were not taken."""
        self._handed = False
        self.done.setEnabled(True)

    def complain(self, field: str, sentence: str) -> None:
        """Show what the vault says against a field, or against the first where none is named."""
        self.again()
        editor = self.editors.get(field) or next(iter(self.editors.values()))
        editor.complain(sentence)
        editor.setFocus(Qt.FocusReason.OtherFocusReason)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Submit on Enter and leave on Escape."""
        if event.key() in {Qt.Key.Key_Return, Qt.Key.Key_Enter}:
            self.submit()
        elif event.key() == Qt.Key.Key_Escape:
            self._give_up()
        else:
            super().keyPressEvent(event)
