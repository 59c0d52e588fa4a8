from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from urllib.parse import parse_qs, urlsplit

import pytest
from hypothesis import given
from hypothesis import strategies as st

from portevoix.share.rules.bonuses import due_on, is_due
from portevoix.share.rules.codes import ALPHABET, link_code
from portevoix.share.rules.referrals import (
    SKEW,
    WINDOW,
    Claim,
    Step,
    application_digest,
    carried,
    codes_in,
    first_valid,
    furthest,
    plain_code,
)

AT = datetime(2026, 11, 2, 12, tzinfo=UTC)
CODE, OTHER = link_code(bytes(range(16))), link_code(bytes(range(1, 17)))
CODES = st.text(ALPHABET, min_size=12, max_size=12)


@pytest.mark.parametrize(
    ("codes", "claims", "expected"),
    [
        ([], {CODE: Claim(1, AT)}, None),
        ([OTHER], {CODE: Claim(1, AT)}, None),
        ([CODE], {CODE: Claim(1, AT)}, CODE),
        ([OTHER, CODE], {CODE: Claim(1, AT)}, CODE),
        ([OTHER, CODE], {CODE: Claim(1, AT), OTHER: Claim(2, AT)}, OTHER),
        ([CODE], {CODE: Claim(1, AT + SKEW)}, CODE),
        ([CODE], {CODE: Claim(1, AT + SKEW + timedelta(seconds=1))}, None),
        ([CODE], {CODE: Claim(1, AT, AT - WINDOW)}, CODE),
        ([CODE], {CODE: Claim(1, AT, AT - WINDOW - timedelta(seconds=1))}, None),
    ],
)
def test_the_first_valid_code_decides(
    codes: list[str], claims: dict[str, Claim], expected: str | None
) -> None:
    assert first_valid(codes, claims, AT) == expected


@pytest.mark.parametrize(
    ("steps", "expected"),
    [
        ([], Step.APPLICATION),
        ([Step.APPLICATION], Step.APPLICATION),
        ([Step.CLOSED, Step.APPLICATION], Step.APPLICATION),
        ([Step.INTERVIEW], Step.INTERVIEW),
        ([Step.HIRE, Step.INTERVIEW, Step.CLOSED], Step.HIRE),
    ],
)
def test_how_far_an_application_came(steps: list[Step], expected: Step) -> None:
    assert furthest(steps) == expected


@given(CODES, st.sampled_from(["https://jobs.lever.co/a/b", "https://x.example/j?ref=old&a=1#top"]))
def test_an_address_carries_its_code_once_and_keeps_the_rest(code: str, url: str) -> None:
    written = carried(carried(url, OTHER), code)
    assert codes_in([written]) == (code,)
    before, after = urlsplit(url), urlsplit(written)
    assert (after.netloc, after.path, after.fragment) == (
        before.netloc,
        before.path,
        before.fragment,
    )
    kept = {k: v for k, v in parse_qs(before.query).items() if k != "ref"}
    assert kept.items() <= parse_qs(after.query).items()


@pytest.mark.parametrize(
    ("host", "name"),
    [
        ("boards.greenhouse.io", "gh_src"),
        ("jobs.lever.co", "lever-source"),
        ("acme.recruitee.com", "source"),
        ("jobs.ashbyhq.com", "ref"),
        ("notgreenhouse.io", "ref"),
    ],
)
def test_each_system_keeps_the_source_in_its_own_way(host: str, name: str) -> None:
    assert f"?{name}=pv-{CODE}" in carried(f"https://{host}/job/7", CODE)


def test_an_address_that_would_grow_too_long_stays() -> None:
    long = "https://x.example/" + "a" * 2_190
    assert carried(long, CODE) == long


@pytest.mark.parametrize(
    ("text", "found"),
    [
        (f"pv-{CODE}", (CODE,)),
        (f"I came by https://l.example/?ref=pv-{CODE}&x=1.", (CODE,)),
        (f"pv-{CODE}, pv-{OTHER} and pv-{CODE}", (CODE, OTHER)),
        (f"pv-{CODE}x", ()),
        (f"xpv-{CODE}", ()),
        ("pv-short", ()),
        ("pv-0OIl00000000", ()),
        ("", ()),
    ],
)
def test_codes_are_found_in_texts(text: str, found: tuple[str, ...]) -> None:
    assert codes_in([text]) == found


def test_a_flood_of_codes_is_bounded() -> None:
    many = [f"pv-{link_code(bytes([n, *range(15)]))}" for n in range(200)]
    assert len(codes_in(many)) == 20
    assert len(codes_in([" ".join(many)])) == 20


@pytest.mark.parametrize(
    ("written", "code"),
    [
        (CODE, CODE),
        (f" pv-{CODE} ", CODE),
        (f"https://go.example/l/{CODE}", CODE),
        (f"https://go.example/l/{CODE}/", CODE),
        ("LinkedIn", ""),
        ("", ""),
    ],
)
def test_a_code_is_read_as_people_paste_it(written: str, code: str) -> None:
    assert plain_code(written) == code


def test_a_digest_is_keyed_and_of_one_system() -> None:
    made = application_digest("lever", "71", b"key")
    assert made == application_digest("lever", " 71 ", b"key")
    others = [("ashby", "71", b"key"), ("lever", "72", b"key"), ("lever", "71", b"other")]
    assert made not in {application_digest(*other) for other in others}
    assert "71" not in made[:2]
    assert len(made) == 64


@pytest.mark.parametrize(
    ("hired", "months", "due"),
    [
        (date(2026, 11, 2), 4, date(2027, 3, 2)),
        (date(2026, 10, 31), 4, date(2027, 2, 28)),
        (date(2026, 12, 15), 0, date(2026, 12, 15)),
        (date(2026, 12, 15), 12, date(2027, 12, 15)),
    ],
)
def test_a_bonus_is_due_after_the_trial(hired: date, months: int, due: date) -> None:
    assert due_on(hired, months) == due
    assert is_due(due, due)
    assert not is_due(due, due - timedelta(days=1))
