"""Every page of the window drawn, with each size of sample data in each mode, from the first page to the last."""

from __future__ import annotations

import tempfile
from collections.abc import Sequence
from pathlib import Path

from app.records.registry import Registry
from app.services.demo.sample import SizeName
from app.services.vaults.vaults import Environment
from ui.gallery.library_tour import tour_library
from ui.gallery.pictures import MODES
from ui.gallery.stage import set_stage
from ui.gallery.switchboard_tour import tour_switchboard
from ui.gallery.tour import Nobody, Tour
from ui.shell.session import WindowSession
from ui.shell.start import RESOURCES, application, rooms_of
from ui.theme.theme import Mode, Theme


def draw_all(
    out: Path, environment: Environment, registry: Registry, *, sizes: Sequence[SizeName] = ("small", "typical")
) -> list[Path]:
    """Draw every page, with each size of sample data in a folder of its own; give the files."""
    return [file for mode in MODES for size in sizes for file in draw(out / size, environment, registry, size, mode)]


def draw(out: Path, environment: Environment, registry: Registry, size: SizeName, mode: Mode) -> list[Path]:
    """Draw into a folder; the vaults are made in a temporary one and deleted again.

    Each mode has a window of its own: to dress a window with all its rooms anew takes a second.
    """
    app = application()
    theme = app.findChild(Theme) or Theme(app, mode, scale=1.0)
    theme.set_mode(mode)
    with tempfile.TemporaryDirectory(prefix="switchboard-pictures-") as folder:
        stage = set_stage(Path(folder), registry, environment, size)
        session = WindowSession(stage.laptop("Ann"), lambda: registry, rooms_of, RESOURCES / "sheets", Nobody())
        tour = Tour(session, stage, theme, out, mode)
        try:
            tour.gate()
            tour.enter()
            shown = (tour.rooms, tour.projects, tour.forms, tour.funds, tour.trust, tour.exchange, tour.paper)
            for part in (*shown, tour.importing):
                part()
            tour_library(tour)
            tour_switchboard(tour)
        finally:
            session.window.close()
            session.window.deleteLater()
    return tour.made
