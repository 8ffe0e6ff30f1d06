"""Commands as people type them, for the stories about projects."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.app.capabilities.projects.book import Book
from tests.app.cli.conftest import Shell, ann, begun, bo, hand_over, played, registry, shell  # noqa: F401


@pytest.fixture
def book(shell: Shell, ann: Path) -> Book:  # noqa: F811
    return Book(shell, ann)


@pytest.fixture
def kitchen(book: Book) -> str:
    """Give a project of Ada's, whom Bo would follow."""

    def play() -> str:
        ada, other = book.add("person", name="Ada"), book.add("person", name="Bo")
        return book.add("project", name="Kitchen", status="active", owner=ada, successor=other)

    return played("a kitchen", play, book.shell)
