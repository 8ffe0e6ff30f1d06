"""A kind of record as the rest of the program sees it: derived from a class, never written by hand."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache, partial
from types import MappingProxyType
from typing import Any, cast

from app.i18n import _
from app.problems import WrongValue
from app.records.attributes import EXTRA, Attribute, value_in
from app.records.entity import Entity, attributes_of
from app.records.kinds import Kind, OneOf, Text, Value, Wire, one_line
from app.records.lists import Extras
from app.records.retention import Keep

Resolve = Callable[[str], str]
BETWEEN_TITLES = " · "


@dataclass(frozen=True, slots=True)
class RecordType:
    """A kind of record: what it is called, its attributes in the order declared, and its door.

    Each of its ``sole_registers`` says all about an attribute, whatever older names of it say; the ``renamed`` ones had
    such ``older_names`` in earlier versions. ``extras`` is the attribute that keeps columns of an import, if the record
    has one. Attributes that ``may_be_empty`` need no check where nothing is given; ``asked_beside`` says which to look
    at where some are given: others have to be there, or have a default. What is replicated of ``plain_texts`` is
    shown as it is, if it is text; values ``as_they_are`` are those that the log takes.
    A record that ``checks_the_whole`` wants its values to fit together, so that an edit of one needs the others.
    """

    name: str
    one: str
    many: str
    model: type[Entity]
    attributes: Mapping[str, Attribute]
    part_of: str | None
    title: tuple[str, ...]
    sole_registers: frozenset[str]
    renamed: frozenset[str] = frozenset()
    older_names: frozenset[str] = frozenset()
    may_be_empty: frozenset[str] = frozenset()
    asked_beside: Callable[[frozenset[str]], Sequence[Attribute]] = lambda _given: ()
    plain_texts: frozenset[str] = frozenset()
    as_they_are: frozenset[str] = frozenset()
    checks_the_whole: bool = True
    why: str = ""
    keep: Keep | None = None
    contacts: str = ""
    internal: bool = False
    written_once: bool = False
    spread: bool = False
    relates: tuple[str, ...] = ()
    counts_as: str = ""
    table: str = ""
    followed: bool = False
    extras: Attribute | None = None

    @property
    def parent(self) -> Attribute | None:
        """Give the attribute that refers to the record this one is part of."""
        return self.attributes[self.part_of] if self.part_of else None

    def columns(self) -> list[Attribute]:
        """Give the attributes shown in lists."""
        return [attribute for attribute in self.attributes.values() if attribute.column]

    def searched(self) -> list[Attribute]:
        """Give the attributes in the full text index."""
        return [attribute for attribute in self.attributes.values() if attribute.search]

    def printed(self) -> list[Attribute]:
        """Give the attributes that go on sheets."""
        return [attribute for attribute in self.attributes.values() if attribute.print]

    def references(self) -> list[Attribute]:
        """Give the attributes that refer to other records."""
        return [attribute for attribute in self.attributes.values() if attribute.target]

    def sections(self) -> dict[str, list[Attribute]]:
        """Group the attributes as a card shows them, in the order declared; "" is the first group."""
        found: dict[str, list[Attribute]] = {}
        for attribute in self.attributes.values():
            found.setdefault(attribute.section, []).append(attribute)
        return found

    def title_of(self, row: object, resolve: Resolve | None = None) -> str:
        """Say what people call this one; ``resolve`` gives the title of a record referred to, by its id.

        In one line: from elsewhere may come what no form of ours lets in, and titles stand within sentences.
        """
        parts: list[str] = []
        for name in self.title:
            value = value_in(row, name)
            if self.attributes[name].target is None:
                parts.append(self.attributes[name].format(value))
            elif isinstance(value, str) and resolve is not None:
                parts.append(resolve(value))
        return one_line(BETWEEN_TITLES.join(part for part in parts if part)) or _(self.one)

    def check_new(self, values: Mapping[str, object]) -> dict[str, Value]:
        """Pass the values of a new record through the door, or raise ``WrongValue``.

        Defaults are filled in; attributes without a value are left out of the answer.
        """
        self._known(values)
        checked: dict[str, Value] = {}
        for attribute in self.asked_beside(frozenset(values)):
            name = attribute.name
            given = values.get(name, attribute.default)
            if given is None and name in self.may_be_empty:
                continue
            if (value := attribute.check(given)) is not None:
                checked[name] = value
        self.check_whole(checked)
        return checked

    def check_more(self, checked: Mapping[str, Value], values: Mapping[str, object]) -> dict[str, Value]:
        """Pass values of a new record through the door beside others that have passed it: of many that say the same."""
        found = {**checked, **{name: self.attributes[name].check(value) for name, value in values.items()}}
        self.check_whole(found)
        return found

    def takes(self, checked: Mapping[str, Value], name: str) -> Callable[[str], bool]:
        """Give what says of a text that `check_more` would surely take it for an attribute, and as it is."""
        plain, beside = self.attributes[name].kind.plain, self.model.record_takes
        if not self.checks_the_whole:
            return plain
        return lambda text: plain(text) and beside(checked, name, text)

    def check_edit(self, before: object, values: Mapping[str, object]) -> dict[str, Value]:
        """Pass the edited values of a record through the door, or raise ``WrongValue``.

        ``before`` is its stored row. Only what was given is in the answer; ``None`` clears.
        """
        self._known(values)
        checked = {name: self.attributes[name].check(value) for name, value in values.items()}
        if self.checks_the_whole:
            row = cast("Mapping[str, Value]", before)
            stored: Callable[[str], Value] = row.get if isinstance(before, Mapping) else partial(value_in, before)
            self.check_whole(LazyValues(self.attributes, stored, checked))
        return checked

    def registers(self, values: Mapping[str, Value]) -> dict[str, Wire]:
        """Spread checked values over the registers of the log."""
        found: dict[str, Wire] = {}
        for name, value in values.items():
            found |= self.attributes[name].registers(value)
        return found

    def attribute_for(self, register: str) -> Attribute | None:
        """Find the attribute to which a register belongs, also by an older name of it."""
        known = self.attributes.get(register)
        if known is None and register.startswith(EXTRA):
            return self.extras
        return known or next((a for a in self.attributes.values() if register in a.was), None)

    def row_values(self, registers: Mapping[str, Wire]) -> dict[str, Value]:
        """Gather the values of a row from registers; those that only a newer program can read stay out."""
        row: dict[str, Value] = {}
        extras: dict[str, str] = {}
        attributes = self.attributes
        for register, wire in registers.items():
            if wire is None:
                continue
            attribute = attributes.get(register)
            if attribute is not None:  # Nearly always.
                if type(wire) is str and wire and register in self.plain_texts:
                    row[register] = wire
                    continue
                try:
                    row[register] = attribute.kind.from_wire(wire)
                except ValueError:
                    continue
                continue
            attribute = self.attribute_for(register)
            if attribute is None:
                continue
            if register.startswith(EXTRA):
                extras[register.removeprefix(EXTRA)] = str(wire)
            elif attribute.name not in registers:
                try:
                    row[attribute.name] = attribute.from_wire(wire)
                except ValueError:
                    continue
        if extras and self.extras:
            row[self.extras.name] = dict(sorted(extras.items()))
        return row

    def _known(self, values: Mapping[str, object]) -> None:
        """Refuse a value for an attribute that there is not."""
        if self.attributes.keys() >= values.keys():
            return
        for name in values:
            if name not in self.attributes:
                message = _("{record} has no field “{field}”.").format(record=_(self.one), field=name)
                raise WrongValue(message, field=name)

    def check_whole(self, values: Mapping[str, Value]) -> None:
        """Ask the record's own check, if it has one."""
        if not self.checks_the_whole:
            return
        try:
            self.model.record_check(values)
        except WrongValue:
            raise
        except ValueError as problem:
            raise WrongValue(str(problem)) from None


