"""The way through all pages, with a picture at each."""

from __future__ import annotations

import os
from collections.abc import Callable
from pathlib import Path
from typing import TypeVar

from PySide6.QtPrintSupport import QPrinter
from PySide6.QtWidgets import QWidget

from app.capabilities.people.flow_views import VIEWS
from app.i18n import _
from app.problems import UserProblem
from app.services.exchange import advice, qr_frames, qr_pictures
from app.services.exchange.advice import Advice
from app.services.members.quorum import Quorum
from ui.frame.gate.wishes import RecentVault
from ui.frame.members_pages import CIRCLES, COMPUTER, ERASURE, MEMBERS, QUARANTINE, RECOVERY, RETENTION, STORY
from ui.frame.room import RoomPage
from ui.gallery.pictures import pictures, settle
from ui.gallery.stage import GalleryStage
from ui.platform.dialogs import Dialogs
from ui.rooms.exchange.overview import PEERS, SETTLE
from ui.rooms.exchange.room import ExchangeRoom
from ui.rooms.flow.room import FlowRoom
from ui.rooms.funds.room import ASKS, BALANCES, BANK, BOOKS, EXPENSES, LISTS, RUNWAY, STIPENDS, FundsRoom
from ui.rooms.houses.room import BEDS, DAY, FIND, LIVING, STAYS, HousesRoom
from ui.rooms.houses.room import BOARD as BOARD_OF_NIGHTS
from ui.rooms.importing.room import ImportRoom
from ui.rooms.intake.room import PASTE, TRIAGE, IntakeRoom
from ui.rooms.members.room import MembersRoom
from ui.rooms.people.room import DUPLICATES, PeopleRoom
from ui.rooms.playbooks.room import ACTIONS, OUTCOMES, PARTNERS, PLAYBOOKS, WAVE, PlaybooksRoom
from ui.rooms.printing.room import PrintingRoom
from ui.rooms.projects.room import ALIKE, EVENTS, LEAVING, LIST, RESCUE, TASKS, ProjectsRoom
from ui.rooms.projects.tasks_page import BOARD, CALENDAR
from ui.rooms.projects.tasks_page import LIST as TASK_LIST
from ui.shell.session import WindowSession
from ui.theme.theme import Mode, Theme

AnyRoom = TypeVar("AnyRoom", bound=RoomPage)
_PATIENCE = 600
_PAUSE_MS = 50


def _advice() -> list[Advice]:
    """Give what stands there after two weeks in which nobody met."""
    why = "As far as this laptop knows. Ask for a bundle back, and it will know."
    return [
        Advice("Bo has been without news for 9 days; 42 changes", why, "", advice.MAKE),
        Advice(
            "Part of what you opened waits for an earlier bundle",
            "Open the earlier one, or ask whoever gave it to you for a new one: that holds everything.",
            "",
            advice.OPEN,
        ),
    ]


class Nobody(Dialogs):
    """Nobody is there to answer."""

    def open_file(self, parent: QWidget | None, title: str, kinds: str = "") -> Path | None:
        """Cancel."""
        return None

    def open_files(self, parent: QWidget | None, title: str, kinds: str = "") -> list[Path]:
        """Cancel."""
        return []

    def open_folder(self, parent: QWidget | None, title: str) -> Path | None:
        """Cancel."""
        return None

    def save_file(
        self, parent: QWidget | None, title: str, name: str, kinds: str = "", *, folder: Path | None = None
    ) -> Path | None:
        """Cancel."""
        return None

    def printer(self, parent: QWidget | None, title: str, pages: int = 1) -> QPrinter | None:
        """Cancel."""
        return None


