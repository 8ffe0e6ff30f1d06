"""What becomes of disks: cloned, a vault's folder copied, an older copy put back. Clocks have no say in it."""

from __future__ import annotations

from sync.primitives.errors import NotForThisDevice, SyncError, UnknownDevice
from sync.replica import acknowledgements, copies
from tests.sync.post import Post
from tests.sync.world import YEAR, Laptop, copied

ERRORS = (0, -1000, 3_600_000, -100 * YEAR, 100 * YEAR)
MOST = 8
BACKUPS = 6
ROUNDS = 4
"""In so many rounds of bundles all have heard of every copy, have told so, and got what the least of them lacked."""


class Disks(Post):
    """The post of a group in which vaults are set back or exist twice: `shaken` are the devices of these."""

    def __init__(self) -> None:
        super().__init__()
        self.backups: list[Laptop] = []
        self.shaken: set[bytes] = set()
        self.pruned: set[bytes] = set()
        self.torn: set[bytes] = set()

    def set_clock(self, who: int, which: int) -> None:
        self.one(who).error = ERRORS[which % len(ERRORS)]

    def back_up(self, who: int) -> None:
        laptop = self.one(who)
        if laptop.replica.me is not None:
            self.backups = [*self.backups[1 - BACKUPS :], laptop.clone("backup")]

    def copy(self, who: int, which: int) -> None:
        """Give the whole disk a second time, or the vault's folder on another computer, which notices."""
        laptop, noticed = self.one(who), which % 2 == 0
        if laptop.replica.me is not None and len(self.all) < MOST and self._may_fork(noticed):
            other = laptop.clone(f"{laptop} {len(self.all)}")
            self.honest.append(other)
            self._goes_on(other, noticed)

    def set_back(self, who: int, which: int) -> None:
        """Give the disk as it was; if the computer remembers more than the vault does, it is noticed at the opening."""
        laptop, noticed = self.one(who), which % 2 == 0
        mine = [each for each in self.backups if each.replica.device == laptop.replica.device]
        if mine and self._may_fork(noticed):
            self.seal(laptop)
            laptop.store = copied(mine[which // 2 % len(mine)].store)
            self._goes_on(laptop, noticed)

    def _may_fork(self, noticed: bool) -> bool:
        """Unnoticed, it goes on in its old logs: below what has been let go of, nobody can judge that."""
        if not noticed and self.pruned:
            return False
        self.torn |= set() if noticed else set(self.circles)
        return True

    def _goes_on(self, laptop: Laptop, noticed: bool) -> None:
        self.shaken.add(laptop.replica.device)
        self.patience = ROUNDS
        if noticed:
            laptop.incarnation = self.world.random(16)
        laptop.reopen()

    def _is_shaken(self, *laptops: Laptop) -> bool:
        return any(each.replica.device in self.shaken for each in laptops)

    def check_healed(self, giver: Laptop, taker: Laptop) -> None:
        """7, but for a vault that was set back or exists twice: others may take it for what it was."""
        if not self._is_shaken(giver, taker):
            super().check_healed(giver, taker)

    def _may_refuse(self, taker: Laptop, refusal: SyncError) -> bool:
        """Tell it also of one that was set back or exists twice: its copy may have stated to know of the sender."""
        late = isinstance(refusal, NotForThisDevice | UnknownDevice)
        return (late and self._is_shaken(taker)) or super()._may_refuse(taker, refusal)

    def check_waited_for(self) -> None:
        """3: nobody lacks anything, waits for anything, or finds that somebody shows something else.

        Two disks of one laptop that have heard of each other count both, until its owner says that one is gone.
        """
        self._say_which_are_gone()
        self.patience = ROUNDS
        self.converge()
        good = [each for each in self.honest if (me := each.replica.me) and me.good and not me.retired]
        for laptop in good:
            assert acknowledgements.differing(laptop.replica) == [], laptop
            for other in good:
                if laptop.replica.device != other.replica.device:
                    lacks = acknowledgements.lacking(laptop.replica, [other.replica.device])
                    assert not lacks, (laptop, other, len(lacks))

    def _say_which_are_gone(self) -> None:
        for laptop in self.honest:
            if [each.replica.device for each in self.honest].count(laptop.replica.device) == 1:
                laptop.attempt(lambda laptop=laptop: copies.end_others(laptop.replica))
