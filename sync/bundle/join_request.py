"""How a device asks to belong: a signed request in a file, and a short code that two people compare aloud.

The code is five words (55 bits) over a memory-hard hash of the request, so that nobody can search for another request
with the same words in the time of a meeting. The file holds the newcomer's chosen name and public keys, unencrypted.
"""

from __future__ import annotations

import unicodedata
from functools import lru_cache

from cryptography.hazmat.primitives.kdf.argon2 import Argon2id
from mnemonic import Mnemonic

from sync.log.operation import NAME_LIMIT
from sync.primitives.clock import check_time
from sync.primitives.codec import Decoder, Wire, encode
from sync.primitives.errors import Malformed, TooLarge, Unsupported
from sync.primitives.keys import DeviceKeys, DeviceSecrets, Signatures
from sync.primitives.suite import FORMAT, labelled_hash

MAGIC = b"switchboard join request\n"
REQUEST_LIMIT = 64 * 1024
CODE_WORDS = 5


class JoinRequest(Wire, frozen=True):
    """Who asks: the name they chose, their device's keys, and when, in milliseconds since 1970."""

    format: int
    name: str
    keys: DeviceKeys
    time: int


class SignedRequest(Wire, frozen=True):
    """The encoded request, signed by the very keys it names."""

    request: bytes
    signatures: Signatures


_signed = Decoder(SignedRequest)
_requests = Decoder(JoinRequest)


def make_request(secrets: DeviceSecrets, name: str, time: int) -> bytes:
    """Give the content of a request file."""
    body = encode(JoinRequest(FORMAT, name, secrets.public(), time))
    return MAGIC + encode(SignedRequest(body, secrets.sign("request", body)))


def read_request(data: bytes) -> JoinRequest:
    """Raise `Malformed`, `Unsupported` or `BadSignature`."""
    if len(data) > REQUEST_LIMIT:
        raise TooLarge("a join request is larger than it can be")
    if not data.startswith(MAGIC):
        raise Malformed("this is not a join request")
    signed = _signed.decode(data[len(MAGIC) :])
    request = _requests.decode(signed.request)
    if request.format != FORMAT:
        raise Unsupported("this join request was made by another version")
    if not request.name.strip() or len(request.name) > NAME_LIMIT:
        raise Malformed("a join request needs a name of reasonable length")
    if any(unicodedata.category(letter) == "Cc" for letter in request.name):
        raise Malformed("the name in a join request holds control characters")
    check_time(request.time)
    request.keys.check()
    request.keys.verify("request", signed.request, signed.signatures)
    return request


def request_code(keys: DeviceKeys, name: str) -> str:
    """Give the words that both sides compare before the newcomer is admitted."""
    return _words(labelled_hash("request code", encode(keys), name.encode()))


def group_code(group: bytes, keys: DeviceKeys) -> str:
    """Give the words that both sides compare when the newcomer opens the answer.

    They also cover the group's beginning.
    """
    return _words(labelled_hash("group code", group, encode(keys)))


@lru_cache(maxsize=64)  # Both sides look at the same words several times, and they take a fifth of a second each.
def _words(digest: bytes) -> str:
    stretched = Argon2id(salt=digest[:16], length=8, iterations=2, lanes=4, memory_cost=64 * 1024).derive(digest)
    number = int.from_bytes(stretched, "big")
    words = Mnemonic("english").wordlist
    return " ".join(words[(number >> (11 * position)) % 2048] for position in range(CODE_WORDS))