def _asking(
    attributes: Sequence[Attribute], may_be_empty: frozenset[str]
) -> Callable[[frozenset[str]], Sequence[Attribute]]:
    """Tell which attributes a door has to look at, in the order declared; many records are given the same."""
    anyhow = {each.name for each in attributes if each.name not in may_be_empty or each.default is not None}

    @lru_cache(maxsize=64)
    def asked(given: frozenset[str]) -> Sequence[Attribute]:
        return tuple(each for each in attributes if each.name in anyhow or each.name in given)

    return asked


class LazyValues(Mapping[str, Value]):
    """The values of a record, each read when it is asked for, and once: a check asks for few."""

    __slots__ = ("_found", "_names", "_read")

    def __init__(
        self, names: Iterable[str], read: Callable[[str], Value], known: Mapping[str, Value] | None = None
    ) -> None:
        """Take the names in the order declared, what reads one of them (None where there is no value), those known."""
        self._names, self._read = names, read
        self._found: dict[str, Value] = dict(known) if known else {}

    def __getitem__(self, name: str) -> Value:
        """Give a value that is there."""
        value = self.get(name)
        if value is None:
            raise KeyError(name)
        return value

    def get(self, name: str, default: Any = None) -> Any:
        """Give a value, or the default where there is none."""
        found = self._found
        value = found[name] if name in found else found.setdefault(name, self._read(name))
        return default if value is None else value

    def __iter__(self) -> Iterator[str]:
        """Go through the names of those that are there, in the order declared."""
        return (name for name in self._names if self.get(name) is not None)

    def __len__(self) -> int:
        """Count those that are there."""
        return sum(1 for _name in self)


def record_type(model: type[Entity]) -> RecordType:
    """Derive a kind of record from its class."""
    declared = model.declaration
    if declared is None:
        raise TypeError(f"{model.__name__} lacks @entity(...)")
    attributes = attributes_of(model)
    may_be_empty = frozenset(each.name for each in attributes if not each.required and each.kind.check(None) is None)
    return RecordType(
        name=declared.name,
        one=declared.one,
        many=declared.many,
        model=model,
        attributes=MappingProxyType({attribute.name: attribute for attribute in attributes}),
        part_of=declared.part_of,
        title=declared.title,
        sole_registers=frozenset(each.name for each in attributes if not isinstance(each.kind, Extras)),
        extras=next((each for each in attributes if isinstance(each.kind, Extras)), None),
        renamed=frozenset(each.name for each in attributes if each.was),
        older_names=frozenset(name for each in attributes for name in each.was),
        may_be_empty=may_be_empty,
        asked_beside=_asking(attributes, may_be_empty),
        plain_texts=frozenset(
            each.name for each in attributes if type(each.kind).from_wire in {Text.from_wire, OneOf.from_wire}
        ),
        as_they_are=frozenset(
            each.name
            for each in attributes
            if type(each.kind).to_wire is Kind[Any].to_wire and each.target is None and not each.kind.spreads
        ),
        checks_the_whole=vars(Entity)["record_check"].__func__ is not model.record_check.__func__,  # type: ignore[attr-defined]
        why=declared.why,
        keep=declared.keep,
        contacts=declared.contacts,
        internal=declared.internal,
        written_once=declared.written_once,
        spread=declared.spread,
        relates=declared.relates,
        counts_as=declared.counts_as,
        table=declared.table,
        followed=declared.followed,
    )
