"""What stands beside a text: its notes in their order, and the map of what it says."""

from __future__ import annotations

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QPushButton, QVBoxLayout, QWidget

from app.capabilities.library.map_view import ROLE_WORDS, MapBoard
from app.capabilities.library.placing import LOST
from app.capabilities.library.shelf import OpenedDocument
from app.i18n import _, ngettext
from ui.rooms.library.column import Column
from ui.rooms.library.note_card import NoteCard
from ui.theme.metrics import current_metrics
from ui.widgets.buttons import button
from ui.widgets.labels import hairline

_MOST_LINES = 60


class NotesSide(QWidget):
    """Notes above, the map below; each scrolls by itself."""

    note_chosen = Signal(str)
    note_wanted = Signal()
    map_wanted = Signal(str)  # a claim or argument, or nothing
    made = Signal()

    def __init__(self) -> None:
        """Start empty."""
        super().__init__()
        self.cards: list[NoteCard] = []
        self.only_open = False  # questions and objections that nobody has answered
        self._found: OpenedDocument | None = None
        self.notes = Column(_("Notes on the text"), widest=340, margin=12)
        self.map = Column(_("Map of arguments, as an indented list"), widest=340, margin=12)
        self.map_buttons: list[QPushButton] = []
        self.setFixedWidth(current_metrics().px(318))
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addWidget(self.notes, 3)
        column.addWidget(hairline())
        column.addWidget(self.map, 2)

    def show_notes(self, found: OpenedDocument) -> None:
        """Show the notes of a document on the version in sight; the keyboard stays on its note."""
        focused = next((card.note.id for card in self.cards if card.hasFocus()), "")
        self._found = found
        self.notes.clear()
        self.cards = []
        add = button(_("Note"), self.note_wanted.emit, kind="quiet", icon="add", tip=_("Key: A"), name=_("New note"))
        waiting = sum(note.asks for note in found.notes)
        heading = ngettext("Notes · {n} open", "Notes · {n} open", waiting).format(n=waiting) if waiting else _("Notes")
        self.notes.heading(heading, *([add] if found.version else []), first=True)
        if not found.notes:
            self.notes.text(_("Choose a passage, and say what you ask, object to, suggest or like."), "muted")
        if waiting or self.only_open:
            only = button(_("Only open questions and objections"), self._toggle, kind="chip")
            only.setCheckable(True)
            only.setChecked(self.only_open)
            self.notes.row(only)
        lost = False
        for note in found.notes:
            if self.only_open and not note.asks:
                continue
            if note.place.state == LOST and not lost:
                lost = True
                self.notes.text(_("Without a place on this version"), "section")
            card = NoteCard(note, found.version)
            card.chosen.connect(self.note_chosen)
            card.walked.connect(lambda step, card=card: self._walk(card, step))
            self.cards.append(card)
            self.notes.add(card)
        self.notes.done()
        self.made.emit()
        self.start(focused) if focused else None

    def _toggle(self) -> None:
        """Show all notes, or only what waits for an answer."""
        self.only_open = not self.only_open
        if self._found is not None:
            self.show_notes(self._found)

    def show_map(self, found: MapBoard) -> None:
        """Show what follows from what, as far as there is room for it."""
        self.map.clear()
        self.map_buttons = []
        more = button(_("Open the map"), lambda: self.map_wanted.emit(""), kind="quiet")
        self.map.heading(_("Map"), more, first=True)
        if not found.lines:
            self.map.text(_("No claims of this document yet."), "muted")
        for line in found.lines[:_MOST_LINES]:
            role = _(ROLE_WORDS[line.role]) if line.role else ""
            words = f"{role}: {line.node.text}" if role else line.node.text
            word = _("see above") if line.again else line.node.word
            self.map.line(f"{words} · {word}", depth=min(line.depth, 6), role="" if line.node.is_claim else "muted")
        if len(found.lines) > _MOST_LINES:
            left = len(found.lines) - _MOST_LINES
            self.map.text(ngettext("{n} more line", "{n} more lines", left).format(n=left), "muted")
        self.map.done()

    def current(self) -> NoteCard | None:
        """Give the note on which the keyboard is."""
        return next((card for card in self.cards if card.hasFocus() or card.isAncestorOf(self.focusWidget())), None)

    def start(self, note: str = "") -> None:
        """Put the keyboard on a note, the first where none is named."""
        card = next((each for each in self.cards if each.note.id == note), self.cards[0] if self.cards else None)
        if card is not None:
            card.setFocus()
            self.notes.ensureWidgetVisible(card)

    def _walk(self, card: NoteCard, step: int) -> None:
        place = self.cards.index(card) + step
        if 0 <= place < len(self.cards):
            self.cards[place].setFocus()
            self.notes.ensureWidgetVisible(self.cards[place])
