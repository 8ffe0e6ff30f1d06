"""What stands on a map, against brute force and another program."""

from __future__ import annotations

from itertools import pairwise, product

from argumentation.core.dung import ArgumentationFramework, grounded_extension
from hypothesis import given
from hypothesis import strategies as st

from app.capabilities.library.map.evaluation import IN, OUT, UNDECIDED, evaluate
from app.capabilities.library.map.graph import ATTACK, SUPPORT, UNDERCUT, Graph, MapRelation
from app.capabilities.library.map.reasons import outline, what_if, why
from tests.examples import examples

CLAIMS, ARGUMENTS = ("c0", "c1", "c2"), ("a0", "a1", "a2")


@st.composite
def maps(draw: st.DrawFn) -> Graph:
    premises = draw(st.lists(st.tuples(st.sampled_from(ARGUMENTS), st.sampled_from(CLAIMS)), max_size=6))
    relations = draw(
        st.lists(
            st.one_of(
                st.builds(
                    MapRelation, st.sampled_from(ARGUMENTS), st.sampled_from([SUPPORT, ATTACK]), st.sampled_from(CLAIMS)
                ),
                st.builds(MapRelation, st.sampled_from(ARGUMENTS), st.just(UNDERCUT), st.sampled_from(ARGUMENTS)),
            ),
            max_size=8,
        )
    )
    return Graph.of(CLAIMS, ARGUMENTS, premises, relations)


def by_the_book(graph: Graph, values: dict[str, str]) -> dict[str, str]:
    """Apply the sentences of the issue once, to all at the same time."""

    def by(kind: str, target: str) -> list[str]:
        return [values[each.argument] for each in graph.relations if each.kind == kind and each.target == target]

    def side(of: list[str]) -> str:
        return IN if IN in of else OUT if all(value == OUT for value in of) else UNDECIDED

    found = {}
    for argument in graph.arguments:
        undercut = by(UNDERCUT, argument)
        premises = [values[claim] for name, claim in graph.premises if name == argument]
        if IN in undercut or OUT in premises:
            found[argument] = OUT
        elif all(v == OUT for v in undercut) and all(v == IN for v in premises):
            found[argument] = IN
        else:
            found[argument] = UNDECIDED
    for claim in graph.claims:
        pro, con = by(SUPPORT, claim), by(ATTACK, claim)
        if not pro:
            found[claim] = IN if all(v == OUT for v in con) else OUT if IN in con else UNDECIDED
        else:
            found[claim] = {(IN, OUT): IN, (OUT, IN): OUT}.get((side(pro), side(con)), UNDECIDED)
    return found


@examples(60)
@given(maps())
def test_values_are_the_least_of_all_assignments_that_the_rules_keep(graph: Graph) -> None:
    nodes = sorted(graph.claims | graph.arguments)
    fixed = [
        values
        for choice in product((IN, OUT, UNDECIDED), repeat=len(nodes))
        if by_the_book(graph, values := dict(zip(nodes, choice, strict=True))) == values
    ]
    least = [one for one in fixed if all(one[n] in {UNDECIDED, other[n]} for other in fixed for n in nodes)]
    assert least == [{node: each.value for node, each in sorted(evaluate(graph).items())}]


@examples(60)
@given(maps())
def test_steps_are_the_rounds_of_all_together(graph: Graph) -> None:
    values, steps, round_ = dict.fromkeys(graph.claims | graph.arguments, UNDECIDED), {}, 0
    while (after := by_the_book(graph, values)) != values:
        round_ += 1
        steps |= {node: round_ for node in values if values[node] == UNDECIDED != after[node]}
        values = after
    assert {node: each.step for node, each in evaluate(graph).items() if each.step} == steps


