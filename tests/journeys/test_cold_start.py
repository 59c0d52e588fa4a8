"""From a first way in to a page of one's own field: a real person who declares nothing, in French.

Pressing is counted as she does it: a click, or the key that sends a form. Words are the page's own:
what she looks for is found by its address or its id.
"""

from __future__ import annotations

import re
import sys
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Locator, Page, expect

from tests.journeys.conftest import DESKTOP, PHONE, opened
from tests.journeys.house import PASSWORD, House
from tests.journeys.servers import feeds_answering, opml_of, real_feeds, serving

pytestmark = [pytest.mark.journey, pytest.mark.timeout(400)]

ADA = "ada@maison.example"
NEWCOMER = "camille@maison.example"
# A real person of the shared data, until 2030: her field is development, and she declares nothing.
DECLARES_NOTHING = "u56000ba3ac"
MOST_SECONDS, MOST_PRESSES = 120.0, 8
CHOSEN = 3


@dataclass
class Hand:
    """One who reads and presses, and how often."""

    page: Page
    presses: int = 0

    def press(self, what: Locator) -> None:
        what.click()
        self.presses += 1


@pytest.fixture(scope="module")
def feeds(shared_feeds_data: Path) -> Iterator[tuple[str, dict[str, bytes]]]:
    known = real_feeds(shared_feeds_data)
    with serving(feeds_answering(known)) as origin:
        yield origin, known


@pytest.fixture(scope="module")
def founded(house: House, shared_feeds_data: Path) -> House:
    house.portevoix(
        "init", "--name", "Maison Vérité", "--language", "fr", "--admin-name", "Ada Nkemelu",
        "--admin-email", ADA, "--admin-password", PASSWORD,
    )  # fmt: skip
    people = shared_feeds_data / "org/beta-gouv"
    house.portevoix(
        "import_people", str(people / "people.csv"), "--stays", str(people / "missions.csv")
    )
    house.serve()
    return house


def test_a_newcomer_reads_her_own_field_within_two_minutes(
    founded: House, feeds: tuple[str, dict[str, bytes]], browser: Browser
) -> None:
    with opened(browser, founded, DESKTOP, locale="fr-FR") as page:
        _house_is_ready(page, *feeds)
    way_in = founded.portevoix("way_in", NEWCOMER).strip().splitlines()[-1]
    with opened(browser, founded, PHONE, locale="fr-FR") as page:
        hand, began = Hand(page), time.monotonic()
        _comes_in(hand, way_in)
        names = _says_what_she_knows(hand)
        reasons = _reasons_of_her_page(hand.page)
        took = time.monotonic() - began
        told = [reason for reason in reasons if any(name in reason for name in names)]
        assert hand.page.locator("html").get_attribute("lang") == "fr"
        # Seven stories, one of them on purpose from outside her field.
        assert len(reasons) == 7
        assert len(told) >= 5, reasons
        assert all(reason in told for reason in reasons[:3]), reasons
        assert (took < MOST_SECONDS, hand.presses <= MOST_PRESSES) == (True, True), (
            took,
            hand.presses,
        )
        said = f"cold start: {took:.1f} s, {hand.presses} presses, {len(told)} of {len(reasons)}"
        sys.stdout.write(f"{said} stories of her topics\n")


def _house_is_ready(page: Page, origin: str, feeds: dict[str, bytes]) -> None:
    """Ada, who looks after the watch too, adds the sources and a mail address for the newcomer."""
    # The first round of background work holds the database of so many people for a while.
    page.set_default_timeout(60_000)
    page.goto("/sign-in/")
    page.locator("input[name=email]").fill(ADA)
    page.locator("input[name=password]").fill(PASSWORD)
    page.locator("form:has(input[name=password]) .actions button").click()
    expect(page).not_to_have_url(re.compile("/sign-in/"), timeout=60_000)
    page.goto("/admin/roles/")
    page.locator("input[name=email]").fill(ADA)
    page.locator("select[name=role]").select_option("programme")
    page.locator("form:has(select[name=role]) .actions button").click()
    expect(page.locator("a[href='/studio/']").first).to_be_visible()
    page.goto(f"/admin/people/?q={DECLARES_NOTHING}")
    page.get_by_role("link", name=re.compile(DECLARES_NOTHING)).click()
    page.locator("input[name=email]").fill(NEWCOMER)
    page.locator("form:has(input[name=email]) .actions button").click()
    expect(page.locator("form[action$='/way-in/']")).to_be_visible()
    page.goto("/studio/sources/")
    listed = {"name": "feeds.opml", "mimeType": "text/x-opml", "buffer": opml_of(origin, [*feeds])}
    page.locator("input[type=file]").set_input_files(listed)  # type: ignore[arg-type]
    page.locator("form:has(input[type=file]) .actions button").click()
    _wait_until_read(page)


def _wait_until_read(page: Page) -> None:
    deadline = time.monotonic() + 120
    while time.monotonic() < deadline:
        page.goto("/studio/sources/reading/")
        if page.locator("#first-reads:not([hx-get])").count():
            return
        time.sleep(1)
    raise AssertionError(page.content()[:2000])


def _comes_in(hand: Hand, way_in: str) -> None:
    hand.page.goto(way_in)
    for field in hand.page.locator("input[type=password]").all():
        field.fill(PASSWORD)
    hand.press(hand.page.locator("main form .actions button"))
    expect(hand.page).not_to_have_url(re.compile("/enter/"))


def _says_what_she_knows(hand: Hand) -> list[str]:
    """She goes where Today leads her, presses what is suggested, and follows the way back."""
    page, names = hand.page, []
    hand.press(page.locator("main .empty a.button"))
    page.wait_for_url("**/expertise/")
    for declared in range(CHOSEN):
        suggestion = page.locator("#knowledge button[id^='perhaps-']").first
        names.append(_bare(suggestion))
        hand.press(suggestion)
        expect(page.locator("#knowledge button.chip.current")).to_have_count(declared + 1)
    hand.press(page.locator(".onwards a"))
    return names


def _bare(chip: Locator) -> str:
    """What a topic is called, without what is only heard before it."""
    unseen = chip.locator(".unseen").inner_text()
    return chip.inner_text().removeprefix(unseen).strip()


def _reasons_of_her_page(page: Page) -> list[str]:
    stories = page.locator("article.story")
    expect(stories.first).to_be_visible()
    return [story.locator(".reason").inner_text() for story in stories.all()]
