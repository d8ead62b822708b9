"""A browser that may talk to nobody."""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, sync_playwright

from tests.outputs.page.browsing import PHONE, WIDE, OpenPage

NAMES = ("chromium", "chromium-browser", "google-chrome", "chrome", "msedge")
QUIET = (
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
)


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    """A browser without a window; tests that ask for it are skipped where there is none."""
    path = os.environ.get("ROUTING_BROWSER") or next(filter(None, map(shutil.which, NAMES)), None)
    if path is None:
        pytest.skip(
            "no Chromium on this machine: install it (apt-get install chromium); ROUTING_BROWSER can name another"
        )
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=path, args=list(QUIET))
        yield browser
        browser.close()


@pytest.fixture
def open_page(browser: Browser, tmp_path: Path) -> Iterator[OpenPage]:
    """Opens pages without a network; in the end each has asked for itself alone, and nothing went wrong in it."""
    wanted: list[str] = []
    asked: list[str] = []
    wrong: list[str] = []
    contexts = []

    def opened(text: str, size: tuple[int, int] = WIDE) -> Page:
        file = tmp_path / f"{len(wanted)}.html"
        file.write_text(text, encoding="utf-8")
        wanted.append(file.as_uri())
        context = browser.new_context(
            viewport={"width": size[0], "height": size[1]}, has_touch=size == PHONE, offline=True
        )
        contexts.append(context)
        page = context.new_page()
        page.on("request", lambda request: asked.append(request.url))
        page.on("pageerror", lambda error: wrong.append(str(error)))
        page.on("console", lambda message: wrong.append(message.text))
        page.goto(file.as_uri())
        return page

    yield opened
    assert asked == wanted
    assert wrong == []
    for context in contexts:
        context.close()
