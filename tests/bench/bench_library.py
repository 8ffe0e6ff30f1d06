"""The library beside what others take: a map, places of annotations, differences of long texts."""

from __future__ import annotations

import dataclasses
import difflib
import itertools
import random
import tempfile
from pathlib import Path

import networkx
from rapidfuzz.fuzz import partial_ratio_alignment

from app.capabilities.library.map.evaluation import evaluate
from app.capabilities.library.map.graph import UNDERCUT, Graph, MapRelation
from app.capabilities.library.placing import place_all, quote
from app.capabilities.library.versions import differences
from tests.bench.harness import Bench
from tests.bench.machine import Beside, seconds
from tests.group import Group

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


def bench_shelf(bench: Bench) -> None:
    """List 2,000 documents with 20,000 notes, beside the plain query of those rows."""
    from sqlmodel import select

    from app.capabilities.library import shelf
    from app.capabilities.library.records import Annotation, Document, DocumentVersion
    from app.records.changes import Add, New

    with tempfile.TemporaryDirectory() as folder:
        vault = Group(Path(folder)).found()
        for _batch in range(20):
            rows: list[Add] = []
            for number in range(100):
                rows.append(Add("document", {"title": f"Document {number}"}))
                at = len(rows) - 1
                rows.append(Add("document_version", {"document": New(at), "number": 1, "text": "We heat the house."}))
                note = {"version": New(at + 1), "exact": "the house", "start": 8, "text": "Which?"}
                rows.extend(Add("annotation", {**note, "kind": "question"}) for _turn in range(10))
            vault.apply(rows, "")

        def plain() -> None:
            with vault.reading() as session:
                for model in (Document, DocumentVersion, Annotation):
                    session.exec(select(model)).all()

        beside = Beside("its rows", min(seconds(plain) for _ in "123"))
        bench.measure("the shelf of 2,000 documents", lambda: shelf.shelf(vault), beside=beside)


def bench_paper(bench: Bench) -> None:
    """Set a document of 100 pages, beside the typesetter on the same words alone."""
    import datetime
    import json

    import typst

    from app.capabilities.library.rendering import rendered
    from app.capabilities.library.sheets import manuscript_part
    from app.sheets.manuscript import Manuscript
    from app.sheets.render import SheetRenderer
    from app.sheets.sheet import Sheet, SheetColumn
    from ui.shell.start import RESOURCES

    chance = random.Random(4)
    words = _words(chance)
    paragraphs = [" ".join(chance.choices(words, k=90)) for _turn in range(560)]
    parts = tuple(manuscript_part(each) for each in rendered("\n\n".join(paragraphs)))
    sheet = Sheet(
        title="Document", group="", as_of=datetime.datetime(2026, 1, 1, tzinfo=datetime.UTC), template="manuscript",
        columns=(SheetColumn("text", ""),), manuscript=Manuscript("T", "T, version 1", parts),
    )  # fmt: skip
    renderer = SheetRenderer(RESOURCES / "sheets", system_fonts=False)
    source = (
        b"#set page(margin: (left: 46pt, right: 60mm))\n#set text(size: 10.5pt)\n"
        b'#set par(leading: 0.75em, spacing: 1.1em)\n#set par.line(numbering: "1")\n'
        b"#for it in json(bytes(sys.inputs.d)) { block(it) }"
    )

    def theirs() -> None:
        typst.compile(
            source,
            format="pdf",
            sys_inputs={"d": json.dumps([*chance.sample(paragraphs, len(paragraphs))])},
            ignore_system_fonts=True,
        )

    beside = Beside("typst", min(seconds(theirs) for _ in "12"))
    turns = itertools.count(1)

    def ours() -> None:
        """Set it with its paragraphs in another order: what the typesetter has set before it only remembers."""
        at = next(turns)
        text = Manuscript("T", "T, version 1", (*parts[at:], *parts[:at]))
        renderer.render_pdf(dataclasses.replace(sheet, manuscript=text))

    bench.measure("a document of 100 pages on paper", ours, beside=beside)
