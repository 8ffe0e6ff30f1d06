"""`NOTICED.md`: which test noticed each fault when it was last tried, kept for people and for the next run."""

from __future__ import annotations

import re
from collections.abc import Mapping
from pathlib import Path

from tests.mutants.mutants import MUTANTS

FILE = Path(__file__).with_name("NOTICED.md")
HEAD = """# Which test notices which fault

Written by `./check mutants keep`; the next run asks these tests first. Every test fails with the fault and passes without
it. A fault that is not listed was not noticed when it was last tried, or has not been tried yet.
"""
_LINE = re.compile(r"^- (?P<name>[^:]+): `(?P<test>[^`]+)`", re.MULTILINE)


def read(file: Path = FILE) -> dict[str, str]:
    """Give the test of each fault by its name."""
    text = file.read_text("utf-8") if file.exists() else ""
    return {found["name"]: found["test"] for found in _LINE.finditer(text)}


def write(noticed: Mapping[str, str], file: Path = FILE) -> None:
    """List them by module, in the order of the faults; what is no fault any more goes."""
    lines = [HEAD]
    for module in dict.fromkeys(each.file for each in MUTANTS):
        here = [each.name for each in MUTANTS if each.file == module and each.name in noticed]
        lines += [f"## {module}\n", *(f"- {name}: `{noticed[name]}`" for name in here), ""] if here else []
    file.write_text("\n".join(lines).rstrip() + "\n", "utf-8")
