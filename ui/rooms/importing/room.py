"""Import: lists and address books, looked at before they are taken in."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path

from PySide6.QtWidgets import QStackedWidget, QWidget

from app.i18n import N_, _
from app.problems import NotFound, Problem
from app.records.changes import Changed
from app.services import files
from app.services.jobs import Job
from app.services.members import circles
from app.services.records import records
from app.services.tables import importing
from app.services.tables.importing import How, Imported, ImportPlan, ListPlanner, Table
from ui.frame.command import Command
from ui.frame.desk import Desk, Vault
from ui.frame.file_room import FileRoom
from ui.platform.dialogs import Dialogs
from ui.rooms.importing import SIGN
from ui.rooms.importing.pages import DonePage, FirstPage
from ui.rooms.importing.plan_page import PlanPage
from ui.widgets.task_page import TaskPage
from ui.work.jobs import RunningJob

LISTS = N_("Lists (*.csv *.tsv *.xlsx *.vcf *.txt)")
CSV = N_("Tables (*.csv)")
ALL_FILES = N_("All files (*)")
PEOPLE = "person"
_NOT_LISTS = frozenset({"waiver", "retention_hold"})


class ImportRoom(FileRoom):
    """Three pages: which list, what it would do, what became of it."""

    key, title, icon, shows, takes = SIGN

    def __init__(self, desk: Desk, dialogs: Dialogs) -> None:
        """Take the desk, and the system's dialogs."""
        self._dialogs = dialogs
        self._file = Path()
        self._planner: ListPlanner | None = None
        self._plan: ImportPlan | None = None
        self._imported: Imported | None = None
        self._looking: RunningJob | None = None
        self._running: RunningJob | None = None
        super().__init__(desk)

    def build(self) -> None:
        """Put the pages into one place."""
        kinds = [kind for kind in self.desk.registry if kind.name not in _NOT_LISTS]
        self.first = FirstPage(sorted(kinds, key=lambda kind: kind.name != PEOPLE))
        self.plan_page = PlanPage()
        self.done_page = DonePage()
        self.stack = QStackedWidget(self)
        for page in (self.first, self.plan_page, self.done_page):
            self.stack.addWidget(page)
        self.page.addWidget(self.stack)
        self.first.choose_wanted.connect(self.choose)
        self.plan_page.plan_wanted.connect(self._plan_anew)
        self.plan_page.look_wanted.connect(lambda: self.look(self._file, self.plan_page.choices.how()))
        self.plan_page.import_wanted.connect(self._import)
        self.plan_page.stop_wanted.connect(self._stop)
        self.plan_page.back_wanted.connect(self.begin)
        self.done_page.back_wanted.connect(self.begin)
        self.done_page.again_wanted.connect(self.choose)
        self.done_page.show_wanted.connect(self._show_them)
        self.done_page.bad_wanted.connect(self._save_bad)

    # What the frame calls.

    def start(self) -> None:
        """Put the keyboard where work begins."""
        page = self.stack.currentWidget()
        if isinstance(page, FirstPage | TaskPage):
            page.start()

    def new(self) -> bool:
        """Choose a list."""
        self.choose()
        return True

    def commands(self) -> Sequence[Command]:
        """Give what is done here."""
        return [
            Command(_("Choose a list to import"), self.choose, "open", ("O",), _(self.title), _("csv xlsx vcf file"))
        ]

    def take_file(self, path: Path, sort: str) -> None:
        """Look at a list that was dropped."""
        self.look(path)

    # Looking.

    def begin(self) -> None:
        """Go back to the first page and forget the list."""
        self._stop_looking()
        self._planner, self._plan = None, None
        self._show(self.first)

    def choose(self) -> None:
        """Ask for a file."""
        path = self._dialogs.open_file(self, _("Choose a list"), f"{_(LISTS)};;{_(ALL_FILES)}")
        if path is not None:
            self.look(path)

    def look(self, path: Path, how: How = importing.AS_IT_IS) -> None:
        """Look at a list without taking it in; ``how`` is what a person chose about its reading."""
        self._stop_looking()
        self._file = path
        kind = PEOPLE if path.suffix.lower() in {".vcf", ".vcard"} else self.first.chosen_kind()

        failed = self.plan_page.show_problem if how is not importing.AS_IT_IS else None
        self._looking = self.desk.run(
            lambda vault: importing.looking(vault, kind, path, how), self._on_looked, failed=failed
        )

    def _on_looked(self, looked: tuple[Table, Mapping[str, str]]) -> None:
        """Show the columns, and find out what the list would do."""
        table, offered = looked
        self._planner = ListPlanner(table)
        self.plan_page.show_table(table, self.desk.registry[table.kind], offered, self._file)
        self._show(self.plan_page)
        self.desk.ask(circles.choices, self.plan_page.offer_circles, key=(self, "circles"))
        self._plan_anew({})

    def _plan_anew(self, corrections: Mapping[str, str]) -> None:
        """Find out what the list would do with these corrections."""
        planner = self._planner
        if planner is None:
            return
        self._stop_looking()
        how = self.plan_page.choices.how()
        self._looking = self.desk.run(
            lambda vault: importing.planning(vault, planner, corrections, how),
            self._on_planned,
            failed=self.plan_page.show_problem,
            cancelled=lambda: None,
        )

    def _on_planned(self, plan: ImportPlan) -> None:
        """Show it."""
        self._plan = plan
        self.plan_page.show_plan(plan)

    # Importing.

    def _import(self, skip: bool) -> None:
        """Take the list in, as one action."""
        plan = self._plan
        if plan is None:
            return

        choice = self.plan_page.choice()

        def work(vault: Vault) -> Job[Imported]:
            # That nothing is left to import is found out when the job is made, which is to happen on its thread.
            return Job(_("Import"), lambda progress: importing.run(vault, plan, skip, choice=choice).run(progress))

        self._running = self.desk.run(
            work,
            lambda imported: self._on_imported(imported, skip=skip),
            failed=self.plan_page.show_problem,
            cancelled=self._on_stopped,
        )

    def _on_imported(self, imported: Imported, *, skip: bool) -> None:
        """Say what was done."""
        self._running, self._imported = None, imported
        self.plan_page.set_running(False)
        self.desk.said.emit(imported.changed.label, _("Undo"), self.desk.undo)
        assert self._plan is not None
        self.done_page.show_result(imported, self.desk.registry[self._plan.kind], duplicates=skip)
        self._show(self.done_page)

    def _stop(self) -> None:
        """Stop; nothing of it is kept then."""
        if self._running is not None:
            self._running.cancel()

    def _on_stopped(self) -> None:
        """Say that nothing was written."""
        self._running = None
        self.plan_page.set_running(False)
        self.desk.say(_("Stopped. Nothing was imported."))

    # Afterwards.

    def _on_changed(self, changed: Changed) -> None:
        """Go back to the beginning if what was imported has been undone."""
        imported = self._imported
        if imported is None or not imported.changed.added or self.stack.currentWidget() is not self.done_page:
            return
        first = imported.changed.added[0]

        def gone(problem: Problem) -> None:
            if isinstance(problem, NotFound):
                self._imported = None
                self.begin()

        self.desk.ask(lambda vault: records.get(vault, first), lambda _card: None, failed=gone, key=(self, "there"))

    def _show_them(self) -> None:
        """Show the first of what was imported, in the room that shows such records."""
        imported, plan = self._imported, self._plan
        if imported is not None and plan is not None and imported.changed.added:
            self.desk.open(plan.kind, imported.changed.added[0])

    def _save_bad(self) -> None:
        """Save the rows that could not be read, beside the list they come from."""
        plan = self._plan
        if plan is None:
            return
        name = f"{self._file.stem}-{_('unread')}.csv"
        path = self._dialogs.save_file(self, _("Save the unread rows"), name, _(CSV), folder=self._file.parent)
        if path is not None:
            self.desk.ask(
                lambda _vault: files.write(path, importing.bad_rows_file(plan)),
                lambda _done: self.done_page.say_saved(path.name),
                failed=self._not_saved,
            )

    def _not_saved(self, problem: Problem) -> None:
        """Say why not."""
        self.done_page.show_problem(problem)

    def _stop_looking(self) -> None:
        """Stop a dry run that is out of date."""
        if self._looking is not None:
            self._looking.cancel()
            self._looking = None

    def _show(self, page: QWidget) -> None:
        """Show a page and put the keyboard on it."""
        self.stack.setCurrentWidget(page)
        if self.isVisible():
            self.start()
