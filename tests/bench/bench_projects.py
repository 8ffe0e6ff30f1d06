"""Projects beside what others take: the page of all, actions with what unlocks most, efforts that are alike."""

from __future__ import annotations

import datetime
import random
import tempfile
from pathlib import Path

import networkx
from rapidfuzz import fuzz, process
from sqlmodel import select

from app.capabilities.catalogue import catalogue
from app.capabilities.projects.actions import Need, Plan, standing, unlocks
from app.capabilities.projects.handover import packet
from app.capabilities.projects.near_service import wave_of
from app.capabilities.projects.service import standings
from app.capabilities.projects.similar import Effort, Index
from app.capabilities.projects.supply import Knows, Stock, Worker, by_action
from app.records.changes import Add, New
from app.services.demo import sample
from app.services.jobs import Progress
from app.services.records import records
from app.storage import opening
from app.storage.vault.vault import Vault
from sync.log.change import Update
from tests.bench.harness import Bench
from tests.bench.machine import Beside, seconds
from tests.group import PASSPHRASE, START, environment

CHANGES = 1_000_000
PROJECTS, TASKS, ACTIONS, PEOPLE, LINES, SKILLS = 500, 30_000, 200, 300, 10, 25
OURS, ALL = 500, 5500
RECORDS, WAVE = 500, 5000
DAY = START.date()


def bench_page(bench: Bench) -> None:
    """Give how all projects stand after a million changes, beside one query that groups all tasks by project."""
    with tempfile.TemporaryDirectory() as folder:
        root = Path(folder)
        registry = catalogue()
        vault, _code = opening.create_vault(root / "v", PASSPHRASE, "Group", "Ann", registry, environment(root / "c"))
        counts = {"people": 300, "projects": PROJECTS, "tasks": TASKS}
        sample.fill(vault, counts, today=DAY).run(Progress())
        change_much(vault)
        query = "SELECT project, count(*), max(due) FROM task GROUP BY project"
        beside = Beside("GROUP BY", min(seconds(lambda: vault.rows(query)) for _ in "12345"))
        name = f"the page of {PROJECTS} projects with {TASKS:,} tasks and {CHANGES:,} changes"
        bench.measure(name, lambda: standings(vault, DAY), beside=beside)
        vault.close()


def change_much(vault: Vault) -> None:
    """Edit tasks in the log alone until it holds so many changes: the tables say the same before and after."""
    tasks = [bytes.fromhex(each) for each in records.ids(vault, "task", records.Query())]
    values = dict(vault.rows("SELECT id, minutes FROM task"))
    edits = [Update(each, {"minutes": values[each.hex()]}) for each in tasks]
    for _turn in range(CHANGES // len(tasks)):
        with vault.writing() as writing:
            writing.replica.write(writing.replica.circle(), edits)


def bench_handover(bench: Bench) -> None:
    """Put the handover packet of a project with 500 records together, beside reading these records."""
    with tempfile.TemporaryDirectory() as folder:
        vault = _vault(Path(folder))
        project = records.add(vault, "project", {"name": "Kitchen", "status": "active"}).added[0]
        adds: list[Add] = []
        for number in range(RECORDS // 5):
            adds += [
                Add("role", {"project": project, "name": f"Role {number}"}),
                Add("task", {"project": project, "title": f"Task {number}", "due": DAY}),
                Add("entry", {"project": project, "day": DAY, "text": f"Entry {number}"}),
                Add("decision", {"project": project, "question": f"Question {number}"}),
                Add("listing", {"side": "need", "category": "thing", "title": "Pots", "quantity": 1, "of": project}),
            ]
        vault.apply(adds, "")

        def read() -> None:
            with vault.reading() as session:
                for kind in ("role", "task", "entry", "decision", "listing"):
                    model = vault.registry[kind].model
                    session.exec(select(model)).all()

        beside = Beside("reading them", min(seconds(read) for _ in "12345"))
        bench.measure(f"handover packet of {RECORDS} records", lambda: packet(vault, project, DAY), beside=beside)
        vault.close()


def bench_wave(bench: Bench) -> None:
    """Reckon a wave of 5,000 sign-ups of one day, each spoken to once, beside reading as many rows."""
    with tempfile.TemporaryDirectory() as folder:
        vault = _vault(Path(folder))
        for _bundle in range(WAVE // 250):
            adds: list[Add] = []
            for number in range(250):
                adds.append(Add("person", {"name": f"Somebody {number}"}))
                adds.append(Add("activity", {"person": New(2 * number), "kind": "talked", "on_day": DAY}))
            vault.apply(adds, "")
        beside = bench.machine.reading(2 * WAVE)
        bench.measure(f"a wave of {WAVE:,} sign-ups", lambda: wave_of(vault, DAY), beside=beside)
        vault.close()


def _vault(root: Path) -> Vault:
    """Make a vault with nothing in it."""
    registry = catalogue()
    return opening.create_vault(root / "v", PASSPHRASE, "Group", "Ann", registry, environment(root / "c"))[0]


def bench_actions(bench: Bench) -> None:
    """Reckon all actions with what unlocks most, beside one matching by networkx for each."""
    chance = random.Random(1)
    workers = [Worker(f"p{number:03}") for number in range(PEOPLE)]
    claims = [
        Knows(each.id, f"s{chance.randrange(SKILLS)}", chance.choice(("claimed", "vouched", "shown")),
              expires=DAY + datetime.timedelta(days=chance.randrange(400)))
        for each in workers
        for _turn in range(3)
    ]  # fmt: skip
    needs = [
        Need(f"{action:03}-{line}", f"a{action:03}", "person", chance.randint(1, 4), f"s{chance.randrange(SKILLS)}",
             chance.choice(("claimed", "vouched")))
        for action in range(ACTIONS)
        for line in range(LINES)
    ]  # fmt: skip
    plan, names = Plan(by_action(needs)), sorted({each.of for each in needs})

    def ours() -> None:
        stock = Stock(workers, claims)
        unlocks([standing(plan, each, stock, DAY) for each in names])

    stock = Stock(workers, claims)

    def theirs() -> None:
        for each in names:
            graph = networkx.Graph()
            slots = [(need.id, slot) for need in plan.lines[each] for slot in range(need.number)]
            graph.add_nodes_from(slots, bipartite=0)
            for need in plan.lines[each]:
                able = stock.people(stock.could(need.skill, need.level, DAY))
                graph.add_edges_from(((need.id, slot), person) for slot in range(need.number) for person in able)
            networkx.bipartite.hopcroft_karp_matching(graph, slots)

    beside = Beside("networkx", min(seconds(theirs) for _ in "12"))
    bench.measure(f"{ACTIONS} actions with what unlocks most", ours, beside=beside)


def bench_similar(bench: Bench) -> None:
    """Find what is like each of ours among all, beside rapidfuzz's matrix of the same texts."""
    chance = random.Random(2)
    words = ["".join(chance.choices("abcdefghijklmnoprstuvw", k=chance.randint(3, 10))) for _turn in range(4000)]
    texts = [" ".join(chance.choices(words, k=chance.randint(6, 14))) for _turn in range(ALL)]
    efforts = [Effort(f"e{number:05}", text) for number, text in enumerate(texts)]

    def ours() -> None:
        index = Index(efforts)
        for each in efforts[:OURS]:
            index.like(each.id)

    beside = Beside("cdist", seconds(lambda: process.cdist(texts[:OURS], texts, scorer=fuzz.token_set_ratio)))
    bench.measure(f"{OURS} efforts against {ALL:,}", ours, beside=beside)
