"""The room of playbooks and actions."""

from __future__ import annotations

from collections.abc import Sequence
from functools import cached_property
from typing import Any

from app.capabilities.projects import playbook_file, playbook_page, playbook_service
from app.i18n import N_, _
from app.services.open_vault import Vault
from ui.frame.command import Command
from ui.frame.desk import Desk
from ui.frame.room import RoomPage
from ui.platform.dialogs import Dialogs
from ui.rooms.playbooks import SIGN
from ui.rooms.playbooks.actions_page import ActionsPage
from ui.rooms.playbooks.outcomes_page import OutcomesPage
from ui.rooms.playbooks.partners_page import PartnersPage
from ui.rooms.playbooks.playbooks_page import PlaybooksPage
from ui.rooms.playbooks.wave_page import WavePage
from ui.widgets.labels import hairline
from ui.widgets.page_header import PageHeader
from ui.widgets.page_stack import PageStack
from ui.widgets.segmented import Segmented

ACTIONS, PLAYBOOKS, OUTCOMES, WAVE, PARTNERS = "actions", "playbooks", "outcomes", "wave", "partners"
_VIEWS = (
    (ACTIONS, N_("Actions")),
    (PLAYBOOKS, N_("Playbooks")),
    (OUTCOMES, N_("Outcomes")),
    (WAVE, N_("Wave")),
    (PARTNERS, N_("Partners")),
)
_ICONS = {ACTIONS: "plan", PLAYBOOKS: "playbooks", OUTCOMES: "start", WAVE: "join", PARTNERS: "group"}
_KINDS = {"action": ACTIONS, "playbook": PLAYBOOKS}


class PlaybooksRoom(RoomPage):
    """What can be done now, what worked, what came of it, who comes in, and who else is there."""

    key, title, icon, shows, takes = SIGN
    kinds = frozenset(
        {
            "action", "capability", "requirement", "skill_claim", "skill", "person", "absence", "commitment", "listing",
            "house", "room", "posting", "transaction", "playbook", "playbook_version", "step", "run", "run_step",
            "retrospective", "indicator", "measurement", "task", "attendance", "event", "shift", "project", "activity",
            "partner", "partner_item", "partner_sender", "orientation", "orientation_seat",
        }
    )  # fmt: skip

    def __init__(self, desk: Desk, dialogs: Dialogs) -> None:
        """Take the desk and the system's dialogs."""
        self._dialogs = dialogs
        self._stale_views: set[str] = set()
        super().__init__(desk)

    def build(self) -> None:
        """Put the views into one place."""
        self.views = Segmented([(name, _(words)) for name, words in _VIEWS], _("What to show"))
        self.views.set_value(ACTIONS)
        self.views.chosen.connect(self.show_view)
        self.page.addWidget(PageHeader(_(self.title), self.views))
        self.page.addWidget(hairline())
        self.stack = PageStack[Any](
            {
                ACTIONS: lambda: self.actions_page, PLAYBOOKS: lambda: self.playbooks, OUTCOMES: lambda: self.outcomes,
                WAVE: lambda: self.wave, PARTNERS: lambda: self.partners,
            },
            self,
        )  # fmt: skip
        self.stack.show_page(ACTIONS)
        self.page.addWidget(self.stack, 1)

    # Each page is made when somebody first goes there.

    @cached_property
    def actions_page(self) -> ActionsPage:
        """Give the page of what can be done now."""
        return self.stack.added(ActionsPage(self.desk))

    @cached_property
    def playbooks(self) -> PlaybooksPage:
        """Give the page of what worked."""
        return self.stack.added(PlaybooksPage(self.desk, self._dialogs))

    @cached_property
    def outcomes(self) -> OutcomesPage:
        """Give the page of what came of it."""
        return self.stack.added(OutcomesPage(self.desk))

    @cached_property
    def wave(self) -> WavePage:
        """Give the page of who comes in."""
        return self.stack.added(WavePage(self.desk))

    @cached_property
    def partners(self) -> PartnersPage:
        """Give the page of who else is there."""
        return self.stack.added(PartnersPage(self.desk, self._dialogs))

    # What the frame calls.

    def refresh(self) -> None:
        """Fetch the view in sight anew; the others when somebody goes there."""
        self._stale_views = {name for name, _words in _VIEWS}
        self._refresh_view()

    def _refresh_view(self) -> None:
        if self.view() in self._stale_views:
            self._stale_views.discard(self.view())
            self.stack.page().refresh()

    def start(self) -> None:
        """Begin where work begins."""
        self.stack.page().start()

    def new(self) -> bool:
        """Begin a new action."""
        self.show_view(ACTIONS)
        self.actions_page.new()
        return True

    def show_record(self, kind: str, record_id: str) -> None:
        """Show an action or a playbook."""
        self.show_page(_KINDS[kind], record_id)

    def show_page(self, name: str, about: str = "") -> None:
        """Show a view, and there what it is asked about; a shipped playbook is taken in if it is not here."""
        self.show_view(name)
        if not about or self.view() != name:
            return
        if name == PLAYBOOKS and about in playbook_service.shipped():
            self.desk.ask(lambda vault: _named(vault, about), lambda found: self._go_to(found) if found else None)
        else:
            self._go_to(about)

    def _go_to(self, about: str) -> None:
        """Choose something in the view in sight, once what was asked before is there."""
        self.desk.ask(lambda _vault: about, lambda record: self.stack.page().go_to(record))

    def commands(self) -> Sequence[Command]:
        """Give the views."""
        here = _(self.title)
        return [
            Command(
                _("Show: {view}").format(view=_(words)), lambda name=name: self.show_view(name), _ICONS[name], (), here
            )
            for name, words in _VIEWS
        ]

    def view(self) -> str:
        """Say which view is in sight."""
        return self.stack.name()

    def show_view(self, view: object) -> None:
        """Show a view."""
        if self.stack.has(view) and view != self.view():
            self.stack.show_page(str(view))
            self._refresh_view()
            self.start()
        self.views.set_value(self.view())


def _named(vault: Vault, shipped: str) -> str:
    """Find the playbook here that has the name of one that is shipped; empty if there is none."""
    name = playbook_file.read(playbook_service.shipped()[shipped]).name
    return next((each.id for each in playbook_page.shelf_lines(vault) if each.name == name), "")
