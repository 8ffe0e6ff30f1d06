"""Counted reading, so that neither short reads nor endless lines of a hostile file can surprise the parser."""

from __future__ import annotations

from typing import Protocol

_BLOCK = 16 * 1024


class Readable(Protocol):
    """The one thing that is asked of a binary file: `read(n)`, at most n bytes, empty only at the end."""

    def read(self, n: int, /) -> bytes:
        """At most n bytes; an empty answer means the end."""
        ...


class AgeSource:
    """A binary file with exact reads and bounded lines; it may read ahead of what it has handed out."""

    def __init__(self, file: Readable) -> None:
        self._file = file
        self._ahead = b""

    def take(self, size: int) -> bytes:
        """Exactly `size` bytes, fewer only where the file ends."""
        parts = [self._ahead[:size]]
        missing = size - len(parts[0])
        self._ahead = self._ahead[size:]
        while missing and (block := self._file.read(missing)):
            parts.append(block)
            missing -= len(block)
        return b"".join(parts)

    def line(self, limit: int) -> bytes:
        """Give the next line with its line feed; without one where the file or the `limit` in bytes comes first."""
        searched = 0
        while (end := self._ahead.find(b"\n", searched, limit)) < 0 and len(self._ahead) < limit:
            searched = len(self._ahead)
            block = self._file.read(_BLOCK)
            if not block:
                break
            self._ahead += block
        return self.take(end + 1 if end >= 0 else min(limit, len(self._ahead)))

    def at_end(self) -> bool:
        """Whether nothing is left, found by reading one byte ahead."""
        if not self._ahead:
            self._ahead = self._file.read(1)
        return not self._ahead
