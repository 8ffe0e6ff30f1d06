"""An open vault: the one door for writes, and everything read back from it. It belongs to the thread that opened it."""

from __future__ import annotations

from collections.abc import Callable, Collection, Generator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from sqlalchemy import Connection
from sqlmodel import Session

from app.i18n import _
from app.problems import ChangedSince, NotAllowed, NothingToUndo, WrongValue
from app.records.changes import MEMBERS, Change, Changed
from app.records.record_type import RecordType
from app.records.registry import Registry
from app.storage.database import schema
from app.storage.database.database import Database
from app.storage.database.log_store import LogStore
from app.storage.folder.environment import Environment
from app.storage.folder.folder import VaultFolder
from app.storage.folder.incarnation import Incarnation
from app.storage.vault import chunks, late, undo
from app.storage.vault.door import Door, UndoStep, concerned, record_bytes
from app.storage.vault.placement import homes_of, write
from app.storage.vault.projection import Projector, RowChange
from app.storage.vault.remembered import Remembered
from app.storage.vault.showing import values_shown
from app.storage.wiping import wipe
from sync.authority.membership import Device
from sync.log import change as log
from sync.log.causality import Causality
from sync.log.segment import AUTHORITY
from sync.log.state import RecordState
from sync.primitives.codec import decode
from sync.primitives.errors import SyncError, TooLarge, Unauthorised
from sync.primitives.keys import DeviceSecrets
from sync.replica.apply import Replayed, Replayer
from sync.replica.certificates import Erasures
from sync.replica.replica import Replica
from sync.replica.scan import read_ledger, walk

Label = str | Callable[[Mapping[str, RecordType]], str]
"""What an action is called, or how to say it of the kinds of the records, by id, that the batch concerns."""


@dataclass(frozen=True, slots=True)
class Writing:
    """One write transaction: its connection, the log in it, and the way from states to rows."""

    connection: Connection
    replica: Replica
    projector: Projector


