"""Actions of a vault: what can be done on a day, what is missing, and a missing line as a need on the switchboard."""

from __future__ import annotations

import datetime
from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any, cast

from sqlmodel import Session, select

from app.capabilities.houses.records import House, Room
from app.capabilities.ledger.currencies import EXPONENTS
from app.capabilities.ledger.service import books_of
from app.capabilities.people.merged import survivors_among
from app.capabilities.people.records import Commitment, Person, Skill, SkillClaim
from app.capabilities.people.records_time import Absence
from app.capabilities.projects.actions import LEVELS, ActionStanding, Need, Plan, Unlock, standing, together, unlocks
from app.capabilities.projects.records_actions import GroupAction, GroupCapability, Requirement, number_of
from app.capabilities.projects.supply import Knows, Stock, SupplyThing, Worker, by_action
from app.capabilities.switchboard.grid import STEP
from app.capabilities.switchboard.records import Listing
from app.i18n import _
from app.problems import NotFound, UserProblem
from app.records.changes import Add, Changed
from app.services.settings import group
from app.storage.vault.vault import Vault

_SORTS = {"thing": "thing", "transport": "thing", "space": "place", "bed": "place", "money": "money"}


@dataclass(frozen=True)
class ActionsLook:
    """All actions as of a day, what would unlock most, and what those planned for one day lack together."""

    day: datetime.date
    actions: tuple[ActionStanding, ...]
    unlocks: tuple[Unlock, ...]
    names: Mapping[str, str]
    together: tuple[tuple[datetime.date, tuple[str, ...], ActionStanding], ...] = ()


def page(vault: Vault, day: datetime.date, both: Sequence[str] = ()) -> ActionsLook:
    """Reckon all actions on a day; ``both`` are to be done together on it, beside those planned for one day."""
    with vault.reading() as session:
        rows = sorted(session.exec(select(GroupAction)).all(), key=lambda row: (row.name or "", row.id))
        if not rows:
            return ActionsLook(day, (), (), {})  # Nobody goes through all people for that.
        plan, stock, names = read(session, vault)
        planned: defaultdict[datetime.date, list[str]] = defaultdict(list)
        for row in rows:
            if row.planned_on is not None and row.planned_on >= day:
                planned[row.planned_on].append(row.id)
    found = tuple(standing(plan, row.id, stock, day) for row in rows)
    groups = [(when, tuple(ids)) for when, ids in sorted(planned.items()) if len(ids) > 1]
    groups += [(day, tuple(both))] if len(both) > 1 else []
    shared = tuple((when, ids, together(plan, ids, stock, when)) for when, ids in groups)
    return ActionsLook(day, found, tuple(unlocks(found)), names, shared)


def read(session: Session, vault: Vault) -> tuple[Plan, Stock, dict[str, str]]:
    """Read the requirements and what there is, and the names of all that is shown."""
    agreed = group.read(session, vault.registry)
    capabilities = {row.id: row.name or "" for row in session.exec(select(GroupCapability)).all()}
    needs = [_need(row) for row in session.exec(select(Requirement)).all() if row.of and row.sort]
    plan = Plan(by_action(needs), capabilities)
    choose, run = cast("Any", select), cast("Any", session.exec)
    # Of all people only what is asked of them: whole rows of 50,000 would take a second, and a hundred megabytes.
    asked = choose(Person.id, Person.name, Person.stage, Person.left_on, Person.merged_into)
    people: list[Any] = list(run(asked).all())
    things, houses = _things(session), session.exec(select(House)).all()
    stock = Stock(
        _workers(session, people), _claims(session, people), [*things, *_places(session, houses)], agreed["currency"]
    )
    names = {row.id: row.name or "" for row in (*people, *houses, *session.exec(select(Skill)).all())}
    names |= {row.id: row.name or "" for row in session.exec(select(GroupAction)).all()} | capabilities
    return plan, stock, names | {each.id: each.words for each in things}


def _need(row: Requirement) -> Need:
    """Make a line of what another laptop may have written."""
    number = 1 if row.number is None else max(row.number, 0)
    level = row.level if row.level in LEVELS else "claimed"
    amount = number_of(row.amount)
    return Need(
        row.id,
        row.of,
        row.sort,
        number,
        row.skill,
        level,
        row.what or "",
        None if amount is None else max(amount, Decimal(0)),
        row.currency,
        row.checked_on,
        row.good_until,
        row.capability,
        row.alternative or "",
    )


