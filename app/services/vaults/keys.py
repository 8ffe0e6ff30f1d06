"""The vault's own key: its passphrase, the recovery code, shares for people one trusts, and the computer's keystore.

What was done about them is noted in the vault, beside a mark of the code or the set that it was done with: as soon
as another takes its place, it counts as not done.
"""

from __future__ import annotations

import datetime
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass, field

from app.i18n import _, ngettext
from app.problems import UserProblem, WrongValue
from app.services.members.members import members
from app.storage import bundles, opening
from app.storage.database import schema
from app.storage.keys import escrow, keyfile, keyslots, keystore, recovery_code, rekey
from app.storage.keys.escrow import EscrowSet, Terms
from app.storage.keys.keyslots import Unlocked
from app.storage.keys.mnemonic_input import Mistyped
from app.storage.vault.vault import Vault

__all__ = ["EscrowSet", "KeyStep", "Terms", "checklist"]

CODE, ADMINS, LAPTOP, SHARES = "code", "admins", "laptop", "shares"
MET_LATELY = datetime.timedelta(days=30)
_CODE_CHECKED = "recovery code checked"
_SHARES_HANDED = "shares handed out"
_WORDS_TO_CHECK = 2
_NONE, _OFF, _ON = "none", "off", "on"
FEWEST_SHARES, MOST_SHARES = escrow.FEWEST, escrow.MOST


@dataclass(frozen=True, slots=True)
class KeyStep:
    """One thing to have done before it is needed. `said` is how it stands, if there is more to say than done or not."""

    key: str
    title: str
    why: str
    done: bool
    optional: bool = False
    said: str = ""


@dataclass(frozen=True, slots=True)
class KeyState:
    """How the vault can be opened beside its passphrase. `keystore` is "none", "off" or "on"."""

    code_checked: datetime.datetime | None
    shares: Terms | None
    shares_handed: datetime.datetime | None
    keystore: str
    steps: tuple[KeyStep, ...] = field(default=())


def state(vault: Vault) -> KeyState:
    """How the vault can be opened, and what is left to do."""
    file = vault.folder.keys_file
    is_on = keystore.is_on(file)
    there = _ON if is_on else _OFF if vault.environment.keystore() is not None else _NONE
    return KeyState(_code_checked(vault), escrow.terms_of(file), _shares_handed(vault), there, tuple(checklist(vault)))


# -- the passphrase


def check_passphrase(vault: Vault, passphrase: str) -> None:
    """Make sure that it is the present one; raises `WrongPassphrase`."""
    keyslots.unlock_with_passphrase(vault.folder.keys_file, passphrase, policy=vault.environment.policy).wipe()


def check_new_passphrase(vault: Vault, passphrase: str) -> None:
    """Refuses a passphrase that nobody should choose; raises `WrongValue`, which offers five words instead."""
    keyslots.check_new_passphrase(passphrase, vault.environment.random, opening.names_in(vault))


def change_passphrase(vault: Vault, old: str, new: str, *, rekey: str = "") -> None:
    """Exchanges the passphrase; raises `WrongPassphrase` if `old` is not the present one.

    An old copy of the folder still opens with the old passphrase, and whoever had that has the vault's key. With
    `rekey`, a new recovery code that was drawn and shown before, everything is encrypted anew, so that such a key
    opens nothing that is written from now on. Shares and the keystore end with it.
    """
    environment, file = vault.environment, vault.folder.keys_file
    check_new_passphrase(vault, new)
    if not rekey:
        keyslots.change_passphrase(file, old, new, policy=environment.policy, random=environment.random).wipe()
        return
    entry = keystore.entry_of(file)
    _change_key(vault, old, new, rekey)
    computer = environment.keystore() if entry is not None else None
    if entry is not None and computer is not None:
        with suppress(keystore.NoKeystore):  # What stays there opens nothing any more.
            computer.forget(entry)


def _change_key(vault: Vault, old: str, new: str, code: str) -> None:
    environment, file = vault.environment, vault.folder.keys_file
    try:
        rekey.change_key(
            file, vault.database, old, new_passphrase=new, code=code, show=_shown_before,
            policy=environment.policy, random=environment.random,
        ).wipe()  # fmt: skip
    except UserProblem as problem:
        if not keyslots.is_interrupted(keyfile.read(file)):
            raise
        raise UserProblem(
            problem.what,
            kept=_("Nothing is lost. The passphrase is the new one already; the key is not changed to its end."),
            do=_("Lock the vault and open it again: it then shows a new recovery code. Then change the key once more."),
        ) from problem


