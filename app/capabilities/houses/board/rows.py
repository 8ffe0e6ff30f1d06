"""The board as plain rows: lines of houses, rooms and beds, bars of stays, closures, and figures per night."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import accumulate
from types import MappingProxyType
from typing import NamedTuple

from app.capabilities.houses.beds.calendar import BedCalendar
from app.capabilities.houses.beds.fitting import fit
from app.capabilities.houses.beds.nights import Span, overlap
from app.capabilities.houses.beds.occupancy import NightCount, night_counts
from app.capabilities.houses.beds.rows import StayRow
from app.i18n import _

HOUSE, ROOM, BED = "house", "room", "bed"
PLAIN, AMBER, RED = "", "amber", "red"
_NOBODY: Mapping[str, str] = MappingProxyType({})


@dataclass(frozen=True, slots=True)
class BoardLine:
    """A line of the board: a house, a room in it, or a bed in that."""

    sort: str
    id: str
    name: str
    note: str = ""


class Bar(NamedTuple):
    """A stay on a line: its nights, who it is, and what is wrong with it in words (``tone`` says how badly).

    Bars that share nights of a bed take half of its line each, ``half`` 1 above and 2 below.
    """

    stay: str
    line: int
    first: int
    end: int
    name: str
    status: str
    tone: str = PLAIN
    reason: str = ""
    half: int = 0


@dataclass(frozen=True, slots=True)
class Shut:
    """Nights in which a bed is closed."""

    line: int
    first: int
    end: int
    reason: str


Made = tuple[Sequence[Bar], Sequence[Shut]]


def _nothing(_line: int) -> Made:
    """Stand in where there is no calendar."""
    return (), ()


@dataclass(frozen=True, slots=True)
class BedBoard:
    """What is on the board between two nights. Bars and closures of a line are made when it first comes into sight."""

    window: Span
    lines: tuple[BoardLine, ...]
    counts: tuple[NightCount, ...]
    make: Callable[[int], Made] = _nothing
    _made: dict[int, Made] = field(default_factory=dict[int, "Made"])

    @property
    def bars(self) -> list[Bar]:
        """Give all bars, in the order of lines and nights."""
        return [bar for line in range(len(self.lines)) for bar in self.bars_on(line)]

    def bars_on(self, line: int) -> Sequence[Bar]:
        """Give the bars of a line, by the night in which they begin."""
        return self._of(line)[0]

    def shuts_on(self, line: int) -> Sequence[Shut]:
        """Give the closures of a line."""
        return self._of(line)[1]

    def bar_at(self, line: int, night: int) -> Bar | None:
        """Give the bar on a line in a night; of two the one that began later."""
        found = [bar for bar in self.bars_on(line) if bar.first <= night < bar.end]
        return found[-1] if found else None

    def _of(self, line: int) -> Made:
        if line not in self._made:
            self._made[line] = self.make(line)
        return self._made[line]


def build(
    calendar: BedCalendar,
    window: Span,
    houses: Sequence[tuple[str, str]],
    name: Callable[[str], str],
    *,
    over: frozenset[str] = frozenset({"cancelled"}),
    merged: Mapping[str, str] = _NOBODY,
) -> BedBoard:
    """Put the board together.

    Args:
        calendar: What is held; it must not change afterwards, as bars are made from it when they come into sight.
        window: The nights in question; bars that reach beyond keep all their nights.
        houses: Id and name of each house, in the order to show.
        name: Gives the name of a person, without asking a vault.
        over: Statuses that are not shown.
        merged: People of whom the books have made one with somebody else, and who that is.
    """
    lines: list[BoardLine] = []
    rooms: defaultdict[str, list[str]] = defaultdict(list)
    for room in sorted(calendar.rooms.values(), key=lambda room: (room.floor, room.name, room.id)):
        rooms[room.house].append(room.id)
    for house, house_name in houses:
        lines.append(BoardLine(HOUSE, house, house_name))
        for room_id in rooms[house]:
            room = calendar.rooms[room_id]
            notes = [_("step-free") if room.step_free else "", _("quiet") if room.quiet else "", room.floor]
            lines.append(BoardLine(ROOM, room_id, room.name, ", ".join(note for note in notes if note)))
            beds = calendar.beds_of_room.get(room_id, ())
            ordered = sorted(beds, key=lambda bed: (calendar.beds[bed].name, bed))
            lines += [BoardLine(BED, bed, calendar.beds[bed].name) for bed in ordered]

    waiting = _waiting(calendar, window, over)
    begin = len(lines) + 1
    if waiting:
        lines.append(BoardLine(HOUSE, "", _("Without a bed")))
        lines += [BoardLine(BED, "", name(stay.person)) for stay in waiting]

    def make(line: int) -> Made:
        if not 0 <= line < len(lines) or lines[line].sort != BED:
            return (), ()
        if line < begin:
            return _bed(calendar, lines[line].id, line, window, name, over, merged)
        return [_without_bed(calendar, waiting[line - begin], line, name)], ()

    return BedBoard(window, tuple(lines), tuple(night_counts(calendar, window)), make)


def _waiting(calendar: BedCalendar, window: Span, over: frozenset[str]) -> list[StayRow]:
    """Give the stays that have no bed that is here, by the day of arriving."""
    found = [
        stay
        for stay in calendar.plan.stays
        if stay.bed not in calendar.beds
        and stay.status not in over
        and (nights := calendar.spans.get(stay.id)) is not None
        and overlap(nights, window)
    ]
    return sorted(found, key=lambda stay: (calendar.spans[stay.id], stay.id))


def _without_bed(calendar: BedCalendar, stay: StayRow, line: int, name: Callable[[str], str]) -> Bar:
    """Give the bar of a stay without a bed: amber, since somebody has to do something about it."""
    reason = _("has no bed yet") if stay.bed is None else _("the bed is not here any more")
    return Bar(stay.id, line, *calendar.spans[stay.id], name(stay.person), stay.status, AMBER, reason)


def _bed(
    calendar: BedCalendar,
    bed: str,
    line: int,
    window: Span,
    name: Callable[[str], str],
    over: frozenset[str],
    merged: Mapping[str, str],
) -> Made:
    """Give the stays and closures of a bed."""
    bars: list[Bar] = []
    taken = calendar.spans_of(bed, window)
    closed = [each for each in taken if each[3]]
    shuts = [
        Shut(line, first, end, next((c.reason for c in calendar.plan.closures if c.id == by), ""))
        for first, end, by, _closed in closed
    ]
    stays = calendar.stays
    held = [each for each in taken if not each[3] and stays[each[2]].status not in over]
    # Spans are by their beginnings: two share a night only if one begins before the latest end so far.
    ends = accumulate((each[1] for each in held), max)
    is_doubled = any(end > other[0] for end, other in zip(ends, held[1:], strict=False))
    turn = 0
    for first, end, by, _closed in held:
        stay = stays[by]
        tone, reason, half = PLAIN, "", 0
        if is_doubled and (others := [o for o in held if o[2] != by and o[0] < end and first < o[1]]):
            half, turn = 1 + turn % 2, turn + 1
            who = ", ".join(sorted({name(stays[other[2]].person) for other in others}))
            tone, reason = RED, _("given twice, also to {who}").format(who=who)
        elif closed and any(other[0] < end and first < other[1] for other in closed):
            tone, reason = AMBER, _("the bed is closed in some of these nights")
        elif stay.person in merged:
            tone, reason = AMBER, _("is one with {who} in the books").format(who=merged[stay.person])
        elif calendar.requirements:
            missed = _missed(calendar, stay, bed, (first, end))
            tone, reason = (AMBER, ", ".join(missed)) if missed else (PLAIN, "")
        bars.append(Bar(by, line, first, end, name(stay.person), stay.status, tone, reason, half))
    return bars, shuts


def _missed(calendar: BedCalendar, stay: StayRow, bed: str, nights: Span) -> list[str]:
    """Say which of the musts of a stay its bed does not meet."""
    found = fit(calendar, stay.person, bed, nights, without=frozenset({stay.id}))
    return found.reasons()[len(found.met) : len(found.met) + len(found.musts)] if found.musts else []
