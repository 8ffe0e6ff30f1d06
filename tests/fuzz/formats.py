"""The decoders that look at bytes alone: layers of a bundle, structures of the log, files that are handed over."""

from __future__ import annotations

import atexit
import functools
import io
import tempfile
import zlib
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

import msgspec

from app.problems import BadBundle, Problem
from app.services.exchange import qr_frames
from app.storage.keys import keyfile
from app.storage.keys.keyfile import EscrowHeader, KeySlot, KeystoreHeader, PassphraseHeader, RecoveryHeader
from app.storage.vault import chunks
from sync.bundle import join_request as joining
from sync.bundle.column_reader import from_columns
from sync.bundle.columns import to_columns
from sync.bundle.format import Manifest
from sync.bundle.join_request import MAGIC, SignedRequest
from sync.bundle.packed import pack, unpack
from sync.bundle.weight import UNBOUNDED, Allowance
from sync.log.segment import Segment, check_shape
from sync.log.segment import read_header as read_segment_header
from sync.primitives import age
from sync.primitives.age.header import encode_base64, read_header, write_header
from sync.primitives.age.identity import check_stanza
from sync.primitives.age.payload import CHUNK, decrypt_payload, encrypt_payload, read_nonce
from sync.primitives.age.source import AgeSource
from sync.primitives.codec import Decoder, encode
from sync.primitives.compression import compress, decompress
from sync.primitives.errors import SyncError
from sync.primitives.padme import pad, padded_length, unpad
from sync.replica.certificates import decode_certificate, encode_certificate
from sync.replica.group_encryption import Blob
from sync.replica.statements import Seal
from tests.fuzz import seeds
from tests.fuzz.target import Target

FILE_KEY, NONCE = b"file key 16 byte", b"nonce of 16 byte"
OPENED_LIMIT = 1 << 20
"""Less than a bundle may have, so that an input is done with quickly; the limit is what is tried, not its size."""


def age_header(data: bytes) -> None:
    header = read_header(AgeSource(io.BytesIO(data)))
    for stanza in header.stanzas:
        check_stanza(stanza)
    again = write_header(header.stanzas, FILE_KEY)
    assert header.signed == again[: len(header.signed)]
    assert data.startswith(header.signed + b" " + encode_base64(header.mac).encode() + b"\n")


def age_payload(data: bytes) -> None:
    """Each byte is a chunk, rightly sealed: its counter, whether it is the last, its size. Only one order is right."""
    sizes = (0, 1, 100, CHUNK - 1, CHUNK, CHUNK + 1, CHUNK, 17)
    sealed = b"".join(seeds.sealed_chunk(FILE_KEY, NONCE, each & 7, each & 8, sizes[each >> 4 & 7]) for each in data)
    source = AgeSource(io.BytesIO(NONCE + sealed))
    plain = b"".join(decrypt_payload(FILE_KEY, read_nonce(source), source))
    assert b"".join(encrypt_payload(FILE_KEY, NONCE, [plain])) == NONCE + sealed


def age_file(data: bytes) -> None:
    for _ in age.decrypt(io.BytesIO(data), [seeds.SECRETS.identity()]):
        pass


def padding(data: bytes) -> None:
    padded = data + bytes(padded_length(len(data)) - len(data))
    assert pad(unpad(padded)) == padded


def compressed(data: bytes) -> None:
    """Give a text has many spellings here; what counts is that no more comes out than may, and the same again."""
    text = decompress(data, limit=OPENED_LIMIT)
    assert len(text) <= OPENED_LIMIT
    assert decompress(compress(text, 1), limit=OPENED_LIMIT) == text


def structure(shape: type[msgspec.Struct]) -> Callable[[bytes], None]:
    decoder: Decoder[Any] = Decoder(shape)

    def read(data: bytes) -> None:
        assert encode(decoder.decode(data)) == data

    return read


def columns(data: bytes) -> None:
    """Shapes may be numbered in another order than ours, and texts joined or not: the segments are what is equal."""
    segments = from_columns(data)
    assert encode(from_columns(to_columns(segments))) == encode(segments)


def packed_snapshot(data: bytes) -> None:
    """Columns may be numbered in another order than ours: the snapshot that is rebuilt is what is equal."""
    snapshot, certified = unpack(data, Allowance(UNBOUNDED))
    assert unpack(pack(snapshot).data, Allowance(UNBOUNDED))[1] == certified


