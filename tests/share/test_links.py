from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, timedelta
from pathlib import Path

import pytest
import time_machine
from django.db import OperationalError
from django.test import Client

from portevoix.ledger.models import Entry
from portevoix.share import tasks
from portevoix.share.actions import refusals
from portevoix.share.actions.clicks import renew_salts
from portevoix.share.actions.linking import disable_link
from portevoix.share.engines.journal import hits_from, journal_files
from portevoix.share.models import Click, DailySalt, Link
from portevoix.share.queries import links
from portevoix.share.views import links as following
from tests.conftest import Cast
from tests.share.world import a_lone_link, a_share, ready_to_share

pytestmark = pytest.mark.django_db

AGENT = "Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0"
BROWSER = {"user-agent": AGENT, "accept-language": "fr"}


@pytest.fixture(autouse=True)
def journals(tmp_path: Path, settings: object) -> Iterator[Path]:
    settings.DATA = tmp_path  # type: ignore[attr-defined]
    following._journal.cache_clear()
    links.forget_remembered()
    yield tmp_path / "clicks"
    following._journal.cache_clear()
    links.forget_remembered()


@pytest.fixture
def link(cast: Cast, at: datetime) -> Link:
    ready_to_share(cast.ines, at)
    return a_share(cast.ines, at).link


def verdicts(journals: Path) -> list[str]:
    return [hit.verdict for path in journal_files(journals) for hit, _ in hits_from(path, 0) if hit]


def test_a_reader_is_led_on_and_leaves_no_trace_with_us(
    client: Client, link: Link, journals: Path
) -> None:
    response = client.get(f"/l/{link.code}", headers=BROWSER)
    assert (response.status_code, response["Location"]) == (302, link.target_url)
    assert response["Cache-Control"] == "no-store"
    assert response["Referrer-Policy"] == "no-referrer"
    assert response["X-Robots-Tag"] == "noindex"
    assert not response.cookies
    assert verdicts(journals) == ["human"]


def test_a_click_writes_nothing_in_the_database(
    client: Client, link: Link, django_assert_num_queries: object
) -> None:
    with django_assert_num_queries(2) as asked:  # type: ignore[operator]
        client.get(f"/l/{link.code}", headers=BROWSER)
    assert all(query["sql"].startswith("SELECT") for query in asked)
    renew_salts(at=datetime.now().astimezone())
    client.get(f"/l/{link.code}", headers=BROWSER)
    with django_assert_num_queries(0):  # type: ignore[operator]
        client.get(f"/l/{link.code}", headers=BROWSER)
    assert not Click.objects.exists()


@pytest.mark.parametrize("method", ["head", "options", "post", "put"])
def test_only_a_get_is_a_click(client: Client, link: Link, journals: Path, method: str) -> None:
    response = getattr(client, method)(f"/l/{link.code}", headers=BROWSER)
    assert response.status_code == (302 if method == "head" else 405)
    assert verdicts(journals) == []


@pytest.mark.parametrize(
    "headers",
    [
        BROWSER | {"sec-purpose": "prefetch;prerender"},
        BROWSER | {"purpose": "prefetch"},
        BROWSER | {"x-moz": "prefetch"},
        {"user-agent": "LinkedInBot/1.0 (compatible; Mozilla/5.0; +http://www.linkedin.com)"},
        {"user-agent": "facebookexternalhit/1.1"},
        {"user-agent": "Slackbot-LinkExpanding 1.0 (+https://api.slack.com/robots)"},
        {"user-agent": ""},
    ],
)
def test_previews_are_led_on_and_never_count(
    client: Client, link: Link, journals: Path, headers: dict[str, str]
) -> None:
    assert client.get(f"/l/{link.code}", headers=headers).status_code == 302
    assert verdicts(journals) == ["robot"]


def test_a_thousand_servers_of_the_fediverse_are_nobody(
    client: Client, link: Link, journals: Path, at: datetime
) -> None:
    renew_salts(at=at)
    with time_machine.travel(at, tick=False):
        for number in range(1000):
            agent = (
                f"Mastodon/4.{number % 5}.{number % 9} (http.rb/5.2.0; +https://s{number}.example/)"
            )
            client.get(
                f"/l/{link.code}",
                headers={"user-agent": agent},
                REMOTE_ADDR=f"198.51.{number % 250}.{number // 250}",
            )
    with time_machine.travel(at + timedelta(minutes=1), tick=False):
        assert tasks.drain_clicks() == 1000
    assert not Click.objects.exclude(verdict=Click.Verdict.ROBOT).exists()


def test_an_unknown_code_leads_nowhere(client: Client, link: Link, journals: Path) -> None:
    response = client.get("/l/nothing", headers=BROWSER)
    assert response.status_code == 404
    assert response["Cache-Control"] == "no-store"
    assert not response.has_header("Location")
    assert not response.cookies
    assert verdicts(journals) == []


