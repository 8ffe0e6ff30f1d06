"""The README shows commands that exist."""

import re
import subprocess
import sys
from pathlib import Path


def test_every_command_of_the_readme_exists(root: Path):
    shown = set(
        re.findall(r"^\s*\$?\s*\./switchboard +([a-z]+)", (root / "README.md").read_text("utf-8"), re.MULTILINE)
    )
    asked = subprocess.run(
        [sys.executable, "-m", "app", "--help"], cwd=root, text=True, capture_output=True, check=True, timeout=60
    )
    offered = set(re.findall(r"^[\s│|]*([a-z]+)\b", asked.stdout, re.MULTILINE))
    assert shown, "the README shows no command at all"
    assert shown - offered == set()


def test_the_two_commands_are_in_the_readme(root: Path):
    text = (root / "README.md").read_text("utf-8")
    assert "./switchboard demo" in text
    assert "./check" in text
