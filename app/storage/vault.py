"""An open vault: the one door for writes, and everything read back from it. It belongs to the thread that opened it."""

from __future__ import annotations

from collections.abc import Callable, Collection, Generator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from sqlalchemy import Connection
from sqlmodel import Session

from app.domain.changes import Change, Changed
from app.domain.registry import Registry
from app.i18n import _
from app.problems import ChangedSince, NotAllowed, NothingToUndo, WrongValue
from app.storage import chunks, schema, undo
from app.storage.database import Database
from app.storage.door import Door, Step, concerned, record_bytes
from app.storage.environment import Environment
from app.storage.folder import VaultFolder
from app.storage.homes import homes_of, write
from app.storage.incarnation import Incarnation
from app.storage.log_store import LogStore
from app.storage.projection import Difference, Projector
from app.storage.showing import show
from sync.causality import Causality
from sync.codec import decode
from sync.errors import SyncError, TooLarge, Unauthorised
from sync.keys import DeviceSecrets
from sync.membership import Device
from sync.papers import Erasures
from sync.replay import Replayed, Replayer
from sync.replica import Replica
from sync.segment import AUTHORITY
from sync.walk import read_ledger, walk


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
        continuity: Incarnation, incarnation: bytes,
    ) -> None:  # fmt: skip
        self.folder = folder
        self.database = database
        self.registry = registry
        self.environment = environment
        self.continuity = continuity
        self.incarnation = incarnation
        self._replica: Replica | None = None
        with database.read() as connection:
            self._store = LogStore(connection)
            secrets = schema.get_meta(connection, "secrets")
            self.my_name = (schema.get_meta(connection, "name") or b"").decode()
            self.group = schema.get_meta(connection, "group")
        self.secrets = decode(secrets or b"", DeviceSecrets)

    def close(self) -> None:
        """Signs what is open, closes the database and lets go of the folder. Harmless when done before."""
        try:
            if self.group is not None:
                with self.writing() as writing:
                    writing.replica.seal()
                self.continuity.renew()
        finally:
            self.database.close()
            self.folder.close()

    # -- transactions

    @contextmanager
    def reading(self) -> Generator[Session]:
        """A session to query the records with; writing through it raises `Bug`."""
        with self.database.read() as connection, Session(connection) as session:
            yield session

    @contextmanager
    def writing(self, joining: bytes | None = None) -> Generator[Writing]:
        """The one write transaction: all of it is kept, or nothing.

        A vault that waits for its admission becomes one of the group `joining` when this ends well.
        """
        group = self.group
        try:
            with self.database.write() as connection:
                if group is None and joining is not None:
                    self.adopt(self.replica_of(joining, connection), connection)
                yield self._writing(connection)
        except BaseException:
            self.group, self._replica = group, None
            raise

    def _writing(self, connection: Connection) -> Writing:
        replica = self.replica(connection)
        projector = Projector(connection, self.registry, replica.order, self.circle_of, replica.store.complete)
        return Writing(connection, replica, projector)

    def replica(self, connection: Connection) -> Replica:
        """The group's log, seen through the connection of the open transaction."""
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
        """A log of that group over this vault's store."""
        environment = self.environment
        return Replica(
            self.store_for(connection),
            self.secrets,
            group,
            self.incarnation,
            environment.milliseconds,
            environment.random,
        )

    def adopt(self, replica: Replica, connection: Connection) -> None:
        """The vault belongs to the replica's group from now on."""
        schema.set_meta(connection, "group", replica.group)
        self.group = replica.group
        self._replica = replica

    @contextmanager
    def looking(self) -> Generator[Replica]:
        """The log for reading only."""
        with self.database.read() as connection:
            yield self.replica(connection)

    def rows(self, statement: str, parameters: tuple[object, ...] = ()) -> list[Any]:
        """The rows of a query on the derived tables that have no class of their own."""
        with self.database.read() as connection:
            return list(connection.exec_driver_sql(statement, parameters).all())

    def store_for(self, connection: Connection) -> LogStore:
        """The log's tables, seen through the connection of the open transaction."""
        self._store.connection = connection
        return self._store

    def circle_of(self, segment: int) -> str:
        """The circle of a segment's records, in hexadecimal digits."""
        assert self._replica is not None
        causality = self._replica.causality
        return causality.chains[causality.places[segment].chain].opening.circle.hex()

    def decide(self, decision: Callable[[Replica], Replayed]) -> frozenset[str]:
        """Lets this laptop say something about members, circles or erasure; gives the kinds of record concerned."""
        with refusals(), self.writing() as writing:
            return self.project(writing, decision(writing.replica))[0]

    def me(self) -> Device | None:
        """This device as the group knows it."""
        with self.looking() as replica:
            return replica.me

    # -- the door

    def apply(self, changes: Sequence[Change], label: str) -> Changed:
        """Checks, writes and projects a batch in one transaction, and puts it on the undo pile under `label`."""
        with refusals(), self.writing() as writing:
            return self.apply_in(writing, changes, label)

    def apply_in(self, writing: Writing, changes: Sequence[Change], label: str) -> Changed:
        """The same inside a transaction that is open, for what has to be kept together with something else."""
        changed, steps = self._apply(writing, changes, label)
        if steps:
            now = self.environment.milliseconds()
            undo.record_action(writing.connection, label, now, steps, changed.added)
        return changed

    def _apply(self, writing: Writing, changes: Sequence[Change], label: str) -> tuple[Changed, list[Step]]:
        replica = writing.replica
        states = replica.store.states(concerned(changes, self.registry))
        translated = Door(self.registry, states, replica.order).translate(changes)
        if not translated.changes:
            return Changed(label=label), []
        homes = homes_of(changes, self.registry, states, replica)
        created, touched = write(replica, translated.changes, homes, states)
        fresh = {record: touched[record] for record in created}
        kinds = writing.projector.project(fresh, fresh=True)
        kinds |= writing.projector.project({key: state for key, state in touched.items() if key not in fresh})
        added = tuple(record.hex() for record in created)
        return Changed(kinds, added, frozenset(record.hex() for record in touched), label), translated.steps

    def undo(self, *, force: bool = False) -> Changed:
        """Takes the last action back by a new one. Raises `ChangedSince` if others have changed it, unless forced."""
        return self._step_back(redo=False, force=force)

    def redo(self, *, force: bool = False) -> Changed:
        """Does the action last undone once more."""
        return self._step_back(redo=True, force=force)

    def _step_back(self, *, redo: bool, force: bool) -> Changed:
        with refusals(), self.writing() as writing:
            found = undo.next_action(writing.connection, redo=redo)
            if found is None:
                raise NothingToUndo(_("There is nothing to redo.") if redo else _("There is nothing to undo."))
            number, label, steps = found
            if not force:
                self._check_unchanged(writing, steps, label, redo=redo)
            changes = undo.again(steps) if redo else undo.inverse(steps)
            changed, _steps = self._apply(writing, changes, label)
            undo.mark(writing.connection, number, undone=not redo)
        return changed

    def _check_unchanged(self, writing: Writing, steps: Sequence[Step], label: str, *, redo: bool) -> None:
        edits = [step for step in steps if step.what == "edit"]
        states = writing.replica.store.states({record_bytes(str(step.record)) for step in edits})
        for step in edits:
            state = states[record_bytes(str(step.record))]
            kind = self.registry[state.kind]
            current = kind.row_values(show(kind, state, writing.replica.order).registers)
            fields = undo.differs(step.before if redo else step.after, current)
            if fields:
                names = ", ".join(_(kind.attributes[name].label) for name in fields)
                raise ChangedSince(
                    _("“{label}” was changed again since: {fields}.").format(label=label, fields=names),
                    kept=_("Nothing was changed."),
                    do=_("Look at the record's history, then change it by hand or undo anyway."),
                )

    def undo_label(self, *, redo: bool = False) -> str | None:
        """What the next undo, or redo, would take back."""
        with self.database.read() as connection:
            found = undo.next_action(connection, redo=redo)
        return found[1] if found else None

    # -- derived tables

    def project(
        self, writing: Writing, replayed: Replayed, since: Collection[int] | None = None
    ) -> tuple[frozenset[str], list[Difference]]:
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
        return kinds | writing.projector.write(found), found

    def rebuild(self) -> None:
        """Drops all derived tables and makes them anew from the log."""
        with self.database.write() as connection:
            if self.group is not None:
                self.replica(connection).seal()
            schema.drop_derived(connection)
            schema.create_derived(connection, self.registry)
            if self.group is not None:
                self._replay(connection)
            schema.set_meta(connection, schema.RECORDS_VERSION, schema.fingerprint(self.registry))

    def _replay(self, connection: Connection) -> None:
        store = self.store_for(connection)
        causality = Causality(*store.load())
        replayed = Replayed()
        ledger = read_ledger(store, causality, self.group or b"")
        erasures = Erasures.of(ledger.membership, store.papers())
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
