"""What is at a place of the board, in words."""

from __future__ import annotations

from app.capabilities.houses.beds.nights import day_of
from app.capabilities.houses.board.rows import BedBoard
from app.i18n import _
from app.records.days import format_day


def night_words(night: int) -> str:
    """Write the day of a night."""
    day = day_of(night)
    return _("no end known") if day is None else format_day(day)


def words_at(board: BedBoard, line: int, span: tuple[int, int]) -> str:
    """Say which bed it is, and who is there from when to when, or that it is free or closed."""
    if not 0 <= line < len(board.lines):
        return _("There are no beds yet.")
    room = next((row.name for row in reversed(board.lines[:line]) if row.sort == "room"), "")
    place = ", ".join(part for part in (room, board.lines[line].name) if part)
    bar = board.bar_at(line, span[0])
    if bar is not None:
        words = _("{place}: {who}, from {day} to {until}").format(
            place=place, who=bar.name, day=night_words(bar.first), until=night_words(bar.end)
        )
        return f"{words}. {bar.reason}" if bar.reason else words
    for shut in board.shuts_on(line):
        if shut.first <= span[0] < shut.end:
            return _("{place}: closed on {day}. {reason}").format(
                place=place, day=night_words(span[0]), reason=shut.reason
            )
    if span[1] - span[0] > 1:
        return _("{place}: free, {day} to {until} chosen").format(
            place=place, day=night_words(span[0]), until=night_words(span[1])
        )
    return _("{place}: free on {day}").format(place=place, day=night_words(span[0]))
