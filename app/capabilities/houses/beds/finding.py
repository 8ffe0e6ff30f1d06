"""Find a bed: free as it is, then with one change on the way, then by moving others, then on other dates."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import accumulate

from app.capabilities.houses.beds.calendar import BedCalendar
from app.capabilities.houses.beds.fitting import BedFit, fit, usable
from app.capabilities.houses.beds.nights import FAR, Span
from app.capabilities.houses.beds.rows import RequirementRow
from app.i18n import _, ngettext

# How far around the asked dates the nearest others are looked for.
AROUND = 60


@dataclass(frozen=True, slots=True)
class Direct:
    """A bed that is free for all the nights."""

    bed: str
    reasons: tuple[str, ...]
    unmet: int


@dataclass(frozen=True, slots=True)
class Change:
    """Two beds with one change on the way, on ``night`` (an ordinal)."""

    first: str
    second: str
    night: int
    reasons: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Moving:
    """A bed that becomes free when others move: ``moves`` are stays and their new beds."""

    bed: str
    moves: tuple[tuple[str, str], ...]
    reasons: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Shifted:
    """The same number of nights at another time, and a bed that is free then."""

    nights: Span
    bed: str
    shift: int


@dataclass(frozen=True, slots=True)
class FoundBeds:
    """The answer for one person; what comes later is looked for only while nothing came before."""

    direct: tuple[Direct, ...] = ()
    change: tuple[Change, ...] = ()
    moving: tuple[Moving, ...] = ()
    nearest: tuple[Shifted, ...] = ()


def find_beds(
    calendar: BedCalendar,
    nights: Span,
    *,
    person: str | None = None,
    without: frozenset[str] = frozenset(),
    most: int = 20,
    since: int = 0,
) -> FoundBeds:
    """Look for a bed for one person, or for anybody, in these nights.

    Args:
        calendar: What is held now.
        nights: The nights asked for, half open.
        person: Whose requirements count; nobody's if None.
        without: Stays to leave out of account, such as the one that asks.
        most: How many answers of each kind to give at most.
        since: No other dates are offered that begin before this night.
    """
    direct = direct_beds(calendar, nights, person=person, without=without)
    if direct:
        return FoundBeds(direct=tuple(direct[:most]))
    change = one_change(calendar, nights, person=person, without=without)
    moving = by_moving(calendar, nights, person=person, without=without)
    nearest: list[Shifted] = []
    if nights[1] < FAR:
        nearest = nearest_dates(calendar, nights, person=person, without=without, since=since)
    return FoundBeds((), tuple(change[:most]), tuple(moving[:most]), tuple(nearest[:most]))


def direct_beds(
    calendar: BedCalendar,
    nights: Span,
    *,
    person: str | None = None,
    without: frozenset[str] = frozenset(),
    near: str | None = None,
) -> list[Direct]:
    """Give the beds that are free in all the nights and have what must be.

    Those with the fewest wishes unmet come first, then those nearest to the bed ``near``, then the tightest fit.
    """
    needs = _needs(calendar, person)
    found: list[tuple[int, int, int, str, BedFit]] = []
    for bed in calendar.beds:
        if not calendar.is_free(bed, nights, without=without):
            continue
        judged = _judged(calendar, person, bed, nights, needs, without)
        if judged.allowed:
            # A bed that leaves short gaps unused is taken before one that stays open for a long stay.
            gap = (nights[0] - calendar.free_since(bed, nights[0])) + (calendar.free_until(bed, nights[0]) - nights[1])
            far = 0 if near is None else _distance(calendar, near, bed)
            found.append((len(judged.wishes), far, max(gap, 0), bed, judged))
    found.sort(key=lambda each: each[:4])
    return [
        Direct(bed, (_("free for all the nights"), *judged.reasons()), unmet)
        for unmet, _far, _gap, bed, judged in found
    ]


def one_change(
    calendar: BedCalendar, nights: Span, *, person: str | None = None, without: frozenset[str] = frozenset()
) -> list[Change]:
    """Give pairs of beds with one change on the way: in one room first, then in one house, then the later change."""
    needs = _needs(calendar, person)
    reach: list[tuple[int, str]] = []
    back: list[tuple[int, str]] = []
    for bed in calendar.beds:
        until = _free_until(calendar, bed, nights[0], without)
        since = _free_since(calendar, bed, nights[1], without)
        if until > nights[0] and _judged(calendar, person, bed, (nights[0], until), needs, without).allowed:
            reach.append((min(until, nights[1]), bed))
        if since < nights[1] and _judged(calendar, person, bed, (since, nights[1]), needs, without).allowed:
            back.append((max(since, nights[0]), bed))
    reach.sort(key=lambda each: (-each[0], each[1]))
    back.sort()
    found: list[tuple[int, int, str, str]] = []
    for until, first in reach:
        for since, second in back:
            if since > until:
                break
            if first != second and until < nights[1] and since > nights[0]:
                found.append((_distance(calendar, first, second), -until, first, second))
    found.sort()
    words = (_("another room of the house"), _("another house"))
    return [
        Change(first, second, -until, (_("the same room"),) if far == 0 else (words[far - 1],))
        for far, until, first, second in found
    ]


def by_moving(
    calendar: BedCalendar, nights: Span, *, person: str | None = None, without: frozenset[str] = frozenset()
) -> list[Moving]:
    """Give beds that become free when stays that may move take other free beds, fewest moves first."""
    needs = _needs(calendar, person)
    found: list[tuple[int, str, tuple[tuple[str, str], ...]]] = []
    for bed in calendar.beds:
        taken = [(by, closed) for _first, _end, by, closed in calendar.spans_of(bed, nights) if by not in without]
        if not taken or any(closed or not calendar.stays[by].may_move for by, closed in taken):
            continue
        leaving = without | {by for by, _closed in taken}
        if not _judged(calendar, person, bed, nights, needs, leaving).allowed:
            continue
        moves = _moves(calendar, bed, [by for by, _closed in taken], leaving)
        if moves is not None:
            found.append((len(moves), bed, moves))
    found.sort()
    return [
        Moving(
            bed,
            moves,
            (ngettext("{count} other stay moves", "{count} other stays move", count).format(count=count),),
        )
        for count, bed, moves in found
    ]


def nearest_dates(
    calendar: BedCalendar,
    nights: Span,
    *,
    person: str | None = None,
    without: frozenset[str] = frozenset(),
    most: int = 3,
    since: int = 0,
) -> list[Shifted]:
    """Give the nearest other dates at which a bed is free for as many nights; the later of two equally near first.

    None begins before the night ``since``: who asks for next week is not helped by last week.
    """
    needs = _needs(calendar, person)
    ranges = _free_shifts(calendar, nights, without)
    steps = [0] * (2 * AROUND + 2)
    for _bed, least, greatest in ranges:
        steps[least + AROUND] += 1
        steps[greatest + AROUND + 1] -= 1
    free = list(accumulate(steps))
    found: list[Shifted] = []
    for shift in (each for days in range(1, AROUND + 1) for each in (days, -days)):
        if not free[shift + AROUND] or nights[0] + shift < since:
            continue
        moved = (nights[0] + shift, nights[1] + shift)
        for bed, least, greatest in ranges:
            if least <= shift <= greatest and _judged(calendar, person, bed, moved, needs, without).allowed:
                found.append(Shifted(moved, bed, shift))
                break
        if len(found) == most:
            break
    return found


def _free_shifts(calendar: BedCalendar, nights: Span, without: frozenset[str]) -> list[tuple[str, int, int]]:
    """Give each bed with how many nights later, from and to, it is free for as many nights; earlier is negative."""
    found: list[tuple[str, int, int]] = []
    window = (nights[0] - AROUND, nights[1] + AROUND)
    for bed in calendar.beds:
        begins = window[0]
        for first, end, by, _closed in (*calendar.spans_of(bed, window), (window[1], window[1], "", False)):
            if by in without:
                continue
            if first - nights[1] >= begins - nights[0]:
                found.append((bed, begins - nights[0], first - nights[1]))
            begins = max(begins, end)
    return found


def _needs(calendar: BedCalendar, person: str | None) -> list[RequirementRow]:
    """Give what the person needs and wishes; nothing for anybody."""
    return [] if person is None else usable(calendar.requirements.get(person, ()))


def _judged(
    calendar: BedCalendar,
    person: str | None,
    bed: str,
    nights: Span,
    needs: Sequence[RequirementRow],
    without: frozenset[str],
) -> BedFit:
    """Judge a bed; where nobody has any requirement there is nothing to judge."""
    if person is None or (not needs and not calendar.requirements):
        return BedFit((), (), ())
    return fit(calendar, person, bed, nights, without=without, needs=needs)


def _free_until(calendar: BedCalendar, bed: str, night: int, without: frozenset[str]) -> int:
    """Give the first night from ``night`` on in which the bed is taken by a stay that counts."""
    if not without:
        return calendar.free_until(bed, night)
    return min(
        (max(each.first, night) for each in calendar.taken(bed, (night, FAR)) if each.by not in without), default=FAR
    )


def _free_since(calendar: BedCalendar, bed: str, end: int, without: frozenset[str]) -> int:
    """Give the first night from which on the bed is free up to ``end``."""
    if not without:
        return calendar.free_since(bed, end)
    return max((min(each.end, end) for each in calendar.taken(bed, (0, end)) if each.by not in without), default=0)


def _distance(calendar: BedCalendar, first: str, second: str) -> int:
    """Say how far a change is: 0 in the room, 1 in the house, 2 to another house."""
    one, other = calendar.room_of(first), calendar.room_of(second)
    if one is None or other is None or one.house != other.house:
        return 2
    return 0 if one.id == other.id else 1


def _moves(
    calendar: BedCalendar, bed: str, stays: Sequence[str], leaving: frozenset[str]
) -> tuple[tuple[str, str], ...] | None:
    """Find another bed for each stay, no two of them in one bed in the same night; None if one finds none."""
    given: defaultdict[str, list[Span]] = defaultdict(list)
    moves: list[tuple[str, str]] = []
    for stay in stays:
        nights = calendar.spans[stay]
        person = calendar.stays[stay].person
        needs = _needs(calendar, person)
        for other in calendar.beds:
            clash = any(span[0] < nights[1] and nights[0] < span[1] for span in given[other])
            if other == bed or clash or not calendar.is_free(other, nights, without=leaving):
                continue
            if _judged(calendar, person, other, nights, needs, leaving).allowed:
                given[other].append(nights)
                moves.append((stay, other))
                break
        else:
            return None
    return tuple(moves)
