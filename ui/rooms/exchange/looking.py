"""Looking into a bundle: the file read, opened, and compared with what is here. Runs on the vault's thread."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from app.i18n import _
from app.services import exchange, files, records
from app.services.exchange import Taken
from app.services.job import Job, Progress
from app.services.records import Query
from ui.frame.desk import Vault
from ui.rooms.exchange.words import DELETED


@dataclass(frozen=True, slots=True)
class Looked:
    """A bundle's bytes, what taking them would do, and how many records there are of the kinds of which it deletes."""

    data: bytes
    taken: Taken
    known: int


def look_into(vault: Vault, path: Path) -> Job[Looked]:
    """Give the work of looking; nothing is kept of it."""

    def run(progress: Progress) -> Looked:
        data = files.read(path, progress)
        taken = exchange.look_into(vault, data).run(progress)
        kinds = {change.kind for change in taken.changes if change.what == DELETED}
        known = sum(records.page(vault, kind, Query(), 0, 1).total for kind in kinds)
        return Looked(data, taken, known)

    return Job(_("Look into the bundle"), run)
