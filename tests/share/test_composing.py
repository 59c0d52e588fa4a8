from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timedelta

import pytest

from portevoix.govern.actions import withdraw_consent
from portevoix.ledger.models import Entry
from portevoix.share.actions import refusals
from portevoix.share.actions.composing import (
    Composition,
    answer_question,
    cancel_share,
    declare_share,
    edit_words,
    plan_share,
    plan_shares,
)
from portevoix.share.models import Share
from portevoix.share.queries import short_url
from tests.conftest import Cast
from tests.share.world import WORDS, a_share, an_account, an_item, ready_to_share

pytestmark = pytest.mark.django_db


@pytest.fixture
def composition(cast: Cast, at: datetime) -> Composition:
    ready_to_share(cast.ines, at)
    item = an_item(at)
    return Composition("mastodon", "api", WORDS, item.url, item, an_account(cast.ines, at))


def test_a_planned_share_waits_for_its_moment(
    cast: Cast, composition: Composition, at: datetime
) -> None:
    later = at + timedelta(hours=3)
    share = plan_share(composition=composition, scheduled_for=later, by=cast.ines, at=at)
    assert (share.state, share.next_try_at) == (Share.State.SCHEDULED, later)
    assert short_url(share.link).endswith(f"/l/{share.link.code}")
    assert Entry.objects.filter(act="share.planned", actor=cast.ines.ref).exists()


def test_a_share_waits_for_a_signed_charter(
    cast: Cast, composition: Composition, at: datetime
) -> None:
    with pytest.raises(refusals.CharterUnsigned):
        plan_share(composition=composition, scheduled_for=at, by=cast.karim, at=at)


def test_a_share_waits_for_consent(cast: Cast, composition: Composition, at: datetime) -> None:
    withdraw_consent(purpose_key="publish", by=cast.ines, at=at)
    with pytest.raises(refusals.ConsentMissing):
        plan_share(composition=composition, scheduled_for=at, by=cast.ines, at=at)


def test_publishing_by_oneself_needs_no_consent_to_be_published_for(
    cast: Cast, composition: Composition, at: datetime
) -> None:
    withdraw_consent(purpose_key="publish", by=cast.ines, at=at)
    by_hand = replace(composition, network="linkedin", mode="intent", account=None)
    share = plan_share(composition=by_hand, scheduled_for=at, by=cast.ines, at=at)
    assert (share.state, share.problem) == (Share.State.ASK_PERSON, "your_turn")


@pytest.mark.parametrize(
    ("changes", "refusal"),
    [
        ({"words": "  "}, refusals.WordsMissing),
        ({"words": "x" * 600}, refusals.WordsTooLong),
        ({"account": None}, refusals.AccountUnusable),
        ({"network": "facebook"}, refusals.ModeNotOffered),
        ({"network": "myspace"}, refusals.ModeNotOffered),
        ({"target_url": "javascript:alert(1)"}, refusals.TargetRefused),
    ],
)
def test_what_cannot_leave_is_refused(
    cast: Cast,
    composition: Composition,
    at: datetime,
    changes: dict[str, object],
    refusal: type[Exception],
) -> None:
    with pytest.raises(refusal):
        plan_share(
            composition=replace(composition, **changes), scheduled_for=at, by=cast.ines, at=at
        )
    assert not Share.objects.exists()


def test_the_refusal_of_a_long_text_says_by_how_much(
    cast: Cast, composition: Composition, at: datetime
) -> None:
    long = replace(composition, words="x" * 500)
    with pytest.raises(refusals.WordsTooLong) as refused:
        plan_share(composition=long, scheduled_for=at, by=cast.ines, at=at)
    assert "25 characters too long for Mastodon" in str(refused.value)


def test_nobody_shares_through_a_colleagues_account(
    cast: Cast, composition: Composition, at: datetime
) -> None:
    ready_to_share(cast.karim, at)
    with pytest.raises(refusals.AccountUnusable):
        plan_share(composition=composition, scheduled_for=at, by=cast.karim, at=at)


def test_a_moment_that_passed_is_refused(
    cast: Cast, composition: Composition, at: datetime
) -> None:
    before = at - timedelta(minutes=1)
    with pytest.raises(refusals.MomentPassed):
        plan_share(composition=composition, scheduled_for=before, by=cast.ines, at=at)


def test_several_places_are_all_planned_or_none(
    cast: Cast, composition: Composition, at: datetime
) -> None:
    too_long = replace(composition, network="x", mode="intent", words="y" * 400)
    both = [replace(composition, words="y" * 400), too_long]
    with pytest.raises(refusals.WordsTooLong):
        plan_shares(compositions=both, scheduled_for=at, by=cast.ines, at=at)
    assert not Share.objects.exists()


