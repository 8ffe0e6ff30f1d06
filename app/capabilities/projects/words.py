"""Figures of projects in words, the same on every floor."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping

from app.capabilities.ledger.currencies import EXPONENTS
from app.capabilities.projects.actions import Met
from app.capabilities.projects.outcomes import Outcome, ProjectActivity
from app.capabilities.projects.records_actions import REQUIREMENTS
from app.capabilities.projects.values import figure
from app.i18n import _
from app.records.days import format_day


def gap_words(gap: int) -> str:
    """Say how much is missing."""
    if gap == 0:
        return _("can do now")
    return _("one thing missing") if gap == 1 else _("{n} things missing").format(n=gap)


def line_words(line: Met, names: Mapping[str, str]) -> str:
    """Say what a line needs."""
    need = line.need
    sort = _(REQUIREMENTS.get(need.sort, need.sort))
    what = names.get(need.skill or "", "") or need.what or names.get(need.capability or "", "") or sort
    return f"{what} ({need.level})" if need.skill else what


def by_words(line: Met, names: Mapping[str, str], most: int) -> str:
    """Name whom or what a line has: what is there several times once, with how often, and not more than so many."""
    found = Counter(filter(None, (names.get(one, "") for one in line.by)))
    said = [name if count == 1 else f"{name} × {count}" for name, count in found.items()]
    return ", ".join(said[:most]) + ("…" if len(said) > most else "")


def outcome_words(one: Outcome) -> str:
    """Say an outcome."""
    if one.value is None:
        return _("not measured yet")
    said = f"{figure(one.value)} {one.aim.unit}".strip()
    if one.progress is not None:
        said += _(", {progress} of the way").format(progress=f"{float(one.progress):.0%}")
    return _("{what}, on {day}").format(what=said, day=format_day(one.on) if one.on else "")


def activity_words(done: ProjectActivity) -> str:
    """Say what was done."""
    words = _("{hours} h, {tasks} tasks, {people} people").format(
        hours=f"{done.minutes / 60:.1f}", tasks=done.tasks, people=done.people
    )
    spent = (f"{minor / 10 ** EXPONENTS.get(currency, 2):.2f} {currency}" for currency, minor in done.spent)
    return ", ".join([words, *spent])


def queue_words(queue: int, clears: int | None, growing: int) -> str:
    """Say how long the queue is, and when it clears."""
    if not queue:
        return _("Nobody waits.")
    if clears is not None:
        return _("{n} wait to be spoken to; the queue clears in {m} minutes.").format(n=queue, m=clears)
    if growing:
        return _("{n} wait to be spoken to; growing by {m} an hour.").format(n=queue, m=growing)
    return _("{n} wait to be spoken to; the queue does not get shorter.").format(n=queue)


def slot_words(without: int, to_offer: int) -> str:
    """Say how many have no slot yet, and for how many there is one."""
    if not without:
        return _("Everybody has a slot.")
    if to_offer >= without:
        return _("{n} have no slot yet, and there is one for each.").format(n=without)
    words = _("{n} have no slot yet, and {m} slots are left to offer: plan another event with places.")
    return words.format(n=without, m=to_offer)
