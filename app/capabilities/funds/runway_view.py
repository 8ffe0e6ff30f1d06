"""Runway for the window: of a fund or of all free money, with and without pledges, and what if."""

from __future__ import annotations

import datetime
from dataclasses import dataclass

from app.capabilities.funds.instalments import Term
from app.capabilities.funds.runway import Runway
from app.capabilities.funds.service import read, runways
from app.capabilities.funds.treasurer import amount_of
from app.capabilities.ledger.money import Money, shown
from app.i18n import _, ngettext
from app.problems import WrongValue
from app.records.days import format_day
from app.services.records.titles import Titles
from app.storage.vault.vault import Vault

WHAT_IF = "what-if"


@dataclass(frozen=True, slots=True)
class RunwayLine:
    """A step: its day, what it is, by how much and what is left, and the record that it opens (empty for what if)."""

    day: datetime.date
    words: str
    minor: int
    left: int
    kind: str
    record: str


@dataclass(frozen=True, slots=True)
class CurrencyRunway:
    """The runway in one currency; ``bare`` is the same without pledges."""

    currency: str
    spendable: int
    dry: datetime.date | None
    headline: str
    beside: str
    lines: tuple[RunwayLine, ...]
    bare: tuple[RunwayLine, ...]


@dataclass(frozen=True, slots=True)
class RunwayView:
    """What the page shows: the funds to choose from, the pledges that might be lost, and a runway for each currency."""

    day: datetime.date
    fund: str
    funds: tuple[tuple[str, str], ...]
    pledges: tuple[tuple[str, str], ...]
    currencies: tuple[CurrencyRunway, ...]


def weeks_words(found: Runway) -> str:
    """Say how long money lasts."""
    if found.dry is None:
        return _("more than 104 weeks")
    words = ngettext("{count} week, until {day}", "{count} weeks, until {day}", found.weeks or 0)
    return words.format(count=found.weeks, day=format_day(found.dry))


def runway_view(
    vault: Vault, day: datetime.date, fund: str = "", more: str = "", lost: frozenset[str] = frozenset()
) -> RunwayView:
    """Follow money from a day on; ``more`` is the amount a month of another stipend, ``lost`` names pledges."""
    treasury = read(vault)
    terms: tuple[Term, ...] = ()
    if more.strip():
        amount = amount_of(vault, more)
        if amount.minor <= 0:
            raise WrongValue(_("A stipend is more than zero."))
        terms = (Term(WHAT_IF, fund, amount.minor, amount.currency, "month", 1, day, person=WHAT_IF),)
    found = runways(treasury, day, fund=fund, more=terms, lost=lost)
    kinds = {term.id: "stipend" if term.person else "standing_cost" for term in treasury.terms}
    kinds |= {promise.id: "pledge" for promise in treasury.promises}
    people = {term.id: term.person for term in treasury.terms if term.person}
    givers: dict[str, str] = {}
    with vault.reading() as session:
        titles = Titles.within(vault, session)
        titles.fetch_any([*kinds, *people.values()])
        names = {each: titles.of(each) for each in kinds if each not in people}
        names |= {each: _("Stipend of {name}").format(name=titles.of(person)) for each, person in people.items()}
        for promise in treasury.promises:
            amount = shown(Money(promise.amount, promise.currency)) if promise.currency else ""
            givers[promise.id] = _("{amount} on {day}").format(amount=amount, day=format_day(promise.due))
    names |= {each: _("Pledge: {what}").format(what=words) for each, words in givers.items()}
    names[WHAT_IF] = _("Another stipend")

    def lines(runway: Runway) -> tuple[RunwayLine, ...]:
        return tuple(
            RunwayLine(
                step.day, names.get(step.record, ""), step.minor, step.left, kinds.get(step.record, ""), step.record
            )
            for step in runway.steps
        )

    confirmed = [each for each in treasury.promises if each.state == "confirmed"]
    chosen = {fund} if fund else {row.id for row in treasury.funds.values() if row.restriction == "none"} | {""}
    return RunwayView(
        day,
        fund,
        tuple(sorted(treasury.books.funds.items(), key=lambda pair: (pair[1].casefold(), pair[0]))),
        tuple((each.id, givers[each.id]) for each in confirmed if each.fund in chosen),
        tuple(
            CurrencyRunway(
                code, both[0].spendable, both[0].dry, weeks_words(both[0]),
                _("Without pledges: {weeks}").format(weeks=weeks_words(both[1])), lines(both[0]), lines(both[1]),
            )
            for code, both in found.items()
        ),
    )  # fmt: skip
