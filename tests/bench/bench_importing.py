"""A list of many people: read, planned and written, beside reading it and bare rows; processor time of this process."""

import tempfile
from functools import partial
from pathlib import Path

from app.services.jobs import Progress
from app.services.tables import importing
from tests.bench.harness import Bench
from tests.bench.machine import Beside, plain_rows, worked
from tests.group import Group

ROWS, WRITTEN = 50_000, 10_000
COLUMNS = "Name,Phone,E-mail,Notes"
GIVEN = "Ada Bo Cy Dee Eva Fatma Gül Hana Ivo Jun Kofi Łukasz Mai Nour Olu Pia Qiu Rosa Samir Tove".split()
FAMILY = "Adler Brandt Castillo Demir Eze Fischer García Haddad Ito Jansen Kaya Lindqvist Moreau Nowak Okafor".split()


def listed(rows: int, *, alike: bool = False) -> bytes:
    """Write a list; in one of names that are alike, all begin with the same words."""
    lines = [COLUMNS]
    for number in range(rows):
        given, family = GIVEN[number % len(GIVEN)], FAMILY[number // len(GIVEN) % len(FAMILY)]
        name = f"Imp Aert Nr{number}" if alike else f"{given}{number % 977} {family}{number // 977}"
        lines.append(f"{name},030 {number * 7919 % 10**7:07d},p{number}@example.org,Met on day {number % 365}.")
    return "\n".join(lines).encode()


def bench_planning(bench: Bench, rows: int = ROWS) -> None:
    """Plan a list, beside reading it."""
    for what, alike in (("names of all sorts", False), ("names that begin alike", True)):
        with tempfile.TemporaryDirectory() as folder:
            group = Group(Path(folder))
            vault = group.found()
            read = partial(importing.look, vault, "person", ("list.csv", listed(rows, alike=alike)))
            reading = min(worked(read) for _ in "abc")
            planned = [worked(partial(importing.plan, vault, read())) for _ in "ab"]
            bench.report(f"{rows:,} rows planned, {what}", planned, beside=Beside("reading them", reading))
            group.close()


def bench_importing(bench: Bench, rows: int = WRITTEN) -> None:
    """Import a list, from the bytes of the file to searchable rows, beside as many bare rows in plain sqlite3."""
    with tempfile.TemporaryDirectory() as folder:
        group = Group(Path(folder))
        vault = group.found()
        data = listed(rows)

        def work() -> None:
            table = importing.look(vault, "person", ("list.csv", data))
            importing.run(vault, importing.plan(vault, table)).run(Progress())

        what = f"import of {rows:,} people with a number and an address each"
        bench.report(what, [worked(work)], beside=plain_rows(3 * rows))
        group.close()
