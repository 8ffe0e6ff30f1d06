"""No picture of this process's memory on the disk: neither a core dump nor a report of Windows."""

from __future__ import annotations

import sys
from contextlib import suppress
from typing import Any

_PR_SET_DUMPABLE = 4
_SEM_NO_BOXES = 0x0001 | 0x0002
"""SEM_FAILCRITICALERRORS and SEM_NOGPFAULTERRORBOX: Windows neither asks nor reports (SetErrorMode)."""
_WER_FAULT_REPORTING_FLAG_NOHEAP = 1


def forbid_dumps() -> None:
    """Tell the system to write no memory of this process anywhere; does what the system knows, and never fails."""
    if sys.platform == "win32":
        import ctypes

        silence_reports(ctypes.windll)
        return
    import resource

    with suppress(OSError, ValueError):
        resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    if sys.platform == "linux":
        _undumpable()


def _undumpable() -> None:
    """Refuse dumps that a handler gets by a pipe, which no limit stops, and debuggers of the same user (prctl 2)."""
    import ctypes

    with suppress(OSError, AttributeError):
        ctypes.CDLL(None, use_errno=True).prctl(_PR_SET_DUMPABLE, 0, 0, 0, 0)


def silence_reports(libraries: Any) -> None:
    """Have Windows neither ask nor report when the program fails, and put no heap into a report (`ctypes.windll`)."""
    libraries.kernel32.SetErrorMode(_SEM_NO_BOXES)
    with suppress(OSError, AttributeError):  # The second library is not on every Windows.
        libraries.wer.WerSetFlags(_WER_FAULT_REPORTING_FLAG_NOHEAP)
