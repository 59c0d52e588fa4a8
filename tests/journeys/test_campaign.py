"""A campaign from intention to an employee's own words; and nobody is asked once too often."""

from __future__ import annotations

import re
import sqlite3
from collections.abc import Iterator
from contextlib import closing
from datetime import UTC, datetime, timedelta
from pathlib import Path

import psycopg
import pytest
from playwright.sync_api import Browser, Locator, Page, expect

from tests.journeys.conftest import PHONE
from tests.journeys.house import House

pytestmark = [pytest.mark.journey, pytest.mark.timeout(420)]
TO_START_FROM = "Come and see how our rooms became quiet."
OWN_WORDS = "I wove beside these machines for a year, and now I can hear people again."
PICTURE = Path("src/portevoix/static/portevoix/icon-512.png")


@pytest.fixture(scope="module")
def demo(house: House) -> House:
    house.portevoix("demo")
    house.serve()
    return house


@pytest.fixture
def plain_phone(browser: Browser, demo: House) -> Iterator[Page]:
    """A telephone whose browser runs no script at all."""
    context = browser.new_context(
        viewport=PHONE, locale="en-GB", base_url=demo.url, java_script_enabled=False
    )
    context.set_default_timeout(15_000)
    yield context.new_page()
    context.close()


def test_the_programme_runs_a_campaign_with_a_kit_and_an_employee_speaks(
    demo: House, desktop: Page, plain_phone: Page
) -> None:
    _enter(desktop, "Léa Fontaine")
    _prepare(desktop, "Looms that listen")
    _write_kit(desktop)
    _begin_and_offer(desktop)
    expect(desktop.get_by_text("Not counted yet.")).to_be_visible()

    _enter(plain_phone, "Karim Haddad")
    plain_phone.goto("/campaigns/")
    plain_phone.get_by_role("link", name="Looms that listen").click()
    expect(plain_phone.get_by_text(TO_START_FROM)).to_be_visible()
    expect(plain_phone.get_by_role("img", name="A red megaphone")).to_be_visible()
    plain_phone.get_by_role("link", name=re.compile("Say something")).first.click()
    _say(plain_phone)

    _recall(desktop)
    plain_phone.reload()
    expect(plain_phone.get_by_text("The rooms are being repaired.")).to_be_visible()
    expect(plain_phone.get_by_text(OWN_WORDS).first).to_be_visible()
    expect(plain_phone.get_by_role("link", name=re.compile("LinkedIn"))).to_have_count(0)


def test_whose_budget_is_two_never_gets_a_third_ask(demo: House, desktop: Page) -> None:
    _enter(desktop, "Léa Fontaine")
    for number in range(3):
        _prepare(desktop, f"Evening {number}")
        _begin_and_offer(desktop)
    _enter(desktop, "Théo Blanc")
    desktop.goto("/asks/")
    expect(desktop.get_by_text("You are asked at most 2 times a month.")).to_be_visible()
    for week in range(5):
        _a_week_passes(demo)
        demo.portevoix("work", "--once")
        desktop.goto("/asks/")
        # The first came with the house, of the campaign that its story tells.
        expect(_asked(desktop)).to_have_count(2)
        if week == 2:
            # By mail or on the page: it is the same budget.
            desktop.get_by_role("button", name="By mail too").click()
    expect(desktop.get_by_text("This month, 2 times so far.")).to_be_visible()
    desktop.goto("/")
    expect(desktop.get_by_text("You are asked", exact=True)).to_have_count(1)
    desktop.get_by_role("button", name="Not this one").click()
    expect(desktop.get_by_text("Nobody is told")).to_be_visible()
    desktop.goto("/asks/")
    desktop.get_by_role("button", name="Never ask me anything again").click()
    expect(desktop.get_by_text("only you can change it")).to_be_visible()


def _asked(page: Page) -> Locator:
    return page.locator("section[aria-labelledby=so-far] li")


def _a_week_passes(demo: House) -> None:
    """What was asked lies a week further back, in the month it was put down to."""
    if demo.database:
        with psycopg.connect(demo.database) as rows:
            rows.execute("UPDATE notify_ask SET asked_at = asked_at - interval '8 days'")
        return
    with closing(sqlite3.connect(demo.folder / "portevoix.sqlite3", timeout=20)) as rows:
        rows.execute("UPDATE notify_ask SET asked_at = datetime(asked_at, '-8 days')")
        rows.commit()


def _prepare(page: Page, name: str) -> None:
    page.goto("/studio/campaigns/prepare/")
    today = datetime.now(UTC).date()
    page.get_by_label("Name").fill(name)
    page.get_by_label("visibility", exact=False).check()
    page.get_by_label("The intention, in your own words").fill("We make rooms that people hear.")
    page.get_by_label("First day").fill(f"{today - timedelta(days=1)}")
    page.get_by_label("Last day").fill(f"{today + timedelta(days=40)}")
    page.get_by_role("button", name="Prepare it").click()
    expect(page.get_by_role("heading", name=name)).to_be_visible()


def _begin_and_offer(page: Page) -> None:
    page.get_by_role("link", name="Choose articles and openings").click()
    page.locator("ul.choices input").first.check()
    page.get_by_role("button", name="Save").click()
    page.get_by_role("button", name="Begin it").click()
    page.get_by_role("button", name="Ask those it is for").click()
    expect(page.get_by_text("Offered on")).to_be_visible()


def _say(page: Page) -> None:
    field = page.locator("textarea").first
    expect(field).to_have_value("")
    page.locator("summary", has_text="The kit of").click()
    expect(page.get_by_text(TO_START_FROM)).to_be_visible()
    field.fill(OWN_WORDS)
    for box in page.locator("input[name=places]:checked").all():
        box.uncheck()
    page.get_by_label(re.compile("LinkedIn")).check()
    page.get_by_role("button", name="Share it").click()
    if page.get_by_role("button", name="Share it as it is").count():
        page.get_by_role("button", name="Share it as it is").click()
    expect(page.get_by_text("Your words are ready")).to_be_visible()


def _recall(page: Page) -> None:
    page.locator("summary", has_text="Recall it").click()
    page.get_by_label("Why is it recalled?").fill("The rooms are being repaired.")
    page.get_by_role("button", name="Recall it for good").click()
    expect(page.get_by_text("Those who planned something read why")).to_be_visible()


def _write_kit(page: Page) -> None:
    back = page.url
    page.locator("section[aria-labelledby=kit]").get_by_role("link", name="English").click()
    page.get_by_role("textbox", name="Words to start from").fill(TO_START_FROM)
    page.get_by_role("button", name="Lay it aside for them").click()
    page.get_by_label("Picture", exact=True).set_input_files(PICTURE)
    page.get_by_label("What the picture shows").fill("A red megaphone")
    page.get_by_role("button", name="Add this picture").click()
    page.get_by_label("Hashtags").fill("looms quiet")
    page.get_by_role("button", name="Save the advice").click()
    expect(page.get_by_label("Hashtags")).to_have_value("#looms #quiet")
    page.goto(back)


def _enter(page: Page, name: str) -> None:
    page.context.clear_cookies()
    page.goto("/sign-in/")
    page.locator("li.entry", has_text=name).get_by_role("button").click()
    page.wait_for_load_state()
    if page.locator("html").get_attribute("lang") != "en":
        page.locator("button[name=language][value=en]").first.click()
