"""How a record is declared: the base of all records, ``attr`` for a field and ``entity`` for the class.

Every record has a table registry of its own, so that nothing is global and a test may declare
records freely, the same name twice included.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, ClassVar, TypedDict, TypeVar, Unpack, dataclass_transform

from sqlalchemy import Column, String
from sqlalchemy.orm import registry as table_registry
from sqlmodel import Field, SQLModel
from sqlmodel.main import SQLModelMetaclass

from app.domain.attributes import Attribute, Declared, attribute_of
from app.domain.kinds import Merge
from app.domain.retention import Keep

E = TypeVar("E", bound="Entity")


class Options(TypedDict, total=False):
    """What ``attr`` may be told beside a label and a default; the meanings are those of ``Attribute``."""

    required: bool
    column: bool
    search: bool
    section: str
    merge: Merge
    max_length: int
    was: Sequence[str]
    print: bool
    help: str
    keep: Keep


def attr(label: str, *, default: Any = None, **options: Unpack[Options]) -> Any:
    """Declare an attribute of a record; its kind stands in the annotation.

    ``label`` and ``help`` are marked with ``N_``; ``help`` says why a personal field is kept.
    ``required`` is read from the annotation (no ``| None``) unless given. ``column`` and ``print``
    put it into lists and on sheets, ``search`` into the full text index, ``section`` groups it on a
    card. ``merge`` overrides the policy of the kind, ``max_length`` its limit. ``was`` are older and
    foreign names. ``keep`` proposes to erase the field alone, before its record.
    """
    info = Field(default=default, sa_type=String, nullable=True)
    info.metadata.append(Declared(label, **options))
    return info


@dataclass_transform(kw_only_default=True, field_specifiers=(attr, Field))
class EntityMeta(SQLModelMetaclass):
    """Makes the class of a record: a table registry of its own, and columns by kind."""

    def __new__(cls, name: str, bases: tuple[type, ...], namespace: dict[str, Any], **options: Any) -> Any:
        """Replace the columns that SQLModel guessed before SQLAlchemy maps the class."""
        if not options.get("table"):
            return super().__new__(cls, name, bases, namespace, **options)
        made = super().__new__(cls, name, bases, namespace, **options, registry=table_registry())
        made.__abstract__ = False  # SQLModel takes a class with a registry of its own for a base.
        made.__tablename__ = snake_case(name)
        for attribute in attributes_of(made):
            column = Column[Any](attribute.kind.sql_type(), nullable=True, index=attribute.indexed)
            setattr(made, attribute.name, column)
        return made


@dataclass(frozen=True, slots=True)
class Declaration:
    """What ``entity`` says of a record."""

    name: str
    one: str
    many: str
    part_of: str | None
    title: tuple[str, ...]
    why: str = ""
    keep: Keep | None = None


class Entity(SQLModel, metaclass=EntityMeta):
    """What all records have: an id, a circle, and whether a conflict is open on them."""

    declaration: ClassVar[Declaration | None] = None

    id: str = Field(default="", primary_key=True, max_length=32)
    circle: str = Field(default="", max_length=32)
    flagged: bool = Field(default=False)

    @classmethod
    def record_check(cls, values: Mapping[str, Any]) -> None:
        """Check what concerns several attributes: override it and raise ``ValueError`` with a sentence.

        ``values`` holds the normal form of every attribute that has a value.
        """


def entity(
    name: str,
    *,
    one: str,
    many: str,
    part_of: str | None = None,
    title: Sequence[str] = ("name",),
    why: str = "",
    keep: Keep | None = None,
) -> Callable[[type[E]], type[E]]:
    """Declare a class as a record: its name in the log and on the command line, and what people call it.

    ``part_of`` names the record it belongs to, which it must refer to by an attribute of that name.
    ``title`` names the attributes by which one of them is called. ``why`` says for what it is kept, ``keep`` for how
    long: then the retention queue proposes to erase it.
    """

    def declare(model: type[E]) -> type[E]:
        if name != snake_case(model.__name__):
            raise TypeError(f"{model.__name__} is declared as {name}: name it {snake_case(model.__name__)}")
        model.declaration = Declaration(name, one, many, part_of, tuple(title), why, keep)
        return model

    return declare


def snake_case(name: str) -> str:
    """Write the name of a class as the name of its record and table."""
    return re.sub(r"(?<=[a-z0-9])(?=[A-Z])", "_", name).lower()


def attributes_of(model: type[SQLModel]) -> list[Attribute]:
    """Read the attributes of a record's class in the order declared."""
    found = (attribute_of(name, info) for name, info in model.model_fields.items())
    return [attribute for attribute in found if attribute is not None]
