"""What stands between the vault and the pages that only look: the field of play, and what goes to a partner."""

from __future__ import annotations

from collections.abc import Sequence

from app.capabilities.projects.field import project_rows
from app.capabilities.switchboard import field_board, partner_file
from app.capabilities.switchboard.board import SwitchboardLook
from app.capabilities.switchboard.field_board import FieldCell
from app.i18n import _
from app.records.almanac import seen_from
from app.services import files
from app.services.agenda import today
from ui.frame.desk import Desk
from ui.platform.dialogs import Dialogs
from ui.rooms.switchboard.field_page import FieldPage
from ui.rooms.switchboard.pairs_desk import Look
from ui.rooms.switchboard.partner_page import PartnerPage
from ui.work.jobs import VaultThread


class FieldDesk:
    """Fills the field of play; what takes seconds of a large one runs beside the vault's thread."""

    def __init__(self, desk: Desk, solver: VaultThread, look: Look, page: FieldPage) -> None:
        """Listen to the page."""
        self._desk, self._solver, self._look, self._page = desk, solver, look, page
        page.cell_chosen.connect(self._ask_as_of)

    def ask(self, found: SwitchboardLook) -> None:
        """Ask for all that the page shows."""
        desk, page, day = self._desk, self._page, self._desk.today()
        desk.ask(lambda vault: project_rows(vault, day), page.show_projects, key=(page, "projects"))
        # It reads no vault, and of 20,000 listings takes seconds: nobody else waits for it.
        self._solver.ask(lambda: field_board.field_of_play(found, day), page.show_field, desk.problem.emit, key=page)
        desk.ask(lambda vault: today.field_figures(vault, day), page.show_figures, key=page.figures)

    def _ask_as_of(self, cell: FieldCell) -> None:
        """Ask on whose word a figure rests."""
        desk, page = self._desk, self._page
        rows, now, found = (*cell.needs, *cell.offers), desk.now(), self._look()
        if found is None:
            return

        def show(said: Sequence[tuple[str, object]]) -> None:
            page.show_as_of(cell, [(name, seen_from(at, now)) for name, at in said])  # type: ignore[arg-type]

        desk.ask(
            lambda _vault: field_board.rows_of(found, cell), lambda lines: page.show_rows(cell, *lines), key=page.table
        )
        desk.ask(lambda vault: field_board.said_by(vault, rows), show, key=page.as_of)


class PartnerDesk:
    """Shows what would go to a partner, and saves what was looked at."""

    def __init__(self, desk: Desk, dialogs: Dialogs, look: Look, page: PartnerPage) -> None:
        """Listen to the page."""
        self._desk, self._dialogs, self._look, self._page = desk, dialogs, look, page
        page.chosen.connect(self._ask)
        page.saved.connect(self._save)

    def _ask(self, partner: str) -> None:
        """Ask what would go to a partner."""
        found, day = self._look(), self._desk.today()
        if found is not None and partner:
            self._desk.ask(
                lambda _vault: partner_file.preview(partner_file.rows_for(found.field, partner, day)),
                self._page.show_rows,
                key=self._page,
            )

    def _save(self, partner: str) -> None:
        """Save what was looked at where the person says."""
        found, day = self._look(), self._desk.today()
        path = self._dialogs.save_file(self._page, _("Save the file"), _("for a partner.csv"), _("Tables (*.csv)"))
        if found is None or path is None:
            return
        self._desk.ask(
            lambda _vault: files.write(path, partner_file.file_of(partner_file.rows_for(found.field, partner, day))),
            lambda _done: self._desk.say(_("Saved as {name}.").format(name=path.name)),
        )
