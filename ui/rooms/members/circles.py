"""Who can see what: a plain table of persons and circles, changed in place by those who may."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QGridLayout, QLabel, QScrollArea, QVBoxLayout, QWidget

from app.i18n import _
from app.services.members.trust import CircleView, DeviceView, MemberView, TrustView
from ui.rooms.members import words
from ui.rooms.members.layout import sentence
from ui.theme.metrics import current_metrics
from ui.widgets.combo import ComboBox
from ui.widgets.labels import ElidedLabel, hairline, label

_CELL, _NAME = 148, 200
NONE = "none"


class CirclesPage(QScrollArea):
    """Rows are persons, or their laptops where these differ; a cell says what they may do, or nothing."""

    part_wanted = Signal(str, list, str)  # circle, devices, part

    def __init__(self) -> None:
        """Start empty."""
        super().__init__()
        self.setWidgetResizable(True)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.setAccessibleName(_("Who can see what"))
        metrics = current_metrics()
        holder = QWidget()
        holder.setProperty("surface", "surface")
        column = QVBoxLayout(holder)
        column.setContentsMargins(metrics.px(16), metrics.px(12), metrics.px(16), metrics.px(24))
        column.setSpacing(metrics.px(12))
        self.note = sentence("", "muted")
        column.addWidget(self.note)
        self._place = QVBoxLayout()
        column.addLayout(self._place)
        column.addStretch()
        self.setWidget(holder)
        self._table: QWidget | None = None
        self.cells: dict[tuple[str, str], QWidget] = {}  # by the row's devices joined, and the circle

    def show_view(self, view: TrustView) -> None:
        """Fill the table; the keyboard stays in its cell."""
        focused = next((key for key, cell in self.cells.items() if cell.hasFocus()), None)
        if self._table is not None:
            self._table.hide()
            self._table.deleteLater()
        self.cells = {}
        self._table = table = QWidget()
        grid = QGridLayout(table)
        metrics = current_metrics()
        grid.setContentsMargins(0, 0, 0, 0)
        grid.setHorizontalSpacing(metrics.px(8))
        grid.setVerticalSpacing(0)
        self._head(grid, view.circles)
        row = 2
        for member in view.members:
            devices = [each for each in member.devices if each.standing != words.REMOVED]
            for name, group in _rows(member, devices, view.circles):
                self._row(grid, row, name, group, view)
                row += 2
        grid.setColumnStretch(len(view.circles) + 1, 1)
        self._place.addWidget(table)
        self.note.setText(
            _("Whoever reads a circle has it on their laptop. An empty cell is not in it, and carries it unread.")
            if any(each.i_share for each in view.circles)
            else _("An empty cell is not in it, and carries it unread. Stewards of a circle change who is in it.")
        )
        if focused in self.cells:
            self.cells[focused].setFocus(Qt.FocusReason.OtherFocusReason)

    def cell(self, devices: Sequence[str], circle: str) -> QWidget:
        """Give the cell of a row and a circle."""
        return self.cells["".join(devices), circle]

    def start(self) -> None:
        """Put the keyboard into the first cell that can be changed."""
        first = next((cell for cell in self.cells.values() if isinstance(cell, ComboBox)), self)
        first.setFocus(Qt.FocusReason.OtherFocusReason)

    def _head(self, grid: QGridLayout, circles: Sequence[CircleView]) -> None:
        """Name the columns."""
        for number, each in enumerate(circles, 1):
            name = ElidedLabel(each.name, "section")
            name.setFixedWidth(current_metrics().px(_CELL))
            name.setContentsMargins(current_metrics().px(11), 0, 0, current_metrics().px(6))
            grid.addWidget(name, 0, number)
        who = label(_("Who"), "section")
        who.setContentsMargins(0, 0, 0, current_metrics().px(6))
        grid.addWidget(who, 0, 0)
        grid.addWidget(hairline(), 1, 0, 1, len(circles) + 2)

    def _row(self, grid: QGridLayout, row: int, name: str, devices: Sequence[DeviceView], view: TrustView) -> None:
        """Put one row in."""
        metrics = current_metrics()
        who = ElidedLabel(name, "strong")
        who.setFixedWidth(metrics.px(_NAME))
        grid.addWidget(who, row, 0)
        ids = [each.device for each in devices]
        carrier = all(each.role == "carrier" for each in devices)
        for number, circle in enumerate(view.circles, 1):
            part = circle.parts.get(ids[0], NONE)
            may = circle.i_share and not carrier
            cell = self._choice(circle, ids, part, name) if may else _words(part, name, circle)
            cell.setFixedWidth(metrics.px(_CELL))
            self.cells["".join(ids), circle.circle] = cell
            grid.addWidget(cell, row, number)
        grid.setRowMinimumHeight(row, metrics.px(38))
        grid.addWidget(hairline(), row + 1, 0, 1, len(view.circles) + 2)

    def _choice(self, circle: CircleView, devices: list[str], part: str, name: str) -> ComboBox:
        """Make a cell that can be changed."""
        made = ComboBox(_("What {name} may do in {circle}").format(name=name, circle=circle.name), place="card")
        made.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        for each in words.PARTS:
            made.addItem(words.part_name(each) if each != NONE else _("(not in it)") if part != NONE else "", each)
        made.setCurrentIndex(made.findData(part))
        made.activated.connect(
            lambda _number: (
                made.currentData() != part and self.part_wanted.emit(circle.circle, devices, str(made.currentData()))
            )
        )
        return made


def _words(part: str, name: str, circle: CircleView) -> QLabel:
    """Make a cell that is only read."""
    made = label(words.part_name(part), "" if part == "steward" else "muted")
    made.setContentsMargins(current_metrics().px(11), 0, 0, 0)
    made.setAccessibleName(
        _("{name} in {circle}: {part}").format(
            name=name, circle=circle.name, part=words.part_name(part) or _("not in it")
        )
    )
    return made


def _rows(
    member: MemberView, devices: Sequence[DeviceView], circles: Sequence[CircleView]
) -> list[tuple[str, list[DeviceView]]]:
    """Fold a person's laptops into one row where they may do the same everywhere."""
    if not devices:
        return []
    parts = {tuple(circle.parts.get(each.device, NONE) for circle in circles) for each in devices}
    if len(parts) == 1:
        standing = {words.standing_of(each) for each in devices}
        said = standing.pop() if len(standing) == 1 else ""
        return [(f"{member.name}, {said}" if said else member.name, list(devices))]
    return [(f"{member.name}, {words.laptop_of(each, member)}", [each]) for each in devices]
