"""Place in the order of booking: each takes the first bed that is free, the measure that placing must not miss."""

from __future__ import annotations

from collections import defaultdict

from app.capabilities.houses.beds.nights import Span, overlap
from app.capabilities.houses.placing.colouring import colour, fullest
from app.capabilities.houses.placing.outcome import Place
from app.capabilities.houses.placing.task import PlacingTask, StayBlock


def in_order_of_booking(task: PlacingTask) -> dict[str, Place]:
    """Keep everybody who has a bed, then give each of the others the first free one, as they were booked."""
    given: dict[str, Place] = {}
    nights_of: defaultdict[str, list[Span]] = defaultdict(list)
    rooms: defaultdict[str, list[StayBlock]] = defaultdict(list)
    apart, company = _hard_pairs(task)

    def put(block: StayBlock, bed: str) -> bool:
        if any(overlap(span, block.nights) for span in nights_of[bed]):
            return False
        room = task.room(bed)
        if any(other.id in apart[block.id] for other in rooms[room]):
            return False
        if any(other in given and task.room(str(given[other][0])) != room for other in company[block.id]):
            return False
        nights_of[bed].append(block.nights)
        rooms[room].append(block)
        given[block.id] = (bed,)
        return True

    for block in task.blocks:
        if block.bed is not None:
            put(block, block.bed)
    waiting = [block for block in task.blocks if block.id not in given]
    for block in sorted(waiting, key=lambda block: (block.bed is None, block.stay.booked, block.nights[0], block.id)):
        for bed in block.options:
            if put(block, bed):
                break
    return given


def _hard_pairs(task: PlacingTask) -> tuple[defaultdict[str, set[str]], defaultdict[str, set[str]]]:
    """Give for each stay those that it must not share a room with, and those that it must."""
    apart: defaultdict[str, set[str]] = defaultdict(set)
    company: defaultdict[str, set[str]] = defaultdict(set)
    for pair in task.pairs:
        if pair.hard:
            side = company if pair.together else apart
            side[pair.one].add(pair.other)
            side[pair.other].add(pair.one)
    return apart, company


def by_colouring(task: PlacingTask) -> dict[str, Place]:
    """Place stays that may all have the same beds with as few of them as can be; nobody if they may not."""
    if any(pair.must for pair in task.pairs) or any(block.bed is not None for block in task.blocks):
        return {}
    options = [tuple(block.options) for block in task.blocks]
    if not options or any(each != options[0] for each in options):
        return {}
    spans = {block.id: block.nights for block in task.blocks}
    if fullest(spans) > len(options[0]):
        return {}
    return {stay: (options[0][number],) for stay, number in colour(spans).items()}
