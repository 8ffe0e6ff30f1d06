"""The content lines of vCard files, 2.1, 3.0 and 4.0, read byte for byte and in one pass.

The parser of the vobject package is not used for reading: its expression for a line takes time that
doubles with every parameter of a line, it joins folded lines in quadratic time, and it reads
neither the character sets of 2.1 nor a value cut off in the middle of a letter. Sources: vCard 2.1
(versit 1996), RFC 2426 (3.0), RFC 6350 (4.0).

Files are read as they are, not as they should be: lines that end in CR CR LF or in CR, heads that are folded, line ends
within a note that nobody escaped, pictures whose lines are not indented, bytes in a character set that is not stated.
"""

from __future__ import annotations

import base64
import binascii
import codecs
import quopri
import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field

from app.services.tables import encodings

_HEAD = re.compile(rb'[^":]*(?:"[^"]*"[^":]*)*:')
_PIECE = re.compile(r'(?:"[^"]*"|[^";])+')
_PROPERTY = re.compile(rb'\s*((?:[A-Za-z0-9_-]+\.)*)([A-Za-z0-9_-]+)\s*(?:;[^":]*(?:"[^"]*"[^":]*)*)?:')
_MARK = re.compile(rb"\s*(BEGIN|END)\s*:\s*VCARD\s*", re.IGNORECASE)
_ENCODINGS = frozenset({"QUOTED-PRINTABLE", "BASE64", "B", "8BIT", "7BIT"})
_BINARY = frozenset({b"PHOTO", b"LOGO", b"SOUND", b"KEY"})
# Values in which programs leave line ends that nobody escaped.
_OF_SEVERAL_LINES = frozenset({b"NOTE", b"LABEL", b"ADR", b"COMMENT", b"DESCRIPTION"})
_KNOWN = frozenset(
    b"ADR AGENT ANNIVERSARY BDAY BIRTHPLACE CALADRURI CALURI CATEGORIES CLASS CLIENTPIDMAP DEATHDATE DEATHPLACE EMAIL "
    b"EXPERTISE FBURL FN GENDER GEO HOBBY IMPP INTEREST KEY KIND LABEL LANG LANGUAGE LOGO MAILER MEMBER N NAME "
    b"NICKNAME NOTE ORG PHOTO PRODID PROFILE PRONOUNS RELATED REV ROLE SORT-STRING SOUND SOURCE TEL TITLE TZ UID URL "
    b"VERSION XML BEGIN END".split()
)
_ESCAPES = {"n": "\n", "N": "\n", "\\": "\\", ",": ",", ";": ";", ":": ":"}
# Version 2.1 escapes only what would end a part; a backslash before any other letter is a backslash.
_ESCAPES_OF_2_1 = {",": ",", ";": ";", ":": ":"}
_LOST = "\ufffd"
_SHORT = 60
"""Whoever folds where a line gets too long (RFC 6350: 75 octets) folds behind this."""
_MOST_OF_HEAD = 200
"""Over how many lines a head may be folded."""


@dataclass(frozen=True, slots=True)
class Property:
    """A property of a card; parameter names are upper case, their values as written; ``data`` is a binary value."""

    group: str
    name: str
    params: Mapping[str, tuple[str, ...]]
    raw: str
    old: bool
    data: bytes = b""

    def types(self) -> set[str]:
        """Give its types in lower case."""
        return {each.strip().lower() for text in self.params.get("TYPE", ()) for each in text.split(",")}

    def text(self) -> str:
        """Give the value as one text."""
        return "".join(split(self.raw, "", old=self.old))

    def parts(self, separator: str) -> list[str]:
        """Give the parts of the value, which a semicolon or comma separates."""
        return split(self.raw, separator, old=self.old)

    def pieces(self) -> list[list[str]]:
        """Give the parts that semicolons separate, each as the texts that commas separate."""
        # In 2.1 a comma is one: its own example is "Veni, Vidi, Vici;The Restaurant.".
        return [split(part, "" if self.old else ",", old=self.old) for part in _cut(self.raw, ";")]


@dataclass(slots=True)
class VCard:
    """A card: the number of its first line, its properties, the lines nobody can read, and what was left out.

    ``broken`` counts values with letters that could not be read, ``guessed`` those in a character set that nobody
    stated; ``complete`` says that the end of the card was there, ``old`` that it is one of version 2.1; ``agent_of``
    is the card of which this one is the agent.
    """

    line: int
    properties: list[Property] = field(default_factory=list[Property])
    unreadable: list[str] = field(default_factory=list[str])
    broken: int = 0
    guessed: list[str] = field(default_factory=list[str])
    complete: bool = False
    old: bool = False
    agent_of: VCard | None = None


