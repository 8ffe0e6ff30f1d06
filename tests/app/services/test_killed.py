"""Killed at every moment at which something is written: nothing is lost, nothing half done, and it can be done again.

The quick run tries some of the moments, always those at which a file is brought to the disk, renamed or removed; the
long one (`./check soak`) tries every one. That a disk keeps what it said it had written is taken for granted here.
"""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from app.problems import WrongPassphrase
from app.services import files
from app.services.attachments import attachments, chunk_transfer
from app.services.exchange import exchange
from app.services.jobs import Progress
from app.services.records import records, searching
from app.services.vaults import keys, verifying
from app.storage import bundles, opening
from app.storage.keys import keyslots
from app.storage.vault.vault import Vault
from tests.examples import is_soaking
from tests.group import CHEAP, PASSPHRASE, Group, digest
from tests.killing import can_trace, covering, killed, moments

pytestmark = [pytest.mark.long, pytest.mark.skipif(not can_trace(), reason="no child may be traced here")]
SOME, ALL = 5, 1_000_000
ANOTHER, THIRD = "another passphrase", "a third passphrase"


class Laptop:
    """A member's vault, closed, and all that this computer keeps beside it: set back before each attempt."""

    def __init__(self, group: Group, name: str) -> None:
        self.group, self.name = group, name
        group.vaults.pop(name).close()
        self._places = [group.folder(name), group.root / f"{name}'s computer"]
        self._kept = group.root / f"{name} as before"
        for number, place in enumerate(self._places):
            shutil.copytree(place, self._kept / str(number))

    def set_back(self) -> None:
        for number, place in enumerate(self._places):
            shutil.rmtree(place)
            shutil.copytree(self._kept / str(number), place)

    @property
    def folder(self) -> Path:
        return self._places[0]

    @contextmanager
    def opened(self, passphrase: str = PASSPHRASE) -> Iterator[Vault]:
        """Give the vault; a change of its key that was interrupted is brought to its end."""
        environment = self.group.environment(self.name)
        vault = opening.open_vault(self.folder, passphrase, self.group.registry, environment, lambda _code: None)
        yield vault
        vault.close()

    def check(self) -> None:
        """Everything in the vault verifies, whichever passphrase opens it."""
        passphrase = next(each for each in (PASSPHRASE, ANOTHER, THIRD) if opens(self, each))
        with self.opened(passphrase) as vault:
            assert verifying.verify(vault).run(Progress()).faults == ()
            assert vault.database.verify() == []


@pytest.fixture
def two(group: Group) -> tuple[Laptop, Laptop]:
    """Ann, who has something to tell, and Bo, who has a record of his own."""
    bo = group.join("Bo")
    ann = group.vaults["Ann"]
    house = records.add(ann, "house", {"name": "Birch"}).added[0]
    for number in range(5):
        records.add(ann, "person", {"name": f"Person {number}", "tags": ["cook"]})
    attachments.attach(ann, house, attachments.given("lease.pdf", b"%PDF" + bytes(300_000))).run(Progress())
    records.add(bo, "person", {"name": "Bo's own"})
    return Laptop(group, "Ann"), Laptop(group, "Bo")


def tried(laptop: Laptop, work: Callable[[], object]) -> Iterator[int]:
    """Give the moments of a piece of work, each after the laptop was set back and the work killed there."""
    names = moments(work)
    assert len(names) > 10, "what writes so little is not what was meant"
    ends = list[bool]()
    for moment in covering(names, ALL if is_soaking() else SOME):
        laptop.set_back()
        ends.append(killed(work, moment))
        laptop.check()
        yield moment
        laptop.check()
    # Not every run writes equally often, so the last moments may come after the work was done.
    assert ends.count(False) * SOME <= len(ends), ends


def test_killed_while_a_bundle_is_taken(two: tuple[Laptop, Laptop]):
    ann, bo = two
    with ann.opened() as vault:
        data = exchange.make_bundle(vault, attachments="all").run(Progress()).data

    def work() -> None:
        with bo.opened() as vault:
            bundles.take_bundle(vault, data)

    with bo.opened() as vault:
        before = digest(vault)
        bundles.take_bundle(vault, data)
        after = digest(vault)
    bo.set_back()
    for moment in tried(bo, work):
        with bo.opened() as vault:
            assert digest(vault) in {before, after}, moment
            taken = bundles.take_bundle(vault, data)
            assert (digest(vault), taken.forked) == (after, 0), moment
            assert not chunk_transfer.missing(vault), moment


