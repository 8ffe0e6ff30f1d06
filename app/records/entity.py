"""How a record is declared: the base of all records, ``attr`` for a field and ``entity`` for the class.

Every record has a table registry of its own, so that nothing is global and a test may declare
records freely, the same name twice included.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, ClassVar, TypedDict, TypeVar, Unpack, dataclass_transform

from sqlalchemy import BigInteger, Column, String
from sqlalchemy.orm import registry as table_registry
from sqlmodel import Field, SQLModel
from sqlmodel._compat import SQLModelConfig
from sqlmodel.main import SQLModelMetaclass

from app.records.attributes import Attribute, DeclaredField, attribute_of
from app.records.kinds import Merge
from app.records.retention import Keep

E = TypeVar("E", bound="Entity")


class AttributeOptions(TypedDict, total=False):
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
    sign: bool
    goes_with: str


def attr(label: str, *, default: Any = None, **options: Unpack[AttributeOptions]) -> Any:
    """Declare an attribute of a record; its kind stands in the annotation.

    ``label`` and ``help`` are marked with ``N_``; ``help`` says why a personal field is kept.
    ``required`` is read from the annotation (no ``| None``) unless given. ``column`` and ``print``
    put it into lists and on sheets, ``search`` into the full text index, ``section`` groups it on a
    card. ``merge`` overrides the policy of the kind, ``max_length`` its limit. ``was`` are older and
    foreign names. ``keep`` proposes to erase the field alone, before its record. A change of what is no
    ``sign`` does not count for when its record was last changed. ``goes_with`` names the reference to a record with
    which this value is erased, while its own record stays, as names and texts do in books.
    """
    info = Field(default=default, sa_type=String, nullable=True)
    info.metadata.append(DeclaredField(label, **options))
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
    contacts: str = ""
    internal: bool = False
    written_once: bool = False
    spread: bool = False
    relates: tuple[str, ...] = ()
    counts_as: str = ""
    table: str = ""
    followed: bool = False


class Entity(SQLModel, metaclass=EntityMeta):
    """What all records have: an id, a circle, and whether a conflict is open on them.

    ``changed_at`` is when somebody last changed it, in milliseconds, for records that are followed (see ``entity``).
    """

    model_config = SQLModelConfig(defer_build=True)

    declaration: ClassVar[Declaration | None] = None

    id: str = Field(default="", primary_key=True, max_length=32)
    circle: str = Field(default="", max_length=32)
    flagged: bool = Field(default=False)
    changed_at: int | None = Field(default=None, sa_type=BigInteger)

    @classmethod
    def record_check(cls, values: Mapping[str, Any]) -> None:
        """Check what concerns several attributes: override it and raise ``ValueError`` with a sentence.

        ``values`` holds the normal form of every attribute that has a value.
        """

    @classmethod
    def record_takes(cls, values: Mapping[str, Any], name: str, text: str) -> bool:  # noqa: ARG003 - as above.
        """Say whether `record_check` surely takes a text for an attribute beside values that it took.

        Override it with that one, where many records are the same but for one text.
        """
        return False


def entity(
    name: str,
    *,
    one: str,
    many: str,
    part_of: str | None = None,
    title: Sequence[str] = ("name",),
    why: str = "",
    keep: Keep | None = None,
    contacts: str = "",
    internal: bool = False,
    written_once: bool = False,
    spread: bool = False,
    relates: Sequence[str] = (),
    counts_as: str = "",
    table: str = "",
    followed: bool = False,
) -> Callable[[type[E]], type[E]]:
    """Declare a class as a record: its name in the log and on the command line, and what people call it.

    ``part_of`` names the record it belongs to, which it must refer to by an attribute of that name.
    ``title`` names the attributes by which one of them is called. ``why`` says for what it is kept, ``keep`` for how
    long: then the retention queue proposes to erase it. ``contacts`` names the part by which it is reached: lists give
    it columns of the whole. ``internal`` keeps it out of the lists that a person chooses kinds from.
    ``written_once`` refuses to change or delete it here, as rows of a ledger are. A part with ``spread`` has columns in
    the lists of its whole, several a part; ``relates`` names who, what and whom of a record that says so of two.
    ``counts_as`` names the attribute that says which other record stands for this one: lists then show that one only.
    ``table`` is that of the class where another table or class of the program has the name. ``followed`` keeps when it,
    and what refers to it, was changed.
    """

    def declare(model: type[E]) -> type[E]:
        if (table or name) != snake_case(model.__name__):
            raise TypeError(f"{model.__name__} is declared as {name}: name it {snake_case(model.__name__)}")
        model.declaration = Declaration(
            name,
            one,
            many,
            part_of,
            tuple(title),
            why,
            keep,
            contacts,
            internal,
            written_once,
            spread,
            tuple(relates),
            counts_as,
            table or name,
            followed,
        )
        return model

    return declare


def snake_case(name: str) -> str:
    """Write the name of a class as the name of its record and table."""
    return re.sub(r"(?<=[a-z0-9])(?=[A-Z])", "_", name).lower()


def attributes_of(model: type[SQLModel]) -> list[Attribute]:
    """Read the attributes of a record's class in the order declared."""
    found = (attribute_of(name, info) for name, info in model.model_fields.items())
    return [attribute for attribute in found if attribute is not None]
