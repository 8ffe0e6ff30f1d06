"""A report of a mistake of ours that can be sent to us: where it happened, and nothing about anybody."""

from __future__ import annotations

import platform
import sys
import traceback
from pathlib import PurePath

import PySide6

from app.i18n import N_, _
from app.problems import Bug

_HERE = ("app", "ui", "sync")


class UnexpectedBug(Bug):
    """An exception nobody foresaw; `report` says where, with neither values nor paths nor messages."""

    WHAT = N_("Something went wrong that we did not foresee.")
    KEPT = N_("What you did before is kept; this last step may not be.")

    def __init__(self, error: BaseException) -> None:
        """Write the report while the traceback is there."""
        super().__init__(_(self.WHAT), kept=_(self.KEPT), do=_("Copy the report and send it to us."))
        self.report = report_of(error)


def report_of(error: BaseException) -> str:
    """Write where an exception came from.

    Messages are left out, because they may quote what somebody typed; so are the folders of files, because
    they name the person's account.
    """
    lines = [
        f"Python {platform.python_version()}, Qt {PySide6.__version__}, {platform.system()} {platform.machine()}",
        f"{sys.implementation.name}",
    ]
    each: BaseException | None = error
    while each is not None:
        lines.append(f"{type(each).__module__}.{type(each).__qualname__}")
        lines += [
            f"  {_short(frame.filename)}:{frame.lineno} in {frame.name}"
            for frame in traceback.extract_tb(each.__traceback__)
        ]
        each = each.__cause__ or (None if each.__suppress_context__ else each.__context__)
        if each is not None:
            lines.append("caused by")
    return "\n".join(lines)


def _short(filename: str) -> str:
    """Keep of a path what is ours, or the package and file of somebody else's."""
    parts = PurePath(filename).parts
    for start in range(len(parts) - 1, -1, -1):
        if parts[start] in _HERE:
            return "/".join(parts[start:])
    return "/".join(parts[-2:])
