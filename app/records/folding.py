"""The key by which texts are sorted and compared without regard to case and accents."""

from __future__ import annotations

import unicodedata

Scalar = str | bytes | int | float | None

# Letters that Unicode does not take apart, sorted where people look for them.
_PLAIN = str.maketrans({"ł": "l", "ø": "o", "đ": "d", "ð": "d", "þ": "th", "æ": "ae", "œ": "oe", "ı": "i", "ħ": "h"})


def fold(text: Scalar) -> Scalar:
    """Give a text without case and combining marks; anything else as it is (SQL hands in numbers and NULL too)."""
    return fold_text(text) if isinstance(text, str) else text


def fold_text(text: str) -> str:
    """Give a text without case and combining marks."""
    if text.isascii():
        return text.lower()
    decomposed = unicodedata.normalize("NFKD", text.casefold().translate(_PLAIN))
    return "".join(letter for letter in decomposed if not unicodedata.combining(letter))
