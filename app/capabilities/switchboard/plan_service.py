"""Plan a week from a vault, and write what was planned as suggestions."""

from __future__ import annotations

import datetime
from collections.abc import Sequence
from dataclasses import replace
from fractions import Fraction

from app.capabilities.people.flow.how_many import how_many
from app.capabilities.people.flow_service import group_rate
from app.capabilities.switchboard.planning.answer import PlannedMatch, WeekPlan, answer
from app.capabilities.switchboard.planning.backups import HowMany
from app.capabilities.switchboard.planning.leverage import Leverage, Missing, leverage, missing
from app.capabilities.switchboard.planning.solving import solve
from app.capabilities.switchboard.planning.week import DAYS, week_of
from app.capabilities.switchboard.rows import ListingBook
from app.capabilities.switchboard.service import field_of
from app.i18n import _
from app.records.changes import Add, Change, Changed, DeleteRecord, Edit
from app.services.jobs import Progress
from app.services.settings import group
from app.storage.vault.vault import Vault


def field_to_plan(vault: Vault) -> ListingBook:
    """Read the field, and how likely people come where somebody needs several at one time."""
    return with_rate(vault, field_of(vault))


def with_rate(vault: Vault, field: ListingBook) -> ListingBook:
    """Say how likely people come, if anything depends on it."""
    if not any((each.heads or 1) > 1 for each in field.listings.values()):
        return field
    return replace(field, show_rate=group_rate(vault, group.today(vault)))


def asking(rate: Fraction) -> HowMany:
    """Give how many have to be asked so that enough come, as it is reckoned for shifts and slots."""

    def ask(heads: int, sure: Fraction) -> int:
        found = how_many(heads, sure, rate)
        return heads if found is None else found.invite

    return ask


def plan_week(
    field: ListingBook,
    day: datetime.date,
    today: datetime.date,
    progress: Progress,
) -> WeekPlan:
    """Plan the week of a day; it reads no vault and so can run beside the window."""
    week = week_of(field, day, today)
    return answer(field, solve(week, progress), max(today, week.monday), asking(field.show_rate))


def write(vault: Vault, plan: WeekPlan) -> Changed | None:
    """Write a plan as suggestions: what is not pinned of this week's suggestions makes room for it. One undo.

    A suggestion that is there already stays as it is, so planning twice adds nothing; ``None`` if nothing changes.
    """
    field = field_of(vault)
    sunday = plan.monday + datetime.timedelta(days=DAYS - 1)
    old = {
        (each.need, each.offer, each.on_day, each.backup): each
        for each in sorted(field.matches, key=lambda each: each.id, reverse=True)
        if each.status == "suggested" and not each.pinned and not each.refused
        and (each.on_day is None or plan.monday <= each.on_day <= sunday)
    }  # fmt: skip
    changes: list[Change] = []
    kept: set[str] = set()
    for values in _rows(plan):
        key = (values["need"], values["offer"], values["on_day"], bool(values.get("backup")))
        before = old.get(key)  # pyright: ignore[reportArgumentType]
        if before is None or before.id in kept:
            changes.append(Add("match", values))
        else:
            kept.add(before.id)
            if before.quantity != values["quantity"]:
                changes.append(Edit(before.id, values))
    changes += [DeleteRecord(each.id) for each in sorted(old.values(), key=lambda each: each.id) if each.id not in kept]
    return vault.apply(changes, _("Write the plan of a week")) if changes else None


def keep(vault: Vault, plan: WeekPlan) -> Changed:
    """Write a plan as suggestions, for the window; what changes nothing says so by naming no kind."""
    return write(vault, plan) or Changed()


def hold(
    vault: Vault, plan: WeekPlan, need: str, offer: str, *, pinned: bool = False, refused: bool = False
) -> Changed:
    """Pin or refuse a pair of a plan, or let go of it: what is suggested of it this week says so. One undo."""
    sunday = plan.monday + datetime.timedelta(days=DAYS - 1)
    mine = [
        each
        for each in field_of(vault).matches
        if (each.need, each.offer, each.status) == (need, offer, "suggested") and not each.backup
        and (each.on_day is None or plan.monday <= each.on_day <= sunday)
    ]  # fmt: skip
    flags: dict[str, object] = {"pinned": pinned or None, "refused": refused or None}
    changes: list[Change] = [Edit(each.id, flags) for each in mine]
    if not mine:
        planned = [row for row in _rows(plan) if (row["need"], row["offer"]) == (need, offer) and "backup" not in row]
        changes += [Add("match", {**row, **flags}) for row in planned]
    label = _("Pin a match") if pinned else _("Refuse a match") if refused else _("Let go of a match")
    return vault.apply(changes, label)


def look_for(vault: Vault, title: str, note: str, area: str | None) -> Changed:
    """Make a need of the one offer that is missing: that somebody is introduced who could give it.

    It is no need of the thing itself, which those who lack it have written down already.
    """
    values = {"side": "need", "category": "introduction", "title": title[:120], "quantity": 1, "note": note}
    return vault.apply([Add("listing", {**values, "area": area, "urgency": "soon"})], _("Look for what is missing"))


def _rows(plan: WeekPlan) -> Sequence[dict[str, object]]:
    """Give the values of the matches: one for each pair and day, and one for each back-up."""
    by_key: dict[tuple[str, str, datetime.date | None], list[PlannedMatch]] = {}
    for each in plan.matches:
        by_key.setdefault((each.need, each.offer, each.day or plan.monday), []).append(each)
    rows: list[dict[str, object]] = []
    spare: dict[tuple[str, str], dict[str, object]] = {}
    for (need, offer, day), pieces in by_key.items():
        first, last = pieces[0], pieces[-1]
        row: dict[str, object] = {
            "need": need,
            "offer": offer,
            "quantity": sum(each.quantity for each in pieces),
            "on_day": day,
            "status": "suggested",
        }
        if first.begin:
            row.update(from_time=first.begin[11:], until_time=last.until[11:])
        rows.append(row)
        for other in first.backups:
            spare[need, other] = {**row, "offer": other, "quantity": first.quantity, "backup": True}
    return [*rows, *(spare[key] for key in sorted(spare))]


def levers(
    field: ListingBook, day: datetime.date, today: datetime.date, progress: Progress
) -> tuple[list[Leverage], Missing | None]:
    """Say on which offers most depends, and which one more would help most."""
    week = week_of(field, day, today)
    met: dict[str, int] = {}
    for (need, _offer), quantity in solve(week, progress).given.items():
        met[need] = met.get(need, 0) + quantity
    return leverage(week, progress), missing(field, week, met, progress)
