"""What happens at the gate: a vault is made, joined with, opened or recovered, and its recovery code shown once."""

from __future__ import annotations

import tempfile
from collections.abc import Callable
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from PySide6.QtCore import QObject, Signal

from app.domain.registry import Registry
from app.i18n import _
from app.paths import Paths
from app.problems import Problem
from app.services import exchange, vaults
from app.services.exchange import Status
from app.services.job import Progress
from app.services.vaults import Environment
from ui.dialogs import Dialogs
from ui.frame.gate.gate import Gate
from ui.frame.gate.sample_page import SamplePage
from ui.frame.gate.wishes import JoinGroup, OpenVault, RecentVault, RecoverVault, StartGroup
from ui.jobs import VaultThread
from ui.keeper import Keeper, Vault
from ui.printer import print_code

SAMPLE_PREFIX = "switchboard-sample-"


@dataclass(frozen=True, slots=True)
class Opened:
    """An open vault, where it stands, and whether it is only there to look around."""

    vault: Vault
    status: Status
    folder: Path
    sample: bool = False
    code: str = ""


class Opening(QObject):
    """Does what the gate asks for, on the vault's thread, and tells when a vault is open."""

    opened = Signal(object)  # Opened

    def __init__(
        self,
        gate: Gate,
        thread: VaultThread,
        keeper: Keeper,
        environment: Environment,
        registry: Registry,
        dialogs: Dialogs,
    ) -> None:
        """Listen to the gate."""
        super().__init__(gate)
        self._gate, self._thread, self._keeper, self._dialogs = gate, thread, keeper, dialogs
        self._environment, self._registry = environment, registry
        self._waiting: Opened | None = None
        self._busy = False
        self.sample_page = SamplePage()
        gate.addWidget(self.sample_page)
        gate.start_group.connect(self._start)
        gate.join_group.connect(self._join)
        gate.open_vault.connect(self._open)
        gate.recover_vault.connect(self._recover)
        gate.look_around.connect(self._show_sample)
        gate.written_down.connect(self._on_written_down)
        gate.print_code.connect(self._print)
        self.sample_page.wanted.connect(self._look_around)
        self.sample_page.back_wanted.connect(self.welcome)

    def begin(self, folder: Path | None = None) -> None:
        """Ask for the passphrase of a vault, of the one used last if none is named; else show the choices."""
        recent = self.recent()
        self._gate.show_welcome(recent)
        chosen = folder or (recent[0].folder if recent else None)
        if chosen is not None:
            self._gate.show_unlock(chosen, chosen.name)

    def welcome(self) -> None:
        """Show the choices."""
        self._gate.show_welcome(self.recent())

    def recent(self) -> list[RecentVault]:
        """Give the vaults used lately. Only their folders are known: whose they are is nobody's business."""
        return [RecentVault(folder, folder.name) for folder in vaults.recent(self._environment)]

    def is_showing_code(self) -> bool:
        """Say whether a recovery code is in sight, which is shown this once."""
        return self._waiting is not None

    # What the gate asks for.

    def _start(self, wish: StartGroup) -> None:
        """Make the first vault of a group."""

        def make() -> Opened:
            vault, code = vaults.create_vault(
                wish.folder, wish.passphrase, wish.group, wish.me, self._registry, self._environment
            )
            return self._held(vault, wish.folder, code=code)

        self._ask(_("Making the vault…"), make)

    def _join(self, wish: JoinGroup) -> None:
        """Make an empty vault that waits to be admitted."""

        def make() -> Opened:
            vault, code = vaults.join_group(wish.folder, wish.passphrase, wish.me, self._registry, self._environment)
            return self._held(vault, wish.folder, code=code)

        self._ask(_("Making the vault…"), make)

    def _open(self, wish: OpenVault) -> None:
        """Open a vault with its passphrase."""

        def make() -> Opened:
            vault = vaults.open_vault(wish.folder, wish.passphrase, self._registry, self._environment)
            return self._held(vault, wish.folder)

        self._ask(_("Opening…"), make)

    def _recover(self, wish: RecoverVault) -> None:
        """Open a vault with its recovery code."""

        def make() -> Opened:
            vault = vaults.open_with_recovery_code(
                wish.folder, wish.code, wish.passphrase, self._registry, self._environment
            )
            return self._held(vault, wish.folder)

        self._ask(_("Opening…"), make)

    def _look_around(self) -> None:
        """Make a vault with sample data where temporary things are."""
        from app.services import sample

        folder = Path(tempfile.mkdtemp(prefix=SAMPLE_PREFIX))
        # A computer of its own, so that the list of vaults used lately does not name one that will be gone.
        environment = replace(self._environment, paths=Paths.under(folder))
        passphrase = environment.random(16).hex()

        def make() -> Opened:
            vault, _code = vaults.create_vault(
                folder / "vault", passphrase, _("Northside Mutual Aid"), _("You"), self._registry, environment
            )
            self._keeper.keep(vault)
            sample.fill(vault).run(Progress())
            return Opened(vault, exchange.status(vault), folder, sample=True)

        self._ask(_("Inventing people…"), make)

    # How it goes on.

    def _held(self, vault: Vault, folder: Path, *, code: str = "") -> Opened:
        """Hold a vault and see where it stands; on the vault's thread."""
        self._keeper.keep(vault)
        return Opened(vault, exchange.status(vault), folder, code=code)

    def _ask(self, busy: str, make: Callable[[], Opened]) -> None:
        """Let the page wait meanwhile, so that nothing is asked for twice."""
        if self._busy:
            return
        self._busy = True
        self._gate.set_busy(busy)
        self._thread.ask(make, self._on_made, self._on_problem, label=busy)

    def _on_made(self, opened: Opened) -> None:
        """Go in, or show the recovery code first."""
        self._busy = False
        self._gate.set_busy("")
        self._gate.forget()
        if opened.code:
            self._waiting = opened
            self._gate.show_code(opened.code.split())
        else:
            self.opened.emit(opened)

    def _on_problem(self, problem: Problem) -> None:
        """Say what went wrong on the page where it was wanted; what was typed stays."""
        self._busy = False
        self._gate.set_busy("")
        self._gate.show_problem(problem)

    def _on_written_down(self) -> None:
        """Go in."""
        opened, self._waiting = self._waiting, None
        if opened is not None:
            self.opened.emit(opened)

    def _print(self) -> None:
        """Print the recovery code; the words go to the printer and nowhere else."""
        words = self._gate.code_page.words()
        title = _("Recovery code")
        printer = self._dialogs.printer(self._gate, title)
        if printer is None:
            return
        sentences = [
            _("These words, in this order, open a vault of which the passphrase is forgotten."),
            _("Keep this paper where you keep a passport. Burn or shred it when the vault is gone."),
        ]
        try:
            print_code(printer, words, title, sentences)
        except Problem as problem:
            self._gate.show_problem(problem)

    def _show_sample(self) -> None:
        """Say what looking around means."""
        page: Any = self.sample_page
        self._gate.setCurrentWidget(page)
        page.start()
