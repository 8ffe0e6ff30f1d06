"""The registry of records, from which forms, lists, search, import, print and the log are derived.

A record is declared once, with ``entity`` and ``attr``; this is where all the rest is looked up.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from functools import cached_property
from types import MappingProxyType
from typing import cast

from sqlalchemy import Table
from sqlalchemy.dialects import sqlite
from sqlalchemy.schema import CreateIndex, CreateTable

from app.records.attributes import Attribute
from app.records.entity import Entity, attr, entity
from app.records.guard import BatchGuard
from app.records.kinds import ANY
from app.records.record_type import RecordType, Resolve, record_type
from app.records.statements import Statements

__all__ = ["Attribute", "Entity", "RecordType", "Registry", "Resolve", "attr", "entity"]


class Registry:
    """The kinds of record of one program or test, by name; made once and handed around."""

    def __init__(
        self, models: Sequence[type[Entity]], capabilities: Sequence[object] = (), guards: Sequence[BatchGuard] = ()
    ) -> None:
        """Read the declarations; ``TypeError`` says which of them do not fit together.

        ``capabilities`` are those that declared the records; the engines of the services read them. ``guards`` are
        asked before a batch is kept.
        """
        self.capabilities = tuple(capabilities)
        self.guards = tuple(guards)
        types = [record_type(model) for model in models]
        self._types: Mapping[str, RecordType] = MappingProxyType({each.name: each for each in types})
        self._by_model = {each.model: each for each in types}
        if len(self._types) != len(types):
            raise TypeError("Two records have the same name")
        for each in types:
            self._check(each)

    @property
    def types(self) -> Mapping[str, RecordType]:
        """Give the kinds of record by name, in the order handed in."""
        return self._types

    @property
    def tables(self) -> Sequence[Table]:
        """Give the tables of these records, in the order of their names; queries use the classes."""
        found = [cast("Table", vars(each.model)["__table__"]) for each in self]
        return sorted(found, key=lambda table: table.name)

    @cached_property
    def creation(self) -> Sequence[str]:
        """Give the statements that make these tables and their indexes in SQLite; writing them out takes time."""
        made: list[str] = []
        dialect = sqlite.dialect()
        for table in self.tables:
            made.append(str(CreateTable(table).compile(dialect=dialect)))
            for index in sorted(table.indexes, key=lambda index: str(index.name)):
                statement = str(CreateIndex(index).compile(dialect=dialect))
                column = statement[statement.rindex("(") + 1 : statement.rindex(")")]
                # Who asks for a value, asks for one that is there; and most columns of most rows are empty.
                made.append(f"{statement} WHERE {column} IS NOT NULL" if len(index.columns) == 1 else statement)
        return made

    @cached_property
    def definitions(self) -> Sequence[str]:
        """Give all of which derived tables are made, for comparing; writing it out takes time."""
        attributes = [
            (f"{kind.name}.{attribute.name}", attribute) for kind in self for attribute in kind.attributes.values()
        ]
        return [
            *(str(CreateTable(table)) for table in self.tables),
            *(f"{kind.name}.{attribute.name}" for kind in self for attribute in kind.searched()),
            *(f"{name}={attribute.merge}" for name, attribute in attributes),
            *(f"{name} is dated" for name in sorted(self.dated)),
            *(f"{name} is no sign" for name, attribute in attributes if not attribute.sign),
        ]

    @cached_property
    def statements(self) -> Statements:
        """Give the SQL that was made of queries of these records, for every vault that they are in."""
        return Statements()

    def __getitem__(self, name: str) -> RecordType:
        """Give a kind of record by name; ``KeyError`` if there is none."""
        return self._types[name]

    def __contains__(self, name: object) -> bool:
        """Say whether there is a kind of record of this name."""
        return name in self._types

    def __iter__(self) -> Iterator[RecordType]:
        """Go through the kinds of record in the order handed in."""
        return iter(self._types.values())

    def __len__(self) -> int:
        """Count the kinds of record."""
        return len(self._types)

    def of(self, model: type[Entity] | Entity) -> RecordType:
        """Give the kind of record of a class or of a row."""
        return self._by_model[model if isinstance(model, type) else type(model)]

    def parts_of(self, name: str) -> list[RecordType]:
        """Give the kinds of record that are part of this one."""
        return [each for each in self if each.part_of == name]

    def referring_to(self, name: str) -> list[tuple[RecordType, Attribute]]:
        """Give every attribute of any record that refers to this kind."""
        return [
            (each, attribute) for each in self for attribute in each.references() if attribute.target in {name, ANY}
        ]

    @cached_property
    def dated(self) -> frozenset[str]:
        """Give the kinds of which it is kept when they were changed: those followed, what names them, and parts."""
        found = {each.name for each in self if each.followed}
        followed = found | {ANY} if found else found
        found |= {each.name for each in self if any(a.target in followed for a in each.references())}
        while more := {each.name for each in self if each.part_of in found} - found:
            found |= more
        return frozenset(found)

    def _check(self, each: RecordType) -> None:
        """Refuse a declaration that names what is not there."""
        for attribute in each.references():
            if attribute.target != ANY and attribute.target not in self:
                raise TypeError(f"{each.name}.{attribute.name} refers to {attribute.target}, which is no record")
        if each.part_of is not None and (
            each.part_of not in each.attributes or each.attributes[each.part_of].target != each.part_of
        ):
            raise TypeError(f"{each.name} is part of {each.part_of} and needs a reference of that name")
        clocks = [each.keep, *(attribute.keep for attribute in each.attributes.values())]
        for keep in clocks:
            if keep is not None and keep.after and keep.after not in each.attributes:
                raise TypeError(f"{each.name} is kept by {keep.after}, which is no attribute of it")
        if each.contacts and (each.contacts not in self or self[each.contacts].part_of != each.name):
            raise TypeError(f"{each.name} is reached by {each.contacts}, which is no part of it")
        if each.spread and each.part_of is None:
            raise TypeError(f"{each.name} spreads over the columns of its whole, and is part of nothing")
        for name in (*each.title, *each.relates):
            if name not in each.attributes:
                raise TypeError(f"{each.name} is called by {name}, which is no attribute of it")
