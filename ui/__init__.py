"""The window: Qt, one folder per room, talking to app.services and app.domain only."""

import ctypes
import os
import sys

# The icon font comes by way of qtpy, which asks here which of Qt's bindings to use.
os.environ.setdefault("QT_API", "pyside6")

# PySide6 6.12.0 is built as if None could never die. Before Python 3.12 it can: each call into Qt that returns None
# takes one reference too many, and after some thousands of them the program is aborted. So many references are added
# here that they last for years. Delete this when Python 3.11 is given up, or PySide6 6.12.0 is not the pinned one.
if sys.version_info < (3, 12):
    ctypes.c_ssize_t.from_address(id(None)).value += sys.maxsize // 4
