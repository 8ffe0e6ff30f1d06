"""What taking in a batch comes to as changes: new people with their contacts, and what is on the books completed."""

from __future__ import annotations

import datetime
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, cast

from sqlmodel import Session, col, select

from app.capabilities.people.intake_batch import UPDATE, IntakePerson
from app.capabilities.people.merging import ALSO, NAME, also_known
from app.i18n import _
from app.problems import WrongValue
from app.records.changes import Add, Change, Edit, New
from app.records.consents import KEEPING, WAYS, Consent, answer
from app.records.contact import NUMBERS, TELEPHONES, email_key, phone_key
from app.records.folding import fold
from app.services.settings import group
from app.services.tables.updates import says_all
from app.storage.vault.vault import Vault

_MANY = 500
_NOES = ("do_not_call", "do_not_write")
"""What somebody said no to, which holds also for a number that is on the books."""


@dataclass(frozen=True, slots=True)
class BatchTerms:
    """What holds for a whole batch: how these people came, and how they said yes to being kept (empty: not said)."""

    source: str = ""
    consent: str = ""

    def check(self) -> None:
        """Refuse a way of saying yes that there is not."""
        if self.consent and self.consent not in WAYS:
            raise WrongValue(
                _("“{text}” is no way in which people say yes.").format(text=self.consent),
                do=_("There are: {names}.").format(names=", ".join(WAYS)),
            )


def changes_of(
    vault: Vault, new: Sequence[IntakePerson], known: Sequence[IntakePerson], terms: BatchTerms
) -> list[Change]:
    """Give the changes of a batch: new people are here since today, and who is on the books is completed or updated."""
    found: list[Change] = []
    day = group.today(vault)
    for each in new:
        owner = New(len(found))
        since = {} if "left_on" in each.values else {"since": day}
        source = {"source": terms.source} if terms.source else {}
        found.append(Add("person", {**source, **since, **each.values}))
        found += [Add("contact_point", {"person": owner, **contact}) for contact in each.contacts]
        found += [Add(part.kind, {"person": owner, **part.values}) for part in each.parts]
        found += _consents(owner, terms, day)
    if known:
        with vault.reading() as session:
            agreed = _agreed(session, [each.record for each in known], day) if terms.consent else frozenset[str]()
            for each in known:
                found += _completed(session, vault, each, terms)
                found += [] if each.record in agreed else _consents(each.record, terms, day)
    return found


def _consents(person: New | str, terms: BatchTerms, day: datetime.date) -> list[Change]:
    """Note the yes of somebody."""
    if not terms.consent:
        return []
    about = {"about": terms.source} if terms.source else {}
    return [Add("consent", {"person": person, "purpose": KEEPING, "how": terms.consent, "on_day": day, **about})]


def _agreed(session: Session, people: Sequence[str], day: datetime.date) -> frozenset[str]:
    """Find those who have said yes already."""
    rows: list[Consent] = []
    for start in range(0, len(people), _MANY):
        some = col(Consent.person).in_(people[start : start + _MANY])
        rows += session.exec(select(Consent).where(some)).all()
    return frozenset(
        person for person in people if answer([each for each in rows if each.person == person], KEEPING, day).yes
    )


def _completed(session: Session, vault: Vault, outcome: IntakePerson, terms: BatchTerms) -> list[Change]:
    """Complete a record by a row; where the row updates it, what both say is what the row says."""
    found: list[Change] = []
    kind: Any = vault.registry["person"]
    points: Any = vault.registry["contact_point"].model
    row: Any = session.get(kind.model, outcome.record)
    values = {**({"source": terms.source} if terms.source and row.source is None else {}), **outcome.values}
    said = {name: value for name, value in values.items() if value != kind.attributes[name].default}
    edits = {name: value for name, value in said.items() if _says_more(row, name, value, outcome.how)}
    edits = {name: _united(getattr(row, name), value) for name, value in edits.items()}
    name = outcome.values.get(NAME)
    if name and fold(name) != fold(row.name or "") and not _is_reach(name, outcome.contacts):
        also = also_known(edits.get(NAME, row.name), [edits.get(ALSO, row.also_known_as)], [row.name, name])
        edits |= {} if also == row.also_known_as else {ALSO: also}
    if edits:
        found.append(Edit(outcome.record, edits))
    known = session.exec(select(points).where(points.person == outcome.record)).all()
    there = {_reach_key(point.kind, point.value): point for point in known}
    for contact in outcome.contacts:
        point = there.get(_reach_key(contact["kind"], contact["value"]))
        if point is None:
            found.append(Add("contact_point", {"person": outcome.record, **contact}))
        elif noes := {name: True for name in _NOES if contact.get(name) and not getattr(point, name)}:
            found.append(Edit(point.id, noes))
    for part in outcome.parts:
        model: Any = vault.registry[part.kind].model
        own = session.exec(select(model).where(model.person == outcome.record)).all()
        if not any(says_all(row, part.values) for row in own):
            found.append(Add(part.kind, {"person": outcome.record, **part.values}))
    return found


def _is_reach(name: object, contacts: Sequence[Mapping[str, Any]]) -> bool:
    """Say whether a name is only an address that stands for one."""
    return any(each["value"] == name for each in contacts)


def _says_more(row: Any, name: str, value: Any, how: str) -> bool:
    """Say whether a value adds to a record, or may replace what it says."""
    own: Any = getattr(row, name)
    if isinstance(own, list | dict):
        return any(each not in own for each in value)
    if how == UPDATE:
        return own != value
    return own is None and name != NAME


def _united(own: Any, value: Any) -> Any:
    """Put a value beside what there is."""
    if isinstance(own, list):
        return list(dict.fromkeys([*cast("list[str]", own), *value]))
    return {**value, **cast("dict[str, str]", own)} if isinstance(own, dict) else value


def _reach_key(sort: str | None, value: str | None) -> tuple[str, str]:
    """Give the form in which a way to reach somebody is compared with those on the books."""
    text = value or ""
    if sort == "email":
        return sort, email_key(text)
    # A number is the same whether a list calls it mobile or only telephone.
    kind = "phone" if sort in TELEPHONES else sort or ""
    return kind, phone_key(text).lstrip("0") if sort in NUMBERS else text
