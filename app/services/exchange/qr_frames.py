"""Bytes as a sequence of QR codes, shown one after the other and collected in whatever order they are seen.

A frame: `SQ`, the format 1, 4 random bytes that all frames of a sequence share, how many there are, which this is
(both one byte, from 0), the first 16 bytes of the SHA-256 of the whole, a piece of the whole, and the CRC-32 of all
before it.
The CRC finds what was read wrongly at once; the SHA-256 proves in the end that nothing was mixed.
"""

from __future__ import annotations

import hashlib
import zlib
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field

from app.i18n import _
from app.problems import BadBundle, UserProblem

FRAMES_MOST = 60
COMFORTABLE = 600
"""Bytes of the whole in a frame that any camera reads from a hand's width away (version 20)."""
DENSE = 1780
"""The most that is put into one: a code of 157 modules, which wants a steady hand (version 35). The smallest bundle for
up to eight laptops needs no more than 1,302 (version 30)."""
LARGEST = FRAMES_MOST * DENSE
_MARK = b"SQ\x01"
_SUM = 16
_CRC = 4
_HEAD = len(_MARK) + 4 + 2 + _SUM
_SETS_MOST = 8


class TooLargeForCodes(UserProblem):
    """More than anybody wants to hold a camera for; a file does it."""


class MixedUp(BadBundle):
    """All codes of a sequence are there, and they do not belong together."""


@dataclass(frozen=True, slots=True)
class Frame:
    """One code as it was read."""

    sequence: bytes
    total: int
    index: int
    checksum: bytes
    piece: bytes

    @property
    def belongs_to(self) -> tuple[bytes, int, bytes]:
        """What all frames of one sequence share."""
        return self.sequence, self.total, self.checksum


def frames_of(data: bytes, random: Callable[[int], bytes]) -> list[bytes]:
    """Give the frames of a sequence, all nearly of one size.

    Raises `TooLargeForCodes`, or ValueError for nothing at all.
    """
    if not data:
        raise ValueError("there is nothing to show")
    if len(data) > LARGEST:
        raise TooLargeForCodes(
            _("This is too large for codes on the screen: {size} kB, and {most} kB is the most.").format(
                size=-(-len(data) // 1024), most=LARGEST // 1024
            ),
            kept=_("Nothing was changed."),
            do=_("Save it as a file, on a stick or in the shared folder."),
        )
    total = -(-len(data) // COMFORTABLE)
    total = min(total, FRAMES_MOST)
    size = -(-len(data) // total)
    total = -(-len(data) // size)
    sequence, checksum = random(4), hashlib.sha256(data).digest()[:_SUM]
    frames: list[bytes] = []
    for index in range(total):
        body = _MARK + sequence + bytes((total, index)) + checksum + data[index * size : (index + 1) * size]
        frames.append(body + zlib.crc32(body).to_bytes(_CRC, "big"))
    return frames


def frame_in(read: bytes) -> Frame | None:
    """Give a frame of ours in what a code held, or None for any other code and for one that was read wrongly."""
    if not read.startswith(_MARK) or not _HEAD + _CRC < len(read) <= _HEAD + DENSE + _CRC:
        return None
    body, crc = read[:-_CRC], read[-_CRC:]
    if zlib.crc32(body).to_bytes(_CRC, "big") != crc:
        return None
    place = len(_MARK) + 4
    total, index = body[place], body[place + 1]
    if not 0 < total <= FRAMES_MOST or index >= total:
        return None
    return Frame(body[len(_MARK) : place], total, index, body[place + 2 : _HEAD], body[_HEAD:])


@dataclass(frozen=True, slots=True)
class Progressed:
    """How far the collecting of one sequence is; `missing` are numbers as people count them, from 1."""

    have: int
    total: int
    missing: tuple[int, ...]


@dataclass(slots=True)
class Collecting:
    """Frames as they come: in any order, more than once, and from several sequences without mixing them."""

    _pieces: dict[tuple[bytes, int, bytes], dict[int, bytes]] = field(
        default_factory=dict[tuple[bytes, int, bytes], dict[int, bytes]]
    )

    def add(self, read: bytes) -> bytes | None:
        """Take in what a code held; gives the whole as soon as its last piece has come.

        Raises `MixedUp` if the pieces do not make what the sequence promised; they are forgotten then.
        """
        frame = frame_in(read)
        if frame is None:
            return None
        pieces = self._pieces.pop(frame.belongs_to, {})
        while len(self._pieces) >= _SETS_MOST:  # The sequence that was seen longest ago gives way.
            del self._pieces[next(iter(self._pieces))]
        pieces.setdefault(frame.index, frame.piece)
        if len(pieces) < frame.total:
            self._pieces[frame.belongs_to] = pieces
            return None
        whole = b"".join(pieces[index] for index in range(frame.total))
        if hashlib.sha256(whole).digest()[:_SUM] != frame.checksum:
            raise MixedUp(
                _("These codes do not belong together."),
                kept=_("Nothing was taken."),
                do=_("Read them once more from the beginning; if it happens again, ask for a file instead."),
            )
        return whole

    def add_all(self, reads: Sequence[bytes]) -> list[bytes]:
        """Take in several codes; gives every whole that became complete by them."""
        return [whole for read in reads if (whole := self.add(read)) is not None]

    @property
    def progress(self) -> Progressed | None:
        """How far the sequence is of which a code was seen last, or None before the first."""
        if not self._pieces:
            return None
        (_sequence, total, _sum), pieces = next(reversed(self._pieces.items()))
        missing = tuple(index + 1 for index in range(total) if index not in pieces)
        return Progressed(len(pieces), total, missing)

    @property
    def sequences(self) -> int:
        """How many sequences have begun and are not complete."""
        return len(self._pieces)
