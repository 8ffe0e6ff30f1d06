"""What belongs to a record: its ways to be reached, its tasks, its rooms; a short list under the fields."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING

from PySide6.QtCore import QEvent, QObject, Qt, Signal
from PySide6.QtGui import QKeyEvent, QMouseEvent
from PySide6.QtWidgets import QFrame, QHBoxLayout, QPushButton, QVBoxLayout, QWidget

from app.i18n import _
from app.records.attributes import Attribute
from app.records.record_type import RecordType
from ui.theme.metrics import current_metrics
from ui.widgets.buttons import button, icon_button
from ui.widgets.card.record_form import RecordForm
from ui.widgets.card.snapshot import PartRow as Part
from ui.widgets.editors.sources import Sources
from ui.widgets.half_written import stays
from ui.widgets.labels import ElidedLabel, label

if TYPE_CHECKING:
    from app.services.members.circles import CircleChoice


class PartLine(QFrame):
    """One of them on one line: what it is called and what else there is to say; Enter edits, Delete removes."""

    edit_wanted = Signal()
    removed = Signal()

    def __init__(self, kind: RecordType, part: Part) -> None:
        """Write the line."""
        super().__init__()
        self.part = part
        self.setProperty("role", "part")
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        whole = part.values.get(kind.part_of or "")
        titles = part.titles
        title = kind.title_of(part.values, lambda record_id: "" if record_id == whole else titles.get(record_id, ""))
        others = [each for name, each in kind.attributes.items() if name not in {*kind.title, kind.part_of}]
        said = (_said(each, part) for each in others if each.column or each.kind.editor == "flag")
        rest = " · ".join(text for text in said if text)
        self.setAccessibleName(f"{_(kind.one)}: {title} {rest}".strip())
        self.setAccessibleDescription(_("Enter changes it, Delete removes it."))
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        metrics = current_metrics()
        layout = QHBoxLayout(self)
        layout.setContentsMargins(0, metrics.px(2), 0, metrics.px(2))
        layout.setSpacing(metrics.px(8))
        layout.addWidget(ElidedLabel(title, ""), 2)
        if rest:
            layout.addWidget(ElidedLabel(rest, "muted"), 3)
        layout.addWidget(icon_button("close", _("Remove {what}").format(what=title), self.removed.emit))

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        """Edit by click."""
        if event.button() == Qt.MouseButton.LeftButton and self.rect().contains(event.position().toPoint()):
            self.edit_wanted.emit()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Edit or remove by key."""
        if event.key() in {Qt.Key.Key_Return, Qt.Key.Key_Enter, Qt.Key.Key_F2}:
            self.edit_wanted.emit()
        elif event.key() == Qt.Key.Key_Delete:
            self.removed.emit()
        else:
            super().keyPressEvent(event)


