"""What the rows of a batch are: somebody on the books, somebody further up in the batch, or somebody new.

What two rows share decides: an id, an e-mail address or a telephone number with names that could be one, or all that
they say. A name alone never makes one person of two: such a row is new, and says whom it is likely. A person's choice
for a row counts before all that.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Literal, cast

from app.capabilities.people.likeness.pairs import Profile, find_pairs
from app.records.contact import TELEPHONES, email_key, phone_key
from app.records.likeness import name_words
from app.services.tables.import_rows import PlannedRecord
from app.services.tables.parts import PartOf

NEW, MERGE, UPDATE, SKIP = "new", "merge", "update", "skip"
_COULD_BE_ONE = 60.0


@dataclass(frozen=True, slots=True)
class RowChoice:
    """What somebody wants of a row: a new person, to merge it into a record, to let it update one, or to leave it out.

    Merging keeps what the record says and fills what is empty; updating lets the row count where both say something.
    Without a record it is the one that was found for the row.
    """

    how: Literal["new", "merge", "update", "skip"]
    record: str = ""


@dataclass(slots=True)
class IntakePerson:
    """One person who comes of the batch: their lines, values and contacts, the record they count for, if any, and how.

    ``why`` says by what the record, or a row further up, was found. ``likely`` is a record that it could be as well.
    """

    lines: list[int]
    values: dict[str, Any]
    contacts: list[dict[str, Any]]
    record: str = ""
    how: str = MERGE
    why: str = ""
    folds: dict[int, str] = field(default_factory=dict[int, str])
    likely: str = ""
    likely_why: str = ""
    parts: list[PartOf] = field(default_factory=list[PartOf])


class IntakeBatch:
    """Decides for each row what it is, in the order of the rows."""

    def __init__(self, known: Sequence[Profile], region: str, choices: Mapping[int, RowChoice]) -> None:
        """Take everybody on the books, where bare numbers are at home, and the choices by line."""
        self._region, self._choices, self._known = region, choices, known
        self._found: list[IntakePerson] = []
        self._by_key: defaultdict[tuple[str, str], list[tuple[str, IntakePerson | str]]] = defaultdict(list)
        self._names: dict[str, str] = {}
        self._ids: dict[str, IntakePerson] = {}
        for person in known:
            self._names[person.id] = person.name
            for key in self._keys(person.emails, person.phones):
                self._by_key[key].append((person.name, person.id))

    def take(self, rows: Iterable[PlannedRecord]) -> list[IntakePerson]:
        """Go through the rows; those that are new and like somebody on the books say so."""
        for row in rows:
            self._take(row, self._choices.get(row.line))
        self._name_likely([each for each in self._found if not each.record])
        return self._found

    def _take(self, row: PlannedRecord, choice: RowChoice | None) -> None:
        """Find what a row is, and note it under all that it says."""
        keys = self._keys(_values(row.contacts, "email"), _values(row.contacts, *TELEPHONES))
        name = row.values.get("name", "")
        contacts = [dict(each) for each in row.contacts]
        whole = ("row", _whole(row))
        outcome, why = self._match(row, [*keys, whole], name)
        how = MERGE
        if choice is not None and choice.how == NEW:
            outcome, why = None, ""
        elif choice is not None:
            how = choice.how
            if choice.record in self._names:
                outcome, why = choice.record, "chosen"
        if isinstance(outcome, str) and outcome in self._ids:
            outcome = self._ids[outcome]
        if isinstance(outcome, IntakePerson):
            outcome.lines.append(row.line)
            outcome.folds[row.line] = why
            _fold(outcome, row.values, contacts)
            outcome.parts += [each for each in row.parts if each not in outcome.parts]
        else:
            found = IntakePerson([row.line], dict(row.values), contacts, outcome or "", how, why, parts=list(row.parts))
            self._found.append(found)
            if outcome:
                self._ids[outcome] = found
            outcome = found
        for key in (*keys, whole):
            self._by_key[key].append((name, outcome))

    def _match(
        self, row: PlannedRecord, keys: Sequence[tuple[str, str]], name: str
    ) -> tuple[IntakePerson | str | None, str]:
        """Find whom a row is about: the record with its id, or who is reached the same way and could be called so."""
        if row.id in self._names:
            return row.id, "id"
        for key in keys:
            for other, whom in self._by_key.get(key, ()):
                if key[0] == "row" or _could_be_one(name, other):
                    return whom, key[0]
        return None, ""

    def _keys(self, emails: Sequence[str], phones: Sequence[str]) -> list[tuple[str, str]]:
        """Give the forms in which ways to reach somebody are compared."""
        return [
            *(("email", email_key(each)) for each in emails),
            *(("phone", phone_key(each, self._region).lstrip("0")) for each in phones),
        ]

    def _name_likely(self, new: Sequence[IntakePerson]) -> None:
        """Say of those who are new whom on the books they are like."""
        fresh = {f"new {place}": each for place, each in enumerate(new)}
        if not fresh or not self._known:
            return
        profiles = [
            Profile(
                key,
                str(each.values.get("name", "")),
                _values(each.contacts, "email"),
                _values(each.contacts, *TELEPHONES),
            )
            for key, each in fresh.items()
        ]
        for pair in find_pairs([*self._known, *profiles], region=self._region, new=frozenset(fresh)):
            one, other = (pair.one, pair.other) if pair.one in fresh else (pair.other, pair.one)
            if one in fresh and other in self._names and not fresh[one].likely:
                fresh[one].likely, fresh[one].likely_why = other, pair.why


def _values(contacts: Iterable[Mapping[str, Any]], *kinds: str) -> tuple[str, ...]:
    """Give the ways of some kinds to reach somebody."""
    return tuple(str(each["value"]) for each in contacts if each["kind"] in kinds)


def _could_be_one(one: str, other: str) -> bool:
    """Say whether two names may be those of one person: near each other, or one of them no name but an address."""
    words, others = name_words(one), name_words(other)
    spelled = any(map(str.isalpha, one)) and any(map(str.isalpha, other))
    if not words or not others or "@" in one + other or not spelled:
        return True
    if set(words) & set(others):
        return True
    from rapidfuzz import fuzz

    return fuzz.ratio(" ".join(words), " ".join(others)) >= _COULD_BE_ONE


def _whole(row: PlannedRecord) -> str:
    """Give all that a row says, by which an exact repetition is known."""
    contacts = sorted(f"{each['kind']}:{each['value']}" for each in row.contacts)
    return repr((sorted((name, str(value)) for name, value in row.values.items()), contacts))


def _fold(into: IntakePerson, values: Mapping[str, Any], contacts: Sequence[dict[str, Any]]) -> None:
    """Fold a row into another: what is empty is filled, members are united, notes are put below each other."""
    for name, value in values.items():
        own: Any = into.values.get(name)
        if own is None:
            into.values[name] = value
        elif isinstance(own, list):
            into.values[name] = list(dict.fromkeys([*cast("list[str]", own), *value]))
        elif isinstance(own, dict):
            into.values[name] = {**value, **cast("dict[str, str]", own)}
        elif name == "note" and value not in own:
            into.values[name] = f"{own}\n{value}"
        elif name == "name" and _is_reach(own, into.contacts) and not _is_reach(value, contacts):
            into.values[name] = value
    known = {(each["kind"], each["value"]) for each in into.contacts}
    into.contacts += [each for each in contacts if (each["kind"], each["value"]) not in known]


def _is_reach(name: str, contacts: Sequence[Mapping[str, Any]]) -> bool:
    """Say whether a name is only an address that stands for one."""
    return any(each["value"] == name for each in contacts)
