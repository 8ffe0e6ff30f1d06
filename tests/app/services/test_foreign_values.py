"""A member's own program writes what no form would: every room still opens, and the rest is as it was.

The log takes any value that its format can hold, under any name, since another version may know it. What this version
declares differently is shown as well as can be.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Callable, Iterator
from contextlib import contextmanager, nullcontext, suppress
from functools import partial
from typing import Any

import pytest

from app.capabilities.houses import service as houses
from app.capabilities.people import listing as people
from app.capabilities.projects import service as projects
from app.problems import UserProblem
from app.services.agenda import attention, today
from app.services.attachments import attachments, chunk_transfer
from app.services.conflicts import conflicts
from app.services.demo import sample
from app.services.exchange import advice
from app.services.jobs import Progress
from app.services.members import quarantine
from app.services.printing import printing
from app.services.records import records, searching
from app.services.records.lists import Query
from app.services.retention import retention
from app.services.tables import exporting
from app.services.vaults import verifying
from app.storage.history import histories
from app.storage.vault.vault import Vault
from sync.log.change import Create, Update
from sync.primitives.codec import IdRef
from tests.examples import is_soaking
from tests.group import START, Group, declared

REGISTRY = declared()
DAY = START.date()
STRANGE: tuple[Any, ...] = (
    "", " ", "x" * 300, "2026-11-23", "2026-13-45", "9999-12-31", "0001-01-01", "yes", "\0", "\u202e", "-", "[]", "👪",
    0, -1, 7, 2**63 - 1, -(2**63), 1e308, 1.5, True, False, None, b"", b"\xff", [], ["a", "b"], ["", "\n"],
    IdRef(b"\0" * 16), "0" * 32, "g" * 32,
)  # fmt: skip
LATER: tuple[Any, ...] = ([None, 1], [b"x"], [1.5, True], [IdRef(b"\0" * 16)])
"""What only a change can write: in a new record a list is a set, and its elements are text."""


def rooms(vault: Vault, made: list[str]) -> dict[str, Callable[[], object]]:
    """Tell what the window and the commands read; cards and sheets of some records, in the soak of all."""
    found: dict[str, Callable[[], object]] = {
        "today": lambda: today.today(vault, DAY),
        "conflicts": lambda: conflicts.open_conflicts(vault),
        "houses": lambda: houses.houses(vault, DAY),
        "needs": lambda: attention.needs(vault),
        "retention": lambda: retention.queue(vault, DAY),
        "retention's review": lambda: retention.review(vault, DAY),
        "quarantine": lambda: quarantine.waiting(vault),
        "advice": lambda: advice.next_steps(vault),
        "people": lambda: people.page(vault, Query()),
        "projects": lambda: projects.page(vault, Query(), DAY),
        "attachments": lambda: attachments.every(vault),
        "missing": lambda: chunk_transfer.missing(vault),
        "search": lambda: searching.search(vault, "x"),
    }
    for kind in REGISTRY:
        found[f"list of {kind.name}"] = lambda kind=kind: records.page(vault, kind.name, Query())
        for form in exporting.formats(vault, kind.name).keys() - ({"xlsx"} if kind.name != "person" else ()):
            found[f"{kind.name} as {form}"] = lambda kind=kind, form=form: exporting.export(vault, kind.name, form)
    cards, papers = (1, 1) if is_soaking() else (11, 3)  # Primes, so that each value comes to its turn with some kinds.
    for number, record in enumerate(made[::cards]):
        found[f"card {number}"] = lambda record=record: records.get(vault, record)
    found["histories"] = lambda: histories(vault, made[::cards])
    of_kind: dict[str, list[str]] = defaultdict(list)
    for record in made:
        kind = records.kind_of_record(vault, record)
        of_kind[kind.name if kind is not None else ""].append(record)
    for number, sheet in enumerate(printing.sheet_kinds(REGISTRY)):
        for record in of_kind[sheet.kind][number % papers :: papers] if sheet.of_one else [""]:
            options = printing.PrintOptions(record=record)
            found[f"{sheet.name} {record}"] = partial(filled, vault, sheet.name, options)
    return found


def filled(vault: Vault, sheet: str, options: printing.PrintOptions) -> None:
    """Fill a sheet; about a record that makes no sense a sentence will do."""
    with suppress(UserProblem) if options.record else nullcontext():
        printing.fill(vault, sheet, options)


@contextmanager
def in_room(name: str) -> Iterator[None]:
    """Says where it was if something is raised."""
    try:
        yield
    except Exception as error:
        error.add_note(f"in {name}")
        raise


def lacking_one(vault: Vault) -> list[Create]:
    """Give records as they should be, each time without one of their values; at the most two of a kind."""
    with vault.looking() as replica:
        states = list(dict(replica.store.all_states()).values())
    found: list[Create] = []
    taken: Counter[str] = Counter()
    for state in states:
        fields = {name: lives[0].value for name, lives in state.fields.items()}
        fields |= {name: sorted({live.value for live in lives}) for name, lives in state.sets.items()}
        taken[state.kind] += 1
        if taken[state.kind] <= 2:
            found += [Create(state.kind, {each: fields[each] for each in fields if each != name}) for name in fields]
    return found


@pytest.mark.long
def test_every_room_opens_whatever_a_member_has_written(group: Group):
    """Each strange value in every attribute of a new record of each kind, and then again in every attribute of one."""
    ann, eve = group.vaults["Ann"], group.join("Eve")
    records.add(ann, "person", {"name": "Zoë"})
    sample.fill(eve, {"people": 4, "houses": 1, "beds": 4, "stays": 4, "projects": 2, "tasks": 2}, today=DAY).run(
        Progress()
    )
    creates = [Create(kind.name, {}) for kind in REGISTRY] + lacking_one(eve)
    updates: list[dict[str, Any]] = [{} for _ in creates]
    for kind in REGISTRY:
        names = [*kind.attributes, "x:Extra", "of a later version"]
        for value in STRANGE:
            creates.append(Create(kind.name, dict.fromkeys(names, value)))
            updates.append({})
        for value in (*STRANGE[::8], *LATER):
            creates.append(Create(kind.name, dict.fromkeys(names, "text")))
            updates.append(dict.fromkeys(names, value))
    with eve.writing() as writing:
        replica = writing.replica
        made = replica.write(replica.circle(), creates)[0]
        replica.write(replica.circle(), [Update(each, more) for each, more in zip(made, updates, strict=True) if more])
    group.hand_over("Eve", "Ann")
    for name, look in rooms(ann, [record.hex() for record in made]).items():
        with in_room(name):
            look()
    assert [row.values["name"] for row in records.page(ann, "person", Query("Zoë")).rows] == ["Zoë"]
    assert verifying.verify(ann).run(Progress()).faults == ()
    ann.rebuild()
    group.reopen("Ann")
