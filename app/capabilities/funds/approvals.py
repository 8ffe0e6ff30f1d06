"""Expenses and who has approved them: a digest names what was approved, and only the words of others count."""

from __future__ import annotations

import hashlib
import json
from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field
from typing import NamedTuple

from app.capabilities.ledger.currencies import EXPONENTS
from app.i18n import N_, _

THRESHOLD = 100
WAIVERS = 2
NAMED = ("payee", "amount", "currency", "fund", "project", "purpose", "receipts")


class ExpenseRow(NamedTuple):
    """What is to be paid, in minor units; ``receipts`` are the SHA-256 of each, in any order."""

    id: str
    payee: str
    amount: int
    currency: str
    fund: str
    purpose: str
    project: str = ""
    receipts: tuple[str, ...] = ()
    submitter: str = ""
    state: str = "handed_in"
    stipend: str = ""
    transfer: bool = False


class ApprovalRow(NamedTuple):
    """A word on an expense; ``own`` says whether every value of it was written by a laptop of that very member."""

    id: str
    of: str
    digest: str
    person: str
    word: str
    own: bool
    waives: str = ""


@dataclass(frozen=True, slots=True)
class ExpenseStanding:
    """Where an expense stands: its state now, how many words it needs, whose count, and why others' do not.

    ``ignored`` maps the id of an approval to a marked reason; ``changed`` says that some word was about other values.
    ``waived`` are those whose interest was waived, ``waiving`` who has waived whose so far; ``interested`` could say
    yes once two others waive it. ``fewer`` says that all others let fewer words be enough, ``fewer_by`` who has said
    so, and ``fewer_open`` who has not yet, where fewer can say yes than are needed. ``wrote`` are those who cannot
    decide because their laptop wrote some of it.
    """

    state: str
    needed: int
    counted: tuple[str, ...]
    against: tuple[str, ...]
    ignored: Mapping[str, str]
    changed: bool
    could_be_asked: tuple[str, ...]
    waived: tuple[str, ...] = ()
    fewer: bool = False
    interested: tuple[str, ...] = ()
    waiving: Mapping[str, tuple[str, ...]] = field(default_factory=dict[str, tuple[str, ...]])
    fewer_by: tuple[str, ...] = ()
    fewer_open: tuple[str, ...] = ()
    wrote: tuple[str, ...] = ()

    @property
    def approved(self) -> bool:
        """Say whether it may be paid."""
        return self.state == "approved"

    @property
    def unheard(self) -> bool:
        """Say whether it was paid though no word of others counts: only another program writes that."""
        return self.state == "paid" and not self.counted and not self.changed


NOT_OWN = N_("not every value of it was written by a laptop of that member")
OLD = N_("the expense was changed since")
PAYEE = N_("they get the money")
SUBMITTER = N_("they handed it in")
WROTE = N_("it was written on their laptop")
INTERESTED = N_("they have declared an interest")
TWICE = N_("their word is counted already")


def digest(expense: ExpenseRow) -> str:
    """Give the SHA-256 of payee, amount, currency, fund, project, purpose and receipts, in hexadecimal digits."""
    values = [getattr(expense, name) for name in NAMED[:-1]] + [sorted(set(expense.receipts))]
    text = json.dumps(["expense", *values], ensure_ascii=True, separators=(",", ":"))
    return hashlib.sha256(text.encode()).hexdigest()


def needed(expense: ExpenseRow, threshold: int = THRESHOLD) -> int:
    """Give how many have to approve: one below the threshold (in whole units), two from there.

    Stipends and transfers between funds always need two.
    """
    return (
        2
        if expense.stipend or expense.transfer or expense.amount >= threshold * 10 ** EXPONENTS.get(expense.currency, 0)
        else 1
    )


def standing(
    expense: ExpenseRow,
    approvals: Iterable[ApprovalRow],
    *,
    interests: Mapping[str, Collection[str]] | None = None,
    touched: Collection[str] = (),
    members: Collection[str] = (),
    wrote: Collection[str] = (),
    threshold: int = THRESHOLD,
) -> ExpenseStanding:
    """Work out where an expense stands from the words on it, whatever their order.

    ``interests`` maps a person to what they have declared an interest in; ``touched`` is what the expense touches
    beside its payee, project and fund (the funder). ``members`` are those who can approve at all. ``wrote`` are those
    whose laptop wrote some of what it says, whoever is named there: they decide only where all let fewer be enough.
    """
    now = digest(expense)
    rows = sorted(row for row in approvals if row.of == expense.id)
    about = {expense.payee, expense.project, expense.fund, *touched} - {""}
    waiving = _waiving(rows, now, expense)
    waived = frozenset(person for person, by in waiving.items() if len(by) >= WAIVERS)
    ignored: dict[str, str] = {}
    said: dict[str, list[str]] = {"yes": [], "no": []}

    def why_not(person: str) -> str:
        if person == expense.payee:
            return PAYEE
        if person == expense.submitter:
            return SUBMITTER
        if person in wrote and not fewer:
            return WROTE
        return INTERESTED if about & set((interests or {}).get(person, ())) and person not in waived else ""

    want, fewer, others, enough = needed(expense, threshold), False, set[str](), set[str]()
    eligible = {p for p in members if not why_not(p)}
    if len(eligible) < want:
        others = set(members) - {expense.payee, expense.submitter}
        enough = others & {row.person for row in rows if row.word == "fewer" and row.own and row.digest == now}
        fewer = bool(others) and others == enough  # All of them, and one at least.
        want = max(len(eligible), 1) if fewer else want
        eligible = {p for p in members if not why_not(p)}
    for row in rows:
        if row.word not in said:
            continue
        reason = NOT_OWN if not row.own else OLD if row.digest != now else why_not(row.person)
        reason = "" if reason == WROTE and row.word == "no" else reason
        reason = reason or (TWICE if row.person in said[row.word] else "")
        if reason:
            ignored[row.id] = reason
        else:
            said[row.word].append(row.person)
    yes = tuple(sorted(set(said["yes"]) - set(said["no"])))
    state = expense.state
    if state == "handed_in" and said["no"]:
        state = "refused"
    elif state == "handed_in" and len(yes) >= want:
        state = "approved"
    asked = tuple(sorted(eligible - set(yes) - set(said["no"])))
    against = tuple(sorted(said["no"]))
    interested = tuple(sorted(p for p in members if why_not(p) == INTERESTED))
    return ExpenseStanding(
        state, want, yes, against, ignored, OLD in ignored.values(), asked, tuple(sorted(waived)), fewer,
        interested, waiving, tuple(sorted(enough)), tuple(sorted(others - enough)),
        tuple(sorted(p for p in members if why_not(p) == WROTE)),
    )  # fmt: skip


def _waiving(rows: Iterable[ApprovalRow], now: str, expense: ExpenseRow) -> dict[str, tuple[str, ...]]:
    """Give by person who else has waived their interest for this very expense."""
    by: defaultdict[str, set[str]] = defaultdict(set)
    for row in rows:
        others = {row.waives, expense.payee, expense.submitter}
        if row.word == "waiver" and row.own and row.digest == now and row.person not in others:
            by[row.waives].add(row.person)
    return {person: tuple(sorted(others)) for person, others in sorted(by.items())}


def reason_text(reason: str) -> str:
    """Say a reason in the language in use."""
    return _(reason)
