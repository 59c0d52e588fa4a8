"""A referral goes from click to hire: a link, a signed call, a file, a key, and a bonus."""

from __future__ import annotations

import hashlib
import hmac
import json
import re
import urllib.request
from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.journeys.conftest import DESKTOP, PHONE, opened
from tests.journeys.house import House
from tests.journeys.servers import Answer, serving

pytestmark = [pytest.mark.journey, pytest.mark.timeout(300)]

SECRET = "what-the-board-signs-with"
CAREERS = b"""<!doctype html><html lang="en"><title>Careers</title><h1>Thank you for coming</h1>"""


@pytest.fixture(scope="module")
def careers() -> Iterator[tuple[str, list[str]]]:
    """The public page of the opening, and where visitors came by."""
    seen: list[str] = []

    def respond(method: str, path: str, headers: dict[str, str], body: bytes) -> Answer:
        seen.append(path)
        return 200, {"content-type": "text/html"}, CAREERS

    with serving(respond) as origin:
        yield origin, seen


@pytest.fixture(scope="module")
def demo(house: House, careers: tuple[str, list[str]]) -> House:
    house.portevoix("demo")
    # The boards of the demo are nobody's: its openings are moved to a page that answers.
    house.portevoix("shell", "-c", MOVED % careers[0])
    house.serve()
    return house


MOVED = (
    "from portevoix.curate.models import Item\n"
    "for one in Item.objects.openings():\n"
    "    Item.objects.filter(pk=one.pk).update(url=f'%s/jobs/{one.pk}')"
)


def enter(page: Page, name: str) -> None:
    page.context.clear_cookies()
    page.goto("/sign-in/")
    page.locator("li.entry", has_text=name).get_by_role("button").click()
    page.wait_for_load_state()
    english = page.locator("button[name=language][value=en]").first
    if page.locator("html").get_attribute("lang") != "en":
        english.click()


def posted(url: str, body: bytes, **headers: str) -> dict[str, int]:
    sent = urllib.request.Request(url, data=body, headers={"content-type": "application/json"})
    for name, value in headers.items():
        sent.add_header(name.replace("_", "-"), value)
    with urllib.request.urlopen(sent, timeout=10) as answer:
        return dict(json.load(answer))


def signed(application: dict[str, object], action: str) -> tuple[bytes, str]:
    body = json.dumps({"action": action, "payload": {"application": application}}).encode()
    return body, f"sha256 {hmac.new(SECRET.encode(), body, hashlib.sha256).hexdigest()}"


def test_a_referral_goes_from_click_to_hire(
    demo: House, careers: tuple[str, list[str]], browser: Browser
) -> None:
    with opened(browser, demo, PHONE) as ines, opened(browser, demo, DESKTOP) as paul:
        enter(paul, "Paul Girard")
        enter(ines, "Inès Morel")
        hook_url, key = a_hook_and_a_key(paul)
        code = passed_on_and_followed(ines, demo, browser, careers[1])
        application_comes(hook_url, code)
        told(ines, "Applied")
        interview_comes(paul)
        told(ines, "In interviews")
        hire_comes(demo, key)
        told(ines, "Hired")
        bonus_is_owed(ines, paul)
        # The programme sees groups only, and nobody's name.
        enter(paul, "Léa Fontaine")
        paul.goto("/studio/referrals/")
        expect(paul.get_by_text("All other openings together")).to_be_visible()
        main = str(paul.locator("main").text_content())
        assert "Inès" not in main
        assert "Nadia" not in main + str(ines.locator("main").text_content())


