"""An administrator freezes and lifts; a share crosses a change of the clock and a crash."""

from __future__ import annotations

import re
import time
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.journeys.conftest import DESKTOP, PHONE, opened
from tests.journeys.house import House
from tests.journeys.servers import Answer, MastodonServer, serving

pytestmark = [pytest.mark.journey, pytest.mark.timeout(600)]

REASON = "A flood in the basement: nobody speaks before noon."
HELD = "What the quiet of a server room tells you about a team."
ACROSS = "Why I keep a notebook beside the keyboard, even at night."
# In Paris, half past two of that night does not exist: half past three takes its place.
GAP = datetime(2027, 3, 28, 1, 30, tzinfo=UTC)


class Mastodon(MastodonServer):
    """It can kill the house between its act and its answer."""

    def __init__(self) -> None:
        super().__init__()
        self.kills: Callable[[], None] | None = None

    def respond(self, method: str, path: str, headers: dict[str, str], body: bytes) -> Answer:
        answered = super().respond(method, path, headers, body)
        if self.kills and method == "POST" and path == "/api/v1/statuses":
            kill, self.kills = self.kills, None
            kill()
        return answered

    def texts(self) -> list[str]:
        assert self.fake is not None
        return self.fake.texts()


@pytest.fixture
def mastodon() -> Iterator[Mastodon]:
    server = Mastodon()
    with serving(server.respond) as origin:
        server.open_at(origin)
        yield server


def test_a_freeze_then_a_share_across_a_clock_change_and_a_crash(
    browser: Browser, house: House, mastodon: Mastodon
) -> None:
    house.portevoix("demo")
    house.serve()
    with opened(browser, house, PHONE) as ines, opened(browser, house, DESKTOP) as ada:
        _enter(ines, "Inès Morel")
        _connects(ines, mastodon)
        _enter(ada, "Ada Nkemelu")
        _freezes(ada)
        _her_share_is_held_and_says_why(ines, mastodon)
        _lifts(ada)
        _until(lambda: len(mastodon.texts()) == 1, "the held share did not leave")
        address = _plans_across_the_gap(ines)
    house.kill()
    _crosses(browser, house, mastodon, address)


def _connects(page: Page, mastodon: Mastodon) -> None:
    assert mastodon.fake is not None
    page.goto("/share/accounts/")
    page.get_by_text("Agree on my own server").click()
    page.get_by_label("Your server").fill(mastodon.fake.host)
    page.get_by_role("button", name="Go to my server").click()
    page.get_by_role("link", name=re.compile("^Go to")).click()
    page.get_by_role("link", name="Authorize").click()
    page.get_by_role("button", name="Connect this account").click()
    expect(page.locator("main")).to_contain_text("127.0.0.1")


def _freezes(page: Page) -> None:
    page.goto("/admin/people/")
    page.get_by_role("link", name="Freeze", exact=True).click()
    page.get_by_role("button", name="Hold every publication").click()
    expect(page.locator("main")).to_contain_text("Say why")
    page.get_by_label("Why", exact=True).fill(REASON)
    page.get_by_role("button", name="Hold every publication").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Every publication is held")


def _her_share_is_held_and_says_why(page: Page, mastodon: Mastodon) -> None:
    _composes(page, HELD)
    _shares(page)
    time.sleep(3)
    page.reload()
    expect(page.locator("main")).to_contain_text(REASON)
    expect(page.locator("main")).to_contain_text("nothing of yours is lost")
    assert mastodon.texts() == []


def _lifts(page: Page) -> None:
    page.get_by_label("Why it can be lifted").fill("The basement is dry.")
    page.get_by_role("button", name="Let publications leave again").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Freeze")
    expect(page.locator("main")).to_contain_text("The basement is dry.")


def _plans_across_the_gap(page: Page) -> str:
    _composes(page, ACROSS)
    page.get_by_label("At the moment I pick").check()
    page.locator("input[name=picked]").fill("2027-03-28T02:30")
    _shares(page)
    expect(page.locator("main")).to_contain_text("The clock changes then")
    expect(page.locator("time").first).to_have_attribute("datetime", re.compile("T03:30:00"))
    address = page.url
    page.goto("/share/calendar/?month=2027-03")
    expect(page.locator("main")).to_contain_text("Why I keep a notebook")
    expect(page.locator("main")).to_contain_text("Outside your hours")
    return address


def _crosses(browser: Browser, house: House, mastodon: Mastodon, address: str) -> None:
    """The house sleeps for months, wakes before the change, and dies while it publishes."""
    assert mastodon.fake is not None
    began = datetime.now(UTC)
    wakes = GAP - timedelta(seconds=20)
    mastodon.fake.now = lambda: wakes + (datetime.now(UTC) - began)
    mastodon.kills = house.kill
    house.serve(wakes)
    _until(lambda: mastodon.kills is None, "nothing left at half past three")
    assert sum(ACROSS in text for text in mastodon.texts()) == 1
    house.serve(GAP + timedelta(minutes=5))
    with opened(browser, house, PHONE) as page:
        _enter(page, "Inès Morel")
        _until(lambda: _says(page, address, "Published"), "it did not learn that it was published")
        page.goto("/share/")
        # What was planned for November is asked about, and did not leave.
        expect(page.locator("main")).to_contain_text("passed more than an hour ago")
    assert sum(ACROSS in text for text in mastodon.texts()) == 1
    assert len(mastodon.texts()) == 2


def _composes(page: Page, words: str) -> None:
    page.goto("/")
    page.goto(page.locator("main a[href^='/share/new/']").first.get_attribute("href") or "")
    page.get_by_label("What would you tell a colleague about this?").fill(words)
    for ticked in page.locator("input[name=places]:checked").all():
        ticked.uncheck()
    page.get_by_label(re.compile("Mastodon.*127.0.0.1")).check()


def _shares(page: Page) -> None:
    page.get_by_role("button", name="Share it", exact=True).click()
    # A story of the house asks once to say where one works.
    again = page.get_by_role("button", name="Share it as it is")
    if again.count():
        again.click()
    expect(page).to_have_url(re.compile(r"/share/\d+/$"))


def _enter(page: Page, name: str) -> None:
    page.goto("/sign-in/")
    page.locator("li.entry", has_text=name).get_by_role("button").click()
    page.wait_for_load_state()
    if page.locator("html").get_attribute("lang") != "en":
        page.locator("button[name=language][value=en]").first.click()


def _says(page: Page, address: str, words: str) -> bool:
    page.goto(address)
    return words in page.locator("main").inner_text()


def _until(is_so: Callable[[], bool], otherwise: str) -> None:
    deadline = time.monotonic() + 90
    while not is_so():
        assert time.monotonic() < deadline, otherwise
        time.sleep(0.3)
