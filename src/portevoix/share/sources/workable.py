"""Workable: `X-Workable-Signature`, HMAC-SHA-256 of the body; a candidate of one job is one row.

https://workable.readme.io/reference/webhook-subscriptions-candidates-employees
"""

from __future__ import annotations

from datetime import datetime

from portevoix.share.rules.referrals import Step, Told
from portevoix.share.sources.system import (
    Forged,
    Sent,
    check_digest,
    check_moment,
    codes_of,
    mapping_of,
    moment_of,
    part,
    reference_at,
    stage_named,
)

CREATED, MOVED = "candidate_created", "candidate_moved"


class Workable:
    """Workable."""

    key, name = "workable", "Workable"
    tells = frozenset(Step)

    def verify(self, sent: Sent, secret: str, at: datetime) -> None:
        """Accept what Workable signed while it is fresh; the moment stands in what is signed."""
        digest = sent.headers.get("x-workable-signature", "")
        if not digest:
            raise Forged("unsigned")
        check_digest(digest.removeprefix("sha256="), sent.body, secret)
        check_moment(moment_of(mapping_of(sent).get("fired_at")), at)

    def read(self, sent: Sent) -> tuple[Told, ...]:
        """Applications, stages called interview or hired, and disqualifications."""
        said = mapping_of(sent)
        kind, data = said.get("event_type"), said.get("data")
        if kind not in {CREATED, MOVED}:
            return ()
        reference = reference_at(data, "id")
        step = Step.APPLICATION if kind == CREATED else _stage_of(data)
        if step is None:
            return ()
        return (Told(reference, step, moment_of(said.get("fired_at")), codes_of(data)),)


def _stage_of(data: object) -> Step | None:
    if part(data, "disqualified") is True:
        return Step.CLOSED
    return stage_named(part(data, "stage_kind")) or stage_named(part(data, "stage"))
