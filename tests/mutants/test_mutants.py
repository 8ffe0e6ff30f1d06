"""The faults still fit the code; that each is noticed is `./check mutants`, which takes long."""

from __future__ import annotations

import ast
from collections import Counter
from pathlib import Path

import pytest

from tests.mutants.mutant import Mutant
from tests.mutants.mutants import MUTANTS

ROOT = Path(__file__).resolve().parents[2]


@pytest.mark.parametrize("mutant", MUTANTS, ids=lambda mutant: mutant.name)
def test_it_fits_once_and_is_a_program(mutant: Mutant, tmp_path: Path) -> None:
    copy = tmp_path / "sync" / mutant.file
    copy.parent.mkdir(parents=True)
    copy.write_text((ROOT / "sync" / mutant.file).read_text("utf-8"), "utf-8")
    before = mutant.apply(tmp_path)
    assert ast.dump(ast.parse(copy.read_text("utf-8"))) != ast.dump(ast.parse(before))
    assert all((ROOT / "tests" / "sync" / name).exists() for name in mutant.tests)


def test_names_are_told_apart() -> None:
    assert not [name for name, count in Counter(each.name for each in MUTANTS).items() if count > 1]
    assert len(MUTANTS) >= 52
