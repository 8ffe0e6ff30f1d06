"""How much memory this computer can still give: the least of what the system, its limits and its containers say."""

from __future__ import annotations

import os
import sys
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path

UNKNOWN = 1 << 62
_CGROUP = Path("/sys/fs/cgroup")
_MEMINFO = Path("/proc/meminfo")
_ADDRESSES = Path("/proc/self/statm")


def available() -> int:
    """Bytes that this program can still take; `UNKNOWN` where nobody says."""
    return min(_windows() if sys.platform == "win32" else _unix(), default=UNKNOWN)


def _unix() -> Iterator[int]:
    with suppress(OSError):
        yield from meminfo(_MEMINFO.read_text("ascii"))
    with suppress(OSError, ValueError):
        most = (_CGROUP / "memory.max").read_text("ascii").strip()
        if most != "max":
            yield max(int(most) - int((_CGROUP / "memory.current").read_text("ascii")), 0)
    yield from _limited()
    if sys.platform == "darwin":  # It does not say what is free; half of all there is may be taken.
        yield os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES") // 2


def meminfo(text: str) -> Iterator[int]:
    """Tell what Linux says to be available (proc(5))."""
    for line in text.splitlines():
        name, _colon, rest = line.partition(":")
        if name == "MemAvailable" and rest.split()[1:] == ["kB"]:
            yield int(rest.split()[0]) << 10


def _limited() -> Iterator[int]:
    """Tell what a limit on the program's addresses leaves (`ulimit -v`)."""
    if sys.platform == "win32":
        return
    import resource

    limit = resource.getrlimit(resource.RLIMIT_AS)[0]
    if limit != resource.RLIM_INFINITY:
        used = 0
        with suppress(OSError, ValueError, IndexError):
            used = int(_ADDRESSES.read_text("ascii").split()[0]) * os.sysconf("SC_PAGE_SIZE")
        yield max(limit - used, 0)


def _windows() -> Iterator[int]:
    """Tell what GlobalMemoryStatusEx says; its structure is two integers of 4 bytes and seven of 8."""
    import ctypes

    library = getattr(ctypes, "windll", None)
    status = (ctypes.c_uint64 * 8)()
    ctypes.cast(status, ctypes.POINTER(ctypes.c_uint32))[0] = ctypes.sizeof(status)
    if library is not None and library.kernel32.GlobalMemoryStatusEx(status):
        yield int(status[2])
