"""The verbs of the library."""

from __future__ import annotations

from app.capabilities.library.cli_documents import DOCUMENT_COMMANDS
from app.capabilities.library.cli_interests import INTEREST_COMMANDS
from app.capabilities.library.cli_map import MAP_COMMANDS
from app.capabilities.library.cli_notes import NOTE_COMMANDS
from app.capabilities.library.cli_rounds import ROUND_COMMANDS
from app.capabilities.library.cli_study import STUDY_COMMANDS
from app.i18n import N_

SECTION = N_("Library")

COMMANDS = (*DOCUMENT_COMMANDS, *NOTE_COMMANDS, *ROUND_COMMANDS, *MAP_COMMANDS, *STUDY_COMMANDS, *INTEREST_COMMANDS)
