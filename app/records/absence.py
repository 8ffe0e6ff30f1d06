"""What stands for the title of a record that is not here."""

from __future__ import annotations

from enum import Enum, auto
from typing import Self

from app.i18n import _


class Absent(Enum):
    """Why a record is not here."""

    ERASED = auto()
    NOT_SHARED = auto()
    NOT_HERE = auto()


class AbsentTitle(str):
    """Words in the place of a title, which know why they stand there."""

    __slots__ = ("reason",)
    reason: Absent

    def __new__(cls, reason: Absent, text: str) -> Self:
        """Say it in these words."""
        made = super().__new__(cls, text)
        made.reason = reason
        return made

    def __deepcopy__(self, _memo: object) -> Self:
        """Give itself: nothing of it changes."""
        return self


def erased() -> AbsentTitle:
    """Say that it was erased for good."""
    return AbsentTitle(Absent.ERASED, _("(erased)"))


def not_shared() -> AbsentTitle:
    """Say that it may be in a circle of others."""
    return AbsentTitle(Absent.NOT_SHARED, _("(not shared with you)"))


def not_here() -> AbsentTitle:
    """Say that it has not come yet, or was never made."""
    return AbsentTitle(Absent.NOT_HERE, _("(not here)"))