def _workers(session: Session, people: Sequence[Any]) -> list[Worker]:
    """Read who there is, whoever was merged into them included."""
    survivors = survivors_among(people)
    away: defaultdict[str, list[tuple[datetime.date, datetime.date | None]]] = defaultdict(list)
    for each in session.exec(select(Absence)).all():
        if each.person and each.from_day:
            away[survivors.of(each.person)].append((each.from_day, each.back_on))
    promised: defaultdict[str, list[tuple[datetime.date | None, datetime.date | None, int]]] = defaultdict(list)
    for term in session.exec(select(Commitment)).all():
        if term.person:
            promised[survivors.of(term.person)].append((term.from_day, term.until_day, max(term.hours_a_week or 0, 0)))
    for row in people:
        if row.stage == "away" and row.id not in away:
            away[row.id].append((datetime.date.min, None))
    return [
        Worker(
            row.id,
            row.left_on or (datetime.date.min if row.stage == "left" else None),
            tuple(sorted(away.get(row.id, ()), key=lambda each: (each[0], each[1] or datetime.date.max))),
            tuple(sorted(promised.get(row.id, ()), key=str)),
        )
        for row in people
        if not survivors.gone(row.id)
    ]


def _claims(session: Session, people: Sequence[Any]) -> list[Knows]:
    """Read what people can do."""
    survivors = survivors_among(people)
    rows = session.exec(select(SkillClaim)).all()
    return [
        Knows(survivors.of(row.person), row.skill, row.level or "claimed", row.from_day, row.expires)
        for row in rows
        if row.person and row.skill
    ]


def _things(session: Session) -> list[SupplyThing]:
    """Read what is offered on the switchboard, and what money lies on the group's accounts."""
    found: list[SupplyThing] = []
    for row in session.exec(select(Listing)).all():
        sort = _SORTS.get(row.category or "")
        if row.side == "offer" and (row.status or "open") == "open" and sort and row.quantity and row.quantity > 0:
            number = Decimal(1) if sort == "place" else Decimal(row.quantity)
            if sort == "money":
                number = number.scaleb(-EXPONENTS.get(row.currency or "", 2))
            found.append(SupplyThing(row.id, sort, row.title or "", number, row.expires, row.currency))
    books = books_of(session)
    balances: defaultdict[str, int] = defaultdict(int)
    for row in books.counted:
        account = books.accounts.get(row.account)
        if account is not None and account.type == "asset":
            balances[account.id] += row.minor
    for identity, minor in sorted(balances.items()):
        account = books.accounts[identity]
        amount = Decimal(minor).scaleb(-EXPONENTS.get(account.currency, 2))
        found.append(SupplyThing(identity, "money", account.name, amount, None, account.currency))
    return found


def _places(session: Session, houses: Sequence[House]) -> list[SupplyThing]:
    """Read the houses and their rooms as places."""
    found = [SupplyThing(row.id, "place", row.name or "") for row in houses]
    names = {row.id: row.name or "" for row in houses}
    rooms = session.exec(select(Room)).all()
    return found + [SupplyThing(room.id, "place", f"{names.get(room.house, '')} {room.name or ''}") for room in rooms]


def list_need(vault: Vault, requirement: str) -> Changed:
    """Make a need on the switchboard of a line that is missing, of as much as is missing is for who looks at it."""
    with vault.reading() as session:
        row = session.get(Requirement, requirement)
        if row is None:
            raise NotFound(_("There is no such requirement."))
        need, skill = _need(row), session.get(Skill, row.skill) if row.skill else None
        currency = need.currency or group.read(session, vault.registry)["currency"]
    values: dict[str, object] = {"side": "need", "of": need.of, "urgency": "soon"}
    if need.sort == "person":
        title = skill.name if skill else _("A person")
        values |= {"category": "skill", "title": title, "quantity": max(need.number, 1), "unit": "pieces"}
        values |= {"skill": need.skill, "least_level": need.level} if need.skill else {}
    elif need.sort in {"thing", "place"}:
        category = "thing" if need.sort == "thing" else "space"
        values |= {
            "category": category,
            "title": need.what or need.sort,
            "quantity": max(need.number, 1),
            "unit": "pieces",
        }
    elif need.sort == "money" and currency:
        minor = int(need.wanted.scaleb(EXPONENTS.get(currency, 2)))
        values |= {
            "category": "money",
            "title": need.what or _("Money"),
            "quantity": max(minor, 1),
            "currency": currency,
        }
    elif need.sort == "hours":
        minutes = -(-int(need.wanted * 60) // STEP) * STEP
        values |= {"category": "hours", "title": need.what or _("Hours"), "quantity": max(minutes, STEP)}
    else:
        raise UserProblem(
            _("This is nothing that somebody could offer on the switchboard."), kept=_("Nothing was changed.")
        )
    return vault.apply([Add("listing", values)], _("List a need"))
