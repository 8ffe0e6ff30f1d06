"""The printed recovery code: 128 random bits as twelve words, with a check against typing mistakes."""

from __future__ import annotations

from typing import TYPE_CHECKING

from mnemonic import Mnemonic

from app.i18n import _
from app.storage.keys.mnemonic_input import Mistyped, spell, words_of

if TYPE_CHECKING:
    from collections.abc import Callable

ENTROPY_BYTES = 16
WORDS = 12


def new_code(random: Callable[[int], bytes]) -> str:
    """Draw a recovery code: twelve lower-case English words of BIP-39, separated by spaces."""
    return Mnemonic("english").to_mnemonic(random(ENTROPY_BYTES))


def entropy_of(typed: str) -> bytes:
    """Read the 16 bytes behind a code as people type it.

    Capitals, line breaks, numbering, punctuation and words cut after their fourth letter are all
    understood. Raises Mistyped, which names the word at fault where there is one.
    One wrong word in sixteen passes the check sum; it is then a wrong code like any other.
    """
    book = Mnemonic("english")
    words = words_of(typed)
    if len(words) != WORDS:
        raise Mistyped(
            _("A recovery code has {wanted} words; this has {found}.").format(wanted=WORDS, found=len(words)),
            do=_("Type all the words from the sheet, in their order."),
        )
    spelled = [spell(word, place, book.wordlist) for place, word in enumerate(words, start=1)]
    try:
        return bytes(book.to_entropy(spelled))
    except ValueError as error:
        raise Mistyped(
            _("These are all words of the list, but together they are no recovery code."),
            do=_("Look for a word that stands in the wrong place or was mixed up with another."),
        ) from error


def word_of(typed: str, place: int) -> str:
    """Read one word of a code as people type it, to compare it with the one that was shown in that place."""
    words = words_of(typed)
    if len(words) != 1:
        raise Mistyped(_("Type one word here: word {place} of the sheet.").format(place=place))
    return spell(words[0], place, Mnemonic("english").wordlist)
