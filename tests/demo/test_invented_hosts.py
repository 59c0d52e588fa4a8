"""The invented servers answer in a demo organisation only."""

from __future__ import annotations

from datetime import datetime

import pytest

from portevoix.curate import tasks
from portevoix.curate.sources import demonstration as invented_sources
from portevoix.lib.sealing import Secret
from portevoix.people.models import Organisation
from portevoix.share.actions.accounts import connect_account
from portevoix.share.models import Account
from portevoix.share.platforms import demonstration
from portevoix.share.platforms.mastodon import MASTODON
from portevoix.share.platforms.network import AccountAccess, Post, Tokens
from portevoix.share.queries.carriers import carrier_of
from portevoix.share.rules.outbox import Finding
from portevoix.web import leaving
from portevoix.web.fetch import FetchRequest, FetchResponse
from tests.conftest import Cast


def _access(host: str = demonstration.HOST) -> AccountAccess:
    return AccountAccess(host, "@ines@social.example", "ines", Tokens(Secret("token")))


def _account(cast: Cast, at: datetime, host: str) -> Account:
    return connect_account(network="mastodon", access=_access(host), by=cast.ines, at=at)


def test_a_demo_publishes_on_its_invented_server(
    cast: Cast, at: datetime, organisation: Organisation
) -> None:
    Organisation.objects.update(is_demo=True)
    account = _account(cast, at, demonstration.HOST)
    assert carrier_of(account) is demonstration.carry


def test_a_real_organisation_never_reaches_it(
    cast: Cast, at: datetime, organisation: Organisation
) -> None:
    account = _account(cast, at, demonstration.HOST)
    assert carrier_of(account) is leaving.carry


def test_a_demo_reaches_other_servers_in_earnest(
    cast: Cast, at: datetime, organisation: Organisation
) -> None:
    Organisation.objects.update(is_demo=True)
    account = _account(cast, at, "https://social.example")
    assert carrier_of(account) is leaving.carry


def test_a_post_sent_twice_is_one_post(at: datetime) -> None:
    post = Post(key="one", text="Bonjour", stamp=at)
    first = MASTODON.publish(post, _access(), demonstration.carry)
    assert MASTODON.publish(post, _access(), demonstration.carry) == first
    assert first.url == demonstration.post_path(first.external_id)
    other = Post(key="two", text="Bonjour", stamp=at)
    assert MASTODON.publish(other, _access(), demonstration.carry) != first


def test_it_counts_reactions_and_lists_nothing(at: datetime) -> None:
    post = Post(key="one", text="Bonjour", stamp=at)
    reception = MASTODON.read_back("17", _access(), demonstration.carry)
    assert reception.likes is not None
    assert reception == MASTODON.read_back("17", _access(), demonstration.carry)
    assert MASTODON.reconcile(post, _access(), demonstration.carry).finding is Finding.ABSENT


def test_it_knows_nothing_else() -> None:
    request = FetchRequest(f"{demonstration.HOST}/api/v1/apps", "POST")
    assert demonstration.carry(request).status == 404


def _known(url: str) -> FetchRequest:
    return FetchRequest(url, headers={"If-None-Match": invented_sources.ETAG})


@pytest.mark.parametrize(("is_demo", "answered"), [(True, True), (False, False)])
def test_invented_sources_are_quiet_in_a_demo_only(
    organisation: Organisation, monkeypatch: pytest.MonkeyPatch, is_demo: bool, answered: bool
) -> None:
    Organisation.objects.update(is_demo=is_demo)
    outside: list[str] = []

    def sent(request: FetchRequest) -> FetchResponse:
        outside.append(request.url)
        return FetchResponse(304, request.url, (), b"", (), 0.0)

    monkeypatch.setattr(tasks, "carry", sent)
    assert tasks._carried(_known("https://octets-tartines.example/feed.xml")).status == 304
    assert bool(outside) is not answered


@pytest.mark.parametrize(
    "request_made",
    [
        FetchRequest("https://another.example/feed.xml"),
        _known("https://example.org/feed.xml"),
        _known("https://example.evil.org/feed.xml"),
    ],
    ids=["new to us", "a real host", "a host that only looks like it"],
)
def test_any_other_source_is_asked_in_earnest(request_made: FetchRequest) -> None:
    assert not invented_sources.answers(request_made)


def test_the_page_that_is_no_feed_stays_a_page() -> None:
    request = FetchRequest("https://villes-sobres.example/index.html")
    assert invented_sources.answers(request)
    assert b"<!doctype html>" in invented_sources.carry(request).body
