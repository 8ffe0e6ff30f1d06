"""How a text behaves on paper: its direction, about how wide it is, and where its lines may end."""

from __future__ import annotations

import re
import unicodedata
from functools import cache
from typing import NotRequired, TypedDict

LONG_WORD = 6.0
RIGHT_TO_LEFT = frozenset({"R", "AL"})
SHAPELESS = frozenset({"Cc", "Cs"})
OVERRIDES = frozenset("\u202a\u202b\u202c\u202d\u202e")
WITHOUT_WIDTH = frozenset({"Mn", "Me", "Cf"})
NARROW = frozenset("iljtfrI.,:;'\u2019|!()[]- ")
WIDE = frozenset("mwMW@%")
WITHOUT_SPACES = (
    "\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff\u3000-\u9fff\uac00-\ud7af\uf900-\ufaff\uff00-\uffef\U00020000-\U0003ffff"
)
MAY_END_A_LINE = re.compile(
    rf"(?<=\s)(?=\S)|(?<=[-\u2010\u2013\u2014])(?=[^\s\d])|(?<=[{WITHOUT_SPACES}])(?=\S)|(?=[{WITHOUT_SPACES}])"
)


class Said(TypedDict):
    """A text as the templates read it.

    ``t`` is the text, ``r`` says that it is right to left, ``b`` that a sample is set bold. If there
    is a long word in it, ``w`` is the longest and ``p`` the text in parts, between which a line may
    end anyway; a template cuts those parts that are wider than their column.
    """

    t: str
    b: NotRequired[bool]
    r: NotRequired[bool]
    w: NotRequired[str]
    p: NotRequired[list[str]]


def said(text: str) -> Said:
    """Prepare a text for the page: clean lines, its direction, and what its long words are."""
    clean = plain(text)
    prepared: Said = {"t": clean}
    if reads_right_to_left(clean):
        prepared["r"] = True
    if text_em(clean) <= LONG_WORD:
        return prepared
    longest = max(words(clean), key=text_em, default="")
    if text_em(longest) > LONG_WORD:
        prepared["w"] = longest
        prepared["p"] = MAY_END_A_LINE.split(clean)
    return prepared


def plain(text: str) -> str:
    """Unify line ends, and drop what has no shape to print and what would turn letters around.

    Those are control characters, halves of a pair, and the overrides of direction (UAX #9, X1),
    with which one name can be made to look like another.
    """
    if text.isprintable():
        return text.strip()
    lines = "\n".join(text.strip().splitlines()).replace("\t", " ")
    return "".join(character for character in lines if character == "\n" or _is_printed(character))


def _is_printed(character: str) -> bool:
    """Tell whether a character may go on paper, line ends apart."""
    return unicodedata.category(character) not in SHAPELESS and character not in OVERRIDES


def isolated(text: str) -> str:
    """Keep a text that runs from the right from reordering the sentence around it (UAX #9, FSI and PDI)."""
    runs_from_right = any(unicodedata.bidirectional(character) in RIGHT_TO_LEFT for character in text)
    return f"\u2068{text}\u2069" if runs_from_right else text


def reads_right_to_left(text: str) -> bool:
    """Tell by the first letter with a direction (UAX #9, P2); without one, as in a phone number, no."""
    for character in text:
        direction = unicodedata.bidirectional(character)
        if direction == "L":
            return False
        if direction in RIGHT_TO_LEFT:
            return True
    return False


def words(text: str) -> list[str]:
    """Split a text where a line may end (UAX #14, in brief): after spaces, dashes and Han characters."""
    if text.isascii() and "-" not in text:
        return text.split()
    return [part.strip() for part in MAY_END_A_LINE.split(text) if part.strip()]


def text_em(text: str) -> float:
    """Guess the width of one line of a plain sans-serif face."""
    return sum(map(_em, text), 0.0)


@cache
def _em(character: str) -> float:
    """Guess the width of a letter; there are few, and they say nothing about what was written."""
    if character in NARROW:
        return 0.32
    if character in WIDE:
        return 0.92
    if character.isascii():
        return 0.66 if character.isupper() else 0.57
    if unicodedata.category(character) in WITHOUT_WIDTH:
        return 0.0
    if unicodedata.east_asian_width(character) in "WF":
        return 1.0
    return 0.7 if character.isupper() else 0.59
