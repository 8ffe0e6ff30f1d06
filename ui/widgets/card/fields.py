"""The fields of a record by section; those that are empty wait behind one line until they are wanted."""

from __future__ import annotations

import datetime
from collections.abc import Callable

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QLabel, QVBoxLayout, QWidget

from app.i18n import _, ngettext
from app.records.record_type import RecordType
from ui.theme.metrics import current_metrics
from ui.widgets.buttons import button
from ui.widgets.card.conflict import ConflictBox
from ui.widgets.card.field import FieldRow
from ui.widgets.card.snapshot import CardData
from ui.widgets.editors.money import MoneyEditor, pair
from ui.widgets.editors.sources import Sources
from ui.widgets.labels import label


class Fields(QWidget):
    """Rows by section in the order declared, except the one that the card's heading edits."""

    edited = Signal(str, object)
    kept = Signal(str, object)

    def __init__(
        self, kind: RecordType, sources: Sources, now: Callable[[], datetime.datetime], *, heading: str
    ) -> None:
        """Make a row of every attribute; that in the card's heading gets one for its conflicts only."""
        super().__init__()
        self._kind, self._now = kind, now
        self._in_heading = heading
        self.rows: dict[str, FieldRow] = {}
        self._sections: dict[str, tuple[QLabel, list[FieldRow]]] = {}
        self._all = False
        metrics = current_metrics()
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(0)
        for section, attributes in kind.sections().items():
            caption = label(_(section).capitalize(), "section")
            caption.setContentsMargins(0, metrics.px(16), 0, metrics.px(4))
            layout.addWidget(caption)
            rows: list[FieldRow] = []
            for attribute in attributes:
                row = FieldRow(attribute, sources)
                row.edited.connect(self.edited)
                layout.addWidget(row)
                rows.append(row)
                self.rows[attribute.name] = row
            self._sections[section] = (caption, rows)
        pair({name: row.editor for name, row in self.rows.items()})
        self.more = button("", self._toggle, kind="link")
        layout.addWidget(self.more, 0, Qt.AlignmentFlag.AlignLeft)

    def show_card(self, card: CardData) -> None:
        """Show the values of a record, and where two laptops disagree, all of them."""
        boxes: dict[str, list[ConflictBox]] = {}
        for dispute in card.disputes:
            attribute = self._kind.attribute_for(dispute.field) if dispute.field else None
            if attribute is not None:
                box = ConflictBox(self._kind, dispute, card.titles, self._now)
                box.kept.connect(lambda value, field=dispute.field: self.kept.emit(field, value))
                boxes.setdefault(attribute.name, []).append(box)
        for name, row in self.rows.items():
            row.show_value(card.values.get(name), card.titles)
            row.show_conflicts(boxes.get(name, []))
        for row in self.rows.values():
            if isinstance(row.editor, MoneyEditor):
                row.editor.show_currency()
        self._arrange()

    def start_anew(self) -> None:
        """Hide the empty fields again, and forget drafts, because another record comes."""
        self._all = False
        for row in self.rows.values():
            row.editor.revert()

    def commit(self) -> bool:
        """Commit what is being typed; False if something of it does not pass."""
        passed = [row.editor.commit() for row in self.rows.values()]
        return all(passed)

    def _toggle(self) -> None:
        """Show the empty fields, or hide them again."""
        self._all = not self._all
        self._arrange()

    def _arrange(self) -> None:
        """Hide what is empty and not usual; a section with nothing in it goes too."""
        hidden = 0
        for section, (caption, rows) in self._sections.items():
            shown = 0
            for row in rows:
                if row.attribute.name == self._in_heading:
                    row.setVisible(bool(row.conflicts()))
                    continue
                usual = row.attribute.column or row.attribute.required
                visible = self._all or usual or not row.is_empty() or row.isAncestorOf(self.focusWidget() or self)
                row.setVisible(visible)
                shown += visible
                hidden += not visible
            caption.setVisible(bool(section) and shown > 0)
        words = ngettext("Show {n} empty field", "Show {n} empty fields", hidden).format(n=hidden)
        self.more.setText(_("Hide empty fields") if self._all else words)
        self.more.setAccessibleName(self.more.text())
        self.more.setVisible(hidden > 0 or self._all)


def title_attribute(kind: RecordType) -> str:
    """Give the attribute that the card's heading edits: the one text a record is called by, if it is one."""
    names = [name for name in kind.title if kind.attributes[name].kind.editor == "line"]
    return names[0] if len(names) == 1 else ""
