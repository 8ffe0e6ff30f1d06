"""The sample library is valid data, with a map in which something is disputed."""

from __future__ import annotations

from app.capabilities.library.blocks import blocks
from app.capabilities.library.sample import HEATING


def test_blocks_keep_the_line_where_they_begin() -> None:
    found = blocks(HEATING + "\n> quoted\n\n1. item\n\n<b>html</b>\n")
    assert [(each.kind, each.line) for each in found] == [
        ("heading", 1), ("text", 3), ("text", 5), ("text", 7), ("quote", 9), ("item", 11), ("text", 13),
    ]  # fmt: skip
    assert found[-1].text == "<b>html</b>"


def test_deep_nesting_ends() -> None:
    assert blocks(">" * 10_000 + " deep")
    assert blocks("*" * 20_000) == blocks("*" * 20_000)
