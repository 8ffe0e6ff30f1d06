"""Which records a sheet is of: the filters that its kind of record suggests, and room for one of one's own."""

from __future__ import annotations

from PySide6.QtCore import QTimer, Signal
from PySide6.QtWidgets import QLineEdit, QVBoxLayout, QWidget

from app.i18n import _
from app.records.kinds import OneOf
from app.records.registry import Registry
from app.services.printing.kinds import SheetKind
from ui.theme.metrics import current_metrics
from ui.widgets.combo import ComboBox
from ui.widgets.labels import label, set_property

_OWN = "own"
_ALL = "name!="  # Everybody has a name.
_PAUSE_MS = 400
_EXAMPLE = "stage=active and tags~kitchen"


class Who(QWidget):
    """Gives a filter as `app.services.records.filters` reads it."""

    changed = Signal()

    def __init__(self, registry: Registry) -> None:
        """Take the declarations, from which the filters are made."""
        super().__init__()
        self._registry = registry
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(current_metrics().px(4))
        self.combo = ComboBox(_("Who is on it"))
        self.line = QLineEdit()
        self.line.setPlaceholderText(_EXAMPLE)
        self.line.setAccessibleName(_("A filter of your own"))
        self.below = label("", "problem", wrap=True)
        for each in (self.combo, self.line, self.below):
            layout.addWidget(each)
        self.setFocusProxy(self.combo)
        self._pause = QTimer(self, singleShot=True, interval=_PAUSE_MS)
        self._pause.timeout.connect(self.changed)
        self.combo.currentIndexChanged.connect(lambda _index: self._on_chosen())
        self.line.textChanged.connect(lambda _text: self._on_typed())
        self.complain("")

    def show_kind(self, kind: SheetKind) -> None:
        """Offer what fits a sheet."""
        self.combo.blockSignals(True)
        self.combo.clear()
        if kind.blank_rows:
            self.combo.addItem(_("No names, only lines to fill in"), "")
            self.combo.addItem(_("Everybody"), _ALL)
        else:
            self.combo.addItem(_("Everybody") if self._registry[kind.kind].contacts else _("All"), "")
        for attribute in self._registry[kind.kind].columns():
            if isinstance(attribute.kind, OneOf):
                for code, text in attribute.kind.options.items():
                    self.combo.addItem(f"{_(attribute.label)}: {_(text)}", f"{attribute.name}={code}")
        self.combo.addItem(_("A filter of your own…"), _OWN)
        self.combo.blockSignals(False)
        self._show_line()

    def where(self) -> str:
        """Give the filter."""
        chosen = str(self.combo.currentData() or "")
        return self.line.text().strip() if chosen == _OWN else chosen

    def said(self) -> str | None:
        """Give the filter in words; none for everybody, None for one of one's own, which is printed as it stands."""
        if self.is_own():
            return None
        return self.combo.currentText() if str(self.combo.currentData() or "") not in {"", _ALL} else ""

    def complain(self, sentence: str) -> None:
        """Show below the line why a filter cannot be read."""
        self.below.setText(sentence)
        self.below.setVisible(bool(sentence))
        set_property(self.line, "wrong", "true" if sentence else "false")

    def is_own(self) -> bool:
        """Say whether the person writes a filter."""
        return self.combo.currentData() == _OWN

    def _on_chosen(self) -> None:
        """Show the line for a filter of one's own, and tell."""
        self._show_line()
        self.complain("")
        if self.is_own():
            self.line.setFocus()
        self.changed.emit()

    def _on_typed(self) -> None:
        """Tell once the typing pauses."""
        self.complain("")
        self._pause.start()

    def _show_line(self) -> None:
        """Show the line only where it is used."""
        self.line.setVisible(self.is_own())
