"""What is done in a review round: opened, asked, answered, reviewed, decided; each by a form of a few fields."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QObject

from app.capabilities.library import documents, rounds
from app.capabilities.library.records import RECOMMENDATIONS
from app.capabilities.library.round_view import ChangeLine, CriterionLine, SeatLine
from app.capabilities.library.rubrics import RUBRICS
from app.i18n import N_, _
from app.records.attributes import Attribute
from app.records.changes import Changed
from app.records.kinds import LongText, OneOf, Reference
from app.services.members import circles
from app.services.members.circles import MovePlan
from app.services.open_vault import Vault
from app.services.records import records
from ui.frame.desk import Desk, Verb
from ui.rooms.library.asking import Asking, Values
from ui.rooms.library.column import Column

if TYPE_CHECKING:
    from ui.rooms.library.rounds_page import RoundsPage

_ANSWERS = {"accepted": N_("Accepts"), "declined": N_("Declines")}
_SIGNED = N_(
    "Every review is signed, and whoever reads its circle can see whose it is. A narrower circle is the only secrecy."
)


class Reviewing(QObject):
    """Works on the round that its page has open."""

    def __init__(self, desk: Desk, page: RoundsPage, asking: Asking) -> None:
        """Take the page and the forms."""
        super().__init__(page)
        self._desk, self._page, self._asking = desk, page, asking

    def open_round(self, version: str = "", title: str = "", kind: str = "paper") -> None:
        """Ask for a round, on a version where one is given."""
        field = self._asking.field
        named = {key: name for key, (name, _criteria) in RUBRICS.items()}
        document = Attribute("document", N_("Document"), Reference("document"), required=True)
        fields = [
            *([] if version else [document]),
            Attribute("rubric", N_("Rubric"), OneOf(named), required=True),
            field("round", "chair"),
            field("round", "due"),
            field("round", "needs"),
        ]

        def keep(values: Values) -> Verb:
            circle, of = str(values.pop("circle", "")), str(values.pop("document", ""))
            rubric = str(values.pop("rubric", "paper"))

            def write(vault: Vault) -> Changed:
                on = version or documents.version_of(vault, of).id
                return rounds.open_round(vault, on, {**values, "rubric": rounds.rubric_of(vault, rubric)}, circle)

            return write

        heading = _("Ask for reviews of {title}").format(title=title) if title else _("A new review round")
        self._asking.ask(
            self._page.column,
            "round",
            fields,
            keep,
            done=_("Open the round"),
            heading=heading,
            sentence=_(_SIGNED),
            values={"rubric": kind if kind in RUBRICS else "paper", "chair": self._desk.me.person or None, "needs": 2},
            titles=self._me(),
            said=_("Round opened. Ask people for their reviews now."),
            choose_circle=True,
            then=self._opened,
        )

    def _me(self) -> dict[str, str]:
        """Say "you" where one stands oneself; the name comes with the record."""
        return {self._desk.me.person: _("you")} if self._desk.me.person else {}

    def _opened(self, changed: Changed) -> None:
        self._page.go_to(changed.added[0])

    def ask(self) -> None:
        """Ask somebody for a review."""
        found = self._page.open
        if found is None or not found.open:
            return
        round_ = found.id

        def keep(values: Values) -> Verb:
            person = str(values.get("person", ""))
            return lambda vault: rounds.ask(vault, round_, [person])

        self._asking.ask(
            self._page.column,
            "seat",
            [self._asking.field("seat", "person")],
            keep,
            done=_("Ask for a review"),
            heading=_("Who is asked?"),
            said=_("Asked."),
        )

    def answer(self, seat: SeatLine, state: str) -> None:
        """Accept or decline, and say whether an interest touches authors or subject."""
        field = self._asking.field
        fields = [
            *([] if state else [Attribute("state", N_("Answer"), OneOf(_ANSWERS), required=True)]),
            *([] if state == "accepted" else [field("seat", "reason", required=state == "declined")]),
            field("seat", "interest"),
        ]

        def keep(values: Values) -> Verb:
            said = state or str(values.get("state", "accepted"))
            reason, interest = str(values.get("reason", "")), str(values.get("interest", ""))
            return lambda vault: rounds.answer(vault, seat.id, said, reason, interest)

        heading = _("Does an interest of yours touch the authors or the subject? The chair sees it at once.")
        self._asking.ask(
            self._page.column,
            "seat",
            fields,
            keep,
            heading=heading,
            done={"accepted": _("Accept"), "declined": _("Decline")}.get(state, _("Note the answer")),
            values={"state": "accepted", "interest": seat.interest or None},
            said=_("Noted."),
        )

    def waive(self, seat: SeatLine) -> None:
        """Let the interest of a reviewer pass, on the record; it takes two others."""
        self.waive_in(self._page.column, seat.id, seat.name)

    def waive_in(self, column: Column, seat: str, name: str) -> None:
        """Ask in a column why the interest of a reviewer may pass."""

        def keep(values: Values) -> Verb:
            return lambda vault: rounds.waive(vault, seat, str(values.get("reason", "")))

        self._asking.ask(
            column,
            "interest_waiver",
            [self._asking.field("interest_waiver", "reason")],
            keep,
            done=_("Waive it"),
            heading=_("Let the interest of {name} pass? It takes two, and stays on the record.").format(name=name),
            sentence=_("Each says so on a laptop of their own; yours says it for you."),
            said=_("Noted."),
        )

    def recuse(self, seat: str) -> None:
        """Write down for this review what a reviewer has declared on their card."""
        self._desk.do(lambda vault: rounds.recuse(vault, seat), _("Noted."))

    def hand_in(self, seat: SeatLine) -> None:
        """Ask for a review: a score for each criterion, words, changes, and what is recommended."""
        found = self._page.open
        if found is None:
            return
        scores = [Attribute(each.id, each.text, OneOf(_scale(each))) for each in found.criteria]
        changes = Attribute("changes", N_("What must change"), LongText(), help=N_("One change on each line."))
        advice = Attribute("recommendation", N_("Recommendation"), OneOf(RECOMMENDATIONS), required=True)
        fields = [*scores, self._asking.field("review", "text"), changes, advice]
        criteria = [each.id for each in found.criteria]

        def keep(values: Values) -> Verb:
            asked = [line.strip() for line in str(values.get("changes", "")).splitlines() if line.strip()]
            form = {
                "recommendation": values.get("recommendation"),
                "text": values.get("text"),
                "scores": {each: int(str(values[each])) for each in criteria if each in values},
                "changes": asked,
            }
            return lambda vault: rounds.hand_in(vault, seat.id, form)

        said = _("A correction replaces the review that is in; the first stays.") if seat.state == "handed_in" else ""
        self._asking.ask(
            self._page.column,
            "review",
            fields,
            keep,
            done=_("Hand in the review"),
            heading=said or _("Once handed in, a review stays; a correction is a second one."),
            sentence=_(_SIGNED),
            said=_("Handed in."),
            kept_as=f"review {seat.id} {found.id}",
        )

    def verdict(self) -> None:
        """Ask for the verdict."""
        found = self._page.open
        if found is None or not found.open:
            return
        round_ = found.id

        def keep(values: Values) -> Verb:
            word, method, text = (str(values.get(name) or "") for name in ("word", "method", "text"))
            return lambda vault: rounds.give_verdict(vault, round_, word, method, text)

        self._asking.ask(
            self._page.column,
            "verdict",
            [self._asking.field("verdict", name) for name in ("word", "method", "text")],
            keep,
            done=_("Give the verdict"),
            heading=_("Open seats are closed by it, in words."),
            values={"method": _("by the chair")},
            said=_("Decided."),
            kept_as=f"verdict {round_}",
        )

    def widen(self) -> None:
        """Let whoever reads the text read its round as well, now that it is decided; what that does is said first."""
        found = self._page.open
        if found is None:
            return
        moved, circle = [found.id, *(each.id for each in found.reviews)], found.circle

        def ask(plan: MovePlan) -> None:
            words = " ".join(plan.sentences) or _("The round is moved with all that belongs to it.")
            self._desk.say(words, _("Move it"), lambda: self._desk.do(lambda vault: circles.move(vault, plan)))

        self._desk.ask(lambda vault: circles.plan_move(vault, moved, circle), ask)

    def dissent(self, verdict: str) -> None:
        """Ask for a minority note of one's own."""
        me = self._desk.me.person

        def keep(values: Values) -> Verb:
            text = str(values.get("text") or "")
            return lambda vault: rounds.dissent(vault, verdict, me, text)

        self._asking.ask(
            self._page.column,
            "minority_note",
            [self._asking.field("minority_note", "text")],
            keep,
            done=_("Add the note"),
            heading=_("It is part of the verdict, wherever it is shown or printed."),
            said=_("Noted."),
            kept_as=f"minority-note {verdict} {self._page.open.id if self._page.open else ''}",
        )

    def outcome(self, change: ChangeLine) -> None:
        """Say what became of a change."""
        field = self._asking.field

        def keep(values: Values) -> Verb:
            given = {"outcome": values.get("outcome"), "why": values.get("why")}
            return lambda vault: records.edit(vault, change.id, given)

        self._asking.ask(
            self._page.column,
            "required_change",
            [field("required_change", "outcome", required=True), field("required_change", "why")],
            keep,
            done=_("Note it"),
            heading=change.text,
            values={"outcome": change.outcome or "done", "why": change.why or None},
            said=_("Noted."),
        )


def _scale(criterion: CriterionLine) -> dict[str, str]:
    """Give the scores from 1 to 5, the ends with what they mean."""
    ends = {"1": criterion.one, "5": criterion.five}
    return {score: f"{score} · {ends[score]}" if ends.get(score) else score for score in map(str, range(1, 6))}
