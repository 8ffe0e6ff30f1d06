"""Where an expense stands, in words: who has said what, whose word counts, who could be asked, and what to do next."""

from __future__ import annotations

import itertools
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import cast

from app.capabilities.funds.approvals import NAMED, ApprovalRow, ExpenseRow, ExpenseStanding, digest, reason_text
from app.capabilities.funds.records import EXPENSE_STATES, Approval
from app.capabilities.funds.service import Treasury, read
from app.capabilities.ledger.money import Money, shown
from app.i18n import N_, _, ngettext
from app.services.members.authors import me
from app.services.records.records import history
from app.services.records.titles import Titles
from app.storage.vault.vault import Vault

STATES = {**EXPENSE_STATES, "approved": N_("Approved")}
_MOST_TRIED = 20_000


@dataclass(frozen=True, slots=True)
class ExpenseView:
    """What the card says of an expense. ``hindrance`` is why this laptop's member cannot say yes (empty: they can).

    ``waivable`` are the people whose interest this member can waive: (id, name).
    """

    id: str
    state: str
    amount: str
    words: str
    lines: tuple[str, ...]
    hindrance: str
    approved: bool
    waivable: tuple[tuple[str, str], ...]
    can_let_fewer: bool
    is_transfer: bool


def state_word(state: str) -> str:
    """Give the word for a state, that of approved among them."""
    return _(STATES.get(state, state))


def state_words(found: ExpenseStanding) -> str:
    """Say where an expense stands: the state, and how many words count while it waits."""
    if found.state == "handed_in":
        return _("{have} of {need} said yes").format(have=len(found.counted), need=found.needed)
    if found.unheard:
        return _("Paid, nobody said yes")
    return state_word(found.state)


def expense_view(vault: Vault, expense: str) -> ExpenseView | None:
    """Work out what the card says; nothing for an expense that is not here."""
    treasury = read(vault)
    row = treasury.expenses.get(expense)
    if row is None:
        return None
    found, mine = treasury.standings[expense], me(vault)
    words = {each.id: each for each in treasury.approvals if each.of == expense}
    people = {each.person for each in words.values()} | {each.waives for each in words.values()}
    people |= {*found.could_be_asked, *found.waived, *found.interested, *found.fewer_open}
    with vault.reading() as session:
        titles = Titles.within(vault, session)
        titles.fetch_any(sorted(people - {""}))
        names = {each: titles.of(each) for each in people if each}
    lines: list[str] = []
    if found.counted:
        lines.append(_("Yes: {names}.").format(names=_joined(names, found.counted)))
    if found.against:
        lines.append(_("No: {names}.").format(names=_joined(names, found.against)))
    for approval, why in found.ignored.items():
        name = names.get(words[approval].person, "")
        lines.append(_("The word of {name} does not count: {why}.").format(name=name, why=reason_text(why)))
    if found.changed:
        fields = changed_fields(vault, treasury, row)
        lines.append(_("Changed since somebody said yes: {fields}.").format(fields=fields or _("what it says")))
    if found.waived:
        lines.append(
            _("May decide though they declared an interest: {names}.").format(names=_joined(names, found.waived))
        )
    lines += _waiver_lines(vault, words, names, found)
    if found.state == "handed_in" and found.could_be_asked:
        lines.append(_("Could be asked: {names}.").format(names=_joined(names, found.could_be_asked)))
    open_to_me = found.state == "handed_in" and mine not in {"", row.payee, row.submitter}
    interested = tuple(
        (each, names.get(each, ""))
        for each in found.interested
        if open_to_me and each != mine and mine not in found.waiving.get(each, ())
    )
    return ExpenseView(
        expense, found.state, shown(Money(row.amount, row.currency)), state_words(found), tuple(lines),
        hindrance(treasury, row, mine), found.approved, interested,
        open_to_me and mine in found.fewer_open, row.transfer,
    )  # fmt: skip