@dataclass(slots=True)
class _Logical:
    """A content line being put together: its pieces, and what its head says once all of that is there."""

    number: int
    pieces: list[bytes]
    name: bytes = b""
    quoted: bool = False
    binary: bool = False
    headed: bool = False
    blank: int = 0

    def content(self) -> bytes:
        """Give the whole line."""
        return b"".join(self.pieces)


def read_cards(data: bytes, charset: str = "cp1252") -> Iterator[VCard]:
    """Give the cards of a file in the order of their ends; one inside another is a card of its own.

    ``charset`` is what bytes are read in that are neither UTF-8 nor what their line states.
    """
    open_cards: list[VCard] = []
    for logical in _unfolded(data):
        content = logical.content()
        mark = _MARK.fullmatch(content)
        if mark and mark[1].upper() == b"BEGIN":
            agent = bool(open_cards) and _awaits_inner(open_cards[-1])
            if open_cards and not agent:
                yield open_cards.pop()
            open_cards.append(VCard(logical.number, agent_of=open_cards[-1] if agent else None))
        elif mark:
            if open_cards:
                open_cards[-1].complete = True
                yield open_cards.pop()
        elif open_cards and content.strip():
            yield from _take(open_cards[-1], logical, content, charset)
    yield from reversed(open_cards)


def undeclared(data: bytes) -> list[bytes]:
    """Give the lines that are not UTF-8 though they state no other character set."""
    found: list[bytes] = []
    for line in _lines(data):
        if not line.isascii() and b"CHARSET=" not in line.upper():
            try:
                line.decode()
            except UnicodeDecodeError:
                found.append(line)
    return found


def split(raw: str, separator: str, *, old: bool = False) -> list[str]:
    """Cut a value at a separator and undo its escapes; with no separator, only the escapes."""
    if "\\" not in raw:
        return raw.split(separator) if separator else [raw]
    escapes = _ESCAPES_OF_2_1 if old else _ESCAPES
    parts: list[list[str]] = [[]]
    letters = iter(raw)
    for letter in letters:
        if letter == "\\":
            escaped = next(letters, "")
            parts[-1].append(escapes.get(escaped, "\\" + escaped))
        elif letter == separator:
            parts.append([])
        else:
            parts[-1].append(letter)
    return ["".join(part) for part in parts]


def _cut(raw: str, separator: str) -> list[str]:
    """Cut a value at a separator that is not escaped, and leave the escapes."""
    parts: list[str] = []
    start, skip = 0, False
    for place, letter in enumerate(raw):
        if skip:
            skip = False
        elif letter == "\\":
            skip = True
        elif letter == separator:
            parts.append(raw[start:place])
            start = place + 1
    return [*parts, raw[start:]]


def _awaits_inner(card: VCard) -> bool:
    """Say whether the card's last property is one whose value is another card (AGENT of 2.1)."""
    return bool(card.properties) and card.properties[-1].name == "AGENT" and not card.properties[-1].raw.strip()


def _unfolded(data: bytes) -> Iterator[_Logical]:
    """Join folded lines, soft line breaks, the lines of pictures and those of notes that nobody escaped."""
    current: _Logical | None = None
    for number, line in enumerate(_lines(data), 1):
        if current is not None and _goes_on(current, line):
            continue
        if not line.strip() and current is not None and current.name in _OF_SEVERAL_LINES:
            current.blank += 1
            continue
        if current is not None:
            yield current
        current = _Logical(number, [line])
        _see_head(current)
    if current is not None:
        yield current


def _goes_on(current: _Logical, line: bytes) -> bool:
    """Add a line to the one before if it belongs to it."""
    if not current.headed and line[:1] in (b" ", b"\t") and line.strip():
        current.pieces.append(line[1:])  # A head that is folded.
        if len(current.pieces) < _MOST_OF_HEAD:
            _see_head(current)
        return True
    if current.quoted and current.pieces[-1].endswith(b"=") and not _MARK.fullmatch(line):
        current.pieces[-1] = current.pieces[-1][:-1]
        current.pieces.append(line)
        return True
    if line[:1] in (b" ", b"\t"):
        if line.strip() or not current.binary:
            current.pieces.append(line[not _folded_at_blank(current, line) :])
        return True
    if current.binary and line.strip() and b":" not in line:
        current.pieces.append(line)  # Some programs do not indent the lines of a picture.
        return True
    if current.name in _OF_SEVERAL_LINES and line.strip() and not _starts_property(line):
        end = b"=0A" if current.quoted else b"\\n"
        current.pieces.append(end * (current.blank + 1) + line)
        current.blank = 0
        return True
    return False


def _folded_at_blank(current: _Logical, line: bytes) -> bool:
    """Say whether a note was folded at a blank, which then is one: its line is short, and words stand around it."""
    last = current.pieces[-1]
    return current.name in _OF_SEVERAL_LINES and len(last) < _SHORT and last[-1:].isalnum() and line[1:2].isalnum()


