"""Files that come with the rows of a list: values that are too long for a field, and pictures of those who said yes."""

from __future__ import annotations

import io
import mimetypes
from collections.abc import Iterator, Sequence
from dataclasses import replace

from sqlmodel import Session, select

from app.i18n import _
from app.records.attachments import OTHER, PHOTO, Attachment, FileName
from app.records.changes import Add
from app.records.consents import PHOTO as FOR_PHOTOS
from app.records.consents import Consent, answer
from app.services.attachments import image_metadata
from app.services.settings import group
from app.services.tables.planned import PlannedRecord
from app.services.tables.tabular import Enclosed
from app.services.tables.updates import FieldUpdate, RowUpdate
from app.storage.vault import chunks
from app.storage.vault.vault import Vault, Writing

_TITLE = 120
_UNKNOWN = "application/octet-stream"


def with_files(vault: Vault, session: Session, updates: Sequence[RowUpdate]) -> list[RowUpdate]:
    """Add to what rows would change the files that are not attached yet: pictures where somebody says yes today."""
    found: list[RowUpdate] = []
    for each in updates:
        files = [file for file in each.row.files if file.data]
        if files:
            there = _attached(session, each.record)
            yes = any(file.of_them for file in files) and _says_yes(vault, session, each.record)
            new = [file for file in files if (file.name, len(file.data)) not in there and (yes or not file.of_them)]
            label = _("Attachment")
            more = (FieldUpdate("attachment", label, "", file.name, {}, kind="attachment", file=file) for file in new)
            found.append(replace(each, fields=(*each.fields, *more)))
        else:
            found.append(each)
    return found


def _says_yes(vault: Vault, session: Session, person: str) -> bool:
    """Say whether somebody says yes to photos of them today."""
    if "consent" not in vault.registry:
        return False
    consents = session.exec(select(Consent).where(Consent.person == person)).all()
    return answer(consents, FOR_PHOTOS, group.today(vault)).yes


def _attached(session: Session, record: str) -> set[tuple[str, int]]:
    """Give name and size of what is attached to a record already."""
    rows = session.exec(select(Attachment).where(Attachment.of == record)).all()
    return {(row.file or "", row.size or 0) for row in rows}


def wanted(row: PlannedRecord, *, photos: bool) -> Sequence[Enclosed]:
    """Give the files of a row that are kept: those that show somebody only where they said yes to that."""
    return [file for file in row.files if file.data and (photos or not file.of_them)]


def additions(vault: Vault, writing: Writing, record: str, files: Sequence[Enclosed], circle: str) -> Iterator[Add]:
    """Keep files in an open transaction, and give what attaches them to a record."""
    for file in files:
        kept = chunks.keep(writing.connection, io.BytesIO(file.data), lambda _done: None)
        name = FileName().check(file.name) or "file"
        picture = image_metadata.picture_in(file.data[: image_metadata.HEAD])
        media = image_metadata.MEDIA[picture] if picture else mimetypes.MimeTypes(filenames=()).guess_type(name)[0]
        photo = file.of_them and bool(picture)
        values: dict[str, object] = {
            "of": record,
            "title": (name.rpartition(".")[0] or name)[:_TITLE],
            "sort": PHOTO if photo else OTHER,
            "shows": record if photo and "person" in vault.registry else None,
            "file": name,
            "media": media or _UNKNOWN,
            "size": kept.size,
            "content": kept.digest.hex(),
        }
        yield Add("attachment", values, circle)
