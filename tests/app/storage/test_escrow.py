"""Secret shares: the official vectors, what k and k-1 of them do, and what is said about those that do not fit."""

from __future__ import annotations

import json
import os
from collections.abc import Callable
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.problems import NotAVault, UserProblem, VaultDamaged, WrongPassphrase, WrongValue
from app.storage.keys import escrow, keyfile, keyslots
from app.storage.keys.cost import Policy
from app.storage.keys.escrow import EscrowSet, ForeignShare, TooFewShares
from app.storage.keys.keyslots import Unlocked
from app.storage.keys.mnemonic_input import Mistyped
from tests.examples import examples
from tests.group import CHEAP

VECTORS = json.loads((Path(__file__).parents[2] / "vectors" / "slip39" / "vectors.json").read_text("utf-8"))
PASSPHRASE = "four unrelated words"


@pytest.fixture
def file(tmp_path: Path) -> Path:
    return tmp_path / "keys"


@pytest.fixture
def unlocked(file: Path, cheap: Policy) -> Unlocked:
    created = keyslots.create(file, PASSPHRASE, policy=cheap, random=os.urandom)
    return Unlocked(created.vault_id, (created.key,))


@pytest.fixture
def hand_out(file: Path, unlocked: Unlocked) -> Callable[..., EscrowSet]:
    """Draw a set and put it in force."""

    def hand(needed: int, count: int) -> EscrowSet:
        drawn = escrow.draw(needed, count, random=os.urandom, before=escrow.terms_of(file))
        escrow.put_in_force(file, unlocked, drawn, random=os.urandom)
        return drawn

    return hand


@pytest.mark.parametrize(("what", "shares", "secret", "_root"), VECTORS, ids=[vector[0] for vector in VECTORS])
def test_official_vectors(what: str, shares: list[str], secret: str, _root: str) -> None:
    if secret:
        assert escrow.combine([escrow.read_share(share) for share in shares]).decrypt(b"TREZOR").hex() == secret
    else:
        with pytest.raises(UserProblem):
            escrow.combine([escrow.read_share(share) for share in shares])


@examples(25, deadline=None)
@given(st.data())
def test_any_k_of_n_shares_open_and_no_fewer_do(data: st.DataObject) -> None:
    count = data.draw(st.integers(escrow.FEWEST, escrow.MOST), label="n")
    needed = data.draw(st.integers(escrow.FEWEST, count), label="k")
    drawn = escrow.draw(needed, count, random=os.urandom)
    chosen = data.draw(st.permutations(drawn.shares), label="in which order they come")[:needed]
    shares = [escrow.read_share(text) for text in chosen]
    assert escrow.combine(shares).decrypt(b"") == drawn.key
    with pytest.raises(UserProblem):
        escrow.combine(shares[:-1])
    # Nor do they open anything if they pretend that one fewer was needed.
    fewer = [type(share)(**{**vars(share), "member_threshold": needed - 1}) for share in shares[:-1]]
    try:
        found = escrow.combine(fewer).decrypt(b"")
    except UserProblem:
        return
    assert found != drawn.key


def test_shares_open_the_vault_in_any_order_and_any_handwriting(
    file: Path, unlocked: Unlocked, hand_out: Callable[..., EscrowSet]
) -> None:
    shares = hand_out(3, 5).shares
    assert len(shares) == 5
    numbered = "\n".join(f"{place}. {word.upper()}" for place, word in enumerate(shares[4].split(), start=1))
    shortened = " ".join(word[:4] for word in shares[1].split())
    assert escrow.unlock(file, [numbered, shares[0], shortened]) == unlocked
    assert escrow.unlock(file, shares) == unlocked
    assert escrow.terms_of(file) == escrow.Terms(3, 5, escrow.read_share(shares[0]).identifier)


def test_the_key_is_not_in_the_file_nor_in_a_representation(file: Path, hand_out: Callable[..., EscrowSet]) -> None:
    drawn = hand_out(2, 3)
    assert drawn.key not in file.read_bytes()
    assert not any(word in repr(drawn) for word in drawn.shares[0].split())


def test_too_few_shares_say_how_many_more(file: Path, hand_out: Callable[..., EscrowSet]) -> None:
    shares = hand_out(3, 4).shares
    with pytest.raises(TooFewShares, match=r"^2 more shares are needed\. 3 of the 4"):
        escrow.unlock(file, [shares[0], shares[0]])
    with pytest.raises(TooFewShares, match=r"^1 more share is needed"):
        escrow.unlock(file, shares[:2])


def test_the_share_at_fault_is_named(file: Path, hand_out: Callable[..., EscrowSet]) -> None:
    old = hand_out(2, 3).shares
    shares = hand_out(2, 3).shares
    with pytest.raises(ForeignShare, match="Share 2: This share belongs to another set"):
        escrow.unlock(file, [shares[0], old[1]])
    words = shares[1].split()
    with pytest.raises(Mistyped, match=r"Share 2: Word 7, “qqqqq”"):
        escrow.unlock(file, [shares[0], " ".join([*words[:6], "qqqqq", *words[7:]])])
    with pytest.raises(Mistyped, match=r"Share 1: A share has 33 words; this has 32"):
        escrow.unlock(file, [" ".join(words[1:]), shares[0]])
    swapped = " ".join([*words[:9], words[10], words[9], *words[11:]])
    if words[9] != words[10]:
        with pytest.raises(Mistyped, match="together they are no share"):
            escrow.unlock(file, [shares[0], swapped])
    with pytest.raises(Mistyped, match="much too long"):
        escrow.unlock(file, ["academic " * 10_000])


