"""What a coordinator waits for: many merges, the preview of a pasted list, and filters at 50,000 people."""

from __future__ import annotations

import csv
import io
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from app.capabilities.people import merge_service
from app.capabilities.people.intake_service import prepare
from app.capabilities.people.merge_service import MergeWish
from app.records.changes import Add, Edit, New
from app.services.records import filtering, records
from app.services.records.records import Query
from tests.bench.harness import Bench
from tests.bench.machine import Beside, seconds
from tests.group import Group

PAIRS, ROWS, PEOPLE = 100, 200, 50_000


@contextmanager
def group() -> Iterator[Any]:
    """Give a vault of one, in a folder that goes afterwards."""
    with tempfile.TemporaryDirectory() as folder:
        made = Group(Path(folder))
        made.found()
        try:
            yield made.vaults["Ann"]
        finally:
            made.close()


def bench_merging(bench: Bench) -> None:
    """Merge a hundred pairs, beside as many single edits in one action."""
    with group() as vault:
        adds: list[Any] = []
        for number in range(2 * PAIRS):
            adds.append(Add("person", {"name": f"Person {number // 2}", "tags": [f"t{number}"]}))
            adds.append(
                Add("contact_point", {"person": New(len(adds) - 1), "kind": "email", "value": f"{number}@x.org"})
            )
        added = vault.apply(adds, "people").added[::2]
        wishes = [MergeWish(added[2 * n], (added[2 * n + 1],)) for n in range(PAIRS)]

        plans = merge_service.plan_many(vault, wishes)

        def edit() -> None:
            vault.apply([Edit(one, {"note": "x"}) for one in added[:PAIRS]], "edits")
            vault.undo()

        def merge() -> None:
            merge_service.merge(vault, plans)
            vault.undo()

        beside = Beside(f"{PAIRS} single edits in one action, and undone", min(seconds(edit) for _ in range(3)))
        bench.measure(f"merge of {PAIRS} pairs in one action, and undone", merge, times=3, beside=beside)
        bench.measure(
            f"preview of these {PAIRS} merges", lambda: merge_service.plan_many(vault, wishes), times=3, beside=beside
        )


def bench_intake(bench: Bench) -> None:
    """Read a list of 200 rows to its preview, beside reading it by ``csv``."""
    lines = "\n".join(f"Guest{n} Family{n},030 12345{n:03},guest{n}@example.org" for n in range(ROWS))
    data = f"Name,Phone,E-mail\n{lines}\n".encode()
    with group() as vault:
        text = data.decode()
        read = min(seconds(lambda: list(csv.reader(io.StringIO(text)))) for _ in range(5))
        bench.measure(
            f"intake of {ROWS} rows to its preview",
            lambda: prepare(vault, "list.csv", data),
            beside=Beside("the same file read by csv", read),
        )


def bench_filters(bench: Bench) -> None:
    """Give a page and the count of a filter with and, or, not, and of a list without the merged, at 50,000 people."""
    with group() as vault:
        for start in range(0, PEOPLE, 2_000):
            stages = ("new", "active", "core")
            vault.apply(
                [
                    Add("person", {"name": f"Person {n}", "stage": stages[n % 3], "tags": [f"t{n % 7}"]})
                    for n in range(start, start + 2_000)
                ],
                "people",
            )
        everybody = records.ids(vault, "person", Query())
        vault.apply([Edit(one, {"merged_into": everybody[0]}) for one in everybody[1:101]], "merged")
        where = "(stage=new or stage=core) and not tags=t3"
        bench.measure(
            "first 200 of a filter with and, or, not",
            lambda: records.page(vault, "person", Query(where=where), 0, 200),
            beside=bench.machine.reading(200),
        )
        bench.measure(
            "first 200 of everybody but the merged",
            lambda: records.page(vault, "person", Query(), 0, 200),
            beside=bench.machine.reading(200),
        )
        bench.measure(
            "counts of five pieces of a filter",
            lambda: filtering.counts_of(vault, "person", "", ["stage=new", "stage=core", "tags=t3", "name~9", where]),
            beside=bench.machine.reading(PEOPLE),
        )
