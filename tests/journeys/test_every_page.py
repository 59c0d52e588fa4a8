"""Every page of the demo, in both languages, sizes and lights, without a flaw of form."""

from __future__ import annotations

import os
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, BrowserContext, Page

from tests.journeys.conftest import DESKTOP, PHONE
from tests.journeys.house import House

pytestmark = [pytest.mark.journey, pytest.mark.timeout(900)]

# Where `make screenshots` wants the pictures; nowhere otherwise. The book keeps a few of them.
PICTURES = os.environ.get("PORTEVOIX_SCREENSHOTS", "")
OF_THE_BOOK = {
    "en-phone-light": {"today", "compose", "voice", "my-data"},
    "fr-phone-dark": {"today", "compose", "voice"},
    "fr-desktop-light": {"today", "sources", "results", "desk"},
    "en-desktop-dark": {"compose", "results"},
}
# What WCAG 2.2 AA asks, as far as a machine can tell.
RULES = {"runOnly": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]}
VISITS = {
    "Inès Morel": {
        "today": "/",
        "compose": "compose",
        "shares": "/share/",
        "share": "share",
        "calendar": "/share/calendar/",
        "accounts": "/share/accounts/",
        "campaigns": "/campaigns/",
        "campaign": "/campaigns/une-semaine-chez-nous/",
        "asks": "/asks/",
        "voice": "/my-voice/",
        "learn": "/learn/",
        "must-read": "/must-read/",
        "more": "/more/",
        "kept": "/kept/",
        "openings": "/openings/",
        "opening": "opening",
        "referrals": "/share/referrals/",
        "search": "/search/",
        "search-found": "/search/?q=data",
        "mail": "/mail/",
        "propose": "/propose/",
        "proposed": "/proposed/",
        "expertise": "/expertise/",
        "colleagues": "/people/",
        "charter": "/charter/",
        "my-data": "/my-data/",
        "forget-me": "/my-data/forget/",
        "figures": "/figures/",
        "password": "/password/",
    },
    "Léa Fontaine": {
        "studio": "/studio/",
        "freeze": "/freeze/",
        "sources": "/studio/sources/",
        "sources-health": "/studio/sources/health/",
        "source": "/studio/sources/1/",
        "review": "/studio/review/",
        "proposals": "/studio/proposals/",
        "trust": "/studio/trust/",
        "asked-readings": "/studio/must-read/",
        "week": "/studio/week/",
        "coverage": "/studio/coverage/",
        "watch": "/studio/items/",
        "campaigns-studio": "/studio/campaigns/",
        "campaign-prepare": "/studio/campaigns/prepare/",
        "campaign-studio": "/studio/campaigns/une-semaine-chez-nous/",
        "campaign-about": "/studio/campaigns/une-semaine-chez-nous/about/",
        "campaign-target": "/studio/campaigns/une-semaine-chez-nous/target/",
        "campaign-kit": "/studio/campaigns/une-semaine-chez-nous/kit/fr/",
        "campaign-over": "/studio/campaigns/des-toits-qui-parlent/",
        "results": "/studio/results/",
        "funnel": "/studio/referrals/",
    },
    "Paul Girard": {
        "desk": "/desk/",
        "purposes": "/desk/purposes/",
        "safeguards": "/desk/safeguards/",
        "confidential": "/desk/confidential/",
        "charter-desk": "/desk/charter/",
        "bonuses": "/desk/referrals/",
        "ways-in": "/desk/referrals/ways-in/",
        "step-file": "/desk/referrals/files/",
    },
    "Ada Nkemelu": {
        "people": "/admin/people/",
        "import": "/admin/people/import/",
        "roles": "/admin/roles/",
        "topics": "/admin/topics/",
        "networks": "/admin/networks/",
        "network": "/admin/networks/linkedin/",
    },
}


@dataclass(frozen=True)
class Look:
    """One way of looking: which language, what size, which light."""

    language: str
    size: str
    light: str

    def __str__(self) -> str:
        return f"{self.language}-{self.size}-{self.light}"


# Every pair of a language, a size and a light is among these; `make screenshots` looks in all ways.
LOOKS = [
    Look("en", "phone", "light"),
    Look("fr", "phone", "dark"),
    Look("en", "desktop", "dark"),
    Look("fr", "desktop", "light"),
]
if PICTURES:
    LOOKS = [
        Look(language, size, light)
        for language in ("en", "fr")
        for size in ("phone", "desktop")
        for light in ("light", "dark")
    ]
# What a page looks like does not depend on the database: another one is tried with two looks.
elif os.environ.get("DATABASE_URL", "").startswith("postgres"):
    LOOKS = LOOKS[::3]


@pytest.fixture(scope="module")
def demo(house: House) -> House:
    house.portevoix("demo")
    house.serve()
    return house


@pytest.fixture
def context(browser: Browser, demo: House, look: Look) -> Iterator[BrowserContext]:
    opened = browser.new_context(
        viewport=PHONE if look.size == "phone" else DESKTOP,
        locale=look.language,
        color_scheme=look.light,
        base_url=demo.url,
        reduced_motion="reduce",
    )
    opened.set_default_timeout(15_000)
    yield opened
    opened.close()


@pytest.mark.parametrize("look", LOOKS, ids=str)
def test_every_page_is_whole(context: BrowserContext, look: Look) -> None:
    page = context.new_page()
    faults = _door(page, look)
    for name, visits in VISITS.items():
        _enter(page, name, look)
        for key, address in visits.items():
            page.goto(_address(page, address))
            faults += [f"{key}: {fault}" for fault in _faults(page)]
            _picture(page, key, look)
    assert faults == []


def _door(page: Page, look: Look) -> list[str]:
    found = []
    for key, address in (("door", "/sign-in/"), ("pieces", "/ui/"), ("no-link", "/l/nothing")):
        page.goto(address)
        found += [f"{key}: {fault}" for fault in _faults(page)]
        _picture(page, key, look)
    return found


def _enter(page: Page, name: str, look: Look) -> None:
    page.context.clear_cookies()
    page.goto("/sign-in/")
    row = page.locator("li.entry", has_text=name)
    row.get_by_role("button").click()
    page.wait_for_load_state()
    if page.locator("html").get_attribute("lang") != look.language:
        page.locator(f"button[name=language][value={look.language}]").first.click()


def _address(page: Page, address: str) -> str:
    if address.startswith("/"):
        return address
    found_on, start = {
        "compose": ("/", "/share/new/"),
        "share": ("/share/", "/share/"),
        "opening": ("/openings/", "/share/openings/"),
    }[address]
    page.goto(found_on)
    links = page.locator(f"main a[href^='{start}']").evaluate_all(
        "links => links.map(link => link.getAttribute('href'))"
    )
    numbered = [link for link in links if any(sign.isdigit() for sign in link)]
    return str(numbered[0])


def _faults(page: Page) -> list[str]:
    wide = page.evaluate("document.documentElement.scrollWidth - innerWidth")
    found = [f"{wide} px too wide"] if wide > 0 else []
    outcome = Axe().run(page, options=RULES)
    return found + [
        f"{fault['id']}: {fault['nodes'][0]['html'][:120]}"
        for fault in outcome.response["violations"]
    ]


def _picture(page: Page, key: str, look: Look) -> None:
    wanted = OF_THE_BOOK.get(str(look), set()) if PICTURES.startswith("docs") else {key}
    if PICTURES and key in wanted:
        path = Path(PICTURES) / f"{key}-{look}.png"
        path.parent.mkdir(parents=True, exist_ok=True)
        page.screenshot(path=str(path), full_page=key == "pieces")
