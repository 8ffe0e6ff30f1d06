"""Whole files: what goes in comes out, and nothing but the whole file passes for it."""

from __future__ import annotations

import io
import random
from collections.abc import Iterator
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sync.primitives import age
from sync.primitives.age.header import read_header
from sync.primitives.age.identity import STANZA_TYPE
from sync.primitives.age.payload import CHUNK, NONCE_SIZE, TAG_SIZE
from sync.primitives.age.source import AgeSource
from tests.examples import examples

SEALED = CHUNK + TAG_SIZE
OURS = age.Identity(b"\x01" * 32)
OTHER = age.Identity(b"\x02" * 32)
BORDERS = [0, 1, CHUNK - 1, CHUNK, CHUNK + 1, 2 * CHUNK - 1, 2 * CHUNK, 2 * CHUNK + 1, 3 * CHUNK]

sizes = st.one_of(
    st.sampled_from(BORDERS),
    st.integers(0, 3 * CHUNK),
)


def seal(plaintext: bytes, *recipients: age.Recipient, seed: int = 0, dummies_to: tuple[int, ...] = ()) -> bytes:
    """Give an age file in one piece, by default to `OURS` and without dummies."""
    wanted = recipients or (OURS.recipient(),)
    return b"".join(age.encrypt(plaintext, wanted, random=random.Random(seed).randbytes, dummies_to=dummies_to))


def unseal(file: bytes, *identities: age.Identity) -> bytes:
    return b"".join(age.decrypt(io.BytesIO(file), identities or (OURS,)))


def content(size: int) -> bytes:
    return random.Random(size).randbytes(size)


def split(file: bytes) -> tuple[bytes, bytes, list[bytes]]:
    """Header, nonce and sealed chunks."""
    start = file.index(b"\n--- ")
    start = file.index(b"\n", start + 1) + 1
    payload = file[start + NONCE_SIZE :]
    chunks = [payload[at : at + SEALED] for at in range(0, len(payload), SEALED)]
    return file[:start], file[start : start + NONCE_SIZE], chunks


def provisional(file: bytes) -> tuple[bytes, age.AgeError | None]:
    """Tell what was released and the refusal that followed, if any."""
    plaintext = bytearray()
    try:
        for chunk in age.decrypt(io.BytesIO(file), [OURS]):
            plaintext += chunk
    except age.AgeError as error:
        return bytes(plaintext), error
    return bytes(plaintext), None


