"""Names that the files of other ledgers take, whatever people call an account, a fund or a payment."""

from __future__ import annotations

import unicodedata
from collections.abc import Callable, Iterable, Sequence

_JOINERS = "\u200c\u200d"


def line(text: str) -> str:
    """Make one line of a text, without signs that begin a comment, a tag or a part of a line in a ledger file."""
    if text.isascii():  # Most texts are, and this is what an export spends its time on.
        return " ".join(text.translate(_ASCII).split())
    kept = "".join(_kept(letter) for letter in unicodedata.normalize("NFC", text))
    return " ".join(kept.split()).strip()


def lines(texts: Sequence[str]) -> list[str]:
    """Make one line of each text, as `line` does; plain ones at once, which is what an export waits for."""
    whole = "\n".join(texts)
    if not whole.isascii() or whole.count("\n") >= len(texts):
        return [line(text) for text in texts]
    whole = f"\n{whole.translate(_ASCII_LINES)}\n"
    kept = whole.split("\n")[1:-1]
    tidy = not any(blanks in whole for blanks in ("  ", "\n ", " \n"))
    return kept if tidy else [" ".join(text.split()) for text in kept]


def _kept(letter: str) -> str:
    category = unicodedata.category(letter)
    if letter in _JOINERS:
        return letter
    if category in {"Cc", "Zl", "Zp", "Zs"}:
        return " "
    if category[0] == "C":
        return ""
    return {";": ".", "|": "/", ",": ".", '"': "'", "\\": "/", ":": "."}.get(letter, letter)


_ASCII = {code: _kept(chr(code)) for code in range(128)}
_ASCII_LINES = _ASCII | {ord("\n"): "\n"}


def journal_part(text: str) -> str:
    """Make a part of an account's name for an hledger journal: letters, digits, marks, single blanks, and - _ ."""
    kept = "".join(c if unicodedata.category(c)[0] in "LMN" or c in " -_." + _JOINERS else "-" for c in line(text))
    return kept.strip(" -.") or "x"


def beancount_part(text: str) -> str:
    """Make a part of an account's name for beancount: letters, decimal digits and -, a capital or a digit first."""
    kept = "".join(
        c if (c.isalpha() and unicodedata.category(c)[0] == "L") or c.isdecimal() else "-" for c in line(text)
    )
    name = "-".join(part for part in kept.split("-") if part) or "X"
    first = name[0].upper()
    if len(first) == 1 and (unicodedata.category(first) == "Lu" or first.isdecimal()):
        return first + name[1:]
    return f"X-{name}"


def distinct(rows: Iterable[tuple[str, str]], part: Callable[[str], str]) -> dict[str, str]:
    """Give each id a name of its own: where names fall together, or look it, the beginning of the id is added."""
    made = {identity: part(name) for identity, name in rows}
    often: dict[str, int] = {}
    for name in made.values():
        often[name.casefold()] = often.get(name.casefold(), 0) + 1
    taken: set[str] = {name.casefold() for name in made.values() if often[name.casefold()] == 1}
    for identity in sorted(made):
        if often[made[identity].casefold()] > 1:
            base, length = made[identity], 6
            while f"{base}-{identity[:length]}".casefold() in taken and length < len(identity):
                length += 1
            made[identity] = f"{base}-{identity[:length]}"
            taken.add(made[identity].casefold())
    return made
