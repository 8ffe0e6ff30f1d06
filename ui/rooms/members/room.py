"""Trust: who belongs, who can see what, what waits for a decision, and what to have done before it is needed."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QStackedWidget, QWidget

from app.i18n import _
from app.problems import Problem
from app.records.changes import Changed
from app.services.agenda import attention
from app.services.agenda.attention import AttentionLine
from app.services.exchange.oddities import oddities
from app.services.members import audit_log, authors, laptops, quarantine, quorum, trust
from app.services.members.laptops import LaptopClaim
from app.services.members.quarantine import Waiting
from app.services.members.quorum import Proposal, Quorum
from app.services.members.trust import DeviceView, MotionView, SuspensionView, TrustView
from app.services.retention import disputed_erasures, erasing
from app.services.settings import group
from app.services.vaults import pruning
from ui.frame.command import Command
from ui.frame.desk import Desk, Vault
from ui.frame.members_pages import CIRCLES, COMPUTER, ERASURE, MEMBERS, QUARANTINE, RECOVERY, RETENTION, STORY
from ui.frame.room import RoomPage
from ui.platform.dialogs import Dialogs
from ui.platform.typesetting import Press
from ui.rooms.members import SIGN
from ui.rooms.members.agreed import AgreedCard
from ui.rooms.members.circles import CirclesPage
from ui.rooms.members.claim_page import ClaimPage
from ui.rooms.members.decisions import Decisions
from ui.rooms.members.erasing import Erasing
from ui.rooms.members.erasure import ErasurePage
from ui.rooms.members.keeping import Keeping
from ui.rooms.members.layout import LineColumn
from ui.rooms.members.members import MembersPage
from ui.rooms.members.new_circle import NewCirclePage
from ui.rooms.members.quarantine import QuarantinePage
from ui.rooms.members.recovery import Recovery
from ui.rooms.members.retention import RetentionPage
from ui.rooms.members.story import StoryPage
from ui.rooms.members.trustees import Trustees
from ui.theme.metrics import current_metrics
from ui.widgets.buttons import button
from ui.widgets.editors.sources import Sources
from ui.widgets.filling import fill
from ui.widgets.labels import hairline
from ui.widgets.page_header import PageHeader
from ui.widgets.segmented import Segmented
from ui.widgets.task_page import TaskPage

_Startable = MembersPage | CirclesPage | QuarantinePage | RetentionPage | ErasurePage | StoryPage | Recovery


class MembersRoom(RoomPage):
    """The tabs, and the pages for decisions that take their place meanwhile."""

    key, title, icon, shows, takes = SIGN

    def __init__(
        self, desk: Desk, dialogs: Dialogs, press: Press, settings: Callable[[], QWidget], zone: str = ""
    ) -> None:
        """Take the desk, dialogs, what sets sheets, what makes the card of this computer, and its time zone."""
        self._dialogs, self._press, self._settings, self._zone = dialogs, press, settings, zone
        self.view: TrustView | None = None
        super().__init__(desk)

    def build(self) -> None:
        """Put the pages into one place."""
        desk = self.desk
        self.members, self.circles = MembersPage(desk.now, Sources(desk.today, desk.find)), CirclesPage()
        self.quarantine, self.erasure = QuarantinePage(desk.registry, desk.now), ErasurePage(desk.now)
        self.story, self.keeping = StoryPage(desk.now), Keeping(desk)
        self.retention = self.keeping.page
        self.recovery = Recovery(desk, self._dialogs, self._press)
        self.computer = LineColumn(_("Settings"))
        offers = {"time_zone": self._zone} if self._zone else {}
        self.agreed = AgreedCard(Sources(desk.today, almanac=desk.get_almanac), desk.now, offers)
        self.agreed.changed.connect(self._agree)
        self.computer.add(self.agreed)
        self._computer_card: QWidget | None = None
        self._tabs: dict[str, QWidget] = {
            MEMBERS: self.members,
            CIRCLES: self.circles,
            QUARANTINE: self.quarantine,
            RETENTION: self.retention,
            ERASURE: self.erasure,
            STORY: self.story,
            RECOVERY: self.recovery,
            COMPUTER: self.computer,
        }
        self.decisions, self.trustees = Decisions(desk), Trustees(desk, self._dialogs, self._press)
        self.new_circle, self.claim, self.erasing = NewCirclePage(), ClaimPage(), Erasing(desk, self.decisions)
        self.erase = self.erasing.page
        self.tabs = Segmented(
            [
                (MEMBERS, _("Members")),
                (CIRCLES, _("Circles")),
                (QUARANTINE, _("Quarantine")),
                (RETENTION, _("Retention")),
                (ERASURE, _("Erasure")),
                (STORY, _("Story")),
                (RECOVERY, _("Recovery")),
                (COMPUTER, _("Settings")),
            ],
            _("What to show"),
        )
        self.tabs.set_value(MEMBERS)
        self.tabs.chosen.connect(lambda tab: self.show_tab(str(tab)))
        self.circle_button = button(_("New circle…"), self.make_circle, icon="add", tip=_("Key: N"))
        self.erase_button = button(_("Erase a person…"), self.erase_person, icon="delete")
        self.trustees_button = button(_("Name trustees…"), self.name_trustees, icon="group")
        self._actions = {CIRCLES: self.circle_button, ERASURE: self.erase_button, RECOVERY: self.trustees_button}
        self.header = PageHeader(_(self.title), *self._actions.values())
        self.header.add_below(self.tabs)
        self.header.title.setMinimumHeight(current_metrics().px(32))  # Whether there is a button beside it or not.
        self._pages = QStackedWidget(self)
        for page in self._tabs.values():
            self._pages.addWidget(page)
        self._front = QWidget()
        fill(self._front, self.header, hairline(), self._pages)
        self.stack = QStackedWidget(self)
        for page in (
            self._front,
            self.decisions.page,
            self.trustees.deciding,
            self.trustees.naming,
            self.new_circle,
            self.claim,
            self.erase,
            self.keeping.longer,
        ):
            self.stack.addWidget(page)
        self.page.addWidget(self.stack)
        self._wire()
        self._show_actions()

    def _wire(self) -> None:
        """Do what the pages ask for."""
        for part in (self.decisions, self.erasing, self.keeping, self.trustees):
            part.setParent(self)  # What Qt holds on its own would keep the room, and all it knows, after the lock.
        decide, card = self.decisions, self.members.card
        decide.asked.connect(lambda: self._show(decide.page))
        decide.over.connect(self.show_front)
        decide.refused.connect(self.refresh)  # So that a cell shows again what holds.
        card.suspend_wanted.connect(decide.suspend)
        card.remove_wanted.connect(decide.remove)
        card.role_wanted.connect(decide.give_role)
        card.retire_wanted.connect(decide.retire)
        self.members.lift_wanted.connect(decide.lift)
        self.members.vote_wanted.connect(decide.vote)
        self.members.agree_wanted.connect(decide.agree)
        self.members.claim_wanted.connect(self._compare)
        self.claim.confirm_wanted.connect(self._confirm)
        self.claim.back_wanted.connect(self.show_front)
        self.members.trustees_wanted.connect(self._to_trustees)
        self.circles.part_wanted.connect(self._share)
        self.quarantine.whole_wanted.connect(decide.take_over)
        self.quarantine.part_wanted.connect(decide.take_over_part)
        self.quarantine.leave_wanted.connect(decide.leave_out)
        self.quarantine.again_wanted.connect(decide.look_again)
        self.erasure.erase_wanted.connect(self.erase_person)
        self.erasure.certify_wanted.connect(decide.certify)
        self.erasure.uphold_wanted.connect(decide.uphold)
        self.erasure.prune_wanted.connect(decide.prune)
        self.new_circle.make_wanted.connect(self._make_circle)
        self.new_circle.back_wanted.connect(self.show_front)
        self.erasing.asked.connect(lambda: self._show(self.erase))
        self.erasing.over.connect(self.show_front)
        self.keeping.asked.connect(lambda: self._show(self.keeping.longer))
        self.keeping.over.connect(self.show_front)
        self.keeping.erase_wanted.connect(self.erasing.begin_together)
        card.trustees_wanted.connect(self._to_trustees)
        card.in_books.said.connect(self._say_who)
        card.in_books.settle_wanted.connect(lambda: self.desk.go("exchange"))
        self.trustees.asked.connect(lambda: self._show(self.trustees.deciding))
        self.trustees.over.connect(self.show_front)
        self.trustees.decided.connect(self._on_decided)

    # What the frame calls.

    def enter(self) -> None:
        """Come into sight: ask anew even if nothing changed, because times have grown old."""
        self._stale = False
        self.refresh()

    def refresh(self) -> None:
        """Ask for what is in sight, and for what the tabs count."""
        ask = self.desk.ask
        ask(
            lambda vault: (trust.overview(vault), quorum.proposals(vault), laptops.claims(vault)),
            lambda found: self._on_view(*found),
            key=(self, "view"),
        )
        ask(authors.known, self.members.show_known, key=(self, "known"))
        ask(quarantine.waiting, self._on_waiting, key=(self, "quarantine"))
        ask(attention.needs, self._on_needs, key=(self, "needs"))
        tab = self.tab()
        if tab == ERASURE:
            ask(
                lambda vault: (
                    erasing.orders(vault),
                    pruning.overview(vault),
                    disputed_erasures.orders_in_doubt(vault),
                ),
                lambda found: self.erasure.show_all(*found),
                key=(self, "erasure"),
            )
        elif tab == RETENTION:
            self.keeping.refresh()
        elif tab == STORY:
            ask(
                lambda vault: (audit_log.story(vault), oddities(vault)),
                lambda found: self.story.show_story(*found),
                key=(self, "story"),
            )
        elif tab == RECOVERY:
            self.recovery.refresh()
        elif tab == COMPUTER:
            ask(group.overview, self.agreed.show_all, key=(self, "agreed"))

    def start(self) -> None:
        """Put the keyboard where work begins."""
        page = self.stack.currentWidget()
        tab = self._pages.currentWidget()
        if isinstance(page, TaskPage):
            page.start()
        elif isinstance(tab, _Startable):
            tab.start()
        else:
            self.tabs.setFocus(Qt.FocusReason.OtherFocusReason)

    def new(self) -> bool:
        """Begin a new circle."""
        self.make_circle()
        return True

    def leave(self) -> bool:
        """Forget words that were typed or shown and are worth something."""
        self._forget()
        self.stack.setCurrentWidget(self._front)
        return self.recovery.leave()

    def commands(self) -> Sequence[Command]:
        """Give what can be done here."""
        here = _(self.title)
        tabs = [
            Command(_("Show the members and their laptops"), lambda: self.go_to(MEMBERS), "people", (), here),
            Command(_("Show who can see what"), lambda: self.go_to(CIRCLES), "group", (), here, _("circles")),
            Command(_("Show the quarantine"), lambda: self.go_to(QUARANTINE), "attention", (), here, _("review")),
            Command(
                _("Show what was kept for long enough"),
                lambda: self.go_to(RETENTION),
                "clock",
                (),
                here,
                _("retention review"),
            ),
            Command(_("Show what is erased"), lambda: self.go_to(ERASURE), "delete", (), here, _("orders history")),
            Command(
                _("Read the story of the group"), lambda: self.go_to(STORY), "history", (), here, _("authority log")
            ),
            Command(_("Prepare for a bad day"), lambda: self.go_to(RECOVERY), "recover", (), here, _("recovery keys")),
            Command(
                _("Set what the group has agreed on"),
                lambda: self.go_to(COMPUTER),
                "settings",
                (),
                here,
                _("time zone currency week free days weights"),
            ),
            Command(_("Privacy on this computer"), lambda: self.go_to(COMPUTER), "hide", (), here, _("settings lock")),
        ]
        return [
            *tabs,
            Command(_("New circle"), self.make_circle, "add", (), here),
            Command(_("Erase a person"), self.erase_person, "delete", (), here, _("forget gdpr delete for good")),
            Command(_("Name trustees"), self.name_trustees, "group", (), here, _("quorum cards")),
            *self.recovery.commands(),
        ]

    # The tabs and pages.

    def show_page(self, name: str, about: str = "") -> None:
        """Show a tab that another room leads to."""
        if name in self._tabs:
            self.go_to(name)

    def tab(self) -> str:
        """Say which tab is in sight."""
        return next(name for name, page in self._tabs.items() if page is self._pages.currentWidget())

    def go_to(self, tab: str) -> None:
        """Show a tab, whatever is in sight."""
        self._forget()
        self.stack.setCurrentWidget(self._front)
        self.show_tab(tab)

    def show_tab(self, tab: str) -> None:
        """Show a tab and put the keyboard on it."""
        if self.tab() == RECOVERY and tab != RECOVERY:
            self.recovery.leave()
        if tab == COMPUTER:
            if self._computer_card is not None:
                self.computer.take(self._computer_card)
            self._computer_card = self._settings()
            self.computer.add(self._computer_card, above=24)
        self._pages.setCurrentWidget(self._tabs[tab])
        self.tabs.set_value(tab)
        self._show_actions()
        self.refresh()
        if not self.tabs.isAncestorOf(self.focusWidget() or self):
            self.start()

    def show_front(self) -> None:
        """Go back to the tabs."""
        self._forget()
        self._show(self._front)
        self.refresh()

    def make_circle(self) -> None:
        """Ask for a name and members."""
        if self.view is not None:
            self.new_circle.begin(self.view.members)
            self._show(self.new_circle)

    def erase_person(self) -> None:
        """Ask whom to erase."""
        self.erasing.begin()

    def name_trustees(self) -> None:
        """Ask how many trustees there are to be."""
        self.trustees.naming.forget()
        self._show(self.trustees.naming)

    def _to_trustees(self, about: SuspensionView | MotionView | DeviceView) -> None:
        if self.view is not None:
            self.trustees.begin(about, Quorum(self.view.quorum, self.view.trustees))

    def _share(self, circle: str, devices: list[str], part: str) -> None:
        self.decisions.share(circle, devices, part)

    def _make_circle(self, name: str, devices: list[str]) -> None:
        def verb(vault: Vault) -> str:
            return trust.open_circle(vault, name, devices)

        def done(_circle: str) -> None:
            self.desk.say(_("The circle “{name}” is made.").format(name=name.strip()))
            self.go_to(CIRCLES)

        self.desk.ask(verb, done, failed=self.new_circle.show_problem)

    def _compare(self, claim: LaptopClaim) -> None:
        """Show the words of a laptop, to be compared with its screen."""

        def show(words: str) -> None:
            self.claim.ask(claim, words)
            self._show(self.claim)

        self.desk.ask(lambda vault: laptops.words_of(vault, claim.device), show)

    def _confirm(self, claim: LaptopClaim, words: str) -> None:
        self.desk.ask(
            lambda vault: laptops.confirm(vault, claim.device, words),
            lambda _done: self._on_decided(
                _("It counts as a laptop of {owner} from now on.").format(owner=claim.owner)
            ),
            failed=self.claim.show_problem,
        )

    def _say_who(self, member: str, person: object) -> None:
        """Say which person of the books a member is, or take that back."""
        self.desk.do(
            lambda vault: authors.link(vault, str(person), member) if person else authors.unlink(vault, member),
            failed=self._not_said,
        )

    def _not_said(self, problem: Problem) -> None:
        self.desk.problem.emit(problem)
        self.refresh()

    def _agree(self, name: str, value: object) -> None:
        """Set one thing for the group; what cannot be is said below it."""
        self.desk.do(
            lambda vault: group.agree(vault, {name: value}),
            failed=lambda problem: self.agreed.complain(name, problem.what),
        )

    def _show(self, page: QWidget) -> None:
        self.stack.setCurrentWidget(page)
        if self.isVisible():
            self.start()

    def _show_actions(self) -> None:
        """Offer what fits the tab."""
        here = self.tab()
        for tab, action in self._actions.items():
            action.setVisible(tab == here)

    def _forget(self) -> None:
        self.decisions.page.forget()
        self.trustees.forget()
        self.erase.forget()
        self.claim.forget()

    # What is told and asked.

    def _on_changed(self, changed: Changed) -> None:
        """Refresh on every change: whatever is changed may wait for somebody."""
        if self.isVisible() and self.stack.currentWidget() is self._front:
            self.refresh()

    def _on_view(self, view: TrustView, proposals: Sequence[Proposal], claims: Sequence[LaptopClaim]) -> None:
        self.view = view
        self.members.show_view(view, proposals, claims)
        self.circles.show_view(view)
        self.trustees_button.setVisible(self.tab() == RECOVERY and view.i_am_admin)

    def _on_waiting(self, found: list[Waiting]) -> None:
        self.quarantine.show_waiting(found)
        text, count = _("Quarantine"), sum(each.aside is None for each in found)
        self.tabs.set_text(QUARANTINE, f"{text}  {count:n}" if count else text)

    def _on_needs(self, found: tuple[AttentionLine, ...]) -> None:
        """Say beside the name what needs somebody."""
        self.header.say(" · ".join(each.text for each in found))

    def _on_decided(self, said: str) -> None:
        self.desk.say(said)
        self.show_front()
