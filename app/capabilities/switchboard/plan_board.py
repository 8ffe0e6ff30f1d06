"""A plan as the window shows it: what stands now beside what would be, by need; and what is missing most."""

from __future__ import annotations

import datetime
from collections import defaultdict
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from app.capabilities.switchboard.board import SwitchboardLook
from app.capabilities.switchboard.grid import CATEGORIES, minutes_of
from app.capabilities.switchboard.plan_service import levers, plan_week
from app.capabilities.switchboard.planning.answer import Covered, PlannedMatch, WeekPlan
from app.capabilities.switchboard.planning.leverage import Leverage, Missing
from app.capabilities.switchboard.planning.week import DAYS
from app.capabilities.switchboard.records import URGENCY
from app.capabilities.switchboard.rows import URGENCIES, ListingRow, MatchRow, TimeWindow
from app.capabilities.switchboard.typing_in import when
from app.capabilities.switchboard.words import amount
from app.i18n import N_, _
from app.services.jobs import Job, Progress

PLAN, LEVERS = N_("Plan the week"), N_("Look for what is missing most")
NEW, SAME, CHANGED, GONE = "new", "same", "changed", "gone"
PINNED, REFUSED, FIXED, OPEN = "pinned", "refused", "fixed", "open"
STATES = {
    NEW: N_("new"),
    SAME: N_("as before"),
    CHANGED: N_("changed"),
    GONE: N_("goes"),
    PINNED: N_("pinned"),
    REFUSED: N_("refused"),
    FIXED: N_("asked already"),
    OPEN: N_("stays open"),
}
_LIMIT_S = 10.0
_MOST_OFFERS = 5


@dataclass(frozen=True, slots=True)
class PlanLine:
    """A pair, or what stays open of a need: how it stands now and how it would be."""

    need: str
    offer: str
    title: str
    urgency: str
    before: str
    after: str
    state: str

    @property
    def urgency_words(self) -> str:
        """Say how urgent the need is."""
        return _(URGENCY.get(self.urgency, self.urgency))

    @property
    def state_words(self) -> str:
        """Say what becomes of it."""
        return _(STATES[self.state])

    @property
    def words(self) -> str:
        """Give all of it, as it is read out and searched."""
        return ", ".join(filter(None, (self.title, self.before, self.after, self.state_words)))


@dataclass(frozen=True, slots=True)
class Reached:
    """How far a plan goes for the needs of an urgency."""

    words: str
    whole: int
    needs: int
    share: float


@dataclass(frozen=True)
class PlannedWeek:
    """A plan with the words for it."""

    plan: WeekPlan
    lines: tuple[PlanLine, ...]
    reached: tuple[Reached, ...]

    @property
    def of_bound(self) -> float:
        """Give what share of what any plan could cover this one does."""
        return self.plan.covered / self.plan.bound if self.plan.bound else 1.0


@dataclass(frozen=True, slots=True)
class MissingWords:
    """What is missing most, with words for it and for the need that it becomes."""

    missing: Missing
    words: str
    title: str


@dataclass(frozen=True, slots=True)
class Levers:
    """On which offers most depends, and what is missing most."""

    offers: tuple[tuple[str, str, int, int], ...]
    missing: MissingWords | None


def planning(at: SwitchboardLook, day: datetime.date, clock: Callable[[], float]) -> Job[PlannedWeek]:
    """Plan the week of a day, as a job that can be cancelled; what was found until then counts."""

    def run(progress: Progress) -> PlannedWeek:
        return in_words(at, plan_week(at.field, day, at.fitter.today, _in_time(progress, clock)))

    return Job(_(PLAN), run)


def leverage_of(at: SwitchboardLook, day: datetime.date, clock: Callable[[], float]) -> Job[Levers]:
    """Look for what depends on which offer and for what is missing, as a job."""

    def run(progress: Progress) -> Levers:
        offers, lacks = levers(at.field, day, at.fitter.today, _in_time(progress, clock))
        return Levers(
            tuple(_lever(at, each) for each in offers[:_MOST_OFFERS]), missing_words(at, lacks) if lacks else None
        )

    return Job(_(LEVERS), run)


def _in_time(progress: Progress, clock: Callable[[], float]) -> Progress:
    """Give progress that also ends when the time is over; who cancels keeps the best so far."""
    began = clock()
    return Progress(progress.step, lambda: progress.is_stopping() or clock() - began > _LIMIT_S)


def _lever(at: SwitchboardLook, each: Leverage) -> tuple[str, str, int, int]:
    """Give id, title, how many needs an offer could meet, and how many stay unmet without it."""
    return each.offer, at.field.listings[each.offer].title, each.could, each.without or 0


def missing_words(at: SwitchboardLook, lacks: Missing) -> MissingWords:
    """Put into words what one more offer would be."""
    kind = _(CATEGORIES.get(lacks.category, lacks.category))
    parts = (kind, at.names.get(lacks.skill or "", ""), when(lacks.windows), at.names.get(lacks.area or "", ""))
    what = " · ".join(filter(None, parts))
    words = _("{what}, {quantity}: meets {more} more.").format(
        what=what,
        quantity=amount(lacks.capacity, lacks.unit, lacks.currency),
        more=amount(lacks.more, lacks.unit, lacks.currency),
    )
    return MissingWords(lacks, words, _("Wanted: {what}").format(what=what))


