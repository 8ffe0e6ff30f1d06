"""What records are called, looked up in bulk for the references that rows hold."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping

from sqlalchemy import bindparam, text
from sqlmodel import Session, col, select

from app.records.absence import AbsentTitle, erased, not_here, not_shared
from app.records.kinds import ANY
from app.records.registry import Entity, Registry
from app.storage.vault.vault import Vault

_MANY = 5000
_KINDS_OF = text("SELECT id, kind FROM record WHERE id IN :ids").bindparams(bindparam("ids", expanding=True))
_ID = re.compile(r"[0-9a-f]{32}")


class Titles:
    """Titles of records by id, fetched kind by kind; one is made for each reading of the vault."""

    def __init__(self, session: Session, registry: Registry, absent: Callable[[str], str] | None = None) -> None:
        """Take what says of a record that is not here why that is so."""
        self._session = session
        self._registry = registry
        self._absent = absent or _not_here
        self._known: dict[str, str] = {}
        self.kinds: dict[str, str] = {}  # of what kind those are that were fetched without saying so
        self.spoken: Callable[[str, str], str] | None = None  # how a window calls a record, given its id and title

    @classmethod
    def within(cls, vault: Vault, session: Session) -> Titles:
        """Titles that say why a record is not here."""
        return cls(session, vault.registry, lambda record: absence(vault, record))

    def of(self, record: str | None) -> str:
        """Give the title of a record fetched by `fetch`; what is not here, or was never said, is said so."""
        return self._known.get(record or "") or self._absent(record or "")

    def among(self, records: Iterable[str]) -> Mapping[str, str]:
        """Give the titles of these."""
        return {record: self.of(record) for record in records}

    def fetch(self, kind: str, records: Iterable[str | None]) -> None:
        """Make the titles of records of one kind known, and those of the records their titles are made of.

        Another laptop may have written less than our forms ask for, so that a reference may be None.
        """
        wanted = sorted(set(filter(None, records)) - self._known.keys())
        if kind == ANY:
            self.fetch_any(wanted)
            return
        record_type = self._registry[kind]
        for start in range(0, len(wanted), _MANY):
            model = record_type.model
            found = self._session.exec(select(model).where(col(model.id).in_(wanted[start : start + _MANY]))).all()
            self.take(kind, found)

    def fetch_any(self, records: Iterable[str | None]) -> None:
        """Make the titles of records of whatever kinds known."""
        wanted = [record for record in records if record and record not in self._known]
        by_kind: dict[str, list[str]] = {}
        for start in range(0, len(wanted), _MANY):
            some = [bytes.fromhex(record) for record in wanted[start : start + _MANY] if _ID.fullmatch(record)]
            for identity, kind in self._session.connection().execute(_KINDS_OF, {"ids": some}).all() if some else ():
                by_kind.setdefault(kind, []).append(identity.hex())
                self.kinds[identity.hex()] = kind
        for kind, found in by_kind.items():
            if kind in self._registry:
                self.fetch(kind, found)

    def take(self, kind: str, rows: Iterable[Entity]) -> None:
        """Make the titles of rows known that the caller already has."""
        record_type, rows = self._registry[kind], list(rows)
        for name in record_type.title:
            target = record_type.attributes[name].target
            if target is not None:
                self.fetch(target, filter(None, (getattr(row, name) for row in rows)))
        for row in rows:
            title = record_type.title_of(row, self.of)
            self._known[row.id] = self.spoken(row.id, title) if self.spoken else title

    def fetch_references(self, kind: str, rows: Iterable[Entity]) -> set[str]:
        """Make the titles of everything known to which rows refer; gives these ids."""
        rows, referred = list(rows), set[str]()
        for attribute in self._registry[kind].references():
            ids = {value for row in rows if (value := getattr(row, attribute.name))}
            self.fetch(attribute.target or "", ids)
            referred |= ids
        return referred


def absence(vault: Vault, record: str) -> AbsentTitle:
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
            return erased()
        membership = replica.membership
        shut = any(not membership.reads(replica.device, circle) for circle in membership.circles)
    if shut and not vault.rows("SELECT 1 FROM record WHERE id = ?", (identity,)):
        return not_shared()
    return _not_here(record)


def _not_here(_record: str) -> AbsentTitle:
    return not_here()
