"""The first 21 days of a person: tasks that fit with the reason for each, a buddy, the next nudge, the handover.

Pure: plain rows and a day in, the same plan on every laptop out.
"""

from __future__ import annotations

import datetime
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass

from app.i18n import N_, _
from app.records.days import days_on, format_day

DAYS = 21
NUDGED_FOR = 2 * DAYS
TASKS = 3
MOST_MINUTES = 120
FIRST_WITHIN = 2
HANDOVER_BEFORE = 14
_CODES = ("mo", "tu", "we", "th", "fr", "sa", "su")
_DAY = datetime.timedelta(days=1)
_NUDGES = (
    (1, "welcome", N_("Say hello, and send the first task.")),
    (2, "first-task", N_("Has the first task been done? If not, do it together.")),
    (7, "first-week", N_("Ask how the first week was.")),
    (14, "half-way", N_("Offer something they can do on their own.")),
    (21, "what-next", N_("Talk about what comes next, and how much time they have.")),
)


@dataclass(frozen=True, slots=True)
class Newcomer:
    """What is read of the person: first day, weekdays they can (none: any), skills that hold, languages, last day."""

    id: str
    since: datetime.date | None
    weekdays: frozenset[str] = frozenset()
    skills: frozenset[str] = frozenset()
    languages: frozenset[str] = frozenset()
    until_day: datetime.date | None = None
    buddy: str | None = None
    left_on: datetime.date | None = None

    def has_left(self, day: datetime.date) -> bool:
        """Say whether they have gone by a day: then nothing but the handover is left to do."""
        return self.left_on is not None and self.left_on <= day


@dataclass(frozen=True, slots=True)
class OpenTask:
    """A task that somebody could do; ``allowed`` says whether this person may (see it, and take it)."""

    id: str
    minutes: int | None
    due: datetime.date | None = None
    who: str | None = None
    skill: str | None = None
    status: str = "open"
    allowed: bool = True


@dataclass(frozen=True, slots=True)
class TaskFitting:
    """A task that fits: on which day, and why."""

    task: str
    on_day: datetime.date
    minutes: int
    reasons: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class BuddyCandidate:
    """Somebody who could be a buddy: languages, whether they are here, hours a week stated, newcomers in their care."""

    id: str
    languages: frozenset[str]
    here: bool
    hours_a_week: int
    newcomers: int


@dataclass(frozen=True, slots=True)
class BuddyChoice:
    """Who could be the buddy, and why."""

    person: str
    languages: tuple[str, ...]
    newcomers: int


@dataclass(frozen=True, slots=True)
class Nudge:
    """The next time to get in touch: its day, a stable name, and its words."""

    on_day: datetime.date
    name: str
    text: str
    late: bool


@dataclass(frozen=True, slots=True)
class Held:
    """Something that the person holds: the record and field that name them, and who else could take it."""

    record: str
    kind: str
    field: str
    to: str | None = None


@dataclass(frozen=True, slots=True)
class Handover:
    """The closing handover: by when, whether it is time, and what they hold."""

    by: datetime.date
    due: bool
    holds: tuple[Held, ...]


def fitting_tasks(person: Newcomer, tasks: Iterable[OpenTask], day: datetime.date) -> list[TaskFitting]:
    """Find up to three open tasks of at most two hours that the person may do, the first within 48 hours.

    A task fits if nobody has it, it asks for no skill or for one that they have, and there is a day on which they can
    do it before it is due. Those for which a skill of theirs is asked come first, then those due sooner, then shorter.
    """
    days = _days(person, day)
    found: list[tuple[tuple[object, ...], OpenTask]] = []
    for task in tasks:
        minutes = task.minutes
        taken = task.who is not None or task.status != "open" or not task.allowed
        if taken or not minutes or not 0 < minutes <= MOST_MINUTES:
            continue
        if task.skill is not None and task.skill not in person.skills:
            continue
        if task.due is not None and task.due < days[0]:
            continue
        found.append(((task.skill is None, task.due or datetime.date.max, minutes, task.id), task))
    chosen = [task for _order, task in sorted(found, key=lambda pair: pair[0])[:TASKS]]
    return _spread(chosen, days)


