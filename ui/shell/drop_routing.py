"""Files that are dropped or chosen, brought to the room that takes their sort."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, cast

from PySide6.QtCore import QObject, Signal

from app.i18n import _, ngettext
from app.problems import Problem, UserProblem

if TYPE_CHECKING:
    from ui.frame.desk import Desk
    from ui.frame.file_room import FileRoom
    from ui.frame.workplace import Workplace


class Bringing(QObject):
    """Looks what the files are, on the vault's thread, and goes to the room they are for."""

    problem = Signal(object)

    def bring(self, desk: Desk, workplace: Workplace, paths: Sequence[Path]) -> None:
        """Bring files, all of which have to be of one sort."""
        from app.services.exchange import dropped

        desk.ask(
            lambda _vault: [dropped.sort_of(path) for path in paths],
            lambda sorts: self._go(workplace, list(paths), sorts),
            failed=self.problem.emit,
        )

    def _go(self, workplace: Workplace, paths: list[Path], sorts: list[str]) -> None:
        """Go to the room, or say why there is none."""
        if len(set(sorts)) > 1:
            self.problem.emit(_mixed(paths))
            return
        key = _key_for(workplace, sorts[0])
        if not key:
            self.problem.emit(_unknown(paths[0]))
            return
        room = cast("FileRoom | None", workplace.built(key))
        if room is None:
            return
        if len(paths) == 1:
            if workplace.go(room.key):
                room.take_file(paths[0], sorts[0])
        elif sorts[0] not in room.takes_several:
            self.problem.emit(_one_at_a_time(paths))
        elif workplace.go(room.key):
            room.take_files(paths, sorts[0])


def _key_for(workplace: Workplace, sort: str) -> str:
    """Find the room that takes a sort of file, and prefer the one in sight; empty if there is none."""
    here, doors = workplace.room().key, workplace.rooms.doors
    keys = [here, *(key for key in doors if key != here)]
    return next((key for key in keys if sort in doors[key].takes), "")


def _mixed(paths: Sequence[Path]) -> Problem:
    return UserProblem(
        ngettext("This is {n} file.", "These are {n} files of several sorts.", len(paths)).format(n=len(paths)),
        kept=_("Nothing was read from them."),
        do=_("Drop bundles together, or pictures of codes; anything else one at a time."),
    )


def _one_at_a_time(paths: Sequence[Path]) -> Problem:
    return UserProblem(
        ngettext("This is {n} file.", "These are {n} files.", len(paths)).format(n=len(paths)),
        kept=_("Nothing was read from them."),
        do=_("Only bundles and pictures of codes can be dropped together. Drop these one at a time, please."),
    )


def _unknown(path: Path) -> Problem:
    return UserProblem(
        _("“{name}” is no bundle, join request, list or statement of a bank.").format(name=path.name),
        kept=_("Nothing was read from it."),
        do=_("Bundles end in .age, requests in .request, lists in .csv, .xlsx or .vcf, statements in .xml or .ofx."),
    )
