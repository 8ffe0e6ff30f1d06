"""Much at once: records added, edited and undone in one action, tables made anew, a newcomer's start.

Processor time of this process, so that what else the machine does matters less; beside each stand bare inserts of as
many rows of eight columns, with random ids as records have them, into SQLCipher, in the same run.
"""

import os
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

from app.records.changes import Add, Edit, New
from app.services.members import members
from app.storage import bundles
from app.storage.database import cipher
from app.storage.vault.vault import Vault
from sync.bundle.write import BundleContent
from tests.bench.harness import Bench
from tests.bench.machine import Beside
from tests.group import Group

PEOPLE = 50_000
TURNS = 3


def worked(work: Callable[[], object]) -> float:
    """Give the processor time that some work takes."""
    start = time.process_time()
    work()
    return time.process_time() - start


def bare(rows: int) -> Beside:
    """Insert rows into a new encrypted file with the pragmas of a vault: the least of some turns."""
    texts = [[f"{column} of row {number}" for column in range(7)] for number in range(rows)]
    values = [(os.urandom(16).hex(), *others) for others in texts]
    taken: list[float] = []
    for _turn in range(TURNS):
        with tempfile.TemporaryDirectory() as folder:
            connection = cipher.connect(Path(folder, "bare.db"), bytes(32), salt=bytes(16))
            connection.execute("PRAGMA query_only = OFF")
            connection.execute("CREATE TABLE bare (a PRIMARY KEY, b, c, d, e, f, g, h)")

            def insert(connection: cipher.sqlcipher.Connection = connection) -> None:
                connection.execute("BEGIN IMMEDIATE")
                connection.executemany("INSERT INTO bare VALUES (?, ?, ?, ?, ?, ?, ?, ?)", values)
                connection.execute("COMMIT")

            taken.append(worked(insert))
            connection.close()
    return Beside(f"bare inserts of {rows:,} rows", min(taken))


def with_numbers(people: int) -> list[Add]:
    """Give people, each with a telephone number: two records to a person."""
    found: list[Add] = []
    for number in range(people):
        found.append(Add("person", {"name": f"Person {number}", "note": "As it was.", "tags": ["cook"]}))
        point = {"person": New(2 * number), "kind": "phone", "value": f"030 {number:07d}"}
        found.append(Add("contact_point", point))
    return found


def bench_bulk(bench: Bench, people: int = PEOPLE) -> None:
    """Everything that goes through all records of a vault."""
    of_records, of_people = bare(2 * people), bare(people)
    with tempfile.TemporaryDirectory() as folder:
        group = Group(Path(folder))
        vault = group.found()
        adds = with_numbers(people)
        ids: list[str] = []
        adding = worked(lambda: ids.extend(vault.apply(adds, "Add").added[::2]))
        bench.report(f"{2 * people:,} records added in one action", [adding], beside=of_records)
        edits = [Edit(each, {"note": "As it is."}) for each in ids]
        bench.report(
            f"one field of {people:,} people edited", [worked(lambda: vault.apply(edits, "Edit"))], beside=of_people
        )
        bench.report("that undone", [worked(vault.undo)], beside=of_people)
        bench.report("tables made anew", [worked(vault.rebuild)], beside=of_records)
        _starts(bench, group, vault, of_records)
        group.close()


def _starts(bench: Bench, group: Group, vault: Vault, beside: Beside) -> None:
    """Let newcomers begin, one from the log and one from a snapshot, up to the last row."""
    for name, snapshot in {"Bo": False, "Cy": True}.items():
        newcomer = group.wait(name)
        data, _code = members.make_request(newcomer)
        request = members.read_request(data)
        members.admit(vault, request, request.code, "editor")
        device, content = newcomer.secrets.public().device.hex(), BundleContent(snapshot=snapshot)
        made: list[bytes] = []

        def make(device: str = device, content: BundleContent = content, made: list[bytes] = made) -> None:
            made.append(bundles.make_bundle(vault, [device], content)[0])

        def start(newcomer: Vault = newcomer, made: list[bytes] = made) -> None:
            bundles.take_bundle(newcomer, made[0])
            newcomer.bring_up()

        what = "a snapshot" if snapshot else "the log"
        making = worked(make)
        bench.report(f"{what} made into a bundle, {len(made[0]):,} bytes", [making], beside=beside)
        bench.report(f"a newcomer's start from {what}", [worked(start)], beside=beside)
        with vault.looking() as one, newcomer.looking() as other:
            assert one.digest() == other.digest()
