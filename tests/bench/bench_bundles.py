"""A bundle of 20,000 edits, made and opened, beside what the bare encryption of as many bytes costs."""

import tempfile
from pathlib import Path

from app.records.changes import Add, Edit
from app.storage import bundles
from app.storage.vault.vault import Vault
from tests.bench.harness import Bench
from tests.bench.machine import seconds
from tests.group import Group

EDITS = 20_000
PEOPLE = 5_000


def two_with_people(root: Path) -> tuple[Group, list[str]]:
    """Ann and Bo, who both have the same 5,000 people."""
    group = Group(root)
    ann = group.found()
    group.join("Bo")
    batch = [Add("person", {"name": f"Person {number}", "note": "As it was."}) for number in range(PEOPLE)]
    people = list(ann.apply(batch, "Add").added)
    group.meet("Ann", "Bo")
    return group, people


def edit(vault: Vault, people: list[str]) -> None:
    """20,000 edits in batches of 100, four to each person."""
    changes = [Edit(people[number % PEOPLE], {"note": f"Edit {number}"}) for number in range(EDITS)]
    for start in range(0, EDITS, 100):
        vault.apply(changes[start : start + 100], "Edit")


def bench_twenty_thousand_edits(bench: Bench) -> None:
    """Written, handed over, previewed, taken; and how many bytes each edit takes in the file."""
    with tempfile.TemporaryDirectory() as folder:
        group, people = two_with_people(Path(folder))
        ann, bo = group.vaults["Ann"], group.vaults["Bo"]
        bench.report(
            "20,000 edits written, 100 to an action", [seconds(lambda: edit(ann, people))],
            beside=bench.machine.writing(EDITS),
        )  # fmt: skip
        device = [bo.secrets.public().device.hex()]
        made: list[bytes] = []
        beside = bench.machine.writing(EDITS)
        bench.report(
            "bundle made", [seconds(lambda: made.append(bundles.make_bundle(ann, device)[0]))],
            beside=bench.machine.encrypting(EDITS * 100),
        )  # fmt: skip
        data = made[0]
        bench.measure("bundle looked into", lambda: bundles.look_into(bo, data), times=3, beside=beside)
        name = f"bundle taken ({len(data):,} bytes in the file, {len(data) / EDITS:.1f} an edit)"
        bench.report(name, [seconds(lambda: bundles.take_bundle(bo, data))], beside=beside)
        bench.measure("tables dropped and made anew from the log", bo.rebuild, times=3, beside=beside)
        with ann.looking() as one, bo.looking() as other:
            assert one.digest() == other.digest()
        group.close()
