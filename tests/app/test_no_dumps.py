"""A program that crashes leaves nothing of its memory on the disk."""

from __future__ import annotations

import signal
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from types import SimpleNamespace

import pytest

from app import no_dumps

_CRASH = """
import resource, sys
soft, hard = resource.getrlimit(resource.RLIMIT_CORE)
resource.setrlimit(resource.RLIMIT_CORE, (hard, hard))
from app.main import main
import ctypes, os
if sys.argv[1] == "ours":
    try:
        main(["status", "--help"])
    finally:
        pass
dumpable = ctypes.CDLL(None).prctl(3, 0, 0, 0, 0)
print("dumpable", dumpable, "limit", resource.getrlimit(resource.RLIMIT_CORE), flush=True)
secret = "a passphrase that " + "nobody may see"
os.abort()
"""


@pytest.mark.skipif(sys.platform != "linux", reason="prctl is of Linux")
def test_a_child_that_is_crashed_on_purpose_leaves_no_core(tmp_path: Path):
    root = Path(__file__).parents[2]
    ended = {
        who: subprocess.run(
            [sys.executable, "-X", "utf8", "-c", f"import sys; sys.path.insert(0, {str(root)!r})\n{_CRASH}", who],
            cwd=tmp_path, capture_output=True, text=True, timeout=60, check=False,
        )
        for who in ("ours", "another")
    }  # fmt: skip
    assert {each.returncode for each in ended.values()} == {-signal.SIGABRT}
    assert "dumpable 0 limit (0, 0)" in ended["ours"].stdout
    assert "dumpable 1" in ended["another"].stdout, "the system would have dumped it"
    for path in tmp_path.rglob("*"):
        if path.name.startswith("core"):
            path.unlink()  # That of the other child, where the system writes any.
    again = subprocess.run(
        [sys.executable, "-X", "utf8", "-c", f"import sys; sys.path.insert(0, {str(root)!r})\n{_CRASH}", "ours"],
        cwd=tmp_path, capture_output=True, text=True, timeout=60, check=False,
    )  # fmt: skip
    assert again.returncode == -signal.SIGABRT
    assert list(tmp_path.iterdir()) == []


class Library:
    """A library of Windows, as far as it notes how it is called."""

    def __init__(self) -> None:
        self.called: dict[str, int] = {}

    def __getattr__(self, name: str) -> Callable[[int], None]:
        return lambda flags: self.called.update({name: flags})


def test_windows_is_told_to_report_nothing():
    both = SimpleNamespace(kernel32=Library(), wer=Library())
    no_dumps.silence_reports(both)
    assert (both.kernel32.called, both.wer.called) == ({"SetErrorMode": 3}, {"WerSetFlags": 1})
    old = SimpleNamespace(kernel32=Library())
    no_dumps.silence_reports(old)
    assert old.kernel32.called == {"SetErrorMode": 3}
