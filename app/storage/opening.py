"""Making a vault, joining with one, and opening one: folder, key slots, database and log put together."""

from __future__ import annotations

from collections.abc import Callable, Generator
from contextlib import contextmanager
from pathlib import Path

from app.i18n import _
from app.problems import UserProblem, VaultDamaged, WrongValue
from app.records.kinds import one_line
from app.records.registry import Registry
from app.storage.database import schema
from app.storage.database.database import Database
from app.storage.database.migrations import migrate
from app.storage.folder.environment import Environment
from app.storage.folder.folder import VaultFolder
from app.storage.folder.incarnation import Incarnation
from app.storage.keys import keyfile, keyslots, rekey
from app.storage.vault.vault import Vault
from app.storage.wiping import wipe
from sync.primitives import suite
from sync.primitives.codec import encode
from sync.primitives.errors import Unsupported
from sync.primitives.keys import DeviceSecrets
from sync.replica.replica import Replica

EVERYONE = "everyone"
NAME_LIMIT = 120
Show = Callable[[str], None]
Unlock = Callable[[Path], keyslots.Unlocked]


def create_vault(
    path: Path, passphrase: str, group: str, me: str, registry: Registry, environment: Environment
) -> tuple[Vault, str]:
    """Give a new group with its first vault; gives the vault and the recovery code to print, which is not kept."""
    group, me = checked_name(group, "group"), checked_name(me, "me")
    vault, code = _create(path, passphrase, me, registry, environment, group)
    try:
        with vault.database.write() as connection:
            replica = Replica.found(
                vault.store_for(connection), vault.secrets, group, me, EVERYONE,
                schema.get_meta(connection, "incarnation") or b"", environment.milliseconds, environment.random,
            )  # fmt: skip
            vault.adopt(replica, connection)
        vault.folder.finish()
    except BaseException:
        _abandon(vault)
        raise
    return vault, code


def join_vault(path: Path, passphrase: str, me: str, registry: Registry, environment: Environment) -> tuple[Vault, str]:
    """Give an empty vault with keys of its own, waiting to be admitted to a group."""
    vault, code = _create(path, passphrase, checked_name(me, "me"), registry, environment)
    try:
        vault.folder.finish()
    except BaseException:
        _abandon(vault)
        raise
    return vault, code


def checked_name(text: str, field: str) -> str:
    """Give the name of a member, group or circle in one line; raises `WrongValue` for none and for one too long."""
    name = one_line(text)
    if not name:
        raise WrongValue(_("A name is needed."), field=field)
    if len(name) > NAME_LIMIT:
        raise WrongValue(_("A name may have {count} characters at the most.").format(count=NAME_LIMIT), field=field)
    return name


def names_in(vault: Vault) -> tuple[str, ...]:
    """Give what whoever finds a vault would try first as its passphrase: the names of its member and their group."""
    if vault.group is None:
        return (vault.my_name,)
    with vault.looking() as replica:
        return vault.my_name, replica.membership.group_name


def _abandon(vault: Vault) -> None:
    vault.database.close()
    vault.folder.close()


def _create(
    path: Path, passphrase: str, me: str, registry: Registry, environment: Environment, group: str = ""
) -> tuple[Vault, str]:
    _self_test()
    keyslots.check_new_passphrase(passphrase, environment.random, (me, group))
    folder = VaultFolder.create(path, now=environment.here())
    try:
        created = keyslots.create(folder.keys_file, passphrase, policy=environment.policy, random=environment.random)
        try:
            database = Database.create(
                folder.database_file, created.key, created.vault_id,
                data_format=schema.FORMAT, prepare=registry.statements.serve,
            )  # fmt: skip
        finally:
            wipe(created.key)
    except BaseException:
        folder.close()
        raise
    try:
        with database.write() as connection:
            schema.create_log(connection)
            schema.create_derived(connection, registry)
            schema.set_meta(connection, schema.RECORDS_VERSION, schema.fingerprint(registry))
            schema.set_meta(connection, "name", me.encode())
            schema.set_meta(connection, "secrets", encode(DeviceSecrets.generate(environment.random)))
            schema.set_meta(connection, "incarnation", environment.random(16))
        continuity = _continuity(database, folder, created.vault_id, environment)
        continuity.renew()
        vault = Vault(folder, database, registry, environment, continuity)
    except BaseException:
        database.close()
        folder.close()
        raise
    return vault, created.recovery_code


def open_vault(
    path: Path, passphrase: str, registry: Registry, environment: Environment, show: Show | None = None
) -> Vault:
    """Open with the passphrase; raises a Problem for whatever is wrong with the folder, the slots or the word.

    If a change of the key was interrupted, it is brought to its end, and `show` gets the recovery code that has
    taken the place of all earlier ones. Without `show`, that is left for another time.
    """
    vault, unlocked = _open(
        path, registry, environment,
        lambda file: keyslots.unlock_with_passphrase(file, passphrase, policy=environment.policy),
    )  # fmt: skip
    try:
        if show is not None:
            with _closed_on_failure(vault):
                _finish_rekey(vault, unlocked, passphrase, show)
    finally:
        unlocked.wipe()
    return vault