def a_hook_and_a_key(paul: Page) -> tuple[str, str]:
    """HR opens a way in for a system that signs, and one for a program with a key."""
    paul.goto("/desk/referrals/ways-in/")
    hook = paul.locator("details", has_text="A recruiting system that signs its calls")
    hook.locator("summary").click()
    hook.get_by_label("Recruiting system").select_option("greenhouse")
    hook.get_by_label("Name").fill("Our board")
    hook.get_by_label("The secret it signs with").fill(SECRET)
    hook.get_by_role("button", name="Open it").click()
    url = str(paul.locator("li", has_text="Our board").locator("code").text_content())
    form = paul.locator("details", has_text="A key, for any other program")
    form.locator("summary").click()
    form.get_by_label("Recruiting system").select_option("greenhouse")
    form.get_by_label("What it is for").fill("Nightly")
    form.get_by_role("button", name="Make a key").click()
    key = str(paul.locator("#the-key").text_content())
    assert re.fullmatch(r"pv_[\w-]{43}", key)
    return url, key


def passed_on_and_followed(ines: Page, demo: House, browser: Browser, seen: list[str]) -> str:
    """She makes a link of her own; a friend follows it, and the careers page learns the code."""
    ines.goto("/openings/")
    card = ines.locator("article", has_text="Python")
    card.get_by_role("link", name="Pass it on").click()
    ines.get_by_role("button", name="Make my link").click()
    link = str(ines.locator("#short-link").text_content())
    with opened(browser, demo, PHONE) as friend:
        friend.goto(link)
        expect(friend.get_by_role("heading", name="Thank you for coming")).to_be_visible()
    code = link.rsplit("/", 1)[-1]
    assert any(f"pv-{code}" in path for path in seen)
    return code


def application_comes(hook_url: str, code: str) -> None:
    """A signed call tells of it, twice: it counts once."""
    application = {"id": 4711, "first_name": "Nadia", "source": {"name": f"pv-{code}"}}
    body, signature = signed(application, "new_candidate_application")
    assert posted(hook_url, body, signature=signature) == {"new": 1, "known": 0}
    assert posted(hook_url, body, signature=signature) == {"new": 0, "known": 1}


def interview_comes(paul: Page) -> None:
    """A file tells of it, looked at first, with a line that cannot be taken."""
    paul.goto("/desk/referrals/files/")
    send = paul.locator("section", has_text="Send a file of steps")
    send.get_by_label("Recruiting system").select_option("greenhouse")
    content = "référence;étape\n4711;entretien\n4712;fête\n".encode("latin-1")
    send.get_by_label("File of steps (CSV)").set_input_files(
        {"name": "steps.csv", "mimeType": "text/csv", "buffer": content}
    )
    send.get_by_role("button", name="Show what it tells").click()
    expect(paul.get_by_text("Line 3: “fête” is no step")).to_be_visible()
    paul.get_by_role("button", name="Take these steps").click()
    expect(paul.get_by_text("Done: 1 steps were new")).to_be_visible()


def hire_comes(demo: House, key: str) -> None:
    hire = json.dumps({"steps": [{"application": "4711", "step": "hire"}]}).encode()
    answer = posted(f"{demo.url}/intake/steps/", hire, authorization=f"Bearer {key}")
    assert answer == {"new": 1, "known": 0}


def told(ines: Page, words: str) -> None:
    ines.goto("/share/referrals/")
    applications = ines.locator("section", has=ines.locator("#applications"))
    expect(applications.locator("li", has_text="Python").get_by_text(words)).to_be_visible()


def bonus_is_owed(ines: Page, paul: Page) -> None:
    """It is hers to see; HR sees it once she says so, and may not pay it before its day."""
    bonuses = ines.locator("section", has=ines.locator("#bonuses"))
    bonus = bonuses.locator("li", has_text="Python")
    expect(bonus.get_by_text("Promised: due on")).to_be_visible()
    paul.goto("/desk/referrals/")
    expect(paul.locator("li", has_text="Inès Morel")).to_have_count(0)
    bonus.get_by_role("button", name="Tell HR that it is me").click()
    expect(ines.get_by_text("HR now sees your name")).to_be_visible()
    paul.reload()
    row = paul.locator("li", has_text="Inès Morel")
    expect(row.get_by_text("Python")).to_be_visible()
    row.get_by_role("button", name="It is paid").click()
    expect(paul.get_by_text("when the trial period has passed")).to_be_visible()
