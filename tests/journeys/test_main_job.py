"""From a source to a measured voice: real people, real feeds, real pages, a real browser."""

from __future__ import annotations

import re
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from tests.journeys.house import PASSWORD, House
from tests.journeys.servers import MastodonServer, feeds_answering, opml_of, real_feeds, serving

pytestmark = [pytest.mark.journey, pytest.mark.timeout(600)]

ADA = "ada@maison.example"
INES = "ines@maison.example"
# A real person of the shared data: system administration, full-stack development, Ruby.
RUBYIST = "u45facd2eb4"
BROWSER = (
    "Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/140.0 "
    "Safari/537.36"
)
WORDS = "Threads in Ruby are less frightening than I thought. This is why."


@pytest.fixture(scope="module")
def feeds(shared_feeds_data: Path) -> Iterator[tuple[str, dict[str, bytes]]]:
    known = real_feeds(shared_feeds_data)
    hostile = {
        "/hostile/empty.xml": b"",
        "/hostile/page.html": b"<!doctype html><title>A page</title><p>Not a feed.",
        "/hostile/laughs.xml": _laughs(),
    }
    with serving(feeds_answering(known | hostile)) as origin:
        yield origin, known | hostile


@pytest.fixture(scope="module")
def mastodon() -> Iterator[MastodonServer]:
    server = MastodonServer()
    with serving(server.respond) as origin:
        server.open_at(origin)
        yield server


@pytest.fixture(scope="module")
def founded(house: House, shared_feeds_data: Path) -> House:
    """The organisation with all its people, before anybody signs in."""
    house.portevoix(
        "init", "--name", "Maison Vérité", "--language", "en", "--admin-name", "Ada Nkemelu",
        "--admin-email", ADA, "--admin-password", PASSWORD,
    )  # fmt: skip
    people = shared_feeds_data / "org/beta-gouv"
    said = house.portevoix(
        "import_people", str(people / "people.csv"), "--stays", str(people / "missions.csv")
    )
    assert "3484" in said.replace(",", "").replace("\u202f", "").replace(" ", "")
    house.serve()
    return house


def test_the_main_job_end_to_end(
    founded: House,
    feeds: tuple[str, dict[str, bytes]],
    mastodon: MastodonServer,
    desktop: Page,
    phone: Page,
) -> None:
    way_in = _administrator_lets_people_in(desktop)
    _programme_manager_adds_sources(desktop, *feeds)
    _someone_real_comes_in(phone, way_in)
    _finds_her_field_first(phone)
    _signs_and_agrees(phone)
    _connects_her_account(phone, mastodon)
    link = _says_something(phone, mastodon)
    _friends_click(link)
    _sees_what_it_did(phone)
    _programme_manager_sees_groups_only(desktop)


def _administrator_lets_people_in(page: Page) -> str:
    """Ada becomes programme manager too, and gives a real person her way in."""
    _sign_in(page, ADA)
    page.goto("/admin/roles/")
    page.get_by_label("Mail address of a colleague").fill(ADA)
    page.get_by_label("Role", exact=True).select_option("programme")
    page.get_by_role("button", name="Give the role").click()
    expect(page.get_by_role("link", name="Studio")).to_be_visible()
    page.goto(f"/admin/people/?q={RUBYIST}")
    page.get_by_role("link", name=re.compile(RUBYIST)).click()
    page.locator("input[name=email]").fill(INES)
    page.get_by_role("button", name="Save", exact=True).click()
    page.get_by_role("button", name="Give a way in").click()
    return page.locator("#link").inner_text()


def _programme_manager_adds_sources(page: Page, origin: str, feeds: dict[str, bytes]) -> None:
    page.goto("/studio/sources/")
    page.locator("form[action$='/look/'] input[name=url]").fill(
        f"{origin}/feedjira/TenderLovemaking.xml"
    )
    page.get_by_role("button", name="Look at it").click()
    page.get_by_role("button", name="Add to the watch").click()
    listed = opml_of(origin, [*feeds, "/gone/for-ever.xml"])
    page.goto("/studio/sources/")
    page.locator("input[type=file]").set_input_files(
        {"name": "feeds.opml", "mimeType": "text/x-opml", "buffer": listed}
    )
    page.get_by_role("button", name="Import", exact=True).click()
    _wait_until_read(page)
    expect(page.locator("main")).to_contain_text("not a feed")


def _someone_real_comes_in(page: Page, way_in: str) -> None:
    page.goto(way_in)
    for field in page.locator("input[type=password]").all():
        field.fill(PASSWORD)
    page.get_by_role("button", name="Choose this password").click()
    expect(page.get_by_role("heading", level=1)).to_contain_text("Good")


