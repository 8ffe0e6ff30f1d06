"""The payload of an age file: STREAM over ChaCha20-Poly1305 (RFC 8439) in chunks of 64 KiB (c2sp.org/age)."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import ChaCha20Poly1305
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

from sync.primitives.age.errors import Tampered, Truncated
from sync.primitives.age.source import AgeSource

CHUNK = 64 * 1024
NONCE_SIZE = 16
TAG_SIZE = 16


def encrypt_payload(file_key: bytes, nonce: bytes, plaintext: Iterable[bytes]) -> Iterator[bytes]:
    """Give the nonce, then the sealed chunks, one for each 64 KiB however the plaintext is cut.

    Memory stays at a chunk.
    """
    cipher = _cipher(file_key, nonce)
    yield nonce
    for counter, (chunk, last) in enumerate(_chunks(plaintext)):
        yield cipher.encrypt(_chunk_nonce(counter, last=last), chunk, None)


def read_nonce(source: AgeSource) -> bytes:
    """Give the 16 bytes between header and chunks; raises `Truncated`."""
    nonce = source.take(NONCE_SIZE)
    if len(nonce) < NONCE_SIZE:
        raise Truncated("the file ends right after the header")
    return nonce


def decrypt_payload(file_key: bytes, nonce: bytes, source: AgeSource) -> Iterator[bytes]:
    """Give verified plaintext, chunk by chunk, to the end of the source.

    Each chunk is authentic when it is yielded, but only the iterator's own end says that all were there: until then
    the plaintext is provisional. Raises `Truncated` or `Tampered`.
    """
    cipher = _cipher(file_key, nonce)
    counter = 0
    while True:
        sealed = source.take(CHUNK + TAG_SIZE)
        last = source.at_end()
        try:
            chunk = cipher.decrypt(_chunk_nonce(counter, last=last), sealed, None)
        except InvalidTag:
            yield from _authentic_in_wrong_place(cipher, counter, sealed, at_end=last)
            return
        if last and not chunk and counter:
            raise Tampered("the last chunk is empty")
        yield chunk
        if last:
            return
        counter += 1


def _authentic_in_wrong_place(
    cipher: ChaCha20Poly1305, counter: int, sealed: bytes, *, at_end: bool
) -> Iterator[bytes]:
    """Tell a file cut at a chunk's end, or with something appended, from a damaged chunk; always raises.

    The chunk itself is authentic in the first two cases and is yielded before, as the reference implementation does.
    """
    if len(sealed) < TAG_SIZE:
        raise Truncated(f"the file ends where chunk {counter} should begin")
    try:
        chunk = cipher.decrypt(_chunk_nonce(counter, last=not at_end), sealed, None)
    except InvalidTag as error:
        raise Tampered(f"chunk {counter} does not verify: it was changed, or cut short") from error
    if len(sealed) < CHUNK + TAG_SIZE:
        raise Tampered(f"chunk {counter} is short, but not the last")
    yield chunk
    if at_end:
        raise Truncated(f"the file ends after chunk {counter}, which is not the last")
    raise Tampered(f"something follows chunk {counter}, which is the last")


def _chunks(plaintext: Iterable[bytes]) -> Iterator[tuple[bytes, bool]]:
    """Pieces of exactly 64 KiB and whether each is the last; one empty piece for an empty plaintext."""
    pending = bytearray()
    for piece in plaintext:
        view = memoryview(piece)
        for start in range(0, len(view), CHUNK):
            pending += view[start : start + CHUNK]
            if len(pending) > CHUNK:
                yield bytes(pending[:CHUNK]), False
                del pending[:CHUNK]
    yield bytes(pending), True


def _chunk_nonce(counter: int, *, last: bool) -> bytes:
    return counter.to_bytes(11, "big") + (b"\x01" if last else b"\x00")


def _cipher(file_key: bytes, nonce: bytes) -> ChaCha20Poly1305:
    return ChaCha20Poly1305(HKDF(SHA256(), length=32, salt=nonce, info=b"payload").derive(file_key))
