"""The rows of a batch that could not be taken in, as a text that can be mended and given once more."""

from __future__ import annotations

import csv
import io
from collections.abc import Sequence

from app.capabilities.people.intake_service import AsideRow, IntakePreview


def left_over(found: IntakePreview, lines: Sequence[str] = ()) -> str:
    """Give the rows that were kept aside other than by choice; ``lines`` are those of a pasted text, as typed."""
    rows = [each for each in found.aside if not each.by_choice]
    if not rows:
        return ""
    if found.source.free:
        return "\n".join(_as_typed(row, lines) for row in rows)
    text = io.StringIO(newline="")
    writer = csv.writer(text, delimiter="\t", lineterminator="\n")
    writer.writerow(found.source.columns)
    writer.writerows(row.cells for row in rows)
    return text.getvalue().rstrip("\n")


def _as_typed(row: AsideRow, lines: Sequence[str]) -> str:
    """Give the whole line, of which a row that is too long has only the beginning."""
    said = ", ".join(filter(None, row.cells))
    typed = lines[row.line - 1] if 0 < row.line <= len(lines) else ""
    return typed if typed.startswith(said) else said
