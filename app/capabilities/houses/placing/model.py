"""The placing as a mixed-integer program, built as plain arrays of rows and columns.

For each stay and each bed that it may have there is a variable; where stays may be cut, one for the bed up to each
night on which somebody comes or goes, and one for the bed from then on.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, field

from app.capabilities.houses.beds.nights import Span
from app.capabilities.houses.placing.outcome import Place, rank
from app.capabilities.houses.placing.task import PlacingTask, RoomPair, StayBlock

# In larger models equally good placings are told apart by the solver, which takes one thread, one seed and sorted rows:
# its answer is the same wherever its version is. A fixed order of our own would take most of the time.
MOST_TO_ORDER = 6_000


@dataclass(slots=True)
class Constraint:
    """A linear constraint: lower <= sum of coefficient x variable <= upper; None is unbounded."""

    columns: list[int]
    values: list[int]
    lower: int | None
    upper: int | None


@dataclass(slots=True)
class Model:
    """Binary variables with constraints, and the goals one after the other; the first ``sure`` of them are 0."""

    count: int = 0
    rows: list[Constraint] = field(default_factory=list["Constraint"])
    goals: list[dict[int, int]] = field(default_factory=list[dict[int, int]])
    sure: int = 0
    whole: dict[tuple[str, str], int] = field(default_factory=dict[tuple[str, str], int])
    first: dict[tuple[str, str, int], int] = field(default_factory=dict[tuple[str, str, int], int])
    second: dict[tuple[str, str, int], int] = field(default_factory=dict[tuple[str, str, int], int])
    out: dict[str, int] = field(default_factory=dict[str, int])

    def variable(self) -> int:
        """Add a variable that is 0 or 1."""
        self.count += 1
        return self.count - 1

    def places(self, values: list[int]) -> dict[str, Place]:
        """Read who sleeps where from the values of the variables."""
        found: dict[str, Place] = {stay: (bed,) for (stay, bed), column in self.whole.items() if values[column]}
        ends = {(stay, night): bed for (stay, bed, night), column in self.second.items() if values[column]}
        for (stay, bed, night), column in self.first.items():
            if values[column]:
                found[stay] = (bed, night, ends[stay, night])
        return found


def build(task: PlacingTask, cuts: dict[str, list[int]], reached: int = 0) -> Model:
    """Write down the placing.

    Args:
        task: What there is to place.
        cuts: The nights at which a stay may change its bed, if it may at all.
        reached: How many of the goals, from the first on, are known to be reached at 0.
    """
    model = Model()
    for block in task.blocks:
        _block(task, model, block, cuts.get(block.id, []))
    _one_to_a_bed(task, model)
    unmet: list[tuple[int, bool]] = []
    for pair in task.pairs:
        _pair(task, model, pair, unmet)
    _goals(task, model, unmet, reached)
    return model


def cut_nights(task: PlacingTask, block: StayBlock) -> list[int]:
    """Give the nights inside a stay on which another stay or closure begins or ends: no other cut makes room."""
    events: set[int] = set()
    for other in task.blocks:
        events.update(other.nights)
    for bed in task.calendar.beds:
        for taken in task.calendar.taken(bed, block.nights):
            events.update((taken.first, taken.end))
    return sorted(night for night in events if block.nights[0] < night < block.nights[1])


def _block(task: PlacingTask, model: Model, block: StayBlock, cuts: list[int]) -> None:
    """Add the variables of a stay: exactly one bed, one cut, or none."""
    columns: list[int] = []
    for bed in block.options:
        model.whole[block.id, bed] = model.variable()
        columns.append(model.whole[block.id, bed])
    for night in cuts:
        firsts = [(bed, model.variable()) for bed in task.options(block, (block.nights[0], night))]
        seconds = [(bed, model.variable()) for bed in task.options(block, (night, block.nights[1]))]
        model.first.update({(block.id, bed, night): column for bed, column in firsts})
        model.second.update({(block.id, bed, night): column for bed, column in seconds})
        columns.extend(column for _bed, column in firsts)
        balance = [column for _bed, column in (*firsts, *seconds)]
        model.rows.append(Constraint(balance, [1] * len(firsts) + [-1] * len(seconds), 0, 0))
        then = dict(seconds)
        for bed, before in firsts:
            if bed in then:
                model.rows.append(Constraint([before, then[bed]], [1, 1], None, 1))
    model.out[block.id] = model.variable()
    columns.append(model.out[block.id])
    model.rows.append(Constraint(columns, [1] * len(columns), 1, 1))


def _held(task: PlacingTask, model: Model) -> Iterator[tuple[str, Span, int, str]]:
    """Go through bed, nights, variable and stay of every way to hold a bed."""
    spans = {block.id: block.nights for block in task.blocks}
    for (stay, bed), column in model.whole.items():
        yield bed, spans[stay], column, stay
    for (stay, bed, night), column in model.first.items():
        yield bed, (spans[stay][0], night), column, stay
    for (stay, bed, night), column in model.second.items():
        yield bed, (night, spans[stay][1]), column, stay


def _one_to_a_bed(task: PlacingTask, model: Model) -> None:
    """Let each bed be held once in each night; only nights that somebody arrives on need to be looked at."""
    of_bed: defaultdict[str, list[tuple[int, int, int]]] = defaultdict(list)
    for bed, nights, column, _stay in _held(task, model):
        of_bed[bed].append((*nights, column))
    for held in of_bed.values():
        before: set[int] = set()
        for night in sorted({first for first, _end, _column in held}):
            columns = {column for first, end, column in held if first <= night < end}
            # A night whose people are all in the one before says nothing new.
            if len(columns) > 1 and not columns <= before:
                model.rows.append(Constraint(sorted(columns), [1] * len(columns), None, 1))
            before = columns


def _in_room(task: PlacingTask, model: Model, stay: str) -> dict[str, list[int]]:
    """Give for each room the variables of a stay that put it there, whole or in part."""
    rooms: defaultdict[str, list[int]] = defaultdict(list)
    block = task.block(stay)
    for bed in block.options:
        rooms[task.room(bed)].append(model.whole[stay, bed])
    for parts in (model.first, model.second):
        for (of, bed, _night), column in parts.items():
            if of == stay:
                rooms[task.room(bed)].append(column)
    return rooms


def _pair(task: PlacingTask, model: Model, pair: RoomPair, unmet: list[tuple[int, bool]]) -> None:
    """Let two stays share a room, or not; a variable says if it is not so, with its price as a must or a wish."""
    one, other = _in_room(task, model, pair.one), _in_room(task, model, pair.other)
    cut = {stay for stay, _bed, _night in model.first}
    spare: list[int] = []
    if not pair.hard:
        spare = [model.variable()]
        unmet.append((spare[0], pair.must))
    for room in sorted({*one, *other}):
        mine, theirs = one.get(room, []), other.get(room, [])
        if pair.together:
            for here, there, out in ((mine, theirs, pair.other), (theirs, mine, pair.one)):
                for columns in [here] if not cut else [[column] for column in here]:
                    less = [*there, model.out[out], *spare]
                    row = Constraint([*columns, *less], [1] * len(columns) + [-1] * len(less), None, 0)
                    model.rows.append(row)
        elif mine and theirs:
            if cut & {pair.one, pair.other}:
                both = [[column, against] for column in mine for against in theirs]
            else:
                both = [[*mine, *theirs]]
            for columns in both:
                model.rows.append(Constraint([*columns, *spare], [1] * len(columns) + [-1] * len(spare), None, 1))


def _goals(task: PlacingTask, model: Model, unmet: list[tuple[int, bool]], reached: int) -> None:
    """Write down what is to be smallest, one after the other, as ``Score`` has it, and the fixed order last."""
    put_out: dict[int, int] = {}
    unplaced: dict[int, int] = {}
    musts = {column: 1 for column, must in unmet if must}
    wishes = {column: 1 for column, must in unmet if not must}
    moved: dict[int, int] = {}
    order: dict[int, int] = {}
    for block in task.blocks:
        (unplaced if block.bed is None else put_out)[model.out[block.id]] = block.weight
        for bed, (missed_musts, missed_wishes) in block.options.items():
            column = model.whole[block.id, bed]
            order[column] = rank(block.id, bed)
            if missed_musts:
                musts[column] = missed_musts
            if missed_wishes:
                wishes[column] = missed_wishes
            if block.bed is not None and bed != block.bed:
                moved[column] = 1
    cuts: dict[int, int] = {}
    for (stay, bed, night), column in model.first.items():
        cuts[column] = 1
        order[column] = rank(stay, f"{bed} {night}")
        _of_part(task, stay, bed, (None, night), column, musts, wishes)
        if task.block(stay).bed is not None:
            moved[column] = 1
    for (stay, bed, night), column in model.second.items():
        order[column] = rank(stay, f"{night} {bed}")
        _of_part(task, stay, bed, (night, None), column, musts, wishes)
    model.goals = [goal for goal in (put_out, unplaced, cuts, musts, moved, wishes) if goal]
    model.sure = sum(bool(goal) for goal in (put_out, unplaced, cuts, musts, moved)[:reached])
    if model.count <= MOST_TO_ORDER:
        model.goals.append(order)


def _of_part(
    task: PlacingTask,
    stay: str,
    bed: str,
    ends: tuple[int | None, int | None],
    column: int,
    musts: dict[int, int],
    wishes: dict[int, int],
) -> None:
    """Price a part of a stay that is cut."""
    block = task.block(stay)
    nights = (ends[0] or block.nights[0], ends[1] or block.nights[1])
    missed_musts, missed_wishes = task.options(block, nights)[bed]
    if missed_musts:
        musts[column] = missed_musts
    if missed_wishes:
        wishes[column] = missed_wishes
