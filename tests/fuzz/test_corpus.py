"""Every input that fuzzing has led to is read again: accepted in its one spelling or refused, in bounded memory.

The first part of a file's name says which of the two.
"""

from __future__ import annotations

import tracemalloc

import pytest

from tests.fuzz.target import CORPUS, GOOD, REFUSED, Target
from tests.fuzz.targets import TARGETS

MOST_MEMORY = 32 << 20
MOST_OF_ALL = 300_000


@pytest.mark.parametrize("target", TARGETS.values(), ids=TARGETS)
def test_what_is_kept_is_read_or_refused_as_its_name_says(target: Target):
    kept = sorted(target.folder.iterdir())
    assert {file.name.split("-")[0] for file in kept} <= {GOOD, REFUSED}
    assert any(file.name.startswith(GOOD) for file in kept), "an input that nothing accepts any more tries nothing"
    tracemalloc.start()
    try:
        outcomes = {file.name: target.outcome(file.read_bytes()) for file in kept}
        _, peak = tracemalloc.get_traced_memory()
    finally:
        tracemalloc.stop()
    assert {name: outcome for name, outcome in outcomes.items() if name.split("-")[0] != outcome} == {}
    assert peak < MOST_MEMORY


@pytest.mark.parametrize("target", TARGETS.values(), ids=TARGETS)
def test_what_the_encoders_write_today_is_accepted(target: Target):
    outcomes = {name: target.outcome(data) for name, data in target.seeds().items()}
    assert [name for name, outcome in outcomes.items() if outcome == GOOD]
    named = {file.name for file in target.folder.iterdir()}
    assert named >= {f"{outcome}-{name.replace(' ', '-')}" for name, outcome in outcomes.items()}, "keep these too"


def test_the_corpus_is_small_and_of_these_decoders_only():
    folders = [folder for folder in CORPUS.iterdir() if folder.is_dir()]
    assert {folder.name for folder in folders} == TARGETS.keys()
    assert sum(file.stat().st_size for folder in folders for file in folder.iterdir()) < MOST_OF_ALL
