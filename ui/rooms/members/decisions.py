"""What is decided in the room of trust: asked before where it matters, done on the vault's thread, told to all."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TypeVar

from PySide6.QtCore import QObject, Signal

from app.i18n import _
from app.problems import Problem
from app.services.members import consequences, quarantine, quorum, trust
from app.services.members.quorum import Proposal
from app.services.members.trust import MotionView
from app.services.records import records
from app.services.retention import disputed_erasures, erasing
from app.services.retention.disputed_erasures import Doubt
from app.services.retention.erasing import ErasurePlan
from app.services.vaults import pruning
from ui.frame.desk import Desk, Vault
from ui.rooms.members import words
from ui.rooms.members.confirm import ConfirmPage

T = TypeVar("T")


class Decisions(QObject):
    """Owns the page that stands before decisions, and knows what is to be read for each."""

    asked = Signal()  # the page wants to be shown
    over = Signal()  # it is done with
    refused = Signal()

    def __init__(self, desk: Desk) -> None:
        """Make the page."""
        super().__init__()
        self._desk = desk
        self.page = ConfirmPage()
        self.page.back_wanted.connect(self.over)

    # Laptops.

    def suspend(self, devices: list[str]) -> None:
        """Ask before laptops are suspended."""
        self._ask(
            lambda vault: trust.before_suspending(vault, devices),
            _("Suspend {names}?"),
            _("Suspend now"),
            lambda vault: trust.suspend(vault, devices),
            lambda _kinds: _("Suspended. Hand over bundles today, so that others hear of it."),
            about=devices,
        )

    def remove(self, devices: list[str]) -> None:
        """Ask before voting that laptops are removed."""
        self._ask(
            lambda vault: consequences.before_removing(vault, devices),
            _("Remove {names} for good?"),
            _("Vote to remove"),
            lambda vault: trust.remove(vault, devices),
            lambda removed: _("Removed.") if removed else _("Your vote is noted. One more admin has to agree."),
            about=devices,
        )

    def lift(self, suspension: str) -> None:
        """Ask before voting that a suspension is lifted."""
        self._ask(
            lambda vault: consequences.before_lifting(vault, suspension),
            _("Lift the suspension?"),
            _("Vote to lift it"),
            lambda vault: trust.lift(vault, suspension),
            lambda lifted: _("Lifted.") if lifted else _("Your vote is noted. One more admin has to agree."),
            harm=False,
        )

    def vote(self, motion: MotionView) -> None:
        """Vote for what another admin has proposed."""
        if motion.what == "remove":
            self.remove([motion.device])
            return
        role = words.role_name(motion.role)
        self._ask(
            lambda _vault: (
                _("{name} is an admin now and would be: {role}.").format(name=motion.name, role=role),
                _("With your vote it holds at once. To be made an admin again, one admin is enough."),
            ),
            _("Take the role of admin away from {name}?").format(name=motion.name),
            _("Vote for it"),
            lambda vault: trust.appoint(vault, [motion.device], motion.role),
            lambda given: _("Done.") if given else _("Your vote is noted. One more admin has to agree."),
        )

    def agree(self, proposal: Proposal) -> None:
        """Vote for trustees whom another admin has named."""
        self._ask(
            lambda _vault: (
                _("{needed} of the {count} together may lift suspensions, remove laptops and name admins.").format(
                    needed=proposal.needed, count=proposal.trustees
                ),
                _("Ask {names} who the trustees are before you agree. Cards of earlier trustees end.").format(
                    names=", ".join(proposal.by)
                ),
            ),
            _("Name these trustees?"),
            _("Vote for it"),
            lambda vault: quorum.agree(vault, proposal.proposal),
            lambda named: _("The trustees are named.") if named else _("Your vote is noted."),
            harm=False,
        )

    def give_role(self, devices: list[str], role: str) -> None:
        """Give a role at once: it is given back as easily, and what takes two votes only becomes a vote."""
        self.do(
            lambda vault: trust.appoint(vault, devices, role),
            lambda given: _("The role is given.") if given else _("Your vote is noted. One more admin has to agree."),
        )

    def retire(self, device: str, retired: bool) -> None:
        """Wait for a laptop no longer, or again."""
        words_of_it = _("Nobody waits for it any more.") if retired else _("It is waited for again.")
        self.do(lambda vault: trust.retire(vault, device, retired=retired), lambda _done: words_of_it)

    # Circles.

    def share(self, circle: str, devices: list[str], part: str) -> None:
        """Let somebody into a circle, or ask before they are taken out."""

        def verb(vault: Vault) -> None:
            trust.share(vault, circle, devices, part)

        if part != "none":
            self.do(verb, lambda _done: _("From the next bundle on, it holds for the others too."))
            return
        self._ask(
            lambda vault: consequences.before_taking_out(vault, circle, devices),
            _("Take {names} out of the circle?"),
            _("Take out"),
            verb,
            lambda _done: _("Taken out. New keys are used from the next bundle on."),
            about=devices,
        )

    # Quarantine.

    def take_over(self, segment: str, note: str) -> None:
        """Take a whole batch over."""
        self.do(lambda vault: quarantine.take_over(vault, [segment], note), lambda _kinds: _("Taken over."))

    def take_over_part(self, segment: str, indexes: list[int]) -> None:
        """Make chosen changes of a batch once more."""
        self._desk.ask(
            lambda vault: quarantine.take_over_part(vault, segment, indexes),
            lambda _kinds: self._told(_("Taken over as your own change."), undo=True),
        )

    def leave_out(self, segment: str, note: str) -> None:
        """Note that a batch was looked at and is left where it is."""
        self._desk.ask(
            lambda vault: quarantine.leave_out(vault, segment, note),
            lambda _changed: self._told(_("Left out. It counts for nobody and asks nobody any more."), undo=True),
        )

    def look_again(self, decision: str) -> None:
        """Let a batch that was left out be looked at again."""
        self._desk.ask(
            lambda vault: records.delete(vault, decision),
            lambda _changed: self._told(_("It is to be looked at again."), undo=True),
        )

    # Erasing and letting go.

    def erase(
        self, plans: Sequence[ErasurePlan], failed: Callable[[Problem], object], done: Callable[[], object]
    ) -> None:
        """Order what was planned."""

        def ordered(_orders: list[str]) -> None:
            self._told(_("Erased here. Hand over bundles, so that the others erase it too."))
            done()

        self._desk.run(lambda vault: erasing.erasing_all(vault, plans), ordered, failed=failed)

    def uphold(self, doubt: Doubt) -> None:
        """Ask before an order to erase is made one's own, whose author turned out to have been suspended."""
        self._ask(
            lambda _vault: disputed_erasures.before_upholding(doubt),
            _("Let this order to erase stand?"),
            _("Erase for good"),
            lambda vault: disputed_erasures.uphold(vault, doubt.order),
            lambda _changed: _("It is erased here, and goes out with your next bundles."),
        )

    def certify(self, circle: str) -> None:
        """Sign what is here now as a snapshot."""
        self._desk.run(
            lambda vault: pruning.certifying(vault, circle),
            lambda _done: self._told(_("Certified. It counts once everybody has it.")),
        )

    def prune(self) -> None:
        """Let go of what is older than a year and stands on every laptop."""

        def done(gone: int) -> None:
            words_of_it = _("Let go of {n} batches of old history.").format(n=f"{gone:n}")
            self._told(words_of_it if gone else _("There was nothing to let go of."))

        self._desk.run(pruning.pruning, done)

    # How it is done.

    def do(self, verb: Callable[[Vault], T], said: Callable[[T], str]) -> None:
        """Do something, and tell everybody."""

        def failed(problem: Problem) -> None:
            self._desk.problem.emit(problem)
            self.refused.emit()

        self._desk.ask(verb, lambda result: self._told(said(result)), failed=failed)

    def _ask(
        self,
        sentences: Callable[[Vault], tuple[str, ...]],
        title: str,
        button: str,
        verb: Callable[[Vault], T],
        said: Callable[[T], str],
        *,
        harm: bool = True,
        about: Sequence[str] = (),
    ) -> None:
        """Say what it means, and do it when that was read; the title names whose laptops it is about."""

        def done(result: T) -> None:
            self._told(said(result))
            self.over.emit()

        def then() -> None:
            self._desk.ask(verb, done, failed=self.page.show_problem)

        def question(vault: Vault) -> tuple[str, tuple[str, ...]]:
            return ", ".join(consequences.names_of(vault, about)), sentences(vault)

        def show(found: tuple[str, tuple[str, ...]]) -> None:
            self.page.ask(title.format(names=found[0]), found[1], button, then, harm=harm)
            self.asked.emit()

        self._desk.ask(question, show)

    def _told(self, said: str, *, undo: bool = False) -> None:
        """Say what happened."""
        if undo:
            self._desk.say(said, _("Undo"), self._desk.undo)
        else:
            self._desk.say(said)
