"""What records are called, looked up in bulk for the references that rows hold."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping

from sqlmodel import Session, col, select

from app.domain.registry import Entity, Registry
from app.i18n import _
from app.storage.vault import Vault

_MANY = 5000


class Titles:
    """Titles of records by id, fetched kind by kind; one is made for each reading of the vault."""

    def __init__(self, session: Session, registry: Registry, absent: Callable[[str], str] | None = None) -> None:
        """Take what says of a record that is not here why that is so."""
        self._session = session
        self._registry = registry
        self._absent = absent or _not_here
        self._known: dict[str, str] = {}

    @classmethod
    def within(cls, vault: Vault, session: Session) -> Titles:
        """Titles that say why a record is not here."""
        return cls(session, vault.registry, lambda record: absence(vault, record))

    def of(self, record: str | None) -> str:
        """The title of a record fetched by `fetch`; what is not here, or was never said, is said so."""
        return self._known.get(record or "") or self._absent(record or "")

    def among(self, records: Iterable[str]) -> Mapping[str, str]:
        """The titles of these."""
        return {record: self.of(record) for record in records}

    def fetch(self, kind: str, records: Iterable[str | None]) -> None:
        """Makes the titles of records of one kind known, and those of the records their titles are made of.

        Another laptop may have written less than our forms ask for, so that a reference may be None.
        """
        wanted = sorted(set(filter(None, records)) - self._known.keys())
        record_type = self._registry[kind]
        for start in range(0, len(wanted), _MANY):
            model = record_type.model
            found = self._session.exec(select(model).where(col(model.id).in_(wanted[start : start + _MANY]))).all()
            self.take(kind, found)

    def take(self, kind: str, rows: Iterable[Entity]) -> None:
        """Makes the titles of rows known that the caller already has."""
        record_type, rows = self._registry[kind], list(rows)
        for name in record_type.title:
            target = record_type.attributes[name].target
            if target is not None:
                self.fetch(target, filter(None, (getattr(row, name) for row in rows)))
        for row in rows:
            self._known[row.id] = record_type.title_of(row, self.of)

    def fetch_references(self, kind: str, rows: Iterable[Entity]) -> set[str]:
        """Makes the titles of everything known to which rows refer; gives these ids."""
        rows, referred = list(rows), set[str]()
        for attribute in self._registry[kind].references():
            ids = {value for row in rows if (value := getattr(row, attribute.name))}
            self.fetch(attribute.target or "", ids)
            referred |= ids
        return referred


def absence(vault: Vault, record: str) -> str:
    """Why a record that something refers to has no row here: erased, in a circle of others, or not come yet.

    It can be in a circle of others only if there is one that this laptop does not read.
    """
    try:
        identity = bytes.fromhex(record)
    except ValueError:
        return _not_here(record)
    if vault.group is None:
        return _not_here(record)
    with vault.looking() as replica:
        if identity in replica.erasures.whole:
            return _("(erased)")
        membership = replica.membership
        shut = any(not membership.reads(replica.device, circle) for circle in membership.circles)
    if shut and not vault.rows("SELECT 1 FROM record WHERE id = ?", (identity,)):
        return _("(not shared with you)")
    return _not_here(record)


def is_absence(title: str) -> bool:
    """Whether what stands for a title says that the record is not here, so that there is nothing to go to."""
    return title in {_("(erased)"), _("(not shared with you)"), _("(not here)")}


def _not_here(_record: str) -> str:
    return _("(not here)")
