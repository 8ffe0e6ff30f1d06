"""Members and their laptops, and on top what needs somebody now."""

from __future__ import annotations

import datetime
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QPushButton, QScrollArea, QVBoxLayout, QWidget

from app.i18n import _, ngettext
from app.services.members import succession
from app.services.members.authors import KnownMember
from app.services.members.laptops import LaptopClaim
from app.services.members.quorum import Proposal
from app.services.members.trust import DeviceView, MemberView, MotionView, SuspensionView, TrustView
from ui.rooms.members import words
from ui.rooms.members.laptop_card import LaptopCard
from ui.rooms.members.layout import StateLine
from ui.theme.metrics import current_metrics
from ui.widgets.buttons import button
from ui.widgets.card.times import when
from ui.widgets.editors.sources import Sources
from ui.widgets.empty_state import EmptyState
from ui.widgets.emptying import empty
from ui.widgets.filling import fill
from ui.widgets.labels import set_property
from ui.widgets.side_by_side import SideBySide
from ui.widgets.table.column import RowPage, RowsRequest, ShownRow, TableColumn
from ui.widgets.table.record_table import RecordTable

_MOST_OPEN = 3


@dataclass(frozen=True, slots=True)
class LaptopRow:
    """A laptop as a row of the table."""

    id: str
    values: Mapping[str, Any]
    member: MemberView
    device: DeviceView


