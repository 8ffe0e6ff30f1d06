"""An attribute of a record, as declared by ``attr`` and read back from the class by the registry."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from types import NoneType, UnionType
from typing import Annotated, Any, Union, cast, get_args, get_origin

from pydantic.fields import FieldInfo

from app.i18n import _
from app.problems import WrongValue
from app.records.kinds import Kind, Merge, Reference, Value, Wire
from app.records.retention import Keep, explained

EXTRA = "x:"


@dataclass(frozen=True, slots=True)
class DeclaredField:
    """What ``attr`` was told, carried by the field until the registry reads it."""

    label: str
    required: bool | None = None
    column: bool = False
    search: bool = False
    section: str = ""
    merge: Merge | None = None
    max_length: int | None = None
    was: Sequence[str] = ()
    print: bool = False
    help: str = ""
    keep: Keep | None = None
    sign: bool = True
    goes_with: str = ""


@dataclass(frozen=True, slots=True)
class Attribute:
    """One attribute of a record: its name, what it is called, its kind, and where it appears.

    ``label`` and ``help`` are marked texts: show them through ``_``. ``column``: shown in lists;
    ``search``: in the full text index; ``section``: its group on a card; ``print``: on sheets; ``sign``: a change of it
    counts for when its record was last changed; ``goes_with``: erased with the record that this reference names.
    """

    name: str
    label: str
    kind: Kind[Any]
    required: bool = False
    default: Value = None
    column: bool = False
    search: bool = False
    section: str = ""
    merge: Merge = "mvr"
    was: tuple[str, ...] = ()
    print: bool = False
    help: str = ""
    keep: Keep | None = None
    goes_with: str = ""
    sign: bool = True

    @property
    def indexed(self) -> bool:
        """Say whether its table column deserves an index: lists sort by it, or records are found by it."""
        return isinstance(self.kind, Reference) or (self.column and self.kind.sortable)

    @property
    def target(self) -> str | None:
        """Give the kind of record it refers to, if it refers to one."""
        return getattr(self.kind, "target", None)  # Asking for the class of a kind, an abstract one, takes longer.

    def explanation(self) -> str:
        """Say why it is kept and for how long, as a form shows it."""
        return explained(_(self.help) if self.help else "", self.keep)

    def parse(self, text: str) -> Value:
        """Read what a person typed or a file holds, or raise ``WrongValue`` that names this attribute."""
        try:
            return self.kind.parse(text)
        except ValueError as problem:
            raise WrongValue(self._about(problem), field=self.name) from None

    def check(self, value: object) -> Value:
        """Let a value through the door in its normal form, or raise ``WrongValue``."""
        try:
            checked = self.kind.check(value)
        except ValueError as problem:
            raise WrongValue(self._about(problem), field=self.name) from None
        if checked is None and self.required:
            raise WrongValue(_("{label} is needed.").format(label=_(self.label)), field=self.name)
        return checked

    def format(self, value: Value) -> str:
        """Write a value for people, in a form that ``parse`` reads back."""
        return self.kind.format(value)

    def search_text(self, value: Value) -> str:
        """Give the words under which the value is found."""
        return self.kind.search_text(value)

    def to_wire(self, value: Value) -> Wire:
        """Turn a checked value into what the log replicates."""
        return self.kind.to_wire(value)

    def from_wire(self, wire: Wire) -> Value:
        """Take a replicated value; ``ValueError`` if it cannot be used."""
        return self.kind.from_wire(wire)

    def registers(self, value: Value) -> dict[str, Wire]:
        """Spread a value over the registers of the log: one by its name, or one ``x:<key>`` an extra."""
        if self.kind.spreads:
            return {EXTRA + key: text for key, text in cast("dict[str, str]", value or {}).items()}
        return {self.name: self.to_wire(value)}

    def _about(self, problem: ValueError) -> str:
        """Put the label before a kind's sentence, which knows no attribute."""
        return f"{_(self.label)}: {problem}"


def attribute_of(name: str, info: FieldInfo) -> Attribute | None:
    """Read an attribute from a field of a record's class, or ``None`` if ``attr`` did not declare it."""
    declared = next((item for item in info.metadata if isinstance(item, DeclaredField)), None)
    if declared is None:
        return None
    kind, optional = kind_of(info.annotation)
    kind = first_kind(info.metadata) or kind
    if kind is None:
        raise TypeError(f"{name}: an attribute needs a kind, as in Annotated[str, Text()]")
    if declared.max_length is not None:
        kind = kind.limited(declared.max_length)
    return Attribute(
        name=name,
        label=declared.label,
        kind=kind,
        required=not optional if declared.required is None else declared.required,
        default=cast("Value", info.default),
        column=declared.column,
        search=declared.search,
        section=declared.section,
        merge=declared.merge or kind.merge,
        was=tuple(declared.was),
        print=declared.print,
        help=declared.help,
        keep=declared.keep,
        goes_with=declared.goes_with,
        sign=declared.sign,
    )


def kind_of(annotation: Any) -> tuple[Kind[Any] | None, bool]:
    """Find the kind in an annotation through ``X | None`` and ``Annotated``, and whether None is allowed."""
    if annotation is NoneType:
        return None, True
    origin = get_origin(annotation)
    if origin is Annotated:
        inner, *notes = get_args(annotation)
        kind, optional = kind_of(inner)
        return first_kind(notes) or kind, optional
    if origin in {Union, UnionType}:
        found = [kind_of(part) for part in get_args(annotation)]
        return first_kind(kind for kind, _optional in found), any(optional for _kind, optional in found)
    return None, False


def first_kind(notes: Iterable[object]) -> Kind[Any] | None:
    """Find the kind among the notes of an annotation, which may hold others' notes too."""
    return next((cast("Kind[Any]", note) for note in notes if isinstance(note, Kind)), None)


def value_in(row: object, name: str) -> Value:
    """Read an attribute from a row, which may be a record, a snapshot or a mapping."""
    if type(row) is dict or isinstance(row, Mapping):  # The former alone is quick to ask, and nearly always so.
        return cast("Mapping[str, Value]", row).get(name)
    return cast("Value", getattr(row, name, None))
