"""What tests of pages in a browser share: windows of two sizes, and what is to be seen."""

from __future__ import annotations

from typing import Protocol

from playwright.sync_api import Locator, Page

WIDE, PHONE = (1280, 900), (390, 844)


class OpenPage(Protocol):
    """Opens a page in a window of a size."""

    def __call__(self, text: str, size: tuple[int, int] = WIDE) -> Page:
        """Return the page, open."""


def visible(found: Locator) -> list[Locator]:
    """Return those of the elements that are to be seen."""
    return [one for one in found.all() if one.is_visible()]
