"""The window: Qt, one folder per room, talking to app.services and app.domain only."""

import os

# The icon font comes by way of qtpy, which asks here which of Qt's bindings to use.
os.environ.setdefault("QT_API", "pyside6")
