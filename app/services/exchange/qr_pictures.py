"""The codes of a sequence drawn: as black and white modules for the window, as PNG files for the command line."""

from __future__ import annotations

import io
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from app.services.exchange.qr_frames import frames_of
from app.storage.vault.vault import Vault

if TYPE_CHECKING:
    import segno

_ERROR = "m"
_QUIET_ZONE = 4
_PIXELS = 6
# One mask for all, instead of the best of eight for each, which takes four times as long: seven seconds for sixty
# codes. Masks are there to break up patterns, and what bundles and requests hold looks like chance.
_MASK = 6


@dataclass(frozen=True, slots=True)
class Codes:
    """A sequence that can be shown: what each code holds, and the modules of each, all with one number of them."""

    frames: tuple[bytes, ...]
    modules: tuple[tuple[bytes, ...], ...]


def codes_of(data: bytes, random: Callable[[int], bytes]) -> Codes:
    """Give a sequence for the screen; raises `TooLargeForCodes`."""
    frames = frames_of(data, random)
    made = _made(frames)
    return Codes(tuple(frames), tuple(tuple(bytes(row) for row in code.matrix) for code in made))


def codes_for(vault: Vault, data: bytes) -> Codes:
    """Give the same with the randomness of an open vault."""
    return codes_of(data, vault.environment.random)


def pictures_of(data: bytes, random: Callable[[int], bytes]) -> list[tuple[str, bytes]]:
    """Give a sequence as PNG files with their names, which say the order and nothing else.

    Raises `TooLargeForCodes`.
    """
    frames = frames_of(data, random)
    name, count = random(4).hex(), len(frames)
    pictures: list[tuple[str, bytes]] = []
    for number, code in enumerate(_made(frames), 1):
        stream = io.BytesIO()
        code.save(stream, kind="png", scale=_PIXELS, border=_QUIET_ZONE)
        pictures.append((f"{name}-{number:02}-of-{count:02}.png", stream.getvalue()))
    return pictures


def _made(frames: Sequence[bytes]) -> list[segno.QRCode]:
    """All codes with as many modules as the fullest needs, so that the picture on the screen does not jump."""
    import segno

    fullest = segno.make(max(frames, key=len), error=_ERROR, mode="byte", micro=False)
    return [
        segno.make(frame, error=_ERROR, mode="byte", micro=False, version=fullest.version, mask=_MASK)
        for frame in frames
    ]
