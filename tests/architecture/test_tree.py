"""What the house asks of every file: short, described, in the right room, and naming no machine of ours."""

import ast
import os
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

LONGEST = 500
VAGUE = {"common.py", "helpers.py", "misc.py", "util.py", "utils.py"}

# Switchboard neither listens nor calls: what could is not imported at all.
NETWORK = {
    "aiohttp", "ftplib", "http.client", "http.server", "httpx", "imaplib", "poplib", "requests", "smtplib",
    "socket", "socketserver", "ssl", "telnetlib", "urllib.request", "urllib3", "webbrowser", "websockets", "xmlrpc",
}  # fmt: skip
NETWORK_QT = {"QAbstractSocket", "QNetworkAccessManager", "QSctpServer", "QSslServer", "QTcpServer", "QUdpSocket"}
NETWORK_QT |= {"QSslSocket", "QTcpSocket", "QtHttpServer", "QtWebSockets"}

# Written in two halves, so that this file does not hold what it looks for.
OF_A_REGISTRY = ("py" + "pi.org", "python" + "hosted.org", "npm" + "js.org", "npm" + "js.com", "yarn" + "pkg.com")
OF_THIS_MACHINE = (r"(?<![\w.-])/" + r"work/(main|shared)\b", r"(?<![\w.-])/" + r"root/", r"/home/" + r"\w+/")


def test_every_module_is_short(modules: list[Path], root: Path):
    lengths = {str(file.relative_to(root)): len(file.read_text("utf-8").splitlines()) for file in modules}
    assert {file: length for file, length in lengths.items() if length > LONGEST} == {}


@pytest.mark.long
def test_every_module_says_what_it_is_for(modules: list[Path], root: Path):
    silent = [
        str(file.relative_to(root))
        for file in modules
        if (tree := ast.parse(file.read_bytes())).body and not ast.get_docstring(tree)
    ]
    assert silent == []


def test_no_module_is_a_drawer_for_odds_and_ends(modules: list[Path]):
    assert [str(file) for file in modules if file.name in VAGUE] == []


@pytest.mark.long
@pytest.mark.parametrize("room", ["app", "sync", "ui"])
def test_no_module_can_use_the_network(room: str, modules: list[Path], root: Path):
    found = {
        f"{file.relative_to(root)}: {name}"
        for file in modules
        if file.is_relative_to(root / room)
        for name in imported(ast.parse(file.read_bytes()))
        if any(name == banned or name.startswith(banned + ".") for banned in NETWORK)
        or not NETWORK_QT.isdisjoint(name.split("."))
    }
    assert found == set()


def imported(tree: ast.AST) -> Iterator[str]:
    """Every name that a module imports, with dots: `urllib.request` and `PySide6.QtNetwork.QTcpServer` alike."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            yield from (f"{node.module}.{alias.name}" for alias in node.names)
        elif isinstance(node, ast.Attribute):
            yield node.attr


@pytest.mark.long
def test_no_file_names_a_registry_or_a_machine(files: list[Path], root: Path):
    wanted = re.compile("|".join([*map(re.escape, OF_A_REGISTRY), *OF_THIS_MACHINE]))
    found = [
        f"{file.relative_to(root)}: {match[0]}"
        for file in files
        if (match := wanted.search(file.read_bytes().decode("utf-8", "replace")))
    ]
    assert found == []


@pytest.mark.skipif(os.name == "nt", reason="Windows starts the .cmd files instead")
@pytest.mark.parametrize("command", ["switchboard", "check", ".ci/run"])
def test_the_commands_can_be_started(command: str, root: Path):
    assert os.access(root / command, os.X_OK)