def test_killed_while_several_are_taken_in_one_go(two: tuple[Laptop, Laptop]):
    """All of them or none; and whenever their rows come, the words to search by come with them."""
    ann, bo = two
    made: list[bytes] = []
    with ann.opened() as vault:
        for name in ("Amina", "Zoë"):
            records.add(vault, "person", {"name": name})
            made.append(exchange.make_bundle(vault).run(Progress()).data)

    def work() -> None:
        with bo.opened() as vault:
            with bundles.taking(vault) as batch:
                for data in made:
                    batch.take(data, lambda: None)
            searching.search(vault, "amina", 9)

    def found() -> list[int]:
        with bo.opened() as vault:
            return [len(searching.search(vault, word, 9)) for word in ("amina", "zoe")]

    for moment in tried(bo, work):
        assert found() in ([0, 0], [1, 1]), moment
        work()
        assert found() == [1, 1], moment


def test_killed_while_a_bundle_is_made_and_written(two: tuple[Laptop, Laptop], tmp_path: Path):
    """What was handed over before the kill must stay true: no other change may get the place of one in the bundle."""
    ann, bo = two
    place = tmp_path / "for Ann.age"

    def work() -> None:
        with bo.opened() as vault:
            files.write(place, exchange.make_bundle(vault).run(Progress()).data)

    for moment in tried(bo, work):
        ann.set_back()
        with bo.opened() as vault, ann.opened() as reader:
            if place.exists():
                assert bundles.take_bundle(reader, place.read_bytes()).changes, moment
            records.add(vault, "person", {"name": "after it"})
            taken = bundles.take_bundle(reader, exchange.make_bundle(vault).run(Progress()).data)
            assert (taken.forked, taken.refused, taken.waiting) == (0, 0, 0), moment
            names = [row[0] for row in reader.rows("SELECT name FROM person WHERE name NOT LIKE 'Person%'")]
            assert sorted(names) == ["Bo's own", "after it"], moment
        place.unlink(missing_ok=True)


def test_killed_while_the_key_is_changed(two: tuple[Laptop, Laptop]):
    _ann, bo = two
    with bo.opened() as vault:
        before, code = digest(vault), keys.draw_code(vault)

    def work() -> None:
        with bo.opened() as vault:
            keys.change_passphrase(vault, PASSPHRASE, ANOTHER, rekey=code)

    for moment in tried(bo, work):
        passphrase = PASSPHRASE if opens(bo, PASSPHRASE) else ANOTHER
        with bo.opened(passphrase) as vault:
            assert digest(vault) == before, moment
            keys.change_passphrase(vault, passphrase, THIRD, rekey=keys.draw_code(vault))
        with bo.opened(THIRD) as vault:
            assert digest(vault) == before, moment


def opens(laptop: Laptop, passphrase: str) -> bool:
    try:
        keyslots.unlock_with_passphrase(laptop.folder / "keys", passphrase, policy=CHEAP)
    except WrongPassphrase:
        return False
    return True


def test_killed_while_something_is_written_and_attached(two: tuple[Laptop, Laptop]):
    """An action is there whole or not at all, and one that was there before stays."""
    _ann, bo = two

    def write(vault: Vault) -> None:
        for number in range(3):
            house = records.add(vault, "house", {"name": f"House {number}"}).added[0]
            attachments.attach(vault, house, attachments.given("plan.pdf", b"%PDF" + bytes([number]))).run(Progress())

    def work() -> None:
        with bo.opened() as vault:
            write(vault)

    for moment in tried(bo, work):
        with bo.opened() as vault:
            houses = sorted(str(row[0]) for row in vault.rows("SELECT name FROM house"))
            attached = vault.rows("SELECT count(*) FROM attachment")[0][0]
            assert houses == [f"House {number}" for number in range(len(houses))], moment
            assert len(houses) - 1 <= attached <= len(houses), moment
            assert all(item.whole for item in attachments.every(vault)), moment
            assert vault.rows("SELECT count(*) FROM person")[0][0] == 1
            write(vault)
