"""The one suite of algorithms, and the proof at start-up that this computer has it.

Suite 1: Ed25519 and ML-DSA-65 (FIPS 204) together for signatures, ML-KEM-768 with X25519 by HPKE (RFC 9180,
draft-ietf-hpke-pq) for keys, AES-256-GCM for circles, ChaCha20-Poly1305 in age, SHA-256 for names and chains.
There is no fallback: without one of them nothing is read or written.
"""

from __future__ import annotations

import hashlib
import hmac
from functools import cache
from typing import Protocol

from cryptography.exceptions import InvalidSignature, UnsupportedAlgorithm
from cryptography.hazmat.primitives.asymmetric import ed25519, mldsa
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from sync.primitives.age.identity import Identity
from sync.primitives.errors import Unsupported

FORMAT = 1
SUITE = 1

_ML_DSA_65_KEY_OF_ZERO_SEED = "085ba380ff386dd52e42349c6eb88489d6058ea541a4e3fb0dce9a3fd1f7a911"
_AES_256_GCM_OF_NOTHING = "530f8afbc74536b9a963b4f1c4cb738b"


class Hash(Protocol):
    """A SHA-256 that is not finished."""

    def copy(self) -> Hash: ...

    def update(self, data: bytes, /) -> None: ...

    def digest(self) -> bytes: ...


def labelled_hash(label: str, *parts: bytes) -> bytes:
    """SHA-256 under a label of our own, so that a hash made for one purpose never serves another."""
    return begun_hash(label, *parts).digest()


def begun_hash(label: str, *parts: bytes) -> Hash:
    """Give the same before its last parts: for many hashes that begin alike, each by a copy."""
    return hashlib.sha256(b"".join((b"switchboard/", label.encode("ascii"), b"\x00", *parts)))


@cache
def self_test() -> None:
    """Known answers for each algorithm of the suite, once in a process; raises `Unsupported` where one is lacking."""
    try:
        _signatures()
        _encryption()
    except (UnsupportedAlgorithm, InvalidSignature, ValueError, AttributeError) as error:
        raise Unsupported(f"this computer's cryptography lacks a needed algorithm: {error}") from error


def _expect(name: str, right: bool) -> None:
    if not right:
        raise Unsupported(f"the self-test of {name} gave a wrong answer")


def _signatures() -> None:
    # RFC 8032, section 7.1, test 1.
    classical = ed25519.Ed25519PrivateKey.from_private_bytes(
        bytes.fromhex("9d61b19deffd5a60ba844af492ec2cc44449c5697b326919703bac031cae7f60")
    )
    _expect("Ed25519", hmac.compare_digest(classical.sign(b"")[:8], bytes.fromhex("e5564300c360ac72")))
    lattice = mldsa.MLDSA65PrivateKey.from_seed_bytes(bytes(32))
    public = lattice.public_key()
    digest = hashlib.sha256(public.public_bytes_raw()).hexdigest()
    _expect("ML-DSA-65", digest == _ML_DSA_65_KEY_OF_ZERO_SEED)
    public.verify(lattice.sign(b"self-test"), b"self-test")


def _encryption() -> None:
    # The GCM specification's test case 13: zero key, zero nonce, no text.
    _expect("AES-256-GCM", AESGCM(bytes(32)).encrypt(bytes(12), b"", None).hex() == _AES_256_GCM_OF_NOTHING)
    identity = Identity(bytes(32))
    wrapped = identity.recipient().wrap(bytes(16))
    _expect("ML-KEM-768 with X25519", identity.unwrap(wrapped) == bytes(16))
