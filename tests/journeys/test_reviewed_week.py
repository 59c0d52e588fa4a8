"""From the list of a French blogger to a reviewed week: the programme manager's own journey."""

from __future__ import annotations

import re
import time
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from xml.etree import ElementTree

import pytest
from playwright.sync_api import Page, expect

from tests.journeys.house import PASSWORD, House
from tests.journeys.servers import as_of, feeds_answering, real_feeds, serving

pytestmark = [pytest.mark.journey, pytest.mark.timeout(300)]

LEA = "lea@maison.example"
TOPICS = ("ruby", "accessibility", "social-media", "devops")
WITHIN = 60.0


@pytest.fixture(scope="module")
def blogroll(shared_feeds_data: Path) -> Iterator[bytes]:
    """A real list of blogs, each address answered by one of the real feeds, as if of today."""
    now = datetime.now(UTC)
    feeds = {path: as_of(now, feed) for path, feed in real_feeds(shared_feeds_data).items()}
    paths = sorted(path for path in feeds if path.endswith(".xml") or path.startswith("/fr/"))
    with serving(feeds_answering(feeds)) as origin:
        tree = ElementTree.parse(shared_feeds_data / "feeds/opml/jeanremy-blogroll-fr.opml")
        outlines = [one for one in tree.iter("outline") if one.get("xmlUrl")]
        french = sorted(paths, key=lambda path: not path.startswith("/fr/"))
        for outline, path in zip(outlines, french, strict=False):
            outline.set("xmlUrl", f"{origin}{path}")
        for outline in outlines[len(french) :]:
            outline.set("xmlUrl", f"{origin}/gone{outline.get('title')}")
        yield ElementTree.tostring(tree.getroot())


@pytest.fixture(scope="module")
def founded(house: House) -> House:
    house.portevoix(
        "init", "--name", "Maison Vérité", "--language", "en", "--admin-name", "Léa Fontaine",
        "--admin-email", LEA, "--admin-password", PASSWORD,
    )  # fmt: skip
    house.serve()
    return house


def test_a_list_of_blogs_becomes_a_reviewed_week(
    founded: House, blogroll: bytes, desktop: Page
) -> None:
    _becomes_programme_manager(desktop)
    _knows_something(desktop)
    _brings_the_list(desktop, blogroll)
    _reviews_by_keyboard(desktop)
    _offers_a_whole_source(desktop)
    _reads_the_week(desktop)
    _finds_it_again(desktop)
    _takes_the_list_away(desktop)


def _becomes_programme_manager(page: Page) -> None:
    page.goto("/sign-in/")
    page.locator("input[name=email]").fill(LEA)
    page.locator("input[type=password]").fill(PASSWORD)
    page.get_by_role("button", name="Sign in").click()
    page.goto("/admin/roles/")
    page.get_by_label("Mail address of a colleague").fill(LEA)
    page.get_by_role("combobox", name="Role", exact=True).select_option("programme")
    page.get_by_role("button", name="Give the role").click()
    expect(page.get_by_role("link", name="Studio")).to_be_visible()


def _knows_something(page: Page) -> None:
    """What she declares is what the week is made for."""
    for slug in TOPICS:
        page.goto("/expertise/")
        page.locator(f"button[name=topic][value={slug}]").first.click()
        expect(page.locator(f".chip.current[value={slug}]")).to_be_visible()


def _brings_the_list(page: Page, blogroll: bytes) -> None:
    page.goto("/studio/sources/")
    listed = {"name": "blogroll.opml", "mimeType": "text/x-opml", "buffer": blogroll}
    page.locator("input[type=file]").set_input_files(listed)
    page.get_by_label("Review what they bring before it is offered").check()
    page.get_by_role("button", name="Import", exact=True).click()
    expect(page.locator("main")).to_contain_text("34 sources added")
    deadline = time.monotonic() + WITHIN
    while time.monotonic() < deadline:
        page.goto("/studio/sources/reading/")
        if "34 of 34" in page.locator("body").inner_text() or not page.locator("progress").count():
            break
        time.sleep(1)
    page.goto("/studio/sources/?folder=Blogroll")
    expect(page.locator("main")).to_contain_text("Robin Rendle")


def _reviews_by_keyboard(page: Page) -> None:
    page.goto("/studio/review/")
    first = _waiting(page)
    assert first > 20, first
    headline = page.locator("article.story .headline").first
    decided = headline.inner_text()
    page.keyboard.press("a")
    expect(page.locator("main")).to_contain_text("Offered:")
    expect(headline).not_to_have_text(decided)
    page.keyboard.press("z")
    expect(headline).to_have_text(decided)
    assert _waiting(page) == first
    page.keyboard.press("d")
    expect(page.locator("main")).to_contain_text("Not offered:")
    later = headline.inner_text()
    page.keyboard.press("l")
    expect(headline).not_to_have_text(later)
    page.keyboard.press("w")
    page.locator("input[name=languages][value=fr]").check()
    page.get_by_role("button", name="Save whom it is for").click()
    expect(page.locator("main")).to_contain_text("for some only")
    expect(page.locator("[data-keys]")).to_be_focused()
    page.keyboard.press("a")
    expect(page.locator("main")).to_contain_text("Offered:")
    assert _waiting(page) == first - 2


def _offers_a_whole_source(page: Page) -> None:
    before = _waiting(page)
    page.locator("aside a[href^='?source=']").first.click()
    of_source = _waiting(page)
    assert 1 < of_source < before
    page.get_by_role("button", name=re.compile("^Offer all")).click()
    expect(page.locator("main")).to_contain_text(f"{of_source} stories offered.")
    assert _waiting(page) == before - of_source


def _reads_the_week(page: Page) -> None:
    page.goto("/studio/week/")
    expect(page.get_by_role("heading", level=1)).to_have_text("This week")
    worthy = page.locator("main li article")
    assert worthy.count() >= 3
    expect(worthy.first).to_contain_text("One person here knows")
    page.goto("/studio/coverage/")
    expect(page.locator("main")).to_contain_text("30 days")
    page.goto("/studio/")
    expect(page.locator("main")).to_contain_text("to review")


def _finds_it_again(page: Page) -> None:
    page.goto("/")
    expect(page.locator("article.story").first).to_be_visible()


def _takes_the_list_away(page: Page) -> None:
    page.goto("/studio/sources/")
    with page.expect_download() as download:
        page.get_by_role("link", name=re.compile("Take this list away")).click()
    outlines = ElementTree.parse(download.value.path()).findall(".//outline[@text='Blogroll']/*")
    assert len(outlines) == 34


def _waiting(page: Page) -> int:
    found = re.search(r"(\d+) stories wait for you", page.locator("main").inner_text())
    assert found, page.locator("main").inner_text()[:300]
    return int(found.group(1))
