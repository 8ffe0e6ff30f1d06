"""What was dropped onto the window: folders and pictures of codes beside the files that `files` knows."""

from __future__ import annotations

from pathlib import Path

from app.i18n import _
from app.services import files
from app.services.attachments import image_metadata
from app.services.exchange.foreign_files import NotAFile

FOLDER, PICTURE = "folder", "picture"
_REQUEST = b"switchboard join request\n"


def sort_of(path: Path) -> str:
    """Tell what it is; raises a Problem for what is not there, and never opens a pipe or a device."""
    if path.is_dir():
        return FOLDER
    if path.exists() and not path.is_file():
        raise NotAFile(
            _("“{name}” is not a plain file.").format(name=path.name),
            kept=_("It was not opened."),
            do=_("Choose the file itself."),
        )
    sort = files.sort_of(path)
    if sort == files.OTHER:
        with files.reading(path), path.open("rb") as stream:
            sort = PICTURE if image_metadata.picture_in(stream.read(image_metadata.HEAD)) else sort
    return sort


def is_request(data: bytes) -> bool:
    """Whether bytes that came by codes are a join request."""
    return data.startswith(_REQUEST)
