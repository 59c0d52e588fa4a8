from __future__ import annotations

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from django.test import Client
from hypothesis import given
from hypothesis import strategies as st

from portevoix.curate.models import Item
from portevoix.people.models import Person
from portevoix.share.actions.composing import Composition, edit_words, plan_share
from portevoix.share.actions.planning import move_share
from portevoix.share.models import Account, Share
from portevoix.share.rules.spreading import APART, spread
from portevoix.share.rules.timing import Hours
from tests.conftest import Cast
from tests.share.fakes import FakeMastodon
from tests.share.test_publishing import publish
from tests.share.world import an_account, an_item, ready_to_share

PARIS = ZoneInfo("Europe/Paris")
TEN = datetime(2026, 11, 2, 9, tzinfo=UTC)
HOUR = timedelta(hours=1)
WORDS = "Our cluster moved house last week and nobody noticed, which is the best news of the year."
OTHERS = "What I liked most is the quiet: we planned for a month and then it took one evening."


@given(st.lists(st.integers(0, 2_000), max_size=40), st.integers(0, 2_000))
def test_whatever_is_taken_the_moment_is_an_hour_from_all(taken: list[int], asked: int) -> None:
    moments = [TEN + timedelta(minutes=place) for place in taken]
    chosen = spread(TEN + timedelta(minutes=asked), moments, PARIS)
    assert chosen >= TEN + timedelta(minutes=asked)
    assert all(abs(chosen - moment) >= APART for moment in moments)


def test_a_free_moment_stays_as_it_was_chosen() -> None:
    assert spread(TEN, [TEN + HOUR, TEN - HOUR], PARIS) == TEN


def test_a_moment_of_her_hours_stays_in_them() -> None:
    closing = datetime(2026, 11, 2, 16, 30, tzinfo=UTC)
    assert spread(closing, [closing], PARIS, Hours()) == datetime(2026, 11, 3, 8, tzinfo=UTC)
    night = datetime(2026, 11, 2, 22, tzinfo=UTC)
    assert spread(night, [night], PARIS, Hours()) == night + HOUR


@pytest.fixture
def item(cast: Cast, at: datetime) -> Item:
    for person in (cast.ines, cast.theo):
        ready_to_share(person, at)
    return an_item(at)


def planned(person: Person, item: Item, moment: datetime, at: datetime, words: str) -> Share:
    account = Account.objects.filter(person=person).first() or an_account(person, at)
    composition = Composition("mastodon", "api", words, item.url, item, account, title=item.title)
    return plan_share(composition=composition, scheduled_for=moment, by=person, at=at)


@pytest.mark.django_db
def test_near_identical_words_of_colleagues_are_an_hour_apart(
    cast: Cast, item: Item, at: datetime
) -> None:
    planned(cast.theo, item, at + HOUR, at, WORDS)
    hers = planned(cast.ines, item, at + HOUR + timedelta(minutes=20), at, WORDS + " Really.")
    assert hers.scheduled_for == at + 2 * HOUR
    assert hers.moved_from == at + HOUR + timedelta(minutes=20)


@pytest.mark.django_db
def test_words_of_her_own_leave_when_she_likes(cast: Cast, item: Item, at: datetime) -> None:
    planned(cast.theo, item, at + HOUR, at, WORDS)
    hers = planned(cast.ines, item, at + HOUR, at, OTHERS)
    assert (hers.scheduled_for, hers.moved_from) == (at + HOUR, None)


@pytest.mark.django_db
def test_her_own_shares_do_not_drive_each_other_away(cast: Cast, item: Item, at: datetime) -> None:
    planned(cast.ines, item, at + HOUR, at, WORDS)
    again = planned(cast.ines, item, at + HOUR, at, WORDS + " Again.")
    assert again.moved_from is None


@pytest.mark.django_db
def test_moving_and_editing_keep_apart_too(cast: Cast, item: Item, at: datetime) -> None:
    planned(cast.theo, item, at + HOUR, at, WORDS)
    hers = planned(cast.ines, item, at + HOUR, at, OTHERS)
    edit_words(share=hers, words=WORDS, by=cast.ines, at=at)
    hers.refresh_from_db()
    assert hers.scheduled_for == at + 2 * HOUR
    move_share(share=hers, to=at + HOUR + timedelta(minutes=1), by=cast.ines, at=at)
    assert hers.moved_from == at + HOUR + timedelta(minutes=1)
    move_share(share=hers, to=at + 5 * HOUR, by=cast.ines, at=at)
    assert (hers.scheduled_for, hers.moved_from) == (at + 5 * HOUR, None)


@pytest.mark.django_db
def test_what_has_just_left_is_kept_apart_at_the_last_moment(
    cast: Cast, item: Item, at: datetime
) -> None:
    planned(cast.theo, item, at, at, WORDS)
    late = planned(cast.ines, item, at + 3 * HOUR, at, WORDS)
    # As after a wait for the network: it comes due in the very hour.
    Share.objects.filter(pk=late.pk).update(
        scheduled_for=at + timedelta(minutes=5), next_try_at=at + timedelta(minutes=5)
    )
    server = FakeMastodon(now=lambda: at)
    assert publish(server, at) == 1
    assert publish(server, at + timedelta(minutes=6)) == 0
    late.refresh_from_db()
    assert (late.state, late.scheduled_for) == ("scheduled", at + HOUR)
    assert publish(server, at + HOUR) == 1


@pytest.mark.django_db
def test_she_is_told_before_and_after_and_never_of_whom(
    cast: Cast, item: Item, at: datetime, as_ines: Client
) -> None:
    tomorrow = datetime.now(UTC).replace(hour=10, minute=0, microsecond=0) + timedelta(days=1)
    planned(cast.theo, item, tomorrow, at, WORDS)
    account = an_account(cast.ines, at)
    local = tomorrow.astimezone(PARIS).strftime("%Y-%m-%dT%H:%M")
    form = {
        "words": WORDS,
        "places": f"api-mastodon-{account.ref}",
        "moment": "pick",
        "picked": local,
    }
    page = as_ines.post(f"/share/new/{item.pk}/", form)
    text = page.content.decode()
    assert page.status_code == 422
    assert "yours will leave on" in text
    assert not Share.objects.filter(person=cast.ines).exists()
    digest = text.partition('name="warned_of" value="')[2].partition('"')[0]
    after = as_ines.post(f"/share/new/{item.pk}/", form | {"warned_of": digest}, follow=True)
    assert "A colleague says nearly the same there" in after.content.decode()
    for shown in (text, after.content.decode()):
        assert cast.theo.name not in shown
    assert Share.objects.get(person=cast.ines).scheduled_for == tomorrow + HOUR
