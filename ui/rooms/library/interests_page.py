"""The page of interests: who is recused from what, which waivers there are, and what people have declared."""

from __future__ import annotations

from functools import partial

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QStackedWidget, QWidget

from app.capabilities.library import interest_view
from app.capabilities.library.interest_view import InterestsRoom, RecusalLine
from app.i18n import _, ngettext
from app.records.attributes import Attribute
from app.records.days import format_day
from app.records.kinds import Reference
from app.services.records import records
from ui.frame.desk import Desk, Verb
from ui.rooms.library.asking import Asking, Values
from ui.rooms.library.column import Column
from ui.rooms.library.reviewing import Reviewing
from ui.widgets.buttons import button
from ui.widgets.empty_state import EmptyState
from ui.widgets.filling import fill

_FIELDS = ("kind", "about", "words", "since", "until_day")


class InterestsPage(QWidget):
    """One column: recusals with their waivers, then what was declared."""

    counted = Signal(str)
    round_wanted = Signal(str)

    def __init__(self, desk: Desk, asking: Asking, reviewing: Reviewing) -> None:
        """Take the desk, the forms, and what is done in rounds."""
        super().__init__()
        self._desk, self._asking, self._reviewing = desk, asking, reviewing
        self.column = Column(_("Interests"))
        self.nothing = EmptyState(
            "people",
            _("No interests declared"),
            _("Who has a stake in something says so, and does not decide on it alone."),
        )
        self.nothing.offer(_("Declare an interest"), self.new, icon="add")
        self.stack = QStackedWidget(self)
        self.stack.addWidget(self.column)
        self.stack.addWidget(self.nothing)
        fill(self, self.stack)

    def refresh(self) -> None:
        """Ask for all of it."""
        day = self._desk.today()
        self._desk.ask(lambda vault: interest_view.interests_room(vault, day), self._show, key=(self, "interests"))

    def start(self) -> None:
        """Begin at the first button."""
        if self.stack.currentIndex():
            self.nothing.setFocus(Qt.FocusReason.OtherFocusReason)
        elif not self.column.start():
            self.column.setFocus(Qt.FocusReason.OtherFocusReason)

    def new(self) -> None:
        """Ask for an interest of somebody, by default one's own."""
        self.stack.setCurrentIndex(0)
        who = Attribute("person", _("Person"), Reference("person"), required=True)
        fields = [who, *(self._asking.field("interest", name) for name in _FIELDS)]
        me = self._desk.me.person

        def keep(values: Values) -> Verb:
            return lambda vault: records.add(vault, "interest", values)

        self._asking.ask(
            self.column,
            "interest",
            fields,
            keep,
            done=_("Declare it"),
            heading=_("An interest"),
            values={"person": me or None, "kind": "other"},
            titles={me: _("you")} if me else {},
            said=_("Declared."),
        )

    def _show(self, found: InterestsRoom) -> None:
        rows = len(found.recusals) + len(found.declared)
        self.stack.setCurrentIndex(0 if rows or self.column.form is not None else 1)
        recused = sum(each.recused for each in found.recusals)
        self.counted.emit(ngettext("{n} recused", "{n} recused", recused).format(n=recused) if rows else "")
        column = self.column
        column.clear()
        column.heading(_("Reviews that an interest touches"), first=True)
        column.text(
            _("With an open interest a review does not count. Two others can let it pass, with a reason."),
            "muted",
        )
        if not found.recusals:
            column.text(_("No review is touched by an interest."), "muted")
        for each in found.recusals:
            self._recusal(each)
        column.heading(_("Declared"), button(_("Declare an interest"), self.new, kind="quiet", icon="add"))
        if not found.declared:
            column.text(_("Nobody has declared anything yet."), "muted")
        for each in found.declared:
            until = _("until {day}").format(day=format_day(each.until)) if each.until else ""
            name = self._desk.me.title(each.person, each.name)
            card = button(
                _("Card"),
                partial(self._desk.open, "person", each.person),
                kind="link",
                name=_("Card of {name}").format(name=name),
            )
            column.line(name, " · ".join(filter(None, (each.kind, each.about, until))), card)
        column.done()

    def _recusal(self, each: RecusalLine) -> None:
        """Show a reviewer with an interest, and who has waived it."""
        state = _("recused") if each.recused else _("waived")
        name = self._desk.me.title(each.person, each.name)
        see = button(
            _("Open the round"),
            partial(self.round_wanted.emit, each.round),
            kind="link",
            name=_("Open the round of {name}").format(name=name),
        )
        buttons = [see]
        if not each.said:
            about = _("Note the interest of {name} for this review").format(name=name)
            buttons.append(button(_("Note it"), partial(self._reviewing.recuse, each.seat), kind="link", name=about))
        if each.can_waive:
            about = _("Waive the interest of {name}").format(name=name)
            waive = partial(self._reviewing.waive_in, self.column, each.seat, name)
            buttons.append(button(_("Waive"), waive, kind="link", name=about))
        self.column.line(f"{name} · {state}", each.what, *buttons, role="strong" if each.recused else "")
        said = each.interest if each.said else _("On their card: {words}").format(words=each.interest)
        self.column.line(said, role="muted", depth=1)
        for who, reason, counts in each.waivers:
            words = _("Waived by {name}: {reason}") if counts else _("Does not count, {name}: {reason}")
            self.column.line(words.format(name=who, reason=reason), role="muted", depth=1)
