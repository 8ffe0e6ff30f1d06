"""The first 21 days of a person in words, and what the page can do about them: take a task, make somebody the buddy."""

from __future__ import annotations

import datetime
from dataclasses import dataclass

from app.capabilities.people.first_days_service import FirstDaysPlan, first_days
from app.i18n import _
from app.problems import UserProblem
from app.records.changes import Add, Change, Changed, Edit
from app.services.records import records
from app.services.records.titles import Titles
from app.storage.vault.vault import Vault


@dataclass(frozen=True, slots=True)
class FirstDaysPage:
    """A plan, and the titles of the records that it names, by id."""

    plan: FirstDaysPlan
    titles: dict[str, str]


def first_days_page(vault: Vault, person: str, day: datetime.date) -> FirstDaysPage:
    """Plan the first days of a person, with titles."""
    plan = first_days(vault, person, day)
    holds = plan.handover.holds if plan.handover else ()
    people = [plan.person, plan.buddy, plan.proposed.person if plan.proposed else None, *(each.to for each in holds)]
    with vault.reading() as session:
        titles = Titles.within(vault, session)
        titles.fetch("person", list(filter(None, people)))
        if plan.tasks:
            titles.fetch("task", [each.task for each in plan.tasks])
        for each in holds:
            titles.fetch(each.kind, [each.record])
        named = [*filter(None, people), *(each.task for each in plan.tasks), *(each.record for each in holds)]
        return FirstDaysPage(plan, {each: titles.of(each) for each in named})


def take_task(vault: Vault, person: str, task: str, due: datetime.date) -> Changed:
    """Give a task to a person; one without a due day is due on the day that was planned."""
    card = records.get(vault, task)
    if card.values.get("who"):
        raise UserProblem(_("Somebody has this task by now."), kept=_("Nothing was changed."))
    values: dict[str, object] = {"who": person}
    if card.values.get("due") is None:
        values["due"] = due
    return vault.apply([Edit(task, values)], _("Give a first task"))


def make_buddy(vault: Vault, person: str, buddy: str) -> Changed:
    """Make somebody the buddy of a person."""
    return vault.apply([Edit(person, {"buddy": buddy})], _("Make a buddy"))


def got_in_touch(vault: Vault, person: str, day: datetime.date, me: str) -> Changed:
    """Note that somebody was spoken to, which is what a nudge asks for."""
    values: dict[str, object] = {"kind": "talked", "person": person, "on_day": day}
    return vault.apply([Add("activity", {**values, **({"with_person": me} if me else {})})], _("Talked"))


def hand_over(vault: Vault, plan: FirstDaysPlan) -> Changed:
    """Give everything that a person holds to whoever stands behind it; what nobody takes stays and is to be settled."""
    holds = plan.handover.holds if plan.handover else ()
    changes: list[Change] = [Edit(each.record, {each.field: each.to}) for each in holds if each.to]
    if not changes:
        raise UserProblem(
            _("Nobody stands behind what this person holds."), do=_("Name a successor or a backup first.")
        )
    return vault.apply(changes, _("Hand over"))