def segment(data: bytes) -> None:
    """As it lies in the columns and in the waiting room: nothing is verified, but it has the shape that it states."""
    found = Decoder(Segment).decode(data)
    assert encode(found) == data
    check_shape(found, read_segment_header(found.header, seeds.GROUP))


def header(data: bytes) -> None:
    assert encode(read_segment_header(data, seeds.GROUP)) == data


def certificate(data: bytes) -> None:
    assert encode_certificate(decode_certificate(data)) == data


def join_request(data: bytes) -> None:
    """Give a file, or else the signed part of one: who makes a request of their own signs whatever they like."""
    whole = data.startswith(MAGIC)
    if not whole:
        data = MAGIC + encode(SignedRequest(data, seeds.SECRETS.sign("request", data)))
    request = joining.read_request(data)
    signed = Decoder(SignedRequest).decode(data[len(MAGIC) :])
    assert MAGIC + encode(signed) == data
    assert encode(request) == signed.request


def qr_frame(data: bytes) -> None:
    """Tell what a code held; or else the same with the sum that belongs to it, for whoever paints a code can count."""
    if qr_frames.frame_in(data) is None:
        data += zlib.crc32(data).to_bytes(4, "big")
    frame = qr_frames.frame_in(data)
    if frame is None:
        raise BadBundle("no code of ours")
    place = bytes((frame.total, frame.index))
    body = b"SQ\x01" + frame.sequence + place + frame.checksum + frame.piece
    assert body + zlib.crc32(body).to_bytes(4, "big") == data
    collecting = qr_frames.Collecting()
    whole = collecting.add(data)
    assert (whole is None) == (collecting.sequences == 1)


def attachment_list(data: bytes) -> None:
    found = chunks.read_manifest(data)
    if found is None:
        raise chunks.BadAttachment("not a list")
    assert encode(found) == data


def key_file(data: bytes) -> None:
    file = Path(_folder(), "keys")
    file.write_bytes(data)
    found = keyfile.read(file)
    keyfile.slots_of(found, PassphraseHeader, RecoveryHeader, EscrowHeader, KeystoreHeader)
    keyfile.write(file, found.vault_id, found.slots)
    assert file.read_bytes() == data


@functools.cache
def _folder() -> str:
    """Give a folder for as long as this process lives."""
    folder = tempfile.TemporaryDirectory()
    atexit.register(folder.cleanup)
    return folder.name


def key_slot(data: bytes) -> None:
    """Give the header of a slot alone, for the fuzzer sees no further than the byte string it is in."""
    found = keyfile.header_of(KeySlot(data, bytes(12), b""), seeds.VAULT_ID)
    assert msgspec.msgpack.encode(found) == data


def of(
    name: str,
    read: Callable[[bytes], None],
    made: Callable[[], Mapping[str, bytes]],
    refusals: tuple[type[Exception], ...] = (SyncError,),
) -> Target:
    return Target(name, read, refusals, made)


TARGETS = (
    of("age_header", age_header, seeds.age_headers),
    of("age_payload", age_payload, seeds.age_payloads),
    of("age_file", age_file, seeds.age_files),
    of("padding", padding, seeds.paddings),
    of("compressed", compressed, seeds.frames),
    *(
        of(shape.__name__.lower(), structure(shape), made)
        for shape, made in ((Manifest, seeds.manifests), (Blob, seeds.blobs), (Seal, seeds.seals))
    ),
    of("columns", columns, seeds.columns),
    of("packed_snapshot", packed_snapshot, seeds.packed_snapshots),
    of("segment", segment, seeds.segments),
    of("header", header, seeds.headers),
    of("certificate", certificate, seeds.certificates),
    of("join_request", join_request, seeds.join_requests),
    of("qr_frame", qr_frame, seeds.qr_frames, refusals=(BadBundle,)),
    of("attachment_list", attachment_list, seeds.attachment_lists, refusals=(Problem,)),
    of("key_file", key_file, seeds.key_files, refusals=(Problem,)),
    of("key_slot", key_slot, seeds.key_slots, refusals=(Problem,)),
)  # fmt: skip