class Tour:
    """Walks through one window; `made` are the files."""

    def __init__(self, session: WindowSession, stage: GalleryStage, theme: Theme, folder: Path, mode: Mode) -> None:
        """Take the window, what stands behind it, where the pictures go, and whether it is light or dark."""
        self.session, self.stage = session, stage
        self.made: list[Path] = []
        self._theme, self._folder = theme, folder
        self._modes: tuple[Mode, ...] = (mode,)

    def gate(self) -> None:
        """Show what is seen before a vault is open."""
        gate = self.session.gate
        self.session.start()
        gate.show_welcome([])
        self.shoot("gate-1-welcome")
        for page, name in (
            (gate.start_page, "gate-2-start"),
            (gate.join_page, "gate-3-join"),
            (gate.recover_page, "gate-4-recover"),
            (self.session.opening.sample_page, "gate-5-sample"),
        ):
            gate.setCurrentWidget(page)
            self.shoot(name)
        gate.show_code(" ".join(["excess", "whale", "deny", "motor", "suspect", "soldier"] * 2).split())
        self.shoot("gate-6-recovery-code")
        joining = self.session.joining
        joining.request_page.show_code("noble ocean lunar theory pottery")
        gate.setCurrentWidget(joining.request_page)
        self.shoot("gate-7-request")
        joining.codes_page.show_codes(qr_pictures.codes_of(self.stage.request.read_bytes(), os.urandom))
        joining.codes_page.sequence.toggle()
        gate.setCurrentWidget(joining.codes_page)
        self.shoot("gate-7-request-codes")
        joining.codes_page.forget()
        joining.answer_page.show_answer("Ann", "18:02", "pigeon pattern expire monkey seed")
        gate.setCurrentWidget(joining.answer_page)
        self.shoot("gate-8-answer")
        gate.show_welcome([RecentVault(self.stage.ann, self.stage.ann.name)])
        self.shoot("gate-9-vaults")
        gate.show_unlock(self.stage.ann, self.stage.ann.name)
        gate.unlock_page.passphrase.line.setText("wrong")
        gate.unlock_page.submit()
        self.rest()
        self.shoot("gate-10-wrong-passphrase")

    def enter(self) -> None:
        """Open the vault."""
        page = self.session.gate.unlock_page
        page.passphrase.line.setText(self.stage.passphrase)
        page.submit()
        self.until(lambda: self.session.workplace is not None)
        self.rest()

    def rooms(self) -> None:
        """Show each room as one comes into it, and with the first of its list chosen."""
        workplace = self.session.workplace
        assert workplace is not None
        for number, key in enumerate(workplace.rooms, 1):
            workplace.go(key)
            self.rest()
            self.shoot(f"room-{number}-{key}")
        workplace.go("people")
        self.rest()
        people = workplace.rooms["people"]
        table = getattr(people, "table", None)
        if table is not None:
            table.choose_row(2)
            self.rest()
            self.shoot("room-2-people-card")
            people.new()
            self.rest()
            self.shoot("room-2-people-new")
            table.choose_row(3)
        self._people()
        workplace.finder.open()
        workplace.finder.line.setText("an")
        self.rest()
        self.shoot("frame-finder")
        workplace.finder.close_overlay()
        workplace.keys.open()
        self.shoot("frame-keys")
        workplace.keys.close_overlay()
        workplace.show_problem(
            UserProblem("The bundle could not be opened.", kept="Nothing was taken.", do="Ask for another.")
        )
        self.shoot("frame-problem")
        workplace.problems.dismiss()

    def _people(self) -> None:
        """Show what takes the place of the list of people, and what comes in."""
        people = self._room("people", PeopleRoom)
        people.build_filter()
        people.narrowing.builder.set_text("(stage=active and tags=driver) or not (stage=left or since<2026-01-01)")
        people.change_all()
        self.rest()
        self.shoot("room-2-people-filter")
        people.narrowing.clear()
        people.narrowing.show_bulk(False)
        people.narrowing.show_builder(False)
        for tab, name in ((2, "timeline"), (3, "first-days")):
            people.card.tabs.setCurrentIndex(tab)
            self.rest()
            self.shoot(f"room-2-people-{name}")
        people.card.tabs.setCurrentIndex(0)
        people.show_page(DUPLICATES)
        self.rest()
        self.shoot("room-2-people-duplicates")
        people.show_page("")
        flow = self._room("flow", FlowRoom)
        for view, _words in VIEWS[1:]:
            flow.choose(view)
            self.rest()
            self.shoot(f"room-flow-{view}")
        intake = self._room("intake", IntakeRoom)
        intake.text.setPlainText("Ada Lovelace, ada@example.org, 030 1234567\nBo (0170) 765 43 21 can drive\n!!!\n")
        self.until(lambda: intake.table.rowCount() > 0)
        intake.table.choose_row(0)
        self.rest()
        self.shoot("room-intake-rows")
        intake.text.clear()
        intake.show_page(TRIAGE)
        self.rest()
        self.shoot("room-intake-triage")
        intake.show_page(PASTE)
        self.rest()
        self._room("people", PeopleRoom)

    def projects(self) -> None:
        """Show what keeps projects from vanishing, and what they can be made of."""
        room = self._room("projects", ProjectsRoom)
        room.show_view(LIST)
        room.table.choose_row(0)
        self.rest()
        self.shoot("projects-1-card")
        room.card.tabs.setCurrentIndex(room.card.tabs.count() - 1)
        self.rest()
        self.shoot("projects-2-handover")
        room.card.tabs.setCurrentIndex(0)
        for view in (RESCUE, TASKS, EVENTS, ALIKE, LEAVING):
            room.show_view(view)
            self.rest()
            if view == LEAVING and (people := room.tasks.found):
                person = next((card.who for card in people.cards if card.who), None)
                room.leaving.go_to(person or "")
                self.rest()
            self.shoot(f"projects-3-{view}")
        room.show_view(RESCUE)
        room.rescue.list.detail.press(_("Archive…"))
        self.shoot("projects-4-archive")
        room.show_view(TASKS)
        for view in (TASK_LIST, CALENDAR):
            room.tasks.show_view(view)
            self.rest()
            self.shoot(f"projects-5-{view}")
        room.tasks.show_view(BOARD)
        room.show_view(LIST)
        self._playbooks()

    def _playbooks(self) -> None:
        """Show what can be done, what worked, what came of it."""
        room = self._room("playbooks", PlaybooksRoom)
        for view in (ACTIONS, PLAYBOOKS, OUTCOMES, WAVE, PARTNERS):
            room.show_view(view)
            self.rest()
            self.shoot(f"playbooks-1-{view}")
        room.show_view(ACTIONS)
        room.actions_page.list.detail.press(_("Add a line…"))
        self.shoot("playbooks-2-line")
        room.show_view(PLAYBOOKS)
        room.playbooks.list.detail.press(_("Run it…"))
        self.shoot("playbooks-3-run")
        room.show_view(ACTIONS)

    def forms(self) -> None:
        """Show a form that asks who may read what is made, and the other views of houses."""
        room = self._room("houses", HousesRoom)
        free = next((row for row in room.beds.board.rows() if not row.bed.now), None)
        if free is not None:
            room.beds.changing.plan(free)
            self.shoot("houses-1-stay")
            room.beds.changing.give_up()
        room.beds.refresh()
        self.rest()
        for number, view in enumerate((BOARD_OF_NIGHTS, DAY, FIND, LIVING, STAYS), 2):
            room.show_view(view)
            self.rest()
            if view == FIND:
                room.finding.form.submit()
                self.rest()
            self.shoot(f"houses-{number}-{view}")
        room.show_view(BEDS)
        self.rest()

    def funds(self) -> None:
        """Show each page about money, with the first of its list chosen, a form, and a statement before it is taken."""
        room = self._room("funds", FundsRoom)
        for number, view in enumerate((BALANCES, RUNWAY, STIPENDS, EXPENSES, BANK, ASKS, BOOKS, LISTS), 1):
            room.show_view(view)
            self.rest()
            page = {STIPENDS: room.stipends, EXPENSES: room.expenses, BOOKS: room.bookings}.get(view)
            if page is not None:
                page.table.choose_row(0)
                self.rest()
            self.shoot(f"funds-{number}-{view}")
        room.show_view(ASKS)
        self.rest()
        room.asks.table.choose_row(0)
        self.rest()
        self.shoot("funds-6-asks-card")
        room.show_view(BALANCES)
        room.balances.book()
        self.rest()
        self.shoot("funds-1-book")
        room.balances.side.close_form()
        room.take_file(self.stage.statement, "statement")
        self.rest()
        self.shoot("funds-5-statement")
        room.show_view(BALANCES)
        self.rest()

    def trust(self) -> None:
        """Show who belongs and can see what, what waits for a review, and the pages that stand before decisions."""
        room = self._room("trust", MembersRoom)
        for number, tab in enumerate((MEMBERS, CIRCLES, QUARANTINE, RETENTION, ERASURE, STORY, RECOVERY, COMPUTER), 1):
            room.go_to(tab)
            self.rest()
            self.shoot(f"trust-{number}-{tab}")
        view = room.view
        assert view is not None
        other = next(each for each in view.members if not each.me)
        room.decisions.suspend([each.device for each in other.devices])
        self.rest()
        self.shoot("trust-9-suspend")
        room.make_circle()
        self.shoot("trust-10-new-circle")
        room.erase_person()
        room.erase.line.setText("a")
        self.rest()
        self.shoot("trust-11-erase")
        room.erase.choose(0)
        self.rest()
        self.shoot("trust-12-erase-what")
        room.name_trustees()
        room.trustees.naming.make_button.click()
        self.rest()
        self.shoot("trust-13-trustees")
        room.trustees.begin(other.devices[0], Quorum(2, 3))
        self.rest()
        self.shoot("trust-14-trustees-decide")
        self._retention(room)
        room.go_to(MEMBERS)
        self.rest()

    def _retention(self, room: MembersRoom) -> None:
        """Show some of what is due kept longer, and what erasing all of it would do."""
        room.go_to(RETENTION)
        self.rest()
        for line in room.retention.lines[:2]:
            line.tick.click()
        self.shoot("trust-15-retention-chosen")
        room.retention.keep_button.click()
        self.rest()
        self.shoot("trust-16-keep-longer")
        room.go_to(RETENTION)
        self.rest()
        room.retention.erase_button.click()
        self.rest()
        self.shoot("trust-17-erase-several")

    def exchange(self) -> None:
        """Show a bundle made and opened, conflicts, and somebody let in."""
        room = self._room("exchange", ExchangeRoom)
        room.overview.show_view(SETTLE)
        self.shoot("exchange-1-settle")
        room.overview.show_view(PEERS)
        self.rest()
        room.overview.show_advice(_advice())
        self.shoot("exchange-2-peers")
        room.make()
        self.rest()
        self.shoot("exchange-3-make")
        room.take_file(self.stage.bundle, "bundle")
        self.rest()
        self.shoot("exchange-4-look")
        room.taking.leave()
        room.take_file(self.stage.request, "request")
        self.rest()
        self.shoot("exchange-5-admit")
        page = room.admitting.page
        page.same.setChecked(True)
        page.admit_button.click()
        self.rest()
        self.shoot("exchange-6-admitted")
        page.done_button.click()
        self._ways_to_exchange(room)

    def _ways_to_exchange(self, room: ExchangeRoom) -> None:
        """Show codes given and read, a stick opened, and the shared folder."""
        room.make()
        self.rest()
        room.giving.page.choose_way("codes")
        self.shoot("exchange-3-make-codes")
        codes = qr_pictures.codes_of(self.stage.request.read_bytes(), os.urandom)
        room.giving.codes_wanted.emit(codes, "A bundle as codes", "Bo")
        self.rest()
        room.codes.sequence.toggle()
        self.shoot("exchange-7-codes")
        room.show_overview()
        room.read_codes()
        frames = qr_frames.frames_of(self.stage.request.read_bytes(), os.urandom)
        room.reading.add([frame for number, frame in enumerate(frames) if number % 4 != 2])
        self.shoot("exchange-8-read")
        room.set_up_sharing()
        self.shoot("exchange-9-shared")
        room.sharing.set_up(self.stage.shared, automatic=False)
        self.rest()
        room.sharing.look()
        self.rest()
        self.shoot("exchange-9-shared-set-up")
        room.show_overview()
        room.overview.show_view(PEERS)
        self.rest()
        if self.session.workplace is not None:
            self.session.workplace.toast.hide()
        self.shoot("exchange-9-shared-news")
        room.take_file(self.stage.stick, "folder")
        self.rest()
        self.shoot("exchange-10-stick")
        room.sharing.stop()
        room.show_overview()
        self.rest()

    def paper(self) -> None:
        """Show each sheet."""
        room = self._room("print", PrintingRoom)
        person = self.session.workplace.rooms["people"] if self.session.workplace is not None else None
        chosen = person.table.chosen() if isinstance(person, PeopleRoom) else ""
        for number, name in enumerate(("contact-list", "room-assignment", "sign-in", "held-on-you"), 1):
            room.show_page(name, chosen if name == "held-on-you" else "")
            settle(400)
            self.rest()
            self.shoot(f"print-{number}-{name}")

    def importing(self) -> None:
        """Show a list looked at and taken in."""
        room = self._room("import", ImportRoom)
        room.look(self.stage.list)
        self.until(room.plan_page.import_button.isEnabled)
        for number, view in enumerate(("columns", "rows", "findings"), 1):
            room.plan_page.show_view(view)
            self.shoot(f"import-{number}-{view}")
        room.plan_page.import_button.click()
        self.until(room.done_page.isVisible)
        self.rest()
        self.shoot("import-4-done")

    # How it is done.

    def shoot(self, name: str) -> None:
        """Take a picture."""
        self.made += pictures(self.session.window, self._theme, self._folder, name, modes=self._modes)

    def rest(self) -> None:
        """Wait until nothing is on its way any more."""
        threads = (self.session.thread_of_vault, self.session.press.thread_of_pages)
        self.until(lambda: not any(thread.is_busy() for thread in threads))
        settle(_PAUSE_MS)
        self.until(lambda: not any(thread.is_busy() for thread in threads))

    def until(self, happened: Callable[[], bool]) -> None:
        """Wait for something; raises TimeoutError if it does not come."""
        for _turn in range(_PATIENCE):
            if happened():
                return
            settle(_PAUSE_MS)
        raise TimeoutError

    def room(self, key: str, kind: type[AnyRoom]) -> AnyRoom:
        """Go to a room, for tours that stand in files of their own."""
        return self._room(key, kind)

    def _room(self, key: str, kind: type[AnyRoom]) -> AnyRoom:
        """Go to a room."""
        workplace = self.session.workplace
        assert workplace is not None
        workplace.go(key)
        self.rest()
        workplace.toast.hide()
        room = workplace.rooms[key]
        assert isinstance(room, kind)
        return room
