"""Secret shares: a random escrow key opens the vault, and k of its n shares (SLIP-39) give that key back.

Only this key is ever split: no key that signs, and no passphrase. The arithmetic is that of the library
``shamir_mnemonic``, which draws the coefficients itself, from the operating system. It is loaded when
shares are made or read, because that takes longer than opening most vaults needs.
"""

# The library has types, but says so nowhere.
# pyright: reportMissingTypeStubs=false

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

import msgspec

from app.i18n import _, ngettext
from app.problems import UserProblem, WrongPassphrase, WrongValue
from app.storage.keys import keyfile, keyslots
from app.storage.keys.cost import KEY_BYTES
from app.storage.keys.keyfile import SALT_BYTES, EscrowHeader, Wrapper
from app.storage.keys.keyslots import Unlocked
from app.storage.keys.mnemonic_input import Mistyped, spell, words_of

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence
    from pathlib import Path

    from shamir_mnemonic.shamir import EncryptedMasterSecret, ShareGroup
    from shamir_mnemonic.share import Share

    from app.storage.keys.keyfile import Random

FEWEST, MOST = 2, 16
SHARE_WORDS = 33
SHORT_SHARE_WORDS = 20  # Of a secret of 128 bits: not ours, but a share all the same.
MOST_ITERATIONS = 4  # An exponent; a share that asks for more would keep the computer busy for minutes.
_IDENTIFIERS = 1 << 15


class ForeignShare(UserProblem):
    """A share is well written, but of another set than the one that is asked for."""


class TooFewShares(UserProblem):
    """What was typed is right, and not enough yet."""


@dataclass(frozen=True, slots=True)
class Terms:
    """What the vault says about the shares that open it: how many of how many, and the name of their set."""

    needed: int
    count: int
    identifier: int


@dataclass(frozen=True, slots=True)
class EscrowSet:
    """Freshly drawn shares with the key that they make. They open nothing before ``put_in_force``."""

    terms: Terms
    shares: tuple[str, ...] = field(repr=False)
    key: bytes = field(repr=False)


def check_terms(needed: int, count: int) -> None:
    """Refuse numbers that SLIP-39 has no shares for; raises WrongValue with the name of the field."""
    if not FEWEST <= count <= MOST:
        raise WrongValue(_("There can be {fewest} to {most} shares.").format(fewest=FEWEST, most=MOST), field="count")
    if not FEWEST <= needed <= count:
        raise WrongValue(
            _("Of {count} shares, {fewest} to {count} can be needed together.").format(count=count, fewest=FEWEST),
            field="needed",
            do=_("One alone must not open the vault: that is what the recovery code is for."),
        )


def draw(needed: int, count: int, *, random: Random, before: Terms | None = None) -> EscrowSet:
    """Draw an escrow key and split it; the set's name differs from that of the set ``before``."""
    from shamir_mnemonic.shamir import EncryptedMasterSecret, split_ems

    check_terms(needed, count)
    key, identifier = random(KEY_BYTES), _identifier(random)
    while before is not None and identifier == before.identifier:
        identifier = _identifier(random)
    secret = EncryptedMasterSecret.from_master_secret(key, b"", identifier, extendable=True, iteration_exponent=0)
    (shares,) = split_ems(1, [(needed, count)], secret)
    return EscrowSet(Terms(needed, count, identifier), tuple(share.mnemonic() for share in shares), key)


def put_in_force(file: Path, unlocked: Unlocked, drawn: EscrowSet, *, random: Random) -> None:
    """Let the shares open the vault; those of an earlier set are worth nothing from then on."""
    terms = drawn.terms
    header = EscrowHeader(unlocked.vault_id, random(SALT_BYTES), terms.identifier, terms.needed, terms.count)
    slot = _wrapper(header, drawn.key).wrap(unlocked.keys, random)
    keyslots.put_slot(file, unlocked.vault_id, EscrowHeader, slot)


def take_out_of_force(file: Path, vault_id: bytes) -> None:
    """Make all shares worthless."""
    keyslots.put_slot(file, vault_id, EscrowHeader, None)


def terms_of(file: Path) -> Terms | None:
    """Read how many shares open a vault, without unlocking anything; None if there are none."""
    found = _headers(keyfile.read(file))
    return Terms(found[0].needed, found[0].count, found[0].identifier) if found else None