@examples(60)
@given(maps(), st.randoms())
def test_names_and_order_change_nothing(graph: Graph, chance) -> None:
    fresh = [f"n{i}" for i in range(6)]
    chance.shuffle(fresh)
    to = dict(zip([*CLAIMS, *ARGUMENTS], fresh, strict=True))
    relations = [MapRelation(to[r.argument], r.kind, to[r.target]) for r in graph.relations]
    chance.shuffle(relations)
    other = Graph.of(
        [to[each] for each in CLAIMS],
        [to[each] for each in ARGUMENTS],
        {(to[a], to[c]) for a, c in graph.premises},
        relations,
    )
    renamed = evaluate(other)
    assert {to[node]: each for node, each in evaluate(graph).items()} == renamed


@examples(30, deadline=None)
@given(st.lists(st.tuples(st.integers(0, 59), st.integers(0, 59)), max_size=150))
def test_with_undercuts_alone_it_is_the_grounded_extension(edges) -> None:
    names = [f"a{i}" for i in range(60)]
    defeats = frozenset((names[a], names[b]) for a, b in edges)
    theirs = grounded_extension(ArgumentationFramework(arguments=frozenset(names), defeats=defeats))
    ours = evaluate(Graph.of([], names, [], [MapRelation(a, UNDERCUT, b) for a, b in defeats]))
    assert {name for name, each in ours.items() if each.value == IN} == set(theirs)


@examples(60)
@given(maps())
def test_reasons_of_what_is_decided_came_earlier(graph: Graph) -> None:
    standing = evaluate(graph)
    for node, each in standing.items():
        chain = why(graph, standing, node)
        assert chain[0].id == node
        assert each.value == UNDECIDED or all((standing[r.id].step or 99) < (each.step or 0) for r in chain[1:])
    assert {line.id for line in outline(graph)} == graph.claims | graph.arguments


def test_words_say_how_a_claim_stands() -> None:
    graph = Graph.of(
        ["given", "stands", "falls", "disputed", "lost", "loop"],
        ["pro", "con", "gone", "cut", "circle"],
        [("circle", "loop")],
        [
            MapRelation("pro", SUPPORT, "stands"),
            MapRelation("con", ATTACK, "falls"),
            MapRelation("pro", SUPPORT, "disputed"),
            MapRelation("con", ATTACK, "disputed"),
            MapRelation("gone", SUPPORT, "lost"),
            MapRelation("cut", UNDERCUT, "gone"),
            MapRelation("circle", SUPPORT, "loop"),
        ],
    )
    words = {name: each.word for name, each in evaluate(graph).items()}
    assert {name: words[name] for name in sorted(graph.claims)} == {
        "given": "given", "stands": "stands", "falls": "falls", "disputed": "disputed", "lost": "lost_support",
        "loop": "open",
    }  # fmt: skip
    assert len(graph.sketches()) == 6
    assert [each.id for each in what_if(graph, "cut")] == ["cut", "gone", "lost"]


def test_a_chain_of_ten_thousand_needs_no_deep_recursion() -> None:
    names = [f"a{i:05}" for i in range(10_000)]
    graph = Graph.of([], names, [], [MapRelation(a, UNDERCUT, b) for a, b in pairwise(names)])
    standing = evaluate(graph)
    assert standing[names[-1]].step == 10_000
    assert standing[names[-1]].value == OUT
    assert len(why(graph, standing, names[-1])) == 10_000
    assert len(outline(graph)) == 10_000


def test_a_claim_given_up_takes_down_what_rests_on_it() -> None:
    graph = Graph.of(["base", "top"], ["step"], [("step", "base")], [MapRelation("step", SUPPORT, "top")])
    assert {each.id: each.after.value for each in what_if(graph, "base") if each.after} == {
        "base": OUT, "step": OUT, "top": UNDECIDED,
    }  # fmt: skip


def test_a_claim_that_is_its_own_premise_is_undecided() -> None:
    graph = Graph.of(["c"], ["a"], [("a", "c")], [MapRelation("a", SUPPORT, "c")])
    assert {each.value for each in evaluate(graph).values()} == {UNDECIDED}
    assert [line.again for line in why(graph, evaluate(graph), "c")] == [False, False, True]
