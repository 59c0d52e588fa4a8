"""One answered request of a short link, judged and stripped of whoever asked."""

from __future__ import annotations

import os
from collections.abc import Mapping
from datetime import datetime
from urllib.parse import urlsplit

from portevoix.share.engines.journal import Hit
from portevoix.share.engines.robots import is_listed
from portevoix.share.rules.clicks import AHEAD_HEADERS, Asked, judge, visitor_digest

# What judging and counting read of a request; the rest is never looked at.
JUDGED_HEADERS = (*AHEAD_HEADERS, "user-agent", "accept-language", "referer")
LONGEST_HOST = 120


def hit_of(
    code: str,
    headers: Mapping[str, str],
    address: str,
    *,
    at: datetime,
    published_at: datetime | None,
    salt: bytes | None,
) -> Hit:
    """Judge one GET of a link and keep what may be kept; header names are in lower case.

    Of the address and the agent only the day's digest stays, and nothing without a salt.
    """
    agent = headers.get("user-agent", "")
    since = at - published_at if published_at else None
    judged = judge(Asked("GET", agent, headers, is_listed(agent), since))
    return Hit(
        hit_id=os.urandom(16).hex(),
        code=code,
        at=at,
        verdict=judged.verdict,
        reason=judged.reason,
        digest=visitor_digest(salt, address, agent) if salt else "",
        referrer_host=_host_of(headers.get("referer", "")),
    )


def _host_of(referrer: str) -> str:
    try:
        return (urlsplit(referrer).hostname or "")[:LONGEST_HOST] if referrer else ""
    except ValueError:
        # What somebody invented as a referrer costs the referrer, not the click.
        return ""
