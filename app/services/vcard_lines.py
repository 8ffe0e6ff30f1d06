"""The content lines of vCard files, 2.1, 3.0 and 4.0, read byte for byte and in one pass.

The parser of the vobject package is not used for reading: its expression for a line takes time that
doubles with every parameter of a line, it joins folded lines in quadratic time, and it reads
neither the character sets of 2.1 nor a value cut off in the middle of a letter. Sources: vCard 2.1
(versit 1996), RFC 2426 (3.0), RFC 6350 (4.0).
"""

from __future__ import annotations

import codecs
import quopri
import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field

LONGEST = 1_000_000
_HEAD = re.compile(rb'[^":]*(?:"[^"]*"[^":]*)*:')
_PIECE = re.compile(r'(?:"[^"]*"|[^";])+')
_ENCODINGS = frozenset({"QUOTED-PRINTABLE", "BASE64", "B", "8BIT", "7BIT"})
_BINARY = frozenset({"PHOTO", "LOGO", "SOUND", "KEY"})
_ESCAPES = {"n": "\n", "N": "\n", "\\": "\\", ",": ",", ";": ";", ":": ":"}
# Version 2.1 escapes only what would end a part; a backslash before any other letter is a backslash.
_ESCAPES_OF_2_1 = {",": ",", ";": ";", ":": ":"}
_LOST = "\ufffd"
# What Python calls encodings too, and no program writes letters in; the first two take quadratic time.
_NO_CHARSETS = frozenset({"punycode", "idna", "raw-unicode-escape", "unicode-escape", "undefined"})


@dataclass(frozen=True, slots=True)
class Property:
    """A property of a card; parameter names are upper case, their values as written."""

    group: str
    name: str
    params: Mapping[str, tuple[str, ...]]
    raw: str
    old: bool

    def types(self) -> set[str]:
        """Give its types in lower case."""
        return {each.strip().lower() for text in self.params.get("TYPE", ()) for each in text.split(",")}

    def text(self) -> str:
        """Give the value as one text."""
        return "".join(split(self.raw, "", old=self.old))

    def parts(self, separator: str) -> list[str]:
        """Give the parts of the value, which a semicolon or comma separates."""
        return split(self.raw, separator, old=self.old)


@dataclass(slots=True)
class Card:
    """A card: the number of its first line, its properties, the lines nobody can read, and what was left out.

    ``binary`` counts pictures, sounds and keys, ``broken`` values with letters that could not be read;
    ``complete`` says that the end of the card was there, ``old`` that it is one of version 2.1.
    """

    line: int
    properties: list[Property] = field(default_factory=list[Property])
    unreadable: list[str] = field(default_factory=list[str])
    binary: int = 0
    broken: int = 0
    complete: bool = False
    old: bool = False


@dataclass(slots=True)
class _Logical:
    """A content line put together again; ``skipped`` when its value is binary and was not kept."""

    number: int
    content: bytearray
    quoted: bool = False
    skipped: bool = False


def read_cards(data: bytes) -> Iterator[Card]:
    """Give the cards of a file in the order of their ends; one inside another is a card of its own."""
    open_cards: list[Card] = []
    for logical in _unfolded(data):
        content = bytes(logical.content)
        mark = content.strip().upper()
        if re.fullmatch(rb"BEGIN\s*:\s*VCARD", mark):
            if open_cards and not _awaits_inner(open_cards[-1]):
                yield open_cards.pop()
            open_cards.append(Card(logical.number))
        elif re.fullmatch(rb"END\s*:\s*VCARD", mark):
            if open_cards:
                open_cards[-1].complete = True
                yield open_cards.pop()
        elif open_cards and mark:
            _take(open_cards[-1], logical, content)
    yield from reversed(open_cards)


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


def _awaits_inner(card: Card) -> bool:
    """Say whether the card's last property is one whose value is another card (AGENT of 2.1)."""
    return bool(card.properties) and card.properties[-1].name == "AGENT"


