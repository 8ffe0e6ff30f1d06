"""The head of a document: its title, which version is in sight, and what can be done with it."""

from __future__ import annotations

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from app.capabilities.library.shelf import OpenedDocument, VersionLine
from app.i18n import _
from ui.theme.metrics import current_metrics
from ui.widgets.buttons import button, icon_button
from ui.widgets.combo import ComboBox
from ui.widgets.labels import ElidedLabel, hairline, label


class DocumentHead(QWidget):
    """Tells what is wanted; empty until a document is open."""

    version_wanted = Signal(str)
    compare_wanted = Signal(str)
    write_wanted = Signal()
    review_wanted = Signal()
    print_wanted = Signal()
    menu_wanted = Signal()

    def __init__(self) -> None:
        """Start empty."""
        super().__init__()
        metrics = current_metrics()
        outer = QVBoxLayout(self)
        outer.setContentsMargins(0, 0, 0, 0)
        outer.setSpacing(0)
        column = QVBoxLayout()
        column.setContentsMargins(metrics.px(24), metrics.px(12), metrics.px(12), metrics.px(8))
        column.setSpacing(metrics.px(4))
        self.title = label("", "heading", wrap=True)
        self.about = ElidedLabel("", "muted")
        top = QHBoxLayout()
        top.setSpacing(metrics.px(4))
        top.addWidget(self.title, 1)
        column.addLayout(top)
        column.addWidget(self.about)
        row = QHBoxLayout()
        row.setSpacing(metrics.px(8))
        self.versions = ComboBox(_("Version"))
        self.versions.setToolTip(_("Which version to read"))
        self.versions.activated.connect(lambda place: self.version_wanted.emit(self.versions.itemData(place)))
        self.against = ComboBox(_("Compare with"))
        self.against.activated.connect(lambda place: self.compare_wanted.emit(self.against.itemData(place)))
        self.write = button(_("New version"), self.write_wanted.emit, tip=_("Key: V"))
        self.review = button(
            _("Review"), self.review_wanted.emit, kind="quiet", tip=_("Ask for reviews of this version")
        )
        self.printing = icon_button("print", _("Print this version"), self.print_wanted.emit)
        self.more = icon_button("more", _("More about this version"), self.menu_wanted.emit)
        for each in (self.versions, self.against):
            each.setMinimumContentsLength(8)
            each.setSizeAdjustPolicy(ComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon)
            row.addWidget(each, 1)
        for each in (self.write, self.review, self.printing, self.more):
            top.addWidget(each)
        column.addLayout(row)
        outer.addLayout(column)
        outer.addWidget(hairline())

    def show_document(self, found: OpenedDocument) -> None:
        """Show a document at its version."""
        self.title.setText(found.title)
        parts = (found.kind, found.owner, " ".join(found.summary.split()))
        self.about.setText(" · ".join(part for part in parts if part))
        comparing = self.is_comparing()
        self.versions.clear()
        self.against.clear()
        self.against.addItem(_("Compare with…"), "")
        for each in reversed(found.versions):
            self.versions.addItem(_words(each), each.id)
            if each.id != found.version:
                self.against.addItem(_words(each), each.id)
        self.versions.setCurrentIndex(max(0, self.versions.findData(found.version)))
        self.set_comparing(comparing)
        self.versions.setVisible(bool(found.versions))
        self.against.setVisible(len(found.versions) > 1)
        self.write.setVisible(bool(found.versions))
        for each in (self.review, self.printing, self.more):
            each.setVisible(bool(found.version))

    def is_comparing(self) -> str:
        """Give the version that is compared with; empty while one reads."""
        return str(self.against.currentData() or "") if self.against.count() else ""

    def set_comparing(self, other: str) -> None:
        """Show what is compared with."""
        self.against.setCurrentIndex(max(0, self.against.findData(other)))


def _words(version: VersionLine) -> str:
    """Say a version as it is quoted, with what is new and what was decided."""
    return " · ".join(filter(None, (version.label, version.verdict, version.note)))
