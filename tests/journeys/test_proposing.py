"""A page brought to the watch from a phone, without script, and answered in the studio."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.journeys.conftest import CHROMIUM, FLAGS, PHONE
from tests.journeys.house import House
from tests.journeys.servers import Answer, serving

pytestmark = [pytest.mark.journey, pytest.mark.timeout(300)]

LOOMS = b"""<!doctype html><html lang="en"><head><title>Looms that listen</title>
<meta name="description" content="How weaving rooms became quiet."></head>
<body><h1>Looms that listen</h1></body></html>"""
HTML = {"content-type": "text/html; charset=utf-8"}


@pytest.fixture(scope="module")
def demo(house: House) -> House:
    house.portevoix("demo")
    house.serve()
    return house


@pytest.fixture(scope="module")
def site() -> Iterator[str]:
    def respond(_method: str, path: str, _headers: dict[str, str], _body: bytes) -> Answer:
        return (200, HTML, LOOMS) if path == "/looms" else (404, HTML, b"")

    with serving(respond) as origin:
        yield origin


@pytest.fixture
def plain_phone(browser: Browser, demo: House) -> Iterator[Page]:
    """A telephone whose browser runs no script at all."""
    context = browser.new_context(
        viewport=PHONE, locale="en-GB", base_url=demo.url, java_script_enabled=False
    )
    context.set_default_timeout(15_000)
    yield context.new_page()
    context.close()


def test_a_page_is_proposed_declined_with_a_note_and_its_author_reads_it(
    demo: House, site: str, plain_phone: Page, desktop: Page
) -> None:
    _enter(plain_phone, "Inès Morel")
    # As the share menu of an Android phone opens it.
    plain_phone.goto(f"/propose/?title=Looms&text=Look+{site}/looms")
    plain_phone.get_by_role("button", name="Read this page").click()
    expect(plain_phone.get_by_text("How weaving rooms became quiet.")).to_be_visible()
    plain_phone.get_by_label("Why it is worth reading").fill("It shows figures.")
    plain_phone.get_by_role("button", name="Propose it").click()
    expect(plain_phone.get_by_text("Waits for an answer.").first).to_be_visible()

    _enter(desktop, "Léa Fontaine")
    desktop.goto("/studio/proposals/")
    _leave_for_later_until(desktop, "It shows figures.")
    desktop.get_by_role("button", name="Decline it").click()
    expect(desktop.get_by_text("Say in a few words why it is declined.").first).to_be_visible()
    desktop.get_by_label("A note to its author").fill("We wrote of it last week.")
    desktop.get_by_role("button", name="Decline it").click()
    expect(desktop.get_by_text("It shows figures.")).to_have_count(0)

    plain_phone.goto("/more/")
    expect(plain_phone.get_by_text("One answer this week.")).to_be_visible()
    plain_phone.get_by_role("link", name="What I proposed").click()
    expect(plain_phone.get_by_text("We wrote of it last week.")).to_be_visible()
    plain_phone.goto(f"/propose/?url={site}/looms")
    plain_phone.get_by_role("button", name="Read this page").click()
    expect(plain_phone.get_by_text("We wrote of it last week.")).to_be_visible()


def test_keys_accept_a_proposal_and_lead_to_the_note(
    demo: House, site: str, plain_phone: Page, desktop: Page
) -> None:
    _enter(plain_phone, "Karim Haddad")
    plain_phone.goto(f"/propose/?url={site}/gone")
    plain_phone.get_by_role("button", name="Read this page").click()
    expect(plain_phone.get_by_text("You can propose it all the same")).to_be_visible()
    plain_phone.get_by_label("Title").fill("Typed by hand")
    plain_phone.get_by_role("button", name="Propose it").click()

    _enter(desktop, "Léa Fontaine")
    desktop.goto("/studio/proposals/")
    desktop.keyboard.press("d")
    expect(desktop.get_by_label("A note to its author")).to_be_focused()
    desktop.reload()
    desktop.keyboard.press("a")
    expect(desktop.get_by_text("Accepted: your colleagues are offered it.")).to_be_visible()


def test_the_bookmark_brings_the_page_one_reads(demo: House, site: str, desktop: Page) -> None:
    _enter(desktop, "Inès Morel")
    desktop.goto("/propose/")
    bookmark = desktop.locator("#bookmark").get_attribute("href") or ""
    desktop.goto(f"{site}/looms")
    with desktop.context.expect_page() as opened:
        desktop.evaluate(bookmark.removeprefix("javascript:"))
    expect(opened.value.get_by_label("Address of the page")).to_have_value(f"{site}/looms")


def test_chromium_finds_nothing_wrong_with_installing_it(
    demo: House, browser: Browser, tmp_path: Path
) -> None:
    # Installing needs a profile of its own: a private window refuses it.
    profile = browser.browser_type.launch_persistent_context(
        tmp_path, executable_path=CHROMIUM, args=FLAGS, base_url=demo.url
    )
    page = profile.pages[0]
    page.goto("/sign-in/")
    asked = profile.new_cdp_session(page)
    found = asked.send("Page.getAppManifest")
    faults = asked.send("Page.getInstallabilityErrors")
    profile.close()
    assert found["url"] == f"{demo.url}/manifest.webmanifest"
    assert found["errors"] == []
    assert found["manifest"]["shareTarget"]["action"] == f"{demo.url}/propose/"
    assert faults["installabilityErrors"] == []


def _enter(page: Page, name: str) -> None:
    page.context.clear_cookies()
    page.goto("/sign-in/")
    page.locator("li.entry", has_text=name).get_by_role("button").click()
    page.wait_for_load_state()
    if page.locator("html").get_attribute("lang") != "en":
        page.locator("button[name=language][value=en]").first.click()


def _leave_for_later_until(page: Page, words: str) -> None:
    """The story of the house holds older proposals, which come first."""
    for _older in range(5):
        if page.get_by_text(words).count():
            return
        before = page.url
        page.keyboard.press("l")
        page.wait_for_url(lambda url, left=before: url != left)
    expect(page.get_by_text(words)).to_be_visible()
