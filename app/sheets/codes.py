"""Short codes that are read from paper and typed back in.

Digits and letters are Douglas Crockford's base 32 (no I, L, O or U; those are read as 1, 1, 0
and refused). The last one is a check character: a weighted sum over GF(32), which notices
every single wrong character and every two that changed places.
"""

from __future__ import annotations

import dataclasses
import hashlib
import json
from collections.abc import Callable, Iterable

from app.i18n import _
from app.problems import WrongValue
from app.sheets.sheet import Sheet

ALPHABET = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
PRINT_CODE_LENGTH = 8
ROW_CODE_LENGTH = 6
BITS_PER_CHARACTER = 5
FIELD_POLYNOMIAL = 0b100101
RANDOM_BYTES = 16
LOOK_ALIKES = str.maketrans("OIL", "011", " -\u2010\u2011\u2013")


def print_code(sheet: Sheet, random: Callable[[int], bytes]) -> str:
    """Make the code of one printing ("4K7Q-9XMA"): 35 bits of content, as-of time and chance.

    ``random(n)`` gives n random bytes; they tell two printings of equal content apart and keep
    the code from confirming a guess at what was printed. A code the sheet already has is left
    out of account.
    """
    content = json.dumps(dataclasses.asdict(sheet.with_code("")), default=str, sort_keys=True)
    whole = _coded(random(RANDOM_BYTES) + content.encode(), PRINT_CODE_LENGTH)
    half = PRINT_CODE_LENGTH // 2
    return f"{whole[:half]}-{whole[half:]}"


def row_code(record_id: str) -> str:
    """Make the code of a record ("7QK2M9"): 25 bits of its id, the same on every laptop."""
    return _coded(b"row:" + record_id.encode(), ROW_CODE_LENGTH)


def read_code(text: str) -> str:
    """Bring a typed row or print code into the form it was printed in, or say that it is mistyped.

    Raises ``WrongValue`` if the length, a character or the check character is wrong.
    """
    plain = text.strip().upper().translate(LOOK_ALIKES)
    length_fits = len(plain) in (PRINT_CODE_LENGTH, ROW_CODE_LENGTH)
    if not length_fits or any(character not in ALPHABET for character in plain) or _check(plain) != 0:
        raise WrongValue(
            _("“{code}” is not a code from one of our sheets.").format(code=text.strip()),
            do=_("Compare it with the paper: {row} characters beside a row, {sheet} for a sheet.").format(
                row=ROW_CODE_LENGTH, sheet=PRINT_CODE_LENGTH
            ),
        )
    half = PRINT_CODE_LENGTH // 2
    return f"{plain[:half]}-{plain[half:]}" if len(plain) == PRINT_CODE_LENGTH else plain


def records_with_code(typed: str, record_ids: Iterable[str]) -> tuple[str, ...]:
    """Find the records that a typed row code can mean, among the ids given (those of one sheet).

    Nearly always one: two records of a sheet of 300 share a code once in 750 sheets. Raises
    ``WrongValue`` as ``read_code`` does.
    """
    wanted = read_code(typed)
    return tuple(record_id for record_id in record_ids if row_code(record_id) == wanted)


def _coded(source: bytes, length: int) -> str:
    """Write the first bits of a SHA-256 in ``length`` characters, the last one for checking."""
    data_characters = length - 1
    bits = int.from_bytes(hashlib.sha256(source).digest()) >> (256 - BITS_PER_CHARACTER * data_characters)
    values = [bits >> (BITS_PER_CHARACTER * place) & 31 for place in reversed(range(data_characters))]
    data = "".join(ALPHABET[value] for value in values)
    return data + ALPHABET[_check(data + ALPHABET[0])]


def _check(code: str) -> int:
    """Add up the characters, each weighted by a power of the generator of GF(32); 0 if all is well.

    The last character has weight 1, so that it can be chosen to make the sum 0.
    """
    total = 0
    for character in code:
        total <<= 1
        if total & 32:
            total ^= FIELD_POLYNOMIAL
        total ^= ALPHABET.index(character)
    return total
