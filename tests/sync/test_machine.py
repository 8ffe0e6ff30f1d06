"""One machine over everything: records, circles, trust, erasing, cuts, copies, wrong clocks, and one who is malicious.

Three to eight laptops (two of them one person's), three circles with different readers. Any clock may be wrong by a
century; disks are cloned, vaults' folders copied, older copies put back, noticed or not (`tests.sync.disks`). In a calm
game nobody is malicious, and in the end nobody waits for anything. Else Mallory has real keys and signs what she likes
(`tests.sync.rogue`); the others do what people do (`tests.sync.group`). After every bundle, and in the end, each laptop
is compared with definitions that share no code with `sync`: `tests.sync.archive` says what lives, `tests.sync.court`
who may do what, `tests.sync.verdicts` asks the invariants of sync.md by their numbers. That clocks decide nothing (3)
needs no question of its own: what lives by definition is found without looking at one. Of the rest, 7 is asked in
`tests.sync.post`; 10 is the app's, 11 and 12 have tests of their own.

What it keeps away from, and why:

* A circle's log of which something has been let go is not forked below, and one that somebody has forked, set back, or
  that Mallory has ordered erasures in, is not pruned: a branch below a cut, and what an order that turns out void has
  taken out of a base, cannot be judged or healed from what is kept.
* Nobody claims one log's name for two circles, and no steward certifies a false snapshot: that deceives newcomers only,
  as sync/TRUST.md says.
* Honest admins do not suspend or remove each other; no decree is played, as trustees have tests of their own.
"""

from __future__ import annotations

import pytest
from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, precondition, rule

from tests.examples import examples
from tests.sync.group import Group
from tests.sync.rogue import Rogue
from tests.sync.verdicts import Verdicts
from tests.sync.world import Laptop

number = st.integers(0, 47)


class Machine(RuleBasedStateMachine):
    """Moves are numbers that choose among what there is; see `tests.sync.group`."""

    group: Group

    @initialize(size=st.integers(3, 8), right=st.integers(0, 5), calm=st.booleans())
    def begin(self, size: int, right: int, calm: bool) -> None:
        self.group = Group(size, right)
        self.calm = calm
        self.rogue = Rogue(self.group)
        self.verdicts = Verdicts(self.group)

    @rule(who=number, which=number)
    def create(self, who: int, which: int) -> None:
        self.group.create(who, which)

    @rule(who=number, which=number, verb=st.integers(0, 4))
    def change(self, who: int, which: int, verb: int) -> None:
        self.group.change(who, which, verb)

    @rule(who=number, whom=number)
    def hand_over(self, who: int, whom: int) -> None:
        self._check(self.group.hand_over(who, whom))

    @rule(who=number, whom=number, which=number)
    def send(self, who: int, whom: int, which: int) -> None:
        self.group.send(who, whom, which)

    @rule(which=number)
    def deliver(self, which: int) -> None:
        for laptop in self.group.deliver(which):
            self._check(laptop)

    @rule(which=number)
    def lose(self, which: int) -> None:
        self.group.lose(which)

    @rule(who=number, whom=number)
    def suspend(self, who: int, whom: int) -> None:
        self.group.suspend(who, whom)

    @rule(which=number)
    def together(self, which: int) -> None:
        self.group.together(which)

    @rule(who=number, which=number, verb=st.sampled_from(["copy", "set_back", "back_up"]))
    def happen(self, who: int, which: int, verb: str) -> None:
        if verb == "back_up":
            self.group.back_up(who)
        else:
            getattr(self.group, verb)(who, which)

    @precondition(lambda self: not self.calm)
    @rule(which=number)
    def answer(self, which: int) -> None:
        self.rogue.answer(which)

    @rule(who=number)
    def lift(self, who: int) -> None:
        self.group.lift(who)

    @rule(who=number, whom=number)
    def remove(self, who: int, whom: int) -> None:
        self.group.remove(who, whom)

    @rule(who=number, whom=number, which=number, verb=st.sampled_from(["appoint", "share", "retire"]))
    def decide(self, who: int, whom: int, which: int, verb: str) -> None:
        getattr(self.group, verb)(who, whom, which)

    @rule(who=number, which=number, verb=st.sampled_from(["admit", "vouch", "erase", "certify", "newer", "set_clock"]))
    def act(self, who: int, which: int, verb: str) -> None:
        getattr(self.group, verb)(who, which)

    @rule(who=number, verb=st.sampled_from(["prune", "wait", "reopen"]))
    def tend(self, who: int, verb: str) -> None:
        getattr(self.group, verb)(who)

    @precondition(lambda self: not self.calm)
    @rule(which=number, way=number, verb=st.sampled_from(["write", "vouch", "order", "cut"]))
    def forge(self, which: int, way: int, verb: str) -> None:
        getattr(self.rogue, verb)(which, way)

    @precondition(lambda self: not self.calm)
    @rule(verb=number, which=number, way=number)
    def usurp(self, verb: int, which: int, way: int) -> None:
        self.rogue.say(verb, which, way)

    @precondition(lambda self: not self.calm)
    @rule(whom=number, which=number, verb=st.sampled_from(["inject", "tear", "send"]))
    def smuggle(self, whom: int, which: int, verb: str) -> None:
        self._check(getattr(self.rogue, verb)(whom, which))

    @precondition(lambda self: not self.calm)
    @rule(which=number)
    def set_back(self, which: int) -> None:
        self.rogue.set_back(which)

    def _check(self, laptop: Laptop | None) -> None:
        if laptop in self.group.honest:
            self.verdicts.check(laptop)

    def teardown(self) -> None:
        if hasattr(self, "group"):
            finish(self.group, self.rogue, self.verdicts, calm=self.calm)


def finish(group: Group, rogue: Rogue, verdicts: Verdicts, *, calm: bool) -> None:
    """All that anybody knows reaches everybody who may know it; then the verdicts are the same for all."""
    group.settle(rogue.forged)
    group.last_words()
    for laptop in group.honest:
        verdicts.check(laptop)
    verdicts.check_agreement()
    if calm:
        group.check_waited_for()
    verdicts.check_keys()
    verdicts.check_need_to_know()
    verdicts.check_erased()
    verdicts.check_newer()
    verdicts.check_newcomers(rogue.lies)


TestMachine = pytest.mark.long(Machine.TestCase)
# A whole group costs as much as some hundred examples of other tests.
TestMachine.settings = examples(10, stateful_step_count=settings().stateful_step_count * 3 // 5)