class Vault:
    """One group's data on one laptop. `group` is None until a join request has been answered."""

    def __init__(
        self, folder: VaultFolder, database: Database, registry: Registry, environment: Environment,
        continuity: Incarnation,
    ) -> None:  # fmt: skip
        self.folder = folder
        self.database = database
        self.registry = registry
        self.environment = environment
        self.continuity = continuity
        self._replica: Replica | None = None
        self._news = Changed()
        self.remembered = Remembered()
        self._late: bool | None = False  # whether rows wait; None where that has to be looked up
        self._bringing_up = False
        self._putting_off: Connection | None = None
        with database.read() as connection:
            self._store = LogStore(connection)
            secrets = schema.get_meta(connection, "secrets")
            self.my_name = (schema.get_meta(connection, "name") or b"").decode()
            self.group = schema.get_meta(connection, "group")
        self.secrets = decode(secrets or b"", DeviceSecrets)
        wipe(secrets or b"")
        database.settle = self.bring_up

    def close(self) -> None:
        """Signs what is open, closes the database and lets go of the folder; the keys in memory are overwritten.

        Harmless when done before.
        """
        try:
            if self.group is not None:
                with self.writing(settled=False) as writing:
                    writing.replica.seal()
                self.continuity.renew()
        finally:
            for seed in (self.secrets.ed25519, self.secrets.ml_dsa, self.secrets.kem):
                wipe(seed)
            self._replica = None
            self.remembered.forget()
            self.database.close()
            self.folder.close()

    # -- transactions

    @contextmanager
    def reading(self) -> Generator[Session]:
        """Give a session to query the records with; writing through it raises `Bug`."""
        with self.database.read() as connection, Session(connection) as session:
            yield session

    @contextmanager
    def writing(self, joining: bytes | None = None, *, settled: bool = True) -> Generator[Writing]:
        """Give the one write transaction: all of it is kept, or nothing.

        A vault that waits for its admission becomes one of the group `joining` when this ends well.
        """
        if settled:
            self.bring_up()
        group, news = self.group, self._news
        try:
            with self.remembered.writing(), self.database.write(settled=False) as connection:
                if group is None and joining is not None:
                    self.adopt(self.replica_of(joining, connection), connection)
                yield self._writing(connection)
        except BaseException:
            self.group, self._replica, self._news = group, None, news
            raise

    def _writing(self, connection: Connection) -> Writing:
        replica = self.replica(connection)
        projector = Projector(connection, self.registry, replica.order, self.circle_of, self.store_for(connection))
        return Writing(connection, replica, projector)

    @contextmanager
    def part_of_writing(self, writing: Writing) -> Generator[Writing]:
        """Give a part of an open transaction: if an exception leaves it, only what the part did is taken back."""
        try:
            with writing.connection.begin_nested():
                yield self._writing(writing.connection)
        except BaseException:
            self._replica = None  # It holds what was taken back, and is read anew.
            self._store = LogStore(writing.connection)
            self._late = None
            raise

    # -- rows that wait

    @contextmanager
    def putting_off(self) -> Generator[Writing]:
        """Give a write transaction in which `put_off` may be used, and where rows that wait already go on waiting."""
        try:
            with self.writing(settled=False) as writing:
                self._putting_off = writing.connection
                try:
                    yield writing
                finally:
                    self._putting_off = None
        except BaseException:
            self._late = None
            raise

    def put_off(self, replayed: Replayed, segments: Collection[int]) -> frozenset[str]:
        """Let the rows of what was merged from `segments` wait until somebody reads; gives the kinds concerned."""
        assert self._putting_off is not None
        kinds = frozenset(state.kind for state in replayed.touched.values()) & self.registry.types.keys()
        if replayed.touched:
            late.put_off(self._putting_off, replayed.touched, segments)
            self._late = True
        self.note(Changed(kinds))
        return kinds

    def rows_wait(self) -> bool:
        """Whether any row waits: nobody may read it before `bring_up`."""
        if self._late is None:
            with self.database.read(settled=False) as connection:
                self._late = late.is_waiting(connection)
        return self._late

    def look_for_late(self) -> None:
        """Look up whether rows wait since the vault was last open."""
        self._late = None

    def bring_up(self) -> None:
        """Bring up all rows that wait. The database calls it before anybody reads, or writes."""
        if self._late is False or self._bringing_up:
            return
        self._bringing_up = True
        try:
            if not self.rows_wait():
                return
            if self._putting_off is not None:
                self._bring_up(self._putting_off)
            else:
                with self.writing(settled=False) as writing:
                    self._bring_up(writing.connection)
            self._late = False
        finally:
            self._bringing_up = False

    def _bring_up(self, connection: Connection) -> None:
        waiting = late.take_up(connection)
        states = self.store_for(connection).bare_states(waiting.records)
        self._writing(connection).projector.project(states, since=waiting.segments)

    def replica(self, connection: Connection) -> Replica:
        """Give the group's log, seen through the connection of the open transaction."""
        self._store.connection = connection
        if self._replica is None:
            if self.group is None:
                raise NotAllowed(
                    _("This vault does not belong to a group yet."),
                    do=_("Hand the join request to an admin, and open the bundle that comes back."),
                )
            self._replica = self.replica_of(self.group, connection)
        return self._replica

    def replica_of(self, group: bytes, connection: Connection) -> Replica:
        """Give a log of that group over this vault's store."""
        environment = self.environment
        return Replica(
            self.store_for(connection),
            self.secrets,
            group,
            schema.get_meta(connection, "incarnation") or b"",
            environment.milliseconds,
            environment.random,
        )

    def adopt(self, replica: Replica, connection: Connection) -> None:
        """Give the vault belongs to the replica's group from now on."""
        schema.set_meta(connection, "group", replica.group)
        self.group = replica.group
        self._replica = replica

    @contextmanager
    def looking(self, *, settled: bool = True) -> Generator[Replica]:
        """Give the log for reading only; unsettled, for those who look at no rows."""
        with self.database.read(settled=settled) as connection:
            yield self.replica(connection)

    def rows(self, statement: str, parameters: tuple[object, ...] = ()) -> list[Any]:
        """Give the rows of a query on the derived tables that have no class of their own."""
        with self.database.read() as connection:
            return list(connection.exec_driver_sql(statement, parameters).all())

    def store_for(self, connection: Connection) -> LogStore:
        """Give the log's tables, seen through the connection of the open transaction."""
        self._store.connection = connection
        return self._store

    def circle_of(self, segment: int) -> str:
        """Give the circle of a segment's records, in hexadecimal digits."""
        assert self._replica is not None
        causality = self._replica.causality
        return causality.chains[causality.places[segment].chain].opening.circle.hex()

    def decide(self, decision: Callable[[Replica], Replayed]) -> frozenset[str]:
        """Lets this laptop say something about members, circles or erasure; gives the kinds of record concerned."""
        with refusals(), self.writing() as writing:
            # What counts may hang on who counts, also where no row differs: an approval, a conflict.
            self.note(Changed(frozenset({*self.registry.types, MEMBERS})))
            return self.project(writing, decision(writing.replica))[0]

    def note(self, changed: Changed) -> None:
        """Keep in mind what changes in this transaction."""
        self._news = self._news.and_then(changed)
        self.remembered.touch(changed.kinds)

    def news(self) -> Changed:
        """Tell what has changed since this was asked last, however it came about: for whoever shows it."""
        news, self._news = self._news, Changed()
        return news

    def me(self) -> Device | None:
        """Give this device as the group knows it."""
        with self.looking() as replica:
            return replica.me

    # -- the door

    def apply(self, changes: Sequence[Change], label: Label) -> Changed:
        """Check, write and project a batch in one transaction, and put it on the undo pile under `label`."""
        with refusals(), self.writing() as writing:
            return self.apply_in(writing, changes, label)

    def apply_in(
        self,
        writing: Writing,
        changes: Sequence[Change],
        label: Label,
        then: Callable[[Changed], Sequence[Change]] | None = None,
    ) -> Changed:
        """Give the same inside a transaction that is open, for what has to be kept together with something else.

        `then` gives changes that have to know the ids of what was made; they are undone together with the others.
        """
        changes = chunks.with_attached(self, writing, changes)
        changed, steps = self._apply(writing, changes, label)
        if then is not None and (more := then(changed)):
            after, others = self._apply(writing, chunks.with_attached(self, writing, more), label)
            count = len(changed.added)
            steps += [UndoStep(s.what, s.record + count) if isinstance(s.record, int) else s for s in others]
            kinds, touched = changed.kinds | after.kinds, changed.touched | after.touched
            changed = Changed(kinds, (*changed.added, *after.added), touched, changed.label)
        self._guard(writing, changes, changed)
        if steps:
            now = self.environment.milliseconds()
            undo.record_action(writing.connection, changed.label, now, steps, changed.added)
        return changed

    def _guard(self, writing: Writing, changes: Sequence[Change], changed: Changed) -> None:
        guards = [guard for guard in self.registry.guards if not changed.kinds.isdisjoint(guard.kinds)]
        if guards:
            with Session(writing.connection) as session:
                for guard in guards:
                    guard.check(session, changes, changed)

    def _states(self, writing: Writing, changes: Sequence[Change]) -> dict[bytes, RecordState]:
        """Read what a batch concerns: once, for the door, the log and the rows alike."""
        return writing.replica.store.states(concerned(changes, self.registry))

    def _apply(
        self,
        writing: Writing,
        changes: Sequence[Change],
        label: Label,
        states: Mapping[bytes, RecordState] | None = None,
    ) -> tuple[Changed, list[UndoStep]]:
        replica = writing.replica
        states = self._states(writing, changes) if states is None else states
        label = label if isinstance(label, str) else label(self._kinds_of(states))
        translated = Door(self.registry, states, replica.order).translate(changes)
        if not translated.changes:
            return Changed(label=label), []
        homes = homes_of(changes, self.registry, states, replica)
        created, touched = write(replica, translated.changes, homes, states)
        fresh = {record: touched[record] for record in created}
        kinds = writing.projector.project(fresh, fresh=True)
        edited = {key: state for key, state in touched.items() if key not in fresh}
        kinds |= writing.projector.project(edited, fields=_written_in(translated.changes))
        added = tuple(record.hex() for record in created)
        changed = Changed(kinds, added, frozenset(record.hex() for record in touched), label)
        self.note(changed)
        return changed, translated.steps

    def _kinds_of(self, states: Mapping[bytes, RecordState]) -> dict[str, RecordType]:
        known = ((record, state.kind) for record, state in states.items() if state.kind in self.registry)
        return {record.hex(): self.registry[kind] for record, kind in known}

    def undo(self, *, force: bool = False) -> Changed:
        """Take the last action back by a new one. Raises `ChangedSince` if others have changed it, unless forced."""
        return self._step_back(redo=False, force=force)

    def redo(self, *, force: bool = False) -> Changed:
        """Do the action last undone once more."""
        return self._step_back(redo=True, force=force)

    def _step_back(self, *, redo: bool, force: bool) -> Changed:
        with refusals(), self.writing() as writing:
            found = undo.next_action(writing.connection, redo=redo)
            if found is None:
                raise NothingToUndo(_("There is nothing to redo.") if redo else _("There is nothing to undo."))
            number, label, steps = found
            changes = undo.again(steps) if redo else undo.inverse(steps)
            states = self._states(writing, changes)
            if not force:
                self._check_unchanged(writing, steps, states, label, redo=redo)
            changed, _steps = self._apply(writing, changes, label, states)
            undo.mark(writing.connection, number, undone=not redo)
        return changed

    def _check_unchanged(
        self, writing: Writing, steps: Sequence[UndoStep], states: Mapping[bytes, RecordState], label: str, *,
        redo: bool,
    ) -> None:  # fmt: skip
        for record, expected in undo.left_behind(steps, redo=redo).items():
            state = states[record_bytes(record)]
            kind = self.registry[state.kind]
            current = values_shown(kind, state, writing.replica.order)
            fields = undo.differs(expected, current)
            if fields:
                names = ", ".join(_(kind.attributes[name].label) for name in fields)
                raise ChangedSince(
                    _("“{label}” was changed again since: {fields}.").format(label=label, fields=names),
                    kept=_("Nothing was changed."),
                    do=_("Look at the record's history, then change it by hand or undo anyway."),
                )

    def undo_label(self, *, redo: bool = False) -> str | None:
        """Tell what the next undo, or redo, would take back."""
        with self.database.read() as connection:
            found = undo.next_action(connection, redo=redo)
        return found[1] if found else None

    # -- derived tables

    def project(
        self, writing: Writing, replayed: Replayed, since: Collection[int] | None = None
    ) -> tuple[frozenset[str], list[RowChange]]:
        """Brings rows in line with what was merged; gives the kinds concerned and how the rows differed.

        What is no more is forgotten first: a new record may have got the number of one that is gone.
        """
        erasures = writing.replica.erasures
        chunks.drop(self, writing, [record.hex() for record in replayed.vanished & erasures.whole.keys()])
        kinds = writing.projector.forget(replayed.vanished)
        if writing.replica.causality.has_forks:
            kinds |= writing.projector.forget(writing.projector.misplaced(replayed.touched))
        erased = replayed.vanished | (replayed.touched.keys() & erasures.fields.keys())
        undo.forget(writing.connection, {record.hex() for record in erased})
        found = list(writing.projector.compare(replayed.touched, since=since).values())
        kinds |= writing.projector.write(found)
        self.note(Changed(kinds))
        return kinds, found

    def rebuild(self) -> None:
        """Drop all derived tables and make them anew from the log."""
        self.remembered.forget()
        with self.database.write(settled=False) as connection:
            if self.group is not None:
                self.replica(connection).seal()
            schema.drop_derived(connection)
            schema.create_derived(connection, self.registry)
            if self.group is not None:
                self._replay(connection)
            schema.set_meta(connection, schema.RECORDS_VERSION, schema.fingerprint(self.registry))
        self._late = False

    def _replay(self, connection: Connection) -> None:
        store = self.store_for(connection)
        causality = Causality(*store.load())
        replayed = Replayed()
        ledger = read_ledger(store, causality, self.group or b"")
        erasures = Erasures.of(ledger.membership, store.certificates())
        store.save_states(store.base_states())
        replayer = Replayer(store, causality, ledger, erasures, replayed)
        for place, segment, header, past in walk(store, causality, self.group or b""):
            if causality.chains[place.chain].opening.circle == AUTHORITY:
                continue
            if place.quarantined:
                replayer.note(segment, header, place, past)
            else:
                replayer.replay(segment, header, place, past)
        store.save_states(replayed.touched)
        states = {**store.base_states(), **replayed.touched}
        self._replica = None
        self._writing(connection).projector.project(states, fresh=True)

    @cached_property
    def format(self) -> int:
        """The number of the log's layout."""
        return self.database.data_format


def _written_in(changes: Sequence[log.Change]) -> dict[bytes, set[str]]:
    """Give the fields that changes write to, by record; none where it is deleted or comes back."""
    found: dict[bytes, set[str]] = {}
    for change in changes:
        if isinstance(change, log.Update):
            found.setdefault(change.record, set()).update(change.fields)
        elif isinstance(change, log.AddElements | log.RemoveElements):
            found.setdefault(change.record, set()).add(change.field)
    return found


@contextmanager
def refusals() -> Generator[None]:
    """Lets what the log refuses to write out of the block as problems."""
    try:
        yield
    except Unauthorised as error:
        raise NotAllowed(_("Your role in the group does not allow this."), do=_("Ask an admin.")) from error
    except TooLarge as error:
        raise WrongValue(_("This is too long to be kept: one change may have 64 kB at the most.")) from error
    except SyncError as error:
        raise WrongValue(_("This cannot be kept: {reason}.").format(reason=error)) from error
