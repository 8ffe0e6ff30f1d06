"""Ends a process at one of the moments at which it asks the operating system to write: the kernel counts, nobody else.

The work runs in a child that is traced (`ptrace`), and is killed right before a system call that would change a file.
So each moment of a database, of its write-ahead log and of the small files beside it can be tried, without a word of
the program being changed. Linux on x86-64 only, and only where tracing one's own children is allowed.
"""

from __future__ import annotations

import ctypes
import os
import platform
import signal
import sys
import traceback
import warnings
from collections.abc import Callable

# From the kernel's table of calls for x86-64.
CALLS = {
    1: "write", 18: "pwrite64", 20: "writev", 74: "fsync", 75: "fdatasync", 77: "ftruncate", 82: "rename", 83: "mkdir",
    84: "rmdir", 87: "unlink", 263: "unlinkat", 264: "renameat", 316: "renameat2",
}  # fmt: skip
WRITES = frozenset({"write", "pwrite64", "writev"})
_TRACEME, _PEEKUSER, _SYSCALL, _SETOPTIONS = 0, 3, 24, 0x4200
_GOOD, _EXIT_KILL = 1, 0x100000
_ORIG_RAX = 15 * 8
_LONGEST = 150  # Seconds: the child of a busy machine needs a few.
_STOPPED_BY_CALL = 5 | 0x80  # SIGTRAP, which Windows has no name for, marked as ours.


def can_trace() -> bool:
    """Whether this computer lets a test follow its own child."""
    if sys.platform != "linux" or platform.machine() != "x86_64":
        return False
    try:
        return moments(lambda: None) == []
    except OSError:
        return False


def moments(work: Callable[[], object]) -> list[str]:
    """Give the names of the calls at which some work in a child could be killed, in their order."""
    found, ended = _run(work, None)
    assert ended == 0, "the work failed by itself"
    return found


def killed(work: Callable[[], object], moment: int) -> bool:
    """Do the work in a child that is killed at one of its moments, from 0; False if it was done before."""
    _found, ended = _run(work, moment)
    assert ended in {0, -signal.SIGKILL}, "the work failed by itself"
    return ended != 0


def status_of(work: Callable[[], object]) -> int:
    """Do the work in a child that nobody follows, and tell how it ended: minus the signal that killed it, or a code."""
    child = _forked()
    if child == 0:
        _to_the_end(work)
    return os.waitstatus_to_exitcode(os.waitpid(child, 0)[1])


def covering(names: list[str], most: int) -> list[int]:
    """At most so many moments: all that are not mere writes, and writes evenly between them; the first and the last."""
    if len(names) <= most:
        return list(range(len(names)))
    turns = [number for number, name in enumerate(names) if name not in WRITES]
    turns = _spread(turns, most // 2)
    rest = [number for number in range(len(names)) if number not in turns]
    return sorted({*turns, *_spread(rest, most - len(turns))})


def _spread(numbers: list[int], most: int) -> list[int]:
    if len(numbers) <= most:
        return numbers
    return [numbers[place * (len(numbers) - 1) // (most - 1)] for place in range(most)]


def _run(work: Callable[[], object], kill_at: int | None) -> tuple[list[str], int]:
    child = _forked()
    if child == 0:
        _to_the_end(lambda: _traced(work))
    try:
        return _follow(child, kill_at)
    except BaseException:
        os.kill(child, signal.SIGKILL)
        os.waitpid(child, 0)
        raise


def _forked() -> int:
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", DeprecationWarning)  # Threads of the test's own runner do not matter here.
        return os.fork()


def _to_the_end(work: Callable[[], object]) -> None:
    """Work as the child, and never come back."""
    status = 1
    try:
        signal.signal(signal.SIGALRM, signal.SIG_DFL)
        signal.alarm(_LONGEST)  # A fork of many threads may find a lock taken for ever; it must not wait as long.
        work()
        status = 0
    except BaseException:
        traceback.print_exc()
        raise
    finally:
        os._exit(status)


def _traced(work: Callable[[], object]) -> None:
    """Ask to be traced, wait for that, and work."""
    _ptrace(_TRACEME, 0, 0, 0)
    os.kill(os.getpid(), signal.SIGSTOP)
    work()


def _follow(child: int, kill_at: int | None) -> tuple[list[str], int]:
    found: list[str] = []
    entering, send = True, 0
    _pid, status = os.waitpid(child, 0)
    if os.WIFSTOPPED(status):
        _ptrace(_SETOPTIONS, child, 0, _GOOD | _EXIT_KILL)
    while os.WIFSTOPPED(status):
        if os.WSTOPSIG(status) == _STOPPED_BY_CALL:
            name = CALLS.get(_ptrace(_PEEKUSER, child, _ORIG_RAX, 0)) if entering else None
            if name is not None:
                if len(found) == kill_at:
                    os.kill(child, signal.SIGKILL)
                found.append(name)
            entering, send = not entering, 0
        else:
            send = os.WSTOPSIG(status) if os.WSTOPSIG(status) != signal.SIGSTOP else 0
        if kill_at is None or len(found) <= kill_at:
            _ptrace(_SYSCALL, child, 0, send)
        _pid, status = os.waitpid(child, 0)
    return found, os.waitstatus_to_exitcode(status)


def _ptrace(request: int, process: int, address: int, data: int) -> int:
    libc = ctypes.CDLL(None, use_errno=True)
    libc.ptrace.restype = ctypes.c_long
    libc.ptrace.argtypes = [ctypes.c_long, ctypes.c_long, ctypes.c_void_p, ctypes.c_void_p]
    ctypes.set_errno(0)
    result = libc.ptrace(request, process, address, data)
    if result == -1 and (number := ctypes.get_errno()):
        raise OSError(number, os.strerror(number))
    return int(result)