def _waiver_lines(
    vault: Vault, words: Mapping[str, ApprovalRow], names: dict[str, str], found: ExpenseStanding
) -> list[str]:
    """Say what was waived by whom and why, and what others could waive yet."""
    with vault.reading() as session:
        notes = {each: row.note or "" for each in words if (row := session.get(Approval, each)) is not None}
    lines: list[str] = []
    for each, row in sorted(words.items()):
        told = {"name": names.get(row.person, ""), "other": names.get(row.waives, ""), "reason": notes.get(each, "")}
        if row.word == "waiver" and row.person in found.waiving.get(row.waives, ()):
            lines.append(_("{name} lets {other} decide all the same: {reason}").format(**told))
        elif row.word == "fewer" and row.person in found.fewer_by:
            lines.append(_("{name} says that fewer are enough: {reason}").format(**told))
    if found.state != "handed_in":
        return lines
    if found.interested:
        lines.append(
            _("Could decide once two others waive their interest: {names}.").format(
                names=_joined(names, found.interested)
            )
        )
    if found.fewer:
        lines.append(_("All others have said that fewer words are enough."))
    elif found.fewer_open:
        lines.append(
            _("Fewer can say yes than are needed. All others may waive that, with the reason; still to ask: {names}.")
            .format(names=_joined(names, found.fewer_open))
        )  # fmt: skip
    return lines


def _joined(names: dict[str, str], ids: Iterable[str]) -> str:
    return ", ".join(sorted(names.get(each, "") or each[:8] for each in ids))


def hindrance(treasury: Treasury, row: ExpenseRow, mine: str) -> str:
    """Say why somebody cannot say yes to an expense; empty if they can."""
    found = treasury.standings[row.id]
    may = mine in {*found.could_be_asked, *found.against}
    reasons = (
        (found.state not in {"handed_in", "refused"}, _("There is nothing to approve now.")),
        (not mine, _("Say first who you are in the books, in the room of trust.")),
        (mine == row.payee, _("You get the money: others have to say yes.")),
        (mine == row.submitter, _("You handed it in: others have to say yes.")),
        (mine in found.counted, _("You have said yes.")),
        (mine in found.wrote, _("It was written on your laptop: others have to say yes.")),
        (not may, _("You have declared an interest in it: others have to say yes, or two of them waive it.")),
    )
    return next((words for holds, words in reasons if holds), "")


def changed_fields(vault: Vault, treasury: Treasury, row: ExpenseRow) -> str:
    """Say which fields differ from what was approved, as far as the history proves it; empty if it does not.

    The digests of former words name what was approved: of the values that each field has had, those are looked for
    that give one of them.
    """
    former = {each.digest for each in treasury.approvals if each.of == row.id and each.own} - {digest(row)}
    had: dict[str, list[object]] = {name: [getattr(row, name)] for name in NAMED}
    receipts: set[str] = set(row.receipts)
    for entry in history(vault, row.id):
        value = entry.after if entry.after is not None else "" if entry.field == "project" else None
        if entry.field in had and entry.field != "receipts" and value is not None and value not in had[entry.field]:
            had[entry.field].append(value)
        elif entry.field == "receipts" and isinstance(entry.after, list):
            receipts |= set(map(str, cast("list[str]", entry.after)))
    names = sorted(receipts)[:6]
    subsets = itertools.chain.from_iterable(itertools.combinations(names, n) for n in range(len(names) + 1))
    had["receipts"] += [each for each in subsets if each != tuple(row.receipts)]
    for values in itertools.islice(itertools.product(*(had[name] for name in NAMED)), _MOST_TRIED):
        told = row._replace(**dict(zip(NAMED, values, strict=True)))
        if digest(told) in former:
            kind = vault.registry["expense"]
            changed = [name for name in NAMED if getattr(told, name) != getattr(row, name)]
            return ", ".join(_(kind.attributes[name].label) for name in changed)
    return ""


def count_to_approve(vault: Vault) -> int:
    """Count the expenses that wait for a word of whoever works at this laptop."""
    treasury, mine = read(vault), me(vault)
    waiting = (row for row in treasury.expenses.values() if treasury.standings[row.id].state == "handed_in")
    return sum(not hindrance(treasury, row, mine) for row in waiting)


def waiting_words(count: int) -> str:
    """Say how many wait for one's word."""
    return ngettext("{n} waits for your word", "{n} wait for your word", count).format(n=f"{count:n}")
