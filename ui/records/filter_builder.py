"""A filter clicked together: groups of conditions, joined by all, any or none, each with how many it leaves."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Qt, QTimer, Signal
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLineEdit, QVBoxLayout, QWidget

from app.i18n import N_, _
from app.problems import UserProblem
from app.records.filter_language import AND, OR, Combined, Comparison, FilterTree, Inverted, read_filter, write_filter
from app.records.registry import Registry
from ui.records.filter_parts import ConditionRow, FilterField, fields_of
from ui.theme.metrics import current_metrics
from ui.widgets.buttons import button, icon_button
from ui.widgets.labels import label
from ui.widgets.segmented import Segmented

ALL, ANY_OF, NONE_OF = "all", "any", "none"
_HOWS = ((ALL, N_("All of these")), (ANY_OF, N_("Any")), (NONE_OF, N_("None")))
_PAUSE_MS = 150


class ConditionGroup(QFrame):
    """Conditions of which all, any or none have to hold."""

    changed = Signal()
    removed = Signal()

    def __init__(self, fields: Sequence[FilterField]) -> None:
        """Start with one condition."""
        super().__init__()
        self.setProperty("role", "banner")
        self._fields = fields
        metrics = current_metrics()
        layout = QVBoxLayout(self)
        layout.setContentsMargins(metrics.px(8), metrics.px(8), metrics.px(8), metrics.px(8))
        layout.setSpacing(metrics.px(6))
        top = QHBoxLayout()
        self.how = Segmented([(code, _(words)) for code, words in _HOWS], _("How these conditions are joined"))
        self.how.set_value(ALL)
        self.how.chosen.connect(lambda _how: self.changed.emit())
        top.addWidget(self.how)
        self.count = label("", "muted")
        top.addWidget(self.count)
        top.addStretch()
        top.addWidget(button(_("Condition"), self.add_row, kind="quiet", icon="add"))
        top.addWidget(icon_button("remove", _("Take this group away"), self.removed.emit))
        layout.addLayout(top)
        self._list = QVBoxLayout()
        self._list.setSpacing(metrics.px(4))
        layout.addLayout(self._list)
        self.rows: list[ConditionRow] = []

    def add_row(self) -> ConditionRow:
        """Add a condition and go there."""
        row = ConditionRow(self._fields)
        row.changed.connect(self.changed)
        row.removed.connect(lambda: self._remove(row))
        self.rows.append(row)
        self._list.addWidget(row)
        row.field.setFocus(Qt.FocusReason.OtherFocusReason)
        return row

    def tree(self) -> FilterTree | None:
        """Give what the group says; None while no condition is whole."""
        parts = [each for row in self.rows if (each := row.comparison()) is not None]
        how = self.how.value()
        if not parts:
            return None
        joined: FilterTree = parts[0] if len(parts) == 1 else Combined(AND if how == ALL else OR, tuple(parts))
        return Inverted(joined) if how == NONE_OF else joined

    def show_tree(self, tree: FilterTree) -> bool:
        """Show what was read; False if it does not fit into a group."""
        how = ALL
        if isinstance(tree, Inverted):
            how, tree = NONE_OF, tree.part
            if isinstance(tree, Combined) and tree.how == AND:
                return False
        elif isinstance(tree, Combined) and tree.how == OR:
            how = ANY_OF
        parts = tree.parts if isinstance(tree, Combined) else (tree,)
        for part in parts:
            row = self.add_row()
            if not isinstance(part, Comparison) or not row.can_show(part):
                return False
            row.show_comparison(part)
        self.how.set_value(how)
        return True

    def _remove(self, row: ConditionRow) -> None:
        """Take a condition away, and the group with its last one."""
        self.rows.remove(row)
        self._list.removeWidget(row)
        row.hide()
        row.deleteLater()
        if self.rows:
            self.changed.emit()
        else:
            self.removed.emit()


class FilterBuilder(QWidget):
    """Tells the filter whenever it says something else; the same filter stands below as text, to be typed as well."""

    changed = Signal()
    counts_wanted = Signal(list)  # filters, of which counts are to be shown

    def __init__(self, registry: Registry, kind: str) -> None:
        """Take the kind of record whose fields are offered."""
        super().__init__()
        self._fields = fields_of(registry, kind)
        self.groups: list[ConditionGroup] = []
        self._said = ""
        metrics = current_metrics()
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(metrics.px(6))
        self._list = QVBoxLayout()
        self._list.setSpacing(metrics.px(6))
        layout.addLayout(self._list)
        below = QHBoxLayout()
        self.join = Segmented([(AND, _("and")), (OR, _("or"))], _("Between the groups"))
        self.join.set_value(AND)
        self.join.chosen.connect(lambda _how: self._on_clicked())
        below.addWidget(button(_("Group"), self.add_group, kind="quiet", icon="add"))
        below.addWidget(self.join)
        self.line = QLineEdit()
        self.line.setAccessibleName(_("The filter as text"))
        self.line.setPlaceholderText("stage=new or not (tags=van and since>=2026-01-01)")
        self.line.editingFinished.connect(self._on_typed)
        below.addWidget(self.line, 1)
        layout.addLayout(below)
        self.problem = label("", "problem", wrap=True)
        self.problem.hide()
        layout.addWidget(self.problem)
        self._wait = QTimer(self, singleShot=True, interval=_PAUSE_MS)
        self._wait.timeout.connect(self._tell)
        self._show_join()

    def text(self) -> str:
        """Give the filter."""
        return self._said

    def set_text(self, text: str) -> None:
        """Show a filter: clicked together where it fits, else as text."""
        self.line.setText(text)
        self._on_typed()

    def complain(self, sentence: str) -> None:
        """Say what is wrong with the filter; nothing takes that back."""
        self.problem.setText(sentence)
        self.problem.setVisible(bool(sentence))

    def clear(self) -> None:
        """Say nothing."""
        self.set_text("")

    def add_group(self) -> ConditionGroup:
        """Add a group with a first condition."""
        group = self._make_group()
        group.add_row()
        self._on_clicked()
        return group

    def start(self) -> None:
        """Go to the first condition."""
        if not self.groups:
            self.add_group()
        self.groups[0].rows[0].field.setFocus(Qt.FocusReason.OtherFocusReason)

    def show_counts(self, counts: Sequence[int | None]) -> None:
        """Show how many each condition and each group leaves, in the order of ``counts_wanted``."""
        numbers = iter(counts)
        for group in self.groups:
            group.count.setText(_number(next(numbers, None)))
            for row in group.rows:
                row.count.setText(_number(next(numbers, None)))

    def ask_counts(self) -> None:
        """Ask for counts of everything that is shown."""
        wanted: list[str] = []
        for group in self.groups:
            wanted.append(write_filter(group.tree()))
            wanted += [write_filter(row.comparison()) for row in group.rows]
        if wanted:
            self.counts_wanted.emit(wanted)

    def _make_group(self) -> ConditionGroup:
        """Make a group."""
        group = ConditionGroup(self._fields)
        group.changed.connect(self._on_clicked)
        group.removed.connect(lambda: self._remove(group))
        self.groups.append(group)
        self._list.addWidget(group)
        self._show_join()
        return group

    def _remove(self, group: ConditionGroup) -> None:
        """Take a group away."""
        self.groups.remove(group)
        self._list.removeWidget(group)
        group.hide()
        group.deleteLater()
        self._show_join()
        self._on_clicked()

    def _show_join(self) -> None:
        """Ask how groups are joined where there are several."""
        self.join.setVisible(len(self.groups) > 1)

    def _on_clicked(self) -> None:
        """Write what was clicked."""
        trees = [tree for group in self.groups if (tree := group.tree()) is not None]
        whole = trees[0] if len(trees) == 1 else Combined(OR if self.join.value() == OR else AND, tuple(trees))
        self._said = write_filter(whole) if trees else ""
        self.line.setText(self._said)
        self._wait.start()

    def _on_typed(self) -> None:
        """Show what was typed; what is no filter is said and changes nothing."""
        text = self.line.text().strip()
        if text == self._said:
            return
        try:
            tree = read_filter(text)
        except UserProblem as problem:
            self.complain(str(problem))
            return
        self.complain("")
        self._said = text
        for group in list(self.groups):
            self._list.removeWidget(group)
            group.hide()
            group.deleteLater()
        self.groups = []
        if tree is not None and not self._show_tree(tree):
            for group in self.groups:
                self._list.removeWidget(group)
                group.hide()
                group.deleteLater()
            self.groups = []
        self._show_join()
        self.line.setText(text)
        self._wait.start()

    def _show_tree(self, tree: FilterTree) -> bool:
        """Show a filter in groups, one if it fits."""
        blocked = self.blockSignals(True)
        nested = isinstance(tree, Combined) and any(not isinstance(part, Comparison) for part in tree.parts)
        parts = tree.parts if nested and isinstance(tree, Combined) else (tree,)
        said, fits = self._said, True
        for part in parts:
            fits = fits and self._make_group().show_tree(part)
        if nested and isinstance(tree, Combined):
            self.join.set_value(tree.how)
        self.blockSignals(blocked)
        self._said = said
        return fits

    def _tell(self) -> None:
        """Tell the filter and ask for counts."""
        self.changed.emit()
        self.ask_counts()


def _number(count: int | None) -> str:
    """Write a count."""
    return "" if count is None else f"{count:n}"
