"""What a picture tells beside what it shows: cameras write down where and when, programs write down who."""

from __future__ import annotations

import io
from collections.abc import Callable, Mapping
from types import MappingProxyType
from typing import BinaryIO

PNG, JPEG, WEBP = "png", "jpeg", "webp"
MEDIA: Mapping[str, str] = MappingProxyType({PNG: "image/png", JPEG: "image/jpeg", WEBP: "image/webp"})
HEAD = 16

_MOST_STEPS = 10_000
_PNG_NOTES = frozenset({b"eXIf", b"tEXt", b"zTXt", b"iTXt", b"tIME"})
_WEBP_NOTES = frozenset({b"EXIF", b"XMP "})
# APP1 holds Exif and XMP, APP13 what agencies write; APP2 with this beginning leads to further pictures.
_JPEG_NOTES, _JPEG_COMMENT, _FURTHER = frozenset({0xE1, 0xED}), 0xFE, (0xE2, b"MPF\0")
_JPEG_DATA, _JPEG_END = 0xDA, 0xD9


def picture_in(head: bytes) -> str:
    """Which sort of picture a file is that begins so, by its first bytes alone; empty for any other file."""
    if head.startswith(b"\x89PNG\r\n\x1a\n"):
        return PNG
    if head.startswith(b"\xff\xd8\xff"):
        return JPEG
    return WEBP if head[:4] == b"RIFF" and head[8:12] == b"WEBP" else ""


def tells_more(stream: BinaryIO) -> bool:
    """Whether a picture holds notes beside itself. One that cannot be followed to its end is thought to."""
    stream.seek(0)
    follow: Callable[[BinaryIO], bool] | None = _FOLLOW.get(picture_in(stream.read(HEAD)))
    try:
        return follow is not None and follow(stream)
    except (IndexError, ValueError):
        return True
    finally:
        stream.seek(0)


def _png(stream: BinaryIO) -> bool:
    stream.seek(8)
    for _step in range(_MOST_STEPS):
        head = _exactly(stream, 8)
        if head[4:] in _PNG_NOTES:
            return True
        if head[4:] == b"IEND":
            stream.seek(4, 1)
            return bool(stream.read(1))
        stream.seek(int.from_bytes(head[:4], "big") + 4, 1)
    raise ValueError


def _webp(stream: BinaryIO) -> bool:
    stream.seek(4)
    end = 8 + int.from_bytes(_exactly(stream, 4), "little")
    stream.seek(12)
    for _step in range(_MOST_STEPS):
        if stream.tell() >= end:
            return stream.seek(0, io.SEEK_END) != end
        head = _exactly(stream, 8)
        if head[:4] in _WEBP_NOTES:
            return True
        size = int.from_bytes(head[4:], "little")
        stream.seek(size + size % 2, 1)
    raise ValueError


def _jpeg(stream: BinaryIO) -> bool:
    """Goes as far as the picture itself; what phones hang behind it is announced before."""
    stream.seek(2)
    for _step in range(_MOST_STEPS):
        mark, code = _exactly(stream, 2)
        if mark != 0xFF:
            raise ValueError
        if code == 0xFF:  # A filler, which may stand before any mark.
            stream.seek(-1, 1)
            continue
        if code in {_JPEG_DATA, _JPEG_END}:
            return False
        size = int.from_bytes(_exactly(stream, 2), "big") - 2
        if size < 0:
            raise ValueError
        further = code == _FURTHER[0] and stream.read(min(size, 4)) == _FURTHER[1]
        if code in _JPEG_NOTES or code == _JPEG_COMMENT or further:
            return True
        stream.seek(size - min(size, 4) if code == _FURTHER[0] else size, 1)
    raise ValueError


def _exactly(stream: BinaryIO, count: int) -> bytes:
    data = stream.read(count)
    if len(data) != count:
        raise ValueError
    return data


_FOLLOW: Mapping[str, Callable[[BinaryIO], bool]] = MappingProxyType({PNG: _png, JPEG: _jpeg, WEBP: _webp})
