"""Argdown in and out."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.capabilities.library.map.argdown import read_argdown
from app.capabilities.library.map.argdown_writing import write_argdown
from app.capabilities.library.map.graph import Graph
from app.problems import WrongValue
from tests.app.capabilities.library.test_map import maps
from tests.examples import examples

FILE = """# Heating

[Heat]: We heat the house,
  all winter.
  + <Health>: Cold makes ill.
    _ <Blankets>: There are blankets.
  - [Money]
  >< [Freeze]: We do not heat.

<Health>

(1) [Cold]: It is cold.
(2) Cold makes people ill.
-- experience --
(3) [Ill]: People get ill.
(4) [Care]: We care.
----
(5) [Heat]
"""


def test_a_file_is_read_as_what_it_draws() -> None:
    drawn = read_argdown(FILE)
    assert drawn.claims["Heat"] == "We heat the house, all winter."
    assert ("Health", "supports", "Heat") in drawn.relations
    assert ("Blankets", "undercuts", "Health") in drawn.relations
    assert ("Money attacks Heat", "Money") in drawn.premises
    assert ("Heat attacks Freeze", "attacks", "Freeze") in drawn.relations
    assert ("Freeze attacks Heat", "attacks", "Heat") in drawn.relations
    assert ("Health", "supports", "Ill") in drawn.relations
    assert {("Health (2)", "Ill"), ("Health (2)", "Care")} <= set(drawn.premises)
    assert [line for line, _what in drawn.left] == [1, 14]


@examples(60)
@given(maps())
def test_a_map_written_and_read_is_the_same_map(graph: Graph) -> None:
    drawn = read_argdown(write_argdown(graph, {}, {}))
    assert set(drawn.claims) == graph.claims
    assert set(drawn.arguments) == graph.arguments
    assert set(drawn.premises) == graph.premises
    assert set(drawn.relations) == {(each.argument, each.kind, each.target) for each in graph.relations}
    assert drawn.left == []


@pytest.mark.parametrize(
    "text", ["[open", "<open", "/* never closed", "  + <a>", "[a]\n  _ <b>\n", "(1) a\n----\n", "[a]\n  >< <b>"]
)
def test_what_cannot_be_read_is_refused_with_its_line(text: str) -> None:
    with pytest.raises(WrongValue, match=r"Line [12] ") as problem:
        read_argdown(text)
    assert problem.value.kept


@pytest.mark.long
def test_hostile_sizes_end_in_a_sentence_or_in_a_map() -> None:
    deep = "[c]\n" + "".join(" " * depth + f" - [c{depth}]\n" for depth in range(1, 2000))
    assert len(read_argdown(deep).relations) == 1999
    with pytest.raises(WrongValue, match="8 MB"):
        read_argdown("[c]\n" + "".join(" " * depth + f" - [c{depth}]\n" for depth in range(1, 10_001)))
    with pytest.raises(WrongValue, match="100,000"):
        read_argdown("[c]\n" + " + <a>\n" * 100_001)
    with pytest.raises(WrongValue, match="8 MB"):
        read_argdown(" + <a>\n" * 1_500_000)


LINES = st.sampled_from(
    ["[a]: x", "<b>", "  + <c>", "    _ <d>", "  - [e]", " >< [f]", "(1) p", "(2) [a]", "----", "-- r --", "--", "===",
     "/* c */", "# h", "", "+> [a]", "[a", "{x: 1}", "(3) …", "text"]
)  # fmt: skip


@examples(300)
@given(st.lists(st.one_of(LINES, st.text(max_size=12)), max_size=20))
def test_any_lines_give_a_map_or_a_sentence(lines: list[str]) -> None:
    try:
        drawn = read_argdown("\n".join(lines))
    except WrongValue:
        return
    titles = drawn.claims.keys() | drawn.arguments.keys()
    assert {end for pair in drawn.premises for end in pair} <= titles
    assert {end for source, _kind, target in drawn.relations for end in (source, target)} <= titles