def _unfolded(data: bytes) -> Iterator[_Logical]:
    """Join folded lines and soft line breaks, and drop the values that are binary."""
    current: _Logical | None = None
    for number, line in enumerate(_lines(data), 1):
        if current is None:
            current = _started(number, line)
        elif current.quoted and current.content.endswith(b"=") and not _is_mark(line):
            current.content[-1:] = line
        elif line[:1] in b" \t" and line:
            if not current.skipped:
                current.content += line[1:]
        elif current.skipped and line.strip() and b":" not in line:
            continue  # Some programs do not indent the lines of a picture.
        else:
            yield current
            current = _started(number, line)
    if current is not None:
        yield current


def _lines(data: bytes) -> Iterable[bytes]:
    """Cut the file at any sort of line end."""
    return data.replace(b"\r\n", b"\n").replace(b"\r", b"\n").split(b"\n")


def _is_mark(line: bytes) -> bool:
    """Say whether a line begins or ends a card, which no soft line break may swallow."""
    return line.strip().upper() in {b"BEGIN:VCARD", b"END:VCARD"}


def _started(number: int, line: bytes) -> _Logical:
    """Begin a content line, and see from its head how it goes on."""
    found = _HEAD.match(line)
    head = found[0].upper() if found else b""
    name = re.split(rb"[;:]", head, maxsplit=1)[0].rpartition(b".")[2].decode("latin-1")
    if name in _BINARY and (_has_encoding(head) or line[len(head) :].lstrip()[:5].lower() == b"data:"):
        return _Logical(number, bytearray(head), skipped=True)
    return _Logical(number, bytearray(line), quoted=b"QUOTED-PRINTABLE" in head)


def _has_encoding(head: bytes) -> bool:
    """Say whether a head announces a value in base 64."""
    return re.search(rb";(ENCODING=)?(BASE64|B)[;:]", head) is not None


def _take(card: Card, logical: _Logical, content: bytes) -> None:
    """Add a content line to a card."""
    if logical.skipped:
        card.binary += 1
        return
    found = _HEAD.match(content)
    if found is None or len(content) > LONGEST:
        card.unreadable.append(_decoded(content[:LONGEST], ""))
        return
    name, *pieces = _PIECE.findall(_decoded(found[0][:-1], "")) or [""]
    group, _dot, name = name.strip().rpartition(".")
    params = _params(pieces)
    value = content[found.end() :]
    if "QUOTED-PRINTABLE" in {each.upper() for each in params.get("ENCODING", ())}:
        value = quopri.decodestring(value.removesuffix(b"="))
    raw = _decoded(value, params.get("CHARSET", ("",))[0])
    card.broken += _LOST in raw
    if name.upper() == "VERSION":
        card.old = raw.strip() == "2.1"
    card.properties.append(Property(group.lower(), name.upper(), params, raw, card.old))


def _params(pieces: Iterable[str]) -> dict[str, tuple[str, ...]]:
    """Read parameters; a bare word, as 2.1 has them, is an encoding or a type."""
    found: dict[str, tuple[str, ...]] = {}
    for piece in pieces:
        name, equals, text = piece.partition("=")
        name = name.strip().upper()
        if not equals:
            name, text = ("ENCODING" if name in _ENCODINGS else "TYPE"), name
        found[name] = (*found.get(name, ()), text.replace('"', ""))
    return found


def _decoded(value: bytes, charset: str) -> str:
    """Read bytes in their character set, UTF-8 where none is given, Windows-1252 where that does not fit."""
    for encoding in (charset, "utf-8"):
        try:
            if encoding and codecs.lookup(encoding).name not in _NO_CHARSETS:
                return value.decode(encoding)
        except (LookupError, ValueError):  # The latter for bytes that do not fit, and for a zero in the name.
            continue
    readable = value.decode("utf-8", "replace")
    # A few lost letters in good UTF-8 are a value cut short; many are another encoding.
    if readable.count(_LOST) * 8 <= len(readable):
        return readable
    return value.decode("cp1252", "replace")