def _shown_before(_code: str) -> None:
    """Stand in for showing a code that was drawn by `draw_code`, and shown then."""


# -- the recovery code


def draw_code(vault: Vault) -> str:
    """Twelve words that will open the vault once `use_code` or a new key puts them in force; kept nowhere."""
    return recovery_code.new_code(vault.environment.random)


def places_to_check(vault: Vault) -> tuple[int, ...]:
    """Which words of a code are to be typed from the paper, drawn anew each time."""
    places = list(range(1, recovery_code.WORDS + 1))
    drawn = [places.pop(vault.environment.random(1)[0] % len(places)) for _turn in range(_WORDS_TO_CHECK)]
    return tuple(sorted(drawn))


def check_words(code: str, typed: Mapping[int, str]) -> None:
    """Compare words typed from the paper with the code; raises `WrongValue`, whose field is the place."""
    words = code.split()
    for place, word in typed.items():
        try:
            same = recovery_code.word_of(word, place) == words[place - 1]
        except Mistyped as problem:
            raise WrongValue(problem.what, field=str(place), do=problem.do) from problem
        if not same:
            raise WrongValue(
                _("Word {place} of the code is another one.").format(place=place),
                field=str(place),
                do=_("Look at the paper again: is it the sheet of this code?"),
            )


def use_code(vault: Vault, code: str) -> None:
    """Put a drawn code in force; the one before is worth nothing from then on."""
    with _unlocked(vault) as unlocked:
        keyslots.new_recovery_code(vault.folder.keys_file, unlocked, random=vault.environment.random, code=code)


def note_code_checked(vault: Vault) -> None:
    """Note that the code in force was read back from paper."""
    _note(vault, _CODE_CHECKED, keyslots.recovery_mark(vault.folder.keys_file))


def check_code(vault: Vault, typed: str) -> None:
    """Try a whole code typed from paper, and note that it was checked; raises `Mistyped` or `WrongPassphrase`."""
    keyslots.unlock_with_recovery_code(vault.folder.keys_file, typed).wipe()
    note_code_checked(vault)


def _code_checked(vault: Vault) -> datetime.datetime | None:
    return _noted(vault, _CODE_CHECKED, keyslots.recovery_mark(vault.folder.keys_file))


# -- shares


def draw_shares(vault: Vault, needed: int, count: int) -> EscrowSet:
    """Shares of which any `needed` open the vault once `use_shares` puts them in force; kept nowhere."""
    before = escrow.terms_of(vault.folder.keys_file)
    return escrow.draw(needed, count, random=vault.environment.random, before=before)


def use_shares(vault: Vault, drawn: EscrowSet) -> None:
    """Put drawn shares in force; those of an earlier set are worth nothing from then on."""
    with _unlocked(vault) as unlocked:
        escrow.put_in_force(vault.folder.keys_file, unlocked, drawn, random=vault.environment.random)


def note_shares_handed(vault: Vault) -> None:
    """Note that the shares in force are in the hands of those who keep them."""
    _note(vault, _SHARES_HANDED, _shares_mark(vault))


def note_shares_used(vault: Vault) -> None:
    """Note that shares were used, so that new ones are to be made."""
    _note(vault, _SHARES_HANDED, b"")


def end_shares(vault: Vault) -> None:
    """Make all shares worthless."""
    escrow.take_out_of_force(vault.folder.keys_file, keyfile.read(vault.folder.keys_file).vault_id)


def _shares_handed(vault: Vault) -> datetime.datetime | None:
    return _noted(vault, _SHARES_HANDED, _shares_mark(vault))


def _shares_mark(vault: Vault) -> bytes:
    terms = escrow.terms_of(vault.folder.keys_file)
    return terms.identifier.to_bytes(2) if terms is not None else b""


# -- the keystore


