"""The filter language: what is written is read as the same, and no text breaks it."""

from __future__ import annotations

import contextlib

from hypothesis import given
from hypothesis import strategies as st

from app.problems import WrongValue
from app.records.filter_language import Combined, Comparison, Inverted, both, read_filter, write_filter

_VALUES = st.text(
    st.characters(codec="utf-8", exclude_characters='"', exclude_categories=["Cc", "Cs"]), max_size=12
).map(str.strip)
_COMPARED = st.builds(
    Comparison, st.sampled_from(["stage", "tags", "part.of"]), st.sampled_from(["=", "!=", "~", "<="]), _VALUES
)


def _flat(tree):
    """Write a tree as reading gives it: nothing joined within what is joined in the same way, no single parts."""
    if isinstance(tree, Inverted):
        return Inverted(_flat(tree.part))
    if isinstance(tree, Combined):
        parts = tuple(map(_flat, tree.parts))
        return parts[0] if len(parts) == 1 else Combined(tree.how, parts)
    return tree


_TREES = st.recursive(
    _COMPARED,
    lambda inner: st.one_of(
        st.builds(Inverted, inner),
        st.builds(Combined, st.sampled_from(["and", "or"]), st.lists(inner, min_size=2, max_size=3).map(tuple)),
    ),
    max_leaves=8,
).map(_flat)


@given(_TREES)
def test_what_is_written_is_read_as_the_same(tree):
    assert read_filter(write_filter(tree)) == tree


@given(st.lists(_TREES, min_size=1, max_size=3))
def test_filters_are_put_together_without_mixing(trees):
    whole = read_filter(both(*map(write_filter, trees)))
    assert whole == (trees[0] if len(trees) == 1 else Combined("and", tuple(trees)))


@given(st.text(st.sampled_from('ab ()="~<>!andornt\n\\'), max_size=40))
def test_any_text_is_a_filter_or_refused(text):
    with contextlib.suppress(WrongValue):
        tree = read_filter(text)
        written = write_filter(tree)
        assert write_filter(read_filter(written)) == written


def test_a_value_may_hold_words_and_brackets():
    assert read_filter("note~salt and pepper (fine)") == Comparison("note", "~", "salt and pepper (fine)")
    assert read_filter('name="a or b=c"') == Comparison("name", "=", "a or b=c")
    assert read_filter("") is None
