"""The page of the map: an indented list or a drawing, and beside it why something stands and what would change."""

from __future__ import annotations

from functools import partial

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import (
    QHBoxLayout,
    QHeaderView,
    QStackedWidget,
    QTreeWidget,
    QTreeWidgetItem,
    QWidget,
)

from app.capabilities.library import map_view, shelf
from app.capabilities.library.map_view import ROLE_WORDS, MapBoard, MapLine, OpenedNode
from app.capabilities.library.shelf import ShelfLine
from app.i18n import _
from ui.frame.desk import Desk
from ui.platform.dialogs import Dialogs
from ui.rooms.library.asking import Asking
from ui.rooms.library.column import Column, beside
from ui.rooms.library.map_drawing import MapDrawingPlace, MapDrawingView
from ui.rooms.library.map_forms import MapForms
from ui.theme.metrics import current_metrics
from ui.widgets.buttons import button
from ui.widgets.combo import ComboBox
from ui.widgets.empty_state import EmptyState
from ui.widgets.filling import fill
from ui.widgets.labels import hairline, label
from ui.widgets.segmented import Segmented
from ui.widgets.tips import plain_tip

LIST, DRAWING = "list", "drawing"
_ID = Qt.ItemDataRole.UserRole
_DEEPEST = 40  # What lies deeper stands in one row with this: a tree of Qt goes down by calls.


