"""The library beside what others take: a map, places of annotations, differences of long texts."""

from __future__ import annotations

import difflib
import random

import networkx
from rapidfuzz.fuzz import partial_ratio_alignment

from app.capabilities.library.map.evaluation import evaluate
from app.capabilities.library.map.graph import UNDERCUT, Graph, MapRelation
from app.capabilities.library.placing import place_all, quote
from app.capabilities.library.versions import differences
from tests.bench.harness import Bench
from tests.bench.machine import Beside, seconds

ARGUMENTS, RELATIONS, NOTES, LETTERS = 10_000, 20_000, 500, 100_000


def bench_map(bench: Bench) -> None:
    """Evaluate a large map, beside networkx's strongly connected components of it."""
    chance = random.Random(1)
    names = [f"a{number}" for number in range(ARGUMENTS)]
    relations = [MapRelation(chance.choice(names), UNDERCUT, chance.choice(names)) for _turn in range(RELATIONS)]
    graph, drawn = Graph.of([], names, [], relations), networkx.DiGraph()
    drawn.add_nodes_from(names)
    drawn.add_edges_from((each.argument, each.target) for each in relations)
    scc = networkx.strongly_connected_components
    beside = Beside("networkx", min(seconds(lambda: list(scc(drawn))) for _ in "123"))
    bench.measure(f"a map of {ARGUMENTS:,} arguments", lambda: evaluate(graph), beside=beside)


def _words(chance: random.Random) -> list[str]:
    return ["".join(chance.choices("abcdefghijklmnop", k=chance.randint(2, 9))) for _turn in range(3000)]


def bench_placing(bench: Bench) -> None:
    """Place notes on a changed text, beside two alignments by rapidfuzz for each."""
    chance = random.Random(2)
    text = " ".join(chance.choices(_words(chance), k=LETTERS // 5))[:LETTERS]
    starts = (chance.randrange(LETTERS - 200) for _turn in range(NOTES))
    notes = [quote(text, start, start + chance.randint(10, 120)) for start in starts]
    letters = list(text)
    for _turn in range(600):
        letters[chance.randrange(LETTERS)] = chance.choice(("", "x", "foo bar "))
    changed = "".join(letters)

    def theirs() -> None:
        for note in notes:
            partial_ratio_alignment(note.exact, changed)
            partial_ratio_alignment(note.before + note.exact + note.after, changed)

    beside = Beside("rapidfuzz", min(seconds(theirs) for _ in "12"))
    bench.measure(f"{NOTES} notes placed on {LETTERS:,} letters", lambda: place_all(notes, changed), beside=beside)


def bench_differences(bench: Bench) -> None:
    """Compare two texts of 1 MB by word, beside difflib by lines."""
    chance = random.Random(3)
    words = _words(chance)
    lines = [" ".join(chance.choices(words, k=12)) + "\n" for _turn in range(14_000)]
    other = list(lines)
    for _turn in range(1500):
        other[chance.randrange(len(other))] = " ".join(chance.choices(words, k=12)) + "\n"
    one, two = "".join(lines), "".join(other)
    beside = Beside("difflib", min(seconds(difflib.SequenceMatcher(None, lines, other).get_opcodes) for _ in "12"))
    bench.measure("differences of two texts of 1 MB", lambda: differences(one, two), beside=beside)
