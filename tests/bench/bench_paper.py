"""A contact list on paper, beside typst with the same cells and nothing else; and a long one, which is set in parts."""

from __future__ import annotations

import datetime
import json
import tempfile
from pathlib import Path

import typst

from app.sheets.render import SheetRenderer
from app.sheets.sheet import Sheet, SheetColumn, SheetRow, SheetSection
from tests.bench.harness import Bench
from tests.bench.machine import Beside, seconds

TEMPLATES = Path(__file__).parents[2] / "resources" / "sheets"
ROWS, MANY = 1_500, 10_000
BARE = """#set document(title: "Contact list")
#set page(width: 595.28pt, height: 841.89pt, margin: 46pt,
  footer: context [Page #here().page() of #counter(page).final().first()])
#set text(size: 9.5pt, font: "Noto Sans", hyphenate: false)
#let data = json(bytes(sys.inputs.cells))
= Contact list
#table(columns: 4, stroke: (x, y) => (bottom: 0.4pt + luma(70%)), table.header(..data.head), ..data.rows.flatten())
"""


def contact_list(rows: int, first: int = 0) -> Sheet:
    """Give a list of people who are all different."""
    names = ("Name", "Telephone", "E-mail", "Tags")
    people = tuple(
        SheetRow((f"Łukasz Nowak {n}", f"030 {12_000_000 + n}", f"person{n}@example.org", ("driver", "cook")[n % 2]))
        for n in range(first, first + rows)
    )
    return Sheet(
        title="Contact list",
        group="Harbour Street",
        as_of=datetime.datetime(2026, 11, 29, 12, 0, tzinfo=datetime.UTC),
        columns=tuple(SheetColumn(name, name) for name in names),
        sections=(SheetSection(rows=people),),
        template="contact-list",
    )


def bench_contact_list(bench: Bench) -> None:
    """Set a list of other people each time, so that nothing of before is remembered."""
    firsts = iter(range(0, 10_000_000, MANY))
    renderer = SheetRenderer(TEMPLATES)
    renderer.render_pdf(contact_list(1))
    with tempfile.TemporaryDirectory() as folder:
        source = Path(folder, "bare.typ")
        source.write_text(BARE, "utf-8")
        compiler = typst.Compiler(root=Path(folder), font_paths=typst.Fonts())

        def bare() -> None:
            sheet = contact_list(ROWS, next(firsts))
            cells = [row.cells for row in sheet.sections[0].rows]
            head = [column.label for column in sheet.columns]
            data = json.dumps({"head": head, "rows": cells})
            compiler.compile(source, format="pdf", sys_inputs={"cells": data}, pdf_standards=["ua-1"])

        bare()
        beside = Beside("typst with the same cells", min(seconds(bare) for _ in range(5)))
    bench.measure_each(
        f"contact list of {ROWS:,} rows as a PDF",
        lambda: contact_list(ROWS, next(firsts)),
        renderer.render_pdf,
        times=5,
        beside=beside,
    )


def bench_long_list(bench: Bench) -> None:
    """Set a list of ten parts, beside as many rows of lists that are one part; the peak is what a part takes."""
    renderer = SheetRenderer(TEMPLATES)
    renderer.render_pdf(contact_list(1))
    short = min(seconds(lambda n=n: renderer.render_pdf(contact_list(1_000, n * MANY))) for n in range(1, 4))
    bench.measure_each(
        f"contact list of {MANY:,} rows as a PDF, in parts",
        lambda: contact_list(MANY),
        renderer.render_pdf,
        times=1,
        beside=Beside("ten lists of 1,000 rows", 10 * short),
    )
