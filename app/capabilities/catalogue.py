"""The capabilities as the engines read them, and the registry of all their records."""

from __future__ import annotations

from collections.abc import Sequence
from importlib import import_module
from typing import cast

from app.capabilities import NAMES
from app.records.registry import Registry
from app.services.capability import Capability, registry_of
from app.services.kernel import KERNEL


def capabilities() -> tuple[Capability, ...]:
    """Give all capabilities, and the kernel's own records after them."""
    found = (import_module(f"app.capabilities.{name}.capability").CAPABILITY for name in NAMES)
    return (*cast("Sequence[Capability]", tuple(found)), KERNEL)


def catalogue(*more: Capability) -> Registry:
    """Build the registry of the shipped records; a test hands in capabilities of its own."""
    return registry_of((*capabilities(), *more))