def _starts_property(line: bytes) -> bool:
    """Say whether a line begins a property: a known one, one of somebody's own, or one written all in capitals."""
    found = _PROPERTY.match(line)
    if found is None:
        return False
    name = found[2]
    return bool(found[1]) or name.upper() in _KNOWN or name.upper().startswith(b"X-") or name.isupper()


def _see_head(logical: _Logical) -> None:
    """See from the head of a line, once all of it is there, how the line goes on."""
    content = logical.content()
    found = _HEAD.match(content)
    if found is None:
        return
    head = found[0].upper()
    logical.headed = True
    logical.name = re.split(rb"[;:]", head, maxsplit=1)[0].rpartition(b".")[2].strip()
    logical.quoted = b"QUOTED-PRINTABLE" in head
    value = content[found.end() :].lstrip()[:5].lower()
    logical.binary = logical.name in _BINARY and (_has_encoding(head) or value == b"data:")


def _has_encoding(head: bytes) -> bool:
    """Say whether a head announces a value in base 64."""
    return re.search(rb";\s*(ENCODING\s*=\s*)?\"?(BASE64|B)\"?\s*[;:]", head) is not None


def _lines(data: bytes) -> Iterable[bytes]:
    """Cut the file at any sort of line end, also at those that a program wrote twice over."""
    if b"\r" not in data:
        return data.split(b"\n")
    return re.sub(rb"\r+\n", b"\n", data).replace(b"\r", b"\n").split(b"\n")


def _take(card: VCard, logical: _Logical, content: bytes, charset: str) -> Iterator[VCard]:
    """Add a content line to a card; gives the cards that are written into its value."""
    found = _HEAD.match(content)
    if found is None:
        card.unreadable.append(_decoded(content, "", charset))
        return
    name, *pieces = _PIECE.findall(_decoded(found[0][:-1], "", charset)) or [""]
    group, _dot, name = name.strip().rpartition(".")
    params = _params(pieces)
    value = content[found.end() :]
    if logical.binary:
        card.properties.append(Property(group.lower(), name.upper(), params, "", card.old, _binary(value)))
        return
    if "QUOTED-PRINTABLE" in {each.upper() for each in params.get("ENCODING", ())}:
        value = quopri.decodestring(value.removesuffix(b"="))
    stated = params.get("CHARSET", ("",))[0]
    raw = _decoded(value, stated, charset)
    card.broken += _LOST in raw
    if not value.isascii() and _LOST not in raw and not _fits(value, stated) and not _fits(value, "utf-8"):
        card.guessed.append(raw)
    if name.upper() == "VERSION":
        card.old = raw.strip() == "2.1"
    if name.upper() == "AGENT" and re.match(r"\s*BEGIN\s*:\s*VCARD", raw, re.IGNORECASE):
        for inner in read_cards("".join(split(raw, "")).encode(), charset):
            inner.line = logical.number
            inner.agent_of = inner.agent_of or card
            yield inner
        return
    card.properties.append(Property(group.lower(), name.upper(), params, raw, card.old))


def _binary(value: bytes) -> bytes:
    """Read a value in base 64; nothing if it is none."""
    if value.lstrip()[:5].lower() == b"data:":
        value = value.partition(b",")[2]
    packed = re.sub(rb"[^A-Za-z0-9+/]", b"", value)
    try:
        return base64.b64decode(packed + b"=" * (-len(packed) % 4))
    except binascii.Error:
        return base64.b64decode(packed[: len(packed) // 4 * 4])


def _params(pieces: Iterable[str]) -> dict[str, tuple[str, ...]]:
    """Read parameters; a bare word, as 2.1 has them, is an encoding or a type."""
    found: dict[str, tuple[str, ...]] = {}
    for piece in pieces:
        name, equals, text = piece.partition("=")
        name = name.strip().upper()
        if not equals:
            name, text = ("ENCODING" if name in _ENCODINGS else "TYPE"), name
        found[name] = (*found.get(name, ()), text.replace('"', "").strip())
    return found


def _fits(value: bytes, charset: str) -> bool:
    """Say whether bytes can be read in a character set."""
    try:
        return bool(charset) and bool(value.decode(charset))
    except (LookupError, ValueError):
        return False


def _decoded(value: bytes, stated: str, likely: str) -> str:
    """Read bytes in their character set, UTF-8 where none is given, the likely one where that does not fit."""
    for encoding in (stated, "utf-8"):
        try:
            if encoding and codecs.lookup(encoding).name not in encodings.NO_TEXTS:
                return value.decode(encoding)
        except (LookupError, ValueError):  # The latter for bytes that do not fit, and for a zero in the name.
            continue
    readable = value.decode("utf-8", "replace")
    # A few lost letters in good UTF-8 are a value cut short; many are another encoding.
    if readable.count(_LOST) * 8 <= len(readable) and len(readable) < len(value):
        return readable
    return value.decode(likely, "replace")
