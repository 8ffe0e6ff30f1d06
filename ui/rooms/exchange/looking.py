"""Looking into a bundle: the file read, opened, and compared with what is here. Runs on the vault's thread."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from app.i18n import _
from app.services import files
from app.services.exchange import exchange
from app.services.exchange.deletion_guard import Loss, losses_of
from app.services.exchange.exchange import TakenBundle
from app.services.jobs import Job, Progress
from ui.frame.desk import Vault


@dataclass(frozen=True, slots=True)
class LookedBundle:
    """A bundle's bytes, what taking them would do, and what would be deleted of how much."""

    data: bytes
    taken: TakenBundle
    losses: tuple[Loss, ...]


def look_into(vault: Vault, source: Path | bytes) -> Job[LookedBundle]:
    """Give the work of looking into a file, or into what was read from codes; nothing is kept of it."""

    def run(progress: Progress) -> LookedBundle:
        data = source if isinstance(source, bytes) else files.read(source, progress)
        taken = exchange.look_into(vault, data).run(progress)
        return LookedBundle(data, taken, losses_of(vault, taken))

    return Job(_("Look into the bundle"), run)
