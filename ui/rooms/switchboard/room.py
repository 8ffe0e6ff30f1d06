"""The room of the switchboard: choose a need, see what fits and why, and introduce; or plan the whole week."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial

from PySide6.QtCore import Qt
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import QHBoxLayout, QLineEdit, QStackedWidget, QVBoxLayout, QWidget

from app.capabilities.projects.field import project_rows
from app.capabilities.switchboard import board, plan_service, service
from app.capabilities.switchboard.grid import CATEGORIES
from app.i18n import N_, _, ngettext
from ui.frame.command import Command
from ui.frame.desk import Desk
from ui.frame.room import RoomPage
from ui.rooms.switchboard.field_grid import FieldGrid
from ui.rooms.switchboard.lines import LinesModel, Wires, listing_view
from ui.theme.metrics import current_metrics
from ui.widgets.buttons import button
from ui.widgets.combo import ComboBox
from ui.widgets.labels import hairline, label
from ui.widgets.page_header import PageHeader
from ui.widgets.segmented import Segmented

PAIRS, PLAN, FIELD = "pairs", "plan", "field"
_VIEWS = (PAIRS, PLAN, FIELD)


class SwitchboardRoom(RoomPage):
    """Needs left, offers right, the lines between them, and the reasons of the chosen pair below."""

    key, title, icon = "switchboard", N_("Switchboard"), "switchboard"
    kinds = frozenset(
        {
            "listing",
            "listing_window",
            "match",
            "pairing",
            "area_link",
            "skill_claim",
            "person",
            "project",
            "task",
            "role",
            "holder",
            "absence",
            "commitment",
            "entry",
            "event",
        }
    )

    def __init__(self, desk: Desk) -> None:
        """Begin with nothing chosen."""
        self._needs: Sequence[board.ListingLine] = ()
        self._chosen: board.Chosen | None = None
        self._planned: board.PlannedWeek | None = None
        super().__init__(desk)

    def build(self) -> None:
        """Put the page together."""
        self.views = Segmented([(PAIRS, _("Pairs")), (PLAN, _("Plan")), (FIELD, _("Field of play"))], _("What to show"))
        self.views.set_value(PAIRS)
        self.views.chosen.connect(self.show_view)
        self.plan_button = button(_("Plan the week"), self.plan, icon="calendar")
        self.header = PageHeader(_(self.title), self.views, self.plan_button)
        self.page.addWidget(self.header)
        self.page.addWidget(hairline())
        self.stack = QStackedWidget()
        self.stack.addWidget(self._build_pairs())
        self.stack.addWidget(self._build_plan())
        self.grid = FieldGrid()
        self.grid.project_wanted.connect(self._go_to_project)
        self.stack.addWidget(self.grid)
        self.page.addWidget(self.stack, 1)

    def _build_pairs(self) -> QWidget:
        """Make the two lists with the lines between, and the reasons below."""
        page, metrics = QWidget(), current_metrics()
        layout = QVBoxLayout(page)
        layout.setContentsMargins(metrics.px(16), metrics.px(12), metrics.px(16), metrics.px(12))
        layout.setSpacing(metrics.px(8))
        self.search = QLineEdit()
        self.search.setPlaceholderText(_("Filter needs"))
        self.search.setAccessibleName(_("Filter needs"))
        self.search.textChanged.connect(lambda _text: self._show_needs())
        self.category = ComboBox(_("Category"))
        self.category.setMinimumWidth(metrics.px(160))
        self.category.addItem(_("All categories"), "")
        for code, words in CATEGORIES.items():
            self.category.addItem(_(words), code)
        self.category.currentIndexChanged.connect(lambda _index: self._show_needs())
        filters = QHBoxLayout()
        filters.addWidget(self.search, 1)
        filters.addWidget(self.category)
        layout.addLayout(filters)
        self.needs, self.offers = listing_view(_("Needs")), listing_view(_("Offers that fit"))
        self.wires = Wires(self.needs, self.offers)
        lists = QHBoxLayout()
        lists.setSpacing(0)
        for words, view in ((_("Needed"), self.needs), ("", self.wires), (_("Offered, the best first"), self.offers)):
            column = QVBoxLayout()
            column.addWidget(label(words, "muted"))
            column.addWidget(view, 1)
            lists.addLayout(column, 0 if view is self.wires else 1)
        layout.addLayout(lists, 1)
        self.reasons = label(_("Choose a need to see what fits."), wrap=True)
        layout.addWidget(self.reasons)
        self.introduce_button = button(_("Introduce"), self.introduce, kind="primary", tip=_("Key: Enter"))
        self.introduce_button.setEnabled(False)
        layout.addWidget(self.introduce_button, 0, Qt.AlignmentFlag.AlignTrailing)
        self.needs.selectionModel().currentChanged.connect(lambda now, _before: self._choose(now.row()))
        self.offers.selectionModel().currentChanged.connect(lambda now, _before: self._say_reasons(now.row()))
        for keys in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            shortcut = QShortcut(QKeySequence(keys), self.offers)
            shortcut.setContext(Qt.ShortcutContext.WidgetShortcut)
            shortcut.activated.connect(self.introduce)
        return page

    def _build_plan(self) -> QWidget:
        """Make the page of a plan: what it would do left, what stays open right."""
        page, metrics = QWidget(), current_metrics()
        layout = QVBoxLayout(page)
        layout.setContentsMargins(metrics.px(16), metrics.px(12), metrics.px(16), metrics.px(12))
        layout.setSpacing(metrics.px(8))
        self.plan_words = label(_("Plan the week to see who could do what, and what stays open."), wrap=True)
        layout.addWidget(self.plan_words)
        self.planned, self.left_open = listing_view(_("Planned")), listing_view(_("Still open"))
        lists = QHBoxLayout()
        for words, view in ((_("Planned"), self.planned), (_("Still open, and why"), self.left_open)):
            column = QVBoxLayout()
            column.addWidget(label(words, "muted"))
            column.addWidget(view, 1)
            lists.addLayout(column, 1)
        layout.addLayout(lists, 1)
        self.keep_button = button(_("Keep as suggestions"), self.keep, kind="primary")
        self.keep_button.setEnabled(False)
        layout.addWidget(self.keep_button, 0, Qt.AlignmentFlag.AlignTrailing)
        return page

    # What the frame calls.

    def refresh(self) -> None:
        """Ask for the open needs anew."""
        day = self.desk.today()
        self.desk.ask(lambda vault: board.open_needs(vault, day), self._take_needs, key=self)
        self.desk.ask(lambda vault: board.field_of_play(vault, day), self._take_field, key=self.grid)
        self.desk.ask(lambda vault: project_rows(vault, day), self.grid.show_projects, key=(self, "projects"))

    def start(self) -> None:
        """Begin in the list of needs."""
        self.needs.setFocus(Qt.FocusReason.OtherFocusReason)

    def filter(self) -> bool:
        """Go to the filter."""
        self.show_view(PAIRS)
        self.search.setFocus(Qt.FocusReason.OtherFocusReason)
        return True

    def commands(self) -> Sequence[Command]:
        """Give what can be done here."""
        here = _(self.title)
        return [
            Command(_("Plan the week"), self.plan, "calendar", (), here),
            Command(_("Show the field of play"), lambda: self.show_view(FIELD), "field", (), here),
            Command(_("Show the pairs"), lambda: self.show_view(PAIRS), "switchboard", (), here),
        ]

    # Pairs.

    def show_view(self, view: object) -> None:
        """Show the pairs or the plan."""
        place = _VIEWS.index(str(view)) if view in _VIEWS else 0
        self.stack.setCurrentIndex(place)
        self.views.set_value(_VIEWS[place])

    def _take_needs(self, needs: Sequence[board.ListingLine]) -> None:
        """Show what was read."""
        self._needs = needs
        self.header.say(ngettext("{n} open need", "{n} open needs", len(needs)).format(n=f"{len(needs):n}"))
        self._show_needs()

    def _go_to_project(self, project: str, gap: bool) -> None:
        """Show a project, one with a gap where that can be closed."""
        self.desk.go("projects", "rescue" if gap else "list", project)

    def _take_field(self, rows: Sequence[tuple[str, ...]]) -> None:
        """Show the field of play of this week."""
        self.grid.show_rows(rows, self.desk.now().strftime("%Y-%m-%d %H:%M"))

    def _show_needs(self) -> None:
        """Show the needs of the filters; the chosen one stays chosen if it is among them."""
        before = self._chosen.need if self._chosen else ""
        words, category = self.search.text().casefold().strip(), self.category.currentData()
        rows = [
            (each.id, f"{each.title}\n{each.detail}")
            for each in self._needs
            if (not category or each.category == category) and words in f"{each.title} {each.detail}".casefold()
        ]
        model = _model(self.needs)
        model.show(rows)
        row = max(model.row_of(before), 0) if rows else -1
        if row >= 0:
            self.needs.setCurrentIndex(model.index(row, 0))
        else:
            self._choose(-1)

    def _choose(self, row: int) -> None:
        """Ask what fits the need of a row."""
        need, day = _model(self.needs).id_at(row), self.desk.today()
        if need:
            self.desk.ask(lambda vault: board.chosen(vault, need, day), self._take_chosen, key=self.offers)
        else:
            self._chosen = None
            _model(self.offers).show(())
            self._say_reasons(-1)

    def _take_chosen(self, found: board.Chosen) -> None:
        """Show what fits."""
        self._chosen = found
        rows = [
            (each.line.id, f"{each.tenths / 10:.0f}   {each.line.title}\n{each.line.detail}") for each in found.fits
        ]
        model = _model(self.offers)
        model.show(rows)
        if rows:
            self.offers.setCurrentIndex(model.index(0, 0))
        else:
            self._say_reasons(-1)
        self.wires.update()

    def _say_reasons(self, row: int) -> None:
        """Say why the pair of a row fits, or why nothing does."""
        fits = self._chosen.fits if self._chosen else ()
        self.introduce_button.setEnabled(0 <= row < len(fits))
        self.wires.update()
        if 0 <= row < len(fits):
            each = fits[row]
            self.reasons.setText("\n".join([", ".join(each.reasons), *each.warnings]))
        elif self._chosen:
            counted = "; ".join(f"{words} ({count})" for words, count in self._chosen.beside[:4])
            self.reasons.setText(_("Nothing fits: {reasons}.").format(reasons=counted or _("nobody offers anything")))
        else:
            self.reasons.setText(_("Choose a need to see what fits."))

    def introduce(self) -> None:
        """Ask both sides for as much as is open of one and left of the other."""
        row = self.offers.currentIndex().row()
        if self._chosen is None or not 0 <= row < len(self._chosen.fits):
            return
        need, each, day = self._chosen.need, self._chosen.fits[row], self.desk.today()
        self.desk.do(
            lambda vault: service.introduce(vault, need, each.line.id, each.most, day), _("Both sides are to be asked.")
        )

    # The plan.

    def plan(self) -> None:
        """Plan this week; it runs with progress and can be cancelled."""
        self.show_view(PLAN)
        self.desk.run(partial(board.planning, day=self.desk.today()), self._take_plan)

    def _take_plan(self, found: board.PlannedWeek) -> None:
        """Show a plan."""
        self._planned = found
        plan = found.plan
        shares = float(sum(each.share for each in plan.needs))
        words = _("{met} of {needs} needs would be met (counted in shares). {proof}").format(
            met=f"{shares:.1f}",
            needs=len(plan.needs),
            proof=_("Nothing better is possible.") if plan.proven else _("There may be a better plan."),
        )
        self.plan_words.setText("\n".join([words, *plan.broken]))
        _model(self.planned).show([(need, f"{need}  ←  {offer}\n{when}") for need, offer, when in found.matches])
        _model(self.left_open).show([(need, f"{need}\n{why}") for need, why in found.open])
        self.keep_button.setEnabled(bool(found.matches))

    def keep(self) -> None:
        """Write the plan as suggestions."""
        if self._planned is not None:
            plan = self._planned.plan
            self.desk.do(lambda vault: plan_service.keep(vault, plan), _("The plan is kept as suggestions."))


def _model(view: object) -> LinesModel:
    """Give the model of one of the lists."""
    model = view.model()  # type: ignore[attr-defined]
    assert isinstance(model, LinesModel)
    return model
