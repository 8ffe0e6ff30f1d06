"""Both directions with another implementation: typage, npm's `age-encryption`, by an author of age.

`tests/node.py` installs it.
"""

from __future__ import annotations

import base64
import io
import json
import random
from collections.abc import Callable
from pathlib import Path

import pytest

from sync.primitives import age
from sync.primitives.age.payload import CHUNK
from tests import node as node_programs

SCRIPTS = Path(__file__).parent / "typage"
SIZES = [0, 1, 100, CHUNK - 1, CHUNK, CHUNK + 1, 3 * CHUNK, 200_000]

Answers = list[dict[str, str]]
Typage = Callable[[list[dict[str, object]]], Answers]


@pytest.fixture(scope="module")
def typage(tmp_path_factory: pytest.TempPathFactory) -> Typage:
    """Run jobs of typage.mjs in one Node.js process and give their answers."""
    node, folder = node_programs.installed(SCRIPTS, tmp_path_factory.mktemp("typage"))

    def run(jobs: list[dict[str, object]]) -> Answers:
        answers: Answers = json.loads(node_programs.run(node, folder / "typage.mjs", given=json.dumps(jobs)))
        return answers

    return run


def text(data: bytes) -> str:
    return base64.b64encode(data).decode("ascii")


def content(size: int) -> bytes:
    return random.Random(size).randbytes(size)


def seal(plaintext: bytes, *recipients: age.Recipient) -> bytes:
    return b"".join(age.encrypt(plaintext, recipients, random=random.Random(1).randbytes))


@pytest.mark.long
def test_both_derive_the_same_keys(typage: Typage) -> None:
    identities = [age.Identity(random.Random(seed).randbytes(32)) for seed in range(3)]
    made, *derived = typage(
        [{"job": "generate"}, *({"job": "recipient", "identity": each.to_text()} for each in identities)]
    )
    assert [answer["recipient"] for answer in derived] == [each.recipient().to_text() for each in identities]
    theirs = age.Identity.from_text(made["identity"])
    assert theirs.recipient().to_text() == made["recipient"]
    assert age.Recipient.from_text(made["recipient"]) == theirs.recipient()


@pytest.mark.long
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


@pytest.mark.long
def test_we_open_what_typage_makes(typage: Typage) -> None:
    identities = [age.Identity(bytes([seed]) * 32) for seed in range(3)]
    recipients = [each.recipient().to_text() for each in identities]
    answers = typage([{"job": "encrypt", "recipients": recipients, "plaintext": text(content(size))} for size in SIZES])
    for size, answer in zip(SIZES, answers, strict=True):
        for identity in identities:
            file = io.BytesIO(base64.b64decode(answer["file"]))
            assert b"".join(age.decrypt(file, [identity])) == content(size)


@pytest.mark.long
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