class OutlineTree(QTreeWidget):
    """The indented list; single letters are left to the page."""

    def __init__(self) -> None:
        """Give most of the room to the words."""
        super().__init__()
        metrics = current_metrics()
        self.setHeaderHidden(True)
        self.setAccessibleName(_("Map of arguments, as an indented list"))
        self.setFrameShape(QTreeWidget.Shape.NoFrame)
        self.setColumnCount(2)
        self.setIndentation(metrics.px(18))
        self.setUniformRowHeights(True)
        head = self.header()
        head.setStretchLastSection(False)
        head.setSectionResizeMode(0, QHeaderView.ResizeMode.Stretch)
        head.setSectionResizeMode(1, QHeaderView.ResizeMode.Fixed)
        head.resizeSection(1, metrics.px(130))

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Leave single letters to the page."""
        if event.text() and event.text().isprintable() and event.key() != Qt.Key.Key_Space and not event.modifiers():
            event.ignore()
        else:
            super().keyPressEvent(event)


class MapPage(QWidget):
    """Shows what stands; nothing is written by looking at what would change."""

    counted = Signal(str)
    document_wanted = Signal(str)

    def __init__(self, desk: Desk, asking: Asking, dialogs: Dialogs) -> None:
        """Take the desk, the forms, and who asks for files."""
        super().__init__()
        self._desk = desk
        self.forms = MapForms(desk, self, asking, dialogs)
        self.document, self.node = "", ""
        self.folded: set[str] = set()
        self.board: MapBoard | None = None
        self.opened: OpenedNode | None = None
        metrics = current_metrics()
        self.documents = ComboBox(_("Map of"))
        self.documents.setMinimumContentsLength(18)
        self.documents.activated.connect(lambda place: self.show_map(self.documents.itemData(place)))
        self.views = Segmented([(LIST, _("List")), (DRAWING, _("Drawing"))], _("How the map is shown"))
        self.views.set_value(LIST)
        self.views.chosen.connect(self.show_view)
        self.worked_out = label("", "muted")
        top = QHBoxLayout()
        top.setContentsMargins(metrics.px(16), metrics.px(8), metrics.px(16), metrics.px(8))
        top.setSpacing(metrics.px(8))
        top.addWidget(self.documents)
        top.addWidget(self.worked_out, 1)
        top.addWidget(button(_("Take in Argdown"), self.forms.take_in, kind="quiet", icon="import"))
        top.addWidget(button(_("Save as Argdown"), self.forms.save, kind="quiet", icon="export"))
        top.addWidget(self.views)
        self.tree = OutlineTree()
        self.tree.currentItemChanged.connect(lambda item, _before: item and self.choose(item.data(0, _ID)))
        self.drawing = MapDrawingView()
        self.drawing_place = MapDrawingPlace(self.drawing)
        self.drawing.chosen.connect(self.choose)
        self.drawing.folded.connect(self.fold)
        self.stack = QStackedWidget(self)
        for each in (self.tree, self.drawing_place):
            self.stack.addWidget(each)
        self.column = Column(_("The chosen claim or argument"), widest=360, margin=20)
        self.column.setFixedWidth(metrics.px(360))
        inside = QWidget()
        inside.setLayout(beside([(self.stack, 1), (self.column, 0)]))
        self.nothing = EmptyState(
            "conflict",
            _("No claims yet"),
            _("A map says what follows from what: claims, and arguments for and against."),
        )
        self.nothing.offer(_("First claim"), self.new, icon="add")
        self.whole = QStackedWidget(self)
        self.whole.addWidget(inside)
        self.whole.addWidget(self.nothing)
        fill(self, top, hairline(), self.whole)

    # What the room calls.

    def refresh(self) -> None:
        """Ask for the documents to choose from, and for the map."""
        self._desk.ask(shelf.shelf, self._show_documents, key=(self, "documents"))
        document, folded = self.document, frozenset(self.folded)
        self._desk.ask(lambda vault: map_view.board(vault, document, folded), self._show_board, key=(self, "board"))

    def start(self) -> None:
        """Begin where the map is shown."""
        if self.whole.currentIndex():
            self.nothing.setFocus(Qt.FocusReason.OtherFocusReason)
        else:
            (self.tree if self.view() == LIST else self.drawing).setFocus(Qt.FocusReason.OtherFocusReason)

    def show_map(self, document: object) -> None:
        """Show the map of one document, or all of it."""
        self.document, self.node = str(document or ""), ""
        self.refresh()

    def view(self) -> str:
        """Say how the map is shown."""
        return LIST if self.stack.currentWidget() is self.tree else DRAWING

    def show_view(self, view: object) -> None:
        """Show it as a list or as a drawing."""
        self.stack.setCurrentWidget(self.tree if view == LIST else self.drawing_place)
        self.views.set_value(view)
        self.drawing_place.follow()
        self.start()

    # How it is shown.

    def _show_documents(self, lines: tuple[ShelfLine, ...]) -> None:
        self.documents.clear()
        self.documents.addItem(_("The whole map"), "")
        for line in lines:
            self.documents.addItem(line.title, line.id)
        self.documents.setCurrentIndex(max(0, self.documents.findData(self.document)))

    def _show_board(self, found: MapBoard) -> None:
        self.board = found
        words = _("{count} of {total} relations are worked out").format(count=found.worked_out, total=found.relations)
        self.worked_out.setText(words if found.relations else "")
        self.whole.setCurrentIndex(0 if found.lines or self.column.form is not None else 1)
        if self.node not in found.nodes:
            self.node = found.lines[0].node.id if found.lines else ""
        self._show_tree(found)
        self.drawing.show_map(found.drawing, found.nodes, self.node)
        self._ask_node()

    def _show_tree(self, found: MapBoard) -> None:
        """Fill the list, folded as the drawing is, with the chosen line where it was."""
        blocked = self.tree.blockSignals(True)
        self.tree.clear()
        above: list[QTreeWidgetItem] = []
        chosen: QTreeWidgetItem | None = None
        for line in found.lines:
            item, depth = _item(line), min(line.depth, _DEEPEST)
            if depth and above:
                above[min(depth, len(above)) - 1].addChild(item)
            else:
                self.tree.addTopLevelItem(item)
            above = [*above[:depth], item]
            if line.node.id == self.node and not line.again:
                chosen = item
        self.tree.expandAll()
        for row in range(len(found.lines)):
            _fold(self.tree.topLevelItem(row), self.folded)
        if chosen is not None:
            self.tree.setCurrentItem(chosen)
        self.tree.blockSignals(blocked)

    def choose(self, node: str) -> None:
        """Show everything about a claim or argument."""
        if node == self.node and self.opened is not None and self.opened.node.id == node:
            return
        self.node = node
        self.drawing.set_current(node)
        self.drawing_place.follow()
        self._ask_node()

    def _ask_node(self) -> None:
        node, document = self.node, self.document
        if node:
            self._desk.ask(
                lambda vault: map_view.opened_node(vault, node, document), self._show_node, key=(self, "node")
            )
        else:
            self.opened = None
            self.column.clear()

    def _show_node(self, found: OpenedNode) -> None:
        """Show the word, the reasons, what would change, and where it is shown."""
        if found.node.id != self.node:
            return
        self.opened = found
        node, column = found.node, self.column
        column.clear()
        column.heading(node.text, first=True)
        step = _(" (step {n})").format(n=found.step) if found.step else ""
        column.text(f"{node.word.capitalize()}{step}. {found.meaning}")
        if node.sketch:
            column.text(_("A sketch: it rests on no claim yet."), "attention")
        adds = [(_("For"), "supports"), (_("Against"), "attacks")] if node.is_claim else [(_("Undercut"), "undercuts")]
        buttons = [
            button(
                words,
                partial(self.forms.argument, sort),
                icon="add",
                name=_("{what}: a new argument").format(what=words),
            )
            for words, sort in adds
        ]
        if not node.is_claim:
            buttons.append(button(_("Because"), self.forms.premise, icon="add", name=_("A claim it rests on")))
        buttons.append(button(_("Change"), self.forms.change, kind="quiet"))
        buttons.append(button(_("Take out"), self.forms.remove, kind="quiet"))
        column.row(*buttons)
        column.heading(_("Why?"))
        if not found.why:
            column.text(_("There is nothing behind it."), "muted")
        for line in found.why:
            column.text_at(_said(line), line.depth - 1)
        column.heading(_("What if it were not there?"))
        if not found.without:
            column.text(_("Nothing else would stand otherwise."), "muted")
        for text, before, after in found.without:
            column.line(text, f"{before} → {after}")
        if node.is_claim:
            show = button(
                _("Add"), self.forms.evidence, kind="quiet", icon="add", name=_("Show it by a passage or source")
            )
            column.heading(_("Where it is shown"), show)
            if found.rests_on_nothing:
                column.text(_("It rests on nothing: no passage and no source."), "attention")
            for each in found.evidence:
                lost = _("its passage has lost its place") if each.lost else ""
                see = partial(self.document_wanted.emit, each.document)
                column.line(each.text, lost, *([button(_("Read"), see, kind="link")] if each.document else []))
        column.done()

    # What is done.

    def fold(self, node: str) -> None:
        """Fold or unfold what bears on something, in both views."""
        self.folded ^= {node}
        self.refresh()

    def new(self) -> None:
        """Ask for a claim."""
        self.whole.setCurrentIndex(0)
        self.forms.claim()

    def add_argument(self, kind: str = "") -> None:
        """Ask for an argument about the chosen claim or argument."""
        self.forms.argument(kind)


def _said(line: MapLine) -> str:
    role = _(ROLE_WORDS[line.role]) if line.role else ""
    word = _("see above") if line.again else line.node.word
    return f"{role}: {line.node.text} ({word})" if role else f"{line.node.text} ({word})"


def _item(line: MapLine) -> QTreeWidgetItem:
    role = _(ROLE_WORDS[line.role]) if line.role else ""
    words = f"{role}: {line.node.text}" if role else line.node.text
    word = _("see above") if line.again else line.node.word
    item = QTreeWidgetItem([words, word])
    item.setData(0, _ID, line.node.id)
    item.setToolTip(0, plain_tip(line.node.text))
    item.setData(0, Qt.ItemDataRole.AccessibleTextRole, f"{words}, {word}")
    return item


def _fold(item: QTreeWidgetItem | None, folded: set[str]) -> None:
    """Fold what is folded, without recursion, since a chain may be long."""
    waiting = [item] if item is not None else []
    while waiting:
        each = waiting.pop()
        if each.data(0, _ID) in folded:
            each.setExpanded(False)
        waiting.extend(below for row in range(each.childCount()) if (below := each.child(row)) is not None)
