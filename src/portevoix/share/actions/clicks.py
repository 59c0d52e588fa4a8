"""Clicks: copied from the journals once, judged with their neighbours, made anonymous in time."""

from __future__ import annotations

import secrets
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import partial
from itertools import takewhile
from pathlib import Path

from django.db import transaction

from portevoix.share.engines.journal import FINISHED_SECONDS, Hit, hits_from
from portevoix.share.models import Click, DailySalt, JournalMark, Link
from portevoix.share.rules.clicks import (
    BURST_LINKS,
    BURST_SPAN,
    DOUBLE_SPAN,
    Verdict,
    is_double,
)

# Neighbours of a click must have arrived before it is judged.
SETTLED = BURST_SPAN * 2
SALT_BYTES = 32
DIGESTS_LIVE = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Drained:
    """How many hits of a journal became clicks, and whether its end was reached."""

    clicks: int
    is_at_end: bool


@transaction.atomic
def drain_journal(*, path: Path, at: datetime) -> Drained:
    """Copy settled hits of one journal into clicks, and remember how far: one transaction."""
    mark, _is_new = JournalMark.objects.select_for_update().get_or_create(name=path.name)
    # Never past a hit that has not settled: the mark would skip it.
    settled = list(takewhile(partial(_is_settled, at), hits_from(path, mark.read_bytes)))
    clicks = _kept([hit for hit, _offset in settled if hit])
    if settled:
        mark.read_bytes = settled[-1][1]
        mark.save(update_fields=["read_bytes"])
    return Drained(clicks, mark.read_bytes >= path.stat().st_size)


@transaction.atomic
def forget_journal(*, path: Path, at: datetime) -> None:
    """Remove a journal that was read to its end, then the mark; one still written to stays."""
    if at.timestamp() - path.stat().st_mtime <= FINISHED_SECONDS:
        return
    path.unlink(missing_ok=True)
    JournalMark.objects.filter(name=path.name).delete()


@transaction.atomic
def renew_salts(*, at: datetime) -> int:
    """Make today's and tomorrow's salt, destroy those of past days, and digests of a day ago.

    A salt serves from midnight to midnight and is gone within the hour that follows; digests live
    a day: well under 48 hours, after which nothing tells two visitors apart.
    """
    today = at.date()
    for day in (today, today + timedelta(days=1)):
        DailySalt.objects.get_or_create(day=day, defaults={"salt": secrets.token_bytes(SALT_BYTES)})
    DailySalt.objects.filter(day__lt=today).delete()
    old = Click.objects.filter(at__lt=at - DIGESTS_LIVE).exclude(visitor_digest="")
    return old.update(visitor_digest="")


def _is_settled(at: datetime, read: tuple[Hit | None, int]) -> bool:
    hit, _offset = read
    return hit is None or hit.at <= at - SETTLED


def _kept(hits: list[Hit]) -> int:
    known = Link.objects.filter(code__in={hit.code for hit in hits})
    links = dict(known.values_list("code", "pk"))
    # A hit whose link was erased in between has nobody to count for.
    return sum(_keep(hit, links[hit.code]) for hit in hits if hit.code in links)


def _keep(hit: Hit, link_id: int) -> bool:
    click, is_new = Click.objects.get_or_create(
        hit_id=hit.hit_id,
        defaults={
            "link_id": link_id,
            "at": hit.at,
            "verdict": hit.verdict,
            "reason": hit.reason,
            "visitor_digest": hit.digest,
            "referrer_host": hit.referrer_host,
            "is_double": _came_back(hit, link_id),
        },
    )
    if is_new and click.visitor_digest:
        _judge_burst(click)
    return is_new


def _came_back(hit: Hit, link_id: int) -> bool:
    if not hit.digest:
        return False
    same = Click.objects.filter(
        link_id=link_id, visitor_digest=hit.digest, at__gt=hit.at - DOUBLE_SPAN, at__lte=hit.at
    )
    latest = same.order_by("-at").values_list("at", flat=True).first()
    return is_double(hit.at - latest if latest else None)


def _judge_burst(click: Click) -> None:
    near = Click.objects.filter(
        visitor_digest=click.visitor_digest, at__gte=click.at - BURST_SPAN, at__lte=click.at
    )
    if near.values("link").distinct().count() >= BURST_LINKS:
        near.update(verdict=Verdict.ROBOT, reason="burst")