def in_words(at: SwitchboardLook, plan: WeekPlan) -> PlannedWeek:
    """Lay what stands now beside what is planned."""
    listings = at.field.listings
    before, held = _standing(at, plan)
    after: defaultdict[tuple[str, str], list[PlannedMatch]] = defaultdict(list)
    for each in plan.matches:
        after[each.need, each.offer].append(each)
    lines: list[tuple[int, PlanLine]] = []
    known = [key for key in sorted({*before, *after, *held}) if key[0] in listings and key[1] in listings]
    lines += [(0, _line(at, key, before.get(key, []), after.get(key, []), held.get(key, ""))) for key in known]
    lines += [(1, _open(listings[each.need], each)) for each in plan.needs if each.why_not]
    order = {urgency: place for place, urgency in enumerate(URGENCIES)}

    def place(pair: tuple[int, PlanLine]) -> tuple[int, str, str, int, str]:
        last, line = pair
        return (order.get(line.urgency, len(order)), line.title.casefold(), line.need, last, line.offer)

    return PlannedWeek(plan, tuple(line for _last, line in sorted(lines, key=place)), tuple(_reached(plan)))


def _standing(
    at: SwitchboardLook, plan: WeekPlan
) -> tuple[dict[tuple[str, str], list[MatchRow]], dict[tuple[str, str], str]]:
    """Give the matches of the week by pair, and of which pairs something is fixed, pinned or refused."""
    sunday = plan.monday + datetime.timedelta(days=DAYS - 1)
    before: defaultdict[tuple[str, str], list[MatchRow]] = defaultdict(list)
    held: dict[tuple[str, str], str] = {}
    for each in sorted(at.field.matches, key=lambda each: each.id):
        key = (each.need, each.offer)
        if each.backup or not (each.on_day is None or plan.monday <= each.on_day <= sunday):
            continue
        if each.status == "suggested" and each.refused:
            held[key] = REFUSED
        elif each.status == "suggested" or each.takes:
            before[key].append(each)
            if each.takes or each.pinned:
                held[key] = FIXED if each.takes else PINNED
    return dict(before), held


def _line(
    at: SwitchboardLook, key: tuple[str, str], old: Sequence[MatchRow], new: Sequence[PlannedMatch], held: str
) -> PlanLine:
    """Say of a pair what stands and what would."""
    need, offer = at.field.listings[key[0]], at.field.listings[key[1]]
    given = at.names.get(offer.of or "", "")
    name = f"{offer.title} ({given})" if given else offer.title
    then = _quantity(need, sum(each.quantity for each in old), [_day_and_time(each) for each in old])
    now = _quantity(need, sum(each.quantity for each in new), [_moments(each) for each in new])
    extra = [at.field.listings[each].title for each in new[0].backups] if new else []
    if held in {PINNED, FIXED}:
        after, state = f"{name}: {', '.join(filter(None, (then, now)))}", held
    elif held == REFUSED:
        after, state = name, REFUSED
    elif not new:
        after, state = "", GONE
    else:
        after, state = f"{name}: {now}", NEW if not old else SAME if then == now else CHANGED
    if extra:
        after += "  ·  " + _("back-ups: {names}").format(names=", ".join(extra))
    return PlanLine(*key, need.title, need.urgency, f"{name}: {then}" if old else "", after, state)


def _open(need: ListingRow, each: Covered) -> PlanLine:
    """Say what stays open of a need, and why."""
    left = amount(each.open - each.met, need.unit, need.currency)
    words = _("{quantity} open: {why}").format(quantity=left, why=each.why_not)
    return PlanLine(each.need, "", need.title, need.urgency, "", words, OPEN)


def _quantity(need: ListingRow, total: int, times: Sequence[str]) -> str:
    """Write how much, and when if that is known."""
    return ", ".join([amount(total, need.unit, need.currency), *filter(None, times)]) if total else ""


def _moments(each: PlannedMatch) -> str:
    """Write from when to when a planned match is."""
    if each.day is None:
        return ""
    begin, until = minutes_of(each.begin[11:]), minutes_of(each.until[11:])
    return when((TimeWindow(begin, until, day=each.day),))


def _day_and_time(each: MatchRow) -> str:
    """Write when a match that is there is."""
    if each.on_day is None or not each.begin or not each.until:
        return ""
    return when((TimeWindow(minutes_of(each.begin), minutes_of(each.until), day=each.on_day),))


def _reached(plan: WeekPlan) -> Sequence[Reached]:
    """Say how far the plan goes by urgency."""
    found: list[Reached] = []
    for urgency in URGENCIES:
        shares, whole, count = plan.of_urgency(urgency)
        if count:
            found.append(Reached(_(URGENCY[urgency]), whole, count, float(shares) / count))
    return found
