"""From an empty vault to a member of the group: the request, the answer, and the words compared in between."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from PySide6.QtCore import QObject, Signal
from PySide6.QtGui import QKeySequence, QShortcut

from app.i18n import _, ngettext
from app.problems import Problem, UserProblem
from app.services import files
from app.services.exchange import dropped, exchange, qr_pictures, qr_reading, receiving
from app.services.exchange.exchange import TakenBundle
from app.services.jobs import Job, Progress
from app.services.members import authors, members
from app.services.settings import group
from app.services.vaults.vaults import Environment
from ui.frame.gate.answer_page import AnswerPage
from ui.frame.gate.form_page import FormPage
from ui.frame.gate.gate import Gate
from ui.frame.gate.request_codes import RequestCodesPage
from ui.frame.gate.request_page import RequestPage
from ui.platform.dialogs import Dialogs
from ui.shell.opening import OpenedVault
from ui.widgets.card.times import when
from ui.work.jobs import VaultThread

REQUEST_SUFFIX = ".request"


class Joining(QObject):
    """Shows the two pages while a vault that belongs to no group yet is open."""

    joined = Signal(object)  # Opened
    lock_wanted = Signal()

    def __init__(self, gate: Gate, thread: VaultThread, environment: Environment, dialogs: Dialogs) -> None:
        """Add the pages to the gate."""
        super().__init__(gate)
        self._gate, self._thread, self._environment, self._dialogs = gate, thread, environment, dialogs
        self._opened: OpenedVault | None = None
        self._request = b""
        self._answer = b""
        self.request_page, self.answer_page = RequestPage(), AnswerPage()
        self.codes_page = RequestCodesPage()
        for page in (self.request_page, self.answer_page, self.codes_page):
            gate.addWidget(page)
            lock = QShortcut(QKeySequence("Ctrl+L"), page)
            lock.activated.connect(self.lock_wanted)
        self.request_page.lock_wanted.connect(self.lock_wanted)
        self.request_page.save_wanted.connect(self._save)
        self.request_page.codes_wanted.connect(self._show_codes)
        self.request_page.answer_wanted.connect(self._choose_answer)
        self.codes_page.back_wanted.connect(self._end_codes)
        self.answer_page.same.connect(self._take)
        self.answer_page.different.connect(self._refuse)

    def is_open(self) -> bool:
        """Say whether a vault waits here."""
        return self._opened is not None

    def begin(self, opened: OpenedVault) -> None:
        """Show the request of a vault."""
        self._opened = opened
        self._thread.ask(lambda: members.make_request(opened.vault), self._on_request, self._on_problem)
        self._show(self.request_page)

    def end(self) -> None:
        """Forget everything, because the vault is being locked or has joined."""
        self._opened, self._request, self._answer = None, b"", b""
        self.request_page.forget()
        self.answer_page.forget()
        self.codes_page.forget()

    def open_answer(self, path: Path) -> None:
        """Look into the file that came back, or into a folder for the one in it that is for this laptop."""
        self.open_answers([path])

    def open_answers(self, paths: Sequence[Path]) -> None:
        """Give the same for what was dropped: one file, a folder, or pictures of the codes that hold the answer."""
        opened = self._opened
        if opened is None:
            return
        self._show(self.request_page)
        self.request_page.banner.dismiss()
        self.request_page.set_busy(_("Looking into the answer…"))

        def look(progress: Progress) -> tuple[bytes, TakenBundle]:
            if len(paths) == 1 and paths[0].is_dir():
                return receiving.find_answer(opened.vault, paths[0]).run(progress)
            data = _answer_in(paths, progress)
            return data, exchange.look_into(opened.vault, data).run(progress)

        self._thread.run(Job(_("Look into the answer"), look), self._on_answer, self._on_problem)

    # The request.

    def _on_request(self, made: tuple[bytes, str]) -> None:
        """Show the words."""
        self._request, code = made
        self.request_page.show_code(code)

    def _save(self) -> None:
        """Save the request under a name that says nothing."""
        name = self._environment.random(6).hex() + REQUEST_SUFFIX
        kinds = _("Join requests (*{suffix})").format(suffix=REQUEST_SUFFIX)
        path = self._dialogs.save_file(self.request_page, _("Save the request"), name, kinds)
        if path is not None:
            data = self._request
            self._thread.ask(
                lambda: files.write(path, data), lambda _done: self.request_page.say_saved(path.name), self._on_problem
            )

    def _show_codes(self) -> None:
        """Show the request as codes, for the admin's laptop to read."""
        self.codes_page.show_codes(qr_pictures.codes_of(self._request, self._environment.random))
        self._show(self.codes_page)

    def _end_codes(self) -> None:
        """Go back to the request."""
        self.codes_page.forget()
        self._show(self.request_page)

    # The answer.

    def _choose_answer(self) -> None:
        """Ask for the file that came back."""
        kinds = ";;".join([_("Bundles (*.age)"), _("All files (*)")])
        path = self._dialogs.open_file(self.request_page, _("Open the answer"), kinds)
        if path is not None:
            self.open_answer(path)

    def _on_answer(self, looked: tuple[bytes, TakenBundle]) -> None:
        """Let the words be compared before anything is kept."""
        self._answer, taken = looked
        self.request_page.set_busy("")
        self.answer_page.show_answer(taken.sender, when(taken.made_at, self._environment.here()), taken.group_code)
        self._show(self.answer_page)

    def _take(self) -> None:
        """Join: take the answer in."""
        opened, data = self._opened, self._answer
        if opened is None:
            return
        self.answer_page.set_busy(_("Joining…"))

        def take(progress: Progress) -> OpenedVault:
            exchange.take(opened.vault, data).run(progress)
            vault, folder = opened.vault, opened.folder
            agreed, me = group.almanac(vault), authors.myself(vault)
            return OpenedVault(vault, exchange.status(vault), folder, almanac=agreed, me=me)

        self._thread.run(Job(_("Join the group"), take), self._on_joined, self._on_problem)

    def _on_joined(self, opened: OpenedVault) -> None:
        """Go in."""
        self.answer_page.set_busy("")
        self.end()
        self.joined.emit(opened)

    def _refuse(self) -> None:
        """Throw the answer away."""
        self._answer = b""
        self.answer_page.forget()
        self._show(self.request_page)
        self.request_page.show_problem(
            UserProblem(
                _("The words were different, so the answer was not let in."),
                kept=_("Nothing on this laptop was changed."),
                do=_(
                    "Get the answer once more, from hand to hand. If the words differ again, somebody swaps the files."
                ),
            )
        )

    # Both.

    def _on_problem(self, problem: Problem) -> None:
        """Say it on the page in sight."""
        self._gate.show_problem(problem)

    def _show(self, page: FormPage) -> None:
        """Show one of the two pages."""
        self._gate.setCurrentWidget(page)
        page.start()


