"""The keys of one device: two for signing, both of which must verify, and one for receiving."""

from __future__ import annotations

from collections.abc import Callable

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric import ed25519, mldsa

from sync.primitives.age.identity import Identity, Recipient
from sync.primitives.codec import Wire
from sync.primitives.errors import BadSignature, Malformed
from sync.primitives.suite import labelled_hash

Random = Callable[[int], bytes]

ED25519_KEY, ED25519_SIGNATURE = 32, 64
ML_DSA_65_KEY, ML_DSA_65_SIGNATURE = 1952, 3309
HYBRID_KEM_KEY = 1216
TRUSTEE_SEED = 32


class Signatures(Wire, frozen=True):
    """Ed25519 (RFC 8032) and ML-DSA-65 (FIPS 204) over the same labelled message."""

    ed25519: bytes
    ml_dsa: bytes


class SignerKeys(Wire, frozen=True):
    """The public halves of a pair of signing keys, 32 and 1952 bytes."""

    ed25519: bytes
    ml_dsa: bytes

    @property
    def name(self) -> bytes:
        """The 32-byte hash by which a trustee's keys are named before they are shown."""
        return labelled_hash("trustee", self.ed25519, self.ml_dsa)

    def verify(self, label: str, message: bytes, signatures: Signatures) -> None:
        """Give the one place where signatures are checked: raises `BadSignature` unless both are good."""
        signed = labelled_hash(label) + message
        try:
            ed25519.Ed25519PublicKey.from_public_bytes(self.ed25519).verify(signatures.ed25519, signed)
            mldsa.MLDSA65PublicKey.from_public_bytes(self.ml_dsa).verify(signatures.ml_dsa, signed)
        except (InvalidSignature, ValueError) as error:
            raise BadSignature("a signature does not verify") from error


class DeviceKeys(Wire, frozen=True):
    """What everyone knows of a device: its public keys, 32, 1952 and 1216 bytes."""

    ed25519: bytes
    ml_dsa: bytes
    kem: bytes

    @property
    def device(self) -> bytes:
        """The 16-byte name of the device, the hash of its keys."""
        return labelled_hash("device", self.ed25519, self.ml_dsa, self.kem)[:16]

    def check(self) -> None:
        """Raise `Malformed` for a key of the wrong length, or for one that would stop every bundle for this device."""
        if (len(self.ed25519), len(self.ml_dsa), len(self.kem)) != (ED25519_KEY, ML_DSA_65_KEY, HYBRID_KEM_KEY):
            raise Malformed("a device key has the wrong length")
        self.check_kem(self.kem)

    @staticmethod
    def check_kem(kem: bytes) -> None:
        """Raise `BadKey`, which is a `Malformed`, for a receiving key to which nothing can be encrypted."""
        Recipient(kem)

    def recipient(self) -> Recipient:
        """Give the age recipient to which bundles for this device are encrypted.

        Raises `BadKey`, which is a `Malformed`.
        """
        return Recipient(self.kem)

    def verify(self, label: str, message: bytes, signatures: Signatures) -> None:
        """Raise `BadSignature` unless both signatures are good."""
        try:
            SignerKeys(self.ed25519, self.ml_dsa).verify(label, message, signatures)
        except BadSignature as error:
            raise BadSignature(f"a signature of device {self.device.hex()[:8]} does not verify") from error


class DeviceSecrets(Wire, frozen=True):
    """The private halves, as three 32-byte seeds; kept in the vault only, never shared or split.

    Once the first receiving key is destroyed, `kem` is its public half, which is part of the device's name.
    """

    ed25519: bytes
    ml_dsa: bytes
    kem: bytes

    @classmethod
    def generate(cls, random: Random) -> DeviceSecrets:
        """Fresh keys from `random(n)`, which returns n random bytes."""
        return cls(random(32), random(32), random(32))

    def public(self) -> DeviceKeys:
        """Give the public keys that belong to these."""
        return DeviceKeys(
            ed25519.Ed25519PrivateKey.from_private_bytes(self.ed25519).public_key().public_bytes_raw(),
            mldsa.MLDSA65PrivateKey.from_seed_bytes(self.ml_dsa).public_key().public_bytes_raw(),
            self.kem if self.is_spent else self.identity().recipient().raw,
        )

    @property
    def is_spent(self) -> bool:
        """Whether the first receiving key has been destroyed."""
        return len(self.kem) == HYBRID_KEM_KEY

    def identity(self) -> Identity:
        """Give the age identity that opens bundles for this device."""
        return Identity(self.kem)

    def sign(self, label: str, message: bytes) -> Signatures:
        """Both signatures over the labelled message."""
        return _sign(self.ed25519, self.ml_dsa, label, message)


class TrusteeSecrets:
    """A trustee's signing keys, all from one 32-byte seed that is printed, handed over, and kept on no computer."""

    def __init__(self, seed: bytes) -> None:
        """Raise `Malformed` unless the seed has 32 bytes."""
        if len(seed) != TRUSTEE_SEED:
            raise Malformed("a trustee's key has the wrong length")
        self._ed25519 = labelled_hash("trustee ed25519", seed)
        self._ml_dsa = labelled_hash("trustee ml-dsa", seed)

    def public(self) -> SignerKeys:
        """Give the public keys that belong to these."""
        return SignerKeys(
            ed25519.Ed25519PrivateKey.from_private_bytes(self._ed25519).public_key().public_bytes_raw(),
            mldsa.MLDSA65PrivateKey.from_seed_bytes(self._ml_dsa).public_key().public_bytes_raw(),
        )

    def sign(self, label: str, message: bytes) -> Signatures:
        """Both signatures over the labelled message."""
        return _sign(self._ed25519, self._ml_dsa, label, message)


def _sign(classical: bytes, lattice: bytes, label: str, message: bytes) -> Signatures:
    signed = labelled_hash(label) + message
    return Signatures(
        ed25519.Ed25519PrivateKey.from_private_bytes(classical).sign(signed),
        mldsa.MLDSA65PrivateKey.from_seed_bytes(lattice).sign(signed),
    )
