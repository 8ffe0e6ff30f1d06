"""The sheets of people come back: who came to a meeting, new numbers and names, who takes a task.

On a sign-in sheet a line without a code is a blank row that somebody filled in: a new person, with what is read of a
telephone number or an address.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from sqlmodel import select

from app.capabilities.people.merged import people_survivors
from app.capabilities.people.pasting import Heard, read_pasted
from app.capabilities.people.records_time import Attendance
from app.i18n import N_, _
from app.problems import NotFound, WrongValue
from app.records.changes import Add, Change, Edit, New
from app.records.contact import looks_like_email, looks_like_phone
from app.services.members import authors
from app.services.printing.typed_back import Mark, Occasion, TypedBack, TypedRow
from app.services.records import editing
from app.storage.vault.vault import Vault

STATES = {"c": "attended", "n": "no_show", "e": "left", "x": "cancelled"}
NUMBER = "t"


def named_person(vault: Vault, text: str) -> str:
    """Say what is wrong with the name or id of a person that stands on paper; empty if it is one person's."""
    try:
        editing.find(vault, "person", text)
    except (NotFound, WrongValue) as problem:
        return problem.what
    return ""


def _reachable(_vault: Vault, text: str) -> str:
    """Say what is wrong with a telephone number or an address."""
    if looks_like_phone(text) or looks_like_email(text):
        return ""
    return _("“{text}” is neither a number nor an address.").format(text=text)


def _new_person(line: str) -> str:
    """Say whom a blank row names."""
    heard = _heard(line)
    return _("somebody new: {name}").format(name=_called(heard)) if heard else ""


def survivors_of(vault: Vault) -> Mapping[str, str]:
    """Give who counts in the place of people who were folded into another."""
    with vault.reading() as session:
        survivors = people_survivors(session)
    return {person: survivors.of(person) for person in survivors.merged()}


def _came(vault: Vault, rows: Sequence[TypedRow], occasion: Occasion) -> Sequence[Change]:
    """Note attendances, new numbers and new people; who was noted for that day already is corrected."""
    with vault.reading() as session:
        noted = session.exec(select(Attendance).where(Attendance.on_day == occasion.day)).all()
    of, by = occasion.of or None, authors.me(vault) or None
    there = {each.person: each.id for each in sorted(noted, key=lambda row: row.id) if each.of == of}
    more = {name: value for name, value in (("of", of), ("noted_by", by)) if value}
    found: list[Change] = []
    for each in rows:
        person: New | str = each.record or New(adds(found))
        if not each.record:
            found += newcomer(each.said, adds(found), occasion)
        elif NUMBER in each.letters:
            found.append(contact(each.record, each.said))
        state = state_of(each.letters)
        if each.record in there:
            found.append(Edit(there[each.record], {"state": state, **more}))
        else:
            found.append(Add("attendance", {"person": person, "on_day": occasion.day, "state": state, **more}))
    return found


def state_of(letters: str) -> str:
    """Give what the letters beside a row say of somebody: the last of them that says whether they came."""
    return next((STATES[letter] for letter in reversed(letters) if letter in STATES), "attended")


def _numbers(_vault: Vault, rows: Sequence[TypedRow], _occasion: Occasion) -> Sequence[Change]:
    """Note new numbers and addresses."""
    return [contact(each.record, each.said) for each in rows]


def _taken(vault: Vault, rows: Sequence[TypedRow], occasion: Occasion) -> Sequence[Change]:
    """Note who took a task, and which are done."""
    found: list[Change] = []
    for each in rows:
        who = {"who": editing.find(vault, "person", each.said)} if each.said else {}
        found.append(
            Edit(each.record, {**who, **({"status": "done", "done_on": occasion.day} if "d" in each.letters else {})})
        )
    return found


def _newcomers(_vault: Vault, rows: Sequence[TypedRow], occasion: Occasion) -> Sequence[Change]:
    """Add those who filled in a line."""
    found: list[Change] = []
    for each in rows:
        found += newcomer(each.said, adds(found), occasion)
    return found


def adds(changes: Sequence[Change]) -> int:
    """Count the records that changes make."""
    return sum(isinstance(change, Add) for change in changes)


def newcomer(line: str, place: int, occasion: Occasion) -> list[Change]:
    """Add somebody new, with what follows `place` additions in the batch."""
    heard = _heard(line)
    if heard is None:
        return []
    note = {"note": heard.note} if heard.note else {}
    reach = [("email", value) for value in heard.emails] + [("phone", value) for value in heard.phones]
    return [
        Add("person", {"name": _called(heard), "since": occasion.day, **note}),
        *(Add("contact_point", {"person": New(place), "kind": sort, "value": value}) for sort, value in reach),
    ]


def contact(person: str, value: str) -> Add:
    """Give a new number or address of somebody."""
    kind = "email" if looks_like_email(value) else "phone"
    return Add("contact_point", {"person": person, "kind": kind, "value": value})


def _heard(line: str) -> Heard | None:
    return next(iter(read_pasted(line).rows), None)


def _called(heard: Heard) -> str:
    return heard.name or next(iter((*heard.emails, *heard.phones)), "?")


_NEW_NUMBER = Mark(N_("new number or address …"), _reachable)
SIGNED_IN = TypedBack(
    "person",
    {
        "c": Mark(N_("came")),
        "n": Mark(N_("no show")),
        "e": Mark(N_("went early")),
        "x": Mark(N_("called off before")),
        NUMBER: _NEW_NUMBER,
    },
    _came,
    usual="c",
    blank=_new_person,
    stands_for=survivors_of,
)
CORRECTED = TypedBack("person", {NUMBER: _NEW_NUMBER}, _numbers, usual=NUMBER, stands_for=survivors_of)
FILLED_IN = TypedBack("person", {}, _newcomers, blank=_new_person)
CARDS = TypedBack("task", {"w": Mark(N_("taken by …"), named_person), "d": Mark(N_("done"))}, _taken)
