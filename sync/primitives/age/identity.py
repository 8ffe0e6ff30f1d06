"""Keys of age's post-quantum hybrid type `mlkem768x25519`, on the HPKE of `cryptography` (RFC 9180, X-Wing).

Sources: c2sp.org/age, "The MLKEM768-X25519 hybrid post-quantum recipient type"; filippo.io/hpke-pq.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from typing import NoReturn, final

from bech32 import bech32_decode, bech32_encode, convertbits
from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives import hpke
from cryptography.hazmat.primitives.asymmetric.mlkem import MLKEM768PrivateKey, MLKEM768PublicKey
from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey, X25519PublicKey

from sync.primitives.age.errors import BadHeader, BadKey, NoMatch
from sync.primitives.age.header import Stanza, decode_base64, encode_base64

Random = Callable[[int], bytes]

SEED_SIZE = 32
RECIPIENT_SIZE = 1216
FILE_KEY_SIZE = 16
STANZA_TYPE = "mlkem768x25519"

_ML_KEM_PUBLIC_SIZE = 1184
_ML_KEM_SEED_SIZE = 64
_ML_KEM_CIPHERTEXT_SIZE = 1088
_ENC_SIZE = 1120
_BODY_SIZE = 32
_STANZA_INFO = b"age-encryption.org/mlkem768x25519"
_IDENTITY_HRP = "age-secret-key-pq-"
_RECIPIENT_HRP = "age1pq"
_SUITE = hpke.Suite(hpke.KEM.MLKEM768_X25519, hpke.KDF.HKDF_SHA256, hpke.AEAD.CHACHA20_POLY1305)


@final
class Recipient:
    """A public key, 1216 bytes: ML-KEM-768 (1184), then X25519 (32). Two with the same bytes are equal."""

    __slots__ = ("_key", "raw")

    def __init__(self, raw: bytes) -> None:
        """Raise `BadKey` for a wrong length, a bad ML-KEM key or an X25519 point of low order.

        A low-order point is refused here, since it would otherwise stop every export to the group it came into.
        """
        if len(raw) != RECIPIENT_SIZE:
            raise BadKey(f"a hybrid recipient has {RECIPIENT_SIZE} bytes, this has {len(raw)}")
        try:
            lattice = MLKEM768PublicKey.from_public_bytes(raw[:_ML_KEM_PUBLIC_SIZE])
            curve = X25519PublicKey.from_public_bytes(raw[_ML_KEM_PUBLIC_SIZE:])
            _reject_low_order(X25519PrivateKey.from_private_bytes(bytes(SEED_SIZE)), curve)
        except ValueError as error:
            raise BadKey("the bytes are no usable hybrid recipient") from error
        self.raw = bytes(raw)
        self._key = hpke.MLKEM768X25519PublicKey(lattice, curve)

    @classmethod
    def from_text(cls, text: str) -> Recipient:
        """Give the recipient of an `age1pq1…` text; raises `BadKey`."""
        if text != text.lower():
            raise BadKey("a recipient is written in small letters")
        return cls(_from_bech32(_RECIPIENT_HRP, text))

    def to_text(self) -> str:
        """Give the `age1pq1…` text form, as other age programs take it."""
        return _to_bech32(_RECIPIENT_HRP, self.raw)

    def seal(self, plaintext: bytes, info: bytes) -> bytes:
        """HPKE SealBase with an empty aad: enc (1120 bytes), then the ciphertext, 16 bytes longer than the text."""
        return _SUITE.encrypt(plaintext, self._key, info=info)

    def wrap(self, file_key: bytes) -> Stanza:
        """Give the stanza that gives this recipient the 16-byte file key; new randomness each time."""
        if len(file_key) != FILE_KEY_SIZE:
            raise ValueError(f"a file key has {FILE_KEY_SIZE} bytes")
        sealed = self.seal(file_key, _STANZA_INFO)
        return Stanza((STANZA_TYPE, encode_base64(sealed[:_ENC_SIZE])), sealed[_ENC_SIZE:])

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Recipient) and self.raw == other.raw

    def __hash__(self) -> int:
        return hash(self.raw)

    def __repr__(self) -> str:
        return f"Recipient({hashlib.sha256(self.raw).hexdigest()[:8]}…)"


@final
class Identity:
    """A private key, made from a 32-byte seed. Its repr shows nothing secret and it refuses to be pickled."""

    __slots__ = ("_curve", "_key", "_lattice", "_seed")

    def __init__(self, seed: bytes) -> None:
        """Raise `BadKey` unless the seed has 32 bytes."""
        if len(seed) != SEED_SIZE:
            raise BadKey(f"a hybrid identity has {SEED_SIZE} bytes, this has {len(seed)}")
        expanded = hashlib.shake_256(seed).digest(_ML_KEM_SEED_SIZE + 32)
        self._seed = bytes(seed)
        self._lattice = MLKEM768PrivateKey.from_seed_bytes(expanded[:_ML_KEM_SEED_SIZE])
        self._curve = X25519PrivateKey.from_private_bytes(expanded[_ML_KEM_SEED_SIZE:])
        self._key = hpke.MLKEM768X25519PrivateKey(self._lattice, self._curve)

    @classmethod
    def generate(cls, random: Random) -> Identity:
        """Give a fresh identity from `random(n)`, which returns n bytes of a cryptographic generator."""
        return cls(random(SEED_SIZE))

    @classmethod
    def from_text(cls, text: str) -> Identity:
        """Give the identity of an `AGE-SECRET-KEY-PQ-1…` text; raises `BadKey`."""
        if text != text.upper():
            raise BadKey("an identity is written in capital letters")
        return cls(_from_bech32(_IDENTITY_HRP, text))

    def to_text(self) -> str:
        """Give the `AGE-SECRET-KEY-PQ-1…` text form, as other age programs take it. It is the secret itself."""
        return _to_bech32(_IDENTITY_HRP, self._seed).upper()

    @property
    def seed(self) -> bytes:
        """The 32 secret bytes."""
        return self._seed

    def recipient(self) -> Recipient:
        """Give the public key that belongs to this identity."""
        return Recipient(
            self._lattice.public_key().public_bytes_raw() + self._curve.public_key().public_bytes_raw(),
        )

    def open(self, sealed: bytes, info: bytes) -> bytes:
        """HPKE OpenBase of what `Recipient.seal` made; raises `NoMatch` if it is for another key, info or damaged."""
        try:
            return _SUITE.decrypt(sealed, self._key, info=info)
        except InvalidTag as error:
            raise NoMatch("not sealed for this key") from error

    def unwrap(self, stanza: Stanza) -> bytes:
        """Give the 16-byte file key of a stanza.

        Raises `NoMatch` if the stanza is of another type or for another key, and `BadHeader` if it is of our type
        but breaks its rules, for that makes the whole file invalid.
        """
        check_stanza(stanza)
        if stanza.type != STANZA_TYPE:
            raise NoMatch(f"a stanza of type {stanza.type!r}")
        enc = decode_base64(stanza.arguments[1])
        try:
            return self.open(enc + stanza.body, _STANZA_INFO)
        except NoMatch:
            self._reject_low_order_share(enc)
            raise

    def _reject_low_order_share(self, enc: bytes) -> None:
        # HPKE answers a low-order share as it answers a wrong key; age wants the file refused.
        try:
            _reject_low_order(self._curve, X25519PublicKey.from_public_bytes(enc[_ML_KEM_CIPHERTEXT_SIZE:]))
        except ValueError as error:
            raise BadHeader("the X25519 share of a stanza has low order") from error

    def __repr__(self) -> str:
        return "Identity(…)"

    def __reduce__(self) -> NoReturn:
        raise TypeError("an identity is not pickled: its seed belongs in the vault only")


def check_stanza(stanza: Stanza) -> None:
    """Raise `BadHeader` if the stanza claims our type and has not its exact shape; other types pass."""
    if stanza.type != STANZA_TYPE:
        return
    if len(stanza.arguments) != 2:
        raise BadHeader(f"a stanza {STANZA_TYPE} has two arguments")
    if len(decode_base64(stanza.arguments[1])) != _ENC_SIZE:
        raise BadHeader(f"the key of a stanza {STANZA_TYPE} has not {_ENC_SIZE} bytes")
    if len(stanza.body) != _BODY_SIZE:
        raise BadHeader(f"the body of a stanza {STANZA_TYPE} has not {_BODY_SIZE} bytes")


def _reject_low_order(private: X25519PrivateKey, public: X25519PublicKey) -> None:
    """Raise ValueError where the shared secret would be all zero, as RFC 7748, section 6.1 advises."""
    private.exchange(public)


def _to_bech32(hrp: str, raw: bytes) -> str:
    fives = convertbits(raw, 8, 5)
    if fives is None:
        raise BadKey("the bytes have no bech32 form")
    return bech32_encode(hrp, fives)


def _from_bech32(hrp: str, text: str) -> bytes:
    # Bech32 without its length limit, as the age specification says (BIP 173).
    found, fives = bech32_decode(text)
    if found != hrp or fives is None:
        raise BadKey(f"not a bech32 text that begins with {hrp}1")
    raw = convertbits(fives, 5, 8, False)
    if raw is None:
        raise BadKey("the bech32 text has wrong padding")
    return bytes(raw)
