"""The reader against the C2SP CCTV age vectors: what it must open, and how it must refuse the rest."""

from __future__ import annotations

import hashlib
import io
import zlib
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

import pytest

from sync.primitives import age
from sync.primitives.age.header import read_header, write_header
from sync.primitives.age.source import AgeSource

FOLDER = Path(__file__).parents[2] / "vectors" / "age"
NOT_VECTORS = {"README.md"}
FOREIGN = ("x25519", "scrypt", "hybrid_x25519_arg")
FOREIGN_WITH_BAD_BASE64_BODY = {"x25519_not_canonical_body", "scrypt_not_canonical_body"}


@dataclass(frozen=True)
class Vector:
    """One file: what its heading says, and the age file behind it."""

    name: str
    expect: str
    file: bytes
    file_key: bytes
    payload: str = ""
    identities: list[age.Identity] = field(default_factory=list[age.Identity])

    def opened_by(self) -> list[age.Unwraps]:
        """Give the hybrid identities, or for a file with X25519 stanzas one that knows the file key."""
        return [*self.identities] if self.identities else [KnowsFileKey(self.file_key)]


class KnowsFileKey:
    """Stands in for the X25519 identity of a vector that tests something else than X25519."""

    def __init__(self, file_key: bytes) -> None:
        self.file_key = file_key

    def unwrap(self, stanza: age.Stanza) -> bytes:
        """Give the file key for the one type of stanza that these vectors use."""
        if stanza.type != "X25519":
            raise age.NoMatch("another type")
        return self.file_key


def read_vector(path: Path) -> Vector:
    heading, file = path.read_bytes().split(b"\n\n", 1)
    lines = [line.split(": ", 1) for line in heading.decode("utf-8").split("\n")]
    values = dict(lines)
    assert "armored" not in values
    if values.get("compressed") == "zlib":
        file = zlib.decompress(file)
    hybrids = [text for key, text in lines if key == "identity" and text.startswith("AGE-SECRET-KEY-PQ-1")]
    return Vector(
        path.name,
        values["expect"],
        file,
        bytes.fromhex(values["file key"]),
        values.get("payload", ""),
        [age.Identity.from_text(text) for text in hybrids],
    )


VECTORS = [read_vector(path) for path in sorted(FOLDER.iterdir()) if path.name not in NOT_VECTORS]
OURS = [vector for vector in VECTORS if not vector.name.startswith(FOREIGN)]
THEIRS = [vector for vector in VECTORS if vector.name.startswith(FOREIGN)]


def named(vector: Vector) -> str:
    return vector.name


def test_the_folder_holds_what_its_readme_says() -> None:
    assert (len(OURS), len(THEIRS)) == (70, 40)
    assert {vector.expect for vector in OURS} == {
        "success",
        "no match",
        "HMAC failure",
        "header failure",
        "payload failure",
    }


def released(chunks: Iterator[bytes], into: bytearray) -> None:
    for chunk in chunks:
        into += chunk


@pytest.mark.parametrize("vector", OURS, ids=named)
def test_a_vector_gives_what_it_says(vector: Vector) -> None:
    file = io.BytesIO(vector.file)
    plaintext = bytearray()
    match vector.expect:
        case "success":
            released(age.decrypt(file, vector.opened_by()), plaintext)
        case "payload failure":
            chunks = age.decrypt(file, vector.opened_by())
            with pytest.raises((age.Tampered, age.Truncated)):
                released(chunks, plaintext)
        case "no match":
            with pytest.raises(age.NoMatch):
                age.decrypt(file, vector.opened_by())
        case "HMAC failure":
            with pytest.raises(age.Tampered):
                age.decrypt(file, vector.opened_by())
        case _:
            assert vector.expect == "header failure"
            with pytest.raises((age.NotAnAgeFile, age.BadHeader, age.Truncated)):
                age.decrypt(file, vector.opened_by())
    if vector.payload:
        assert hashlib.sha256(plaintext).hexdigest() == vector.payload


@pytest.mark.parametrize("vector", [each for each in OURS if each.expect == "success"], ids=named)
def test_a_good_header_is_written_again_byte_for_byte(vector: Vector) -> None:
    header = read_header(AgeSource(io.BytesIO(vector.file)))
    assert vector.file.startswith(write_header(header.stanzas, vector.file_key))


@pytest.mark.parametrize("vector", THEIRS, ids=named)
def test_a_file_for_another_kind_of_key_is_not_ours(vector: Vector) -> None:
    refusal = age.BadHeader if vector.name in FOREIGN_WITH_BAD_BASE64_BODY else age.NoMatch
    with pytest.raises(refusal):
        age.decrypt(io.BytesIO(vector.file), [age.Identity(bytes(32))])


def test_the_identity_of_the_specification_has_its_recipient() -> None:
    identity = age.Identity.from_text("AGE-SECRET-KEY-PQ-1XX76JRALNLXDMEW0CRK45QMCCH4X06SE84UN3VPM33W6HWDX0H3SK3ZQFR")
    text = identity.recipient().to_text()
    assert text.startswith("age1pq1x34nzsvr0rxjsgdn8zgyhfe8j7ceq5r9rdelkjuh3y235jzxshfg87pzf5zrqtzdxz95paef6caq5aap")
    assert text.endswith("kx3qheyty7saeq0d3fzv49zc0k")