def test_a_link_that_was_switched_off_is_gone_at_once_here(
    client: Client,
    cast: Cast,
    link: Link,
    journals: Path,
    at: datetime,
    django_capture_on_commit_callbacks: object,
) -> None:
    assert client.get(f"/l/{link.code}", headers=BROWSER).status_code == 302
    with django_capture_on_commit_callbacks(execute=True):  # type: ignore[operator]
        disable_link(link=link, by=cast.ines, at=at)
    response = client.get(f"/l/{link.code}", headers=BROWSER)
    assert response.status_code == 410
    assert not response.has_header("Location")
    assert len(verdicts(journals)) == 1
    assert Entry.objects.filter(act="link.disabled", actor=cast.ines.ref).exists()


def test_a_link_that_was_switched_off_elsewhere_is_gone_within_a_minute(
    client: Client, link: Link, at: datetime, monkeypatch: pytest.MonkeyPatch
) -> None:
    now = 1000.0
    monkeypatch.setattr(links.time, "monotonic", lambda: now)
    assert client.get(f"/l/{link.code}").status_code == 302
    Link.objects.update(disabled_at=at)
    assert client.get(f"/l/{link.code}").status_code == 302
    now += 60
    assert client.get(f"/l/{link.code}").status_code == 410


def test_only_its_owner_switches_a_link_off_and_once(cast: Cast, link: Link, at: datetime) -> None:
    with pytest.raises(refusals.NotYourLink):
        disable_link(link=link, by=cast.lea, at=at)
    disable_link(link=link, by=cast.ines, at=at)
    with pytest.raises(refusals.NotYourLink):
        disable_link(link=link, by=cast.ines, at=at)


def test_a_link_without_a_share_leads_on_counts_and_is_its_owners(
    client: Client, cast: Cast, journals: Path, at: datetime
) -> None:
    lone = a_lone_link(cast.karim, at)
    assert client.get(f"/l/{lone.code}", headers=BROWSER)["Location"] == lone.target_url
    assert verdicts(journals) == ["human"]
    with pytest.raises(refusals.NotYourLink):
        disable_link(link=lone, by=cast.ines, at=at)
    disable_link(link=lone, by=cast.karim, at=at)
    entry = Entry.objects.get(act="link.disabled")
    assert entry.subject
    assert lone.code not in entry.subject


def test_one_sees_only_ones_own_links(cast: Cast, link: Link, at: datetime) -> None:
    lone = a_lone_link(cast.karim, at)
    assert list(Link.objects.visible_to(cast.ines)) == [link]
    assert list(Link.objects.visible_to(cast.karim)) == [lone]


class _Down:
    def __getattr__(self, name: str) -> object:
        raise OperationalError("the database is down")


def test_a_link_that_was_followed_answers_while_the_database_is_down(
    client: Client, link: Link, journals: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    client.get(f"/l/{link.code}", headers=BROWSER)
    later = links.time.monotonic() + 3600
    monkeypatch.setattr(links.time, "monotonic", lambda: later)
    monkeypatch.setattr(Link, "objects", _Down())
    monkeypatch.setattr(DailySalt, "objects", _Down())
    response = client.get(f"/l/{link.code}", headers=BROWSER)
    assert (response.status_code, response["Location"]) == (302, link.target_url)
    assert verdicts(journals) == ["human", "human"]


def test_a_link_never_seen_says_try_again_while_the_database_is_down(
    client: Client, link: Link, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(Link, "objects", _Down())
    response = client.get(f"/l/{link.code}", headers=BROWSER)
    assert (response.status_code, response["Retry-After"]) == (503, "60")
    assert not response.has_header("Location")


def test_a_full_disk_costs_the_figure_and_never_the_way(
    client: Client, link: Link, journals: Path
) -> None:
    journals.write_text("a file where the folder should be")
    response = client.get(f"/l/{link.code}", headers=BROWSER)
    assert (response.status_code, response["Location"]) == (302, link.target_url)


def test_memory_is_bounded(client: Client, link: Link, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(links, "MOST_REMEMBERED", 1)
    assert links.known_link(link.code)
    links._remember("another", links.KnownLink("https://a.example", False, None), 1.0)
    assert len(links._Memory.links) == 1
    assert links.known_link("nothing") is links.known_link("nowhere") is None
    assert len(links._Memory.unknown) == len(links._Memory.links) == 1


def test_a_day_without_salt_tells_nobody_apart(at: datetime, link: Link) -> None:
    assert links.salt_of(at.date()) is None
    renew_salts(at=at)
    first = links.salt_of(at.date())
    assert first
    assert links.salt_of((at + timedelta(days=1)).date()) != first
