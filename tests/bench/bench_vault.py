"""What a coordinator waits for, at the stress size of 50,000 people: search, lists, the first page, an import."""

import random
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from app.records.changes import Add, Change, New
from app.services.agenda import today
from app.services.jobs import Progress
from app.services.records import records, searching
from app.services.records.records import Query
from app.services.tables import importing
from app.storage import opening
from app.storage.folder.environment import Environment
from app.storage.keys.cost import Policy
from app.storage.vault.vault import Vault
from tests.bench.harness import Bench
from tests.bench.machine import seconds
from tests.group import PASSPHRASE, START, Group

PEOPLE = 50_000
CONTACTS = Path(__file__).parents[1] / "vectors" / "contacts.csv"
GIVEN = "Ada Bo Cy Dee Eva Fatma Gül Hana Ivo Jun Kofi Łukasz Mai Nour Olu Pia Qiu Rosa Samir Tove".split()
FAMILY = "Adler Brandt Castillo Demir Eze Fischer García Haddad Ito Jansen Kaya Lindqvist Moreau Nowak Okafor".split()


@contextmanager
def founded() -> Iterator[Vault]:
    """Give a new vault in a folder that goes afterwards."""
    with tempfile.TemporaryDirectory() as folder:
        group = Group(Path(folder))
        yield group.found()
        group.close()


def fill(vault: Vault, people: int) -> None:
    """People with a telephone number and a note each, in one action."""
    chance = random.Random(7)
    changes: list[Change] = []
    for number in range(people):
        name = f"{chance.choice(GIVEN)} {chance.choice(FAMILY)} {number}"
        tags = chance.sample(["driver", "cook", "nurse", "night"], 2)
        changes.append(Add("person", {"name": name, "tags": tags, "note": f"Met on day {number % 365}."}))
        values = {"person": New(number * 2), "kind": "phone", "value": f"030 {chance.randrange(10**7):07d}"}
        changes.append(Add("contact_point", values))
    vault.apply(changes, "Fill")


def bench_import(bench: Bench) -> None:
    """Give the 499 real contacts, from the bytes of the file to searchable rows."""
    with tempfile.TemporaryDirectory() as folder:
        count = iter(range(1000))

        def fresh() -> Vault:
            return Group(Path(folder) / str(next(count))).found()

        def work(vault: Vault) -> None:
            table = importing.look(vault, "person", CONTACTS)
            importing.run(vault, importing.plan(vault, table, table.mapping)).run(Progress())

        rows = 500 * 24
        name = "import of contacts.csv, 500 rows of 24 columns"
        bench.measure_each(name, fresh, work, beside=bench.machine.writing(rows))


def bench_fifty_thousand(bench: Bench) -> None:
    """Search as one types, paging, and the first page, over 50,000 people and as many telephone numbers."""
    with founded() as vault:
        bench.report(
            "50,000 people and 50,000 numbers added in one action",
            [seconds(lambda: fill(vault, PEOPLE))],
            beside=bench.machine.writing(2 * PEOPLE),
        )
        for typed in ("m", "ma", "lukasz now", "030 12", "garcia 31"):
            bench.measure(
                f"list filtered by “{typed}”, first 200 of it", lambda typed=typed: listed(vault, Query(words=typed)),
                times=15, beside=bench.machine.reading(200),
            )  # fmt: skip
            bench.measure(f"found anywhere: “{typed}”", lambda typed=typed: searching.search(vault, typed), times=15)
        for offset in (0, 25_000, 49_800):
            bench.measure(
                f"page of 200 at {offset:,}", lambda offset=offset: listed(vault, Query(), offset), times=15,
                beside=bench.machine.reading(200),
            )  # fmt: skip
        bench.measure("page of 200 sorted by tags, from the end", lambda: listed(vault, Query("", "", "stage", True)))
        bench.measure("the day's page", lambda: today.today(vault, START.date()), times=15)


def listed(vault: Vault, query: Query, offset: int = 0) -> None:
    """Give a page as the list asks for it."""
    records.page(vault, "person", query, offset, 200)


def bench_unlock(bench: Bench) -> None:
    """From the passphrase, at its full cost, to the first page, with 300 and with 50,000 people."""
    with tempfile.TemporaryDirectory() as folder:
        for people in (300, PEOPLE):
            group = Group(Path(folder) / str(people))
            cheap = group.environment("Ann")
            real = Environment(cheap.now, cheap.random, cheap.paths, Policy())
            place = group.folder("real")
            vault, _code = opening.create_vault(place, PASSPHRASE, "Group", "Ann", group.registry, real)
            fill(vault, people)
            vault.close()

            def unlock(place: Path = place, group: Group = group, real: Environment = real) -> None:
                opened = opening.open_vault(place, PASSPHRASE, group.registry, real)
                today.today(opened, START.date())
                opened.close()

            bench.measure(f"unlock to the day's page, {people:,} people (Argon2id about a second)", unlock, times=3)


def bench_cold_start(bench: Bench) -> None:
    """Whole processes: the help of the command line, and the window up to its first page."""
    for name, words in {
        "cold start: switchboard --help": ["-m", "app", "--help"],
        "cold start: the gate's modules": ["-c", "import ui.shell.start"],
        "cold start: all of the window's modules": ["-c", "import ui.shell.start, ui.shell.rooms"],
    }.items():
        command = [sys.executable, *words]
        bench.measure(
            name,
            lambda command=command: subprocess.run(command, check=True, capture_output=True),
            beside=bench.machine.starting(),
        )
