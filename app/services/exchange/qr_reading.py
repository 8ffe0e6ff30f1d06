"""QR codes read from pictures and from what a camera sees, by libraries that are installed only where this is wanted.

They are the extra "camera" (setup/requirements-camera.txt); nothing of it is imported before it is used.
"""

from __future__ import annotations

import importlib
import importlib.util
import io
import struct
import sys
import zlib
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from app.i18n import N_, _, ngettext
from app.problems import BadBundle, UserProblem
from app.services.exchange import foreign_files
from app.services.exchange.qr_frames import Collecting
from app.services.files import MIB
from app.services.jobs import Job, Progress

PICTURE_MOST = 64 * MIB
PIXELS_MOST = 64_000_000
PICTURES_MOST = 200
_FORMATS = ("PNG", "JPEG", "WEBP")
_BROKEN = (OSError, ValueError, SyntaxError, EOFError, MemoryError, IndexError, struct.error, zlib.error)
_READER, _PICTURES = "zxingcpp", "PIL"
CAMERA = "PySide6.QtMultimedia"
COMMAND = "{python} -m pip install --require-hashes -r {list}"
_LACKING = N_("Reading codes needs packages that are not installed here.")


class NoReader(UserProblem):
    """The extra with which codes are read is not installed."""


@dataclass(frozen=True, slots=True)
class ReadPictures:
    """What pictures gave: each whole that became complete, and what is still missing of the last sequence begun."""

    wholes: tuple[bytes, ...]
    missing: tuple[int, ...]
    total: int
    without: tuple[str, ...]
    """The names of pictures in which no code of ours was found."""


def can_read() -> bool:
    """Whether codes can be read from pictures here."""
    return _is_there(_READER) and _is_there(_PICTURES)


def can_see() -> bool:
    """Whether a camera can be used here, if there is one."""
    return _is_there(_READER) and _is_there(CAMERA)


def install_command() -> str:
    """Give the line that installs what is missing, to be run in the folder of the program."""
    windows = sys.platform == "win32"
    python = ".venv\\Scripts\\python" if windows else ".venv/bin/python"
    return COMMAND.format(python=python, list=str(Path("setup") / "requirements-camera.txt"))


def lacking() -> NoReader:
    """Give the sentence for a computer on which codes cannot be read."""
    return NoReader(
        _(_LACKING),
        kept=_("Codes can be shown without them; only reading needs them."),
        do=_("Run this once in the folder of the program: {command}").format(command=install_command()),
    )


def _is_there(module: str) -> bool:
    try:
        return importlib.util.find_spec(module) is not None
    except ModuleNotFoundError:
        return False


def codes_in_grey(pixels: bytes | bytearray | memoryview, width: int, height: int) -> list[bytes]:
    """Tell what the QR codes of a picture hold, which has one byte a pixel and no gaps between its lines."""
    view = memoryview(pixels)[: width * height].cast("B", shape=(height, width))
    return _codes_in(view)


def codes_in_file(path: Path) -> list[bytes]:
    """Tell what the QR codes of a picture file hold; raises `NoReader`, or a Problem for what is no picture."""
    data = foreign_files.read(path, most=PICTURE_MOST)
    pillow: Any = _library("PIL.Image")
    # Whatever a decoder stumbles over in a hostile file is one thing to whoever dropped it: no picture to use.
    try:
        with pillow.open(io.BytesIO(data), formats=_FORMATS) as picture:
            if picture.width * picture.height > PIXELS_MOST:
                raise _no_picture(path)
            grey = picture.convert("L")
    except (*_BROKEN, pillow.DecompressionBombError) as error:
        raise _no_picture(path) from error
    return codes_in_grey(grey.tobytes(), grey.width, grey.height)


def read_pictures(paths: Sequence[Path], collecting: Collecting | None = None) -> Job[ReadPictures]:
    """Read the codes of several pictures, in any order; `collecting` goes on from pictures read before."""
    found = collecting or Collecting()

    def run(progress: Progress) -> ReadPictures:
        if not can_read():
            raise lacking()
        if len(paths) > PICTURES_MOST:
            raise UserProblem(
                ngettext("This is {n} picture.", "These are {n} pictures.", len(paths)).format(n=len(paths)),
                do=_("Choose at most {most} at once.").format(most=PICTURES_MOST),
            )
        wholes: list[bytes] = []
        without: list[str] = []
        for number, path in enumerate(paths):
            progress.check()
            progress.step(number, len(paths), path.name)
            codes = codes_in_file(path)
            if not codes:
                without.append(path.name)
            wholes += found.add_all(codes)
        state = found.progress
        return ReadPictures(
            tuple(wholes), state.missing if state else (), state.total if state else 0, tuple(without)
        )  # fmt: skip

    return Job(_("Read the codes"), run)


def _codes_in(image: object) -> list[bytes]:
    reader: Any = _library(_READER)
    found: list[Any] = reader.read_barcodes(image, formats=reader.BarcodeFormat.QRCode)
    return [bytes(each.bytes) for each in found]


def _library(name: str) -> Any:
    try:
        return importlib.import_module(name)
    except ImportError as error:
        raise lacking() from error


def _no_picture(path: Path) -> BadBundle:
    return BadBundle(
        _("“{name}” is not a picture that can be read.").format(name=path.name),
        kept=_("Nothing was taken from it."),
        do=_("Use photographs or screenshots of the codes, as .png, .jpg or .webp."),
    )
