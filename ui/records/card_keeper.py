"""Serving the card of a record: it is fetched, and what is changed on it is written, or refused below its field."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace

from PySide6.QtCore import QObject, Signal

from app.i18n import _
from app.problems import NotFound, Problem, WrongValue
from app.records.changes import Changed
from app.records.record_type import RecordType
from app.services.conflicts import conflicts
from app.services.members import circles
from app.services.members.circles import CircleChoice, MovePlan
from app.services.records import records
from app.services.records.records import Card, HistoryEntry
from ui.frame.desk import Desk, Vault, Verb
from ui.records.yourself import spoken_card
from ui.widgets.card.record_card import RecordCard


class CardKeeper(QObject):
    """Answers everything that a card asks for; `chosen` gives the record that is wanted by then."""

    shown = Signal(object)  # Card
    gone = Signal()
    moved = Signal(str)  # the record, made anew in another circle

    def __init__(self, desk: Desk, kind: RecordType, card: RecordCard, chosen: Callable[[], str]) -> None:
        """Take the card."""
        super().__init__(card)
        self._desk, self._kind, self._card, self._chosen = desk, kind, card, chosen
        self._circles: Sequence[CircleChoice] = ()
        card.edited.connect(self.edit)
        card.kept.connect(self._keep)
        card.part_added.connect(self._add_part)
        card.part_edited.connect(self._edit_part)
        card.part_removed.connect(lambda record: desk.do(lambda vault: records.delete(vault, record)))
        card.deleted.connect(self.delete)
        card.history_wanted.connect(self._show_history)
        card.circles.plan_wanted.connect(self._plan_move)
        card.circles.move_wanted.connect(self._move)

    def show(self, record: str) -> None:
        """Fetch a card."""
        self._desk.ask(
            lambda vault: records.get(vault, record),
            self._on_card,
            failed=lambda problem: self._on_gone(record, problem),
            key=(self, "card"),
        )

    def show_circles(self, found: Sequence[CircleChoice]) -> None:
        """Learn which circles there are."""
        self._circles = found
        self._card.show_circles(found)

    def edit(self, record: str, values: dict[str, object]) -> None:
        """Save a field, and say which; what the vault refuses goes back below it."""
        names = ", ".join(_(self._kind.attributes[name].label) for name in values if name in self._kind.attributes)
        self._desk.do(
            lambda vault: records.edit(vault, record, values),
            _("{field} saved.").format(field=names),
            failed=lambda problem: self._refused(record, problem, values),
        )

    def delete(self, record: str) -> None:
        """Delete the record on the card; the toast offers to undo it."""
        title = self._card.card.title if self._card.card is not None else ""
        self._desk.do(
            lambda vault: records.delete(vault, record),
            _("{title} deleted.").format(title=title),
            done=lambda _changed: self.gone.emit(),
        )

    def _on_card(self, card: Card) -> None:
        """Show a card, if it is still wanted."""
        if card.id == self._chosen():
            me = self._desk.me
            self._card.show_card(spoken_card(card, me))
            self._card.you.setVisible(card.id == me.person)
            self._card.show_circles(self._circles)
            self.shown.emit(card)

    def _on_gone(self, record: str, problem: Problem) -> None:
        """Tell that a record is not there any more, unless another was chosen meanwhile."""
        if not isinstance(problem, NotFound):
            self._desk.problem.emit(problem)
        elif record == self._chosen():
            self.gone.emit()

    def _show_history(self, record: str) -> None:
        me = self._desk.me

        def show(found: Sequence[HistoryEntry]) -> None:
            self._card.show_history([replace(each, who=me.author(each.device, each.who)) for each in found])

        self._desk.ask(lambda vault: records.history(vault, record), show, key=(self, "history"))

    # Another circle.

    def _plan_move(self, record: str, circle: str) -> None:
        """Ask what moving to another circle would do."""
        self._desk.ask(
            lambda vault: circles.plan_move(vault, [record], circle), self._card.circles.show_plan, key=(self, "plan")
        )

    def _move(self, plan: MovePlan) -> None:
        """Move what was planned, and tell where it is now. There is no way back to offer."""
        title = self._card.card.title if self._card.card is not None else ""

        def moved(changed: Changed) -> None:
            self.moved.emit(changed.added[0])
            self._desk.say(_("{title} moved to {circle}.").format(title=title, circle=plan.name))

        self._desk.ask(lambda vault: circles.move(vault, plan), moved)

    # Fields and parts.

    def _refused(self, record: str, problem: Problem, values: dict[str, object]) -> None:
        """Show what the vault says below the field that was changed, in the banner once another card is wanted."""
        if isinstance(problem, WrongValue) and record == self._chosen():
            self._card.refuse(problem.field if problem.field in values else next(iter(values)), problem.what)
        else:
            self._desk.problem.emit(problem)

    def _keep(self, record: str, field: str, value: object) -> None:
        """Settle a conflict of a field by the value to keep."""
        self._desk.do(lambda vault: _settle(vault, record, field, value), _("Settled."))

    def _add_part(self, kind: str, values: dict[str, object]) -> None:
        """Add a part to the record on the card."""
        record = self._card.card.id if self._card.card is not None else ""
        whole = {**values, self._kind.name: record}
        circle = self._card.parts[kind].circle() if kind in self._card.parts else ""
        what = _(self._desk.registry[kind].one)
        self._change_part(lambda vault: records.add(vault, kind, whole, circle), _("{what} added.").format(what=what))

    def _edit_part(self, record: str, values: dict[str, object]) -> None:
        """Change a part of the record on the card."""
        self._change_part(lambda vault: records.edit(vault, record, values), "")

    def _change_part(self, verb: Verb, said: str) -> None:
        """Change a part; its form closes when that went well, and else says what is wrong."""
        parts = self._card.parts.values()
        self._desk.do(verb, said, done=lambda _changed: [part.taken() for part in parts], failed=self._part_refused)

    def _part_refused(self, problem: Problem) -> None:
        """Show what the vault says in the form it is about."""
        field, sentence = (problem.field, problem.what) if isinstance(problem, WrongValue) else ("", "")
        was_sent = [part.refused(field, sentence) for part in self._card.parts.values()]
        if not sentence or not any(was_sent):
            self._desk.problem.emit(problem)


def _settle(vault: Vault, record: str, field: str, value: object) -> Changed:
    """Find the open conflict over a field, and settle it by the option that has this value."""
    for conflict in conflicts.open_conflicts(vault):
        if (conflict.record, conflict.field) != (record, field) or conflict.sort == conflicts.RULE:
            continue
        if conflict.sort == conflicts.DELETED:
            return conflicts.settle(vault, conflict.id, conflicts.DELETE if value is None else conflicts.KEEP)
        option = next((each for each in conflict.options if each.value == value), conflict.options[0])
        return conflicts.settle(vault, conflict.id, option.key)
    raise NotFound(_("This is settled already."))
