"""The list of injected faults names tests that exist."""

import ast
import re
from pathlib import Path


def test_every_fault_has_a_test_that_exists(root: Path):
    rows = [line for line in (root / "tests/sync/FAULTS.md").read_text("utf-8").splitlines() if line.startswith("| ")]
    rows = [row for row in rows if not re.fullmatch(r"\| (fault|mistake) \| test \|", row)]
    assert len(rows) > 30
    without = [row for row in rows if not re.search(r"`tests/[\w/]+\.py::\w+`", row)]
    assert without == []
    named = [found for row in rows for found in re.findall(r"`(tests/[\w/]+\.py)::(\w+)`", row)]
    assert [f"{file}::{name}" for file, name in named if name not in functions(root / file)] == []


def functions(file: Path) -> set[str]:
    """Tell what a module defines, if it is there."""
    if not file.is_file():
        return set()
    return {node.name for node in ast.parse(file.read_bytes()).body if isinstance(node, ast.FunctionDef)}
