"""What makes it impossible to place somebody, named in words."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from itertools import combinations

from app.capabilities.houses.beds.nights import day_of
from app.capabilities.houses.beds.rows import QUIET, STEP_FREE, RequirementRow
from app.capabilities.houses.placing.task import PlacingTask, StayBlock
from app.i18n import N_, _, ngettext
from app.records.days import format_day

NEEDS = {STEP_FREE: N_("step-free"), QUIET: N_("quiet")}


def why_unplaced(
    task: PlacingTask, block: StayBlock, *, makes_room: Callable[[RequirementRow], bool], name: Callable[[str], str]
) -> str:
    """Say what keeps a stay from having a bed.

    The first night with more people than beds; else a night on which more people need something than there are beds
    with it; else the one must whose giving up makes room; else what is left to say.
    """
    nights = range(max(block.nights[0], task.window[0]), min(block.nights[1], task.window[1]))
    for night in _telling(task, nights):
        people, beds = _people(task, night), _open_beds(task, night)
        if len(people) > len(beds):
            return _("On the night of {day} there are {people} people and {beds} beds.").format(
                day=_day(night), people=len(people), beds=len(beds)
            )
    for night in _telling(task, nights):
        group = _smallest_group(task, night)
        if group is not None:
            wants, people, beds = group
            words = _(" and ").join(_(NEEDS[want]) for want in wants)
            return ngettext(
                "On the night of {day} {people} people need a {need} bed and there is {beds}: {names}.",
                "On the night of {day} {people} people need a {need} bed and there are {beds}: {names}.",
                beds,
            ).format(
                day=_day(night),
                people=len(people),
                need=words,
                beds=beds,
                names=", ".join(name(person) for person in people),
            )
    for row in _musts(task, block):
        if makes_room(row):
            return _("There would be room if {person} gave up one requirement: {want}.").format(
                person=name(row.person), want=want_in_words(row, name)
            )
    if not block.options:
        return _("No single bed is free for all these nights with what is needed.")
    return _("No arrangement was found in which nobody who may not move has to move.")


def want_in_words(row: RequirementRow, name: Callable[[str], str]) -> str:
    """Say a requirement in words."""
    words = {
        STEP_FREE: _("step-free"),
        QUIET: _("quiet"),
        "own_room": _("a room of their own"),
        "with": _("in one room with {other}"),
        "not_with": _("not in one room with {other}"),
    }
    return words.get(row.wants, row.wants).format(other="" if row.other is None else name(row.other))


def _day(night: int) -> str:
    day = day_of(night)
    return "" if day is None else format_day(day)


def _telling(task: PlacingTask, nights: range) -> list[int]:
    """Give the nights at which something changes; in those between it is as on the night before."""
    events = {nights.start} if len(nights) else set[int]()
    for first, end in task.calendar.spans.values():
        events.update((first, end))
    for bed in task.calendar.beds:
        for taken in task.calendar.taken(bed, (nights.start, nights.stop)):
            events.update((taken.first, taken.end))
    return sorted(night for night in events if night in nights)


def _people(task: PlacingTask, night: int) -> list[str]:
    """Give the stays of a night that need or have a bed."""
    moving = {block.id for block in task.blocks}
    calendar = task.calendar
    return sorted(
        stay
        for stay, (first, end) in calendar.spans.items()
        if first <= night < end and (stay in moving or calendar.stays[stay].bed in calendar.beds)
    )


def _open_beds(task: PlacingTask, night: int) -> list[str]:
    """Give the beds that are not closed in a night."""
    tonight = (night, night + 1)
    return [bed for bed in task.calendar.beds if not any(each.closed for each in task.calendar.taken(bed, tonight))]


def _smallest_group(task: PlacingTask, night: int) -> tuple[tuple[str, ...], list[str], int] | None:
    """Find the smallest group that needs more beds of a sort than there are: (needs, people, beds)."""
    calendar = task.calendar
    beds = _open_beds(task, night)
    rooms = {bed: calendar.room_of(bed) for bed in beds}
    needs = {stay: _needs_of(task, stay) for stay in _people(task, night)}
    found: list[tuple[int, tuple[str, ...], list[str], int]] = []
    kinds = sorted(NEEDS)
    for size in range(1, len(kinds) + 1):
        for wants in combinations(kinds, size):
            asking = [stay for stay, mine in needs.items() if mine >= set(wants)]
            fitting = [bed for bed in beds if (r := rooms[bed]) is not None and all(getattr(r, w) for w in wants)]
            # Whoever sits in such a bed and may not move takes it away from those who need it.
            moving = {block.id for block in task.blocks}
            held = {
                each.by
                for bed in fitting
                for each in calendar.taken(bed, (night, night + 1))
                if not each.closed and each.by not in moving and each.by not in asking
            }
            left = max(0, len(fitting) - len(held))
            if len(asking) > left:
                people = sorted(calendar.stays[stay].person for stay in asking)
                found.append((left, wants, people, left))
    if not found:
        return None
    _size, wants, people, left = min(found, key=lambda each: (len(each[2]), each[1]))
    return wants, people, left


def _needs_of(task: PlacingTask, stay: str) -> set[str]:
    """Give what the person of a stay needs of a room."""
    person = task.calendar.stays[stay].person
    rows = task.calendar.requirements.get(person, ())
    return {row.wants for row in rows if row.must and row.wants in NEEDS and row.id not in task.ignored}


def _musts(task: PlacingTask, block: StayBlock) -> Sequence[RequirementRow]:
    """Give the musts of those who share nights with the stay, its own first, by id."""
    near = {
        task.calendar.stays[stay].person
        for stay, (first, end) in task.calendar.spans.items()
        if first < block.nights[1] and block.nights[0] < end
    }
    rows = [row for row in task.calendar.plan.requirements if row.must and row.person in near]
    usable = [row for row in rows if row.id not in task.ignored]
    return sorted(usable, key=lambda row: (row.person != block.stay.person, row.id))