class PartsList(QWidget):
    """The parts of one kind, with a form that opens in place to add or change one."""

    added = Signal(str, dict)  # kind, values
    edited = Signal(str, dict)  # id, values that changed
    removed = Signal(str)  # id
    opened = Signal(object)  # the form, which the card brings into sight

    def __init__(self, kind: RecordType, sources: Sources) -> None:
        """Start empty."""
        super().__init__()
        self.kind = kind
        self._sources = sources
        self._parts: Sequence[Part] = ()
        self.rows: list[PartLine] = []
        self.form: RecordForm | None = None
        self.circles: Sequence[CircleChoice] = ()
        self.whole_circle = ""
        self._sent = False
        metrics = current_metrics()
        self._layout = QVBoxLayout(self)
        self._layout.setContentsMargins(0, metrics.px(16), 0, 0)
        self._layout.setSpacing(0)
        top = QHBoxLayout()
        top.addWidget(label(_(kind.many), "section"))
        top.addStretch()
        one = _(kind.one)
        self.add: QPushButton = button(
            _("Add"), self.open_new, kind="link", icon="add", name=_("Add {what}").format(what=one)
        )
        top.addWidget(self.add)
        self._layout.addLayout(top)
        self._body = QVBoxLayout()
        self._body.setSpacing(0)
        self._layout.addLayout(self._body)

    def show_parts(self, parts: Sequence[Part]) -> None:
        """Show the parts; a form that is open stays open, and the keyboard stays on its row or the one that follows."""
        place = self.focused_place()
        self._parts = parts
        for row in self.rows:
            self._body.removeWidget(row)
            row.hide()
            row.deleteLater()
        self.rows = []
        for part in self._parts:
            row = PartLine(self.kind, part)
            row.edit_wanted.connect(lambda part=part, row=row: self._open(part, row))
            row.removed.connect(lambda part=part: self.removed.emit(part.id))
            self._body.addWidget(row)
            self.rows.append(row)
        self.focus_place(place)

    def focused_place(self) -> int:
        """Say which row has the keyboard, or -1."""
        focused = self.focusWidget()
        here = [place for place, row in enumerate(self.rows) if row is focused or row.isAncestorOf(focused or self)]
        return here[0] if here and focused is not None and focused.hasFocus() else -1

    def focus_place(self, place: int) -> None:
        """Give the keyboard to the row at a place, or to the last one."""
        if place >= 0:
            target = self.rows[min(place, len(self.rows) - 1)] if self.rows else self.add
            target.setFocus(Qt.FocusReason.OtherFocusReason)

    def show_circles(self, choices: Sequence[CircleChoice], whole: str) -> None:
        """Learn which circles there are, and in which of them the whole is."""
        self.circles, self.whole_circle = choices, whole

    def open_new(self) -> None:
        """Open the form for a new one."""
        self._show_form({}, None)

    def circle(self) -> str:
        """Give the circle chosen for a new part; empty for that of its whole."""
        return self.form.circle() if self.form is not None else ""

    def close_form(self) -> None:
        """Close the form without keeping what is in it."""
        self._sent = False
        if self.form is not None:
            self._body.removeWidget(self.form)
            self.form.hide()
            self.form.deleteLater()
            self.form = None
        for row in self.rows:
            row.show()
        self.add.setEnabled(True)

    def _open(self, part: Part, row: PartLine) -> None:
        """Open the form in the place of a row."""
        if not stays(self.form):
            self._show_form(part.values, part)
            row.hide()

    def _show_form(self, values: Mapping[str, object], part: Part | None) -> None:
        """Show the form with values, unless one is half-written."""
        if stays(self.form):
            return
        self.close_form()
        without = frozenset({self.kind.part_of or ""})
        done = _("Save") if part is not None else _("Add")
        self.form = RecordForm(self.kind, self._sources, done=done, without=without)
        self.form.fill(values, part.titles if part is not None else {})
        if part is None:
            self.form.offer_circles(self.circles, whole=self.whole_circle)
        self.form.submitted.connect(lambda given: self._submit(part, given))
        self.form.cancelled.connect(self.close_form)
        self.form.installEventFilter(self)
        place = next(
            (i for i, each in enumerate(self._parts) if part is not None and each.id == part.id), self._body.count()
        )
        self._body.insertWidget(place, self.form)
        self.add.setEnabled(False)
        self.form.start()

    def _submit(self, part: Part | None, given: dict[str, object]) -> None:
        """Tell what was added, or what of a part changed; the form stays until it is known that it was taken."""
        changed = {name: value for name, value in given.items() if part is None or value != part.values.get(name)}
        if not changed:
            self.close_form()
            return
        self._sent = True
        if part is None:
            self.added.emit(self.kind.name, changed)
        else:
            self.edited.emit(part.id, changed)

    def taken(self) -> None:
        """Close the form that was sent: what is in it is kept now."""
        if self._sent:
            self.close_form()
            self.add.setFocus(Qt.FocusReason.OtherFocusReason)

    def refused(self, field: str, sentence: str) -> bool:
        """Show in the form that was sent what the vault says against it, if anything; False if none was sent."""
        sent, self._sent = self._sent and self.form is not None, False
        if self.form is not None and sent:
            self.form.again()
            if sentence:
                self.form.complain(field, sentence)
        return sent

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Close the form on Escape, and tell when it got its place."""
        if event.type() == QEvent.Type.Resize and watched is self.form:
            self.opened.emit(self.form)
        if event.type() == QEvent.Type.KeyPress and isinstance(event, QKeyEvent) and event.key() == Qt.Key.Key_Escape:
            self.close_form()
            self.add.setFocus(Qt.FocusReason.OtherFocusReason)
            return True
        return super().eventFilter(watched, event)


def _said(attribute: Attribute, part: Part) -> str:
    """Write a value for the line: a yes as the name of its field, a no not at all, since there is little room."""
    value, name = part.values.get(attribute.name), _(attribute.label).lower()
    if attribute.kind.editor == "flag":
        return name if value is True else ""
    text = part.titles.get(str(value), "") if attribute.target else attribute.format(value)
    if not text:
        return ""
    said = {"day": _("{name} {value}"), "number": _("{value} {name}")}
    return said.get(attribute.kind.editor, "{value}").format(name=name, value=text)
