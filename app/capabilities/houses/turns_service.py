"""What happens to a turn: done, seen by somebody else, missed, given up, swapped; each is a line in the log."""

from __future__ import annotations

import datetime

from sqlmodel import Session

from app.capabilities.houses.chores.rows import ASSIGNED, DONE, MISSED, OPEN, SWAPPED, VERIFIED
from app.capabilities.houses.records_chores import Slot
from app.i18n import _
from app.problems import NotFound, WrongValue
from app.records.changes import Add, Change, Changed, Edit
from app.storage.vault.vault import Vault

SKIPPED = "skipped"


def log_changes(slot: str, what: str, day: datetime.date, person: str | None = None) -> list[Change]:
    """Give the changes that say what happened to a turn: its status, and a line in the log that is only added to."""
    if what not in {DONE, VERIFIED, MISSED, SWAPPED}:
        raise WrongValue(_("“{what}” is not what can happen to a turn.").format(what=what))
    status: dict[str, object] = {"status": what}
    if person is not None and what in {DONE, SWAPPED}:
        status["who"] = person
    return [Edit(slot, status), _line(slot, what, day, person)]


def verified_changes(vault: Vault, slot: str, day: datetime.date, by: str) -> list[Change]:
    """Give the changes that say that somebody else has seen that a turn was done.

    Raises:
        WrongValue: It is not done yet, or it was done by the one who says so.
    """
    with vault.reading() as session:
        turn = _turn(session, slot)
        if turn.status != DONE:
            raise WrongValue(_("Only what was done can be seen to be done."))
        if not by or by == turn.who:
            raise WrongValue(_("Somebody else has to say so, not the one who did it."))
    return log_changes(slot, VERIFIED, day, by)


def skipped_changes(vault: Vault, slot: str, day: datetime.date) -> list[Change]:
    """Give the changes by which somebody gives a turn up: the back-up has it now, or else it is open."""
    with vault.reading() as session:
        turn = _turn(session, slot)
        if turn.who is None or turn.status not in {ASSIGNED, SWAPPED}:
            raise WrongValue(_("Only a turn that somebody has, and that is still to be done, can be given up."))
        who, backup = turn.who, turn.backup
    values: dict[str, object] = {"who": backup, "backup": None, "status": ASSIGNED if backup else OPEN}
    return [Edit(slot, values), _line(slot, SKIPPED, day, who)]


def swap(vault: Vault, one: str, other: str, day: datetime.date) -> Changed:
    """Swap two turns between the people who have them, who have both agreed.

    Raises:
        WrongValue: One of them is done or missed already, or both are one person's.
    """
    with vault.reading() as session:
        first, second = _turn(session, one), _turn(session, other)
        if first.who is None or second.who is None:
            raise NotFound(_("Both turns have to be somebody's to be swapped."))
        if {first.status, second.status} - {ASSIGNED, SWAPPED}:
            raise WrongValue(_("Only turns that are still to be done can be swapped."))
        if first.who == second.who:
            raise WrongValue(_("Both turns are of the same person: there is nothing to swap."))
        here, there = first.who, second.who
    return vault.apply(
        [*log_changes(one, SWAPPED, day, there), *log_changes(other, SWAPPED, day, here)], _("Swap turns")
    )


def _line(slot: str, what: str, day: datetime.date, person: str | None) -> Add:
    """Make a line of the log."""
    line: dict[str, object] = {"slot": slot, "on_day": day, "what": what}
    return Add("chore_log", line if person is None else {**line, "person": person})


def _turn(session: Session, slot: str) -> Slot:
    """Give a turn that is here."""
    found = session.get(Slot, slot)
    if found is None:
        raise NotFound(_("This turn is not here any more."))
    return found
