"""What happens at the gate: a vault is made, joined with, opened or recovered, and its recovery code shown once."""

from __future__ import annotations

import shutil
import tempfile
from collections.abc import Callable
from dataclasses import dataclass, replace
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QObject, Signal

from app.i18n import _
from app.paths import Paths
from app.problems import Problem
from app.services.jobs import Progress
from app.services.vaults.recent import recent
from ui.frame.gate.gate import Gate
from ui.frame.gate.wishes import JoinGroup, OpenVault, RecentVault, RecoverVault, ShareTyped, StartGroup
from ui.platform.dialogs import Dialogs
from ui.platform.typesetting import Press
from ui.shell.keeper import Keeper
from ui.work.jobs import VaultThread

if TYPE_CHECKING:
    from app.records.almanac import Almanac
    from app.records.registry import Registry
    from app.services.exchange.exchange import Status
    from app.services.members.authors import Myself
    from app.services.open_vault import Vault
    from app.services.vaults.vaults import Environment
    from ui.frame.gate.sample_page import SamplePage

SAMPLE_PREFIX = "switchboard-sample-"


@dataclass(frozen=True, slots=True)
class OpenedVault:
    """An open vault, where it stands, and whether it is only there to look around."""

    vault: Vault
    status: Status
    folder: Path
    sample: bool = False
    almanac: Almanac | None = None
    me: Myself | None = None
    code: str = ""


