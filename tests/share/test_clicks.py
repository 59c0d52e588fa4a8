from __future__ import annotations

import uuid
from collections.abc import Iterator
from dataclasses import replace
from datetime import datetime, timedelta
from pathlib import Path

import pytest
import time_machine
from django.core.serializers import serialize
from django.test import Client

from portevoix.govern.tasks import keep_retention
from portevoix.share import tasks
from portevoix.share.actions.clicks import (
    SETTLED,
    drain_journal,
    renew_salts,
)
from portevoix.share.engines.journal import FINISHED_SECONDS, Hit
from portevoix.share.models import Click, DailySalt, JournalMark, Link, Share
from portevoix.share.queries.links import forget_remembered
from portevoix.share.views import links as following
from tests.conftest import Cast
from tests.share.world import a_share, ready_to_share

pytestmark = pytest.mark.django_db

SECOND, MINUTE, HOUR = timedelta(seconds=1), timedelta(minutes=1), timedelta(hours=1)
AGENT = "Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0"
BROWSER = {"user-agent": AGENT, "accept-language": "fr"}


@pytest.fixture(autouse=True)
def journals(tmp_path: Path, settings: object) -> Iterator[Path]:
    settings.DATA = tmp_path  # type: ignore[attr-defined]
    following._journal.cache_clear()
    forget_remembered()
    yield tmp_path / "clicks"
    following._journal.cache_clear()
    forget_remembered()


@pytest.fixture
def share(cast: Cast, at: datetime) -> Share:
    ready_to_share(cast.ines, at)
    return a_share(cast.ines, at)


@pytest.fixture
def link(share: Share) -> Link:
    return share.link


def a_hit(link: Link, at: datetime, digest: str = "v" * 32, verdict: str = "human") -> Hit:
    return Hit(str(uuid.uuid4()), link.code, at, verdict, "browser", digest, "")


def written(folder: Path, *hits: Hit) -> Path:
    folder.mkdir(exist_ok=True)
    path = folder / "1-a.clicks"
    with path.open("ab") as file:
        file.write(b"".join(hit.line() for hit in hits))
    return path


def test_a_journal_read_twice_counts_once(journals: Path, link: Link, at: datetime) -> None:
    path = written(journals, a_hit(link, at), a_hit(link, at + HOUR))
    assert drain_journal(path=path, at=at + 2 * HOUR).clicks == 2
    assert drain_journal(path=path, at=at + 2 * HOUR).clicks == 0
    JournalMark.objects.all().delete()
    assert drain_journal(path=path, at=at + 2 * HOUR).clicks == 0
    assert Click.objects.count() == 2


def test_a_click_waits_until_its_neighbours_are_known(
    journals: Path, link: Link, at: datetime
) -> None:
    path = written(journals, a_hit(link, at))
    assert not drain_journal(path=path, at=at + SETTLED - SECOND).is_at_end
    assert Click.objects.count() == 0
    assert drain_journal(path=path, at=at + SETTLED).is_at_end
    assert Click.objects.count() == 1


def test_a_click_written_out_of_order_is_not_skipped(
    journals: Path, link: Link, at: datetime
) -> None:
    late = a_hit(link, at + SECOND, digest="w" * 32)
    path = written(journals, late, a_hit(link, at))
    drain_journal(path=path, at=at + SETTLED)
    drain_journal(path=path, at=at + SETTLED + SECOND)
    assert Click.objects.count() == 2


def test_a_code_that_is_erased_counts_for_nobody(
    journals: Path, link: Link, share: Share, at: datetime
) -> None:
    path = written(journals, a_hit(link, at), replace(a_hit(link, at), code="gone"))
    assert drain_journal(path=path, at=at + HOUR).clicks == 1


def test_a_bad_line_is_stepped_over(journals: Path, link: Link, at: datetime) -> None:
    path = written(journals, a_hit(link, at))
    path.write_bytes(b"nonsense\n" + path.read_bytes())
    outcome = drain_journal(path=path, at=at + HOUR)
    assert (outcome.clicks, outcome.is_at_end) == (1, True)


