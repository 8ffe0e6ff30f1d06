"""Several pages in one place, of which one is in sight."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Generic, TypeVar

from PySide6.QtWidgets import QStackedWidget, QWidget

Page = TypeVar("Page", bound=QWidget)
AddedPage = TypeVar("AddedPage", bound=QWidget)


class PageStack(QStackedWidget, Generic[Page]):
    """Takes each page in when somebody first goes there: a `cached_property` makes it, and hands it to `added`."""

    def __init__(self, pages: Mapping[str, Callable[[], Page]], parent: QWidget) -> None:
        """Take the names of the pages, and what gives each."""
        super().__init__(parent)
        self._pages = pages
        self._name = ""

    def added(self, page: AddedPage) -> AddedPage:
        """Take in a page that was just made."""
        self.addWidget(page)
        return page

    def has(self, name: object) -> bool:
        """Say whether a page has this name."""
        return name in self._pages

    def show_page(self, name: str) -> None:
        """Bring a page into sight."""
        self.setCurrentWidget(self.page(name))
        self._name = name

    def name(self) -> str:
        """Say which page is in sight."""
        return self._name

    def page(self, name: str = "") -> Page:
        """Give a page by its name, or the one in sight."""
        return self._pages[name or self._name]()
