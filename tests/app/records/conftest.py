"""What the tests of the domain share: the shipped records, and a language that is put back."""

from collections.abc import Callable, Iterator

import pytest

from app.i18n import translations
from app.records.registry import Registry
from tests.group import declared


@pytest.fixture(scope="session")
def records() -> Registry:
    return declared()


@pytest.fixture
def speak() -> Iterator[Callable[[str], None]]:
    """Switch the language of the program for one test."""
    before = translations.language
    yield translations.use
    translations.use(before)
