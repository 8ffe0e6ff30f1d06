"""What commands say: lines and tables for people, JSON for programs."""

from __future__ import annotations

import datetime
import json
import shutil
import sys
import unicodedata
from collections.abc import Mapping, Sequence
from typing import cast

import typer

BETWEEN_COLUMNS = "  "
_SHORTEST_ID = 8
_WITHOUT_WIDTH = frozenset({"Mn", "Me", "Cf"})
_WIDE = frozenset({"W", "F"})
_STEERING = (*range(0x20), *range(0x7F, 0xA0), *range(0x2028, 0x202F), *range(0x2066, 0x206A))
"""What moves a terminal's cursor, erases its lines, or parts or turns them: controls, separators, directions."""
_SHOWN_INSTEAD = {code: "\ufffd" for code in _STEERING if chr(code) not in "\n\t"}
_ESCAPED = {code: f"\\u{code:04x}" for code in _STEERING if chr(code) > " "}


def say(text: str = "") -> None:
    """One line for whoever asked. What others have named, be it a file or a record, begins no line of its own."""
    typer.echo(_one_line(harmless(text)))


def say_text(text: str) -> None:
    """Give a text with its own lines, which stands alone."""
    typer.echo(harmless(text))


def harmless(text: str) -> str:
    """Give the text without what steers a terminal."""
    return text.translate(_SHOWN_INSTEAD)


def say_json(value: object) -> None:
    """Give a value for a program to read: ids as hexadecimal digits, days and times in ISO 8601."""
    typer.echo(json.dumps(value, ensure_ascii=False, indent=2, default=_plain).translate(_ESCAPED))


def _plain(value: object) -> object:
    """Turn what JSON has no form for into text."""
    if isinstance(value, datetime.date):  # A datetime is one too.
        return value.isoformat()
    if isinstance(value, Mapping):
        return dict(cast("Mapping[str, object]", value))
    raise TypeError(type(value).__name__)


def say_table(heads: Sequence[str], rows: Sequence[Sequence[str]]) -> None:
    """Columns side by side; on a terminal, lines are cut where it ends."""
    lines = [heads, *([_one_line(cell) for cell in row] for row in rows)]
    widths = [max(width(line[place]) for line in lines) for place in range(len(heads))]
    room = shutil.get_terminal_size().columns if sys.stdout.isatty() else 0
    for line in lines:
        cells = [cell + " " * (most - width(cell)) for cell, most in zip(line, widths, strict=True)]
        text = BETWEEN_COLUMNS.join(cells).rstrip()
        say(cut(text, room) if room else text)


def say_fields(fields: Sequence[tuple[str, str]]) -> None:
    """Names and values below each other; further lines of a value stand under its first."""
    most = max((width(name) for name, _value in fields), default=0)
    for name, value in fields:
        first, *rest = value.splitlines() or [""]
        say(f"{name}{' ' * (most - width(name))}{BETWEEN_COLUMNS}{first}".rstrip())
        for line in rest:
            say(f"{' ' * most}{BETWEEN_COLUMNS}{line}")


def short_ids(ids: Sequence[str]) -> list[str]:
    """Give the beginnings of ids, as long as it takes to tell these apart."""
    different = len(set(ids))
    longest = max(map(len, ids), default=_SHORTEST_ID)
    lengths = range(_SHORTEST_ID, longest + 1)
    length = next((each for each in lengths if len({i[:each] for i in ids}) == different), longest)
    return [each[:length] for each in ids]


def width(text: str) -> int:
    """How many places a text takes on a terminal: Chinese takes two each, joined accents none."""
    return sum(_places(character) for character in text)


def cut(text: str, room: int) -> str:
    """As much of a text as fits."""
    if width(text) <= room:
        return text
    kept, left = "", room - 1
    for character in text:
        left -= _places(character)
        if left < 0:
            break
        kept += character
    return kept + "…"


def size_of(count: int) -> str:
    """Give a number of bytes in the unit that suits it."""
    return f"{count / 1024:.0f} KiB" if count < 1024 * 1024 else f"{count / (1024 * 1024):.1f} MiB"


def _places(character: str) -> int:
    if unicodedata.category(character) in _WITHOUT_WIDTH:
        return 0
    return 2 if unicodedata.east_asian_width(character) in _WIDE else 1


def _one_line(text: str) -> str:
    return " / ".join(text.split("\n"))
