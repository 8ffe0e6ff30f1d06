"""The printed recovery code: 128 random bits as twelve words, with a check against typing mistakes."""

from __future__ import annotations

import difflib
import re
import unicodedata
from typing import TYPE_CHECKING

from mnemonic import Mnemonic

from app.i18n import _
from app.problems import UserProblem

if TYPE_CHECKING:
    from collections.abc import Callable

ENTROPY_BYTES = 16
WORDS = 12
UNIQUE_LETTERS = 4  # BIP-39: the first four letters tell any two words apart


class MistypedRecoveryCode(UserProblem):
    """What was typed cannot be anybody's recovery code, so no vault was asked."""


def new_code(random: Callable[[int], bytes]) -> str:
    """Draw a recovery code: twelve lower-case English words of BIP-39, separated by spaces."""
    return Mnemonic("english").to_mnemonic(random(ENTROPY_BYTES))


def entropy_of(typed: str) -> bytes:
    """Read the 16 bytes behind a code as people type it.

    Capitals, line breaks, numbering, punctuation and words cut after their fourth letter are all
    understood. Raises MistypedRecoveryCode, which names the word at fault where there is one.
    One wrong word in sixteen passes the check sum; it is then a wrong code like any other.
    """
    book = Mnemonic("english")
    words = re.findall(r"[^\W\d_]+", unicodedata.normalize("NFKC", typed).casefold())
    if len(words) != WORDS:
        raise MistypedRecoveryCode(
            _("A recovery code has {wanted} words; this has {found}.").format(wanted=WORDS, found=len(words)),
            do=_("Type all the words from the sheet, in their order."),
        )
    spelled = [_spell(word, place, book) for place, word in enumerate(words, start=1)]
    try:
        return bytes(book.to_entropy(spelled))
    except ValueError as error:
        raise MistypedRecoveryCode(
            _("These are all words of the list, but together they are no recovery code."),
            do=_("Look for a word that stands in the wrong place or was mixed up with another."),
        ) from error


def _spell(word: str, place: int, book: Mnemonic) -> str:
    """Complete a word from its first letters, or say which word of the sheet it is not."""
    if word in book.wordlist:
        return word
    if len(word) >= UNIQUE_LETTERS:
        whole = book.expand_word(word)
        if whole in book.wordlist:
            return whole
    near = difflib.get_close_matches(word, book.wordlist, n=3, cutoff=0.6)
    do = (
        _("Did you mean {words}?").format(words=_(" or ").join(f"“{each}”" for each in near))
        if near
        else _("Look at the sheet again.")
    )
    raise MistypedRecoveryCode(
        _("Word {place}, “{word}”, is not in the list that recovery codes are made of.").format(place=place, word=word),
        do=do,
    )