class MembersPage(QWidget):
    """The list with the card beside it, and open votes and suspensions above both."""

    lift_wanted = Signal(str)  # the suspension
    vote_wanted = Signal(object)  # MotionView
    agree_wanted = Signal(object)  # Proposal
    claim_wanted = Signal(object)  # LaptopClaim
    trustees_wanted = Signal(object)  # SuspensionView, MotionView, or DeviceView to make an admin's

    def __init__(self, now: Callable[[], datetime.datetime], sources: Sources) -> None:
        """Take the clock, and where people of the books are found."""
        super().__init__()
        self._now = now
        self._view: TrustView | None = None
        self._rows: list[LaptopRow] = []
        self._all_open = False
        self._proposals: tuple[Proposal, ...] = ()
        self._claims: tuple[LaptopClaim, ...] = ()
        self.open_lines: list[StateLine] = []
        self.card = LaptopCard(now, sources)
        columns = [
            _column("name", _("Who"), 16),
            _column("laptop", _("Laptop"), 11),
            _column("role", _("Role"), 9),
            TableColumn(
                "standing",
                _("Standing"),
                lambda row: str(row.values["standing"]),
                17,
                sortable=False,
                tone=lambda row: str(row.values["tone"]),
            ),
            _column("heard", _("Heard of last"), 12),
        ]
        empty = EmptyState("people", _("Nobody yet"), _("Whoever is admitted in Exchange stands here."))
        self.table = RecordTable(columns, self._fetch, name=_("Members and their laptops"), empty=empty)
        self.table.selected.connect(self._on_selected)
        scrolling = QScrollArea()
        scrolling.setWidgetResizable(True)
        scrolling.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        scrolling.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        scrolling.setWidget(self.card)
        self.sides = SideBySide(self.table, scrolling, hint=EmptyState("laptop", _("Choose a laptop")))
        self._open = QWidget()
        set_property(self._open, "surface", "surface")
        metrics = current_metrics()
        self._open_lines = QVBoxLayout(self._open)
        self._open_lines.setContentsMargins(metrics.px(16), metrics.px(8), metrics.px(16), metrics.px(8))
        self._open_lines.setSpacing(0)
        fill(self, self._open, self.sides)

    def show_view(
        self, view: TrustView, proposals: Sequence[Proposal] = (), claims: Sequence[LaptopClaim] = ()
    ) -> None:
        """Show who belongs and what waits."""
        self._view, self._proposals, self._claims = view, tuple(proposals), tuple(claims)
        self._rows = [self._row(member, device) for member in view.members for device in member.devices]
        self.table.refresh()
        if not self.table.chosen() and self._rows:
            self.table.choose_row(0)
        self._on_selected(self.table.chosen())
        self._show_open(view)

    def start(self) -> None:
        """Put the keyboard on what waits, or into the list."""
        first = next((line.buttons[0] for line in self.open_lines if line.buttons), None)
        (first or self.table).setFocus(Qt.FocusReason.OtherFocusReason)

    def show_known(self, known: Mapping[str, KnownMember]) -> None:
        """Show who the members are in the books."""
        self.card.in_books.show_known(known)

    def choose(self, device: str) -> None:
        """Choose a laptop."""
        self.table.choose(device)
        self._on_selected(device)

    def _fetch(self, request: RowsRequest, answer: Callable[[RowPage], None]) -> None:
        rows: Sequence[ShownRow] = self._rows[request.offset : request.offset + request.limit]
        answer(RowPage(rows, len(self._rows)))

    def _row(self, member: MemberView, device: DeviceView) -> LaptopRow:
        standing = words.standing_with_shape(device)
        values = {
            "name": _("{name} (you)").format(name=member.name) if member.me else member.name,
            "laptop": words.laptop_of(device, member),
            "role": words.role_name(device.role),
            "standing": standing,
            "tone": "attention" if device.standing in {words.SUSPENDED, words.CONTESTED} else "muted",
            "heard": words.ago(device.heard_at, self._now()) if not device.this_laptop else _("now"),
        }
        return LaptopRow(device.device, values, member, device)

    def _on_selected(self, device: str) -> None:
        row = next((each for each in self._rows if each.id == device), None)
        self.sides.show_card(row is not None)
        if row is not None and self._view is not None:
            self.card.show_laptop(self._view, row.member, row.device)

    # What needs somebody now.

    def _show_open(self, view: TrustView) -> None:
        empty(self._open_lines)
        motions = [self._motion(each, view) for each in view.motions]
        motions += [self._proposal(each) for each in self._proposals]
        claims = [self._claim(each) for each in self._claims if each.mine or each.i_may_confirm]
        suspensions = sorted(view.suspensions, key=lambda each: (not each.contested, not each.i_may_vote, each.at))
        missing = self._admins_missing(view)
        self.open_lines = [*claims, *motions, *(self._suspension(each, view) for each in suspensions)]
        if missing is not None:
            self.open_lines.insert(0, missing)
        for number, line in enumerate(self.open_lines):
            line.setVisible(self._all_open or number < _MOST_OPEN)
            self._open_lines.addWidget(line)
        rest = len(self.open_lines) - _MOST_OPEN
        if rest > 0 and not self._all_open:
            text = ngettext("Show {n} more", "Show {n} more", rest).format(n=rest)
            self._open_lines.addWidget(button(text, self._show_all, kind="link"), 0, Qt.AlignmentFlag.AlignLeading)
        self._open.setVisible(bool(self.open_lines))

    def _show_all(self) -> None:
        self._all_open = True
        if self._view is not None:
            self._show_open(self._view)

    def _admins_missing(self, view: TrustView) -> StateLine | None:
        """Say that no admin can be counted on, and that the trustees can name one, by this very laptop."""
        found = succession.admins_missing(view, self._now())
        if found is None or view.me is None:
            return None
        if found.since is None:
            heading = _("No admin’s laptop counts any more")
            why = _("Nobody can let people in, suspend a laptop or lift a suspension.")
        else:
            heading = _("No news of an admin since {when}: {names}").format(
                when=when(found.since, self._now()), names=", ".join(found.names)
            )
            why = _("Ask them first. If their laptops are lost, somebody else has to become an admin.")
        here = next((each for each in view.me.devices if each.this_laptop), None)
        if not view.quorum:
            how = _("The group has named no trustees: nobody can take their place.")
            return StateLine("attention", heading, (why, how), tone="attention")
        how = _("{needed} of the group’s {count} trustees can make somebody an admin, by the words of their cards.")
        buttons: list[QPushButton] = []
        if here is not None and here.standing == succession.GOOD:
            text = _("Trustees make {name} an admin…").format(name=here.name)
            buttons.append(button(text, lambda: self.trustees_wanted.emit(here), icon="group"))
        how = how.format(needed=view.quorum, count=view.trustees)
        return StateLine("attention", heading, (why, how), *buttons, tone="attention")

    def _claim(self, claim: LaptopClaim) -> StateLine:
        about = {"laptop": claim.name, "owner": claim.owner}
        if claim.mine:
            heading = _("This laptop is said to be {owner}’s, and nobody has confirmed it").format(**about)
            text = _("Show its words…")
        else:
            heading = _("“{laptop}” is said to be a laptop of yours") if claim.theirs else ""
            heading = (heading or _("“{laptop}” is said to be a laptop of {owner}")).format(**about)
            text = _("Compare its words…")
        compare = button(text, lambda: self.claim_wanted.emit(claim), name=f"{text} {claim.name}", icon="laptop")
        return StateLine(
            "laptop",
            heading,
            (_("What it writes is nobody’s word until its words were compared."),),
            compare,
            tone="attention",
        )

    def _suspension(self, each: SuspensionView, view: TrustView) -> StateLine:
        names = ", ".join(each.names)
        heading = _("{names}: suspended by {by}, {when}").format(
            names=names, by=each.by, when=when(each.at, self._now())
        )
        sentences: list[str] = []
        buttons: list[QPushButton] = []
        if each.contested:
            sentences.append(_("Contested: admins have suspended each other, and neither counts more than the other."))
        if each.quorum_only:
            sentences.append(_quorum_words(view))
            if view.quorum:
                text = _("Trustees decide…")
                buttons.append(
                    button(text, lambda: self.trustees_wanted.emit(each), name=f"{text} {names}", icon="group")
                )
        else:
            votes = _("Voted to lift it: {names}.").format(names=", ".join(each.votes)) if each.votes else ""
            sentences.append(_("Two admins can lift it.") + (f" {votes}" if votes else ""))
            if each.i_may_vote:
                text = _("Vote to lift…")
                buttons.append(button(text, lambda: self.lift_wanted.emit(each.suspension), name=f"{text} {names}"))
        drawing = "attention" if each.contested else "paused"
        return StateLine(drawing, heading, sentences, *buttons, tone="attention")

    def _motion(self, each: MotionView, view: TrustView) -> StateLine:
        if each.what == "remove":
            heading = _("Remove {name} for good?").format(name=each.name)
        else:
            heading = _("{name}: no admin any more, but {role}?").format(
                name=each.name, role=words.role_name(each.role)
            )
        sentences = [_("One more admin has to agree. Voted so far: {names}.").format(names=", ".join(each.votes))]
        buttons: list[QPushButton] = []
        if each.i_may_vote:
            text = _("Vote for it…")
            buttons.append(button(text, lambda: self.vote_wanted.emit(each), name=f"{text} {each.name}"))
        elif each.what == "remove" and view.quorum:
            text = _("Trustees decide…")
            buttons.append(button(text, lambda: self.trustees_wanted.emit(each), name=f"{text} {each.name}"))
        return StateLine("people", heading, sentences, *buttons, tone="attention")

    def _proposal(self, each: Proposal) -> StateLine:
        heading = _("Name {count} trustees, of whom {needed} decide together?").format(
            count=each.trustees, needed=each.needed
        )
        sentences = [_("One more admin has to agree. Voted so far: {names}.").format(names=", ".join(each.by))]
        buttons: list[QPushButton] = []
        if each.i_may_vote:
            text = _("Vote for it…")
            buttons.append(button(text, lambda: self.agree_wanted.emit(each), name=f"{text} {heading}"))
        return StateLine("group", heading, sentences, *buttons, tone="attention")


def _quorum_words(view: TrustView) -> str:
    """Say who can help when no two admins may vote."""
    if not view.quorum:
        return _("No two admins may vote about it, and the group has named no trustees: it holds.")
    return _("No two admins may vote about it. {needed} of the group’s {count} trustees can lift it.").format(
        needed=view.quorum, count=view.trustees
    )


def _column(key: str, text: str, weight: int) -> TableColumn:
    return TableColumn(key, text, lambda row: str(row.values[key]), weight, sortable=False)
