"""A log of a million operations: how long it takes to go through it again, and what the process grows by."""

import tempfile
from datetime import timedelta
from pathlib import Path

from app.records.changes import Add
from app.services.members import members
from app.services.vaults import pruning
from app.storage import bundles
from app.storage.vault.vault import Vault
from sync.bundle.write import BundleContent
from sync.log.change import Update
from tests.bench.harness import Bench
from tests.bench.machine import MIB, plain_rows, seconds, worked
from tests.group import Group

PEOPLE = 50_000
ROUNDS = 19
"""Each person is added, and edited as many times: a million operations together."""
BATCH = 10_000


def filled(root: Path) -> Group:
    """Give a vault whose log holds a million operations: people added through its door, then edited in the log alone.

    The tables do not know the edits yet, but the replay drops them anyway, and so this takes one minute and not six.
    """
    group = Group(root)
    vault = group.found()
    for start in range(0, PEOPLE, BATCH):
        adds = [Add("person", {"name": f"Person {start + each}", "note": "As it was."}) for each in range(BATCH)]
        people = [bytes.fromhex(each) for each in vault.apply(adds, "Add").added]
        for turn in range(ROUNDS):
            with vault.writing() as writing:
                edits = [Update(each, {"note": f"Round {turn}"}) for each in people]
                writing.replica.write(writing.replica.circle(), edits)
    return group


def bench_million_operations(bench: Bench) -> None:
    """Replayed from the log into new tables, then closed and opened."""
    with tempfile.TemporaryDirectory() as folder:
        group = filled(Path(folder))
        vault = group.vaults["Ann"]
        operations = PEOPLE * (ROUNDS + 1)
        bench.measure_each(
            f"{operations:,} operations replayed into new tables of {PEOPLE:,} records", lambda: None,
            lambda _: vault.rebuild(), times=1, beside=plain_rows(operations), clock=worked,
        )  # fmt: skip
        assert vault.rows("SELECT count(*) FROM person WHERE note = ?", (f"Round {ROUNDS - 1}",))[0][0] == PEOPLE
        _snapshot_start(bench, group, vault)
        _let_go(bench, group, vault)
        size = vault.folder.database_file.stat().st_size
        bench.report(f"a vault of {size / MIB:.0f} MiB closed and opened", [seconds(lambda: group.reopen("Ann"))])
        group.close()


def _snapshot_start(bench: Bench, group: Group, vault: Vault) -> None:
    """Give a newcomer gets the same records without the log that led to them."""
    newcomer = group.wait("Bo")
    data, _code = members.make_request(newcomer)
    request = members.read_request(data)
    members.admit(vault, request, request.code, "editor")
    made: list[bytes] = []
    device = newcomer.secrets.public().device.hex()
    making = seconds(lambda: made.append(bundles.make_bundle(vault, [device], BundleContent(snapshot=True))[0]))
    beside = bench.machine.writing(PEOPLE)
    bench.report(f"a snapshot of {PEOPLE:,} records made, {len(made[0]) / MIB:.1f} MiB", [making], beside=beside)
    bench.report("a newcomer starts from it", [seconds(lambda: bundles.take_bundle(newcomer, made[0]))], beside=beside)


def _let_go(bench: Bench, group: Group, vault: Vault) -> None:
    """Once the newcomer has said that it has all, the log below the snapshot goes."""
    group.meet("Bo", "Ann")
    before = vault.folder.database_file.stat().st_size / MIB
    pruning_time = seconds(lambda: pruning.prune(vault, timedelta()))
    after = vault.folder.database_file.stat().st_size / MIB
    bench.report(f"history let go of: {before:.0f} MiB become {after:.0f}", [pruning_time])