def test_what_is_already_posted_counts_as_published_by_oneself(
    cast: Cast, composition: Composition, at: datetime
) -> None:
    posted = replace(composition, mode="declared", words="", account=None)
    url = "https://mastodon.social/@ines/113456789012345678"
    share = declare_share(composition=posted, post_url=url, by=cast.ines, at=at)
    assert (share.state, share.external_url, share.sent_at) == (Share.State.SENT, url, at)


def test_an_address_that_is_no_post_of_that_network_is_refused(
    cast: Cast, composition: Composition, at: datetime
) -> None:
    posted = replace(composition, mode="declared", words="", account=None)
    with pytest.raises(refusals.NotAPost):
        declare_share(
            composition=posted, post_url="https://www.linkedin.com/feed/", by=cast.ines, at=at
        )
    assert not Share.objects.exists()


def test_words_change_only_by_their_owners_act(cast: Cast, at: datetime) -> None:
    ready_to_share(cast.ines, at)
    share = edit_words(share=a_share(cast.ines, at), words="Better words.", by=cast.ines, at=at)
    assert (share.words, share.words_version, share.approved_version) == ("Better words.", 2, 2)
    with pytest.raises(refusals.AlreadyLeaving):
        edit_words(share=share, words="Not my words.", by=cast.lea, at=at)
    share.refresh_from_db()
    assert share.words == "Better words."


def test_what_left_is_neither_edited_nor_cancelled(cast: Cast, at: datetime) -> None:
    ready_to_share(cast.ines, at)
    share = a_share(cast.ines, at)
    Share.objects.filter(pk=share.pk).update(state=Share.State.SENDING, frozen_text="…")
    with pytest.raises(refusals.AlreadyLeaving):
        edit_words(share=share, words="Too late.", by=cast.ines, at=at)
    with pytest.raises(refusals.AlreadyLeaving):
        cancel_share(share=share, by=cast.ines, at=at)
    share.refresh_from_db()
    with pytest.raises(refusals.AlreadyLeaving):
        cancel_share(share=share, by=cast.ines, at=at)


def test_a_planned_share_is_cancelled_at_once(cast: Cast, at: datetime) -> None:
    ready_to_share(cast.ines, at)
    share = cancel_share(share=a_share(cast.ines, at), by=cast.ines, at=at)
    assert share.state == Share.State.CANCELLED


def test_only_her_own_word_makes_it_published(
    cast: Cast, composition: Composition, at: datetime
) -> None:
    by_hand = replace(composition, network="linkedin", mode="intent", account=None)
    share = plan_share(composition=by_hand, scheduled_for=at, by=cast.ines, at=at)
    url = "https://www.linkedin.com/posts/ines_activity-7123456789012345678-abcd"
    answer_question(share=share, answer="published", by=cast.ines, at=at, post_url=url)
    share.refresh_from_db()
    assert (share.state, share.external_url) == (Share.State.SENT, url)
    with pytest.raises(refusals.NothingAsked):
        answer_question(share=share, answer="published", by=cast.ines, at=at)


def test_an_answer_that_is_none_of_the_three_is_refused(
    cast: Cast, composition: Composition, at: datetime
) -> None:
    by_hand = replace(composition, network="linkedin", mode="intent", account=None)
    share = plan_share(composition=by_hand, scheduled_for=at, by=cast.ines, at=at)
    with pytest.raises(refusals.NothingAsked):
        answer_question(share=share, answer="maybe", by=cast.ines, at=at)
    with pytest.raises(refusals.NotAPost):
        answer_question(
            share=share, answer="published", by=cast.ines, at=at, post_url="https://x.com/a"
        )
    answer_question(share=share, answer="drop", by=cast.ines, at=at)
    share.refresh_from_db()
    assert share.state == Share.State.CANCELLED


def test_a_form_sent_twice_is_one_share(cast: Cast, composition: Composition, at: datetime) -> None:
    plan_share(composition=composition, scheduled_for=at, by=cast.ines, at=at)
    soon = at + timedelta(seconds=2)
    with pytest.raises(refusals.SaidJustNow):
        plan_share(composition=composition, scheduled_for=soon, by=cast.ines, at=soon)
    other = replace(composition, words="Other words.")
    plan_share(composition=other, scheduled_for=soon, by=cast.ines, at=soon)
    assert Share.objects.count() == 2


def test_cancelled_words_may_be_said_again(
    cast: Cast, composition: Composition, at: datetime
) -> None:
    share = plan_share(composition=composition, scheduled_for=at, by=cast.ines, at=at)
    cancel_share(share=share, by=cast.ines, at=at)
    plan_share(composition=composition, scheduled_for=at, by=cast.ines, at=at)
    assert Share.objects.count() == 2
