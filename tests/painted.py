"""Pictures made byte by byte, so that a test knows all that is in them and needs no library that draws."""

from __future__ import annotations

import struct
import zlib


def png(width: int = 4, height: int = 3, *notes: tuple[bytes, bytes]) -> bytes:
    """Give a grey picture, with chunks such as (b"tEXt", b"...") before its end."""
    rows = (b"\0" + b"\x80" * width) * height
    chunks = [(b"IHDR", struct.pack(">IIBBBBB", width, height, 8, 0, 0, 0, 0)), (b"IDAT", zlib.compress(rows)), *notes]
    return b"\x89PNG\r\n\x1a\n" + b"".join(_chunk(*each) for each in [*chunks, (b"IEND", b"")])


def _chunk(name: bytes, data: bytes) -> bytes:
    return struct.pack(">I", len(data)) + name + data + struct.pack(">I", zlib.crc32(name + data))


def jpeg(*segments: tuple[int, bytes]) -> bytes:
    """Give the marks of a JPEG file without a picture that could be shown, with segments such as (0xE1, b"Exif...")."""
    marks = b"".join(b"\xff" + bytes([code]) + struct.pack(">H", len(data) + 2) + data for code, data in segments)
    return b"\xff\xd8" + marks + b"\xff\xda\0\x02\xff\xd9"


def webp(*chunks: tuple[bytes, bytes]) -> bytes:
    """Give the frame of a WebP file, with chunks such as (b"EXIF", b"...")."""
    body = b"".join(name + struct.pack("<I", len(data)) + data + b"\0" * (len(data) % 2) for name, data in chunks)
    return b"RIFF" + struct.pack("<I", len(body) + 4) + b"WEBP" + body
