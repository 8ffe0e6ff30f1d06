"""Identities, recipients and their stanzas."""

from __future__ import annotations

import pickle
import random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sync.primitives import age
from sync.primitives.age.header import Stanza, decode_base64, encode_base64
from sync.primitives.age.identity import STANZA_TYPE, check_stanza
from sync.primitives.errors import Malformed, NotForThisDevice
from tests.examples import examples

IDENTITY = age.Identity(b"\x05" * 32)
RECIPIENT = IDENTITY.recipient()
FILE_KEY = b"sixteen bytes ok"
LOW_ORDER = [bytes(32), b"\x01" + bytes(31), b"\xec" + b"\xff" * 30 + b"\x7f", b"\xee" + b"\xff" * 30 + b"\x7f"]


@examples(25, deadline=None)
@given(seed=st.binary(min_size=32, max_size=32))
def test_keys_keep_their_text_and_their_bytes(seed: bytes) -> None:
    identity = age.Identity(seed)
    again = age.Identity.from_text(identity.to_text())
    assert again.seed == seed
    assert again.recipient() == identity.recipient()
    recipient = age.Recipient.from_text(identity.recipient().to_text())
    assert recipient == identity.recipient()
    assert age.Recipient(recipient.raw) in {recipient}
    assert len(recipient.raw) == 1216


def test_generate_takes_its_seed_from_the_given_source() -> None:
    assert age.Identity.generate(random.Random(3).randbytes).seed == random.Random(3).randbytes(32)


def test_only_the_right_identity_unwraps() -> None:
    stanza = RECIPIENT.wrap(FILE_KEY)
    assert IDENTITY.unwrap(stanza) == FILE_KEY
    assert RECIPIENT.wrap(FILE_KEY) != stanza
    with pytest.raises(age.NoMatch):
        age.Identity(bytes(32)).unwrap(stanza)
    with pytest.raises(age.NoMatch):
        IDENTITY.unwrap(Stanza(("X25519", *stanza.arguments[1:]), stanza.body))


def test_a_file_key_has_sixteen_bytes() -> None:
    with pytest.raises(ValueError, match="16"):
        RECIPIENT.wrap(bytes(32))


def test_sealing_is_bound_to_its_purpose() -> None:
    sealed = RECIPIENT.seal(b"circle key", b"purpose one")
    assert len(sealed) == 1120 + 10 + 16
    assert IDENTITY.open(sealed, b"purpose one") == b"circle key"
    for damaged, info in (
        (sealed, b"purpose two"),
        (sealed[:-1], b"purpose one"),
        (sealed[:100], b"purpose one"),
        (b"", b"purpose one"),
    ):
        with pytest.raises(age.NoMatch):
            IDENTITY.open(damaged, info)


def misshapen() -> list[Stanza]:
    good = RECIPIENT.wrap(FILE_KEY)
    enc = decode_base64(good.arguments[1])
    return [
        Stanza((STANZA_TYPE,), good.body),
        Stanza((*good.arguments, "more"), good.body),
        Stanza((STANZA_TYPE, encode_base64(enc[:-1])), good.body),
        Stanza((STANZA_TYPE, encode_base64(enc + b"\0")), good.body),
        Stanza((STANZA_TYPE, good.arguments[1] + "="), good.body),
        Stanza(good.arguments, good.body[:-1]),
        Stanza(good.arguments, good.body + b"\0"),
        Stanza(good.arguments, b""),
    ]


@pytest.mark.parametrize("stanza", misshapen())
def test_a_misshapen_stanza_of_our_type_is_no_mere_mismatch(stanza: Stanza) -> None:
    with pytest.raises(age.BadHeader):
        check_stanza(stanza)
    with pytest.raises(age.BadHeader):
        IDENTITY.unwrap(stanza)


@pytest.mark.parametrize("point", LOW_ORDER)
def test_points_of_low_order_are_refused_on_both_sides(point: bytes) -> None:
    with pytest.raises(age.BadKey):
        age.Recipient(RECIPIENT.raw[:1184] + point)
    good = RECIPIENT.wrap(FILE_KEY)
    enc = decode_base64(good.arguments[1])[:1088] + point
    with pytest.raises(age.BadHeader):
        IDENTITY.unwrap(Stanza((STANZA_TYPE, encode_base64(enc)), good.body))


def test_keys_of_a_wrong_form_are_refused() -> None:
    for raw in (b"", RECIPIENT.raw[:-1], RECIPIENT.raw + b"\0", b"\xff" * 1216):
        with pytest.raises(age.BadKey):
            age.Recipient(raw)
    for seed in (b"", bytes(31), bytes(33)):
        with pytest.raises(age.BadKey):
            age.Identity(seed)


def test_texts_of_a_wrong_form_are_refused() -> None:
    secret, public = IDENTITY.to_text(), RECIPIENT.to_text()
    wrong_letter = secret[:-1] + ("Q" if secret[-1] != "Q" else "P")
    classical = "AGE-SECRET-KEY-1GFPYYSJZGFPYYSJZGFPYYSJZGFPYYSJZGFPYYSJZGFPYYSJZGFPQ4EGAEX"
    for text in ("", "AGE", secret.lower(), secret[:30] + secret[30:].lower(), wrong_letter, classical, secret + " "):
        with pytest.raises(age.BadKey):
            age.Identity.from_text(text)
    for text in ("", public.upper(), public[:-1], public + "q", secret.lower(), public.replace("age1pq1", "age1")):
        with pytest.raises(age.BadKey):
            age.Recipient.from_text(text)


def test_an_identity_does_not_show_itself() -> None:
    assert IDENTITY.to_text() not in repr(IDENTITY)
    assert IDENTITY.seed.hex() not in repr(IDENTITY)
    with pytest.raises(TypeError, match="vault"):
        pickle.dumps(IDENTITY)


def test_equal_bytes_are_equal_recipients() -> None:
    assert age.Identity(b"\x06" * 32).recipient() != RECIPIENT
    assert RECIPIENT.raw != RECIPIENT
    assert repr(RECIPIENT) != repr(age.Identity(b"\x06" * 32).recipient())


def test_refusals_are_those_of_the_log() -> None:
    assert issubclass(age.NoMatch, NotForThisDevice)
    for refusal in (age.BadKey, age.BadHeader, age.NotAnAgeFile, age.Tampered, age.Truncated):
        assert issubclass(refusal, Malformed)
