"""The sorts of files that go from hand to hand, as file dialogs name them."""

from __future__ import annotations

from app.i18n import N_, _

BUNDLES = N_("Bundles (*.age)")
REQUESTS = N_("Join requests (*.request)")
ALL_FILES = N_("All files (*)")


def kinds(first: str) -> str:
    """Give the choices of a dialog that opens a file: a messenger may have given it another name."""
    return f"{_(first)};;{_(ALL_FILES)}"
