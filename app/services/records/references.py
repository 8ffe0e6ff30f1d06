"""Records found by what a list calls them: by id, by title, and by the title of what they are part of."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from sqlmodel import Session, select

from app.i18n import _
from app.problems import WrongValue
from app.records.folding import fold
from app.records.kinds import ANY, AnyRecord, one_line
from app.records.record_type import BETWEEN_TITLES, RecordType
from app.records.registry import Registry
from app.services.records.titles import Titles

Within = Mapping[str, str]
"""What a list says of the records around one: "room.house" stands for the house of its room."""


@dataclass(frozen=True, slots=True)
class _Known:
    """A record that may be meant: its whole title, its title without that of others, and what it is part of."""

    id: str
    title: str
    own: str
    parent: str


@dataclass(slots=True)
class _Kind:
    """The records of a kind by id, and by each text that may stand for them."""

    by_id: dict[str, _Known] = field(default_factory=dict[str, _Known])
    exact: dict[str, list[_Known]] = field(default_factory=lambda: defaultdict[str, list[_Known]](list))
    folded: dict[str, list[_Known]] = field(default_factory=lambda: defaultdict[str, list[_Known]](list))


class References:
    """Finds the records that a list refers to; made for one reading of the vault, and reads each kind once."""

    def __init__(self, session: Session, registry: Registry) -> None:
        self._session = session
        self._registry = registry
        self._titles = Titles(session, registry)
        self._kinds: dict[str, _Kind] = {}

    def find(self, kind: str, text: str, path: str = "", within: Within | None = None) -> str:
        """Give the id of the one record meant, or raise ``WrongValue`` that says what is missing to tell it.

        ``path`` is how the list refers to it, under which ``within`` may say more.
        """
        if kind == ANY:
            return AnyRecord().check(text.strip().lower()) or ""
        record = self._registry[kind]
        known = self._kind(record)
        wanted = one_line(text)
        if wanted.lower() in known.by_id:
            return wanted.lower()
        found = known.exact.get(wanted) or known.folded.get(str(fold(wanted))) or []
        narrowed = [each for each in found if self._fits(record, each, path, within or {})]
        if len(narrowed) == 1:
            return narrowed[0].id
        if not found:
            raise WrongValue(_("There is no {kind} called “{text}”.").format(kind=_(record.one), text=wanted))
        if not narrowed:
            message = _("There is no {kind} called “{text}” in the place that the row says.")
            raise WrongValue(message.format(kind=_(record.one), text=wanted))
        message = _("{count} records ({kind}) are called “{text}”: give the id, or what it is part of.")
        raise WrongValue(message.format(count=len(narrowed), kind=_(record.one), text=wanted))

    def unique(self, kind: str, record: str) -> str:
        """Give the text by which a record is found again: its title if no other has it, or else its id."""
        if kind == ANY:
            return record
        known = self._kind(self._registry[kind])
        each = known.by_id.get(record)
        return each.title if each and len(known.exact[each.title]) == 1 else record

    def title(self, kind: str, record: str) -> str:
        """Give the title of a record, or an empty text for one that is not here."""
        if kind == ANY:
            self._titles.fetch_any([record])
            return self._titles.of(record)
        known = self._kind(self._registry[kind]).by_id.get(record)
        return known.title if known else ""

    def _fits(self, record: RecordType, known: _Known, path: str, within: Within) -> bool:
        """Say whether what a record is part of is what the list says."""
        if record.part_of is None:
            return True
        way = f"{path}.{record.part_of}"
        parent = self._kind(self._registry[record.part_of]).by_id.get(known.parent)
        said = one_line(within.get(way, ""))
        if said and (parent is None or fold(said) not in {fold(parent.title), fold(parent.own), parent.id}):
            return False
        return parent is None or self._fits(self._registry[record.part_of], parent, way, within)

    def _kind(self, record: RecordType) -> _Kind:
        """Read the records of a kind, once."""
        if record.name in self._kinds:
            return self._kinds[record.name]
        known = self._kinds[record.name] = _Kind()
        rows = list(self._session.exec(select(record.model)).all())
        self._titles.take(record.name, rows)
        plain: Sequence[str] = [name for name in record.title if record.attributes[name].target is None]
        for row in rows:
            own = BETWEEN_TITLES.join(filter(None, (record.attributes[n].format(getattr(row, n)) for n in plain)))
            parent = str(getattr(row, record.part_of) or "") if record.part_of else ""
            each = _Known(row.id, one_line(self._titles.of(row.id)), one_line(own), parent)
            known.by_id[row.id] = each
            for text in {each.title, each.own} - {""}:
                known.exact[text].append(each)
                known.folded[str(fold(text))].append(each)
        return known
