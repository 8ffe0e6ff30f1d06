"""What was pasted, read line by line: a table with a head, the export of a chat, or lines of free text.

Pure: text in, rows out, each with the number of its line. What no name, number or address is found in is kept aside.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Literal

from app.i18n import N_, _
from app.records.contact import digits_of, looks_like_phone

Sort = Literal["chat", "lines"]
LONGEST = 2_000
"""The most characters of a line of free text."""
_EMAIL = re.compile(r"(?:mailto:)?[^\s@,;<>()\[\]|]+@[^\s@,;<>()\[\]|]+\.[^\s@,;<>()\[\]|]+", re.IGNORECASE)
_PHONE = re.compile(r"(?<![\w@])\+?[\d(][\d\s()./-]{4,}\d(?:\s*(?:x|ext\.?)\s*\d+)?")
_DAY, _CLOCK = r"\d{1,4}[./-]\d{1,2}[./-]\d{1,4}", r"\d{1,2}[:.]\d{2}(?:[:.]\d{2})?\s*(?:[ap]\.?\s?m\.?)?"
_STAMP = rf"\[?\s*{_DAY}[,\s]+{_CLOCK}\s*\]?\s*(?:[-–]\s*)?"
_CHAT = re.compile(rf"\s*\u200e?{_STAMP}(?P<who>[^:]{{1,80}}):\s(?P<said>.*)", re.IGNORECASE | re.DOTALL)
_STAMPED = re.compile(rf"\s*\u200e?{_STAMP}\S", re.IGNORECASE)
_BULLET = re.compile(r"^\s*(?:[-*•–]|\d{1,3}[.)])\s+")
_BETWEEN = re.compile(r"\s*[,;|\t]\s*|\s+[-–—]\s+")
_WRAPPED = re.compile(r"[<>()\[\]\"]")
_WORDS_OF_A_NAME = 5
_MOSTLY = 0.5


@dataclass(frozen=True, slots=True)
class Heard:
    """A row of free text: its line, and the name, addresses, numbers and words that were found in it."""

    line: int
    name: str
    emails: tuple[str, ...] = ()
    phones: tuple[str, ...] = ()
    note: str = ""


@dataclass(frozen=True, slots=True)
class NotRead:
    """A row that is kept aside: its line, why, and its text."""

    line: int
    reason: str
    text: str


@dataclass(frozen=True, slots=True)
class Pasted:
    """Rows and what was kept aside; together they are the rows that were given."""

    sort: Sort
    rows: tuple[Heard, ...]
    aside: tuple[NotRead, ...]


NOTHING_FOUND = N_("There is no name, number or address in this line.")
TOO_LONG = N_("This line is too long: {length} characters, at most {most} are read.")
CONTROL = N_("This line holds control characters.")
SYSTEM = N_("This is a message of the chat program, not of a person.")


def read_pasted(text: str) -> Pasted:
    """Read free text or a chat; its lines may end in any way."""
    lines = [(number, line) for number, line in enumerate(re.split(r"\r\n|\r|\n", text), start=1) if line.strip()]
    stamped = sum(_STAMPED.match(line) is not None for _number, line in lines)
    chat = bool(lines) and stamped > _MOSTLY * len(lines)
    rows: list[Heard] = []
    aside: list[NotRead] = []
    for number, line in _messages(lines) if chat else lines:
        found = _read(number, line, chat=chat)
        if isinstance(found, Heard):
            rows.append(found)
        else:
            aside.append(found)
    return Pasted("chat" if chat else "lines", tuple(rows), tuple(aside))


def has_control(text: str) -> bool:
    """Say whether a text holds control characters other than line ends and tabs."""
    return not text.isprintable() and any(unicodedata.category(c) == "Cc" and c not in "\n\r\t" for c in text)


def _messages(lines: Iterable[tuple[int, str]]) -> list[tuple[int, str]]:
    """Join the lines of a chat that belong to the message before."""
    found: list[tuple[int, str]] = []
    for number, line in lines:
        if found and not _STAMPED.match(line):
            before, text = found[-1]
            found[-1] = (before, f"{text}\n{line}")
        else:
            found.append((number, line))
    return found


def _read(number: int, line: str, *, chat: bool) -> Heard | NotRead:
    """Read one row."""
    if len(line) > LONGEST:
        return NotRead(number, _(TOO_LONG).format(length=len(line), most=LONGEST), line[:LONGEST])
    if has_control(line):
        return NotRead(number, _(CONTROL), line)
    if not chat:
        return _free(number, line)
    message = _CHAT.fullmatch(line)
    if message is None:
        return NotRead(number, _(SYSTEM), line)
    who, said = message["who"].strip().removeprefix("~").strip(), message["said"].strip()
    emails, phones, _rest = _reach(said)
    if looks_like_phone(who):
        return Heard(number, "", emails, (who, *phones), said)
    return Heard(number, who, emails, phones, said)


def _free(number: int, line: str) -> Heard | NotRead:
    """Read a line of free text: what is left beside addresses and numbers is a name, and what follows it a note."""
    emails, phones, rest = _reach(_BULLET.sub("", line))
    parts = [part for part in (_WRAPPED.sub(" ", each).strip(" .:-–") for each in _BETWEEN.split(rest)) if part]
    if parts and any(c.isalpha() for c in parts[0]) and len(parts[0].split()) <= _WORDS_OF_A_NAME:
        return Heard(number, " ".join(parts[0].split()), emails, phones, ", ".join(parts[1:]))
    if emails or phones:
        return Heard(number, "", emails, phones, ", ".join(parts))
    return NotRead(number, _(NOTHING_FOUND), line)


def _reach(text: str) -> tuple[tuple[str, ...], tuple[str, ...], str]:
    """Find addresses and numbers in a text; give them, and the text without them."""
    emails = tuple(dict.fromkeys(each.lower().removeprefix("mailto:").strip(".") for each in _EMAIL.findall(text)))
    rest = _EMAIL.sub(",", text)
    phones = tuple(dict.fromkeys(_closed(each) for each in _PHONE.findall(rest) if _is_phone(each)))
    return emails, phones, _PHONE.sub(lambda found: "," if _is_phone(found[0]) else found[0], rest)


def _closed(text: str) -> str:
    """Take off a bracket that is opened and not closed: it stood around the number."""
    text = text.strip()
    return text.removeprefix("(") if text.count("(") > text.count(")") else text


def _is_phone(text: str) -> bool:
    """Tell a number to call from a day or a small number."""
    text = text.strip()
    day = re.fullmatch(r"\d{4}[-./]\d{1,2}[-./]\d{1,2}|\d{1,2}[-./]\d{1,2}[-./]\d{2,4}", text)
    return not day and 6 <= len(digits_of(text)) <= 17
