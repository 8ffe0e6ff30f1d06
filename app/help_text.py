"""The list of all commands as the program prints it, kept in a file so that asking for it imports no command.

`python -m app.help_text` writes the file anew; `tests/app/test_main.py` finds it out of date.
"""

from __future__ import annotations

import sys
from contextlib import redirect_stdout
from io import StringIO
from pathlib import Path

HELP = Path(__file__).resolve().parents[1] / "resources" / "help.txt"


def made() -> str:
    """Ask the commands themselves, at the width that the terminal gives."""
    from app.capabilities import commands
    from app.cli.program import program

    written = StringIO()
    with redirect_stdout(written):
        program(commands(), ["--help"])(["--help"], prog_name="switchboard", standalone_mode=False)
    return written.getvalue()


if __name__ == "__main__":
    HELP.write_text(made(), "utf-8", newline="\n")
    sys.stdout.write(f"{HELP}\n")
