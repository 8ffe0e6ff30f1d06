"""Passphrases that a thief tries first: found by zxcvbn (Wheeler, USENIX Security 2016), and words to take instead."""

from __future__ import annotations

import unicodedata
from typing import TYPE_CHECKING, Any

from app.i18n import _

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

FEWEST_GUESSES = 10**8
"""A second for each guess, as a vault takes, makes three years of these on one computer, and days on a thousand."""
_LONGEST_JUDGED = 72
_WORDS = 5
_WORD_BITS = 11


def why_weak(passphrase: str, names: Iterable[str] = ()) -> str:
    """Say why a passphrase would be guessed within ``FEWEST_GUESSES``; an empty text for one that would not.

    Spaces and other forms of the same letters hide nothing, and ``names`` are of whom the vault is about.
    """
    from zxcvbn import zxcvbn

    plain = unicodedata.normalize("NFKC", passphrase).strip()
    known = [form for name in names for form in (name, "".join(name.split()), *name.split())]
    judged: Any = zxcvbn(plain[:_LONGEST_JUDGED], known)
    together = "".join(plain.split())[:_LONGEST_JUDGED]
    joined: Any = zxcvbn(together, known)
    if (len(joined["sequence"]) == 1 or together.isdecimal()) and joined["guesses"] < judged["guesses"]:
        judged = joined  # One word, row of keys or number, taken apart by spaces; several words may have them.
    if judged["guesses"] >= FEWEST_GUESSES:
        return ""
    patterns = {part["pattern"] for part in judged["sequence"]}
    if any(part.get("dictionary_name") == "user_inputs" for part in judged["sequence"]):
        return _("it is hardly more than a name that stands in the vault or outside of it.")
    if len(judged["sequence"]) == 1 and patterns == {"dictionary"}:
        return _("it is one of the words or passwords that people use most.")
    if patterns & {"repeat", "sequence", "spatial"}:
        return _("it repeats itself, or follows the alphabet, the numbers or the keys.")
    if patterns & {"date", "year"}:
        return _("it is hardly more than a date.")
    return _("it is made of too few parts that are easy to guess.")


def five_words(random: Callable[[int], bytes]) -> str:
    """Draw five words of the BIP-39 list, 55 bits, separated by spaces."""
    from mnemonic import Mnemonic

    book = Mnemonic("english").wordlist
    number = int.from_bytes(random(_WORDS * 2), "big")
    return " ".join(book[number >> place * _WORD_BITS & (1 << _WORD_BITS) - 1] for place in range(_WORDS))