class VaultOpening(QObject):
    """Does what the gate asks for, on the vault's thread, and tells when a vault is open."""

    wanted = Signal()  # somebody waits for a vault
    opened = Signal(object)  # Opened

    def __init__(
        self,
        gate: Gate,
        thread: VaultThread,
        keeper: Keeper,
        environment: Environment,
        registry: Callable[[], Registry],
        dialogs: Dialogs,
        press: Press,
    ) -> None:
        """Listen to the gate; `registry` gives what a vault is made or opened with, when that is wanted."""
        super().__init__(gate)
        self._gate, self._thread, self._keeper, self._dialogs = gate, thread, keeper, dialogs
        self._environment, self._registry, self._press = environment, registry, press
        self._waiting: OpenedVault | None = None
        self._codes: dict[Path, str] = {}  # put away before they were written down, for as long as the program runs
        self._busy = self._discreet = False
        gate.start_group.connect(self._start)
        gate.join_group.connect(self._join)
        gate.open_vault.connect(self._open)
        gate.open_with_keystore.connect(self._open_with_keystore)
        gate.recover_vault.connect(self._recover)
        gate.share_typed.connect(self._look_at_share)
        gate.unlock_shown.connect(self._look_for_keystore)
        gate.look_around.connect(self._show_sample)
        gate.written_down.connect(self._on_written_down)
        gate.print_code.connect(self._print)

    @cached_property
    def sample_page(self) -> SamplePage:
        """Give the page that says what looking around means."""
        from ui.frame.gate.sample_page import SamplePage

        page = SamplePage()
        self._gate.addWidget(page)
        page.wanted.connect(self._look_around)
        page.back_wanted.connect(self.welcome)
        return page

    def begin(self, folder: Path | None = None) -> None:
        """Ask for the passphrase of a vault, of the one used last if none is named; else show the choices."""
        recent = self.recent()
        chosen = folder or (recent[0].folder if recent else None)
        if chosen is None:
            self._gate.show_welcome(recent)
        else:
            self._gate.know(recent)
            self._gate.show_unlock(chosen, chosen.name)

    def welcome(self) -> None:
        """Show the choices."""
        self._gate.show_welcome(self.recent())

    def recent(self) -> list[RecentVault]:
        """Give the vaults used lately. Only their folders are known: whose they are is nobody's business."""
        return [RecentVault(folder, folder.name) for folder in recent(self._environment)]

    def is_showing_code(self) -> bool:
        """Say whether a recovery code is in sight, which is shown this once."""
        return self._waiting is not None

    def is_idle(self) -> bool:
        """Say whether nobody waits for a vault."""
        return not self._busy

    def put_away(self) -> bool:
        """Lock a vault whose recovery code is in sight, or on its way there; the code is shown after the passphrase.

        False if there is none, now or soon.
        """
        self._discreet = self._busy
        waiting, self._waiting = self._waiting, None
        if waiting is not None:
            self._lock(waiting)
        return waiting is not None or self._busy

    # What the gate asks for.

    def _start(self, wish: StartGroup) -> None:
        """Make the first vault of a group."""

        def make() -> OpenedVault:
            from app.services.vaults import vaults

            vault, code = vaults.create_vault(
                wish.folder, wish.passphrase, wish.group, wish.me, self._registry(), self._environment
            )
            return self._held(vault, wish.folder, code=code)

        self._ask(_("Making the vault…"), make)

    def _join(self, wish: JoinGroup) -> None:
        """Make an empty vault that waits to be admitted."""

        def make() -> OpenedVault:
            from app.services.vaults import vaults

            vault, code = vaults.join_group(wish.folder, wish.passphrase, wish.me, self._registry(), self._environment)
            return self._held(vault, wish.folder, code=code)

        self._ask(_("Making the vault…"), make)

    def _open(self, wish: OpenVault) -> None:
        """Open a vault with its passphrase; show the new recovery code if a change of its key was interrupted."""

        def make() -> OpenedVault:
            from app.services.vaults import vaults

            codes: list[str] = []
            vault = vaults.open_vault(wish.folder, wish.passphrase, self._registry(), self._environment, codes.append)
            return self._held(vault, wish.folder, code="".join(codes))

        self._ask(_("Opening…"), make)

    def _open_with_keystore(self, folder: Path) -> None:
        """Open a vault with what this computer's keystore keeps."""

        def make() -> OpenedVault:
            from app.services.vaults import vaults

            return self._held(vaults.open_with_keystore(folder, self._registry(), self._environment), folder)

        self._ask(_("Opening…"), make)

    def _look_for_keystore(self, folder: Path) -> None:
        """Offer the keystore, if it opens the vault whose passphrase is asked for."""
        page = self._gate.unlock_page

        def show(offered: bool) -> None:
            page.offer_keystore(offered=offered and page.folder() == folder)

        def look() -> bool:
            from app.services.vaults import vaults

            return vaults.offers_keystore(folder, self._environment)

        self._thread.ask(look, show, key=(self, "keystore"))

    def _recover(self, wish: RecoverVault) -> None:
        """Open a vault with its recovery code, or with shares."""

        def make() -> OpenedVault:
            from app.services.vaults import vaults

            codes: list[str] = []
            where = (wish.passphrase, self._registry(), self._environment, codes.append)
            if wish.shares:
                vault = vaults.open_with_shares(wish.folder, wish.shares, *where)
            else:
                vault = vaults.open_with_recovery_code(wish.folder, wish.code, *where)
            return self._held(vault, wish.folder, code="".join(codes))

        self._ask(_("Opening…"), make)

    def _look_at_share(self, typed: ShareTyped) -> None:
        """Say at once whether a share is right."""
        page = self._gate.recover_page

        def look() -> tuple[int, int]:
            from app.services.vaults import vaults

            return vaults.check_share(typed.folder, typed.words), vaults.shares_needed(typed.folder)

        self._thread.ask(look, lambda found: page.take_share(typed, *found), page.refuse_share)

    def _look_around(self) -> None:
        """Make a vault with sample data where temporary things are."""
        folder = Path(tempfile.mkdtemp(prefix=SAMPLE_PREFIX))
        # A computer of its own, so that the list of vaults used lately does not name one that will be gone.
        environment = replace(self._environment, paths=Paths.under(folder))
        passphrase = environment.random(16).hex()

        def make() -> OpenedVault:
            from app.records.almanac import Almanac
            from app.services.demo import sample
            from app.services.vaults import vaults

            clock = sample.SetBackClock(environment.now)
            there = replace(environment, now=clock)
            vault, _code = vaults.create_vault(
                folder / "vault", passphrase, _("Northside Mutual Aid"), _("You"), self._registry(), there
            )
            self._keeper.keep(vault)
            sample.fill(vault, today=Almanac(environment.now).today()).run(Progress())
            clock.catch_up()
            return replace(_seen(vault, folder), sample=True, me=None)

        self._ask(_("Inventing people…"), make)

    # How it goes on.

    def _held(self, vault: Vault, folder: Path, *, code: str = "") -> OpenedVault:
        """Hold a vault and see where it stands; on the vault's thread."""
        self._keeper.keep(vault)
        return replace(_seen(vault, folder), code=code)

    def _ask(self, busy: str, make: Callable[[], OpenedVault]) -> None:
        """Let the page wait meanwhile, so that nothing is asked for twice."""
        if self._busy:
            return
        self._busy = True
        self.wanted.emit()
        self._gate.set_busy(busy)
        self._thread.ask(make, self._on_made, self._on_problem, label=busy)

    def _on_made(self, opened: OpenedVault) -> None:
        """Go in, or show the recovery code first."""
        self._busy = False
        self._gate.set_busy("")
        self._gate.forget()
        if self._discreet:
            self._discreet = False
            self._lock(opened)
            return
        code = opened.code or self._codes.pop(opened.folder, "")
        if code:
            self._waiting = replace(opened, code=code)
            self._gate.show_code(code.split())
        else:
            self.opened.emit(opened)

    def _lock(self, opened: OpenedVault) -> None:
        """Close a vault again that nobody has gone into, and ask for its passphrase."""
        if opened.code:
            self._codes[opened.folder] = opened.code
        self._gate.forget()
        if opened.sample:
            self.welcome()
        else:
            self._gate.show_unlock(opened.folder, opened.folder.name)

        def close() -> None:
            self._keeper.close()
            if opened.sample:
                shutil.rmtree(opened.folder, ignore_errors=True)

        self._thread.ask(close, failed=self._gate.show_problem)

    def _on_problem(self, problem: Problem) -> None:
        """Say what went wrong on the page where it was wanted; what was typed stays."""
        self._busy = self._discreet = False
        self._gate.set_busy("")
        self._gate.show_problem(problem)

    def _on_written_down(self) -> None:
        """Go in."""
        opened, self._waiting = self._waiting, None
        if opened is not None:
            self.opened.emit(opened)

    def _print(self) -> None:
        """Print the recovery code; the words go to the printer and nowhere else."""
        from app.services.vaults import recovery_sheets

        sheet = recovery_sheets.code_sheet(" ".join(self._gate.code_page.words()), self._environment.here())
        printer = self._dialogs.printer(self._gate, sheet.title)
        if printer is not None:
            self._press.print(sheet, printer, lambda _count: None, self._gate.show_problem)

    def _show_sample(self) -> None:
        """Say what looking around means."""
        page: Any = self.sample_page
        self._gate.setCurrentWidget(page)
        page.start()


def _seen(vault: Vault, folder: Path) -> OpenedVault:
    """See where a vault stands, in which zone its group lives, and who works here; on the vault's thread."""
    from app.services.exchange import exchange
    from app.services.members import authors
    from app.services.settings import group

    return OpenedVault(vault, exchange.status(vault), folder, almanac=group.almanac(vault), me=authors.myself(vault))
