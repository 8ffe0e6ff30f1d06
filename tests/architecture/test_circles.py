"""No module needs one that needs it, not even by an import within a function."""

from __future__ import annotations

import grimp
import networkx
import pytest


@pytest.mark.long
def test_no_circle_hides_behind_an_import_within_a_function() -> None:
    graph = grimp.build_graph("app", "sync", "ui", exclude_type_checking_imports=True, cache_dir=None)
    edges = [(one, other) for one in graph.modules for other in graph.find_modules_directly_imported_by(one)]
    assert len(edges) > 5000
    circles = [
        sorted(each) for each in networkx.strongly_connected_components(networkx.DiGraph(edges)) if len(each) > 1
    ]
    assert circles == []
