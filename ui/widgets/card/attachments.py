"""What is attached to a record, below its fields: papers and pictures, with a form to attach one more."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from PySide6.QtCore import QEvent, QObject, Qt, QTimer, Signal
from PySide6.QtGui import QImage, QKeyEvent
from PySide6.QtWidgets import QBoxLayout, QCheckBox, QHBoxLayout, QVBoxLayout, QWidget

from app.i18n import _
from app.records.record_type import RecordType
from ui.theme.metrics import current_metrics
from ui.widgets.buttons import button
from ui.widgets.card.attachment_line import AttachmentLine, PicturePreview, size_words
from ui.widgets.card.record_form import RecordForm
from ui.widgets.editors.sources import Sources
from ui.widgets.half_written import stays
from ui.widgets.labels import label
from ui.widgets.notice import Notice

if TYPE_CHECKING:
    from app.services.attachments.attachments import AttachmentItem, Offered

_AFTER_LAYOUT_MS = 50
_ASKED = ("title", "sort", "shows", "note")


class AttachForm(RecordForm):
    """Asks what a file is; for a picture with notes, whether they shall be taken out, which is offered first."""

    def __init__(self, kind: RecordType, sources: Sources, offered: Offered, *, tells: bool, shows_it: bool) -> None:
        """Take the file. On the card of a person, a photo shows that person (`shows_it`)."""
        asked = tuple(name for name in _ASKED if name != "shows" or not shows_it)
        heading = f"{offered.name} · {size_words(offered.size)}"
        super().__init__(kind, sources, done=_("Attach"), only=asked, heading=heading)
        self.clean = QCheckBox(_("Take these notes out (the picture is made anew)"))
        self.clean.setChecked(tells)
        words = _("This picture holds notes: where, when or by whom it was made, perhaps. Others could read them.")
        layout = self.layout()
        if tells and isinstance(layout, QBoxLayout):
            layout.insertWidget(layout.count() - 1, Notice(words, tone="attention", icon="attention"))
            layout.insertWidget(layout.count() - 1, self.clean)


class AttachmentsSection(QWidget):
    """Shows items and tells what is wanted; who serves it reads and writes. It stays hidden until somebody does."""

    asked = Signal(str)  # the record whose attachments are to be shown
    attach_wanted = Signal()
    attached = Signal(object, bool, dict)  # Offered, whether to take its notes out, values
    preview_wanted = Signal(object)  # Item
    thumb_wanted = Signal(object)  # Item
    save_wanted = Signal(object)  # Item
    removed = Signal(object)  # Item
    wished = Signal(object, bool)  # Item, whether to fetch it
    grown = Signal(object)  # a widget that the card brings into sight

    def __init__(self, kind: RecordType, sources: Sources, *, shows_it: bool = False) -> None:
        """Take the declaration of attachments; start empty."""
        super().__init__()
        self._kind, self._sources, self._shows_it = kind, sources, shows_it
        self.record = ""
        self.lines: list[AttachmentLine] = []
        self.form: AttachForm | None = None
        self.preview: PicturePreview | None = None
        self._previewed = ""
        self._thumbs: dict[str, QImage] = {}
        metrics = current_metrics()
        outer = QVBoxLayout(self)
        outer.setContentsMargins(0, metrics.px(16), 0, 0)
        outer.setSpacing(0)
        top = QHBoxLayout()
        top.addWidget(label(_(kind.many), "section"))
        top.addStretch()
        self.add = button(_("Attach…"), self.attach_wanted.emit, kind="link", icon="attach", name=_("Attach a file"))
        top.addWidget(self.add)
        outer.addLayout(top)
        self._body = QVBoxLayout()
        self._body.setSpacing(0)
        outer.addLayout(self._body)
        self.hide()

    def show_record(self, record: str) -> None:
        """Ask for what belongs to a record; that of another one goes out of sight at once."""
        if record != self.record:
            self.record = record
            self._thumbs.clear()
            self.close_form()
            self._close_preview()
            self._clear()
        self.asked.emit(record)

    def show_items(self, items: Sequence[AttachmentItem]) -> None:
        """Show what is attached; an open form and an open picture stay, and so does the keyboard's place."""
        place = next((place for place, line in enumerate(self.lines) if line.hasFocus()), -1)
        self._clear()
        for number, item in enumerate(items):
            line = AttachmentLine(item)
            line.opened.connect(lambda line=line: self._toggle(line))
            line.save_wanted.connect(lambda item=item: self.save_wanted.emit(item))
            line.removed.connect(lambda item=item: self.removed.emit(item))
            line.wished.connect(lambda fetch, item=item: self.wished.emit(item, fetch))
            self._body.insertWidget(number, line)
            self.lines.append(line)
            if item.content in self._thumbs:
                line.thumb.show_image(self._thumbs[item.content])
            elif line.is_picture and item.whole:
                self.thumb_wanted.emit(item)
        if self._previewed and all(item.id != self._previewed or not item.whole for item in items):
            self._close_preview()
        self._place_preview()
        if place >= 0:
            target = self.lines[min(place, len(self.lines) - 1)] if self.lines else self.add
            target.setFocus(Qt.FocusReason.OtherFocusReason)

    def show_thumb(self, item: AttachmentItem, image: QImage) -> None:
        """Show the small picture of an item, if it is still here."""
        for line in self.lines:
            if line.item.content == item.content:
                self._thumbs[item.content] = image
                line.thumb.show_image(image)

    def show_preview(self, item: AttachmentItem, image: QImage) -> None:
        """Show a picture below its line, if it is still wanted."""
        if item.id == self._previewed:
            self._take_preview_away()
            self.preview = PicturePreview(image, item.title)
            self.preview.installEventFilter(self)
            self._place_preview()

    def open_form(self, offered: Offered, *, tells: bool) -> None:
        """Ask what a chosen file is, unless the form for another one is half-written."""
        if stays(self.form):
            return
        self.close_form()
        form = AttachForm(self._kind, self._sources, offered, tells=tells, shows_it=self._shows_it)
        title = offered.name.rpartition(".")[0] or offered.name
        form.fill({"title": title.replace("_", " ")[:120], "sort": "photo" if offered.picture else "other"}, {})
        form.submitted.connect(lambda values: self.attached.emit(offered, tells and form.clean.isChecked(), values))
        form.cancelled.connect(self._cancel)
        form.installEventFilter(self)
        self._body.addWidget(form)
        self.form = form
        self.add.setEnabled(False)
        form.start()
        QTimer.singleShot(_AFTER_LAYOUT_MS, form, lambda: self.grown.emit(form))

    def close_form(self) -> None:
        """Close the form; the file was attached, or is not wanted after all."""
        if self.form is not None:
            _take_out(self._body, self.form)
            self.form = None
        self.add.setEnabled(True)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Tell when something has got its place, and close the form on Escape wherever in it the keyboard is."""
        if event.type() == QEvent.Type.Resize and watched in {self.form, self.preview}:
            self.grown.emit(watched)
        if event.type() == QEvent.Type.KeyPress and isinstance(event, QKeyEvent) and event.key() == Qt.Key.Key_Escape:
            self._cancel()
            return True
        return super().eventFilter(watched, event)

    def _cancel(self) -> None:
        """Close the form and give the keyboard back."""
        self.close_form()
        self.add.setFocus(Qt.FocusReason.OtherFocusReason)

    def _toggle(self, line: AttachmentLine) -> None:
        """Show a picture, or put it away again."""
        shown = self._previewed
        self._close_preview()
        if shown != line.item.id:
            self._previewed = line.item.id
            self.preview_wanted.emit(line.item)

    def _close_preview(self) -> None:
        """Show no picture any more."""
        self._previewed = ""
        self._take_preview_away()

    def _place_preview(self) -> None:
        """Put the open picture below its line, wherever that is now."""
        line = next((line for line in self.lines if line.item.id == self._previewed), None)
        if self.preview is not None and line is not None:
            self._body.removeWidget(self.preview)
            self._body.insertWidget(self._body.indexOf(line) + 1, self.preview)

    def _take_preview_away(self) -> None:
        """Make room."""
        if self.preview is not None:
            _take_out(self._body, self.preview)
            self.preview = None

    def _clear(self) -> None:
        """Take the lines away."""
        for line in self.lines:
            _take_out(self._body, line)
        self.lines = []


def _take_out(layout: QVBoxLayout, widget: QWidget) -> None:
    """Take a widget out of sight for good."""
    layout.removeWidget(widget)
    widget.hide()
    widget.deleteLater()
