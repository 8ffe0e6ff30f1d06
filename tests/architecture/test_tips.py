"""Tool tips are the one place where Qt guesses whether a text is HTML: what somebody wrote must not be read so."""

from __future__ import annotations

import ast
from pathlib import Path

import pytest


def is_plain(argument: ast.expr) -> bool:
    """Say whether a tool tip is our own words, or is made letter by letter."""
    called = argument.func.id if isinstance(argument, ast.Call) and isinstance(argument.func, ast.Name) else ""
    return isinstance(argument, ast.Constant) or called in {"_", "plain_tip"}


@pytest.mark.long
def test_every_tool_tip_is_shown_letter_by_letter(modules: list[Path], root: Path):
    found: list[str] = []
    for module in modules:
        if module.relative_to(root).parts[0] != "ui":
            continue
        for node in ast.walk(ast.parse(module.read_text("utf-8"))):
            match node:
                case ast.Call(func=ast.Attribute(attr="setToolTip"), args=[*_, text]) if not is_plain(text):
                    found.append(f"{module.relative_to(root)}:{node.lineno}")
    assert found == []
