"""zstd (RFC 8878) that cannot be made to fill the memory: counted output, bounded ratio and window.

Nothing a frame declares is trusted. The input goes to `decompressobj` in small pieces, because zstandard's other ways
are worse here: `decompress` ignores its `max_output_size` where a frame declares its size, and `stream_reader` ends
silently in the middle of a truncated frame. An object for each frame tells exactly where the frame ends.
"""

from __future__ import annotations

import struct
from collections.abc import Iterable, Iterator, Sequence

import zstandard

from sync.primitives.errors import Malformed, TooLarge

RATIO = 200
WINDOW = 8 * 1024 * 1024
MAX_FRAMES = 1024
SMALL = 1024 * 1024
FREE_OF_RATIO = 16 * 1024 * 1024
"""Output up to here is never refused for its ratio: small and very regular data packs better than 200 to 1."""

# Four bytes of input can stand for one block of 128 KiB, so a piece of 256 bytes can give 8 MiB before it is counted.
_PIECE = 256
_WORTH_A_FRAME = 256
"""Bytes that a part must have: a frame costs a header and code tables of its own."""
_WINDOW_LOG = WINDOW.bit_length() - 1
_SKIPPABLE_MAGIC = 0x184D2A50


class BadCompression(Malformed):
    """No zstd, damaged, ending within a frame, with something else behind it, or with too large a window."""


def decompress(source: bytes | Iterable[bytes], *, limit: int, ratio: int = RATIO, window: int = WINDOW) -> bytes:
    """Give the whole content of one or more frames; see `decompressing`."""
    return b"".join(decompressing(source, limit=limit, ratio=ratio, window=window))


def decompressing(
    source: bytes | Iterable[bytes], *, limit: int, ratio: int = RATIO, window: int = WINDOW
) -> Iterator[bytes]:
    """Give the content of one or more frames, piece by piece (each at most about 8 MiB).

    The source is the compressed bytes or an iterable of their pieces, which an open binary file is too.

    Raises `TooLarge` before more than `limit` bytes are yielded, or more than `ratio` times the input that was read
    so far once 16 MiB have passed; `BadCompression` for anything but whole frames with windows up to `window` bytes.
    What was yielded before is provisional until the iterator ends.
    """
    decompressor = zstandard.ZstdDecompressor(max_window_size=window)
    frame: zstandard.ZstdDecompressionObj | None = None
    consumed = produced = frames = 0
    for piece in _pieces(source):
        rest = piece
        while rest:
            if frame is None:
                frames += 1
                if frames > MAX_FRAMES:
                    raise TooLarge(f"more than {MAX_FRAMES} compressed frames")
                frame = decompressor.decompressobj()
            try:
                content = frame.decompress(rest)
            except zstandard.ZstdError as error:
                raise BadCompression(str(error)) from error
            unused = frame.unused_data if frame.eof else b""
            if frame.eof:
                frame = None
            consumed += len(rest) - len(unused)
            produced += len(content)
            if produced > min(limit, max(FREE_OF_RATIO, consumed * ratio)):
                raise TooLarge(f"{consumed} compressed bytes give {produced} bytes or more")
            rest = unused
            if content:
                yield content
    if frame is not None or not frames:
        raise BadCompression("the compressed data ends within a frame")


def compress(data: bytes, level: int | None = None, seams: Sequence[int] = ()) -> bytes:
    """Frames that `decompress` accepts: window at most 8 MiB, and a ratio within bounds.

    Level 19 for what is small, 12 for what would then take long. `seams` are ascending positions at which the data
    changes its nature: what comes behind one is packed by itself, since bytes of several kinds share one code badly.

    Data so regular that it packs beyond 200 to 1 gets an empty frame of filler before it, or readers would take our
    own honest bundle for a bomb.
    """
    packed = b"".join(_packed(part, level) for part in _parted(data, seams))
    if len(data) <= FREE_OF_RATIO:
        return packed
    try:
        for _ in decompressing(packed, limit=len(data)):
            pass
    except TooLarge:
        filler = bytes(len(data) // RATIO + 1)
        return struct.pack("<II", _SKIPPABLE_MAGIC, len(filler)) + filler + packed
    return packed


def _packed(data: bytes, level: int | None) -> bytes:
    chosen = level or (19 if len(data) <= SMALL else 12)
    parameters = zstandard.ZstdCompressionParameters(compression_level=chosen, window_log=_WINDOW_LOG)
    return zstandard.ZstdCompressor(compression_params=parameters).compress(data)


def _parted(data: bytes, seams: Sequence[int]) -> Iterator[bytes]:
    """Give the data in parts that begin at seams, none of them too small to be worth a frame but the last."""
    start = 0
    for seam in seams:
        if seam - start >= _WORTH_A_FRAME:
            yield data[start:seam]
            start = seam
    if start < len(data) or not start:
        yield data[start:]


def _pieces(source: bytes | Iterable[bytes]) -> Iterator[bytes]:
    for block in [source] if isinstance(source, bytes) else source:
        for start in range(0, len(block), _PIECE):
            yield block[start : start + _PIECE]
