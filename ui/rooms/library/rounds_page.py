"""The page of review rounds: who was asked, what they say, what has to change, and what was decided."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QPushButton, QWidget

from app.capabilities.library import round_view
from app.capabilities.library.round_view import ChangeLine, OpenedRound, ReviewLine, RoundLine, SeatLine
from app.i18n import _, ngettext
from app.records.days import format_day
from ui.frame.desk import Desk
from ui.rooms.library.asking import Asking
from ui.rooms.library.column import Column
from ui.rooms.library.listed_column import ListedColumn
from ui.rooms.library.reviewing import Reviewing
from ui.widgets.buttons import button
from ui.widgets.empty_state import EmptyState
from ui.widgets.filling import fill
from ui.widgets.notice import Notice
from ui.widgets.side_list import SideLine, SideList


class RoundsPage(QWidget):
    """Shows one round; what is done in it stands in `Reviewing`."""

    counted = Signal(str)
    document_wanted = Signal(str, str)  # a document, a version of it

    def __init__(self, desk: Desk, asking: Asking) -> None:
        """Take the desk and the forms."""
        super().__init__()
        self._desk = desk
        self.open: OpenedRound | None = None
        self._then: tuple[str, Callable[[OpenedRound], None] | None] = "", None
        self.list = SideList(_("Review rounds"))
        self.column = Column(_("Review round"))
        self.reviewing = Reviewing(desk, self, asking)
        self.nothing = EmptyState(
            "done",
            _("No review rounds yet"),
            _("A round asks some people to review one version, and ends in a verdict."),
        )
        self.nothing.offer(_("Open a review round"), self.new, icon="add")
        self.stack = ListedColumn(self.list, self.column, self.nothing)
        fill(self, self.stack)
        self.list.chosen.connect(self.show_round)

    # What the room calls.

    def refresh(self) -> None:
        """Ask for the rounds; the open one follows."""
        day = self._desk.today()
        self._desk.ask(lambda vault: round_view.round_lines(vault, day), self._show_list, key=(self, "rounds"))

    def start(self) -> None:
        """Begin at the list."""
        self.stack.start()

    def new(self) -> None:
        """Ask for a round."""
        self.stack.begin()
        self.reviewing.open_round()

    def _show_list(self, lines: tuple[RoundLine, ...]) -> None:
        rows = [
            SideLine(
                each.id,
                each.title,
                " · ".join((_("version {label}").format(label=each.version), each.stands)),
                _("overdue") if each.overdue else "",
            )
            for each in lines
        ]
        going = sum(each.open for each in lines)
        self.counted.emit(ngettext("{n} round open", "{n} rounds open", going).format(n=going) if lines else "")
        chosen = self.stack.show_lines(rows)
        if chosen:
            self.show_round(chosen)
        else:
            self.open = None
            self.column.clear()

    def show_round(self, identity: str) -> None:
        """Open a round."""
        if self.list.current() != identity:
            self.list.choose(identity)
        day = self._desk.today()
        self._desk.ask(
            lambda vault: round_view.opened_round(vault, identity, day), self._show_round, key=(self, "round")
        )

    def go_to(self, identity: str) -> None:
        """Show a round, also one that the list does not have yet."""
        self.list.wanted = identity
        self.refresh()

    def go_on(self, what: str, about: str, round_: str) -> None:
        """Open a round, and the form in it that was being filled in."""

        def open_form(found: OpenedRound) -> None:
            do = self.reviewing
            if what == "review":
                seat = next((each for each in found.seats if each.id == about), None)
                if seat is not None and found.open:
                    do.hand_in(seat)
            elif what == "verdict":
                do.verdict()
            elif any(each.id == about for each in found.verdicts):
                do.dissent(about)

        self._then = round_, open_form
        self.go_to(round_)

    def hand_in_mine(self) -> None:
        """Hand in the review of whoever works here."""
        seat = self.open.my_seat if self.open is not None else None
        if seat is not None and self.open is not None and self.open.open:
            self.reviewing.hand_in(seat)
        else:
            self._desk.say(_("Nobody asked you for a review in this round."))

    # How a round is shown.

    def _show_round(self, found: OpenedRound) -> None:
        self.open = found
        column = self.column
        column.clear()
        see = button(_("Read the text"), lambda: self.document_wanted.emit(found.document, found.version), kind="quiet")
        column.heading(_("{title}, version {label}").format(title=found.title, label=found.label), see, first=True)
        column.text(self._about(found), "muted")
        if found.overdue and found.due is not None:
            words = _("It was due on {day}.").format(day=format_day(found.due))
            column.add(Notice(words, tone="attention", icon="clock"))
        self._verdicts(found)
        self._mine(found)
        self._seats(found)
        self._criteria(found)
        self._reviews(found)
        self._changes(found.changes, _("Changes asked for"))
        for each in found.earlier:
            head = _("Earlier round on version {label}").format(label=each.label)
            column.heading(f"{head}: {each.verdict.lower()}" if each.verdict else head)
            self._change_lines(each.changes)
        column.done()
        wanted, then = self._then
        if then is not None and wanted == found.id:
            self._then = "", None
            then(found)

    def _about(self, found: OpenedRound) -> str:
        due = _("due {day}").format(day=format_day(found.due)) if found.due else _("no day set")
        chair = _("chair: {name}").format(name=found.chair) if found.chair else _("no chair")
        counting = _("{count} of {needs} reviews count").format(count=found.counting, needs=found.needs)
        return " · ".join(filter(None, (found.rubric, chair, due, counting)))

    def _verdicts(self, found: OpenedRound) -> None:
        """Show what was decided with who dissents, or how far it is from there."""
        do, column = self.reviewing, self.column
        if not found.verdicts:
            give = button(_("Give the verdict"), do.verdict, kind="primary" if found.ready else "", tip=_("Key: G"))
            give.setEnabled(found.ready)
            if found.ready:
                column.heading(_("Ready for a verdict"), give)
            return
        if len(found.verdicts) > 1:
            words = _("There are several verdicts; none counts until one is chosen.")
            column.add(Notice(words, tone="attention", icon="conflict"))
            column.row(button(_("Settle it"), lambda: self._desk.go("exchange", "settle")))
        for each in found.verdicts:
            dissent = button(_("Add a minority note"), partial(do.dissent, each.id), kind="quiet")
            column.heading(_("Verdict: {word}").format(word=each.word), dissent, *self._sheet("verdict", found))
            if found.narrow:
                wider = button(_("Show the round to whoever reads the text"), do.widen, kind="link")
                column.line(_("Only a narrower circle reads this round."), "", wider, role="muted")
            if each.method:
                column.text(each.method, "muted")
            if each.text:
                column.text(each.text)
            for name, text in each.notes:
                column.line(_("{name} dissents: {text}").format(name=name, text=text))

    def _mine(self, found: OpenedRound) -> None:
        """Say what whoever works here is asked, with the buttons to answer."""
        seat, do = found.my_seat, self.reviewing
        if seat is None or not found.open:
            return
        if seat.state == "asked":
            self.column.heading(
                _("You are asked for a review"),
                button(_("Accept"), partial(do.answer, seat, "accepted"), kind="primary"),
                button(_("Decline"), partial(do.answer, seat, "declined")),
            )
        elif seat.state in {"accepted", "handed_in"}:
            words = _("Hand in your review") if seat.state == "accepted" else _("Hand in a correction")
            kind = "primary" if seat.state == "accepted" else "quiet"
            self.column.heading(_("Your review"), button(words, partial(do.hand_in, seat), kind=kind, tip=_("Key: H")))

    def _seats(self, found: OpenedRound) -> None:
        ask = (
            [button(_("Ask somebody"), self.reviewing.ask, icon="add", kind="quiet", tip=_("Key: A"))]
            if found.open
            else []
        )
        self.column.heading(_("Reviewers"), *ask, *(self._sheet("review-form", found) if found.open else []))
        if not found.seats:
            self.column.text(_("Nobody was asked yet."), "muted")
        for seat in found.seats:
            self._seat(found, seat)

    def _seat(self, found: OpenedRound, seat: SeatLine) -> None:
        do, buttons = self.reviewing, []
        name = self._desk.me.title(seat.person, seat.name)
        if found.open and not seat.mine and seat.state in {"asked", "accepted"}:
            word = _("Answer for them") if seat.state == "asked" else _("Hand in for them")
            on = partial(do.answer, seat, "") if seat.state == "asked" else partial(do.hand_in, seat)
            buttons.append(button(word, on, kind="link", name=f"{word}: {name}"))
        if found.open and seat.touched:
            about = _("Note the interest of {name} for this review").format(name=name)
            buttons.append(button(_("Note it"), partial(do.recuse, seat.id), kind="link", name=about))
        if found.open and seat.can_waive:
            about = _("Waive the interest of {name}").format(name=name)
            buttons.append(button(_("Waive"), partial(do.waive, seat), kind="link", name=about))
        self.column.line(name, " · ".join(filter(None, (seat.state_words, seat.reason))), *buttons)
        if seat.interest:
            stands = (
                _("does not count") if seat.recused else _("waived by {names}").format(names=", ".join(seat.waivers))
            )
            words = (
                _("Interest on their card: {words} ({stands})") if seat.touched else _("Interest: {words} ({stands})")
            )
            told = words.format(words=seat.interest, stands=stands)
            self.column.text(told, "attention" if seat.recused else "muted")

    def _criteria(self, found: OpenedRound) -> None:
        """Show middle values and ranges; no means, no sums."""
        if not found.criteria or not any(each.median for each in found.criteria):
            return
        self.column.heading(_("What they say of each criterion"))
        for each in found.criteria:
            words = (
                _("{median} (range {spread})").format(median=each.median, spread=each.spread) if each.median else "–"
            )
            self.column.line(each.text, words)

    def _reviews(self, found: OpenedRound) -> None:
        if found.hidden:
            self.column.heading(_("Reviews"))
            words = ngettext(
                "{n} review is in. It is shown once yours is in, so that you write your own. "
                "This is a courtesy: your laptop has it.",
                "{n} reviews are in. They are shown once yours is in, so that you write your own. "
                "This is a courtesy: your laptop has them.",
                found.hidden,
            )
            self.column.text(words.format(n=found.hidden), "muted")
        elif found.reviews:
            self.column.heading(_("Reviews"))
            for each in found.reviews:
                self._review(each)

    def _review(self, each: ReviewLine) -> None:
        state = _("replaced by a correction") if each.replaced else "" if each.counts else _("does not count")
        self.column.line(each.name, " · ".join(filter(None, (each.recommendation, state))), role="strong")
        if each.text:
            self.column.text(each.text)
        if each.scores:
            self.column.text(" · ".join(f"{text} {value}" for text, value in each.scores), "muted")

    def _changes(self, changes: tuple[ChangeLine, ...], heading: str) -> None:
        if changes:
            self.column.heading(heading)
            self._change_lines(changes)

    def _change_lines(self, changes: tuple[ChangeLine, ...]) -> None:
        if not changes:
            self.column.text(_("No changes were asked for."), "muted")
        for each in changes:
            say = button(
                _("Say what became of it") if not each.outcome else _("Change"),
                partial(self.reviewing.outcome, each),
                kind="link",
                name=_("What became of: {text}").format(text=each.text),
            )
            self.column.line(each.text, " · ".join(filter(None, (each.outcome_words, each.why, each.name))), say)

    def _sheet(self, sheet: str, found: OpenedRound) -> list[QPushButton]:
        return [button(_("Print"), lambda: self._desk.go("print", sheet, found.id), kind="quiet", icon="print")]