def keystore_on(vault: Vault) -> None:
    """Lets this computer's keystore open the vault; raises `NoKeystore` where there is none that protects anything."""
    computer = vault.environment.keystore()
    if computer is None:
        raise keystore.NoKeystore(
            _("This computer has no keystore that protects what it keeps."),
            kept=_("The vault opens with its passphrase, as before."),
        )
    with _unlocked(vault) as unlocked:
        keystore.switch_on(vault.folder.keys_file, unlocked, computer, random=vault.environment.random)


def keystore_off(vault: Vault) -> None:
    """Remove the vault's key from the keystore, and the slot from the vault; raises `NoKeystore` if it did not answer.

    The slot is gone even then, so that what stays in the keystore opens nothing.
    """
    file = vault.folder.keys_file
    keystore.switch_off(file, keyfile.read(file).vault_id, vault.environment.keystore())


# -- the checklist


def checklist(vault: Vault) -> list[KeyStep]:
    """Tell what to have done before it is needed, the most urgent first."""
    alone, steps = True, [_code_step(vault)]
    if vault.group is not None:
        laptops = _laptop_step(vault)
        alone = laptops.said == ""
        steps += [_admin_step(vault), laptops]
    return [*steps, _shares_step(vault, alone=alone)]


def _code_step(vault: Vault) -> KeyStep:
    checked = _code_checked(vault)
    return KeyStep(
        CODE,
        _("A recovery code on paper, read back once"),
        _("It opens the vault when the passphrase is forgotten. Nobody else can help you then."),
        checked is not None,
        said=_("Checked on {day}.").format(day=_day(vault, checked)) if checked is not None else "",
    )


def _admin_step(vault: Vault) -> KeyStep:
    admins = {member.name.casefold() for member in members(vault) if member.role == "admin"}
    return KeyStep(
        ADMINS,
        _("Two admins in the group"),
        _("If the only admin loses their laptop, nobody can let anybody in any more, or put a lost laptop out."),
        len(admins) > 1,
        said=ngettext("There is {count} admin.", "There are {count} admins.", len(admins)).format(count=len(admins)),
    )


def _laptop_step(vault: Vault) -> KeyStep:
    """Others' laptops are the backup. `said` is empty while there are none."""
    peers = bundles.peers(vault)
    last = max((peer.known_at for peer in peers if peer.known_at is not None), default=None)
    said = ""
    if peers:
        said = (
            _("None was met yet.")
            if last is None
            else _("The last one was met on {day}.").format(day=_day(vault, last))
        )
    return KeyStep(
        LAPTOP,
        _("Another laptop met in the last {days} days").format(days=MET_LATELY.days),
        _("Other laptops are the backup: what only this one knows is lost with it. Exchange bundles with one."),
        last is not None and vault.environment.now() - last <= MET_LATELY,
        said=said,
    )


def _shares_step(vault: Vault, *, alone: bool) -> KeyStep:
    terms, handed = escrow.terms_of(vault.folder.keys_file), _shares_handed(vault)
    said = ""
    if terms is not None:
        said = _("{needed} of {count} open the vault.").format(needed=terms.needed, count=terms.count)
        if handed is None:
            said += " " + _("They are not handed out yet.")
    why = _("If passphrase and code are both lost, some people you trust can open the vault together, and none alone.")
    if alone:
        why += " " + _("Recommended, because no other laptop has what is in this vault.")
    return KeyStep(
        SHARES, _("Shares in the hands of people you trust"), why, handed is not None, optional=True, said=said
    )


def _day(vault: Vault, moment: datetime.datetime | None) -> str:
    from app.records.days import format_day
    from app.services.settings import group

    return format_day(group.almanac(vault).day(moment)) if moment is not None else ""


# -- what is noted in the vault


def _unlocked(vault: Vault) -> Unlocked:
    return Unlocked(keyfile.read(vault.folder.keys_file).vault_id, (vault.database.key,))


def _note(vault: Vault, name: str, mark: bytes) -> None:
    with vault.database.write() as connection:
        schema.set_meta(connection, name, vault.environment.milliseconds().to_bytes(8) + mark)


def _noted(vault: Vault, name: str, mark: bytes) -> datetime.datetime | None:
    """When something was noted about what has this mark; None if never, or about another."""
    with vault.database.read() as connection:
        value = schema.get_meta(connection, name) or b""
    if not mark or value[8:] != mark:
        return None
    return datetime.datetime.fromtimestamp(int.from_bytes(value[:8]) / 1000, datetime.UTC)