def _finds_her_field_first(page: Page) -> None:
    page.goto("/expertise/")
    expect(page.locator("#knowledge")).to_contain_text("Ruby")
    page.goto("/")
    stories = page.locator("article.story")
    expect(stories.first).to_be_visible()
    reasons = stories.locator(".reason").all_inner_texts()
    assert reasons[:2] == ["You know Ruby"] * 2, reasons
    stories.first.get_by_role("button", name="Save", exact=True).click()
    expect(stories.first.get_by_role("button", name="Saved")).to_be_visible()


def _signs_and_agrees(page: Page) -> None:
    page.locator("article.story").first.get_by_role(
        "link", name=re.compile("Say something")
    ).click()
    expect(page).to_have_url(re.compile("/charter/"))
    page.get_by_role("button", name=re.compile("^I sign")).click()
    page.goto("/my-data/")
    page.get_by_role("switch", name="Publish for me").click()
    expect(page.get_by_role("switch", name="Publish for me")).to_be_checked()


def _connects_her_account(page: Page, mastodon: MastodonServer) -> None:
    assert mastodon.fake is not None
    page.goto("/share/accounts/")
    page.get_by_text("Agree on my own server").click()
    page.get_by_label("Your server").fill(mastodon.fake.host)
    page.get_by_role("button", name="Go to my server").click()
    page.get_by_role("link", name=re.compile("^Go to")).click()
    page.get_by_role("link", name="Authorize").click()
    page.get_by_role("button", name="Connect this account").click()
    expect(page.locator("main")).to_contain_text("ines")


def _says_something(page: Page, mastodon: MastodonServer) -> str:
    assert mastodon.fake is not None
    page.goto("/")
    page.locator("article.story").first.get_by_role(
        "link", name=re.compile("Say something")
    ).click()
    field = page.get_by_label("What would you tell a colleague about this?")
    expect(field).to_be_focused()
    field.fill(WORDS)
    page.get_by_label(re.compile("^Mastodon")).check()
    page.get_by_role("button", name="Share it").click()
    deadline = time.monotonic() + 20
    while not mastodon.fake.texts() and time.monotonic() < deadline:
        time.sleep(0.2)
    texts = mastodon.fake.texts()
    assert len(texts) == 1, texts
    assert WORDS in texts[0]
    page.reload()
    expect(page.locator("main")).to_contain_text("Published")
    found = re.search(r"http://localhost:\d+/l/\w+", texts[0])
    assert found
    return found.group()


def _friends_click(link: str) -> None:
    for _ in range(2):
        assert _status(link, BROWSER, "fr-FR") == 302
    assert _status(link, "Mastodon/4.5.0 (http.rb/5.3; +https://mastodon.social/) Bot") == 302
    assert _status(link, "LinkedInBot/1.0 (compatible; Mozilla/5.0)") == 302
    assert _status(f"{link}x", BROWSER) == 404


def _sees_what_it_did(page: Page) -> None:
    deadline = time.monotonic() + 60
    while time.monotonic() < deadline:
        page.goto("/my-voice/")
        if "1 visit" in page.locator("main").inner_text():
            return
        time.sleep(2)
    raise AssertionError(page.locator("main").inner_text())


def _programme_manager_sees_groups_only(page: Page) -> None:
    page.goto("/studio/results/")
    seen = page.locator("main").inner_text()
    assert "Ruby" not in seen
    assert WORDS not in seen


def _sign_in(page: Page, email: str) -> None:
    page.goto("/sign-in/")
    page.locator("input[type=email], input[name=email]").fill(email)
    page.locator("input[type=password]").fill(PASSWORD)
    page.get_by_role("button", name="Sign in").click()
    expect(page.get_by_role("heading", level=1)).to_contain_text("Good")


def _wait_until_read(page: Page) -> None:
    deadline = time.monotonic() + 120
    while time.monotonic() < deadline:
        page.goto("/studio/sources/reading/")
        if "Every source was read" in page.content():
            page.goto("/studio/sources/")
            return
        time.sleep(1)
    raise AssertionError(page.content()[:2000])


def _status(url: str, agent: str, language: str = "") -> int:
    headers = {"User-Agent": agent} | ({"Accept-Language": language} if language else {})
    opener = urllib.request.build_opener(_Stay)
    try:
        return int(opener.open(urllib.request.Request(url, headers=headers), timeout=10).status)
    except urllib.error.HTTPError as answer:
        return answer.code


class _Stay(urllib.request.HTTPRedirectHandler):
    def redirect_request(self, *_: object) -> None:
        return None


def _laughs() -> bytes:
    """A billion laughs: entities that explode."""
    first = '<!ENTITY l0 "ha">'
    others = "".join(f'<!ENTITY l{n} "{f"&l{n - 1};" * 10}">' for n in range(1, 10))
    body = "<rss><channel><title>&l9;</title></channel></rss>"
    return f'<?xml version="1.0"?><!DOCTYPE r [{first}{others}]>{body}'.encode()
