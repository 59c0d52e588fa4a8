"""Own words and a picture, from a telephone; and the same without any script."""

from __future__ import annotations

import re
from collections.abc import Iterator

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, Page, expect

from tests.journeys.conftest import PHONE
from tests.journeys.house import House
from tests.journeys.test_every_page import RULES
from tests.share.pictures import LIARS, from_a_phone

pytestmark = [pytest.mark.journey, pytest.mark.timeout(300)]

OWN = "Nobody told me that a queue forgives. Ours forgave twice on Monday, #Kubernetes and all."
ALT = "A red field above a blue one"


@pytest.fixture(scope="module")
def demo(house: House) -> House:
    house.portevoix("demo")
    house.serve()
    return house


@pytest.fixture
def plain_phone(browser: Browser, demo: House) -> Iterator[Page]:
    context = browser.new_context(
        viewport=PHONE, locale="en-GB", base_url=demo.url, java_script_enabled=False
    )
    context.set_default_timeout(15_000)
    yield context.new_page()
    context.close()


def _enter(page: Page) -> None:
    page.goto("/sign-in/")
    page.locator("li.entry", has_text="Inès Morel").get_by_role("button").click()
    page.wait_for_load_state()
    if page.locator("html").get_attribute("lang") != "en":
        page.locator("button[name=language][value=en]").first.click()


def _open_a_story(page: Page, number: int) -> None:
    page.goto("/")
    links = page.locator("main a[href^='/share/new/']")
    page.goto(str(links.nth(number).get_attribute("href")))


def _photograph(name: str = "photo.jpg", body: bytes | None = None) -> dict[str, object]:
    return {"name": name, "mimeType": "image/jpeg", "buffer": body or from_a_phone()}


def _is_whole(page: Page) -> None:
    assert page.evaluate("document.documentElement.scrollWidth - innerWidth") <= 0
    faults = Axe().run(page, options=RULES).response["violations"]
    assert [fault["id"] for fault in faults] == []


def _take_disclosure(page: Page) -> None:
    """Where the story comes from the house, one press names it."""
    named = page.get_by_role("button", name=re.compile("Begin with"))
    if named.count():
        named.click()
        page.wait_for_load_state()


def test_own_words_and_a_picture_go_out_from_a_telephone(demo: House, phone: Page) -> None:
    _enter(phone)
    _open_a_story(phone, 0)
    words = phone.get_by_label("What would you tell a colleague about this?")
    # The cursor is in the empty field, and nothing stands between it and the keyboard.
    expect(words).to_be_focused()
    expect(words).to_have_value("")
    phone.keyboard.type(OWN)
    look = phone.get_by_label("How it will look")
    expect(look.locator(".mark", has_text="#Kubernetes").first).to_be_visible()
    _is_whole(phone)

    phone.locator("#id_pictures").set_input_files([_photograph(), _photograph("a.png", b"MZ")])  # type: ignore[list-item]
    expect(phone.get_by_text("“a.png” is no picture that we can read")).to_be_visible()
    expect(words).to_have_value(OWN)
    expect(phone.get_by_text("One picture has no description")).to_be_visible()
    _is_whole(phone)
    phone.get_by_label("What picture 1 shows").fill(ALT)
    expect(phone.get_by_text("One picture has no description")).to_be_hidden()
    expect(look.locator(f"img[alt='{ALT}']").first).to_be_visible()

    # The page is closed, and opened again: nothing was lost.
    phone.goto("/share/")
    phone.get_by_role("link", name=re.compile("Nobody told me")).click()
    expect(words).to_have_value(OWN)
    expect(phone.get_by_label("What picture 1 shows")).to_have_value(ALT)

    _take_disclosure(phone)
    phone.get_by_role("button", name="Share it", exact=True).click()
    expect(phone).to_have_url(re.compile(r"/share/\d+/(#\w+)?$"))
    expect(phone.get_by_text(ALT)).to_be_visible()
    _until_published(phone)
    phone.goto("/share/")
    expect(phone.get_by_role("heading", name="So far")).to_be_visible()


def _until_published(page: Page) -> None:
    for _ in range(30):
        if page.get_by_role("link", name="See it there").count():
            return
        page.wait_for_timeout(500)
        page.reload()
    raise AssertionError("it was not published")


def test_without_script_nothing_is_lost_either(plain_phone: Page) -> None:
    page = plain_phone
    _enter(page)
    _open_a_story(page, 1)
    words = page.locator("#id_words")
    words.fill(OWN)
    page.get_by_role("button", name="See how it will look").click()
    expect(page.get_by_label("How it will look").locator(".mark").first).to_be_visible()
    expect(words).to_have_value(OWN)
    page.locator("#id_pictures").set_input_files(
        [_photograph(), _photograph("old.bmp", LIARS["old.bmp"]())]  # type: ignore[list-item]
    )
    page.get_by_role("button", name="Add them").click()
    expect(page.get_by_text("“old.bmp” is no picture that we can read")).to_be_visible()
    page.get_by_label("What picture 1 shows").fill(ALT)
    page.get_by_role("button", name="See how it will look").click()
    expect(page.get_by_label("What picture 1 shows")).to_have_value(ALT)
    page.get_by_role("button", name=re.compile("Remove")).click()
    expect(page.get_by_label("What picture 1 shows")).to_have_count(0)
    expect(words).to_have_value(OWN)
    page.get_by_role("button", name="Discard this draft").click()
    expect(words).to_have_value("")


def test_a_key_pressed_in_a_description_removes_nothing(demo: House, phone: Page) -> None:
    _enter(phone)
    _open_a_story(phone, 2)
    phone.keyboard.type(OWN)
    phone.locator("#id_pictures").set_input_files([_photograph()])  # type: ignore[list-item]
    field = phone.get_by_label("What picture 1 shows")
    field.press("Enter")
    expect(field).to_be_visible()
    # By keyboard alone, from the words to the button that shares.
    phone.locator("#id_words").focus()
    reached = []
    for _ in range(30):
        phone.keyboard.press("Tab")
        reached.append(phone.evaluate("document.activeElement.textContent.trim()"))
        if reached[-1] in {"Share it", "Share it as it is"}:
            break
    assert reached[-1] in {"Share it", "Share it as it is"}
    phone.reload()
    phone.get_by_role("button", name="Discard this draft").click()
    expect(phone.locator("#id_words")).to_have_value("")
