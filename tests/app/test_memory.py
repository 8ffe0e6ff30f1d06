"""What is in the memory of a program whose vault was locked, and on the disk after it crashed with one open."""

from __future__ import annotations

import os
import secrets
import signal
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest

from app.storage import opening
from tests.group import declared, environment

ROOT = Path(__file__).parents[2]
_CHILD = """
import ctypes, gc, os, sys
from pathlib import Path
from app.no_dumps import forbid_dumps
from app.problems import VaultDamaged
from app.services.vaults import keys
from app.storage import opening
from tests.group import declared, environment

folder, computer, passphrase, how = sys.argv[1:]
ctypes.CDLL(None).prctl(0x59616D61, ctypes.c_ulong(-1), 0, 0, 0)  # PR_SET_PTRACER: the test may look.

def everything_else():
    computer_ = environment(Path(computer))
    word, new = Path(passphrase).read_text(), Path(passphrase).read_text()[::-1]
    opening.create_vault(Path(folder + " two"), word, "Kitchen table", "Ann", declared(), computer_)[0].close()
    vault = opening.open_vault(Path(folder), word, declared(), computer_)
    keys.check_passphrase(vault, word)
    code = keys.draw_code(vault)
    keys.use_code(vault, code)
    keys.check_code(vault, code)
    keys.use_shares(vault, keys.draw_shares(vault, 2, 3))
    keys.change_passphrase(vault, word, new)
    keys.change_passphrase(vault, new, word, rekey=keys.draw_code(vault))
    vault.close()
    broken = Path(folder) / "vault.db"
    whole = broken.read_bytes()
    broken.write_bytes(whole[:5000] + bytes([whole[5000] ^ 1]) + whole[5001:])
    try:
        opening.open_vault(Path(folder), word, declared(), computer_)
    except VaultDamaged:
        print("damaged")
    broken.write_bytes(whole)

def work():
    if how == "else":
        return everything_else()
    vault = opening.open_vault(Path(folder), Path(passphrase).read_text(), declared(), environment(Path(computer)))
    if how == "crash":
        forbid_dumps()
        os.abort()
    print("open", flush=True)
    sys.stdin.readline()
    vault.close()

work()
gc.collect()
print("locked", flush=True)
sys.stdin.readline()
"""
pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="only Linux shows a process's memory as a file")


@dataclass
class Secrets:
    """A vault with what opens it; the needles are copies, because those of the vault are overwritten."""

    root: Path
    needles: dict[str, bytes]

    def child(self, how: str) -> subprocess.Popen[str]:
        words = (self.root / "vault", self.root / "computer", self.root / "passphrase", how)
        return subprocess.Popen(
            [sys.executable, "-X", "utf8", "-c", _CHILD, *map(str, words)],
            stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True, cwd=self.root,
            env={**os.environ, "PYTHONPATH": str(ROOT)},
        )  # fmt: skip

    def found_in(self, process: int) -> dict[str, int]:
        """How often each is in what a process may write to."""
        found = dict.fromkeys(self.needles, 0)
        for data in memory_of(process):
            for name, needle in self.needles.items():
                found[name] += data.count(needle)
        return found


def memory_of(process: int) -> Iterator[bytes]:
    lines = Path(f"/proc/{process}/maps").read_text("ascii").splitlines()
    with Path(f"/proc/{process}/mem").open("rb", buffering=0) as memory:
        for line in lines:
            span, mode = line.split()[:2]
            start, end = (int(each, 16) for each in span.split("-"))
            if mode.startswith("rw") and "[v" not in line:
                memory.seek(start)
                yield memory.read(end - start)


@pytest.fixture
def known(tmp_path: Path) -> Secrets:
    passphrase = "unmistakable " + secrets.token_hex(8)
    (tmp_path / "passphrase").write_text(passphrase, "utf-8")
    vault, _code = opening.create_vault(
        tmp_path / "vault", passphrase, "Kitchen table", "Ann", declared(), environment(tmp_path / "computer")
    )
    key = vault.database.key
    needles = {"the key": key, "its digits": key.hex().encode(), "the passphrase": passphrase.encode()}
    vault.close()
    return Secrets(tmp_path, needles)


@pytest.mark.long
def test_locking_overwrites_the_key(known: Secrets):
    with known.child("lock") as child:
        assert child.stdin is not None
        assert child.stdout is not None
        assert child.stdout.readline() == "open\n"
        while_open = known.found_in(child.pid)
        child.stdin.write("\n")
        child.stdin.flush()
        assert child.stdout.readline() == "locked\n"
        locked = known.found_in(child.pid)
        child.stdin.write("\n")
        child.stdin.flush()
    assert while_open["the key"] > 0, "the search finds what is there"
    assert (locked["the key"], locked["its digits"]) == (0, 0)
    # The text, and the buffer that it was read from here, are for Python to free: SECURITY.md says so.
    assert locked["the passphrase"] <= 2


@pytest.mark.long
def test_nothing_else_that_is_done_with_a_vault_leaves_its_key_behind(known: Secrets):
    """Made, damaged, asked for its passphrase or code, with shares, a new passphrase and a new key: all of it once."""
    passphrase = (known.root / "passphrase").read_text("utf-8")
    with known.child("else") as child:
        assert child.stdin is not None
        assert child.stdout is not None
        assert [child.stdout.readline() for _ in range(2)] == ["damaged\n", "locked\n"]
        for name in ("vault", "vault two"):
            vault = opening.open_vault(known.root / name, passphrase, declared(), environment(known.root / "computer"))
            known.needles[f"the key of {name}"] = vault.database.key
            vault.close()
        left = known.found_in(child.pid)
        child.stdin.write("\n")
        child.stdin.flush()
    assert {name: count for name, count in left.items() if "key" in name and count} == {}


@pytest.mark.long
def test_a_crash_with_an_open_vault_leaves_nothing_on_the_disk(known: Secrets):
    with known.child("crash") as child:
        pass
    assert child.returncode == -signal.SIGABRT
    (known.root / "passphrase").unlink()
    for path in known.root.rglob("*"):
        data = path.read_bytes() if path.is_file() else b""
        assert not [name for name, needle in known.needles.items() if needle in data], path