def read_share(typed: str) -> Share:
    """Read one share as people type it; raises Mistyped, which names the word at fault where there is one."""
    from shamir_mnemonic.share import Share
    from shamir_mnemonic.utils import MnemonicError
    from shamir_mnemonic.wordlist import WORDLIST

    words = words_of(typed)
    if len(words) not in {SHARE_WORDS, SHORT_SHARE_WORDS}:
        raise Mistyped(
            _("A share has {wanted} words; this has {found}.").format(wanted=SHARE_WORDS, found=len(words)),
            do=_("Type all the words from one sheet, in their order."),
        )
    spelled = [spell(word, place, WORDLIST) for place, word in enumerate(words, start=1)]
    try:
        return Share.from_mnemonic(" ".join(spelled))
    except MnemonicError as error:
        raise Mistyped(
            _("These are all words of the list, but together they are no share."),
            do=_("Look for a word that stands in the wrong place or was mixed up with another."),
        ) from error


def combine(shares: Iterable[Share]) -> EncryptedMasterSecret:
    """Put shares together, exactly as many as are needed; raises UserProblem if they do not fit together."""
    from shamir_mnemonic.shamir import ShareGroup, recover_ems
    from shamir_mnemonic.utils import MnemonicError

    groups: dict[int, ShareGroup] = {}
    common = set[object]()
    try:
        for share in shares:
            common.add(share.common_parameters())
            groups.setdefault(share.group_index, ShareGroup()).add(share)
        if len(common) != 1 or next(iter(groups.values())).common_parameters().iteration_exponent > MOST_ITERATIONS:
            raise _unfitting()
        return recover_ems(groups)
    except MnemonicError as error:
        raise _unfitting() from error


def check_fit(share: Share, terms: Terms) -> None:
    """Make sure that a share is of the set that opens the vault; raises ForeignShare."""
    plain = share.extendable and share.group_count == share.group_threshold == 1 and share.iteration_exponent == 0
    if not plain or (share.identifier, share.member_threshold) != (terms.identifier, terms.needed):
        raise ForeignShare(
            _("This share belongs to another set: it does not open this vault."),
            kept=_("Nothing was changed."),
            do=_("Compare the days on the sheets: when new shares are made, the earlier ones end."),
        )


def unlock(file: Path, typed: Sequence[str]) -> Unlocked:
    """Open the slot of the escrow key with shares as people type them, in any order.

    Raises Mistyped or ForeignShare, which say which of them it is, TooFewShares, or WrongPassphrase.
    """
    stored = keyfile.read(file)
    terms = terms_of(file)
    if terms is None:
        raise WrongPassphrase(
            _("No shares have been made for this vault, or they have ended."),
            kept=_("Nothing was changed."),
            do=_("Use the passphrase or the recovery code."),
        )
    shares = [_read_one(place, text, terms) for place, text in enumerate(typed, start=1)]
    found = list({share.index: share for share in shares}.values())
    lacking = terms.needed - len(found)
    if lacking > 0:
        raise TooFewShares(
            ngettext("{count} more share is needed.", "{count} more shares are needed.", lacking).format(count=lacking),
            do=_("{needed} of the {all} that were handed out open the vault.").format(
                needed=terms.needed, all=terms.count
            ),
        )
    key = combine(found[: terms.needed]).decrypt(b"")
    for slot in keyfile.slots_of(stored, EscrowHeader):
        header = keyfile.header_of(slot, stored.vault_id)
        keys = _wrapper(header, key).unwrap(slot) if isinstance(header, EscrowHeader) else None
        if keys is not None:
            return Unlocked(stored.vault_id, keys)
    raise WrongPassphrase(
        _("These shares fit together, but they do not open this vault."),
        kept=_("Nothing was changed."),
        do=_("They may be of another vault, or of an earlier set that has ended."),
    )


def _read_one(place: int, text: str, terms: Terms) -> Share:
    """Read a share that has to be of this set, and say which of those typed it is that is not."""
    try:
        share = read_share(text)
        check_fit(share, terms)
    except (Mistyped, ForeignShare) as problem:
        what = _("Share {place}: {what}").format(place=place, what=problem.what)
        raise type(problem)(what, kept=problem.kept, do=problem.do) from problem
    return share


def _identifier(random: Random) -> int:
    return int.from_bytes(random(2)) % _IDENTIFIERS


def _headers(stored: keyfile.KeyFile) -> list[EscrowHeader]:
    headers = [keyfile.header_of(slot, stored.vault_id) for slot in stored.slots]
    return [header for header in headers if isinstance(header, EscrowHeader)]


def _wrapper(header: EscrowHeader, key: bytes) -> Wrapper:
    return Wrapper(msgspec.msgpack.encode(header), keyslots.stretch(key, header.salt, "escrow"))


def _unfitting() -> UserProblem:
    return UserProblem(
        _("These shares do not fit together."),
        kept=_("Nothing was changed."),
        do=_("One of them is of another set or was forged: try again without it."),
    )
