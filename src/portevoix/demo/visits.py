"""Who clicked: people over some days, robots at once, and some of whom nobody can tell."""

from __future__ import annotations

import tempfile
from collections.abc import Iterator
from datetime import datetime, timedelta
from pathlib import Path

from portevoix.demo.voices import HEROINE
from portevoix.demo.world import World
from portevoix.share.actions.clicks import drain_journal
from portevoix.share.engines.journal import Hit
from portevoix.share.models import Share
from portevoix.share.rules.clicks import Verdict

# The middle of visits per share is near e to this power; a few shares bring many more.
MIDDLE, SPREAD, MOST = 2.3, 0.8, 90
# Whom visitors look through the eyes of first is well heard.
HEARD = 0.7
# Half of what a share brings comes within a day and a half, as for most links.
DAYS = 2.2
UNKNOWN_PART = 0.15
REFERRERS = {
    "linkedin": "www.linkedin.com",
    "mastodon": "social.atelier-nord.example",
    "facebook": "l.facebook.com",
    "x": "t.co",
    "threads": "l.threads.com",
    "bluesky": "bsky.app",
}


def record_visits(world: World) -> int:
    """Write the journal that the short links would have written, and read it; says how many."""
    hits = sorted((hit for share in world.shares for hit in _hits(world, share)), key=_moment)
    with tempfile.TemporaryDirectory() as folder:
        journal = Path(folder) / "demonstration.clicks"
        journal.write_bytes(b"".join(hit.line() for hit in hits))
        drained = 0
        while True:
            outcome = drain_journal(path=journal, at=world.calendar.ends_at)
            drained += outcome.clicks
            if outcome.is_at_end or not outcome.clicks:
                return drained


def _hits(world: World, share: Share) -> Iterator[Hit]:
    assert share.sent_at is not None
    draw, ends_at = world.draw, world.calendar.ends_at - timedelta(minutes=1)
    # The first reader comes within the hour: every share was seen by somebody.
    yield _hit(world, share, timedelta(minutes=5 + draw.randrange(40)), Verdict.HUMAN)
    for _ in range(draw.randrange(1, 4)):
        yield _hit(world, share, timedelta(seconds=2 + draw.randrange(20)), Verdict.ROBOT)
    heard = HEARD if share.person == world.people[HEROINE] else 0
    for _ in range(min(int(draw.lognormvariate(MIDDLE + heard, SPREAD)), MOST)):
        since = timedelta(days=draw.expovariate(1 / DAYS), minutes=10)
        if share.sent_at + since < ends_at:
            yield _hit(world, share, since, _verdict(draw.random()))


def _verdict(drawn: float) -> Verdict:
    if drawn < UNKNOWN_PART:
        return Verdict.UNKNOWN
    return Verdict.ROBOT if drawn < 2 * UNKNOWN_PART else Verdict.HUMAN


def _hit(world: World, share: Share, since: timedelta, verdict: Verdict) -> Hit:
    assert share.sent_at is not None
    reasons = {Verdict.HUMAN: "browser", Verdict.ROBOT: "listed", Verdict.UNKNOWN: "no_language"}
    return Hit(
        hit_id=str(world.uuid()),
        code=share.link.code,
        at=share.sent_at + since,
        verdict=verdict.value,
        reason=reasons[verdict],
        # The salts of the past are destroyed, and what they hid with them.
        digest="",
        referrer_host=REFERRERS.get(share.network, "") if verdict is Verdict.HUMAN else "",
    )


def _moment(hit: Hit) -> datetime:
    return hit.at