def open_vault_as_it_is(path: Path, unlock: Unlock, registry: Registry, environment: Environment) -> Vault:
    """Open with whatever leads to the vault's key, and change nothing of how it is opened."""
    vault, unlocked = _open(path, registry, environment, unlock)
    unlocked.wipe()
    return vault


def recover_vault(
    path: Path, unlock: Unlock, passphrase: str, registry: Registry, environment: Environment, show: Show
) -> Vault:
    """Open with whatever is left, such as the recovery code, and give the vault a new passphrase."""
    keyslots.check_new_passphrase(passphrase, environment.random)
    vault, unlocked = _open(path, registry, environment, unlock)
    try:
        with _closed_on_failure(vault):
            keyslots.check_new_passphrase(passphrase, environment.random, names_in(vault))
            if not _finish_rekey(vault, unlocked, passphrase, show):
                keyslots.set_passphrase(
                    vault.folder.keys_file, unlocked, passphrase, policy=environment.policy, random=environment.random
                )
    finally:
        unlocked.wipe()
    return vault


def _finish_rekey(vault: Vault, unlocked: keyslots.Unlocked, passphrase: str, show: Show) -> bool:
    """End an interrupted change of the key, and say whether there was one."""
    environment = vault.environment
    code = rekey.settle(
        vault.folder.keys_file, vault.database, unlocked, passphrase,
        policy=environment.policy, random=environment.random,
    )  # fmt: skip
    if code is not None:
        show(code)
    return code is not None


@contextmanager
def _closed_on_failure(vault: Vault) -> Generator[None]:
    try:
        yield
    except BaseException:
        vault.close()
        raise


def _open(path: Path, registry: Registry, environment: Environment, unlock: Unlock) -> tuple[Vault, keyslots.Unlocked]:
    _self_test()
    folder = VaultFolder.open(path, now=environment.here())
    try:
        unlocked = unlock(folder.keys_file)
    except BaseException:
        folder.close()
        raise
    try:
        database = _database(folder, unlocked, registry)
    except BaseException:
        unlocked.wipe()
        folder.close()
        raise
    try:
        migrate(database)
        continuity = _continuity(database, folder, unlocked.vault_id, environment)
        _begin(database, continuity, environment)
        vault = Vault(folder, database, registry, environment, continuity)
        _settle(vault)
    except BaseException:
        unlocked.wipe()
        database.close()
        folder.close()
        raise
    return vault, unlocked


def _database(folder: VaultFolder, unlocked: keyslots.Unlocked, registry: Registry) -> Database:
    serve = registry.statements.serve
    try:
        return Database.open(folder.database_file, unlocked.keys, newest_format=schema.FORMAT, prepare=serve)
    except VaultDamaged as error:
        if len(unlocked.keys) == 1 and keyslots.is_interrupted(keyfile.read(folder.keys_file)):
            raise keyslots.interrupted() from error
        raise


def _settle(vault: Vault) -> None:
    """Signs what a crash left unsigned, and makes the derived tables anew if this version declares other records."""
    with vault.database.read() as connection:
        current = schema.get_meta(connection, schema.RECORDS_VERSION) == schema.fingerprint(vault.registry)
    if vault.group is not None:
        with vault.writing() as writing:
            writing.replica.seal()
    if current:
        vault.look_for_late()
    else:
        vault.rebuild()


def _continuity(database: Database, folder: VaultFolder, vault_id: bytes, environment: Environment) -> Incarnation:
    def get() -> bytes | None:
        with database.read(settled=False) as connection:
            return schema.get_meta(connection, "continuity")

    def put(nonce: bytes) -> None:
        with database.write(settled=False) as connection:
            schema.set_meta(connection, "continuity", nonce)

    state = environment.paths.state_folder
    return Incarnation(vault_id, state, folder.path, get=get, put=put, random=environment.random)


def _begin(database: Database, continuity: Incarnation, environment: Environment) -> None:
    """Draws a new incarnation under which to write, so new logs, if the vault was set back or copied."""

    def draw() -> None:
        with database.write() as connection:
            schema.set_meta(connection, "incarnation", environment.random(16))

    continuity.begin(if_restored=draw)


def _self_test() -> None:
    try:
        suite.self_test()
    except Unsupported as error:
        raise UserProblem(
            _("This computer's cryptography library lacks what the program needs: {reason}.").format(reason=error),
            kept=_("Nothing was opened or changed."),
            do=_("Install the program again with its own libraries."),
        ) from error
