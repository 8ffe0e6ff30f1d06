"""The sheets of the switchboard come back: who said yes to what, and what was done."""

from __future__ import annotations

from collections.abc import Generator, Sequence
from contextlib import contextmanager
from dataclasses import replace

from app.capabilities.switchboard import handoff, service
from app.capabilities.switchboard.rows import OFFER
from app.i18n import N_, _
from app.problems import UserProblem
from app.records.changes import Change, Edit
from app.services.printing.typed_back import Mark, Occasion, TypedBack, TypedRow
from app.storage.vault.vault import Vault


def _called(vault: Vault, rows: Sequence[TypedRow], occasion: Occasion) -> Sequence[Change]:
    """Take the answers of those who were asked; what was only suggested was introduced by asking."""
    field = service.field_of(vault)
    matches = {each.id: each for each in field.matches}
    found: list[Change] = []
    for each in rows:
        match = matches[each.record]
        asked: dict[str, object] = {}
        if match.status == "suggested":
            check_on = handoff.check_on(field.listings[match.need].urgency, occasion.day)
            asked = {"status": "introduced", "check_on": check_on}
            match = replace(match, status="introduced")
        with _named(each):
            answer = handoff.answered(match, OFFER, "yes" if each.letters[-1] == "y" else "no")
        found.append(Edit(each.record, {**asked, **answer}))
    return found


def _handed_on(vault: Vault, rows: Sequence[TypedRow], _occasion: Occasion) -> Sequence[Change]:
    """Note what was done, and what the receiver says of it."""
    matches = {each.id: each for each in service.field_of(vault).matches}
    found: list[Change] = []
    for each in rows:
        values: dict[str, object] = {}
        for letter in dict.fromkeys(each.letters):
            match = replace(matches[each.record], status=str(values.get("status", matches[each.record].status)))
            with _named(each):
                values |= handoff.delivered(match) if letter == "d" else handoff.confirmed(match)
        found.append(Edit(each.record, values))
    return found


@contextmanager
def _named(row: TypedRow) -> Generator[None]:
    """Say of which line a refusal is."""
    try:
        yield
    except UserProblem as problem:
        words = _("Line {line}, {title}: {what}").format(line=row.line, title=row.title, what=problem.what)
        raise UserProblem(words, kept=_("Nothing was written."), do=problem.do) from problem


CALLED = TypedBack("match", {"y": Mark(N_("yes")), "n": Mark(N_("no"))}, _called)
HANDED_ON = TypedBack(
    "match", {"d": Mark(N_("done")), "k": Mark(N_("the receiver says so too"))}, _handed_on, usual="d"
)
