"""The textual header of an age file: version, stanzas, MAC; read as strictly as c2sp.org/age writes it.

What was received is what the MAC is checked over: nothing is serialised again. Limits of our own, on stanzas and on
bytes, keep a hostile header from filling the memory.
"""

from __future__ import annotations

import base64
import binascii
from collections.abc import Sequence
from dataclasses import dataclass

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.hmac import HMAC
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

from sync.primitives.age.errors import BadHeader, NotAnAgeFile, Tampered, Truncated, UnsupportedVersion
from sync.primitives.age.source import AgeSource

MAX_STANZAS = 1024
MAX_HEADER = 2 * 1024 * 1024

_VERSION_LINE = b"age-encryption.org/v1\n"
_NAME = b"age-encryption.org/"
_STANZA_MARK = b"->"
_MAC_MARK = b"---"
_COLUMNS = 64
_MAC_SIZE = 32
_VISIBLE = frozenset(range(0x21, 0x7F))


@dataclass(frozen=True, slots=True)
class Stanza:
    """One wrapping of the file key: arguments of visible ASCII, the first of which is the type, and a body."""

    arguments: tuple[str, ...]
    body: bytes

    @property
    def type(self) -> str:
        """The first argument, by which an identity knows its own stanzas."""
        return self.arguments[0]

    def serialise(self) -> bytes:
        """Give the lines of this stanza; the last body line is short, if need be empty."""
        text = encode_base64(self.body)
        lines = [text[start : start + _COLUMNS] for start in range(0, len(text) + 1, _COLUMNS)]
        return "\n".join(["-> " + " ".join(self.arguments), *lines, ""]).encode("ascii")


@dataclass(frozen=True, slots=True)
class AgeHeader:
    """A parsed header; `signed` are the received bytes which the MAC covers, up to and with the mark `---`."""

    stanzas: tuple[Stanza, ...]
    signed: bytes
    mac: bytes

    def verify(self, file_key: bytes) -> None:
        """Raise `Tampered` unless the MAC was made over exactly this header with this file key."""
        try:
            _mac(file_key, self.signed).verify(self.mac)
        except InvalidSignature as error:
            raise Tampered("the header's MAC does not verify") from error


def write_header(stanzas: Sequence[Stanza], file_key: bytes) -> bytes:
    """Give the whole header, MAC included; raises ValueError for more than `MAX_STANZAS`, which nobody would read."""
    if not 1 <= len(stanzas) <= MAX_STANZAS:
        raise ValueError(f"a header has between 1 and {MAX_STANZAS} stanzas, not {len(stanzas)}")
    signed = _VERSION_LINE + b"".join(stanza.serialise() for stanza in stanzas) + _MAC_MARK
    return signed + f" {encode_base64(_mac(file_key, signed).finalize())}\n".encode("ascii")


def read_header(source: AgeSource) -> AgeHeader:
    """Parse and leave the source at the payload; raises `NotAnAgeFile`, `BadHeader` or `Truncated`."""
    _read_version(source)
    lines = _Lines(source)
    stanzas: list[Stanza] = []
    line = lines.next()
    while line.startswith(_STANZA_MARK):
        if len(stanzas) == MAX_STANZAS:
            raise BadHeader(f"more than {MAX_STANZAS} stanzas")
        stanzas.append(Stanza(_arguments(line), _body(lines)))
        line = lines.next()
    if not line.startswith(_MAC_MARK + b" "):
        raise BadHeader("a line is neither the start of a stanza nor the MAC")
    if not stanzas:
        raise BadHeader("a header without stanzas")
    mac = decode_base64(_ascii(line[len(_MAC_MARK) + 1 :]))
    if len(mac) != _MAC_SIZE:
        raise BadHeader(f"the MAC has not {_MAC_SIZE} bytes")
    return AgeHeader(tuple(stanzas), lines.before_current() + _MAC_MARK, mac)


def encode_base64(data: bytes) -> str:
    """Give standard base64 without padding (RFC 4648, section 4)."""
    return base64.b64encode(data).rstrip(b"=").decode("ascii")


def decode_base64(text: str) -> bytes:
    """Only what `encode_base64` writes; raises `BadHeader` for padding, stray bits or other characters."""
    try:
        data = base64.b64decode(text + "=" * (-len(text) % 4), validate=True)
    except (binascii.Error, ValueError) as error:
        raise BadHeader("not base64") from error
    if encode_base64(data) != text:
        raise BadHeader("not canonical base64")
    return data


class _Lines:
    """The header's lines after the version, kept as received and counted against `MAX_HEADER`."""

    def __init__(self, source: AgeSource) -> None:
        self._source = source
        self._received = bytearray(_VERSION_LINE)
        self._current = len(_VERSION_LINE)

    def next(self) -> bytes:
        """Give the next line without its line feed."""
        left = MAX_HEADER - len(self._received)
        line = self._source.line(left)
        if not line.endswith(b"\n"):
            if len(line) == left:
                raise BadHeader(f"a header of more than {MAX_HEADER} bytes")
            raise Truncated("the file ends within the header")
        self._current = len(self._received)
        self._received += line
        return line[:-1]

    def before_current(self) -> bytes:
        """Everything received before the line that `next` gave last."""
        return bytes(self._received[: self._current])


def _read_version(source: AgeSource) -> None:
    start = source.take(len(_VERSION_LINE))
    if start == _VERSION_LINE:
        return
    if start and _VERSION_LINE.startswith(start):
        raise Truncated("the file ends within its first line")
    if start == _VERSION_LINE[:-1] + b"\r":
        raise BadHeader("line ends were changed: the file was carried as text")
    if start.startswith(_NAME):
        raise UnsupportedVersion("an age file of another version")
    raise NotAnAgeFile("the first line is not that of a binary age file")


def _arguments(line: bytes) -> tuple[str, ...]:
    arguments = line.split(b" ")[1:]
    if not line.startswith(_STANZA_MARK + b" ") or not all(arguments):
        raise BadHeader("a stanza needs arguments, with one space before each")
    if not _VISIBLE.issuperset(b"".join(arguments)):
        raise BadHeader("an argument of a stanza has a character that is not visible ASCII")
    return tuple(argument.decode("ascii") for argument in arguments)


def _body(lines: _Lines) -> bytes:
    text: list[str] = []
    while True:
        line = lines.next()
        if len(line) > _COLUMNS:
            raise BadHeader(f"a body line of more than {_COLUMNS} columns")
        text.append(_ascii(line))
        if len(line) < _COLUMNS:
            return decode_base64("".join(text))


def _ascii(line: bytes) -> str:
    try:
        return line.decode("ascii")
    except UnicodeDecodeError as error:
        raise BadHeader("a line of the header is not ASCII") from error


def _mac(file_key: bytes, signed: bytes) -> HMAC:
    key = HKDF(SHA256(), length=_MAC_SIZE, salt=None, info=b"header").derive(file_key)
    mac = HMAC(key, SHA256())
    mac.update(signed)
    return mac
