"""Papers and pictures attached to records: taken in, looked at, and saved as files again.

What is here, what is missing and what is to travel is in `app.services.attachments.chunk_transfer`.
"""

from __future__ import annotations

import io
import mimetypes
import os
import stat
from collections.abc import Callable, Generator
from contextlib import closing, contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any, BinaryIO

from sqlmodel import select

from app.i18n import _
from app.problems import NotAllowed, NotFound, Problem, UserProblem
from app.records.attachments import LARGEST, OTHER, PHOTO, SORTS, Attachment, FileName, can_show
from app.records.changes import Add, Changed
from app.records.consents import PHOTO as FOR_PHOTOS
from app.records.consents import Answer, Consent, answer
from app.records.days import format_day
from app.records.kinds import one_line
from app.services import files
from app.services.attachments import image_metadata
from app.services.attachments.chunk_transfer import ASK, AWAY, HERE, NO, PARTLY, YES, Presence, found, presences
from app.services.jobs import Job, Progress
from app.services.records import records
from app.services.records.titles import Titles
from app.services.settings import group
from app.storage.vault import chunks
from app.storage.vault.chunks import BadAttachment, NotHere
from app.storage.vault.vault import Vault, refusals

__all__ = [
    "ASK",
    "AWAY",
    "HERE",
    "NO",
    "PARTLY",
    "SORTS",
    "YES",
    "Attached",
    "AttachmentItem",
    "BadAttachment",
    "NotHere",
    "Offered",
    "attach",
    "every",
    "given",
    "of",
    "owner",
    "picked",
    "save",
]  # fmt: skip

_UNKNOWN = "application/octet-stream"
_TITLE_LETTERS = 120
_NAMELESS = "file"


@dataclass(frozen=True, slots=True)
class Offered:
    """A file to attach: its name and, if it is a picture, of which sort; `open` gives its bytes from the beginning."""

    name: str
    size: int
    picture: str
    open: Callable[[], Any]

    def tells_more(self) -> bool:
        """Whether it is a picture with notes about where, when or by whom it was made."""
        if not self.picture:
            return False
        with self.open() as stream:
            return image_metadata.tells_more(stream)


@dataclass(frozen=True, slots=True)
class Attached:
    """What attaching did: the new record, and how many of the file's chunks were here already."""

    changed: Changed
    id: str
    size: int
    chunks: int
    shared: int


@dataclass(frozen=True, slots=True)
class AttachmentItem:
    """An attachment as a list shows it. `sort` is a code of `SORTS`; `belongs` is the title of its record."""

    id: str
    of: str
    belongs: str
    title: str
    sort: str
    file: str
    media: str
    size: int
    note: str
    shows: str
    who: str
    content: str
    presence: Presence

    @property
    def whole(self) -> bool:
        """Whether all of it is on this laptop."""
        return self.presence.state == HERE


# -- files to attach


def picked(path: Path) -> Offered:
    """Give a file that a person chose; raises a Problem that says what is wrong with it."""
    with files.reading(path):
        about = path.stat()
        if stat.S_ISDIR(about.st_mode):
            raise IsADirectoryError
        if not stat.S_ISREG(about.st_mode):  # A pipe would be waited for.
            raise UserProblem(_("“{name}” is not a file.").format(name=path.name), do=_("Choose a file."))
        if about.st_size > LARGEST:
            raise chunks.too_large()
        with path.open("rb") as stream:
            picture = image_metadata.picture_in(stream.read(image_metadata.HEAD))
    return Offered(path.name, about.st_size, picture, lambda: _opened(path))


@contextmanager
def _opened(path: Path) -> Generator[BinaryIO]:
    with files.reading(path), path.open("rb") as stream:
        yield stream


def given(name: str, data: bytes) -> Offered:
    """Give a file that is in memory already, such as a picture without what the camera wrote."""
    return Offered(name, len(data), image_metadata.picture_in(data[: image_metadata.HEAD]), lambda: io.BytesIO(data))


# -- attaching


def attach(
    vault: Vault, record: str, offered: Offered, *, title: str = "", sort: str = OTHER, shows: str = "", note: str = ""
) -> Job[Attached]:
    """Attaches a file to a record, all of it in one transaction: stopped or failed, it leaves nothing.

    Raises `NotAllowed` for a photo of somebody who has not said yes to photos, and `UserProblem` for a file that is
    empty or too large.
    """

    def run(progress: Progress) -> Attached:
        with vault.reading() as session:
            kind, row = records.find(session, vault, record)
            circle = row.circle
        if kind.name == "attachment":
            raise UserProblem(_("Nothing can be attached to an attachment."), do=_("Attach it to the same record."))
        person = shows or (record if sort == PHOTO and can_show(vault.registry["attachment"], kind.name) else "")
        if person and sort == PHOTO:
            check_photo(vault, person)
        name = FileName().check(offered.name) or _NAMELESS
        values: dict[str, object] = {
            "of": record,
            "title": title.strip() or _title(name),
            "sort": sort,
            "shows": person or None,
            "note": note or None,
            "file": name,
            "media": _media(offered.picture, name),
        }
        try:
            made = _keep(vault, offered, values, circle, progress)
        except BaseException:
            with suppress(Problem):  # What was rolled back has made the write-ahead log as large as the file.
                vault.database.checkpoint()
            raise
        chunks.tidy(vault)
        return made

    return Job(_("Attach {file}").format(file=one_line(offered.name)), run)