@examples(40, deadline=None)
@given(size=sizes, seed=st.integers(0, 2**32), cuts=st.lists(st.integers(0, 3 * CHUNK), max_size=5))
def test_a_file_gives_back_what_went_in_however_it_was_cut(size: int, seed: int, cuts: list[int]) -> None:
    plaintext = content(size)
    places = sorted({0, size, *(cut % (size + 1) for cut in cuts)})
    pieces = [plaintext[start:end] for start, end in pairwise(places)]
    random_bytes = random.Random(seed).randbytes
    file = b"".join(age.encrypt(pieces, [OTHER.recipient(), OURS.recipient()], random=random_bytes))
    assert unseal(file) == plaintext
    assert unseal(file, OTHER) == plaintext
    _, _, chunks = split(file)
    assert [len(chunk) for chunk in chunks[:-1]] == [SEALED] * (len(chunks) - 1)
    assert len(chunks) == max(1, -(-size // CHUNK))


@pytest.mark.parametrize("size", BORDERS)
def test_the_borders_of_chunks(size: int) -> None:
    assert unseal(seal(content(size))) == content(size)


class Trickle:
    """A file whose reads are shorter than asked for."""

    def __init__(self, data: bytes) -> None:
        self.file = io.BytesIO(data)
        self.random = random.Random(7)

    def read(self, n: int, /) -> bytes:
        """Between one byte and n."""
        return self.file.read(self.random.randint(1, n))


def test_short_reads_are_read_on() -> None:
    plaintext = content(2 * CHUNK + 5)
    assert b"".join(age.decrypt(Trickle(seal(plaintext)), [OURS])) == plaintext


def test_a_file_cut_within_header_or_nonce_is_refused_at_once() -> None:
    file = seal(b"a few words")
    header, _, _ = split(file)
    for length in range(len(header) + NONCE_SIZE):
        with pytest.raises((age.Truncated, age.NotAnAgeFile)):
            age.decrypt(io.BytesIO(file[:length]), [OURS])


@pytest.mark.parametrize("size", [2 * CHUNK, 2 * CHUNK + 100])
def test_a_file_cut_at_any_chunk_or_a_byte_beside_is_refused(size: int) -> None:
    plaintext = content(size)
    file = seal(plaintext)
    header, nonce, chunks = split(file)
    start = len(header) + len(nonce)
    ends = [start] + [start + SEALED * (index + 1) for index in range(len(chunks))]
    cuts = {end + offset for end in ends for offset in (-TAG_SIZE - 1, -TAG_SIZE, -1, 0, 1, TAG_SIZE - 1, TAG_SIZE)}
    for cut in sorted(cut for cut in cuts if start <= cut < len(file)):
        released, error = provisional(file[:cut])
        assert isinstance(error, age.Truncated | age.Tampered), cut
        assert plaintext.startswith(released)
        assert len(released) % CHUNK == 0
        if cut in ends:
            assert isinstance(error, age.Truncated)


@pytest.mark.long
@examples(300, deadline=None)
@given(data=st.data())
def test_a_flipped_bit_is_never_overlooked(data: st.DataObject) -> None:
    plaintext = content(CHUNK + 10)
    file = bytearray(seal(plaintext))
    header, _, _ = split(bytes(file))
    place = data.draw(
        st.one_of(
            st.integers(0, len(header) - 1),
            st.integers(len(header), len(header) + NONCE_SIZE - 1),
            st.integers(len(header) + NONCE_SIZE, len(file) - 1),
        )
    )
    file[place] ^= 1 << data.draw(st.integers(0, 7))
    released, error = provisional(bytes(file))
    assert error is not None
    assert plaintext.startswith(released)
    if place >= len(header):
        assert isinstance(error, age.Tampered)


def test_chunks_in_another_order_are_refused() -> None:
    header, nonce, chunks = split(seal(content(3 * CHUNK)))
    first, second, last = chunks
    for order in ([second, first, last], [first, last, second], [last], [first, last], [second, last], [first] * 3):
        _, error = provisional(header + nonce + b"".join(order))
        assert isinstance(error, age.Tampered)


@pytest.mark.parametrize("size", [0, 5, CHUNK, CHUNK + 5])
@pytest.mark.parametrize("tail", [b"\0", b"x" * TAG_SIZE, bytes(SEALED)])
def test_appended_bytes_are_refused(size: int, tail: bytes) -> None:
    _, error = provisional(seal(content(size)) + tail)
    assert isinstance(error, age.Tampered)


def test_a_header_before_the_payload_of_another_file_is_refused() -> None:
    header, _, _ = split(seal(b"one", seed=1))
    _, nonce, chunks = split(seal(b"two", seed=2))
    _, error = provisional(header + nonce + chunks[0])
    assert isinstance(error, age.Tampered)


def test_a_stanza_taken_out_of_the_header_is_noticed() -> None:
    file = seal(b"words", OURS.recipient(), OTHER.recipient())
    header, _, _ = split(file)
    parsed = read_header(AgeSource(io.BytesIO(file)))
    for stanza in parsed.stanzas:
        rest = header.replace(stanza.serialise(), b"") + file[len(header) :]
        _, error = provisional(rest)
        assert isinstance(error, age.Tampered | age.NoMatch)


@pytest.mark.parametrize(
    ("recipients", "stanzas"), [(1, 8), (8, 8), (9, 16), (16, 16), (33, 64), (64, 64), (65, 128), (130, 192)]
)
def test_the_number_of_stanzas_hides_the_number_of_recipients(recipients: int, stanzas: int) -> None:
    wanted = [age.Identity(bytes([index]) * 32).recipient() for index in range(recipients)]
    pieces = age.encrypt(b"", wanted, random=random.Random(1).randbytes)
    header = read_header(AgeSource(io.BytesIO(b"".join(pieces))))
    assert len(header.stanzas) == stanzas
    assert {(stanza.type, len(stanza.arguments[1]), len(stanza.body)) for stanza in header.stanzas} == {
        (STANZA_TYPE, 1494, 32)
    }
    assert len({stanza.arguments[1] for stanza in header.stanzas}) == stanzas


def test_a_recipient_named_twice_counts_once() -> None:
    file = seal(b"", OURS.recipient(), age.Recipient(OURS.recipient().raw))
    assert len(read_header(AgeSource(io.BytesIO(file))).stanzas) == 1


@pytest.mark.long
def test_the_place_of_a_stanza_says_nothing() -> None:
    """Over 160 files with 8 stanzas the first named recipient stands at every place, and not too often at one."""
    places = [0] * 8
    for seed in range(160):
        header = read_header(AgeSource(io.BytesIO(seal(b"", seed=seed, dummies_to=(8,)))))
        for place, stanza in enumerate(header.stanzas):
            try:
                OURS.unwrap(stanza)
            except age.NoMatch:
                continue
            places[place] += 1
    assert sum(places) == 160
    assert min(places) >= 5
    assert max(places) <= 45


def test_a_file_for_someone_else_is_said_to_be_so() -> None:
    with pytest.raises(age.NoMatch):
        age.decrypt(io.BytesIO(seal(b"words", OTHER.recipient(), dummies_to=(8,))), [OURS])
    with pytest.raises(age.NoMatch):
        age.decrypt(io.BytesIO(seal(b"words")), [])


def test_errors_of_the_caller_come_at_once() -> None:
    with pytest.raises(ValueError, match="recipient"):
        age.encrypt(b"", [], random=random.Random(0).randbytes)


def test_two_files_of_the_same_words_share_no_bytes_but_the_form() -> None:
    one, two = seal(b"words", seed=1), seal(b"words", seed=2)
    assert split(one)[1] != split(two)[1]
    assert split(one)[2] != split(two)[2]


def test_encrypting_holds_no_more_than_a_chunk() -> None:
    """The source is asked for more only after what it gave has gone out."""
    given_out = 0

    def source() -> Iterator[bytes]:
        nonlocal given_out
        for _ in range(100):
            given_out += CHUNK
            yield bytes(CHUNK)

    sent = 0
    for piece in age.encrypt(source(), [OURS.recipient()], random=random.Random(0).randbytes):
        sent += len(piece)
        assert given_out - sent <= 2 * CHUNK