def _answer_in(paths: Sequence[Path], progress: Progress) -> bytes:
    """Read an answer, and say it plainly if somebody took the request for it."""
    sorts = {dropped.sort_of(path) for path in paths}
    if sorts == {dropped.PICTURE}:
        return _answer_in_codes(paths, progress)
    if len(paths) > 1:
        raise UserProblem(
            ngettext("This is {n} file.", "These are {n} files.", len(paths)).format(n=len(paths)),
            kept=_("Nothing on this laptop was changed."),
            do=_("Drop the answer alone, or all pictures of its codes together."),
        )
    if sorts == {files.REQUEST}:
        raise UserProblem(
            _("This is a request, perhaps your own, and not the answer to it."),
            kept=_("Nothing on this laptop was changed."),
            do=_("Hand it to an admin; the answer is a file that they make from it."),
        )
    return files.read(paths[0], progress)


def _answer_in_codes(paths: Sequence[Path], progress: Progress) -> bytes:
    """Read an answer from pictures of its codes, and say which are missing."""
    found = qr_reading.read_pictures(paths).run(progress)
    if len(found.wholes) == 1:
        return found.wholes[0]
    numbers = ", ".join(map(str, found.missing))
    raise UserProblem(
        _("Codes are missing: {numbers}.").format(numbers=numbers)
        if numbers
        else _("These pictures do not hold the codes of one answer."),
        kept=_("Nothing on this laptop was changed."),
        do=_("Drop the pictures of all its codes together."),
    )