def _spread(tasks: Sequence[OpenTask], days: Sequence[datetime.date]) -> list[TaskFitting]:
    """Give each task a day of its own where there are enough, in the order of their due days."""
    ordered = sorted(tasks, key=lambda task: (task.due or datetime.date.max, task.id))
    found: list[TaskFitting] = []
    for place, task in enumerate(ordered):
        on_day = days[min(place, len(days) - 1)]
        if task.due is not None and task.due < on_day:
            on_day = next(day for day in reversed(days) if day <= task.due)
        found.append(TaskFitting(task.id, on_day, task.minutes or 0, _reasons(task, on_day)))
    return found


def _days(person: Newcomer, day: datetime.date) -> list[datetime.date]:
    """Give the days for tasks: the first within 48 hours whatever the weekday, then days on which they can."""
    near = [day + _DAY * number for number in range(FIRST_WITHIN + 1)]
    first = next((each for each in near if _can(person, each)), near[-1])
    later = (first + _DAY * number for number in range(1, DAYS))
    return [first, *(each for each in later if _can(person, each))]


def _can(person: Newcomer, day: datetime.date) -> bool:
    """Say whether somebody has time on a day of the week."""
    return not person.weekdays or _CODES[day.weekday()] in person.weekdays


def _reasons(task: OpenTask, on_day: datetime.date) -> tuple[str, ...]:
    """Say why a task fits."""
    said = [_("takes {minutes} minutes").format(minutes=task.minutes)]
    said.append(_("asks for a skill that they have") if task.skill else _("asks for no skill"))
    said.append(_("nobody has it yet"))
    said.append(_("there is time on {day}").format(day=format_day(on_day)))
    return tuple(said)


def choose_buddy(person: Newcomer, candidates: Iterable[BuddyCandidate]) -> BuddyChoice | None:
    """Choose who shares a language, has time, and has the fewest newcomers; ties by more time, then by id.

    Where no language of the newcomer is known, everybody is taken to share one.
    """
    fitting = [
        each
        for each in candidates
        if each.id != person.id
        and each.here
        and each.hours_a_week > 0
        and (not person.languages or each.languages & person.languages)
    ]
    if not fitting:
        return None
    best = min(fitting, key=lambda each: (each.newcomers, -each.hours_a_week, each.id))
    return BuddyChoice(best.id, tuple(sorted(best.languages & person.languages)), best.newcomers)


def next_nudge(person: Newcomer, contacts: Collection[datetime.date], day: datetime.date) -> Nudge | None:
    """Give the next time to get in touch, which is over once somebody did so on its day or later, or long after."""
    if person.since is None or day > days_on(person.since, NUDGED_FOR):
        return None
    last = max(contacts, default=None)
    for after, name, text in _NUDGES:
        due = days_on(person.since, after)
        if last is None or last < due:
            return Nudge(due, name, _(text), late=due < day)
    return None


def handover(
    person: Newcomer, holds: Iterable[Held], deputies: Mapping[str, str | None], day: datetime.date
) -> Handover | None:
    """Give the closing handover of somebody whose last day is known: each thing they hold, and to whom it goes.

    ``deputies`` name by record who stands behind; where nobody does, ``to`` is None and is to be settled.
    """
    if person.until_day is None:
        return None
    found = tuple(
        Held(each.record, each.kind, each.field, deputies.get(each.record))
        for each in sorted(holds, key=lambda held: (held.kind, held.record, held.field))
    )
    return Handover(person.until_day, day >= person.until_day - _DAY * HANDOVER_BEFORE, found)


def day_of_stay(person: Newcomer, day: datetime.date) -> int | None:
    """Give the day of the stay, 1 on the first; None if it has not begun or no first day is known."""
    if person.since is None or person.since > day:
        return None
    return (day - person.since).days + 1
