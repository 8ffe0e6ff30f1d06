"""The header's grammar and limits, where the published vectors do not reach."""

from __future__ import annotations

import io

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sync.primitives import age
from sync.primitives.age.header import (
    MAX_HEADER,
    MAX_STANZAS,
    Stanza,
    decode_base64,
    encode_base64,
    read_header,
    write_header,
)
from sync.primitives.age.source import AgeSource
from tests.examples import examples

FILE_KEY = bytes(16)
VERSION = b"age-encryption.org/v1\n"
IDENTITY = age.Identity(b"\x05" * 32)

words = st.text(st.characters(min_codepoint=0x21, max_codepoint=0x7E), min_size=1, max_size=30)
stanzas = st.builds(Stanza, st.lists(words, min_size=1, max_size=4).map(tuple), st.binary(max_size=200))


@examples(100, deadline=None)
@given(wanted=st.lists(stanzas, min_size=1, max_size=5), payload=st.binary(max_size=50))
def test_what_is_written_is_read(wanted: list[Stanza], payload: bytes) -> None:
    written = write_header(wanted, FILE_KEY)
    source = AgeSource(io.BytesIO(written + payload))
    header = read_header(source)
    assert list(header.stanzas) == wanted
    assert written.startswith(header.signed + b" ")
    assert source.take(1000) == payload
    header.verify(FILE_KEY)
    with pytest.raises(age.Tampered):
        header.verify(b"\x01" * 16)


@given(data=st.binary(max_size=100))
def test_base64_has_one_form_only(data: bytes) -> None:
    text = encode_base64(data)
    assert decode_base64(text) == data
    others = [text + "=", text + "\n", " " + text, text + "é"]
    if len(data) % 3:
        # The last letter carries bits that stand for nothing and must be zero.
        alphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/"
        others.append(text[:-1] + alphabet[alphabet.index(text[-1]) + 1])
    for other in others:
        with pytest.raises(age.BadHeader):
            decode_base64(other)


@examples(300, deadline=None)
@given(data=st.binary(max_size=300))
def test_any_bytes_are_refused_in_an_orderly_way(data: bytes) -> None:
    for start in (b"", VERSION, VERSION + b"-> ", VERSION + b"-> X25519 a\n"):
        with pytest.raises(age.AgeError):
            age.decrypt(io.BytesIO(start + data), [IDENTITY])


@pytest.mark.parametrize(
    ("data", "refusal"),
    [
        (b"", age.NotAnAgeFile),
        (b"PK\x03\x04 some other file, long enough", age.NotAnAgeFile),
        (b"-----BEGIN AGE ENCRYPTED FILE-----\n", age.NotAnAgeFile),
        (b"age-encryption.org/v2\n-> a\n", age.UnsupportedVersion),
        (b"age-encryption.org/v10\n", age.UnsupportedVersion),
        (b"age-encryption.org/v1\r\n", age.BadHeader),
        (b"age-encrypt", age.Truncated),
        (VERSION, age.Truncated),
        (VERSION + b"--- " + b"A" * 43 + b"\n", age.BadHeader),
        (VERSION + b"->\n\n", age.BadHeader),
        (VERSION + b"-> a \n\n", age.BadHeader),
        (VERSION + b"-> \xc3\xa9\n\n", age.BadHeader),
        (VERSION + b"->a\n\n", age.BadHeader),
        (VERSION + b"-> a\n\xc3\xa9\n", age.BadHeader),
        (VERSION + b"-> a\n\n--- AAAA\n", age.BadHeader),
        (VERSION + b"-> a\n\n---\n", age.BadHeader),
    ],
)
def test_each_fault_has_its_name(data: bytes, refusal: type[age.AgeError]) -> None:
    with pytest.raises(refusal) as caught:
        read_header(AgeSource(io.BytesIO(data)))
    assert caught.type is refusal


class Endless:
    """A file that begins as told and then repeats itself for ever, counting what was taken."""

    def __init__(self, start: bytes, repeated: bytes) -> None:
        self.start = start
        self.repeated = repeated
        self.taken = 0

    def read(self, n: int, /) -> bytes:
        """Give the start first, then whole repetitions up to n bytes."""
        data = self.start or self.repeated * max(1, n // len(self.repeated))
        self.start = b""
        data, self.start = data[:n], data[n:]
        self.taken += len(data)
        return data


@pytest.mark.parametrize(
    ("start", "repeated"),
    [
        (VERSION + b"-> ", b"a"),
        (VERSION + b"-> a\n", b"A" * 64 + b"\n"),
        (VERSION + b"-> a\n", b"A"),
        (VERSION, b"-> a\n\n"),
        (VERSION, b"-> a\nAAAA\n"),
        (VERSION, b"\0"),
    ],
)
def test_an_endless_header_is_given_up(start: bytes, repeated: bytes) -> None:
    file = Endless(start, repeated)
    with pytest.raises(age.BadHeader):
        age.decrypt(file, [IDENTITY])
    assert file.taken <= MAX_HEADER + 64 * 1024


def test_the_limit_on_stanzas_is_exact() -> None:
    most = write_header([Stanza(("a",), b"")] * MAX_STANZAS, FILE_KEY)
    assert len(read_header(AgeSource(io.BytesIO(most))).stanzas) == MAX_STANZAS
    more = most.replace(VERSION, VERSION + b"-> a\n\n")
    with pytest.raises(age.BadHeader, match="1024"):
        read_header(AgeSource(io.BytesIO(more)))
    for count in (0, MAX_STANZAS + 1):
        with pytest.raises(ValueError, match="stanzas"):
            write_header([Stanza(("a",), b"")] * count, FILE_KEY)


def test_as_many_recipients_as_a_header_may_hold_fit_its_size() -> None:
    stanza = IDENTITY.recipient().wrap(FILE_KEY)
    written = write_header([stanza] * MAX_STANZAS, FILE_KEY)
    assert len(written) < MAX_HEADER
    assert len(read_header(AgeSource(io.BytesIO(written))).stanzas) == MAX_STANZAS


@pytest.mark.parametrize("first", [True, False])
def test_a_malformed_stanza_beside_a_good_one_spoils_the_file(first: bool) -> None:
    good = IDENTITY.recipient().wrap(FILE_KEY)
    bad = Stanza((*good.arguments, "more"), good.body)
    file = write_header([bad, good] if first else [good, bad], FILE_KEY) + bytes(32)
    with pytest.raises(age.BadHeader, match="two arguments"):
        age.decrypt(io.BytesIO(file), [IDENTITY])


def test_stanzas_of_unknown_types_are_passed_over() -> None:
    good = IDENTITY.recipient().wrap(FILE_KEY)
    file = write_header([Stanza(("example.com/other", "x"), b"y" * 48), good], FILE_KEY) + bytes(16) + b"short"
    with pytest.raises(age.Truncated):
        list(age.decrypt(io.BytesIO(file), [IDENTITY]))
