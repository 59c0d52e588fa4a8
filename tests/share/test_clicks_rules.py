from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from portevoix.share.rules.clicks import (
    Asked,
    Verdict,
    is_double,
    judge,
    truncated,
    visitor_digest,
)

CHROME = (
    "Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) "
    "Chrome/142.0.0.0 Safari/537.36"
)
READER = {"accept-language": "fr-FR,fr;q=0.9"}


def test_a_reader_s_browser_is_a_person() -> None:
    asked = Asked("GET", CHROME, READER, since_publication=timedelta(hours=1))
    assert judge(asked).verdict is Verdict.HUMAN
    assert judge(Asked("GET", CHROME, READER)).verdict is Verdict.HUMAN


@pytest.mark.parametrize("method", ["HEAD", "OPTIONS", "POST"])
def test_only_get_may_count(method: str) -> None:
    assert judge(Asked(method, CHROME, READER)).verdict is Verdict.ROBOT


@pytest.mark.parametrize(
    "headers",
    [
        {"sec-purpose": "prefetch;prerender"},
        {"purpose": "prefetch"},
        {"x-purpose": "preview"},
        {"x-moz": "prefetch"},
    ],
)
def test_asking_ahead_of_a_reader_never_counts(headers: dict[str, str]) -> None:
    judgement = judge(Asked("GET", CHROME, READER | headers))
    assert (judgement.verdict, judgement.reason) == (Verdict.ROBOT, "ahead")


def test_robots_are_known_by_list_by_haste_and_by_silence() -> None:
    assert judge(Asked("GET", CHROME, READER, is_listed=True)).reason == "listed"
    assert judge(Asked("GET", CHROME, READER, links_in_span=3)).reason == "burst"
    assert judge(Asked("GET", " ", READER)).reason == "no_agent"


def test_what_nobody_can_tell_is_unknown_and_not_a_person() -> None:
    soon = Asked("GET", CHROME, READER, since_publication=timedelta(seconds=4))
    assert judge(soon).verdict is Verdict.UNKNOWN
    assert judge(Asked("GET", CHROME, {})).reason == "no_language"
    assert judge(Asked("GET", "SAMSUNG-GT-E2232/1.0 MIDP-2.0", READER)).reason == "no_browser"


def test_an_old_browser_is_still_a_person() -> None:
    agent = "Mozilla/5.0 (compatible; MSIE 9.0; Windows NT 6.1; Trident/5.0)"
    assert judge(Asked("GET", agent, READER)).verdict is Verdict.HUMAN


@given(st.text(), st.dictionaries(st.text(), st.text()), st.booleans(), st.integers(0, 9))
def test_without_get_nothing_ever_counts(
    agent: str, headers: dict[str, str], listed: bool, links: int
) -> None:
    asked = Asked("HEAD", agent, headers, is_listed=listed, links_in_span=links)
    assert judge(asked).verdict is Verdict.ROBOT


def test_twice_within_half_an_hour_is_once() -> None:
    assert is_double(timedelta(minutes=29))
    assert not is_double(timedelta(minutes=30))
    assert not is_double(None)


@pytest.mark.parametrize(
    ("address", "kept"),
    [
        ("192.0.2.77", "192.0.2.0"),
        ("::ffff:192.0.2.77", "192.0.2.0"),
        ("2001:db8:1:2:3:4:5:6", "2001:db8:1::"),
        ("fe80::1%eth0", "fe80::"),
        ("unknown", ""),
    ],
)
def test_an_address_loses_its_household(address: str, kept: str) -> None:
    assert truncated(address) == kept


def test_a_digest_joins_neighbours_and_parts_days_and_agents() -> None:
    digest = visitor_digest(b"monday", "192.0.2.77", CHROME)
    assert len(digest) == 32
    assert digest == visitor_digest(b"monday", "192.0.2.200", CHROME)
    assert digest != visitor_digest(b"tuesday", "192.0.2.77", CHROME)
    assert digest != visitor_digest(b"monday", "192.0.2.77", "other")
