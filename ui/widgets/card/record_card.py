"""The card of one record: heading, fields, parts and history, saved field by field."""

from __future__ import annotations

import datetime
from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, QTimer, Signal
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QScrollArea, QTabBar, QVBoxLayout, QWidget

from app.i18n import _
from app.records.attachments import can_show
from app.records.record_type import RecordType
from app.records.registry import Registry
from ui.theme.metrics import current_metrics
from ui.widgets.buttons import icon_button
from ui.widgets.card.attachments import AttachmentsSection
from ui.widgets.card.circle_box import CircleBox
from ui.widgets.card.conflict import ConflictBox
from ui.widgets.card.fields import Fields, title_attribute
from ui.widgets.card.parts import PartsList
from ui.widgets.card.snapshot import CardData, ShownEntry
from ui.widgets.card.timeline import HistoryTimeline
from ui.widgets.editors.line import LineEditor
from ui.widgets.editors.sources import Sources
from ui.widgets.emptying import empty
from ui.widgets.half_written import stays
from ui.widgets.labels import label

if TYPE_CHECKING:
    from app.services.members.circles import CircleChoice

HISTORY = 1


class RecordCard(QFrame):
    """Shows a record and tells what the person changed; it writes nothing itself.

    What the vault refuses comes back through `refuse`, and stands below the field with the text kept.
    """

    edited = Signal(str, dict)  # id of the record, changed values
    kept = Signal(str, str, object)  # id, field of the log, the log's value that holds (field empty: None deletes)
    part_added = Signal(str, dict)  # kind, values without the reference to this record
    part_edited = Signal(str, dict)
    part_removed = Signal(str)
    deleted = Signal(str)
    closed = Signal()
    history_wanted = Signal(str)
    page_wanted = Signal(int, str)  # number of a page that was added, id of the record

    def __init__(self, registry: Registry, kind: str, sources: Sources, now: Callable[[], datetime.datetime]) -> None:
        """Make the editors of a kind of record once; `show_card` fills them."""
        super().__init__()
        self.kind = registry[kind]
        self.card: CardData | None = None
        self.setProperty("surface", "surface")
        self.setAccessibleName(_(self.kind.one))
        metrics = current_metrics()
        title = title_attribute(self.kind)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(0)
        layout.addLayout(self._heading(title))
        self.tabs = QTabBar()
        self.tabs.setExpanding(False)
        self.tabs.setDrawBase(False)
        self.tabs.setAccessibleName(_("Card or history"))
        for words in (_("Card"), _("History")):
            self.tabs.addTab(words)
        self.tabs.currentChanged.connect(self._on_tab)
        tabs = QHBoxLayout()
        tabs.setContentsMargins(metrics.px(20), metrics.px(4), metrics.px(16), 0)
        self.tabs.setUsesScrollButtons(False)
        tabs.addWidget(self.tabs, 1)
        layout.addLayout(tabs)
        self.circles = CircleBox()
        self.fields = Fields(self.kind, sources, now, heading=title)
        self.parts = {each.name: self.make_parts(each, sources) for each in registry.parts_of(kind)}
        attachment = registry["attachment"]
        self.attachments = AttachmentsSection(attachment, sources, shows_it=can_show(attachment, kind))
        self.timeline = HistoryTimeline(self.kind, now)
        self._now = now
        self._pages: dict[int, QWidget] = {}
        self._deletion = QVBoxLayout()
        self._body, self._story = QWidget(), QWidget()
        layout.addWidget(self._scrolled(), 1)
        self._wire()

    def make_parts(self, kind: RecordType, sources: Sources) -> PartsList:
        """Make the list of the parts of one kind; a card of a certain kind of record may have one of its own."""
        return PartsList(kind, sources)

    def add_above(self, widget: QWidget, *, gap: int = 0) -> None:
        """Put something above the fields that only this kind of record has, with a gap in pixels below it."""
        body = self._body.layout()
        if isinstance(body, QVBoxLayout):
            body.insertWidget(0, widget)
            body.insertSpacing(1, current_metrics().px(gap))

    def add_page(self, words: str, widget: QWidget) -> int:
        """Add a page beside card and history; `page_wanted` asks for what it shows. Give its number."""
        widget.hide()
        self._pages[number := self.tabs.addTab(words)] = widget
        both = self._inside.layout()
        if isinstance(both, QVBoxLayout):
            both.addWidget(widget)
        return number

    def offer(self, icon: str, name: str, on: Callable[[str], object]) -> None:
        """Put a button beside the name that does something with the record in sight."""
        made = icon_button(icon, name, lambda: self.card and on(self.card.id))
        self._top.insertWidget(1, made, 0, Qt.AlignmentFlag.AlignTop)

    def _heading(self, title: str) -> QHBoxLayout:
        """Make the line with the record's name and what can be done with the whole record."""
        metrics = current_metrics()
        line = QHBoxLayout()
        line.setContentsMargins(metrics.px(9), metrics.px(12), metrics.px(12), 0)
        line.setSpacing(metrics.px(4))
        self._top = line
        self.title_editor: LineEditor | None = None
        self.title_label: QLabel = label("", "title", wrap=True)
        if title:
            self.title_editor = LineEditor(self.kind.attributes[title], place="title")
            self.title_editor.committed.connect(lambda value: self._edit(title, value))
            line.addWidget(self.title_editor, 1)
        else:
            self.title_label.setContentsMargins(metrics.px(11), metrics.px(2), 0, 0)
            line.addWidget(self.title_label, 1)
        one = _(self.kind.one).lower()
        self.delete = icon_button("delete", _("Delete this {what}").format(what=one), self._delete)
        self.close_button = icon_button("close", _("Close the card"), self.closed.emit)
        self.you = label(_("you"), "pill")
        self.you.hide()
        line.addWidget(self.you, 0, Qt.AlignmentFlag.AlignTop)
        for each in (self.delete, self.close_button):
            line.addWidget(each, 0, Qt.AlignmentFlag.AlignTop)
        return line

    def _scrolled(self) -> QScrollArea:
        """Put fields, parts and history where they scroll together."""
        metrics = current_metrics()
        self._inside = inside = QWidget()
        inside.setProperty("surface", "surface")
        self._scroll = QScrollArea(self)
        self._scroll.setWidgetResizable(True)
        self._scroll.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self._scroll.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self._scroll.setWidget(inside)
        both = QVBoxLayout(inside)
        both.setContentsMargins(metrics.px(20), 0, metrics.px(16), metrics.px(24))
        both.addWidget(self._body)
        both.addWidget(self._story)
        body = QVBoxLayout(self._body)
        body.setContentsMargins(0, metrics.px(8), 0, 0)
        body.setSpacing(0)
        body.addLayout(self._deletion)
        body.addWidget(self.circles)
        body.addWidget(self.fields)
        for part in self.parts.values():
            body.addWidget(part)
        body.addWidget(self.attachments)
        body.addStretch()
        story = QVBoxLayout(self._story)
        story.setContentsMargins(0, 0, 0, 0)
        story.addWidget(self.timeline)
        story.addStretch()
        self._story.hide()
        return self._scroll

    def _wire(self) -> None:
        """Pass on what the pieces tell."""
        self.fields.edited.connect(self._edit)
        self.fields.kept.connect(lambda field, value: self.card and self.kept.emit(self.card.id, field, value))
        for part in self.parts.values():
            part.added.connect(self.part_added)
            part.edited.connect(self.part_edited)
            part.removed.connect(self.part_removed)
            part.opened.connect(self._bring_into_sight)
        self.attachments.grown.connect(self._bring_into_sight)

    def show_card(self, card: CardData) -> None:
        """Show a record; drafts of the same record stay, those of another were committed on leaving."""
        other = self.card is None or self.card.id != card.id
        self.card = card
        if other:
            self.fields.start_anew()
            for part in self.parts.values():
                part.close_form()
            self.tabs.setCurrentIndex(0)
            self._scroll.verticalScrollBar().setValue(0)
        if self.title_editor is not None:
            if other:
                self.title_editor.revert()
            self.title_editor.set_value(card.values.get(self.title_editor.attribute.name))
        self.title_label.setText(card.title)
        self.setAccessibleName(f"{_(self.kind.one)}: {card.title}")
        self._show_deletion(card)
        self.fields.show_card(card)
        by_kind = {part.kind: part.rows for part in card.parts}
        for kind, part in self.parts.items():
            part.show_parts(by_kind.get(kind, ()))
        self.attachments.show_record(card.id)
        if self.tabs.currentIndex() == HISTORY:
            self.history_wanted.emit(card.id)
        if self.tabs.currentIndex() in self._pages:
            self.page_wanted.emit(self.tabs.currentIndex(), card.id)

    def show_circles(self, choices: Sequence[CircleChoice]) -> None:
        """Show in which of these circles the record is, and let parts be put into another."""
        if self.card is not None:
            self.circles.show_circle(self.card.id, self.card.circle, choices)
        for part in self.parts.values():
            part.show_circles(choices, self.card.circle if self.card is not None else "")

    def show_history(self, entries: Sequence[ShownEntry]) -> None:
        """Show the history that was asked for by `history_wanted`."""
        self.timeline.show_entries(entries, self.card.titles if self.card else {})

    def refuse(self, field: str, sentence: str) -> None:
        """Show what the vault says against a value, below its field, which keeps what was typed."""
        stored = self.card.values if self.card is not None else {}
        title = self.title_editor
        if title is not None and field in {title.attribute.name, ""}:
            title.refuse(stored.get(title.attribute.name), sentence)
        elif field in self.fields.rows:
            self.fields.rows[field].editor.refuse(stored.get(field), sentence)

    def commit(self) -> bool:
        """Commit what is being typed, before the page turns to another record."""
        titled = self.title_editor is None or self.title_editor.commit()
        return self.fields.commit() and titled

    def stays(self) -> bool:
        """Say whether a form for a part or an attachment is half-written, so that no other record comes; it says so."""
        return any(stays(each.form) for each in (*self.parts.values(), self.attachments))

    def start(self, field: str = "") -> None:
        """Put the keyboard into a field, the heading where none is named."""
        row = self.fields.rows.get(field)
        target = row.editor if row is not None else self.title_editor
        if target is not None:
            target.setFocus(Qt.FocusReason.OtherFocusReason)

    def _show_deletion(self, card: CardData) -> None:
        """Show at the top if one deleted what another changed."""
        empty(self._deletion)
        for dispute in card.disputes:
            if not dispute.field:
                box = ConflictBox(self.kind, dispute, card.titles, self._now)
                box.kept.connect(lambda value: self.kept.emit(card.id, "", value))
                self._deletion.addWidget(box)

    def _edit(self, field: str, value: object) -> None:
        """Tell one change."""
        if self.card is not None:
            self.edited.emit(self.card.id, {field: value})

    def _delete(self) -> None:
        """Tell that the record shall go; Undo brings it back."""
        if self.card is not None:
            self.deleted.emit(self.card.id)

    def _bring_into_sight(self, form: QWidget) -> None:
        """Scroll to a form that has just got its place."""
        QTimer.singleShot(0, form, lambda: self._scroll.ensureWidgetVisible(form, 0, current_metrics().px(16)))

    def _on_tab(self, number: int) -> None:
        """Show the fields or the history."""
        focused = self.focusWidget()
        if focused is not None and (self._body.isAncestorOf(focused) or self._story.isAncestorOf(focused)):
            self.tabs.setFocus(Qt.FocusReason.OtherFocusReason)
        self._body.setVisible(number == 0)
        for place, page in self._pages.items():
            page.setVisible(place == number)
        if number in self._pages and self.card is not None:
            self.page_wanted.emit(number, self.card.id)
        self._story.setVisible(number == HISTORY)
        if number == HISTORY and self.card is not None:
            self.history_wanted.emit(self.card.id)
