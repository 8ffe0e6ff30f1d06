"""What the tests of records, vaults and services share."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from app.storage.vault import Vault
from tests.group import Group


@pytest.fixture
def group(tmp_path: Path) -> Iterator[Group]:
    """A group of one: Ann, who founded it."""
    group = Group(tmp_path)
    group.found()
    yield group
    group.close()


@pytest.fixture
def ann(group: Group) -> Vault:
    return group.vaults["Ann"]