def test_a_forged_share_does_not_fit(file: Path, hand_out: Callable[..., EscrowSet]) -> None:
    shares = hand_out(2, 3).shares
    true = escrow.read_share(shares[1])
    forged = type(true)(**{**vars(true), "value": bytes(32)})
    with pytest.raises(UserProblem, match="do not fit together"):
        escrow.unlock(file, [shares[0], forged.mnemonic()])


def test_a_share_that_asks_for_minutes_of_work_is_refused() -> None:
    true = escrow.read_share(escrow.draw(2, 2, random=os.urandom).shares[0])
    slow = type(true)(**{**vars(true), "iteration_exponent": 15})
    with pytest.raises(UserProblem, match="do not fit"):
        escrow.combine([slow])


def test_a_new_set_and_taking_them_back_end_the_old(
    file: Path, unlocked: Unlocked, hand_out: Callable[..., EscrowSet]
) -> None:
    first, second = hand_out(2, 2), hand_out(2, 2)
    assert first.terms.identifier != second.terms.identifier
    with pytest.raises(ForeignShare):
        escrow.unlock(file, first.shares)
    assert escrow.unlock(file, second.shares) == unlocked
    escrow.take_out_of_force(file, unlocked.vault_id)
    with pytest.raises(WrongPassphrase, match="No shares"):
        escrow.unlock(file, second.shares)
    assert file.read_bytes().startswith(keyfile.MAGIC + b"\0\1")


def test_shares_of_a_set_of_the_same_name_do_not_open(file: Path, unlocked: Unlocked) -> None:
    def fixed(size: int) -> bytes:
        return bytes(size)

    mine, other = escrow.draw(2, 2, random=fixed), escrow.draw(2, 2, random=os.urandom)
    other = EscrowSet(mine.terms, mine.shares, other.key)
    escrow.put_in_force(file, unlocked, other, random=os.urandom)
    with pytest.raises(WrongPassphrase, match="fit together, but"):
        escrow.unlock(file, mine.shares)


@pytest.mark.parametrize(
    ("needed", "count", "field"), [(1, 3, "needed"), (4, 3, "needed"), (2, 1, "count"), (2, 17, "count")]
)
def test_numbers_without_sense_are_refused(needed: int, count: int, field: str) -> None:
    with pytest.raises(WrongValue) as caught:
        escrow.draw(needed, count, random=os.urandom)
    assert caught.value.field == field


def test_a_new_passphrase_and_a_new_code_leave_the_shares(
    file: Path, unlocked: Unlocked, hand_out: Callable[..., EscrowSet]
) -> None:
    shares = hand_out(2, 3).shares
    keyslots.set_passphrase(file, unlocked, "another one entirely", policy=CHEAP, random=os.urandom)
    keyslots.new_recovery_code(file, unlocked, random=os.urandom)
    assert escrow.unlock(file, shares[:2]) == unlocked


def test_a_new_key_ends_the_shares(file: Path, unlocked: Unlocked, hand_out: Callable[..., EscrowSet]) -> None:
    shares = hand_out(2, 3).shares
    rekeying = keyslots.begin_rekey(file, unlocked, PASSPHRASE, policy=CHEAP, random=os.urandom)
    assert escrow.unlock(file, shares[:2]) == unlocked  # They count until the database has the new key.
    with pytest.raises(UserProblem, match="interrupted"):
        hand_out(2, 2)
    keyslots.finish_rekey(file, rekeying, random=os.urandom)
    with pytest.raises(WrongPassphrase, match="No shares"):
        escrow.unlock(file, shares[:2])


def test_programs_that_do_not_know_shares_say_that_the_vault_is_newer(
    file: Path, hand_out: Callable[..., EscrowSet], cheap: Policy
) -> None:
    hand_out(2, 2)
    data = file.read_bytes()
    assert data.startswith(keyfile.MAGIC + b"\0\2")  # To them, every version but 1 is a newer one.
    file.write_bytes(keyfile.MAGIC + b"\0\1" + data[len(keyfile.MAGIC) + 2 :])
    with pytest.raises(VaultDamaged):
        keyslots.unlock_with_passphrase(file, PASSPHRASE, policy=cheap)
    file.write_bytes(keyfile.MAGIC + b"\0\3" + data[len(keyfile.MAGIC) + 2 :])
    with pytest.raises(NotAVault):
        keyslots.unlock_with_passphrase(file, PASSPHRASE, policy=cheap)


def test_every_changed_or_missing_byte_is_noticed(
    file: Path, unlocked: Unlocked, hand_out: Callable[..., EscrowSet]
) -> None:
    shares = hand_out(2, 2).shares
    data = file.read_bytes()
    start = data.index(b"escrow")  # What stands before are the other slots.
    for place in [*range(len(keyfile.MAGIC) + 22), *range(start - 5, len(data))]:
        changed = bytearray(data)
        changed[place] ^= 1
        file.write_bytes(changed)
        with pytest.raises(UserProblem):
            escrow.unlock(file, shares)
    for length in range(len(data)):
        file.write_bytes(data[:length])
        with pytest.raises(VaultDamaged):
            escrow.unlock(file, shares)
