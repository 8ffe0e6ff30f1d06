"""A check-in list comes back: each line is the attendance that it was printed for, of an event or of a shift."""

from __future__ import annotations

from collections.abc import Sequence

from sqlmodel import col, select

from app.capabilities.people.records_time import Attendance
from app.capabilities.people.signing_in import NUMBER, SIGNED_IN, adds, contact, newcomer, state_of
from app.records.changes import Add, Change, Edit, New
from app.services.members import authors
from app.services.printing.typed_back import Occasion, TypedBack, TypedRow
from app.storage.vault.vault import Vault


def _checked_in(vault: Vault, rows: Sequence[TypedRow], occasion: Occasion) -> Sequence[Change]:
    """Note who came, new numbers, and walk-ins as new people who came to the event."""
    with vault.reading() as session:
        ids = sorted({each.record for each in rows if each.record})
        people = {
            row.id: row.person for row in session.exec(select(Attendance).where(col(Attendance.id).in_(ids))).all()
        }
    me = authors.me(vault)
    by = {"noted_by": me} if me else {}
    found: list[Change] = []
    for each in rows:
        if each.record:
            found.append(Edit(each.record, {"state": state_of(each.letters), **by}))
            if NUMBER in each.letters and people.get(each.record):
                found.append(contact(people[each.record], each.said))
        else:
            person = New(adds(found))
            found += newcomer(each.said, adds(found), occasion)
            came = {"of": occasion.of, "person": person, "on_day": occasion.day, "state": "attended"}
            found.append(Add("attendance", {**came, **by}))
    return found


CHECKED_IN = TypedBack("attendance", SIGNED_IN.marks, _checked_in, usual="c", blank=SIGNED_IN.blank, asks_of="event")
