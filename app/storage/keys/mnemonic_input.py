"""Words that were read from paper and typed: whatever stands around them is left out, and near misses are named."""

from __future__ import annotations

import difflib
import re
import unicodedata
from typing import TYPE_CHECKING

from app.i18n import _
from app.problems import UserProblem

if TYPE_CHECKING:
    from collections.abc import Sequence

UNIQUE_LETTERS = 4  # Of both lists in use, BIP-39 and SLIP-39, the first four letters tell any two words apart.
LONGEST_TEXT = 4096


class Mistyped(UserProblem):
    """What was typed cannot be anybody's words, so no vault was asked."""


def words_of(typed: str) -> list[str]:
    """Give the words of a text without capitals, line breaks, numbering and punctuation."""
    if len(typed) > LONGEST_TEXT:
        raise Mistyped(_("This text is much too long."), do=_("Type the words from the sheet and nothing else."))
    return re.findall(r"[^\W\d_]+", unicodedata.normalize("NFKC", typed).casefold())


def spell(word: str, place: int, words: Sequence[str]) -> str:
    """Complete a word of a list from its first letters, or say which word of the sheet it is not."""
    if word in words:
        return word
    if len(word) >= UNIQUE_LETTERS:
        whole = [each for each in words if each.startswith(word)]
        if len(whole) == 1:
            return whole[0]
    near = difflib.get_close_matches(word, words, n=3, cutoff=0.6)
    do = (
        _("Did you mean {words}?").format(words=_(" or ").join(f"“{each}”" for each in near))
        if near
        else _("Look at the sheet again.")
    )
    raise Mistyped(
        _("Word {place}, “{word}”, is not in the list that such words are taken from.").format(place=place, word=word),
        do=do,
    )
