"""What went wrong, in words a person can act on, told apart from a mistake of ours."""

from __future__ import annotations

from enum import Enum, auto

from app.i18n import N_, _


class Problem(Exception):
    """Something that stopped the work: what happened, what is safe, and what to do now.

    ``what`` and ``do`` are whole sentences, already translated; ``kept`` says what was not lost.
    """

    def __init__(self, what: str, *, kept: str = "", do: str = "") -> None:
        """Hold the three sentences apart, because the window lays them out apart."""
        self.what = what
        self.kept = kept
        self.do = do
        super().__init__(what, kept, do)

    def __str__(self) -> str:
        """Join the sentences for the command line, which has one line."""
        return " ".join(sentence for sentence in (self.what, self.kept, self.do) if sentence)


class UserProblem(Problem):
    """Your input or the vault is the cause: exit status 1, and there is something you can do."""


class Bug(Problem):
    """A mistake of ours, which nobody can work around: it says how to report it."""

    REPORT = N_("This is a mistake in the program. Please send us the report from Help, Report a problem.")

    def __init__(self, what: str, *, kept: str = "", do: str = "") -> None:
        """Ask for a report unless the one who raises it knows something better."""
        super().__init__(what, kept=kept, do=do or _(self.REPORT))


class NotAVault(UserProblem):
    """The folder holds no vault, or one made by a program newer than this."""


class VaultExists(UserProblem):
    """A vault would be made where there is one already."""


class VaultInUse(UserProblem):
    """Another window or command has this vault open."""


class VaultDamaged(UserProblem):
    """Something in the vault's folder does not verify; a copy or another laptop can heal it."""


class WrongPassphrase(UserProblem):
    """The passphrase or the recovery code opens none of the vault's key slots."""


class DiskFull(UserProblem):
    """There was no room to write; what was there before is untouched."""


class NotFound(UserProblem):
    """There is no such record, member, sheet or file."""


class NotAllowed(UserProblem):
    """The member's role or circle does not reach this far."""


class WrongValue(UserProblem, ValueError):
    """A value did not pass the door; ``field`` names the attribute, or is empty for the whole record."""

    def __init__(self, what: str, *, field: str = "", kept: str = "", do: str = "") -> None:
        """Remember the field, so that a form can show the sentence beside its editor."""
        super().__init__(what, kept=kept, do=do)
        self.field = field


class ChangedSince(UserProblem):
    """An action cannot simply be undone, because what it wrote was changed by somebody since."""


class NothingToUndo(UserProblem):
    """The pile of actions to undo, or to redo, is empty."""


class Refusal(Enum):
    """Whether a bundle that was refused is of use elsewhere, or later, or not at all."""

    USELESS = auto()
    FOR_OTHERS = auto()
    TOO_EARLY = auto()
    NEEDS_MEMORY = auto()


class BadBundle(UserProblem):
    """A bundle or admission file cannot be read or does not verify; nothing of it was taken."""

    def __init__(self, what: str, *, kept: str = "", do: str = "", reason: Refusal = Refusal.USELESS) -> None:
        """Remember why, for whoever has several of them."""
        super().__init__(what, kept=kept, do=do)
        self.reason = reason