def _keep(vault: Vault, offered: Offered, values: dict[str, object], circle: str, progress: Progress) -> Attached:
    def told(done: int) -> None:
        progress.check()
        progress.step(done, max(offered.size, done), _("Reading and encrypting"))

    with offered.open() as stream, refusals(), vault.writing() as writing:
        kept = chunks.keep(writing.connection, stream, told)
        whole = {**values, "size": kept.size, "content": kept.digest.hex()}
        label = _("Attach {title}").format(title=values["title"])
        changed = vault.apply_in(writing, [Add("attachment", whole, circle)], label)
        progress.check()
    return Attached(changed, changed.added[0], kept.size, kept.chunks, kept.shared)


def _title(name: str) -> str:
    """Give a title for who gives none: the file's name without its ending."""
    stem = name.rpartition(".")[0] or name
    return one_line(stem.replace("_", " "))[:_TITLE_LETTERS].strip() or name[:_TITLE_LETTERS]


def _media(picture: str, name: str) -> str:
    """Give the type of a file: of a picture by its bytes, else by what its name ends in, the same on every computer."""
    if picture:
        return image_metadata.MEDIA[picture]
    return mimetypes.MimeTypes(filenames=()).guess_type(os.fspath(name))[0] or _UNKNOWN


def check_photo(vault: Vault, person: str) -> None:
    """Raise `NotAllowed` unless somebody says yes to photos of them today."""
    said = said_to_photos(vault, person)
    if said.yes:
        return
    with vault.reading() as session:
        kind, row = records.find(session, vault, person)
        name = kind.title_of(row)
    if said.ended is None:
        what = _("{name} has not said yes to photos.")
    elif said.withdrawn:
        what = _("{name} took back their yes to photos on {day}.")
    else:
        what = _("The yes of {name} to photos held until {day}.")
    raise NotAllowed(
        what.format(name=name, day=format_day(said.ended) if said.ended else ""),
        kept=_("Nothing was attached."),
        do=_("Ask them first. If they say yes, note it on their card under Consents, then attach the photo."),
    )


def said_to_photos(vault: Vault, person: str) -> Answer:
    """Tell what somebody says to photos of them, as of today."""
    with vault.reading() as session:
        consents = session.exec(select(Consent).where(Consent.person == person)).all()
        return answer(consents, FOR_PHOTOS, group.today(vault))


# -- what is attached


def of(vault: Vault, record: str) -> list[AttachmentItem]:
    """Tell what is attached to a record, in the order in which it was."""
    return _items(vault, record)


def every(vault: Vault) -> list[AttachmentItem]:
    """Everything that is attached to anything."""
    return _items(vault, "")


def _items(vault: Vault, record: str) -> list[AttachmentItem]:
    with vault.reading() as session:
        statement = select(Attachment)
        if record:
            statement = statement.where(Attachment.of == record)
        rows = session.exec(statement).all()
        titles = Titles.within(vault, session)
        titles.fetch("person", filter(None, (row.shows for row in rows)))
        for owned in {row.of for row in rows if row.of}:
            kind = records.kind_of_record(vault, owned)
            if kind is not None:
                titles.fetch(kind.name, [owned])
        here = presences(vault, rows)
        return [_item(row, titles, here[row.id]) for row in rows]


def _item(row: Attachment, titles: Titles, presence: Presence) -> AttachmentItem:
    """Fields may be missing from what another version of the program wrote."""
    return AttachmentItem(
        id=row.id,
        of=row.of or "",
        belongs=titles.of(row.of or ""),
        title=row.title or row.file or _("(without a title)"),
        sort=row.sort or OTHER,
        file=row.file or _NAMELESS,
        media=row.media or _UNKNOWN,
        size=row.size or 0,
        note=row.note or "",
        shows=row.shows or "",
        who=titles.of(row.shows) if row.shows else "",
        content=row.content or "",
        presence=presence,
    )


def owner(vault: Vault, attachment: str) -> tuple[str, str]:
    """Kind and id of the record that something is attached to; raises `NotFound` if either is not here."""
    row = found(vault, attachment)
    kind = records.kind_of_record(vault, row.of or "")
    if kind is None:
        raise NotFound(_("What this is attached to is not on this laptop."))
    return kind.name, row.of


# -- its bytes


def content(vault: Vault, attachment: str, progress: Progress | None = None) -> Generator[bytes]:
    """Give the bytes of an attachment in chunks, each compared with its name; raises `NotHere` or `BadAttachment`."""
    progress, row, done = progress or Progress(), found(vault, attachment), 0
    with vault.database.read() as connection:
        for chunk in chunks.content(connection, bytes.fromhex(row.content or "")):
            progress.check()
            done += len(chunk)
            progress.step(done, max(row.size or 0, done), _("Decrypting"))
            yield chunk


def picture(vault: Vault, attachment: str, most: int = LARGEST) -> bytes:
    """Give the bytes of an attachment that is a picture.

    Nothing for any other, and for one of more than `most` bytes.
    """
    row = found(vault, attachment)
    if not row.size or row.size > most:
        return b""
    with closing(content(vault, attachment)) as stream:
        first = next(stream)
        return first + b"".join(stream) if image_metadata.picture_in(first[: image_metadata.HEAD]) else b""


def read(vault: Vault, attachment: str) -> Job[bytes]:
    """Give the bytes of an attachment at once."""

    def run(progress: Progress) -> bytes:
        with closing(content(vault, attachment, progress)) as stream:
            return b"".join(stream)

    return Job(_("Save a copy"), run)


def save(vault: Vault, attachment: str, path: Path) -> Job[Path]:
    """Write a copy where a person wants it, which anybody can read who has it; nothing of it stays if that fails."""

    def run(progress: Progress) -> Path:
        with closing(content(vault, attachment, progress)) as stream:
            files.write_chunks(path, stream)
        return path

    return Job(_("Save a copy"), run)
