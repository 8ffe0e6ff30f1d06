"""One name for one thing: no public class is called like another."""

import ast
from collections import defaultdict
from pathlib import Path

import pytest

FLOORS = ("app", "sync", "ui")


@pytest.mark.long
def test_each_public_class_has_a_name_of_its_own(root: Path, modules: list[Path]) -> None:
    places: defaultdict[str, list[str]] = defaultdict(list)
    for module in modules:
        place = module.relative_to(root)
        if place.parts[0] in FLOORS:
            for node in ast.parse(module.read_text("utf-8")).body:
                if isinstance(node, ast.ClassDef) and not node.name.startswith("_"):
                    places[node.name].append(place.as_posix())
    assert len(places) > 500
    assert {name: found for name, found in places.items() if len(found) > 1} == {}
