"""What merging people comes to, field by field: a pure plan over their values."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from app.i18n import _
from app.problems import WrongValue

MOST = 50
MERGED_INTO, NAME, ALSO = "merged_into", "name", "also_known_as"
_ALSO_LENGTH = 120
_BETWEEN = ", "


@dataclass(frozen=True, slots=True)
class FieldPlan:
    """One field of a merge: the survivor's value, those of the others by their ids, what is kept, and whose it is.

    ``of`` is the id of the person whose value is kept, empty where several are united.
    """

    name: str
    survivor: Any
    others: Mapping[str, Any]
    kept: Any
    of: str


@dataclass(frozen=True, slots=True)
class TakenField:
    """A wish: that a field be taken from one of the others."""

    other: str
    field: str


def parse_take(word: str) -> tuple[str, str]:
    """Read a wish of the form OTHER:FIELD into how the other is called and the field; raises ``WrongValue``."""
    other, colon, name = word.rpartition(":")
    if not colon or not other or not name:
        raise WrongValue(_("“{word}” is not of the form OTHER:FIELD.").format(word=word))
    return other, name


def plan_fields(
    keep: str, values: Mapping[str, Mapping[str, Any]], sets: Collection[str], takes: Sequence[TakenField] = ()
) -> list[FieldPlan]:
    """Plan each field in which somebody has a value; ``values`` are by person, ``sets`` the fields of several members.

    The survivor's value is kept unless it is empty, then the first of the others'. Sets are united, extras too. Names
    that go become also known as. A wish takes precedence.
    """
    wished = {take.field: take.other for take in takes}
    others = [person for person in values if person != keep]
    names = [name for name in next(iter(values.values())) if name != MERGED_INTO]
    plans = {
        name: _plan(name, keep, {person: values[person][name] for person in others}, values[keep][name], wished, sets)
        for name in names
    }
    if ALSO in plans and NAME in plans:
        plans[ALSO] = _also_known(plans[NAME], plans[ALSO], keep)
    return [
        each for each in plans.values() if any(v is not None for v in (each.kept, each.survivor, *each.others.values()))
    ]


def _plan(
    name: str, keep: str, others: Mapping[str, Any], own: Any, wished: Mapping[str, str], sets: Collection[str]
) -> FieldPlan:
    """Plan one field."""
    if name in wished:
        return FieldPlan(name, own, others, others[wished[name]], wished[name])
    given = [(keep, own), *others.items()]
    filled = [(person, value) for person, value in given if value not in (None, [], {}, "")]
    if name in sets and len(filled) > 1:
        return FieldPlan(name, own, others, _united([value for _person, value in filled]), "")
    person, value = filled[0] if filled else (keep, own)
    return FieldPlan(name, own, others, value, person)


def _united(values: Sequence[Any]) -> Any:
    """Unite lists in their order; of dictionaries, the first value of a name is kept, and others beside it."""
    if isinstance(values[0], Mapping):
        found: dict[str, Any] = {}
        for each in values:
            for key, text in each.items():
                name, number = key, 2
                while name in found and found[name] != text:
                    name, number = f"{key} ({number})", number + 1
                found[name] = text
        return found
    return list(dict.fromkeys(member for each in values for member in each))


def _also_known(name: FieldPlan, also: FieldPlan, keep: str) -> FieldPlan:
    """Add the names that go to those under which somebody is also known, as far as there is room."""
    said = [also.survivor, *also.others.values()] if not also.of or also.of == keep else [also.kept]
    kept = also_known(name.kept, said, [name.survivor, *name.others.values()])
    of = also.of if kept == also.kept else ""
    return FieldPlan(also.name, also.survivor, also.others, kept, of)


def also_known(name: str | None, said: Sequence[str | None], going: Sequence[str | None]) -> str | None:
    """Give the names under which somebody is also known: those said, and those that go, as far as there is room."""
    words: list[str] = []
    for text in (*said, *going):
        for word in filter(None, (part.strip() for part in (text or "").split(_BETWEEN))):
            fits = len(_BETWEEN.join((*words, word))) <= _ALSO_LENGTH
            if word != name and word not in words and fits:
                words.append(word)
    return _BETWEEN.join(words) or None


def check(keep: str, others: Sequence[str]) -> None:
    """Refuse a merge of somebody with themselves, of one alone, and of too many."""
    if not others:
        raise WrongValue(_("Merging needs at least two people."))
    if keep in others:
        raise WrongValue(_("Somebody cannot be merged with themselves."), kept=_("Nothing was changed."))
    if len(set(others)) + 1 > MOST:
        raise WrongValue(
            _("At most {most} people are merged at once.").format(most=MOST), kept=_("Nothing was changed.")
        )
