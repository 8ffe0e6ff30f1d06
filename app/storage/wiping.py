"""Secrets overwritten once they are no longer needed, as far as Python lets us.

Python frees memory without overwriting it. So a secret that is kept lives in a bytearray that is overwritten, and of
those that exist only for a moment, the very object is: it must be one that its maker has shown to nobody else, because
Python takes for granted that bytes and text never change. SECURITY.md says what remains.
"""

from __future__ import annotations

import ctypes
import sys

_CPYTHON = sys.implementation.name == "cpython"
_BYTES_HEAD = bytes.__basicsize__ - 1


def clear(buffer: bytearray) -> None:
    """Overwrite a buffer with zeros; it keeps its length."""
    buffer[:] = bytes(len(buffer))


def wipe(secret: bytes | str) -> None:
    """Overwrite bytes, or text of ASCII letters, that nobody else holds and nobody reads again.

    Does nothing for text with other letters, for what Python shares (a single byte), and in other Pythons.
    """
    if not _CPYTHON or len(secret) < 2:
        return
    if isinstance(secret, bytes):
        ctypes.memset(id(secret) + _BYTES_HEAD, 0, len(secret))
    elif secret.isascii():
        ctypes.memset(id(secret) + sys.getsizeof(secret) - len(secret) - 1, 0, len(secret))
