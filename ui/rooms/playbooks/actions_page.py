"""What the group can do on a day: each action with what it takes, what is missing, and what would help most."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QHBoxLayout, QWidget

from app.capabilities.projects import actions_service
from app.capabilities.projects.actions import ActionStanding, Met
from app.capabilities.projects.actions_service import ActionsLook
from app.capabilities.projects.records_actions import REQUIREMENTS
from app.capabilities.projects.words import by_words, gap_words, line_words
from app.i18n import _, ngettext
from app.records.changes import Changed
from app.records.days import format_day
from app.services.open_vault import Vault
from app.services.records import records
from app.services.records.records import Card
from ui.frame.desk import Desk
from ui.records.asking_form import FormAsker
from ui.records.day_bar import DayBar
from ui.records.days import spoken
from ui.theme.metrics import current_metrics
from ui.widgets.buttons import button
from ui.widgets.empty_state import EmptyState
from ui.widgets.filling import fill
from ui.widgets.labels import label
from ui.widgets.table_and_detail import KeyedRow, TableAndDetail

_LISTABLE = frozenset({"person", "thing", "place", "money", "hours"})
_FIELDS = ("sort", "skill", "level", "number", "what", "capability", "amount", "currency", "checked_on", "good_until",
           "alternative")  # fmt: skip
_TOGETHER = "together "
_MOST_NAMES = 8


class ActionsPage(QWidget):
    """Arrows choose an action, Enter opens it; L lists the first line that is missing as a need."""

    def __init__(self, desk: Desk) -> None:
        """Take the desk."""
        super().__init__()
        self._desk = desk
        self.found: ActionsLook | None = None
        self.day = DayBar(desk.today)
        self.day.wanted.connect(lambda _day: self.refresh())
        self.best = label("", "muted", wrap=True)
        nothing = EmptyState(
            "plan",
            _("No action yet"),
            _("An action names what it takes: people, things, places, money. Then you see what can be done now."),
        )
        nothing.offer(_("Add the first action"), self.new, icon="add")
        heads = (_("Action"), _("Can it be done"), _("First on"))
        self.list = TableAndDetail(heads, _("Actions"), nothing, narrow=(2,), shares=52)
        self.list.chosen.connect(self._say)
        self.list.opened.connect(self._open)
        self.list.table.on_key(self.list_first, Qt.Key.Key_L)
        self.asker = FormAsker(desk, self.list.detail)
        self.add = button(_("New action"), self.new, icon="add", tip=_("Key: N"))
        metrics = current_metrics()
        line = QHBoxLayout()
        line.setContentsMargins(metrics.px(16), metrics.px(8), metrics.px(16), metrics.px(8))
        line.setSpacing(metrics.px(8))
        line.addWidget(self.best, 1)
        line.addWidget(self.day)
        line.addWidget(self.add)
        fill(self, line, self.list)

    def refresh(self) -> None:
        """Reckon all actions on the day in sight."""
        self.day.write()
        day = self.day.day
        self._desk.ask(lambda vault: actions_service.page(vault, day), self._show, key=(self, "actions"))

    def start(self) -> None:
        """Begin in the list."""
        self.list.start()

    def go_to(self, action: str) -> None:
        """Choose an action."""
        self.list.choose(action)

    def _show(self, found: ActionsLook) -> None:
        """Show what can be done: now first, then what lacks least."""
        self.found = found
        actions = sorted(found.actions, key=lambda each: (each.gap, found.names[each.action].casefold(), each.action))
        rows = [self._row(each) for each in actions]
        for place, (when, ids, each) in enumerate(found.together):
            names = " + ".join(found.names[one] for one in ids)
            cells = (_("Together: {names}").format(names=names), gap_words(each.gap), format_day(when))
            rows.append(KeyedRow(f"{_TOGETHER}{place}", cells, (1,) if each.gap else ()))
        self.best.setText(self._best())
        self.list.show_rows(rows)

    def _row(self, each: ActionStanding) -> KeyedRow:
        """Write a row."""
        found = self.found
        assert found is not None
        first = "" if each.first_day is None else spoken(each.first_day, self._desk.today())
        words = gap_words(each.gap)
        cells = (found.names[each.action], words, first or _("not within a year"))
        return KeyedRow(each.action, cells, (1,) if each.gap else ())

    def _best(self) -> str:
        """Say which one more person or thing would make most possible."""
        found = self.found
        if found is None or not found.unlocks:
            return ""
        best = found.unlocks[0]
        what = found.names.get(best.what, best.what) or _("anybody")
        what = f"{what} ({best.level})" if best.level else what
        names = ", ".join(found.names[each] for each in best.actions[:_MOST_NAMES])
        words = ngettext(
            "One more would make {n} possible: {what}, for {names}.",
            "One more would make {n} possible: {what}, for {names}.",
            len(best.actions),
        )
        return words.format(n=len(best.actions), what=what, names=names)

    def _standing(self, key: str) -> ActionStanding | None:
        """Give what a row is about."""
        if self.found is None or not key:
            return None
        if key.startswith(_TOGETHER):
            return self.found.together[int(key.removeprefix(_TOGETHER))][2]
        return next((each for each in self.found.actions if each.action == key), None)

    def _say(self, key: str) -> None:
        """Say what an action takes: need, have, who and what."""
        each, detail, found = self._standing(key), self.list.detail, self.found
        if each is None or found is None:
            detail.begin("")
            return
        first = ""
        if each.first_day is not None and each.gap:
            first = _("First possible on {day}.").format(day=format_day(each.first_day))
        gap = gap_words(each.gap)
        shared = key.startswith(_TOGETHER)
        title = self.list.table.item(self.list.table.currentRow(), 0)
        detail.begin(title.text() if shared and title is not None else found.names.get(key, ""))
        detail.say(f"{gap[:1].upper()}{gap[1:]}. {first}".strip(), attention=bool(each.gap))
        if not shared:
            detail.offer(
                (_("Add a line…"), lambda: self.add_line(key), _("Something more that it takes")),
                (_("Change…"), lambda: self.change(key), _("Its name, note, and the day it is planned for")),
                (_("Print need, have, lack"), lambda: self._desk.go("print", "need-have-lack", key), ""),
                (_("Delete"), lambda: self._delete(key), ""),
            )
        detail.heading(_("What it takes: need and have"))
        for line in each.lines:
            self._line(line, shared=shared)
        for other in each.others:
            detail.heading(_("Or as well"))
            for line in other:
                self._line(line, shared=shared)

    def _line(self, line: Met, *, shared: bool) -> None:
        """Show a line: what is needed and there, who or what that is, and what can be done about it."""
        found, detail, need = self.found, self.list.detail, line.need
        assert found is not None
        who, said = by_words(line, found.names, _MOST_NAMES), line_words(line, found.names)
        sort = _(REQUIREMENTS.get(need.sort, need.sort))
        figures = f"{_number(need.wanted)} / {_number(line.have)}"
        mark = "" if line.met else _("missing")
        also = []
        if not line.met and not shared and need.sort in _LISTABLE:
            words = _("List as a need")
            also.append(
                button(words, lambda: self.list_need(need.id), kind="quiet", tip=_("Key: L"), name=f"{words}: {said}")
            )
        detail.line(
            f"{said}: {figures}",
            " · ".join(filter(None, (sort if sort != said else "", mark, who))),
            None if shared else lambda: self.change_line(need.id),
            attention=not line.met,
            also=also,
        )

    # What is done.

    def new(self) -> None:
        """Ask for a new action."""
        self.list.show_form(_("New action"))

        def made(changed: Changed) -> None:
            self._desk.ask(lambda _vault: changed.added[0], self._choose_later, key=(self, "made"))

        self.asker.ask(
            "action", ("name", "note", "planned_on"), (_("What could the group do?"), _("Add")), _adding("action"),
            needed=("name",), then=made,
        )  # fmt: skip

    def _choose_later(self, action: str) -> None:
        """Choose what was just made, once it is reckoned."""
        day = self.day.day

        def show(found: ActionsLook) -> None:
            self._show(found)
            self.list.choose(action)

        self._desk.ask(lambda vault: actions_service.page(vault, day), show, key=(self, "actions"))

    def change(self, action: str) -> None:
        """Ask for what is different about an action."""
        self._change(action, "action", ("name", "note", "planned_on"), _("The action"), ("name",))

    def add_line(self, action: str) -> None:
        """Ask for one more thing that it takes."""
        words = (_("What else does it take?"), _("Add the line"))
        self.asker.ask("requirement", _FIELDS, words, _adding("requirement", of=action), needed=("sort",))

    def change_line(self, requirement: str) -> None:
        """Ask for what is different about a line."""
        self._change(requirement, "requirement", _FIELDS, _("What it takes"), ("sort",), deletes=True)

    def _change(
        self, record: str, kind: str, fields: tuple[str, ...], heading: str, needed: tuple[str, ...],
        *, deletes: bool = False,
    ) -> None:  # fmt: skip
        """Ask for what is different about a record."""

        def show(card: Card) -> None:
            form = self.asker.ask(
                kind,
                fields,
                (heading, _("Save")),
                lambda vault, given: records.edit(vault, record, dict(given)),
                values={name: card.values.get(name) for name in fields},
                titles=card.titles,
                needed=needed,
            )
            if deletes:
                form.offer(_("Delete the line"), lambda: self._delete(record))

        self._desk.ask(lambda vault: records.get(vault, record), show, key=(self, "card"))

    def _delete(self, record: str) -> None:
        """Delete a record; the toast offers to undo it."""
        self.list.detail.close_form()
        self._desk.do(lambda vault: records.delete(vault, record))

    def list_first(self) -> None:
        """List the first missing line of the chosen action as a need."""
        each = self._standing(self.list.key())
        lines = each.lines if each is not None and not self.list.key().startswith(_TOGETHER) else ()
        missing = next((line for line in lines if not line.met and line.need.sort in _LISTABLE), None)
        if missing is not None:
            self.list_need(missing.need.id)

    def list_need(self, requirement: str) -> None:
        """Make a missing line a need on the switchboard."""
        self._desk.do(
            lambda vault: actions_service.list_need(vault, requirement), _("It stands on the switchboard now.")
        )

    def _open(self, key: str) -> None:
        """Change the chosen action."""
        if not key.startswith(_TOGETHER):
            self.change(key)


def _adding(kind: str, **more: object):  # noqa: ANN202  what FormAsker wants
    """Give a verb that adds a record of what a form says."""

    def verb(vault: Vault, given: Mapping[str, object]) -> Changed:
        said = {name: value for name, value in given.items() if value is not None}
        return records.add(vault, kind, {**more, **said})

    return verb


def _number(value: Decimal) -> str:
    return f"{value.normalize():f}"