def test_one_visitor_on_three_links_at_once_is_a_robot(
    cast: Cast, journals: Path, link: Link, at: datetime
) -> None:
    others = [a_share(cast.ines, at, account=link.share.account).link for _ in range(2)]
    moments = (at, at + SECOND, at + 2 * SECOND)
    hits = [a_hit(one, when) for one, when in zip([link, *others], moments, strict=True)]
    somebody = a_hit(link, at, digest="w" * 32)
    drain_journal(path=written(journals, *hits, somebody), at=at + HOUR)
    robots = Click.objects.filter(verdict=Click.Verdict.ROBOT, reason="burst")
    assert set(robots.values_list("visitor_digest", flat=True)) == {"v" * 32}
    assert robots.count() == 3


@pytest.mark.parametrize(("minutes", "is_double"), [(29, True), (30, False)])
def test_a_second_visit_counts_again_after_half_an_hour(
    journals: Path, link: Link, at: datetime, minutes: int, is_double: bool
) -> None:
    path = written(journals, a_hit(link, at), a_hit(link, at + minutes * MINUTE))
    drain_journal(path=path, at=at + HOUR)
    assert Click.objects.order_by("at").values_list("is_double", flat=True)[1] is is_double


def test_visitors_nobody_can_tell_apart_are_no_doubles(
    journals: Path, link: Link, at: datetime
) -> None:
    drain_journal(
        path=written(journals, a_hit(link, at, ""), a_hit(link, at + SECOND, "")), at=at + HOUR
    )
    assert not Click.objects.filter(is_double=True).exists()


def test_salts_and_digests_are_gone_within_48_hours(
    journals: Path, link: Link, at: datetime
) -> None:
    midnight = at.replace(hour=0)
    with time_machine.travel(midnight, tick=False):
        tasks.renew_daily_salts()
    first = bytes(DailySalt.objects.get(day=midnight.date()).salt)
    written(journals, a_hit(link, midnight))
    for hours in range(1, 49):
        with time_machine.travel(midnight + hours * HOUR, tick=False):
            tasks.drain_clicks()
            tasks.renew_daily_salts()
    assert first not in [bytes(salt.salt) for salt in DailySalt.objects.all()]
    assert Click.objects.get().visitor_digest == ""


def test_todays_salt_is_there_before_the_day_begins(at: datetime) -> None:
    renew_salts(at=at)
    tomorrow = DailySalt.objects.get(day=(at + timedelta(days=1)).date())
    renew_salts(at=at + timedelta(days=1))
    assert DailySalt.objects.get(day=tomorrow.day).salt == tomorrow.salt
    assert DailySalt.objects.count() == 2


def test_clicks_are_forgotten_after_their_months(journals: Path, link: Link, at: datetime) -> None:
    drain_journal(path=written(journals, a_hit(link, at)), at=at + HOUR)
    with time_machine.travel(at + timedelta(days=730), tick=False):
        keep_retention()
    assert Click.objects.exists()
    with time_machine.travel(at + timedelta(days=761), tick=False):
        keep_retention()
    assert not Click.objects.exists()


def test_a_finished_journal_is_removed_once_read(journals: Path, link: Link, at: datetime) -> None:
    path = written(journals, a_hit(link, at))
    now = datetime.fromtimestamp(path.stat().st_mtime, tz=at.tzinfo)
    with time_machine.travel(now + timedelta(seconds=FINISHED_SECONDS - 60), tick=False):
        assert tasks.drain_clicks() == 1
    assert path.exists()
    with time_machine.travel(now + timedelta(seconds=FINISHED_SECONDS + 60), tick=False):
        tasks.drain_clicks()
    assert not path.exists()
    assert not JournalMark.objects.exists()


def test_from_the_click_to_the_table_no_address_is_kept(
    journals: Path, link: Link, client: Client, at: datetime
) -> None:
    renew_salts(at=at)
    with time_machine.travel(at, tick=False):
        client.get(f"/l/{link.code}", headers=BROWSER, REMOTE_ADDR="203.0.113.77")
    with time_machine.travel(at + HOUR, tick=False):
        assert tasks.drain_clicks() == 1
    (path,) = journals.glob("*.clicks")
    kept = path.read_text() + serialize("json", [Click.objects.get()])
    assert "203.0.113" not in kept
    assert AGENT not in kept
    assert len(Click.objects.get().visitor_digest) == 32
