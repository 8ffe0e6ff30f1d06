"""The handbook's pages, as Markdown files in the order of the numbers with which their names begin."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True, slots=True)
class HandbookPage:
    """One page: a name that stays, its first heading, and its whole text."""

    name: str
    title: str
    markdown: str


def pages(folder: Path) -> list[HandbookPage]:
    """Every page of a folder."""
    found: list[HandbookPage] = []
    for file in sorted(folder.glob("[0-9]*.md")):
        markdown = file.read_text("utf-8")
        title = markdown.partition("\n")[0].lstrip("# ").strip()
        found.append(HandbookPage(file.stem.partition("-")[2], title, markdown))
    return found
