"""SmartRecruiters: a signed moment, body and headers; references and an address, nothing else.

https://developers.smartrecruiters.com/reference/subscriptionsgeneratesecretkey-1. What it sends
says neither a source nor the state that was reached: codes and hires come by file or by key.
"""

from __future__ import annotations

from datetime import UTC, datetime

from portevoix.share.rules.referrals import Step, Told
from portevoix.share.sources.system import (
    Forged,
    Sent,
    check_digest,
    check_moment,
    codes_of,
    mapping_of,
    reference_at,
)

SIGNED = ("event-id", "event-name", "event-version", "link")
STEPS = {"application.created": Step.APPLICATION, "interview.created": Step.INTERVIEW}


class SmartRecruiters:
    """SmartRecruiters."""

    key, name = "smartrecruiters", "SmartRecruiters"
    tells = frozenset({Step.APPLICATION, Step.INTERVIEW})

    def verify(self, sent: Sent, secret: str, at: datetime) -> None:
        """Accept one good signature of several, while it is fresh."""
        stamp = sent.headers.get("smartrecruiters-timestamp", "")
        headers = [sent.headers.get(name, "").encode() for name in SIGNED]
        message = b".".join([stamp.encode(), sent.body, *headers])
        given = sent.headers.get("smartrecruiters-signature", "")
        offered = [one.strip().partition("=") for one in given.strip('" ').split(";")]
        digests = [digest for scheme, _eq, digest in offered if scheme == "v1"]
        if not any(_is_good(digest, message, secret) for digest in digests):
            raise Forged("forged" if given else "unsigned")
        check_moment(_seconds(stamp), at)

    def read(self, sent: Sent) -> tuple[Told, ...]:
        """Applications and interviews."""
        step = STEPS.get(sent.headers.get("event-name", ""))
        if step is None:
            return ()
        said = mapping_of(sent)
        at = _seconds(sent.headers.get("smartrecruiters-timestamp", ""))
        return (Told(reference_at(said, "application_id"), step, at, codes_of(said)),)


def _is_good(digest: str, message: bytes, secret: str) -> bool:
    try:
        check_digest(digest, message, secret)
    except Forged:
        return False
    return True


def _seconds(stamp: str) -> datetime | None:
    try:
        return datetime.fromtimestamp(int(stamp), UTC)
    except (ValueError, OverflowError, OSError):
        return None
