"""A text of the library as a page to read: headings, lists and quotations, with the passages of notes marked in it."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QEvent, Qt, QTimer
from PySide6.QtGui import (
    QFont,
    QMouseEvent,
    QTextBlockFormat,
    QTextCharFormat,
    QTextCursor,
    QTextFormat,
)
from PySide6.QtWidgets import QFrame, QTextEdit

from app.capabilities.library.placing import LOST
from app.capabilities.library.rendering import (
    CODE,
    HEADING,
    ITEM,
    QUOTE,
    RULE,
    PlacedRun,
    PlacesOnPage,
    TextPart,
    TextRun,
    units,
)
from app.capabilities.library.shelf import NoteLine
from app.capabilities.library.versions import GONE, NEW
from ui.theme.fonts import sized
from ui.theme.metrics import BODY, TITLE, current_metrics
from ui.theme.metrics import HEADING as HEADING_SIZE
from ui.theme.palette import colours_of
from ui.widgets.labels import is_style_change
from ui.widgets.tips import plain_tip

_LINE_HEIGHT = 140
_AT_ONCE = 300  # So many parts are laid out before the page is shown; the rest follows while one reads.
_SIZES = {1: TITLE, 2: HEADING_SIZE + 2, 3: HEADING_SIZE}


class RenderedText(QTextEdit):
    """Read only; the keyboard moves and chooses in it. Places are told in the source of the text."""

    def __init__(self, name: str) -> None:
        """Start empty."""
        super().__init__()
        self.setReadOnly(True)
        self.setAccessibleName(name)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setTabChangesFocus(True)
        self.setAcceptRichText(False)
        self.setTextInteractionFlags(
            Qt.TextInteractionFlag.TextSelectableByMouse | Qt.TextInteractionFlag.TextSelectableByKeyboard
        )
        self.setUndoRedoEnabled(False)
        metrics = current_metrics()
        self.document().setDocumentMargin(metrics.px(8))
        self.setViewportMargins(metrics.px(16), metrics.px(4), metrics.px(8), 0)
        self._waiting: list[TextPart] = []
        self._placed: list[PlacedRun] = []
        self._comparing = False
        self._parts: Sequence[TextPart] = ()
        self._notes: Sequence[NoteLine] = ()
        self._chosen = ""
        self.places = PlacesOnPage([])
        self._more = QTimer(self, singleShot=True, interval=0)
        self._more.timeout.connect(self._lay_out_more)

    # What it shows.

    def show_parts(self, parts: Sequence[TextPart], notes: Sequence[NoteLine], *, comparing: bool = False) -> None:
        """Show a text from its top with its notes."""
        self._parts, self._notes, self._comparing = parts, notes, comparing
        self._begin()
        self._waiting = list(reversed(parts))
        self._lay_out_more()

    def show_compared(self, parts: Sequence[TextPart]) -> None:
        """Show what two texts differ in: what is gone is struck out, what is new is underlined."""
        self.show_parts(parts, (), comparing=True)

    def show_notes(self, notes: Sequence[NoteLine], chosen: str = "") -> None:
        """Mark the passages of notes, one of them more than the others."""
        self._notes, self._chosen = notes, chosen
        colours = colours_of(self)
        marks: list[QTextEdit.ExtraSelection] = []
        for note in sorted(notes, key=lambda each: each.id == chosen):
            if note.place.state == LOST or self._comparing:
                continue
            shape = QTextCharFormat()
            mine = note.id == chosen
            shape.setBackground(colours.colour("accent_soft" if mine else "attention_soft"))
            shape.setForeground(colours.colour("on_accent_soft" if mine else "on_attention_soft"))
            shape.setUnderlineStyle(
                QTextCharFormat.UnderlineStyle.SingleUnderline
                if note.place.state == "placed"
                else QTextCharFormat.UnderlineStyle.DashUnderline
            )
            mark: QTextEdit.ExtraSelection = QTextEdit.ExtraSelection()
            mark.cursor, mark.format = self._between(note.place.start, note.place.end), shape  # type: ignore[attr-defined]
            marks.append(mark)
        self.setExtraSelections(marks)

    def go_to(self, start: int) -> None:
        """Bring a place into sight, in the upper third of the page."""
        while self._waiting and (not self._placed or self._placed[-1].run.end <= start):
            self._lay_out_more()
        cursor = QTextCursor(self.document())
        cursor.setPosition(min(self.places.shown_at(start), self.document().characterCount() - 1))
        self.setTextCursor(cursor)
        self.ensureCursorVisible()
        bar = self.verticalScrollBar()
        bar.setValue(bar.value() + self.cursorRect().top() - self.viewport().height() // 3)

    def chosen_passage(self) -> tuple[int, int]:
        """Give where what is chosen begins and ends in the source; both the same if nothing is."""
        cursor = self.textCursor()
        if not cursor.hasSelection() or self._comparing:
            return 0, 0
        start = self.places.source_of(cursor.selectionStart())
        return start, max(start, self.places.source_of(cursor.selectionEnd(), end=True))

    def note_at(self, source: int) -> str:
        """Give the note that stands on a place; of several the shortest."""
        here = [n for n in self._notes if n.place.state != LOST and n.place.start <= source < n.place.end]
        return min(here, key=lambda n: n.place.end - n.place.start).id if here else ""

    def place_of_mouse(self, event: QMouseEvent) -> int:
        """Give the place in the source below the pointer."""
        return self.places.source_of(self.cursorForPosition(event.position().toPoint()).position())

    # How it is laid out.

    def changeEvent(self, event: QEvent) -> None:
        """Take new colours."""
        super().changeEvent(event)
        if is_style_change(event) and self._parts:
            QTimer.singleShot(0, self, self._again)

    def _again(self) -> None:
        at, chosen, notes = self.verticalScrollBar().value(), self._chosen, self._notes
        self.show_parts(self._parts, notes, comparing=self._comparing)
        self.show_notes(notes, chosen)
        self.verticalScrollBar().setValue(at)

    def _begin(self) -> None:
        self._more.stop()
        self.setExtraSelections([])
        self.clear()
        self._placed, self._waiting, self._chosen = [], [], ""
        self.places = PlacesOnPage([])

    def _lay_out_more(self) -> None:
        """Lay some parts out; the marks are set anew, since they may be on what has just come."""
        first = not self._placed
        cursor = QTextCursor(self.document())
        cursor.beginEditBlock()
        cursor.movePosition(QTextCursor.MoveOperation.End)
        for _turn in range(min(_AT_ONCE, len(self._waiting))):
            self._put(cursor, self._waiting.pop())
        cursor.endEditBlock()
        self.places = PlacesOnPage(self._placed)
        if first:
            self.moveCursor(QTextCursor.MoveOperation.Start)
        self.show_notes(self._notes, self._chosen)
        if self._waiting:
            self._more.start()

    def _put(self, cursor: QTextCursor, part: TextPart) -> None:
        metrics, colours = current_metrics(), colours_of(self)
        block = QTextBlockFormat()
        block.setLineHeight(_LINE_HEIGHT, QTextBlockFormat.LineHeightTypes.ProportionalHeight.value)
        tight = part.kind == ITEM
        block.setBottomMargin(metrics.px(4 if tight else 10))
        looks = QTextCharFormat()
        looks.setForeground(colours.colour("text"))
        if part.kind == HEADING:
            block.setTopMargin(metrics.px(14) if self._placed else 0)
            block.setHeadingLevel(part.level)
            font = QFont(sized(self.font(), metrics.px(_SIZES.get(part.level, BODY))))
            font.setWeight(QFont.Weight.DemiBold)
            looks.setFont(font)
        indent = metrics.px(20) * part.depth
        block.setLeftMargin(indent)
        if part.mark:
            block.setTextIndent(-metrics.px(18))
        if part.kind == QUOTE:
            looks.setForeground(colours.colour("muted"))
            block.setProperty(QTextFormat.Property.BlockQuoteLevel.value, part.depth)
        if part.kind == CODE:
            block.setBackground(colours.colour("window"))
        if part.kind == RULE:
            block.setProperty(QTextFormat.Property.BlockTrailingHorizontalRulerWidth.value, True)
        if self._placed or self.document().characterCount() > 1:
            cursor.insertBlock(block, looks)
        else:
            cursor.setBlockFormat(block)
        if part.mark:
            cursor.insertText(f"{part.mark}\u2002", looks)
        for run in part.runs:
            self._put_run(cursor, run, looks)

    def _put_run(self, cursor: QTextCursor, run: TextRun, looks: QTextCharFormat) -> None:
        colours = colours_of(self)
        shape = QTextCharFormat(looks)
        if run.strong:
            shape.setFontWeight(QFont.Weight.DemiBold)
        if run.emphasis:
            shape.setFontItalic(True)
        if run.code:
            shape.setFontFamilies(["monospace"])
            shape.setBackground(colours.colour("window"))
        if run.link:
            shape.setFontUnderline(True)
            shape.setToolTip(plain_tip(run.link))
        if run.change == GONE:
            shape.setFontStrikeOut(True)
        elif run.change == NEW:
            shape.setFontUnderline(True)
        if run.change:
            role = "harm_soft" if run.change == GONE else "accent_soft"
            shape.setForeground(colours.colour(f"on_{role}"))
            shape.setBackground(colours.colour(role))
        words = run.text.replace("\n", "\u2028")
        self._placed.append(PlacedRun(cursor.position(), units(run.text), run))
        cursor.insertText(words, shape)

    def _between(self, start: int, end: int) -> QTextCursor:
        last = self.document().characterCount() - 1
        cursor = QTextCursor(self.document())
        cursor.setPosition(min(self.places.shown_at(start), last))
        # A passage ends behind its last letter, which may be further on than where the next one begins.
        behind = self.places.shown_at(end - 1) + 1 if end > start else self.places.shown_at(end)
        cursor.setPosition(min(behind, last), QTextCursor.MoveMode.KeepAnchor)
        return cursor
