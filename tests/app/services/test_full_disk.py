"""A disk that fills up at any point: a sentence, nothing lost, nothing half done, and it works once there is room."""

from __future__ import annotations

from collections.abc import Callable

import pytest

pytestmark = pytest.mark.long

SCRIPT = """
import os, sys
from pathlib import Path
from app.records.registry import Registry
from app.problems import DiskFull
from app.services import files
from app.services.attachments import attachments, chunk_transfer
from app.services.exchange import exchange
from app.services.records import records
from app.services.vaults import verifying
from app.services.jobs import Progress
from app.storage import bundles as meeting
from tests.group import Group, digest

disk, progress = Path(sys.argv[1]), Progress()
ballast = disk / "ballast"


class OnTheDisk(Group):
    # Bo's vault and what his computer keeps beside it are on the small disk, Ann's are not.
    def folder(self, name):
        return (disk if name == "Bo" else self.root) / name


def room(free):
    ballast.unlink(missing_ok=True)
    about = os.statvfs(disk)
    ballast.write_bytes(bytes(max(about.f_bfree * about.f_bsize - free, 0)))


def filled(work, unchanged):
    # Once with less room each time than it takes, until it succeeds; says how often the disk was full.
    full = 0
    for free in (0, 4096, 20_000, 60_000, 120_000, 250_000, 500_000, 1_000_000, 2_000_000, 8_000_000):
        room(free)
        try:
            work()
        except DiskFull as problem:
            assert problem.what and problem.kept and problem.do
            assert unchanged(), free
            full += 1
        else:
            ballast.unlink()
            return full
    raise AssertionError("it does not work with any room")


group = OnTheDisk(disk.parent / "elsewhere")
ann, bo = group.found(), group.join("Bo")
house = records.add(ann, "house", {"name": "Birch"}).added[0]
attachments.attach(ann, house, attachments.given("lease.pdf", b"%PDF" + os.urandom(300_000))).run(progress)
data = exchange.make_bundle(ann, attachments="all").run(progress).data
"""
TAKEN = """
before = digest(bo), []
times = filled(
    lambda: meeting.take_bundle(bo, data), lambda: (digest(bo), bo.rows("SELECT * FROM house")) == before
)
assert times > 2
assert digest(bo) == digest(ann) and not chunk_transfer.missing(bo)
"""
MADE = """
meeting.take_bundle(bo, data)
place = disk / "for Ann.age"
records.add(bo, "person", {"name": "Zoe"})
before = digest(bo)
times = filled(
    lambda: files.write(place, exchange.make_bundle(bo).run(progress).data),
    lambda: digest(bo) == before and not [each for each in disk.iterdir() if "age" in each.name],
)
assert times > 1
taken = meeting.take_bundle(ann, place.read_bytes())
assert taken.forked == 0 and digest(ann) == digest(bo)
"""
ATTACHED = """
meeting.take_bundle(bo, data)
bo = group.reopen("Bo")  # Its journal has no room left over from before.
plan = b"%PDF" + os.urandom(400_000)
before = digest(bo), chunk_transfer.held(bo)
times = filled(
    lambda: attachments.attach(bo, house, attachments.given("plan.pdf", plan)).run(progress),
    lambda: (digest(bo), chunk_transfer.held(bo)) == before,
)
assert times > 2
(added,) = [item for item in attachments.of(bo, house) if item.file == "plan.pdf"]
copy = disk / "copy.pdf"
times = filled(lambda: attachments.save(bo, added.id, copy).run(progress), lambda: not copy.exists())
assert times > 2
assert copy.read_bytes() == plan
"""
END = """
assert verifying.verify(bo).run(progress).faults == () and bo.database.verify() == []
group.close()
print("kept")
"""

OnSmallDisk = Callable[[str, str], str]


def test_a_bundle_is_taken_whole_or_not_at_all(on_small_disk: OnSmallDisk):
    assert on_small_disk("10m", SCRIPT + TAKEN + END) == "kept\n"


def test_a_bundle_is_made_and_written_whole_or_not_at_all(on_small_disk: OnSmallDisk):
    assert on_small_disk("10m", SCRIPT + MADE + END) == "kept\n"


def test_a_file_is_attached_and_saved_whole_or_not_at_all(on_small_disk: OnSmallDisk):
    assert on_small_disk("10m", SCRIPT + ATTACHED + END) == "kept\n"
