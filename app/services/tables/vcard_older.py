"""Content lines of 3.0 written as 2.1, which old telephones and some desktop programs read and nothing newer.

Version 2.1 knows no escape for a line end and no character set of its own: a value with either is written as
quoted-printable in UTF-8, and so is a line that would have to be folded. A backslash before one of ``,;:`` cannot be
said in it, and comes back without the backslash.
"""

from __future__ import annotations

import re

_ESCAPE = re.compile(r"\\(.)", re.DOTALL)
_OCTETS = 75
_END = b"\r\n"


def older(line: bytes) -> bytes:
    """Give a content line, not folded, as 2.1 has it, with its line end."""
    head, value = _cut(line.decode())
    if head.upper() == "VERSION":
        return b"VERSION:2.1" + _END
    head = re.sub(r"(;[A-Za-z-]+)=([^;:\"]*,[^;:]*)", _apart, head)
    text = _ESCAPE.sub(_unescaped, value)
    plain = f"{head}:{text}".encode()
    if plain.isascii() and b"\n" not in plain and len(plain) <= _OCTETS:
        return plain + _END
    return _quoted(f"{head};CHARSET=UTF-8;ENCODING=QUOTED-PRINTABLE:".encode(), text.encode())


def _cut(line: str) -> tuple[str, str]:
    """Cut a line at the colon that ends its head; one in quotation marks does not."""
    found = re.match(r'(?:"[^"]*"|[^":])*', line)
    end = found.end() if found is not None else line.index(":")
    return line[:end], line[end + 1 :]


def _apart(found: re.Match[str]) -> str:
    """Write each of several values of a parameter for itself, for 2.1 has no lists of them."""
    return "".join(f"{found[1]}={value}" for value in found[2].split(","))


def _unescaped(found: re.Match[str]) -> str:
    """Undo an escape, but that of a semicolon, which is one here too."""
    return {"n": "\n", "N": "\n", ";": "\\;"}.get(found[1], found[1])


def _quoted(head: bytes, value: bytes) -> bytes:
    """Write a value as quoted-printable, in lines of at most 75 octets."""
    lines, room = [head], _OCTETS - 1 - len(head)
    for letter in value:
        piece = bytes((letter,)) if 32 < letter < 127 and letter != ord("=") else b"=%02X" % letter
        if room < len(piece):
            lines[-1] += b"="
            lines.append(b"")
            room = _OCTETS - 1
        lines[-1] += piece
        room -= len(piece)
    return _END.join(lines) + _END
