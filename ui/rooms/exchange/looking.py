"""Looking into a bundle: the file read, opened, and compared with what is here. Runs on the vault's thread."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from app.i18n import _
from app.services import exchange, files
from app.services.exchange import Taken
from app.services.job import Job, Progress
from app.services.losses import Loss, losses_of
from ui.frame.desk import Vault


@dataclass(frozen=True, slots=True)
class Looked:
    """A bundle's bytes, what taking them would do, and what would be deleted of how much."""

    data: bytes
    taken: Taken
    losses: tuple[Loss, ...]


def look_into(vault: Vault, source: Path | bytes) -> Job[Looked]:
    """Give the work of looking into a file, or into what was read from codes; nothing is kept of it."""

    def run(progress: Progress) -> Looked:
        data = source if isinstance(source, bytes) else files.read(source, progress)
        taken = exchange.look_into(vault, data).run(progress)
        return Looked(data, taken, losses_of(vault, taken))

    return Job(_("Look into the bundle"), run)
