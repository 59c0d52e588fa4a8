import random
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

import pytest

from portevoix.lib.sealing import Secret
from portevoix.share.platforms.bluesky import BLUESKY
from portevoix.share.platforms.mastodon import MASTODON
from portevoix.share.platforms.network import (
    AccountAccess,
    NotPublished,
    Post,
    PublishingNetwork,
    Tokens,
)
from portevoix.share.rules.outbox import (
    Attempt,
    Outcome,
    Publication,
    State,
    after_attempt,
    after_looking,
    after_restart,
    begin_sending,
    claim,
    scheduled,
)
from tests.share.fakes import FakeBluesky, FakeMastodon, Faults

START = datetime(2026, 11, 2, 9, tzinfo=UTC)
FORTY_PERCENT = {
    "lost_answer": 0.1,
    "lost_question": 0.1,
    "broken": 0.1,
    "too_many": 0.05,
    "down": 0.05,
}


@dataclass
class Clock:
    at: datetime = START

    def __call__(self) -> datetime:
        return self.at


def a_mastodon(clock: Clock, faults: Faults) -> FakeMastodon:
    return FakeMastodon(now=clock, faults=faults)


def a_forgetful_mastodon(clock: Clock, faults: Faults) -> FakeMastodon:
    """As snac: it ignores Idempotency-Key, so that only evidence protects from twins."""

    class Never(dict[str, object]):
        def __setitem__(self, *_: object) -> None:
            return

    return FakeMastodon(now=clock, faults=faults, kept=Never())


def a_bluesky(_: Clock, faults: Faults) -> FakeBluesky:
    return FakeBluesky(faults=faults)


@pytest.mark.parametrize(
    ("network", "build", "subject"),
    [
        (MASTODON, a_mastodon, "7"),
        (MASTODON, a_forgetful_mastodon, "7"),
        (BLUESKY, a_bluesky, "did:plc:ines"),
    ],
)
def test_faults_and_crashes_make_no_twin_and_lose_nothing(
    network: PublishingNetwork, build: Callable[[Clock, Faults], FakeMastodon], subject: str
) -> None:
    draws = random.Random(20261102)
    clock = Clock()
    fake = build(clock, Faults(**FORTY_PERCENT, draws=draws))
    account = AccountAccess(fake.host, "@ines", subject, Tokens(Secret(fake.token)))
    ends: Counter[State] = Counter()
    for number in range(300):
        clock.at = START + timedelta(minutes=number)
        link = f"https://go.atelier.example/{number:012d}"
        post = Post(f"outbox-{number}", f"Idée {number}\n\n{link}", clock.at, link)
        end = lived(network, account, fake, post, clock, draws)
        ends[end.state] += 1
        times = sum(link in text for text in fake.texts())
        assert times <= 1, "published twice"
        if end.state is State.SENT:
            assert times == 1, "said published, and is not"
        else:
            assert end.state is State.ASK_PERSON, "lost in silence"
    assert ends[State.SENT] > 290


def lived(
    network: PublishingNetwork,
    account: AccountAccess,
    fake: FakeMastodon,
    post: Post,
    clock: Clock,
    draws: random.Random,
) -> Publication:
    publication = scheduled(clock.at)
    while publication.state in {State.SCHEDULED, State.UNKNOWN}:
        clock.at = max(clock.at, publication.next_at) + timedelta(seconds=1)
        if publication.state is State.UNKNOWN:
            found = network.reconcile(post, account, fake)
            publication = after_looking(publication, found.finding, clock.at, draws.random())
            continue
        publication = claim(publication, clock.at)
        if publication.state is not State.CLAIMED:
            break
        publication = begin_sending(publication, clock.at)
        attempt = attempted(network, account, fake, post)
        # The worker dies before it writes what it learnt.
        if draws.random() < 0.2:
            publication = after_restart(publication, clock.at)
        else:
            publication = after_attempt(publication, attempt, clock.at, draws.random())
    return publication


def attempted(
    network: PublishingNetwork, account: AccountAccess, fake: FakeMastodon, post: Post
) -> Attempt:
    try:
        network.publish(post, account, fake)
    except NotPublished as problem:
        return Attempt(problem.outcome, problem.retry_after)
    return Attempt(Outcome.PUBLISHED)
