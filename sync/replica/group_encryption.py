"""Circle keys: one random key an epoch, wrapped for each device, and blobs under it that anyone may carry."""

from __future__ import annotations

import hmac

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

from sync.primitives.codec import Wire, encode
from sync.primitives.errors import BadSignature, Malformed
from sync.primitives.keys import Random
from sync.primitives.suite import labelled_hash


class Blob(Wire, frozen=True):
    """What a bundle holds of a circle: its name, epoch, time, salt, key commitment and AES-256-GCM ciphertext."""

    circle: bytes
    epoch: bytes
    time: int
    salt: bytes
    commitment: bytes
    ciphertext: bytes


def epoch_of(key: bytes) -> bytes:
    """Give the name of an epoch, which commits to its 32-byte key."""
    return labelled_hash("epoch", key)


def _keys(epoch_key: bytes, salt: bytes) -> tuple[bytes, bytes]:
    """Give a fresh AES key and a commitment to it (AES-GCM alone does not commit to its key), 32 bytes each."""
    derived = HKDF(hashes.SHA256(), 64, salt, b"switchboard/blob").derive(epoch_key)
    return derived[:32], derived[32:]


def seal_blob(circle: bytes, key: bytes, time: int, plaintext: bytes, random: Random) -> Blob:
    """Encrypts under a key that is used once, derived from the epoch's key and a fresh salt."""
    salt, epoch = random(32), epoch_of(key)
    secret, commitment = _keys(key, salt)
    ciphertext = AESGCM(secret).encrypt(bytes(12), plaintext, encode([circle, epoch, time, salt]))
    return Blob(circle, epoch, time, salt, commitment, ciphertext)


def open_blob(blob: Blob, key: bytes) -> bytes:
    """Give the plaintext; raises `BadSignature` where key, commitment or ciphertext do not belong together."""
    if epoch_of(key) != blob.epoch or len(blob.salt) != 32:
        raise Malformed("a circle's blob does not belong to this key")
    secret, commitment = _keys(key, blob.salt)
    if not hmac.compare_digest(commitment, blob.commitment):
        raise BadSignature("a circle's blob does not commit to its key")
    try:
        associated = encode([blob.circle, blob.epoch, blob.time, blob.salt])
        return AESGCM(secret).decrypt(bytes(12), blob.ciphertext, associated)
    except InvalidTag as error:
        raise BadSignature("a circle's blob was changed") from error
