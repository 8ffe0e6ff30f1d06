"""Asking to belong: a request that only the owner of its keys can make, and words that fit no other request."""

from __future__ import annotations

from typing import Any

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from sync.authority.operations import Role
from sync.bundle import join_request
from sync.bundle.join_request import CODE_WORDS, MAGIC, JoinRequest, SignedRequest
from sync.primitives.codec import encode
from sync.primitives.errors import BadSignature, Malformed, NotCanonical, SyncError, TooLarge, Unsupported
from sync.primitives.keys import DeviceKeys, DeviceSecrets
from tests.sync.spelling import damaged, distorted
from tests.sync.world import START, Laptop, World

SECRETS = DeviceSecrets(b"\1" * 32, b"\2" * 32, b"\3" * 32)
OTHERS = DeviceSecrets(b"\4" * 32, b"\5" * 32, b"\6" * 32)
REQUEST = join_request.make_request(SECRETS, "Cem", START)


def signed(request: Any, secrets: DeviceSecrets = SECRETS) -> bytes:
    body = encode(request)
    return MAGIC + encode(SignedRequest(body, secrets.sign("request", body)))


def test_a_request_says_who_asks():
    request = join_request.read_request(REQUEST)
    assert request == JoinRequest(1, "Cem", SECRETS.public(), START)


@pytest.mark.long
def test_the_words_fit_one_request_only():
    words = join_request.request_code(SECRETS.public(), "Cem")
    assert words == join_request.request_code(join_request.read_request(REQUEST).keys, "Cem")
    assert len(words.split()) == CODE_WORDS
    mine, others = SECRETS.public(), OTHERS.public()
    all_words = {
        words,
        join_request.request_code(mine, "Cem "),
        join_request.request_code(mine, "Сem"),
        join_request.request_code(others, "Cem"),
        join_request.request_code(DeviceKeys(others.ed25519, mine.ml_dsa, mine.kem), "Cem"),
        join_request.request_code(DeviceKeys(mine.ed25519, others.ml_dsa, mine.kem), "Cem"),
        join_request.request_code(DeviceKeys(mine.ed25519, mine.ml_dsa, others.kem), "Cem"),
        join_request.group_code(bytes(32), mine),
        join_request.group_code(b"\1" * 32, mine),
        join_request.group_code(bytes(32), others),
    }
    assert len(all_words) == 10


def test_a_request_is_signed_by_the_keys_that_it_names():
    request = JoinRequest(1, "Cem", SECRETS.public(), START)
    assert join_request.read_request(signed(request)) == request
    with pytest.raises(BadSignature):
        join_request.read_request(signed(request, OTHERS))
    body = encode(request)
    mixed = msgspec.structs.replace(SECRETS.sign("request", body), ml_dsa=OTHERS.sign("request", body).ml_dsa)
    with pytest.raises(BadSignature):
        join_request.read_request(MAGIC + encode(SignedRequest(body, mixed)))


@pytest.mark.parametrize(
    ("changes", "error"),
    [
        ({"format": 2}, Unsupported),
        ({"name": ""}, Malformed),
        ({"name": " \n\t"}, Malformed),
        ({"name": "x" * 201}, Malformed),
        ({"time": -1}, Malformed),
        ({"time": 1 << 47}, Malformed),
        ({"keys": DeviceKeys(b"", b"", b"")}, Malformed),
        ({"keys": msgspec.structs.replace(SECRETS.public(), kem=bytes(1216))}, Malformed),
        ({"keys": msgspec.structs.replace(SECRETS.public(), ed25519=bytes(33))}, Malformed),
    ],
)
def test_a_hostile_request_is_refused(changes: dict[str, Any], error: type[SyncError]):
    with pytest.raises(error):
        join_request.read_request(
            signed(msgspec.structs.replace(JoinRequest(1, "Cem", SECRETS.public(), START), **changes))
        )


@pytest.mark.parametrize("data", [b"", b"x", MAGIC, MAGIC[:-1], MAGIC + b"\xc0", REQUEST[:-1], REQUEST[1:]])
def test_what_is_no_request_is_refused(data: bytes):
    with pytest.raises(Malformed):
        join_request.read_request(data)


def test_a_request_has_one_spelling_and_a_largest_size():
    with pytest.raises(Malformed):
        join_request.read_request(REQUEST + b"\xc0")
    with pytest.raises(NotCanonical):
        join_request.read_request(MAGIC + b"\xdc\x00\x02" + REQUEST[len(MAGIC) + 1 :])
    with pytest.raises(TooLarge):
        join_request.read_request(MAGIC + bytes(70_000))


@given(seed=st.integers(0, 2**32))
def test_a_spoilt_request_is_refused_in_an_orderly_way(seed: int):
    body = REQUEST[len(MAGIC) :]
    for spoilt in (damaged(REQUEST, seed), MAGIC + damaged(body, seed), MAGIC + distorted(body, seed)):
        if spoilt != REQUEST:
            with pytest.raises(SyncError):
                join_request.read_request(spoilt)


def test_a_request_ends_in_belonging():
    world = World()
    ann = world.found("Ann")
    ann.create(name="Dora")
    request = join_request.read_request(REQUEST)
    cem = Laptop(world, "Cem", SECRETS)
    ann.replica.admit(request.keys, request.name, Role.EDITOR)
    cem.reopen()
    opened = cem.open(ann.bundle(cem))
    assert (opened.sender.name, cem.device().name) == ("Ann", "Cem")
    assert cem.digest() == ann.digest()


def test_a_name_that_would_steer_a_terminal_is_refused():
    with pytest.raises(Malformed, match="control characters"):
        join_request.read_request(join_request.make_request(SECRETS, "Cem\x1b[2K", START))
