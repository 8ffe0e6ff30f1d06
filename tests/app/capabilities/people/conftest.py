"""Commands as people type them, and a group of laptops, for the stories about people."""

from __future__ import annotations

from tests.app.cli.conftest import ann, begun, bo, hand_over, registry, shell  # noqa: F401
