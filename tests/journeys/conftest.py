"""What every journey stands on: a house, a browser, the outside world."""

from __future__ import annotations

import os
import shutil
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, sync_playwright

from tests.journeys.house import House, drop_database, own_database

CHROMIUM = os.environ.get("PORTEVOIX_CHROMIUM") or shutil.which("chromium") or ""
PHONE = {"width": 390, "height": 844}
DESKTOP = {"width": 1280, "height": 900}
# No background networking: the machine may have no way out, and a journey needs none.
FLAGS = [
    "--no-sandbox",
    "--disable-gpu",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    """Debian's Chromium; only CI insists on it. Its event loop ends before other tests begin."""
    if not CHROMIUM:
        assert os.environ.get("CI") != "true", "CI runs every journey, and there is no Chromium"
        pytest.skip("there is no Chromium: apt-get install chromium")
    with sync_playwright() as playwright:
        opened = playwright.chromium.launch(executable_path=CHROMIUM, args=FLAGS)
        yield opened
        opened.close()


@pytest.fixture(scope="module")
def house(tmp_path_factory: pytest.TempPathFactory) -> Iterator[House]:
    """An installation of its own, ended with the module."""
    built = House(tmp_path_factory.mktemp("house"), database=own_database())
    try:
        yield built
    finally:
        built.kill()
        sys.stdout.write(built.log() if built.process else "")
        drop_database(built.database)


@pytest.fixture
def phone(browser: Browser, house: House) -> Iterator[Page]:
    """A telephone in English that fails the test on any script error."""
    with opened(browser, house, PHONE) as page:
        yield page


@pytest.fixture
def desktop(browser: Browser, house: House) -> Iterator[Page]:
    """A desktop in English."""
    with opened(browser, house, DESKTOP) as page:
        yield page


class opened:
    """One browser window on a house, which fails the test on any script error."""

    def __init__(
        self, browser: Browser, house: House, size: dict[str, int], locale: str = "en-GB"
    ) -> None:
        self._options = {"viewport": size, "locale": locale, "base_url": house.url}
        self._browser, self._faults = browser, list[str]()
        self._context: BrowserContext | None = None

    def __enter__(self) -> Page:
        self._context = self._browser.new_context(**self._options)  # type: ignore[arg-type]
        self._context.set_default_timeout(15_000)
        page = self._context.new_page()
        page.on("pageerror", lambda error: self._faults.append(str(error)))
        page.on("console", self._heard)
        return page

    def __exit__(self, *_: object) -> None:
        assert self._context is not None
        self._context.close()
        assert self._faults == []

    def _heard(self, message: object) -> None:
        text = str(getattr(message, "text", ""))
        if "Content Security Policy" in text or "Refused to" in text:
            self._faults.append(text)


@pytest.fixture(scope="session")
def shared_feeds_data(request: pytest.FixtureRequest) -> Path:
    """The folder of real data, for the length of the session."""
    path = Path(os.environ.get("PORTEVOIX_DATA", Path(__file__).parents[3] / "shared" / "data"))
    if not path.is_dir():
        pytest.skip("the real data are not here: set PORTEVOIX_DATA to their folder")
    return path
