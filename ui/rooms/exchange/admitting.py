"""Somebody new let in: the request read, the admission signed, the answer saved."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from PySide6.QtCore import QObject, Signal

from app.i18n import _
from app.services import files
from app.services.exchange import exchange, qr_pictures
from app.services.exchange.exchange import Made, Status
from app.services.jobs import Job, Progress
from app.services.members import laptops, members
from app.services.members.members import ReadRequest
from ui.frame.desk import Desk, Vault
from ui.platform.dialogs import Dialogs
from ui.rooms.exchange.admit import ADMIN, AdmitPage
from ui.rooms.exchange.kinds import BUNDLES, REQUESTS, kinds


class Admitting(QObject):
    """Does what the page for newcomers asks for."""

    over = Signal()
    codes_wanted = Signal(object, str, str)  # Codes, the title above them, for whom

    def __init__(self, desk: Desk, dialogs: Dialogs) -> None:
        """Make the page."""
        super().__init__()
        self._desk, self._dialogs = desk, dialogs
        self._device = ""
        self.page = AdmitPage()
        self.page.choose_wanted.connect(self._choose)
        self.page.admit_wanted.connect(self._admit)
        self.page.save_wanted.connect(lambda: self._make_answer(self._save))
        self.page.codes_wanted.connect(lambda: self._make_answer(self._show_codes))
        self.page.back_wanted.connect(self.over)
        self.page.done_wanted.connect(self._finish)

    def begin(self) -> None:
        """Start over, unless somebody was admitted whose answer may not be handed over yet."""
        if not self.page.is_waiting_for_answer():
            self.page.reset()

    def show_status(self, status: Status) -> None:
        """Say at once who can do this."""
        admins = [peer.name for peer in status.peers if peer.role == ADMIN]
        self.page.allow(admins, admin=status.role == ADMIN)
        self._desk.ask(laptops.owners, self.page.show_owners, key=(self, "owners"))

    def read(self, source: Path | bytes) -> None:
        """Read a request, from a file or as it came by codes."""

        def read(progress: Progress) -> ReadRequest:
            data = source if isinstance(source, bytes) else files.read(source, progress, most=files.MIB)
            return members.read_request(data)

        job = Job(_("Read the request"), read)
        self._desk.run(lambda _vault: job, self.page.show_request, failed=self.page.show_problem)

    def _choose(self) -> None:
        """Ask for a request."""
        path = self._dialogs.open_file(self.page, _("Open a join request"), kinds(REQUESTS))
        if path is not None:
            self.read(path)

    def _admit(self, request: ReadRequest, role: str, laptop_of: str) -> None:
        """Admit somebody, and learn which laptop is theirs."""

        def verb(vault: Vault) -> tuple[str, str]:
            before = {member.device for member in members.members(vault)}
            code = members.admit(vault, request, request.code, role, laptop_of)
            new = [member.device for member in members.members(vault) if member.device not in before]
            return code, new[0]

        def done(admitted: tuple[str, str]) -> None:
            code, self._device = admitted
            self.page.show_admitted(request.name, code)

        self._desk.ask(verb, done, failed=self.page.show_problem)

    def _make_answer(self, then: Callable[[Made], None]) -> None:
        """Make the bundle that lets the newcomer in."""
        device = self._device
        self.page.set_busy(True)
        self._desk.run(
            lambda vault: exchange.make_bundle(vault, [device]),
            then,
            failed=self.page.show_problem,
            cancelled=lambda: self.page.set_busy(False),
        )

    def _show_codes(self, made: Made) -> None:
        """Show the answer as codes, if it is small enough."""
        self.page.set_busy(False)
        self._desk.ask(
            lambda vault: qr_pictures.codes_for(vault, made.data),
            lambda codes: self.codes_wanted.emit(codes, _("The answer as codes"), ", ".join(made.recipients)),
            failed=self.page.show_problem,
        )

    def _save(self, made: Made) -> None:
        """Put the answer where the person says."""
        path = self._dialogs.save_file(self.page, _("Save the answer"), made.name, _(BUNDLES))
        self.page.set_busy(False)
        if path is not None:
            self._desk.ask(
                lambda _vault: files.write(path, made.data),
                lambda _done: self.page.show_saved(path),
                failed=self.page.show_problem,
            )

    def _finish(self) -> None:
        """Give the answer is handed over."""
        self.page.reset()
        self.over.emit()
