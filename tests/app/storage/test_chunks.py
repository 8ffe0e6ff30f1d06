"""Bytes in are bytes out, each chunk is kept once, whatever was changed is refused, and nothing that is named goes."""

from __future__ import annotations

import io

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import Connection, create_engine

from app.problems import UserProblem
from app.records.attachments import CHUNK, LARGEST
from app.storage.vault import chunks
from app.storage.vault.chunks import BadAttachment, ChunkManifest, NotHere
from sync.primitives.codec import encode

TABLES = (
    "CREATE TABLE chunk (hash BLOB PRIMARY KEY, data BLOB NOT NULL) WITHOUT ROWID",
    "CREATE TABLE unnamed (hash BLOB PRIMARY KEY, since INTEGER NOT NULL) WITHOUT ROWID",
)


@pytest.fixture
def connection():
    with shelf() as made:
        yield made


def shelf() -> Connection:
    """Give the tables in memory, for tests that need many of them."""
    made = create_engine("sqlite://").connect()
    for table in TABLES:
        made.exec_driver_sql(table)
    return made


def listen(_done: int) -> None:
    """Stand in for progress."""


def keep(connection: Connection, data: bytes) -> chunks.KeptFile:
    return chunks.keep(connection, io.BytesIO(data), listen)


# Few different chunks, so that they repeat within a file and between files.
CHUNKS = st.sampled_from([bytes([n]) * CHUNK for n in range(3)])
FILES = st.builds(
    lambda first, tail: b"".join(first) + tail, st.lists(CHUNKS, max_size=4), st.binary(max_size=300)
).filter(bool)


@given(st.lists(FILES, min_size=1, max_size=4))
def test_bytes_in_are_bytes_out_and_each_chunk_is_kept_once(files):
    with shelf() as connection:
        kept = [keep(connection, data) for data in files]
        for each, data in zip(kept, files, strict=True):
            assert b"".join(chunks.content(connection, each.digest)) == data
            assert each.size == len(data)
        distinct = {data[start : start + CHUNK] for data in files for start in range(0, len(data), CHUNK)}
        lists = {each.digest for each in kept}
        assert len(chunks.held(connection)) == len(distinct) + len(lists)
        assert sum(each.chunks - each.shared for each in kept) == len(distinct)


def test_a_stream_that_gives_little_at_a_time_makes_the_same_chunks(connection: Connection):
    class Slow(io.BytesIO):
        def read(self, size: int | None = -1, /) -> bytes:
            return super().read(min(size or -1, 100_000))

    data = bytes(range(256)) * 3000
    slow = chunks.keep(connection, Slow(data), listen)
    assert keep(connection, data) == chunks.KeptFile(slow.digest, len(data), 3, 3)


def test_nothing_and_too_much_are_refused(connection: Connection):
    with pytest.raises(UserProblem, match="empty"):
        keep(connection, b"")

    class Endless(io.RawIOBase):
        def read(self, size: int = -1, /) -> bytes:
            return b"\0" * size

    told: list[int] = []
    with pytest.raises(UserProblem, match="too large: an attachment can have 64 MB"):
        chunks.keep(connection, Endless(), told.append)  # pyright: ignore[reportArgumentType]
    assert max(told) == LARGEST


@given(st.data())
def test_any_chunk_that_was_changed_is_refused(data):
    with shelf() as connection:
        digest = keep(connection, b"a" * CHUNK + b"b" * CHUNK + b"tail").digest
        name = data.draw(st.sampled_from(sorted(chunks.held(connection))))
        was = bytearray(chunks.read(connection, name) or b"")
        place = data.draw(st.integers(0, len(was) - 1))
        was[place] ^= data.draw(st.integers(1, 255))
        connection.exec_driver_sql("UPDATE chunk SET data = ? WHERE hash = ?", (bytes(was), name))
        with pytest.raises(BadAttachment):
            list(chunks.content(connection, digest))
        assert len(list(chunks.faults(connection))) == 1


def test_a_chunk_that_is_not_here_is_said_to_be(connection: Connection):
    digest = keep(connection, b"a" * CHUNK + b"tail").digest
    chunks.remove(connection, [chunks.digest_of(b"tail")])
    with pytest.raises(NotHere):
        list(chunks.content(connection, digest))
    with pytest.raises(NotHere):
        list(chunks.content(connection, b"\0" * 32))
    assert list(chunks.faults(connection)) == []


CHUNK_NAMES = [chunks.digest_of(b"x")]


@pytest.mark.parametrize(
    "made_up",
    [
        b"",
        b"not a list at all",
        encode(ChunkManifest(2, 1, CHUNK_NAMES)),
        encode(ChunkManifest(1, 0, [])),
        encode(ChunkManifest(1, -1, [])),
        encode(ChunkManifest(1, 1, [])),
        encode(ChunkManifest(1, 1, CHUNK_NAMES * 2)),
        encode(ChunkManifest(1, CHUNK + 1, CHUNK_NAMES)),
        encode(ChunkManifest(1, LARGEST + 1, CHUNK_NAMES * 257)),
        encode(ChunkManifest(1, 1 << 62, CHUNK_NAMES)),
        encode(ChunkManifest(1, 1, [b"short"])),
        encode([1, 1, CHUNK_NAMES, "more"]),
    ],
)
def test_a_list_that_somebody_made_up_is_refused(connection: Connection, made_up: bytes):
    assert chunks.read_manifest(made_up) is None
    digest, _new = chunks.save(connection, made_up)
    with pytest.raises(BadAttachment):
        list(chunks.content(connection, digest))
    assert chunks.parts(connection, digest) == (digest,)


@pytest.mark.parametrize("size", [2, CHUNK])
def test_a_list_that_lies_about_the_size_is_refused(connection: Connection, size: int):
    chunks.save(connection, b"x")
    digest, _new = chunks.save(connection, encode(ChunkManifest(1, size, CHUNK_NAMES)))
    with pytest.raises(BadAttachment):
        list(chunks.content(connection, digest))


@given(st.binary(max_size=200))
def test_whatever_comes_as_a_list_is_answered(data):
    found = chunks.read_manifest(data)
    assert found is None or encode(found) == data
